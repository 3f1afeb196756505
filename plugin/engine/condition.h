/* SPDX-License-Identifier: MIT
 *
 * The value of a condition for a visit, in three values (rule-language.md#what-is-not-known).
 */
#ifndef PRECARE_ENGINE_CONDITION_H
#define PRECARE_ENGINE_CONDITION_H

#include "engine/details.h"

struct asking { /* who asks, and what it wants beside the value */
    struct view *view;
    uint32_t book;       /* whose freshness counts */
    struct trace *trace; /* NULL, or every condition's value is noted */
};

/* details NULL: the value alone, by the shortest way; else gathered whole (details zeroed by the
 * caller). */
enum truth condition_truth(const struct asking *a, uint32_t cond, struct details *details);

/* One file each: what is in the chart, and everything else. `why` may be NULL. */
enum truth chart_condition(const struct asking *a, const struct cond *c, struct details *d,
                           struct trace_cond *why);
enum truth fact_condition(const struct asking *a, const struct cond *c, struct details *d,
                          struct trace_cond *why);

#endif
