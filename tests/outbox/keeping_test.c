/* SPDX-License-Identifier: MIT
 *
 * What the outbox keeps and for how long: texts that were sent, records, the log's length, the
 * schema of another version.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "outbox/delivery.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "support/look.h"
#include "test.h"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static int64_t ahead;
static int64_t wall_ahead(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + ahead;
}

/* What a deliverer deletes of what is old, some times over. */
static void keeping_sweep(int times)
{
    struct store *store = outbox_store(a.outbox);
    int64_t at = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(store);
    for (int i = 0; i < times; i++) {
        outbox_sweep(a.outbox, store, &at);
    }
    outbox_store_done(a.outbox, store);
}

static void keeping_wrong(void *context, enum records_fault what, int64_t first, int64_t last)
{
    (void)context;
    printf("wrong: %d of %lld to %lld\n", (int)what, (long long)first, (long long)last);
}

static void old_things_go(void)
{
    int64_t (*before)(void) = seam.wall_ms;
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED, .appointment = "apt-1", .actor = "u12"};
    struct records_head head;
    struct records_check check = {&head, 1, keeping_wrong, NULL};
    struct records_verdict verdict;

    seam.wall_ms = wall_ahead;
    ahead = 0;
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    keeping_sweep(2);
    CU_ASSERT_EQUAL(COUNT("message"), 2);
    ahead = INT64_C(25) * 86400000;
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-3", "main"), 0); /* stays: it waits */
    keeping_sweep(2);
    CU_ASSERT_EQUAL(COUNT("told"), 3);
    CU_ASSERT_EQUAL(COUNT("seen"), 2); /* a day each */
    ahead = INT64_C(45) * 86400000;    /* messages: 30 days, and the visit is past */
    keeping_sweep(2);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(COUNT("told"), 1);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 3);
    CU_ASSERT_EQUAL(COUNT("visit"), 3);  /* a reference of an old chat still resolves */
    ahead = INT64_C(8) * 366 * 86400000; /* records: 7 years */
    keeping_sweep(3);
    CU_ASSERT_EQUAL(COUNT("seen"), 0);                  /* heartbeat or none */
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 3); /* nothing bears out that they were there */
    CU_ASSERT_EQUAL(outbox_records_head(a.outbox, &head), 0);
    CU_ASSERT_EQUAL(outbox_records_anchored(a.outbox, &head), 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-4", "main"), 0);
    keeping_sweep(3);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 1); /* that of today */
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), 0);
    CU_ASSERT_EQUAL(COUNT("acked"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 5 AND sequences = '1-4'"), 1);
    CU_ASSERT_EQUAL(outbox_records_verify(a.outbox, &check, &verdict), 0);
    CU_ASSERT_EQUAL(verdict.wrong, 0);
    CU_ASSERT_EQUAL(verdict.anchored, 4); /* by the head of before the cut */
    CU_ASSERT_EQUAL(verdict.first, 5);
    CU_ASSERT_EQUAL(COUNT("visit"), 2);
    /* what was never sent is never thrown away */
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 2);
    alerts_end(&a);
    seam.wall_ms = before;
}

static void sent_text_is_gone_from_the_disk(void)
{
    struct happened h = {.told = {{.say = "Xylophone-needle-77."}}, .told_count = 1};
    struct store_options options = {250000, false};
    struct store *store;
    char command[600];

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    (void)snprintf(command, sizeof command, "grep -rqa Xylophone-needle-77 %s", a.state);
    CU_ASSERT_EQUAL(system(command), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE items IS NOT NULL"), 0);
    store = store_get(outbox_state(a.outbox), STORE_COURIER, &options);
    store_checkpoint(store);
    (void)snprintf(command, sizeof command, "grep -qa Xylophone-needle-77 %s/outbox.db", a.state);
    CU_ASSERT_NOT_EQUAL(system(command), 0);
    alerts_end(&a);
}

static int64_t log_bytes(void)
{
    char path[320];
    struct stat st = {0};

    (void)snprintf(path, sizeof path, "%s/outbox.db-wal", a.state);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static void the_log_stays_short(void)
{
    struct happened h = {.told_count = 0};

    alerts_make(&a, NULL, NULL);
    alerts_start(&a);
    for (int round = 0; round < 3; round++) { /* evaluations alone: no message wakes anybody */
        for (int i = 0; i < 1500; i++) {
            char id[32];

            (void)snprintf(id, sizeof id, "apt-%d-%d", round, i);
            h.appointment = id;
            CU_ASSERT_TRUE(alerts_record(a.outbox, &h) >= 0);
        }
        pause_ms(1200);
    }
    printf("log: %lld bytes after 4,500 evaluations\n", (long long)log_bytes());
    CU_ASSERT_TRUE(log_bytes() < 16 * 1024 * 1024);
    CU_ASSERT_TRUE(log_bytes() > 0);
    alerts_end(&a);
}

static void later_schema_is_refused(void)
{
    struct faults faults;
    struct outbox *outbox;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT user_version FROM pragma_user_version"), 1004);
    outbox_close(&a.outbox);
    /* a later minor: columns more */
    CU_ASSERT_EQUAL(alerts_number(&a, "PRAGMA user_version = 1007"), -1);
    faults_begin(&faults);
    outbox = outbox_open(a.config, &faults);
    CU_ASSERT_PTR_NOT_NULL(outbox);
    CU_ASSERT_EQUAL(alerts_hold(outbox, "apt-1", "main"), 0);
    outbox_close(&outbox);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT user_version FROM pragma_user_version"), 1007);
    /* A later major is refused by whoever opens it next: another process. */
    CU_ASSERT_EQUAL(alerts_number(&a, "PRAGMA user_version = 2000"), -1);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        outbox = outbox_open(a.config, &faults);
        _exit(outbox == NULL && strstr(faults.items[0].what, "later version") != NULL ? 0 : 1);
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    faults_end(&faults);
    receiver_stop(&a.receiver);
    config_free(&a.config);
}

static void older_schema_grows(void)
{
    struct faults faults;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    outbox_close(&a.outbox);
    CU_ASSERT_EQUAL(alerts_number(&a, "DROP TABLE anchor"), -1);
    CU_ASSERT_EQUAL(alerts_number(&a, "DROP TABLE card"), -1);
    CU_ASSERT_EQUAL(alerts_number(&a, "DROP INDEX message_due"), -1);
    CU_ASSERT_EQUAL(alerts_number(&a, "ALTER TABLE record DROP COLUMN sequences"), -1);
    CU_ASSERT_EQUAL(alerts_number(&a, "ALTER TABLE message DROP COLUMN count"), -1);
    CU_ASSERT_EQUAL(alerts_number(&a, "PRAGMA user_version = 1001"), -1);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        faults_begin(&faults);
        a.outbox = outbox_open(a.config, &faults);
        _exit(a.outbox != NULL && alerts_hold(a.outbox, "apt-2", "main") == 0 ? 0 : 1);
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE sequences IS NULL"), 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE count = 0"), 2); /* what may not be null has its default */
    CU_ASSERT_EQUAL(COUNT("anchor"), 0);
    CU_ASSERT_EQUAL(COUNT("card"), 0);
    CU_ASSERT_EQUAL(COUNT("sqlite_schema WHERE name = 'message_due'"), 1);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT user_version FROM pragma_user_version"), 1004);
    alerts_end(&a);
}

static void strangers_go_to_operations(void)
{
    struct config *without;

    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n  ops: {kind: webhook, "
                "url-from: \"env:ALERTS_OPS\"}\n",
                "operations: ops\n");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    without = alerts_config(a.dir, receiver_port(a.receiver),
                            "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                            "operations: ops\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(without);
    outbox_close(&a.outbox);
    config_free(&a.config);
    a.config = without;
    alerts_reopen(&a);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    /* the message, and why it comes here */
    CU_ASSERT_EQUAL(receiver_count_path(a.receiver, "/ops"), 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 0);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"sent messages go after 30 days, records after 7 years, what waits never", old_things_go},
    {"the text of a sent message is gone from the disk at the next checkpoint",
     sent_text_is_gone_from_the_disk},
    {"the log stays short though hooks never checkpoint", the_log_stays_short},
    {"a later minor of the schema is shared, a later major refused", later_schema_is_refused},
    {"a database of an earlier version gets the tables and columns it lacks", older_schema_grows},
    {"messages for a channel that is gone go to operations", strangers_go_to_operations},
    {0},
};

const struct test_suite test_suites[] = {{"keeping", NULL, NULL, tests}, {0}};
