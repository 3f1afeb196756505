/* SPDX-License-Identifier: MIT
 *
 * What the kit asks of a host: one table, from which the lines for the adapter, the judgement and
 * the manual's page are made. The rules that it goes by are those of conform_clinic.c. Pure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/json_out.h"
#include "cli/conform.h"
#include "precare/precare.h"

#define ASKED "\"asked\":true"
#define RETINOID ASKED ",\"medications\":[{\"text\":\"tretinoin\",\"use\":\"ongoing\"}]"
#define ISOTRETINOIN ASKED ",\"medications\":[{\"text\":\"isotretinoin\",\"use\":\"ongoing\"}]"
#define SERIES ASKED ",\"series\":{\"count\":3,\"every\":\"7d\"}"
#define OVERRIDE                                                                                   \
    ",\"override\":{\"actor\":\"u12\",\"role\":\"physician\",\"reason\":\"benefit-outweighs\"}"

#define CLEAR .overall = PRECARE_CLEAR
#define YOUNG .overall = PRECARE_HOLD, .rule = "kit-young", .say = KIT_YOUNG
#define TRETINOIN .overall = PRECARE_WARN, .rule = "kit-retinoid", .say = KIT_TRETINOIN
#define BLOCKED .overall = PRECARE_BLOCK, .rule = "kit-isotretinoin", .say = KIT_ISOTRETINOIN
#define BORN .overall = PRECARE_ASK, .rule = "kit-young"
#define BOOKING(word) .moment = PRECARE_BOOKING, .action = PRECARE_##word
#define SAVED .saved = true, .visits = 1
#define GOES_ON .user = "goes on", SAVED
#define GIVES_UP .user = "gives up", .saved = false

const struct scenario conform_scenarios[] = {
    {.verb = "book",
     .patient = "adult",
     .at = "+21d 10:00",
     .more = ASKED,
     BOOKING(CREATE),
     CLEAR,
     SAVED,
     .what = "An adult, everything asked, nothing found."},
    {.verb = "book",
     .patient = "adult",
     .at = "+22d 11:00",
     .more = RETINOID,
     BOOKING(CREATE),
     TRETINOIN,
     GOES_ON,
     .what = "A warning is shown; the user books all the same."},
    {.verb = "book",
     .patient = "young",
     .at = "+23d 12:00",
     .more = ASKED,
     BOOKING(CREATE),
     YOUNG,
     GOES_ON,
     .told = TOLD_TEAM,
     .what = "Held: shown, booked all the same, and the team is told."},
    {.verb = "book",
     .patient = "adult",
     .at = "+24d 13:00",
     .more = "\"asked\":false",
     BOOKING(CREATE),
     .overall = PRECARE_ASK,
     .rule = "kit-retinoid",
     GOES_ON,
     .what = "Nobody asked about medicines: a question, never a green light."},
    {.verb = "book",
     .patient = "unknown",
     .at = "+25d 14:00",
     .more = ASKED,
     BOOKING(CREATE),
     BORN,
     GOES_ON,
     .what = "The birth date is not known: a question for staff."},
    {.verb = "book",
     .patient = "young",
     .at = "+26d 10:00",
     .more = ASKED,
     BOOKING(CREATE),
     YOUNG,
     GIVES_UP,
     .what = "Held, and the user gives up: nothing is saved, nobody is told."},
    {.verb = "override",
     .patient = "young",
     .at = "+27d 11:00",
     .more = ASKED OVERRIDE,
     BOOKING(CREATE),
     YOUNG,
     .user = "overrides",
     SAVED,
     .told = TOLD_ANY,
     .what = "Held, and a physician overrides with a reason of the rule."},
    {.verb = "override",
     .patient = "adult",
     .at = "+28d 12:00",
     .more = RETINOID OVERRIDE,
     BOOKING(CREATE),
     TRETINOIN,
     .user = "overrides",
     SAVED,
     .told = TOLD_ANY,
     .what = "Warned, and a physician overrides with a reason of the rule."},
    {.verb = "confirm",
     .of = 1,
     BOOKING(CONFIRM),
     CLEAR,
     SAVED,
     .what = "The appointment of scenario 1 is confirmed."},
    {.verb = "confirm",
     .of = 3,
     BOOKING(CONFIRM),
     YOUNG,
     GOES_ON,
     .told = TOLD_ANY,
     .what = "What was held is held still when it is confirmed."},
    {.verb = "reschedule",
     .of = 1,
     .at = "+29d 09:00",
     BOOKING(RESCHEDULE),
     CLEAR,
     SAVED,
     .what = "Moved to another day: the same appointment, judged anew."},
    {.verb = "reschedule",
     .of = 2,
     .at = "+36d 15:30",
     BOOKING(RESCHEDULE),
     TRETINOIN,
     GOES_ON,
     .what = "Moved, and warned of again."},
    {.verb = "reschedule",
     .of = 3,
     .at = "+37d 16:00",
     BOOKING(RESCHEDULE),
     YOUNG,
     GIVES_UP,
     .what = "Held, and the user gives up: it stays where it was."},
    {.verb = "cancel",
     .of = 4,
     BOOKING(CANCEL),
     CLEAR,
     SAVED,
     .told = TOLD_ANY,
     .what = "Cancelled: nothing is evaluated."},
    {.verb = "cancel",
     .of = 3,
     BOOKING(CANCEL),
     CLEAR,
     SAVED,
     .told = TOLD_ANY,
     .what = "Cancelled: the alert that the team had is withdrawn."},
    {.verb = "series",
     .patient = "adult",
     .at = "+42d 10:00",
     .more = SERIES,
     BOOKING(CREATE),
     CLEAR,
     .saved = true,
     .visits = 3,
     .what = "Three in a row, a week apart: three visits, each judged."},
    {.verb = "book",
     .patient = "adult",
     .at = "+33d 12:00",
     .more = ISOTRETINOIN,
     BOOKING(CREATE),
     BLOCKED,
     .user = "goes on",
     .saved = false,
     .told = TOLD_ANY,
     .what = "Blocked: shown, and whatever the user wants, nothing is saved."},
    {.verb = "cancel",
     .of = 16,
     .which = 2,
     BOOKING(CANCEL),
     CLEAR,
     SAVED,
     .told = TOLD_ANY,
     .what = "The second is cancelled, and no other."},
    {.verb = "reschedule",
     .of = 16,
     .which = 3,
     .at = "+71d 09:30",
     BOOKING(RESCHEDULE),
     CLEAR,
     SAVED,
     .what = "The third is moved; it stays the third."},
    {.verb = "roll back",
     .patient = "young",
     .at = "+30d 10:00",
     .more = ASKED,
     BOOKING(CREATE),
     YOUNG,
     .user = "goes on",
     .saved = false,
     .what = "The host's save fails after the check (make its database refuse): nobody is told."},
    {.verb = "roll back",
     .of = 2,
     .at = "+38d 10:00",
     BOOKING(RESCHEDULE),
     TRETINOIN,
     .user = "goes on",
     .saved = false,
     .what = "The same of a reschedule: it stays where it was."},
    {.verb = "retry",
     .patient = "adult",
     .at = "+31d 10:00",
     .more = ASKED,
     BOOKING(CREATE),
     CLEAR,
     SAVED,
     .what = "The same request is run twice (a deadlock, a double click): one visit."},
    {.verb = "retry",
     .patient = "young",
     .at = "+32d 11:00",
     .more = ASKED,
     BOOKING(CREATE),
     YOUNG,
     GOES_ON,
     .told = TOLD_TEAM,
     .what = "Run twice, held both times, told once."},
    {.verb = "check in",
     .of = 1,
     .moment = PRECARE_CHECK_IN,
     CLEAR,
     SAVED,
     .what = "The patient is there; nothing is open."},
    {.verb = "check in",
     .of = 5,
     .moment = PRECARE_CHECK_IN,
     BORN,
     GOES_ON,
     .what = "The birth date is still not known."},
    {.verb = "check in",
     .of = 23,
     .moment = PRECARE_CHECK_IN,
     YOUNG,
     GOES_ON,
     .told = TOLD_ANY,
     .what = "Held at check-in too."},
    {.verb = "chart",
     .of = 1,
     .more = "\"products\":[{\"text\":\"sunscreen\"}]",
     .moment = PRECARE_TREATMENT,
     CLEAR,
     SAVED,
     .what = "Charted after the treatment: all well."},
    {.verb = "chart",
     .of = 2,
     .more = "\"products\":[{\"text\":\"exosome product\"}]",
     .moment = PRECARE_TREATMENT,
     .overall = PRECARE_WARN,
     .rule = "kit-product",
     .say = KIT_PRODUCT,
     GOES_ON,
     .what = "A product that the rules warn of is charted."},
    {.verb = "react",
     .of = 1,
     .more = "\"reactions\":[{\"text\":\"redness\",\"severity\":\"mild\"}]",
     .moment = PRECARE_FOLLOW_UP,
     CLEAR,
     SAVED,
     .what = "A reaction that no rule looks for."},
    {.verb = "react",
     .of = 2,
     .more = "\"reactions\":[{\"text\":\"blisters\",\"severity\":\"severe\"}]",
     .moment = PRECARE_FOLLOW_UP,
     .overall = PRECARE_URGENT,
     .rule = "kit-reaction",
     .say = KIT_REACTION,
     GOES_ON,
     .told = TOLD_TEAM,
     .what = "A severe one: urgent, the team is told."},
};
_Static_assert(sizeof conform_scenarios / sizeof *conform_scenarios < SCENARIOS_ROOM,
               "a place for each");
const uint32_t conform_scenario_count = sizeof conform_scenarios / sizeof *conform_scenarios;

/* ---- the adapter's line ---- */

static const struct {
    const char *name;
    int32_t years; /* old; 0: nobody knows */
} patients[] = {{"adult", 40}, {"young", 19}, {"unknown", 0}};

/* Each visit has a patient of its own, so that a chart holds what its own scenario says. */
static void patient_write(uint32_t n, int32_t today, struct buf *out)
{
    const char *name = conform_scenarios[n - 1].patient;
    char born[11];

    for (size_t i = 0; i < sizeof patients / sizeof *patients; i++) {
        if (strcmp(patients[i].name, name) != 0) {
            continue;
        }
        json_open(out, "patient", '{');
        json_next(out, "id");
        buf_printf(out, "\"kit-%u\"", n);
        if (patients[i].years > 0) {
            date_iso(date_back(today, (struct length){patients[i].years, UNIT_YEARS}), born);
        }
        json_text(out, "born", patients[i].years > 0 ? born : NULL);
        json_close(out, '}');
    }
}

/* "+21d 10:00": how many days from today, and where the hour begins. */
static int32_t day_of(const char *at, const struct scenario_days *days, const char **hour_r)
{
    char *end = NULL;
    long ahead = strtol(at, &end, 10);

    *hour_r = end + 2; /* "d " */
    return days->today_only ? 0 : (int32_t)ahead;
}

static const char *at_of(uint32_t n)
{
    const struct scenario *s = &conform_scenarios[n - 1];

    return s->at != NULL || s->of == 0 ? s->at : at_of(s->of);
}

/* Of an appointment that was moved meanwhile, where it went. */
static const char *at_now(uint32_t n)
{
    const struct scenario *s = &conform_scenarios[n - 1];

    for (uint32_t i = n - 1; s->at == NULL && i > 0; i--) {
        const struct scenario *before = &conform_scenarios[i - 1];

        if (before->of == s->of && before->which == s->which && before->at != NULL &&
            before->saved) {
            return before->at;
        }
    }
    return at_of(n);
}

void scenario_start(uint32_t n, const struct scenario_days *days, char start_r[17])
{
    const struct scenario *s = &conform_scenarios[n - 1];
    const char *hour;
    int32_t day = days->today + day_of(at_now(n), days, &hour);

    day += s->which > 0 && s->at == NULL ? 7 * (int32_t)(s->which - 1) : 0;
    date_iso(day, start_r);
    (void)snprintf(start_r + 10, 7, "T%.5s", hour);
}

static void start_write(const struct scenario *s, const struct scenario_days *days, struct buf *out)
{
    const char *hour;
    int32_t ahead = day_of(s->at, days, &hour);
    char day[11];

    json_next(out, s->of != 0 ? "to" : "at");
    buf_printf(out, "\"+%dd %s\"", ahead, hour);
    date_iso(days->today + ahead, day);
    json_next(out, "start");
    buf_printf(out, "\"%sT%s:00\"", day, hour);
}

void scenario_write(uint32_t n, const struct scenario_days *days, struct buf *out)
{
    const struct scenario *s = &conform_scenarios[n - 1];

    json_open(out, NULL, '{');
    json_int(out, "n", n);
    json_text(out, "do", s->verb);
    if (s->of != 0) {
        json_int(out, "of", s->of);
    }
    if (s->which != 0) {
        json_int(out, "which", s->which);
    }
    if (s->patient != NULL) {
        patient_write(n, days->today, out);
        json_text(out, "procedure", "microneedling");
        json_raw(out, "sites", "[\"face\"]");
        json_int(out, "minutes", 60);
    }
    if (s->at != NULL) {
        start_write(s, days, out);
    }
    json_said(out, "user", s->user);
    if (s->more != NULL) {
        buf_char(out, ',');
        buf_text(out, s->more);
    }
    json_close(out, '}');
}

/* ---- the manual ---- */

void scenarios_print(struct buf *out)
{
    const struct scenario_days days = {.today = date_of(2026, 11, 30)};

    buf_printf(out, "## The %u scenarios\n\nEach as a host reads it, on 30 November 2026.\n",
               conform_scenario_count);
    for (uint32_t n = 1; n <= conform_scenario_count; n++) {
        const struct scenario *s = &conform_scenarios[n - 1];

        buf_printf(out, "\n### Scenario %u: %s\n\n%s %s.\n\n```json\n", n, s->verb, s->what,
                   s->saved ? "It is saved" : "It is not saved");
        scenario_write(n, &days, out);
        buf_text(out, "\n```\n");
    }
}
