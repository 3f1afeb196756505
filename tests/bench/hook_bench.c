/* SPDX-License-Identifier: MIT
 *
 * What a hook pays to queue an alert (record, message, two told rows), beside the same transaction in bare SQLite in the same
 * run: back to back and 10 ms apart, with the chat up, dead and hanging, with syncs of 100 ms, with two processes writing.
 * `make bench-hook`. Ratios count; times drift with the machine.
 */
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/alerts.h"
#include "support/disk.h"
#include "test.h"

#define CHANNELS                                                                                   \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none, "      \
    "addresses: private-too}\n"
enum {
    CLOSE = 3000,
    APART = 300
};

static char directory[256];
static double samples[CLOSE];
static struct alerts a;

const char *test_directory(void)
{
    return directory;
}

void test_skip(const char *why)
{
    (void)why;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path), 0;
}

static double now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *x, const void *y)
{
    double a_ = *(const double *)x, b_ = *(const double *)y;

    return (a_ > b_) - (a_ < b_);
}

struct times {
    double p50, p99, most;
};

static struct times times_of(int count)
{
    qsort(samples, (size_t)count, sizeof samples[0], by_value);
    return (struct times){samples[count / 2], samples[count * 99 / 100], samples[count - 1]};
}

static void print(const char *what, struct times t, double floor)
{
    printf("  %-44s p50 %8.1f us  p99 %8.1f us  max %8.1f us", what, t.p50, t.p99, t.most);
    printf(floor > 0 ? "  %.2f x the floor\n" : "\n", floor > 0 ? t.p50 / floor : 0.0);
    (void)fflush(stdout);
}

/* ---- the floor ---- */

static const char *const floor_sql[] = {
    "BEGIN IMMEDIATE",
    "INSERT INTO evaluation(at, evaluation_id, event_id, subject, appointment, findings, books) "
    "VALUES(?1, 'evaluation-1', 'event-1', 'pt-88', ?2, ?3, '[]')",
    "INSERT INTO message(target, due, severity, ref, say, deadline) VALUES('main', ?1, 60, ?1, ?3, "
    "?1)",
    "INSERT INTO told VALUES('main', randomblob(24), last_insert_rowid())",
    "INSERT INTO told SELECT 'main', randomblob(24), max(id) FROM message",
    "COMMIT",
};

static struct times floor_run(int count, int64_t apart_us)
{
    static const char findings[] =
        "[{\"rule\":\"mn-age\",\"fingerprint\":\"r-00000001\",\"outcome\":\"hold\",\"key\":"
        "\"0123456789abcdef\"},{\"rule\":\"mn-age\",\"fingerprint\":\"r-00000001\",\"outcome\":"
        "\"hold\",\"key\":\"0123456789abcdef\"}]";
    char path[300], id[32];
    sqlite3_stmt *s[6];
    sqlite3 *db;

    (void)snprintf(path, sizeof path, "%s/floor-%lld.db", directory, (long long)apart_us);
    (void)sqlite3_open(path, &db);
    (void)sqlite3_exec(
        db,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
        "CREATE TABLE evaluation(id INTEGER PRIMARY KEY, at, evaluation_id, event_id, subject, "
        "appointment, findings, books);"
        "CREATE TABLE message(id INTEGER PRIMARY KEY, target, due, severity, ref, say, deadline);"
        "CREATE TABLE told(target, key, message NOT NULL REFERENCES message, PRIMARY KEY(target, "
        "key)) WITHOUT ROWID;",
        NULL, NULL, NULL);
    for (int i = 0; i < 6; i++) {
        (void)sqlite3_prepare_v2(db, floor_sql[i], -1, &s[i], NULL);
    }
    for (int n = 0; n < count; n++) {
        double began = now_us();

        (void)snprintf(id, sizeof id, "apt-%d", n);
        for (int i = 0; i < 6; i++) {
            if (i == 1 || i == 2) {
                (void)sqlite3_bind_int64(s[i], 1, n);
                (void)sqlite3_bind_text(s[i], i == 1 ? 2 : 3, id, -1, SQLITE_TRANSIENT);
                (void)sqlite3_bind_text(s[i], 3, findings, -1, SQLITE_STATIC);
            }
            (void)sqlite3_step(s[i]);
            (void)sqlite3_reset(s[i]);
        }
        samples[n] = now_us() - began;
        if (apart_us > 0) {
            (void)usleep((useconds_t)apart_us);
        }
    }
    for (int i = 0; i < 6; i++) {
        (void)sqlite3_finalize(s[i]);
    }
    (void)sqlite3_close(db);
    return times_of(count);
}

/* ---- ours ---- */

static struct times ours_run(int count, int64_t apart_us, const char *name)
{
    for (int n = 0; n < count; n++) {
        char id[32];
        struct happened h = {.appointment = id, .told = {{.facts = 1}, {.facts = 2}}, .told_count = 2};
        double began;

        (void)snprintf(id, sizeof id, "%s-%d", name, n);
        began = now_us();
        if (alerts_record(a.outbox, &h) < 0) {
            printf("not recorded\n");
            exit(1);
        }
        samples[n] = now_us() - began;
        if (apart_us > 0) {
            (void)usleep((useconds_t)apart_us);
        }
    }
    return times_of(count);
}

static void with(const char *what, const char *url, uint32_t slow_ms, double floor,
                 const struct receiver_answer *answers)
{
    alerts_make(&a, CHANNELS, NULL);
    if (url != NULL) {
        (void)setenv("ALERTS_MAIN", url, 1);
    }
    if (answers != NULL) {
        receiver_script(a.receiver, answers, 1);
    }
    alerts_start(&a);
    disk_slow(slow_ms);
    print(what, ours_run(APART, 10000, what), floor);
    disk_slow(0);
    (void)courier_stop(a.outbox, 10);
    alerts_end(&a);
}

static void two_processes(double floor)
{
    pid_t other;

    alerts_make(&a, CHANNELS, NULL);
    other = fork();
    if (other == 0) {
        (void)ours_run(CLOSE, 300, "other");
        _exit(0);
    }
    print("two processes writing, no deliverer", ours_run(CLOSE, 300, "one"), floor);
    (void)waitpid(other, NULL, 0);
    alerts_end(&a);
}

int main(void)
{
    static const struct receiver_answer hangs[] = {{.fault = RECEIVER_HANGS}};
    struct times close, apart;

    (void)snprintf(directory, sizeof directory, "%s/precare-bench-XXXXXX",
                   getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    if (mkdtemp(directory) == NULL) {
        return 1;
    }
    disk_install();
    printf("queue an alert: record, message, two told rows (goal: p50 <= 1.5 x the floor, p99 <= 1 "
           "ms)\n");
    close = floor_run(CLOSE, 0);
    print("bare SQLite, back to back (floor)", close, 0);
    alerts_make(&a, CHANNELS, NULL);
    print("hook, back to back", ours_run(CLOSE, 0, "close"), close.p50);
    alerts_end(&a);
    apart = floor_run(APART, 10000);
    print("bare SQLite, 10 ms apart (floor)", apart, 0);
    alerts_make(&a, CHANNELS, NULL);
    print("hook, 10 ms apart, nobody delivers", ours_run(APART, 10000, "apart"), apart.p50);
    alerts_end(&a);
    with("hook, 10 ms apart, chat up", NULL, 0, apart.p50, NULL);
    with("hook, 10 ms apart, chat dead", "http://127.0.0.1:1/", 0, apart.p50, NULL);
    with("hook, 10 ms apart, chat hangs", NULL, 0, apart.p50, hangs);
    with("hook, 10 ms apart, syncs of 100 ms", NULL, 100, apart.p50, NULL);
    two_processes(close.p50);
    (void)nftw(directory, drop, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
