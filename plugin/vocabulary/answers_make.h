/* SPDX-License-Identifier: MIT
 *
 * How a set of words is made: for the loader alone. Texts are borrowed and must outlive the set;
 * everything else is the arena's. Faults of words are the caller's to tell. No memory: false.
 */
#ifndef PRECARE_VOCABULARY_ANSWERS_MAKE_H
#define PRECARE_VOCABULARY_ANSWERS_MAKE_H

#include "base/arena.h"
#include "vocabulary/answers.h"

/* Forms that are there already (`written` that is folded, or a synonym that is nothing new) stand
 * once. */
bool word_set_make(struct word_set *set, const struct word_row *rows, uint32_t count,
                   struct arena *keep);

#endif
