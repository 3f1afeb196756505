/* SPDX-License-Identifier: MIT
 *
 * The sheet for the patient. The visit is support/judge.h's: booked on Tuesday 1 December 2026 for
 * Tuesday 12 January 2027 at 14:00 in New York. Whole goldens (golden/sheet.*) for one that has
 * everything; PRECARE_GOLDEN=1 writes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form/sheet.h"
#include "support/judge.h"
#include "test.h"
#include "visit/event_json.h"

static const char head[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: book\n"
    "  title: \"Test\"\n"
    "  version: \"1.0.0\"\n"
    "  status: draft\n"
    "  owner: {name: \"Lead\", role: clinical-lead}\n"
    "  review-by: \"2030-01-01\"\n"
    "  %s\n"
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  peels: {kind: procedure, plain: \"peel\", items: [chemical peel]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
    "  herpes: {kind: condition, plain: \"cold sores\", items: [herpes labialis]}\n"
    "override-reasons: {benefit: {say: \"Benefit.\", points-to: clinical-judgement}}\n"
    "rules:\n";

static const char stop_rule[] =
    "  - id: stop\n"
    "    title: \"Title of stop\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {medication: {in: retinoids, taken-within: 5 days before appointment}}\n"
    "    if-still-time:\n"
    "      instruct:\n"
    "        - {do: stop, for: patient, "
    "tell-patient: \"Last day of your retinoid: {due}.\", due: 5 days before appointment}\n"
    "        - {do: cream, for: patient, "
    "tell-patient: \"Begin the cream: {due}.\", due: 2 days before appointment}\n"
    "    then: {severity: warn, say: \"Said to staff.\"}\n"
    "    if-unknown: {ask: \"Which medicines?\", of: patient, answer-by: check-in}\n"
    "    override: {by: [physician], reasons: [benefit]}\n";

static const char all_rules[] =
    "  - id: herpes\n"
    "    title: \"Title of herpes\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {condition: {in: herpes, status: active, site: anywhere}}\n"
    "    then:\n"
    "      severity: info\n"
    "      say: \"Said to staff.\"\n"
    "      instruct:\n"
    "        - {do: begin, for: patient, "
    "tell-patient: \"Begin your tablets; two a day, from {due}.\", due: 2 days before "
    "appointment}\n"
    "    if-unknown: {ignore: \"Asked elsewhere.\"}\n"
    "  - id: herpes-too\n"
    "    title: \"Title of herpes-too\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {condition: {in: herpes, status: active, site: anywhere}}\n"
    "    then:\n"
    "      severity: info\n"
    "      say: \"Said to staff.\"\n"
    "      instruct:\n"
    "        - {do: begin, for: patient, "
    "tell-patient: \"Begin your tablets; two a day, from {due}.\", due: 2 days before "
    "appointment}\n"
    "        - {do: bring, for: patient, "
    "tell-patient: \"Bring your tablets.\", due: 1 day after appointment}\n"
    "    if-unknown: {ignore: \"Asked elsewhere.\"}\n"
    "  - id: care\n"
    "    title: \"Title of care\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {always: \"Always.\"}\n"
    "    then:\n"
    "      severity: info\n"
    "      say: \"Said to staff.\"\n"
    "      instruct:\n"
    "        - {do: no-makeup, for: patient, "
    "tell-patient: \"No make-up until {until}.\", until: 24 hours after procedure}\n"
    "        - {do: no-sun, for: patient, "
    "tell-patient: \"Stay out of the sun until {until} <shade>.\", until: 7 days after procedure}\n"
    "        - {do: call, for: patient, "
    "tell-patient: \"Call us at {due}.\", due: 48 hours before appointment}\n"
    "        - {do: shave, for: patient, tell-patient: \"Come shaved.\"}\n"
    "        - {do: prepare, for: staff, due: 1 day before appointment}\n";

/* It stops the visit where nobody cleared it. */
static const char hold_rule[] =
    "  - id: stop\n"
    "    title: \"Title of stop\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {medication: {in: retinoids, taken-within: 5 days before appointment}}\n"
    "    if-still-time:\n"
    "      instruct:\n"
    "        - {do: stop, for: patient, "
    "tell-patient: \"Last day: {due}.\", due: 5 days before appointment}\n"
    "    then: {severity: hold, say: \"Said to staff.\"}\n"
    "    if-unknown: {ask: \"Which medicines?\", of: patient, answer-by: check-in}\n"
    "    override: {by: [physician], reasons: [benefit]}\n";

static const char worded_rule[] = /* with these words */
    "  - id: care\n"
    "    title: \"Title of care\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {always: \"Always.\"}\n"
    "    then:\n"
    "      severity: info\n"
    "      say: \"Said to staff.\"\n"
    "      instruct:\n"
    "        - {do: a, for: patient, "
    "tell-patient: \"%s\", due: 1 day before appointment}\n";

/* ---- making one ---- */

struct made {
    enum sheet_outcome outcome;
    struct buf out, why;
};

static struct made sheet_made(const char *book, const char *rules, const char *patch,
                              enum sheet_format format)
{
    char *text = malloc(sizeof head + strlen(book) + strlen(rules));
    struct made made = {SHEET_LOST, {0}, {0}};
    struct zone *zone = zone_open("America/New_York", &(const char *){NULL});
    struct arena arena;
    struct faults faults;
    struct visit visit;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    int len = sprintf(text, head, book);
    strcpy(text + len, rules);
    struct rules *compiled = judge_rules(text);
    json_t *event = judge_event(patch);
    char *bytes = json_dumps(event, 0);
    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    CU_ASSERT_EQUAL(event_from_json(bytes, strlen(bytes), zone, &arena, &faults, &visit), 0);
    if (compiled != NULL && faults.errors == 0) {
        struct sheet_order order = {.rules = compiled,
                                    .visit = &visit,
                                    .clinic = "Elm, Street",
                                    .draft = true,
                                    .format = format};

        made.outcome = sheet_write(&order, &made.out, &made.why);
    }
    faults_end(&faults);
    arena_end(&arena);
    rules_free(&compiled);
    zone_close(&zone);
    json_decref(event);
    free(bytes);
    free(text);
    return made;
}

static void made_end(struct made *made)
{
    buf_end(&made->out);
    buf_end(&made->why);
}

static const char *buf_said(const struct buf *b)
{
    return b->at != NULL ? b->at : "";
}

static uint32_t times_said(const struct buf *b, const char *words)
{
    uint32_t count = 0;

    for (const char *at = buf_said(b); (at = strstr(at, words)) != NULL; at++) {
        count++;
    }
    return count;
}

#define ENGLISH "language: en"
#define USES                                                                                       \
    "\"medications\":{\"reviewed\":\"2026-12-01\",\"entries\":[{\"text\":\"tretinoin\",\"use\":"   \
    "\"ongoing\"}]}"
#define SORE                                                                                       \
    "\"conditions\":{\"reviewed\":\"2026-12-01\",\"entries\":[{\"text\":\"herpes labialis\","      \
    "\"status\":\"active\",\"sites\":[\"lip\"],\"recorded\":\"2026-12-01\"}]}"
#define LATE "\"now\":\"2027-01-09T10:00:00-05:00\""

/* ---- tests ---- */

static void sheet_golden(const char *name, const struct buf *out)
{
    char path[512], *text = NULL;

    (void)snprintf(path, sizeof path, "%s/tests/form/golden/%s", PRECARE_SOURCE, name);
    FILE *file = fopen(path, getenv("PRECARE_GOLDEN") != NULL ? "wb" : "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        CU_ASSERT_EQUAL(fwrite(out->at, 1, out->len, file), out->len);
    } else {
        text = calloc(1, out->len + 2);
        size_t len = fread(text, 1, out->len + 1, file);
        bool same = len == out->len && memcmp(text, out->at, len) == 0;

        if (!same) {
            fprintf(stderr, "%s is now:\n%s\n", name, out->at);
        }
        CU_ASSERT_TRUE(same);
    }
    free(text);
    (void)fclose(file);
}

static void each_format_says_all_of_it(void)
{
    static const char *const names[SHEET_FORMATS] = {
        [SHEET_TEXT] = "sheet.txt", [SHEET_HTML] = "sheet.html", [SHEET_ICS] = "sheet.ics"};
    char rules[8192];

    (void)snprintf(rules, sizeof rules, "%s%s", stop_rule, all_rules);
    for (uint32_t i = 0; i < SHEET_FORMATS; i++) {
        struct made made =
            sheet_made(ENGLISH, rules, "{" USES "," SORE "," LATE "}", (enum sheet_format)i);

        CU_ASSERT_EQUAL(made.outcome, SHEET_LOOK);
        sheet_golden(names[i], &made.out);
        made_end(&made);
    }
}

static void a_day_is_there_once_and_what_two_findings_tell_too(void)
{
    struct made made = sheet_made(ENGLISH, all_rules, "{" SORE "}", SHEET_TEXT);

    CU_ASSERT_EQUAL(made.outcome, SHEET_WHOLE);
    CU_ASSERT_EQUAL(times_said(&made.out, "Begin your tablets"), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "\nSunday 10 January 2027\n"), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "Bring your tablets"), 1);
    made_end(&made);
}

static void a_late_booking_says_what_is_too_late_and_what_is_possible(void)
{
    struct made made = sheet_made(ENGLISH, stop_rule, "{" USES "," LATE "}", SHEET_TEXT);
    const char *late = strstr(buf_said(&made.out), "Too late");
    const char *possible = strstr(buf_said(&made.out), "Still possible");

    CU_ASSERT_EQUAL(made.outcome, SHEET_LOOK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(late);
    CU_ASSERT_PTR_NOT_NULL_FATAL(possible);
    const char *stop = strstr(late, "Last day of your retinoid: Thu 7 Jan 2027.");
    CU_ASSERT_TRUE(stop != NULL && stop < possible);
    CU_ASSERT_PTR_NOT_NULL(strstr(possible, "Begin the cream: Sun 10 Jan 2027."));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_said(&made.why), "the patient is asked to call"));
    made_end(&made);
    made = sheet_made(ENGLISH, stop_rule, "{" USES "}", SHEET_TEXT);
    CU_ASSERT_EQUAL(made.outcome, SHEET_WHOLE);
    CU_ASSERT_EQUAL(times_said(&made.out, "Too late"), 0);
    CU_ASSERT_EQUAL(times_said(&made.out, "Last day of your retinoid"), 1);
    made_end(&made);
}

static void its_last_day_is_not_too_late(void)
{
    struct made made = sheet_made(ENGLISH, all_rules,
                                  "{" SORE ",\"now\":\"2027-01-10T23:00:00-05:00\"}", SHEET_TEXT);

    CU_ASSERT_EQUAL(times_said(&made.out, "Begin your tablets"), 1);
    const char *by_date = strstr(buf_said(&made.out), "Still possible");
    CU_ASSERT_TRUE(by_date != NULL && strstr(by_date, "Begin your tablets") != NULL);
    /* but the hour of a call is */
    CU_ASSERT_TRUE(strstr(buf_said(&made.out), "Call us") < by_date);
    made_end(&made);
}

static void what_a_clinician_cleared_is_not_too_late(void)
{
    struct made made = sheet_made(
        ENGLISH, hold_rule,
        "{" USES "," LATE ",\"clearances\":[{\"rule\":\"stop\",\"role\":\"physician\",\"reason\":"
        "\"benefit\",\"on\":\"2027-01-08\",\"appointment\":\"a1\"}],"
        "\"appointment\":{\"id\":\"a1\"}}",
        SHEET_TEXT);

    CU_ASSERT_EQUAL(made.outcome, SHEET_WHOLE);
    CU_ASSERT_EQUAL(times_said(&made.out, "Last day"), 0);
    CU_ASSERT_EQUAL(times_said(&made.out, "nothing for you to do"), 1);
    made_end(&made);
}

static void nothing_that_is_for_staff_is_on_it(void)
{
    static const char *const never[] = {"Said to staff", "Title of", "herpes", "prepare", "cold"};
    char rules[8192];

    (void)snprintf(rules, sizeof rules, "%s%s", stop_rule, all_rules);
    for (uint32_t i = 0; i < SHEET_FORMATS; i++) {
        struct made made =
            sheet_made(ENGLISH, rules, "{" USES "," SORE "," LATE "}", (enum sheet_format)i);

        for (size_t j = 0; j < sizeof never / sizeof *never; j++) {
            CU_ASSERT_EQUAL(times_said(&made.out, never[j]), 0);
        }
        made_end(&made);
    }
}

static void open_questions_are_said(void)
{
    struct made made = sheet_made(ENGLISH, stop_rule, "{\"medications\":null}", SHEET_TEXT);

    CU_ASSERT_EQUAL(times_said(&made.out, "Some questions are still open"), 1);
    made_end(&made);
}

static void without_rules_for_the_visit_there_is_no_sheet(void)
{
    static const char *const patches[] = {
        "{\"appointment\":{\"procedure\":{\"text\":\"massage\"}}}", "{\"action\":\"cancel\"}",
        "{\"appointment\":{\"state\":\"cancelled\"}}"};

    for (size_t i = 0; i < sizeof patches / sizeof *patches; i++) {
        struct made made = sheet_made(ENGLISH, all_rules, patches[i], SHEET_HTML);

        CU_ASSERT_EQUAL(made.outcome, SHEET_NONE);
        CU_ASSERT_EQUAL(made.out.len, 0);
        CU_ASSERT(made.why.len > 0);
        made_end(&made);
    }
}

static void rules_past_their_review_are_not_the_whole(void)
{
    struct made made = sheet_made(ENGLISH, all_rules,
                                  "{\"now\":\"2030-02-01T10:00:00-05:00\",\"appointment\":"
                                  "{\"start\":\"2030-03-01T14:00:00-05:00\"}}",
                                  SHEET_TEXT);

    CU_ASSERT_EQUAL(made.outcome, SHEET_LOOK);
    CU_ASSERT(made.out.len > 0);
    CU_ASSERT_EQUAL(times_said(&made.why, "not wholly checked (out-of-review)"), 1);
    made_end(&made);
}

static void nothing_dated_makes_no_calendar(void)
{
    struct made made = sheet_made(ENGLISH, stop_rule, "{}", SHEET_ICS);

    CU_ASSERT_EQUAL(made.outcome, SHEET_NONE);
    CU_ASSERT_EQUAL(made.out.len, 0);
    made_end(&made);
}

static void a_sheet_in_spanish_has_no_english_word(void)
{
    struct made made = sheet_made("language: es-MX", stop_rule, "{" USES "}", SHEET_TEXT);
    struct made unknown = sheet_made("language: de", stop_rule, "{" USES "}", SHEET_TEXT);

    CU_ASSERT_EQUAL(made.outcome, SHEET_WHOLE);
    CU_ASSERT_EQUAL(times_said(&made.out, "jueves 7 de enero de 2027"), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "Last day of your retinoid: jue 7 ene 2027."), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "Your visit"), 0);
    CU_ASSERT_EQUAL(unknown.outcome, SHEET_LOOK);
    CU_ASSERT_EQUAL(times_said(&unknown.out, "Thursday 7 January 2027"), 1);
    CU_ASSERT_EQUAL(times_said(&unknown.why, "\"de\""), 1);
    made_end(&made);
    made_end(&unknown);
}

/* ---- the calendar ---- */

static void ics_uid_of(const char *patch, char uid[64])
{
    char whole[512];

    (void)snprintf(whole, sizeof whole, "{" USES "%s}", patch);
    struct made made = sheet_made(ENGLISH, stop_rule, whole, SHEET_ICS);
    const char *at = strstr(buf_said(&made.out), "\r\nUID:");

    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    (void)snprintf(uid, 64, "%.40s", at + 6);
    made_end(&made);
}

static void an_event_keeps_its_uid_while_the_visit_is_the_same(void)
{
    char first[64], moved[64], late[64], other[64], sibling[64];

    ics_uid_of("", first);
    ics_uid_of(
        ",\"action\":\"reschedule\",\"appointment\":{\"start\":\"2027-02-12T14:00:00-05:00\"}",
        moved);
    ics_uid_of("," LATE, late);
    ics_uid_of(",\"appointment\":{\"id\":\"another\"}", other);
    ics_uid_of(",\"appointment\":{\"occurrence\":\"2027-01-12\"}", sibling);
    CU_ASSERT_STRING_EQUAL(first, moved);
    CU_ASSERT_STRING_EQUAL(first, late);
    CU_ASSERT_STRING_NOT_EQUAL(first, other);
    CU_ASSERT_STRING_NOT_EQUAL(first, sibling);
}

static void hours_are_right_over_a_change_of_clocks(void)
{
    /* 14 March 2027, 2:00: summer time begins */
    struct made made = sheet_made(ENGLISH, all_rules,
                                  "{\"appointment\":{\"start\":\"2027-03-14T14:00:00-04:00\"},"
                                  "\"chart\":{\"procedure_ended\":\"2027-03-14T01:30:00-05:00\"}}",
                                  SHEET_ICS);

    /* 48 hours before 14:00 EDT are 13:00 EST; 24 hours after 1:30 EST are 2:30 EDT */
    CU_ASSERT_EQUAL(times_said(&made.out, "DTSTART:20270312T180000Z\r\n"), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "13:00"), 1);
    CU_ASSERT_EQUAL(times_said(&made.out, "DTSTART:20270314T063000Z\r\nDTEND:20270315T063000Z\r\n"),
                    1);
    CU_ASSERT_EQUAL(times_said(&made.out, "Mon 15 Mar 2027\\, 02:30"), 1);
    CU_ASSERT_EQUAL(
        times_said(&made.out, "DTSTART;VALUE=DATE:20270314\r\nDTEND;VALUE=DATE:20270322"), 1);
    made_end(&made);
}

static void no_line_is_longer_than_75_octets_or_breaks_a_character(void)
{
    char words[600] = "", rules[2048];

    for (size_t i = 0; i < 95; i++) {
        strcat(words, i % 3 == 0 ? "é" : i % 3 == 1 ? "世" : "x");
    }
    (void)snprintf(rules, sizeof rules, worded_rule, words);
    struct made made = sheet_made(ENGLISH, rules, "{}", SHEET_ICS);
    const char *line = buf_said(&made.out);
    CU_ASSERT(*line != '\0');
    for (const char *end; (end = strstr(line, "\r\n")) != NULL; line = end + 2) {
        CU_ASSERT(end - line <= 75);
        CU_ASSERT_PTR_NULL(memchr(line, '\n', (size_t)(end - line)));
        CU_ASSERT(((unsigned char)line[line[0] == ' '] & 0xc0) != 0x80);
    }
    CU_ASSERT_STRING_EQUAL(line, "");
    made_end(&made);
}

static const struct test tests[] = {
    {"each format says all of it", each_format_says_all_of_it},
    {"a day is there once, and what two findings tell too",
     a_day_is_there_once_and_what_two_findings_tell_too},
    {"a late booking says what is too late and what is possible",
     a_late_booking_says_what_is_too_late_and_what_is_possible},
    {"its last day is not too late", its_last_day_is_not_too_late},
    {"what a clinician cleared is not too late", what_a_clinician_cleared_is_not_too_late},
    {"nothing that is for staff is on it", nothing_that_is_for_staff_is_on_it},
    {"open questions are said", open_questions_are_said},
    {"without rules for the visit there is no sheet",
     without_rules_for_the_visit_there_is_no_sheet},
    {"a sheet from rules past their review says that it is not the whole",
     rules_past_their_review_are_not_the_whole},
    {"nothing dated makes no calendar", nothing_dated_makes_no_calendar},
    {"a sheet in Spanish has no English word", a_sheet_in_spanish_has_no_english_word},
    {"an event keeps its UID while the visit is the same",
     an_event_keeps_its_uid_while_the_visit_is_the_same},
    {"hours are right over a change of clocks", hours_are_right_over_a_change_of_clocks},
    {"no line is longer than 75 octets or breaks a character",
     no_line_is_longer_than_75_octets_or_breaks_a_character},
    {0}};

const struct test_suite test_suites[] = {{"sheet", NULL, NULL, tests}, {0}};
