/* SPDX-License-Identifier: MIT
 *
 * Sentences of the rule language that are easily read past: what stands at their edges. Rules as
 * text, events as patches, through the same doors as everything else.
 */
#include <stdio.h>
#include <string.h>

#include "support/judge.h"
#include "test.h"

#define HEAD(status, more)                                                                         \
    "format: precare-rules/1\n"                                                                    \
    "rulebook:\n"                                                                                  \
    "  id: book\n"                                                                                 \
    "  title: \"Test\"\n"                                                                          \
    "  version: \"1.0.0\"\n"                                                                       \
    "  status: " status "\n"                                                                       \
    "  owner: {name: \"Lead\", role: clinical-lead}\n"                                             \
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n" more

#define NEEDLING "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"

#define RULE(id, list, condition)                                                                  \
    "  - id: " id "\n"                                                                             \
    "    title: \"Title\"\n"                                                                       \
    "    source: {ref: article, statements: [S1], basis: stated}\n"                                \
    "    when: {at: [booking, treatment], procedure: " list "}\n"                                  \
    "    if:\n      " condition "\n"                                                               \
    "    then: {severity: info, say: \"{matched} before {procedure}.\"}\n"                         \
    "    if-unknown: {ask: \"Really?\"}\n"

static json_t *boundary_judge(const struct rules *rules, const char *patch)
{
    json_t *event = judge_event(patch), *result = judge_result(rules, event);

    json_decref(event);
    return result;
}

static const char *text_of(const json_t *finding, const char *key)
{
    const char *text = json_string_value(json_object_get(finding, key));

    return text != NULL ? text : "";
}

/* "r: info, s: ask" */
static const char *findings_of(const struct rules *rules, const char *patch)
{
    static char line[512];
    json_t *result = boundary_judge(rules, patch), *finding;
    size_t i;

    line[0] = '\0';
    json_array_foreach(json_object_get(result, "findings"), i, finding)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s: %s", i ? ", " : "",
                 text_of(finding, "rule"), text_of(finding, "outcome"));
    json_decref(result);
    return line;
}

static void what_matched_stands_in_the_order_of_the_list_and_of_its_includes(void)
{
    struct rules *rules = judge_rules(HEAD(
        "draft",
        "  review-by: \"2030-01-01\"\n") "lists:\n" NEEDLING "  first: {kind: medication, plain: "
                                         "\"first\", items: [bakuchiol]}\n"
                                         "  second: {kind: medication, plain: \"second\", items: "
                                         "[heparin]}\n"
                                         "  both: {kind: medication, plain: \"both\", items: "
                                         "[zinc], includes: [second, first]}\n"
                                         "rules:\n" RULE("r", "needling",
                                                         "medication: {in: both, on-file: any}"));
    json_t *result = boundary_judge(
        rules,
        "{\"medications\":{\"entries\":[{\"text\":\"bakuchiol\",\"use\":\"ongoing\"},"
        "{\"text\":\"heparin\",\"use\":\"ongoing\"},{\"text\":\"zinc\",\"use\":\"ongoing\"}]}}");

    CU_ASSERT_STRING_EQUAL(
        judge_texts(json_object_get(judge_finding(result, "r", NULL), "matched")),
        "zinc, heparin, bakuchiol");
    json_decref(result);
    rules_free(&rules);
}

static void an_exception_wins_over_a_near_miss(void)
{
    struct rules *rules = judge_rules(HEAD(
        "draft",
        "  review-by: \"2030-01-01\"\n") "lists:\n" NEEDLING
                                         "  a: {kind: medication, plain: \"a\", items: [retinol], "
                                         "except: {items: [retinal], codes: {atc: [D10X]}}}\n"
                                         "  b: {kind: medication, plain: \"b\", includes: [a]}\n"
                                         "  c: {kind: medication, plain: \"c\", includes: [b], "
                                         "except: {items: [retinul]}}\n"
                                         "rules:\n" RULE("ra", "needling",
                                                         "medication: {in: a, on-file: any}")
                                             RULE("rb", "needling",
                                                  "medication: {in: b, on-file: any}")
                                                 RULE("rc", "needling",
                                                      "medication: {in: c, on-file: any}"));

    CU_ASSERT_STRING_EQUAL(
        findings_of(rules, "{\"medications\":{\"entries\":[{\"text\":\"retinil\"}]}}"),
        "ra: ask, rb: ask, rc: ask");
    CU_ASSERT_STRING_EQUAL(
        findings_of(rules, "{\"medications\":{\"entries\":[{\"text\":\"retinal\"}]}}"), "");
    CU_ASSERT_STRING_EQUAL(
        findings_of(rules, "{\"medications\":{\"entries\":[{\"text\":\"retinul\"}]}}"),
        "ra: ask, rb: ask");
    CU_ASSERT_STRING_EQUAL(
        findings_of(
            rules,
            "{\"medications\":{\"entries\":[{\"text\":\"retinil\",\"code\":\"atc:D10XA\"}]}}"),
        "");
    rules_free(&rules);
}

static void answers_that_stay_good_for_no_day_are_those_of_today(void)
{
    struct rules *rules = judge_rules(HEAD(
        "draft",
        "  review-by: \"2030-01-01\"\n") "parameters:\n  none: {value: 0 days}\n"
                                         "lists-stay-good: {medications: none}\n"
                                         "lists:\n" NEEDLING
                                         "  a: {kind: medication, plain: \"a\", items: [retinol]}\n"
                                         "rules:\n" RULE("r", "needling",
                                                         "medication: {in: a, on-file: any}"));

    CU_ASSERT_STRING_EQUAL(findings_of(rules, "{}"), "");
    CU_ASSERT_STRING_EQUAL(findings_of(rules, "{\"medications\":{\"reviewed\":\"2026-11-30\"}}"),
                           "r: ask");
    rules_free(&rules);
}

static void the_procedure_in_a_sentence_is_the_one_of_the_rule(void)
{
    struct rules *rules = judge_rules(HEAD(
        "draft", "  review-by: \"2030-01-01\"\n") "lists:\n"
                                                  "  facials: {kind: procedure, plain: \"facial\", "
                                                  "items: [facial]}\n" NEEDLING "rules:\n" RULE(
                                                      "r", "needling", "always: \"For all.\"")
                                                      RULE("s", "facials", "always: \"For all.\""));
    json_t *result = boundary_judge(
        rules, "{\"appointment\":{\"procedure\":{\"text\":\"microneedling facial\"}}}");

    CU_ASSERT_STRING_EQUAL(text_of(judge_finding(result, "r", NULL), "say"),
                           "an entry before microneedling.");
    CU_ASSERT_STRING_EQUAL(text_of(judge_finding(result, "s", NULL), "say"),
                           "an entry before facial.");
    json_decref(result);
    rules_free(&rules);
}

static void a_question_has_its_placeholders_filled_in(void)
{
    struct rules *rules = judge_rules(
        HEAD("draft",
             "  review-by: \"2030-01-01\"\n") "lists:\n" NEEDLING
                                              "body-sites:\n  face: {parts: [cheek]}\n"
                                              "words: {fields: {photo: {words: [\"yes\"]}}}\n"
                                              "rules:\n"
                                              "  - id: r\n"
                                              "    title: \"Title\"\n"
                                              "    source: {ref: article, statements: [S1], basis: "
                                              "stated}\n"
                                              "    when: {at: booking, procedure: needling}\n"
                                              "    if:\n      charted.field: {name: photo, is: "
                                              "\"yes\"}\n"
                                              "    then: {severity: info, say: \"Seen.\"}\n"
                                              "    if-unknown: {ask: \"A photo of the "
                                              "{treatment-area} for {procedure} {{?\"}\n");
    json_t *result = boundary_judge(rules, "{}");

    CU_ASSERT_STRING_EQUAL(text_of(judge_finding(result, "r", "ask"), "ask"),
                           "A photo of the cheek for microneedling {?");
    json_decref(result);
    rules_free(&rules);
}

static void a_cancelled_visit_is_clear_and_names_the_rules(void)
{
    struct rules *rules = judge_rules(
        HEAD("draft", "  review-by: \"2030-01-01\"\n") "lists:\n" NEEDLING "rules:\n" RULE(
            "r", "needling", "always: \"For all.\""));
    json_t *result = boundary_judge(rules, "{\"action\":\"cancel\"}");

    CU_ASSERT_STRING_EQUAL(text_of(result, "overall"), "clear");
    CU_ASSERT_STRING_EQUAL(text_of(result, "coverage"), "complete");
    CU_ASSERT_EQUAL(json_array_size(json_object_get(result, "findings")), 0);
    CU_ASSERT_STRING_EQUAL(text_of(json_array_get(json_object_get(result, "rulebooks"), 0), "id"),
                           "book");
    json_decref(result);
    rules_free(&rules);
}

static void field_names_are_words_and_compared_as_words(void)
{
    struct rules *rules = judge_rules(
        HEAD("draft",
             "  review-by: \"2030-01-01\"\n") "lists:\n" NEEDLING
                                              "words: {fields: {max-pain: {number: \"of "
                                              "10\"}}}\nrules:\n" RULE(
                                                  "r", "needling",
                                                  "charted.field: {name: max-pain, above: \"4\"}"));

    CU_ASSERT_STRING_EQUAL(
        findings_of(rules,
                    "{\"moment\":\"treatment\",\"chart\":{\"fields\":{\"Max Pain\":\"5\"}}}"),
        "r: info");
    CU_ASSERT_STRING_EQUAL(findings_of(rules, "{\"moment\":\"treatment\",\"chart\":{\"fields\":{"
                                              "\"Max Pain\":\"5\",\"max-pain\":\"3\"}}}"),
                           "");
    rules_free(&rules);
}

static void a_rulebook_in_shadow_that_stopped_says_nothing_of_coverage(void)
{
    struct rules *rules = judge_rules(HEAD(
        "shadow",
        "  review-by: \"2026-11-01\"\n  after-review-date: stop\n") "lists:\n" NEEDLING
                                                                    "rules:\n" RULE(
                                                                        "r", "needling",
                                                                        "always: \"For all.\""));
    struct visit visit = {.zone = zone_utc(),
                          .moment = PRECARE_BOOKING,
                          .phase = PRECARE_FINAL,
                          .today = 20788,
                          .reference = 20800,
                          .procedure.text = SPAN("microneedling")};

    visit.start = (struct when){.first = 20800, .last = 20800, .kind = WHEN_DAY};
    visit.now = (struct when){.first = 20788, .last = 20788, .kind = WHEN_DAY};
    struct result *result = rules != NULL ? engine_evaluate(rules, &visit, NULL, NULL) : NULL;
    CU_ASSERT_PTR_NOT_NULL(result);
    if (result != NULL) {
        CU_ASSERT_EQUAL(result->out.coverage, PRECARE_NO_RULES);
        CU_ASSERT_EQUAL(result->out.shadow.count, 0);
        result_drop(&result);
    }
    rules_free(&rules);
}

static const struct test tests[] = {
    {"What matched stands in the order of the list and of its includes",
     what_matched_stands_in_the_order_of_the_list_and_of_its_includes},
    {"An exception wins over a near miss", an_exception_wins_over_a_near_miss},
    {"Lists that stay good for no day are those of today",
     answers_that_stay_good_for_no_day_are_those_of_today},
    {"The procedure in a sentence is the one of the rule",
     the_procedure_in_a_sentence_is_the_one_of_the_rule},
    {"A cancelled visit is clear, and names the rules",
     a_cancelled_visit_is_clear_and_names_the_rules},
    {"A question has its placeholders filled in", a_question_has_its_placeholders_filled_in},
    {"Field names are words, and compared as words", field_names_are_words_and_compared_as_words},
    {"A rulebook in shadow that stopped says nothing of coverage",
     a_rulebook_in_shadow_that_stopped_says_nothing_of_coverage},
    {0},
};

const struct test_suite test_suites[] = {{"boundaries", NULL, NULL, tests}, {0}};
