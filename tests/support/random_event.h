/* SPDX-License-Identifier: MIT
 *
 * For the property of forms: an event of which anything may be known, in any words, from a seed.
 * The words are those of the shipped rules, some of them misspelt. One thread.
 */
#ifndef TESTS_SUPPORT_RANDOM_EVENT_H
#define TESTS_SUPPORT_RANDOM_EVENT_H

#include <jansson.h>
#include <stdint.h>

#include "rulebook/rulebook.h"

uint32_t random_below(uint64_t *seed, uint32_t below);
/* 0 to 100 */
bool random_chance(uint64_t *seed, uint32_t percent);
/* Days around 23 November 2026, as "2026-11-20", in a static buffer. */
const char *random_day(uint64_t *seed, int32_t from, int32_t to);
json_t *random_event(const struct rules *rules, uint64_t *seed); /* new; the caller's */

#endif
