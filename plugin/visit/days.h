/* SPDX-License-Identifier: MIT
 *
 * The days of a visit that was just read, put right before anything is judged by them: a time that
 * is only a day which a computer wrote as midnight UTC, and facts that cannot be true. "After
 * today" is after the clinic's day and after that of UTC, whichever is later. Called by whoever
 * makes a visit (JSON, the C structs, tests), once it is whole. Any thread.
 */
#ifndef PRECARE_VISIT_DAYS_H
#define PRECARE_VISIT_DAYS_H

#include "base/arena.h"
#include "visit/visit.h"

/* Changes the visit, never what others share with it, and leaves a note of each change in
 * visit->notes. Without memory for a note the arena's `failed` is set. */
void visit_days(struct visit *visit, struct arena *arena);
/* Of an entry that says it is over and done with, and is dated after today: what is written is
 * judged, and its "no" is not believed. */
bool entry_is_impossible(const struct visit *visit, enum chart chart, const struct entry *e);

#endif
