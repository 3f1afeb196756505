/* SPDX-License-Identifier: MIT
 *
 * What a hook pays to queue an alert (record, message, two told rows), beside the same transaction
 * in bare SQLite: back to back and 10 ms apart, with the chat up, dead and hanging, with syncs of
 * 100 ms, with two processes writing. `make bench-hook` prints a Markdown table. In rounds, every
 * case once in each, so that a machine that drifts drifts for all; each number is the median of the
 * rounds, with the least and the most. Ratios count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure.h"
#include "bench/queue.h"
#include "support/disk.h"

#define CHANNELS                                                                                   \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none, "      \
    "addresses: private-too}\n"
enum {
    ROUNDS = 5
};

static struct alerts a;

/* ---- the cases ---- */

static struct times floor_close(void)
{
    return queue_floor(QUEUE_CLOSE, 0);
}

static struct times floor_unchained(void)
{
    floor_chained = false;
    struct times t = queue_floor(QUEUE_CLOSE, 0);
    floor_chained = true;
    return t;
}

static struct times floor_apart(void)
{
    return queue_floor(QUEUE_APART, QUEUE_APART_US);
}

static struct times hook_alone(int count, int64_t apart_us)
{
    struct times t;

    alerts_make(&a, CHANNELS, NULL);
    t = queue_ours(a.outbox, count, apart_us, "alone");
    alerts_end(&a);
    return t;
}

static struct times close_together(void)
{
    return hook_alone(QUEUE_CLOSE, 0);
}

static struct times hook_apart(void)
{
    return hook_alone(QUEUE_APART, QUEUE_APART_US);
}

static struct times hook_delivering(const char *url, uint32_t slow_ms,
                                    const struct receiver_answer *answers)
{
    struct times t;

    alerts_make(&a, CHANNELS, NULL);
    if (url != NULL) {
        (void)setenv("ALERTS_MAIN", url, 1);
    }
    if (answers != NULL) {
        receiver_script(a.receiver, answers, 1);
    }
    alerts_start(&a);
    disk_slow(slow_ms);
    t = queue_ours(a.outbox, QUEUE_APART, QUEUE_APART_US, "delivered");
    disk_slow(0);
    (void)courier_stop(a.outbox, 10);
    alerts_end(&a);
    return t;
}

static struct times chat_up(void)
{
    return hook_delivering(NULL, 0, NULL);
}

static struct times chat_dead(void)
{
    return hook_delivering("http://127.0.0.1:1/", 0, NULL);
}

static struct times chat_hangs(void)
{
    static const struct receiver_answer hangs[] = {{.fault = RECEIVER_HANGS}};

    return hook_delivering(NULL, 0, hangs);
}

static struct times slow_disk(void)
{
    return hook_delivering(NULL, 100, NULL);
}

static struct times two_processes(void)
{
    struct times t;
    pid_t other;

    alerts_make(&a, CHANNELS, NULL);
    (void)fflush(stdout);
    other = fork();
    if (other == 0) {
        (void)queue_ours(a.outbox, QUEUE_CLOSE, 300, "other");
        _exit(0);
    }
    t = queue_ours(a.outbox, QUEUE_CLOSE, 300, "one");
    (void)waitpid(other, NULL, 0);
    alerts_end(&a);
    return t;
}

/* ---- the table ---- */

enum which {
    FLOOR_CLOSE,
    UNCHAINED,
    CLOSE,
    FLOOR_APART,
    APART,
    UP,
    DEAD,
    HANGS,
    SLOW,
    TWO,
    CASES
};

static const struct {
    const char *name;
    struct times (*run)(void);
    uint32_t against; /* its floor; itself: it is one */
} cases[] = {
    [FLOOR_CLOSE] = {"bare SQLite, back to back (the floor)", floor_close, FLOOR_CLOSE},
    [UNCHAINED] = {"the same without a chain of its records", floor_unchained, FLOOR_CLOSE},
    [CLOSE] = {"hook, back to back", close_together, FLOOR_CLOSE},
    [FLOOR_APART] = {"bare SQLite, 10 ms apart (the floor)", floor_apart, FLOOR_APART},
    [APART] = {"hook, 10 ms apart, nobody delivers", hook_apart, FLOOR_APART},
    [UP] = {"hook, 10 ms apart, chat up", chat_up, FLOOR_APART},
    [DEAD] = {"hook, 10 ms apart, chat dead", chat_dead, FLOOR_APART},
    [HANGS] = {"hook, 10 ms apart, chat hangs", chat_hangs, FLOOR_APART},
    [SLOW] = {"hook, 10 ms apart, chat up, syncs of 100 ms", slow_disk, FLOOR_APART},
    [TWO] = {"hook, two processes writing, 0.3 ms apart", two_processes, FLOOR_CLOSE},
};
_Static_assert(sizeof cases / sizeof cases[0] == CASES, "one case each");

static double p50[CASES][ROUNDS], p99[CASES][ROUNDS], most[CASES][ROUNDS], ratio[CASES][ROUNDS];

static void hook_print(uint32_t i)
{
    struct times a50 = times_of(p50[i], ROUNDS), a99 = times_of(p99[i], ROUNDS);
    struct times slowest = times_of(most[i], ROUNDS), against = times_of(ratio[i], ROUNDS);

    printf("| %s | %.0f (%.0f-%.0f) | %.0f (%.0f-%.0f) | %.0f |", cases[i].name, a50.p50, p50[i][0],
           a50.most, a99.p50, p99[i][0], a99.most, slowest.most);
    if (cases[i].against == i) {
        printf(" 1 |\n");
    } else {
        printf(" %.2f (%.2f-%.2f) |\n", against.p50, ratio[i][0], against.most);
    }
}

/* --close: the first three cases alone. For callgrind: `hook_bench --count` runs both a thousand
 * times, and toggles are their functions counted_floor and counted_ours of queue.c. */
static int hook_count(void)
{
    (void)queue_floor(1000, 0);
    (void)close_together();
    return 0;
}

int main(int argc, char **argv)
{
    (void)bench_directory();
    disk_install();
    if (argc > 1 && strcmp(argv[1], "--count") == 0) {
        return hook_count();
    }
    uint32_t last = argc > 1 && strcmp(argv[1], "--close") == 0 ? CLOSE + 1 : CASES;

    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (uint32_t i = 0; i < last; i++) {
            struct times t = cases[i].run();

            p50[i][round] = t.p50;
            p99[i][round] = t.p99;
            most[i][round] = t.most;
            ratio[i][round] = t.p50 / p50[cases[i].against][round];
        }
    }
    printf("Queueing an alert (record, message, two told rows), %d rounds: median (least-most). "
           "Goals: p50 at most 1.5 x the floor, p99 at most 1,000 us.\n\n",
           ROUNDS);
    printf("| what | p50, us | p99, us | slowest, us | p50 / floor |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < last; i++) {
        hook_print(i);
    }
    return 0;
}
