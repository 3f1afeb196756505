/* SPDX-License-Identifier: MIT
 *
 * Windows of time in three values (rule-language.md#windows): a partial date is an interval, and
 * the answer is T when every day of it agrees, F when none does, else U. Hours are elapsed between
 * instants; a date without a time is an interval there too. A point in time that is not known is U,
 * but for a window of length 0, which holds nothing. Pure.
 */
#ifndef PRECARE_ENGINE_WINDOW_H
#define PRECARE_ENGINE_WINDOW_H

#include "engine/engine.h"

/* 0 <= D - x < within, or 0 <= x - D < planned, or both as one window around the appointment; NULL:
 * not said. */
enum truth window_around(const struct visit *v, const struct when *x, const struct length *within,
                         const struct length *planned);
/* Narrows days to those on which window_around may hold; never to too few. */
void window_days(const struct visit *v, const struct length *within, const struct length *planned,
                 int32_t *first, int32_t *last);
/* x + by <= D: so long ago, or longer. */
enum truth window_long_before(const struct visit *v, const struct when *x, struct length by);
/* x - end > by */
enum truth window_later_than(const struct visit *v, const struct when *x, struct length by);
/* 0 <= x - end < by */
enum truth window_used_before(const struct visit *v, const struct when *x, struct length by);
enum truth window_starts_by(const struct visit *v,
                            const struct when *x); /* x <= D: a prescribed medicine has begun */
enum truth age_below(const struct visit *v, int64_t years);
/* The first day on which use counts as inside the window: D - N + 1, hours rounded up to days. */
int32_t window_first_day(const struct visit *v, struct length by);

/* A due date or instant. */
struct moment_of {
    bool known, is_instant;
    int32_t date;
    int64_t utc;
};
/* The day of an instruction: due, or the last of what lasts. What staff, prescriber or provider do
 * is due on a working day. */
struct moment_of instruction_day(const struct rules *rules, const struct visit *v,
                                 const struct instruction *one, const struct when *match);
/* Whether its last day is past. */
bool instruction_is_gone(const struct visit *v, const struct instruction *one,
                         const struct when *match);
struct moment_of due_of(const struct visit *v, const struct due *due, const struct when *match);

static inline bool in_hours(struct length by)
{
    return by.unit == UNIT_HOURS || by.unit == UNIT_MINUTES;
}

/* In three values. Where neither side settles it, U wins over the other, and is the greatest
 * number. */
static inline enum truth truth_all(enum truth a, enum truth b)
{
    if (a == TRUTH_F || b == TRUTH_F) {
        return TRUTH_F;
    }
    return a > b ? a : b;
}

static inline enum truth truth_any(enum truth a, enum truth b)
{
    if (a == TRUTH_T || b == TRUTH_T) {
        return TRUTH_T;
    }
    return a > b ? a : b;
}

static inline enum truth truth_not(enum truth a)
{
    return a == TRUTH_U ? TRUTH_U : a == TRUTH_T ? TRUTH_F : TRUTH_T;
}

#endif
