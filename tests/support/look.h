/* SPDX-License-Identifier: MIT
 *
 * How tests look at what other threads and processes do: a pause, and a number from an outbox's
 * database. Any thread.
 */
#ifndef TESTS_SUPPORT_LOOK_H
#define TESTS_SUPPORT_LOOK_H

#include <stdbool.h>
#include <stdint.h>

int64_t now_ms(void); /* steady */
/* To its end, whatever signals come. */
void pause_ms(int64_t ms);
/* The first column of the first row, through a connection of its own in a child process, so that
 * nothing of SQLite's stays in this one. -1: none. */
int64_t database_number(const char *path, const char *sql);
/* A line of a configuration. By default a hook waits 250 milliseconds for the database; where other
 * tests write to the same disk it may take longer, and nothing that is asked here is about that. */
#define TEST_DISK "wait-for-disk: 20 seconds\n"

/* Whether it becomes n within so long (TEST_PATIENCE_MS); what it is instead is printed. */
bool database_becomes(const char *path, const char *sql, int64_t n, int64_t ms);

#endif
