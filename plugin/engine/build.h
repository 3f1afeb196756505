/* SPDX-License-Identifier: MIT
 *
 * From drafts to the public result: words, tasks, questions, notes, then one block.
 */
#ifndef PRECARE_ENGINE_BUILD_H
#define PRECARE_ENGINE_BUILD_H

#include "engine/block.h"
#include "engine/judge.h"

/* NULL: no memory. */
struct result *build_result(struct judge *j);
/* A cancelled appointment is evaluated by no rule, and clear. */
/* of what is not to be judged; its books are known */
struct result *build_cancelled(struct judge *j);

/* result.c: the head of a result in a block of its own, with `guess` bytes behind it and, if
 * wanted, room for notes. NULL: no memory. And its end: false: the block was too small; it is gone.
 */
struct result *result_begin(struct block *b, size_t guess, bool notes);
bool result_end(struct result **r, const struct block *b);

#endif
