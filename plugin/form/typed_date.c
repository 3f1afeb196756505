/* SPDX-License-Identifier: MIT
 *
 * A date as people type it: "2026", "2026-05-14", "about May 2026", "14 de mayo de 2026". What
 * could be read in two ways ("5/6/2026") is not understood. Pure.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/language.h"
#include "form/answers_parts.h"

#define WORD_MOST 16

static const char *const fillers[] = {"about", "around", "in",     "on",    "since", "circa",
                                      "the",   "of",     "approx", "de",    "del",   "en",
                                      "el",    "desde",  "hacia",  "sobre", NULL};

struct typed {
    int32_t year, month, day;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whole, or its first three letters; words come in lower case. */
static bool is_month(const char *word, const char *name)
{
    return (name[0] | 0x20) == word[0] &&
           (strcmp(word + 1, name + 1) == 0 ||
            (strlen(word) == 3 && strncmp(word + 1, name + 1, 2) == 0));
}

static int32_t typed_month(const char *word)
{
    for (int32_t month = 1; month <= 12; month++) {
        for (uint32_t l = 0; l < LANGUAGES; l++) {
            if (is_month(word, language_month((enum language)l, month))) {
                return month;
            }
        }
    }
    return strcmp(word, "sept") == 0 ? 9 : 0;
}

static bool typed_word(const char *word, struct typed *t)
{
    int32_t month = typed_month(word);

    for (uint32_t i = 0; fillers[i] != NULL; i++) {
        if (strcmp(fillers[i], word) == 0) {
            return true;
        }
    }
    if (month == 0 || t->month != 0) {
        return false;
    }
    t->month = month;
    return true;
}

/* "2026", "5", "5th" */
static bool typed_number(const char *word, struct typed *t)
{
    size_t digits = strspn(word, "0123456789");
    const char *rest = word + digits;
    bool ordinal = strcmp(rest, "st") == 0 || strcmp(rest, "nd") == 0 || strcmp(rest, "rd") == 0 ||
                   strcmp(rest, "th") == 0;
    int32_t number = 0;

    for (size_t i = 0; i < digits && i < 4; i++) {
        number = number * 10 + (word[i] - '0');
    }
    if (digits == 4 && *rest == '\0' && t->year == 0) {
        t->year = number;
        return true;
    }
    if (digits == 0 || digits > 2 || (*rest != '\0' && !ordinal) || t->day != 0 || number == 0) {
        return false;
    }
    t->day = number;
    return true;
}

/* The next word in small letters, without stops and commas; false: it is none, or too long. */
static bool typed_next(const char **text, char word[WORD_MOST])
{
    size_t len = 0;
    const char *s = *text + strspn(*text, " ,.~\t");

    while (is_letter(*s) || is_digit(*s) || (*s >= 'A' && *s <= 'Z')) {
        if (len + 1 >= WORD_MOST) {
            return false;
        }
        word[len++] = *s >= 'A' && *s <= 'Z' ? (char)(*s + ('a' - 'A')) : *s;
        s++;
    }
    word[len] = '\0';
    *text = s + strspn(s, " ,.\t");
    return len > 0;
}

static bool typed_whole(const struct typed *t, char iso[11])
{
    if (t->year < 1900 || t->year > 2200 || (t->day != 0 && t->month == 0) ||
        (t->day != 0 && !date_exists(t->year, t->month, t->day))) {
        return false;
    }
    if (t->day != 0) {
        date_iso(date_of(t->year, t->month, t->day), iso);
    } else if (t->month != 0) {
        (void)snprintf(iso, 11, "%04d-%02d", (int)t->year, (int)t->month);
    } else {
        (void)snprintf(iso, 11, "%04d", (int)t->year);
    }
    return true;
}

bool typed_date(const char *text, char iso[11])
{
    struct typed t = {0, 0, 0};
    char word[WORD_MOST] = "";
    int32_t parts[3];

    if (date_parts_read(text, strlen(text), parts) == 0) {
        (void)snprintf(iso, 11, "%s", text);
        return true;
    }
    while (*text != '\0') {
        if (!typed_next(&text, word) ||
            !(is_digit(word[0]) ? typed_number(word, &t) : typed_word(word, &t))) {
            return false;
        }
    }
    return typed_whole(&t, iso);
}
