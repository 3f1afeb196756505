/* SPDX-License-Identifier: MIT
 *
 * The days that matter to one rule around one appointment: the last allowed day before it, the
 * first free day after it, what is due when, how long an aftercare window lasts. Told in words by
 * explain.c, drawn by page_strip.c. Pure.
 */
#ifndef PRECARE_REVIEW_MARKS_H
#define PRECARE_REVIEW_MARKS_H

#include "base/buf.h"
#include "engine/engine.h"

enum mark_kind {
    MARK_TODAY,
    MARK_APPOINTMENT,
    MARK_LAST_ALLOWED,  /* before the appointment: the day itself is free, the next one is not */
    MARK_FIRST_ALLOWED, /* after the appointment or the procedure */
    MARK_DUE,
    MARK_MOVE_TO,
    MARK_STALE /* the first day on which a list is too old */
};

struct mark {
    uint32_t kind; /* enum mark_kind */
    int32_t date;
    struct length by;  /* the length that made it; n 0: none */
    const char *words; /* "for the use of “retinoid” (7 days before the appointment)" */
    const char *at;    /* "14:00", where an hour is known; NULL: a day */
    bool before;       /* a window that ends at the appointment, else one that begins there */
};

struct marks {
    struct mark *at;
    uint32_t count, room;
    struct arena *arena;
};

/* All days of one rule, sorted, with today and the appointment; dues are those of the rule's own
 * sentences. */
void marks_of_rule(const struct rules *rules, uint32_t rule, const struct visit *visit,
                   struct arena *arena, struct marks *marks_r);
/* "last allowed day Tue 5 Jan 2027 for the use of ..." */
void mark_say(const struct mark *mark, struct buf *out);

#endif
