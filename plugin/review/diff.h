/* SPDX-License-Identifier: MIT
 *
 * What changed between two sets of rules: in words for the person who signs (diff.c), and in
 * findings over a set of events (diff_events.c). Called by `precare diff`. Pure.
 */
#ifndef PRECARE_REVIEW_DIFF_H
#define PRECARE_REVIEW_DIFF_H

#include "base/buf.h"
#include "engine/engine.h"

/* The changes, a line each; *changes_r of them. false: no memory. */
bool diff_rules(const struct rules *before, const struct rules *after, struct buf *out,
                uint32_t *changes_r);

/* The same for those who are not to read the rules (a chat's channel of operations): ids, outcomes,
 * numbers and counts alone, looser changes first, a line each. */
bool diff_rules_brief(const struct rules *before, const struct rules *after, struct buf *out,
                      uint32_t *changes_r);

/* Findings new, gone and changed, per rule, and findings per 100 appointments. Draft and shadow
 * rules count as active. false: no memory. */
bool diff_events(const struct rules *before, const struct rules *after, const struct visit *visits,
                 uint32_t count, struct buf *out);

#endif
