/* SPDX-License-Identifier: MIT
 *
 * Who is told anything by a set of rules: whether a rule acts, a line for each rulebook, and which
 * procedures a change would leave without any rulebook that acts. Called by `check`, the plan of
 * alerts and the drill, by the reload, and by what the plugin tells of itself. Pure.
 */
#ifndef PRECARE_REVIEW_STANDING_H
#define PRECARE_REVIEW_STANDING_H

#include "base/buf.h"
#include "rulebook/rulebook.h"

/* Whether what the rule finds is told to anybody. `demonstration`: rules of every status act that
 * are not retired, and none that an overlay silenced. */
bool standing_rule_acts(const struct rules *rules, const struct rule *rule, bool demonstration);

/* "microneedling 1.0.0: SHADOW, acts on nobody", without an end of line. `demonstration`: rules of
 * every status act. */
void standing_write(const struct rules *rules, uint32_t book, bool demonstration, struct buf *out);

/* What is not as it was approved, of rulebooks that are active and of overlays, a line each:
 * "microneedling: approved by Dr. A. on 2026-11-20; since then changed: rule mn-keloid." */
void standing_stale(const struct rules *rules, struct buf *out);

/* Approvals beside the rules before that are not beside those after, a line each: without the
 * newest an older one decides, and a text that was replaced may return. "The approval clinic.3 (by
 * Dr. A. on 2026-11-20) is no longer there." */
void standing_withdrawn(const struct rules *before, const struct rules *after, struct buf *out);

/* The procedures that some rulebook acts on before and none after, by the ids of their lists:
 * "microneedling and laser"; how many. */
uint32_t standing_lost(const struct rules *before, const struct rules *after, struct buf *out);

#endif
