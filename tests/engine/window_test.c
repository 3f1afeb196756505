/* SPDX-License-Identifier: MIT
 *
 * Windows of time against a slow counter: every day (or second) that a partial date may be is asked
 * alone, and T must mean all of them, F none, U some. And the dates that people are told: first
 * days of windows, due dates.
 */
#include <stdio.h>
#include <stdlib.h>

#include "engine/window.h"
#include "test.h"

static const int32_t units[] = {UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS};

static struct when day_of(int32_t day)
{
    return (struct when){day, day, 0, WHEN_DAY, 0};
}

static struct visit visit_on(int32_t day)
{
    struct visit v = {.zone = zone_utc(), .reference = day, .today = day};

    v.start = v.now = day_of(day);
    return v;
}

/* What the language says of windows, for one day x and whole steps forward from the earlier date.
 */
static bool window_inside(int32_t day, int32_t x, const struct length *within,
                          const struct length *planned)
{
    if (within != NULL && within->n && x <= day && day < date_add(x, *within)) {
        return true;
    }
    return planned != NULL && planned->n && x >= day && x < date_add(day, *planned);
}

static enum truth window_counted(int32_t day, const struct when *x, const struct length *within,
                                 const struct length *planned)
{
    uint32_t in = 0, out = 0;

    for (int32_t d = x->first; d <= x->last; d++) {
        window_inside(day, d, within, planned) ? in++ : out++;
    }
    return !out ? TRUTH_T : in ? TRUTH_U : TRUTH_F;
}

static int32_t window_chance(uint32_t below)
{
    static uint64_t state = 7;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((uint32_t)(state >> 33) % below);
}

static void partial_dates_agree_with_asking_every_day_of_them(void)
{
    uint32_t wrong = 0, seen[3] = {0, 0, 0};

    for (uint32_t n = 0; n < 200000; n++) {
        int32_t day = date_of(2027, 1, 1) + window_chance(800);
        struct visit v = visit_on(day);
        struct length within = {window_chance(5), (uint32_t)units[window_chance(4)]};
        struct length planned = {window_chance(5), (uint32_t)units[window_chance(4)]};
        struct when x = {.kind = WHEN_PARTIAL};

        x.first = day - 90 + window_chance(180);
        x.last = x.first + window_chance(40);
        const struct length *w = window_chance(4) ? &within : NULL;
        const struct length *p = w == NULL || window_chance(2) ? &planned : NULL;
        enum truth expected = window_counted(day, &x, w, p), got = window_around(&v, &x, w, p);
        seen[got]++;
        wrong += expected != got;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(seen[TRUTH_T] > 1000 && seen[TRUTH_F] > 1000 && seen[TRUTH_U] > 1000);
}

static void day_n_itself_is_allowed(void)
{
    int32_t day = date_of(2027, 1, 12);
    struct visit v = visit_on(day);
    struct length week = {7, UNIT_DAYS};
    struct when at = day_of(day - 7);

    CU_ASSERT_EQUAL(window_around(&v, &at, &week, NULL), TRUTH_F);
    at = day_of(day - 6);
    CU_ASSERT_EQUAL(window_around(&v, &at, &week, NULL), TRUTH_T);
    CU_ASSERT_EQUAL(window_first_day(&v, week), day - 6);
    struct length hours = {36, UNIT_HOURS};
    CU_ASSERT_EQUAL(window_first_day(&v, hours), day - 1);
}

static void a_window_of_length_zero_holds_nothing_and_asks_nothing(void)
{
    struct visit v = visit_on(date_of(2027, 1, 12));
    struct length none = {0, UNIT_DAYS};
    struct when unknown = {0}, same = day_of(v.reference);

    CU_ASSERT_EQUAL(window_around(&v, &unknown, &none, NULL), TRUTH_F);
    CU_ASSERT_EQUAL(window_around(&v, &same, &none, &none), TRUTH_F);
    CU_ASSERT_EQUAL(window_used_before(&v, &unknown, none), TRUTH_F);
}

static void months_step_forward_from_the_earlier_date_clamped_to_the_months_end(void)
{
    struct length month = {1, UNIT_MONTHS};
    struct when last = day_of(date_of(2027, 1, 31));
    struct visit v = visit_on(date_of(2027, 2, 27));

    CU_ASSERT_EQUAL(window_around(&v, &last, &month, NULL), TRUTH_T);
    v = visit_on(date_of(2027, 2, 28));
    CU_ASSERT_EQUAL(window_around(&v, &last, &month, NULL), TRUTH_F);
}

static void hours_are_elapsed_and_a_date_without_a_time_is_an_interval(void)
{
    int32_t day = date_of(2027, 1, 12);
    struct visit v = visit_on(day);
    int64_t noon = (int64_t)day * 86400 + 43200;
    struct length hours = {24, UNIT_HOURS};

    v.start = (struct when){day, day, noon, WHEN_INSTANT, 0};
    struct when x = {day - 1, day - 1, noon - 86400, WHEN_INSTANT, 0};
    CU_ASSERT_EQUAL(window_around(&v, &x, &hours, NULL), TRUTH_F);
    x.utc++;
    CU_ASSERT_EQUAL(window_around(&v, &x, &hours, NULL), TRUTH_T);
    x = day_of(day - 1);
    CU_ASSERT_EQUAL(window_around(&v, &x, &hours, NULL), TRUTH_U);
    x = day_of(day - 2);
    CU_ASSERT_EQUAL(window_around(&v, &x, &hours, NULL), TRUTH_F);
    x = day_of(day); /* later the same day too: 0 <= D - x is told by the date alone */
    CU_ASSERT_EQUAL(window_around(&v, &x, &hours, NULL), TRUTH_T);
}

static void later_than_and_used_before_hold_on_the_days_that_they_name(void)
{
    struct visit v = visit_on(date_of(2027, 1, 12));

    v.procedure_ended = (struct when){v.reference, v.reference,
                                      (int64_t)v.reference * 86400 + 54000, WHEN_INSTANT, 0};
    for (int32_t i = -3; i < 12; i++) {
        struct length by = {7, UNIT_DAYS};
        struct when x = day_of(v.reference + i);

        CU_ASSERT_EQUAL(window_later_than(&v, &x, by), i > 7 ? TRUTH_T : TRUTH_F);
        CU_ASSERT_EQUAL(window_used_before(&v, &x, by), i >= 0 && i < 7 ? TRUTH_T : TRUTH_F);
    }
}

static void a_step_back_is_clamped_the_same_way(void)
{
    struct visit v = visit_on(date_of(2027, 2, 28));
    struct due due = {ANCHOR_BEFORE_APPOINTMENT, {.set = true, .length = {6, UNIT_MONTHS}}};
    struct moment_of m = due_of(&v, &due, NULL);

    CU_ASSERT(m.known && !m.is_instant && m.date == date_of(2026, 8, 28));
    due.anchor = ANCHOR_AFTER_MATCH;
    struct when unknown = {0},
                partial = {date_of(2026, 1, 1), date_of(2026, 1, 31), 0, WHEN_PARTIAL, 0};
    CU_ASSERT_FALSE(due_of(&v, &due, &unknown).known);
    CU_ASSERT_EQUAL(due_of(&v, &due, &partial).date, date_of(2026, 7, 31));
}

static const struct test tests[] = {
    {"Partial dates agree with asking every day of them",
     partial_dates_agree_with_asking_every_day_of_them},
    {"Day N itself is allowed", day_n_itself_is_allowed},
    {"A window of length zero holds nothing and asks nothing",
     a_window_of_length_zero_holds_nothing_and_asks_nothing},
    {"Months step forward from the earlier date, clamped to the month's end",
     months_step_forward_from_the_earlier_date_clamped_to_the_months_end},
    {"Hours are elapsed, and a date without a time is an interval",
     hours_are_elapsed_and_a_date_without_a_time_is_an_interval},
    {"later-than and used-before hold on the days that they name",
     later_than_and_used_before_hold_on_the_days_that_they_name},
    {"A step back is clamped the same way", a_step_back_is_clamped_the_same_way},
    {0},
};

const struct test_suite test_suites[] = {{"windows", NULL, NULL, tests}, {0}};
