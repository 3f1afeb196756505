/* SPDX-License-Identifier: MIT
 *
 * How an entry fits a condition: uses of a medicine and their days, procedures that are counted,
 * at their boundaries, as rows of values (support/judge.h).
 */
#include "support/book.h"
#include "support/judge.h"
#include "test.h"

static const char before[] = BOOK_HEAD
    "parameters: {nothing: {value: 0 days}, twice: {value: 2}}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
    "words:\n"
    "  fields: {units: {number: U}, plane: {words: {deep: [sub], shallow: []}}, lot: {text: any}}\n"
    "body-sites: {face: {parts: [cheek, lip]}, cheek: {}, lip: {}}\n" BOOK_RULE;

static const char after[] = BOOK_RULE_ENDS(", ask-from: booking");

static void fit_rows(const struct value_row *rows)
{
    judge_conditions(before, after, rows);
}

#define MEDICINE(fields) "{\"medications\":{\"entries\":[{\"text\":\"tretinoin\"" fields "}]}}"
#define NOT_ASKED(fields)                                                                          \
    "{\"medications\":{\"reviewed\":null,\"entries\":[{\"text\":\"tretinoin\"" fields "}]}}"
#define USE(word) ",\"use\":\"" word "\""
#define STARTED(day) ",\"started\":\"" day "\""
#define LAST_USED(day) ",\"last_used\":\"" day "\""

/* The appointment is on 12 January 2027 at 14:00, and today is 1 December 2026. */

static void a_medicine_begun_lately_is_told_by_its_start_alone(void)
{
    static const struct value_row rows[] = {
        {"{medication: {in: retinoids, started-within: 4 weeks before appointment}}",
         MEDICINE(USE("ongoing") STARTED("2026-12-16")), "T"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026-12-15")), "F"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2027-01-12")), "T"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2027-01-13")), "F"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2027-01-12")), "T"},
        {NULL, MEDICINE(USE("stopped") STARTED("2026-12-16") LAST_USED("2026-11-30")), "T"},
        {NULL, MEDICINE(USE("as-needed") STARTED("2026-12-16")), "T"},
        {NULL, MEDICINE(STARTED("2026-12-16")), "T"},
        {NULL, MEDICINE(USE("never") STARTED("2026-12-16")), "F"},
        {NULL, MEDICINE(USE("ongoing")), "U medications[0].started"},
        {NULL, MEDICINE(USE("stopped")), "U medications[0].started"},
        {NULL, MEDICINE(""), "U medications[0].started"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026-12")), "U medications[0].started"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026-11")), "F"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2027-01")), "U medications[0].started"},
        {NULL, NOT_ASKED(USE("never")), "F"},
        {NULL, NOT_ASKED(USE("ongoing") STARTED("2026-01-01")), "U medications.reviewed"},
        /* a last use that has not come is no matter of its start */
        {NULL, MEDICINE(USE("stopped") STARTED("2026-01-01") LAST_USED("2026-12-20")), "F"},
        {"{medication: {in: retinoids, started-within: 1 month before appointment}}",
         MEDICINE(STARTED("2026-12-13")), "T"},
        {NULL, MEDICINE(STARTED("2026-12-12")), "F"},
        {"{medication: {in: retinoids, started-within: 48 hours before appointment}}",
         MEDICINE(STARTED("2027-01-10T14:00:01-05:00")), "T"},
        {NULL, MEDICINE(STARTED("2027-01-10T14:00:00-05:00")), "F"},
        {NULL, MEDICINE(STARTED("2027-01-10")), "U medications[0].started"},
        {"{medication: {in: retinoids, started-within: nothing before appointment}}",
         MEDICINE(STARTED("2027-01-12")), "F"},
        {NULL, MEDICINE(USE("ongoing")), "F"},
        {"{medication: {in: retinoids, started-within: 4 weeks before appointment, site: "
         "treatment-area}}",
         MEDICINE(STARTED("2026-12-16") ",\"sites\":[\"cheek\"]"), "T"},
        {NULL, MEDICINE(STARTED("2026-12-16") ",\"sites\":[\"lip\"]"), "F"},
        {NULL, MEDICINE(STARTED("2026-12-16")), "U medications[0].sites"},
        {0},
    };

    fit_rows(rows);
}

static void a_medicine_used_for_long_is_in_use_and_was_begun_long_ago(void)
{
    static const struct value_row rows[] = {
        {"{medication: {in: retinoids, used-for: 4 weeks before appointment}}",
         MEDICINE(USE("ongoing") STARTED("2026-12-15")), "T"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026-12-16")), "F"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2027-02-01")), "F"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2026-12-15")), "T"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2026-12-16")), "F"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026")), "U medications[0].started"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2025")), "T"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2027")), "F"},
        {NULL, MEDICINE(USE("ongoing")), "U medications[0].started"},
        {NULL, MEDICINE(USE("prescribed")), "U medications[0].started"},
        {NULL, MEDICINE(STARTED("2025")), "U medications[0].use"},
        {NULL, MEDICINE(STARTED("2026-12-16")), "F"},
        {NULL, MEDICINE(""), "U medications[0].use, medications[0].started"},
        {NULL, MEDICINE(USE("as-needed") STARTED("2025")), "F"},
        {NULL, MEDICINE(USE("stopped") STARTED("2025") LAST_USED("2026-11-30")), "F"},
        {NULL, MEDICINE(USE("stopped") STARTED("2025") LAST_USED("2026-12-20")),
         "U medications[0].last_used"},
        {NULL, MEDICINE(USE("never")), "F"},
        {"{medication: {in: retinoids, used-for: 1 month before appointment}}",
         MEDICINE(USE("ongoing") STARTED("2026-12-12")), "T"},
        {NULL, MEDICINE(USE("ongoing") STARTED("2026-12-13")), "F"},
        {"{medication: {in: retinoids, used-for: 48 hours before appointment}}",
         MEDICINE(USE("prescribed") STARTED("2027-01-10T14:00:00-05:00")), "T"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2027-01-10T14:00:01-05:00")), "F"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2027-01-10")), "U medications[0].started"},
        {NULL, MEDICINE(USE("prescribed") STARTED("2027-01-09")), "T"},
        {0},
    };

    fit_rows(rows);
}

static void on_file_at_any_time_is_any_entry_but_a_never(void)
{
    static const struct value_row rows[] = {
        {"{medication: {in: retinoids, on-file: ever}}", MEDICINE(""), "T"},
        {NULL, MEDICINE(USE("stopped")), "T"},
        {NULL, MEDICINE(USE("as-needed")), "T"},
        {NULL, MEDICINE(USE("never")), "F"},
        {NULL, NOT_ASKED(USE("never")), "F"},
        {NULL, "{\"medications\":{\"reviewed\":null}}", "U medications.reviewed"},
        {NULL, "{}", "F"},
        {"{medication: {in: retinoids, on-file: any}}", MEDICINE(""), "U medications[0].use"},
        {NULL, MEDICINE(USE("stopped") LAST_USED("2026-12-20")), "U medications[0].last_used"},
        {0},
    };

    fit_rows(rows);
}

#define DONE(fields) "{\"text\":\"Botox\",\"state\":\"done\"" fields "}"
#define ON(day) ",\"date\":\"" day "\""
#define DONE_ON(day) DONE(ON(day))
#define BOTOX(day) "{\"text\":\"Botox\"" ON(day) "}"
#define HISTORY(entries) "{\"procedures\":{\"entries\":[" entries "]}}"
#define HISTORY_NOT_ASKED(entries) "{\"procedures\":{\"reviewed\":null,\"entries\":[" entries "]}}"

static void times_counts_days(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: toxin, times: {at-least: 2}, site: anywhere}}",
         HISTORY(DONE_ON("2026-01-10") "," DONE_ON("2026-03-10")), "T"},
        {NULL, HISTORY(DONE_ON("2026-01-10")), "F"},
        {NULL, HISTORY(DONE_ON("2026-01-10") "," DONE_ON("2026-01-10")), "F"},
        {NULL, HISTORY(DONE_ON("2026-01-10") "," DONE_ON("2026-01-10T09:00:00-05:00")), "F"},
        {NULL,
         HISTORY(DONE_ON("2026-01-10") ",{\"text\":\"Botox\",\"state\":\"cancelled\"" ON(
             "2026-03-10") "}"),
         "F"},
        /* what is booked counts, too */
        {NULL,
         HISTORY(DONE_ON("2026-01-10") ",{\"text\":\"Botox\",\"state\":\"planned\"" ON(
             "2027-01-20") "}"),
         "T"},
        /* two in one month may be two days, or one */
        {NULL, HISTORY(DONE_ON("2026-01") "," DONE_ON("2026-01")),
         "U procedures[0].date, procedures[1].date"},
        {NULL, HISTORY(DONE_ON("2026-01") "," DONE_ON("2026-02")), "T"},
        {NULL, HISTORY(DONE_ON("2026-01-10") "," DONE_ON("2026-01")), "U procedures[1].date"},
        {NULL, HISTORY(DONE_ON("2026-01-10") "," DONE("")), "U procedures[1].date"},
        {NULL, HISTORY(DONE("") "," DONE("")), "U procedures[0].date, procedures[1].date"},
        {NULL, HISTORY(DONE("")), "F"},
        /* a silence that is not known may hold any number */
        {NULL, HISTORY_NOT_ASKED(DONE_ON("2026-01-10")), "U procedures.reviewed"},
        {NULL, HISTORY_NOT_ASKED(""), "U procedures.reviewed"},
        {NULL, HISTORY_NOT_ASKED(DONE_ON("2026-01-10") "," DONE_ON("2026-03-10")), "T"},
        {"{procedure.history: {in: toxin, times: {below: 2}, site: anywhere}}",
         HISTORY(DONE_ON("2026-01-10") "," DONE_ON("2026-03-10")), "F"},
        {NULL, HISTORY(DONE_ON("2026-01-10")), "T"},
        {NULL, "{}", "T"},
        {NULL, HISTORY(DONE_ON("2026-01") "," DONE_ON("2026-01")),
         "U procedures[0].date, procedures[1].date"},
        {NULL, HISTORY_NOT_ASKED(DONE_ON("2026-01-10")), "U procedures.reviewed"},
        {NULL, HISTORY_NOT_ASKED(DONE_ON("2026-01-10") "," DONE_ON("2026-03-10")), "F"},
        {"{procedure.history: {in: toxin, times: {below: 1}, site: anywhere}}", "{}", "T"},
        {NULL, HISTORY(DONE_ON("2026-01-10")), "F"},
        {NULL, HISTORY("{\"text\":\"botoxx\"}"), "U procedures[0]"},
        {NULL, HISTORY_NOT_ASKED(""), "U procedures.reviewed"},
        {"{procedure.history: {in: toxin, times: {at-least: 1}, site: anywhere}}",
         HISTORY(DONE_ON("2026-01-10")), "T"},
        {NULL, "{}", "F"},
        {"{procedure.history: {in: toxin, times: {at-least: twice}, count: done, site: "
         "same-region}}",
         HISTORY(DONE(ON("2026-01-10") ",\"sites\":[\"lip\"]") "," DONE(
             ON("2026-03-10") ",\"sites\":[\"cheek\"]")),
         "T"},
        {NULL, HISTORY(DONE(ON("2026-01-10") ",\"sites\":[\"lip\"]") "," DONE(ON("2026-03-10"))),
         "U procedures[1].sites"},
        {NULL,
         HISTORY(DONE(ON("2026-01-10") ",\"sites\":[\"lip\"]") ",{\"text\":\"Botox\"" ON(
             "2026-03-10") ",\"sites\":[\"lip\"]}"),
         "U procedures[1].state"},
        {NULL,
         HISTORY(DONE(ON("2026-01-10") ",\"sites\":[\"lip\"]") ",{\"text\":\"Botox\"" ON(
             "2026-01-10") ",\"sites\":[\"lip\"]}"),
         "F"},
        {NULL, HISTORY(DONE(ON("2026-01-10"))), "F"},
        {0},
    };

    fit_rows(rows);
}

static void times_counts_the_days_inside_a_window(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: toxin, within: 3 days before appointment, times: {at-least: 3}, "
         "site: anywhere}}",
         HISTORY(BOTOX("2027-01") "," BOTOX("2027-01") "," BOTOX("2027-01")),
         "U procedures[0].date, procedures[1].date, procedures[2].date"},
        {NULL, HISTORY(BOTOX("2027-01-10") "," BOTOX("2027-01-11") "," BOTOX("2027-01-12")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-09") "," BOTOX("2027-01-11") "," BOTOX("2027-01-12")), "F"},
        /* four of them have no more than three days */
        {"{procedure.history: {in: toxin, within: 3 days before appointment, times: {at-least: 4}, "
         "site: anywhere}}",
         HISTORY(BOTOX("2027-01") "," BOTOX("2027-01") ",{\"text\":\"Botox\"}," BOTOX("2027-01")),
         "F"},
        /* both as one window around the appointment */
        {"{procedure.history: {in: toxin, within: 2 days before appointment, planned-within: 2 "
         "days after appointment, times: {at-least: 3}, site: anywhere}}",
         HISTORY(BOTOX("2027-01-11") "," BOTOX("2027-01-12") "," BOTOX("2027-01-13")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-10") "," BOTOX("2027-01-12") "," BOTOX("2027-01-13")), "F"},
        {NULL, HISTORY(BOTOX("2027-01-11") "," BOTOX("2027-01-12") "," BOTOX("2027-01-14")), "F"},
        {NULL, HISTORY(BOTOX("2027") "," BOTOX("2027") "," BOTOX("2027")),
         "U procedures[0].date, procedures[1].date, procedures[2].date"},
        {0},
    };

    fit_rows(rows);
}

#define NEEDLING(fields) HISTORY("{\"text\":\"microneedling\"" fields "}")
#define OF(id) ",\"appointment\":\"" id "\""
#define WHICH(day) ",\"occurrence\":\"" day "\""
#define STATE(word) ",\"state\":\"" word "\""
/* The visit is one of a series, and the second thing that is done is toxin. */
#define SERIES(day, entry)                                                                         \
    "{\"appointment\":{\"occurrence\":\"" day "\"},\"procedures\":{\"entries\":["                  \
    "{\"text\":\"microneedling\"" entry "}]}}"
#define ALSO(entry)                                                                                \
    "{\"appointment\":{\"also\":[{\"text\":\"Botox\",\"code\":\"cpt:64612\"}]},"                   \
    "\"procedures\":{\"entries\":[{" entry "}]}}"

static void the_appointment_is_no_part_of_its_own_history(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: needling, site: anywhere}}", NEEDLING(OF("a1") STATE("planned")),
         "F"},
        /* with its id: itself whatever day it was booked for, but for a done of another day */
        {NULL, NEEDLING(OF("a1") STATE("planned") ON("2027-01-05")), "F"},
        {NULL, NEEDLING(OF("a1") STATE("planned") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(OF("a1") STATE("done") ON("2026-11-24")), "T"},
        {NULL, NEEDLING(OF("a1") STATE("done") ON("2026-11")), "T"},
        {NULL, NEEDLING(OF("a1") STATE("done")), "U procedures[0].date"},
        {NULL, NEEDLING(OF("a1") STATE("done") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(OF("a1") ON("2026-11-24")), "U procedures[0].state"},
        {NULL, NEEDLING(OF("a1") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(OF("a1")), "U procedures[0].state"},
        {NULL, NEEDLING(OF("a2") STATE("planned") ON("2027-01-12")), "T"},
        {NULL, NEEDLING(OF("a1") STATE("cancelled") ON("2026-11-24")), "F"},
        /* done after today is judged as booked, and so it is itself */
        {NULL, NEEDLING(OF("a1") STATE("done") ON("2027-01-11")), "F"},
        /* of a series: another occurrence is another visit */
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-12") STATE("planned")), "F"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-12") STATE("planned") ON("2027-01-14")),
         "F"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-05") STATE("planned") ON("2027-01-12")),
         "T"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-12") STATE("done") ON("2026-11-24")),
         "T"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2026-11-24") STATE("done")), "T"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-12") STATE("done")),
         "U procedures[0].date"},
        {NULL,
         SERIES("2027-01-12T14:00:00-05:00",
                OF("a1") WHICH("2027-01-12T19:00:00Z") STATE("planned")),
         "F"},
        {NULL,
         SERIES("2027-01-12T14:00:00-05:00",
                OF("a1") WHICH("2027-01-12T16:00:00-05:00") STATE("planned")),
         "T"},
        {NULL, SERIES("2027-01-12", OF("a1") WHICH("2027-01-12T19:00:00Z") STATE("planned")), "F"},
        /* where only one of the two has an occurrence: itself on its date only */
        {NULL, SERIES("2027-01-12", OF("a1") STATE("planned") ON("2027-01-12")), "F"},
        {NULL, SERIES("2027-01-12", OF("a1") STATE("planned") ON("2027-01-05")), "T"},
        {NULL, SERIES("2027-01-12", OF("a1") ON("2027-01-05")), "T"},
        {NULL, SERIES("2027-01-12", OF("a1") STATE("planned")), "U procedures[0].date"},
        {NULL, SERIES("2027-01-12", OF("a1") STATE("planned") ON("2027-01")),
         "U procedures[0].date"},
        {NULL, NEEDLING(OF("a1") WHICH("2027-01-12") STATE("planned") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(OF("a1") WHICH("2027-01-12") STATE("planned") ON("2027-01-13")), "T"},
        /* without an id: by the text or the code, on its date */
        {NULL, NEEDLING(STATE("planned") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(STATE("done") ON("2027-01-12")), "F"},
        {NULL, NEEDLING(STATE("planned") ON("2027-01-11")), "T"},
        {NULL, NEEDLING(STATE("planned")), "U procedures[0].date"},
        {NULL, NEEDLING(STATE("planned") ON("2027")), "U procedures[0].date"},
        {NULL, NEEDLING(STATE("planned") ON("2026")), "T"},
        {"{procedure.history: {in: toxin, site: anywhere}}",
         ALSO("\"text\":\"BOTOX\"" STATE("planned") ON("2027-01-12")), "F"},
        {NULL, ALSO("\"text\":\"BOTOX\"" STATE("planned") ON("2027-01-11")), "T"},
        {NULL, ALSO("\"text\":\"Botox forehead\"" STATE("planned") ON("2027-01-12")), "T"},
        {NULL,
         ALSO("\"text\":\"Botox forehead\",\"code\":\"http://www.ama-assn.org/go/cpt:64612\"" STATE(
             "planned") ON("2027-01-12")),
         "F"},
        {NULL, ALSO("\"text\":\"botox\"" STATE("done")), "U procedures[0].date"},
        {0},
    };

    fit_rows(rows);
}

static void the_session_of_last_week_counts_though_the_series_has_one_id(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: needling, within: 28 days before appointment, site: anywhere}}",
         "{\"now\":\"2027-01-10T10:00:00-05:00\",\"procedures\":{\"reviewed\":\"2027-01-10\","
         "\"entries\":[{\"text\":\"microneedling\",\"date\":\"2027-01-06\",\"state\":\"done\","
         "\"appointment\":\"a1\"}]}}",
         "T"},
        {"{procedure.history: {in: needling, times: {at-least: 2}, count: done, site: anywhere}}",
         "{\"procedures\":{\"entries\":["
         "{\"text\":\"microneedling\",\"date\":\"2026-10-06\",\"state\":\"done\","
         "\"appointment\":\"a1\"},"
         "{\"text\":\"microneedling\",\"date\":\"2026-11-06\",\"state\":\"done\","
         "\"appointment\":\"a1\"},"
         "{\"text\":\"microneedling\",\"date\":\"2027-01-12\",\"state\":\"planned\","
         "\"appointment\":\"a1\"}]}}",
         "T"},
        {0},
    };

    fit_rows(rows);
}

#define NOTED(fields) HISTORY(DONE(ON("2026-11-10") ",\"fields\":{" fields "}"))

static void a_field_is_that_of_the_entry(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: toxin, field: {name: units, above: 40}, site: anywhere}}",
         NOTED("\"units\":\"41\""), "T"},
        {NULL, NOTED("\"units\":\"40\""), "F"},
        {NULL, NOTED("\"Units\":\"40.5\""), "T"},
        {NULL, NOTED("\"units\":\"about 50\""), "U procedures[0].fields.units"},
        {NULL, NOTED("\"units\":\"not sure\""), "U procedures[0].fields.units"},
        {NULL, NOTED("\"units\":\"none\""), "F"},
        {NULL, NOTED("\"other\":\"50\""), "U procedures[0].fields.units"},
        {NULL, HISTORY(DONE_ON("2026-11-10")), "U procedures[0].fields.units"},
        {NULL,
         "{\"chart\":{\"fields\":{\"units\":\"50\"}}," /* of the note, not of the entry */
         "\"procedures\":{\"entries\":[" DONE_ON("2026-11-10") "]}}",
         "U procedures[0].fields.units"},
        {NULL, "{}", "F"},
        {NULL, HISTORY_NOT_ASKED(DONE(ON("2026-11-10") ",\"fields\":{\"units\":\"40\"}")),
         "U procedures.reviewed"},
        {"{procedure.history: {in: toxin, field: {name: units, below: 40, above: 20}, site: "
         "anywhere}}",
         NOTED("\"units\":\"21\""), "T"},
        {NULL, NOTED("\"units\":\"20\""), "F"},
        {NULL, NOTED("\"units\":\"40\""), "F"},
        {"{procedure.history: {in: toxin, field: {name: plane, is: deep}, site: anywhere}}",
         NOTED("\"plane\":\"Deep\""), "T"},
        {NULL, NOTED("\"plane\":\"sub\""), "T"},
        {NULL, NOTED("\"plane\":\"shallow\""), "F"},
        {NULL, NOTED("\"plane\":\"deep?\""), "U procedures[0].fields.plane"},
        {NULL, NOTED("\"plane\":\"missing\""), "U procedures[0].fields.plane"},
        {"{procedure.history: {in: toxin, field: {name: plane, is: [shallow, missing]}, site: "
         "anywhere}}",
         NOTED("\"lot\":\"A\""), "T"},
        {NULL, NOTED("\"plane\":\"deep\""), "F"},
        {"{procedure.history: {in: toxin, field: {name: lot, is: missing}, site: anywhere}}",
         NOTED("\"lot\":\"A1\""), "F"},
        {NULL, HISTORY(DONE_ON("2026-11-10")), "T"},
        {"{procedure.history: {in: toxin, field: {name: lot, is: recorded}, site: anywhere}}",
         NOTED("\"lot\":\"A1\""), "T"},
        {NULL, HISTORY(DONE_ON("2026-11-10")), "F"},
        /* all of it holds of one entry, and those that hold are counted */
        {"{procedure.history: {in: toxin, field: {name: units, above: 40}, within: 3 months before "
         "appointment, site: anywhere}}",
         HISTORY(DONE(ON("2026-01-10") ",\"fields\":{\"units\":\"50\"}") "," DONE(
             ON("2026-11-10") ",\"fields\":{\"units\":\"30\"}")),
         "F"},
        {"{procedure.history: {in: toxin, field: {name: units, above: 40}, times: {at-least: 2}, "
         "site: anywhere}}",
         HISTORY(DONE(ON("2026-01-10") ",\"fields\":{\"units\":\"50\"}") "," DONE(
             ON("2026-11-10") ",\"fields\":{\"units\":\"60\"}")),
         "T"},
        {NULL,
         HISTORY(DONE(ON("2026-01-10") ",\"fields\":{\"units\":\"50\"}") "," DONE_ON("2026-11-10")),
         "U procedures[1].fields.units"},
        {NULL,
         HISTORY(DONE(ON("2026-01-10") ",\"fields\":{\"units\":\"50\"}") "," DONE(
             ON("2026-11-10") ",\"fields\":{\"units\":\"30\"}")),
         "F"},
        {0},
    };

    fit_rows(rows);
}

static void what_nobody_can_read_in_a_field_is_told(void)
{
    static const struct {
        const char *condition, *patch, *unread;
    } rows[] = {
        {"{procedure.history: {in: toxin, site: anywhere}}",
         NOTED("\"units\":\"many\",\"color\":\"red\",\"plane\":\"sub\",\"lot\":\"A1\""),
         "procedures[0].fields.units, procedures[0].fields.color"},
        {"{procedure.history: {in: toxin, site: anywhere}}",
         NOTED("\"units\":\"unsure\",\"plane\":\"missing\""), ""},
        /* no rule in force looks at procedures */
        {"{patient.age: {below: 18 years}}", NOTED("\"color\":\"red\""), ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0};

        buf_printf(&text, "%s%s%s", before, rows[i].condition, after);
        struct rules *rules = judge_rules(text.at);
        json_t *event = judge_event(rows[i].patch), *result = judge_result(rules, event);

        CU_ASSERT_STRING_EQUAL(judge_texts(json_object_get(result, "unread")), rows[i].unread);
        json_decref(result);
        json_decref(event);
        rules_free(&rules);
        buf_end(&text);
    }
}

#define ON_A_DAY(entries)                                                                          \
    "{\"appointment\":{\"start\":\"2027-01-12\"},\"procedures\":{\"entries\":[" entries "]}}"

/* Where hours are asked, a date without a time is an interval, on both sides; the side of the
 * appointment is told by the date alone. */
static void hours_of_a_window_are_elapsed(void)
{
    static const struct value_row rows[] = {
        {"{procedure.history: {in: toxin, within: 48 hours before appointment, site: anywhere}}",
         HISTORY(BOTOX("2027-01-10T14:00:00-05:00")), "F"},
        {NULL, HISTORY(BOTOX("2027-01-10T14:00:01-05:00")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-10T19:00:01Z")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-10")), "U procedures[0].date"},
        {NULL, HISTORY(BOTOX("2027-01-09")), "F"},
        {NULL, HISTORY(BOTOX("2027-01-11")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-12")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-12T18:00:00-05:00")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-13")), "F"},
        {NULL, HISTORY(BOTOX("2027-01")), "U procedures[0].date"},
        {NULL, ON_A_DAY(BOTOX("2027-01-10T14:00:00-05:00")), "U appointment.start"},
        {NULL, ON_A_DAY(BOTOX("2027-01-10")), "U procedures[0].date, appointment.start"},
        {NULL, ON_A_DAY(BOTOX("2027-01-09T23:59:00-05:00")), "F"},
        {NULL, ON_A_DAY(BOTOX("2027-01-11")), "T"},
        {"{procedure.history: {in: toxin, within: 2 days before appointment, planned-within: 24 "
         "hours after appointment, site: anywhere}}",
         HISTORY(BOTOX("2027-01-13T13:59:59-05:00")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-13T14:00:00-05:00")), "F"},
        {NULL, HISTORY(BOTOX("2027-01-13")), "U procedures[0].date"},
        {NULL, HISTORY(BOTOX("2027-01-11")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-10")), "F"},
        /* a window of length 0 holds nothing, and asks for no date; beside another it adds nothing
         */
        {"{procedure.history: {in: toxin, within: nothing before appointment, site: anywhere}}",
         HISTORY("{\"text\":\"Botox\"}"), "F"},
        {"{procedure.history: {in: toxin, within: nothing before appointment, planned-within: 2 "
         "days after appointment, site: anywhere}}",
         HISTORY(BOTOX("2027-01-13")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-12")), "T"},
        {NULL, HISTORY(BOTOX("2027-01-11")), "F"},
        /* of years the calendar's: 29 February is a day of its own */
        {"{procedure.history: {in: toxin, within: 3 years before appointment, site: anywhere}}",
         HISTORY(BOTOX("2024-01-12")), "F"},
        {NULL, HISTORY(BOTOX("2024-01-13")), "T"},
        {NULL, HISTORY(BOTOX("2024")), "U procedures[0].date"},
        {NULL, HISTORY(BOTOX("2025")), "T"},
        {NULL, HISTORY(BOTOX("2023")), "F"},
        {0},
    };

    fit_rows(rows);
}

static const struct test tests[] = {
    {"hours of a window are elapsed, and a date is an interval", hours_of_a_window_are_elapsed},
    {"what nobody can read in a field is told", what_nobody_can_read_in_a_field_is_told},
    {"a field is that of the entry", a_field_is_that_of_the_entry},
    {"the appointment is no part of its own history",
     the_appointment_is_no_part_of_its_own_history},
    {"the session of last week counts, though the series has one id",
     the_session_of_last_week_counts_though_the_series_has_one_id},
    {"times counts days, whatever is open is read", times_counts_days},
    {"times counts the days inside a window", times_counts_the_days_inside_a_window},
    {"started-within judges the start of any entry but a never",
     a_medicine_begun_lately_is_told_by_its_start_alone},
    {"used-for is ongoing use that began so long ago, or longer",
     a_medicine_used_for_long_is_in_use_and_was_begun_long_ago},
    {"on-file: ever is any entry but a never, whatever its use",
     on_file_at_any_time_is_any_entry_but_a_never},
    {0}};

const struct test_suite test_suites[] = {{"fit", NULL, NULL, tests}, {0}};
