/* SPDX-License-Identifier: MIT
 *
 * Mattermost, incoming webhooks: Markdown text. Markup is escaped and every @ disarmed, so that no
 * text calls a channel together.
 */
#include "chat/target.h"

const struct target target_mattermost = {
    .rich = {NULL, "text", {escape_markdown, "**", "  \n", "[" OPEN_WORDS "](@)", 16383}},
    .plain = {NULL, "text", {escape_markdown, "", "  \n", "@", 3500}},
    .limit = 65000,
    .reads_no = true,
};
