/* SPDX-License-Identifier: MIT
 *
 * The rule in a TZif file's footer, for the years after its table: a POSIX TZ string
 * ("EST5EDT,M3.2.0,M11.1.0") with the extensions of RFC 9636 (<names>, times of -167 to 167 hours).
 * Used by zone.c alone. Pure, any thread.
 */
#ifndef PRECARE_BASE_ZONE_RULE_H
#define PRECARE_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone_day { /* a day of each year, and a time of that day */
    /* 'M': the week-th weekday of a month; 'J': day 1..365 without 29 Feb; 'n': day 0..365. */
    char kind;
    int8_t month, week, weekday; /* weekday: 0 Sunday */
    int16_t day;
    int32_t seconds; /* after midnight; may be negative or beyond the day */
};

struct zone_rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool changes;             /* else always standard */
    struct zone_day start, end;
};

/* False: not understood. */
bool zone_rule_read(const char *s, size_t len, struct zone_rule *rule_r);
/* The offset at t: an instant, or (local) a wall-clock time, which in a gap or an overlap is meant
 * as before it. */
int32_t zone_rule_offset(const struct zone_rule *rule, int64_t t, bool local);

/* A zone from a file's bytes: zone.c's own reader, open to tests and fuzzers. */
struct zone;
struct zone *zone_of_bytes(const void *bytes, size_t len, const char *name, const char **error_r);

#endif
