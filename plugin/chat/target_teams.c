/* SPDX-License-Identifier: MIT
 *
 * Microsoft Teams, Workflows: an Adaptive Card. Text stands in TextRuns, which know no Markdown.
 * 202 is accepted, not posted; old addresses answer 200 with an error in the body.
 */
#include <string.h>

#include "chat/target.h"

#define CLOSE ",\"spacing\":\"Small\"" /* belongs to the block above it */

/* `block` and `style`: more members of the block and of its text, each with its comma. */
static void target_teams_run(struct buf *out, const char *block, const char *text,
                             const char *style)
{
    if (text[0] != '\0') {
        buf_printf(
            out,
            "{\"type\":\"RichTextBlock\"%s,\"inlines\":[{\"type\":\"TextRun\",\"text\":", block);
        json_text_of(out, text);
        buf_text(out, style);
        buf_text(out, "}]},");
    }
}

static void open_card(struct buf *out)
{
    buf_text(out, "{\"type\":\"message\",\"attachments\":[{\"contentType\":"
                  "\"application/vnd.microsoft.card.adaptive\",\"contentUrl\":null,\"content\":{"
                  "\"$schema\":\"http://adaptivecards.io/schemas/adaptive-card.json\","
                  "\"type\":\"AdaptiveCard\",\"version\":\"1.4\",\"msteams\":{\"width\":\"Full\"},"
                  "\"body\":[");
}

static void close_card(const struct wording *wording, struct buf *out)
{
    if (out->len > 0 && out->at[out->len - 1] == ',') {
        out->at[--out->len] = '\0';
    }
    buf_text(out, "]");
    if (wording->link != NULL) {
        buf_text(out, ",\"actions\":[{\"type\":\"Action.OpenUrl\",\"title\":\"" OPEN_WORDS
                      "\",\"url\":");
        json_text_of(out, wording->link);
        buf_text(out, "}]");
    }
    buf_text(out, "}}]}");
}

static void teams_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    struct buf *b = out;

    (void)m;
    open_card(b);
    target_teams_run(b, "", wording->title, ",\"weight\":\"Bolder\",\"size\":\"Large\"");
    for (uint32_t i = 0; i < wording->line_count; i++) {
        target_teams_run(b, ",\"separator\":true,\"spacing\":\"Medium\"", wording->lines[i].head,
                         ",\"weight\":\"Bolder\"");
        target_teams_run(b, wording->lines[i].head[0] != '\0' ? CLOSE : "", wording->lines[i].say,
                         "");
        target_teams_run(b, CLOSE, wording->lines[i].facts, ",\"isSubtle\":true");
    }
    target_teams_run(b, "", wording->more, "");
    target_teams_run(b, "", wording->foot, ",\"isSubtle\":true");
    target_teams_run(b, "", wording->note, ",\"weight\":\"Bolder\"");
    close_card(wording, b);
}

static void teams_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_none, "", "\n", NULL, 4000};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    open_card(out);
    target_teams_run(out, "", text.at != NULL ? text.at : "", "");
    close_card(wording, out);
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
