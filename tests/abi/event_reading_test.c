/* SPDX-License-Identifier: MIT
 *
 * The short way that a plain day takes into an event, against the calendar's own: every day around
 * and between the years for which it is made, and days that do not exist.
 */
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

static const struct test tests[] = {
    {"every day that takes the short way is the calendar's own day",
     every_day_of_the_short_way_is_the_calendars},
    {0},
};

const struct test_suite test_suites[] = {{"event reading", NULL, NULL, tests}, {0}};
