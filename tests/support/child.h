/* SPDX-License-Identifier: MIT
 *
 * A host that is a process of its own: a test forks it, it says what failed and ends, the test
 * looks how. For what cannot be undone in a process: threads that were started, signals, exits.
 */
#ifndef TESTS_SUPPORT_CHILD_H
#define TESTS_SUPPORT_CHILD_H

#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/* In a child: else it says where, and ends with 1. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("    %s:%d: %s\n", __FILE__, __LINE__, #condition);                             \
            (void)fflush(stdout);                                                                  \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* Runs it in a child, which ends with 0 when it returns. */
pid_t child_begin(void (*run)(void));
/* How it ended: 0 well; else its exit code, or 128 and its signal. -1: there was none. */
int child_end(pid_t child);

#endif
