/* SPDX-License-Identifier: MIT
 *
 * Conditions on what was used and done before the visit, T, F and U, at their boundaries:
 * medicines and their names, procedures and their days.
 * Rows of values by one book (support/condition_book.h).
 */
#include "support/condition_book.h"
#include "test.h"

static void last_use_ongoing_use_and_prescriptions_are_told_apart(void)
{
    static const struct value_row rows[] = {
        {"{medication: {in: retinoids, taken-within: 7 days before appointment}}",
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"), "T"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2027-01-06\"}"),
         "T"},
        {NULL,
         ENTRY_NEAR("medications",
                    "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2027-01-05\"}"),
         "F"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2027-01-13\"}"),
         "U medications[0].last_used"}, /* nobody stops tomorrow: its "no" is not believed */
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2027-01\"}"),
         "U medications[0].last_used"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2026\"}"),
         "F"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"stopped\"}"),
         "U medications[0].last_used"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"last_used\":\"2026-11-30\"}"),
         "U medications[0].use"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"last_used\":\"2027-01-08\"}"), "T"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"as-needed\",\"last_used\":\"2026-11-30\"}"),
         "U medications[0].last_used"},
        {NULL,
         "{\"now\":\"2027-01-12T09:00:00-05:00\",\"medications\":{\"reviewed\":\"2027-01-12\","
         "\"entries\":["
         "{\"text\":\"tretinoin\",\"use\":\"as-needed\",\"last_used\":\"2026-11-30\"}]}}",
         "F"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"prescribed\",\"started\":\"2027-01-12\"}"),
         "T"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"prescribed\",\"started\":\"2027-01-13\"}"),
         "F"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"prescribed\"}"),
         "U medications[0].started"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"never\"}"), "F"},
        {NULL,
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"route\":\"oral\"}"),
         "F"},
        {NULL,
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"route\":\"Topical\"}"),
         "T"},
        {"{medication: {in: retinoids, use: ongoing}}",
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"), "T"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"as-needed\"}"), "F"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\"}"), "U medications[0].use"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"prescribed\",\"started\":\"2027-01\"}"),
         "U medications[0].started"},
        {"{medication: {in: retinoids, on-file: any}}",
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"as-needed\"}"), "T"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"prescribed\"}"), "T"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"stopped\"}"), "F"},
        {"{medication: {in: retinoids, use: ongoing, site: treatment-area}}",
         ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"sites\":[\"face\"]}"),
         "T"},
        {NULL,
         ENTRY("medications",
               "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"sites\":[\"abdomen\"]}"),
         "F"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"),
         "U medications[0].sites"},
        {0},
    };

    condition_rows(rows);
}

static void names_match_whole_words_and_a_slip_of_the_pen_is_a_question(void)
{
    static const struct value_row rows[] = {
        {"{medication: {in: retinoids, use: ongoing}}",
         ENTRY("medications", "{\"text\":\"Clindamycin-Tretinoin gel 0.05%\",\"use\":\"ongoing\"}"),
         "T"},
        {NULL, ENTRY("medications", "{\"text\":\"RETIN\\u2010A\",\"use\":\"ongoing\"}"), "T"},
        {NULL, ENTRY("medications", "{\"text\":\"isotretinoin\",\"use\":\"ongoing\"}"), "F"},
        {NULL, ENTRY("medications", "{\"text\":\"retinol-free cream\",\"use\":\"ongoing\"}"), "F"},
        {NULL, ENTRY("medications", "{\"text\":\"non-retinol serum\",\"use\":\"ongoing\"}"), "F"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoine\",\"use\":\"ongoing\"}"),
         "U medications[0]"},
        {NULL, ENTRY("medications", "{\"code\":\"atc:d10 ad.01\",\"use\":\"ongoing\"}"), "T"},
        {NULL, ENTRY("medications", "{\"code\":\"zzz:D10AD01\",\"use\":\"ongoing\"}"),
         "U medications[0]"},
        {"{medication: {in: thinners, use: ongoing}}",
         ENTRY("medications", "{\"text\":\"apixiban 5 mg\",\"use\":\"ongoing\"}"),
         "U medications[0]"},
        {NULL, ENTRY("medications", "{\"text\":\"apxiaban\",\"use\":\"ongoing\"}"),
         "U medications[0]"},
        {NULL, ENTRY("medications", "{\"text\":\"apixab\",\"use\":\"ongoing\"}"), "F"},
        {NULL,
         ENTRY("medications", "{\"text\":\"apixaban\",\"use\":\"never\"},{\"text\":\"apixiban\","
                              "\"use\":\"ongoing\"}"),
         "U medications[1]"},
        {NULL, ENTRY("medications", "{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"), "F"},
        {0},
    };

    condition_rows(rows);
}

static void history_counts_days_before_and_bookings_after_the_appointment(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: toxin, within: 14 days before appointment, site: anywhere}}",
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-29\"}"), "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-12\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-13\"}"), "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12\"}"),
         "U procedures[0].date"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-11\"}"), "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\"}"), "U procedures[0].date"},
        {NULL,
         ENTRY("procedures",
               "{\"text\":\"Botox\",\"date\":\"2026-12-30\",\"state\":\"cancelled\"}"),
         "F"},
        {NULL,
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\",\"state\":\"planned\"}"),
         "T"},
        {"{procedure.history: {in: toxin, within: 14 days before appointment, count: done, site: "
         "anywhere}}",
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\",\"state\":\"planned\"}"),
         "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\"}"),
         "U procedures[0].state"},
        {NULL,
         ENTRY_NEAR("procedures",
                    "{\"text\":\"Botox\",\"date\":\"2026-12-30\",\"state\":\"done\"}"),
         "T"},
        {NULL, /* done after today: judged as booked */
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\",\"state\":\"done\"}"),
         "F"},
        {"{procedure.history: {in: toxin, planned-within: 14 days after appointment, site: "
         "anywhere}}",
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-25\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-26\"}"), "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-12\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-11\"}"), "F"},
        {"{procedure.history: {in: toxin, within: 14 days before appointment, planned-within: 7 "
         "days after appointment, "
         "site: anywhere}}",
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2026-12-30\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-18\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01-19\"}"), "F"},
        {"{procedure.history: {in: toxin, within: 1 month before appointment, planned-within: 1 "
         "month after appointment, "
         "site: anywhere}}",
         ENTRY("procedures", "{\"text\":\"Botox\",\"date\":\"2027-01\"}"), "T"},
        {"{procedure.history: {in: toxin, within: 1 month before appointment, site: adjacent}}",
         "{\"appointment\":{\"sites\":[\"glabella\"]},\"procedures\":{\"entries\":[{\"text\":"
         "\"Botox\","
         "\"date\":\"2026-12-13\",\"sites\":[\"forehead\"]}]}}",
         "T"},
        {NULL,
         "{\"appointment\":{\"sites\":[\"glabella\"]},\"procedures\":{\"entries\":[{\"text\":"
         "\"Botox\","
         "\"date\":\"2026-12-12\",\"sites\":[\"forehead\"]}]}}",
         "F"},
        {0},
    };

    condition_rows(rows);
}

static void the_appointment_itself_is_never_part_of_its_own_history(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: needling, within: 28 days before appointment, site: anywhere}}",
         ENTRY("procedures",
               "{\"text\":\"microneedling\",\"date\":\"2027-01-12\",\"appointment\":\"a1\"}"),
         "F"},
        {NULL,
         ENTRY("procedures",
               "{\"text\":\"microneedling\",\"date\":\"2027-01-12\",\"appointment\":\"a2\"}"),
         "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"Microneedling\",\"date\":\"2027-01-12\"}"), "F"},
        {NULL, ENTRY("procedures", "{\"text\":\"Microneedling\",\"date\":\"2027-01-11\"}"), "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"microneedling session\",\"date\":\"2027-01-12\"}"),
         "T"},
        {NULL, ENTRY("procedures", "{\"text\":\"microneedling\",\"date\":\"2027-01\"}"),
         "U procedures[0].date"},
        {"{procedure.history: {in: needling, site: anywhere}}",
         ENTRY("procedures", "{\"text\":\"microneedling\"}"), "U procedures[0].date"},
        {0},
    };

    condition_rows(rows);
}

static const struct test tests[] = {
    {"Last use, ongoing use and prescriptions are told apart",
     last_use_ongoing_use_and_prescriptions_are_told_apart},
    {"Names match whole words, and a slip of the pen is a question",
     names_match_whole_words_and_a_slip_of_the_pen_is_a_question},
    {"History counts days before and bookings after the appointment",
     history_counts_days_before_and_bookings_after_the_appointment},
    {"The appointment itself is never part of its own history",
     the_appointment_itself_is_never_part_of_its_own_history},
    {0},
};

const struct test_suite test_suites[] = {{"conditions: before", NULL, NULL, tests}, {0}};
