/* SPDX-License-Identifier: MIT
 *
 * What a test file gives to the one main (tests/main.c): its suites, as data. Every
 * tests/ROOM/NOUN_test.c is a CUnit binary of its own; its name for a test is a sentence that says
 * what must hold. A suite's set-up and tear-down return 0 when all is well; a failed set-up fails
 * the binary.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <CUnit/CUnit.h>
#include <stdbool.h>

struct test {
    const char *name; /* a sentence */
    void (*run)(void);
};

struct test_suite {
    const char *name;
    int (*setup)(void);       /* may be NULL */
    int (*teardown)(void);    /* may be NULL */
    const struct test *tests; /* ends with {0} */
};

extern const struct test_suite test_suites[]; /* ends with {0} */

/* A fresh directory of this binary's own, removed when it ends. Made at first use; never NULL. */
const char *test_directory(void);

/* The running test counts as skipped, loudly; then return from it. For what the machine lacks,
 * never for a fault. */
void test_skip(const char *why);

/* The running test has no place in this run, since a sanitizer cannot follow it or only root can
 * play it, and is shown by the plain one, as root: said, and not counted. Then return from it. */
void test_elsewhere(const char *why);

/* For a wait that ends as soon as all is well: `ms` is enough on an idle machine, and a busy one
 * gets ten times as long. A limit that must be kept is measured against another time of the same
 * run. */
#define TEST_PATIENCE_MS(ms) ((ms)*10)

/* Whether this run is watched by "asan", "tsan" or "valgrind"; NULL: by any of them. Then times say
 * nothing, and the process has threads, descriptors and memory that are not ours. */
bool test_watched(const char *by);

#endif
