/* SPDX-License-Identifier: MIT
 *
 * Children that may not deliver, or not even write: a clone that no handler saw, made while other
 * threads hold whatever locks there are, gets PRECARE_E_FORKED from all that would write and waits
 * for none of them; the fork of a process that delivers is told by `start` that another one does.
 * Hosts are processes of their own.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/clinic.h"
#include "support/look.h"
#include "support/receiver.h"
#include "test.h"

#define CLONES 60

static struct clinic clinic;

/* ---- a clone amid threads that reload and acknowledge ---- */

static precare_instance *instance;
static atomic_bool enough;
static atomic_uint reloads;
static atomic_int *step; /* of the clone, for all to see */

static void *clone_reloading(void *unused)
{
    (void)unused;
    while (!atomic_load(&enough)) {
        (void)atomic_fetch_add(&reloads,
                               clinic_plugin()->reload(instance, NULL, NULL) == PRECARE_OK ? 1 : 0);
    }
    return NULL;
}

static precare_acknowledgement clone_accepted(void)
{
    return (precare_acknowledgement){.struct_size = sizeof(precare_acknowledgement),
                                     .action = PRECARE_ACCEPTED,
                                     .actor = "u12",
                                     .subject = "pt-88",
                                     .appointment = "apt-1"};
}

static void *clone_acknowledging(void *unused)
{
    precare_acknowledgement ack = clone_accepted();

    (void)unused;
    while (!atomic_load(&enough)) {
        (void)clinic_plugin()->acknowledge(instance, &ack, NULL);
    }
    return NULL;
}

/* 0, or which call was wrong: no more than the call itself, for the C library's locks may be held
 * too. */
static int process_cloned(void)
{
    precare_error err = {.struct_size = sizeof err};
    precare_acknowledgement ack = clone_accepted();
    uint64_t generation = 0;

    (void)alarm(20); /* what waits for a thread that is not here waits for ever */
    atomic_store(step, 1);
    if (clinic_plugin()->start(instance, &err) != PRECARE_E_FORKED ||
        err.code != PRECARE_E_FORKED || err.message[0] == '\0') {
        return 1;
    }
    atomic_store(step, 2);
    if (clinic_plugin()->reload(instance, &generation, &err) != PRECARE_E_FORKED ||
        generation != 0) {
        return 2;
    }
    atomic_store(step, 3);
    if (clinic_plugin()->acknowledge(instance, &ack, &err) != PRECARE_E_FORKED ||
        err.message[0] == '\0') {
        return 3;
    }
    atomic_store(step, 4);
    if (clinic_plugin()->stop(instance, 100, NULL) != PRECARE_OK) {
        return 4;
    }
    atomic_store(step, 5);
    return clinic_plugin()->close(instance) == PRECARE_OK ? 0 : 5;
}

static void clones_play(void)
{
    pthread_t threads[2];
    struct clinic_event e;

    step = mmap(NULL, sizeof *step, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(step != MAP_FAILED);
    instance = clinic_open_started(&clinic);
    MUST(clinic_plugin() != NULL);
    clinic_event(&e, 2010, 1);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    MUST(pthread_create(&threads[0], NULL, clone_reloading, NULL) == 0);
    MUST(pthread_create(&threads[1], NULL, clone_acknowledging, NULL) == 0);
    for (int i = 0; i < CLONES; i++) {
        int status = -1;

        pause_ms(i % 4);
        long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            _exit(process_cloned());
        }
        MUST(waitpid((pid_t)child, &status, 0) == child);
        if (status != 0) {
            printf("    clone %d: status %#x in step %d\n", i, (unsigned)status, atomic_load(step));
        }
        MUST(status == 0);
    }
    atomic_store(&enough, true);
    (void)pthread_join(threads[0], NULL);
    (void)pthread_join(threads[1], NULL);
    MUST(atomic_load(&reloads) > 0);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
}

static void a_clone_amid_threads_may_not_write_and_waits_for_nobody(void)
{
    if (test_watched(NULL)) {
        test_elsewhere("sanitizers and valgrind follow no clone");
        return;
    }
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(child_end(child_begin(clones_play)), 0);
}

static void the_same_calls_are_well_in_the_process_itself(void)
{
    precare_acknowledgement ack = clone_accepted();
    struct clinic_event e;
    uint64_t generation = 0;

    clinic_make(&clinic, (struct clinic){0});
    instance = clinic_open(&clinic);
    CU_ASSERT_EQUAL(clinic_plugin()->start(instance, NULL), PRECARE_OK);
    clinic_event(&e, 2010, 1);
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, &generation, NULL), PRECARE_OK);
    CU_ASSERT(generation > 0);
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->stop(instance, 100, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

/* ---- the fork of a process that delivers ---- */

static void delivers_and_forks(void)
{
    struct clinic_event e;
    int status = -1;

    instance = clinic_open_started(&clinic);
    clinic_event(&e, 2010, 1);
    MUST(clinic_raise(instance, &e, NULL) == PRECARE_HOLD);
    for (int i = 0; i < 2000 && clinic_threads() < 2; i++) {
        pause_ms(10);
    }
    MUST(clinic_threads() > 1);
    pid_t child = fork();
    if (child == 0) {
        precare_error err = {.struct_size = sizeof err};

        MUST(clinic_plugin()->start(instance, &err) == PRECARE_NOTED);
        MUST(err.code == PRECARE_NOTED && err.message[0] != '\0');
        printf("    \"%s\"\n", err.message);
        clinic_event(&e, 2010, 2);
        int32_t recorded = PRECARE_NOT_RECORDED;
        MUST(clinic_raise(instance, &e, &recorded) == PRECARE_HOLD);
        MUST(recorded >= 0 && recorded != PRECARE_NOT_RECORDED);
        MUST(clinic_threads_within(1));
        MUST(clinic_plugin()->close(instance) == PRECARE_OK);
        (void)fflush(stdout);
        _exit(0);
    }
    MUST(waitpid(child, &status, 0) == child && status == 0);
    MUST(clinic_plugin()->stop(instance, 200, NULL) >= 0);
    MUST(clinic_plugin()->close(instance) == PRECARE_OK);
}

static void the_child_of_a_deliverer_is_told_that_another_delivers(void)
{
    static const struct receiver_answer hangs = {.fault = RECEIVER_HANGS};

    if (test_watched(NULL)) {
        test_elsewhere("a sanitizer's allocator does not survive a fork amid threads");
        return;
    }
    struct receiver *r = receiver_start(0);
    receiver_script(r, &hangs, 1);
    clinic_make(&clinic, (struct clinic){.deliver = "thread", .port = receiver_port(r)});
    CU_ASSERT_EQUAL(child_end(child_begin(delivers_and_forks)), 0);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message WHERE ref IS NOT NULL"), 2);
    receiver_stop(&r);
}

static const struct test tests[] = {
    {"a clone amid threads may not write, and waits for nobody",
     a_clone_amid_threads_may_not_write_and_waits_for_nobody},
    {"the same calls are well in the process itself",
     the_same_calls_are_well_in_the_process_itself},
    {"the child of a deliverer is told that another delivers",
     the_child_of_a_deliverer_is_told_that_another_delivers},
    {0},
};

const struct test_suite test_suites[] = {{"clones", NULL, NULL, tests}, {0}};
