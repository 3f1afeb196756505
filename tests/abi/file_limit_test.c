/* SPDX-License-Identifier: MIT
 *
 * A host that may not write files beyond a length (RLIMIT_FSIZE): a booking, an open and a reload
 * are told what could not be written; no signal of ours reaches the host, and none of its own is
 * taken away. Each host is a process of its own.
 */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "support/child.h"
#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;

static void files_limit(rlim_t most)
{
    struct rlimit limit = {most, RLIM_INFINITY};

    MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static void host_books(void)
{
    precare_instance *instance = clinic_open(&clinic);
    struct clinic_event e;
    int32_t status = PRECARE_OK;
    uint32_t recorded = 0, refused = 0;

    for (uint32_t i = 1; i <= 40; i++) {
        files_limit(i <= 3 ? RLIM_INFINITY : i <= 30 ? 64 * 1024 : RLIM_INFINITY);
        clinic_event(&e, 2010, i);
        (void)clinic_raise(instance, &e, &status);
        *(status == PRECARE_NOT_RECORDED ? &refused : &recorded) += 1;
        MUST(i > 3 || status != PRECARE_NOT_RECORDED);
    }
    MUST(refused >= 20 && recorded >= 10); /* and well again, when it may */
    MUST(status != PRECARE_NOT_RECORDED);
}

static void host_opens(void)
{
    precare_error err = {.struct_size = sizeof err};
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;

    files_limit(0);
    MUST(clinic_plugin()->open(NULL, &params, &instance, &err) < 0);
    MUST(instance == NULL && err.message[0] != '\0');
    files_limit(RLIM_INFINITY);
    MUST(clinic_plugin()->open(NULL, &params, &instance, &err) >= 0);
}

static void host_reloads(void)
{
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = clinic_open(&clinic);

    clinic_write_rules(&clinic, 2);
    files_limit(16);
    MUST(clinic_plugin()->reload(instance, NULL, &err) < 0);
    files_limit(RLIM_INFINITY);
    MUST(clinic_plugin()->reload(instance, NULL, &err) >= 0);
}

/* Its own signal, blocked and pending before a booking, is there afterwards. */
static void host_keeps_its_signal(void)
{
    precare_instance *instance = clinic_open(&clinic);
    struct clinic_event e;
    int32_t status = PRECARE_OK;
    sigset_t it, mask, pending;

    (void)sigemptyset(&it);
    (void)sigaddset(&it, SIGXFSZ);
    MUST(sigprocmask(SIG_BLOCK, &it, NULL) == 0 && raise(SIGXFSZ) == 0);
    files_limit(64 * 1024);
    for (uint32_t i = 1; i <= 30; i++) {
        clinic_event(&e, 2010, i);
        (void)clinic_raise(instance, &e, &status);
    }
    MUST(status == PRECARE_NOT_RECORDED);
    MUST(sigpending(&pending) == 0 && sigismember(&pending, SIGXFSZ) == 1);
    MUST(sigprocmask(SIG_BLOCK, NULL, &mask) == 0 && sigismember(&mask, SIGXFSZ) == 1);
}

static void host_plays(void (*host)(void))
{
    clinic_make(&clinic, (struct clinic){.deliver = "external"});
    CU_ASSERT_EQUAL(child_end(child_begin(host)), 0);
}

static void in_a_booking(void)
{
    host_plays(host_books);
}

static void at_open(void)
{
    host_plays(host_opens);
}

static void at_a_reload(void)
{
    host_plays(host_reloads);
}

static void of_the_host(void)
{
    host_plays(host_keeps_its_signal);
}

static const struct test tests[] = {
    {"a booking beyond the limit is not recorded, and told; no signal", in_a_booking},
    {"an open beyond the limit is an error, no signal", at_open},
    {"a reload beyond the limit is an error, no signal", at_a_reload},
    {"the host's own signal is left pending, its mask as it was", of_the_host},
    {0},
};

const struct test_suite test_suites[] = {{"file limit", NULL, NULL, tests}, {0}};
