/* SPDX-License-Identifier: MIT
 *
 * Points in time as events write them, and lengths of time as rules do. Instants become
 * clinic-local dates here, once. Called by visit, rulebook, engine and the writers of results.
 * Pure, any thread. On failure -1 (not of this form) or -2 (a date or time that does not exist);
 * the out-parameter is then undefined.
 */
#include "base/calendar.h"

#include <string.h>

#include "base/zone.h"

#define DAY_SECONDS 86400

static int32_t two_digits(const char *s)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') {
        return -1;
    }
    return (s[0] - '0') * 10 + (s[1] - '0');
}

/* "Z", "+05:30", "-05"; minutes east of UTC. */
static int offset_read(const char *s, size_t len, int32_t *minutes_r)
{
    *minutes_r = 0;
    if (len == 1 && s[0] == 'Z') {
        return 0;
    }
    if ((len != 3 && len != 6) || (s[0] != '+' && s[0] != '-')) {
        return -1;
    }
    if (len == 6 && s[3] != ':') {
        return -1;
    }
    int32_t hours = two_digits(s + 1), minutes = len == 6 ? two_digits(s + 4) : 0;
    if (hours < 0 || minutes < 0) {
        return -1;
    }
    if (hours > 23 || minutes > 59) {
        return -2;
    }
    *minutes_r = (hours * 60 + minutes) * (s[0] == '-' ? -1 : 1);
    return 0;
}

/* What follows the T: "14:00", "14:00:00", "14:00:00.123", then an offset or nothing. */
static int clock_read(const char *s, size_t len, int32_t parts_r[3], int32_t *offset_r)
{
    *offset_r = INT32_MIN;
    if (len < 5 || s[2] != ':') {
        return -1;
    }
    parts_r[0] = two_digits(s);
    parts_r[1] = two_digits(s + 3);
    parts_r[2] = 0;
    size_t at = 5;
    if (len >= 8 && s[5] == ':') {
        parts_r[2] = two_digits(s + 6);
        at = 8;
    }
    if (parts_r[0] < 0 || parts_r[1] < 0 || parts_r[2] < 0) {
        return -1;
    }
    if (at == 8 && at < len && (s[at] == '.' || s[at] == ',')) {
        size_t first = ++at;

        while (at < len && s[at] >= '0' && s[at] <= '9') {
            at++;
        }
        if (at == first) {
            return -1;
        }
    }
    return at == len ? 0 : offset_read(s + at, len - at, offset_r);
}

int when_of(const int32_t parts[6], int32_t offset_minutes, const struct zone *zone,
            struct when *when_r)
{
    struct when when = {0};

    if (!date_span(parts, &when.first, &when.last)) {
        return -2;
    }
    bool day = parts[1] != 0 && parts[2] != 0;
    when.kind = day ? WHEN_DAY : WHEN_PARTIAL;
    if (day && parts[3] >= 0) {
        if (parts[3] > 23 || parts[4] < 0 || parts[4] > 59 || parts[5] < 0 || parts[5] > 59) {
            return -2;
        }
        int64_t local =
            (int64_t)when.first * DAY_SECONDS + parts[3] * 3600 + parts[4] * 60 + parts[5];
        if (zone == NULL) {
            zone = zone_utc();
        }
        if (offset_minutes == INT32_MIN) {
            when.utc = zone_instant(zone, local);
        } else {
            if (offset_minutes <= -24 * 60 || offset_minutes >= 24 * 60) {
                return -2;
            }
            when.utc = local - (int64_t)offset_minutes * 60;
        }
        when.kind = WHEN_INSTANT;
        when.first = when.last = zone_date(zone, when.utc);
    }
    *when_r = when;
    return 0;
}

int when_read(const char *s, size_t len, const struct zone *zone, struct when *when_r)
{
    int32_t parts[6] = {0, 0, 0, -1, 0, 0}, offset = INT32_MIN;
    const char *t = len > 10 && s[10] == 'T' ? s + 10 : NULL;
    int date = date_parts_read(s, t != NULL ? 10 : len, parts);
    int clock = t != NULL ? clock_read(t + 1, len - 11, parts + 3, &offset) : 0;

    if (date == -1 || clock == -1) {
        return -1;
    }
    if (date != 0 || clock != 0) {
        return -2;
    }
    return when_of(parts, offset, zone, when_r);
}

static void two_put(char *out, int64_t n)
{
    out[0] = (char)('0' + n / 10 % 10);
    out[1] = (char)('0' + n % 10);
}

void instant_iso(int64_t utc, const struct zone *zone, char out[32])
{
    static const int64_t least = (int64_t)DATE_MIN * DAY_SECONDS;
    static const int64_t most = (int64_t)DATE_MAX * DAY_SECONDS + DAY_SECONDS - 1;

    if (zone == NULL) {
        zone = zone_utc();
    }
    int64_t offset = zone_offset(zone, utc) / 60; /* ISO has no seconds in an offset */
    int64_t local = utc < least - DAY_SECONDS * 2 ? least : utc > most ? most : utc + offset * 60;
    if (local < least) {
        local = least;
    }
    if (local > most) {
        local = most;
    }
    int64_t date = (local - least) / DAY_SECONDS + DATE_MIN;
    int64_t second = local - date * DAY_SECONDS;
    memcpy(out, "0000-00-00T00:00:00+00:00", 26);
    date_iso((int32_t)date, out);
    out[10] = 'T';
    two_put(out + 11, second / 3600);
    two_put(out + 14, second / 60 % 60);
    two_put(out + 17, second % 60);
    if (offset < 0) {
        out[19] = '-';
        offset = -offset;
    }
    two_put(out + 20, offset / 60);
    two_put(out + 23, offset % 60);
}

/* ---- lengths ---- */

static const char *const unit_words[] = {NULL, "minute", "hour", "day", "week", "month", "year"};
_Static_assert(sizeof unit_words / sizeof *unit_words == UNIT_YEARS + 1, "a word for every unit");

int length_read(const char *s, size_t len, struct length *length_r)
{
    size_t digits = 0;
    int32_t n = 0;

    while (digits < len && digits < 9 && s[digits] >= '0' && s[digits] <= '9') {
        n = n * 10 + (s[digits++] - '0');
    }
    if (digits == 0 || (digits > 1 && s[0] == '0')) {
        return -1;
    }
    if (digits == len || s[digits] != ' ') {
        return -1;
    }
    const char *word = s + digits + 1;
    size_t word_len = len - digits - 1;
    if (word_len > 1 && word[word_len - 1] == 's') {
        word_len--;
    }
    for (uint32_t unit = UNIT_MINUTES; unit <= UNIT_YEARS; unit++) {
        if (strlen(unit_words[unit]) != word_len || memcmp(unit_words[unit], word, word_len) != 0) {
            continue;
        }
        *length_r = (struct length){n, unit};
        return 0;
    }
    return -1;
}

const char *length_beyond(struct length l)
{
    /* most of each in 200 years of 365.25 days; a slot is of one day */
    static const int32_t most[] = {0, 24 * 60, 1753200, 73050, 10435, 2400, 200};

    if (l.unit < UNIT_MINUTES || l.unit > UNIT_YEARS || l.n <= most[l.unit]) {
        return NULL;
    }
    return l.unit == UNIT_MINUTES ? "24 hours" : "200 years";
}

void length_in_words(struct length l, char out[32])
{
    char digits[12];
    size_t at = sizeof digits, len = 0;
    uint32_t n = l.n < 0 ? 0 : (uint32_t)l.n;

    out[0] = '\0';
    if (l.unit < UNIT_MINUTES || l.unit > UNIT_YEARS) {
        return;
    }
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    memcpy(out, digits + at, sizeof digits - at);
    len = sizeof digits - at;
    out[len++] = ' ';
    size_t word_len = strlen(unit_words[l.unit]);
    memcpy(out + len, unit_words[l.unit], word_len);
    len += word_len;
    if (l.n != 1) {
        out[len++] = 's';
    }
    out[len] = '\0';
}
