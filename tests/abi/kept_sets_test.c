/* SPDX-License-Identifier: MIT
 *
 * Of the sets of rules that were in use, the site keeps the last few: what a reload removes, what
 * it never does, and that nobody who reads beside it is left without rules.
 */
#undef _FORTIFY_SOURCE /* its inlines would be in the way of this binary's openat */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/clinic.h"
#include "support/look.h"
#include "test.h"

#define KEPT 5

static struct clinic clinic;
static precare_instance *instance;

static int kept_sets_setup(void)
{
    clinic_make(&clinic, (struct clinic){0});
    instance = clinic_open(&clinic);
    return 0;
}

static int kept_sets_teardown(void)
{
    return clinic_plugin()->close(instance) != PRECARE_OK;
}

static void path_of(const char *name, char path_r[1024])
{
    (void)snprintf(path_r, 1024, "%.287s/rules/%.64s", clinic.state, name);
}

/* The name of the current set, as it stands in `current`. */
static void kept_sets_current(char name_r[65])
{
    char path[1024];

    path_of("current", path);
    FILE *file = fopen(path, "re");
    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT_EQUAL(fread(name_r, 1, 64, file), 64);
    name_r[64] = '\0';
    (void)fclose(file);
}

static bool is_there(const char *name)
{
    char path[1024];

    path_of(name, path);
    return access(path, F_OK) == 0;
}

/* How many sets; with `used`, all of them were last in use then. */
static uint32_t kept_sets_count(const struct timespec *used)
{
    char path[1024];
    uint32_t count = 0;

    path_of("", path);
    DIR *dir = opendir(path);
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (strlen(e->d_name) == 64) {
            struct timespec times[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};

            times[1] = used != NULL ? *used : times[1];
            CU_ASSERT_EQUAL(utimensat(dirfd(dir), e->d_name, times, 0), 0);
            count++;
        }
    }
    (void)closedir(dir);
    return count;
}

static void reload_to(uint32_t version)
{
    clinic_write_rules(&clinic, version);
    pause_ms(10); /* so that file times differ */
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, NULL), PRECARE_OK);
}

static void a_reload_keeps_the_last_few_sets_and_removes_the_rest(void)
{
    char names[12][65], stranger[1024];

    path_of("read-me.txt", stranger);
    clinic_write(stranger, "not a set\n");
    for (uint32_t i = 0; i < 12; i++) {
        reload_to(i + 10);
        kept_sets_current(names[i]);
        CU_ASSERT(kept_sets_count(NULL) <= KEPT);
    }
    CU_ASSERT_EQUAL(kept_sets_count(NULL), KEPT);
    for (uint32_t i = 0; i < 12; i++) {
        CU_ASSERT_EQUAL(is_there(names[i]), i >= 12 - KEPT);
    }
    CU_ASSERT(is_there("read-me.txt") && is_there("lock") && is_there("current"));
}

static void a_set_that_is_taken_into_use_again_counts_as_new(void)
{
    char again[65];

    reload_to(30);
    kept_sets_current(again);
    for (uint32_t i = 31; i < 34; i++) {
        reload_to(i);
    }
    reload_to(30);
    for (uint32_t i = 0; i < KEPT - 1; i++) {
        reload_to(40 + i);
        CU_ASSERT(is_there(again));
    }
    reload_to(50);
    CU_ASSERT(!is_there(again));
}

static void the_set_before_stays_whatever_the_clock_did(void)
{
    char before[65], now[65], path[1024];
    struct timespec ahead = {4102444800, 0}, long_ago[2] = {{1, 0}, {1, 0}};

    kept_sets_current(before);
    CU_ASSERT_EQUAL(kept_sets_count(&ahead), KEPT);
    path_of(before, path);
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    reload_to(60);
    kept_sets_current(now);
    CU_ASSERT(strcmp(now, before) != 0);
    CU_ASSERT(is_there(now) && is_there(before));
    CU_ASSERT(kept_sets_count(NULL) <= KEPT + 1);
}

/* ---- between the name and the set ---- */

/* When the plugin opens the set `gone`, so many reloads have been that it is not there, and
 * `instead` is current. */
static char gone[65], instead[65];

static void kept_sets_meanwhile(const char *name)
{
    char path[1024], line[80];

    if (gone[0] == '\0' || strcmp(name, gone) != 0) {
        return;
    }
    path_of(gone, path);
    gone[0] = '\0';
    CU_ASSERT_EQUAL(unlink(path), 0);
    path_of("current", path);
    (void)snprintf(line, sizeof line, "%s\n", instead);
    clinic_write(path, line);
}

#define STANDS_BEFORE(name)                                                                        \
    __attribute__((visibility("default"), used)) int name(int dir, const char *path, int flags,    \
                                                          ...);                                    \
    int name(int dir, const char *path, int flags, ...)                                            \
    {                                                                                              \
        int (*real)(int, const char *, int, ...);                                                  \
        void *symbol = dlsym(RTLD_NEXT, "openat64");                                               \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;             \
        va_end(more);                                                                              \
        memcpy(&real, &symbol, sizeof real);                                                       \
        kept_sets_meanwhile(path);                                                                 \
        return real(dir, path, flags, mode);                                                       \
    }
STANDS_BEFORE(openat)
STANDS_BEFORE(openat64)
STANDS_BEFORE(__openat_2)
STANDS_BEFORE(__openat64_2)

/* Two reloads by a process of its own, so that this one has compiled neither; their names. */
static void others_reload(uint32_t version, char first_r[65], char second_r[65])
{
    for (uint32_t i = 0; i < 2; i++) {
        clinic_write_rules(&clinic, version + i);
        (void)fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            precare_instance *own = clinic_open(&clinic);

            _exit(clinic_plugin()->reload(own, NULL, NULL) == PRECARE_OK ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT(waitpid(child, &status, 0) == child && status == 0);
        kept_sets_current(i == 0 ? first_r : second_r);
    }
}

/* `current` names the first again; the moment it is opened, it is gone. */
static void make_gone(const char *first, const char *second)
{
    char path[1024], line[80];

    path_of("current", path);
    (void)snprintf(line, sizeof line, "%s\n", first);
    clinic_write(path, line);
    memcpy(gone, first, sizeof gone);
    memcpy(instead, second, sizeof instead);
}

static void judged_by(precare_instance *by, const char *say)
{
    const precare_result *r = NULL;
    struct clinic_event e;

    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(by, &e.event, &r, NULL), PRECARE_OK);
    CU_ASSERT_FATAL(r != NULL && r->findings.count > 0);
    CU_ASSERT_STRING_EQUAL(((const precare_finding *)r->findings.items)->say, say);
    CU_ASSERT(!clinic_noted(r, "last-good-rules"));
    (void)clinic_plugin()->result_free(by, r);
}

static void who_finds_a_name_and_no_set_takes_the_next(void)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *fresh = NULL;
    char first[65] = "", second[65] = "";

    others_reload(70, first, second);
    make_gone(first, second);
    judged_by(instance, "Under 22, v71."); /* it follows */
    CU_ASSERT_EQUAL(gone[0], '\0');
    others_reload(80, first, second);
    make_gone(first, second);
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &fresh, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(gone[0], '\0');
    judged_by(fresh, "Under 22, v81.");
    CU_ASSERT_EQUAL(clinic_plugin()->close(fresh), PRECARE_OK);
}

/* ---- others, beside many reloads ---- */

static void opens_again_and_again(const atomic_bool *enough)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *follows = NULL;
    struct clinic_event e;
    uint32_t opened = 0;

    /* an edit whose approval is not there yet is said, and is not what is looked at here */
    while (clinic_plugin()->open(NULL, &params, &follows, NULL) != PRECARE_OK) {
        (void)clinic_plugin()->close(follows);
    }

    while (!atomic_load(enough)) {
        const precare_result *r = NULL;
        precare_instance *fresh = NULL;
        int32_t status = clinic_plugin()->open(NULL, &params, &fresh, NULL);

        if (status < PRECARE_OK || clinic_plugin()->close(fresh) != PRECARE_OK) {
            printf("    open: %d\n", status);
            _exit(1);
        }
        clinic_event(&e, 2010, 1);
        e.event.phase = PRECARE_PREVIEW;
        status = clinic_plugin()->booking(follows, &e.event, &r, NULL);
        if (status != PRECARE_OK || clinic_noted(r, "last-good-rules")) {
            printf("    booking: %d\n", status);
            _exit(2);
        }
        (void)clinic_plugin()->result_free(follows, r);
        opened++;
    }
    _exit(opened > 5 ? 0 : 3);
}

static void who_reads_beside_a_hundred_reloads_always_finds_rules(void)
{
    atomic_bool *enough =
        mmap(NULL, sizeof *enough, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t children[2];
    int status;

    CU_ASSERT_FATAL(enough != MAP_FAILED);
    (void)fflush(stdout);
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            opens_again_and_again(enough);
        }
    }
    for (uint32_t i = 0; i < 100; i++) {
        clinic_write_rules(&clinic, 100 + i);
        CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, NULL), PRECARE_OK);
    }
    atomic_store(enough, true);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(waitpid(children[i], &status, 0), children[i]);
        CU_ASSERT_EQUAL(status, 0);
    }
    CU_ASSERT(kept_sets_count(NULL) <= KEPT + 1);
    (void)munmap(enough, sizeof *enough);
}

static const struct test tests[] = {
    {"a reload keeps the last few sets and removes the rest",
     a_reload_keeps_the_last_few_sets_and_removes_the_rest},
    {"a set that is taken into use again counts as new",
     a_set_that_is_taken_into_use_again_counts_as_new},
    {"the set before stays, whatever the clock did", the_set_before_stays_whatever_the_clock_did},
    {"who finds a name and no set takes the next", who_finds_a_name_and_no_set_takes_the_next},
    {"who reads beside a hundred reloads always finds rules",
     who_reads_beside_a_hundred_reloads_always_finds_rules},
    {0},
};

const struct test_suite test_suites[] = {{"kept sets", kept_sets_setup, kept_sets_teardown, tests},
                                         {0}};
