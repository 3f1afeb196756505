/* SPDX-License-Identifier: MIT
 *
 * The key that makes a message the same on every machine of a chain (outbox/message_key.h). The
 * same event raised on two machines gives one key; the same finding raised again after a cancel is
 * another event, and so another key; a dead message that is tried again by hand is another round.
 */
#include "outbox/message_key.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static void hex_add(struct buf *out, const void *bytes, size_t len)
{
    char hex[2 * 32 + 1];

    hex_of(bytes, len, hex);
    buf_text(out, hex);
}

/* The keys of what the message tells, in the order of the table: that of the keys. */
static bool keys_add(struct store *store, const struct message *m, const struct visit_row *visit,
                     struct buf *out)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];
    int found;

    key_range(visit->key, low, high);
    sqlite3_stmt *s =
        store_ask(store, SQL_TOLD_OF, BIND_TEXT(m->target), BIND_BYTES(low, FINDING_KEY),
                  BIND_BYTES(high, FINDING_KEY), BIND_NUMBER(m->id));
    while ((found = store_step(store, s)) == 1) {
        if (sqlite3_column_bytes(s, 0) == FINDING_KEY) {
            hex_add(out, sqlite3_column_blob(s, 0), FINDING_KEY);
        }
    }
    (void)sqlite3_reset(s);
    return found == 0;
}

/* An escalation marks nothing as told: what it is of are its rules. */
static void rules_add(const struct message *m, struct buf *out)
{
    for (uint32_t i = 0; i < m->item_count; i++) {
        buf_printf(out, "%u %s,", m->items[i].severity,
                   m->items[i].rule != NULL ? m->items[i].rule : "");
    }
}

static bool event_known(const struct outbox *outbox, const struct message *m)
{
    static const uint8_t none[MESSAGE_EVENT];
    uint8_t nameless[EVENT_KEY];

    event_key(&outbox->keyed, (struct span){"", 0}, nameless);
    return memcmp(m->event, none, sizeof none) != 0 &&
           memcmp(m->event, nameless, sizeof nameless) != 0;
}

bool message_key(struct outbox *outbox, struct store *store, const struct message *m,
                 uint8_t key_r[MESSAGE_KEY])
{
    struct visit_row visit = {.there = false};
    struct buf what = {.limit = 64 * 1024};
    char visit_hex[2 * VISIT_KEY + 1], event_hex[2 * MESSAGE_EVENT + 1], numbers[32];
    uint32_t kind = m->kind == MESSAGE_UPDATE ? MESSAGE_ALERT : m->kind; /* one may know of more */
    bool good = m->ref == 0 || visit_find_ref(store, m->ref, &visit);

    if (good && visit.there && event_known(outbox, m)) {
        good = keys_add(store, m, &visit, &what);
        if (kind == MESSAGE_ESCALATION) {
            rules_add(m, &what);
        }
    } else {
        hex_add(&what, m->webhook_id, WEBHOOK_ID_BYTES);
    }
    hex_of(visit.key, VISIT_KEY, visit_hex);
    hex_of(m->event, MESSAGE_EVENT, event_hex);
    (void)snprintf(numbers, sizeof numbers, "%u %u", kind, m->flags >> MESSAGE_ROUND_SHIFT);
    const char *texts[] = {m->target, numbers, visit_hex, event_hex, what.at};
    texts_key(&outbox->keyed, "relayed message", texts, sizeof texts / sizeof texts[0], key_r);
    good = good && !what.failed;
    buf_end(&what);
    return good;
}
