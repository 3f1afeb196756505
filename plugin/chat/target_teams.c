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

static void close_card(const struct view *view, struct buf *out)
{
    if (out->len > 0 && out->at[out->len - 1] == ',') {
        out->at[--out->len] = '\0';
    }
    buf_text(out, "]");
    if (view->link != NULL) {
        buf_text(out, ",\"actions\":[{\"type\":\"Action.OpenUrl\",\"title\":\"" OPEN_WORDS
                      "\",\"url\":");
        json_text_of(out, view->link);
        buf_text(out, "}]");
    }
    buf_text(out, "}}]}");
}

static void teams_render(const struct message *m, const struct view *view, struct outgoing *out)
{
    struct buf *b = &out->body;

    (void)m;
    open_card(b);
    target_teams_run(b, "", view->title, ",\"weight\":\"Bolder\",\"size\":\"Large\"");
    for (uint32_t i = 0; i < view->line_count; i++) {
        target_teams_run(b, ",\"separator\":true,\"spacing\":\"Medium\"", view->lines[i].head,
                         ",\"weight\":\"Bolder\"");
        target_teams_run(b, view->lines[i].head[0] != '\0' ? CLOSE : "", view->lines[i].say, "");
        target_teams_run(b, CLOSE, view->lines[i].facts, ",\"isSubtle\":true");
    }
    target_teams_run(b, "", view->more, "");
    target_teams_run(b, "", view->foot, ",\"isSubtle\":true");
    target_teams_run(b, "", view->note, ",\"weight\":\"Bolder\"");
    close_card(view, b);
}

static void teams_plain(const struct message *m, const struct view *view, struct outgoing *out)
{
    static const struct text_style style = {escape_none, "", "\n", NULL, 4000};
    struct buf text = {0};

    (void)m;
    text_layout(view, &style, &text);
    open_card(&out->body);
    target_teams_run(&out->body, "", text.at != NULL ? text.at : "", "");
    close_card(view, &out->body);
    buf_end(&text);
}

static enum verdict teams_check(const struct reply *answer)
{
    if (strstr(answer->body, "HTTP error 413") != NULL ||
        strstr(answer->body, "HTTP error 400") != NULL) {
        return VERDICT_REFUSED;
    }
    if (strstr(answer->body, "HTTP error 404") != NULL ||
        strstr(answer->body, "HTTP error 410") != NULL) {
        return VERDICT_PAUSE;
    }
    return strstr(answer->body, "rror") != NULL || strstr(answer->body, "ailed") != NULL
               ? VERDICT_RETRY
               : body_check_plain(answer);
}

const struct target_kind target_teams = {teams_render, teams_plain, teams_check, 20 * 1024};
