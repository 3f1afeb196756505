/* SPDX-License-Identifier: MIT
 *
 * The heartbeat: one line a day at the clinic's time, with what happened since yesterday; once,
 * whatever restarts; none while the courier is dead, which is what the other side sees. The clocks
 * are the test's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "courier/courier_inside.h"
#include "outbox/outbox.h"
#include "support/alerts.h"
#include "test.h"

#define SIX_58 INT64_C(1799755080000) /* 12 January 2027, 6:58 in New York */
#define MINUTE INT64_C(60000)
#define DAY (24 * 60 * MINUTE)

static const char channels[] =
    "  lead: {kind: webhook, url-from: \"env:ALERTS_LEAD\", fallback: ops, digest-above: none}\n"
    "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n"
    "  switch: {kind: webhook, url-from: \"env:ALERTS_SWITCH\"}\n";
static const char more[] = "operations: ops\nheartbeat: daily 07:00\nurgent-heartbeat-to: switch\n";

static struct alerts a;
static struct courier *courier;
static struct http *http;
static int64_t (*wall_before)(void);
static int64_t steady, wall;

static int64_t wall_said(void)
{
    return wall;
}

static void heartbeat_begin(void)
{
    wall_before = seam.wall_ms;
    wall = SIX_58;
    seam.wall_ms = wall_said;
    alerts_make(&a, channels, more);
    steady = seam.steady_ms();
}

static void heartbeat_end(void)
{
    alerts_end(&a);
    seam.wall_ms = wall_before;
}

static void courier_begin(void)
{
    courier = courier_make(a.outbox, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(courier);
}

static void courier_end(void)
{
    courier_free(&courier, http);
    http_close(&http);
}

/* Rounds of a minute each; what is under way is answered, however busy the machine. */
static void minutes_pass(int count)
{
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < 4; k++) { /* what a minute begins is sent, answered, settled */
            (void)courier_step(courier, &http, steady);
            for (int n = 0;
                 n < 500 && courier->lanes.flights != NULL && courier->lanes.answered == 0; n++) {
                http_wait(http, NULL, 0, 10);
                flights_answer(http);
            }
        }
        steady += MINUTE;
        wall += MINUTE;
    }
}

static void time_passes(int64_t ms) /* nobody delivers meanwhile */
{
    steady += ms;
    wall += ms;
}

static bool body_says(const char *path, const char *text)
{
    struct receiver_request request;
    bool says = false;

    for (uint32_t i = 0; receiver_get(a.receiver, i, &request); i++) {
        bool here = strcmp(request.path, path) == 0 && strstr(request.body, text) != NULL;

        if (strcmp(request.path, path) == 0 && !here) {
            printf("    not in %s: %s\n    %s\n", path, text, request.body);
        }
        says = says || here;
        receiver_request_end(&request);
    }
    return says;
}

static void one_line_a_day_at_the_clinics_time(void)
{
    heartbeat_begin();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "lead"), 0);
    courier_begin();
    minutes_pass(2);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 0);
    minutes_pass(1); /* seven o'clock */
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 1);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/switch"), 1);
    CU_ASSERT(body_says("/ops", "\"type\":\"precare.heartbeat\""));
    CU_ASSERT(body_says("/ops", "Rules not known. Since yesterday: 1 evaluation, 1 alert. "
                                "Waiting: nothing. Paused: no channel. Yesterday 0 processes "
                                "made 0 calls. Records precare/outbox/"));
    minutes_pass(60);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 1);
    courier_end();
    courier_begin(); /* a restart sends none of its own */
    minutes_pass(5);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 1);
    /* what was posted counts as given away: old records may be cut there */
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM anchor"), 1);
    courier_end();
    heartbeat_end();
}

static void a_dead_courier_is_missed_the_next_morning(void)
{
    heartbeat_begin();
    courier_begin();
    minutes_pass(5);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/switch"), 1);
    courier_end();
    time_passes(DAY);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/switch"), 1); /* that is what is seen */
    time_passes(DAY);
    courier_begin();
    minutes_pass(2);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/switch"), 2); /* today's; no older ones */
    courier_end();
    heartbeat_end();
}

static void what_waits_and_what_is_paused_stands_in_it(void)
{
    heartbeat_begin();
    RECEIVER_SCRIPT(a.receiver, {.status = 404}, {.status = 0});
    CU_ASSERT_EQUAL(outbox_rules_in_use(a.outbox, "a93b024f31b6 (clinic 1.0.0: SHADOW, acts on "
                                                  "nobody)"),
                    0);
    courier_begin();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "lead"), 0);
    minutes_pass(3);
    receiver_forget(a.receiver);
    time_passes(DAY);
    minutes_pass(1);
    CU_ASSERT(body_says("/ops", "Rules a93b024f31b6 (clinic 1.0.0: SHADOW, acts on nobody). "));
    CU_ASSERT(body_says("/ops", "Waiting: oldest for 24 hours. Paused: lead. Yesterday 1 process "
                                "made 1 call. Records"));
    courier_end();
    heartbeat_end();
}

/* Eleven days with a call each, three on the second last: what stands beside yesterday's. */
static void calls_and_processes_stand_beside_their_mean(void)
{
    heartbeat_begin();
    for (int day = 0; day < 11; day++) {
        for (int i = 0; i < (day == 10 ? 3 : 1); i++) {
            char id[32];

            (void)snprintf(id, sizeof id, "apt-%d-%d", day, i);
            CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "lead"), 0);
        }
        time_passes(DAY);
    }
    courier_begin();
    minutes_pass(4);
    CU_ASSERT(body_says("/ops", "Yesterday 1 process made 3 calls (mean of 10 working days: 1.0 "
                                "and 1.0)."));
    courier_end();
    heartbeat_end();
}

static const struct test tests[] = {
    {"one line a day, at the clinic's time", one_line_a_day_at_the_clinics_time},
    {"a dead courier is missed the next morning", a_dead_courier_is_missed_the_next_morning},
    {"what waits and what is paused stands in it", what_waits_and_what_is_paused_stands_in_it},
    {"calls and processes stand beside their mean", calls_and_processes_stand_beside_their_mean},
    {0},
};

const struct test_suite test_suites[] = {{"heartbeat", NULL, NULL, tests}, {0}};
