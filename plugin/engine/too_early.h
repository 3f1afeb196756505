/* SPDX-License-Identifier: MIT
 *
 * Too early to ask (rule-language.md#what-is-not-known): a question that nobody could settle today
 * is put to the moment at which it can be. For judge.c; pure.
 */
#ifndef PRECARE_ENGINE_TOO_EARLY_H
#define PRECARE_ENGINE_TOO_EARLY_H

#include "engine/condition.h"

/* The moment at which an unknown of the rule, of this condition and this excuse, is asked: a later
 * one, or 0: now. */
uint32_t asked_from(const struct asking *a, const struct rule *rule, enum truth condition,
                    enum truth unless);
/* Whether anything that is said today may settle a condition that is open. */
bool can_settle(const struct asking *a, uint32_t cond);

#endif
