/* SPDX-License-Identifier: MIT
 *
 * Counts days. The least: the sure entries share as many days as they can, so each day that is
 * taken is the last of the entry that ends first. The most: each entry takes a day of its own, the
 * first that is free, those that end first before the others; both are the best that can be done.
 * Cannot fail.
 */
#include "engine/times.h"

#include <string.h>

static void times_sort(struct occasion *at, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) { /* few, and mostly in order */
        struct occasion one = at[i];
        uint32_t k = i;

        for (; k > 0 && at[k - 1].last > one.last; k--) {
            at[k] = at[k - 1];
        }
        at[k] = one;
    }
}

static uint32_t times_least(const struct occasion *at, uint32_t count)
{
    uint32_t days = 0;
    int32_t taken = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (at[i].sure && (days == 0 || at[i].first > taken)) {
            taken = at[i].last;
            days++;
        }
    }
    return days;
}

/* Takes the first free day from `first` to `last`; `days` are those that are taken, ascending. */
static bool day_take(int32_t *days, uint32_t count, const struct occasion *one)
{
    int64_t day = one->first;
    uint32_t at = 0;

    while (at < count && days[at] < one->first) {
        at++;
    }
    for (; at < count && days[at] == day; at++) {
        day++;
    }
    if (day > one->last) {
        return false;
    }
    memmove(days + at + 1, days + at, (count - at) * sizeof *days);
    days[at] = (int32_t)day;
    return true;
}

struct times times_of(struct occasion *at, uint32_t count, int32_t *days)
{
    struct times times = {0};

    times_sort(at, count);
    times.least = times_least(at, count);
    for (uint32_t i = 0; i < count; i++) {
        times.most += day_take(days, times.most, &at[i]);
    }
    return times;
}
