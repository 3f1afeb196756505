/* SPDX-License-Identifier: MIT
 *
 * A host hears in its log whose the configuration and the rules are, where they are not root's or
 * its own; and does not open with those that anybody may write.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static char heard[2048];

static void log_keep(void *ctx, uint32_t level, const char *component, const char *message)
{
    size_t len = strlen(heard);

    (void)ctx;
    (void)snprintf(heard + len, sizeof heard - len, "%u %s: %s\n", level, component, message);
}

/* The status of an open, which is closed again; what the host hears is in `heard`. */
static int32_t strangers_open(precare_error *err)
{
    precare_host host = {.struct_size = sizeof host, .log = log_keep};
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;

    heard[0] = '\0';
    *err = (precare_error){.struct_size = sizeof *err};
    int32_t status = clinic_plugin()->open(&host, &params, &instance, err);
    CU_ASSERT_EQUAL(status >= 0, instance != NULL);
    if (instance != NULL) {
        CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    }
    return status;
}

static void whose_the_configuration_is_is_said_once(void)
{
    precare_error err;

    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT(strangers_open(&err) >= 0);
    CU_ASSERT_PTR_NULL(strstr(heard, "configuration"));
    CU_ASSERT_EQUAL(chmod(clinic.config, 0664), 0);
    CU_ASSERT(strangers_open(&err) >= 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "config: a group may write the configuration"));
    CU_ASSERT(strangers_open(&err) >= 0); /* as php-fpm does, at each request */
    CU_ASSERT_PTR_NULL(strstr(heard, "configuration"));
    CU_ASSERT_EQUAL(chmod(clinic.config, 0646), 0);
    CU_ASSERT_EQUAL(strangers_open(&err), PRECARE_E_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "A507: anybody may write the configuration"));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "chmod o-w"));
}

static void a_strangers_rules_are_said_when_they_are_taken_into_use(void)
{
    precare_error err;

    if (geteuid() != 0) {
        test_elsewhere("only root can give a file away; CI is root, and shows it");
        return;
    }
    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(chown(clinic.rules, 12345, 0), 0);
    CU_ASSERT(strangers_open(&err) >= 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "rules: these rules belong to another user"));
    CU_ASSERT(strangers_open(&err) >= 0); /* those in use are the state directory's */
    CU_ASSERT_PTR_NULL(strstr(heard, "another user"));
}

static const struct test tests[] = {
    {"whose the configuration is is said, once a change", whose_the_configuration_is_is_said_once},
    {"a stranger's rules are said when they are taken into use",
     a_strangers_rules_are_said_when_they_are_taken_into_use},
    {0},
};

const struct test_suite test_suites[] = {{"strangers", NULL, NULL, tests}, {0}};
