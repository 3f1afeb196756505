/* SPDX-License-Identifier: MIT
 *
 * How an overlay names what one rule is made of: its numbers, each with its value and the range in
 * which it may be moved, and its lists. Called by explain.c; pure.
 */
#ifndef PRECARE_REVIEW_EXPLAIN_NAMES_H
#define PRECARE_REVIEW_EXPLAIN_NAMES_H

#include "base/buf.h"
#include "rulebook/rulebook.h"

/* "retinoid-stop: 5 days (may be 1 day to 14 days)"; nothing where it has none. false: no memory.
 */
bool numbers_named(const struct rules *rules, uint32_t rule, struct arena *arena, struct buf *out);
/* "topical-retinoids, irritants": those that its conditions name. */
void lists_named(const struct rules *rules, uint32_t rule, struct buf *out);

#endif
