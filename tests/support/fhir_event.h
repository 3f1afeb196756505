/* SPDX-License-Identifier: MIT
 *
 * An event as a host would send it that speaks CDS Hooks: its facts as FHIR R4 resources of a
 * prefetch. For the tests that hold the doors to each other. Any thread.
 */
#ifndef TESTS_SUPPORT_FHIR_EVENT_H
#define TESTS_SUPPORT_FHIR_EVENT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/calendar.h"
#include "base/zone.h"

#define FHIR_EVENT_INSTANCE "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea" /* the event's id */

/* A text of an object, "" where it has none. */
const char *fhir_event_said(const json_t *of, const char *key);
/* Leaves of an event what FHIR carries. false: its moment has no hook. */
bool fhir_event_carry(json_t *event);
/* The request; new. */
json_t *fhir_event_request(const json_t *event, const struct zone *zone);
json_t *fhir_event_bundle(json_t *resources); /* takes them; a searchset */

#endif
