/* SPDX-License-Identifier: MIT
 *
 * The goals of delivery, measured in one run beside Debian's prometheus-alertmanager, on the same
 * receiver: `make bench-delivery` prints a Markdown table. Every measurement runs in a process of
 * its own. What takes a while because time has to pass runs once, all of it together; the rest in
 * RUNS rounds (delivery_bench RUNS; 3), ours, theirs and the floor in turn, so that a machine that
 * drifts drifts for all. Exits 1 when something could not be measured.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/alertmanager.h"
#include "bench/delivery.h"
#include "bench/measure.h"

enum {
    AT_ONCE = 32
};

struct number {
    uint32_t row, side;
    double value;
};

static const struct measurement *const groups[] = {crash_measurements, pace_measurements,
                                                   limit_measurements};
static int to_table = -1; /* in a measurement's process */
static bool peer, failed;

void report(enum row row, enum side side, double value)
{
    struct number n = {row, side, value};

    if (write(to_table, &n, sizeof n) != (ssize_t)sizeof n) {
        _exit(1);
    }
}

/* ---- a measurement in a process of its own ---- */

struct running {
    const struct measurement *m;
    pid_t pid;
    int from;
};

static struct running side_start(const struct measurement *m, uint32_t side)
{
    struct running r = {.m = m};
    int ends[2];

    if (pipe(ends) != 0) {
        perror("pipe");
        exit(1);
    }
    (void)fflush(stdout);
    r.pid = fork();
    if (r.pid == 0) {
        (void)close(ends[0]);
        to_table = ends[1];
        m->run[side]();
        _exit(0); /* with whatever still runs: it is this process's own */
    }
    (void)close(ends[1]);
    r.from = ends[0];
    return r;
}

static void side_take(struct running r)
{
    struct number n;
    int status = 0;

    (void)waitpid(r.pid, &status, 0);
    while (read(r.from, &n, sizeof n) == (ssize_t)sizeof n) {
        table_add((enum row)n.row, (enum side)n.side, n.value);
    }
    (void)close(r.from);
    if (status != 0) {
        printf("FAILED: %s could not be measured\n", r.m->name);
        failed = true;
    }
}

static bool side_has(const struct measurement *m, uint32_t side)
{
    return m->run[side] != NULL && (peer || side != THEIRS);
}

/* ---- all of them ---- */

static void those_that_wait(void)
{
    struct running running[AT_ONCE];
    uint32_t count = 0;

    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        for (const struct measurement *m = groups[g]; m->name != NULL; m++) {
            for (uint32_t side = 0; side < SIDES && count < AT_ONCE; side++) {
                if (m->waits && side_has(m, side)) {
                    running[count++] = side_start(m, side);
                }
            }
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        side_take(running[i]);
    }
}

static void one_round(bool first)
{
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        for (const struct measurement *m = groups[g]; m->name != NULL; m++) {
            for (uint32_t side = 0; side < SIDES; side++) {
                if (!m->waits && (first || !m->once) && side_has(m, side)) {
                    side_take(side_start(m, side));
                }
            }
        }
    }
}

int main(int argc, char **argv)
{
    long runs = argc > 1 ? strtol(argv[1], NULL, 10) : 3;
    double load[1] = {0};

    runs = runs < 1 ? 1 : runs > RUNS_MOST ? RUNS_MOST : runs;
    (void)bench_directory();
    peer = alertmanager_installed();
    (void)getloadavg(load, 1);
    printf(
        "Delivery, measured in one run: %ld processors, load %.1f before. What is repeated ran %ld "
        "times: median (least-most).\n",
        sysconf(_SC_NPROCESSORS_ONLN), load[0], runs);
    if (!peer) {
        printf("SKIPPED: prometheus-alertmanager is not installed (packaging/install-deps bench): "
               "nothing is "
               "compared with it.\n");
    }
    for (long round = 0; round < runs; round++) {
        one_round(round == 0);
    }
    those_that_wait();
    printf("\n");
    table_print(peer);
    return failed ? 1 : 0;
}
