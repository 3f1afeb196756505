/* SPDX-License-Identifier: MIT
 *
 * What a result without rules says of those that act on nobody. For build.c. Pure.
 */
#ifndef PRECARE_ENGINE_IDLE_H
#define PRECARE_ENGINE_IDLE_H

#include "engine/judge.h"
#include "engine/result.h"

/* A note where nobody judged the visit: there are rules for it that act on nobody, or no rulebook
 * acts at all. That a clinic has no rules for some procedure says the coverage alone. */
void idle_note(const struct judge *j, struct result *r);

#endif
