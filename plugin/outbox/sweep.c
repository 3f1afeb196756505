/* SPDX-License-Identifier: MIT
 *
 * The deletion of what is old, as `keep` of the configuration says (outbox/delivery.h): in small
 * steps, so that no hook waits for it. The deliverer's, once an hour.
 */
#include <stdio.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "base/calendar.h"
#include "base/seam.h"
#include "base/zone.h"

#define SWEEP_ROWS 200
#define SEEN_KEEP_DAYS 60 /* more than the means of a heartbeat look at */
#define CARDS_KEEP_MS (30 * INT64_C(86400000))
#define META_RECORDS_CUT "records cut" /* up to this sequence, as a record says */

static int64_t sweep_before(struct length keep, int64_t now)
{
    int32_t today = (int32_t)(now / DAY_MS);

    return (int64_t)date_back(today, keep) * DAY_MS;
}

/* All messages of a visit are done, and long ago: they go, and the keys of what they told with
 * them. */
static bool visit_sweep(struct store *store, const struct visit_row *row, int64_t cut)
{
    uint8_t low[FINDING_KEY], high[FINDING_KEY];
    struct trail t = {.store = store, .ref = row->ref, .next = row->last};
    int64_t ids[256];
    uint32_t count = 0;
    bool good = true;

    key_range(row->key, low, high);
    while (good && count < 256 && trail_next(&t)) {
        if (t.m.state == MESSAGE_WAITING || t.m.done_at > cut) {
            return trail_end(&t);
        }
        ids[count++] = t.m.id;
        good = store_do(store, SQL_TOLD_GIVE_BACK, BIND_TEXT(t.m.target),
                        BIND_BYTES(low, FINDING_KEY), BIND_BYTES(high, FINDING_KEY));
    }
    good = trail_end(&t) && good;
    for (uint32_t i = 0; i < count && good; i++) {
        good = store_do(store, SQL_MESSAGE_DELETE, BIND_NUMBER(ids[i]));
    }
    /* its last message: 0, none */
    return good && store_do(store, SQL_VISIT_LAST, BIND_NUMBER(row->ref), BIND_NUMBER(0));
}

static bool visits_sweep(struct store *store, int64_t messages_cut, int64_t *at)
{
    struct visit_row rows[SWEEP_ROWS];
    uint32_t count = 0;
    sqlite3_stmt *s = store_ask(store, SQL_VISITS_OLD, BIND_NUMBER(*at), BIND_NUMBER(messages_cut),
                                BIND_NUMBER(SWEEP_ROWS));
    bool good = s != NULL;

    while (good && count < SWEEP_ROWS && store_step(store, s) == 1) {
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

/* The oldest records go, up to one whose head was given away: there the chain can still be
 * followed. A record says so before the first of them is gone. */
static bool records_sweep(struct store *store, int64_t before, int64_t now)
{
    int64_t last = store_number(store, 0, SQL_RECORDS_OLD, BIND_NUMBER(before)), sequence;
    char sequences[48];

    (void)snprintf(sequences, sizeof sequences, "1-%lld", (long long)last);
    struct bound record[RECORD_COUNT] = {
        [RECORD_KIND] = BIND_NUMBER(RECORD_RETENTION),
        [RECORD_SEQUENCES] = BIND_TEXT(sequences),
    };
    if (last <= 0) {
        return true;
    }
    if (meta_read(store, META_RECORDS_CUT) < last &&
        (!chain_add(store, now, record, &sequence) || !meta_write(store, META_RECORDS_CUT, last))) {
        return false;
    }
    return store_do(store, SQL_SWEEP_RECORDS, BIND_NUMBER(last)) &&
           store_do(store, SQL_SWEEP_ANCHORS, BIND_NUMBER(last)) &&
           store_run(store, store_sql(store, SQL_SWEEP_ACKED));
}

void outbox_sweep(const struct outbox *outbox, struct store *store, int64_t *at)
{
    int64_t now = seam.wall_ms();
    int64_t messages = sweep_before(outbox->config->keep_messages, now);
    int64_t records = sweep_before(outbox->config->keep_records, now);
    int32_t today = zone_date(outbox->config->zone, now / 1000);
    bool good;

    if (store_begin(store) != 0) {
        return;
    }
    good = visits_sweep(store, messages, at) &&
           store_do(store, SQL_SWEEP_MESSAGES, BIND_NUMBER(messages)) &&
           store_do(store, SQL_SWEEP_VISITS, BIND_NUMBER(records)) &&
           store_do(store, SQL_SWEEP_CARDS, BIND_NUMBER(now - CARDS_KEEP_MS)) &&
           store_do(store, SQL_SEEN_OLD, BIND_NUMBER(today - SEEN_KEEP_DAYS)) &&
           records_sweep(store, records, now);
    (void)store_end(store, good);
}
