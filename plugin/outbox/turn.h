/* SPDX-License-Identifier: MIT
 *
 * A lock between the threads of a process whose waiters get it in the order in which they came: a
 * mutex gives it to whoever runs just then, and on a busy machine some wait until their time is
 * over. For plugin/outbox/ alone. Any thread; nothing fails but by time.
 */
#ifndef PRECARE_OUTBOX_TURN_H
#define PRECARE_OUTBOX_TURN_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct turn_waiter;

struct turn {
    pthread_mutex_t lock; /* held for some instructions only */
    struct turn_waiter *first, *last;
    bool taken;
};

void turn_make(struct turn *turn); /* free, with no waiters: also anew, in the child of a fork */
void turn_end(struct turn *turn);
bool turn_take(struct turn *turn, int64_t wait_us); /* false: the time is over. TURN_EVER: never */
#define TURN_EVER INT64_MAX
void turn_give(struct turn *turn); /* to the one who has waited longest */

#endif
