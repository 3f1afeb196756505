/* SPDX-License-Identifier: MIT
 *
 * The doors give the same result: every event of tests/cli/golden/events.jsonl goes in as JSON,
 * through the JSON door, and as C structs, through the hooks (built by support/event_build.h); the
 * answers must agree to the byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/result.h"
#include "support/clinic.h"
#include "support/event_build.h"
#include "support/json_door.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *instance;
static struct json_door door;
static precare_json *handle;

static int doors_setup(void)
{
    char command[1024];

    clinic_make(
        &clinic,
        (struct clinic){.act_on = "demonstration",
                        .more = "  clinical-lead: {kind: slack, url-from: \"env:NOBODY\"}\n"
                                "  front-desk: {kind: slack, url-from: \"env:NOBODY\"}\n"
                                "  physician-on-call: {kind: slack, url-from: \"env:NOBODY\"}\n"});
    (void)snprintf(command, sizeof command, "rm -r '%s'/* && cp -R '%s/rules/.' '%s'", clinic.rules,
                   PRECARE_SOURCE, clinic.rules);
    if (system(command) != 0) {
        return 1;
    }
    instance = clinic_open_started(&clinic);
    door = json_door();
    return door.open(clinic.config, &handle, NULL) < 0;
}

static char *by_structs(const char *json)
{
    char why[256];
    const precare_result *r = NULL;
    struct buf out = {0};
    struct event_build *b = event_build_new(json, strlen(json), why);

    if (b == NULL) {
        printf("    %s\n", why);
        return NULL;
    }
    precare_event *e = event_build_event(b);
    precare_error err = {.struct_size = sizeof err};
    precare_hook *hook =
        e->moment == PRECARE_BOOKING ? clinic_plugin()->booking : clinic_plugin()->charting;
    if (hook(instance, e, &r, &err) < 0) {
        printf("    %s: %s\n", err.where, err.message);
    }
    event_build_free(&b); /* the result points at nothing of it */
    result_json(r, 0, &out);
    (void)clinic_plugin()->result_free(instance, r);
    return buf_take(&out);
}

static void one_event(const char *json, uint32_t line)
{
    char *text = NULL;
    int32_t status = door.call(handle, "evaluate", json, strlen(json), &text, NULL, NULL);
    char *structs = by_structs(json);

    CU_ASSERT(status >= 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(structs);
    if (strcmp(text, structs) != 0) {
        printf("    line %u:\n    %s\n    %s\n", line, text, structs);
    }
    CU_ASSERT_STRING_EQUAL(text, structs);
    CU_ASSERT_PTR_NULL(strstr(text, "\"overall\":\"not-evaluated\""));
    door.free(text);
    free(structs);
}

static void both_doors_answer_the_same_to_the_byte(void)
{
    FILE *file = fopen(PRECARE_SOURCE "/tests/cli/golden/events.jsonl", "re");
    char *line = NULL;
    size_t room = 0;
    uint32_t count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        one_event(line, ++count);
    }
    CU_ASSERT(count >= 8);
    free(line);
    (void)fclose(file);
}

static const struct test tests[] = {
    {"both doors answer the same, to the byte", both_doors_answer_the_same_to_the_byte},
    {0},
};

const struct test_suite test_suites[] = {{"doors", doors_setup, NULL, tests}, {0}};
