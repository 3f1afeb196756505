/* SPDX-License-Identifier: MIT
 *
 * What random_visit.c and random_visit_fill.c share; for them alone.
 */
#ifndef TESTS_SUPPORT_RANDOM_VISIT_PARTS_H
#define TESTS_SUPPORT_RANDOM_VISIT_PARTS_H

#include "support/random_event.h"
#include "support/random_visit.h"

/* Answers with what people write: the first two are understood, the next two are not. */
#define RANDOM_VALUES 6
extern const struct random_answer {
    const char *name, *values[RANDOM_VALUES];
} random_asked[RANDOM_ANSWERS];

/* Unknown, a day, an instant, or a month or year, mostly near the boundaries of the windows. */
struct when random_time(uint64_t *seed, int32_t around, int32_t spread);
struct span random_text(uint64_t *seed, const char *const *texts, uint32_t count);
uint32_t random_sites(uint64_t *seed, struct span *sites, uint32_t most); /* how many */
/* Value sets of each part of the chart, one that nobody defines, and one of another kind. */
struct span random_list(uint64_t *seed, enum chart chart);

#endif
