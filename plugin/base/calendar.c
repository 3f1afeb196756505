/* SPDX-License-Identifier: MIT
 *
 * Dates and steps between them, as people count them: clamped months, birthdays on 29 February,
 * partial dates. Instants and lengths are read and written in when.c. Called by visit, rulebook,
 * engine. Pure, any thread. Nothing fails but reading; what would leave the years 1 to 9999 stays
 * at their ends.
 */
#include "base/calendar.h"

#include <string.h>

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t month_days(int32_t year, int32_t month)
{
    static const int8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12) {
        return 0;
    }
    return days[month] + (month == 2 && is_leap(year));
}

bool date_exists(int32_t year, int32_t month, int32_t day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) {
        return false;
    }
    return day <= 28 || day <= month_days(year, month);
}

/* Days are counted from 1 March of year 0, so that the leap day is the last of its year. */
#define MARCH_0 719468 /* days from 0000-03-01 to 1970-01-01 */
#define DAYS_400 146097

int32_t date_of(int32_t year, int32_t month, int32_t day)
{
    /* Days before the month in a year that begins in March. */
    static const uint16_t before[13] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    uint32_t y = (uint32_t)(month > 2 ? year : year - 1);

    return (int32_t)(y * 365 + y / 4 - y / 100 + y / 400 + before[month]) + day - 1 - MARCH_0;
}

/* Multiplications in place of divisions, after Neri and Schneider, "Euclidean affine functions and
 * their application to calendar algorithms" (2022): the century, the year of it, the month and the
 * day are each a linear function's quotient and remainder. */
void date_parts(int32_t date, int32_t *year_r, int32_t *month_r, int32_t *day_r)
{
    /* quarter days; never negative for the dates we know */
    uint32_t n = (uint32_t)(date + MARCH_0) * 4 + 3;
    uint32_t century = n / DAYS_400;
    uint64_t in_century = (uint64_t)(n % DAYS_400 | 3) * 2939745; /* 2^32 / 1461, rounded up */
    uint32_t in_year = (uint32_t)in_century / 2939745 / 4;
    uint32_t month = in_year * 2141 + 197913; /* 2^16 * 5 / 153 a day; from March, which is 3 */
    bool next_year = in_year >= 306;

    *year_r = (int32_t)(century * 100 + (uint32_t)(in_century >> 32) + next_year);
    *month_r = (int32_t)(month >> 16) - (next_year ? 12 : 0);
    *day_r = (int32_t)((month & 0xffff) / 2141) + 1;
}

int32_t date_weekday(int32_t date)
{
    return (int32_t)((((int64_t)date + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

/* ---- steps ---- */

static int32_t date_clamp(int64_t date)
{
    if (date < DATE_MIN) {
        return DATE_MIN;
    }
    return date > DATE_MAX ? DATE_MAX : (int32_t)date;
}

/* Steps of whole months, clamped to the month's end. */
static int32_t date_months(int32_t date, int64_t months)
{
    int32_t year, month, day;

    date_parts(date_clamp(date), &year, &month, &day);
    int64_t count = (int64_t)year * 12 + (month - 1) + months;
    if (count < 12) {
        return DATE_MIN;
    }
    if (count >= 12 * 10000) {
        return DATE_MAX;
    }
    year = (int32_t)(count / 12);
    month = (int32_t)(count % 12) + 1;
    int32_t last = month_days(year, month);
    return date_of(year, month, day < last ? day : last);
}

/* n units of `each` in a day, rounded away from zero to whole days. */
static int64_t days_up(int64_t n, int64_t each)
{
    return n >= 0 ? (n + each - 1) / each : -((-n + each - 1) / each);
}

static int32_t date_step(int32_t date, int64_t n, uint32_t unit)
{
    if (date == DATE_NONE) {
        return DATE_NONE;
    }
    switch (unit) {
    case UNIT_MINUTES: return date_clamp(date + days_up(n, 24 * 60));
    case UNIT_HOURS: return date_clamp(date + days_up(n, 24));
    case UNIT_DAYS: return date_clamp(date + n);
    case UNIT_WEEKS: return date_clamp(date + n * 7);
    case UNIT_MONTHS: return date_months(date, n);
    case UNIT_YEARS: return date_months(date, n * 12);
    default: return date;
    }
}

int32_t date_add(int32_t date, struct length by)
{
    return date_step(date, by.n, by.unit);
}

int32_t date_back(int32_t date, struct length by)
{
    return date_step(date, -(int64_t)by.n, by.unit);
}

int32_t date_latest(int32_t day, struct length length)
{
    int32_t x = date_back(day, length);

    /* forward from the earlier date decides */
    if (length.unit == UNIT_MONTHS || length.unit == UNIT_YEARS) {
        while (x < day && date_add(x + 1, length) <= day) {
            x++;
        }
        while (x > DATE_MIN && date_add(x, length) > day) {
            x--;
        }
    }
    return x;
}

int32_t birthday(int32_t born, int32_t years)
{
    int32_t year, month, day;

    if (born == DATE_NONE) {
        return DATE_NONE;
    }
    date_parts(date_clamp(born), &year, &month, &day);
    int64_t then = (int64_t)year + years;
    if (then < 1) {
        return DATE_MIN;
    }
    if (then > 9999) {
        return DATE_MAX;
    }
    if (month == 2 && day == 29 && !is_leap((int32_t)then)) {
        return date_of((int32_t)then, 3, 1);
    }
    return date_of((int32_t)then, month, day);
}

/* ---- as text ---- */

static void digits_put(char *out, int32_t n, int count)
{
    while (count-- > 0) {
        out[count] = (char)('0' + n % 10);
        n /= 10;
    }
}

static inline void two_put(char *out, uint32_t n)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";

    memcpy(out, pairs + (size_t)n * 2, 2);
}

void date_iso(int32_t date, char out[11])
{
    int32_t year, month, day;

    date_parts(date_clamp(date), &year, &month, &day);
    memcpy(out, "0000-00-00", 11);
    two_put(out, (uint32_t)year / 100);
    two_put(out + 2, (uint32_t)year % 100);
    two_put(out + 5, (uint32_t)month);
    two_put(out + 8, (uint32_t)day);
}

void date_in_words(int32_t date, char out[32])
{
    static const char weekdays[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int32_t year, month, day;

    date = date_clamp(date);
    date_parts(date, &year, &month, &day);
    char *at = out;
    memcpy(at, weekdays[date_weekday(date)], 3);
    at[3] = ' ';
    at += 4;
    digits_put(at, day, day > 9 ? 2 : 1);
    at += day > 9 ? 2 : 1;
    *at++ = ' ';
    memcpy(at, months[month - 1], 3);
    at[3] = ' ';
    int places = year > 999 ? 4 : year > 99 ? 3 : year > 9 ? 2 : 1;
    digits_put(at + 4, year, places);
    at[4 + places] = '\0';
}

/* Exactly `count` digits at s, or -1. */
static int32_t digits_read(const char *s, size_t count)
{
    int32_t n = 0;

    for (size_t i = 0; i < count; i++) {
        if (s[i] < '0' || s[i] > '9') {
            return -1;
        }
        n = n * 10 + (s[i] - '0');
    }
    return n;
}

int date_parts_read(const char *s, size_t len, int32_t parts_r[3])
{
    parts_r[1] = parts_r[2] = 0;
    if (len != 4 && len != 7 && len != 10) {
        return -1;
    }
    if ((len > 4 && s[4] != '-') || (len > 7 && s[7] != '-')) {
        return -1;
    }
    parts_r[0] = digits_read(s, 4);
    if (len > 4) {
        parts_r[1] = digits_read(s + 5, 2);
    }
    if (len > 7) {
        parts_r[2] = digits_read(s + 8, 2);
    }
    if (parts_r[0] < 0 || parts_r[1] < 0 || parts_r[2] < 0) {
        return -1;
    }
    if ((len > 4 && parts_r[1] == 0) || (len > 7 && parts_r[2] == 0)) {
        return -2;
    }
    return date_exists(parts_r[0], len > 4 ? parts_r[1] : 1, len > 7 ? parts_r[2] : 1) ? 0 : -2;
}

bool date_span(const int32_t parts[3], int32_t *first_r, int32_t *last_r)
{
    bool month = parts[1] != 0, day = month && parts[2] != 0;

    if (!date_exists(parts[0], month ? parts[1] : 1, day ? parts[2] : 1)) {
        return false;
    }
    *first_r = date_of(parts[0], month ? parts[1] : 1, day ? parts[2] : 1);
    int32_t last_month = month ? parts[1] : 12;
    *last_r = day ? *first_r : date_of(parts[0], last_month, month_days(parts[0], last_month));
    return true;
}

bool date_read(const char *s, size_t len, int32_t *first_r, int32_t *last_r)
{
    int32_t parts[3];

    return date_parts_read(s, len, parts) == 0 && date_span(parts, first_r, last_r);
}
