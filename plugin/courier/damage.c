/* SPDX-License-Identifier: MIT
 *
 * Delivering from a database that is damaged: what is wrong is told once, and what can still be
 * read goes out, found by the rows themselves and past the indexes. A message whose row cannot be
 * written is known in memory alone: it is sent again after a restart, under the same webhook-id,
 * and never lost. On the thread that delivers.
 */
#include <stdio.h>
#include <string.h>

#include "courier/courier_inside.h"
#include "outbox/check.h"
#include "base/seam.h"

#define DAMAGED "outbox-damaged" /* what operations hear once, until it is over */
#define LOOK_AGAIN_MS 60000
#define WALK_AGAIN_MS 1000
#define ALARM_AGAIN_MS 30000
#define LOST_MOST 20000 /* rows in a row that cannot be read: then there are no more */
#define FOUND_MOST 64u
#define RETRY_MS 1000

/* ---- finding out, and telling ---- */

static void damage_say(const struct damage *damage, char say[ALARM_SAY])
{
    (void)snprintf(
        say, ALARM_SAY,
        "The outbox is damaged (%s). What can be read of it still goes out; look at the "
        "open visits by hand, and mend it: follow \"A damaged outbox\" in alerts.md of the "
        "manual; `precare doctor` says where that lies.",
        damage->what);
}

static void damage_begin(struct courier *c, const struct buf *words)
{
    char say[ALARM_SAY];

    (void)snprintf(c->damage.what, sizeof c->damage.what, "%s",
                   words->at != NULL ? words->at : "it cannot be read");
    if (c->damage.there) {
        return;
    }
    c->damage.there = true;
    damage_say(&c->damage, say);
    lanes_say(&c->lanes, "%s", say);
    /* A row where one can be written; else it is posted without one. */
    c->damage.alarmed = !c->shut && outbox_operations(c->outbox, DAMAGED, say) >= 0;
    c->damage.alarmed |= c->lanes.config->operations == CHANNEL_NONE;
}

static bool spared_write(struct courier *c, const struct spared *s, int64_t now)
{
    return store_do(c->lanes.store, SQL_SENT_UNMARKED, BIND_NUMBER(s->id), BIND_NUMBER(now),
                    BIND_NUMBER(s->status), BIND_NUMBER(s->flags));
}

/* What was delivered while it was damaged is written; what only memory knew too. */
static bool spared_mark(struct courier *c, bool *known_r)
{
    int64_t now = courier_now(c);
    bool good = true;

    if (store_begin(c->lanes.store) != 0) {
        return false;
    }
    for (uint32_t i = 0; i < c->damage.count && good; i++) {
        const struct spared *s = &c->damage.spared[i];

        good = !s->gone || s->written || spared_write(c, s, now);
    }
    good = good && store_run(c->lanes.store, store_sql(c->lanes.store, SQL_SENT_MARK));
    *known_r = store_has(c->lanes.store, SQL_META_GET, BIND_TEXT("operations " DAMAGED)) == 1;
    return store_end(c->lanes.store, good) == 0;
}

static void damage_over(struct courier *c)
{
    bool known = false;

    if (!spared_mark(c, &known)) {
        return; /* what memory knows is not forgotten: it is looked at again */
    }
    if (c->damage.there) {
        lanes_say(&c->lanes, "the outbox is whole again");
    }
    c->damage.there = c->damage.alarmed = false;
    c->damage.alarm_flags = 0;
    c->damage.count = 0;
    if (known) {
        (void)outbox_operations_over(c->outbox, DAMAGED, "The outbox is whole again.");
    }
}

void damage_look(struct courier *c, int64_t steady)
{
    struct buf words = {.limit = 1024};
    int status =
        outbox_state(c->outbox) != NULL
            ? store_check(c->lanes.store, CHECK_WHOLE | CHECK_DELIVERY | CHECK_RECORDS, &words)
            : 0;

    if (status == 0) {
        status = last_record_check(outbox_state(c->outbox), c->lanes.store, &words);
    }
    if (status == OUTBOX_UNREADABLE) {
        damage_begin(c, &words);
    } else if (status == 0) {
        damage_over(c);
    }
    buf_end(&words);
    c->damage.look_again = steady + LOOK_AGAIN_MS;
    c->damage.unreadables = store_unreadables(c->lanes.store);
}

void damage_look_again(struct courier *c, int64_t steady)
{
    bool met = store_unreadables(c->lanes.store) != c->damage.unreadables;

    if (c->damage.there ? steady >= c->damage.look_again : met) {
        damage_look(c, steady);
    }
}

void damage_say_shut(struct courier *c)
{
    struct buf words = {.limit = 1024};

    store_trouble(c->lanes.store, &words);
    damage_begin(c, &words);
    buf_end(&words);
}

void damage_alarm_send(struct courier *c, struct http *http, int64_t steady)
{
    uint32_t to = c->lanes.config->operations;
    char say[ALARM_SAY];
    struct item item = {.say = say};
    struct message m = {.kind = MESSAGE_ALARM,
                        .rank = 1,
                        .flags = c->damage.alarm_flags,
                        .items = &item,
                        .item_count = 1};

    if (c->damage.alarmed || c->damage.alarming || steady < c->damage.alarm_again ||
        (c->lanes.at[to].unusable != NULL && c->carrier == NULL) ||
        seam.random(m.webhook_id, sizeof m.webhook_id) != 0) { /* in the next round */
        return;
    }
    damage_say(&c->damage, say);
    m.due = m.created = seam.wall_ms();
    m.deadline = m.created + c->lanes.at[to].channel->give_up_after_ms;
    memcpy(m.target, c->lanes.at[to].channel->name, strlen(c->lanes.at[to].channel->name) + 1);
    arena_begin(&m.arena, NULL, 0, 1024 * 1024);
    c->damage.alarming = true;
    flight_begin(c, http, &c->lanes.at[to], &m); /* rendered before it returns */
}

/* ---- what became of a message ---- */

static struct spared *spared_find(const struct damage *damage, int64_t id)
{
    for (uint32_t i = 0; i < damage->count; i++) {
        if (damage->spared[i].id == id) {
            return &damage->spared[i];
        }
    }
    return NULL;
}

static struct spared *spared_of(struct damage *damage, int64_t id)
{
    static struct spared none; /* without memory it is sent again: once too often */
    struct spared *s = spared_find(damage, id);

    if (s != NULL) {
        return s;
    }
    if (damage->count == damage->room) {
        uint32_t room = damage->room == 0 ? 64 : damage->room * 2;
        struct spared *grown = mem_grow(damage->spared, room * sizeof *grown);

        if (grown == NULL) {
            return &none;
        }
        damage->spared = grown;
        damage->room = room;
    }
    s = &damage->spared[damage->count++];
    *s = (struct spared){.id = id};
    return s;
}

/* In its row, where that can be written without the index. */
static bool sent_write(struct courier *c, const struct spared *s)
{
    return store_begin(c->lanes.store) == 0 &&
           store_end(c->lanes.store, spared_write(c, s, courier_now(c))) == 0;
}

static void alarm_spare(struct damage *damage, const struct flight *f, int64_t steady)
{
    bool formatted = (f->m.flags & MESSAGE_MINIMAL) == 0;
    bool refused = f->judgement.verdict == VERDICT_REFUSED;

    damage->alarming = false;
    damage->alarmed = flight_done(f);
    damage->alarm_again = refused && formatted ? steady : steady + ALARM_AGAIN_MS;
    damage->alarm_flags |= refused ? MESSAGE_MINIMAL : 0;
}

static void flight_spare(struct courier *c, const struct flight *f, int64_t steady, bool written)
{
    int64_t wait = lane_backoff(&c->lanes, f->lane, f->m.tries + 1);

    if (f->m.id == 0) {
        alarm_spare(&c->damage, f, steady);
        return;
    }
    struct spared *s = spared_of(&c->damage, f->m.id);
    s->id = f->m.id;
    s->tries++;
    s->flags = flight_done_flags(f);
    s->status = f->status;
    s->gone = flight_done(f);
    s->not_before = steady + (wait > RETRY_MS ? wait : RETRY_MS);
    if (s->gone) {
        s->written = written || sent_write(c, s);
    } else if (s->tries == 1) {
        lanes_say(&c->lanes, "channel %s did not take a message: %s; it is tried again",
                  f->lane->channel->name, f->judgement.words);
    }
}

void damage_alarm_settle(struct courier *c, int64_t steady)
{
    for (struct flight *f = c->lanes.flights; f != NULL; f = f->next) {
        if (f->answered && f->m.id == 0) {
            flight_spare(c, f, steady, true);
            f->m.id = -1; /* no row's */
        }
    }
}

/* Written or not: a row that is out of its place is found by a walk, and not by its number. */
void damage_settle(struct courier *c, int64_t steady, bool written)
{
    damage_alarm_settle(c, steady);
    for (struct flight *f = c->lanes.flights; f != NULL; f = f->next) {
        if (f->answered) {
            flight_count(f, steady);
        }
        if (f->answered && f->m.id > 0) {
            flight_spare(c, f, steady, written);
        }
    }
    flights_drop(&c->lanes);
}

/* ---- what can be read ---- */

struct found { /* the first that are due, in the order in which they go */
    struct message at[FOUND_MOST];
    uint32_t count;
};

static bool goes_before(const struct message *a, const struct message *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->due < b->due;
}

static void found_take(struct found *found, struct message *m)
{
    uint32_t at = found->count;

    if (at == FOUND_MOST && !goes_before(m, &found->at[at - 1])) {
        message_end(m);
        return;
    }
    if (at == FOUND_MOST) {
        message_end(&found->at[--at]);
    } else {
        found->count++;
    }
    for (; at > 0 && goes_before(m, &found->at[at - 1]); at--) {
        found->at[at] = found->at[at - 1];
    }
    found->at[at] = *m;
}

static bool is_due(const struct courier *c, const struct message *m, int64_t now, int64_t steady)
{
    const struct spared *s = spared_find(&c->damage, m->id);
    bool over = m->kind == MESSAGE_ESCALATION && now > m->deadline;

    return m->state == MESSAGE_WAITING && m->done_at == 0 && m->due <= now && !over &&
           (s == NULL || (!s->gone && steady >= s->not_before)) && !in_flight(c, m->id);
}

/* Over the rows one way, from `at` to `end`: past those that cannot be read, one number after the
 * other. Returns the last that was read. */
static int64_t rows_walk(struct courier *c, enum sql which, int64_t at, int64_t end,
                         struct found *found, int64_t steady)
{
    int64_t now = courier_now(c), last = at, step = which == SQL_MESSAGE_AFTER ? 1 : -1;
    uint32_t lost = 0;
    int there;

    do {
        sqlite3_stmt *s = store_ask(c->lanes.store, which, BIND_NUMBER(at));
        struct message m;

        there = store_step(c->lanes.store, s);
        if (there > 0 && (sqlite3_column_int64(s, 0) - at > 0) != (step > 0)) {
            there = -1; /* its number is damaged: it leads back */
        }
        if (there > 0) {
            (void)message_of_row(s, &m);
            last = at = m.id;
            (void)sqlite3_reset(s); /* the message is a copy */
            if (step < 0 && m.id <= end) {
                message_end(&m);
                break;
            }
            if (is_due(c, &m, now, steady)) {
                found_take(found, &m);
            } else {
                message_end(&m);
            }
        }
        lost = there < 0 ? lost + 1 : 0;
        at = there < 0 ? at + step : at;
        (void)sqlite3_reset(s);
    } while (there != 0 && lost < LOST_MOST);
    return last;
}

static void rows_read(struct courier *c, struct found *found, int64_t steady)
{
    if (store_enter(c->lanes.store) != 0) {
        return;
    }
    int64_t up = rows_walk(c, SQL_MESSAGE_AFTER, 0, 0, found, steady);
    (void)rows_walk(c, SQL_MESSAGE_BEFORE, INT64_MAX, up, found, steady);
    (void)store_leave(c->lanes.store);
    c->damage.unreadables = store_unreadables(c->lanes.store); /* known */
}

/* One whose channel cannot be read, or is gone, goes to operations. */
static struct lane *lane_of(struct courier *c, const struct message *m)
{
    uint32_t channel = config_channel(c->lanes.config, m->target);

    channel = channel == CHANNEL_NONE ? c->lanes.config->operations : channel;
    return channel != CHANNEL_NONE ? &c->lanes.at[channel] : NULL;
}

int64_t damage_dispatch(struct courier *c, struct http *http, int64_t steady)
{
    static struct item unread = {
        .say = "An alert waits whose text cannot be read any more: look at the visit."};
    struct found *found;
    bool more = false;

    if (steady < c->damage.walk_again) {
        return c->damage.walk_again - steady;
    }
    if ((found = mem_new(sizeof *found)) == NULL) {
        return WALK_AGAIN_MS;
    }
    rows_read(c, found, steady);
    for (uint32_t i = 0; i < found->count; i++) {
        struct message *m = &found->at[i];
        struct lane *t = lane_of(c, m);

        if (t == NULL || lane_allowed(c, t, steady) == 0) {
            more |= t != NULL && t->unusable == NULL && t->state != LANE_PAUSED;
            message_end(m);
            continue;
        }
        if (m->item_count == 0) {
            m->items = &unread;
            m->item_count = 1;
        }
        flight_begin(c, http, t, m);
    }
    c->damage.idle = c->lanes.flights == NULL && !more;
    c->damage.walk_again = steady + (c->lanes.flights == NULL && !more ? WALK_AGAIN_MS : 100);
    mem_drop(found);
    return 50;
}

void damage_end(struct courier *c)
{
    mem_drop(c->damage.spared);
    c->damage = (struct damage){.there = false};
}
