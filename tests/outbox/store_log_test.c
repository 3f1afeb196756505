/* SPDX-License-Identifier: MIT
 *
 * The database's log after a writer that was killed between its commit's last frame and the index:
 * its frames stay behind the end, whole. A shorter commit then writes over their beginning. Nobody
 * was told that the first was stored, so nothing is lost, and nothing may be called damaged.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outbox/check.h"
#include "support/alerts.h"
#include "support/child.h"
#include "test.h"

#define DATABASE "outbox.db"
#define LOG "outbox.db-wal"

static struct alerts a;

static void file_copy(const char *from, const char *to, const char *name)
{
    char path[320], other[320], bytes[65536];
    ssize_t n;

    (void)snprintf(path, sizeof path, "%s/%s", from, name);
    (void)snprintf(other, sizeof other, "%s/%s", to, name);
    int in = open(path, O_RDONLY), out = open(other, O_WRONLY | O_CREAT, 0600);

    MUST(in >= 0 && out >= 0);
    while ((n = read(in, bytes, sizeof bytes)) > 0) {
        MUST(write(out, bytes, (size_t)n) == n);
    }
    (void)close(in);
    (void)close(out);
}

/* A long commit, written behind the end of the log as by a process that was killed before it could
 * say so in the index: made on a copy, which begins with the same log. Not in
 * a child: the outbox closes its database before a fork, and would read the log anew. */
static void killed_commit(void)
{
    char copy[280], path[320];
    sqlite3 *db = NULL;

    (void)snprintf(copy, sizeof copy, "%s/copy", a.dir);
    (void)snprintf(path, sizeof path, "%s/" DATABASE, copy);
    MUST(mkdir(copy, 0700) == 0);
    file_copy(a.state, copy, DATABASE);
    file_copy(a.state, copy, LOG);
    MUST(sqlite3_open(path, &db) == SQLITE_OK);
    MUST(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK);
    MUST(sqlite3_exec(db,
                      "PRAGMA wal_autocheckpoint = 0;"
                      "INSERT INTO meta VALUES('filler', zeroblob(400000))",
                      NULL, NULL, NULL) == SQLITE_OK);
    file_copy(copy, a.state, LOG);
    MUST(sqlite3_close(db) == SQLITE_OK);
}

static void look_says_whole(const char *when)
{
    struct buf words = {0};
    int status = outbox_check(a.outbox, CHECK_DELIVERY | CHECK_RECORDS | CHECK_WHOLE, &words);

    CU_ASSERT_EQUAL(status, 0);
    if (status != 0) {
        printf("    %s: %s\n", when, words.at != NULL ? words.at : "");
    }
    buf_end(&words);
}

static void what_a_killed_writer_left(void)
{
    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n", NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    look_says_whole("before");
    killed_commit();
    look_says_whole("behind the end");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-2", "main"), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM meta WHERE key = 'filler'"), 0);
    look_says_whole("partly written over");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-3", "main"), 0);
    look_says_whole("and once more");
    alerts_end(&a);
}

static int log_open(void)
{
    char path[320];

    (void)snprintf(path, sizeof path, "%s/" LOG, a.state);
    return open(path, O_RDWR);
}

static void a_sector_lost_from_the_middle(void)
{
    struct buf words = {0};
    char name[8] = "apt-0", lost[512];
    struct stat before = {0};

    alerts_make(&a, "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\"}\n", NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, name, "main"), 0);
    int log = log_open();
    CU_ASSERT_EQUAL(fstat(log, &before), 0);
    while (++name[4] < '5') {
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, name, "main"), 0);
    }
    memset(lost, 0xff, sizeof lost); /* in the page of the second hold's first frame */
    CU_ASSERT_EQUAL(pwrite(log, lost, sizeof lost, before.st_size + 512), sizeof lost);
    CU_ASSERT_EQUAL(close(log), 0);

    /* asked in a child: so the outbox closes the database, and the whole log is read anew */
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM visit"), 1);
    CU_ASSERT_EQUAL(outbox_check(a.outbox, CHECK_DELIVERY, &words), OUTBOX_UNREADABLE);
    CU_ASSERT_PTR_NOT_NULL(words.at != NULL ? strstr(words.at, "its log was damaged") : NULL);
    buf_end(&words);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"what a killed writer left behind the end, partly written over, is not damage",
     what_a_killed_writer_left},
    {"a sector that was lost from the middle is", a_sector_lost_from_the_middle},
    {0},
};

const struct test_suite test_suites[] = {{"store log", NULL, NULL, tests}, {0}};
