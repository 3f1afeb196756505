/* SPDX-License-Identifier: MIT
 *
 * The matter of a finding: what made a rule's condition hold, as a word that a host keeps with a
 * clearance and sends back with it months later (rule-language.md#a-rule). The same facts give
 * the same word on every machine and in every release, in whatever order they stand: so it is
 * written out here, byte by byte, and never changes. Pure, any thread.
 */
#ifndef PRECARE_ENGINE_MATTER_H
#define PRECARE_ENGINE_MATTER_H

#include "engine/condition.h"

#define MATTER_ROOM 11u /* "m-41c09a7e" and its NUL */

/* What a condition that holds adds to its details: an entry that matched; or, of a condition on a
 * single fact, the word that was said. */
void matter_entry(const struct asking *a, const struct found *hit, enum chart chart,
                  struct details *d);
void matter_fact(const struct asking *a, const struct cond *c, struct details *d);
/* A procedure of the visit, as a list calls it. */
void matter_booked(const char *item, struct details *d);
/* The word for all of them. */
void matter_of(const struct rule *rule, const struct details *d, char out[MATTER_ROOM]);

#endif
