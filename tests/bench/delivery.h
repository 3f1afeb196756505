/* SPDX-License-Identifier: MIT
 *
 * The table of delivery's goals: its rows, the numbers of its runs, and the measurements that fill
 * it. Each measurement runs in a process of its own (delivery_bench.c) and reports numbers to it;
 * what it cannot set up ends that process.
 */
#ifndef TESTS_BENCH_DELIVERY_H
#define TESTS_BENCH_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "support/receiver.h"

enum row {
    LOST_HANGS,
    LOST_ERRORS,
    LOST_DOWN,
    TWICE,
    TWICE_OTHER_ID,
    ACCEPT_P50,
    ACCEPT_P99,
    APART_P50,
    APART_P99,
    ARRIVAL_P50,
    ARRIVAL_P99,
    A_SECOND,
    SLOW_A_SECOND,
    SLOW_CONNECTIONS,
    LIMIT_ARRIVED,
    LIMIT_LAST,
    LIMIT_REFUSED,
    STUCK_MB,
    STUCK_CONNECTIONS,
    RETRY_TRIES,
    FULL_TOLD,
    FULL_SENT,
    ROWS
};

enum side {
    OURS,
    THEIRS, /* prometheus-alertmanager */
    FLOOR,
    SIDES
};

enum {
    RUNS_MOST = 9
};

/* ---- the table (delivery_table.c) ---- */

void table_add(enum row row, enum side side, double value); /* one more run of it */
void table_print(bool peer); /* as Markdown; false: the peer's column is empty, and it says so */

/* ---- the measurements ---- */

/* From a measurement's process to the table. */
void report(enum row row, enum side side, double value);

struct measurement {
    const char *name;
    void (*run[SIDES])(void); /* NULL: that side has none */
    bool waits;               /* mostly for time to pass: once, beside the others that wait */
    bool once;
};
extern const struct measurement crash_measurements[], pace_measurements[], limit_measurements[];

/* What several of them need (delivery_table.c). */
#define MAIN(more)                                                                                 \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", digest-above: none, " more "}\n"
double arrival_us(struct receiver *r, uint32_t i);
/* How many different texts stand after `mark` in the bodies received (the last of each request
 * counts as its own). */
uint32_t receiver_distinct(struct receiver *r, const char *mark);

#endif
