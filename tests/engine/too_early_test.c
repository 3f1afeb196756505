/* SPDX-License-Identifier: MIT
 *
 * When a question is asked: `ask-from`, and too early to ask (rule-language.md#what-is-not-known),
 * where nothing that is recorded today could settle the rule.
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

#define HEAD                                                                                       \
    BOOK_HEAD                                                                                      \
    "lists-stay-good: {conditions: 30 days}\n"                                                     \
    "lists:\n"                                                                                     \
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"                 \
    "  fevers: {kind: condition, plain: \"fever\", items: [fever], short-lived: 7 days}\n"         \
    "  acne: {kind: condition, plain: \"acne\", items: [acne]}\n"                                  \
    "  skin: {kind: condition, plain: \"skin\", items: [psoriasis], includes: [fevers]}\n"         \
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban]}\n"                \
    "answers: {told: {ask: \"Was it told?\", of: staff, words: [\"yes\", \"no\"]}}\n"              \
    "rules:\n"

#define FEVER "condition: {in: fevers, status: active, site: anywhere}"
#define SKIN "condition: {in: skin, status: active, site: anywhere}"
#define SEVERE "condition: {in: skin, status: active, at-least: severe, site: anywhere}"
#define THINNER "medication: {in: thinners, use: ongoing}"
#define TOLD "answer: {to: told, is: \"yes\", within: 7 days before appointment}"
#define BOTH "[booking, check-in]"

#define CONDITIONS(more) "{\"conditions\":{" more "}}"
#define DESK "\"moment\":\"check-in\",\"now\":\"2027-01-12T09:00:00-05:00\""

/* Booked on 1 December for 12 January, all lists gone through that day. */
static const struct asking_row {
    const char *at, *condition, *unless; /* NULL: that of the row before; no excuse */
    const char *unknown;                 /* more of if-unknown */
    const char *patch, *outcome;         /* "(none)": nothing is found */
} rows[] = {
    /* what is short-lived is asked on the day, or within its span */
    {BOTH, FEVER, NULL, "", "{}", "(none)"},
    {BOTH, FEVER, NULL, "", "{\"conditions\":null}", "(none)"},
    {BOTH, FEVER, NULL, "", CONDITIONS("\"entries\":[{\"text\":\"fever\"}]"), "(none)"},
    {BOTH, FEVER, NULL, "", "{\"now\":\"2027-01-04T10:00:00-05:00\",\"conditions\":null}",
     "(none)"},
    {BOTH, FEVER, NULL, "", "{\"now\":\"2027-01-05T10:00:00-05:00\",\"conditions\":null}", "ask"},
    {BOTH, FEVER, NULL, "", "{" DESK "}", "ask"},
    {BOTH, FEVER, NULL, "", "{" DESK ",\"conditions\":{\"reviewed\":\"2027-01-05\"}}", "(none)"},
    /* without a later moment it is asked at once; so it is where that is behind answer-by */
    {"booking", FEVER, NULL, "", "{}", "ask"},
    {BOTH, FEVER, NULL, ", answer-by: booking, otherwise: warn", "{}", "ask"},
    {BOTH, FEVER, NULL, ", answer-by: booking, otherwise: warn", "{" DESK "}", "warn"},
    /* what lasts can be settled today, where the list is still to be gone through */
    {BOTH, SKIN, NULL, "", "{}", "(none)"},
    {BOTH, SKIN, NULL, "", "{\"conditions\":null}", "ask"},
    {BOTH, SKIN, NULL, "", CONDITIONS("\"entries\":[{\"text\":\"fever\",\"status\":\"active\"}]"),
     "(none)"},
    {BOTH, SKIN, NULL, "", CONDITIONS("\"entries\":[{\"text\":\"psoriasis\"}]"), "ask"},
    {BOTH, SEVERE, NULL, "",
     CONDITIONS("\"entries\":[{\"text\":\"psoriasis\",\"status\":\"active\"}]"), "ask"},
    {BOTH, SEVERE, NULL, "",
     CONDITIONS("\"entries\":[{\"text\":\"psoriasis\",\"status\":\"resolved\"}]"), "(none)"},
    /* an answer counts within its own window */
    {BOTH, TOLD, NULL, "", "{}", "(none)"},
    {BOTH, TOLD, NULL, "", "{\"now\":\"2027-01-05T10:00:00-05:00\"}", "(none)"},
    {BOTH, TOLD, NULL, "", "{\"now\":\"2027-01-06T10:00:00-05:00\"}", "ask"},
    {BOTH, "answer: {to: told, is: \"yes\"}", NULL, "", "{}", "ask"},
    /* groups: what can become F settles `all`, what can become T settles `any` */
    {BOTH, "all: [{" FEVER "}, {" THINNER "}]", NULL, "", "{\"medications\":null}", "ask"},
    {BOTH, "all: [{" FEVER "}, {" THINNER "}]", NULL, "",
     "{\"medications\":{\"entries\":[{\"text\":\"apixaban\",\"use\":\"ongoing\"}]}}", "(none)"},
    {BOTH, "any: [{" FEVER "}, {" THINNER "}]", NULL, "", "{\"medications\":null}", "ask"},
    {BOTH, "any: [{" FEVER "}, {" THINNER "}]", NULL, "", "{}", "(none)"},
    {BOTH, "none: [{" FEVER "}, {" THINNER "}]", NULL, "", "{\"medications\":null}", "ask"},
    {BOTH, "none: [{" FEVER "}, {" THINNER "}]", NULL, "", "{}", "(none)"},
    /* an excuse that can be given today settles the rule; of a T its own time counts */
    {BOTH, FEVER, THINNER, "", "{\"medications\":null}", "ask"},
    {BOTH, FEVER, THINNER, "", "{}", "(none)"},
    {BOTH, THINNER, FEVER, "",
     "{\"medications\":{\"entries\":[{\"text\":\"apixaban\",\"use\":\"ongoing\"}]}}", "hold"},
    /* ask-from */
    {BOTH, THINNER, NULL, ", ask-from: check-in", "{\"medications\":null}", "(none)"},
    {BOTH, THINNER, NULL, ", ask-from: check-in", "{" DESK ",\"medications\":null}", "ask"},
    {BOTH, THINNER, NULL, ", ask-from: booking", "{\"medications\":null}", "ask"},
    {BOTH, FEVER, NULL, ", ask-from: booking", "{}", "ask"},
};

static void a_question_is_asked_as_soon_as_it_can_be_settled(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct asking_row *row = &rows[i];
        char text[4096];

        snprintf(text, sizeof text,
                 HEAD "  - id: r\n"
                      "    title: \"Rule\"\n"
                      "    source: {ref: article, basis: stated}\n"
                      "    when: {at: %s, procedure: needling}\n"
                      "    if: {%s}\n"
                      "%s%s%s"
                      "    then: {severity: hold, say: \"Said.\"}\n"
                      "    if-unknown: {ask: \"What?\", of: patient%s}\n",
                 row->at, row->condition, row->unless != NULL ? "    unless: {" : "",
                 row->unless != NULL ? row->unless : "", row->unless != NULL ? "}\n" : "",
                 row->unknown);
        struct rules *rules = judge_rules(text);
        json_t *event = rules != NULL ? judge_event(row->patch) : NULL;
        json_t *result = event != NULL ? judge_result(rules, event) : NULL;
        json_t *f = judge_finding(result, "r", NULL);
        const char *outcome =
            f != NULL ? json_string_value(json_object_get(f, "outcome")) : "(none)";

        if (strcmp(outcome, row->outcome) != 0) {
            fprintf(stderr, "row %zu, if: %s, %s: expected %s, got %s\n", i, row->condition,
                    row->patch, row->outcome, outcome);
            CU_FAIL("the question has its time");
        } else {
            CU_PASS("");
        }
        json_decref(result);
        json_decref(event);
        rules_free(&rules);
    }
}

static const struct test tests[] = {
    {"A question is asked as soon as it can be settled",
     a_question_is_asked_as_soon_as_it_can_be_settled},
    {0},
};

const struct test_suite test_suites[] = {{"too early", NULL, NULL, tests}, {0}};
