/* SPDX-License-Identifier: MIT
 *
 * The courier against a real receiver that misbehaves in every way: what is tried again and when, what pauses a target,
 * what dies, and that nothing is lost, doubled or slowed by a neighbour.
 */
#include "alert/courier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alert/http.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "test.h"

#define ONE_OPS                                                                                    \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n"                      \
    "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)
#define SCRIPT(r, ...)                                                                             \
    do {                                                                                           \
        static const struct receiver_answer script_[] = {__VA_ARGS__};                             \
        receiver_script(r, script_, sizeof script_ / sizeof script_[0]);                           \
    } while (0)

static void wait_ms(int64_t ms)
{
    struct timespec t = {ms / 1000, (ms % 1000) * 1000000};

    (void)nanosleep(&t, NULL);
}

/* Polls a count of the database until it is n. */
static bool wait_count(const char *sql, int64_t n, int64_t ms)
{
    int64_t until = seam.steady_ms() + ms;

    while (alerts_number(&a, sql) != n) {
        if (seam.steady_ms() > until) {
            return false;
        }
        wait_ms(30);
    }
    return true;
}

static void id_of(struct receiver *r, uint32_t i, char out[80], int64_t *at_r)
{
    struct receiver_request q;

    out[0] = '\0';
    if (receiver_get(r, i, &q)) {
        (void)receiver_header(&q, "webhook-id", out, 80);
        *at_r = q.at_ms;
        receiver_request_end(&q);
    }
}

/* ---- tried again ---- */

static const struct receiver_answer again[][2] = {
    {{.status = 408}, {0}},
    {{.status = 425}, {0}},
    {{.status = 429}, {0}},
    {{.status = 500}, {0}},
    {{.status = 503}, {0}},
    {{.fault = RECEIVER_CLOSES}, {0}},
    {{.fault = RECEIVER_BREAKS_OFF}, {0}},
    {{.status = 302, .headers = "Location: http://127.0.0.1:1/x\r\n"}, {0}},
};
#define AGAIN (sizeof again / sizeof again[0])

static void what_fails_for_now_is_tried_again(void)
{
    struct receiver *r[AGAIN];
    char channels[2048] = "", name[32], url[64];

    for (size_t i = 0; i < AGAIN; i++) {
        r[i] = receiver_start(0);
        receiver_script(r[i], again[i], 2);
        (void)snprintf(name, sizeof name, "again-%zu", i);
        (void)snprintf(channels + strlen(channels), sizeof channels - strlen(channels),
                       "  %s: {kind: webhook, url-from: \"env:AGAIN_%zu\"}\n", name, i);
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/hook", (unsigned)receiver_port(r[i]));
        (void)snprintf(name, sizeof name, "AGAIN_%zu", i);
        (void)setenv(name, url, 1);
    }
    alerts_make(&a, channels, NULL);
    for (size_t i = 0; i < AGAIN; i++) {
        (void)snprintf(name, sizeof name, "again-%zu", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, name, name), 0);
    }
    alerts_start(&a);
    for (size_t i = 0; i < AGAIN; i++) {
        char first[80], second[80];
        int64_t at = 0, then = 0;

        CU_ASSERT_TRUE(receiver_wait(r[i], 2, 3000));
        id_of(r[i], 0, first, &at);
        id_of(r[i], 1, second, &then);
        CU_ASSERT_EQUAL(strncmp(first, "msg_", 4), 0);
        CU_ASSERT_STRING_EQUAL(first, second);
        if (then - at < 750 || then - at > 1500) {
            printf("case %zu: tried again after %lld ms\n", i, (long long)(then - at));
            CU_FAIL("1 s, 20 % either way");
        }
    }
    CU_ASSERT_TRUE(wait_count("SELECT count(*) FROM message WHERE state = 1", (int64_t)AGAIN, 1000));
    alerts_end(&a);
    for (size_t i = 0; i < AGAIN; i++) {
        receiver_stop(&r[i]);
    }
}

static void gap_is(const char *kind, const struct receiver_answer *answers, int64_t least, int64_t most)
{
    char channels[128], id[80];
    int64_t at = 0, then = 0;

    (void)snprintf(channels, sizeof channels, "  main: {kind: %s, url-from: \"env:ALERTS_MAIN\"}\n", kind);
    alerts_make(&a, channels, NULL);
    receiver_script(a.receiver, answers, 2);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, most + 1000));
    id_of(a.receiver, 0, id, &at);
    id_of(a.receiver, 1, id, &then);
    if (then - at < least || then - at > most) {
        printf("%s: tried again after %lld ms\n", kind, (long long)(then - at));
        CU_FAIL("the wait that was asked for");
    }
    alerts_end(&a);
}

static void retry_after_is_honoured(void)
{
    static const struct receiver_answer seconds[] = {{.status = 429, .headers = "Retry-After: 2\r\n"},
                                                     {0}};
    static const struct receiver_answer floating[] = {
        {.status = 429, .body = "{\"message\": \"You are being rate limited.\", \"retry_after\": 1.65, \"global\": false}"},
        {0}};
    static char header[80];
    static struct receiver_answer date[] = {{.status = 503, .headers = header}, {0}};
    time_t when;
    struct tm tm;

    gap_is("webhook", seconds, 1990, 2500);
    gap_is("discord", floating, 1640, 2300);
    when = time(NULL) + 3;
    (void)gmtime_r(&when, &tm);
    (void)strftime(header, sizeof header, "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
    gap_is("webhook", date, 1500, 3600);
}

static void asked_wait_holds_the_whole_target(void)
{
    alerts_make(&a, NULL, NULL);
    SCRIPT(a.receiver, {.status = 503, .headers = "Retry-After: 30\r\n"});
    for (int i = 0; i < 10; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    alerts_start(&a);
    wait_ms(2500);
    CU_ASSERT_TRUE(receiver_count(a.receiver) <= 4); /* what was in flight at the first answer */
    alerts_end(&a);
}

/* ---- refused, paused, dead ---- */

static void refused_goes_once_more_as_plain_text(void)
{
    struct receiver_request q;

    alerts_make(&a, "  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    SCRIPT(a.receiver, {.status = 413}, {0});
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 0, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "\"blocks\""));
    receiver_request_end(&q);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 1, &q));
    CU_ASSERT_PTR_NULL(strstr(q.body, "\"blocks\""));
    receiver_request_end(&q);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1"), 1);
    alerts_end(&a);
}

static void refused_twice_is_dead_and_told_once(void)
{
    struct receiver *ops = receiver_start(0);
    uint32_t count = 0;
    char url[64];

    alerts_make(&a, ONE_OPS, NULL);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("ALERTS_OPS", url, 1);
    SCRIPT(a.receiver, {.status = 400}, {.status = 400}, {.status = 400}, {.status = 400}, {0});
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 2 AND target = 'main' AND items IS NOT NULL"), 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7 AND target = 'ops'"), 1);
    CU_ASSERT_EQUAL(receiver_count_path(ops, "/ops"), 1);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 2);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1 AND target = 'main'"), 2);
    alerts_end(&a);
    receiver_stop(&ops);
}

static void wrong_address_pauses(int status)
{
    struct receiver_answer answers[] = {{.status = status}, {0}};
    uint32_t count = 0;

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", connections: 1, fallback: ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    receiver_script(a.receiver, answers, 2);
    for (int i = 0; i < 3; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0 AND target = 'main'"), 3);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK); /* a new deliverer knows */
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 1);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 3);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 4);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1 AND target = 'main'"), 3);
    alerts_end(&a);
}

static void wrong_address_pauses_the_target(void)
{
    static const int statuses[] = {401, 403, 404, 410};

    for (size_t i = 0; i < 4; i++) {
        wrong_address_pauses(statuses[i]);
    }
}

static void error_in_a_200(void)
{
    static const struct {
        const char *kind, *body;
    } cases[] = {{"slack", "no_service"},
                 {"rocket-chat", "{\"success\": false, \"error\": \"x\"}"},
                 {"teams", "Webhook message delivery failed with error: Microsoft Teams endpoint "
                           "returned HTTP error 429"}};

    for (size_t i = 0; i < 3; i++) {
        struct receiver_answer answers[] = {{.body = cases[i].body}, {.body = "ok"}};

        gap_is(cases[i].kind, answers, 750, 1500);
    }
}

static void past_the_deadline_is_dead(void)
{
    struct happened h = {.told_count = 1, .start_s = seam.wall_ms() / 1000};

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", give-up-after: 2 seconds, fallback: ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    (void)setenv("ALERTS_MAIN", "http://127.0.0.1:1/nobody", 1);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(wait_count("SELECT count(*) FROM message WHERE state = 2", 1, 5000));
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000)); /* the alarm */
    alerts_end(&a);
}

static void hanging_and_dripping_receivers_time_out(void)
{
    struct http_limits before = http_limits;

    http_limits = (struct http_limits){300, 600};
    static const struct receiver_answer hangs[] = {{.fault = RECEIVER_HANGS}, {0}};
    static const struct receiver_answer drips[] = {{.fault = RECEIVER_DRIPS}, {0}};

    gap_is("webhook", hangs, 1300, 2100);
    gap_is("webhook", drips, 1300, 2100);
    http_limits = before;
}

static const struct test tests[] = {
    {"what fails for now is tried again after a second, under the same id",
     what_fails_for_now_is_tried_again},
    {"Retry-After is honoured: seconds, a date, Discord's float", retry_after_is_honoured},
    {"a wait that a target asks for holds all its messages", asked_wait_holds_the_whole_target},
    {"what is refused goes once more as plain text", refused_goes_once_more_as_plain_text},
    {"refused twice is dead, told once, and can be revived", refused_twice_is_dead_and_told_once},
    {"a wrong address pauses the target; nothing is lost; retry resumes", wrong_address_pauses_the_target},
    {"an error in the body of a 200 is a failure", error_in_a_200},
    {"past its deadline a message is dead, with an alarm", past_the_deadline_is_dead},
    {"a receiver that hangs or drips is left in time", hanging_and_dripping_receivers_time_out},
    {0},
};

const struct test_suite test_suites[] = {{"courier", NULL, NULL, tests}, {0}};
