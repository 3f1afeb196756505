/* SPDX-License-Identifier: MIT
 *
 * Queueing an alert and its floor (queue.h).
 */
#include "bench/queue.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "bench/measure.h"
#include "test.h"

static double samples[QUEUE_CLOSE];

/* What tests/support asks of a test binary. */
const char *test_directory(void)
{
    return bench_directory();
}

void test_skip(const char *why)
{
    (void)why;
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

struct times times_of(double *us, int count)
{
    qsort(us, (size_t)count, sizeof us[0], by_value);
    return (struct times){us[count / 2], us[count * 99 / 100], us[count - 1]};
}

/* ---- the floor ---- */

bool floor_chained = true;

static const char floor_schema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
    "CREATE TABLE evaluation(id INTEGER PRIMARY KEY, at, evaluation_id, event_id, subject, "
    "appointment, findings, books, content, head);"
    "CREATE TABLE message(id INTEGER PRIMARY KEY, target, due, severity, ref, say, deadline);"
    "CREATE TABLE told(target, key, message NOT NULL REFERENCES message, PRIMARY KEY(target, key)) "
    "WITHOUT ROWID;";

static const char *const floor_sql[] = {
    "BEGIN IMMEDIATE",
    "INSERT INTO evaluation(at, evaluation_id, event_id, subject, appointment, findings, books, "
    "content, head) VALUES(?1, 'evaluation-1', 'event-1', 'pt-88', ?2, ?3, '[]', ?4, ?5)",
    "INSERT INTO message(target, due, severity, ref, say, deadline) VALUES('main', ?1, 60, ?1, ?3, "
    "?1)",
    "INSERT INTO told VALUES('main', randomblob(24), last_insert_rowid())",
    "INSERT INTO told SELECT 'main', randomblob(24), max(id) FROM message",
    "COMMIT",
    "SELECT head FROM evaluation ORDER BY id DESC LIMIT 1",
};
#define STATEMENTS (sizeof floor_sql / sizeof floor_sql[0])
enum {
    FLOOR_RECORD = 1,
    FLOOR_MESSAGE = 2,
    FLOOR_HEAD = STATEMENTS - 1
};

/* What the chain of records costs: the last head is read, the content and the new head are hashed.
 */
static void floor_chain(sqlite3_stmt *const *s, const char *findings, uint8_t hashes[2][32])
{
    struct sha256 h;

    memset(hashes[1], 0, sizeof hashes[1]);
    if (sqlite3_step(s[FLOOR_HEAD]) == SQLITE_ROW &&
        sqlite3_column_bytes(s[FLOOR_HEAD], 0) == sizeof hashes[1]) {
        memcpy(hashes[1], sqlite3_column_blob(s[FLOOR_HEAD], 0), sizeof hashes[1]);
    }
    (void)sqlite3_reset(s[FLOOR_HEAD]);
    sha256_begin(&h);
    sha256_add(&h, findings, strlen(findings));
    sha256_end(&h, hashes[0]);
    sha256_begin(&h);
    sha256_add(&h, hashes, sizeof hashes[0] * 2);
    sha256_end(&h, hashes[1]);
}

static void floor_once(sqlite3_stmt *const *s, int n)
{
    static const char findings[] =
        "[{\"rule\":\"mn-age\",\"fingerprint\":\"r-00000001\",\"outcome\":\"hold\",\"key\":"
        "\"0123456789abcdef\"},{\"rule\":\"mn-age\",\"fingerprint\":\"r-00000001\",\"outcome\":"
        "\"hold\",\"key\":\"0123456789abcdef\"}]";
    char id[32];
    uint8_t hashes[2][32];

    (void)snprintf(id, sizeof id, "apt-%d", n);
    for (size_t i = 0; i < FLOOR_HEAD; i++) {
        if (i == FLOOR_RECORD || i == FLOOR_MESSAGE) {
            (void)sqlite3_bind_int64(s[i], 1, n);
            (void)sqlite3_bind_text(s[i], i == 1 ? 2 : 3, id, -1, SQLITE_TRANSIENT);
            (void)sqlite3_bind_text(s[i], 3, findings, -1, SQLITE_STATIC);
        }
        if (i == FLOOR_RECORD && floor_chained) {
            floor_chain(s, findings, hashes);
            (void)sqlite3_bind_blob(s[i], 4, hashes[0], sizeof hashes[0], SQLITE_STATIC);
            (void)sqlite3_bind_blob(s[i], 5, hashes[1], sizeof hashes[1], SQLITE_STATIC);
        }
        (void)sqlite3_step(s[i]);
        (void)sqlite3_reset(s[i]);
    }
}

__attribute__((noinline)) static void counted_floor(sqlite3_stmt *const *s, int n)
{
    floor_once(s, n);
}

struct times queue_floor(int count, int64_t apart_us)
{
    static unsigned number;
    char path[300];
    sqlite3_stmt *s[STATEMENTS];
    sqlite3 *db;

    (void)snprintf(path, sizeof path, "%s/floor-%ld-%u.db", bench_directory(), (long)getpid(),
                   number++);
    (void)sqlite3_open(path, &db);
    (void)sqlite3_exec(db, floor_schema, NULL, NULL, NULL);
    for (size_t i = 0; i < STATEMENTS; i++) {
        (void)sqlite3_prepare_v2(db, floor_sql[i], -1, &s[i], NULL);
    }
    for (int n = 0; n < count; n++) {
        uint64_t began = now_ns();

        counted_floor(s, n);
        samples[n] = (double)(now_ns() - began) / 1e3;
        if (apart_us > 0) {
            (void)usleep((useconds_t)apart_us);
        }
    }
    for (size_t i = 0; i < STATEMENTS; i++) {
        (void)sqlite3_finalize(s[i]);
    }
    (void)sqlite3_close(db);
    return times_of(samples, count);
}

/* ---- ours ---- */

__attribute__((noinline)) static void counted_ours(struct outbox *outbox, struct happened *h)
{
    if (alerts_record(outbox, h) < 0) {
        printf("not recorded: %s\n", h->note);
        exit(1);
    }
}

static void queue_record(struct outbox *outbox, const char *name, int n)
{
    char id[64];
    struct happened h = {.appointment = id, .told = {{.facts = 1}, {.facts = 2}}, .told_count = 2};

    (void)snprintf(id, sizeof id, "%s-%d", name, n);
    counted_ours(outbox, &h);
}

struct times queue_ours(struct outbox *outbox, int count, int64_t apart_us, const char *name)
{
    for (int n = 0; n < count; n++) {
        uint64_t began = now_ns();

        queue_record(outbox, name, n);
        samples[n] = (double)(now_ns() - began) / 1e3;
        if (apart_us > 0) {
            (void)usleep((useconds_t)apart_us);
        }
    }
    return times_of(samples, count);
}

void queue_insert(struct outbox *outbox, int from, int to, const char *name)
{
    for (int n = from; n < to; n++) {
        queue_record(outbox, name, n);
    }
}
