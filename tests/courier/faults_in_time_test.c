/* SPDX-License-Identifier: MIT
 *
 * Each fault is seen in its time, by the clocks of this test: a courier that is dead in
 * `late-after`, a channel that is wrong within a minute, a full disk at the first row that is
 * refused. (Rules in shadow: tests/abi/screening_test.c and heartbeat_test.c.)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/seam.h"
#include "courier/courier_inside.h"
#include "support/alerts.h"
#include "support/disk.h"
#include "test.h"

#define SECOND INT64_C(1000)
#define LATE_AFTER (120 * SECOND) /* the default */

static struct alerts a;
static struct courier *courier;
static struct http *http;
static int64_t (*wall_before)(void), (*steady_before)(void);
static int64_t wall, steady;

static int64_t wall_said(void)
{
    return wall;
}

static int64_t steady_said(void)
{
    return steady;
}

static int faults_setup(void)
{
    disk_install();
    return 0;
}

static void clocks_take(void)
{
    wall_before = seam.wall_ms;
    steady_before = seam.steady_ms;
    wall = wall_before();
    steady = steady_before();
    seam.wall_ms = wall_said;
    seam.steady_ms = steady_said;
}

static void clocks_give_back(void)
{
    seam.wall_ms = wall_before;
    seam.steady_ms = steady_before;
}

static void time_passes(int64_t ms)
{
    wall += ms;
    steady += ms;
}

/* ---- the courier is dead ---- */

/* What a hook says now, by a clear visit: "late", or nothing. */
static bool hook_says_late(const char *appointment)
{
    struct happened h = {.appointment = appointment, .told_count = 0};
    int status = alerts_record(a.outbox, &h);

    CU_ASSERT((status == OUTBOX_LATE) == (strcmp(h.note, "late") == 0));
    return status == OUTBOX_LATE;
}

static bool stats_say_late(void)
{
    struct buf json = {0};
    bool late = outbox_stats(a.outbox, &json) == OUTBOX_LATE;

    CU_ASSERT(json.at != NULL &&
              strstr(json.at, late ? "\"late\":true" : "\"late\":false") != NULL);
    buf_end(&json);
    return late;
}

static void a_dead_courier_is_seen_in_late_after(void)
{
    clocks_take();
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    time_passes(LATE_AFTER - SECOND);
    CU_ASSERT_FALSE(hook_says_late("apt-2"));
    CU_ASSERT_FALSE(stats_say_late());
    time_passes(3 * SECOND); /* a hook looks once a second */
    CU_ASSERT(hook_says_late("apt-3"));
    CU_ASSERT(stats_say_late());
    alerts_end(&a);
    clocks_give_back();
}

/* ---- a channel is wrong ---- */

static void seconds_pass(int count)
{
    for (int i = 0; i < count; i++) {
        (void)courier_step(courier, &http, steady);
        for (int n = 0; n < 500 && courier->lanes.flights != NULL && courier->lanes.answered == 0;
             n++) {
            http_wait(http, NULL, 0, 10);
            flights_answer(http);
        }
        time_passes(SECOND);
    }
}

/* Its state, and that operations have heard of it, after `seconds`. */
static void channel_is_wrong(const char *url_from, int status, const char *state)
{
    static struct receiver_answer answers[2];
    char channels[600], sql[200];

    answers[0] = (struct receiver_answer){.status = status};
    (void)snprintf(channels, sizeof channels,
                   "  main: {kind: webhook, url-from: \"%s\", fallback: ops}\n"
                   "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                   url_from);
    clocks_take();
    alerts_make(&a, channels, NULL);
    receiver_script(a.receiver, answers, 2);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    courier = courier_make(a.outbox, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(courier);
    seconds_pass(60);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 1);
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM target WHERE name = 'main' AND state = %s", state);
    CU_ASSERT_EQUAL(alerts_number(&a, sql), 1);
    courier_free(&courier, http);
    http_close(&http);
    alerts_end(&a);
    clocks_give_back();
}

static void a_wrong_channel_is_told_on_the_fallback_within_a_minute(void)
{
    static const struct {
        const char *url_from;
        int status;
        const char *state; /* enum lane_state */
    } wrong[] = {
        {"env:ALERTS_MAIN", 404, "2"},
        {"env:ALERTS_MAIN", 401, "2"},
        {"env:ALERTS_NOT_THERE", 200, "3"},
        {"file:/nowhere/at-all.url", 200, "3"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        (void)unsetenv("ALERTS_NOT_THERE");
        channel_is_wrong(wrong[i].url_from, wrong[i].status, wrong[i].state);
    }
}

/* ---- the disk is full ---- */

static void a_full_disk_is_said_with_the_first_row_that_is_refused(void)
{
    struct happened h = {.told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_STRING_EQUAL(h.note, "");
    disk_fail(1, SQLITE_FULL);
    h = (struct happened){.appointment = "apt-2", .told_count = 1};
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
    CU_ASSERT(disk_failed());
    disk_fail(0, 0);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"a dead courier is seen in late-after, by hooks and by stats",
     a_dead_courier_is_seen_in_late_after},
    {"a wrong channel is told on the fallback within a minute",
     a_wrong_channel_is_told_on_the_fallback_within_a_minute},
    {"a full disk is said with the first row that is refused",
     a_full_disk_is_said_with_the_first_row_that_is_refused},
    {0},
};

const struct test_suite test_suites[] = {{"faults in their time", faults_setup, NULL, tests}, {0}};
