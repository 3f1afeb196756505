/* SPDX-License-Identifier: MIT
 *
 * Which visit an event, or an acknowledgement, is of: the host's id, with its occurrence. Hosts
 * whose id names a series and that send no occurrence are understood as far as the days tell. Their
 * rows stand side by side (store_sql.c), so one look finds them all. Inside a transaction; a
 * failure leaves its cause in the store.
 */
#include <string.h>

#include "outbox/outbox_inside.h"

const char *occurrence_text(const struct when *occurrence, const struct zone *zone, char room[32])
{
    if (occurrence->kind == WHEN_UNKNOWN) {
        return NULL;
    }
    if (occurrence->kind == WHEN_INSTANT) {
        instant_iso(occurrence->utc, zone != NULL ? zone : zone_utc(), room);
    } else {
        date_iso(occurrence->first, room);
    }
    return room;
}

struct namesakes {                /* the visits of one id */
    struct visit_row of_id;       /* by the id alone; its key is set, there or not */
    struct visit_row of_day;      /* by the id and the day that is meant; the same */
    struct visit_row on_day;      /* on that day; an open one, if there is one */
    struct visit_row opened_last; /* of the open ones */
};

static void namesake_see(struct namesakes *n, const struct visit_row *row, int32_t day)
{
    if (memcmp(row->key, n->of_id.key, VISIT_KEY) == 0) {
        n->of_id = *row;
    }
    if (memcmp(row->key, n->of_day.key, VISIT_KEY) == 0) {
        n->of_day = *row;
    }
    if (!row->closed) {
        n->opened_last = *row; /* they come in that order */
    }
    if (row->day == day && (!row->closed || !n->on_day.there || n->on_day.closed)) {
        n->on_day = *row;
    }
}

static bool namesakes_find(struct outbox *outbox, const struct visit_meant *meant,
                           struct namesakes *n)
{
    struct when day = {.first = meant->day, .last = meant->day, .kind = WHEN_DAY};
    int64_t first;
    int found;

    memset(n, 0, sizeof *n);
    visit_key_of_id(&outbox->keyed, meant->appointment, n->of_id.key);
    if (meant->create) {
        visit_key_of_occurrence(&outbox->keyed, meant->appointment, &day, n->of_day.key);
    }
    first = ref_first(n->of_id.key);
    sqlite3_stmt *s = store_ask(outbox->store, SQL_VISITS_OF_ID, BIND_SPAN(meant->appointment),
                                BIND_NUMBER(first), BIND_NUMBER(first + REF_RANDOM));
    while ((found = store_step(outbox->store, s)) == 1) {
        struct visit_row row = {.there = false};

        visit_of_columns(s, &row);
        namesake_see(n, &row, meant->day);
    }
    (void)sqlite3_reset(s);
    return found == 0;
}

bool visit_find_event(struct outbox *outbox, const struct visit *visit, bool create,
                      struct visit_row *row_r, bool *series_r)
{
    struct visit_meant meant = {visit->appointment, &visit->occurrence, visit->reference, create};
    uint8_t key[VISIT_KEY];

    if (visit->appointment.len > 0) {
        return visit_find_meant(outbox, &meant, row_r, series_r);
    }
    *series_r = false;
    visit_key_of_day(&outbox->keyed, visit, key);
    return visit_find(outbox->store, key, row_r);
}

bool visit_find_meant(struct outbox *outbox, const struct visit_meant *meant,
                      struct visit_row *row_r, bool *series_r)
{
    struct namesakes n;
    uint8_t key[VISIT_KEY];

    *series_r = false;
    if (meant->occurrence->kind != WHEN_UNKNOWN) {
        visit_key_of_occurrence(&outbox->keyed, meant->appointment, meant->occurrence, key);
        return visit_find(outbox->store, key, row_r);
    }
    if (!namesakes_find(outbox, meant, &n)) {
        return false;
    }
    *series_r = meant->create && n.opened_last.there && (!n.on_day.there || n.on_day.closed);
    *row_r = n.on_day.there         ? n.on_day
             : !n.opened_last.there ? n.of_id
             : meant->create        ? n.of_day
                                    : n.opened_last;
    return true;
}
