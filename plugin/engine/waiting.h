/* SPDX-License-Identifier: MIT
 *
 * Rules that wait for a word: no rule of theirs is in force, because a procedure of the visit is
 * only nearly one that they are for, or cannot be read. Then the result is never `complete`
 * (rule-language.md#a-rule).
 */
#ifndef PRECARE_ENGINE_WAITING_H
#define PRECARE_ENGINE_WAITING_H

#include "engine/judge.h"

/* j->waits: whether some rule does. After judge_books. */
void waiting_look(struct judge *j);
/* The paths of procedures that nobody can read. */
void waiting_unread(struct judge *j);
/* A note `procedure-near` for each name that may be meant. */
void waiting_notes(const struct judge *j, struct result *r);

#endif
