/* SPDX-License-Identifier: MIT
 *
 * Conditions on what people wrote, T, F and U, at their boundaries: answers, their words,
 * numbers, dates, names and age.
 * Rows of values by one book (support/condition_book.h).
 */
#include "support/condition_book.h"
#include "test.h"

#define ANSWERS(inside) "{\"answers\":{" inside "}}"
#define CONSENT(value) ANSWERS("\"consent\":" value)
#define HSV(value, on) ANSWERS("\"hsv-history\":{\"value\":\"" value "\",\"on\":\"" on "\"}")

static void an_answer_is_one_of_its_words_or_not_understood(void)
{
    static const struct value_row rows[] = {
        {"{answer: {to: consent, is: missing}}", "{}", "T"},
        {NULL, CONSENT("null"), "T"},
        {NULL, CONSENT("\" Missing \""), "T"},
        {NULL, CONSENT("\"signed\""), "F"},
        {NULL, CONSENT("\"On-File\""), "F"},
        {NULL, CONSENT("\"recorded\""), "U answers.consent"},
        {NULL, CONSENT("\"pending??\""), "U answers.consent"},
        {NULL, CONSENT("\"n/a\""), "U answers.consent"},
        {NULL, CONSENT("\"none\""), "U answers.consent"},
        {NULL, CONSENT("\"don\xE2\x80\x99t know\""), "U answers.consent"},
        {"{answer: {to: consent, is: signed}}", CONSENT("\"YES\""), "T"},
        {NULL, CONSENT("\"Withdrawn\""), "F"},
        {NULL, CONSENT("\"yes, signed\""), "U answers.consent"},
        {NULL, "{}", "U answers.consent"},
        {"{answer: {to: consent, is: [missing, refused]}}", "{}", "T"},
        {NULL, CONSENT("\"declined\""), "T"},
        {NULL, CONSENT("\"signed\""), "F"},
        {NULL, CONSENT("\"perhaps\""), "U answers.consent"},
        {"{answer: {to: consent, is: unsure}}", CONSENT("\"not sure\""), "T"},
        {NULL, CONSENT("\"Unknown\""), "T"},
        {NULL, CONSENT("\"signed\""), "F"},
        {NULL, CONSENT("\"perhaps\""), "U answers.consent"},
        {NULL, "{}", "U answers.consent"},
        {"{answer: {to: hair, is: none}}", ANSWERS("\"hair\":\"None\""), "T"},
        {NULL, ANSWERS("\"hair\":\"minoxidil\""), "F"},
        {"{answer: {to: hair, is: missing}}", ANSWERS("\"hair\":\"none\""), "F"},
        {0},
    };

    condition_rows(rows);
}

static void an_old_answer_is_no_answer(void)
{
    /* Good for 30 days, counted back from today, which is 1 December; the visit is on 12 January.
     */
    static const struct value_row rows[] = {
        {"{answer: {to: hsv-history, is: \"yes\"}}", HSV("y", "2026-11-01"), "T"},
        {NULL, HSV("never", "2026-11-01"), "F"},
        {NULL, HSV("yes", "2026-10-31"), "U answers.hsv-history"},
        {NULL, HSV("yes", "2026-11"), "T"},
        {NULL, HSV("yes", "2026"), "U answers.hsv-history"},
        {NULL, HSV("yes", "2026-12-02"), "U answers.hsv-history"},
        {NULL, ANSWERS("\"hsv-history\":\"yes\""), "U answers.hsv-history"},
        {"{answer: {to: hsv-history, is: missing}}", HSV("yes", "2026-11-01"), "F"},
        {NULL, HSV("yes", "2026-10-31"), "T"},
        {NULL, HSV("yes", "2026"), "U answers.hsv-history"},
        {NULL, HSV("as a teenager", "2026-10-31"), "T"},
        {NULL, HSV("as a teenager", "2026-11-01"), "U answers.hsv-history"},
        {NULL, HSV("yes", "2026-12-02"), "T"}, /* given after today: none */
        {NULL, ANSWERS("\"hsv-history\":\"yes\""), "U answers.hsv-history"},
        {"{answer: {to: hsv-history, is: [missing, \"yes\"]}}", ANSWERS("\"hsv-history\":\"yes\""),
         "T"},
        {"{answer: {to: consent, is: signed, within: 30 days before appointment}}",
         NEAR_THE_DAY "\"answers\":{\"consent\":{\"value\":\"signed\",\"on\":\"2026-12-14\"}}}",
         "T"},
        {NULL,
         NEAR_THE_DAY "\"answers\":{\"consent\":{\"value\":\"signed\",\"on\":\"2026-12-13\"}}}",
         "U answers.consent"},
        {NULL, CONSENT("\"signed\""), "U answers.consent"},
        {"{answer: {to: consent, is: missing, within: 30 days before appointment}}",
         CONSENT("{\"value\":\"signed\",\"on\":\"2026-11-13\"}"), "T"},
        {0},
    };

    condition_rows(rows);
}

#define EVENT(day) ANSWERS("\"event\":\"" day "\"")
#define CREAM(text) ANSWERS("\"cream\":\"" text "\"")
#define PLATELETS(text) ANSWERS("\"platelets\":\"" text "\"")

static void an_answer_may_be_a_number_a_date_or_names(void)
{
    static const struct value_row rows[] = {
        {"{answer: {to: platelets, below: 150}}", PLATELETS("149.999"), "T"},
        {NULL, PLATELETS("+150"), "F"},
        {NULL, PLATELETS("-1"), "T"},
        {NULL, PLATELETS("none"), "F"},
        {NULL, PLATELETS("unknown"), "U answers.platelets"},
        {NULL, PLATELETS("140 k"), "U answers.platelets"},
        {NULL, PLATELETS("140."), "U answers.platelets"},
        {NULL, "{}", "U answers.platelets"},
        {"{answer: {to: platelets, above: 150}}", PLATELETS("150"), "F"},
        {NULL, PLATELETS("150.000001"), "T"},
        {"{answer: {to: platelets, is: none}}", PLATELETS("None"), "T"},
        {NULL, PLATELETS("3"), "F"},
        {"{answer: {to: platelets, is: missing}}", PLATELETS("many"), "U answers.platelets"},
        {NULL, PLATELETS("3"), "F"},
        {"{answer: {to: event, date-within: 2 weeks after appointment}}", EVENT("2027-01-12"), "T"},
        {NULL, EVENT("2027-01-25"), "T"},
        {NULL, EVENT("2027-01-26"), "F"},
        {NULL, EVENT("2027-01-11"), "F"},
        {NULL, EVENT("2027-01"), "U answers.event"},
        {NULL, EVENT("2027-02"), "F"},
        {NULL, EVENT("soon"), "U answers.event"},
        {NULL, EVENT("none"), "F"},
        {"{answer: {to: last-peel, date-within: 60 days before appointment}}",
         ANSWERS("\"last-peel\":\"2026-11-14\""), "T"},
        {NULL, ANSWERS("\"last-peel\":\"2026-11-13\""), "F"},
        {NULL, ANSWERS("\"last-peel\":\"2026-12-01\""), "T"},
        {NULL, ANSWERS("\"last-peel\":\"2026-12-02\""), "U answers.last-peel"},
        {NULL, ANSWERS("\"last-peel\":\"2026-11-14T00:00:00Z\""), "T"},
        {"{answer: {to: cream, in: retinoids}}", CREAM("tretinoin 0.05% cream"), "T"},
        {NULL, CREAM("warfarin"), "F"},
        {NULL, CREAM("warfarin and retinol"), "T"},
        {NULL, CREAM("a cream from abroad"), "U answers.cream"},
        {NULL, CREAM("none"), "F"},
        {NULL, CREAM("warfarin, tretinoin-free"), "F"},
        {NULL, CREAM("warfarin, tretinoin free sample"), "U answers.cream"},
        {NULL, CREAM("retinol, tretinoin free sample"), "T"},
        {"{answer: {to: cream, is: missing}}", CREAM("a cream from abroad"), "U answers.cream"},
        {NULL, CREAM("warfarin"), "F"},
        {"{answer: {to: note, is: missing}}", ANSWERS("\"note\":\"anything\""), "F"},
        {NULL, ANSWERS("\"note\":\"unsure\""), "U answers.note"},
        {"{answer: {to: note, is: none}}", ANSWERS("\"note\":\"none\""), "T"},
        {0},
    };

    condition_rows(rows);
}

static const struct test tests[] = {
    {"An answer is one of its words, or not understood",
     an_answer_is_one_of_its_words_or_not_understood},
    {"An old answer is no answer", an_old_answer_is_no_answer},
    {"An answer may be a number, a date or names", an_answer_may_be_a_number_a_date_or_names},
    {0},
};

const struct test_suite test_suites[] = {{"conditions: said", NULL, NULL, tests}, {0}};
