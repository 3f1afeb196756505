/* SPDX-License-Identifier: MIT
 *
 * Words without quotes that other programs would take for something else: yes and no, times,
 * decimal numbers, dates, leading zeros. They are refused everywhere, also where text is expected,
 * so that one habit is enough: quotes. Called by yaml.c for every scalar without quotes, keys too.
 * Pure but for the faults added.
 */
#include <string.h>

#include "base/yaml_parts.h"

struct cursor {
    const char *at, *end;
};

static char yaml_words_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static uint32_t yaml_words_digits(struct cursor *c)
{
    uint32_t n = 0;

    while (c->at < c->end && is_digit(*c->at)) {
        c->at++;
        n++;
    }
    return n;
}

static bool one_of(struct cursor *c, const char *choices)
{
    if (c->at == c->end || strchr(choices, *c->at) == NULL || *c->at == '\0') {
        return false;
    }
    c->at++;
    return true;
}

static bool same_word(const char *text, size_t len, const char *word)
{
    if (len != strlen(word)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (yaml_words_lower(text[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_truth_word(const char *text, size_t len)
{
    static const char *const words[] = {"yes",   "no",   "on", "off", "true",
                                        "false", "null", "~",  "y",   "n"};
    static const bool begins[128] = {
        ['y'] = true, ['n'] = true, ['o'] = true, ['t'] = true, ['f'] = true, ['~'] = true};
    unsigned char first = len > 0 ? (unsigned char)yaml_words_lower(text[0]) : 0;

    if (len > 5 || first >= 128 || !begins[first]) {
        return false; /* nearly every word of a file */
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (same_word(text, len, words[i])) {
            return true;
        }
    }
    return false;
}

/* 12:30, 1:2:3, 12:00:00.5 */
static bool is_clock(struct cursor c)
{
    (void)one_of(&c, "+-");
    if (!yaml_words_digits(&c)) {
        return false;
    }
    uint32_t parts = 0;
    while (one_of(&c, ":")) {
        if (!yaml_words_digits(&c)) {
            return false;
        }
        parts++;
    }
    if (one_of(&c, ".")) {
        (void)yaml_words_digits(&c);
    }
    return parts > 0 && c.at == c.end;
}

/* 0.5, -1.25, 1., .5 */
static bool is_decimal(struct cursor c)
{
    (void)one_of(&c, "+-");
    uint32_t whole = yaml_words_digits(&c);
    if (!one_of(&c, ".")) {
        return false;
    }
    uint32_t part = yaml_words_digits(&c);
    if (whole + part > 0 && one_of(&c, "eE")) {
        (void)one_of(&c, "+-");
        return yaml_words_digits(&c) > 0 && c.at == c.end;
    }
    return whole + part > 0 && c.at == c.end;
}

/* 2026-11-23, with a time behind it or not; 2026-11 too, a date that is known in part. */
static bool is_date(struct cursor c)
{
    if (yaml_words_digits(&c) != 4 || !one_of(&c, "-")) {
        return false;
    }
    uint32_t month = yaml_words_digits(&c);
    if (month < 1 || month > 2) {
        return false;
    }
    if (c.at == c.end) {
        return month == 2;
    }
    if (!one_of(&c, "-")) {
        return false;
    }
    uint32_t day = yaml_words_digits(&c);
    if (day < 1 || day > 2) {
        return false;
    }
    if (c.at == c.end) {
        return true;
    }
    return one_of(&c, "Tt ") && yaml_words_digits(&c) > 0 && (c.at == c.end || one_of(&c, ":"));
}

static bool is_unit(const char *text, size_t len)
{
    static const char *const units[] = {"minute",  "hour",  "day",  "week",  "month",  "year",
                                        "minutes", "hours", "days", "weeks", "months", "years"};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (same_word(text, len, units[i])) {
            return true;
        }
    }
    if (len != 3) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) { /* a currency */
        if (text[i] < 'A' || text[i] > 'Z') {
            return false;
        }
    }
    return true;
}

/* 007, "07 days", "07 days before appointment" */
static bool is_zero_led(struct cursor c)
{
    const char *first = c.at;

    if (yaml_words_digits(&c) < 2 || *first != '0') {
        return false;
    }
    while (one_of(&c, " ")) {
        continue;
    }
    const char *unit = c.at;
    while (c.at < c.end && *c.at != ' ') {
        c.at++;
    }
    return unit == c.end || is_unit(unit, (size_t)(c.at - unit));
}

struct refusal {
    enum fault_code code;
    const char *what, *why; /* what: the word follows it, in quotes */
};

static const struct refusal refusal_truth = {
    FAULT_Y005, "a word that needs quotes:",
    "Without quotes some programs read this word as true, false or nothing, others as text. Rules "
    "have no true and false: "
    "they use words that say what is meant."};
static const struct refusal refusal_clock = {
    FAULT_Y006, "numbers with a colon, without quotes:",
    "Without quotes some programs read this as a number of seconds (12:00:00 becomes 43200)."};
static const struct refusal refusal_decimal = {
    FAULT_Y007, "a decimal number without quotes:",
    "Without quotes programs round it or drop its last zero (a version 1.10 becomes 1.1)."};
static const struct refusal refusal_date = {
    FAULT_Y008, "a date without quotes:",
    "Without quotes some programs turn a date into another form, or shift it by the time zone."};
static const struct refusal refusal_zero = {
    FAULT_Y009, "a number that begins with a zero:",
    "Some programs count such a number in eights (010 becomes 8), and 07 may be a slip for 70."};

static const struct refusal *refusal_of(const char *text, size_t len)
{
    struct cursor c = {text, text + len};

    if (is_truth_word(text, len)) {
        return &refusal_truth;
    }
    if (len == 0 || text[0] > '9' || !(is_digit(text[0]) || strchr("+-.", text[0]) != NULL)) {
        return NULL;
    }
    if (is_clock(c)) {
        return &refusal_clock;
    }
    if (is_date(c)) {
        return &refusal_date;
    }
    if (is_decimal(c)) {
        return &refusal_decimal;
    }
    return is_zero_led(c) ? &refusal_zero : NULL;
}

/* The same without the word, which may be a secret. */
static void word_hushed(struct yaml_source *s, const struct refusal *refusal, uint32_t line,
                        uint32_t column)
{
    struct fault *fault = yaml_source_fault(s, refusal->code, line, column, "%.*s",
                                            (int)strcspn(refusal->what, ":"), refusal->what);

    fault_why(s->faults, fault, "%s", refusal->why);
    fault_fix(s->faults, fault, "%s",
              refusal == &refusal_zero ? "Leave the zero out, or put the whole text in quotes."
                                       : "Put it in quotes, or use one of the words allowed here.");
}

bool yaml_word_refused(struct yaml_source *s, const char *text, size_t len, uint32_t line,
                       uint32_t column)
{
    const struct refusal *refusal = len <= 64 ? refusal_of(text, len) : NULL;

    if (refusal == NULL) {
        return false;
    }
    if (s->faults->hush) {
        word_hushed(s, refusal, line, column);
        return true;
    }
    struct fault *fault =
        yaml_source_fault(s, refusal->code, line, column, "%s \"%s\"", refusal->what, text);
    fault_why(s->faults, fault, "%s", refusal->why);
    if (refusal == &refusal_truth) {
        fault_fix(
            s->faults, fault,
            "If you mean the word itself, put it in quotes: \"%s\". Otherwise delete the line, or "
            "use one of the words allowed here.",
            text);
    } else if (refusal == &refusal_zero && strspn(text, "0123456789") < len) {
        fault_fix(s->faults, fault, "Leave the zero out: %s", text + strspn(text, "0"));
    } else if (refusal == &refusal_zero) {
        fault_fix(s->faults, fault,
                  "Leave the zero out, or, for a code or a name, put it in quotes: \"%s\"", text);
    } else {
        fault_fix(s->faults, fault, "Put it in quotes: \"%s\"", text);
    }
    return true;
}
