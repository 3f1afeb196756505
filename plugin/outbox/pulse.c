/* SPDX-License-Identifier: MIT
 *
 * Counting what happened (outbox/pulse.h): evaluations from the records, alerts from the messages,
 * processes from what each of them left once a day. Days are the clinic's. On the thread that
 * delivers, once a day; outbox_seen is the hooks', inside their transaction; outbox_callers and
 * outbox_last_drill are for `precare doctor`.
 */
#include "outbox/pulse.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/zone.h"
#include "outbox/chain.h"
#include "outbox/outbox_inside.h"

#define MEAN_DAYS 10u
#define LOOK_DAYS 30 /* so far back working days are looked for */

static int64_t seen_mark(int64_t day, int64_t process)
{
    return day << 32 | process;
}

bool outbox_seen(struct outbox *outbox, int64_t now)
{
    int64_t day = zone_date(outbox->config->zone, now / 1000), process = getpid();

    return atomic_load(&outbox->seen) == seen_mark(day, process) ||
           store_do(outbox->store, SQL_SEEN_ADD, BIND_NUMBER(day), BIND_NUMBER(process));
}

void outbox_seen_keep(struct outbox *outbox, int64_t now)
{
    int64_t day = zone_date(outbox->config->zone, now / 1000);

    atomic_store(&outbox->seen, seen_mark(day, getpid()));
}

int outbox_rules_in_use(struct outbox *outbox, const char *words)
{
    if (outbox->store == NULL) {
        return OUTBOX_NOTHING;
    }
    bool was_open = store_open(outbox->store);
    int status = store_begin(outbox->store);
    if (status == 0) {
        status = store_end(outbox->store, store_do(outbox->store, SQL_META_SET,
                                                   BIND_TEXT(META_RULES), BIND_TEXT(words)));
    }
    if (!was_open) {
        store_close(outbox->store); /* the first open of a process leaves none */
    }
    return status;
}

/* Evaluations of the last 24 hours, and of each day: calls[0] is the day before today. */
static bool evaluations_count(struct store *store, const struct config *config, int64_t now,
                              struct pulse *r, int64_t calls[LOOK_DAYS])
{
    sqlite3_stmt *s =
        store_ask(store, SQL_PULSE_EVALUATIONS, BIND_NUMBER(now - (LOOK_DAYS + 1) * DAY_MS));
    int32_t today = zone_date(config->zone, now / 1000);
    int row = -1;

    while (s != NULL && (row = store_step(store, s)) == 1) {
        int64_t at = sqlite3_column_int64(s, 0);
        int32_t ago = today - zone_date(config->zone, at / 1000);

        r->evaluations += at > now - DAY_MS && at <= now;
        if (ago >= 1 && ago <= LOOK_DAYS) {
            calls[ago - 1]++;
        }
    }
    (void)sqlite3_reset(s);
    return row == 0;
}

static bool means_find(struct store *store, int32_t today, const int64_t calls[LOOK_DAYS],
                       struct pulse *r)
{
    sqlite3_stmt *s =
        store_ask(store, SQL_SEEN_DAYS, BIND_NUMBER(today - 1), BIND_NUMBER(MEAN_DAYS));
    int64_t processes = 0, called = 0;
    int row = -1;

    while (s != NULL && (row = store_step(store, s)) == 1) {
        int32_t ago = today - (int32_t)sqlite3_column_int64(s, 0);

        if (ago <= LOOK_DAYS) {
            processes += sqlite3_column_int64(s, 1);
            called += calls[ago - 1];
            r->days++;
        }
    }
    (void)sqlite3_reset(s);
    if (r->days > 0) {
        r->mean_processes = processes * 10 / r->days;
        r->mean_calls = called * 10 / r->days;
    }
    return row == 0;
}

static void rules_read(struct store *store, struct pulse *r)
{
    sqlite3_stmt *s = store_ask(store, SQL_META_GET, BIND_TEXT(META_RULES));
    const char *words =
        s != NULL && store_step(store, s) == 1 ? (const char *)sqlite3_column_text(s, 0) : NULL;

    (void)snprintf(r->rules, sizeof r->rules, "%s", words != NULL ? words : "");
    (void)sqlite3_reset(s);
}

bool pulse_read(struct store *store, const struct config *config, int64_t now, struct pulse *r)
{
    int64_t calls[LOOK_DAYS] = {0};
    int32_t today = zone_date(config->zone, now / 1000);

    *r = (struct pulse){.days = 0};
    rules_read(store, r);
    if (!evaluations_count(store, config, now, r, calls) || !means_find(store, today, calls, r)) {
        return false;
    }
    r->alerts = store_number(store, 0, SQL_PULSE_ALERTS, BIND_NUMBER(now - DAY_MS));
    r->oldest = store_number(store, 0, SQL_PULSE_OLDEST, BIND_NUMBER(now));
    r->calls = calls[0];
    r->processes = store_number(store, 0, SQL_SEEN_OF, BIND_NUMBER(today - 1));
    return chain_look(store, &r->head);
}

int outbox_callers(struct outbox *outbox, int32_t since, int64_t *processes_r, uint32_t room,
                   uint32_t *count_r)
{
    int status = outbox->store != NULL ? store_enter(outbox->store) : OUTBOX_NOTHING;

    *count_r = 0;
    if (status != 0) {
        return status;
    }
    sqlite3_stmt *s = store_ask(outbox->store, SQL_SEEN_SINCE, BIND_NUMBER(since));
    while (s != NULL && *count_r < room && store_step(outbox->store, s) == 1) {
        processes_r[(*count_r)++] = sqlite3_column_int64(s, 0);
    }
    (void)sqlite3_reset(s);
    return store_leave(outbox->store);
}

int outbox_last_drill(struct outbox *outbox, int64_t *at_r)
{
    int status = outbox->store != NULL ? store_enter(outbox->store) : OUTBOX_NOTHING;

    *at_r = 0;
    if (status != 0) {
        return status;
    }
    *at_r = store_number_row(outbox->store, store_sql(outbox->store, SQL_DRILL_LAST), 0);
    return store_leave(outbox->store);
}
