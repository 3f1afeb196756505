/* SPDX-License-Identifier: MIT
 *
 * What a hook pays to queue an alert (record, message, two told rows), and the same transaction in
 * bare SQLite: the floor. For hook_bench and delivery_bench; one thread.
 */
#ifndef TESTS_BENCH_QUEUE_H
#define TESTS_BENCH_QUEUE_H

#include <stdint.h>

#include "support/alerts.h"

enum {
    QUEUE_CLOSE = 3000, /* back to back: so many */
    QUEUE_APART = 300,  /* 10 ms apart */
    QUEUE_APART_US = 10000
};

struct times { /* microseconds */
    double p50, p99, most;
};

struct times times_of(double *us, int count); /* sorts them */
/* Whether the floor keeps a chain of its records as well: yes, but to see what that costs. */
extern bool floor_chained;
struct times queue_floor(int count, int64_t apart_us);
/* `name`: another one, other appointments. What is not recorded ends the program. */
struct times queue_ours(struct outbox *outbox, int count, int64_t apart_us, const char *name);
/* the same, not timed */
void queue_insert(struct outbox *outbox, int from, int to, const char *name);

#endif
