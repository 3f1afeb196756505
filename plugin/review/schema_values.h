/* SPDX-License-Identifier: MIT
 *
 * For document_schema.c alone: what one value of a document looks like. An event's value is told by
 * its row of visit/event_keys.c, any other by its shape and by what its text is (`choices_of`).
 * Pure; one thread for one buf.
 */
#ifndef PRECARE_REVIEW_SCHEMA_VALUES_H
#define PRECARE_REVIEW_SCHEMA_VALUES_H

#include "base/buf.h"
#include "base/reader.h"
#include "visit/event_keys.h"

/* The members of a schema, into the map that is open. */
void schema_event_value(struct buf *out, const struct event_key *key);
void schema_result_value(struct buf *out, const struct key *key);
void schema_config_value(struct buf *out, const struct key *key);

/* The name of a table's definition: its noun, with dashes. */
void schema_name(const struct table *table, char name_r[64]);
#endif
