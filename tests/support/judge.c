/* SPDX-License-Identifier: MIT
 *
 * See judge.h. Events go through the same JSON door as a host's.
 */
#include "support/judge.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "visit/event_json.h"

static const char base_event[] =
    "{\"format\":\"precare-event/"
    "1\",\"event_id\":\"e1\",\"moment\":\"booking\",\"action\":\"create\","
    "\"phase\":\"preview\",\"now\":\"2026-12-01T10:00:00-05:00\",\"subject\":\"s1\","
    "\"patient\":{\"birth_date\":\"1990-05-04\",\"sex\":\"female\",\"pregnancy\":\"not-pregnant\"},"
    "\"appointment\":{\"id\":\"a1\",\"start\":\"2027-01-12T14:00:00-05:00\",\"minutes\":60,"
    "\"procedure\":{\"text\":\"microneedling\"},\"modality\":\"mechanical\",\"sites\":[\"cheek\"],"
    "\"indication\":\"acne-scar\",\"price\":\"450 USD\",\"state\":\"planned\"},"
    "\"provider\":{\"id\":\"p\",\"role\":\"physician\",\"training\":[\"microneedling\"]},"
    "\"conditions\":{\"reviewed\":\"2026-12-01\",\"entries\":[]},"
    "\"medications\":{\"reviewed\":\"2026-12-01\",\"entries\":[]},"
    "\"allergies\":{\"reviewed\":\"2026-12-01\",\"entries\":[]},"
    "\"procedures\":{\"reviewed\":\"2026-12-01\",\"entries\":[]}}";

struct rules *judge_rules(const char *yaml)
{
    struct faults faults;
    struct rule_file file = {"test.yaml", yaml, strlen(yaml)};
    struct rule_files files = {.at = &file, .count = 1};
    struct load_options options = {.today = DATE_NONE, .for_review = true};

    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    if (rules == NULL) {
        struct buf out = {0};

        faults_print(&faults, FAULTS_TEXT, &out);
        fprintf(stderr, "%s\n", out.at != NULL ? out.at : "rules did not load");
        buf_end(&out);
        CU_FAIL("the rules of the test load");
    }
    faults_end(&faults);
    return rules;
}

static void judge_merge(json_t *into, json_t *patch)
{
    const char *key;
    json_t *value;

    json_object_foreach(patch, key, value)
    {
        json_t *there = json_object_get(into, key);

        if (json_is_null(value)) {
            json_object_del(into, key);
        } else if (json_is_object(value) && json_is_object(there)) {
            judge_merge(there, value);
        } else {
            json_object_set(into, key, value);
        }
    }
}

json_t *judge_event(const char *patch)
{
    json_error_t error;
    json_t *event = json_loads(base_event, 0, NULL);
    json_t *changes = json_loads(patch, 0, &error);

    if (changes == NULL) {
        fprintf(stderr, "patch: %s: %s\n", error.text, patch);
        CU_FAIL("the patch of the test is JSON");
    }
    judge_merge(event, changes);
    json_decref(changes);
    return event;
}

static char *judge_answer(const struct rules *rules, const struct visit *visit,
                          struct engine_options options, struct trace *trace)
{
    struct buf out = {0};
    struct result *result = engine_evaluate(rules, visit, &options, trace);

    CU_ASSERT_PTR_NOT_NULL(result);
    if (result == NULL) {
        return NULL;
    }
    result_json(&result->out, 0, &out);
    result_drop(&result);
    return buf_take(&out);
}

static char *judged_three_ways(const struct rules *rules, const struct visit *visit)
{
    struct trace trace = {calloc(rules->cond_count + 1, sizeof *trace.conds),
                          calloc(rules->rule_count + 1, sizeof *trace.rules)};
    char *by_index = judge_answer(rules, visit, (struct engine_options){.draft = true}, NULL);
    char *plainly = judge_answer(rules, visit,
                                 (struct engine_options){.draft = true, .plain_loop = true}, NULL);
    char *traced = judge_answer(rules, visit, (struct engine_options){.draft = true}, &trace);

    CU_ASSERT(by_index && plainly && traced && !strcmp(by_index, plainly) &&
              !strcmp(by_index, traced));
    free(trace.conds);
    free(trace.rules);
    mem_drop(plainly);
    mem_drop(traced);
    return by_index;
}

json_t *judge_result(const struct rules *rules, const json_t *event)
{
    const char *reason = NULL;
    struct zone *zone = zone_open("America/New_York", &reason);
    struct arena arena;
    struct faults faults;
    struct visit visit;
    json_t *result = NULL;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    char *text = json_dumps(event, 0);
    if (zone == NULL || event_from_json(text, strlen(text), zone, &arena, &faults, &visit) != 0) {
        fprintf(stderr, "event: %s: %s\n", faults.count ? faults.items[0].what : "?", text);
        CU_FAIL("the event of the test can be read");
    } else {
        char *json = judged_three_ways(rules, &visit);

        result = json != NULL ? json_loads(json, 0, NULL) : NULL;
        CU_ASSERT_PTR_NOT_NULL(result);
        mem_drop(json);
    }
    free(text);
    faults_end(&faults);
    arena_end(&arena);
    zone_close(&zone);
    return result;
}

json_t *judge_finding(const json_t *result, const char *rule, const char *outcome)
{
    size_t i;
    json_t *finding;

    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        const char *its_rule = json_string_value(json_object_get(finding, "rule"));
        const char *its_outcome = json_string_value(json_object_get(finding, "outcome"));

        if (!strcmp(its_rule, rule) && (outcome == NULL || !strcmp(its_outcome, outcome))) {
            return finding;
        }
    }
    return NULL;
}

const char *judge_texts(const json_t *array)
{
    static char out[2048];
    size_t i, len = 0;
    json_t *text;

    out[0] = '\0';
    json_array_foreach(array, i, text) len += (size_t)snprintf(
        out + len, sizeof out - len, "%s%s", i ? ", " : "", json_string_value(text));
    return out;
}

static void judge_row(const struct rules *rules, const struct value_row *row, const char *condition)
{
    json_t *event = judge_event(row->patch);
    json_t *result = judge_result(rules, event);
    char said[2200];
    json_t *ask = judge_finding(result, "r", "ask");

    if (ask != NULL) {
        snprintf(said, sizeof said, "U %s", judge_texts(json_object_get(ask, "missing")));
    } else {
        snprintf(said, sizeof said, "%s", judge_finding(result, "r", "info") != NULL ? "T" : "F");
    }
    if (strcmp(said, row->expected) != 0) {
        fprintf(stderr, "if: %s\n  with %s\n  expected %s, got %s\n", condition, row->patch,
                row->expected, said);
        CU_FAIL("the condition has the value that the language says");
    } else {
        CU_PASS("");
    }
    json_decref(result);
    json_decref(event);
}

void judge_conditions(const char *before, const char *after, const struct value_row *rows)
{
    struct rules *rules = NULL;
    const char *condition = NULL;

    for (const struct value_row *row = rows; row->expected != NULL; row++) {
        if (row->condition != NULL) {
            struct buf text = {0};

            condition = row->condition;
            rules_free(&rules);
            buf_printf(&text, "%s%s%s", before, condition, after);
            rules = text.at != NULL ? judge_rules(text.at) : NULL;
            buf_end(&text);
        }
        if (rules != NULL) {
            judge_row(rules, row, condition);
        }
    }
    rules_free(&rules);
}

void judge_groups_say(const json_t *result, const char *const *keys, char *out, size_t room)
{
    static const char *const lists[] = {"ask", "rules", "missing"};
    size_t i, len = 0;
    json_t *q;

    out[0] = '\0';
    json_array_foreach(json_object_get(result, "questions"), i, q)
    {
        for (size_t k = 0; keys[k] != NULL; k++) {
            const char *text = json_string_value(json_object_get(q, keys[k]));

            len += (size_t)snprintf(out + len, room - len, "%s%s", k > 0 ? " " : "",
                                    text != NULL ? text : "-");
        }
        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
            len += (size_t)snprintf(out + len, room - len, " | %s",
                                    judge_texts(json_object_get(q, lists[k])));
        }
        len += (size_t)snprintf(out + len, room - len, "\n");
    }
}

void judge_groups(const struct rules *rules, const char *patch, const char *const *keys,
                  const char *overall, const char *expected)
{
    char said[4096];
    json_t *event = judge_event(patch);
    json_t *result = judge_result(rules, event);

    judge_groups_say(result, keys, said, sizeof said);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(result, "overall")), overall);
    if (strcmp(said, expected) != 0) {
        fprintf(stderr, "with %s\nexpected:\n%sgot:\n%s", patch, expected, said);
        CU_FAIL("the questions are those that the language says");
    } else {
        CU_PASS("");
    }
    json_decref(result);
    json_decref(event);
}
