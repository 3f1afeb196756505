/* SPDX-License-Identifier: MIT
 *
 * What the plugin does to its host's process, and what it leaves alone. Played by a forked host, in
 * a process that has nothing of libcurl yet.
 */
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/child.h"
#include "support/clinic.h"
#include "support/look.h"
#include "support/receiver.h"
#include "test.h"

static struct clinic clinic;
static atomic_bool *arrived; /* the message; shared with the host */
extern char **environ;

static bool is_mapped(const char *library)
{
    char line[1024];
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "re");

    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        found = found || strstr(line, library) != NULL;
    }
    if (maps != NULL) {
        (void)fclose(maps);
    }
    return found;
}

/* ---- what must not change ---- */

struct world {
    struct sigaction actions[65];
    sigset_t mask;
    char locale[256], directory[512];
    mode_t umask;
    size_t environment;
    uint64_t words;
};

static void world_take(struct world *w)
{
    memset(w, 0, sizeof *w);
    for (int s = 1; s < 65; s++) {
        (void)sigaction(s, NULL, &w->actions[s]);
    }
    (void)pthread_sigmask(SIG_SETMASK, NULL, &w->mask);
    (void)snprintf(w->locale, sizeof w->locale, "%s", setlocale(LC_ALL, NULL));
    if (getcwd(w->directory, sizeof w->directory) == NULL) {
        w->directory[0] = '\0';
    }
    w->umask = umask(0);
    (void)umask(w->umask);
    for (char **e = environ; *e != NULL; e++) {
        w->environment++;
        for (const char *c = *e; *c != '\0'; c++) {
            w->words = w->words * 31 + (unsigned char)*c;
        }
    }
}

static void world_same(const struct world *a, const struct world *b)
{
    for (int s = 1; s < 65; s++) {
        MUST(a->actions[s].sa_handler == b->actions[s].sa_handler);
        MUST(a->actions[s].sa_flags == b->actions[s].sa_flags);
    }
    MUST(memcmp(&a->mask, &b->mask, sizeof a->mask) == 0);
    MUST(strcmp(a->locale, b->locale) == 0 && strcmp(a->directory, b->directory) == 0);
    MUST(a->umask == b->umask && a->environment == b->environment && a->words == b->words);
}

static void descriptors_close_on_exec(const bool before[1024])
{
    for (int fd = 0; fd < 1024; fd++) {
        int flags = fcntl(fd, F_GETFD);

        if (flags >= 0 && !before[fd] && (flags & FD_CLOEXEC) == 0) {
            char name[64], at[256] = "";

            (void)snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
            (void)!readlink(name, at, sizeof at - 1);
            printf("    descriptor %d, %s, survives an exec\n", fd, at);
        }
        MUST(flags < 0 || before[fd] || (flags & FD_CLOEXEC) != 0);
    }
}

/* The one other thread: its name, and that no signal reaches it. */
static void worker_is_modest(void)
{
    char path[512], line[256];
    int others = 0;
    bool blocked = false;
    DIR *tasks = opendir("/proc/self/task");

    for (struct dirent *e = readdir(tasks); e != NULL; e = readdir(tasks)) {
        if (e->d_name[0] == '.' || atol(e->d_name) == (long)getpid()) {
            continue;
        }
        (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", e->d_name);
        FILE *status = fopen(path, "re");
        while (status != NULL && fgets(line, sizeof line, status) != NULL) {
            if (strncmp(line, "Name:", 5) == 0) {
                MUST(strcmp(line, "Name:\tprecare\n") == 0);
                others++;
            }
            /* all but SIGKILL, SIGSTOP and the two of the C library */
            blocked = blocked || strncmp(line, "SigBlk:\tfffffffe7ffbfeff", 24) == 0 ||
                      strncmp(line, "SigBlk:\tffffffff7ffbfeff", 24) == 0 ||
                      strncmp(line, "SigBlk:\tfffffffc7ffbfeff", 24) == 0;
        }
        if (status != NULL) {
            (void)fclose(status);
        }
    }
    (void)closedir(tasks);
    MUST(others == 1);
    MUST(blocked);
}

static void footprint_host(void)
{
    struct world before, after;
    bool open_before[1024];
    struct clinic_event e;

    (void)clinic_plugin();
    world_take(&before);
    for (int fd = 0; fd < 1024; fd++) {
        open_before[fd] = fcntl(fd, F_GETFD) >= 0;
    }
    precare_instance *instance = clinic_open(&clinic);
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    MUST(clinic_plugin()->start(instance, NULL) >= 0);
    MUST(clinic_threads_within(1)); /* nothing to deliver yet */
    MUST(!is_mapped("libcurl"));
    MUST(!is_mapped("libssl"));
    descriptors_close_on_exec(open_before);
    clinic_event(&e, 2010, 2);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    for (int i = 0; i < 6000 && !atomic_load(arrived); i++) {
        pause_ms(10);
    }
    MUST(is_mapped("libcurl"));
    worker_is_modest();
    descriptors_close_on_exec(open_before);
    world_take(&after);
    world_same(&before, &after);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
    MUST(clinic_threads_within(1));
    world_take(&after);
    world_same(&before, &after);
    _exit(0);
}

static bool footprint_watched(void)
{
    if (test_watched("tsan") || test_watched("valgrind")) {
        test_elsewhere("ThreadSanitizer and valgrind have threads and descriptors of their own");
        return true;
    }
    return false;
}

static void the_plugin_changes_nothing_that_is_the_hosts(void)
{
    if (footprint_watched()) {
        return;
    }
    struct receiver *r = receiver_start(0);

    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    arrived =
        mmap(NULL, sizeof *arrived, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(arrived != MAP_FAILED);
    pid_t host = child_begin(footprint_host);
    CU_ASSERT(receiver_wait(r, 1, 5000));
    atomic_store(arrived, true);
    CU_ASSERT_EQUAL(child_end(host), 0);
    CU_ASSERT_EQUAL(receiver_count(r), 1);
    receiver_stop(&r);
}

static void external_host(void)
{
    struct clinic_event e;
    precare_instance *instance = clinic_open_started(&clinic);

    clinic_event(&e, 2010, 1);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    pause_ms(100);
    MUST(clinic_threads_within(1));
    MUST(!is_mapped("libcurl"));
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
    _exit(0);
}

static void with_external_delivery_there_is_never_a_thread_nor_libcurl(void)
{
    if (footprint_watched()) {
        return;
    }
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(child_end(child_begin(external_host)), 0);
}

static uint32_t lines;

static void log_count(void *ctx, uint32_t level, const char *component, const char *message)
{
    (void)ctx;
    (void)level;
    lines++;
    MUST(component != NULL && message != NULL && strlen(message) <= 1023);
    for (const char *c = message; *c != '\0'; c++) {
        MUST((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

static void validating_host(void)
{
    precare_host table = {
        .struct_size = sizeof table, .flags = PRECARE_HOST_VALIDATE, .log = log_count};
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;
    precare_acknowledgement ack = {
        .struct_size = sizeof ack, .action = PRECARE_ACCEPTED, .appointment = "apt-1"};
    struct clinic_event e;

    MUST(clinic_plugin()->open(&table, &params, &instance, NULL) == PRECARE_OK);
    clinic_event(&e, 2010, 1);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    MUST(clinic_plugin()->acknowledge(instance, &ack, NULL) == PRECARE_E_ORDER);
    clinic_write_rules(&clinic, 2);
    MUST(clinic_plugin()->reload(instance, NULL, NULL) == PRECARE_OK);
    MUST(lines > 0);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
    MUST(access(clinic.state, F_OK) != 0);
    _exit(0);
}

static void a_validating_host_leaves_no_trace_on_disk(void)
{
    if (footprint_watched()) {
        return;
    }
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(child_end(child_begin(validating_host)), 0);
}

static const struct test tests[] = {
    {"the plugin changes nothing that is the host's", the_plugin_changes_nothing_that_is_the_hosts},
    {"with external delivery there is never a thread, nor libcurl",
     with_external_delivery_there_is_never_a_thread_nor_libcurl},
    {"a validating host leaves no trace on disk", a_validating_host_leaves_no_trace_on_disk},
    {0},
};

const struct test_suite test_suites[] = {{"footprint", NULL, NULL, tests}, {0}};
