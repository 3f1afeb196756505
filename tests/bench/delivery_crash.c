/* SPDX-License-Identifier: MIT
 *
 * Delivery (delivery.h): what is lost and what comes twice when the process that accepted 1,000
 * alerts is killed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/alertmanager.h"
#include "bench/delivery.h"
#include "bench/measure.h"
#include "bench/queue.h"

enum {
    COUNT = 1000,
    PATIENCE_MS = 30000 /* longer than any backoff that 1,000 alerts can meet here */
};
#define OUR_MARK "\"ref\":\""
#define THEIR_MARK "\"alertname\":\""

static struct alerts a;

static const struct receiver_answer good[] = {{0}};
static const struct receiver_answer hangs[] = {{.fault = RECEIVER_HANGS}};
static const struct receiver_answer errors[] = {{.status = 500}};

/* A host that accepts all, says so with a byte, delivers, and waits to be killed. */
static pid_t host_start(int *said_r)
{
    int ends[2];
    pid_t child;

    if (pipe(ends) != 0) {
        _exit(1);
    }
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        alerts_reopen(&a);
        alerts_start(&a);
        queue_insert(a.outbox, 0, COUNT, "visit");
        (void)!write(ends[1], "", 1);
        for (;;) {
            (void)pause();
        }
    }
    (void)close(ends[1]);
    *said_r = ends[0];
    return child;
}

static void host_accepts(int said)
{
    char byte;

    if (read(said, &byte, 1) != 1) {
        printf("the host does not accept\n");
        _exit(1);
    }
    (void)close(said);
}

static void kill_it(pid_t child)
{
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
}

static uint32_t wait_distinct(struct receiver *r, const char *mark, uint32_t ms)
{
    uint32_t distinct = 0;

    for (uint32_t waited = 0; waited < ms; waited += 100) {
        distinct = receiver_distinct(r, mark);
        if (distinct >= COUNT) {
            break;
        }
        (void)usleep(100000);
    }
    return distinct;
}

static void ours_lost(enum row row, const struct receiver_answer *answers)
{
    uint16_t port;
    pid_t host;
    int said;

    alerts_make(&a, MAIN("rate: none"), NULL);
    outbox_close(&a.outbox);
    port = receiver_port(a.receiver);
    if (answers == NULL) {
        receiver_stop(&a.receiver);
    } else {
        receiver_script(a.receiver, answers, 1);
    }
    host = host_start(&said);
    host_accepts(said);
    (void)usleep(300000);
    kill_it(host);
    if (answers == NULL) {
        a.receiver = receiver_start(port);
    } else {
        receiver_forget(a.receiver); /* it never took these */
        receiver_script(a.receiver, good, 1);
    }
    alerts_reopen(&a);
    alerts_start(&a);
    report(row, OURS, COUNT - wait_distinct(a.receiver, OUR_MARK, PATIENCE_MS));
}

static void theirs_lost(enum row row, const struct receiver_answer *answers)
{
    struct alertmanager m;
    struct receiver *r = receiver_start(0);
    const char *dir = bench_subdirectory(answers == hangs    ? "am-hangs"
                                         : answers == errors ? "am-500"
                                                             : "am-down");
    uint16_t port = receiver_port(r);
    uint32_t accepted;

    if (answers == NULL) {
        receiver_stop(&r);
    } else {
        receiver_script(r, answers, 1);
    }
    alertmanager_start(&m, dir, port);
    accepted = alertmanager_post(&m, "visit", 0, COUNT, 1);
    (void)usleep(300000);
    alertmanager_kill(&m);
    if (answers == NULL) {
        r = receiver_start(port);
    } else {
        receiver_forget(r);
        receiver_script(r, good, 1);
    }
    alertmanager_start(&m, dir, port);
    report(row, THEIRS, accepted - wait_distinct(r, THEIR_MARK, PATIENCE_MS));
    alertmanager_kill(&m);
}

static void ours_lost_hangs(void)
{
    ours_lost(LOST_HANGS, hangs);
}
static void ours_lost_errors(void)
{
    ours_lost(LOST_ERRORS, errors);
}
static void ours_lost_down(void)
{
    ours_lost(LOST_DOWN, NULL);
}
static void theirs_lost_hangs(void)
{
    theirs_lost(LOST_HANGS, hangs);
}
static void theirs_lost_errors(void)
{
    theirs_lost(LOST_ERRORS, errors);
}
static void theirs_lost_down(void)
{
    theirs_lost(LOST_DOWN, NULL);
}

/* ---- twice ---- */

static int by_text(const void *x, const void *y)
{
    return strcmp(x, y);
}

/* Requests that came again under an id that had not come before: more ids than references. */
static uint32_t other_ids(struct receiver *r)
{
    enum {
        WIDTH = 64
    };
    uint32_t count = receiver_count(r), distinct = 0;
    char *ids = calloc(count + 1, WIDTH);

    for (uint32_t i = 0; ids != NULL && i < count; i++) {
        struct receiver_request q;

        if (receiver_get(r, i, &q)) {
            (void)receiver_header(&q, "webhook-id", ids + (size_t)WIDTH * i, WIDTH);
            receiver_request_end(&q);
        }
    }
    qsort(ids, count, WIDTH, by_text);
    for (uint32_t i = 0; i < count; i++) {
        distinct += i == 0 || strcmp(ids + (size_t)WIDTH * i, ids + (size_t)WIDTH * (i - 1)) != 0;
    }
    free(ids);
    return distinct - receiver_distinct(r, OUR_MARK);
}

static void ours_twice(void)
{
    pid_t host;
    int said;

    alerts_make(&a, MAIN("rate: none"), NULL);
    outbox_close(&a.outbox);
    host = host_start(&said);
    host_accepts(said);
    (void)receiver_wait(a.receiver, COUNT, PATIENCE_MS);
    kill_it(host);
    alerts_reopen(&a);
    queue_insert(a.outbox, 0, COUNT, "visit");
    alerts_start(&a);
    (void)sleep(5);
    report(TWICE, OURS, receiver_count(a.receiver) - receiver_distinct(a.receiver, OUR_MARK));
    report(TWICE_OTHER_ID, OURS, other_ids(a.receiver));
}

static void theirs_twice(void)
{
    struct alertmanager m;
    struct receiver *r = receiver_start(0);
    const char *dir = bench_subdirectory("am-twice");

    alertmanager_start(&m, dir, receiver_port(r));
    (void)alertmanager_post(&m, "visit", 0, COUNT, 1);
    (void)receiver_wait(r, COUNT, PATIENCE_MS);
    alertmanager_kill(&m);
    alertmanager_start(&m, dir, receiver_port(r));
    (void)alertmanager_post(&m, "visit", 0, COUNT, 1);
    (void)receiver_wait(r, 2 * COUNT, 15000);
    report(TWICE, THEIRS, receiver_count(r) - receiver_distinct(r, THEIR_MARK));
    alertmanager_kill(&m);
}

const struct measurement crash_measurements[] = {
    {"killed while the receiver hangs", {ours_lost_hangs, theirs_lost_hangs, NULL}, true, true},
    {"killed while it answers 500", {ours_lost_errors, theirs_lost_errors, NULL}, true, true},
    {"killed while it is down", {ours_lost_down, theirs_lost_down, NULL}, true, true},
    {"killed after delivery", {ours_twice, theirs_twice, NULL}, true, true},
    {0},
};
