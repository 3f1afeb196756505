/* SPDX-License-Identifier: MIT
 *
 * The lock that is first come, first served (outbox/turn.h). Who gives it hands it to the first of
 * those who wait, each on a condition of its own; nobody who comes later can be quicker.
 */
#include "outbox/turn.h"

#include <errno.h>
#include <time.h>

struct turn_waiter { /* on its own stack */
    struct turn_waiter *next;
    pthread_cond_t given;
    bool has; /* the turn is its own */
};

void turn_make(struct turn *turn)
{
    *turn = (struct turn){.first = NULL};
    (void)pthread_mutex_init(&turn->lock, NULL);
}

void turn_end(struct turn *turn)
{
    (void)pthread_mutex_destroy(&turn->lock);
}

static void waiter_take_out(struct turn *turn, const struct turn_waiter *gone)
{
    struct turn_waiter *before = NULL;

    for (struct turn_waiter *w = turn->first; w != NULL; before = w, w = w->next) {
        if (w == gone) {
            *(before != NULL ? &before->next : &turn->first) = w->next;
            turn->last = turn->last == gone ? before : turn->last;
            return;
        }
    }
}

static void time_after(int64_t us, struct timespec *at_r)
{
    (void)clock_gettime(CLOCK_MONOTONIC, at_r);
    at_r->tv_sec += us / 1000000;
    at_r->tv_nsec += us % 1000000 * 1000;
    if (at_r->tv_nsec >= 1000000000) {
        at_r->tv_sec++;
        at_r->tv_nsec -= 1000000000;
    }
}

/* With turn->lock held. */
static bool turn_wait(struct turn *turn, int64_t wait_us)
{
    struct turn_waiter self = {.has = false};
    struct timespec until;
    int waited = 0;

    (void)pthread_cond_init(&self.given, NULL);
    *(turn->last != NULL ? &turn->last->next : &turn->first) = &self;
    turn->last = &self;
    time_after(wait_us != TURN_EVER ? wait_us : 0, &until);
    while (!self.has && waited != ETIMEDOUT) {
        waited = wait_us == TURN_EVER
                     ? pthread_cond_wait(&self.given, &turn->lock)
                     : pthread_cond_clockwait(&self.given, &turn->lock, CLOCK_MONOTONIC, &until);
    }
    if (!self.has) {
        waiter_take_out(turn, &self);
    }
    (void)pthread_cond_destroy(&self.given);
    return self.has;
}

bool turn_take(struct turn *turn, int64_t wait_us)
{
    bool has;

    (void)pthread_mutex_lock(&turn->lock);
    has = !turn->taken || turn_wait(turn, wait_us);
    turn->taken = true; /* by us, or by another still */
    (void)pthread_mutex_unlock(&turn->lock);
    return has;
}

void turn_give(struct turn *turn)
{
    struct turn_waiter *first;

    (void)pthread_mutex_lock(&turn->lock);
    first = turn->first;
    if (first != NULL) {
        turn->first = first->next;
        turn->last = first->next != NULL ? turn->last : NULL;
        first->has = true;
        (void)pthread_cond_signal(&first->given);
    }
    turn->taken = first != NULL;
    (void)pthread_mutex_unlock(&turn->lock);
}
