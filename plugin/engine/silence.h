/* SPDX-License-Identifier: MIT
 *
 * Silence: what it says of a value set that no entry matches it
 * (rule-language.md#what-is-not-known). A known silence is a "no"; an unknown one is a question.
 * What beats what: near, free > never, asked > unread > review. Every condition on the chart asks
 * here and nowhere else. Cannot fail but for scratch memory.
 */
#ifndef PRECARE_ENGINE_SILENCE_H
#define PRECARE_ENGINE_SILENCE_H

#include "engine/condition.h"

/* The part of the chart that a condition on entries looks at. */
static inline enum chart cond_chart(const struct cond *c)
{
    return (enum chart)(cond_kinds[c->kind].chart - 1);
}

struct heard { /* what entries of the value set say that match nothing */
    bool never;
};

/* Which whole lists are silent on v->day, by some rulebook: adds to v->silent. */
void silence_begin(struct view *v);
/* Whether some review, of a list or of a value set by itself, is fresh today and stale by the day
 * of the appointment. */
bool silence_ages(const struct view *v);
/* Whether what was said then does not hold until the appointment, because what `c` looks for is
 * short-lived: of a `never`, too. */
bool silence_is_over(const struct asking *a, const struct cond *c, const struct when *said);
/* Of the value set that `c` asks for, as a.book judges it. */
struct silence silence_of(const struct asking *a, const struct cond *c, const struct heard *heard);
/* Where it is unknown: the paths that would settle it, and the names that an entry may mean. */
void silence_tell(const struct asking *a, const struct cond *c, const struct heard *heard,
                  struct details *d);

#endif
