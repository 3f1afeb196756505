/* SPDX-License-Identifier: MIT
 *
 * Conditions on the note of a visit, T, F and U, at their boundaries: reactions, products
 * and their hours, fields.
 * Rows of values by one book (support/condition_book.h).
 */
#include "support/condition_book.h"
#include "test.h"

#define CHART(inside)                                                                              \
    "{\"moment\":\"follow-up\",\"now\":\"2027-01-20T10:00:00-05:00\",\"chart\":{" inside           \
    "}," FRESH "}"
#define FRESH                                                                                      \
    "\"conditions\":{\"reviewed\":\"2027-01-20\"},\"medications\":{\"reviewed\":\"2027-01-20\"}"
#define ENDED "\"procedure_ended\":\"2027-01-12T15:00:00-05:00\","

static void reactions_are_judged_by_severity_site_and_time_since_the_procedure(void)
{
    static const struct value_row rows[] = {
        {"{charted.reaction: {in: hives}}", CHART("\"reactions\":[]"), "F"},
        {NULL, CHART("\"reactions\":[{\"text\":\"hives, lip swelling\"}]"), "T"},
        {NULL, CHART("\"reactions\":[{\"text\":\"lip sweling\"}]"), "F"},
        {"{charted.reaction: {in: hives, at-least: moderate}}",
         CHART("\"reactions\":[{\"text\":\"hives\"}]"), "U chart.reactions[0].severity"},
        {NULL, CHART("\"reactions\":[{\"text\":\"hives\",\"severity\":\"mild\"}]"), "F"},
        {"{charted.reaction: {in: hives, later-than: 7 days after procedure}}",
         CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-20\"}]"), "T"},
        {NULL,
         CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-19T23:59:00-05:00\"}]"),
         "F"},
        {NULL, CHART(ENDED "\"reactions\":[{\"text\":\"hives\"}]"), "U chart.reactions[0].at"},
        {NULL, CHART("\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-20\"}]"),
         "U chart.procedure_ended"},
        {"{charted.reaction: {in: hives, no-later-than: 24 hours after procedure}}",
         CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-13T15:00:00-05:00\"}]"),
         "T"},
        {NULL,
         CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-13T15:00:01-05:00\"}]"),
         "F"},
        {NULL, CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-13\"}]"),
         "U chart.reactions[0].at"},
        {NULL, CHART(ENDED "\"reactions\":[{\"text\":\"hives\",\"at\":\"2027-01-12\"}]"), "T"},
        {"{charted.reaction: {in: hives, site: treatment-area}}",
         CHART("\"reactions\":[{\"text\":\"hives\",\"sites\":[\"cheek\"]}]"), "T"},
        {NULL, CHART("\"reactions\":[{\"text\":\"hives\"}]"), "U chart.reactions[0].sites"},
        {0},
    };

    condition_rows(rows);
}

static void products_used_too_early_are_judged_in_elapsed_hours(void)
{
    static const struct value_row rows[] = {
        {"{charted.product: {in: screens, used-before: 24 hours after procedure}}",
         CHART(ENDED "\"products\":[]"), "F"},
        {NULL, CHART(ENDED "\"products\":[{\"text\":\"sunscreen\",\"at\":\"2027-01-12\"}]"),
         "U chart.products[0].at"},
        {NULL,
         CHART(ENDED
               "\"products\":[{\"text\":\"SPF sunscreen\",\"at\":\"2027-01-13T14:59:59-05:00\"}]"),
         "T"},
        {NULL,
         CHART(ENDED
               "\"products\":[{\"text\":\"sunscreen\",\"at\":\"2027-01-13T15:00:00-05:00\"}]"),
         "F"},
        {NULL,
         CHART(ENDED
               "\"products\":[{\"text\":\"sunscreen\",\"at\":\"2027-01-12T14:00:00-05:00\"}]"),
         "F"},
        {NULL, CHART(ENDED "\"products\":[{\"text\":\"sunscreen\",\"at\":\"2027-01-13\"}]"),
         "U chart.products[0].at"},
        {NULL, CHART("\"products\":[{\"text\":\"sunscreen\",\"at\":\"2027-01-13\"}]"),
         "U chart.products[0].at, chart.procedure_ended"},
        {NULL, CHART(ENDED "\"products\":[{\"text\":\"sunsreen\"}]"), "U chart.products[0]"},
        {"{charted.product: {in: retinoids, used-before: 7 days after procedure}}",
         CHART(ENDED
               "\"products\":[{\"text\":\"retinol 1%\",\"at\":\"2027-01-18T23:00:00-05:00\"}]"),
         "T"},
        {NULL,
         CHART(ENDED
               "\"products\":[{\"text\":\"retinol 1%\",\"at\":\"2027-01-19T00:30:00-05:00\"}]"),
         "F"},
        /* in days by the dates alone: an hour before its end is its day */
        {NULL,
         CHART(ENDED
               "\"products\":[{\"text\":\"retinol 1%\",\"at\":\"2027-01-12T14:00:00-05:00\"}]"),
         "T"},
        {NULL, CHART(ENDED "\"products\":[{\"text\":\"retinol 1%\",\"at\":\"2027-01-12\"}]"), "T"},
        {0},
    };

    condition_rows(rows);
}

static void hours_run_right_across_a_change_of_the_clocks(void)
{
    /* Clocks go forward in New York at 02:00 on 14 March 2027: 24 elapsed hours after 15:00 EST is
     * 16:00 EDT. */
    static const struct value_row rows[] = {
        {"{charted.product: {in: screens, used-before: 24 hours after procedure}}",
         "{\"moment\":\"follow-up\",\"now\":\"2027-03-15T10:00:00-04:00\",\"appointment\":{"
         "\"start\":"
         "\"2027-03-13T14:00:00-05:00\"},\"chart\":{\"procedure_ended\":\"2027-03-13T15:00:00-05:"
         "00\",\"products\":"
         "[{\"text\":\"sunscreen\",\"at\":\"2027-03-14T15:59:59\"}]}}",
         "T"},
        {NULL,
         "{\"moment\":\"follow-up\",\"now\":\"2027-03-15T10:00:00-04:00\",\"appointment\":{"
         "\"start\":"
         "\"2027-03-13T14:00:00-05:00\"},\"chart\":{\"procedure_ended\":\"2027-03-13T15:00:00-05:"
         "00\",\"products\":"
         "[{\"text\":\"sunscreen\",\"at\":\"2027-03-14T16:00:00\"}]}}",
         "F"},
        {0},
    };

    condition_rows(rows);
}

static void fields_of_the_note_are_words_or_numbers(void)
{
    static const struct value_row rows[] = {
        {"{charted.field: {name: max-pain, above: 4}}", CHART("\"fields\":{\"max-pain\":\"5\"}"),
         "T"},
        {NULL, CHART("\"fields\":{\"max-pain\":\"4\"}"), "F"},
        {NULL, CHART("\"fields\":{\"max-pain\":\"4.5\"}"), "T"},
        {NULL, CHART("\"fields\":{\"max-pain\":\"a lot\"}"), "U chart.fields.max-pain"},
        {NULL, CHART("\"fields\":{}"), "U chart.fields.max-pain"},
        {"{charted.field: {name: device-lot, is: missing}}", CHART("\"fields\":{}"), "T"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"A1\"}"), "F"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"unsure\"}"), "F"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"missing\"}"), "T"},
        {"{charted.field: {name: device-lot, is: recorded}}", CHART("\"fields\":{}"), "F"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"not sure\"}"), "T"},
        {"{charted.field: {name: device-lot, is: [unsure, none]}}",
         CHART("\"fields\":{\"device-lot\":\"unknown\"}"), "T"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"none\"}"), "T"},
        {NULL, CHART("\"fields\":{\"device-lot\":\"A1\"}"), "F"},
        {NULL, CHART("\"fields\":{}"), "U chart.fields.device-lot"},
        {"{charted.field: {name: sterile, is: \"no\"}}", CHART("\"fields\":{\"sterile\":\"No\"}"),
         "T"},
        {NULL, CHART("\"fields\":{\"Sterile\":\"reused\"}"), "T"},
        {NULL, CHART("\"fields\":{\"sterile\":\"mostly\"}"), "U chart.fields.sterile"},
        {NULL, CHART("\"fields\":{\"sterile\":\"unsure\"}"), "U chart.fields.sterile"},
        {NULL, CHART("\"fields\":{\"sterile\":\"yes\"}"), "F"},
        {NULL, CHART("\"fields\":{}"), "U chart.fields.sterile"},
        {0},
    };

    condition_rows(rows);
}

static const struct test tests[] = {
    {"Reactions are judged by severity, site and time since the procedure",
     reactions_are_judged_by_severity_site_and_time_since_the_procedure},
    {"Products used too early are judged in elapsed hours",
     products_used_too_early_are_judged_in_elapsed_hours},
    {"Hours run right across a change of the clocks",
     hours_run_right_across_a_change_of_the_clocks},
    {"Fields of the note are words or numbers", fields_of_the_note_are_words_or_numbers},
    {0},
};

const struct test_suite test_suites[] = {{"conditions: charted", NULL, NULL, tests}, {0}};
