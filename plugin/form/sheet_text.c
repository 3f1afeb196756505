/* SPDX-License-Identifier: MIT
 *
 * The sheet as plain text, to print or to send: a heading a day, below it what is to be done.
 * Called by sheet.c. Fails only as its buf does.
 */
#include "form/sheet_parts.h"

static void text_paragraph(const struct sheet *s, enum phrase word, struct buf *out)
{
    buf_printf(out, "\n%s\n", sheet_word(s, word));
}

static void text_item(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    buf_text(out, "  - ");
    if (item->instant) {
        sheet_hour(s, item->utc, out);
        buf_text(out, "  ");
    }
    buf_text(out, item->words);
    buf_char(out, '\n');
}

/* Items from `at` on, up to `end`, each day once. */
static void text_days(const struct sheet *s, uint32_t at, uint32_t end, struct buf *out)
{
    int32_t day = DATE_NONE;
    char said[48];

    for (; at < end; at++) {
        const struct sheet_item *item = &s->items[at];

        if (item->day != day) {
            day = item->day;
            language_day_long(s->language, day, said);
            buf_printf(out, "\n%s\n", said);
        }
        text_item(s, item, out);
    }
}

static void text_sections(const struct sheet *s, struct buf *out)
{
    uint32_t dated = s->late + s->dated;

    if (s->late > 0) {
        text_paragraph(s, PHRASE_SHEET_TOO_LATE, out);
        buf_printf(out, "%s\n", sheet_word(s, PHRASE_SHEET_TOO_LATE_MEANS));
        text_days(s, 0, s->late, out);
    }
    if (s->dated > 0) {
        text_paragraph(s, s->late > 0 ? PHRASE_SHEET_POSSIBLE : PHRASE_SHEET_BY_DATE, out);
        text_days(s, s->late, dated, out);
    }
    if (s->count > dated) {
        text_paragraph(s, PHRASE_SHEET_ANY_DAY, out);
        buf_char(out, '\n');
        for (uint32_t i = dated; i < s->count; i++) {
            text_item(s, &s->items[i], out);
        }
    }
    if (s->count == 0) {
        text_paragraph(s, PHRASE_SHEET_NOTHING, out);
    }
}

void sheet_text(const struct sheet *s, struct buf *out)
{
    char today[48];

    if (s->order->draft) {
        buf_printf(out, "%s\n\n", sheet_word(s, PHRASE_SHEET_TRIAL));
    }
    buf_printf(out, "%s\n%s: ", sheet_word(s, PHRASE_SHEET_TITLE),
               sheet_word(s, PHRASE_SHEET_VISIT));
    sheet_visit(s, out);
    buf_char(out, '\n');
    text_sections(s, out);
    if (s->open) {
        text_paragraph(s, PHRASE_SHEET_OPEN, out);
    }
    if (s->part) {
        text_paragraph(s, PHRASE_SHEET_PART, out);
    }
    language_day_long(s->language, s->order->visit->today, today);
    buf_printf(out, "\n%s %s. %s\n", sheet_word(s, PHRASE_SHEET_AS_OF), today,
               sheet_word(s, PHRASE_SHEET_FOOT));
    if (s->order->clinic != NULL) {
        buf_printf(out, "%s\n", s->order->clinic);
    }
}
