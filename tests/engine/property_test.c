/* SPDX-License-Identifier: MIT
 *
 * Properties of the engine on random visits (a fixed seed; PRECARE_VISITS says how many, 20,000 by
 * default, 100,000 in CI): the same visit gives the same bytes; the trigger index and the plain
 * loop agree; the order of entries changes no finding; filling in a missing fact never turns T into
 * F or F into T; a rule that cannot be told is visible.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "engine/engine.h"
#include "support/property_book.h"
#include "support/random_event.h"
#include "support/random_visit.h"
#include "test.h"
#include "visit/days.h"

static struct rules *rules;

static int property_load(void)
{
    rules = property_rules();
    return rules != NULL ? 0 : 1;
}

static int property_unload(void)
{
    rules_free(&rules);
    return 0;
}

/* ---- looking at what comes out ---- */

static char *json_of(const struct visit *v, bool plain_loop, struct trace *trace)
{
    struct engine_options options = {.draft = true, .plain_loop = plain_loop};
    struct result *result = engine_evaluate(rules, v, &options, trace);
    struct buf out = {0};

    if (result != NULL) {
        result_json(&result->out, 0, &out);
    }
    result_drop(&result);
    return buf_take(&out);
}

static uint32_t how_many(void)
{
    const char *said = getenv("PRECARE_VISITS");
    long count = said != NULL ? strtol(said, NULL, 10) : 20000;

    return count > 0 ? (uint32_t)count : 20000;
}

static void fail_once(bool *failed, const char *what, uint32_t visit, const char *more)
{
    if (!*failed) {
        fprintf(stderr, "visit %u: %s%s%s\n", visit, what, more != NULL ? ": " : "",
                more != NULL ? more : "");
    }
    *failed = true;
}

static void the_same_visit_gives_the_same_bytes_by_index_and_by_plain_loop(void)
{
    bool failed = false;
    uint32_t findings = 0;
    uint64_t seed = 1;

    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r;

        random_visit_make(&seed, &r);
        char *a = json_of(&r.visit, false, NULL), *b = json_of(&r.visit, false, NULL);
        char *c = json_of(&r.visit, true, NULL);
        if (a == NULL || b == NULL || c == NULL || strcmp(a, b) != 0 || strcmp(a, c) != 0) {
            fail_once(&failed, "different bytes", n, c);
        }
        findings += a != NULL && strstr(a, "\"findings\":[{") != NULL;
        mem_drop(a);
        mem_drop(b);
        mem_drop(c);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(findings > how_many() / 2);
}

/* A finding without what names places: indices of entries move with the entries. */
static bool same_findings(const struct result *a, const struct result *b)
{
    const precare_finding *x = a->out.findings.items, *y = b->out.findings.items;

    if (a->out.findings.count != b->out.findings.count || a->out.overall != b->out.overall) {
        return false;
    }
    for (uint32_t i = 0; i < a->out.findings.count; i++) {
        bool same_date = (x[i].move_to == NULL && y[i].move_to == NULL) ||
                         (x[i].move_to != NULL && y[i].move_to != NULL &&
                          strcmp(x[i].move_to, y[i].move_to) == 0);
        bool same_facts = memcmp(&a->facts[i], &b->facts[i], sizeof a->facts[i]) == 0;

        if (strcmp(x[i].rule, y[i].rule) != 0 || x[i].outcome != y[i].outcome || !same_date ||
            !same_facts || x[i].matched.count != y[i].matched.count ||
            x[i].missing.count != y[i].missing.count ||
            (x[i].matter != NULL) != (y[i].matter != NULL) ||
            (x[i].matter != NULL && strcmp(x[i].matter, y[i].matter) != 0)) {
            return false;
        }
        const char *const *p = x[i].matched.items, *const *q = y[i].matched.items;
        for (uint32_t k = 0; k < x[i].matched.count; k++) {
            if (strcmp(p[k], q[k]) != 0) {
                return false;
            }
        }
    }
    return true;
}

static void the_order_of_entries_changes_no_finding(void)
{
    bool failed = false;
    uint64_t seed = 2;

    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r, other;
        struct engine_options options = {.draft = true};

        random_visit_make(&seed, &r);
        random_visit_copy(&other, &r);
        for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
            random_visit_shuffle(&seed, &other, (enum chart)chart);
        }
        struct result *a = engine_evaluate(rules, &r.visit, &options, NULL);
        struct result *b = engine_evaluate(rules, &other.visit, &options, NULL);
        if (a == NULL || b == NULL || !same_findings(a, b)) {
            fail_once(&failed, "the order of entries changed a finding", n, NULL);
        }
        result_drop(&a);
        result_drop(&b);
    }
    CU_ASSERT_FALSE(failed);
}

/* What is dated after today is no answer, and the door drops it. */
static bool answers_have_been_given(const struct visit *v)
{
    for (uint32_t i = 0; i < v->answer_count; i++) {
        if (v->answers[i].on.kind != WHEN_UNKNOWN && v->answers[i].on.last > v->today) {
            return false;
        }
    }
    return true;
}

static void filling_in_a_missing_fact_never_flips_a_settled_answer(void)
{
    struct trace before = {calloc(rules->cond_count, sizeof *before.conds),
                           calloc(PROPERTY_RULES, sizeof *before.rules)};
    struct trace after = {calloc(rules->cond_count, sizeof *after.conds),
                          calloc(PROPERTY_RULES, sizeof *after.rules)};
    bool failed = false;
    uint32_t settled = 0, later = 0;
    uint64_t seed = 3;

    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r, more;

        random_visit_make(&seed, &r);
        random_visit_copy(&more, &r);
        random_visit_fill(&seed, &more);
        char *a = json_of(&r.visit, true, &before), *b = json_of(&more.visit, true, &after);
        for (uint32_t i = 0; i < PROPERTY_RULES; i++) {
            uint8_t x = before.rules[i].condition, y = after.rules[i].condition;

            settled += x == TRUTH_U && y != TRUTH_U;
            bool too_early = before.rules[i].fate == FATE_ASKED_LATER &&
                             rules->rules[i].ask_from == 0; /* without a moment of its own */
            if (too_early && y != TRUTH_U && answers_have_been_given(&more.visit)) {
                fail_once(&failed, "asked later, and settled today", n, property_conditions[i]);
            }
            later += too_early;
            if (x != TRUTH_U && x != y) {
                fail_once(&failed, x == TRUTH_T ? "T was lost" : "F was lost", n,
                          property_conditions[i]);
            }
        }
        mem_drop(a);
        mem_drop(b);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(settled > 100); /* the test would notice if nothing was ever filled in */
    CU_ASSERT(later > 100);
    free(before.conds);
    free(before.rules);
    free(after.conds);
    free(after.rules);
}

static bool holds_text(const precare_array *texts, const char *text)
{
    const char *const *at = texts->items;

    for (uint32_t i = 0; i < texts->count; i++) {
        if (strcmp(at[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* Among the questions of now, or of a later moment; each with its words, paths and state. */
static bool stands_in_a_group(const struct result *result, const char *rule, bool later)
{
    const precare_question *q = result->out.questions.items;

    for (uint32_t i = 0; i < result->out.questions.count; i++) {
        if (holds_text(&q[i].rules, rule) && q[i].again_from == NULL && (q[i].from != 0) == later &&
            q[i].ask.count > 0 && q[i].missing.count > 0 && q[i].state != 0 && q[i].of != 0) {
            return true;
        }
    }
    return false;
}

static void a_rule_that_cannot_be_told_is_visible_with_what_is_missing(void)
{
    struct trace trace = {calloc(rules->cond_count, sizeof *trace.conds),
                          calloc(PROPERTY_RULES, sizeof *trace.rules)};
    bool failed = false;
    uint32_t unknown = 0;
    uint64_t seed = 4;

    for (uint32_t n = 0; n < how_many() / 4; n++) {
        struct random_visit r;

        random_visit_make(&seed, &r);
        struct engine_options options = {.draft = true};
        struct result *result = engine_evaluate(rules, &r.visit, &options, &trace);
        for (uint32_t i = 0; result != NULL && i < PROPERTY_RULES; i++) {
            if (trace.rules[i].condition != TRUTH_U) {
                continue;
            }
            unknown++;
            bool later = trace.rules[i].fate == FATE_ASKED_LATER;
            bool told = later;
            const precare_finding *f = result->out.findings.items;
            for (uint32_t k = 0; k < result->out.findings.count; k++) {
                told |= strcmp(f[k].rule, rules->rules[i].id) == 0 && f[k].outcome == PRECARE_ASK &&
                        f[k].missing.count;
            }
            if (!told || !stands_in_a_group(result, rules->rules[i].id, later)) {
                fail_once(&failed, "an unknown without a question or a path", n,
                          property_conditions[i]);
            }
        }
        result_drop(&result);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(unknown > 100);
    free(trace.conds);
    free(trace.rules);
}

/* ---- clearances that last ---- */

/* The result of a visit with this clearance, and how many findings it cleared. */
static struct result *cleared_by(const struct visit *v, const struct clearance *c,
                                 uint32_t *count_r)
{
    struct engine_options options = {.draft = true};
    struct visit visit = *v;

    visit.clearances = c;
    visit.clearance_count = 1;
    struct result *result = engine_evaluate(rules, &visit, &options, NULL);
    const precare_finding *f = result != NULL ? result->out.findings.items : NULL;

    *count_r = 0;
    for (uint32_t i = 0; f != NULL && i < result->out.findings.count; i++) {
        *count_r += f[i].cleared_by != NULL;
    }
    return result;
}

/* Given at another appointment, within its thirty days. */
static void a_clearance_clears_its_rule_and_its_matter_and_nothing_else(void)
{
    bool failed = false;
    uint32_t tried = 0;
    uint64_t seed = 5;

    for (uint32_t n = 0; n < how_many() / 4; n++) {
        struct engine_options options = {.draft = true};
        struct random_visit r;
        uint32_t same = 0, other = 0;

        random_visit_make(&seed, &r);
        r.visit.start = when_on(r.visit.reference);
        struct result *a = engine_evaluate(rules, &r.visit, &options, NULL);
        uint32_t count = a != NULL ? a->out.findings.count : 0;
        const precare_finding *f =
            count > 0 ? (const precare_finding *)a->out.findings.items + random_below(&seed, count)
                      : NULL;
        if (f != NULL && f->matter != NULL) {
            struct clearance c = {
                .rule = span_of(f->rule),
                .role = SPAN("physician"),
                .reason = SPAN("fine"),
                .appointment = SPAN("another"),
                .matter = span_of(f->matter),
                .on = when_on(r.visit.reference - (int32_t)random_below(&seed, 30))};
            struct clearance wrong = c;

            wrong.matter = SPAN("m-00000000");
            struct result *b = cleared_by(&r.visit, &c, &same);
            struct result *d = cleared_by(&r.visit, &wrong, &other);

            tried++;
            if (b == NULL || d == NULL || same != 1 || other != 0 ||
                b->out.findings.count != count || !same_findings(a, d)) {
                fail_once(&failed, "a clearance is of one matter", n, f->rule);
            }
            result_drop(&b);
            result_drop(&d);
        }
        result_drop(&a);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(tried > how_many() / 40);
}

static const struct test tests[] = {
    {"The same visit gives the same bytes, by the index and by the plain loop",
     the_same_visit_gives_the_same_bytes_by_index_and_by_plain_loop},
    {"The order of entries changes no finding", the_order_of_entries_changes_no_finding},
    {"Filling in a missing fact never flips a settled answer",
     filling_in_a_missing_fact_never_flips_a_settled_answer},
    {"A rule that cannot be told is visible, with what is missing",
     a_rule_that_cannot_be_told_is_visible_with_what_is_missing},
    {"A clearance clears its rule and its matter, and nothing else",
     a_clearance_clears_its_rule_and_its_matter_and_nothing_else},
    {0},
};

const struct test_suite test_suites[] = {{"properties", property_load, property_unload, tests},
                                         {0}};
