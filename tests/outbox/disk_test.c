/* SPDX-License-Identifier: MIT
 *
 * A disk that is full, fails or is slow: an error at every write and every sync in turn; what was
 * accepted still goes out and is marked; the host is told of what was not.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "support/disk.h"
#include "support/look.h"
#include "test.h"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static int disk_wrap(void)
{
    disk_install();
    return 0;
}

static void every_write_fails_in_turn(void)
{
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC};
    uint32_t refused = 0, number = 0;

    alerts_make(&a, NULL, "durability: power\n");
    for (size_t c = 0; c < 3; c++) {
        for (uint32_t n = 1; n < 40; n++) {
            char id[32];
            struct happened h = {.appointment = id, .told_count = 1};
            int status;
            bool failed;

            (void)snprintf(id, sizeof id, "apt-%u", ++number);
            disk_fail(n, codes[c]);
            status = alerts_record(a.outbox, &h);
            failed = disk_failed();
            disk_fail(0, 0);
            if (status < 0) {
                CU_ASSERT_TRUE(failed);
                CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
                CU_ASSERT_STRING_EQUAL(h.ref, "");
                refused++;
            }
            /* the next one is well, and told once */
            CU_ASSERT_TRUE(alerts_record(a.outbox, &h) >= 0);
            if (!failed) {
                break;
            }
        }
    }
    CU_ASSERT_TRUE(refused >= 6);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 1"), number);
    CU_ASSERT(COUNT("seen") >= 1); /* this process, though its first was taken back */
    CU_ASSERT_EQUAL(COUNT("told WHERE message NOT IN (SELECT id FROM message)"), 0);
    CU_ASSERT_EQUAL(COUNT("told"), number);
    alerts_end(&a);
}

static void delivery_survives_every_fault(void)
{
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC};

    alerts_make(&a, NULL, NULL);
    /* n-th write, each way to fail */
    for (uint32_t i = 0; i < (getenv("PRECARE_LONG") != NULL ? 240 : 24); i++) {
        char id[32];

        (void)snprintf(id, sizeof id, "apt-%u", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
        disk_fail(1 + i / 3 % 20, codes[i % 3]);
        CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
        disk_fail(0, 0);
        (void)ballast_make(outbox_state(a.outbox)); /* a full disk took it */
    }
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 0);
    CU_ASSERT_TRUE(receiver_count(a.receiver) >= 10);
    alerts_end(&a);
}

static void full_disk(void)
{
    struct happened h = {.appointment = "apt-full", .told_count = 1};
    char ballast[320];

    alerts_make(&a, NULL, NULL);
    (void)snprintf(ballast, sizeof ballast, "%s/ballast", a.state);
    for (int i = 0; i < 3; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    disk_full(ballast);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 2000));
    /* delivered, and marked so */
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 3, 2000));
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 3);
    CU_ASSERT_FALSE(ballast_there(outbox_state(a.outbox)));
    /* or they would eat what delivery needs */
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    alerts_stop(&a);
    disk_full(NULL);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK); /* makes the ballast anew */
    CU_ASSERT_TRUE(ballast_there(outbox_state(a.outbox)));
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 4);
    alerts_end(&a);
}

static void slow_syncs_do_not_slow_hooks(void)
{
    int64_t worst = 0;

    alerts_make(
        &a,
        "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none}\n",
        NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-first", "main"), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000));
    disk_slow(2000);
    for (int i = 0; i < 60; i++) {
        char id[16];
        int64_t began, took;

        (void)snprintf(id, sizeof id, "apt-%d", i);
        began = seam.steady_ms();
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
        took = seam.steady_ms() - began;
        worst = took > worst ? took : worst;
        pause_ms(5);
    }
    disk_slow(0);
    CU_ASSERT_TRUE(worst < 1000); /* no hook ever waited for a sync of two seconds */
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 61, 5000));
    alerts_end(&a);
}

static void another_holds_the_database(void)
{
    struct happened h = {.told_count = 1};
    char path[320];
    sqlite3 *db = NULL;
    int64_t began;

    alerts_make(&a, NULL, "wait-for-disk: 100 milliseconds\n");
    (void)snprintf(path, sizeof path, "%s/outbox.db", a.state);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-0", "main"), 0);
    CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    began = seam.steady_ms();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOT_RECORDED);
    CU_ASSERT_TRUE(seam.steady_ms() - began >= 99);
    CU_ASSERT_TRUE(seam.steady_ms() - began < TEST_PATIENCE_MS(200));
    CU_ASSERT_STRING_EQUAL(h.note, "not-recorded");
    CU_ASSERT_EQUAL(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    (void)sqlite3_close(db);
    alerts_end(&a);
}

static void deliverer_syncs_what_hooks_commit(void)
{
    struct happened h = {.appointment = "apt-quiet"}; /* tells nobody: recorded alone */
    uint32_t before, mine;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-first", "main"), 0);
    alerts_start(&a);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000));
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 2000));
    do { /* and what marked it is on disk */
        before = disk_syncs();
        pause_ms(300);
    } while (disk_syncs() != before);
    mine = disk_syncs_here();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(disk_syncs_here(), mine); /* never by the hook */
    for (int i = 0; i < 500 && disk_syncs() == before; i++) {
        pause_ms(10);
    }
    CU_ASSERT_EQUAL(disk_syncs(), before + 1);
    alerts_end(&a);
}

static void power_syncs_before_the_hook_returns(void)
{
    uint32_t before;

    alerts_make(&a, NULL, "durability: power\n");
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-first", "main"), 0);
    before = disk_syncs();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(disk_syncs() > before);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"the deliverer syncs what hooks commit", deliverer_syncs_what_hooks_commit},
    {"durability: power syncs before the hook returns", power_syncs_before_the_hook_returns},
    {"an error at every write and sync of a hook in turn: told or not, never half",
     every_write_fails_in_turn},
    {"delivery survives an error at every write and sync", delivery_survives_every_fault},
    {"a full disk: the host is told, stored alerts go out and are marked, then all is well",
     full_disk},
    {"syncs of 100 ms do not slow a hook", slow_syncs_do_not_slow_hooks},
    {"a database that another holds is waited for, and no longer", another_holds_the_database},
    {0},
};

const struct test_suite test_suites[] = {{"disk", disk_wrap, NULL, tests}, {0}};
