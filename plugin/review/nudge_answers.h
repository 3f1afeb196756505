/* SPDX-License-Identifier: MIT
 *
 * Nudges of declared answers and words: listed for nudge_list.c, made and undone for nudge_copy.c.
 */
#ifndef PRECARE_REVIEW_NUDGE_ANSWERS_H
#define PRECARE_REVIEW_NUDGE_ANSWERS_H

#include "review/nudge_listing.h"

bool nudges_of_answers(struct listing *l); /* false: no memory */
/* Takes the synonym away, or gives it back. */
void nudge_synonym(struct copy *c, const struct nudge *n, bool removed);

#endif
