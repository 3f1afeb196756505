/* SPDX-License-Identifier: MIT
 *
 * Whose descriptors are open on the outbox. This binary stands before the C library's open and its
 * kin, and notes for each opening of outbox.db* which library asked: one close by any code but
 * SQLite's would drop all of the process's locks on it. And after a process's first `open` no
 * handle on the database stays.
 */
#undef _FORTIFY_SOURCE /* its inlines would be in the way */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/clinic.h"
#include "support/receiver.h"
#include "test.h"

static struct clinic clinic;

/* ---- before the C library's ---- */

static atomic_uint by_sqlite, by_others;
static char other[256];

static void descriptor_note(const char *path, const void *caller)
{
    Dl_info from = {0};

    if (path == NULL || strstr(path, "outbox.db") == NULL) {
        return;
    }
    (void)dladdr(caller, &from);
    if (from.dli_fname != NULL && strstr(from.dli_fname, "libsqlite3") != NULL) {
        (void)atomic_fetch_add(&by_sqlite, 1);
    } else if (atomic_fetch_add(&by_others, 1) == 0) {
        (void)snprintf(other, sizeof other, "%s, %s", from.dli_fname != NULL ? from.dli_fname : "?",
                       path);
    }
}

#define SHOWN __attribute__((visibility("default"), used))
#define MODE(flags, last)                                                                          \
    mode_t mode = 0;                                                                               \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {                                                  \
        va_list more;                                                                              \
        va_start(more, last);                                                                      \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }

/* What follows goes by openat alone, so that it cannot come back here. */
static int descriptor_really(int dir, const char *path, int flags, mode_t mode)
{
    static int (*_Atomic real)(int, const char *, int, ...);
    int (*call)(int, const char *, int, ...) = atomic_load(&real);

    if (call == NULL) {
        void *symbol = dlsym(RTLD_NEXT, "openat64");

        memcpy(&call, &symbol, sizeof call);
        atomic_store(&real, call);
    }
    return call(dir, path, flags, mode);
}

#define STANDS_BEFORE_OPEN(name)                                                                   \
    SHOWN int name(const char *path, int flags, ...);                                              \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        MODE(flags, flags)                                                                         \
        descriptor_note(path, __builtin_return_address(0));                                        \
        return descriptor_really(AT_FDCWD, path, flags, mode);                                     \
    }
#define STANDS_BEFORE_OPENAT(name)                                                                 \
    SHOWN int name(int dir, const char *path, int flags, ...);                                     \
    int name(int dir, const char *path, int flags, ...)                                            \
    {                                                                                              \
        MODE(flags, flags)                                                                         \
        descriptor_note(path, __builtin_return_address(0));                                        \
        return descriptor_really(dir, path, flags, mode);                                          \
    }
#define STANDS_BEFORE_FOPEN(name)                                                                  \
    SHOWN FILE *name(const char *path, const char *how);                                           \
    FILE *name(const char *path, const char *how)                                                  \
    {                                                                                              \
        FILE *(*real)(const char *, const char *);                                                 \
        void *symbol = dlsym(RTLD_NEXT, #name);                                                    \
        memcpy(&real, &symbol, sizeof real);                                                       \
        descriptor_note(path, __builtin_return_address(0));                                        \
        return real(path, how);                                                                    \
    }
STANDS_BEFORE_OPEN(open)
STANDS_BEFORE_OPEN(open64)
STANDS_BEFORE_OPEN(__open_2)
STANDS_BEFORE_OPEN(__open64_2)
STANDS_BEFORE_OPENAT(openat)
STANDS_BEFORE_OPENAT(openat64)
STANDS_BEFORE_OPENAT(__openat_2)
STANDS_BEFORE_OPENAT(__openat64_2)
STANDS_BEFORE_FOPEN(fopen)
STANDS_BEFORE_FOPEN(fopen64)

/* ---- what is open ---- */

static uint32_t open_on(const char *name)
{
    uint32_t count = 0;
    char path[64], at[512];
    DIR *dir = opendir("/proc/self/fd");

    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        (void)snprintf(path, sizeof path, "/proc/self/fd/%.16s", e->d_name);
        ssize_t len = readlink(path, at, sizeof at - 1);
        at[len > 0 ? len : 0] = '\0';
        count += strstr(at, name) != NULL ? 1 : 0;
    }
    (void)closedir(dir);
    return count;
}

static void the_first_open_of_a_process_leaves_no_database_open(void)
{
    struct clinic_event e;

    clinic_make(&clinic, (struct clinic){0});
    precare_instance *instance = clinic_open(&clinic);
    CU_ASSERT_EQUAL(open_on("outbox.db"), 0);
    CU_ASSERT(access(clinic.state, F_OK) == 0);
    CU_ASSERT(open_on(clinic.state) > 0);
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(open_on("outbox.db"), 0); /* a preview records nothing */
    e.event.phase = PRECARE_FINAL;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT(open_on("outbox.db") > 0); /* so an open one would have been seen */
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

static void child_books(precare_instance *instance)
{
    struct clinic_event e;
    int32_t status;

    clinic_event(&e, 2010, 3);
    bool good = clinic_raise(instance, &e, &status) == PRECARE_HOLD && status >= 0;
    _exit(good && atomic_load(&by_others) == 0 ? 0 : 1);
}

static void nobody_but_sqlite_opens_its_files(void)
{
    const precare_api *precare = clinic_plugin();
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_ACCEPTED,
                                   .actor = "u12",
                                   .subject = "pt-88",
                                   .appointment = "apt-2"};
    struct receiver *r = receiver_start(0);
    struct clinic_event e;
    char stats[8192];
    int ended = 1;

    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    precare_instance *instance = clinic_open_started(&clinic);
    clinic_event(&e, 2010, 2);
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT(receiver_wait(r, 1, 5000));
    CU_ASSERT(precare->acknowledge(instance, &ack, NULL) >= 0);
    CU_ASSERT_EQUAL(precare->stats(instance, stats, sizeof stats, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(precare->reload(instance, NULL, NULL), PRECARE_OK);
    if (!test_watched(NULL)) { /* their allocators do not survive it */
        pid_t child = fork();

        if (child == 0) {
            child_books(instance);
        }
        CU_ASSERT(waitpid(child, &ended, 0) == child && ended == 0);
    }
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT(precare->stop(instance, 2000, NULL) >= 0);
    CU_ASSERT_EQUAL(precare->close(instance), PRECARE_OK);
    CU_ASSERT(atomic_load(&by_sqlite) > 2); /* so another's would have been seen */
    CU_ASSERT_EQUAL(atomic_load(&by_others), 0);
    if (atomic_load(&by_others) > 0) {
        printf("    %s\n", other);
    }
    receiver_stop(&r);
}

static const struct test tests[] = {
    {"the first open of a process leaves no database open",
     the_first_open_of_a_process_leaves_no_database_open},
    {"nobody but SQLite opens its files", nobody_but_sqlite_opens_its_files},
    {0},
};

const struct test_suite test_suites[] = {{"descriptors", NULL, NULL, tests}, {0}};
