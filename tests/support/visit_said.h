/* SPDX-License-Identifier: MIT
 *
 * For tests of the doors: an event that says every key of the table, made from the rows' examples,
 * and what a visit holds, key by key, as the table's rows lead to it. Two doors that read an event
 * alike say the same. Single-threaded; without memory a test fails.
 */
#ifndef TESTS_SUPPORT_VISIT_SAID_H
#define TESTS_SUPPORT_VISIT_SAID_H

#include <jansson.h>

#include "base/buf.h"
#include "visit/event_keys.h"

json_t *event_of_examples(void); /* a settle, so that nothing is left out */
/* A line for each key with a value: "patient.birth_date: 1992-03-14". */
void visit_said(const struct visit *visit, struct buf *out);

#endif
