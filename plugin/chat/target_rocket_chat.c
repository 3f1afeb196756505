/* SPDX-License-Identifier: MIT
 *
 * Rocket.Chat, incoming webhooks: text of at most 5,000 characters, no previews of links. 200 with
 * success:false is a failure.
 */
#include "chat/target.h"

#define NO_PREVIEWS "\"parseUrls\":false"

const struct target target_rocket_chat = {
    .rich = {NO_PREVIEWS, "text", {escape_markdown, "*", "\n", "[" OPEN_WORDS "](@)", 5000}},
    .plain = {NO_PREVIEWS, "text", {escape_markdown, "", "\n", "@", 2000}},
    .limit = 32000,
    .reads_no = true,
};
