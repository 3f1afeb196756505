/* SPDX-License-Identifier: MIT
 *
 * The courier's limits against a real receiver: a dead neighbour, rates, floods, digests,
 * withdrawals, escalation, clocks that jump.
 */
#include "courier/courier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "courier/http.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "support/look.h"
#include "test.h"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

/* ---- neighbours, limits ---- */

/* Its requests hang for so long (http_limits): whatever waited for one of them took longer. */
#define HANGS_MS 15000

static void dead_target_slows_no_other(void)
{
    struct receiver *slow = receiver_start(0);
    char url[64];
    int64_t began;

    RECEIVER_SCRIPT(slow, {.fault = RECEIVER_HANGS});
    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n  slow: {kind: webhook, "
                "url-from: \"env:ALERTS_SLOW\"}\n",
                NULL);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/slow", (unsigned)receiver_port(slow));
    (void)setenv("ALERTS_SLOW", url, 1);
    alerts_start(&a);
    for (int i = 0; i < 20; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "slow"), 0);
    }
    CU_ASSERT_TRUE(receiver_wait(slow, 4, 1000));
    began = seam.steady_ms();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-main", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 1000));
    CU_ASSERT_TRUE(seam.steady_ms() - began < HANGS_MS / 2);
    CU_ASSERT_TRUE(receiver_connections(slow) <= 4);
    began = seam.steady_ms();
    CU_ASSERT_EQUAL(courier_stop(a.outbox, 100), COURIER_OK);
    CU_ASSERT_TRUE(seam.steady_ms() - began < HANGS_MS / 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 20);
    alerts_end(&a);
    receiver_stop(&slow);
}

static void rate_and_burst_hold(void)
{
    struct receiver_request q;
    int64_t began, last;

    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: 5 a second, burst: "
                "2, digest-above: none}\n",
                NULL);
    for (int i = 0; i < 8; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    began = now_ms();
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 8, 4000));
    CU_ASSERT_TRUE(receiver_get(a.receiver, 7, &q));
    last = q.at_ms;
    receiver_request_end(&q);
    CU_ASSERT_TRUE(last - began >= 1100);
    CU_ASSERT_TRUE(last - began <= TEST_PATIENCE_MS(1600));
    alerts_end(&a);
}

/* How many messages a request stands for: a digest tells of several. */
static long messages_in(const struct receiver_request *q)
{
    const char *count = strstr(q->body, "\"count\":");

    return count != NULL ? strtol(count + strlen("\"count\":"), NULL, 10) : 1;
}

/* On a busy machine the flood's second may be over before three are sent: then a fourth goes alone,
 * and the digest tells of fewer. However they are shared out, each is told once. */
static void flood_is_one_digest(bool slow)
{
    struct happened urgent = {
        .appointment = "apt-u", .told = {{.outcome = PRECARE_URGENT}}, .told_count = 1};
    struct receiver_request q;
    uint32_t urgent_at = 0, digest_at = 0, requests;
    int64_t began, third = 0;
    long messages = 0;

    alerts_make(
        &a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", digest-above: 3 a second}\n",
        NULL);
    for (int i = 0; i < 9; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    began = now_ms();
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 4000));
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &urgent), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 5, 4000));
    for (int i = 0; i < 100 && COUNT("message WHERE state = 0") != 0; i++) {
        pause_ms(100);
    }
    pause_ms(300);
    requests = receiver_count(a.receiver);
    for (uint32_t i = 0; i < requests; i++) {
        CU_ASSERT_TRUE(receiver_get(a.receiver, i, &q));
        messages += messages_in(&q);
        if (messages_in(&q) > 1) {
            digest_at = i;
            CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "https://pm.example/"));
        }
        if (strstr(q.body, "\"urgent\"") != NULL) {
            urgent_at = i;
            CU_ASSERT_EQUAL(messages_in(&q), 1);
        }
        third = i == 2 ? q.at_ms : third;
        receiver_request_end(&q);
    }
    CU_ASSERT_EQUAL(messages, 10);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 0);
    CU_ASSERT_TRUE(urgent_at > 0);
    if (slow ||
        third - began < 500) { /* three went out well within the second: then it is the rule */
        CU_ASSERT_EQUAL(requests, 5);
        CU_ASSERT_TRUE(digest_at >= 3 || slow);
        CU_ASSERT_EQUAL(COUNT("message WHERE state = 4"), 6);
        CU_ASSERT_TRUE(urgent_at < digest_at || urgent_at == 4);
    }
    alerts_end(&a);
}

static void flood_becomes_one_digest_and_urgent_passes(void)
{
    flood_is_one_digest(false);
}

/* A round that begins before the window's end, and ends after it: the deliverer looks at the clock
 * where it begins, and the rest of it comes late. */
static int64_t wall_of_a_slow_round(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    pause_ms(40);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void flood_becomes_one_digest_in_slow_rounds(void)
{
    int64_t (*before)(void) = seam.wall_ms;

    seam.wall_ms = wall_of_a_slow_round;
    flood_is_one_digest(true);
    seam.wall_ms = before;
}

static void what_can_wait_goes_out_with_the_digest(void)
{
    struct receiver_request q;

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", digest: daily 07:30}\n",
                NULL);
    for (int i = 0; i < 3; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        struct happened h = {.appointment = id,
                             .told = {{.outcome = i == 2 ? PRECARE_HOLD : PRECARE_WARN}},
                             .told_count = 1};
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    }
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1); /* the hold */
    CU_ASSERT_EQUAL(
        alerts_number(&a, "UPDATE message SET due = created WHERE state = 0 RETURNING 1"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 1, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "\"count\":2"));
    receiver_request_end(&q);
    alerts_end(&a);
}

static void withdrawn_in_flight_is_said(void)
{
    struct happened h = {.told_count = 1}, cancel = {.action = PRECARE_CANCEL};
    struct receiver_request q;

    alerts_make(&a, NULL, NULL);
    RECEIVER_SCRIPT(a.receiver, {.delay_ms = 400}, {0});
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 1000));
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 2000));
    CU_ASSERT_TRUE(receiver_get(a.receiver, 1, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "withdrawn"));
    receiver_request_end(&q);
    alerts_end(&a);
}

static void escalation_arrives_until_acknowledged(void)
{
    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 1 second, "
                "escalate-to: call}\n  call: {kind: webhook, url-from: \"env:ALERTS_CALL\"}\n",
                NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    struct happened seen = {.appointment = "apt-2", .told_count = 1};
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &seen), 0);
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED, .ref = seen.ref, .actor = "u12"};
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 2200));
    pause_ms(300);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 2);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/call"), 1);
    alerts_end(&a);
}

/* ---- clocks ---- */

static int64_t jump;
static int64_t jumping_wall(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 +
           __atomic_load_n(&jump, __ATOMIC_RELAXED);
}

/* Ahead from the n-th look of the deliverer on after its first post: so in the midst of what it
 * does with the answer. */
static int looks_left;
static int64_t wall_jumping_at_a_look(void)
{
    if (receiver_count_path(a.receiver, "/main") > 0 && --looks_left == 0) {
        __atomic_store_n(&jump, INT64_C(400) * 86400 * 1000, __ATOMIC_RELAXED);
    }
    return jumping_wall();
}

static void clock_jumps_amid_a_round(void)
{
    int64_t (*before)(void) = seam.wall_ms;

    for (int look = 1; look <= 4; look++) {
        seam.wall_ms = jumping_wall;
        alerts_make(&a, NULL, NULL);
        RECEIVER_SCRIPT(a.receiver, {.status = 500}, {0});
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
        looks_left = look;
        seam.wall_ms = wall_jumping_at_a_look;
        alerts_start(&a);
        CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 3000));
        CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 1000));
        alerts_end(&a);
        jump = 0;
    }
    seam.wall_ms = before;
}

static void clock_that_jumps(int64_t by)
{
    int64_t (*before)(void) = seam.wall_ms;

    seam.wall_ms = jumping_wall;
    alerts_make(&a, NULL, NULL);
    RECEIVER_SCRIPT(a.receiver, {.status = 500}, {0});
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 1000));
    __atomic_store_n(&jump, by, __ATOMIC_RELAXED);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 3000));
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 1000));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 1500));
    alerts_end(&a);
    __atomic_store_n(&jump, 0, __ATOMIC_RELAXED);
    seam.wall_ms = before;
}

static void clock_jumps(void)
{
    clock_that_jumps(INT64_C(400) * 86400 * 1000);
    clock_that_jumps(INT64_C(-400) * 86400 * 1000);
}

static const struct test tests[] = {
    {"a dead target slows no other, and stop lets go of it", dead_target_slows_no_other},
    {"rate and burst hold", rate_and_burst_hold},
    {"a flood becomes one digest; urgent does not wait in it",
     flood_becomes_one_digest_and_urgent_passes},
    {"so it does where rounds are slow", flood_becomes_one_digest_in_slow_rounds},
    {"what can wait goes out with the daily digest", what_can_wait_goes_out_with_the_digest},
    {"what is withdrawn while it is sent is said to be withdrawn", withdrawn_in_flight_is_said},
    {"an escalation arrives unless acknowledged", escalation_arrives_until_acknowledged},
    {"a clock that jumps loses and delays nothing", clock_jumps},
    {"a clock that jumps while an answer is written delays nothing", clock_jumps_amid_a_round},
    {0},
};

const struct test_suite test_suites[] = {{"courier's limits", NULL, NULL, tests}, {0}};
