/* SPDX-License-Identifier: MIT
 *
 * Reads the end of a certificate (courier/certificate.h): as OpenSSL prints it, and as libcurl does
 * for the other libraries of TLS. What is neither is no end.
 */
#include "courier/certificate.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

struct clock_said {
    int year, month, day, hour, minute, second;
};

static int month_named(const char *name)
{
    static const char *const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *at = strlen(name) == 3 ? strstr(months, name) : NULL;

    return at != NULL && (at - months) % 3 == 0 ? (int)(at - months) / 3 + 1 : 0;
}

static bool clock_read(const char *text, struct clock_said *r)
{
    char month[4] = "";

    if (sscanf(text, "%4d-%2d-%2d %2d:%2d:%2d", &r->year, &r->month, &r->day, &r->hour, &r->minute,
               &r->second) == 6) {
        return true;
    }
    if (sscanf(text, "%3[A-Za-z] %2d %2d:%2d:%2d %4d", month, &r->day, &r->hour, &r->minute,
               &r->second, &r->year) != 6) {
        return false;
    }
    r->month = month_named(month);
    return true;
}

int64_t certificate_end(const char *field)
{
    static const char *const key = "Expire date:";
    struct clock_said at = {0};
    size_t len = strlen(key);

    if (strncmp(field, key, len) != 0 || !clock_read(field + len, &at) || at.year < 1971 ||
        at.month < 1 || at.month > 12 || at.day < 1 || at.day > 31) {
        return 0;
    }
    return (int64_t)date_of(at.year, at.month, 1) * 86400 + (at.day - 1) * INT64_C(86400) +
           at.hour * 3600 + at.minute * 60 + at.second;
}
