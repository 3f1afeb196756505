/* SPDX-License-Identifier: MIT
 *
 * Every condition of the language, T, F and U, at its boundaries: a table of one-condition rules
 * and what a visit makes of them (support/judge.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "support/judge.h"
#include "test.h"

static const char preamble[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: book\n"
    "  title: \"Test\"\n"
    "  version: \"1.0.0\"\n"
    "  status: draft\n"
    "  owner: {name: \"Lead\", role: clinical-lead}\n"
    "  review-by: \"2030-01-01\"\n"
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n"
    "lists-stay-good: {conditions: 30 days, medications: 30 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling], codes: {local: "
    "[\"MN1\"]}}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "  retinoids:\n"
    "    kind: medication\n"
    "    plain: \"retinoid\"\n"
    "    items: [tretinoin, retinol, retinal]\n"
    "    also: {tretinoin: [\"Retin-A\"]}\n"
    "    codes: {atc: [\"D10AD\"]}\n"
    "    routes: [topical]\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban, warfarin]}\n"
    "  acne: {kind: condition, plain: \"acne\", items: [acne], codes: {icd-10: [\"L70\"]},\n"
    "    except: {codes: {icd-10: [\"L70.4\"]}, items: [\"acne scar\"]}}\n"
    "  herpes: {kind: condition, plain: \"herpes\", items: [\"cold sore\"], short-lived: 21 days}\n"
    "  skin: {kind: condition, plain: \"skin disease\", items: [psoriasis], includes: [acne, "
    "herpes]}\n"
    "  nickel: {kind: allergy, plain: \"metal\", items: [nickel]}\n"
    "  hives: {kind: reaction, plain: \"allergic reaction\", items: [hives, \"lip swelling\"]}\n"
    "  screens: {kind: product, plain: \"sunscreen\", items: [sunscreen]}\n"
    "body-sites:\n"
    "  face: {parts: [forehead, glabella, cheek, lip, nasolabial], also: [\"facial\"]}\n"
    "  forehead: {adjacent: [glabella]}\n"
    "  glabella: {}\n"
    "  cheek: {also: [\"cheeks\"], adjacent: [nasolabial]}\n"
    "  lip: {}\n"
    "  nasolabial: {}\n"
    "  abdomen: {}\n"
    "override-reasons: {benefit-outweighs: {say: \"Benefit\", points-to: clinical-judgement}}\n"
    "answers:\n"
    "  consent: {ask: \"Signed?\", of: staff, words: {signed: [\"yes\", on file], refused: "
    "[declined, withdrawn]}}\n"
    "  hsv-history: {ask: \"Cold sores?\", of: patient, words: {\"yes\": [\"y\", positive], "
    "\"no\": "
    "[\"n\", never]}, good-for: 30 days}\n"
    "  hair: {ask: \"Which treatment?\", of: patient, words: [none, minoxidil]}\n"
    "  platelets: {ask: \"How many?\", of: staff, number: \"1000/uL\"}\n"
    "  event: {ask: \"When?\", of: patient, date: planned}\n"
    "  last-peel: {ask: \"When?\", of: patient, date: past}\n"
    "  cream: {ask: \"Which?\", of: provider, names: medication}\n"
    "  note: {ask: \"What else?\", of: staff, text: any}\n"
    "words:\n"
    "  modality: {mechanical: [manual, pen], radiofrequency: [RF]}\n"
    "  training: {microneedling: [needling course, micro needling], laser: []}\n"
    "  indication: {acne-scar: [acne scarring], hair-loss: [], wrinkles: [fine lines]}\n"
    "  fields: {max-pain: {number: \"of 10\"}, device-lot: {text: any}, sterile: {words: {\"yes\": "
    "[], \"no\": [reused]}}}\n"
    "roles: {nurse-practitioner: [APRN]}\n"
    "rules:\n"
    "  - id: r\n"
    "    title: \"Rule\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in, treatment, follow-up], procedure: needling}\n"
    "    if: ";

static const char ending[] =
    "\n    then: {severity: info, say: \"Said.\"}\n"
    "    if-unknown: {ask: \"What is it?\", of: patient, ask-from: booking}\n";

static void judge_rows(const struct value_row *rows)
{
    judge_conditions(preamble, ending, rows);
}

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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
}

#define ENTRY(list, entry) "{\"" list "\":{\"entries\":[" entry "]}}"
/* the same, as it is told the day before the appointment */
#define NEAR_THE_DAY "{\"now\":\"2027-01-11T10:00:00-05:00\","
#define ENTRY_NEAR(list, entry)                                                                    \
    NEAR_THE_DAY "\"" list "\":{\"reviewed\":\"2027-01-11\",\"entries\":[" entry "]}}"

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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
}

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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
}

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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
}

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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
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

    judge_rows(rows);
}

static const struct test tests[] = {
    {"Age is judged on the day of the appointment", age_is_judged_on_the_day_of_the_appointment},
    {"A sex that is unknown, or another word, is a question",
     a_sex_that_is_unknown_or_another_word_is_a_question},
    {"Pregnancy not asked is a question, and not-applicable an answer",
     pregnancy_not_asked_is_a_question_and_not_applicable_an_answer},
    {"A list that was not asked never says no", a_list_that_was_not_asked_never_says_no},
    {"Status, severity and site of a condition all count",
     status_severity_and_site_of_a_condition_all_count},
    {"Sides exclude one another only where both are given",
     sides_exclude_one_another_only_where_both_are_given},
    {"A short-lived problem recorded long before is a question nearer the day",
     a_short_lived_problem_recorded_long_before_is_a_question_nearer_the_day},
    {"Silence about what is short-lived ages too", silence_about_what_is_short_lived_ages_too},
    {"Last use, ongoing use and prescriptions are told apart",
     last_use_ongoing_use_and_prescriptions_are_told_apart},
    {"Names match whole words, and a slip of the pen is a question",
     names_match_whole_words_and_a_slip_of_the_pen_is_a_question},
    {"An allergy is any entry of the list", an_allergy_is_any_entry_of_the_list},
    {"History counts days before and bookings after the appointment",
     history_counts_days_before_and_bookings_after_the_appointment},
    {"The appointment itself is never part of its own history",
     the_appointment_itself_is_never_part_of_its_own_history},
    {"What the appointment does not say is a question",
     what_the_appointment_does_not_say_is_a_question},
    {"The visit is all of its procedures", the_visit_is_all_of_its_procedures},
    {"Training and role not recorded are questions", training_and_role_not_recorded_are_questions},
    {"An answer is one of its words, or not understood",
     an_answer_is_one_of_its_words_or_not_understood},
    {"An old answer is no answer", an_old_answer_is_no_answer},
    {"An answer may be a number, a date or names", an_answer_may_be_a_number_a_date_or_names},
    {"Reactions are judged by severity, site and time since the procedure",
     reactions_are_judged_by_severity_site_and_time_since_the_procedure},
    {"Products used too early are judged in elapsed hours",
     products_used_too_early_are_judged_in_elapsed_hours},
    {"Hours run right across a change of the clocks",
     hours_run_right_across_a_change_of_the_clocks},
    {"Fields of the note are words or numbers", fields_of_the_note_are_words_or_numbers},
    {"all, any and none join as Kleene does", all_any_and_none_join_as_kleene_does},
    {0},
};

const struct test_suite test_suites[] = {{"conditions", NULL, NULL, tests}, {0}};
