/* SPDX-License-Identifier: MIT
 *
 * One rule told in words, and how it judged one visit: every condition with T, F or U and why, what
 * follows, the calendar, source and basis, what is not covered. Called by `precare explain`. Pure.
 */
#ifndef PRECARE_REVIEW_EXPLAIN_H
#define PRECARE_REVIEW_EXPLAIN_H

#include "base/buf.h"
#include "engine/engine.h"

/* Without a visit (NULL) the rule alone. `as_active`: draft and shadow rules are judged as if they
 * were active. false: no memory. */
bool explain_rule(const struct rules *rules, uint32_t rule, const struct visit *visit,
                  bool as_active, struct buf *out);

#endif
