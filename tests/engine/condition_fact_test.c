/* SPDX-License-Identifier: MIT
 *
 * Conditions on single facts, T, F and U, at their boundaries: the patient, the
 * appointment, its procedures and the provider; and all, any and none.
 * Rows of values by one book (support/condition_book.h).
 */
#include "support/condition_book.h"
#include "test.h"

static void age_is_judged_on_the_day_of_the_appointment(void)
{
    static const struct value_row rows[] = {
        {"{patient.age: {below: 22 years}}", "{\"patient\":{\"birth_date\":\"2005-01-13\"}}", "T"},
        {NULL, "{\"patient\":{\"birth_date\":\"2005-01-12\"}}", "F"},
        {NULL, "{\"patient\":{\"birth_date\":null}}", "U patient.birth_date"},
        {NULL, "{\"patient\":{\"birth_date\":\"2005\"}}", "U patient.birth_date"},
        {NULL, "{\"patient\":{\"birth_date\":\"2005-01\"}}", "U patient.birth_date"},
        {NULL, "{\"patient\":{\"birth_date\":\"2004\"}}", "F"},
        {NULL, "{\"patient\":{\"birth_date\":\"2006\"}}", "T"},
        {NULL,
         "{\"patient\":{\"birth_date\":\"2004-02-29\"},\"appointment\":{\"start\":\"2026-02-28T10:"
         "00:00-05:00\"}}",
         "T"},
        {NULL,
         "{\"patient\":{\"birth_date\":\"2004-02-29\"},\"appointment\":{\"start\":\"2026-03-01T10:"
         "00:00-05:00\"}}",
         "F"},
        {"{patient.age: {at-least: 18 years, below: 22 years}}",
         "{\"patient\":{\"birth_date\":\"2009-01-12\"}}", "T"},
        {NULL, "{\"patient\":{\"birth_date\":\"2009-01-13\"}}", "F"},
        {0},
    };

    condition_rows(rows);
}

static void a_sex_that_is_unknown_or_another_word_is_a_question(void)
{
    static const struct value_row rows[] = {
        {"{patient.sex: {is: [male, other]}}", "{}", "F"},
        {NULL, "{\"patient\":{\"sex\":\"other\"}}", "T"},
        {NULL, "{\"patient\":{\"sex\":\"male\"}}", "T"},
        {NULL, "{\"patient\":{\"sex\":\"unknown\"}}", "U patient.sex"},
        {NULL, "{\"patient\":{\"sex\":\"Male\"}}", "U patient.sex"},
        {NULL, "{\"patient\":{\"sex\":null}}", "U patient.sex"},
        {"{patient.sex: {is: female}}", "{}", "T"},
        {0},
    };

    condition_rows(rows);
}

static void pregnancy_not_asked_is_a_question_and_not_applicable_an_answer(void)
{
    static const struct value_row rows[] = {
        {"{patient.pregnancy: {is: [pregnant, breastfeeding]}}", "{}", "F"},
        {NULL, "{\"patient\":{\"pregnancy\":\"breastfeeding\"}}", "T"},
        {NULL, "{\"patient\":{\"pregnancy\":\"trying\"}}", "F"},
        {NULL, "{\"patient\":{\"pregnancy\":\"not-applicable\"}}", "F"},
        {NULL, "{\"patient\":{\"pregnancy\":null}}", "U patient.pregnancy"},
        {NULL, "{\"patient\":null}", "U patient.pregnancy"},
        {0},
    };

    condition_rows(rows);
}

static void what_the_appointment_does_not_say_is_a_question(void)
{
    static const struct value_row rows[] = {
        {"{appointment.site: {in: face}}", "{}", "T"},
        {NULL, "{\"appointment\":{\"sites\":[\"abdomen\"]}}", "F"},
        {NULL, "{\"appointment\":{\"sites\":[\"abdomen\",\"elbow\"]}}", "U appointment.sites"},
        {NULL, "{\"appointment\":{\"sites\":[\"elbow\",\"lip\"]}}", "T"},
        {NULL, "{\"appointment\":{\"sites\":[]}}", "U appointment.sites"},
        {"{appointment.site: {in: [cheek, abdomen]}}", "{\"appointment\":{\"sites\":[\"face\"]}}",
         "F"},
        {"{appointment.length: {below: 45 minutes}}", "{\"appointment\":{\"minutes\":44}}", "T"},
        {NULL, "{\"appointment\":{\"minutes\":45}}", "F"},
        {NULL, "{\"appointment\":{\"minutes\":null}}", "U appointment.minutes"},
        {"{appointment.length: {at-least: 45 minutes}}", "{\"appointment\":{\"minutes\":45}}", "T"},
        {"{appointment.indication: {in: [hair-loss, acne-scar]}}", "{}", "T"},
        {NULL, "{\"appointment\":{\"indication\":\"Acne scar\"}}", "T"},
        {NULL, "{\"appointment\":{\"indication\":\"Fine-lines\"}}", "F"},
        {NULL, "{\"appointment\":{\"indication\":\"pores\"}}", "U appointment.indication"},
        {NULL, "{\"appointment\":{\"indication\":null}}", "U appointment.indication"},
        {"{appointment.price: {below: 200 USD}}", "{\"appointment\":{\"price\":\"199.99 USD\"}}",
         "T"},
        {NULL, "{\"appointment\":{\"price\":\"200 USD\"}}", "F"},
        {NULL, "{\"appointment\":{\"price\":\"150 EUR\"}}", "U appointment.price"},
        {NULL, "{\"appointment\":{\"price\":null}}", "U appointment.price"},
        {0},
    };

    condition_rows(rows);
}

#define ALSO(procedures) "{\"appointment\":{\"also\":[" procedures "]}}"

static void the_visit_is_all_of_its_procedures(void)
{
    static const struct value_row rows[] = {
        {"{appointment.procedure: {in: toxin}}", "{}", "F"},
        {NULL, ALSO("{\"text\":\"Botox forehead\"}"), "T"},
        {NULL, "{\"appointment\":{\"procedure\":{\"text\":\"Botox and microneedling\"}}}", "T"},
        {NULL, ALSO("{\"text\":\"LED mask\"},{\"text\":\"botox\"}"), "T"},
        {NULL, ALSO("{\"text\":\"LED mask\"}"), "F"},
        {NULL, ALSO("{\"text\":\"LED mask\"},{\"text\":\"botoxx\"}"), "U appointment.also[1]"},
        {NULL, ALSO("{\"text\":\"botoxx\",\"checked\":\"as-written\"}"), "F"},
        {NULL, ALSO("{\"text\":\"botoxx\"},{\"text\":\"botox\"}"), "T"},
        {NULL, ALSO("{\"code\":\"zzz:1\"}"), "U appointment.also[0]"},
        {NULL, ALSO("{\"code\":\"cpt:64612\"}"), "U appointment.also[0]"},
        {"{appointment.procedure: {in: [toxin, needling]}}", "{}", "T"},
        {NULL, ALSO("{\"text\":\"botoxx\"}"), "T"},
        {"{none: [{appointment.procedure: {in: toxin}}]}", "{}", "T"},
        {NULL, ALSO("{\"text\":\"botoxx\"}"), "U appointment.also[0]"},
        {0},
    };

    condition_rows(rows);
}

static void training_and_role_not_recorded_are_questions(void)
{
    static const struct value_row rows[] = {
        {"{provider.training: {lacks: microneedling}}", "{}", "F"},
        {NULL, "{\"provider\":{\"training\":[]}}", "T"},
        {NULL, "{\"provider\":{\"training\":[\"Micro needling\"]}}", "F"},
        {NULL, "{\"provider\":{\"training\":null}}", "U provider.training"},
        {NULL, "{\"provider\":{\"training\":[]}}", "T"},
        {NULL, "{\"provider\":{\"training\":[\"laser\"]}}", "T"},
        {NULL, "{\"provider\":{\"training\":[\"laser\",\"juggling\"]}}", "U provider.training"},
        {NULL, "{\"provider\":{\"training\":[\"juggling\",\"needling course\"]}}", "F"},
        {"{provider.training: {has: microneedling}}",
         "{\"provider\":{\"training\":[\"MICRONEEDLING\"]}}", "T"},
        {"{provider.role: {not-in: [physician, nurse]}}", "{}", "F"},
        {NULL, "{\"provider\":{\"role\":\"aesthetician\"}}", "T"},
        {NULL, "{\"provider\":null}", "U provider.role"},
        {"{provider.role: {in: physician}}", "{}", "T"},
        {NULL, "{\"provider\":{\"role\":\"M.D.\"}}", "T"},
        {NULL, "{\"provider\":{\"role\":\"RN\"}}", "F"},
        {NULL, "{\"provider\":{\"role\":\"shaman\"}}", "U provider.role"},
        {"{provider.role: {in: [nurse, nurse-practitioner]}}", "{\"provider\":{\"role\":\"aprn\"}}",
         "T"},
        {NULL, "{\"provider\":{\"role\":\"Registered-Nurse\"}}", "T"},
        {"{provider.role: {not-in: nurse}}", "{\"provider\":{\"role\":\"shaman\"}}",
         "U provider.role"},
        {0},
    };

    condition_rows(rows);
}

static void all_any_and_none_join_as_kleene_does(void)
{
    static const struct value_row rows[] = {
        {"{all: [{patient.age: {below: 22 years}}, {allergy: {in: nickel}}]}",
         "{\"allergies\":null}", "F"},
        {NULL, "{\"patient\":{\"birth_date\":\"2010-01-01\"},\"allergies\":null}",
         "U allergies.reviewed"},
        {NULL, "{\"patient\":{\"birth_date\":null},\"allergies\":null}",
         "U patient.birth_date, allergies.reviewed"},
        {"{any: [{patient.age: {below: 22 years}}, {allergy: {in: nickel}}]}",
         "{\"patient\":{\"birth_date\":\"2010-01-01\"},\"allergies\":null}", "T"},
        {NULL, "{\"allergies\":null}", "U allergies.reviewed"},
        {NULL, "{}", "F"},
        {"{none: [{patient.age: {below: 22 years}}, {allergy: {in: nickel}}]}", "{}", "T"},
        {NULL, "{\"allergies\":null}", "U allergies.reviewed"},
        {NULL, "{\"patient\":{\"birth_date\":\"2010-01-01\"},\"allergies\":null}", "F"},
        {"{always: \"Everybody is told.\"}", "{}", "T"},
        {0},
    };

    condition_rows(rows);
}

static const struct test tests[] = {
    {"Age is judged on the day of the appointment", age_is_judged_on_the_day_of_the_appointment},
    {"A sex that is unknown, or another word, is a question",
     a_sex_that_is_unknown_or_another_word_is_a_question},
    {"Pregnancy not asked is a question, and not-applicable an answer",
     pregnancy_not_asked_is_a_question_and_not_applicable_an_answer},
    {"What the appointment does not say is a question",
     what_the_appointment_does_not_say_is_a_question},
    {"The visit is all of its procedures", the_visit_is_all_of_its_procedures},
    {"Training and role not recorded are questions", training_and_role_not_recorded_are_questions},
    {"all, any and none join as Kleene does", all_any_and_none_join_as_kleene_does},
    {0},
};

const struct test_suite test_suites[] = {{"conditions: facts", NULL, NULL, tests}, {0}};
