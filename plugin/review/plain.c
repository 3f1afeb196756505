/* SPDX-License-Identifier: MIT
 *
 * Small pieces of plain English that the reports share. Called by every file of this room; pure,
 * any thread.
 */
#include "review/plain.h"

#include <string.h>

#include "base/words.h"
#include "rulebook/tables.h"

bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

void part_end(struct buf *out, struct buf *part)
{
    out->failed |= part->failed;
    buf_end(part);
}

const char *plain_overall(uint32_t overall)
{
    const char *word = word_of(&words_overall, overall);

    return word != NULL ? word : "nothing";
}

const char *plain_outcome(uint32_t outcome)
{
    const char *word = outcome >= PRECARE_INFO ? word_of(&words_outcome, outcome) : NULL;

    return word != NULL ? word : "nothing";
}

const char *plain_coverage(uint32_t coverage)
{
    return coverage == PRECARE_COMPLETE ? "complete" : plain_overall(coverage);
}

const char *plain_moment(uint32_t moment)
{
    const char *word = word_of(&words_moment, moment);

    return word != NULL ? word : "no moment";
}

const char *plain_who(uint32_t asked_of)
{
    switch (asked_of) {
    case PRECARE_ASK_PATIENT: return "the patient";
    case PRECARE_ASK_PRESCRIBER: return "the prescriber";
    case PRECARE_ASK_PROVIDER: return "the provider";
    default: return "the staff";
    }
}

const char *plain_chart(uint32_t chart)
{
    static const char *const names[CHART_COUNT] = {"conditions", "medicines", "allergies",
                                                   "procedures", "reactions", "products"};

    return chart < CHART_COUNT ? names[chart] : "chart";
}

void plain_date(struct buf *out, int32_t date)
{
    char text[32];

    date_in_words(date, text);
    buf_text(out, text);
}

void plain_date_text(struct buf *out, const char *iso)
{
    int32_t first = 0, last = 0;
    size_t len = strlen(iso);

    if (len < 10 || !date_read(iso, 10, &first, &last) || first != last) {
        buf_text(out, iso);
        return;
    }
    plain_date(out, first);
    if (len >= 16 && iso[10] == 'T') {
        buf_text(out, " at ");
        buf_add(out, iso + 11, 5);
    }
}

const char *plain_between(uint32_t i, uint32_t count, const char *last)
{
    return i + 1 >= count ? "" : i + 2 == count ? last : ", ";
}

void plain_list(struct buf *out, struct texts texts, const char *last)
{
    for (uint32_t i = 0; i < texts.count; i++) {
        buf_text(out, texts.at[i]);
        buf_text(out, plain_between(i, texts.count, last));
    }
}

void plain_name(struct buf *out, const char *id, bool large)
{
    for (size_t i = 0; id != NULL && id[i] != '\0'; i++) {
        char c = id[i] == '-' ? ' ' : id[i];

        buf_char(out, large && i == 0 && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

void plain_working_days(struct buf *out, const struct working_days *w)
{
    uint32_t count = (uint32_t)__builtin_popcount(w->days), said = 0;

    if (w->days == 0) {
        buf_text(out, "not said");
    }
    for (uint32_t day = 1; day < words_weekday.count; day++) {
        if ((w->days >> (day - 1) & 1u) != 0) {
            plain_name(out, words_weekday.at[day], true);
            buf_text(out, plain_between(said++, count, " and "));
        }
    }
    for (uint32_t i = 0; i < w->count; i++) {
        buf_text(out, i == 0 ? ", but not " : "");
        plain_date(out, w->holidays[i]);
        buf_text(out, plain_between(i, w->count, " and "));
    }
}

void plain_millionths(struct buf *out, int64_t n)
{
    char digits[8];
    int64_t rest = n % 1000000;
    int at = 0;

    if (n < 0) {
        buf_char(out, '-');
        rest = -rest;
    }
    buf_int(out, n < 0 ? -(n / 1000000) : n / 1000000);
    for (int64_t unit = 100000; rest > 0 && unit > 0; unit /= 10) {
        digits[at++] = (char)('0' + rest / unit);
        rest %= unit;
    }
    if (at > 0) {
        buf_char(out, '.');
        buf_add(out, digits, (size_t)at);
    }
}
