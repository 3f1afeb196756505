/* SPDX-License-Identifier: MIT
 *
 * A reader that was forgotten: it keeps the database's log from being written back. Who it is is
 * told from 64 MB on; at wal-limit nothing is accepted, and the host is told; when it has ended,
 * all is well again.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbox/wal.h"
#include "support/alerts.h"
#include "support/child.h"
#include "support/look.h"
#include "test.h"

static struct alerts a;
static int ready[2];

static void reader_forgets(void)
{
    sqlite3 *db = NULL;
    char path[320];

    (void)snprintf(path, sizeof path, "%s/outbox.db", a.state);
    MUST(sqlite3_open(path, &db) == SQLITE_OK);
    MUST(sqlite3_exec(db, "BEGIN; SELECT count(*) FROM message", NULL, NULL, NULL) == SQLITE_OK);
    MUST(write(ready[1], "!", 1) == 1);
    for (;;) {
        (void)pause();
    }
}

static pid_t reader_begin(void)
{
    char byte;

    CU_ASSERT_EQUAL(pipe(ready), 0);
    pid_t reader = child_begin(reader_forgets);
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    return reader;
}

static void log_grow(int megabytes)
{
    char sql[128];

    (void)snprintf(sql, sizeof sql,
                   "INSERT OR REPLACE INTO meta VALUES('filler', zeroblob(%d * 1048576))",
                   megabytes);
    (void)alerts_number(&a, sql);
}

static bool stats_say(const char *words)
{
    struct buf json = {0};
    bool said;

    (void)outbox_stats(a.outbox, &json);
    said = json.at != NULL && strstr(json.at, words) != NULL;
    if (!said) {
        printf("    %s\n", json.at != NULL ? json.at : "");
    }
    buf_end(&json);
    return said;
}

static void forgotten_reader(void)
{
    struct happened h = {.appointment = "apt-late", .told_count = 1};
    char who[64];

    alerts_make(&a,
                "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n"
                "  ops: {kind: webhook, url-from: \"env:ALERTS_OPS\"}\n",
                "operations: ops\nwal-limit: 96 MB\n");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(stats_say("\"wal_held_by\":null"));
    pid_t reader = reader_begin();
    (void)snprintf(who, sizeof who, "process %ld (", (long)reader);

    log_grow(70);
    CU_ASSERT_TRUE(wal_bytes(outbox_state(a.outbox)) >= WAL_LONG);
    CU_ASSERT_TRUE(stats_say(who));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0); /* told, and not yet refused */
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.log, who));

    log_grow(30);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.log, "nothing is recorded"));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE target = 'ops'"), 2);

    CU_ASSERT_EQUAL(kill(reader, SIGKILL), 0);
    CU_ASSERT_EQUAL(child_end(reader), 128 + SIGKILL);
    pause_ms(1100); /* the last try to shorten it */
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_TRUE(wal_bytes(outbox_state(a.outbox)) < WAL_LONG);
    CU_ASSERT_TRUE(stats_say("\"wal_held_by\":null"));
    alerts_end(&a);
}

static const struct test tests[] = {
    {"a forgotten reader is named from 64 MB on; at wal-limit nothing is accepted, until it ends",
     forgotten_reader},
    {0},
};

const struct test_suite test_suites[] = {{"log", NULL, NULL, tests}, {0}};
