/* SPDX-License-Identifier: MIT
 *
 * A precare-event/1 document as the structs of the public header: what a host written in C would
 * fill from its own records. Walks the table of the event's keys (visit/event_keys.h), so that a
 * key is filled as soon as it has its row. For the tests that hold the two doors to each other, and
 * those that raise an event of a file.
 */
#ifndef TESTS_SUPPORT_EVENT_BUILD_H
#define TESTS_SUPPORT_EVENT_BUILD_H

#include <stddef.h>

#include "precare/precare.h"

struct event_build; /* owns the memory of one event */

/* NULL, with what is wrong in `why` (a path and a few words). */
struct event_build *event_build_new(const char *json, size_t len, char why[256]);
precare_event *event_build_event(struct event_build *b); /* may be changed, until it is freed */
void event_build_free(struct event_build **b);

#endif
