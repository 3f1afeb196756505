/* SPDX-License-Identifier: MIT
 *
 * Somebody removes or replaces the database's files, or the state directory, under a host that
 * runs: what is said to be recorded is in the file that everybody reads.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outbox/outbox_inside.h"
#include "support/alerts.h"
#include "support/child.h"
#include "support/look.h"
#include "test.h"

static struct alerts a;

static const char *state_path(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", a.state, name);
    return path;
}

static void database_remove(void)
{
    static const char *const names[] = {"outbox.db", "outbox.db-wal", "outbox.db-shm"};

    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(unlink(state_path(names[i])), 0);
    }
}

/* Books so many; how many were said to be recorded. */
static int visits_book(const char *name, int count)
{
    int recorded = 0;

    for (int i = 0; i < count; i++) {
        char id[32];

        (void)snprintf(id, sizeof id, "%s-%d", name, i);
        recorded += alerts_hold(a.outbox, id, "main") >= 0 ? 1 : 0;
    }
    return recorded;
}

/* Another process opens it, and makes what is not there. */
static void another_opens(void)
{
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct faults faults;

        faults_begin(&faults);
        _exit(outbox_open(a.config, &faults) != NULL ? 0 : 1);
    }
    CU_ASSERT_EQUAL(child_end(child), 0);
}

static void removed_is_not_recorded(void)
{
    struct happened h = {.appointment = "apt-after", .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(visits_book("before", 3), 3);
    database_remove();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
    another_opens();
    CU_ASSERT_EQUAL(visits_book("after", 3), 3); /* in the file that is there now */
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message"), 3);
    alerts_end(&a);
}

static void replaced_is_followed(void)
{
    alerts_make(&a, NULL, NULL);
    for (int round = 0; round < 5; round++) { /* a directory's time has steps */
        char name[16];

        (void)snprintf(name, sizeof name, "r%d", round);
        CU_ASSERT_EQUAL(visits_book(name, 2), 2);
        database_remove();
        another_opens();
        int recorded = visits_book(name, 3);
        CU_ASSERT_EQUAL(recorded, 3);
        CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message"), recorded);
        pause_ms(round * 3);
    }
    alerts_end(&a);
}

static void log_alone_is_removed(void)
{
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(visits_book("before", 3), 3);
    CU_ASSERT_EQUAL(unlink(state_path("outbox.db-wal")), 0);
    CU_ASSERT_EQUAL(unlink(state_path("outbox.db-shm")), 0);
    int recorded = visits_book("after", 3);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM visit WHERE appointment LIKE 'after%'"),
                    recorded == 0 ? -1 : recorded); /* -1: there is no database at all */
    alerts_end(&a);
}

static void looser_file_is_not_taken(void)
{
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(visits_book("before", 1), 1);
    database_remove();
    another_opens();
    CU_ASSERT_EQUAL(chmod(state_path("outbox.db"), 0666), 0);
    CU_ASSERT_EQUAL(visits_book("after", 2), 0);
    CU_ASSERT_EQUAL(chmod(state_path("outbox.db"), 0600), 0);
    CU_ASSERT_EQUAL(visits_book("again", 2), 2);
    alerts_end(&a);
}

static void directory_is_replaced(void)
{
    char away[512];

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(visits_book("before", 1), 1);
    (void)snprintf(away, sizeof away, "%s-away", a.state);
    CU_ASSERT_EQUAL(rename(a.state, away), 0);
    CU_ASSERT_EQUAL(mkdir(a.state, 0700), 0);
    CU_ASSERT_EQUAL(visits_book("after", 2), 0);
    another_opens();
    CU_ASSERT_EQUAL(visits_book("still", 2), 0); /* the host opens it anew, or is told each time */
    CU_ASSERT_EQUAL(rmdir(away), -1);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"a database that is removed under a host: not recorded, and told", removed_is_not_recorded},
    {"one that is replaced is followed, and nothing that was recorded is lost",
     replaced_is_followed},
    {"its log alone is removed: what is said to be recorded is there", log_alone_is_removed},
    {"what others may write is not taken in its place", looser_file_is_not_taken},
    {"the state directory is replaced: not recorded, and told", directory_is_replaced},
    {0},
};

const struct test_suite test_suites[] = {{"replaced", NULL, NULL, tests}, {0}};
