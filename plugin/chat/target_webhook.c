/* SPDX-License-Identifier: MIT
 *
 * The generic webhook: Standard Webhooks. The body is {type, timestamp, data}; the headers with the
 * signature are sign.c's. Any 2xx is delivered. Texts are cleaned, and escaped as JSON alone: a
 * receiver that shows them escapes them.
 */
#include <string.h>

#include "chat/target.h"
#include "base/calendar.h"
#include "base/words.h"

static const char *const types[MESSAGE_KINDS] = {
    [MESSAGE_ALERT] = "precare.alert",
    [MESSAGE_UPDATE] = "precare.alert.updated",
    [MESSAGE_WITHDRAWN] = "precare.alert.withdrawn",
    [MESSAGE_ESCALATION] = "precare.alert.escalated",
    [MESSAGE_DIGEST] = "precare.digest",
    [MESSAGE_FLOOD] = "precare.digest",
    [MESSAGE_ALARM] = "precare.operations",
    [MESSAGE_OVER] = "precare.operations",
    [MESSAGE_TEST] = "precare.test",
};

static void target_webhook_pair(struct buf *out, const char *key, const char *text)
{
    struct buf clean = {0};

    if (text != NULL && text[0] != '\0') {
        clean_add(&clean, text, 500);
        buf_printf(out, "%s\"%s\":", out->at[out->len - 1] == '{' ? "" : ",", key);
        buf_json(out, clean.at != NULL ? clean.at : "", clean.len);
        out->failed |= clean.failed;
        buf_end(&clean);
    }
}

/* The rules' own word: "hold". */
static const char *outcome_word(uint32_t severity)
{
    const char *word = word_of(&words_outcome, severity);

    return word != NULL ? word : "info";
}

static void target_webhook_finding(struct buf *out, const struct item *item)
{
    buf_char(out, '{');
    if (item->severity != 0) {
        buf_printf(out, "\"severity\":\"%s\"", outcome_word(item->severity));
    }
    target_webhook_pair(out, "say", item->say);
    target_webhook_pair(out, "title", item->title);
    target_webhook_pair(out, "who", item->who);
    target_webhook_pair(out, "by_when", by_when_words(item->by));
    target_webhook_pair(out, "ref", item->ref);
    buf_char(out, '}');
}

static void target_webhook_body(const struct message *m, const struct wording *wording,
                                bool findings, struct buf *out)
{
    char at[32];

    instant_iso(m->created / 1000, zone_utc(), at);
    buf_printf(out, "{\"type\":\"%s\",\"timestamp\":\"%s\",\"data\":{",
               m->kind < MESSAGE_KINDS && types[m->kind] != NULL ? types[m->kind] : "precare.alert",
               at);
    buf_printf(out, "\"kind\":\"%s\"", message_kind_word(m->kind));
    if (m->severity != 0) {
        buf_printf(out, ",\"severity\":\"%s\"", outcome_word(m->severity));
    }
    buf_text(out, ",\"summary\":");
    json_text_of(out, wording->title);
    target_webhook_pair(out, "ref", wording->ref);
    if (m->count > 0) {
        buf_printf(out, ",\"count\":%u", m->count);
    }
    if (m->flags & MESSAGE_DEMONSTRATION) {
        buf_text(out, ",\"demonstration\":true");
    }
    if (findings) {
        buf_text(out, ",\"findings\":[");
        for (uint32_t i = 0; i < m->item_count; i++) {
            buf_text(out, i > 0 ? "," : "");
            target_webhook_finding(out, &m->items[i]);
        }
        buf_char(out, ']');
    }
    if (wording->link != NULL) {
        buf_text(out, ",\"link\":");
        json_text_of(out, wording->link);
    }
    buf_text(out, "}}");
}

static void webhook_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    target_webhook_body(m, wording, true, out);
}

static void webhook_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    target_webhook_body(m, wording, false, out);
}

const struct target target_webhook = {
    .render = webhook_render,
    .render_plain = webhook_plain,
    .limit = 64 * 1024,
};
