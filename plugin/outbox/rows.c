/* SPDX-License-Identifier: MIT
 *
 * Rows of the outbox in and out of the database (outbox/rows.h). Called inside a
 * transaction; a failure leaves its cause in the store and makes the whole transaction go back.
 * What is read is not trusted: lengths and numbers are checked, for a host may write the file too.
 */
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "precare/precare.h"

void key_range(const uint8_t key[VISIT_KEY], uint8_t low_r[FINDING_KEY],
               uint8_t high_r[FINDING_KEY])
{
    memset(low_r, 0, FINDING_KEY);
    memset(high_r, 0xff, FINDING_KEY);
    memcpy(low_r, key, VISIT_PREFIX);
    memcpy(high_r, key, VISIT_PREFIX);
}

int64_t ref_first(const uint8_t key[VISIT_KEY])
{
    uint32_t half = (uint32_t)key[0] << 12 | (uint32_t)key[1] << 4 | (uint32_t)key[2] >> 4;

    return (int64_t)half << 20;
}

/* `key` that is of another length stays as it was. */
void visit_of_columns(sqlite3_stmt *s, struct visit_row *row_r)
{
    row_r->there = true;
    row_r->ref = sqlite3_column_int64(s, 0);
    if (sqlite3_column_bytes(s, 1) == VISIT_KEY) {
        memcpy(row_r->key, sqlite3_column_blob(s, 1), VISIT_KEY);
    }
    row_r->start = sqlite3_column_int64(s, 2);
    row_r->last = sqlite3_column_int64(s, 3);
    row_r->day = sqlite3_column_int(s, 4);
    row_r->closed = sqlite3_column_int(s, 5) != 0;
}

bool visit_find(struct store *store, const uint8_t key[VISIT_KEY], struct visit_row *row_r)
{
    sqlite3_stmt *s =
        store_ask(store, SQL_VISIT_BY_KEY, BIND_BYTES(key, VISIT_KEY), BIND_NUMBER(ref_first(key)),
                  BIND_NUMBER(ref_first(key) + REF_RANDOM));
    int found = store_step(store, s);

    memset(row_r, 0, sizeof *row_r);
    memcpy(row_r->key, key, VISIT_KEY);
    if (found == 1) {
        visit_of_columns(s, row_r);
    }
    (void)sqlite3_reset(s);
    return found >= 0;
}

bool visit_find_ref(struct store *store, int64_t ref, struct visit_row *row_r)
{
    sqlite3_stmt *s = store_ask(store, SQL_VISIT_BY_REF, BIND_NUMBER(ref));
    int found = store_step(store, s);

    memset(row_r, 0, sizeof *row_r);
    if (found == 1) {
        if (sqlite3_column_bytes(s, 1) == VISIT_KEY) {
            visit_of_columns(s, row_r);
        } else {
            store_distrust(store, s);
        }
    }
    (void)sqlite3_reset(s);
    return store_status(store) == 0;
}

bool message_insert(struct store *store, struct message *m, const uint8_t event[EVENT_KEY])
{
    static const uint8_t none[WEBHOOK_ID_BYTES];
    struct buf items = {.limit = 256 * 1024};

    if (memcmp(m->webhook_id, none, sizeof none) == 0 &&
        seam.random(m->webhook_id, sizeof m->webhook_id) != 0) {
        return false;
    }
    items_write(m->items, m->item_count, &items);
    bool good = !items.failed &&
                store_do(store, SQL_MESSAGE_ADD, BIND_TEXT(m->target), BIND_NUMBER(m->rank),
                         BIND_NUMBER(m->due), BIND_NUMBER(m->kind), BIND_NUMBER(m->severity),
                         BIND_NUMBER_IF(m->ref != 0, m->ref), BIND_NUMBER_IF(m->ref != 0, m->prev),
                         BIND_NUMBER(m->created), BIND_NUMBER(m->deadline),
                         BIND_BYTES(m->webhook_id, WEBHOOK_ID_BYTES), BIND_NUMBER(m->flags),
                         BIND_BUF(items), BIND_BYTES(event, EVENT_KEY), BIND_NUMBER(m->count));
    buf_end(&items);
    if (good) {
        m->id = sqlite3_last_insert_rowid(store_db(store));
    }
    return good;
}

static uint32_t column_number(sqlite3_stmt *row, int at, uint32_t most)
{
    int64_t n = sqlite3_column_int64(row, at);

    return n < 0 ? 0 : n > (int64_t)most ? most : (uint32_t)n;
}

bool message_of_row(sqlite3_stmt *row, struct message *m)
{
    const char *target = (const char *)sqlite3_column_text(row, 1);
    const char *items;

    memset(m, 0, sizeof *m);
    arena_begin(&m->arena, NULL, 0, 1024 * 1024);
    m->id = sqlite3_column_int64(row, 0);
    if (target != NULL && strlen(target) < sizeof m->target) {
        memcpy(m->target, target, strlen(target) + 1);
    }
    m->rank = column_number(row, 2, 1);
    m->due = sqlite3_column_int64(row, 3);
    m->state = column_number(row, 4, MESSAGE_STATES);
    m->kind = column_number(row, 5, MESSAGE_KINDS);
    m->severity = column_number(row, 6, PRECARE_URGENT);
    m->ref = sqlite3_column_int64(row, 7);
    m->prev = sqlite3_column_int64(row, 8);
    m->created = sqlite3_column_int64(row, 9);
    m->deadline = sqlite3_column_int64(row, 10);
    m->tries = column_number(row, 11, 1000000);
    if (sqlite3_column_bytes(row, 12) == WEBHOOK_ID_BYTES) {
        memcpy(m->webhook_id, sqlite3_column_blob(row, 12), WEBHOOK_ID_BYTES);
    }
    m->flags = column_number(row, 13, UINT32_MAX);
    m->done_at = sqlite3_column_int64(row, 15);
    m->answer = sqlite3_column_int(row, 16);
    m->count = column_number(row, 17, UINT32_MAX);
    if (sqlite3_column_bytes(row, 18) == MESSAGE_EVENT) {
        memcpy(m->event, sqlite3_column_blob(row, 18), MESSAGE_EVENT);
    }
    items = (const char *)sqlite3_column_text(row, 14);
    return m->target[0] != '\0' &&
           (items == NULL || items_read(items, (size_t)sqlite3_column_bytes(row, 14), m) == 0);
}

int message_load(struct store *store, int64_t id, struct message *m)
{
    sqlite3_stmt *s = store_ask(store, SQL_MESSAGE_GET, BIND_NUMBER(id));
    int found = store_step(store, s);

    memset(m, 0, sizeof *m);
    if (found == 1) {
        (void)message_of_row(s, m);
    }
    (void)sqlite3_reset(s);
    return found;
}

bool trail_next(struct trail *t)
{
    message_end(&t->m);
    if (t->next <= 0) {
        return false;
    }
    int found = message_load(t->store, t->next, &t->m);
    bool ours = found == 1 && t->m.ref == t->ref;
    t->failed = found < 0;
    t->next = ours && t->m.prev < t->next ? t->m.prev : 0;
    if (!ours) {
        message_end(&t->m);
    }
    return ours;
}

bool trail_end(struct trail *t)
{
    message_end(&t->m);
    return !t->failed;
}

bool message_set_state(struct store *store, int64_t id, uint32_t state, int64_t now)
{
    return store_do(store, SQL_MESSAGE_STATE, BIND_NUMBER(id), BIND_NUMBER(state),
                    BIND_NUMBER(now));
}

bool message_announce(struct store *store, const struct config *config,
                      const struct announcement *a, int64_t now)
{
    const struct channel *to = &config->channels[a->channel];
    struct item items[MESSAGE_ITEMS] = {{.say = NULL}};
    struct message m = {.kind = a->kind, .rank = 1, .due = now, .created = now, .items = items};

    while (m.item_count < a->count && m.item_count < MESSAGE_ITEMS) {
        items[m.item_count].say = a->lines[m.item_count];
        m.item_count++;
    }
    m.count = a->all > 1 ? a->all : 0;
    m.deadline = now + to->give_up_after_ms;
    m.flags = config->act_on == ACT_ON_DEMONSTRATION ? MESSAGE_DEMONSTRATION : 0;
    memcpy(m.target, to->name, strlen(to->name) + 1);
    return message_insert(store, &m, NULL);
}

bool message_about(struct store *store, const struct config *config, uint32_t channel,
                   uint32_t kind, const char *say, int64_t now)
{
    const struct announcement a = {kind, &say, 1, 1, channel};

    return message_announce(store, config, &a, now);
}

/* ---- what is kept by name ---- */

bool meta_write(struct store *store, const char *key, int64_t value)
{
    return store_do(store, SQL_META_SET, BIND_TEXT(key), BIND_NUMBER(value));
}

int64_t meta_read(struct store *store, const char *key)
{
    return store_number(store, 0, SQL_META_GET, BIND_TEXT(key));
}
