/* SPDX-License-Identifier: MIT
 *
 * Processes that die: kill -9 at random points while hooks record and a deliverer delivers, a
 * deliverer that is killed while another stands by, a fork amid it. Every alert that was accepted
 * arrives; what comes twice was in flight and carries the same webhook-id. PRECARE_LONG=1 kills far
 * more often.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "courier/courier.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "test.h"

#define FAST                                                                                       \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none}\n"
#define CONNECTIONS 4

static struct alerts a;

#ifdef __SANITIZE_THREAD__
/* Its children start threads, which ThreadSanitizer must be told to bear. */
const char *__tsan_default_options(void);
__attribute__((visibility("default"))) const char *__tsan_default_options(void)
{
    return "die_after_fork=0";
}
#endif

/* It takes a child's new thread for one of its parent's that had the same address ("dup thread"),
 * and ends the child: no matter where the child is killed anyhow. */
static bool under_tsan(void)
{
    if (test_watched("tsan")) {
        test_elsewhere(
            "ThreadSanitizer does not follow the threads of a fork beside the receiver's");
        return true;
    }
    return false;
}

static void wait_us(int64_t us)
{
    struct timespec t = {us / 1000000, (us % 1000000) * 1000};

    (void)nanosleep(&t, NULL);
}

/* A child that records, tells each accepted reference to the file, and delivers meanwhile; until it
 * is killed. */
static void host_run(int accepted, uint32_t first)
{
    struct faults faults;

    faults_begin(&faults);
    a.outbox = outbox_open(a.config, &faults);
    if (a.outbox == NULL || courier_start(a.outbox, NULL, NULL, NULL) != COURIER_OK) {
        _exit(1);
    }
    for (uint32_t i = 0;; i++) {
        char id[32], line[32];
        struct happened h = {.appointment = id, .told_count = 1};
        int status, n;

        (void)snprintf(id, sizeof id, "apt-%u-%u", first, i);
        status = alerts_record(a.outbox, &h);
        if (status >= 0) {
            n = snprintf(line, sizeof line, "%s\n", h.ref);
            if (write(accepted, line, (size_t)n) != n) {
                _exit(1);
            }
        }
        wait_us(200);
    }
}

struct got {
    char ref[16], id[64];
    uint32_t times;
};

static int by_ref(const void *x, const void *y)
{
    return strcmp(((const struct got *)x)->ref, ((const struct got *)y)->ref);
}

/* All that was received, sorted by reference; twins counted and compared. */
static struct got *crash_received(uint32_t *count_r, uint32_t *twice_r)
{
    uint32_t all = receiver_count(a.receiver), count = 0;
    struct got *got = calloc(all + 1, sizeof *got);

    for (uint32_t i = 0; got != NULL && i < all; i++) {
        struct receiver_request q;
        const char *at;

        if (receiver_get(a.receiver, i, &q)) {
            at = strstr(q.body, "\"ref\":\"");
            if (at != NULL) {
                (void)snprintf(got[count].ref, sizeof got[count].ref, "%.9s", at + 7);
                (void)receiver_header(&q, "webhook-id", got[count].id, sizeof got[count].id);
                got[count++].times = 1;
            }
            receiver_request_end(&q);
        }
    }
    qsort(got, count, sizeof *got, by_ref);
    *twice_r = 0;
    uint32_t kept = 0;
    for (uint32_t i = 1; i < count; i++) {
        if (strcmp(got[i].ref, got[kept].ref) == 0) {
            (*twice_r)++;
            CU_ASSERT_STRING_EQUAL(got[i].id, got[kept].id);
        } else {
            got[++kept] = got[i];
        }
    }
    *count_r = count > 0 ? kept + 1 : 0;
    return got;
}

static uint32_t accepted_missing(const char *path, const struct got *got, uint32_t count,
                                 uint32_t *accepted_r)
{
    FILE *file = fopen(path, "r");
    char line[32];
    uint32_t missing = 0;

    *accepted_r = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        struct got wanted = {.times = 0};

        line[strcspn(line, "\n")] = '\0';
        (void)snprintf(wanted.ref, sizeof wanted.ref, "%.15s", line);
        missing += bsearch(&wanted, got, count, sizeof *got, by_ref) == NULL;
        (*accepted_r)++;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return missing;
}

static bool taking_long(void)
{
    return getenv("PRECARE_LONG") != NULL;
}

static off_t size_of(int fd)
{
    struct stat st = {0};

    (void)fstat(fd, &st);
    return st.st_size;
}

static void grown_wait(int fd, off_t before)
{
    for (int i = 0; i < 4000 && size_of(fd) == before; i++) {
        wait_us(500);
    }
}

/* A host a time, killed after 2 to 42 ms; what each accepted is in the file. */
static void hosts_kill(uint32_t kills, int accepted)
{
    static uint32_t hosts; /* each has visits of its own */

    for (uint32_t i = 0; i < kills; i++) {
        uint32_t us = 0;
        off_t before;
        pid_t child;

        (void)seam.random(&us, sizeof us);
        (void)fflush(stdout);
        hosts++;
        before = size_of(accepted);
        child = fork();
        if (child == 0) {
            host_run(accepted, hosts);
        }
        if (i % 2 == 1) { /* on a busy machine too, half of them are killed at their work */
            grown_wait(accepted, before);
        }
        wait_us((i % 2 == 1 ? 0 : 2000) + us % 40000);
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    }
}

static int accepted_open(char path[300])
{
    (void)snprintf(path, 300, "%s/accepted", a.dir);
    return open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

/* Everything that waits goes out now; what was accepted and did not arrive. */
static uint32_t all_arrive(const char *path, uint32_t kills, uint32_t *accepted_r,
                           uint32_t *twice_r)
{
    uint32_t count, missing;
    struct got *got;

    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    got = crash_received(&count, twice_r);
    missing = accepted_missing(path, got, count, accepted_r);
    printf("killed %u times: %u accepted, %u arrived, %u lost, %u came twice\n", kills, *accepted_r,
           count, missing, *twice_r);
    CU_ASSERT_EQUAL(missing, 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE state = 0"), 0);
    free(got);
    return missing;
}

static void killed_at_random(void)
{
    uint32_t kills = taking_long() ? 1000 : 100, twice, accepted;
    char path[300];
    int fd;

    alerts_make(&a, FAST, NULL);
    outbox_close(&a.outbox);
    fd = accepted_open(path);
    hosts_kill(kills, fd);
    (void)close(fd);
    alerts_reopen(&a);
    (void)all_arrive(path, kills, &accepted, &twice);
    CU_ASSERT_TRUE(accepted >= kills / 2);
    CU_ASSERT_TRUE(twice <= kills * CONNECTIONS);
    alerts_end(&a);
}

/* The receiver is at its worst meanwhile: what is tried again keeps its id (received() looks), and
 * nothing is lost. */
static void killed_while_the_receiver_fails(void)
{
    static const struct receiver_answer well[] = {{0}};
    static const struct receiver_answer worst[] = {
        {.status = 500},
        {0},
        {.fault = RECEIVER_BREAKS_OFF},
        {.fault = RECEIVER_CLOSES},
        {.status = 429, .headers = "Retry-After: 1\r\n"},
        {0},
        {.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"},
        {.fault = RECEIVER_HANGS},
    };
    uint32_t each = taking_long() ? 40 : 4, twice, accepted;
    char path[300];
    int fd;

    alerts_make(&a, FAST, NULL);
    outbox_close(&a.outbox);
    fd = accepted_open(path);
    for (size_t i = 0; i < sizeof worst / sizeof worst[0]; i++) {
        receiver_script(a.receiver, worst + i, (uint32_t)(sizeof worst / sizeof worst[0] - i));
        hosts_kill(each, fd);
    }
    (void)close(fd);
    receiver_script(a.receiver, well, 1);
    (void)alerts_number(&a, "UPDATE message SET due = created WHERE state = 0 RETURNING 1");
    alerts_reopen(&a);
    (void)all_arrive(path, each * 8, &accepted, &twice);
    alerts_end(&a);
}

/* ---- one deliverer ---- */

static pid_t crash_deliverer(void)
{
    static atomic_int stop;
    pid_t child;

    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        const char *error;
        struct faults faults;

        faults_begin(&faults);
        a.outbox = outbox_open(a.config, &faults);
        _exit(a.outbox == NULL || courier_run(a.outbox, &stop, false, NULL, NULL, &error) != 0);
    }
    return child;
}

static void another_takes_over(void)
{
    pid_t one, two;

    if (under_tsan()) {
        return;
    }
    alerts_make(&a, FAST, NULL);
    one = crash_deliverer();
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000));
    two = crash_deliverer();
    wait_us(300000);
    for (int i = 2; i < 12; i++) {
        char id[16];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, "main"), 0);
    }
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 11, 2000));
    wait_us(200000);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 11); /* one deliverer: nothing came twice */
    (void)kill(one, SIGKILL);
    (void)waitpid(one, NULL, 0);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-99", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 12, 2500));
    (void)kill(two, SIGKILL);
    (void)waitpid(two, NULL, 0);
    alerts_end(&a);
}

/* The host lives and records; who delivers is killed again and again, and another begins. */
static void deliverers_killed_at_random(void)
{
    uint32_t kills = taking_long() ? 300 : 25, twice, accepted = 0;
    char path[300];
    int fd;

    alerts_make(&a, FAST, NULL);
    fd = accepted_open(path);
    for (uint32_t i = 0; i < kills; i++) {
        pid_t one = crash_deliverer();
        uint32_t us = 0;

        (void)seam.random(&us, sizeof us);
        for (int n = 0; n < 10; n++) {
            char id[32], line[32];
            struct happened h = {.appointment = id, .told_count = 1};

            (void)snprintf(id, sizeof id, "apt-%u-%d", i, n);
            if (alerts_record(a.outbox, &h) >= 0) {
                int len = snprintf(line, sizeof line, "%s\n", h.ref);

                CU_ASSERT_EQUAL(write(fd, line, (size_t)len), len);
            }
            wait_us(us % 4000);
        }
        (void)kill(one, SIGKILL);
        (void)waitpid(one, NULL, 0);
    }
    (void)close(fd);
    (void)all_arrive(path, kills, &accepted, &twice);
    CU_ASSERT_EQUAL(accepted, kills * 10);
    CU_ASSERT_TRUE(twice <= kills * CONNECTIONS);
    alerts_end(&a);
}

static void child_of_a_deliverer_only_inserts(void)
{
    pid_t child;
    int status = 0;

    if (under_tsan()) {
        return;
    }
    alerts_make(&a, FAST, NULL);
    alerts_start(&a);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 2000));
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        const char *error = NULL;
        int good = courier_start(a.outbox, NULL, NULL, &error) == COURIER_ONLY_INSERTS &&
                   alerts_hold(a.outbox, "apt-2", "main") == 0;

        _exit(good ? 0 : 1);
    }
    (void)waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 2, 2000));
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-3", "main"), 0);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 3, 2000));
    alerts_end(&a);
}

static void many_processes_one_outbox(void)
{
    enum {
        PROCESSES = 4,
        EACH = 100
    };
    pid_t children[PROCESSES];
    int bad = 0, gate[2];
    char byte;

    if (under_tsan()) {
        return;
    }
    /* everything once, however busy the machine is */
    alerts_make(&a, FAST, NULL);
    alerts_reopen(&a);
    CU_ASSERT_EQUAL_FATAL(pipe(gate), 0);
    for (int p = 0; p < PROCESSES; p++) {
        (void)fflush(stdout);
        children[p] = fork();
        if (children[p] == 0) {
            int status = 0;

            (void)close(gate[1]);
            /* None sends before all are there: a fork beside a receiver at work may leave a
             * sanitizer's allocator locked for ever in the child. */
            (void)!read(gate[0], &byte, 1);
            if (courier_start(a.outbox, NULL, NULL, NULL) != COURIER_OK) {
                _exit(2);
            }
            for (int i = 0; i < EACH; i++) {
                char id[32];

                (void)snprintf(id, sizeof id, "apt-%d-%d", p, i);
                status |= alerts_hold(a.outbox, id, "main") < 0;
            }
            (void)courier_stop(a.outbox, 2000);
            _exit(status);
        }
    }
    (void)close(gate[0]);
    (void)close(gate[1]);
    for (int p = 0; p < PROCESSES; p++) {
        int status = 0;

        (void)waitpid(children[p], &status, 0);
        bad |= status;
    }
    CU_ASSERT_EQUAL(bad, 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), PROCESSES * EACH);
    alerts_end(&a);
}

static void exit_with_a_busy_worker(void)
{
    if (test_watched(NULL)) {
        test_elsewhere(
            "LeakSanitizer, at a child's exit, takes what the parent's threads hold for leaks");
        return;
    }
    static const struct receiver_answer slow[] = {{.delay_ms = 300}};
    int bad = 0;

    alerts_make(&a, FAST, NULL);
    receiver_script(a.receiver, slow, 1);
    for (int i = 0; i < 10; i++) {
        int status = 0;
        pid_t child;

        (void)fflush(stdout);
        child = fork();
        if (child == 0) {
            char id[16];

            (void)snprintf(id, sizeof id, "apt-%d", i);
            (void)courier_start(a.outbox, NULL, NULL, NULL);
            (void)alerts_hold(a.outbox, id, "main");
            wait_us(20000 + i * 3000);
            if (freopen("/dev/null", "w", stdout) == NULL) {
                _exit(3);
            }
            exit(0); /* with its exit handlers: that is what is tested */
        }
        (void)waitpid(child, &status, 0);
        bad += status != 0;
    }
    CU_ASSERT_EQUAL(bad, 0);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"kill -9 at random points loses nothing that was accepted", killed_at_random},
    {"nor does kill -9 while the receiver fails in every way", killed_while_the_receiver_fails},
    {"nor kill -9 of whoever delivers, while a host records", deliverers_killed_at_random},
    {"one process delivers; another takes over when it is killed", another_takes_over},
    {"a child of a process that delivers only inserts", child_of_a_deliverer_only_inserts},
    {"four processes on one outbox: everything once", many_processes_one_outbox},
    {"a process may exit while its worker sends", exit_with_a_busy_worker},
    {0},
};

const struct test_suite test_suites[] = {{"crash", NULL, NULL, tests}, {0}};
