/* SPDX-License-Identifier: MIT
 *
 * The notes of a result about days that were read otherwise than they were written (visit/days.h).
 */
#ifndef PRECARE_ENGINE_NOTE_DAYS_H
#define PRECARE_ENGINE_NOTE_DAYS_H

#include "engine/result.h"
#include "visit/visit.h"

/* One note of each kind, which names the first paths and counts the others; of the parts that rules
 * in force look at (`needs`: PRECARE_NEEDS_). `answered`: more notes, of answers and fields. */
void note_days(const struct visit *visit, const struct visit_note *answered, uint64_t needs,
               struct result *r);

#endif
