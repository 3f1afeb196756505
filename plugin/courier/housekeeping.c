/* SPDX-License-Identifier: MIT
 *
 * What the deliverer does between messages: clocks that jump, the log's length, the ballast,
 * messages for channels that are gone. In small steps, so that no hook waits for it.
 */
#include <stdio.h>
#include <string.h>

#include "courier/heartbeat.h"
#include "outbox/check.h"
#include "outbox/wal.h"
#include "base/seam.h"

#define CHECKPOINT_PAGES (4 * 1024 * 1024 / STORE_PAGE)
#define JUMP_MS 2000

/* ---- clocks ---- */

void courier_clock_check(struct courier *c, int64_t steady)
{
    int64_t now = seam.wall_ms(), jump;

    if (c->last_steady == 0) {
        c->last_wall = now;
        c->last_steady = steady;
        if (store_begin(c->lanes.store) == 0) {
            (void)store_end(c->lanes.store,
                            store_do(c->lanes.store, SQL_CLOCK_BACK, BIND_NUMBER(now)));
        }
        return;
    }
    jump = (now - c->last_wall) - (steady - c->last_steady);
    if ((jump > JUMP_MS || jump < -JUMP_MS) && store_begin(c->lanes.store) == 0) {
        int64_t before = c->last_wall + JUMP_MS;
        struct store *store = c->lanes.store;
        bool good =
            jump > 0
                ? store_do(store, SQL_CLOCK_FORWARD, BIND_NUMBER(jump), BIND_NUMBER(before))
                : store_do(store, SQL_CLOCK_BACK, BIND_NUMBER(now)) &&
                      store_do(store, SQL_CLOCK_BACK_TRIES, BIND_NUMBER(jump), BIND_NUMBER(now));

        (void)store_end(c->lanes.store, good);
        for (struct flight *f = c->lanes.flights; f != NULL && jump > 0; f = f->next) {
            f->m.deadline += jump;
        }
        lanes_say(&c->lanes, "the clock jumped by %lld seconds: what waits was moved with it",
                  (long long)(jump / 1000));
    }
    c->last_wall = now;
    c->last_steady = steady;
}

int64_t courier_now(const struct courier *c)
{
    return c->last_steady != 0 ? c->last_wall : seam.wall_ms();
}

/* ---- every second, every minute ---- */

static bool secret_tell(struct courier *c, struct lane *t, int64_t now)
{
    char say[ALARM_SAY];

    if (t->unusable != NULL && (t->alarmed & ALARMED_SECRET) == 0) {
        t->alarmed |= ALARMED_SECRET;
        unusable_words(t, say);
        if (!lane_alarm(&c->lanes, t, MESSAGE_ALARM, say, now)) {
            return false;
        }
    }
    return lane_usable_write(&c->lanes, t, now);
}

/* Channels whose secret cannot be read, or can be again: in the database, and told. */
static void secrets_tell(struct courier *c)
{
    uint32_t count = c->carrier == NULL ? c->lanes.config->channel_count : 0;
    int64_t now = seam.wall_ms();
    bool differs = false, good = true;

    for (uint32_t i = 0; i < count; i++) {
        differs |= lane_usable_differs(&c->lanes.at[i]);
    }
    if (!differs || store_begin(c->lanes.store) != 0) {
        return;
    }
    lanes_keep(&c->lanes);
    for (uint32_t i = 0; i < count && good; i++) {
        struct lane *t = &c->lanes.at[i];

        good = !lane_usable_differs(t) || secret_tell(c, t, now);
    }
    if (store_end(c->lanes.store, good) != 0) {
        lanes_restore(&c->lanes);
    }
}

enum log_length {
    LOG_SHORT,
    LOG_LONG,
    LOG_FULL
};

static bool log_long_tell(struct courier *c, enum log_length length, int64_t bytes)
{
    bool full = length == LOG_FULL;
    struct buf holders = {.limit = 512};
    char say[ALARM_SAY];

    wal_holders(outbox_state(c->outbox), &holders);
    (void)snprintf(say, sizeof say,
                   "The log of the outbox has grown to %lld MB: %s reads it and has not ended. %s",
                   (long long)(bytes >> 20), holders.at != NULL ? holders.at : "somebody",
                   full ? "It is at its limit: nothing is recorded and nobody is told of new "
                          "findings until that process ends."
                        : "End that process: at wal-limit nothing is recorded any more.");
    buf_end(&holders);
    if (c->log_said != length) {
        lanes_say(&c->lanes, "%s", say);
    }
    return outbox_operations(c->outbox, full ? "wal-limit" : "wal-long", say) >= 0;
}

static bool log_short_tell(struct courier *c)
{
    static const char say[] = "The log of the outbox is short again.";

    if (c->log_said != LOG_SHORT) {
        lanes_say(&c->lanes, "the log of the outbox is short again");
    }
    return outbox_operations_over(c->outbox, "wal-limit", say) >= 0 &&
           outbox_operations_over(c->outbox, "wal-long", say) >= 0;
}

/* A forgotten reader keeps the log from being written back: told at the beginning, and again when
 * hooks are refused; what cannot be told now is told in a second. */
static void log_look(struct courier *c)
{
    int64_t bytes = wal_bytes(outbox_state(c->outbox));
    enum log_length length = bytes < WAL_LONG                     ? LOG_SHORT
                             : bytes < c->lanes.config->wal_limit ? LOG_LONG
                                                                  : LOG_FULL;
    bool told = true;

    if (length > c->log_told) {
        told = log_long_tell(c, length, bytes);
    } else if (length == LOG_SHORT && c->log_told != LOG_SHORT) {
        told = log_short_tell(c);
    }
    c->log_said = length;
    c->log_told = told ? length : c->log_told;
}

void courier_every_second(struct courier *c)
{
    if (c->stirred && store_enter(c->lanes.store) == 0) {
        (void)store_run(c->lanes.store,
                        store_sql(c->lanes.store, SQL_TOUCH)); /* tells the log's length */
        (void)store_leave(c->lanes.store);
        last_record_keep(outbox_state(c->outbox), c->lanes.store);
        c->stirred = false;
    }
    if (store_wal_pages(c->lanes.store) >= CHECKPOINT_PAGES) {
        store_checkpoint(c->lanes.store);
    }
    log_look(c);
    if (store_enter(c->lanes.store) == 0) {
        lane_states_read(&c->lanes);
        (void)store_leave(c->lanes.store);
    }
    secrets_tell(c);
}

/* Waiting messages for a channel that the configuration no longer has go to operations. */
static bool strangers_move(struct courier *c, int64_t now)
{
    sqlite3_stmt *s = store_sql(c->lanes.store, SQL_TARGETS_WAITING);
    char name[65] = "";
    bool good = true;

    while (store_step(c->lanes.store, s) == 1) {
        const char *target = (const char *)sqlite3_column_text(s, 0);

        if (target != NULL && strlen(target) < sizeof name &&
            config_channel(c->lanes.config, target) == CHANNEL_NONE) {
            memcpy(name, target, strlen(target) + 1);
        }
    }
    (void)sqlite3_reset(s);
    if (name[0] != '\0' && c->lanes.config->operations != CHANNEL_NONE) {
        char say[256];

        (void)snprintf(
            say, sizeof say,
            "The configuration no longer has the channel %.64s: its waiting messages come here.",
            name);
        lanes_say(&c->lanes, "%s", say);
        const char *to = c->lanes.config->channels[c->lanes.config->operations].name;
        good = store_do(c->lanes.store, SQL_MOVE_TO, BIND_TEXT(name), BIND_TEXT(to)) &&
               message_about(c->lanes.store, c->lanes.config, c->lanes.config->operations,
                             MESSAGE_ALARM, say, now);
    }
    return good;
}

void courier_every_minute(struct courier *c)
{
    int64_t now = seam.wall_ms();
    const struct state *state = outbox_state(c->outbox);

    heartbeat_beat(c);
    if (state != NULL && !ballast_there(state) && !c->failing && ballast_make(state)) {
        lanes_say(&c->lanes, "there is room on the disk again: alerts are accepted");
    }
    if (store_begin(c->lanes.store) == 0) {
        bool good;

        lanes_keep(&c->lanes);
        good = store_do(c->lanes.store, SQL_CLOCK_BACK, BIND_NUMBER(now)) && strangers_move(c, now);
        if (store_end(c->lanes.store, good) != 0) {
            lanes_restore(&c->lanes);
        }
    }
}
