/* SPDX-License-Identifier: MIT
 *
 * What the tests still owe before a rulebook may be `active` (rule-language.md#tests):
 * all of them pass, every rule was seen to fire and to ask, every nudge of a threshold is noticed.
 * Called by `precare check` and by the reload; what signatures are missing is the rulebook room's
 * to say. Pure.
 */
#ifndef PRECARE_REVIEW_READY_H
#define PRECARE_REVIEW_READY_H

#include <stdbool.h>

#include "base/fault.h"
#include "rulebook/rulebook.h"

struct ready_options {
    bool for_active;  /* judge every rulebook that is not retired as if it were to be active */
    bool tests_alone; /* a reload: the tests pass, nothing more */
};

/* Adds X306 at the value of `status` for every rulebook that is not ready, and X307 for a test that
 * evaluates nothing. The rules must have been loaded for review. false: a fault was added, or
 * there is no memory. */
bool ready_check(const struct rules *rules, const struct ready_options *options,
                 struct faults *faults);

#endif
