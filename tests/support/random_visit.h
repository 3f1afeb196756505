/* SPDX-License-Identifier: MIT
 *
 * For properties of the engine: a visit of which anything may be known, in the words of
 * property_book.h, from a seed; the same visit with its entries in another order, or with a fact
 * more. Any thread.
 */
#ifndef TESTS_SUPPORT_RANDOM_VISIT_H
#define TESTS_SUPPORT_RANDOM_VISIT_H

#include <stdint.h>

#include "visit/visit.h"

#define RANDOM_MOST 6 /* entries of a list */
#define RANDOM_ANSWERS 4u

struct random_visit {
    struct visit visit; /* points into the rest */
    struct entry entries[CHART_COUNT][RANDOM_MOST];
    struct span sites[CHART_COUNT][RANDOM_MOST][2], area[2], training[2];
    struct answer answers[RANDOM_ANSWERS], fields[2];
    struct asked_set asked[CHART_ASKED][2];
    struct booked also[2];
};

void random_visit_make(uint64_t *seed, struct random_visit *r);
void random_visit_copy(struct random_visit *to, const struct random_visit *from);
/* The entries of this part of the chart in another order. */
void random_visit_shuffle(uint64_t *seed, struct random_visit *r, enum chart chart);
/* Perhaps one fact more, or one more exactly; nothing that was known is said otherwise. */
void random_visit_fill(uint64_t *seed, struct random_visit *r);

struct when when_on(int32_t day); /* the day, and no more is known */

#endif
