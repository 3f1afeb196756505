/* SPDX-License-Identifier: MIT
 *
 * The list of changes while it is made: nudge_list.c and nudge_answers.c add to it. Memory is the
 * nudges' arena; one thread.
 */
#ifndef PRECARE_REVIEW_NUDGE_LISTING_H
#define PRECARE_REVIEW_NUDGE_LISTING_H

#include "review/nudge_copy.h"

struct listing {
    struct copy *c;
    struct nudges *all;
    uint32_t room;
    bool thresholds_only;
};

/* Takes `what`. false: no memory. */
bool listing_add(struct listing *l, struct nudge n, struct buf *what);
/* A length by a unit either way: "WHOSE NAME: 6 months becomes 5 months". */
bool listing_add_length(struct listing *l, struct nudge n, struct length length, const char *whose,
                        const char *name);

#endif
