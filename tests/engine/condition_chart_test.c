/* SPDX-License-Identifier: MIT
 *
 * Conditions on problems and allergies of the chart, T, F and U, at their boundaries: a
 * list that was not asked, status, severity, site and side, what is short-lived.
 * Rows of values by one book (support/condition_book.h).
 */
#include "support/condition_book.h"
#include "test.h"

static void a_list_that_was_not_asked_never_says_no(void)
{
    static const struct value_row rows[] = {
        {"{condition: {in: acne, site: anywhere}}", "{}", "F"},
        {NULL, "{\"conditions\":null}", "U conditions.reviewed"},
        {NULL, "{\"conditions\":{\"reviewed\":null}}", "U conditions.reviewed"},
        {NULL, "{\"conditions\":{\"reviewed\":\"2026-11-01\"}}", "F"},
        {NULL, "{\"conditions\":{\"reviewed\":\"2026-10-31\"}}", "U conditions.reviewed"},
        {NULL, "{\"conditions\":{\"reviewed\":\"2026-11\"}}", "F"},
        {NULL, "{\"conditions\":{\"reviewed\":\"2026-10\"}}", "U conditions.reviewed"},
        {NULL,
         "{\"conditions\":{\"reviewed\":\"2026-10-31\",\"entries\":[{\"text\":\"acne\",\"status\":"
         "\"active\"}]}}",
         "T"},
        {NULL,
         "{\"conditions\":{\"reviewed\":null,\"entries\":[{\"text\":\"acne\",\"status\":\"never\"}]"
         "}}",
         "F"},
        {NULL,
         "{\"conditions\":{\"reviewed\":null,\"entries\":[{\"text\":\"psoriasis\",\"status\":"
         "\"never\"}]}}",
         "U conditions.reviewed"},
        {"{condition: {in: skin, site: anywhere}}",
         "{\"conditions\":{\"reviewed\":null,\"entries\":[{\"text\":\"acne\",\"status\":\"never\"}]"
         "}}",
         "F"},
        {NULL,
         "{\"conditions\":{\"reviewed\":null,\"entries\":[{\"text\":\"acne\",\"status\":\"family\"}"
         "]}}",
         "U conditions.reviewed"},
        {"{allergy: {in: nickel}}", "{\"allergies\":null}", "U allergies.reviewed"},
        {"{procedure.history: {in: toxin, site: anywhere}}", "{\"procedures\":null}",
         "U procedures.reviewed"},
        {"{procedure.history: {in: toxin, site: anywhere}}",
         "{\"procedures\":{\"reviewed\":\"2001\"}}", "F"},
        {0},
    };

    condition_rows(rows);
}

static void status_severity_and_site_of_a_condition_all_count(void)
{
    static const struct value_row rows[] = {
        {"{condition: {in: acne, status: active, site: anywhere}}",
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\"}"), "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"resolved\"}"), "F"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\"}"), "U conditions[0].status"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"family\"}"), "F"},
        {NULL, ENTRY("conditions", "{\"code\":\"icd-10:l 70.0\",\"status\":\"active\"}"), "T"},
        {NULL, ENTRY("conditions", "{\"code\":\"icd-10:L70.4\",\"status\":\"active\"}"), "F"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne scar\",\"status\":\"active\"}"), "F"},
        {NULL, ENTRY("conditions", "{\"text\":\"non-acne rash\",\"status\":\"active\"}"), "F"},
        {"{condition: {in: acne, site: anywhere}}",
         ENTRY("conditions", "{\"text\":\"Acne\",\"status\":\"history\"}"), "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"family\"}"), "F"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\"}"), "U conditions[0].status"},
        {"{condition: {in: acne, status: family, site: anywhere}}",
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"family\"}"), "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\"}"), "F"},
        {"{condition: {in: skin, at-least: moderate, site: anywhere}}",
         ENTRY("conditions",
               "{\"text\":\"psoriasis\",\"status\":\"active\",\"severity\":\"moderate\"}"),
         "T"},
        {NULL,
         ENTRY("conditions",
               "{\"text\":\"psoriasis\",\"status\":\"active\",\"severity\":\"mild\"}"),
         "F"},
        {NULL,
         ENTRY("conditions",
               "{\"text\":\"psoriasis\",\"status\":\"active\",\"severity\":\"severe\"}"),
         "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"psoriasis\",\"status\":\"active\"}"),
         "U conditions[0].severity"},
        {NULL, ENTRY("conditions", "{\"text\":\"psoriasis\",\"status\":\"never\"}"), "F"},
        {"{condition: {in: acne, status: active, site: treatment-area}}",
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"face\"]}"),
         "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"lip\"]}"),
         "F"},
        {NULL,
         ENTRY("conditions",
               "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"lip\",\"Cheeks\"]}"),
         "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\"}"),
         "U conditions[0].sites"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[]}"),
         "U conditions[0].sites"},
        {NULL,
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"elbow\"]}"),
         "U conditions[0].sites"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"resolved\"}"), "F"},
        {NULL,
         "{\"appointment\":{\"sites\":null},\"conditions\":{\"entries\":[{\"text\":\"acne\","
         "\"status\":\"active\","
         "\"sites\":[\"face\"]}]}}",
         "U appointment.sites"},
        {"{condition: {in: acne, status: active, site: same-region}}",
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"lip\"]}"), "T"},
        {NULL,
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"abdomen\"]}"),
         "F"},
        {"{condition: {in: acne, status: active, site: adjacent}}",
         ENTRY("conditions",
               "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"nasolabial\"]}"),
         "T"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"sites\":[\"lip\"]}"),
         "F"},
        {0},
    };

    condition_rows(rows);
}

static void sides_exclude_one_another_only_where_both_are_given(void)
{
    static const struct value_row rows[] = {
        {"{condition: {in: acne, status: active, site: treatment-area}}",
         "{\"appointment\":{\"sites\":[\"left "
         "cheek\"]},\"conditions\":{\"entries\":[{\"text\":\"acne\","
         "\"status\":\"active\",\"sites\":[\"right-cheek\"]}]}}",
         "F"},
        {NULL,
         "{\"appointment\":{\"sites\":[\"left "
         "cheek\"]},\"conditions\":{\"entries\":[{\"text\":\"acne\","
         "\"status\":\"active\",\"sites\":[\"cheek\"]}]}}",
         "T"},
        {NULL,
         "{\"appointment\":{\"sites\":[\"left-cheek\"]},\"conditions\":{\"entries\":[{\"text\":"
         "\"acne\","
         "\"status\":\"active\",\"sites\":[\"LEFT cheek\"]}]}}",
         "T"},
        {"{condition: {in: acne, status: active, site: same-region}}",
         "{\"appointment\":{\"sites\":[\"left "
         "cheek\"]},\"conditions\":{\"entries\":[{\"text\":\"acne\","
         "\"status\":\"active\",\"sites\":[\"right cheek\"]}]}}",
         "T"},
        {0},
    };

    condition_rows(rows);
}

static void a_short_lived_problem_recorded_long_before_is_a_question_nearer_the_day(void)
{
    static const struct value_row rows[] = {
        {"{condition: {in: herpes, status: active, site: anywhere}}",
         ENTRY_NEAR("conditions",
                    "{\"text\":\"cold sore\",\"status\":\"active\",\"recorded\":\"2026-12-22\"}"),
         "T"},
        {NULL,
         ENTRY_NEAR("conditions",
                    "{\"text\":\"cold sore\",\"status\":\"active\",\"recorded\":\"2026-12-21\"}"),
         "U conditions[0].recorded"},
        {NULL, ENTRY_NEAR("conditions", "{\"text\":\"cold sore\",\"status\":\"active\"}"),
         "U conditions[0].recorded"},
        {NULL, ENTRY_NEAR("conditions", "{\"text\":\"cold sore\",\"status\":\"resolved\"}"), "F"},
        {"{condition: {in: herpes, site: anywhere}}",
         ENTRY("conditions", "{\"text\":\"cold sore\",\"status\":\"active\"}"), "T"},
        {"{condition: {in: skin, status: active, site: anywhere}}",
         ENTRY_NEAR("conditions", "{\"text\":\"cold sore\",\"status\":\"active\"}"),
         "U conditions[0].recorded"},
        {NULL, ENTRY("conditions", "{\"text\":\"psoriasis\",\"status\":\"active\"}"), "T"},
        {"{condition: {in: acne, onset-within: 7 days before appointment, site: anywhere}}",
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"onset\":\"2027-01-06\"}"),
         "T"},
        {NULL,
         ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\",\"onset\":\"2027-01-05\"}"),
         "F"},
        {NULL, ENTRY("conditions", "{\"text\":\"acne\",\"status\":\"active\"}"),
         "U conditions[0].onset"},
        {0},
    };

    condition_rows(rows);
}

#define REVIEWED(day, more) "{\"conditions\":{\"reviewed\":\"" day "\"" more "}}"
#define NEVER(text, more) "{\"text\":\"" text "\",\"status\":\"never\"" more "}"

/* The appointment is on 12 January 2027; 21 days before is 22 December, after today. */
static void silence_about_what_is_short_lived_ages_too(void)
{
    static const struct value_row rows[] = {
        {"{condition: {in: herpes, status: active, site: anywhere}}", REVIEWED("2026-12-01", ""),
         "U conditions.reviewed"},
        {NULL, NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12-21\"}}",
         "U conditions.reviewed"},
        {NULL, NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12-22\"}}", "F"},
        /* of a partial date the first day counts */
        {NULL, NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12\"}}", "U conditions.reviewed"},
        {NULL, REVIEWED("2026-12-01", ",\"entries\":[" NEVER("cold sore", "") "]"),
         "U conditions.reviewed"},
        {NULL,
         NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12-21\",\"entries\":[" NEVER(
             "cold sore", ",\"recorded\":\"2026-12-21\"") "]}}",
         "U conditions.reviewed"},
        {NULL,
         NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12-21\",\"entries\":[" NEVER(
             "cold sore", ",\"recorded\":\"2026-12-22\"") "]}}",
         "F"},
        /* an entry that is F leaves room for others */
        {NULL, ENTRY("conditions", "{\"text\":\"cold sore\",\"status\":\"resolved\"}"),
         "U conditions.reviewed"},
        /* what is long-lived, or asked for ever, does not age */
        {"{condition: {in: herpes, site: anywhere}}", REVIEWED("2026-12-01", ""), "F"},
        {"{condition: {in: herpes, status: family, site: anywhere}}", REVIEWED("2026-12-01", ""),
         "F"},
        {"{condition: {in: acne, status: active, site: anywhere}}", REVIEWED("2026-12-01", ""),
         "F"},
        /* a value set is as short-lived as what it includes */
        {"{condition: {in: skin, status: active, site: anywhere}}", REVIEWED("2026-12-01", ""),
         "U conditions.reviewed"},
        {NULL, NEAR_THE_DAY "\"conditions\":{\"reviewed\":\"2026-12-22\"}}", "F"},
        {0},
    };

    condition_rows(rows);
}

static void an_allergy_is_any_entry_of_the_list(void)
{
    static const struct value_row rows[] = {
        {"{allergy: {in: nickel}}", ENTRY("allergies", "{\"text\":\"Nickel\"}"), "T"},
        {NULL, ENTRY("allergies", "{\"text\":\"peanut\"}"), "F"},
        {NULL, ENTRY("allergies", "{\"text\":\"nickle\"}"), "U allergies[0]"},
        {"{allergy: {in: retinoids}}", ENTRY("allergies", "{\"text\":\"tretinoin\"}"), "T"},
        {0},
    };

    condition_rows(rows);
}

static const struct test tests[] = {
    {"A list that was not asked never says no", a_list_that_was_not_asked_never_says_no},
    {"Status, severity and site of a condition all count",
     status_severity_and_site_of_a_condition_all_count},
    {"Sides exclude one another only where both are given",
     sides_exclude_one_another_only_where_both_are_given},
    {"A short-lived problem recorded long before is a question nearer the day",
     a_short_lived_problem_recorded_long_before_is_a_question_nearer_the_day},
    {"Silence about what is short-lived ages too", silence_about_what_is_short_lived_ages_too},
    {"An allergy is any entry of the list", an_allergy_is_any_entry_of_the_list},
    {0},
};

const struct test_suite test_suites[] = {{"conditions: chart", NULL, NULL, tests}, {0}};
