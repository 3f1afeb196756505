/* SPDX-License-Identifier: MIT
 *
 * The days of instructions: by when a thing is to be done, up to when it lasts, on which days staff
 * work. A row is an instruction, a patch of the event (booked on Tuesday 1 December 2026 for
 * Tuesday 12 January 2027 at 14:00), and what becomes of it.
 */
#include <stdio.h>
#include <string.h>

#include "support/book.h"
#include "support/judge.h"
#include "test.h"

static const char head[] =
    BOOK_HEAD "lists:\n"
              "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
              "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
              "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
              "  acne: {kind: condition, plain: \"acne\", items: [acne]}\n";

static const char week[] = "working-days:\n"
                           "  days: [monday, tuesday, wednesday, thursday, friday]\n"
                           "  holidays: [\"2026-12-25\", \"2027-01-01\"]\n";

static const char rule[] = "rules:\n"
                           "  - id: r\n"
                           "    title: \"Rule\"\n"
                           "    source: {ref: article, basis: stated}\n"
                           "    when: {at: [booking, check-in, treatment, follow-up], procedure: "
                           "needling}\n"
                           "    if: %s\n"
                           "    then:\n"
                           "      severity: info\n"
                           "      say: \"Send them by {due}.\"\n"
                           "      instruct: [%s]\n";

#define ALWAYS "{always: \"Always.\"}"

struct instruction_row {
    const char *instruct; /* NULL: that of the row before */
    const char *patch;
    const char *expected; /* "task: due, until; due, until"; "nothing"; NULL: no more rows */
};

static void tasks_say(const json_t *finding, char *out, size_t room)
{
    size_t i;
    json_t *task;

    snprintf(out, room, "%s:", json_string_value(json_object_get(finding, "outcome")));
    json_array_foreach(json_object_get(finding, "tasks"), i, task)
    {
        const char *due = json_string_value(json_object_get(task, "due"));
        const char *until = json_string_value(json_object_get(task, "until"));
        size_t len = strlen(out);

        snprintf(out + len, room - len, "%s %s%s", i > 0 ? ";" : "", until != NULL ? "until " : "",
                 due != NULL     ? due
                 : until != NULL ? until
                                 : "no day");
    }
}

static void instruction_rows(const char *condition, bool working,
                             const struct instruction_row *rows)
{
    struct rules *rules = NULL;
    const char *instruct = NULL;

    for (const struct instruction_row *row = rows; row->expected != NULL; row++) {
        char text[4096], said[512] = "nothing";

        if (row->instruct != NULL) {
            instruct = row->instruct;
            int len = snprintf(text, sizeof text, "%s%s", head, working ? week : "");
            (void)snprintf(text + len, sizeof text - (size_t)len, rule, condition, instruct);
            rules_free(&rules);
            rules = judge_rules(text);
        }
        if (rules == NULL) {
            continue;
        }
        json_t *event = judge_event(row->patch), *result = judge_result(rules, event);
        const json_t *finding = judge_finding(result, "r", NULL);
        if (finding != NULL) {
            tasks_say(finding, said, sizeof said);
        }
        if (strcmp(said, row->expected) != 0) {
            fprintf(stderr, "instruct: %s\n  with %s\n  expected %s, got %s\n", instruct,
                    row->patch, row->expected, said);
            CU_FAIL("the instruction has the day that the language says");
        } else {
            CU_PASS("");
        }
        json_decref(result);
        json_decref(event);
    }
    rules_free(&rules);
}

#define ON_DAY(now) "{\"now\":\"" now "T10:00:00-05:00\"}"

static void staff_do_it_on_a_working_day(void)
{
    static const struct instruction_row rows[] = {
        /* Sunday 10 January */
        {"{do: call, for: staff, due: 2 days before appointment}", "{}", "task: 2027-01-08"},
        {"{do: call, for: prescriber, due: 2 days before appointment}", "{}", "task: 2027-01-08"},
        {"{do: call, for: provider, due: 2 days before appointment}", "{}", "task: 2027-01-08"},
        /* never before today: then it stays */
        {NULL, ON_DAY("2027-01-08"), "task: 2027-01-08"},
        {NULL, ON_DAY("2027-01-09"), "task: 2027-01-10"},
        {NULL, ON_DAY("2027-01-11"), "task: 2027-01-10"},
        /* New Year, a Friday; and the Thursday before it */
        {"{do: call, for: staff, due: 11 days before appointment}", "{}", "task: 2026-12-31"},
        {"{do: call, for: staff, due: 8 days before appointment}", "{}", "task: 2027-01-04"},
        {"{do: call, for: staff, due: 9 days before appointment}", "{}", "task: 2026-12-31"},
        /* counted after something, the working day behind it */
        {"{do: call, for: staff, due: 4 days after appointment}", "{}", "task: 2027-01-18"},
        {"{do: call, for: staff, due: 4 days after procedure}", "{}", "task: 2027-01-18"},
        {"{do: call, for: staff, due: 4 days after today}", "{}", "task: 2026-12-07"},
        {"{do: call, for: staff, due: 24 days after today}", "{}", "task: 2026-12-28"},
        /* a patient's day, nobody's, and an instant stay */
        {"{do: call, for: patient, due: 2 days before appointment}", "{}", "task: 2027-01-10"},
        {"{do: call, due: 2 days before appointment}", "{}", "task: 2027-01-10"},
        {"{do: call, for: staff, due: 48 hours before appointment}", "{}",
         "task: 2027-01-10T14:00:00-05:00"},
        {NULL, "{\"appointment\":{\"start\":\"2027-01-12\"}}", "task: 2027-01-08"},
        /* what lasts does not move */
        {"{do: call, for: staff, until: 4 days after appointment}", "{}", "info: until 2027-01-16"},
        {0},
    };
    static const struct instruction_row nothing_said[] = {
        {"{do: call, for: staff, due: 2 days before appointment}", "{}", "task: 2027-01-10"},
        {"{do: call, for: staff, due: 4 days after appointment}", "{}", "task: 2027-01-16"},
        {0},
    };

    instruction_rows(ALWAYS, true, rows);
    instruction_rows(ALWAYS, false, nothing_said);
}

#define ENDED(at) "\"chart\":{\"procedure_ended\":\"" at "\"}"

static void hours_are_instants_or_rounded_up_to_days(void)
{
    static const struct instruction_row rows[] = {
        {"{do: a, for: patient, due: 36 hours before appointment}", "{}",
         "task: 2027-01-11T02:00:00-05:00"},
        {NULL, "{\"appointment\":{\"start\":\"2027-01-12\"}}", "task: 2027-01-10"},
        {"{do: a, for: patient, due: 24 hours after procedure}", "{}", "task: 2027-01-13"},
        {NULL, "{" ENDED("2027-01-12T15:30:00-05:00") "}", "task: 2027-01-13T15:30:00-05:00"},
        {NULL, "{" ENDED("2027-01-13") "}", "task: 2027-01-14"},
        {"{do: a, for: patient, due: 25 hours after procedure}", "{" ENDED("2027-01-13") "}",
         "task: 2027-01-15"},
        /* summer time begins on 14 March 2027 */
        {"{do: a, for: patient, due: 24 hours after procedure}",
         "{" ENDED("2027-03-13T15:30:00-05:00") "}", "task: 2027-03-14T16:30:00-04:00"},
        {"{do: a, for: patient, due: 1 month after procedure}",
         "{" ENDED("2027-01-31T15:30:00-05:00") "}", "task: 2027-02-28"},
        {"{do: a, for: patient, due: 1 month before appointment}",
         "{\"appointment\":{\"start\":\"2027-03-31\"}}", "task: 2027-02-28"},
        {"{do: a, for: patient, due: 5 hours after today}", "{}", "task: 2026-12-02"},
        /* a day that is past stays as it is */
        {"{do: a, for: patient, due: 60 days before appointment}", "{}", "task: 2026-11-13"},
        {0},
    };

    instruction_rows(ALWAYS, false, rows);
}

static void what_lasts_is_there_up_to_its_last_day(void)
{
    static const struct instruction_row rows[] = {
        {"{do: a, for: patient, until: 24 hours after procedure}",
         "{\"now\":\"2027-01-13T23:59:00-05:00\"," ENDED("2027-01-12T15:30:00-05:00") "}",
         "info: until 2027-01-13T15:30:00-05:00"},
        {NULL, "{\"now\":\"2027-01-14T00:00:00-05:00\"," ENDED("2027-01-12T15:30:00-05:00") "}",
         "nothing"},
        {NULL, "{\"now\":\"2027-01-13T23:59:00-05:00\"}", "info: until 2027-01-13"},
        {NULL, "{\"now\":\"2027-01-14T00:00:00-05:00\"}", "nothing"},
        /* an info whose instructions are all gone is gone; one that is left keeps it */
        {"{do: a, for: patient, until: 1 day after procedure}, {do: b, for: patient, until: 3 days "
         "after procedure}",
         "{\"now\":\"2027-01-14T00:00:00-05:00\"}", "info: until 2027-01-15"},
        {NULL, "{\"now\":\"2027-01-16T00:00:00-05:00\"}", "nothing"},
        {"{do: a, for: patient, until: 1 day after procedure}, {do: b, for: staff}",
         "{\"now\":\"2027-01-16T00:00:00-05:00\"}", "info: no day"},
        {"{do: a, for: patient, until: 1 day after procedure}, {do: b, for: staff, due: 1 day "
         "before appointment}",
         "{}", "task: until 2027-01-13; 2027-01-11"},
        {0},
    };

    instruction_rows(ALWAYS, false, rows);
}

#define MEDICINES(entries) "{\"medications\":{\"entries\":[" entries "]}}"
#define STOPPED(day) "{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"" day "\"}"

static void a_day_after_the_match_counts_from_the_latest(void)
{
    static const struct instruction_row medicine[] = {
        {"{do: a, for: patient, due: 10 days after match}", MEDICINES(STOPPED("2026-11-20")),
         "task: 2026-11-30"},
        {NULL, MEDICINES(STOPPED("2026-11-20") "," STOPPED("2026-11-25")), "task: 2026-12-05"},
        {NULL, MEDICINES(STOPPED("2026-11-25") "," STOPPED("2026-11-20")), "task: 2026-12-05"},
        /* of a partial date its last day */
        {NULL, MEDICINES(STOPPED("2026-10")), "task: 2026-11-10"},
        {NULL, MEDICINES(STOPPED("2026-10") "," STOPPED("2026-10-30")), "task: 2026-11-10"},
        /* today, for what goes on or is to begin */
        {NULL, MEDICINES("{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"), "task: 2026-12-11"},
        {NULL,
         MEDICINES("{\"text\":\"tretinoin\",\"use\":\"prescribed\",\"started\":\"2026-12-20\"}"),
         "task: 2026-12-11"},
        /* none: no date */
        {NULL, MEDICINES("{\"text\":\"tretinoin\",\"use\":\"as-needed\"}"), "info: no day"},
        {"{do: a, for: patient, due: 36 hours after match}", MEDICINES(STOPPED("2026-11-20")),
         "task: 2026-11-22"},
        {NULL, MEDICINES(STOPPED("2026-11-20T20:00:00-05:00")), "task: 2026-11-22T08:00:00-05:00"},
        {0},
    };
    static const struct instruction_row condition[] = {
        {"{do: a, for: patient, due: 10 days after match}",
         "{\"conditions\":{\"entries\":[{\"text\":\"acne\",\"status\":\"active\",\"onset\":"
         "\"2026-11-01\",\"recorded\":\"2026-11-20\"}]}}",
         "task: 2026-11-11"},
        {NULL,
         "{\"conditions\":{\"entries\":[{\"text\":\"acne\",\"status\":\"active\",\"recorded\":"
         "\"2026-11-20\"}]}}",
         "task: 2026-11-30"},
        {NULL, "{\"conditions\":{\"entries\":[{\"text\":\"acne\",\"status\":\"active\"}]}}",
         "info: no day"},
        {0},
    };

    instruction_rows("{medication: {in: retinoids, on-file: ever}}", false, medicine);
    instruction_rows("{condition: {in: acne, site: anywhere}}", false, condition);
}

/* ---- another day for the appointment ---- */

static const char move_rule[] =
    "rules:\n"
    "  - id: r\n"
    "    title: \"Rule\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in, treatment, follow-up], procedure: needling}\n"
    "    if: %s\n"
    "    then: {severity: info, say: \"Said.\", suggest: {move-to: %s}}\n";

static void another_day_is_counted_from_what_it_names(void)
{
    static const struct {
        const char *condition, *move_to, *patch, *expected;
    } rows[] = {
        {ALWAYS, "7 days after today", "{}", "2026-12-08"},
        {ALWAYS, "7 days after appointment", "{}", "2027-01-19"},
        {ALWAYS, "7 days before appointment", "{}", "2027-01-05"},
        {ALWAYS, "36 hours after appointment", "{}", "2027-01-14T02:00:00-05:00"},
        {ALWAYS, "36 hours after appointment", "{\"appointment\":{\"start\":\"2027-01-12\"}}",
         "2027-01-14"},
        {ALWAYS, "1 month after procedure", "{" ENDED("2027-01-31") "}", "2027-02-28"},
        /* nothing matched that has a day */
        {ALWAYS, "7 days after match", "{}", ""},
        /* the days on which staff work move no appointment */
        {ALWAYS, "4 days after appointment", "{}", "2027-01-16"},
        {"{medication: {in: retinoids, on-file: ever}}", "7 days after match",
         MEDICINES(STOPPED("2026-11-20") "," STOPPED("2026-11-25")), "2026-12-02"},
        {"{medication: {in: retinoids, on-file: ever}}", "7 days after match",
         MEDICINES(STOPPED("2026-10")), "2026-11-07"},
        /* ongoing use counts from today */
        {"{medication: {in: retinoids, use: ongoing}}", "7 days after match",
         MEDICINES("{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"last_used\":\"2026-11-20\"}"),
         "2026-12-08"},
        {"{procedure.history: {in: toxin, site: anywhere}}", "14 days after match",
         "{\"procedures\":{\"entries\":[{\"text\":\"botox\",\"date\":\"2027-01-20\"},{\"text\":"
         "\"botox\",\"date\":\"2026-11-01\"}]}}",
         "2027-02-03"},
        {"{procedure.history: {in: toxin, times: {at-least: 2}, site: anywhere}}",
         "14 days after match",
         "{\"procedures\":{\"entries\":[{\"text\":\"botox\",\"date\":\"2026-11-20\"},{\"text\":"
         "\"botox\",\"date\":\"2026-11-01\"}]}}",
         "2026-12-04"},
        /* too few of them match nothing, as `none` does */
        {"{procedure.history: {in: toxin, times: {below: 2}, site: anywhere}}",
         "14 days after match",
         "{\"procedures\":{\"entries\":[{\"text\":\"botox\",\"date\":\"2026-11-20\"}]}}", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[4096];
        int len = snprintf(text, sizeof text, "%s%s", head, week);

        (void)snprintf(text + len, sizeof text - (size_t)len, move_rule, rows[i].condition,
                       rows[i].move_to);
        struct rules *rules = judge_rules(text);
        json_t *event = judge_event(rows[i].patch), *result = judge_result(rules, event);
        const json_t *finding = judge_finding(result, "r", NULL);
        const char *said = json_string_value(json_object_get(finding, "move_to"));

        CU_ASSERT_PTR_NOT_NULL(finding);
        CU_ASSERT_STRING_EQUAL(said != NULL ? said : "", rows[i].expected);
        json_decref(result);
        json_decref(event);
        rules_free(&rules);
    }
}

/* ---- while there is still time ---- */

static const char still_rule[] =
    "rules:\n"
    "  - id: r\n"
    "    title: \"Rule\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking], procedure: needling}\n"
    "    if: %s\n"
    "    if-still-time: {instruct: [{do: stop, for: patient, due: 7 days before appointment}]}\n"
    "    then: {severity: warn, say: \"Said.\"}\n"
    "    if-unknown: {ask: \"What is it?\"}\n";

struct still_row {
    const char *condition; /* NULL: that of the row before */
    const char *patch;
    const char *outcome;
};

static void still_rows(const struct still_row *rows)
{
    struct rules *rules = NULL;
    const char *condition = NULL;

    for (const struct still_row *row = rows; row->outcome != NULL; row++) {
        if (row->condition != NULL) {
            char text[4096];
            int len = snprintf(text, sizeof text, "%s", head);

            condition = row->condition;
            (void)snprintf(text + len, sizeof text - (size_t)len, still_rule, condition);
            rules_free(&rules);
            rules = judge_rules(text);
        }
        if (rules == NULL) {
            continue;
        }
        json_t *event = judge_event(row->patch), *result = judge_result(rules, event);
        const char *said =
            json_string_value(json_object_get(judge_finding(result, "r", NULL), "outcome"));
        if (said == NULL || strcmp(said, row->outcome) != 0) {
            fprintf(stderr, "if: %s\n  with %s\n  expected %s, got %s\n", condition, row->patch,
                    row->outcome, said != NULL ? said : "nothing");
            CU_FAIL("it is final on the day that the language says");
        } else {
            CU_PASS("");
        }
        json_decref(result);
        json_decref(event);
    }
    rules_free(&rules);
}

#define TAKEN(length) "{medication: {in: retinoids, taken-within: " length " before appointment}}"
#define ONGOING "{\"text\":\"tretinoin\",\"use\":\"ongoing\"}"
#define TODAY(now, entries)                                                                        \
    "{\"now\":\"" now "T10:00:00-05:00\",\"medications\":{\"reviewed\":\"" now                     \
    "\",\"entries\":[" entries "]}}"

static void it_is_final_on_the_first_day_of_its_window(void)
{
    static const struct still_row rows[] = {
        {TAKEN("7 days"), TODAY("2027-01-05", ONGOING), "task"},
        {NULL, TODAY("2027-01-06", ONGOING), "warn"},
        {NULL, TODAY("2027-01-12", ONGOING), "warn"},
        {NULL,
         TODAY("2027-01-05", "{\"text\":\"tretinoin\",\"use\":\"prescribed\",\"started\":"
                             "\"2027-01-10\"}"),
         "task"},
        /* hours are rounded up to days */
        {TAKEN("36 hours"), TODAY("2027-01-10", ONGOING), "task"},
        {NULL, TODAY("2027-01-11", ONGOING), "warn"},
        {TAKEN("1 month"), TODAY("2026-12-12", ONGOING), "task"},
        {NULL, TODAY("2026-12-13", ONGOING), "warn"},
        /* every other T is final today */
        {"{medication: {in: retinoids, use: ongoing}}", TODAY("2026-12-01", ONGOING), "warn"},
        {"{medication: {in: retinoids, used-for: 1 month before appointment}}",
         TODAY("2026-12-01",
               "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"started\":\"2026-01-01\"}"),
         "warn"},
        {"{medication: {in: retinoids, started-within: 3 months before appointment}}",
         TODAY("2026-12-01",
               "{\"text\":\"tretinoin\",\"use\":\"ongoing\",\"started\":\"2026-11-01\"}"),
         "warn"},
        {TAKEN("7 days"),
         TODAY("2026-12-01", "{\"text\":\"tretinoin\",\"last_used\":\"2027-01-10\"}"), "warn"},
        {0},
    };

    still_rows(rows);
}

#define ADULT "{patient.age: {at-least: 18 years}}"

static void several_are_final_by_the_earliest_and_all_by_the_latest(void)
{
    static const struct still_row rows[] = {
        /* of several entries the earliest of those that hold */
        {TAKEN("7 days"),
         TODAY("2026-12-01", ONGOING ",{\"text\":\"tretinoin\",\"last_used\":\"2027-01-10\"}"),
         "warn"},
        {NULL, TODAY("2026-12-01", ONGOING "," ONGOING), "task"},
        {NULL,
         TODAY("2026-12-01", ONGOING
               ",{\"text\":\"tretinoin\",\"use\":\"stopped\",\"last_used\":\"2026-11-01\"}"),
         "task"},
        /* of any the earliest, of all the latest */
        {"{any: [" TAKEN("7 days") ", " ADULT "]}", TODAY("2026-12-01", ONGOING), "warn"},
        {"{any: [" TAKEN("7 days") ", " TAKEN("3 months") "]}", TODAY("2026-12-01", ONGOING),
         "warn"},
        {"{any: [" TAKEN("7 days") ", " TAKEN("3 days") "]}", TODAY("2027-01-05", ONGOING), "task"},
        {NULL, TODAY("2027-01-06", ONGOING), "warn"},
        {"{all: [" TAKEN("7 days") ", " ADULT "]}", TODAY("2027-01-05", ONGOING), "task"},
        {NULL, TODAY("2027-01-06", ONGOING), "warn"},
        {"{all: [" TAKEN("7 days") ", " TAKEN("3 days") "]}", TODAY("2027-01-09", ONGOING), "task"},
        {NULL, TODAY("2027-01-10", ONGOING), "warn"},
        /* a part that does not hold decides nothing */
        {"{any: [" TAKEN("7 days") ", {patient.age: {below: 18 years}}]}",
         TODAY("2027-01-05", ONGOING), "task"},
        {"{all: [{none: [{patient.age: {below: 18 years}}]}, " TAKEN("7 days") "]}",
         TODAY("2027-01-05", ONGOING), "task"},
        {"{all: [{any: [" TAKEN("7 days") ", " ADULT "]}, " TAKEN("3 days") "]}",
         TODAY("2027-01-09", ONGOING), "task"},
        {0},
    };

    still_rows(rows);
}

static void no_sentence_asks_for_a_day_that_is_past(void)
{
    static const char before[] = "{do: call, for: staff, due: 2 days before appointment}";
    static const char after[] = "{do: call, for: patient, due: 24 hours after procedure}";
    static const struct {
        const char *instruct, *patch, *said;
    } rows[] = {
        {before, ON_DAY("2027-01-09"), "Send them by Sun 10 Jan 2027."},
        {before, ON_DAY("2027-01-11"), "Send them by Mon 11 Jan 2027."},
        {before, ON_DAY("2027-01-12"), "Send them by Tue 12 Jan 2027."},
        {"{do: call, for: staff, due: 48 hours before appointment}", "{}",
         "Send them by Sun 10 Jan 2027, 14:00."},
        {"{do: call, for: staff, due: 48 hours before appointment}", ON_DAY("2027-01-11"),
         "Send them by Mon 11 Jan 2027."},
        /* of what was done it says when that was */
        {after,
         "{\"moment\":\"treatment\",\"now\":\"2027-01-20T10:00:00-05:00\"," ENDED(
             "2027-01-12T15:00:00-05:00") "}",
         "Send them by Wed 13 Jan 2027, 15:00."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[4096];
        int len = snprintf(text, sizeof text, "%s", head);

        (void)snprintf(text + len, sizeof text - (size_t)len, rule, ALWAYS, rows[i].instruct);
        struct rules *rules = judge_rules(text);
        json_t *event = judge_event(rows[i].patch);
        json_t *result = judge_result(rules, event);

        CU_ASSERT_STRING_EQUAL(
            json_string_value(json_object_get(judge_finding(result, "r", NULL), "say")),
            rows[i].said);
        json_decref(result);
        json_decref(event);
        rules_free(&rules);
    }
}

static const struct test tests[] = {
    {"Another day is counted from what it names", another_day_is_counted_from_what_it_names},
    {"What goes on is final on the first day of its window",
     it_is_final_on_the_first_day_of_its_window},
    {"Several are final by the earliest, and all by the latest",
     several_are_final_by_the_earliest_and_all_by_the_latest},
    {"What staff are to do is due on a working day", staff_do_it_on_a_working_day},
    {"No sentence asks for a day that is past", no_sentence_asks_for_a_day_that_is_past},
    {"Hours are instants, or rounded up to days", hours_are_instants_or_rounded_up_to_days},
    {"What lasts is there up to its last day, and gone afterwards",
     what_lasts_is_there_up_to_its_last_day},
    {"A day after the match counts from the latest", a_day_after_the_match_counts_from_the_latest},
    {0}};

const struct test_suite test_suites[] = {{"instruction", NULL, NULL, tests}, {0}};
