/* SPDX-License-Identifier: MIT
 *
 * Slack, incoming webhooks: Block Kit. Plain text objects, so that nothing in a text is markup;
 * exactly & < > are escaped. Delivered is 200 and the body `ok`.
 */
#include <string.h>

#include "chat/target.h"

#define HEADER_MOST 150
#define SECTION_MOST 3000

static void text_object(struct buf *out, const char *text, size_t most)
{
    struct buf cut = {0};

    clean_add(&cut, text, most);
    buf_text(out, "{\"type\":\"plain_text\",\"emoji\":false,\"text\":");
    json_escaped(out, escape_slack, cut.at != NULL ? cut.at : "");
    buf_char(out, '}');
    out->failed |= cut.failed;
    buf_end(&cut);
}

/* A section may have line ends between its parts; each part is one clean line. */
static void target_slack_section(struct buf *out, const struct line *line)
{
    struct buf text = {0};

    buf_text(&text, line->head);
    buf_printf(&text, "%s%s", text.len > 0 ? "\n" : "", line->say);
    buf_printf(&text, "%s%s", line->facts[0] != '\0' ? "\n" : "", line->facts);
    buf_text(out,
             ",{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"emoji\":false,\"text\":");
    json_escaped(out, escape_slack, text.at != NULL ? text.at : "");
    buf_text(out, "}}");
    out->failed |= text.failed;
    buf_end(&text);
}

static void target_slack_context(struct buf *out, const char *text)
{
    if (text[0] != '\0') {
        buf_text(out, ",{\"type\":\"context\",\"elements\":[");
        text_object(out, text, SECTION_MOST);
        buf_text(out, "]}");
    }
}

static void slack_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    struct buf *b = out;

    (void)m;
    buf_text(b, "{\"text\":");
    json_escaped(b, escape_slack, wording->title);
    buf_text(b, ",\"unfurl_links\":false,\"unfurl_media\":false,\"blocks\":[{\"type\":\"header\","
                "\"text\":");
    text_object(b, wording->title, HEADER_MOST);
    buf_char(b, '}');
    for (uint32_t i = 0; i < wording->line_count; i++) {
        target_slack_section(b, &wording->lines[i]);
    }
    target_slack_context(b, wording->more);
    target_slack_context(b, wording->foot);
    target_slack_context(b, wording->note);
    if (wording->link != NULL) {
        buf_text(b, ",{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"text\":");
        text_object(b, OPEN_WORDS, 75);
        buf_text(b, ",\"url\":");
        json_text_of(b, wording->link);
        buf_text(b, "}]}");
    }
    buf_text(b, "]}");
}

static void slack_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_slack, "", "\n", OPEN_WORDS ": @", 3500};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    buf_text(out, "{\"unfurl_links\":false,\"unfurl_media\":false,\"text\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_char(out, '}');
    buf_end(&text);
}

const struct target target_slack = {
    .render = slack_render,
    .render_plain = slack_plain,
    .limit = 40000,
    .yes = "ok",
};
