/* SPDX-License-Identifier: MIT
 *
 * The notes of a result about days that were read otherwise than they were written (visit/days.h).
 */
#ifndef PRECARE_ENGINE_NOTE_DAYS_H
#define PRECARE_ENGINE_NOTE_DAYS_H

#include "engine/result.h"
#include "visit/visit.h"

/* One note of each kind, which names the first paths and counts the others. */
void note_days(const struct visit *visit, struct result *r);

#endif
