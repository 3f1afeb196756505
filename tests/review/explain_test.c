/* SPDX-License-Identifier: MIT
 *
 * A rule told in words, and how it judged a visit: whole goldens for the sentence forms and for the
 * worked example of rule-language.md#windows, and the reason behind each T, F and U.
 */
#include "review/explain.h"
#include "small.h"

static void rule_alone(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    for (uint32_t i = 0; i < s.rules->rule_count; i++) {
        CU_ASSERT_TRUE(explain_rule(s.rules, i, NULL, true, &out));
        buf_text(&out, "\n----\n");
    }
    small_golden("explain_rules.txt", &out);
    buf_end(&out);
    small_end(&s);
}

static const struct scenario *scenario_named(const struct small *s, const char *name)
{
    for (uint32_t i = 0; i < s->run.scenarios->count; i++) {
        if (strcmp(s->run.scenarios->at[i].name, name) == 0) {
            return &s->run.scenarios->at[i];
        }
    }
    CU_FAIL_FATAL("no such test");
    return NULL;
}

static void explain_said(struct small *s, const char *rule, const char *test, struct buf *out)
{
    CU_ASSERT_TRUE(explain_rule(s->rules, rules_find(s->rules, rule),
                                &scenario_named(s, test)->visit, true, out));
}

static void golden_of(const char *rule, const char *test, const char *golden)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    explain_said(&s, rule, test, &out);
    small_golden(golden, &out);
    buf_end(&out);
    small_end(&s);
}

static void test_task(void)
{
    golden_of("sm-retinoid", "Uses tretinoin, booked six weeks ahead: a dated task",
              "explain_task.txt");
}

static void test_hold(void)
{
    golden_of("sm-retinoid", "Used inside the window: held, and moved", "explain_hold.txt");
}

#define BY "override: {by: [physician], reasons: [benefit-outweighs]"
#define TEST                                                                                       \
    "  - name: \"Cleared at another visit\"\n    at: booking\n    today: \"2027-01-11\"\n"         \
    "    patient: {like: well-adult, medications: [{is: tretinoin, use: stopped, last-used: "      \
    "\"2027-01-10\", site: face}]}\n"                                                              \
    "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek}\n"             \
    "    clearances: [{rule: sm-retinoid, role: physician, reason: benefit-outweighs, date: "      \
    "\"2026-12-01\", matter: m-4c1a5c58}]\n"                                                       \
    "    expect: {overall: info, findings: [{rule: sm-retinoid, outcome: info, move-to: "          \
    "\"2027-01-17\"}]}\n"

static void test_lasting_clearance(void)
{
    static const char *const changes[] = {BY "}", BY ", lasts: 12 months}", "tests:\n",
                                          "tests:\n" TEST, NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    explain_said(&s, "sm-retinoid", "Cleared at another visit", &out);
    CU_ASSERT_TRUE(small_says(&out, "the matter m-4c1a5c58"));
    CU_ASSERT_TRUE(small_says(&out, "cleared by physician: benefit-outweighs"));
    CU_ASSERT_TRUE(small_says(&out, "also at later appointments, for the same matter"));
    buf_end(&out);
    small_end(&s);
}

static void test_nested(void)
{
    golden_of("sm-keloid-or-peel", "A peel less than a month before: warned", "explain_nested.txt");
}

static void test_hours(void)
{
    golden_of("sm-aftercare", "After-care dates in elapsed hours", "explain_hours.txt");
}

/* The worked example, day by day: the calendar says the same dates on each of them. */
static void day_by_day(void)
{
    static const struct {
        const char *today, *use, *says[3];
    } days[] = {
        {"2026-12-01",
         "use: ongoing",
         {"last allowed day Tue 5 Jan 2027", "due Tue 5 Jan 2027", "  task "}},
        {"2027-01-05",
         "use: ongoing",
         {"last allowed day Tue 5 Jan 2027", "there is still time", "  task "}},
        {"2027-01-06",
         "use: ongoing",
         {"Its `if` holds.", "suggests an appointment from Wed 13 Jan 2027", "  hold "}},
        {"2027-01-11",
         "use: stopped, last-used: \"2027-01-10\"",
         {"last used Sun 10 Jan 2027", "suggests an appointment from Sun 17 Jan 2027", "  hold "}},
        {"2027-01-11",
         "use: stopped, last-used: \"2027-01-05\"",
         {"  F  the patient uses",
          "(tretinoin, stopped, face, last used Tue 5 Jan 2027) is there, but",
          "Its `if` does not hold, so nothing follows."}}};

    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        char fact[128], today[64];
        const char *changes[] = {"{is: tretinoin, use: ongoing, site: face}", fact,
                                 "    today: \"2026-12-01\"\n    patient: {like: uses-retinoid}",
                                 today, NULL};
        struct small s;
        struct buf out = {0};

        (void)snprintf(fact, sizeof fact, "{is: tretinoin, %s, site: face}", days[i].use);
        (void)snprintf(today, sizeof today, "    today: \"%s\"\n    patient: {like: uses-retinoid}",
                       days[i].today);
        small_begin(&s, changes);
        explain_said(&s, "sm-retinoid", "Uses tretinoin, booked six weeks ahead: a dated task",
                     &out);
        for (size_t k = 0; k < 3; k++) {
            CU_ASSERT_TRUE(small_says(&out, days[i].says[k]));
        }
        buf_end(&out);
        small_end(&s);
    }
}

/* An answer whose age is judged says why it is not known, though a word is there. */
static void test_answer_of_no_day(void)
{
    static const char *const changes[] = {"words: {\"yes\": [\"cleared\"], \"no\": []}}",
                                          "words: {\"yes\": [\"cleared\"], \"no\": []}, "
                                          "good-for: 6 months}",
                                          NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    explain_said(&s, "sm-keloid-or-peel", "A keloid, cleared by a dermatologist: quiet", &out);
    CU_ASSERT_TRUE(small_says(&out, "- it says \"cleared\", and its day is not known"));
    buf_end(&out);
    small_end(&s);
}

static void test_reasons(void)
{
    static const struct {
        const char *rule, *test, *says;
    } all[] = {
        {"sm-retinoid", "Nothing asked: three questions", "- the medicines were not asked about"},
        {"sm-retinoid", "Medicines gone through 91 days ago are asked again",
         "- the medicines were last reviewed on Tue 1 Dec 2026, more than 90 days ago"},
        {"sm-retinoid", "On the back, for a session on the cheek: quiet",
         "- medicines, entry 1 (tretinoin, ongoing, back) is there, but does not match; the "
         "medicines"},
        {"sm-retinoid", "Medicines gone through 90 days ago still count",
         "- nothing like it in the medicines; the medicines were reviewed on Tue 1 Dec 2026"},
        {"sm-minor", "Turns 18 a day later: held", "- born Tue 13 Jan 2009: 17 on the day"},
        {"sm-minor", "Nothing asked: three questions", "- the date of birth is not known"},
        {"sm-keloid-or-peel", "A keloid, cleared by a dermatologist: quiet",
         "- it says \"cleared\""},
        {"sm-keloid-or-peel", "A keloid, cleared by a dermatologist: quiet",
         "Its `unless` holds, so nothing follows."},
        {"sm-minor", "Day 7 before is free", "so it was not\n"},
        {"sm-retinoid", "Nothing asked: three questions", "to settle it: medications.reviewed"}};
    struct small s;

    small_begin(&s, NULL);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct buf out = {0};

        explain_said(&s, all[i].rule, all[i].test, &out);
        CU_ASSERT_TRUE(small_says(&out, all[i].says));
        CU_ASSERT_TRUE(small_says(&out, "NOT COVERED BY THIS RULEBOOK"));
        buf_end(&out);
    }
    small_end(&s);
}

static void near_miss(void)
{
    static const char *const changes[] = {"{is: \"Retin-A\", use", "{is: \"tretinion\", use", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    explain_said(&s, "sm-retinoid", "Used inside the window: held, and moved", &out);
    CU_ASSERT_TRUE(small_says(&out, "  U  the patient uses"));
    CU_ASSERT_TRUE(
        small_says(&out, "(tretinion, stopped, face, last used Sun 10 Jan 2027) may be a\n"));
    buf_end(&out);
    small_end(&s);
}

static void procedure_near(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    struct visit visit = scenario_named(&s, "Used inside the window: held, and moved")->visit;
    visit.procedure.text = SPAN("microneedlng");
    CU_ASSERT_TRUE(explain_rule(s.rules, rules_find(s.rules, "sm-retinoid"), &visit, true, &out));
    CU_ASSERT_TRUE(small_says(&out, "The rule is not in force"));
    CU_ASSERT_TRUE(small_says(&out, "appointment.procedure may mean \"microneedling\": "));
    buf_end(&out);
    small_end(&s);
}

static const struct test tests[] = {
    {"every kind of rule is told as a sentence", rule_alone},
    {"a task is told with its conditions, its dates and its source", test_task},
    {"a hold is told with the date that matched and where to move", test_hold},
    {"a clearance that lasts is told with its matter", test_lasting_clearance},
    {"conditions inside conditions are told one under the other", test_nested},
    {"hours after the procedure are told as elapsed hours", test_hours},
    {"the worked example reads right on each of its days", day_by_day},
    {"every T, F and U says why", test_reasons},
    {"an answer whose day is not known says so", test_answer_of_no_day},
    {"a misspelt medicine is told as what it may be", near_miss},
    {"a rule that waits for a misspelt procedure says so", procedure_near},
    {0}};

const struct test_suite test_suites[] = {{"review explain", NULL, NULL, tests}, {0}};
