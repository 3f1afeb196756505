/* SPDX-License-Identifier: MIT
 *
 * One scenario and one result: is it what was expected? For plugin/review/ alone. Pure.
 */
#ifndef PRECARE_REVIEW_MATCH_H
#define PRECARE_REVIEW_MATCH_H

#include "base/buf.h"
#include "engine/engine.h"
#include "rulebook/scenario.h"

/* What differs is told in `why`, where it is not NULL. false: no memory. */
bool match_result(const struct rules *rules, const struct scenario *s, const struct result *result,
                  const struct trace *trace, struct buf *why, bool *same_r);

#endif
