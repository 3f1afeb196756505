/* SPDX-License-Identifier: MIT
 *
 * The courier against a real receiver that misbehaves in every way: what is tried again and when,
 * what pauses a target, what dies, and that nothing is lost, doubled or slowed by a neighbour.
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

#define ONE_OPS                                                                                    \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n"                      \
    "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

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

/* ---- tried again: every case is a channel of one courier, so that they wait side by side ---- */

/* "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", three seconds from now */
static char date_header[80];

struct again {
    const char *kind;
    struct receiver_answer first;
    int64_t least, most; /* ms from the first try to the second */
};

#define A_SECOND 750, 1500 /* 1 s, 20 % either way */
static const struct again again[] = {
    {"webhook", {.status = 408}, A_SECOND},
    {"webhook", {.status = 425}, A_SECOND},
    {"webhook", {.status = 429}, A_SECOND},
    {"webhook", {.status = 500}, A_SECOND},
    {"webhook", {.status = 502}, A_SECOND},
    {"webhook", {.status = 503}, A_SECOND},
    {"webhook", {.status = 504}, A_SECOND},
    {"webhook", {.fault = RECEIVER_CLOSES}, A_SECOND},
    {"webhook", {.fault = RECEIVER_BREAKS_OFF}, A_SECOND},
    {"webhook", {.status = 301, .headers = "Location: http://127.0.0.1:1/x\r\n"}, A_SECOND},
    {"webhook", {.status = 302, .headers = "Location: http://127.0.0.1:1/x\r\n"}, A_SECOND},
    {"webhook", {.status = 307, .headers = "Location: http://127.0.0.1:1/x\r\n"}, A_SECOND},
    /* an error in the body of a 200 */
    {"slack", {.body = "no_service"}, A_SECOND},
    {"slack", {.body = "okay"}, A_SECOND},
    {"slack", {.status = 202, .body = "ok"}, A_SECOND},
    {"rocket-chat", {.body = "{\"success\": false, \"error\": \"x\"}"}, A_SECOND},
    {"teams",
     {.body = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP "
              "error 429"},
     A_SECOND},
    {"google-chat",
     {.body = "{\"error\": {\"code\": 400, \"status\": \"INVALID_ARGUMENT\"}}"},
     A_SECOND},
    {"matrix", {.body = "{\"ok\": false, \"error\": \"Failed to process webhook\"}"}, A_SECOND},
    {"discord", {.body = "{\"message\": \"x\", \"error\": true}"}, A_SECOND},
    {"mattermost", {.body = "<!DOCTYPE html><title>Sign in</title>"}, A_SECOND},
    /* a wait that is asked for */
    {"webhook", {.status = 429, .headers = "Retry-After: 2\r\n"}, 1990, 2600},
    {"webhook", {.status = 503, .headers = "retry-after:   2\r\n"}, 1990, 2600},
    {"webhook", {.status = 503, .headers = date_header}, 1200, 3700},
    {"discord",
     {.status = 429,
      .body = "{\"message\": \"You are being rate limited.\", \"retry_after\": 1.65, \"global\": "
              "false}"},
     1640,
     2400},
    /* left in time: 600 ms, and the second after it */
    {"webhook", {.fault = RECEIVER_HANGS}, 1300, 2300},
    {"webhook", {.fault = RECEIVER_DRIPS}, 1300, 2300},
};
#define AGAIN (sizeof again / sizeof again[0])

static void date_set(void)
{
    time_t when = time(NULL) + 3;
    struct tm tm;

    (void)gmtime_r(&when, &tm);
    (void)strftime(date_header, sizeof date_header, "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n",
                   &tm);
}

static void case_check(size_t i, struct receiver *r)
{
    char first[80], second[80];
    int64_t at = 0, then = 0;

    CU_ASSERT_TRUE(receiver_wait(r, 2, again[i].most + 1000));
    id_of(r, 0, first, &at);
    id_of(r, 1, second, &then);
    if (again[i].kind[0] == 'w') { /* webhook: the one that has ids */
        CU_ASSERT_EQUAL(strncmp(first, "msg_", 4), 0);
        CU_ASSERT_STRING_EQUAL(first, second);
    }
    if (then - at < again[i].least || then - at > TEST_PATIENCE_MS(again[i].most)) {
        printf("case %zu (%s): tried again after %lld ms\n", i, again[i].kind,
               (long long)(then - at));
        CU_FAIL("the wait");
    }
}

static void what_fails_for_now_is_tried_again(void)
{
    static struct receiver_answer answers[AGAIN][2];
    struct http_limits before = http_limits;
    struct receiver *r[AGAIN];
    char channels[4096] = "", name[32], url[64];

    http_limits = (struct http_limits){600, 600};
    for (size_t i = 0; i < AGAIN; i++) {
        r[i] = receiver_start(0);
        answers[i][0] = again[i].first;
        receiver_script(r[i], answers[i], 2);
        (void)snprintf(channels + strlen(channels), sizeof channels - strlen(channels),
                       "  again-%zu: {kind: %s, url-from: \"env:AGAIN_%zu\"}\n", i, again[i].kind,
                       i);
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/hook", (unsigned)receiver_port(r[i]));
        (void)snprintf(name, sizeof name, "AGAIN_%zu", i);
        (void)setenv(name, url, 1);
    }
    alerts_make(&a, channels, NULL);
    for (size_t i = 0; i < AGAIN; i++) {
        (void)snprintf(name, sizeof name, "again-%zu", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, name, name), 0);
    }
    date_set();
    alerts_start(&a);
    for (size_t i = 0; i < AGAIN; i++) {
        case_check(i, r[i]);
    }
    CU_ASSERT_TRUE(
        alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", (int64_t)AGAIN, 1000));
    alerts_end(&a);
    for (size_t i = 0; i < AGAIN; i++) {
        receiver_stop(&r[i]);
    }
    http_limits = before;
}

static void asked_wait_holds_the_whole_target(void)
{
    alerts_make(&a, NULL, NULL);
    RECEIVER_SCRIPT(a.receiver, {.status = 503, .headers = "Retry-After: 30\r\n"});
    for (int i = 0; i < 10; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000));
    pause_ms(1800);                                  /* the first backoff is at most 1.2 s */
    CU_ASSERT_TRUE(receiver_count(a.receiver) <= 4); /* what was in flight at the first answer */
    alerts_end(&a);
}

/* ---- refused, paused, dead ---- */

static void refused_goes_once_more_as_plain_text(void)
{
    struct receiver_request q;

    alerts_make(&a,
                "  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", fallback: ops}\n  ops: "
                "{kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    RECEIVER_SCRIPT(a.receiver, {.status = 413}, {0});
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
    RECEIVER_SCRIPT(a.receiver, {.status = 400}, {.status = 400}, {.status = 400}, {.status = 400},
                    {0});
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

    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", connections: 1, fallback: "
                "ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
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

static void past_the_deadline_is_dead(void)
{
    struct happened h = {.told_count = 1, .start_s = seam.wall_ms() / 1000};

    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", give-up-after: 1 second, "
                "fallback: ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    (void)setenv("ALERTS_MAIN", "http://127.0.0.1:1/nobody", 1);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 2", 1, 5000));
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000)); /* the alarm */
    alerts_end(&a);
}

static const struct test tests[] = {
    {"what fails for now is tried again, after a second or as asked, under the same id; an error "
     "in a 200, a receiver that "
     "hangs or drips too",
     what_fails_for_now_is_tried_again},
    {"a wait that a target asks for holds all its messages", asked_wait_holds_the_whole_target},
    {"what is refused goes once more as plain text", refused_goes_once_more_as_plain_text},
    {"refused twice is dead, told once, and can be revived", refused_twice_is_dead_and_told_once},
    {"a wrong address pauses the target; nothing is lost; retry resumes",
     wrong_address_pauses_the_target},
    {"past its deadline a message is dead, with an alarm", past_the_deadline_is_dead},
    {0},
};

const struct test_suite test_suites[] = {{"courier", NULL, NULL, tests}, {0}};
