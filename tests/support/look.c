/* SPDX-License-Identifier: MIT
 *
 * Looking at what others do (support/look.h).
 */
#include "support/look.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define ANSWER_MS 25000 /* longer than the child waits for the database */

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

/* By a process of its own; false: it did not answer. A sanitizer's allocator may be locked by a
 * thread that the child has not, and then the child waits for ever: it is ended, and another is
 * asked. */
static bool number_asked(const char *path, const char *sql, int64_t *n_r)
{
    struct pollfd answer = {.events = POLLIN};
    bool answered = false;
    int ends[2];

    (void)fflush(stdout);
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        *n_r = number_ask(path, sql);
        _exit(write(ends[1], n_r, sizeof *n_r) == (ssize_t)sizeof *n_r ? 0 : 1);
    }
    (void)close(ends[1]);
    answer.fd = ends[0];
    if (child > 0) {
        answered = poll(&answer, 1, ANSWER_MS) == 1 &&
                   read(ends[0], n_r, sizeof *n_r) == (ssize_t)sizeof *n_r;
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    }
    (void)close(ends[0]);
    return answered;
}

int64_t database_number(const char *path, const char *sql)
{
    int64_t n = -1;

    for (int tries = 0; tries < 5; tries++) {
        if (number_asked(path, sql, &n)) {
            return n;
        }
    }
    return -1;
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
