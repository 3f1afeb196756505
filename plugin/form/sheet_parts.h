/* SPDX-License-Identifier: MIT
 *
 * What a sheet says, before it is written in one of its formats. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_SHEET_PARTS_H
#define PRECARE_FORM_SHEET_PARTS_H

#include "base/arena.h"
#include "base/language.h"
#include "form/phrases.h"
#include "form/sheet.h"

struct sheet_item {
    const char *words;       /* tell-patient, as it is to be read */
    const char *rule, *what; /* who says so: with `nth` the same over all bookings of the visit */
    uint32_t nth;            /* among those of this rule and word */
    int32_t day;             /* clinic-local; DATE_NONE: no day was said */
    int64_t utc;             /* where it is an instant */
    bool instant;
    bool lasts; /* up to and including its day */
    bool late;  /* its day was past when the event happened */
};

struct sheet {
    const struct sheet_order *order;
    enum language language;
    struct sheet_item *items;    /* late ones first, then by day, those without a day last */
    uint32_t count, late, dated; /* of all: so many are late, so many have a day that is to come */
    bool open;                   /* questions are open: more may follow */
    bool part;                   /* not all rules could speak, or they are past their review */
    struct arena arena;
};

/* sheet_said.c */
const char *sheet_word(const struct sheet *s, enum phrase word);

/* "Monday 7 December 2026, at 14:00" of the visit. */
void sheet_visit(const struct sheet *s, struct buf *out);
/* "14:00", of an item that is an instant. */
void sheet_hour(const struct sheet *s, int64_t utc, struct buf *out);

void sheet_text(const struct sheet *s, struct buf *out); /* sheet_text.c */
void sheet_html(const struct sheet *s, struct buf *out); /* sheet_html.c */
void sheet_ics(const struct sheet *s, struct buf *out);  /* sheet_ics.c: RFC 5545 */

#endif
