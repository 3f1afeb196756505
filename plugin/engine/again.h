/* SPDX-License-Identifier: MIT
 *
 * Questions that come back: of what is fresh today and stale on the day of the appointment
 * (rule-language.md#what-is-not-known). For judge.c alone.
 */
#ifndef PRECARE_ENGINE_AGAIN_H
#define PRECARE_ENGINE_AGAIN_H

#include "engine/judge.h"

/* The same visit as of its appointment. false: nothing that is known today goes stale by then, or
 * there is no memory (the arena tells). */
bool again_begin(struct judge *j, struct view *later);
/* Of a rule that is for this visit: what it knows today and not then, as DRAFT_AGAIN. */
void again_rule(struct judge *j, struct view *later, uint32_t index);

#endif
