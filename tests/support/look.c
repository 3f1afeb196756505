/* SPDX-License-Identifier: MIT
 *
 * Looking at what others do (support/look.h).
 */
#include "support/look.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void pause_ms(int64_t ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    while (nanosleep(&t, &t) != 0 && errno == EINTR) {
    }
}

static int64_t number_ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    int64_t n = -1;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        (void)sqlite3_busy_timeout(db, TEST_PATIENCE_MS(2000));
        if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
            sqlite3_step(s) == SQLITE_ROW) {
            n = sqlite3_column_int64(s, 0);
            while (sqlite3_step(s) == SQLITE_ROW) {
            }
        }
    }
    return n; /* the process ends: nothing is closed, and nothing checkpointed */
}

int64_t database_number(const char *path, const char *sql)
{
    int64_t n = -1;
    int ends[2];

    (void)fflush(stdout);
    if (pipe(ends) != 0) {
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        n = number_ask(path, sql);
        _exit(write(ends[1], &n, sizeof n) == (ssize_t)sizeof n ? 0 : 1);
    }
    (void)close(ends[1]);
    if (child < 0 || read(ends[0], &n, sizeof n) != (ssize_t)sizeof n) {
        n = -1;
    }
    (void)close(ends[0]);
    (void)waitpid(child, NULL, 0);
    return n;
}

bool database_becomes(const char *path, const char *sql, int64_t n, int64_t ms)
{
    int64_t until = now_ms() + TEST_PATIENCE_MS(ms), found;

    while ((found = database_number(path, sql)) != n) {
        if (now_ms() > until) {
            printf("%s: %lld, not %lld\n", sql, (long long)found, (long long)n);
            return false;
        }
        pause_ms(30);
    }
    return true;
}
