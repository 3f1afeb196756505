/* SPDX-License-Identifier: MIT
 *
 * A copy of compiled rules that may be changed, and the list of every change worth making. For
 * nudge.c alone.
 */
#ifndef PRECARE_REVIEW_NUDGE_COPY_H
#define PRECARE_REVIEW_NUDGE_COPY_H

#include "review/nudge.h"

struct slot { /* one number or length of the copy */
    struct threshold *at;
    struct threshold was;
    uint32_t rule, cond; /* cond NONE: a due or move-to */
    const char *label;   /* "taken-within", "due of stop-retinoid" */
    bool number;         /* `number`, not `length` */
    bool millionths;
    int sense; /* more of it is stricter: 1, looser: -1 */
};

struct copy {
    /* points at the arrays below; everything else is shared with the original */
    struct rules rules;
    struct rulebook *books;
    struct rule *all;
    struct cond *conds;
    struct list *lists;
    struct declared *answers, *fields;
    struct slot *slots;
    uint32_t slot_count, slot_room;
    const struct rules *from;
    struct arena *arena;
};

/* false: no memory */
bool copy_begin(struct copy *c, const struct rules *from, struct arena *arena);
/* Every change, into nudges->at (nudge_list.c); false: no memory. */
bool nudges_list(struct copy *c, bool thresholds_only, struct nudges *nudges);
void nudge_do(struct copy *c, const struct nudge *n);
void nudge_undo(struct copy *c, const struct nudge *n);

#endif
