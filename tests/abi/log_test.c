/* SPDX-License-Identifier: MIT
 *
 * No lock of the plugin's is held when it calls the host's log: a log that asks for the statistics,
 * judges, looks up and acknowledges in its turn comes back. Where a lock were held this binary
 * would hang; its alarm ends it.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/clinic.h"
#include "support/look.h"
#include "support/receiver.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *_Atomic opened;
static _Thread_local bool within;
static atomic_uint calls, of_rules, of_courier, wrong;

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("    %s:%d: %s\n", __FILE__, __LINE__, #condition);                             \
            (void)atomic_fetch_add(&wrong, 1);                                                     \
        }                                                                                          \
    } while (0)

static void calls_back(void *ctx, uint32_t level, const char *component, const char *message)
{
    const precare_api *precare = clinic_plugin();
    precare_instance *instance = atomic_load(&opened);
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_ACCEPTED,
                                   .actor = "u12",
                                   .subject = "pt-88",
                                   .appointment = "apt-1"};
    struct clinic_event e;
    char text[8192];
    uint64_t mask = 0;
    int32_t status = -1;

    (void)ctx;
    (void)level;
    (void)message;
    if (instance == NULL || within) {
        return;
    }
    within = true;
    (void)atomic_fetch_add(&calls, 1);
    (void)atomic_fetch_add(strcmp(component, "rules") == 0 ? &of_rules : &of_courier, 1);
    MUST(precare->stats(instance, text, sizeof text, NULL) == PRECARE_OK);
    MUST(precare->needs(instance, PRECARE_BOOKING, NULL, &mask) == PRECARE_OK);
    MUST(precare->lookup(instance, "no-such", text, sizeof text, NULL, NULL) < 0);
    clinic_event(&e, 2010, 500 + atomic_load(&calls));
    MUST(clinic_raise(instance, &e, &status) == PRECARE_HOLD);
    MUST(status >= 0 && status != PRECARE_NOT_RECORDED);
    MUST(precare->acknowledge(instance, &ack, NULL) >= 0);
    if (strcmp(component, "rules") == 0) {
        MUST(precare->reload(instance, NULL, NULL) != PRECARE_E_INSTANCE);
    }
    within = false;
}

static void log_opens(uint32_t flags, const char *deliver, uint16_t port)
{
    precare_host host = {.struct_size = sizeof host, .flags = flags, .log = calls_back};
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;
    struct clinic_event e;

    clinic_make(&clinic, (struct clinic){.deliver = deliver, .port = port});
    atomic_store(&calls, 0);
    CU_ASSERT_EQUAL_FATAL(clinic_plugin()->open(&host, &params, &instance, NULL), PRECARE_OK);
    CU_ASSERT(clinic_plugin()->start(instance, NULL) >= 0);
    clinic_event(&e, 2010, 1);
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    atomic_store(&opened, instance);
}

static void log_closes(void)
{
    precare_instance *instance = atomic_exchange(&opened, NULL);

    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    CU_ASSERT_EQUAL(atomic_load(&wrong), 0);
}

static void a_log_of_a_reload_may_call_back(void)
{
    (void)alarm(60);
    log_opens(0, "external", 0);
    clinic_write_rules(&clinic, 2);
    CU_ASSERT_EQUAL(clinic_plugin()->reload(opened, NULL, NULL), PRECARE_OK);
    CU_ASSERT(atomic_load(&of_rules) > 0);
    uint32_t once = atomic_load(&of_rules);
    char path[512];
    (void)snprintf(path, sizeof path, "%s/clinic.yaml", clinic.rules);
    clinic_write(path, "format: precare-rules/1\nrules: 7\n");
    CU_ASSERT(clinic_plugin()->reload(opened, NULL, NULL) < 0);
    CU_ASSERT(atomic_load(&of_rules) > once);
    log_closes();
}

static void log_refused(uint32_t flags)
{
    static const struct receiver_answer no = {.status = 404};
    struct receiver *r = receiver_start(0);
    struct clinic_event e;

    receiver_script(r, &no, 1);
    atomic_store(&of_courier, 0);
    log_opens(flags, "thread", receiver_port(r));
    for (uint32_t i = 0; i < 1000 && atomic_load(&of_courier) == 0; i++) {
        clinic_event(&e, 2010, 2 + i);
        CU_ASSERT_EQUAL(clinic_raise(opened, &e, NULL), PRECARE_HOLD);
        pause_ms(20);
    }
    CU_ASSERT(atomic_load(&of_courier) > 0);
    log_closes();
    receiver_stop(&r);
}

static void a_log_of_the_couriers_words_may_call_back(void)
{
    (void)alarm(60);
    log_refused(0);
}

static void a_log_on_the_couriers_own_thread_may_call_back(void)
{
    (void)alarm(60);
    log_refused(PRECARE_HOST_LOG_ANY_THREAD);
    (void)alarm(0);
}

/* ---- what is left out ---- */

static atomic_uint left_out;

static void listens(void *ctx, uint32_t level, const char *component, const char *message)
{
    (void)ctx;
    if (level == PRECARE_LOG_WARNING && strcmp(component, "rules") == 0 &&
        strcmp(message, "1 change of the overlay \"ours\" is left out") == 0) {
        (void)atomic_fetch_add(&left_out, 1);
    }
}

static void a_change_that_nobody_approved_is_logged_when_it_is_left_out(void)
{
    precare_host host = {.struct_size = sizeof host, .log = listens};
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;
    char path[512];

    clinic_make(&clinic, (struct clinic){0});
    (void)snprintf(path, sizeof path, "%s/ours.yaml", clinic.rules);
    clinic_write(path, "format: precare-overlay/1\n"
                       "overlay: {id: ours, version: \"1.0.0\", owner: {name: \"L\", role: "
                       "clinical-lead}}\n"
                       "base: {rulebook: clinic, version: \">=1.0.0 <2.0.0\"}\n"
                       "changes:\n"
                       "  - reseverity: {rule: retinoid, severity: hold, direction: stricter}\n");
    (void)snprintf(path, sizeof path, "%s/approvals/ours.1.approval", clinic.rules);
    CU_ASSERT_EQUAL(unlink(path), 0); /* nobody approved it */
    CU_ASSERT_EQUAL_FATAL(clinic_plugin()->open(&host, &params, &instance, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(atomic_load(&left_out), 1);
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(atomic_load(&left_out), 2);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

static const struct test tests[] = {
    {"a change that nobody approved is logged when it is left out: at the first open, at a reload",
     a_change_that_nobody_approved_is_logged_when_it_is_left_out},
    {"a log of a reload may call back", a_log_of_a_reload_may_call_back},
    {"a log of the courier's words may call back", a_log_of_the_couriers_words_may_call_back},
    {"a log on the courier's own thread may call back",
     a_log_on_the_couriers_own_thread_may_call_back},
    {0},
};

const struct test_suite test_suites[] = {{"log", NULL, NULL, tests}, {0}};
