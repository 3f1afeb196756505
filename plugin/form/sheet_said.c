/* SPDX-License-Identifier: MIT
 *
 * What the formats of the sheet say alike: the fixed words in its language, the visit, an hour by
 * the clinic's clock. Called by sheet_*.c. Fails only as a buf does.
 */
#include "form/sheet_parts.h"

const char *sheet_word(const struct sheet *s, enum phrase word)
{
    return phrase_of(language_tag(s->language), word);
}

void sheet_hour(const struct sheet *s, int64_t utc, struct buf *out)
{
    char iso[32];

    instant_iso(utc, s->order->visit->zone, iso);
    buf_add(out, iso + 11, 5);
}

void sheet_visit(const struct sheet *s, struct buf *out)
{
    const struct visit *visit = s->order->visit;
    char day[48];

    language_day_long(s->language, visit->reference, day);
    buf_text(out, day);
    if (visit->start.kind == WHEN_INSTANT) {
        buf_printf(out, ", %s ", sheet_word(s, PHRASE_SHEET_AT));
        sheet_hour(s, visit->start.utc, out);
    }
}
