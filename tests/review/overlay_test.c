/* SPDX-License-Identifier: MIT
 *
 * The tests of a base rulebook beside an overlay: they are judged on the base as its author wrote
 * it, and the overlay's own tests on the rules as it changed them.
 */
#include "review/diff.h"
#include "review/nudge.h"
#include "review/report.h"
#include "small.h"

#define OVERLAY(change)                                                                            \
    "format: precare-overlay/1\n"                                                                  \
    "overlay: {id: ours, version: \"1.0.0\", owner: {name: \"A\", role: clinical-lead}}\n"         \
    "base: {rulebook: small, version: \">=1.0.0 <2.0.0\"}\n"                                       \
    "changes:\n" change "    because: \"Ours.\"\n"
#define NINE OVERLAY("  - set-parameter: {name: retinoid-stop, value: 9 days}\n")

#define OUR_TEST(outcome)                                                                          \
    "format: precare-rules/1\ntests-for: small\ntests:\n"                                          \
    "  - name: \"Ours: eight days before is too close\"\n    at: check-in\n    today: "            \
    "\"2027-01-12\"\n"                                                                             \
    "    patient: {like: well-adult, medications: [{is: tretinoin, use: stopped, last-used: "      \
    "\"2027-01-04\", site: face}]}\n"                                                              \
    "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek}\n"             \
    "    expect: {overall: " outcome ", findings: [{rule: sm-retinoid, outcome: " outcome          \
    ", move-to: \"2027-01-13\", alert: clinical-lead}]}\n"

static void overlay_begin(struct small *s, const char *overlay, const char *tests)
{
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    char *base = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    struct rule_file file[3] = {{"base/small.yaml", base, strlen(base)},
                                {"ours/ours.yaml", overlay, strlen(overlay)},
                                {"ours/tests.yaml", tests, tests != NULL ? strlen(tests) : 0}};
    struct rule_files files = {.at = file, .count = tests != NULL ? 3 : 2};

    memset(s, 0, sizeof *s);
    faults_begin(&s->faults);
    s->text = base;
    s->rules = rules_load(&files, &options, &s->faults);
    if (s->rules == NULL) {
        struct buf out = {0};

        faults_print(&s->faults, FAULTS_TEXT, &out);
        printf("%s\n", out.at != NULL ? out.at : "");
        buf_end(&out);
        CU_FAIL_FATAL("the overlay does not load");
    }
    run_tests(s->rules, &s->faults, &s->run);
}

/* Tests that pass on the base, and would not on the rules as the overlay changed them. */
static uint32_t overlay_changed(const struct small *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->run.scenarios->count; i++) {
        count += s->run.at[i].changed;
    }
    return count;
}

static void judged_on_the_base(void)
{
    struct small s;
    struct buf out = {0};

    overlay_begin(&s, NINE, NULL);
    CU_ASSERT_EQUAL(s.run.failed, 0);
    CU_ASSERT_EQUAL(overlay_changed(&s),
                    4); /* the task's date, two move-to, the day that was free */
    CU_ASSERT_EQUAL(s.run.passed, 19);
    struct report r = {.run = &s.run};
    report_print(&r, REPORT_TEXT, &out);
    CU_ASSERT_STRING_EQUAL(out.at, "19 passed, 0 failed\n");
    buf_end(&out);
    small_end(&s);
}

/* All in one directory: the tests in the file of the rulebook are the base's all the same. */
static void one_directory(void)
{
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    char *base = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    const char *tests = OUR_TEST("block");
    struct rule_file file[3] = {{"ours.yaml", NINE, strlen(NINE)},
                                {"small.yaml", base, strlen(base)},
                                {"tests.yaml", tests, strlen(tests)}};
    struct rule_files files = {.at = file, .count = 3};
    struct small s = {.text = base};

    faults_begin(&s.faults);
    s.rules = rules_load(&files, &options, &s.faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s.rules);
    run_tests(s.rules, &s.faults, &s.run);
    CU_ASSERT_EQUAL(s.run.failed, 0);
    CU_ASSERT_EQUAL(s.run.passed, 20);
    small_end(&s);
}

static void own_tests_count(void)
{
    struct small s;

    overlay_begin(&s, NINE, OUR_TEST("block"));
    CU_ASSERT_EQUAL(s.run.failed, 0);
    CU_ASSERT_EQUAL(s.run.passed, 20);
    small_end(&s);
}

static void own_tests_fail(void)
{
    struct small s;

    overlay_begin(&s, NINE, OUR_TEST("hold"));
    CU_ASSERT_EQUAL(s.run.failed, 1);
    CU_ASSERT_EQUAL(s.run.passed, 19);
    small_end(&s);
}

/* What the overlay did not touch is held as before: here the base itself is wrong. */
static void untouched_still_fails(void)
{
    struct small s;
    char *text = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    char *wrong = small_replace(text, "[{rule: sm-minor, outcome: hold}]",
                                "[{rule: sm-minor, outcome: warn}]");
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_file file[2] = {{"base/small.yaml", wrong, strlen(wrong)},
                                {"ours/ours.yaml", NINE, strlen(NINE)}};
    struct rule_files files = {.at = file, .count = 2};

    memset(&s, 0, sizeof s);
    faults_begin(&s.faults);
    s.text = text;
    s.rules = rules_load(&files, &options, &s.faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s.rules);
    run_tests(s.rules, &s.faults, &s.run);
    CU_ASSERT_EQUAL(s.run.failed, 1);
    small_end(&s);
    mem_drop(wrong);
}

/* The tests of the base keep noticing nudges of a rule whose severity an overlay changed. */
static void nudges_still_noticed(void)
{
    struct small s;
    struct nudges all;
    struct nudge_options options = {0};

    overlay_begin(
        &s,
        OVERLAY("  - reseverity: {rule: sm-keloid-or-peel, severity: hold, direction: stricter}\n"),
        NULL);
    CU_ASSERT_EQUAL(s.run.failed, 0);
    CU_ASSERT(overlay_changed(&s) > 0);
    nudges_run(&s.run, &options, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        if (!all.at[i].noticed) {
            printf("%s\n", all.at[i].what);
        }
    }
    CU_ASSERT_EQUAL(all.unnoticed, 0);
    nudges_end(&all);
    small_end(&s);
}

/* When a change ends decides what acts from then on, and is told as what acts today is. */
static void last_days_are_told(void)
{
    static const struct {
        const char *change, *was, *is, *wanted;
    } cases[] = {
        {"silence: {rule: sm-retinoid}", "    until: \"2030-12-31\"\n",
         "    until: \"2099-12-31\"\n",
         "ours: last day of silence/sm-retinoid: Tue 31 Dec 2030 became Thu 31 Dec 2099 (looser)"},
        {"silence: {rule: sm-retinoid}", "    until: \"2030-12-31\"\n",
         "    until: \"2030-06-30\"\n",
         "ours: last day of silence/sm-retinoid: Tue 31 Dec 2030 became Sun 30 Jun 2030 "
         "(stricter)"},
        {"set-parameter: {name: retinoid-stop, value: 9 days}", "", "    until: \"2030-12-31\"\n",
         "ours: last day of set-parameter/retinoid-stop: open became Tue 31 Dec 2030 (looser)"},
        {"set-parameter: {name: retinoid-stop, value: 5 days}", "    until: \"2030-12-31\"\n",
         "    until: \"2031-12-31\"\n",
         "ours: last day of set-parameter/retinoid-stop: Tue 31 Dec 2030 became Wed 31 Dec 2031 "
         "(looser)"},
        {"reword: {rule: sm-retinoid, say: \"Hold.\"}", "    until: \"2030-12-31\"\n", "",
         "ours: last day of reword/sm-retinoid/say: Tue 31 Dec 2030 became open"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char was[600], is[600];
        struct small before, after;
        struct buf full = {0}, brief = {0}, same = {0};
        uint32_t count = 0;

        (void)snprintf(was, sizeof was, OVERLAY("  - %s\n%s"), cases[i].change, cases[i].was);
        (void)snprintf(is, sizeof is, OVERLAY("  - %s\n%s"), cases[i].change, cases[i].is);
        overlay_begin(&before, was, NULL);
        overlay_begin(&after, is, NULL);
        CU_ASSERT_TRUE(diff_rules(before.rules, after.rules, &full, &count));
        CU_ASSERT_EQUAL(count, 1);
        CU_ASSERT_TRUE(small_says(&full, cases[i].wanted));
        CU_ASSERT_TRUE(diff_rules_brief(before.rules, after.rules, &brief, &count));
        CU_ASSERT_TRUE(small_says(&brief, cases[i].wanted));
        CU_ASSERT_TRUE(diff_rules(after.rules, after.rules, &same, &count));
        CU_ASSERT_EQUAL(count, 0);
        buf_end(&full);
        buf_end(&brief);
        buf_end(&same);
        small_end(&before);
        small_end(&after);
    }
}

static const struct test tests[] = {
    {"a test of the base is judged on the base, whatever an overlay changed", judged_on_the_base},
    {"in one directory with the overlay, the tests in the rulebook's file stay the base's",
     one_directory},
    {"an overlay's own tests pass on the rules as it changed them", own_tests_count},
    {"an overlay's own test that fails is a failure", own_tests_fail},
    {"a test that fails on the base is a failure", untouched_still_fails},
    {"nudges of a changed rule are still noticed by the base's tests", nudges_still_noticed},
    {"another last day of a change is a change, and says which way it goes", last_days_are_told},
    {0}};

const struct test_suite test_suites[] = {{"review overlay", NULL, NULL, tests}, {0}};
