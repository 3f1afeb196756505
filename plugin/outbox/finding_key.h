/* SPDX-License-Identifier: MIT
 *
 * Keyed hashes (HMAC-SHA-256 with the site's key) of visits and findings: what makes the same
 * finding be told once, and lets a record be matched without saying what it is of. Pure, any
 * thread.
 */
#ifndef PRECARE_OUTBOX_FINDING_KEY_H
#define PRECARE_OUTBOX_FINDING_KEY_H

#include <stdint.h>

#include "base/hash.h"
#include "engine/result.h"
#include "visit/visit.h"

#define VISIT_KEY 16
#define VISIT_PREFIX 8 /* with which the keys of its findings begin */
#define FINDING_KEY 24
#define EVENT_KEY 8 /* MESSAGE_EVENT of message.h */
#define ACK_KEY 16

/* Of the first bytes of the key of an id: those of all of its occurrences begin so too, and so do
 * the references of all of them. */
#define VISIT_SERIES 3
/* Of an appointment without an id: of its subject, procedure and local date. */
void visit_key_of_day(const struct hmac *keyed, const struct visit *visit,
                      uint8_t key_r[VISIT_KEY]);
void visit_key_of_id(const struct hmac *keyed, struct span appointment, uint8_t key_r[VISIT_KEY]);
/* Of one of a series: a day, or an instant. */
void visit_key_of_occurrence(const struct hmac *keyed, struct span appointment,
                             const struct when *occurrence, uint8_t key_r[VISIT_KEY]);
/* What a record keeps of a matter. */
#define MATTER_KEY 8
void matter_key(const struct hmac *keyed, const char *matter, uint8_t key_r[MATTER_KEY]);
/* Of the visit, and of rule, moment, what matched and outcome. */
void finding_key(const struct hmac *keyed, const uint8_t visit[VISIT_KEY], uint32_t moment,
                 const precare_finding *finding, const struct finding_facts *facts,
                 uint8_t key_r[FINDING_KEY]);
void event_key(const struct hmac *keyed, struct span event_id, uint8_t key_r[EVENT_KEY]);
/* Of texts (NULL: none) that together say what was done. */
void texts_key(const struct hmac *keyed, const char *kind, const char *const *texts, uint32_t count,
               uint8_t key_r[ACK_KEY]);

#endif
