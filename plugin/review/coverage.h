/* SPDX-License-Identifier: MIT
 *
 * Which rules the tests have seen at work: fired, quiet, asked, with still time. Made from the
 * traces of a run. Called by `precare test --coverage`, ready.c and page*.c. Pure.
 */
#ifndef PRECARE_REVIEW_COVERAGE_H
#define PRECARE_REVIEW_COVERAGE_H

#include "review/run.h"

struct coverage { /* of one rule: in how many tests */
    uint32_t fired, quiet, asked, still_time;
};

/* An array of rules->rule_count in the arena; NULL: no memory (or no rules). */
struct coverage *coverage_of(const struct run *run, struct arena *arena);
/* A rule that is evaluated at all: neither it nor its rulebook is retired. */
bool coverage_counts(const struct rules *rules, uint32_t rule);
/* What `active` needs of this rule and the tests do not show: NULL: nothing. */
const char *coverage_gap(const struct rule *rule, const struct coverage *c);

#endif
