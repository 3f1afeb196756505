/* SPDX-License-Identifier: MIT
 *
 * The one main of all test binaries: runs the suites that the test file gives as data
 * (tests/test.h). Prints a line a test and, last, "N passed, N failed, N skipped". Fails on a
 * failed test, on a failure record, on a suite whose set-up or tear-down failed (CUnit counts no
 * failed test then), and when nothing ran. An argument runs only the tests whose "suite: name"
 * contains it. Single-threaded here; a child that a test forks leaves with _exit.
 */
#include "test.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned passed, failed, skipped;
static bool skip_asked, elsewhere;
static char directory[4096];
static pid_t directory_owner;

void test_skip(const char *why)
{
    skip_asked = true;
    printf("skip: %s\n", why);
}

void test_elsewhere(const char *why)
{
    elsewhere = true;
    printf("not in this run: %s\n", why);
}

bool test_watched(const char *by)
{
    const char *watcher = getenv("PRECARE_RUNNER");

    if (watcher == NULL || watcher[0] == '\0') {
        watcher = getenv("PRECARE_SANITIZE");
    }
    return watcher != NULL && watcher[0] != '\0' && (by == NULL || strcmp(watcher, by) == 0);
}

static int file_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    (void)remove(path);
    return 0;
}

static void directory_remove(void)
{
    if (directory_owner == getpid()) { /* not in a child that left by exit */
        (void)nftw(directory, file_remove, 16, FTW_DEPTH | FTW_PHYS);
    }
}

const char *test_directory(void)
{
    if (directory[0] == '\0') {
        const char *base = getenv("TMPDIR");
        int n = snprintf(directory, sizeof directory, "%s/precare-test-XXXXXX",
                         base != NULL && base[0] != '\0' ? base : "/tmp");

        if (n < 0 || (size_t)n >= sizeof directory || mkdtemp(directory) == NULL) {
            perror("mkdtemp");
            _exit(1);
        }
        directory_owner = getpid();
        (void)atexit(directory_remove);
    }
    return directory;
}

static void records_print(const CU_pFailureRecord first)
{
    for (const CU_FailureRecord *record = first; record != NULL; record = record->pNext) {
        printf("    %s:%u: %s\n", record->strFileName != NULL ? record->strFileName : "?",
               record->uiLineNumber, record->strCondition != NULL ? record->strCondition : "?");
    }
}

static void test_ended(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord record)
{
    const char *word = "ok";

    if (record != NULL) {
        word = "FAILED";
        failed++;
    } else if (skip_asked) {
        word = "skipped";
        skipped++;
    } else if (elsewhere) {
        word = "elsewhere";
    } else {
        passed++;
    }
    skip_asked = elsewhere = false;
    printf("%s: %s: %s\n", word, suite->pName, test->pName);
    records_print(record);
    (void)fflush(stdout);
}

static void setup_failed(const CU_pSuite suite)
{
    failed++;
    printf("FAILED: %s: the suite's set-up failed\n", suite->pName);
}

static void teardown_failed(const CU_pSuite suite)
{
    failed++;
    printf("FAILED: %s: the suite's tear-down failed\n", suite->pName);
}

static bool test_wanted(const char *suite, const char *name, const char *filter)
{
    char title[1024];

    (void)snprintf(title, sizeof title, "%s: %s", suite, name);
    return filter == NULL || strstr(title, filter) != NULL;
}

static bool suite_register(const struct test_suite *suite, const char *filter)
{
    CU_pSuite registered = NULL;

    for (const struct test *test = suite->tests; test->name != NULL; test++) {
        if (!test_wanted(suite->name, test->name, filter)) {
            continue;
        }
        if (registered == NULL) {
            registered = CU_add_suite(suite->name, suite->setup, suite->teardown);
        }
        if (registered == NULL || CU_add_test(registered, test->name, test->run) == NULL ||
            CU_get_error() != CUE_SUCCESS) {
            printf("FAILED: %s: %s: %s\n", suite->name, test->name, CU_get_error_msg());
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    bool broken = false;

    (void)umask(022); /* some users' lets a group write, which precare refuses for good reasons */
    if (CU_initialize_registry() != CUE_SUCCESS) {
        printf("FAILED: %s\n", CU_get_error_msg());
        return 1;
    }
    for (const struct test_suite *suite = test_suites; suite->name != NULL; suite++) {
        broken |= !suite_register(suite, argc > 1 ? argv[1] : NULL);
    }
    CU_set_test_complete_handler(test_ended);
    CU_set_suite_init_failure_handler(setup_failed);
    CU_set_suite_cleanup_failure_handler(teardown_failed);
    if (CU_run_all_tests() != CUE_SUCCESS ||
        (CU_get_number_of_failure_records() > 0 && failed == 0)) {
        broken = true;
    }
    failed += broken && failed == 0 ? 1U : 0U;
    CU_cleanup_registry();
    printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
    return failed > 0 || passed + skipped == 0 ? 1 : 0;
}
