/* SPDX-License-Identifier: MIT
 *
 * Dates, instants and lengths of time as the rules mean them (rule-language.md#windows). A date
 * is a number of days since 1970-01-01 in the proleptic Gregorian calendar (years 1 to 9999), an
 * instant seconds since 1970-01-01T00:00:00Z. Pure, any thread; arithmetic that would leave the
 * years 1..9999 is clamped to their ends.
 */
#ifndef PRECARE_BASE_CALENDAR_H
#define PRECARE_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_MS INT64_C(86400000) /* milliseconds */
#define DATE_NONE INT32_MIN
#define DATE_MIN (-719162) /* 0001-01-01 */
#define DATE_MAX 2932896   /* 9999-12-31 */

enum length_unit {
    UNIT_NONE,
    UNIT_MINUTES,
    UNIT_HOURS,
    UNIT_DAYS,
    UNIT_WEEKS,
    UNIT_MONTHS,
    UNIT_YEARS
};

struct length { /* of time: "7 days" */
    int32_t n;
    uint32_t unit; /* enum length_unit */
};

bool date_exists(int32_t year, int32_t month, int32_t day);
int32_t date_of(int32_t year, int32_t month, int32_t day); /* an existing date */
void date_parts(int32_t date, int32_t *year_r, int32_t *month_r, int32_t *day_r);
/* The day of an instant by UTC: the quotient is rounded down. */
__attribute__((unused)) static inline int32_t date_utc(int64_t utc)
{
    return (int32_t)(utc / 86400 - (utc % 86400 < 0));
}
int32_t date_weekday(int32_t date); /* 0 Monday .. 6 Sunday */
int32_t month_days(int32_t year, int32_t month);

/* date + n steps; months and years are clamped to the month's end. Hours are rounded up to days,
 * minutes too. */
int32_t date_add(int32_t date, struct length by);
/* The latest day whose length is over on `day`: the last x with x + length <= day. */
int32_t date_latest(int32_t day, struct length length);
int32_t date_back(int32_t date, struct length by); /* date - n steps, clamped the same way */
/* The day one is so old: born on 29 Feb, 1 March in common years. */
int32_t birthday(int32_t born, int32_t years);

void date_iso(int32_t date, char out[11]);      /* "2027-01-05" */
void date_in_words(int32_t date, char out[32]); /* "Tue 5 Jan 2027" */
/* "2026", "2026-11", "2026-11-23": first and last day it may be; false: not such a text or an
 * impossible date. */
bool date_read(const char *s, size_t len, int32_t *first_r, int32_t *last_r);
/* The same as year, month, day (0: not given). 0, or -1: not such a text, -2: an impossible
 * date. */
int date_parts_read(const char *s, size_t len, int32_t parts_r[3]);
/* First and last day of such parts; false: an impossible date. */
bool date_span(const int32_t parts[3], int32_t *first_r, int32_t *last_r);

/* What a point in time in an event says. Zeroed memory is "not known". */
enum when_kind {
    WHEN_UNKNOWN,
    WHEN_PARTIAL,
    WHEN_DAY,
    WHEN_INSTANT
};
struct when {
    int32_t first, last; /* clinic-local dates, equal unless partial; undefined if unknown */
    int64_t utc;         /* the instant, if it is one */
    uint32_t kind;       /* enum when_kind */
    uint32_t reserved;
};

struct zone;
/* A date (perhaps partial) or an instant in ISO 8601 ("2026-12-07T14:00:00-05:00", also "Z",
 * minutes or seconds, a fraction dropped); without an offset it is clinic-local in `zone`, at a
 * change of the clocks with the offset before it. 0, or -1: the wrong form, -2: an impossible date
 * or time. */
int when_read(const char *s, size_t len, const struct zone *zone, struct when *when_r);
/* The same from parts (hour -1: none; offset_minutes INT32_MIN: none; month/day 0: partial). 0, -2
 * as above. */
int when_of(const int32_t parts[6], int32_t offset_minutes, const struct zone *zone,
            struct when *when_r);
/* "2026-12-08T15:00:00-05:00" in the zone's offset at that instant. */
void instant_iso(int64_t utc, const struct zone *zone, char out[32]);

/* "7 days", "1 day", "24 hours", "6 months": 0; else -1. */
int length_read(const char *s, size_t len, struct length *length_r);
/* The limit that a length of a rule is beyond: "200 years", of minutes "24 hours"; NULL: it is not.
 */
const char *length_beyond(struct length l);
#define AGE_MOST 150                                 /* years */
void length_in_words(struct length l, char out[32]); /* "7 days", "1 day" */

#endif
