/* SPDX-License-Identifier: MIT
 *
 * Nudge: each kind of change is made, noticed where a test stands at the edge, and listed where
 * that test is taken away; and the rules themselves are never changed by it.
 */
#include "review/nudge.h"
#include "small.h"

static void nudge_unnoticed(const char *const *changes, const char *const *wanted)
{
    struct small s;
    struct nudges all;
    struct nudge_options options = {0};
    struct buf out = {0};

    small_begin(&s, changes);
    CU_ASSERT_EQUAL(s.run.failed, 0);
    nudges_run(&s.run, &options, &all);
    CU_ASSERT_FALSE(all.lost);
    for (uint32_t i = 0; i < all.count; i++) {
        const struct nudge *n = &all.at[i];

        if (!n->noticed) {
            buf_printf(&out, "%s: %s\n", n->rule != NONE ? s.rules->rules[n->rule].id : "-",
                       n->what);
        }
    }
    uint32_t count = 0;
    for (; wanted[count] != NULL; count++) {
        CU_ASSERT_TRUE(small_says(&out, wanted[count]));
    }
    if (all.unnoticed != count) {
        printf("%u unnoticed, %u wanted:\n%s", all.unnoticed, count, out.at != NULL ? out.at : "");
    }
    CU_ASSERT_EQUAL(all.unnoticed, count);
    buf_end(&out);
    nudges_end(&all);
    small_end(&s);
}

static void all_noticed(void)
{
    static const char *const wanted[] = {NULL};

    nudge_unnoticed(NULL, wanted);
}

/* Without the test on the free day, the window may be a day longer and nobody says so. */
static void window_edge(void)
{
    static const char *const changes[] = {"last-used: \"2027-01-05\"", "last-used: \"2027-01-01\"",
                                          NULL};
    static const char *const wanted[] = {
        "sm-retinoid: taken-within 7 days becomes 8 days (the parameter retinoid-stop)\n", NULL};

    nudge_unnoticed(changes, wanted);
}

#define BY "override: {by: [physician], reasons: [benefit-outweighs]"
#define CLEARED(name, day, outcome, alert)                                                         \
    "  - name: " name "\n    at: booking\n    today: \"2027-01-11\"\n"                             \
    "    patient: {like: well-adult, medications: [{is: tretinoin, use: stopped, last-used: "      \
    "\"2027-01-10\", site: face}]}\n"                                                              \
    "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek}\n"             \
    "    clearances: [{rule: sm-retinoid, role: physician, reason: benefit-outweighs, date: "      \
    "\"" day "\", matter: m-4c1a5c58}]\n"                                                          \
    "    expect: {overall: " outcome ", findings: [{rule: sm-retinoid, outcome: " outcome          \
    ", move-to: "                                                                                  \
    "\"2027-01-17\"" alert "}]}\n"

/* A day more or less of a clearance that lasts shows at its edge alone. */
static void clearance_edge(void)
{
    static const char *const lasts[] = {BY "}", BY ", lasts: 12 months}", NULL};
    static const char *const tested[] = {
        BY "}", BY ", lasts: 12 months}", "tests:\n",
        "tests:\n" CLEARED("Last day", "2026-01-13", "info", "")
            CLEARED("Day after", "2026-01-12", "hold", ", alert: clinical-lead"),
        NULL};
    static const char *const wanted[] = {"sm-retinoid: lasts 12 months becomes 11 months\n",
                                         "sm-retinoid: lasts 12 months becomes 13 months\n", NULL},
                             *const none[] = {NULL};

    nudge_unnoticed(lasts, wanted);
    nudge_unnoticed(tested, none);
}

/* A synonym that no test uses could go, and nobody would say so. */
static void synonym_edge(void)
{
    static const char *const changes[] = {"answers: {cleared-by-dermatologist: cleared}",
                                          "answers: {cleared-by-dermatologist: \"yes\"}", NULL};
    static const char *const wanted[] = {
        "-: \"cleared\" of cleared-by-dermatologist no longer means yes\n", NULL};

    nudge_unnoticed(changes, wanted);
}

#define GOOD "words: {\"yes\": [\"cleared\"], \"no\": []}"
#define ANSWER "answers: {cleared-by-dermatologist: "
#define SAID(day) ANSWER "{value: cleared, date: \"" day "\"}}"
#define SAID_ON(name, day, then)                                                                   \
    "  - name: " name "\n    at: booking\n    today: \"2026-12-01\"\n"                             \
    "    patient: {like: well-adult, conditions: [{is: keloid, status: history, site: "            \
    "back}], " SAID(                                                                               \
        day) "}\n"                                                                                 \
             "    appointment: {procedure: microneedling, date: \"2027-01-12\", site: cheek}\n"    \
             "    expect: {" then "}\n"

/* A day more or less of an answer that is good for a while shows at its edge alone. */
static void good_for_edge(void)
{
    static const char *const lasts[] = {GOOD, GOOD ", good-for: 30 days", ANSWER "cleared}",
                                        SAID("2026-12-01"), NULL};
    static const char *const tested[] = {
        GOOD,
        GOOD ", good-for: 30 days",
        ANSWER "cleared}",
        SAID("2026-12-01"),
        "tests:\n",
        "tests:\n" SAID_ON("Last day", "2026-11-01", "overall: clear, findings: []")
            SAID_ON("Day after", "2026-10-31",
                    "overall: warn, findings: [{rule: sm-keloid-or-peel, outcome: warn}]"),
        NULL};
    static const char *const wanted[] =
        {"-: good-for of the answer cleared-by-dermatologist: 30 days becomes 29 days\n",
         "-: good-for of the answer cleared-by-dermatologist: 30 days becomes 31 days\n", NULL},
                             *const none[] = {NULL};

    nudge_unnoticed(lasts, wanted);
    nudge_unnoticed(tested, none);
}

static void age_edge(void)
{
    static const char *const changes[] = {"born: \"2009-01-12\"", "born: \"2005-01-12\"", NULL};
    static const char *const wanted[] = {
        "sm-minor: below 18 becomes 19 (the parameter adult-age)\n", NULL};

    nudge_unnoticed(changes, wanted);
}

static void months_edge(void)
{
    static const char *const changes[] = {
        "{is: \"chemical peel\", state: done, date: \"2026-12-12\", site: cheek}, ", "", NULL};
    static const char *const wanted[] = {"sm-keloid-or-peel: within 1 month becomes 2 months\n",
                                         NULL};

    nudge_unnoticed(changes, wanted);
}

static void stale_edge(void)
{
    static const char *const changes[] = {"today: \"2027-03-02\"", "today: \"2027-03-05\"", NULL};
    static const char *const wanted[] = {
        "-: lists-stay-good of medicines: 90 days becomes 91 days\n", NULL};

    nudge_unnoticed(changes, wanted);
}

static void status_flip(void)
{
    static const char *const changes[] = {"{is: keloid, status: history, site: back}",
                                          "{is: keloid, status: active, site: back}", NULL};
    static const char *const wanted[] = {"sm-keloid-or-peel: status ever becomes active\n", NULL};

    nudge_unnoticed(changes, wanted);
}

static void site_widen(void)
{
    static const char *const changes[] = {
        "{is: tretinoin, use: ongoing, site: back}",
        "{is: aspirin, in-no-list: meant, use: ongoing, site: back}", NULL};
    static const char *const wanted[] = {"sm-retinoid: site treatment-area becomes anywhere\n",
                                         NULL};

    nudge_unnoticed(changes, wanted);
}

static void unless_removed(void)
{
    static const char *const changes[] = {
        "conditions: [{is: keloid, status: history, site: back}], answers: {cleared",
        "conditions: none-known, answers: {cleared", NULL};
    static const char *const wanted[] = {
        "sm-keloid-or-peel: `unless` removed\n",
        "-: \"cleared\" of cleared-by-dermatologist no longer means yes\n", NULL};

    nudge_unnoticed(changes, wanted);
}

static void severity_by_moment(void)
{
    struct small s;
    struct nudges all;
    struct nudge_options options = {0};
    uint32_t severities = 0, thresholds = 0, parameters = 0, removed = 0;

    small_begin(&s, NULL);
    nudges_run(&s.run, &options, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        severities += all.at[i].kind == NUDGE_SEVERITY;
        thresholds += all.at[i].kind == NUDGE_THRESHOLD;
        parameters += all.at[i].kind == NUDGE_PARAMETER;
        removed += all.at[i].kind == NUDGE_REMOVED;
    }
    /* hold and block of one rule; hold, warn, warn; info has nothing below it */
    CU_ASSERT_EQUAL(severities, 5);
    CU_ASSERT_EQUAL(thresholds, 14); /* seven numbers, either way */
    CU_ASSERT_EQUAL(parameters, 2);  /* retinoid-stop stands in three places */
    CU_ASSERT_EQUAL(removed, 5);
    nudges_end(&all);
    small_end(&s);
}

static void rules_untouched(void)
{
    struct small s;
    struct nudges all;
    struct nudge_options options = {0};
    struct run again;

    small_begin(&s, NULL);
    nudges_run(&s.run, &options, &all);
    run_tests(s.rules, &s.faults, &again);
    CU_ASSERT_EQUAL(again.failed, 0);
    run_end(&again);
    nudges_end(&all);
    small_end(&s);
}

static const struct test tests[] = {
    {"every change of the small rulebook is noticed", all_noticed},
    {"a window may grow by a day when no test stands on the free day", window_edge},
    {"how long a clearance lasts is noticed at its edge", clearance_edge},
    {"a synonym is noticed where a test uses it", synonym_edge},
    {"how long an answer is good for is noticed at its edge", good_for_edge},
    {"an age may grow by a year when nobody turns that age on the day", age_edge},
    {"a month may become two when no test stands on the month's edge", months_edge},
    {"freshness may grow by a day when no test stands on the stale day", stale_edge},
    {"a status may be flipped when no test has an old problem", status_flip},
    {"a site may be widened when no test has it elsewhere", site_widen},
    {"an excuse may be taken away when no test uses it", unless_removed},
    {"severities are weakened as they are written, numbers one by one and by parameter",
     severity_by_moment},
    {"the rules themselves stay as they were", rules_untouched},
    {0}};

const struct test_suite test_suites[] = {{"review nudge", NULL, NULL, tests}, {0}};
