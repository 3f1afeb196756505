/* SPDX-License-Identifier: MIT
 *
 * Mattermost, incoming webhooks: Markdown text. Markup is escaped and every @ disarmed, so that no
 * text calls a channel together.
 */
#include "chat/target.h"

#define NEW_WEBHOOK "make a new webhook in the chat and put its address in url-from"
#define HOOK(id, words, remedy)                                                                    \
    {                                                                                              \
        SAYS_VALUE, "id", "web.incoming_webhook." id ".app_error", VERDICT_PAUSE, words, remedy    \
    }

static const struct answer_row mattermost_answers[] = {
    {SAYS_LINE, NULL, "ok", VERDICT_DONE, NULL, NULL},
    HOOK("invalid", "there is no such webhook", NEW_WEBHOOK),
    HOOK("disabled", "the server has incoming webhooks turned off",
         "ask its administrator to turn them on"),
    HOOK("channel", "the channel is gone", NEW_WEBHOOK),
    HOOK("channel_locked", "the webhook is locked to another channel", NEW_WEBHOOK),
    HOOK("permissions", "whoever made the webhook may not post in the channel", NEW_WEBHOOK),
    HOOK("user", "whoever made the webhook is gone", NEW_WEBHOOK),
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_mattermost = {
    .rich = {NULL, "text", {escape_markdown, "**", "  \n", "[" OPEN_WORDS "](@)", 16383}},
    .plain = {NULL, "text", {escape_markdown, "", "  \n", "@", 3500}},
    .limit = 65000,
    .answers = mattermost_answers,
};
