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
    {"slack", {.body = "rollup_error"}, A_SECOND},
    {"slack", {.body = "{\"ok\": false, \"error\": \"internal_error\"}"}, A_SECOND},
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

/* ---- refused as plain text too ---- */

static struct receiver *ops;

/* `main` posts one after the other, and operations listen. */
static void begin_with_ops(void)
{
    char url[64];

    ops = receiver_start(0);
    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", connections: 1, fallback: "
                "ops}\n  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                NULL);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("ALERTS_OPS", url, 1);
}

static void end_with_ops(void)
{
    alerts_end(&a);
    receiver_stop(&ops);
}

static bool ops_heard(uint32_t i, const char *words)
{
    struct receiver_request q;
    bool heard = receiver_get(ops, i, &q) && strstr(q.body, words) != NULL;

    receiver_request_end(&q);
    return heard;
}

static void hold_and_run(const char *appointment, int code)
{
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, appointment, "main"), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), code);
}

#define REFUSED "message WHERE target = 'main' AND state = 0 AND flags & 16"

static void refused_is_told_at_once_and_kept(void)
{
    begin_with_ops();
    RECEIVER_SCRIPT(a.receiver, {.status = 400}, {.status = 400}, {0});
    hold_and_run("apt-1", COURIER_OK);
    CU_ASSERT_EQUAL(COUNT(REFUSED " AND items IS NOT NULL"), 1);
    CU_ASSERT_EQUAL_FATAL(receiver_count(ops), 1);
    CU_ASSERT(ops_heard(0, "refused a message, as plain text too"));
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK); /* it is not tried on and on */
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2);
    hold_and_run("apt-2", COURIER_OK); /* taken: so it was about the first */
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 2 AND items IS NOT NULL"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 1"), 1);
    CU_ASSERT_EQUAL_FATAL(receiver_count(ops), 2);
    CU_ASSERT(ops_heard(1, "The one that it refused is not delivered"));
    end_with_ops();
}

static void two_in_a_row_pause(void)
{
    uint32_t count = 0;

    begin_with_ops();
    RECEIVER_SCRIPT(a.receiver, {.status = 422}, {.status = 422}, {.status = 422}, {.status = 422},
                    {0});
    hold_and_run("apt-1", COURIER_OK);
    hold_and_run("apt-2", COURIER_LOOK); /* by another courier: the first is remembered */
    CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 2"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 0"), 2);
    CU_ASSERT_EQUAL_FATAL(receiver_count(ops), 2);
    CU_ASSERT(ops_heard(1, "is paused: it refused two messages in a row"));
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_LOOK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 4);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 2);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 6); /* whole again, not as plain text */
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 1"), 2);
    end_with_ops();
}

static void dead_one_is_revived_by_hand(void)
{
    uint32_t count = 0;

    begin_with_ops();
    RECEIVER_SCRIPT(a.receiver, {.status = 413}, {.status = 413}, {0});
    hold_and_run("apt-1", COURIER_OK);
    hold_and_run("apt-2", COURIER_OK);
    CU_ASSERT_EQUAL(outbox_retry(a.outbox, "main", &count), 0);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1 AND target = 'main'"), 2);
    end_with_ops();
}

/* No other message comes: at its deadline it is tried once more, and then it is dead. */
static void alone_it_dies_at_its_deadline(void)
{
    begin_with_ops();
    RECEIVER_SCRIPT(a.receiver, {.status = 400});
    hold_and_run("apt-1", COURIER_OK);
    CU_ASSERT_EQUAL(COUNT(REFUSED " AND due = deadline"), 1);
    CU_ASSERT_EQUAL(
        alerts_number(&a, "UPDATE message SET due = created, deadline = created RETURNING 1"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 2"), 1);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 3);
    end_with_ops();
}

/* ---- an answer that is not understood ---- */

static void unclear_yes_is_posted_once_and_told_once(void)
{
    begin_with_ops();
    alerts_end(&a);
    alerts_make(&a,
                "  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", connections: 1}\n"
                "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                "operations: ops\n");
    char url[64];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("ALERTS_OPS", url, 1);
    RECEIVER_SCRIPT(a.receiver, {.body = "{\"ok\":true}"}, {.body = "{\"ok\":true}"}, {0});
    hold_and_run("apt-1", COURIER_OK);
    hold_and_run("apt-2", COURIER_OK);
    pause_ms(1500);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2); /* never again */
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main' AND state = 1 AND flags & 32"), 2);
    CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 4"), 1);
    CU_ASSERT_EQUAL_FATAL(receiver_count(ops), 1); /* one word for the change */
    CU_ASSERT(ops_heard(0, "its answer is not understood"));

    struct buf json = {0};
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &json), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"sent\":3,\"dead\":0,\"unclear\":2,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"main\":{\"state\":\"unclear\",\"waiting\":0,\"dead\":"
                                           "0,\"unclear\":2,"));
    buf_end(&json);
    hold_and_run("apt-3", COURIER_OK); /* `ok` */
    CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 0"), 1);
    CU_ASSERT_EQUAL_FATAL(receiver_count(ops), 2);
    CU_ASSERT(ops_heard(1, "answers as it should again"));
    end_with_ops();
}

/* ---- an address that is wrong ---- */

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
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_LOOK);
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0 AND target = 'main'"), 3);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_LOOK); /* a new deliverer knows */
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
    static const int statuses[] = {401, 403, 404, 405, 407, 410};

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
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

/* A visit that is over is not ahead, however late its message goes out. */
static void after_its_deadline_it_is_not_before_the_visit(void)
{
    struct receiver_request q;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_EQUAL(
        alerts_number(&a, "UPDATE message SET deadline = created WHERE state = 0 RETURNING 1"), 1);
    pause_ms(20);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2);
    for (uint32_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(receiver_get(a.receiver, i, &q));
        CU_ASSERT_EQUAL(strstr(q.body, "before the visit") != NULL, i == 0);
        receiver_request_end(&q);
    }
    alerts_end(&a);
}

static const struct test tests[] = {
    {"what fails for now is tried again, after a second or as asked, under the same id; an error "
     "in a 200, a receiver that "
     "hangs or drips too",
     what_fails_for_now_is_tried_again},
    {"a wait that a target asks for holds all its messages", asked_wait_holds_the_whole_target},
    {"what is refused goes once more as plain text", refused_goes_once_more_as_plain_text},
    {"refused as plain text too, a message is told of at once and kept; it is dead once another is "
     "taken",
     refused_is_told_at_once_and_kept},
    {"two messages refused in a row pause the target; both wait, and retry sends both",
     two_in_a_row_pause},
    {"a message that is dead is revived by hand", dead_one_is_revived_by_hand},
    {"a message refused alone is tried once more at its deadline, and then dead",
     alone_it_dies_at_its_deadline},
    {"a yes that is not understood is posted once, told once and counted",
     unclear_yes_is_posted_once_and_told_once},
    {"a wrong address pauses the target; nothing is lost; retry resumes",
     wrong_address_pauses_the_target},
    {"past its deadline a message is dead, with an alarm", past_the_deadline_is_dead},
    {"past its deadline no message is before the visit",
     after_its_deadline_it_is_not_before_the_visit},
    {0},
};

const struct test_suite test_suites[] = {{"courier", NULL, NULL, tests}, {0}};
