/* SPDX-License-Identifier: MIT
 *
 * A form as it comes back: a QuestionnaireResponse with three of four questions answered, whatever
 * a seed says. One thread.
 */
#ifndef TESTS_SUPPORT_FORM_ANSWERED_H
#define TESTS_SUPPORT_FORM_ANSWERED_H

#include <jansson.h>
#include <stdint.h>

#include "base/zone.h"
#include "rulebook/rulebook.h"

/* The patient's part of the form of this visit, answered around 23 November 2026; NULL: there is
 * none. The caller's. */
json_t *form_answered(const struct rules *rules, const struct zone *zone, const json_t *event,
                      uint64_t *seed);

#endif
