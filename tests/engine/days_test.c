/* SPDX-License-Identifier: MIT
 *
 * Days that were written as midnight UTC, and days that cannot be: how they are judged, and what
 * the result says of them (visit/days.h). The clinic is in New York, today is 1 December 2026.
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

static const char rules_text[] = BOOK_HEAD
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "override-reasons:\n"
    "  record-is-wrong: {say: \"Wrong\", points-to: data-problem}\n"
    "rules:\n"
    "  - id: age\n"
    "    title: \"Title\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {patient.age: {below: 18 years}}\n"
    "    then: {severity: hold, say: \"Young.\"}\n"
    "    if-unknown: {ask: \"Born when?\", of: staff}\n"
    "    override: {by: [physician], reasons: [record-is-wrong]}\n"
    "  - id: retinoid\n"
    "    title: \"Title\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {medication: {in: retinoids, taken-within: 7 days before appointment}}\n"
    "    then: {severity: warn, say: \"Retinoid.\"}\n"
    "    if-unknown: {ask: \"A retinoid?\", of: patient}\n"
    "  - id: toxin\n"
    "    title: \"Title\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {procedure.history: {in: toxin, site: anywhere, within: 14 days before appointment}}\n"
    "    then: {severity: warn, say: \"Toxin.\"}\n"
    "    if-unknown: {ask: \"Toxin?\", of: patient}\n";

struct row {
    const char *patch;
    const char *rule, *outcome; /* what is found; NULL: that rule says nothing */
    const char *note;           /* NULL: none */
};

static const char *note_text(const json_t *result, const char *code)
{
    size_t i;
    const json_t *note;

    json_array_foreach(json_object_get(result, "notes"), i, note)
    {
        if (strcmp(json_string_value(json_object_get(note, "code")), code) == 0) {
            return json_string_value(json_object_get(note, "text"));
        }
    }
    return NULL;
}

static void rows_hold(const struct row *rows, const char *code)
{
    struct rules *rules = judge_rules(rules_text);

    for (const struct row *row = rows; rules != NULL && row->patch != NULL; row++) {
        json_t *event = judge_event(row->patch);
        json_t *result = judge_result(rules, event);
        const json_t *finding = judge_finding(result, row->rule, row->outcome);
        const char *note = note_text(result, code);

        if ((finding != NULL) != (row->outcome != NULL) || (note != NULL) != (row->note != NULL) ||
            (note != NULL && strcmp(note, row->note) != 0)) {
            fprintf(stderr, "    %s\n    %s, note: %s\n", row->patch,
                    finding != NULL ? "found" : "not found", note != NULL ? note : "none");
            CU_FAIL("the days are read as the language says");
        }
        json_decref(result);
        json_decref(event);
    }
    rules_free(&rules);
}

#define MIDNIGHT "Midnight UTC was read as the day that it names: "
#define IMPOSSIBLE "Cannot be true, and does not count as it stands: "

static void midnight_utc_is_the_day_that_it_names(void)
{
    static const struct row rows[] = {
        /* 6 January is inside the seven days before the 12th; the 5th, by New York's clock, is not
         */
        {"{\"now\":\"2027-01-11T10:00:00-05:00\",\"medications\":{\"reviewed\":\"2027-01-11\","
         "\"entries\":[{\"text\":\"tretinoin\",\"use\":\"stopped\","
         "\"last_used\":\"2027-01-06T00:00:00Z\"}]}}",
         "retinoid", "warn", MIDNIGHT "medications[0].last_used."},
        /* the same instant, however it is written */
        {"{\"now\":\"2027-01-11T10:00:00-05:00\",\"medications\":{\"reviewed\":\"2027-01-11\","
         "\"entries\":[{\"text\":\"tretinoin\",\"use\":\"stopped\","
         "\"last_used\":\"2027-01-05T19:00:00-05:00\"}]}}",
         "retinoid", "warn", MIDNIGHT "medications[0].last_used."},
        /* a second later it is an hour of the evening before */
        {"{\"now\":\"2027-01-11T10:00:00-05:00\",\"medications\":{\"reviewed\":\"2027-01-11\","
         "\"entries\":[{\"text\":\"tretinoin\",\"use\":\"stopped\","
         "\"last_used\":\"2027-01-06T00:00:01Z\"}]}}",
         "retinoid", NULL, NULL},
        {"{\"medications\":{\"reviewed\":\"2026-12-01T00:00:00Z\"},"
         "\"procedures\":{\"reviewed\":\"2026-12-01T00:00:00Z\"}}",
         "retinoid", NULL, MIDNIGHT "medications.reviewed, procedures.reviewed."},
        {"{\"medications\":{\"asked\":{\"retinoids\":\"2026-12-01T00:00:00Z\"}}}", "retinoid", NULL,
         MIDNIGHT "medications.asked.retinoids."},
        /* what tells one visit from another is taken as it is */
        {"{\"appointment\":{\"occurrence\":\"2026-12-01T00:00:00Z\"}}", "retinoid", NULL, NULL},
        {0},
    };

    rows_hold(rows, "midnight-utc");
}

static void what_cannot_be_true_is_as_if_it_had_not_been_recorded(void)
{
    static const struct row rows[] = {
        {"{\"patient\":{\"birth_date\":\"1899-12-31\"}}", "age", "ask",
         IMPOSSIBLE "patient.birth_date."},
        {"{\"patient\":{\"birth_date\":\"2026-12-02\"}}", "age", "ask",
         IMPOSSIBLE "patient.birth_date."},
        {"{\"patient\":{\"birth_date\":\"2026-12-01\"}}", "age", "hold", NULL},
        /* eight in the evening: by UTC, and so for a host whose machine keeps it, it is the 2nd */
        {"{\"now\":\"2026-12-01T20:00:00-05:00\",\"medications\":{\"reviewed\":\"2026-12-02\"}}",
         "retinoid", NULL, NULL},
        {"{\"now\":\"2026-12-01T20:00:00-05:00\",\"medications\":{\"reviewed\":\"2026-12-03\"}}",
         "retinoid", "ask", IMPOSSIBLE "medications.reviewed."},
        {"{\"medications\":{\"reviewed\":\"2062-11-20\"}}", "retinoid", "ask",
         IMPOSSIBLE "medications.reviewed."},
        {"{\"medications\":{\"asked\":{\"retinoids\":\"2062-11-20\",\"others\":\"2026-12-01\"}}}",
         "retinoid", NULL, IMPOSSIBLE "medications.asked.retinoids."},
        {"{\"medications\":{\"entries\":[{\"text\":\"tretinoin\",\"use\":\"stopped\","
         "\"last_used\":\"2027-01-20\"}]}}",
         "retinoid", "ask", IMPOSSIBLE "medications[0].last_used."},
        {"{\"procedures\":{\"entries\":[{\"text\":\"botox\",\"state\":\"done\","
         "\"date\":\"2027-02-20\"}]}}",
         "toxin", NULL, IMPOSSIBLE "procedures[0].date."},
        /* booked for that day it is no riddle */
        {"{\"procedures\":{\"entries\":[{\"text\":\"botox\",\"state\":\"planned\","
         "\"date\":\"2027-02-20\"}]}}",
         "toxin", NULL, NULL},
        {"{\"patient\":{\"birth_date\":\"2010-05-04\"},\"clearances\":[{\"rule\":\"age\","
         "\"role\":\"physician\",\"reason\":\"record-is-wrong\",\"appointment\":\"apt-1\","
         "\"on\":\"2026-12-02\"}]}",
         "age", "hold", IMPOSSIBLE "clearances[0].on."},
        {0},
    };

    rows_hold(rows, "not-possible");
}

static void a_long_list_of_them_is_counted(void)
{
    static const struct row rows[] = {
        {"{\"medications\":{\"reviewed\":\"2062-11-20\",\"asked\":{\"retinoids\":\"2062-11-20\","
         "\"others\":\"2062-11-20\"}},\"procedures\":{\"reviewed\":\"2062-11-20\"},"
         "\"patient\":{\"birth_date\":\"2062-11-20\"}}",
         "age", "ask",
         IMPOSSIBLE
         "patient.birth_date, medications.asked.retinoids, medications.asked.others, and 2 more."},
        {0},
    };

    rows_hold(rows, "not-possible");
}

/* These rules look at no allergies and at no conditions. */
static void of_a_part_that_no_rule_looks_at_nothing_is_told(void)
{
    static const struct row rows[] = {
        {"{\"conditions\":{\"reviewed\":\"2062-11-20\"},\"allergies\":{\"reviewed\":"
         "\"2062-11-20\"},\"procedures\":{\"reviewed\":\"2062-11-20\"}}",
         "toxin", "ask", IMPOSSIBLE "procedures.reviewed."},
        {"{\"conditions\":{\"reviewed\":\"2062-11-20\"}}", "toxin", NULL, NULL},
        {0},
    };

    rows_hold(rows, "not-possible");
}

static const struct test tests[] = {
    {"Midnight UTC is the day that it names, where the clinic's clock shows another hour",
     midnight_utc_is_the_day_that_it_names},
    {"What cannot be true is as if it had not been recorded",
     what_cannot_be_true_is_as_if_it_had_not_been_recorded},
    {"A long list of them is counted", a_long_list_of_them_is_counted},
    {"Of a part that no rule looks at nothing is told",
     of_a_part_that_no_rule_looks_at_nothing_is_told},
    {0},
};

const struct test_suite test_suites[] = {{"days", NULL, NULL, tests}, {0}};
