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

static void paragraph_open(struct buf *out)
{
    json_open(out, NULL, '{');
    json_open(out, "textParagraph", '{');
}

static void braces_close(struct buf *out, uint32_t count)
{
    while (count-- > 0) {
        json_close(out, '}');
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
    paragraph_open(out);
    json_text(out, "text", text.at != NULL ? text.at : "");
    braces_close(out, 2);
    out->failed |= text.failed;
    buf_end(&text);
}

static void short_paragraph(struct buf *out, const char *text)
{
    if (text[0] != '\0') {
        paragraph_open(out);
        json_escaped(out, "text", escape_html, text);
        braces_close(out, 2);
    }
}

static void google_chat_button(struct buf *out, const char *link)
{
    if (link == NULL) {
        return;
    }
    json_open(out, NULL, '{');
    json_open(out, "buttonList", '{');
    json_open(out, "buttons", '[');
    json_open(out, NULL, '{');
    json_text(out, "text", OPEN_WORDS);
    json_open(out, "onClick", '{');
    json_open(out, "openLink", '{');
    json_text(out, "url", link);
    braces_close(out, 3);
    json_close(out, ']');
    braces_close(out, 2);
}

static void google_chat_render(const struct message *m, const struct wording *wording,
                               struct buf *out)
{
    (void)m;
    json_open(out, NULL, '{');
    json_open(out, "cardsV2", '[');
    json_open(out, NULL, '{');
    json_text(out, "cardId", "precare");
    json_open(out, "card", '{');
    json_open(out, "header", '{');
    json_text(out, "title", wording->title);
    json_close(out, '}');
    json_open(out, "sections", '[');
    json_open(out, NULL, '{');
    json_open(out, "widgets", '[');
    for (uint32_t i = 0; i < wording->line_count; i++) {
        target_google_chat_paragraph(out, &wording->lines[i]);
    }
    short_paragraph(out, wording->more);
    short_paragraph(out, wording->foot);
    short_paragraph(out, wording->note);
    google_chat_button(out, wording->link);
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, ']');
    braces_close(out, 2);
    json_close(out, ']');
    json_close(out, '}');
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

#define KEYS(reason, words)                                                                        \
    {                                                                                              \
        SAYS_VALUE, "reason", reason, VERDICT_PAUSE, words,                                        \
            "copy the webhook's whole address from the space once more into url-from"              \
    }

/* A yes is the message that it made. */
static const struct answer_row google_chat_answers[] = {
    KEYS("API_KEY_INVALID", "the key in the address is wrong"),
    KEYS("API_KEY_SERVICE_BLOCKED", "the key in the address may not be used for this"),
    KEYS("CONSUMER_INVALID", "the key in the address belongs to nobody any more"),
    KEYS("SERVICE_DISABLED", "Google Chat is turned off for whoever owns the address"),
    {SAYS_VALUE, "status", "PERMISSION_DENIED", VERDICT_PAUSE,
     "the address's token is wrong, or the space does not allow webhooks",
     "make a new webhook in the space and put its address in url-from"},
    {SAYS_VALUE, "status", "UNAUTHENTICATED", VERDICT_PAUSE, "the address lacks its key",
     "copy the webhook's whole address from the space once more into url-from"},
    {SAYS_VALUE, "status", "NOT_FOUND", VERDICT_PAUSE, "the space or the webhook is gone",
     "make a new webhook in the space and put its address in url-from"},
    {SAYS_KEY, "name", NULL, VERDICT_DONE, NULL, NULL},
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_google_chat = {
    .render = google_chat_render,
    .plain = {NULL, "text", {escape_google, "", "\n", OPEN_WORDS ": @", 3500}},
    .limit = 32000,
    .answers = google_chat_answers,
    .query = google_chat_query,
};
