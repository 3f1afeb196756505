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
    [MESSAGE_RULES] = "precare.rules",
    [MESSAGE_HEARTBEAT] = "precare.heartbeat",
};

static void target_webhook_pair(struct buf *out, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        json_clean(out, key, text, 500);
    }
}

/* The rules' own word: "hold". */
static const char *outcome_word(uint32_t severity)
{
    const char *word = word_of(&words_outcome, severity);

    return word != NULL ? word : "info";
}

static void severity_said(struct buf *out, uint32_t severity)
{
    json_said(out, "severity", severity != 0 ? outcome_word(severity) : NULL);
}

static void target_webhook_finding(struct buf *out, const struct message *m,
                                   const struct item *item)
{
    json_open(out, NULL, '{');
    severity_said(out, item->severity);
    target_webhook_pair(out, "say", item->say);
    target_webhook_pair(out, "title", item->title);
    target_webhook_pair(out, "who", item->who);
    target_webhook_pair(out, "by_when", item_by_words(m, item));
    target_webhook_pair(out, "ref", item->ref);
    json_close(out, '}');
}

static void findings_said(struct buf *out, const struct message *m)
{
    json_open(out, "findings", '[');
    for (uint32_t i = 0; i < m->item_count; i++) {
        target_webhook_finding(out, m, &m->items[i]);
    }
    json_close(out, ']');
}

static void target_webhook_body(const struct message *m, const struct wording *wording,
                                bool findings, struct buf *out)
{
    bool known = m->kind < MESSAGE_KINDS && types[m->kind] != NULL;
    char at[32];

    instant_iso(m->created / 1000, zone_utc(), at);
    json_open(out, NULL, '{');
    json_text(out, "type", known ? types[m->kind] : "precare.alert");
    json_text(out, "timestamp", at);
    json_open(out, "data", '{');
    json_text(out, "kind", message_kind_word(m->kind));
    severity_said(out, m->severity);
    json_text(out, "summary", wording->title);
    target_webhook_pair(out, "ref", wording->ref);
    if (m->count > 0) {
        json_int(out, "count", m->count);
    }
    if (m->flags & MESSAGE_DEMONSTRATION) {
        json_bool(out, "demonstration", true);
    }
    if (m->flags & MESSAGE_DRILL) {
        json_bool(out, "drill", true);
    }
    if (findings) {
        findings_said(out, m);
    }
    json_said(out, "link", wording->link);
    json_close(out, '}');
    json_close(out, '}');
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
    .any_yes = true,
};
