/* SPDX-License-Identifier: MIT
 *
 * The tests beside the rules: that they pass where they should, and that whatever goes wrong is
 * told with file, line, what was expected and what came. A runner that cannot fail is worth
 * nothing, so every part of an expectation is broken here.
 */
#include "review/report.h"
#include "small.h"

static void text_of(const struct small *s, struct buf *out)
{
    struct report r = {.run = &s->run};

    report_print(&r, REPORT_TEXT, out);
}

static void all_pass(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    text_of(&s, &out);
    CU_ASSERT_EQUAL(s.run.failed, 0);
    CU_ASSERT_STRING_EQUAL(out.at, "19 passed, 0 failed\n");
    buf_end(&out);
    small_end(&s);
}

struct broken {
    const char *from, *to;
    const char *says[3];
};

/* One change of the file, and what the report must say about it. */
static void broken_says(const struct broken *b)
{
    const char *changes[] = {b->from, b->to, NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    text_of(&s, &out);
    CU_ASSERT(s.run.failed >= 1);
    for (size_t i = 0; i < 3 && b->says[i] != NULL; i++) {
        CU_ASSERT_TRUE(small_says(&out, b->says[i]));
    }
    buf_end(&out);
    small_end(&s);
}

static void wrong_due(void)
{
    static const struct broken b = {
        "outcome: task, due: \"2027-01-05\"",
        "outcome: task, due: \"2027-01-06\"",
        {"small.yaml:127: FAILED: Uses tretinoin, booked six weeks ahead: a dated task\n",
         "    expected sm-retinoid as task, due 2027-01-06\n",
         "    but found sm-retinoid as task, due 2027-01-05\n"}};

    broken_says(&b);
}

static void due_not_given(void)
{
    static const struct broken b = {
        "outcome: task, due: \"2027-01-05\"",
        "outcome: task",
        {"expected sm-retinoid as task\n", "but found sm-retinoid as task, due 2027-01-05\n"}};

    broken_says(&b);
}

static void wrong_instant(void)
{
    static const struct broken b = {
        "due: \"2027-01-13T15:00:00-05:00\"",
        "due: \"2027-01-13T15:00:00-04:00\"",
        {"but found sm-aftercare as task, due 2027-01-13T15:00:00-05:00\n"}};

    broken_says(&b);
}

/* What lasts is compared by its last day, as what is due by its date. */
static void until_is_compared(void)
{
    static const char expected[] =
        "{overall: tasks, findings: [{rule: sm-aftercare, outcome: task, "
        "due: \"2027-01-13T15:00:00-05:00\"}]}";
    static const struct {
        const char *says, *report;
    } rows[] = {
        {"{overall: info, findings: [{rule: sm-aftercare, outcome: info, "
         "until: \"2027-01-13T20:00:00Z\"}]}",
         "19 passed, 0 failed\n"},
        {"{overall: info, findings: [{rule: sm-aftercare, outcome: info}]}",
         "    but found sm-aftercare as info, until 2027-01-13T15:00:00-05:00\n"},
        {"{overall: info, findings: [{rule: sm-aftercare, outcome: info, until: \"2027-01-14\"}]}",
         "    expected sm-aftercare as info, until 2027-01-14\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *changes[] = {"No makeup until {due}.",
                                 "No makeup until {until}.",
                                 "due: 24 hours after procedure",
                                 "until: 24 hours after procedure",
                                 expected,
                                 rows[i].says,
                                 NULL};
        struct small s;
        struct buf out = {0};

        small_begin(&s, changes);
        text_of(&s, &out);
        CU_ASSERT_TRUE(small_says(&out, rows[i].report));
        buf_end(&out);
        small_end(&s);
    }
}

static void move_to_not_given(void)
{
    static const struct broken b = {"outcome: hold, move-to: \"2027-01-17\", alert",
                                    "outcome: hold, alert",
                                    {"but found sm-retinoid as hold, move-to 2027-01-17, alert to "
                                     "clinical-lead\n"}};

    broken_says(&b);
}

static void alert_not_given(void)
{
    static const struct broken b = {", move-to: \"2027-01-13\", alert: clinical-lead",
                                    ", move-to: \"2027-01-13\"",
                                    {"expected sm-retinoid as block, move-to 2027-01-13\n"}};

    broken_says(&b);
}

static void wrong_outcome(void)
{
    static const struct broken b = {
        "[{rule: sm-minor, outcome: hold}]",
        "[{rule: sm-minor, outcome: warn}]",
        {"expected sm-minor as warn\n", "but found sm-minor as hold\n"}};

    broken_says(&b);
}

static void missing_finding(void)
{
    static const struct broken b = {
        "overall: hold, findings: [{rule: sm-minor, outcome: hold}]",
        "overall: hold, findings: [{rule: sm-minor, outcome: hold}, {rule: sm-retinoid, outcome: "
        "warn}]",
        {"expected sm-retinoid as warn\n    but instead its `if` does not hold\n"}};

    broken_says(&b);
}

static void finding_too_many(void)
{
    static const struct broken b = {
        "{rule: sm-retinoid, outcome: ask}, {rule: sm-minor, outcome: ask}, ",
        "{rule: sm-retinoid, outcome: ask}, ",
        {"not expected, but found: sm-minor as ask (not known: patient.birth_date)\n"}};

    broken_says(&b);
}

static void wrong_overall(void)
{
    static const struct broken b = {"overall: tasks, findings: [{rule: sm-retinoid",
                                    "overall: clear, findings: [{rule: sm-retinoid",
                                    {"expected overall clear\n    but found overall tasks\n"}};

    broken_says(&b);
}

static void not_quiet(void)
{
    static const struct broken b = {
        "findings: [{rule: sm-minor, outcome: hold}]}",
        "findings: [{rule: sm-minor, outcome: hold}], not: [sm-minor]}",
        {"expected sm-minor to be evaluated and to stay quiet\n    but its `then` applied\n"}};

    broken_says(&b);
}

static void not_evaluated_is_not_quiet(void)
{
    static const struct broken b = {
        "findings: [], not: [sm-redness]}",
        "findings: [], not: [sm-minor]}",
        {"but its rule is not in force at this moment for this procedure\n"}};

    broken_says(&b);
}

static void nothing_evaluated(void)
{
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    char *text = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    char *changed = small_replace(text, "{procedure: \"skin needling\"", "{procedure: \"massage\"");
    struct rule_file file = {"small.yaml", changed, strlen(changed)};
    struct rule_files files = {.at = &file, .count = 1};
    struct faults faults;
    struct buf out = {0};

    faults_begin(&faults);
    CU_ASSERT_PTR_NULL(rules_load(&files, &options, &faults));
    faults_print(&faults, FAULTS_TEXT, &out);
    CU_ASSERT_EQUAL(faults.errors, 1);
    CU_ASSERT_TRUE(small_says(&out, "error X307: this test evaluates no rule"));
    CU_ASSERT_TRUE(small_says(&out, "Used inside the window: held, and moved"));
    buf_end(&out);
    faults_end(&faults);
    mem_drop(changed);
    mem_drop(text);
}

static void retired_has_nothing_to_prove(void)
{
    static const char *const changes[] = {"  status: draft\n", "  status: retired\n", NULL};
    struct small s;

    small_begin(&s, changes);
    CU_ASSERT_EQUAL(s.run.scenarios->count, 0);
    CU_ASSERT_FALSE(faults_any(&s.faults));
    small_end(&s);
}

static void passed_tests_are_named_in_json(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    struct report r = {.run = &s.run};
    report_print(&r, REPORT_JSON, &out);
    CU_ASSERT_TRUE(
        small_says(&out, "{\"format\":\"precare-test/1\",\"passed\":19,\"failed\":0,\"tests\":["));
    CU_ASSERT_TRUE(
        small_says(&out, "\"name\":\"Day 7 before is free\",\"file\":\"small.yaml\",\"line\":"));
    buf_end(&out);
    small_end(&s);
}

static void failures_stand_in_junit(void)
{
    static const char *const changes[] = {"overall: tasks, findings: [{rule: sm-retinoid",
                                          "overall: clear, findings: [{rule: sm-retinoid", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    struct report r = {.run = &s.run};
    report_print(&r, REPORT_JUNIT, &out);
    CU_ASSERT_TRUE(
        small_says(&out, "<testsuite name=\"tests\" tests=\"19\" failures=\"1\" errors=\"0\">"));
    CU_ASSERT_TRUE(small_says(&out, "small.yaml:127: expected overall clear&#10;"));
    buf_end(&out);
    small_end(&s);
}

#define ASKED_AT_THE_DESK                                                                          \
    "of: patient, answer-by: booking, otherwise: warn}", "of: patient, ask-from: check-in}"
#define MEDICINES_91_DAYS "expect: {overall: ask, findings: [{rule: sm-retinoid, outcome: ask}]}"

/* A question that waits is no finding: a test names it under `later`, all of them. */
static void a_question_that_waits_is_later(void)
{
    static const struct {
        const char *changes[7], *says;
    } rows[] = {
        {{ASKED_AT_THE_DESK, NULL},
         "expected sm-retinoid as ask\n    but instead a fact is not known, and it is too early"},
        {{ASKED_AT_THE_DESK, MEDICINES_91_DAYS,
          "expect: {overall: clear, findings: [], not: [sm-retinoid]}", NULL},
         "expected sm-retinoid to be evaluated and to stay quiet\n    but a fact is not known"},
        {{ASKED_AT_THE_DESK, MEDICINES_91_DAYS,
          "expect: {overall: clear, findings: [], later: [sm-minor]}", NULL},
         "not expected, but found: sm-retinoid asks at a later moment\n"},
        {{MEDICINES_91_DAYS,
          "expect: {overall: ask, findings: [{rule: sm-retinoid, outcome: ask}], later: "
          "[sm-retinoid]}",
          NULL},
         "expected sm-retinoid to ask at a later moment\n    but a fact is not known, so it asked"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct small s;
        struct buf out = {0};

        small_begin(&s, rows[i].changes);
        text_of(&s, &out);
        CU_ASSERT_TRUE(small_says(&out, rows[i].says));
        buf_end(&out);
        small_end(&s);
    }
}

/* The rule with a later question is neither asked nor quiet. */
static void a_question_that_waits_is_neither_asked_nor_quiet(void)
{
    static const char *changes[] = {ASKED_AT_THE_DESK, MEDICINES_91_DAYS,
                                    "expect: {overall: clear, findings: [], later: [sm-retinoid]}",
                                    NULL};
    struct small asked, waits;
    struct arena arena;

    small_begin(&asked, NULL);
    small_begin(&waits, changes);
    arena_begin(&arena, NULL, 0, 0);
    const struct coverage *a = coverage_of(&asked.run, &arena);
    const struct coverage *w = coverage_of(&waits.run, &arena);
    CU_ASSERT_EQUAL(a[0].asked, 2);
    CU_ASSERT_EQUAL(w[0].asked, 1); /* at the desk, where `otherwise` was */
    CU_ASSERT_EQUAL(w[0].quiet, a[0].quiet);
    CU_ASSERT_EQUAL(w[0].fired, a[0].fired);
    arena_end(&arena);
    small_end(&waits);
    small_end(&asked);
}

static void coverage_counts_tests(void)
{
    struct small s;
    struct arena arena;

    small_begin(&s, NULL);
    arena_begin(&arena, NULL, 0, 0);
    const struct coverage *c = coverage_of(&s.run, &arena);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    CU_ASSERT_EQUAL(c[0].fired, 2);
    CU_ASSERT_EQUAL(c[0].asked, 2);
    CU_ASSERT_EQUAL(c[0].still_time, 1);
    for (uint32_t i = 0; i < s.rules->rule_count; i++) {
        CU_ASSERT_PTR_NULL(coverage_gap(&s.rules->rules[i], &c[i]));
    }
    arena_end(&arena);
    small_end(&s);
}

static void coverage_finds_the_gap(void)
{
    static const char *const changes[] = {
        ", reactions: [{is: redness}]", "",
        "expect: {overall: ask, findings: [{rule: sm-redness, outcome: ask}]}",
        "expect: {overall: clear, findings: []}", NULL};
    struct small s;
    struct arena arena;
    struct buf out = {0};

    small_begin(&s, changes);
    arena_begin(&arena, NULL, 0, 0);
    struct report r = {.run = &s.run, .coverage = coverage_of(&s.run, &arena)};
    CU_ASSERT_FALSE(report_is_good(&r));
    report_print(&r, REPORT_TEXT, &out);
    CU_ASSERT_TRUE(small_says(&out, "<- no test makes it ask\n"));
    CU_ASSERT_TRUE(small_says(&out, "5 rules, 1 not covered\n"));
    buf_end(&out);
    arena_end(&arena);
    small_end(&s);
}

static const struct test tests[] = {
    {"the small rulebook's tests pass, and the last line counts them", all_pass},
    {"a wrong due date is told with the file's line, what was expected and what came", wrong_due},
    {"a due date that came and was not expected is a failure", due_not_given},
    {"the last day of what lasts is compared", until_is_compared},
    {"an instant an hour off is a failure", wrong_instant},
    {"a move-to that came and was not expected is a failure", move_to_not_given},
    {"an alert that came and was not expected is a failure", alert_not_given},
    {"a wrong outcome is told beside the right one", wrong_outcome},
    {"a finding that did not come is told with the reason", missing_finding},
    {"a finding that nobody expected is told with what it misses", finding_too_many},
    {"a wrong overall word is a failure", wrong_overall},
    {"a rule under `not` that fires is a failure", not_quiet},
    {"a rule under `not` that was not looked at is a failure", not_evaluated_is_not_quiet},
    {"a test that evaluates no rule is an error, never a pass", nothing_evaluated},
    {"a retired rulebook has nothing to prove", retired_has_nothing_to_prove},
    {"JSON names every test with its file and line", passed_tests_are_named_in_json},
    {"JUnit holds each failure with its place", failures_stand_in_junit},
    {"coverage counts in how many tests a rule fired, asked, had time", coverage_counts_tests},
    {"a question that waits is later", a_question_that_waits_is_later},
    {"a question that waits is neither asked nor quiet",
     a_question_that_waits_is_neither_asked_nor_quiet},
    {"a rule that no test makes ask is a gap", coverage_finds_the_gap},
    {0}};

const struct test_suite test_suites[] = {{"review run", NULL, NULL, tests}, {0}};
