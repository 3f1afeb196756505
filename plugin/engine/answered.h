/* SPDX-License-Identifier: MIT
 *
 * What a visit says to each declared answer and field, and in which declared words its training,
 * role, method and indication are: read once for each evaluation, when a condition first asks. In
 * scratch memory; NULL without.
 */
#ifndef PRECARE_ENGINE_ANSWERED_H
#define PRECARE_ENGINE_ANSWERED_H

#include "engine/view.h"

struct answered {               /* to one declared answer, or in one declared field */
    const struct answer *given; /* NULL: nothing */
    struct said said;
    uint8_t
        fresh;   /* enum truth: T: it counts; F: it is too old; U: on one of its days, or undated */
    bool looked; /* up, in the lists of its kind: */
    struct hits lists;
    struct hits free; /* with a name that stands before "free" and a further word */
};

/* [i]: of rules->answers[i], rules->fields[i] */
struct answered *answered_all(struct view *v);
struct answered *answered_fields(struct view *v);
/* What an entry says in one declared field. */
struct said answered_of_entry(const struct view *v, const struct entry *e, uint32_t field);
/* The first day on which an answer that is fresh today is stale; DATE_NONE: it never is, it is so
 * today, or nobody can tell. */
int32_t answered_again(const struct view *v, const struct declared *asks,
                       const struct answered *one);
/* Whether some answer that was looked at grows stale between today and the appointment. */
bool answered_ages(struct view *v);
/* The lists of the answer's kind that its value is in, once `free` is known, too. */
const struct hits *answered_lists(struct view *v, const struct declared *asks,
                                  struct answered *one);

#endif
