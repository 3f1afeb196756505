/* SPDX-License-Identifier: MIT
 *
 * Google Chat: cardsV2. Messages of one visit share a thread; requestId makes a repeated one be
 * posted once. Text paragraphs read a little HTML, so that is escaped.
 */
#include <string.h>

#include "chat/target.h"
#include "base/hash.h"

static void google_chat_query(const struct message *m, const struct wording *wording,
                              struct buf *out)
{
    char id[2 * WEBHOOK_ID_BYTES + 1];

    hex_of(m->webhook_id, WEBHOOK_ID_BYTES, id);
    buf_printf(out, "requestId=precare-%s", id);
    if (wording->ref != NULL) {
        buf_printf(out, "&threadKey=%s&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
                   wording->ref);
    }
}

static void target_google_chat_paragraph(struct buf *out, const struct line *line)
{
    struct buf text = {0};

    if (line->head[0] != '\0') {
        buf_text(&text, "<b>");
        escape_html(&text, line->head);
        buf_text(&text, "</b><br>");
    }
    escape_html(&text, line->say);
    buf_text(&text, line->facts[0] != '\0' ? "<br>" : "");
    escape_html(&text, line->facts);
    buf_text(out, "{\"textParagraph\":{\"text\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_text(out, "}},");
    out->failed |= text.failed;
    buf_end(&text);
}

static void short_paragraph(struct buf *out, const char *text)
{
    if (text[0] != '\0') {
        buf_text(out, "{\"textParagraph\":{\"text\":");
        json_escaped(out, escape_html, text);
        buf_text(out, "}},");
    }
}

static void google_chat_render(const struct message *m, const struct wording *wording,
                               struct buf *out)
{
    struct buf *b = out;

    (void)m;
    buf_text(b, "{\"cardsV2\":[{\"cardId\":\"precare\",\"card\":{\"header\":{\"title\":");
    json_text_of(b, wording->title);
    buf_text(b, "},\"sections\":[{\"widgets\":[");
    for (uint32_t i = 0; i < wording->line_count; i++) {
        target_google_chat_paragraph(b, &wording->lines[i]);
    }
    short_paragraph(b, wording->more);
    short_paragraph(b, wording->foot);
    short_paragraph(b, wording->note);
    if (wording->link != NULL) {
        buf_text(b, "{\"buttonList\":{\"buttons\":[{\"text\":\"" OPEN_WORDS
                    "\",\"onClick\":{\"openLink\":{\"url\":");
        json_text_of(b, wording->link);
        buf_text(b, "}}}]}},");
    }
    if (b->len > 0 && b->at[b->len - 1] == ',') {
        b->at[--b->len] = '\0';
    }
    buf_text(b, "]}]}}]}");
}

/* The text of a plain message knows <users/all>, *bold* and links: so < is disarmed as well. */
static void escape_google(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        buf_text(out, *text == '<' ? "(" : *text == '>' ? ")" : "");
        if (*text != '<' && *text != '>') {
            buf_char(out, *text);
        }
    }
}

static void google_chat_plain(const struct message *m, const struct wording *wording,
                              struct buf *out)
{
    static const struct text_style style = {escape_google, "", "\n", OPEN_WORDS ": @", 3500};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    buf_text(out, "{\"text\":");
    buf_json(out, text.at != NULL ? text.at : "", text.len);
    buf_char(out, '}');
    buf_end(&text);
}

const struct target target_google_chat = {
    .render = google_chat_render,
    .render_plain = google_chat_plain,
    .limit = 32000,
    .reads_no = true,
    .query = google_chat_query,
};
