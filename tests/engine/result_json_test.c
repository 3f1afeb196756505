/* SPDX-License-Identifier: MIT
 *
 * A result as JSON: what the public struct holds and what the table of its keys holds are the same.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/result.h"
#include "engine/result_keys.h"
#include "test.h"

/* ---- a result with something in every field ---- */

static const char *const some_texts[] = {"one", "two"};
static const precare_array some_array = {some_texts, 2, sizeof(char *)};
static const precare_rulebook books[] = {{"book", "1.0.0", "active", "sha256:0"}};
static const precare_task tasks[] = {{.what = "do",
                                      .tell_patient = "Please.",
                                      .due = "2026-12-02",
                                      .until = "2026-12-08",
                                      .for_whom = PRECARE_ASK_PATIENT}};
static const precare_alert alerts[] = {{"ops", "Look."}};
static const precare_note notes[] = {{"code", "text"}};
static const precare_question questions[] = {{
    .about = "medications",
    .of = PRECARE_ASK_PATIENT,
    .state = PRECARE_STALE,
    .since = "2026-03-20",
    .again_from = "2027-01-04",
    .from = PRECARE_CHECK_IN,
    .first = "Anything new?",
    .missing = {some_texts, 2, sizeof(char *)},
    .answer_by = PRECARE_CHECK_IN,
    .rules = {some_texts, 2, sizeof(char *)},
    .ask = {some_texts, 2, sizeof(char *)},
}};

static precare_finding rich_finding(void)
{
    return (precare_finding){
        .finding_id = "f",
        .rule = "rule",
        .rulebook = "book",
        .fingerprint = "r-0",
        .title = "title",
        .topic = "topic",
        .outcome = PRECARE_HOLD,
        .ask_of = PRECARE_ASK_PATIENT,
        .say = "say",
        .matched = some_array,
        .due = some_array,
        .move_to = "2027-01-17",
        .tasks = {tasks, 1, sizeof *tasks},
        .ask = "ask?",
        .override_by = some_array,
        .override_reasons = some_array,
        .override_note = PRECARE_NOTE_REQUIRED,
        .ask_by = PRECARE_CHECK_IN,
        .source_refs = some_array,
        .statements = some_array,
        .basis = "stated",
        .because = "because",
        .detail = "detail",
        .alerts = {alerts, 1, sizeof *alerts},
        .cleared_by = "physician",
        .cleared_reason = "reason",
        .cleared_on = "2026-11-21",
        .missing = some_array,
        .changed_by = "overlay 1.0.0",
        .matter = "m-41c09a7e",
    };
}

static precare_result rich_result(const precare_finding *finding)
{
    return (precare_result){
        .struct_size = sizeof(precare_result),
        .overall = PRECARE_HOLD,
        .coverage = PRECARE_PARTIAL,
        .evaluation_id = "e",
        .event_id = "apt/1",
        .reference_date = "2026-12-07",
        .today = "2026-11-23",
        .ref = "REF",
        .error_path = "appointment.start",
        .error_message = "not a time",
        .rulebooks = {books, 1, sizeof *books},
        .findings = {finding, 1, sizeof *finding},
        .questions = {questions, 1, sizeof *questions},
        .shadow = {finding, 1, sizeof *finding},
        .unmatched = some_array,
        .unread = some_array,
        .notes = {notes, 1, sizeof *notes},
    };
}

static json_t *result_printed(const precare_result *r, uint32_t line)
{
    struct buf out = {0};

    result_json(r, line, &out);
    CU_ASSERT_FATAL(!out.failed && out.at != NULL);
    json_t *json = json_loads(out.at, JSON_REJECT_DUPLICATES, NULL);
    buf_end(&out);
    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    return json;
}

/* ---- the table against what was printed ---- */

static void same_keys(const struct table *table, const json_t *map)
{
    CU_ASSERT_EQUAL(json_object_size(map), table->count);
    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];
        const json_t *value = json_object_get(map, key->name);

        if (value == NULL || json_is_null(value)) {
            (void)fprintf(stderr, "%s.%s is not printed\n", table->name, key->name);
            CU_FAIL("a row is missing");
            continue;
        }
        if (key->shape == SHAPE_MAP) {
            same_keys(key->table, value);
        } else if (key->shape == SHAPE_MAPS) {
            CU_ASSERT(json_array_size(value) > 0);
            same_keys(key->table, json_array_get(value, 0));
        }
    }
}

static void keys_printed_are_those_of_the_table(void)
{
    precare_finding finding = rich_finding();
    precare_result result = rich_result(&finding);
    json_t *json = result_printed(&result, 12);

    same_keys(&result_table, json);
    json_decref(json);
}

/* ---- the table against the public struct ---- */

static size_t field_size(const struct key *key)
{
    switch (key->shape) {
    case SHAPE_TEXT: return sizeof(char *);
    case SHAPE_CHOICE: return sizeof(uint32_t);
    case SHAPE_TEXTS:
    case SHAPE_MAPS: return sizeof(precare_array);
    default: return 0;
    }
}

static void mark_fields(const struct table *table, unsigned char *told)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];

        if (key->shape == SHAPE_MAP) {
            mark_fields(key->table, told);
        } else {
            memset(told + key->offset, 1, field_size(key));
        }
    }
}

/* Fields that the JSON has no key for, each for a reason that is known. */
static const struct {
    const char *table;
    size_t offset, size;
} untold[] = {
    {"result", offsetof(precare_result, struct_size), sizeof(uint32_t)},
    {"result", offsetof(precare_result, reserved), sizeof(uint32_t)},
    {"finding", offsetof(precare_finding, ask_of), sizeof(uint32_t)}, /* stands in questions */
    {"finding", offsetof(precare_finding, ask_by), sizeof(uint32_t)},
    {"task", offsetof(precare_task, reserved), sizeof(uint32_t)},
};

static void fields_are_told(const struct table *table)
{
    unsigned char told[512] = {0};

    CU_ASSERT_FATAL(table->size <= sizeof told);
    mark_fields(table, told);
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++) {
        if (strcmp(untold[i].table, table->name) == 0) {
            memset(told + untold[i].offset, 1, untold[i].size);
        }
    }
    for (size_t i = 0; i < table->size; i++) {
        if (told[i] == 0) {
            (void)fprintf(stderr, "byte %zu of a %s is printed by no row\n", i, table->name);
            CU_FAIL("a row is missing");
            break;
        }
    }
    for (uint32_t i = 0; i < table->count; i++) {
        if (table->keys[i].shape == SHAPE_MAPS) {
            fields_are_told(table->keys[i].table);
        }
    }
}

static void every_field_of_the_header_has_a_row(void)
{
    fields_are_told(&result_table);
}

/* ---- what is not there ---- */

static void an_empty_result_has_every_key_and_null(void)
{
    const precare_finding finding = {.rule = "r"};
    const precare_result result = {.findings = {&finding, 1, sizeof finding}};
    json_t *json = result_printed(&result, 0);
    const json_t *one = json_array_get(json_object_get(json, "findings"), 0);

    CU_ASSERT_EQUAL(json_object_size(json), result_table.count);
    CU_ASSERT(json_is_null(json_object_get(json, "error")));
    CU_ASSERT(json_is_null(json_object_get(one, "override")));
    CU_ASSERT(json_is_null(json_object_get(one, "cleared")));
    CU_ASSERT(json_is_object(json_object_get(one, "source")));
    CU_ASSERT_PTR_NULL(json_object_get(one, "changed_by"));
    json_decref(json);
}

static const struct test tests[] = {
    {"The keys that are printed are those of the table", keys_printed_are_those_of_the_table},
    {"Every field of the public header has a row", every_field_of_the_header_has_a_row},
    {"An empty result has every key, and null", an_empty_result_has_every_key_and_null},
    {0},
};

const struct test_suite test_suites[] = {{"a result as JSON", NULL, NULL, tests}, {0}};
