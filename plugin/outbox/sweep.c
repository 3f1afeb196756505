/* SPDX-License-Identifier: MIT
 *
 * The deletion of what is old, as `keep` of the configuration says (outbox/delivery.h): in small
 * steps, so that no hook waits for it. The deliverer's, once an hour.
 */
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/calendar.h"
#include "base/seam.h"

#define SWEEP_ROWS 200

static int64_t sweep_before(struct length keep, int64_t now)
{
    int32_t today = (int32_t)(now / 86400000);

    return (int64_t)date_back(today, keep) * 86400000;
}

static bool sweep_row(struct store *store, enum sql which, int64_t id)
{
    sqlite3_stmt *s = store_sql(store, which);

    if (s == NULL) {
        return false;
    }
    (void)sqlite3_bind_int64(s, 1, id);
    if (sqlite3_bind_parameter_count(s) > 1) {
        (void)sqlite3_bind_int64(s, 2, 0);
    }
    return store_run(store, s);
}

static bool delete_old(struct store *store, const char *sql, int64_t cut)
{
    sqlite3_stmt *s = NULL;
    bool good = sqlite3_prepare_v2(store_db(store), sql, -1, &s, NULL) == SQLITE_OK;

    if (good) {
        (void)sqlite3_bind_int64(s, 1, cut);
        good = sqlite3_step(s) == SQLITE_DONE;
    }
    if (!good) {
        store_failed(store);
    }
    (void)sqlite3_finalize(s);
    return good;
}

/* All messages of a visit are done, and long ago: they go, and the keys of what they told with
 * them. */
static bool visit_sweep(struct store *store, const struct visit_row *row, int64_t cut)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];
    int64_t ids[256];
    uint32_t count = 0;
    int64_t id = row->last;

    key_range(row->key, low, high);
    while (id > 0 && count < 256) {
        struct message m;
        int found = message_load(store, id, &m);

        if (found < 0 || (found == 1 && (m.state == MESSAGE_WAITING || m.done_at > cut))) {
            message_end(&m);
            return found >= 0;
        }
        ids[count++] = id;
        if (found == 1) {
            sqlite3_stmt *s = store_sql(store, SQL_TOLD_GIVE_BACK);

            if (s != NULL) {
                bind_text(s, 1, m.target);
                (void)sqlite3_bind_blob(s, 2, low, FINDING_KEY, SQLITE_STATIC);
                (void)sqlite3_bind_blob(s, 3, high, FINDING_KEY, SQLITE_STATIC);
                (void)store_run(store, s);
            }
        }
        id = found == 1 && m.prev < id ? m.prev : 0;
        message_end(&m);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!sweep_row(store, SQL_MESSAGE_DELETE, ids[i])) {
            return false;
        }
    }
    return sweep_row(store, SQL_VISIT_LAST, row->ref); /* its last message: 0, none */
}

static bool visits_sweep(struct store *store, int64_t messages_cut, int64_t *at)
{
    struct visit_row rows[SWEEP_ROWS];
    uint32_t count = 0;
    sqlite3_stmt *s = store_sql(store, SQL_VISITS_OLD);
    bool good = s != NULL;

    if (good) {
        (void)sqlite3_bind_int64(s, 1, *at);
        (void)sqlite3_bind_int64(s, 2, messages_cut);
        (void)sqlite3_bind_int64(s, 3, SWEEP_ROWS);
    }
    while (good && count < SWEEP_ROWS && sqlite3_step(s) == SQLITE_ROW) {
        struct visit_row *row = &rows[count++];

        row->ref = sqlite3_column_int64(s, 0);
        row->last = sqlite3_column_int64(s, 2);
        if (sqlite3_column_bytes(s, 1) == VISIT_KEY) {
            memcpy(row->key, sqlite3_column_blob(s, 1), VISIT_KEY);
        }
    }
    (void)sqlite3_reset(s);
    for (uint32_t i = 0; good && i < count; i++) {
        good = visit_sweep(store, &rows[i], messages_cut);
    }
    *at = count == SWEEP_ROWS ? rows[count - 1].ref : 0;
    return good;
}

void outbox_sweep(const struct outbox *outbox, struct store *store, int64_t *at)
{
    int64_t now = seam.wall_ms();
    int64_t messages = sweep_before(outbox->config->keep_messages, now);
    int64_t records = sweep_before(outbox->config->keep_records, now);
    bool good;

    if (store_begin(store) != 0) {
        return;
    }
    good =
        visits_sweep(store, messages, at) &&
        delete_old(store,
                   "DELETE FROM message WHERE id IN (SELECT id FROM (SELECT * FROM message ORDER "
                   "BY id LIMIT 500)"
                   " WHERE ref IS NULL AND state <> 0 AND created < ?1)",
                   messages) &&
        delete_old(store,
                   "DELETE FROM visit WHERE ref IN (SELECT ref FROM visit WHERE last = 0 AND "
                   "created < ?1 AND start < ?1 LIMIT 200)",
                   records) &&
        delete_old(store,
                   "DELETE FROM evaluation WHERE id IN (SELECT id FROM (SELECT id, at FROM "
                   "evaluation ORDER BY id LIMIT 500) WHERE at < ?1)",
                   records) &&
        delete_old(store,
                   "DELETE FROM ack WHERE id IN (SELECT id FROM (SELECT id, recorded FROM ack "
                   "ORDER BY id LIMIT 500) WHERE recorded < ?1)",
                   records);
    (void)store_end(store, good);
}
