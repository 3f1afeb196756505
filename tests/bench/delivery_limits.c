/* SPDX-License-Identifier: MIT
 *
 * Delivery (delivery.h): a receiver with a rate, one that hangs, one that asks to wait, a disk that
 * is full.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/alertmanager.h"
#include "bench/delivery.h"
#include "bench/measure.h"
#include "bench/queue.h"
#include "support/disk.h"

enum {
    LIMITED = 60,
    LIMITED_S = 75,
    STUCK = 10000,
    RETRY_S = 45,
    FULL = 100
};

static struct alerts a;
static const struct receiver_answer hangs[] = {{.fault = RECEIVER_HANGS}};
static const struct receiver_answer busy[] = {{.status = 503, .headers = "Retry-After: 30\r\n"}};

/* ---- 60 alerts into 1 a second, burst 5 ---- */

/* Waits for those that were not refused; when the last came is reported where all came. */
static void limits_limited(struct receiver *r, enum side side, double began_us)
{
    uint32_t in = 0;
    double last = 0;

    while (in < LIMITED && (double)now_ns() / 1e3 < began_us + (double)LIMITED_S * 1e6) {
        (void)usleep(100000);
        in = receiver_count(r) - receiver_refused(r);
    }
    in = 0;
    for (uint32_t i = 0; i < receiver_count(r); i++) {
        struct receiver_request q;

        if (receiver_get(r, i, &q)) {
            double after_s = ((double)q.at_us - began_us) / 1e6;

            last = q.refused ? last : after_s;
            in += !q.refused && after_s <= 60;
            receiver_request_end(&q);
        }
    }
    report(LIMIT_ARRIVED, side, in);
    if (in == LIMITED) {
        report(LIMIT_LAST, side, last);
    }
    report(LIMIT_REFUSED, side, receiver_refused(r));
}

static void ours_limited(void)
{
    double began;

    alerts_make(&a, MAIN("rate: 1 a second, burst: 5"), NULL);
    queue_insert(a.outbox, 0, LIMITED, "limited");
    receiver_limit(a.receiver, 1, 5);
    began = (double)now_ns() / 1e3;
    alerts_start(&a);
    limits_limited(a.receiver, OURS, began);
}

static void theirs_limited(void)
{
    struct receiver *r = receiver_start(0);
    struct alertmanager m;
    double began;

    alertmanager_start(&m, bench_subdirectory("am-limited"), receiver_port(r));
    receiver_limit(r, 1, 5);
    began = (double)now_ns() / 1e3;
    (void)alertmanager_post(&m, "limited", 0, LIMITED, LIMITED);
    limits_limited(r, THEIRS, began);
    alertmanager_kill(&m);
}

/* ---- stuck ---- */

static void many_files(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void ours_stuck(void)
{
    long before = bench_resident_kb(getpid());

    alerts_make(&a, MAIN("rate: none"), NULL);
    receiver_script(a.receiver, hangs, 1);
    queue_insert(a.outbox, 0, STUCK, "stuck");
    alerts_start(&a);
    (void)sleep(3);
    report(STUCK_MB, OURS, (double)(bench_resident_kb(getpid()) - before) / 1024);
    report(STUCK_CONNECTIONS, OURS, receiver_connections(a.receiver));
}

static void theirs_stuck(void)
{
    struct receiver *r = receiver_start(0);
    struct alertmanager m;
    long before;

    many_files();
    receiver_script(r, hangs, 1);
    alertmanager_start(&m, bench_subdirectory("am-stuck"), receiver_port(r));
    before = alertmanager_kb(&m);
    (void)alertmanager_post(&m, "stuck", 0, STUCK, 100);
    (void)receiver_wait(r, STUCK, 9000); /* before it gives the first ones up */
    report(STUCK_MB, THEIRS, (double)(alertmanager_kb(&m) - before) / 1024);
    report(STUCK_CONNECTIONS, THEIRS, receiver_connections(r));
    alertmanager_kill(&m);
}

/* ---- asked to wait ---- */

static void ours_retry(void)
{
    alerts_make(&a, MAIN("rate: none"), NULL);
    receiver_script(a.receiver, busy, 1);
    queue_insert(a.outbox, 0, 1, "retry");
    alerts_start(&a);
    (void)sleep(RETRY_S);
    report(RETRY_TRIES, OURS, receiver_count(a.receiver));
}

static void theirs_retry(void)
{
    struct receiver *r = receiver_start(0);
    struct alertmanager m;

    receiver_script(r, busy, 1);
    alertmanager_start(&m, bench_subdirectory("am-retry"), receiver_port(r));
    (void)alertmanager_post(&m, "retry", 0, 1, 1);
    (void)sleep(RETRY_S);
    report(RETRY_TRIES, THEIRS, receiver_count(r));
    alertmanager_kill(&m);
}

/* ---- a full disk ---- */

static void ours_full(void)
{
    uint32_t told = 0;
    char ballast[320];

    disk_install();
    alerts_make(&a, MAIN("rate: none"), NULL);
    (void)snprintf(ballast, sizeof ballast, "%s/ballast", a.state);
    queue_insert(a.outbox, 0, FULL, "before");
    disk_full(ballast);
    for (int i = 0; i < FULL; i++) {
        char id[32];
        struct happened h = {.appointment = id, .told_count = 1};

        (void)snprintf(id, sizeof id, "full-%d", i);
        told += alerts_record(a.outbox, &h) == OUTBOX_NOT_RECORDED &&
                strcmp(h.note, "not-recorded") == 0;
    }
    report(FULL_TOLD, OURS, told);
    alerts_start(&a);
    (void)receiver_wait(a.receiver, FULL, 5000);
    (void)usleep(500000);
    report(FULL_SENT, OURS,
           (double)alerts_number(&a, "SELECT count(*) FROM message WHERE state = 1"));
}

const struct measurement limit_measurements[] = {
    {"60 alerts into 1 a second", {ours_limited, theirs_limited, NULL}, true, true},
    {"asked to wait", {ours_retry, theirs_retry, NULL}, true, true},
    {"10,000 stuck", {ours_stuck, theirs_stuck, NULL}, false, true},
    {"a full disk", {ours_full, NULL, NULL}, false, true},
    {0},
};
