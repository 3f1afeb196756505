/* SPDX-License-Identifier: MIT
 *
 * Microsoft Teams, Workflows: an Adaptive Card. Text stands in TextRuns, which know no Markdown.
 * 202 is accepted, not posted; old addresses answer 200 with an error in the body.
 */
#include <string.h>

#include "chat/target.h"

#define CLOSE "\"spacing\":\"Small\"" /* belongs to the block above it */

/* `block` and `style`: more members of the block and of its text; NULL: none. */
static void target_teams_run(struct buf *out, const char *block, const char *text,
                             const char *style)
{
    if (text[0] == '\0') {
        return;
    }
    json_open(out, NULL, '{');
    json_text(out, "type", "RichTextBlock");
    json_members(out, block);
    json_open(out, "inlines", '[');
    json_open(out, NULL, '{');
    json_text(out, "type", "TextRun");
    json_text(out, "text", text);
    json_members(out, style);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void open_card(struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "type", "message");
    json_open(out, "attachments", '[');
    json_open(out, NULL, '{');
    json_text(out, "contentType", "application/vnd.microsoft.card.adaptive");
    json_text(out, "contentUrl", NULL);
    json_open(out, "content", '{');
    json_text(out, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    json_text(out, "type", "AdaptiveCard");
    json_text(out, "version", "1.4");
    json_raw(out, "msteams", "{\"width\":\"Full\"}");
    json_open(out, "body", '[');
}

static void close_card(const struct wording *wording, struct buf *out)
{
    json_close(out, ']');
    if (wording->link != NULL) {
        json_open(out, "actions", '[');
        json_open(out, NULL, '{');
        json_text(out, "type", "Action.OpenUrl");
        json_text(out, "title", OPEN_WORDS);
        json_text(out, "url", wording->link);
        json_close(out, '}');
        json_close(out, ']');
    }
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void teams_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const char bold[] = "\"weight\":\"Bolder\"", subtle[] = "\"isSubtle\":true";

    (void)m;
    open_card(out);
    target_teams_run(out, NULL, wording->title, "\"weight\":\"Bolder\",\"size\":\"Large\"");
    for (uint32_t i = 0; i < wording->line_count; i++) {
        const struct line *line = &wording->lines[i];

        target_teams_run(out, "\"separator\":true,\"spacing\":\"Medium\"", line->head, bold);
        target_teams_run(out, line->head[0] != '\0' ? CLOSE : NULL, line->say, NULL);
        target_teams_run(out, CLOSE, line->facts, subtle);
    }
    target_teams_run(out, NULL, wording->more, NULL);
    target_teams_run(out, NULL, wording->foot, subtle);
    target_teams_run(out, NULL, wording->note, bold);
    close_card(wording, out);
}

static void teams_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_none, "", "\n", NULL, 4000};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    open_card(out);
    target_teams_run(out, NULL, text.at != NULL ? text.at : "", NULL);
    close_card(wording, out);
    out->failed |= text.failed;
    buf_end(&text);
}

/* Old addresses answer 200 with what went wrong. */
static const struct body_part teams_no[] = {
    {"HTTP error 413", VERDICT_REFUSED},
    {"HTTP error 400", VERDICT_REFUSED},
    {"HTTP error 404", VERDICT_PAUSE},
    {"HTTP error 410", VERDICT_PAUSE},
    {"rror", VERDICT_RETRY},
    {"ailed", VERDICT_RETRY},
    {NULL, VERDICT_DONE},
};

const struct target target_teams = {
    .render = teams_render,
    .render_plain = teams_plain,
    .limit = 20 * 1024,
    .reads_no = true,
    .no = teams_no,
};
