/* SPDX-License-Identifier: MIT
 *
 * The short form of facts: what a test says becomes exactly this visit; what it takes from a
 * persona, and what it does not.
 */
#include "small.h"

#define FIRST                                                                                      \
    "    today: \"2026-12-01\"\n    patient: {like: uses-retinoid}\n    appointment: {procedure: " \
    "microneedling, date: \"2027-01-12\", site: cheek}\n    expect: {overall: tasks"

/* The first test with another body; its visit. */
static const struct visit *visit_of(struct small *s, const char *body)
{
    char text[2048];
    const char *changes[] = {FIRST, text, NULL};

    (void)snprintf(text, sizeof text, "%s\n    expect: {overall: tasks", body);
    small_begin(s, changes);
    CU_ASSERT_EQUAL_FATAL(s->run.scenarios->count, 19);
    return &s->run.scenarios->at[0].visit;
}

static bool is_day(const struct when *w, const char *day)
{
    int32_t first, last;

    return date_read(day, strlen(day), &first, &last) && w->kind == WHEN_DAY && w->first == first;
}

static bool scenario_is(struct span s, const char *text)
{
    return span_same(s, span_of(text));
}

static void from_persona(void)
{
    struct small s;
    const struct visit *v = visit_of(
        &s, "    today: \"2026-12-01\"\n    patient: {like: uses-retinoid, born: \"2000-02-29\"}\n"
            "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek}");

    CU_ASSERT_TRUE(is_day(&v->birth, "2000-02-29"));
    CU_ASSERT_EQUAL(v->chart[CHART_MEDICATIONS].count, 1);
    CU_ASSERT_TRUE(scenario_is(v->chart[CHART_MEDICATIONS].at[0].text, "tretinoin"));
    CU_ASSERT_EQUAL(v->chart[CHART_MEDICATIONS].at[0].status, PRECARE_USE_ONGOING);
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_MEDICATIONS].reviewed, "2026-12-01"));
    CU_ASSERT_EQUAL(v->chart[CHART_CONDITIONS].count, 0);
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_CONDITIONS].reviewed, "2026-12-01"));
    small_end(&s);
}

static void not_asked(void)
{
    struct small s;
    const struct visit *v = visit_of(
        &s,
        "    today: \"2026-12-01\"\n    patient: {like: uses-retinoid, medications: not-asked}\n"
        "    appointment: {procedure: microneedling, date: \"2027-01-12\"}");

    CU_ASSERT_EQUAL(v->chart[CHART_MEDICATIONS].reviewed.kind, WHEN_UNKNOWN);
    CU_ASSERT_EQUAL(v->chart[CHART_MEDICATIONS].count, 0);
    CU_ASSERT_EQUAL(v->site_count, 0);
    small_end(&s);
}

static void nothing_said(void)
{
    struct small s;
    const struct visit *v = visit_of(&s, "    today: \"2026-12-01\"\n    appointment: {procedure: "
                                         "microneedling, date: \"2027-01-12\"}");

    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        CU_ASSERT_EQUAL(v->chart[i].reviewed.kind, WHEN_UNKNOWN);
    }
    CU_ASSERT_EQUAL(v->birth.kind, WHEN_UNKNOWN);
    CU_ASSERT_FALSE(v->training_recorded);
    CU_ASSERT_EQUAL(v->minutes, 0);
    small_end(&s);
}

static void reviewed_by_list(void)
{
    struct small s;
    const struct visit *v = visit_of(
        &s, "    today: \"2026-12-01\"\n    patient: {like: uses-retinoid, reviewed: {medications: "
            "\"2026-06-01\"}, allergies: none-known}\n"
            "    appointment: {procedure: microneedling, date: \"2027-01-12\"}");

    CU_ASSERT_TRUE(is_day(&v->chart[CHART_MEDICATIONS].reviewed, "2026-06-01"));
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_CONDITIONS].reviewed, "2026-12-01"));
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_ALLERGIES].reviewed, "2026-12-01"));
    small_end(&s);
}

static void entries_without_a_day(void)
{
    struct small s;
    const struct visit *v =
        visit_of(&s, "    today: \"2026-12-01\"\n    patient: {conditions: [{is: keloid}], "
                     "medications: none-known}\n"
                     "    appointment: {procedure: microneedling, date: \"2027-01-12\"}");

    CU_ASSERT_EQUAL(v->chart[CHART_CONDITIONS].count, 1);
    /* its silence is unknown */
    CU_ASSERT_EQUAL(v->chart[CHART_CONDITIONS].reviewed.kind, WHEN_UNKNOWN);
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_MEDICATIONS].reviewed, "2026-12-01"));
    small_end(&s);
}

static void every_fact(void)
{
    struct small s;
    const struct visit *v = visit_of(
        &s,
        "    today: \"2026-12-01\"\n"
        "    in-no-list: meant\n"
        "    patient:\n"
        "      like: well-adult\n"
        "      pregnancy: breastfeeding\n"
        "      conditions: [{is: keloid, code: \"icd-10:L91.0\", status: history, severity: "
        "severe, site: [face, "
        "back], onset: \"2026-11\", recorded: \"2026-11-20\"}]\n"
        "      medications: [{is: tretinoin, use: prescribed, started: \"2027-01-01\", last-used: "
        "\"2026\", route: "
        "topical}]\n"
        "      allergies: [{is: lidocaine}]\n"
        "      procedures: [{is: \"chemical peel\", state: planned, date: \"2027-01-20\", site: "
        "lip}]\n"
        "      answers: {hsv-history: {value: \"yes\", date: \"2026-11-20\"}, consent: "
        "recorded}\n"
        "    appointment: {procedure: microneedling, date: \"2027-01-12\", sites: [cheek, "
        "forehead], minutes: 60, "
        "indication: scars, price: 450 USD, state: planned, modality: mechanical}\n"
        "    provider: {role: physician, training: []}");
    const struct entry *condition = &v->chart[CHART_CONDITIONS].at[0];
    const struct entry *medicine = &v->chart[CHART_MEDICATIONS].at[0];

    CU_ASSERT_EQUAL(v->pregnancy, PRECARE_BREASTFEEDING);
    CU_ASSERT_TRUE(scenario_is(condition->code, "icd-10:L91.0"));
    CU_ASSERT_EQUAL(condition->status, PRECARE_STATUS_HISTORY);
    CU_ASSERT_EQUAL(condition->severity, PRECARE_SEVERE);
    CU_ASSERT_EQUAL(condition->site_count, 2);
    CU_ASSERT_EQUAL(condition->at.kind, WHEN_PARTIAL);
    CU_ASSERT_TRUE(is_day(&condition->noted, "2026-11-20"));
    CU_ASSERT_EQUAL(medicine->status, PRECARE_USE_PRESCRIBED);
    CU_ASSERT_TRUE(is_day(&medicine->noted, "2027-01-01"));
    CU_ASSERT_EQUAL(medicine->at.kind, WHEN_PARTIAL);
    CU_ASSERT_TRUE(scenario_is(medicine->route, "topical"));
    CU_ASSERT_EQUAL(v->chart[CHART_PROCEDURES].at[0].status, PRECARE_PLANNED);
    CU_ASSERT_EQUAL(v->answer_count, 2);
    CU_ASSERT_TRUE(scenario_is(v->answers[0].name, "hsv-history") &&
                   scenario_is(v->answers[0].value, "yes"));
    CU_ASSERT_TRUE(is_day(&v->answers[0].on, "2026-11-20"));
    CU_ASSERT_EQUAL(v->site_count, 2);
    CU_ASSERT_EQUAL(v->minutes, 60);
    CU_ASSERT_TRUE(scenario_is(v->indication, "scars") && scenario_is(v->price, "450 USD") &&
                   scenario_is(v->modality, "mechanical"));
    CU_ASSERT_EQUAL(v->state, PRECARE_PLANNED);
    CU_ASSERT_TRUE(scenario_is(v->role, "physician"));
    CU_ASSERT_TRUE(v->training_recorded && v->training_count == 0);
    small_end(&s);
}

static void zone_and_instants(void)
{
    struct small s;
    const struct visit *v =
        visit_of(&s, "    zone: America/New_York\n    today: \"2026-12-01T23:30:00-05:00\"\n"
                     "    appointment: {procedure: microneedling, start: \"2027-01-12T14:00\"}");

    CU_ASSERT_EQUAL(v->now.kind, WHEN_INSTANT);
    CU_ASSERT_EQUAL(v->today, date_of(2026, 12, 1)); /* already the second in UTC */
    CU_ASSERT_EQUAL(v->start.utc, (int64_t)date_of(2027, 1, 12) * 86400 + 19 * 3600);
    CU_ASSERT_EQUAL(v->reference, date_of(2027, 1, 12));
    small_end(&s);
}

/* An answer of the persona's stays unless the test gives the same one. */
static void answers_are_taken_over(void)
{
    static const char *const changes[] = {
        "personas:\n",
        "personas:\n  answered: {like: well-adult, in-no-list: meant, answers: {consent: recorded, "
        "plan: recorded}}\n",
        FIRST,
        "    today: \"2026-12-01\"\n    in-no-list: meant\n    patient: {like: answered, answers: "
        "{consent: missing}}\n"
        "    appointment: {procedure: microneedling, date: \"2027-01-12\"}\n    expect: {overall: "
        "tasks",
        NULL};
    struct small s;

    small_begin(&s, changes);
    const struct visit *v = &s.run.scenarios->at[0].visit;
    CU_ASSERT_EQUAL_FATAL(v->answer_count, 2);
    CU_ASSERT_TRUE(scenario_is(v->answers[0].name, "consent") &&
                   scenario_is(v->answers[0].value, "missing"));
    CU_ASSERT_TRUE(scenario_is(v->answers[1].name, "plan") &&
                   scenario_is(v->answers[1].value, "recorded"));
    /* persona of a persona */
    CU_ASSERT_TRUE(is_day(&v->chart[CHART_MEDICATIONS].reviewed, "2026-12-01"));
    small_end(&s);
}

static void test_clearance(void)
{
    static const char *const changes[] = {
        "    expect: {overall: hold, findings: [{rule: sm-retinoid, outcome: hold, move-to: "
        "\"2027-01-17\", alert: "
        "clinical-lead}]}",
        "    clearances: [{rule: sm-retinoid, role: physician, reason: benefit-outweighs}]\n"
        "    expect: {overall: info, findings: [{rule: sm-retinoid, outcome: info, move-to: "
        "\"2027-01-17\"}]}",
        NULL};
    struct small s;

    small_begin(&s, changes);
    CU_ASSERT_EQUAL(s.run.failed, 0); /* the alert falls away, the rest stays */
    small_end(&s);
}

static void impossible_day(void)
{
    static const char *const changes[] = {"last-used: \"2027-01-06\"", "last-used: \"2027-02-30\"",
                                          NULL};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_file file = {.name = "small.yaml"};
    struct rule_files files = {.at = &file, .count = 1};
    struct faults faults;
    struct buf out = {0};
    char *text = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    char *changed = small_replace(text, changes[0], changes[1]);

    faults_begin(&faults);
    file.bytes = changed;
    file.len = strlen(changed);
    struct rules *rules = rules_load(&files, &options, &faults);
    CU_ASSERT_PTR_NULL(rules);
    faults_print(&faults, FAULTS_TEXT, &out);
    CU_ASSERT_TRUE(small_says(&out, "error T101"));
    buf_end(&out);
    rules_free(&rules);
    faults_end(&faults);
    mem_drop(text);
    mem_drop(changed);
}

static const struct test tests[] = {
    {"a patient takes over from its persona what it does not say itself", from_persona},
    {"not-asked is not asked, whatever the persona says", not_asked},
    {"what nobody says is not known", nothing_said},
    {"a list has its own review day, or its persona's", reviewed_by_list},
    {"entries without a review day count, and their list's silence is unknown",
     entries_without_a_day},
    {"every fact of the short form arrives in the visit", every_fact},
    {"instants are told in the test's zone", zone_and_instants},
    {"answers are taken over one by one, through personas of personas", answers_are_taken_over},
    {"a clearance turns the hold into info, and its alert falls away", test_clearance},
    {"an impossible day is an error with its place", impossible_day},
    {0}};

const struct test_suite test_suites[] = {{"review scenario", NULL, NULL, tests}, {0}};
