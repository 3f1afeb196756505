/* SPDX-License-Identifier: MIT
 *
 * The tests that stand beside the rules, as events of a host; and any event on other days. Any
 * thread.
 */
#ifndef TESTS_SUPPORT_CASE_EVENT_H
#define TESTS_SUPPORT_CASE_EVENT_H

#include <jansson.h>
#include <stdint.h>

#include "visit/visit.h"

/* With the id and the start that such a test leaves out; the caller's. */
json_t *case_event(const struct visit *visit);
/* Each text of it that is a date, or begins with one, so many days later; a year alone and a month
 * alone by their first day. */
void days_shift(json_t *of, int32_t days);

#endif
