/* SPDX-License-Identifier: MIT
 *
 * For properties of the engine: one rulebook with a rule for each of many conditions, of every
 * kind. support/random_visit.h speaks its words. Not for two threads.
 */
#ifndef TESTS_SUPPORT_PROPERTY_BOOK_H
#define TESTS_SUPPORT_PROPERTY_BOOK_H

#include "rulebook/rulebook.h"

#define PROPERTY_RULES 51u

extern const char *const property_conditions[PROPERTY_RULES]; /* of rule r0, r1 ... */
struct rules *property_rules(void);                           /* the caller's; NULL: it failed */

#endif
