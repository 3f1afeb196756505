/* SPDX-License-Identifier: MIT
 *
 * Which facts of an event a rule looks at, as bits PRECARE_NEEDS_ of the public header. For the
 * index of rules (triggers.h), which keeps them for each moment and procedure: so needs() tells a
 * host what to fetch, and the engine speaks of nothing else. Pure, any thread.
 */
#ifndef PRECARE_RULEBOOK_NEEDS_H
#define PRECARE_RULEBOOK_NEEDS_H

#include "rulebook/rulebook.h"

uint64_t rule_needs(const struct rules *rules, const struct rule *rule);

#endif
