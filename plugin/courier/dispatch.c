/* SPDX-License-Identifier: MIT
 *
 * Sends what is due: urgent first, then by age, as far as rate, connections, breaker and pauses
 * allow; folds what is for a digest. A dead target never slows a live one: each is asked for by
 * itself. On the thread that delivers; nothing is marked here, so that a crash sends again and
 * never loses.
 */
#include <stdio.h>
#include <string.h>

#include "courier/courier_inside.h"
#include "outbox/schedule.h"
#include "chat/sign.h"
#include "base/hash.h"
#include "base/seam.h"
#include "precare/precare.h"

#define FOREVER_MS 3600000
#define FOLD_LINES 20u
#define SELECT_MOST 2000u
#define CARRIED_MOST 64u
#define FLOOD_SLACK_MS 100 /* two clocks were read when it was put off */

/* ---- one message on its way ---- */

bool in_flight(const struct courier *c, int64_t id)
{
    for (const struct flight *f = c->lanes.flights; f != NULL; f = f->next) {
        if (f->m.id == id) {
            return true;
        }
    }
    return false;
}

void flight_begin(struct courier *c, struct http *http, struct lane *t, struct message *m)
{
    struct flight *f = mem_new(sizeof *f);

    if (f == NULL) {
        message_end(m);
        return;
    }
    f->lanes = &c->lanes;
    f->lane = t;
    f->m = *m;
    f->next = c->lanes.flights;
    c->lanes.flights = f;
    t->in_flight++;
    t->tokens -= t->channel->rate_count > 0 && c->carrier == NULL ? 1.0 : 0.0;
    t->window_count += m->rank != 0 ? 1 : 0;
    if (c->carrier != NULL) {
        carry_send(c, f);
    } else {
        flight_post(f, http);
    }
}

/* ---- digests ---- */

struct fold {
    struct item items[FOLD_LINES];
    char refs[FOLD_LINES][REF_TEXT];
    int64_t ids[SELECT_MOST];
    uint32_t count, worst, flags;
    struct arena arena;
};

static void fold_take(struct fold *fold, sqlite3_stmt *s)
{
    const char *items = (const char *)sqlite3_column_text(s, 4);
    uint32_t severity = (uint32_t)sqlite3_column_int(s, 1);
    struct message m = {.id = 0};

    if (fold->count < FOLD_LINES) {
        struct item *item = &fold->items[fold->count];

        m.arena = fold->arena;
        if (items != NULL) {
            (void)items_read(items, (size_t)sqlite3_column_bytes(s, 4), &m);
        }
        fold->arena = m.arena;
        ref_write(sqlite3_column_int64(s, 2), fold->refs[fold->count]);
        *item = (struct item){.severity = severity,
                              .ref = fold->refs[fold->count],
                              .say = m.item_count > 0 ? m.items[0].say : "Withdrawn."};
    }
    fold->ids[fold->count++] = sqlite3_column_int64(s, 0);
    fold->worst = severity > fold->worst ? severity : fold->worst;
    fold->flags |= (uint32_t)sqlite3_column_int(s, 3) & MESSAGE_MADE_AS;
}

static bool fold_read(struct courier *c, struct lane *t, uint32_t flag, int64_t now,
                      struct fold *fold)
{
    sqlite3_stmt *s = store_ask(c->lanes.store, SQL_FOLD_DUE, BIND_TEXT(t->channel->name),
                                BIND_NUMBER(now), BIND_NUMBER(flag));

    while (fold->count < SELECT_MOST && store_step(c->lanes.store, s) == 1) {
        if (!in_flight(c, sqlite3_column_int64(s, 0))) {
            fold_take(fold, s);
        }
    }
    (void)sqlite3_reset(s);
    return store_status(c->lanes.store) == 0;
}

static bool fold_write(struct courier *c, struct lane *t, uint32_t kind, struct fold *fold,
                       int64_t now)
{
    struct message m = {.kind = kind,
                        .rank = 1,
                        .due = now,
                        .created = now,
                        .severity = fold->worst,
                        .flags = fold->flags,
                        .count = fold->count,
                        .items = fold->items};

    m.item_count = fold->count < FOLD_LINES ? fold->count : FOLD_LINES;
    m.deadline = now + t->channel->give_up_after_ms;
    memcpy(m.target, t->channel->name, strlen(t->channel->name) + 1);
    if (!message_insert(c->lanes.store, &m, NULL)) {
        return false;
    }
    bool good = true;
    for (uint32_t i = 0; i < fold->count && good; i++) {
        good = store_do(c->lanes.store, SQL_FOLD, BIND_NUMBER(fold->ids[i]), BIND_NUMBER(m.id),
                        BIND_NUMBER(now));
    }
    return good;
}

/* One transaction: the digest is there, and what it tells of is marked as told by it. Nothing for
 * one message alone. */
static void fold_due(struct courier *c, struct lane *t, uint32_t kind, uint32_t flag, int64_t now)
{
    struct fold *fold = mem_new(sizeof *fold);
    bool good;

    if (fold == NULL || store_begin(c->lanes.store) != 0) {
        mem_drop(fold);
        return;
    }
    arena_begin(&fold->arena, NULL, 0, 1 << 20);
    good = fold_read(c, t, flag, now + FLOOD_SLACK_MS, fold) &&
           (fold->count < 2 || fold_write(c, t, kind, fold, now));
    (void)store_end(c->lanes.store, good);
    arena_end(&fold->arena);
    mem_drop(fold);
}

/* ---- floods ---- */

/* To the window's end by the clocks of the round's beginning: a slow round must not find it past,
 * or what was put off is due in it. */
static void flood_postpone(struct courier *c, struct lane *t, int64_t now, int64_t steady)
{
    if (store_begin(c->lanes.store) != 0) {
        return;
    }
    bool good = store_do(c->lanes.store, SQL_POSTPONE, BIND_TEXT(t->channel->name),
                         BIND_NUMBER(now + (t->window_until - steady)), BIND_NUMBER(now));
    t->flooded |= good && sqlite3_changes(store_db(c->lanes.store)) > 0;
    (void)store_end(c->lanes.store, good);
}

/* True: the window is full, and alerts wait for its end. */
static bool flood_check(struct courier *c, struct lane *t, int64_t now, int64_t steady)
{
    const struct channel *channel = t->channel;

    if (channel->digest_above == 0) {
        return false;
    }
    if (steady >= t->window_until) {
        if (t->flooded) {
            fold_due(c, t, MESSAGE_FLOOD, 0, now);
        }
        t->flooded = false;
        t->window_count = 0;
        t->window_until = steady + channel->digest_above_ms;
    }
    return t->window_count >= channel->digest_above;
}

/* ---- one target ---- */

static uint32_t slots_free(const struct courier *c, const struct lane *t)
{
    uint32_t most = t->failures > 0      ? 1
                    : c->carrier != NULL ? CARRIED_MOST
                                         : t->channel->connections;

    return t->in_flight >= most ? 0 : most - t->in_flight;
}

/* Messages of one rank that are due and not under way, into `found`. */
static uint32_t due_read(struct courier *c, struct lane *t, uint32_t rank, int64_t now,
                         uint32_t most, struct message *found)
{
    uint32_t count = 0;

    if (store_enter(c->lanes.store) != 0) {
        return 0;
    }
    sqlite3_stmt *s =
        store_ask(c->lanes.store, SQL_DUE, BIND_TEXT(t->channel->name), BIND_NUMBER(rank),
                  BIND_NUMBER(now), BIND_NUMBER((int64_t)most + t->in_flight));
    while (count < most && store_step(c->lanes.store, s) == 1) {
        if (!in_flight(c, sqlite3_column_int64(s, 0))) {
            if (!message_of_row(s, &found[count])) { /* it goes out; the check says what it is */
                store_distrust(c->lanes.store, s);
            }
            count++;
        }
    }
    (void)sqlite3_reset(s);
    (void)store_leave(c->lanes.store); /* counted: damage_look */
    return count;
}

static bool wants_fold(const struct message *m)
{
    return (m->flags & MESSAGE_CAN_WAIT) != 0 && m->tries == 0 && m->kind <= MESSAGE_ESCALATION;
}

static bool any_wants_fold(const struct message *found, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (wants_fold(&found[i])) {
            return true;
        }
    }
    return false;
}

/* Sends up to `most` of a rank; returns how many. */
static uint32_t rank_send(struct courier *c, struct http *http, struct lane *t, uint32_t rank,
                          uint32_t most)
{
    struct message found[16];
    int64_t now = courier_now(c);
    uint32_t count = due_read(c, t, rank, now, most < 16 ? most : 16, found);

    if (rank == 1 && any_wants_fold(found, count)) {
        for (uint32_t i = 0; i < count; i++) {
            message_end(&found[i]);
        }
        fold_due(c, t, MESSAGE_DIGEST, MESSAGE_CAN_WAIT, now);
        count = due_read(c, t, rank, now, most < 16 ? most : 16, found);
    }
    for (uint32_t i = 0; i < count; i++) {
        bool late = found[i].kind == MESSAGE_ESCALATION && now > found[i].deadline;

        if (late) { /* past the deadline nobody is called any more */
            if (store_begin(c->lanes.store) == 0) {
                (void)store_end(c->lanes.store, message_set_state(c->lanes.store, found[i].id,
                                                                  MESSAGE_DROPPED, now));
            }
            message_end(&found[i]);
        } else {
            flight_begin(c, http, t, &found[i]);
        }
    }
    return count;
}

/* A carrier has no rate: whoever posts holds it. */
static uint32_t dispatch_allowed(const struct courier *c, struct lane *t, int64_t steady)
{
    double tokens = lane_tokens(t, steady);
    uint32_t slots = slots_free(c, t);

    return c->carrier == NULL && tokens < slots ? (uint32_t)tokens : slots;
}

uint32_t lane_allowed(const struct courier *c, struct lane *t, int64_t steady)
{
    bool shut = t->unusable != NULL || t->state == LANE_PAUSED || steady < t->open_until ||
                steady < t->not_before;

    return shut ? 0 : dispatch_allowed(c, t, steady);
}

static int64_t target_dispatch(struct courier *c, struct http *http, struct lane *t, int64_t steady)
{
    int64_t closed = t->open_until > t->not_before ? t->open_until : t->not_before;
    bool full;

    if (c->carrier == NULL && steady >= t->secrets_again) {
        lane_secrets_read(c->lanes.config, t, steady);
    }
    if (t->unusable != NULL) {
        return t->secrets_again - steady;
    }
    if (t->state == LANE_PAUSED) {
        return FOREVER_MS;
    }
    if (steady < closed) {
        return closed - steady;
    }
    while (dispatch_allowed(c, t, steady) > 0 &&
           rank_send(c, http, t, 0, dispatch_allowed(c, t, steady)) > 0) {
    }
    full = flood_check(c, t, courier_now(c), steady);
    while (!full && dispatch_allowed(c, t, steady) > 0) {
        uint32_t most = dispatch_allowed(c, t, steady),
                 room = t->channel->digest_above - t->window_count;

        if (t->channel->digest_above != 0 && room < most) {
            most = room;
        }
        if (rank_send(c, http, t, 1, most) == 0) {
            break;
        }
        full = flood_check(c, t, courier_now(c), steady);
    }
    if (full) {
        flood_postpone(c, t, courier_now(c), steady);
        if (dispatch_allowed(c, t, steady) > 0) { /* alarms and digests are no flood */
            (void)rank_send(c, http, t, 1, dispatch_allowed(c, t, steady));
        }
    }
    return slots_free(c, t) == 0 || c->carrier != NULL ? FOREVER_MS : lane_token_wait(t);
}

static int64_t next_due(struct courier *c, struct lane *t, int64_t now)
{
    int64_t wait = FOREVER_MS;

    for (uint32_t rank = 0; rank < 2; rank++) {
        int64_t due = store_number(c->lanes.store, INT64_MAX, SQL_OLDEST_DUE,
                                   BIND_TEXT(t->channel->name), BIND_NUMBER(rank));

        wait = due > now && due - now < wait ? due - now : wait;
    }
    return store_status(c->lanes.store) == 0 ? wait : 1000;
}

int64_t courier_dispatch(struct courier *c, struct http *http, int64_t steady)
{
    int64_t wait = FOREVER_MS, now = courier_now(c);

    for (uint32_t i = 0; i < c->lanes.config->channel_count; i++) {
        int64_t t = target_dispatch(c, http, &c->lanes.at[i], steady);

        wait = t > 0 && t < wait ? t : wait;
    }
    if (store_enter(c->lanes.store) == 0) {
        for (uint32_t i = 0; i < c->lanes.config->channel_count; i++) {
            int64_t t = next_due(c, &c->lanes.at[i], now);

            wait = t < wait ? t : wait;
        }
        (void)store_leave(c->lanes.store);
    }
    return wait;
}
