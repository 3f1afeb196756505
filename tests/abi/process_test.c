/* SPDX-License-Identifier: MIT
 *
 * Forks, exits, unloading: every sentence of "Fork, threads, unload" that a process of its own can
 * show. Each test is played by a forked host, for a process that ever had a worker is marked for
 * life. Longer with PRECARE_LONG=1.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/clinic.h"
#include "support/look.h"
#include "support/receiver.h"
#include "test.h"

static struct clinic clinic;

static bool long_run(void)
{
    return getenv("PRECARE_LONG") != NULL;
}

/* It takes a child's new thread for one of its parent's that had the same address ("dup thread"),
 * so where the receiver's threads run beside a fork it cannot follow; nor can it follow a clone. */
static bool under_tsan(void)
{
    if (test_watched("tsan")) {
        test_elsewhere(
            "ThreadSanitizer does not follow a clone, nor a fork beside the receiver's threads");
        return true;
    }
    return false;
}

/* AddressSanitizer's allocator (gcc 12, clang 14) has locks of its own and no fork handler: a child
 * of a process with threads at work may wait for one of them for ever. */
static bool under_sanitizer(void)
{
    if (test_watched(NULL)) {
        test_elsewhere("a sanitizer's allocator does not survive a fork amid threads");
        return true;
    }
    return false;
}

static uint64_t process_messages(void)
{
    return clinic_rows(&clinic, "SELECT count(*) FROM message WHERE ref IS NOT NULL");
}

static uint64_t messages_waiting(void)
{
    return clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0");
}

/* Books number `n`, which tells the team; whether the plugin acknowledged that. */
static bool process_book(precare_instance *instance, uint32_t n)
{
    struct clinic_event e;
    const precare_result *r = NULL;

    clinic_event(&e, 2010, n);
    int32_t status = clinic_plugin()->booking(instance, &e.event, &r, NULL);
    bool told = status >= 0 && status != PRECARE_NOT_RECORDED && r != NULL && r->ref != NULL;
    (void)clinic_plugin()->result_free(instance, r);
    return told;
}

/* ---- what the processes of a test share ---- */

struct shared {
    atomic_uint number, acknowledged;
    atomic_bool stop;
};
static struct shared *shared;
static precare_instance *shared_instance;

static void shared_make(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        _exit(1);
    }
    atomic_store(&shared->number, 1000);
}

/* ---- fork before start ---- */

static void opens_and_forks(void)
{
    precare_instance *instance = clinic_open(&clinic);
    pid_t child = fork();

    MUST(clinic_plugin()->start(instance, NULL) >= 0);
    MUST(process_book(instance, child == 0 ? 1 : 2));
    while (!atomic_load(&shared->stop)) { /* one of the two delivers */
        pause_ms(10);
    }
    MUST(clinic_plugin()->stop(instance, 2000, NULL) >= 0);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
    MUST(clinic_threads_within(1));
    if (child == 0) {
        _exit(0);
    }
    MUST(child_end(child) == 0);
}

static void a_fork_before_start_leaves_both_able_to_deliver(void)
{
    if (under_tsan()) {
        return;
    }
    struct receiver *r = receiver_start(0);

    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    shared_make();
    pid_t host = child_begin(opens_and_forks);
    CU_ASSERT(receiver_wait(r, 2, 5000));
    atomic_store(&shared->stop, true);
    CU_ASSERT_EQUAL(child_end(host), 0);
    CU_ASSERT_EQUAL(receiver_count(r), 2);
    CU_ASSERT_EQUAL(process_messages(), 2);
    receiver_stop(&r);
}

/* ---- forks amid four writing threads ---- */

static void *booking_thread(void *arg)
{
    (void)arg;
    while (!atomic_load(&shared->stop)) {
        if (process_book(shared_instance, atomic_fetch_add(&shared->number, 1))) {
            (void)atomic_fetch_add(&shared->acknowledged, 1);
        }
    }
    return NULL;
}

static void child_books(void)
{
    for (int i = 0; i < 3; i++) {
        if (process_book(shared_instance, atomic_fetch_add(&shared->number, 1))) {
            (void)atomic_fetch_add(&shared->acknowledged, 1);
        }
    }
    _exit(0);
}

static void forks_amid_writers(void)
{
    pthread_t threads[4];
    int forks = long_run() ? 200 : 25;

    shared_instance = clinic_open_started(&clinic);
    for (int i = 0; i < 4; i++) {
        MUST(pthread_create(&threads[i], NULL, booking_thread, NULL) == 0);
    }
    for (int i = 0; i < forks; i++) {
        pid_t child = fork();

        if (child == 0) {
            child_books();
        }
        MUST(child_end(child) == 0);
    }
    atomic_store(&shared->stop, true);
    for (int i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    MUST(clinic_plugin()->close(shared_instance) == PRECARE_OK);
}

static void amid_writers(const char *deliver)
{
    struct receiver *r = receiver_start(0);

    shared_make();
    clinic_make(&clinic, (struct clinic){.deliver = deliver, .port = receiver_port(r)});
    CU_ASSERT_EQUAL(child_end(child_begin(forks_amid_writers)), 0);
    uint32_t acknowledged = atomic_load(&shared->acknowledged);
    CU_ASSERT(acknowledged > 100);
    CU_ASSERT_EQUAL(process_messages(), acknowledged);
    CU_ASSERT(acknowledged * 2 > atomic_load(&shared->number) - 1000); /* the disk may be busy */
    receiver_stop(&r);
}

static void forks_amid_four_writing_threads_lose_nothing(void)
{
    if (!under_sanitizer()) {
        amid_writers("external");
    }
}

static void forks_of_a_host_with_a_worker_lose_nothing(void)
{
    if (!under_sanitizer()) {
        amid_writers("thread");
    }
}

/* ---- preforked children ---- */

#define CHILDREN 10
#define CONNECTIONS 4 /* of a channel that does not say */

/* The process that holds the deliverer's lock; 0: none. */
static pid_t process_deliverer(void)
{
    char path[512], line[256];
    struct stat about;
    long pid = 0;

    (void)snprintf(path, sizeof path, "%s/deliver.lock", clinic.state);
    if (stat(path, &about) != 0) {
        return 0;
    }
    FILE *locks = fopen("/proc/locks", "re");
    while (locks != NULL && fgets(line, sizeof line, locks) != NULL) {
        unsigned long inode = 0;
        long holder = 0;
        char *arrow = strstr(line, "->");

        if (arrow == NULL && strstr(line, "FLOCK") != NULL &&
            sscanf(line, "%*d: FLOCK %*s %*s %ld %*x:%*x:%lu", &holder, &inode) == 2 &&
            inode == about.st_ino) {
            pid = holder;
        }
    }
    if (locks != NULL) {
        (void)fclose(locks);
    }
    return (pid_t)pid;
}

static void preforked_child(precare_instance *instance)
{
    MUST(clinic_plugin()->start(instance, NULL) >= 0);
    while (!atomic_load(&shared->stop)) {
        if (process_book(instance, atomic_fetch_add(&shared->number, 1))) {
            (void)atomic_fetch_add(&shared->acknowledged, 1);
        }
        pause_ms(20);
    }
    MUST(clinic_plugin()->stop(instance, 30000, NULL) >= 0); /* else it leaves what is under way */
    _exit(0);
}

/* Whoever delivers and is not `before`; 0: nobody does within half a minute. */
static pid_t deliverer_after(pid_t before)
{
    pid_t now = process_deliverer();

    for (int i = 0; i < 3000 && (now == before || now == 0); i++) {
        pause_ms(10);
        now = process_deliverer();
    }
    return now == before ? 0 : now;
}

static void process_prefork(void)
{
    precare_instance *instance = clinic_open(&clinic);
    pid_t children[CHILDREN], first, second;

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            preforked_child(instance);
        }
    }
    while (atomic_load(&shared->acknowledged) <= CHILDREN) {
        pause_ms(10);
    }
    first = deliverer_after(0);
    MUST(first > 0 && first != getpid());
    MUST(kill(first, SIGKILL) == 0);
    second = deliverer_after(first);
    MUST(second > 0 && second != getpid());
    pause_ms(300);
    atomic_store(&shared->stop, true);
    for (int i = 0; i < CHILDREN; i++) {
        int ended = child_end(children[i]);

        MUST(ended == (children[i] == first ? 128 + SIGKILL : 0));
    }
    MUST(clinic_threads_within(1));                    /* the parent never started one */
    MUST(clinic_plugin()->start(instance, NULL) >= 0); /* and now delivers what is left */
    for (int i = 0; i < 3000 && messages_waiting() > 0; i++) {
        pause_ms(10);
    }
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
}

static void of_ten_preforked_children_one_delivers_and_another_takes_over(void)
{
    if (under_tsan()) {
        return;
    }
    struct receiver *r = receiver_start(0);

    shared_make();
    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    CU_ASSERT_EQUAL(child_end(child_begin(process_prefork)), 0);
    uint32_t told = atomic_load(&shared->acknowledged);
    CU_ASSERT(told > CHILDREN);
    CU_ASSERT(process_messages() >=
              told); /* the killed one may have committed what it could not count */
    CU_ASSERT_EQUAL(messages_waiting(), 0);
    CU_ASSERT(receiver_count(r) >= told);
    /* at most what the killed one had under way came twice */
    CU_ASSERT(receiver_count(r) <= process_messages() + CONNECTIONS);
    receiver_stop(&r);
}

/* ---- a clone without handlers ---- */

static void clones_play(void)
{
    struct clinic_event e;
    const precare_result *r = NULL;
    precare_instance *instance = clinic_open_started(&clinic);

    MUST(process_book(instance, 1));
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
        clinic_event(&e, 2010, 2);
        int32_t status = clinic_plugin()->booking(instance, &e.event, &r, NULL);
        bool good = status == PRECARE_NOT_RECORDED && r != NULL && r->overall == PRECARE_HOLD &&
                    clinic_noted(r, "not-recorded");
        _exit(good ? 0 : 1);
    }
    MUST(child_end((pid_t)child) == 0);
    MUST(process_book(instance, 3));
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
}

static void a_clone_without_handlers_evaluates_writes_nothing_and_says_so(void)
{
    if (under_tsan()) {
        return;
    }
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(child_end(child_begin(clones_play)), 0);
    CU_ASSERT_EQUAL(process_messages(), 2);
}

/* ---- exit with the worker busy ---- */

/* A request that hangs is given up after fifteen seconds: who waited for one of them took longer.
 */
#define WELL_BEFORE_MS 5000

static int64_t *exit_began; /* shared with the host */

/* LeakSanitizer asks: a host that exits in the middle of a handshake leaves that behind, and may.
 */
static int leaves_it_behind;
int __lsan_is_turned_off(void);
__attribute__((visibility("default"))) int __lsan_is_turned_off(void)
{
    return leaves_it_behind;
}

static void exits_while_sending(void)
{
    precare_instance *instance = clinic_open_started(&clinic);
    static unsigned seed;

    for (uint32_t i = 0; i < 8; i++) {
        MUST(process_book(instance, (uint32_t)getpid() * 16 + i));
    }
    leaves_it_behind = 1;
    pause_ms(5 + (long)((seed = (unsigned)getpid() * 2654435761u) >> 8) % 60);
    *exit_began = now_ms();
    exit(0); /* no stop, no close */
}

static void process_exits(const char *scheme_and_more, uint16_t port, int times)
{
    char path[512], url[64];

    clinic_make(&clinic,
                (struct clinic){.deliver = "thread", .port = port, .more = scheme_and_more});
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%u/hook\n", (unsigned)port);
    (void)snprintf(path, sizeof path, "%s/lead.url", clinic.dir);
    if (scheme_and_more[0] != '\0') {
        clinic_write(path, url);
    }
    exit_began =
        mmap(NULL, sizeof *exit_began, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(exit_began != MAP_FAILED);
    for (int i = 0; i < times; i++) {
        int ended = child_end(child_begin(exits_while_sending));

        if (ended != 0) {
            printf("    exit %d of %d: %d\n", i + 1, times, ended);
        }
        CU_ASSERT_EQUAL(ended, 0);
        CU_ASSERT(now_ms() - *exit_began < WELL_BEFORE_MS || test_watched(NULL));
    }
}

static void a_host_may_exit_with_a_request_under_way(void)
{
    if (under_tsan()) {
        return;
    }
    static const struct receiver_answer slow = {.fault = RECEIVER_HANGS};
    struct receiver *r = receiver_start(0);

    receiver_script(r, &slow, 1);
    process_exits("", receiver_port(r), long_run() ? 50 : 5);
    receiver_stop(&r);
}

/* A TLS server that shakes hands, reads, and never answers. 0: it cannot be had. */
static pid_t tls_server(const char *dir, uint16_t port)
{
    char command[1024], number[16];
    int status;

    (void)snprintf(
        command, sizeof command,
        "command -v openssl >/dev/null && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "
        "/CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 -keyout '%s/tls.key' -out '%s/tls.pem' 2>/dev/null",
        dir, dir);
    status = system(command);
    if (status != 0) {
        return 0;
    }
    (void)snprintf(number, sizeof number, "%u", (unsigned)port);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC), ends[2];

        if (chdir(dir) != 0 || pipe(ends) != 0) {
            _exit(1);
        }
        (void)dup2(ends[0], 0); /* never at its end */
        (void)dup2(null, 1);
        (void)dup2(null, 2);
        execlp("openssl", "openssl", "s_server", "-quiet", "-accept", number, "-cert", "tls.pem",
               "-key", "tls.key", (char *)NULL);
        _exit(1);
    }
    pause_ms(300);
    return child;
}

static void a_host_may_exit_with_a_tls_request_under_way(void)
{
    char more[512];
    struct receiver *r = receiver_start(0); /* only for a port that was free */
    uint16_t port = receiver_port(r);

    receiver_stop(&r);
    pid_t server = tls_server(test_directory(), port);
    if (server == 0) {
        test_skip("openssl cannot be had");
        return;
    }
    (void)snprintf(more, sizeof more, "ca-file: \"%s/tls.pem\"\n", test_directory());
    process_exits(more, port, long_run() ? 150 : 8);
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
}

/* ---- stop and unload ---- */

static void stops_a_hanging_request(void)
{
    precare_instance *instance = clinic_open_started(&clinic);

    MUST(process_book(instance, 1));
    pause_ms(200);
    int64_t began = now_ms();
    MUST(clinic_plugin()->stop(instance, 100, NULL) >= 0);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
    MUST(now_ms() - began < WELL_BEFORE_MS);
    MUST(clinic_threads_within(1));
}

static void a_stop_does_not_wait_for_a_request_that_hangs(void)
{
    if (under_tsan()) {
        return;
    }
    static const struct receiver_answer slow = {.fault = RECEIVER_HANGS};
    struct receiver *r = receiver_start(0);

    receiver_script(r, &slow, 1);
    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    CU_ASSERT_EQUAL(child_end(child_begin(stops_a_hanging_request)), 0);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0"), 1);
    receiver_stop(&r);
}

static uint32_t process_descriptors(void)
{
    uint32_t count = 0;

    for (int fd = 0; fd < 256; fd++) {
        struct stat about;

        count += fstat(fd, &about) == 0 ? 1 : 0;
    }
    return count;
}

static void loads_and_unloads(void)
{
    int times = long_run() ? 1000 : 40;
    uint32_t open_before = 0;

    for (int i = 0; i < times; i++) {
        precare_params params = {.struct_size = sizeof params, .config = clinic.config};
        precare_instance *instance = NULL;
        void *so = dlopen(PRECARE_PLUGIN, RTLD_NOW | RTLD_LOCAL);

        MUST(so != NULL);
        void *symbol = dlsym(so, PRECARE_ENTRY);
        precare_entry_fn *entry;
        memcpy(&entry, &symbol, sizeof entry);
        const precare_api *api = entry(PRECARE_ABI_MINOR);
        MUST(api->open(NULL, &params, &instance, NULL) >= 0);
        MUST(api->start(instance, NULL) >= 0);
        MUST(process_book(instance, (uint32_t)i + 1));
        MUST(clinic_threads_within(2));
        if (i % 3 == 0) { /* with the worker alive; the next time round it is closed */
            MUST(dlclose(so) == 0);
            pause_ms(1);
            so = dlopen(PRECARE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
            MUST(so != NULL);
        }
        MUST(api->close(instance) == PRECARE_OK);
        MUST(clinic_threads_within(1));
        MUST(api->close(instance) == PRECARE_E_INSTANCE);
        MUST(dlclose(so) == 0);
        uint32_t open_now = process_descriptors();
        /* what stays for the next open: the outbox's connection */
        if (i < 10 && open_now > open_before) {
            open_before = open_now;
        }
        /* SQLite keeps one that it may not close yet, and uses it again */
        MUST(i < 10 || open_now <= open_before + 1);
    }
}

static void load_use_unload_again_and_again(void)
{
    if (under_tsan()) {
        return;
    }
    struct receiver *r = receiver_start(0);

    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    CU_ASSERT_EQUAL(child_end(child_begin(loads_and_unloads)), 0);
    receiver_stop(&r);
}

static const struct test tests[] = {
    {"a fork before start leaves both able to deliver",
     a_fork_before_start_leaves_both_able_to_deliver},
    {"forks amid four writing threads lose nothing", forks_amid_four_writing_threads_lose_nothing},
    {"forks of a host with a worker lose nothing", forks_of_a_host_with_a_worker_lose_nothing},
    {"of ten preforked children one delivers, and another takes over",
     of_ten_preforked_children_one_delivers_and_another_takes_over},
    {"a clone without handlers evaluates, writes nothing and says so",
     a_clone_without_handlers_evaluates_writes_nothing_and_says_so},
    {"a host may exit with a request under way", a_host_may_exit_with_a_request_under_way},
    {"a host may exit with a TLS request under way", a_host_may_exit_with_a_tls_request_under_way},
    {"a stop does not wait for a request that hangs",
     a_stop_does_not_wait_for_a_request_that_hangs},
    {"load, use, unload, again and again", load_use_unload_again_and_again},
    {0},
};

const struct test_suite test_suites[] = {{"processes", NULL, NULL, tests}, {0}};
