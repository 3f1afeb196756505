/* SPDX-License-Identifier: MIT
 *
 * One row a language: its tag, the names of days and months, and what stands between the parts of a
 * date. Called where something is written for patients. Cannot fail.
 */
#include "base/language.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

#define SHORT_NAME 3 /* letters of a name that is cut */

static const struct language_row {
    const char *tag, *joined; /* between day, month and year of a long date */
    const char *days[7], *months[12];
} language_rows[] = {
    [LANGUAGE_EN] = {"en",
                     " ",
                     {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
                     {"January", "February", "March", "April", "May", "June", "July", "August",
                      "September", "October", "November", "December"}},
    [LANGUAGE_ES] = {"es",
                     " de ",
                     {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
                     {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
                      "septiembre", "octubre", "noviembre", "diciembre"}},
};
_Static_assert(sizeof language_rows / sizeof *language_rows == LANGUAGES, "a row for each");

static bool tag_is(const char *tag, size_t len, const char *wanted)
{
    if (strlen(wanted) != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if ((tag[i] | 0x20) != wanted[i]) { /* in lower case, whatever the host's locale */
            return false;
        }
    }
    return true;
}

bool language_read(const char *tag, enum language *language_r)
{
    *language_r = LANGUAGE_EN;
    for (uint32_t i = 0; i < LANGUAGES && tag != NULL; i++) {
        if (tag_is(tag, strcspn(tag, "-_"), language_rows[i].tag)) {
            *language_r = (enum language)i;
            return true;
        }
    }
    return tag == NULL;
}

const char *language_tag(enum language language)
{
    return language_rows[language].tag;
}

/* The first letters of a name; a letter of two bytes is one. */
static int name_cut(const char *name)
{
    int at = 0;

    for (int letters = 0; letters < SHORT_NAME && name[at] != '\0'; letters++) {
        at++;
        while (((unsigned char)name[at] & 0xc0) == 0x80) {
            at++;
        }
    }
    return at;
}

void language_day(enum language language, int32_t date, char out[32])
{
    const struct language_row *row = &language_rows[language];
    int32_t year, month, day;

    if (language == LANGUAGE_EN) { /* the engine's own way, which is fast */
        date_in_words(date, out);
        return;
    }
    date_parts(date, &year, &month, &day);
    const char *weekday = row->days[date_weekday(date)], *name = row->months[month - 1];
    (void)snprintf(out, 32, "%.*s %d %.*s %d", name_cut(weekday), weekday, day, name_cut(name),
                   name, year);
}

void language_date(enum language language, int32_t date, char out[32])
{
    const struct language_row *row = &language_rows[language];
    int32_t year, month, day;

    date_parts(date, &year, &month, &day);
    (void)snprintf(out, 32, "%d%s%s%s%d", day, row->joined, row->months[month - 1], row->joined,
                   year);
}

void language_day_long(enum language language, int32_t date, char out[48])
{
    char day[32];

    language_date(language, date, day);
    (void)snprintf(out, 48, "%s %s", language_rows[language].days[date_weekday(date)], day);
}

const char *language_month(enum language language, int32_t month)
{
    return language_rows[language].months[month - 1];
}
