/* SPDX-License-Identifier: MIT
 *
 * A visit said as a document is the same visit when it is read back: that of every test beside the
 * shipped rules, by every row of the event's table, and an event that says every key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rulebook/load.h"
#include "rulebook/scenario.h"
#include "support/visit_said.h"
#include "test.h"
#include "visit/event_json.h"
#include "visit/event_out.h"

/* An answer that is "missing" is not there: a document does not say it. */
static void missing_leave(struct buf *said)
{
    char *at;

    while (said->at != NULL && (at = strstr(said->at, ": missing\n")) != NULL) {
        char *end = at + strlen(": missing\n"), *line = at;

        while (line > said->at && line[-1] != '\n') {
            line--;
        }
        memmove(line, end, strlen(end) + 1);
        said->len -= (size_t)(end - line);
    }
}

/* Whether it comes back; `json` is the document. */
static bool comes_back(const struct visit *visit, struct buf *json)
{
    struct buf before = {.limit = 1u << 20}, after = {.limit = 1u << 20};
    struct faults faults;
    struct arena arena;
    struct visit back;
    bool same;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    event_write(visit, json);
    visit_said(visit, &before);
    missing_leave(&before);
    same = !json->failed &&
           event_from_json(json->at, json->len, visit->zone, &arena, &faults, &back) == 0;
    if (same) {
        visit_said(&back, &after);
        same = before.len == after.len && memcmp(before.at, after.at, before.len) == 0;
    }
    if (!same) {
        (void)printf("    %s\n%s\n%s\n", json->at, before.at, after.at != NULL ? after.at : "");
        faults_print(&faults, FAULTS_TEXT, &after);
        (void)printf("%s\n", after.at != NULL ? after.at : "");
    }
    buf_end(&before);
    buf_end(&after);
    faults_end(&faults);
    arena_end(&arena);
    return same;
}

static void every_test_of_the_rules_comes_back(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_files files;
    struct faults faults;
    uint32_t wrong = 0;

    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(files_read(paths, 1, &faults, &files), 0);
    struct rules *rules = rules_load(&files, &options, &faults);
    CU_ASSERT_FATAL(rules != NULL);
    CU_ASSERT(rules->scenarios->count > 500);
    for (uint32_t i = 0; i < rules->scenarios->count && wrong < 3; i++) {
        struct visit v = rules->scenarios->at[i].visit;
        struct buf json = {.limit = 1u << 20};

        v.event_id = v.subject = v.appointment = SPAN("drill-1");
        v.sex_said = v.sex_said || v.sex != 0; /* a test says it in words that are known */
        wrong += !comes_back(&v, &json);
        buf_end(&json);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    rules_free(&rules);
    files_end(&files);
    faults_end(&faults);
}

static void an_event_that_says_every_key_comes_back(void)
{
    json_t *event = event_of_examples();
    char *text = json_dumps(event, 0);
    struct buf json = {.limit = 1u << 20};
    struct faults faults;
    struct arena arena;
    struct visit visit;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(event_from_json(text, strlen(text), zone_utc(), &arena, &faults, &visit),
                          0);
    CU_ASSERT_TRUE(comes_back(&visit, &json));
    buf_end(&json);
    faults_end(&faults);
    arena_end(&arena);
    free(text);
    json_decref(event);
}

static const struct test tests[] = {
    {"every test of the shipped rules comes back", every_test_of_the_rules_comes_back},
    {"an event that says every key comes back", an_event_that_says_every_key_comes_back},
    {0}};

const struct test_suite test_suites[] = {{"a visit as a document", NULL, NULL, tests}, {0}};
