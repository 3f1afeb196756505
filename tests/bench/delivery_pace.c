/* SPDX-License-Identifier: MIT
 *
 * Delivery (delivery.h): how fast. Accepting, accept to arrival, alerts a second, a receiver of 100
 * ms. The floors: the same transaction in bare SQLite, and bare posts on kept connections with
 * nothing stored.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/alertmanager.h"
#include "bench/client.h"
#include "bench/delivery.h"
#include "bench/measure.h"
#include "bench/queue.h"

enum {
    ARRIVALS = 300,
    MANY = 20000,
    FEWER = 10000,
    SLOW = 600,
    CONNECTIONS = 16,
    PATIENCE_MS = 60000
};

static struct alerts a;
static const struct receiver_answer slow[] = {{.delay_ms = 100}};
static const char body[] =
    "{\"type\":\"precare.alert\",\"timestamp\":\"2026-11-26T07:46:57+00:00\",\"data\":{\"kind\":"
    "\"alert\",\"severity\":\"hold\",\"ref\":\"EQFT-YR21\",\"findings\":[{\"severity\":\"hold\","
    "\"say\":\"A pre-care stop was missed. Open the review list.\"}]}}";

static double now_us(void)
{
    return (double)now_ns() / 1e3;
}

static struct alertmanager pace_peer(struct receiver *r)
{
    static unsigned number;
    struct alertmanager m;
    char name[48];

    (void)snprintf(name, sizeof name, "am-%ld-%u", (long)getpid(), number++);
    alertmanager_start(&m, bench_subdirectory(name), receiver_port(r));
    return m;
}

/* ---- accept ---- */

static void ours_accept(void)
{
    struct times t;

    alerts_make(&a, MAIN("rate: none"), NULL);
    t = queue_ours(a.outbox, QUEUE_CLOSE, 0, "close");
    report(ACCEPT_P50, OURS, t.p50);
    report(ACCEPT_P99, OURS, t.p99);
    alerts_end(&a);
    alerts_make(&a, MAIN("rate: none"), NULL);
    t = queue_ours(a.outbox, QUEUE_APART, QUEUE_APART_US, "apart");
    report(APART_P50, OURS, t.p50);
    report(APART_P99, OURS, t.p99);
}

static void floor_accept(void)
{
    struct times t = queue_floor(QUEUE_CLOSE, 0);

    report(ACCEPT_P50, FLOOR, t.p50);
    report(ACCEPT_P99, FLOOR, t.p99);
    t = queue_floor(QUEUE_APART, QUEUE_APART_US);
    report(APART_P50, FLOOR, t.p50);
    report(APART_P99, FLOOR, t.p99);
}

static struct times theirs_posts(struct alertmanager *m, const char *name, int count,
                                 int64_t apart_us)
{
    static double us[QUEUE_CLOSE];

    for (int i = 0; i < count; i++) {
        double began = now_us();

        (void)alertmanager_post(m, name, (uint32_t)i, (uint32_t)i + 1, 1);
        us[i] = now_us() - began;
        if (apart_us > 0) {
            (void)usleep((useconds_t)apart_us);
        }
    }
    return times_of(us, count);
}

static void theirs_accept(void)
{
    struct receiver *r = receiver_start(0);
    struct alertmanager m = pace_peer(r);
    struct times t = theirs_posts(&m, "close", QUEUE_CLOSE, 0);

    report(ACCEPT_P50, THEIRS, t.p50);
    report(ACCEPT_P99, THEIRS, t.p99);
    (void)receiver_wait(r, QUEUE_CLOSE, PATIENCE_MS);
    t = theirs_posts(&m, "apart", QUEUE_APART, QUEUE_APART_US);
    report(APART_P50, THEIRS, t.p50);
    report(APART_P99, THEIRS, t.p99);
    alertmanager_kill(&m);
}

/* ---- accept to arrival ---- */

static void pace_arrivals(struct receiver *r, enum side side, void (*send)(uint32_t i, void *to),
                          void *to)
{
    static double ms[ARRIVALS];
    uint32_t before;
    struct times t;

    send(ARRIVALS, to); /* the first one connects */
    (void)receiver_wait(r, 1, 5000);
    (void)usleep(100000);
    before = receiver_count(r);
    for (uint32_t i = 0; i < ARRIVALS; i++) {
        double began;

        (void)usleep(10000);
        began = now_us();
        send(i, to);
        (void)receiver_wait(r, before + i + 1, 5000);
        ms[i] = (arrival_us(r, before + i) - began) / 1e3;
    }
    t = times_of(ms, ARRIVALS);
    report(ARRIVAL_P50, side, t.p50);
    report(ARRIVAL_P99, side, t.p99);
}

static void send_ours(uint32_t i, void *to)
{
    queue_insert(to, (int)i, (int)i + 1, "arrival");
}

static void ours_arrival(void)
{
    alerts_make(&a, MAIN("rate: none"), NULL);
    alerts_start(&a);
    pace_arrivals(a.receiver, OURS, send_ours, a.outbox);
}

static void send_theirs(uint32_t i, void *to)
{
    (void)alertmanager_post(to, "arrival", i, i + 1, 1);
}

static void theirs_arrival(void)
{
    struct receiver *r = receiver_start(0);
    struct alertmanager m = pace_peer(r);

    pace_arrivals(r, THEIRS, send_theirs, &m);
    alertmanager_kill(&m);
}

static void send_bare(uint32_t i, void *to)
{
    (void)i;
    (void)client_post(*(int *)to, "/bare", body, sizeof body - 1);
}

static void floor_arrival(void)
{
    struct receiver *r = receiver_start(0);
    int fd = client_open(receiver_port(r));

    pace_arrivals(r, FLOOR, send_bare, &fd);
}

/* ---- alerts a second ---- */

static double ours_a_second(int count, const struct receiver_answer *answers)
{
    double began;

    alerts_make(&a, MAIN("rate: none, connections: 16"), NULL);
    if (answers != NULL) {
        receiver_script(a.receiver, answers, 1);
    }
    queue_insert(a.outbox, 0, count, "many");
    began = now_us();
    (void)alerts_run_once(&a); /* ends when all are delivered and marked */
    return (double)receiver_count(a.receiver) / (now_us() - began) * 1e6;
}

static void ours_many(void)
{
    report(A_SECOND, OURS, ours_a_second(MANY, NULL));
}

static void ours_slow(void)
{
    report(SLOW_A_SECOND, OURS, ours_a_second(SLOW, slow));
    report(SLOW_CONNECTIONS, OURS, receiver_connections(a.receiver));
}

/* To the last arrival: what it does then, if anything, is not waited for. */
static double theirs_a_second(struct receiver *r, uint32_t count)
{
    struct alertmanager m = pace_peer(r);
    double began = now_us(), per_second;

    (void)alertmanager_post(&m, "many", 0, count, 100);
    (void)receiver_wait(r, count, PATIENCE_MS);
    per_second = (double)receiver_count(r) / (now_us() - began) * 1e6;
    alertmanager_kill(&m);
    return per_second;
}

static void theirs_many(void)
{
    report(A_SECOND, THEIRS, theirs_a_second(receiver_start(0), FEWER));
}

static void theirs_slow(void)
{
    struct receiver *r = receiver_start(0);

    receiver_script(r, slow, 1);
    report(SLOW_A_SECOND, THEIRS, theirs_a_second(r, SLOW));
    report(SLOW_CONNECTIONS, THEIRS, receiver_connections(r));
}

static void floor_many(void)
{
    struct receiver *r = receiver_start(0);
    int fds[CONNECTIONS];
    double began;

    for (int c = 0; c < CONNECTIONS; c++) {
        fds[c] = client_open(receiver_port(r));
    }
    began = now_us();
    for (int i = 0; i < MANY; i += CONNECTIONS) {
        for (int c = 0; c < CONNECTIONS; c++) {
            client_send(fds[c], "/bare", body, sizeof body - 1);
        }
        for (int c = 0; c < CONNECTIONS; c++) {
            (void)client_answer(fds[c]);
        }
    }
    report(A_SECOND, FLOOR, (double)receiver_count(r) / (now_us() - began) * 1e6);
}

const struct measurement pace_measurements[] = {
    {"accepting", {ours_accept, theirs_accept, floor_accept}, false, false},
    {"accept to arrival", {ours_arrival, theirs_arrival, floor_arrival}, false, false},
    {"alerts a second", {ours_many, theirs_many, floor_many}, false, false},
    {"a receiver of 100 ms", {ours_slow, theirs_slow, NULL}, false, false},
    {0},
};
