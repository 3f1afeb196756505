/* SPDX-License-Identifier: MIT
 *
 * Alarms: one for each change of a target's state, whatever the disk does meanwhile; what waits for
 * a channel that nobody has is seen; a digest takes in what can wait, though something that cannot
 * stands before it; more findings than a message holds; secrets that change under a deliverer that
 * runs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/courier_inside.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "support/disk.h"
#include "test.h"

#define MAIN_AND_OPS                                                                               \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", connections: 1, fallback: ops}\n"      \
    "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n"

static struct alerts a;
static struct receiver *ops;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static int alarm_install(void)
{
    disk_install();
    return 0;
}

static void make_with_ops(const char *channels)
{
    char url[64];

    ops = receiver_start(0);
    alerts_make(&a, channels, NULL);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/ops", (unsigned)receiver_port(ops));
    (void)setenv("ALERTS_OPS", url, 1);
}

static void end_with_ops(void)
{
    alerts_end(&a);
    receiver_stop(&ops);
}

/* Courier's rounds with a steady clock of ours, which runs `step` ms a round. */
static struct courier *courier;
static struct http *http;
static int64_t steady;

static void alarm_rounds(int count, int64_t step)
{
    for (int i = 0; i < count; i++) {
        (void)courier_step(courier, &http, steady);
        /* What is under way is answered first, however busy the machine. */
        for (int n = 0; n < 500 && courier->lanes.flights != NULL && courier->lanes.answered == 0;
             n++) {
            http_wait(http, NULL, 0, 10);
            flights_answer(http);
        }
        steady += step;
    }
}

static void rounds_begin(void)
{
    courier = courier_make(a.outbox, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(courier);
    steady = seam.steady_ms();
}

static void rounds_end(void)
{
    courier_free(&courier, http);
    http_close(&http);
}

static int64_t ahead; /* the wall clock goes with the steady one */
static int64_t wall_ahead(void)
{
    return ahead + steady;
}

static void down_and_then_paused_are_two_alarms(void)
{
    static const struct receiver_answer failing[] = {{.status = 500}};
    static const struct receiver_answer gone[] = {{.status = 410}};
    int64_t (*before)(void) = seam.wall_ms;

    make_with_ops(MAIN_AND_OPS);
    receiver_script(a.receiver, failing, 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    rounds_begin();
    ahead = seam.wall_ms() - steady;
    seam.wall_ms = wall_ahead;
    alarm_rounds(20, 10000);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 1);
    CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 1"), 1);
    receiver_script(a.receiver, gone, 1);
    alarm_rounds(20, 10000);
    CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 2"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 2);
    CU_ASSERT_EQUAL(receiver_count(ops), 2);
    rounds_end();
    seam.wall_ms = before;
    end_with_ops();
}

static void alarm_survives_the_disk(void)
{
    static const struct receiver_answer gone[] = {{.status = 404}};

    for (uint32_t n = 1; n <= 12; n++) {
        make_with_ops(MAIN_AND_OPS);
        receiver_script(a.receiver, gone, 1);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
        rounds_begin();
        alarm_rounds(1, 10); /* answered, and not yet written */
        CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
        disk_fail(n, n % 2 == 0 ? SQLITE_IOERR_WRITE : SQLITE_FULL);
        alarm_rounds(3, 10);
        disk_fail(0, 0);
        alarm_rounds(40, 10);
        CU_ASSERT_EQUAL(COUNT("target WHERE name = 'main' AND state = 2"), 1);
        CU_ASSERT_EQUAL(receiver_count(ops), 1);
        rounds_end();
        end_with_ops();
    }
}

static void stranger_without_operations_is_late(void)
{
    struct buf json = {0};

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n",
                "late-after: 1 second\n");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(
        alerts_number(&a, "UPDATE message SET target = 'gone', due = due - 5000 RETURNING 1"), 1);
    CU_ASSERT_EQUAL(outbox_stats(a.outbox, &json), OUTBOX_LATE);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"late\":true"));
    buf_end(&json);
    alerts_end(&a);
}

static void digest_though_a_hold_stands_before_it(void)
{
    struct receiver_request q;

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", digest: daily 07:30}\n",
                NULL);
    for (int i = 0; i < 4; i++) {
        char id[16];
        struct happened h = {.appointment = id,
                             .told = {{.outcome = i == 0 ? PRECARE_HOLD : PRECARE_WARN}},
                             .told_count = 1};

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    }
    CU_ASSERT_EQUAL(alerts_number(&a, "UPDATE message SET due = created RETURNING 1"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2); /* the hold, and one digest of three */
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 4"), 3);
    for (uint32_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(receiver_get(a.receiver, i, &q));
        CU_ASSERT_EQUAL(strstr(q.body, "\"count\":3") != NULL,
                        strstr(q.body, "precare.digest") != NULL);
        receiver_request_end(&q);
    }
    alerts_end(&a);
}

/* A copy that is put back sends its open messages again, under the ids they had. */
static void copy_put_back_sends_again(void)
{
    char command[1400], first[80] = "", again[80] = "";
    struct receiver_request q;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    (void)snprintf(command, sizeof command,
                   "python3 -c \"import sqlite3; s=sqlite3.connect('%s/outbox.db'); "
                   "d=sqlite3.connect('%s/copy.db'); s.backup(d); d.close()\"",
                   a.state, a.dir);
    CU_ASSERT_EQUAL(system(command), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    outbox_close(&a.outbox);
    (void)snprintf(command, sizeof command,
                   "cd '%s' && rm outbox.db outbox.db-wal outbox.db-shm && install -m 600 "
                   "../copy.db outbox.db",
                   a.state);
    /* its fork closes this process's connections */
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1"), 1);
    CU_ASSERT_EQUAL(system(command), 0);
    alerts_reopen(&a);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 0, &q) &&
                   receiver_header(&q, "webhook-id", first, sizeof first));
    receiver_request_end(&q);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 1, &q) &&
                   receiver_header(&q, "webhook-id", again, sizeof again));
    receiver_request_end(&q);
    CU_ASSERT_STRING_EQUAL(first, again);
    alerts_end(&a);
}

/* ---- more than a message holds ---- */

static void more_findings_than_a_message_holds(void)
{
    enum {
        MANY = 55
    };
    static precare_finding findings[MANY];
    static struct finding_facts facts[MANY];
    static char rules[MANY][24];
    static precare_alert alert = {"main", "A stop was missed."};
    struct result *result = calloc(1, sizeof *result);
    struct visit visit = {.zone = zone_utc(),
                          .moment = PRECARE_BOOKING,
                          .phase = PRECARE_FINAL,
                          .event_id = span_of("event-1"),
                          .appointment = span_of("apt-1")};
    struct receiver_request q;

    alerts_make(&a, NULL, NULL);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(rules[i], sizeof rules[i], "rule-%d", i);
        findings[i] = (precare_finding){.rule = rules[i],
                                        .fingerprint = "r-00000001",
                                        .rulebook = "b",
                                        .title = "t",
                                        .outcome = PRECARE_HOLD,
                                        .alerts = {&alert, 1, sizeof alert}};
    }
    result->facts = facts;
    result->out.findings = (precare_array){findings, MANY, sizeof findings[0]};
    CU_ASSERT_EQUAL(outbox_record(a.outbox, &visit, result, NULL), 0);
    CU_ASSERT_EQUAL(COUNT("told"), MANY);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(outbox_record(a.outbox, &visit, result, NULL), 0); /* each was told */
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 0, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "\"count\":55")); /* and none is passed over in silence */
    receiver_request_end(&q);
    free(result);
    alerts_end(&a);
}

/* ---- secrets that change ---- */

static void secret_write(const char *path, const char *text)
{
    char beside[320];
    int fd;

    (void)snprintf(beside, sizeof beside, "%s.new", path);
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CU_ASSERT_TRUE(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
    CU_ASSERT_EQUAL(rename(beside, path), 0);
}

static void signature_of(uint32_t i, char out[400])
{
    struct receiver_request q;

    out[0] = '\0';
    CU_ASSERT_TRUE_FATAL(receiver_get(a.receiver, i, &q));
    (void)receiver_header(&q, "webhook-signature", out, 400);
    receiver_request_end(&q);
}

static void keys_change_without_a_gap(void)
{
    char channels[800], one[300], two[300], signature[400];
    static const char key[] = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n";

    (void)snprintf(one, sizeof one, "%s/one.key", test_directory());
    (void)snprintf(two, sizeof two, "%s/two.key", test_directory());
    secret_write(one, key);
    secret_write(two, "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n");
    (void)snprintf(channels, sizeof channels,
                   "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", sign-with: "
                   "[\"file:%s\", \"file:%s\"]}\n",
                   one, two);
    alerts_make(&a, channels, NULL);
    rounds_begin();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    alarm_rounds(5, 10);
    signature_of(0, signature);
    CU_ASSERT_PTR_NOT_NULL(strchr(signature, ' ')); /* both sign */
    secret_write(two, key);
    steady += 31000; /* the courier that runs reads them again */
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    alarm_rounds(5, 10);
    signature_of(1, signature);
    char *space = strchr(signature, ' ');
    CU_ASSERT_PTR_NOT_NULL_FATAL(space);
    *space = '\0';
    CU_ASSERT_STRING_EQUAL(signature, space + 1); /* the old one is gone, the new one signs */
    CU_ASSERT_EQUAL(chmod(two, 0644), 0);
    steady += 31000;
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-3", "main"), 0);
    alarm_rounds(5, 10);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 2); /* one that others may read is used no more */
    CU_ASSERT_EQUAL(chmod(two, 0600), 0);
    steady += 31000;
    alarm_rounds(5, 10);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 3);
    rounds_end();
    alerts_end(&a);
}

/* What `precare outbox stats` prints of the channel `main`. */
static bool stats_say(const char *what)
{
    struct buf json = {0};

    CU_ASSERT(outbox_stats(a.outbox, &json) >= 0);
    const char *main_at = json.at != NULL ? strstr(json.at, "\"main\":{") : NULL;
    const char *end = main_at != NULL ? strchr(main_at, '}') : NULL;
    const char *found = main_at != NULL ? strstr(main_at, what) : NULL;
    bool said = found != NULL && found < end;
    buf_end(&json);
    return said;
}

static void unusable_at_once_and_not_after(void)
{
    char channels[900], path[300];

    (void)snprintf(path, sizeof path, "%s/url", test_directory());
    (void)unlink(path);
    (void)snprintf(channels, sizeof channels,
                   "  main: {kind: webhook, url-from: \"file:%s\", fallback: ops}\n"
                   "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                   path);
    make_with_ops(channels);
    rounds_begin();
    alarm_rounds(1, 1100);
    CU_ASSERT(stats_say("\"state\":\"unusable\""));
    CU_ASSERT(stats_say("\"reason\":\"there is no such file\""));
    alarm_rounds(5, 1100);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 1);
    secret_write(path, "");
    alarm_rounds(3, 31000); /* another reason; one alarm */
    CU_ASSERT(stats_say("\"reason\":\"it is empty\""));
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 7"), 1);
    secret_write(path, getenv("ALERTS_OPS"));
    alarm_rounds(3, 31000);
    CU_ASSERT(stats_say("\"state\":\"ok\""));
    CU_ASSERT(stats_say("\"reason\":null"));
    CU_ASSERT_EQUAL(unlink(path), 0); /* under a courier that runs */
    alarm_rounds(3, 31000);
    CU_ASSERT(stats_say("\"state\":\"unusable\""));
    rounds_end();
    end_with_ops();
}

static void reason_goes_with_the_state(void)
{
    static const struct receiver_answer refused[] = {{.status = 400}};

    make_with_ops(MAIN_AND_OPS);
    receiver_script(a.receiver, refused, 1);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    rounds_begin();
    alarm_rounds(8, 1100);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0 AND flags & 16"), 1);
    CU_ASSERT(stats_say("\"state\":\"ok\""));
    CU_ASSERT(stats_say("\"reason\":null"));
    rounds_end();
    end_with_ops();
}

/* The check finds damage, and no row can be written that is an alarm, or for which `written` holds.
 */
static void messages_break(const char *written)
{
    char sql[200];

    alerts_make(&a,
                "  main: {kind: slack, url-from: \"env:ALERTS_MAIN\", connections: 1, rate: none}\n"
                "  ops: {kind: slack, url-from: \"env:ALERTS_OPS\", rate: none}\n",
                "operations: ops\n");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    (void)alerts_number(&a, "INSERT INTO meta VALUES('', 1)");
    (void)snprintf(sql, sizeof sql,
                   "CREATE INDEX broken ON message(CASE WHEN kind = 7 OR %s THEN "
                   "abs(-9223372036854775807 - 1) END)",
                   written);
    (void)alerts_number(&a, sql);
}

static void unclear_yes_of_a_damaged_outbox_is_a_yes(void)
{
    static const char *const written[] = {"tries > 0 OR done_at > 0", "state = 1"};

    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        messages_break(written[i]);
        RECEIVER_SCRIPT(a.receiver, {.body = "{\"ok\":true}"});
        rounds_begin();
        alarm_rounds(20, 40000);
        CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 1);
        CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 1);
        CU_ASSERT_EQUAL(COUNT("message WHERE done_at IS NOT NULL AND flags & 32"), (int64_t)i);
        (void)alerts_number(&a, "DROP INDEX broken");
        (void)alerts_number(&a, "DELETE FROM meta WHERE key = ''");
        alarm_rounds(20, 40000); /* whole again, and not sent again */
        CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/main"), 1);
        CU_ASSERT_EQUAL(COUNT("message WHERE state = 1 AND flags & 32"), 1);
        rounds_end();
        alerts_end(&a);
    }
}

/* Refused as it is formatted, it goes as plain text next, and then no more. */
static void alarm_of_a_damaged_outbox_goes_as_plain_text(void)
{
    struct receiver_request request;
    uint32_t alarms = 0;

    messages_break("state = 1");
    RECEIVER_SCRIPT(a.receiver, {.status = 400, .path = "/ops"}, {0});
    rounds_begin();
    alarm_rounds(20, 40000);
    for (uint32_t i = 0; receiver_get(a.receiver, i, &request); i++) {
        if (strcmp(request.path, "/ops") == 0) {
            CU_ASSERT_EQUAL(strstr(request.body, "\"blocks\"") != NULL, alarms == 0);
            alarms++;
        }
        receiver_request_end(&request);
    }
    CU_ASSERT_EQUAL(alarms, 2);
    rounds_end();
    alerts_end(&a);
}

static const struct test tests[] = {
    {"down and then paused are two alarms", down_and_then_paused_are_two_alarms},
    {"an alarm is raised once, whichever write of the disk fails", alarm_survives_the_disk},
    {"what waits for a channel that nobody has is late", stranger_without_operations_is_late},
    {"a digest takes what can wait, though a hold stands before it",
     digest_though_a_hold_stands_before_it},
    {"a copy that is put back sends its open messages again, under their ids",
     copy_put_back_sends_again},
    {"more findings than a message holds are all told, with their number",
     more_findings_than_a_message_holds},
    {"signing keys are changed under a deliverer that runs, without a gap",
     keys_change_without_a_gap},
    {"a channel whose secret cannot be read is unusable from the first moment",
     unusable_at_once_and_not_after},
    {"a channel that is well has no reason", reason_goes_with_the_state},
    {"a yes that is not understood is a yes, of a damaged outbox too",
     unclear_yes_of_a_damaged_outbox_is_a_yes},
    {"the alarm of a damaged outbox that is refused goes as plain text, once",
     alarm_of_a_damaged_outbox_goes_as_plain_text},
    {0},
};

const struct test_suite test_suites[] = {{"alarms", alarm_install, NULL, tests}, {0}};
