/* SPDX-License-Identifier: MIT
 *
 * Rocket.Chat, incoming webhooks: text of at most 5,000 characters, no previews of links. 200 with
 * success:false is a failure.
 */
#include "chat/target.h"

#define NO_PREVIEWS "\"parseUrls\":false"

#define NEW_WEBHOOK "look at the integration in the chat's administration, or make a new one"
#define SAID(error, words)                                                                         \
    {                                                                                              \
        SAYS_VALUE, "error", error, VERDICT_PAUSE, words, NEW_WEBHOOK                              \
    }

static const struct answer_row rocket_chat_answers[] = {
    {SAYS_TRUE, "success", NULL, VERDICT_DONE, NULL, NULL},
    SAID("Invalid integration id or token provided.", "there is no such integration"),
    SAID("invalid-channel", "the channel is gone"),
    SAID("error-room-archived", "the channel was archived"),
    SAID("error-not-allowed", "the integration's user may not post there"),
    SAID("error-running-script", "the integration's own script failed"),
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_rocket_chat = {
    .rich = {NO_PREVIEWS, "text", {escape_markdown, "*", "\n", "[" OPEN_WORDS "](@)", 5000}},
    .plain = {NO_PREVIEWS, "text", {escape_markdown, "", "\n", "@", 2000}},
    .limit = 32000,
    .answers = rocket_chat_answers,
};
