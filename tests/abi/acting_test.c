/* SPDX-License-Identifier: MIT
 *
 * What acts when two instances of one process ask different things of the same rules: one for
 * demonstration, which asks nobody's approval, and one that acts on patients.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/clinic.h"
#include "support/look.h"
#include "test.h"

static struct clinic clinic;
static char shown[400]; /* the configuration of the demonstration */

static void file_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT(fputs(text, file) >= 0);
    CU_ASSERT_EQUAL(fchmod(fileno(file), 0600), 0);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

/* Into the rules, without anybody's approval. */
static void edit(const char *name, const char *text)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", clinic.rules, name);
    file_write(path, text);
}

static const char silence[] =
    "format: precare-overlay/1\n"
    "overlay: {id: own, version: \"1.0.0\", owner: {name: \"L\", role: clinical-lead}}\n"
    "base: {rulebook: clinic, version: \">=1.0.0 <2.0.0\"}\n"
    "changes:\n"
    "  - silence: {rule: too-young}\n"
    "    because: \"For a while.\"\n"
    "    until: \"2098-01-01\"\n";

/* The same rules for demonstration; with a state directory of its own, or the same. */
static void demonstration_make(bool own_state)
{
    char text[4096] = "", fresh[8192], *at;
    FILE *file = fopen(clinic.config, "re");

    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT(fread(text, 1, sizeof text - 1, file) > 0);
    (void)fclose(file);
    at = strstr(text, "act-on: active");
    CU_ASSERT_FATAL(at != NULL);
    (void)snprintf(fresh, sizeof fresh, "%.*sact-on: demonstration%s", (int)(at - text), text,
                   at + strlen("act-on: active"));
    at = strstr(fresh, "/state\"");
    CU_ASSERT_FATAL(at != NULL);
    memcpy(at, own_state ? "/shown\"" : "/state\"", strlen("/state\""));
    (void)snprintf(shown, sizeof shown, "%s/shown.yaml", clinic.dir);
    file_write(shown, fresh);
}

static int32_t open_status(const char *config)
{
    precare_params params = {.struct_size = sizeof params, .config = config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    int32_t status = clinic_plugin()->open(NULL, &params, &instance, &err);

    if (status < 0) {
        printf("    %s:%u: %s\n", err.where, err.line, err.message);
        return status;
    }
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    return status;
}

static uint32_t overall_of(const char *config)
{
    struct clinic one = clinic;
    struct clinic_event e;

    (void)snprintf(one.config, sizeof one.config, "%.287s", config);
    precare_instance *instance = clinic_open(&one);
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    uint32_t overall = clinic_raise(instance, &e, NULL);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    return overall;
}

static void what_a_demonstration_shows_does_not_act(void)
{
    clinic_make(&clinic, (struct clinic){0});
    demonstration_make(true);
    edit("own.yaml", silence);
    CU_ASSERT_EQUAL(overall_of(clinic.config), PRECARE_HOLD);
    CU_ASSERT_EQUAL(overall_of(shown), PRECARE_CLEAR); /* the change is tried */
    CU_ASSERT_EQUAL(overall_of(clinic.config), PRECARE_HOLD);
    CU_ASSERT_EQUAL(overall_of(shown), PRECARE_CLEAR);
}

static void an_edit_that_is_good_for_a_demonstration_is_looked_at_again(void)
{
    char path[512], text[8192];

    clinic_make(&clinic, (struct clinic){0});
    demonstration_make(false);
    CU_ASSERT_EQUAL(open_status(clinic.config), PRECARE_OK);
    (void)snprintf(path, sizeof path, "%s/clinic.yaml", clinic.rules);
    FILE *file = fopen(path, "re");
    CU_ASSERT_FATAL(file != NULL);
    size_t len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[len] = '\0';
    char *at = strstr(text, "{below: 22 years}");
    CU_ASSERT_FATAL(at != NULL);
    memcpy(at, "{below: 21 years}", strlen("{below: 21 years}"));
    edit("clinic.yaml", text);
    CU_ASSERT_EQUAL(open_status(shown), PRECARE_OK);
    CU_ASSERT_EQUAL(open_status(clinic.config), PRECARE_LAST_GOOD);
    CU_ASSERT_EQUAL(open_status(shown), PRECARE_OK);
}

static const struct test tests[] = {
    {"what a demonstration in the same process shows does not act",
     what_a_demonstration_shows_does_not_act},
    {"an edit that is good for a demonstration is looked at again by who acts",
     an_edit_that_is_good_for_a_demonstration_is_looked_at_again},
    {0},
};

const struct test_suite test_suites[] = {{"acting", NULL, NULL, tests}, {0}};
