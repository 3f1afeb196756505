/* SPDX-License-Identifier: MIT
 *
 * One courier's round: take the lock if it is free, read the wake-up bytes, write what was
 * answered, send what is due, keep house. Called by the worker thread and by `precare courier`,
 * which wait in between (courier.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/courier_inside.h"
#include "base/seam.h"

#define LOCK_AGAIN_MS 1000
#define SYNC_AFTER_MS 3 /* with the wait of a round: within 5 ms */

struct courier *courier_make(struct outbox *outbox, courier_log log, void *context)
{
    struct courier *c = mem_new(sizeof *c);

    if (c != NULL) {
        c->outbox = outbox;
        c->lanes.config = outbox_config(outbox);
        c->lanes.log = log;
        c->lanes.log_context = context;
        c->lock_fd = -1;
        atomic_init(&c->stopping, 0);
        atomic_init(&c->stop_by, 0);
    }
    return c;
}

void courier_free(struct courier **c, struct http *http)
{
    struct flight *f = (*c)->lanes.flights;

    while (f != NULL) {
        struct flight *next = f->next;

        if (http != NULL) {
            http_forget(http, f);
        }
        if ((*c)->carrier != NULL) {
            (*c)->carrier->forget((*c)->carrier->self, f);
        }
        message_end(&f->m);
        mem_drop(f);
        f = next;
    }
    damage_end(*c);
    lanes_drop(&(*c)->lanes);
    if ((*c)->lanes.store != NULL) {
        outbox_store_done((*c)->outbox, (*c)->lanes.store);
    }
    if ((*c)->lock_fd >= 0) {
        /* lets go of the lock; a child of a fork has closed its own copy */
        (void)close((*c)->lock_fd);
    }
    mem_drop(*c);
    *c = NULL;
}

/* ---- becoming the deliverer ---- */

static bool lock_take(struct courier *c)
{
    if (outbox_state(c->outbox) == NULL) {
        return true;
    }
    if (c->lock_fd < 0) {
        c->lock_fd = state_file(outbox_state(c->outbox), "deliver.lock", O_RDWR | O_CREAT);
    }
    return c->lock_fd >= 0 && flock(c->lock_fd, LOCK_EX | LOCK_NB) == 0;
}

/* Whether the file that is locked is the one that another deliverer would lock. */
static bool lock_stands(const struct courier *c)
{
    const struct state *state = outbox_state(c->outbox);
    struct stat ours, there;

    return state == NULL || (fstat(c->lock_fd, &ours) == 0 &&
                             fstatat(state->fd, "deliver.lock", &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                             ours.st_ino == there.st_ino && ours.st_dev == there.st_dev);
}

/* Somebody removed it, or put a copy of the directory in its place: two would deliver. */
static void lock_give_up(struct courier *c, int64_t steady)
{
    lanes_say(&c->lanes,
              "deliver.lock in the state directory is gone, or another: the lock is taken "
              "anew");
    (void)close(c->lock_fd);
    c->lock_fd = -1;
    c->active = false;
    c->next_lock = steady;
}

/* Entered: 0. To open a database takes room too: what waits must go out from a disk that was full
 * before we came. */
static int store_try(struct courier *c)
{
    int status = store_enter(c->lanes.store);

    if (status == 0 || outbox_state(c->outbox) == NULL ||
        !no_room(outbox_state(c->outbox), store_error(c->lanes.store))) {
        return status;
    }
    ballast_release(outbox_state(c->outbox));
    return store_enter(c->lanes.store);
}

static bool store_begun(struct courier *c)
{
    int status = store_try(c);

    if (status == 0) {
        lane_states_read(&c->lanes);
        lanes_refused_read(&c->lanes);
        (void)store_leave(c->lanes.store); /* what could not be read, the check finds */
        c->shut = false;
        return true;
    }
    if (!c->shut) {
        lanes_say(&c->lanes, "the outbox cannot be opened: it is tried again");
    }
    c->shut = true;
    if (status == OUTBOX_UNREADABLE) {
        damage_say_shut(c);
    }
    return false;
}

static bool courier_step_begin(struct courier *c, struct http **http_r, int64_t steady)
{
    const char *why = NULL;

    if (!lock_take(c)) {
        c->elsewhere = c->lock_fd >= 0;
        return false;
    }
    c->elsewhere = false;
    if (c->carrier == NULL && *http_r == NULL && (*http_r = http_open(&why)) == NULL) {
        lanes_say(&c->lanes, "nothing can be delivered: %s", why);
        return false;
    }
    c->lanes.store = outbox_store(c->outbox);
    if (c->lanes.store == NULL || (c->lanes.at == NULL && !lanes_make(&c->lanes))) {
        return false;
    }
    if (!store_begun(c)) {
        return false;
    }
    damage_look(c, steady);
    c->next_second = c->next_minute = steady;
    c->next_hour = steady + 60000;
    c->active = true;
    return true;
}

/* ---- a round ---- */

static void wake_read(struct courier *c, int64_t steady)
{
    char bytes[256];
    bool woken = false;

    while (outbox_bell(c->outbox) >= 0 && read(outbox_bell(c->outbox), bytes, sizeof bytes) > 0) {
        woken = true;
    }
    if (woken) {
        c->stirred = true;
        c->dirty_since = c->dirty_since == 0 ? steady : c->dirty_since;
    }
}

static void keep_house(struct courier *c, int64_t steady)
{
    if (steady >= c->next_second) {
        c->next_second = steady + 1000;
        courier_every_second(c);
        if (c->carrier != NULL) {
            carry_every_second(c);
        }
    }
    if (steady >= c->next_minute) {
        c->next_minute = steady + 60000;
        courier_every_minute(c);
    }
    if (steady >= c->next_hour) {
        c->next_hour = steady + (c->sweep_at != 0 ? 1000 : 3600000);
        if (!c->damage.there) {
            outbox_sweep(c->outbox, c->lanes.store, &c->sweep_at);
        }
    }
}

/* Milliseconds until the log is synced, which it is when they are over; 0: nothing to sync. */
static int64_t sync_check(struct courier *c, int64_t steady)
{
    if (c->dirty_since == 0 || c->lanes.config->durability == DURABILITY_POWER) {
        c->dirty_since = 0;
        return 0;
    }
    if (steady - c->dirty_since >= SYNC_AFTER_MS) {
        c->dirty_since = 0;
        store_sync(c->lanes.store);
        return 0;
    }
    return SYNC_AFTER_MS - (steady - c->dirty_since);
}

static int64_t stopping_step(struct courier *c, struct http *http, int64_t steady)
{
    (void)courier_settle(c, steady);
    if (c->lanes.flights == NULL || steady >= atomic_load(&c->stop_by) ||
        (http == NULL && c->carrier == NULL)) {
        c->ended = true;
        return 0;
    }
    return atomic_load(&c->stop_by) - steady;
}

/* Without the outbox: nothing but the alarm that it is so. */
static void alarm_round(struct courier *c, struct http *http, int64_t steady)
{
    if (c->shut && c->damage.there && http != NULL) {
        damage_alarm_send(c, http, steady);
        http_push(http);
        flights_answer(http);
        damage_settle(c, steady, false);
    }
}

static int64_t send_due(struct courier *c, struct http *http, int64_t steady)
{
    if (c->carrier != NULL && !carry_ready(c, steady)) {
        return 100; /* all stays due */
    }
    damage_look_again(c, steady);
    if (c->damage.there) {
        damage_alarm_send(c, http, steady);
        return damage_dispatch(c, http, steady);
    }
    return courier_dispatch(c, http, steady);
}

static int64_t round_make(struct courier *c, struct http **http_r, int64_t steady)
{
    int64_t wait, sync;

    if (atomic_load(&c->stopping) != 0) {
        return stopping_step(c, *http_r, steady);
    }
    if (c->active && steady >= c->next_second && !lock_stands(c)) {
        lock_give_up(c, steady);
    }
    if (!c->active) {
        alarm_round(c, *http_r, steady);
        if (steady < c->next_lock) {
            return c->next_lock - steady;
        }
        c->next_lock = steady + LOCK_AGAIN_MS;
        if (!courier_step_begin(c, http_r, steady)) {
            return LOCK_AGAIN_MS;
        }
    }
    wake_read(c, steady);
    courier_clock_check(c, steady); /* before deadlines are looked at */
    if (!courier_settle(c, steady)) {
        return 50; /* the disk is full or busy: no more is sent than can be marked */
    }
    keep_house(c, steady);
    wait = send_due(c, *http_r, steady);
    if (c->carrier != NULL) {
        carry_answers_take(c);
    } else {
        http_push(*http_r);
        flights_answer(*http_r);
    }
    sync = sync_check(c, seam.steady_ms());
    wait = c->lanes.answered > 0 ? 0 : wait;
    wait = sync > 0 && sync < wait ? sync : wait;
    return c->next_second - steady < wait ? c->next_second - steady : wait;
}

int64_t courier_step(struct courier *c, struct http **http_r, int64_t steady)
{
    int64_t wait = round_make(c, http_r, steady);

    lanes_said(&c->lanes);
    return wait;
}

bool courier_idle(const struct courier *c)
{
    return c->active && c->lanes.flights == NULL;
}
