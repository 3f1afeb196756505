/* SPDX-License-Identifier: MIT
 *
 * For the tests of this room: the shipped rules, an event, and its form. A fault fails the running
 * test. One thread.
 */
#ifndef TESTS_FORM_SHIPPED_H
#define TESTS_FORM_SHIPPED_H

#include <string.h>

#include "form/form.h"
#include "rulebook/load.h"
#include "test.h"
#include "visit/event_json.h"

static struct rules *shipped;
static struct zone *new_york;

static int shipped_begin(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE};
    struct rule_files files;
    const char *error;
    struct faults faults;

    faults_begin(&faults);
    if (files_read(paths, 1, &faults, &files) == 0) {
        shipped = rules_load(&files, &options, &faults);
        files_end(&files);
    }
    faults_end(&faults);
    new_york = zone_open("America/New_York", &error);
    return shipped != NULL && new_york != NULL ? 0 : -1;
}

static int shipped_end(void)
{
    rules_free(&shipped);
    zone_close(&new_york);
    return 0;
}

/* The visit of a document. */
__attribute__((unused)) static struct visit visit_of(const char *json, struct arena *arena)
{
    struct visit visit = {0};
    struct faults faults;

    faults_begin(&faults);
    CU_ASSERT_EQUAL(event_from_json(json, strlen(json), new_york, arena, &faults, &visit), 0);
    faults_end(&faults);
    return visit;
}

__attribute__((unused)) static struct form form_of(const struct rules *rules, const char *json,
                                                   struct arena *arena)
{
    struct visit visit = visit_of(json, arena);
    struct form form = {0};

    CU_ASSERT_TRUE(form_make(rules, &visit, true, arena, &form));
    return form;
}

#define BARE_BOOKING(procedure, more)                                                              \
    "{\"format\":\"precare-event/1\",\"event_id\":\"e\",\"moment\":\"booking\","                   \
    "\"now\":\"2026-11-23T10:00:00-05:00\",\"appointment\":{\"id\":\"a\","                         \
    "\"start\":\"2026-12-07T14:00:00-05:00\",\"procedure\":{\"text\":\"" procedure                 \
    "\"},\"sites\":[\"face\"]}" more "}"

#endif
