/* SPDX-License-Identifier: MIT
 *
 * The short way that a plain day takes into an event, against the calendar's own: every day around
 * and between the years for which it is made, and days that do not exist. And what the reader of
 * the structs refuses of names, further procedures and occurrences, with its path.
 */
#include <stdio.h>

#include "abi/event_reading.h"
#include "test.h"

static void every_day_of_the_short_way_is_the_calendars(void)
{
    uint32_t taken = 0, wrong = 0;

    for (int32_t year = 1895; year <= 2105; year++) {
        for (int32_t month = 0; month <= 13; month++) {
            for (int32_t day = 0; day <= 32; day++) {
                precare_time t = {
                    .precision = PRECARE_TIME_DAY, .year = year, .month = month, .day = day};
                struct when out = {0};

                if (!day_take(&t, &out)) {
                    continue;
                }
                taken++;
                wrong += !date_exists(year, month, day) || out.kind != WHEN_DAY ||
                         out.first != date_of(year, month, day) || out.last != out.first;
            }
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(taken, 73049); /* 1 March 1900 to 28 February 2100 */
}

/* ---- what is refused ---- */

static precare_asked asked[513];
static precare_booked also[513];
static precare_field fields[513];

struct booking { /* with one of each */
    precare_event event;
    precare_appointment appointment;
    precare_procedure procedure;
    precare_condition condition;
    precare_clearance clearance;
};

static const precare_time day = {
    .precision = PRECARE_TIME_DAY, .year = 2026, .month = 11, .day = 3};

static void booking_fill(struct booking *b)
{
    for (uint32_t i = 0; i < 513; i++) {
        static char names[513][8];

        (void)snprintf(names[i], sizeof names[i], "n%u", i);
        asked[i] = (precare_asked){names[i], day};
        also[i] = (precare_booked){.text = names[i]};
        fields[i] = (precare_field){names[i], "1"};
    }
    *b = (struct booking){.procedure = {.text = "Botox", .fields = {fields, 2, sizeof *fields}},
                          .condition = {.text = "keloid", .list = "keloids"},
                          .clearance = {.rule = "r", .matter = "m-41c09a7e"},
                          .appointment = {.struct_size = sizeof b->appointment,
                                          .start = day,
                                          .occurrence = day,
                                          .also = {also, 2, sizeof *also}}};
    b->event = (precare_event){.struct_size = sizeof b->event,
                               .moment = PRECARE_BOOKING,
                               .now = day,
                               .appointment = &b->appointment,
                               .conditions.entries = {&b->condition, 1, sizeof b->condition},
                               .conditions.asked = {asked, 2, sizeof *asked},
                               .procedures.entries = {&b->procedure, 1, sizeof b->procedure},
                               .clearances = {&b->clearance, 1, sizeof b->clearance}};
}

static int32_t booking_read(const struct booking *b, struct event_fault *fault_r)
{
    struct arena arena;
    struct visit visit;

    arena_begin(&arena, NULL, 0, 0);
    int32_t answer = event_from_struct(&b->event, zone_utc(), &arena, &visit, fault_r);
    arena_end(&arena);
    return answer;
}

static bool booking_refused(const struct booking *b, int32_t code, const char *where)
{
    struct event_fault fault;
    bool same =
        booking_read(b, &fault) == code && (code == PRECARE_OK || strcmp(fault.where, where) == 0);

    if (!same) {
        (void)fprintf(stderr, "    wanted %s, got %d %s\n", where, fault.code,
                      fault.code != PRECARE_OK ? fault.where : "");
    }
    return same;
}

#define REFUSED(change, code, where)                                                               \
    do {                                                                                           \
        struct booking b;                                                                          \
        booking_fill(&b);                                                                          \
        change;                                                                                    \
        CU_ASSERT(booking_refused(&b, code, where));                                               \
    } while (0)

static void names_stand_once_and_within_their_limits(void)
{
    REFUSED(b.event.conditions.asked.count = 512, PRECARE_OK, "");
    REFUSED(b.event.conditions.asked.count = 513, PRECARE_E_EVENT, "conditions.asked");
    REFUSED(b.event.conditions.asked.stride = 8, PRECARE_E_SIZE, "conditions.asked");
    REFUSED(asked[1].list = NULL, PRECARE_E_EVENT, "conditions.asked[1].list");
    REFUSED(asked[1].list = "n0", PRECARE_E_EVENT, "conditions.asked[1].list");
    REFUSED(asked[1].list = "n\n", PRECARE_E_EVENT, "conditions.asked[1].list");
    REFUSED(asked[0].on.month = 13, PRECARE_E_EVENT, "conditions.asked[0].on");
    REFUSED(b.procedure.fields.count = 512, PRECARE_OK, "");
    REFUSED(b.procedure.fields.count = 513, PRECARE_E_EVENT, "procedures.entries[0].fields");
    REFUSED(fields[1].name = "n0", PRECARE_E_EVENT, "procedures.entries[0].fields[1]");
    REFUSED(fields[1].name = NULL, PRECARE_E_EVENT, "procedures.entries[0].fields[1]");
    REFUSED(fields[0].value = "\x01", PRECARE_E_EVENT, "procedures.entries[0].fields[0]");
    /* what is missing is still a name */
    REFUSED((fields[0].value = "missing", fields[1].name = "n0"), PRECARE_E_EVENT,
            "procedures.entries[0].fields[1]");
}

static void further_procedures_have_a_name_and_their_limits(void)
{
    REFUSED(b.appointment.also.count = 512, PRECARE_OK, "");
    REFUSED(b.appointment.also.count = 513, PRECARE_E_EVENT, "appointment.also");
    REFUSED(b.appointment.also.items = NULL, PRECARE_E_EVENT, "appointment.also");
    REFUSED(also[1].text = NULL, PRECARE_E_EVENT, "appointment.also[1]");
    REFUSED((also[1].text = NULL, also[1].code = "local:1"), PRECARE_OK, "");
    REFUSED(also[1].checked = 2, PRECARE_E_EVENT, "appointment.also[1].checked");
    REFUSED(b.appointment.procedure_checked = 2, PRECARE_E_EVENT, "appointment.procedure.checked");
}

static void occurrences_are_whole_and_words_are_words(void)
{
    static char long_id[EVENT_ID + 2];

    memset(long_id, 'm', sizeof long_id - 1);
    REFUSED(b.appointment.occurrence.precision = PRECARE_TIME_MONTH, PRECARE_E_EVENT,
            "appointment.occurrence");
    REFUSED((b.procedure.occurrence = day, b.procedure.occurrence.precision = PRECARE_TIME_YEAR),
            PRECARE_E_EVENT, "procedures.entries[0].occurrence");
    REFUSED((b.clearance.occurrence = day, b.clearance.occurrence.month = 0), PRECARE_E_EVENT,
            "clearances[0].occurrence");
    REFUSED(b.clearance.matter = long_id, PRECARE_E_EVENT, "clearances[0].matter");
    REFUSED(b.condition.list = "a\tb", PRECARE_E_EVENT, "conditions.entries[0].list");
    REFUSED(b.condition.checked = 2, PRECARE_E_EVENT, "conditions.entries[0].checked");
}

static const struct test tests[] = {
    {"every day that takes the short way is the calendar's own day",
     every_day_of_the_short_way_is_the_calendars},
    {"names stand once, and within their limits", names_stand_once_and_within_their_limits},
    {"further procedures have a name, and their limits",
     further_procedures_have_a_name_and_their_limits},
    {"occurrences are whole, and words are words", occurrences_are_whole_and_words_are_words},
    {0},
};

const struct test_suite test_suites[] = {{"event reading", NULL, NULL, tests}, {0}};
