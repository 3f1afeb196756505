/* SPDX-License-Identifier: MIT
 *
 * What changed between two sets of rules: every kind of change told in words with its direction,
 * numbers of parameters told once, and findings over events counted right.
 */
#include "review/diff.h"
#include "small.h"

static void diff_from(const char *const *first, const char *const *changes,
                      const char *const *wanted)
{
    struct small before, after;
    struct buf out = {0};
    uint32_t count = 0;

    small_begin(&before, first);
    small_begin(&after, changes);
    CU_ASSERT_TRUE(diff_rules(before.rules, after.rules, &out, &count));
    uint32_t lines = 0;
    for (; wanted[lines] != NULL; lines++) {
        CU_ASSERT_TRUE(small_says(&out, wanted[lines]));
    }
    if (count != lines) {
        printf("%u changes, %u wanted:\n%s\n", count, lines, out.at);
    }
    CU_ASSERT_EQUAL(count, lines);
    buf_end(&out);
    small_end(&before);
    small_end(&after);
}

static void diff_says(const char *const *changes, const char *const *wanted)
{
    diff_from(NULL, changes, wanted);
}

#define BY "override: {by: [physician], reasons: [benefit-outweighs]"
#define WHO "physician, saying why: \"The benefit outweighs the risk.\""
#define LATER(length) "; for " length " also at later appointments, for the same matter"

static void test_nothing(void)
{
    static const char *const changes[] = {"# SPDX", "#\n# SPDX", NULL};
    struct small before, after;
    struct buf out = {0};
    uint32_t count = 7;

    small_begin(&before, NULL);
    small_begin(&after, changes);
    CU_ASSERT_TRUE(diff_rules(before.rules, after.rules, &out, &count));
    CU_ASSERT_STRING_EQUAL(out.at, "Nothing changed in meaning.\n");
    CU_ASSERT_EQUAL(count, 0);
    buf_end(&out);
    small_end(&before);
    small_end(&after);
}

static void test_parameter(void)
{
    static const char *const changes[] = {"value: 7 days", "value: 10 days", NULL};
    static const char *const wanted[] = {
        "Numbers\n  Retinoid stop: 7 days became 10 days (stricter); used by sm-retinoid\n", NULL};

    diff_says(changes, wanted);
}

static void a_clearance_that_lasts_longer_is_looser(void)
{
    static const struct {
        const char *was, *is, *wanted;
    } rows[] = {
        {"}", ", lasts: 12 months}",
         "sm-retinoid: \"Who may go on\" was: " WHO
         "\n    and is now: " WHO LATER("12 months") " (looser)"},
        {", lasts: 12 months}", "}",
         "sm-retinoid: \"Who may go on\" was: " WHO LATER("12 months") "\n    and is now: " WHO
                                                                       " (stricter)"},
        {", lasts: 12 months}", ", lasts: 13 months}",
         "was: " WHO LATER("12 months") "\n    and is now: " WHO LATER("13 months") " (looser)"},
        {", lasts: 12 months}", ", lasts: 11 months}", LATER("11 months") " (stricter)"},
        {", lasts: 12 months}", ", lasts: 300 days}", LATER("300 days") "\n"},
        {", lasts: 12 months}", ", lasts: 13 months, note: required}",
         WHO ", with a note" LATER("13 months") "\n"},
        {", lasts: retinoid-stop}", ", lasts: 8 days}", LATER("8 days") " (looser)"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char was[128], is[128];
        const char *const first[] = {BY "}", was, NULL}, *const then[] = {BY "}", is, NULL},
                          *const wanted[] = {rows[i].wanted, NULL};

        (void)snprintf(was, sizeof was, "%s%s", BY, rows[i].was);
        (void)snprintf(is, sizeof is, "%s%s", BY, rows[i].is);
        diff_from(first, then, wanted);
    }
}

/* A question that comes later is looser; so is less weight where nobody answered. */
static void a_question_that_comes_later_is_looser(void)
{
#define UNKNOWN "of: patient, answer-by: booking, otherwise: warn}"
    static const struct {
        const char *was, *is, *wanted;
    } rows[] = {
        {UNKNOWN, "of: patient, ask-from: check-in}", "Not before check-in. (looser)"},
        {"of: patient, ask-from: check-in}", "of: patient, ask-from: booking}",
         "Not before booking. (stricter)"},
        {UNKNOWN, "of: patient, answer-by: booking, otherwise: hold}", "hold (stricter)"},
        {"of: patient, answer-by: booking, otherwise: hold}", UNKNOWN, "warn (looser)"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const first[] = {UNKNOWN, rows[i].was, NULL},
                          *const then[] = {UNKNOWN, rows[i].is, NULL},
                          *const wanted[] = {rows[i].wanted, NULL};

        diff_from(first, then, wanted);
    }
#undef UNKNOWN
}

static void parameter_looser(void)
{
    static const char *const changes[] = {"value: 18 years", "value: 17 years", NULL};
    static const char *const wanted[] = {
        "  Adult age: 18 years became 17 years (looser); used by sm-minor\n", NULL};

    diff_says(changes, wanted);
}

static void stays_good(void)
{
    static const char *const changes[] = {"{medications: 90 days}", "{medications: 30 days}", NULL};
    static const char *const wanted[] = {
        "The rulebook small\n  lists stay good, medicines: 90 days became 30 days (stricter)\n",
        NULL};

    diff_says(changes, wanted);
}

static void test_severity(void)
{
    static const char *const changes[] = {"{booking: hold, check-in: block}",
                                          "{booking: warn, check-in: block}", NULL};
    static const char *const wanted[] = {
        "Rules\n  sm-retinoid: hold at booking, block at check-in became warn at booking, block at "
        "check-in (looser)\n",
        NULL};

    diff_says(changes, wanted);
}

static void own_number(void)
{
    static const char *const changes[] = {"within: 1 month before", "within: 2 months before",
                                          NULL};
    static const char *const wanted[] = {"less than 2 months before the appointment", NULL};

    diff_says(changes, wanted);
}

static void test_other_words(void)
{
    static const char *const changes[] = {"say: \"Too young on the day.\"", "say: \"Not yet 18.\"",
                                          NULL};
    static const char *const wanted[] = {
        "  sm-minor: it said \"Too young on the day.\",\n    and now says \"Not yet 18.\"\n", NULL};

    diff_says(changes, wanted);
}

static void test_unless(void)
{
    static const char *const changes[] = {
        "    unless: {none: [{answer: {to: cleared-by-dermatologist, is: missing}}]}\n", "", NULL};
    static const char *const wanted[] = {
        "sm-keloid-or-peel: no longer \"Unless\" (it was: there is an answer to", NULL};

    diff_says(changes, wanted);
}

static void test_items(void)
{
    static const char *const changes[] = {"items: [tretinoin, adapalene]",
                                          "items: [tretinoin, retinol]", NULL};
    static const char *const wanted[] = {"Lists\n  topical-retinoids: added retinol\n",
                                         "  topical-retinoids: removed adapalene\n", NULL};

    diff_says(changes, wanted);
}

static void test_answers(void)
{
    static const char *const changes[] = {
        "of: provider, words: [\"yes\", \"no\"]",
        "of: staff, words: {\"yes\": [light], deep: []}, good-for: 6 months",
        "words: {\"yes\": [\"cleared\"]",
        "good-for: 1 year, words: {\"yes\": []",
        "dermatologist: cleared}",
        "dermatologist: \"yes\"}",
        NULL};
    static const char *const wanted[] = {
        "Answers\n  peel-was-light: asked of the provider, now of the staff\n",
        "  peel-was-light: added \"light\" for yes\n",
        "  peel-was-light: added the word deep\n",
        "  peel-was-light: removed the word no\n",
        "  good for, peel-was-light: for ever became 6 months (stricter)\n",
        "  cleared-by-dermatologist: removed \"cleared\" for yes\n",
        "  good for, cleared-by-dermatologist: for ever became 1 year (stricter)\n",
        NULL};

    diff_says(changes, wanted);
}

static void test_codes(void)
{
    static const char *const changes[] = {"atc: [\"D10AD\"]", "atc: [\"D10AD01\"]", NULL};
    static const char *const wanted[] = {"  topical-retinoids: its codes changed\n", NULL};

    diff_says(changes, wanted);
}

static void gone_and_new(void)
{
    static const char *const changes[] = {"sm-redness", "sm-red-skin", NULL};
    static const char *const wanted[] = {
        "  removed: sm-redness\n    at follow-up, for microneedling, if “redness”",
        "  new: sm-red-skin\n", NULL};

    diff_says(changes, wanted);
}

static void test_shadow(void)
{
    static const char *const changes[] = {"  - id: sm-minor\n",
                                          "  - id: sm-minor\n    status: shadow\n", NULL};
    static const char *const wanted[] = {
        "  sm-minor: was active, is now silenced (continues in shadow) (looser)\n", NULL};

    diff_says(changes, wanted);
}

static void over_events(void)
{
    static const char *const changes[] = {"value: 7 days", "value: 10 days", "value: 18 years",
                                          "value: 17 years", NULL};
    struct small before, after;
    struct buf out = {0};
    struct visit *visits;

    small_begin(&before, NULL);
    small_begin(&after, changes);
    visits = mem_new(before.run.scenarios->count * sizeof *visits);
    for (uint32_t i = 0; i < before.run.scenarios->count; i++) {
        visits[i] = before.run.scenarios->at[i].visit;
    }
    CU_ASSERT_TRUE(
        diff_events(before.rules, after.rules, visits, before.run.scenarios->count, &out));
    small_golden("diff_events.txt", &out);
    mem_drop(visits);
    buf_end(&out);
    small_end(&before);
    small_end(&after);
}

static void silenced_is_gone(void)
{
    static const char *const changes[] = {"  - id: sm-minor\n",
                                          "  - id: sm-minor\n    status: shadow\n", NULL};
    struct small before, after;
    struct buf out = {0};

    small_begin(&before, NULL);
    small_begin(&after, changes);
    for (uint32_t i = 0; i < before.run.scenarios->count; i++) {
        if (strcmp(before.run.scenarios->at[i].name, "Turns 18 a day later: held") == 0) {
            CU_ASSERT_TRUE(diff_events(before.rules, after.rules,
                                       &before.run.scenarios->at[i].visit, 1, &out));
        }
    }
    CU_ASSERT_TRUE(
        small_says(&out, "  sm-minor      0     1        0               100.0     0.0\n"));
    CU_ASSERT_TRUE(small_says(&out, "  test: sm-minor: hold, is gone\n"));
    buf_end(&out);
    small_end(&before);
    small_end(&after);
}

static void over_events_the_same(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    CU_ASSERT_TRUE(diff_events(s.rules, s.rules, &s.run.scenarios->at[0].visit, 1, &out));
    CU_ASSERT_STRING_EQUAL(out.at, "Over 1 event of 1 appointment\n"
                                   "  no finding is new, gone or changed; before and after: 1\n");
    buf_end(&out);
    small_end(&s);
}

static const struct test tests[] = {
    {"comments are no change", test_nothing},
    {"a parameter is told once, with its direction and the rules that use it", test_parameter},
    {"a lower age is looser", parameter_looser},
    {"a question that comes later is looser", a_question_that_comes_later_is_looser},
    {"a clearance that lasts longer is looser", a_clearance_that_lasts_longer_is_looser},
    {"lists that stay good for less long are stricter", stays_good},
    {"a severity is told for each moment, with its direction", test_severity},
    {"a number of the rule's own is told in its sentence", own_number},
    {"new words are told beside the old ones", test_other_words},
    {"an excuse taken away is told", test_unless},
    {"of answers words, addressee and age are told", test_answers},
    {"items added and taken away are named", test_items},
    {"changed codes are told", test_codes},
    {"rules that came and went are told as sentences", gone_and_new},
    {"a rule put in shadow is told as silenced", test_shadow},
    {"over events, findings new, gone and changed are counted per rule", over_events},
    {"the findings of a silenced rule are gone", silenced_is_gone},
    {"over events without a difference, it says so", over_events_the_same},
    {0}};

const struct test_suite test_suites[] = {{"review diff", NULL, NULL, tests}, {0}};
