/* SPDX-License-Identifier: MIT
 *
 * Lengths of time and rates of the configuration ("250 milliseconds", "1 a second", "20:00 to
 * 07:00"). Pure, any thread; what does not read gives -1, and the caller has the place for its
 * fault.
 */
#include "config/duration.h"

#include <string.h>

#include "base/calendar.h"
#include "config/config.h"

static const struct {
    const char *word; /* singular */
    int64_t ms;
} units[] = {
    {"millisecond", 1},    {"second", 1000}, {"minute", 60 * 1000},
    {"hour", 3600 * 1000}, {"day", DAY_MS},  {"week", 7 * DAY_MS},
};

int64_t number_read(const char **s, const char *end, int64_t most)
{
    const char *at = *s;
    int64_t n = 0;

    while (at < end && *at >= '0' && *at <= '9') {
        n = n * 10 + (*at - '0');
        if (n > most) {
            return -1;
        }
        at++;
    }
    if (at == *s) {
        return -1;
    }
    *s = at;
    return n;
}

/* The unit that `s` is, "second" or "seconds": its milliseconds, or -1. */
static int64_t unit_read(const char *s, size_t len)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t n = strlen(units[i].word);
        bool plural = len == n + 1 && s[n] == 's';

        if ((len == n || plural) && memcmp(s, units[i].word, n) == 0) {
            return units[i].ms;
        }
    }
    return -1;
}

int64_t duration_read(const char *s, size_t len)
{
    const char *end = s + len;
    int64_t n = number_read(&s, end, 1000000);
    int64_t unit;

    if (n < 0 || s == end || *s != ' ') {
        return -1;
    }
    s++;
    unit = unit_read(s, (size_t)(end - s));
    return unit < 0 ? -1 : n * unit; /* at most 1e6 weeks: far from overflow */
}

int rate_read(const char *s, size_t len, uint32_t *count_r, int64_t *ms_r)
{
    const char *end = s + len;
    int64_t n, unit;

    *count_r = 0;
    *ms_r = 1000;
    if (len == 4 && memcmp(s, "none", 4) == 0) {
        return 0;
    }
    n = number_read(&s, end, 1000000);
    if (n < 1 || end - s < 4) {
        return -1;
    }
    if (memcmp(s, " a ", 3) == 0) {
        s += 3;
    } else if (memcmp(s, " an ", 4) == 0) {
        s += 4;
    } else {
        return -1;
    }
    unit = unit_read(s, (size_t)(end - s));
    if (unit < 1000 || s[end - s - 1] == 's') {
        return -1;
    }
    *count_r = (uint32_t)n;
    *ms_r = unit;
    return 0;
}

int32_t minute_read(const char *s, size_t len)
{
    if (len != 5 || s[2] != ':' || s[0] < '0' || s[0] > '2' || s[1] < '0' || s[1] > '9' ||
        s[3] < '0' || s[3] > '5' || s[4] < '0' || s[4] > '9') {
        return -1;
    }
    int32_t hour = (s[0] - '0') * 10 + (s[1] - '0');
    return hour > 23 ? -1 : hour * 60 + (s[3] - '0') * 10 + (s[4] - '0');
}

int32_t daily_read(const char *s, size_t len)
{
    return len == 11 && memcmp(s, "daily ", 6) == 0 ? minute_read(s + 6, 5) : -1;
}

int hours_read(const char *s, size_t len, int32_t *from_r, int32_t *until_r)
{
    if (len != 14 || memcmp(s + 5, " to ", 4) != 0) {
        return -1;
    }
    *from_r = minute_read(s, 5);
    *until_r = minute_read(s + 9, 5);
    return *from_r < 0 || *until_r < 0 || *from_r == *until_r ? -1 : 0;
}
