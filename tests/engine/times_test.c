/* SPDX-License-Identifier: MIT
 *
 * Days counted over everything that may be: compared with every reading of a few entries, and the
 * dates that are not known at all.
 */
#include <string.h>

#include "engine/times.h"
#include "test.h"

#define DAYS 5
#define MOST 5

static struct times times_counted(const struct occasion *given, uint32_t count)
{
    struct occasion at[MOST];
    int32_t days[MOST];

    memcpy(at, given, count * sizeof *at);
    return times_of(at, count, days);
}

/* Every reading: an entry that is not sure may be none, each other lies on one of its days. */
static void times_read(const struct occasion *at, uint32_t count, uint32_t taken, struct times *all)
{
    if (count == 0) {
        uint32_t days = (uint32_t)__builtin_popcount(taken);

        all->least = days < all->least ? days : all->least;
        all->most = days > all->most ? days : all->most;
        return;
    }
    if (!at->sure) {
        times_read(at + 1, count - 1, taken, all);
    }
    for (int32_t day = at->first; day <= at->last; day++) {
        times_read(at + 1, count - 1, taken | 1u << day, all);
    }
}

static void the_least_and_the_most_are_those_of_every_reading(void)
{
    uint64_t seed = 20261130;

    for (uint32_t i = 0; i < 20000; i++) {
        struct occasion at[MOST];
        uint32_t count = i % (MOST + 1);
        struct times expected = {UINT32_MAX, 0};

        for (uint32_t k = 0; k < count; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            int32_t first = (int32_t)(seed >> 33) % DAYS, more = (int32_t)(seed >> 45) % DAYS;

            first = first < 0 ? -first : first;
            more = more < 0 ? -more : more;
            at[k] = (struct occasion){
                .first = first,
                .last = first + more < DAYS ? first + more : DAYS - 1,
                .sure = (seed >> 60 & 1) != 0,
            };
        }
        times_read(at, count, 0, &expected);
        struct times times = times_counted(at, count);
        if (times.least != expected.least || times.most != expected.most) {
            CU_FAIL_FATAL("it counts as every reading does");
        }
    }
    CU_PASS("");
}

static void a_date_that_is_not_known_may_be_any_day(void)
{
    struct occasion at[] = {{DAY_FIRST, DAY_LAST, 0, true},
                            {DAY_FIRST, DAY_LAST, 1, true},
                            {7, 7, 2, true},
                            {DAY_FIRST, DAY_LAST, 3, false}};
    struct times times = times_counted(at, 4);

    CU_ASSERT_EQUAL(times.least, 1);
    CU_ASSERT_EQUAL(times.most, 4);
}

static const struct test tests[] = {
    {"The least and the most are those of every reading",
     the_least_and_the_most_are_those_of_every_reading},
    {"A date that is not known may be any day", a_date_that_is_not_known_may_be_any_day},
    {0}};

const struct test_suite test_suites[] = {{"times", NULL, NULL, tests}, {0}};
