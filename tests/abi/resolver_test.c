/* SPDX-License-Identifier: MIT
 *
 * A name server that hangs. This binary has a getaddrinfo of its own, which every library in the
 * process gets (the dynamic linker looks into the program first): it sleeps on one name, far beyond
 * every timeout.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/clinic.h"
#include "support/look.h"
#include "support/receiver.h"
#include "test.h"

#define HANGS "hangs.example"
#define SLEEPS_S 30
#define WELL_BEFORE_MS 10000 /* of the end of that sleep */

static struct clinic clinic;
static int asked_fd = -1; /* a byte for each time the name was asked for */

__attribute__((visibility("default"))) int getaddrinfo(const char *node, const char *service,
                                                       const struct addrinfo *hints,
                                                       struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");

    if (node != NULL && strcmp(node, HANGS) == 0) {
        (void)!write(asked_fd, "?", 1);
        (void)sleep(SLEEPS_S);
        return EAI_AGAIN;
    }
    memcpy(&real, &symbol, sizeof real);
    return real(node, service, hints, found);
}

static int resolver_fail(int line, int64_t ms)
{
    printf("    %s:%d: after %lld ms\n", __FILE__, line, (long long)ms);
    (void)fflush(stdout);
    return 1;
}

/* In a process of its own: 0, or 1. */
static int resolver_host(void)
{
    struct clinic_event e;
    int64_t began;

    precare_instance *instance = clinic_open_started(&clinic);

    clinic_event(&e, 2010, 1);
    if (clinic_raise(instance, &e, NULL) != PRECARE_HOLD) {
        return resolver_fail(__LINE__, 0);
    }
    pause_ms(400); /* the worker is asking */
    began = now_ms();
    clinic_event(&e, 2010, 2);
    if (clinic_raise(instance, &e, NULL) != PRECARE_HOLD || now_ms() - began > WELL_BEFORE_MS) {
        return resolver_fail(__LINE__, now_ms() - began);
    }
    began = now_ms();
    if (clinic_plugin()->stop(instance, 100, NULL) < 0 || now_ms() - began > WELL_BEFORE_MS) {
        return resolver_fail(__LINE__, now_ms() - began);
    }
    if (clinic_plugin()->close(instance) != PRECARE_OK || now_ms() - began > WELL_BEFORE_MS) {
        return resolver_fail(__LINE__, now_ms() - began);
    }
    return 0;
}

static int child_played(bool leave_by_exit)
{
    int status = -1;
    int ends[2];

    (void)fflush(stdout);
    if (pipe(ends) != 0) {
        return -1;
    }
    int64_t began = now_ms();
    pid_t child = fork();
    if (child == 0) {
        asked_fd = ends[1];
        int code = resolver_host();
        if (leave_by_exit) {
            exit(code); /* with the resolver's thread still asleep */
        }
        _exit(code);
    }
    (void)close(ends[1]);
    (void)waitpid(child, &status, 0);
    if (now_ms() - began > 2 * WELL_BEFORE_MS) {
        status = resolver_fail(__LINE__, now_ms() - began);
    }
    char asked;
    if (read(ends[0], &asked, 1) != 1) { /* else nothing was shown */
        status = resolver_fail(__LINE__, 0);
    }
    (void)close(ends[0]);
    return status;
}

static void stop_keeps_its_deadline_under_a_name_server_that_hangs(void)
{
    char path[512];

    clinic_make(&clinic, (struct clinic){.deliver = "thread"});
    (void)snprintf(path, sizeof path, "%s/lead.url", clinic.dir);
    clinic_write(path, "https://" HANGS "/hook\n");
    CU_ASSERT_EQUAL(child_played(false), 0);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0"), 2);
    CU_ASSERT_EQUAL(child_played(true), 0);
}

static const struct test tests[] = {
    {"stop keeps its deadline under a name server that hangs",
     stop_keeps_its_deadline_under_a_name_server_that_hangs},
    {0},
};

const struct test_suite test_suites[] = {{"name server", NULL, NULL, tests}, {0}};
