/* SPDX-License-Identifier: MIT
 *
 * Dates against a slow counter over all years, steps and birthdays as rule-language.md#windows
 * tells them, points in time as events write them, lengths.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/zone.h"
#include "test.h"

static int32_t calendar_day(const char *iso)
{
    int32_t first = 0, last = 0;

    CU_ASSERT_TRUE_FATAL(date_read(iso, strlen(iso), &first, &last));
    CU_ASSERT_EQUAL_FATAL(first, last);
    return first;
}

static const char *calendar_iso(int32_t date)
{
    static char out[4][11];
    static int turn;

    turn = (turn + 1) % 4;
    date_iso(date, out[turn]);
    return out[turn];
}

static void dates_agree_with_a_slow_counter_over_all_years(void)
{
    static const int32_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t year = 1, month = 1, in_month = 1;
    unsigned wrong = 0;

    for (int32_t date = DATE_MIN, weekday = 0; date <= DATE_MAX;
         date++, weekday = (weekday + 1) % 7) {
        int32_t y, m, d;

        date_parts(date, &y, &m, &d);
        wrong += y != year || m != month || d != in_month ||
                 date_of(year, month, in_month) != date || date_weekday(date) != weekday ||
                 !date_exists(y, m, d);
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int32_t last = lengths[month - 1] + (month == 2 && leap);
        if (in_month == last) {
            wrong += month_days(year, month) != last || date_exists(year, month, last + 1);
        }
        if (++in_month > last) {
            in_month = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(year, 10000);
    CU_ASSERT_EQUAL(date_of(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(date_weekday(calendar_day("2026-11-23")), 0);
}

static void days_and_weeks_are_counted_and_hours_round_up(void)
{
    CU_ASSERT_EQUAL(date_add(calendar_day("2027-01-05"), (struct length){7, UNIT_DAYS}),
                    calendar_day("2027-01-12"));
    CU_ASSERT_EQUAL(date_back(calendar_day("2027-01-12"), (struct length){1, UNIT_WEEKS}),
                    calendar_day("2027-01-05"));
    CU_ASSERT_EQUAL(date_add(calendar_day("2028-02-28"), (struct length){2, UNIT_DAYS}),
                    calendar_day("2028-03-01"));
    static const struct {
        int32_t n;
        uint32_t unit;
        int32_t days;
    } up[] = {{0, UNIT_HOURS, 0},      {1, UNIT_HOURS, 1},      {24, UNIT_HOURS, 1},
              {25, UNIT_HOURS, 2},     {48, UNIT_HOURS, 2},     {72, UNIT_HOURS, 3},
              {1, UNIT_MINUTES, 1},    {1440, UNIT_MINUTES, 1}, {0, UNIT_DAYS, 0},
              {1441, UNIT_MINUTES, 2}, {0, UNIT_MINUTES, 0}};
    for (size_t i = 0; i < sizeof up / sizeof *up; i++) {
        struct length by = {up[i].n, up[i].unit};

        CU_ASSERT_EQUAL(date_add(1000, by), 1000 + up[i].days);
        CU_ASSERT_EQUAL(date_back(1000, by), 1000 - up[i].days);
    }
}

static void months_and_years_are_clamped_to_the_months_end(void)
{
    static const struct {
        const char *from;
        int32_t n;
        uint32_t unit;
        const char *forward, *back;
    } steps[] = {
        {"2027-01-31", 1, UNIT_MONTHS, "2027-02-28", "2026-12-31"},
        {"2028-01-31", 1, UNIT_MONTHS, "2028-02-29", "2027-12-31"},
        {"2027-02-28", 6, UNIT_MONTHS, "2027-08-28", "2026-08-28"},
        {"2027-08-31", 6, UNIT_MONTHS, "2028-02-29", "2027-02-28"},
        {"2027-03-31", 1, UNIT_MONTHS, "2027-04-30", "2027-02-28"},
        {"2028-02-29", 1, UNIT_YEARS, "2029-02-28", "2027-02-28"},
        {"2028-02-29", 4, UNIT_YEARS, "2032-02-29", "2024-02-29"},
        {"2027-12-15", 1, UNIT_MONTHS, "2028-01-15", "2027-11-15"},
        {"2027-01-15", 24, UNIT_MONTHS, "2029-01-15", "2025-01-15"},
        {"2027-05-31", 0, UNIT_MONTHS, "2027-05-31", "2027-05-31"},
        {"2000-02-29", 100, UNIT_YEARS, "2100-02-28", "1900-02-28"},
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct length by = {steps[i].n, steps[i].unit};

        CU_ASSERT_STRING_EQUAL(calendar_iso(date_add(calendar_day(steps[i].from), by)),
                               steps[i].forward);
        CU_ASSERT_STRING_EQUAL(calendar_iso(date_back(calendar_day(steps[i].from), by)),
                               steps[i].back);
    }
}

static void steps_never_leave_the_years_we_know(void)
{
    static const int32_t lots[] = {1, 1000, 400000, INT32_MAX};

    for (uint32_t unit = UNIT_MINUTES; unit <= UNIT_YEARS; unit++) {
        for (size_t i = 0; i < 4; i++) {
            struct length by = {lots[i], unit};

            CU_ASSERT_EQUAL(date_add(DATE_MAX, by), DATE_MAX);
            CU_ASSERT_EQUAL(date_back(DATE_MIN, by), DATE_MIN);
            CU_ASSERT_TRUE(date_add(0, by) >= 0 && date_back(0, by) <= 0);
        }
        CU_ASSERT_EQUAL(date_add(DATE_NONE, (struct length){1, unit}), DATE_NONE);
    }
    CU_ASSERT_EQUAL(date_add(5, (struct length){5, UNIT_NONE}), 5);
    CU_ASSERT_EQUAL(birthday(DATE_MAX, 1), DATE_MAX);
    CU_ASSERT_EQUAL(birthday(0, INT32_MAX), DATE_MAX);
    CU_ASSERT_EQUAL(birthday(0, INT32_MIN), DATE_MIN);
    CU_ASSERT_EQUAL(birthday(DATE_NONE, 18), DATE_NONE);
}

static void one_born_on_29_february_is_older_on_1_march(void)
{
    CU_ASSERT_STRING_EQUAL(calendar_iso(birthday(calendar_day("2008-02-29"), 18)), "2026-03-01");
    CU_ASSERT_STRING_EQUAL(calendar_iso(birthday(calendar_day("2008-02-29"), 20)), "2028-02-29");
    CU_ASSERT_STRING_EQUAL(calendar_iso(birthday(calendar_day("2008-02-28"), 18)), "2026-02-28");
    CU_ASSERT_STRING_EQUAL(calendar_iso(birthday(calendar_day("1990-05-04"), 0)), "1990-05-04");
}

static void partial_dates_are_intervals(void)
{
    static const struct {
        const char *text, *first, *last; /* first NULL: refused */
    } dates[] = {
        {"2026", "2026-01-01", "2026-12-31"},
        {"2026-11", "2026-11-01", "2026-11-30"},
        {"2024-02", "2024-02-01", "2024-02-29"},
        {"2023-02", "2023-02-01", "2023-02-28"},
        {"2026-11-23", "2026-11-23", "2026-11-23"},
        {"0001-01-01", "0001-01-01", "0001-01-01"},
        {"9999-12", "9999-12-01", "9999-12-31"},
        {"2026-02-29", NULL, NULL},
        {"2026-13", NULL, NULL},
        {"2026-00", NULL, NULL},
        {"2026-01-00", NULL, NULL},
        {"0000", NULL, NULL},
        {"0000-01-01", NULL, NULL},
        {"26-11-23", NULL, NULL},
        {"2026-1-23", NULL, NULL},
        {"2026/11/23", NULL, NULL},
        {"20261123", NULL, NULL},
        {"2026-11-23 ", NULL, NULL},
        {"2026-11-", NULL, NULL},
        {" 2026", NULL, NULL},
        {"+026", NULL, NULL},
        {"2026-+1", NULL, NULL},
        {"", NULL, NULL},
    };

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int32_t first, last;
        bool read = date_read(dates[i].text, strlen(dates[i].text), &first, &last);

        CU_ASSERT_EQUAL(read, dates[i].first != NULL);
        if (!read || dates[i].first == NULL) {
            continue;
        }
        CU_ASSERT_STRING_EQUAL(calendar_iso(first), dates[i].first);
        CU_ASSERT_STRING_EQUAL(calendar_iso(last), dates[i].last);
    }
}

static void dates_are_written_for_people(void)
{
    char out[32];

    date_in_words(calendar_day("2027-01-05"), out);
    CU_ASSERT_STRING_EQUAL(out, "Tue 5 Jan 2027");
    date_in_words(calendar_day("2026-11-23"), out);
    CU_ASSERT_STRING_EQUAL(out, "Mon 23 Nov 2026");
    date_in_words(DATE_MIN, out);
    CU_ASSERT_STRING_EQUAL(out, "Mon 1 Jan 1");
    date_in_words(DATE_MAX, out);
    CU_ASSERT_STRING_EQUAL(out, "Fri 31 Dec 9999");
}

/* ---- points in time ---- */

static struct zone *new_york, *apia;

static int open_zones(void)
{
    const char *error;

    new_york = zone_open("America/New_York", &error);
    apia = zone_open("Pacific/Apia", &error);
    return new_york == NULL || apia == NULL;
}

static int close_zones(void)
{
    zone_close(&new_york);
    zone_close(&apia);
    return 0;
}

static const char *instant_of(const char *text, const struct zone *zone, const struct zone *shown)
{
    static char out[32];
    struct when when;
    int result = when_read(text, strlen(text), zone, &when);

    if (result == 0 && when.kind == WHEN_INSTANT) {
        instant_iso(when.utc, shown, out);
    } else {
        snprintf(out, sizeof out, "%d", result);
    }
    return out;
}

static void instants_become_clinic_local_dates(void)
{
    struct when when;
    const char *late = "2026-12-08T03:30:00Z"; /* still the evening before in New York */

    CU_ASSERT_EQUAL(when_read(late, strlen(late), new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_INSTANT);
    CU_ASSERT_EQUAL(when.first, calendar_day("2026-12-07"));
    CU_ASSERT_EQUAL(when.last, when.first);
    CU_ASSERT_EQUAL(when.utc, INT64_C(1796700600));
    CU_ASSERT_STRING_EQUAL(instant_of(late, new_york, new_york), "2026-12-07T22:30:00-05:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-12-07T14:00:00-05:00", new_york, NULL),
                           "2026-12-07T19:00:00+00:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-12-07T14:00", new_york, new_york),
                           "2026-12-07T14:00:00-05:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-07-07T14:00:09.987654", new_york, new_york),
                           "2026-07-07T14:00:09-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-12-07T14:00+05:30", NULL, NULL),
                           "2026-12-07T08:30:00+00:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-12-07T14:00-03", NULL, NULL),
                           "2026-12-07T17:00:00+00:00");
}

static void at_a_change_of_the_clocks_the_offset_before_it_counts(void)
{
    /* Spring: 2:00 becomes 3:00. */
    CU_ASSERT_STRING_EQUAL(instant_of("2027-03-14T01:59:59", new_york, new_york),
                           "2027-03-14T01:59:59-05:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2027-03-14T02:00", new_york, new_york),
                           "2027-03-14T03:00:00-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2027-03-14T02:30", new_york, new_york),
                           "2027-03-14T03:30:00-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2027-03-14T03:00", new_york, new_york),
                           "2027-03-14T03:00:00-04:00");
    /* Autumn: 2:00 becomes 1:00. */
    CU_ASSERT_STRING_EQUAL(instant_of("2026-11-01T00:59:59", new_york, new_york),
                           "2026-11-01T00:59:59-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-11-01T01:30", new_york, new_york),
                           "2026-11-01T01:30:00-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-11-01T01:59:59", new_york, new_york),
                           "2026-11-01T01:59:59-04:00");
    CU_ASSERT_STRING_EQUAL(instant_of("2026-11-01T02:00", new_york, new_york),
                           "2026-11-01T02:00:00-05:00");
    /* A whole day that never was. */
    CU_ASSERT_STRING_EQUAL(instant_of("2011-12-30T10:00", apia, apia), "2011-12-31T10:00:00+14:00");
}

static void days_and_partial_dates_are_points_in_time_too(void)
{
    struct when when;

    CU_ASSERT_EQUAL(when_read("2026-12-07", 10, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_DAY);
    CU_ASSERT_EQUAL(when.first, calendar_day("2026-12-07"));
    CU_ASSERT_EQUAL(when_read("2026-12", 7, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_PARTIAL);
    CU_ASSERT_EQUAL(when.last, calendar_day("2026-12-31"));
    CU_ASSERT_EQUAL(when_read("2026", 4, NULL, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_PARTIAL);
    CU_ASSERT_EQUAL(when.first, calendar_day("2026-01-01"));
}

static void a_wrong_form_and_an_impossible_time_are_told_apart(void)
{
    static const struct {
        const char *text;
        int want;
    } times[] = {
        {"", -1},
        {"soon", -1},
        {"2026-12-7", -1},
        {"2026-12-07 14:00", -1},
        {"2026-12-07t14:00Z", -1},
        {"2026-12-07T", -1},
        {"2026-12-07T14", -1},
        {"2026-12-07T14:0", -1},
        {"2026-12-07T1400", -1},
        {"2026-12-07T14:00:", -1},
        {"2026-12-07T14:00:00.", -1},
        {"2026-12-07T14:00:00.5x", -1},
        {"2026-12-07T14:00:00z", -1},
        {"2026-12-07T14:00:00+0500", -1},
        {"2026-12-07T14:00:00+5", -1},
        {"2026-12-07T14:00:00Z ", -1},
        {"2026-12-07T-1:00", -1},
        {"2026-12T14:00", -1},
        {"2026-02-29", -2},
        {"2026-02-29T10:00", -2},
        {"2026-13-01T10:00", -2},
        {"2026-12-07T24:00", -2},
        {"2026-12-07T23:60", -2},
        {"2026-12-07T23:59:60", -2},
        {"2026-12-07T14:00:00+24:00", -2},
        {"2026-12-07T14:00:00-05:60", -2},
        {"0000-01-01T00:00Z", -2},
        {"2026-02-30T99", -1},
    };

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct when when;
        int got = when_read(times[i].text, strlen(times[i].text), NULL, &when);

        CU_ASSERT_EQUAL(got, times[i].want);
        if (got != times[i].want) {
            fprintf(stderr, "%s: %d\n", times[i].text, got);
        }
    }
}

static void parts_are_read_as_texts_are(void)
{
    struct when when;

    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 12, 7, 14, 0, 0}, -300, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_INSTANT);
    CU_ASSERT_EQUAL(when.utc, INT64_C(1796670000));
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 11, 1, 1, 30, 0}, INT32_MIN, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.utc, INT64_C(1793511000));
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 12, 7, -1, 0, 0}, 0, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_DAY);
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 12, 0, 14, 0, 0}, 0, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.kind, WHEN_PARTIAL);
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 0, 0, -1, 0, 0}, 0, new_york, &when), 0);
    CU_ASSERT_EQUAL(when.last, calendar_day("2026-12-31"));
    static const int32_t wrong[][6] = {
        {2026, 2, 29, -1, 0, 0},       {0, 1, 1, -1, 0, 0},
        {10000, 0, 0, -1, 0, 0},       {2026, 13, 0, -1, 0, 0},
        {2026, -1, 0, -1, 0, 0},       {2026, 1, -1, -1, 0, 0},
        {2026, 1, 1, 24, 0, 0},        {2026, 1, 1, 1, 60, 0},
        {2026, 1, 1, 1, 0, 60},        {2026, 1, 1, 1, -1, 0},
        {2026, 1, 1, INT32_MAX, 0, 0}, {INT32_MIN, INT32_MAX, INT32_MIN, 0, 0, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_EQUAL(when_of(wrong[i], INT32_MIN, new_york, &when), -2);
    }
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 1, 1, 1, 0, 0}, 24 * 60, new_york, &when), -2);
    CU_ASSERT_EQUAL(when_of((int32_t[]){2026, 1, 1, 1, 0, 0}, INT32_MAX, new_york, &when), -2);
}

static void instants_are_written_at_the_ends_of_time(void)
{
    char out[32];

    instant_iso(INT64_MIN, NULL, out);
    CU_ASSERT_STRING_EQUAL(out, "0001-01-01T00:00:00+00:00");
    instant_iso(INT64_MAX, NULL, out);
    CU_ASSERT_STRING_EQUAL(out, "9999-12-31T23:59:59+00:00");
    instant_iso(INT64_MAX, new_york, out);
    CU_ASSERT_EQUAL(memcmp(out, "9999-12-31T", 11), 0);
    instant_iso(0, new_york, out);
    CU_ASSERT_STRING_EQUAL(out, "1969-12-31T19:00:00-05:00");
    /* Local mean time, -4:56:02: the instant stays true. */
    instant_iso(-2717650800 - 3600, new_york, out);
    CU_ASSERT_STRING_EQUAL(out, "1883-11-18T11:04:00-04:56");
    instant_iso(-1, NULL, out);
    CU_ASSERT_STRING_EQUAL(out, "1969-12-31T23:59:59+00:00");
}

/* ---- lengths ---- */

static void lengths_are_read_and_written(void)
{
    static const struct {
        const char *text, *again; /* again NULL: refused */
    } lengths[] = {{"7 days", "7 days"},
                   {"1 day", "1 day"},
                   {"1 days", "1 day"},
                   {"24 hours", "24 hours"},
                   {"6 months", "6 months"},
                   {"2 weeks", "2 weeks"},
                   {"45 minutes", "45 minutes"},
                   {"22 years", "22 years"},
                   {"0 days", "0 days"},
                   {"10 day", "10 days"},
                   {"999999999 days", "999999999 days"},
                   {"1000000000 days", NULL},
                   {"07 days", NULL},
                   {"00 days", NULL},
                   {"7  days", NULL},
                   {"7days", NULL},
                   {"7", NULL},
                   {"days", NULL},
                   {"7 ", NULL},
                   {"7 Days", NULL},
                   {"7 fortnights", NULL},
                   {"-7 days", NULL},
                   {"+7 days", NULL},
                   {"7 dayss", NULL},
                   {"7 s", NULL},
                   {"7.5 days", NULL},
                   {"", NULL},
                   {" 7 days", NULL},
                   {"7 days ", NULL},
                   {"7 days before", NULL},
                   {"seven days", NULL}};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct length l;
        char out[32];
        int read = length_read(lengths[i].text, strlen(lengths[i].text), &l);

        CU_ASSERT_EQUAL(read, lengths[i].again != NULL ? 0 : -1);
        if (read != 0 || lengths[i].again == NULL) {
            continue;
        }
        length_in_words(l, out);
        CU_ASSERT_STRING_EQUAL(out, lengths[i].again);
    }
    char out[32] = "x";
    length_in_words((struct length){0, UNIT_NONE}, out);
    CU_ASSERT_STRING_EQUAL(out, "");
    length_in_words((struct length){INT32_MAX, UNIT_MINUTES}, out);
    CU_ASSERT_STRING_EQUAL(out, "2147483647 minutes");
}

static const struct test tests[] = {
    {"dates agree with a slow counter over all years",
     dates_agree_with_a_slow_counter_over_all_years},
    {"days and weeks are counted, and hours round up",
     days_and_weeks_are_counted_and_hours_round_up},
    {"months and years are clamped to the month's end",
     months_and_years_are_clamped_to_the_months_end},
    {"steps never leave the years we know", steps_never_leave_the_years_we_know},
    {"one born on 29 February is older on 1 March", one_born_on_29_february_is_older_on_1_march},
    {"partial dates are intervals", partial_dates_are_intervals},
    {"dates are written for people", dates_are_written_for_people},
    {"instants become clinic-local dates", instants_become_clinic_local_dates},
    {"at a change of the clocks the offset before it counts",
     at_a_change_of_the_clocks_the_offset_before_it_counts},
    {"days and partial dates are points in time too",
     days_and_partial_dates_are_points_in_time_too},
    {"a wrong form and an impossible time are told apart",
     a_wrong_form_and_an_impossible_time_are_told_apart},
    {"parts are read as texts are", parts_are_read_as_texts_are},
    {"instants are written at the ends of time", instants_are_written_at_the_ends_of_time},
    {"lengths are read and written", lengths_are_read_and_written},
    {0}};

const struct test_suite test_suites[] = {{"calendar", open_zones, close_zones, tests}, {0}};
