/* SPDX-License-Identifier: MIT
 *
 * The footer's rule: read once when a zone is opened, asked for times after the file's table.
 * Called by zone.c. Pure, any thread. A rule that is not understood is refused as a whole.
 */
#include "base/zone_rule.h"

#include <string.h>

#include "base/calendar.h"

/* ---- reading ---- */

struct reader {
    const char *at, *end;
    bool bad;
};

static char zone_rule_peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\0';
}

static bool zone_rule_take(struct reader *r, char c)
{
    if (zone_rule_peek(r) != c || c == '\0') {
        return false;
    }
    r->at++;
    return true;
}

static void zone_rule_need(struct reader *r, char c)
{
    if (!zone_rule_take(r, c)) {
        r->bad = true;
    }
}

static int32_t zone_rule_number(struct reader *r, int32_t least, int32_t most)
{
    const char *first = r->at;
    int32_t n = 0;

    while (zone_rule_peek(r) >= '0' && zone_rule_peek(r) <= '9' && r->at - first < 4) {
        n = n * 10 + (*r->at++ - '0');
    }
    if (r->at == first || n < least || n > most) {
        r->bad = true;
    }
    return n;
}

/* hh[:mm[:ss]] with a sign, in seconds. */
static int32_t clock_time(struct reader *r, int32_t hours_most)
{
    bool minus = zone_rule_take(r, '-');

    if (!minus) {
        zone_rule_take(r, '+');
    }
    int32_t seconds = zone_rule_number(r, 0, hours_most) * 3600;
    if (zone_rule_take(r, ':')) {
        seconds += zone_rule_number(r, 0, 59) * 60;
        if (zone_rule_take(r, ':')) {
            seconds += zone_rule_number(r, 0, 59);
        }
    }
    return minus ? -seconds : seconds;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void zone_rule_name(struct reader *r)
{
    if (zone_rule_take(r, '<')) {
        const char *close = memchr(r->at, '>', (size_t)(r->end - r->at));

        if (close == NULL) {
            r->bad = true;
        } else {
            r->at = close + 1;
        }
        return;
    }
    const char *first = r->at;
    while (is_letter(zone_rule_peek(r))) {
        r->at++;
    }
    if (r->at - first < 3) {
        r->bad = true;
    }
}

static struct zone_day zone_rule_day(struct reader *r)
{
    struct zone_day d = {.kind = 'n', .seconds = 2 * 3600};

    zone_rule_need(r, ',');
    if (zone_rule_take(r, 'M')) {
        d.kind = 'M';
        d.month = (int8_t)zone_rule_number(r, 1, 12);
        zone_rule_need(r, '.');
        d.week = (int8_t)zone_rule_number(r, 1, 5);
        zone_rule_need(r, '.');
        d.weekday = (int8_t)zone_rule_number(r, 0, 6);
    } else if (zone_rule_take(r, 'J')) {
        d.kind = 'J';
        d.day = (int16_t)zone_rule_number(r, 1, 365);
    } else {
        d.day = (int16_t)zone_rule_number(r, 0, 365);
    }
    if (zone_rule_take(r, '/')) {
        d.seconds = clock_time(r, 167);
    }
    return d;
}

bool zone_rule_read(const char *s, size_t len, struct zone_rule *rule_r)
{
    struct reader r = {.at = s, .end = s + len};
    struct zone_rule rule = {0};

    zone_rule_name(&r);
    rule.standard = rule.summer = -clock_time(&r, 24); /* the string counts westward */
    if (!r.bad && r.at < r.end) {
        rule.changes = true;
        zone_rule_name(&r);
        rule.summer = rule.standard + 3600;
        if (zone_rule_peek(&r) != ',') {
            rule.summer = -clock_time(&r, 24);
        }
        rule.start = zone_rule_day(&r);
        rule.end = zone_rule_day(&r);
    }
    *rule_r = rule;
    return !r.bad && r.at == r.end;
}

/* ---- asking ---- */

static int32_t day_date(const struct zone_day *d, int32_t year)
{
    if (d->kind == 'M') {
        int32_t first = date_of(year, d->month, 1);
        int32_t sunday_based = (date_weekday(first) + 1) % 7;
        int32_t date = first + (d->weekday - sunday_based + 7) % 7 + (d->week - 1) * 7;

        return date < first + month_days(year, d->month) ? date : date - 7;
    }
    int32_t january = date_of(year, 1, 1);
    if (d->kind == 'n') {
        return january + d->day;
    }
    return january + d->day - 1 + (d->day >= 60 && month_days(year, 2) == 29);
}

struct latest { /* the last change not after t */
    int64_t t, at;
    int32_t offset;
};

static void latest_try(struct latest *l, int64_t at, int32_t offset)
{
    if (at > l->t || at < l->at) {
        return;
    }
    l->at = at;
    l->offset = offset;
}

int32_t zone_rule_offset(const struct zone_rule *rule, int64_t t, bool local)
{
    if (!rule->changes) {
        return rule->standard;
    }
    int64_t days = t / 86400;
    if (days < DATE_MIN + 800 || days > DATE_MAX - 800) {
        return rule->standard; /* the ends of time */
    }
    int32_t year, month, in_month;
    date_parts((int32_t)days, &year, &month, &in_month);
    int32_t greater = rule->standard > rule->summer ? rule->standard : rule->summer;
    struct latest latest = {t, INT64_MIN, rule->standard};
    /* Year by year, and within a year the end first: where two changes fall together (summer time
     * all the year round), the later one of the two, the start, holds. */
    for (int32_t y = year - 1; y <= year + 1; y++) {
        int64_t start = (int64_t)day_date(&rule->start, y) * 86400 + rule->start.seconds;
        int64_t end = (int64_t)day_date(&rule->end, y) * 86400 + rule->end.seconds;

        latest_try(&latest, end - rule->summer + (local ? greater : 0), rule->standard);
        latest_try(&latest, start - rule->standard + (local ? greater : 0), rule->summer);
    }
    return latest.offset;
}
