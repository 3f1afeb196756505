/* SPDX-License-Identifier: MIT
 *
 * Slack, incoming webhooks: Block Kit. Plain text objects, so that nothing in a text is markup;
 * exactly & < > are escaped. Delivered is 200 and the body `ok`.
 */
#include <string.h>

#include "chat/target.h"

#define HEADER_MOST 150
#define SECTION_MOST 3000
#define NEW_WEBHOOK "make a new webhook in the workspace and put its address in url-from"
#define UNFURLS_NOTHING "\"unfurl_links\":false,\"unfurl_media\":false"

/* A text object: plain, so that nothing in it is markup. Slack reads & < > in it all the same. */
static void slack_text(struct buf *out, const char *key, const char *text, size_t most)
{
    struct buf cut = {0};

    if (most > 0) {
        clean_add(&cut, text, most);
    }
    json_open(out, key, '{');
    json_text(out, "type", "plain_text");
    json_bool(out, "emoji", false);
    json_escaped(out, "text", escape_slack, most == 0 ? text : cut.at != NULL ? cut.at : "");
    json_close(out, '}');
    out->failed |= cut.failed;
    buf_end(&cut);
}

static void slack_block(struct buf *out, const char *type)
{
    json_open(out, NULL, '{');
    json_text(out, "type", type);
}

/* A section may have line ends between its parts; each part is one clean line. */
static void target_slack_section(struct buf *out, const struct line *line)
{
    struct buf text = {0};

    buf_text(&text, line->head);
    buf_printf(&text, "%s%s", text.len > 0 ? "\n" : "", line->say);
    buf_printf(&text, "%s%s", line->facts[0] != '\0' ? "\n" : "", line->facts);
    slack_block(out, "section");
    slack_text(out, "text", text.at != NULL ? text.at : "", 0);
    json_close(out, '}');
    out->failed |= text.failed;
    buf_end(&text);
}

static void target_slack_context(struct buf *out, const char *text)
{
    if (text[0] != '\0') {
        slack_block(out, "context");
        json_open(out, "elements", '[');
        slack_text(out, NULL, text, SECTION_MOST);
        json_close(out, ']');
        json_close(out, '}');
    }
}

static void target_slack_link(struct buf *out, const char *link)
{
    if (link != NULL) {
        slack_block(out, "actions");
        json_open(out, "elements", '[');
        slack_block(out, "button");
        slack_text(out, "text", OPEN_WORDS, 75);
        json_text(out, "url", link);
        json_close(out, '}');
        json_close(out, ']');
        json_close(out, '}');
    }
}

static void slack_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    (void)m;
    json_open(out, NULL, '{');
    json_escaped(out, "text", escape_slack, wording->title);
    json_members(out, UNFURLS_NOTHING);
    json_open(out, "blocks", '[');
    slack_block(out, "header");
    slack_text(out, "text", wording->title, HEADER_MOST);
    json_close(out, '}');
    for (uint32_t i = 0; i < wording->line_count; i++) {
        target_slack_section(out, &wording->lines[i]);
    }
    target_slack_context(out, wording->more);
    target_slack_context(out, wording->foot);
    target_slack_context(out, wording->note);
    target_slack_link(out, wording->link);
    json_close(out, ']');
    json_close(out, '}');
}

/* Its own words, a line of text with each status; a step of its Workflow Builder says {"ok":true},
 * which does not say that anything was posted. */
static const struct answer_row slack_answers[] = {
    {SAYS_LINE, NULL, "ok", VERDICT_DONE, NULL, NULL},
    {SAYS_LINE, NULL, "no_service", VERDICT_PAUSE, "the webhook was turned off or removed",
     NEW_WEBHOOK},
    {SAYS_LINE, NULL, "no_service_id", VERDICT_PAUSE, "the address lacks a part",
     "put the whole address of the webhook where url-from points"},
    {SAYS_LINE, NULL, "no_team", VERDICT_PAUSE, "the workspace is gone, or the address is wrong",
     NEW_WEBHOOK},
    {SAYS_LINE, NULL, "team_disabled", VERDICT_PAUSE, "the workspace is turned off",
     "ask whoever runs the workspace"},
    {SAYS_LINE, NULL, "invalid_token", VERDICT_PAUSE, "the address's secret part is wrong",
     NEW_WEBHOOK},
    {SAYS_LINE, NULL, "no_active_hooks", VERDICT_PAUSE, "the webhook is turned off", NEW_WEBHOOK},
    {SAYS_LINE, NULL, "channel_not_found", VERDICT_PAUSE, "the channel is gone", NEW_WEBHOOK},
    {SAYS_LINE, NULL, "channel_is_archived", VERDICT_PAUSE, "the channel was archived",
     "take it out of the archive, or " NEW_WEBHOOK},
    {SAYS_LINE, NULL, "user_not_found", VERDICT_PAUSE, "the person it posts to is gone",
     NEW_WEBHOOK},
    {SAYS_LINE, NULL, "action_prohibited", VERDICT_PAUSE, "the workspace forbids it",
     "ask its administrator to allow the webhook"},
    {SAYS_LINE, NULL, "posting_to_general_channel_denied", VERDICT_PAUSE,
     "the workspace lets few people post in its general channel", NEW_WEBHOOK},
    {SAYS_LINE, NULL, "invalid_payload", VERDICT_REFUSED, NULL, NULL},
    {SAYS_LINE, NULL, "invalid_blocks", VERDICT_REFUSED, NULL, NULL},
    {SAYS_LINE, NULL, "no_text", VERDICT_REFUSED, NULL, NULL},
    {SAYS_LINE, NULL, "rollup_error", VERDICT_RETRY, NULL, NULL},
    {SAYS_LINE, NULL, "rate_limited", VERDICT_RETRY, NULL, NULL},
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_slack = {
    .render = slack_render,
    .plain = {UNFURLS_NOTHING, "text", {escape_slack, "", "\n", OPEN_WORDS ": @", 3500}},
    .limit = 40000,
    .answers = slack_answers,
};
