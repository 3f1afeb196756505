/* SPDX-License-Identifier: MIT
 *
 * What one value of a document looks like (document_schema.h). An event's value is told by its row
 * of visit/event_keys.c, any other by its shape and by what its text is (`choices_of`). Called by
 * document_schema.c and by form/form_schema.c. Pure; one thread for one buf.
 */
#ifndef PRECARE_REVIEW_SCHEMA_VALUES_H
#define PRECARE_REVIEW_SCHEMA_VALUES_H

#include "base/schema_out.h"
#include "visit/event_keys.h"

/* The members of a schema, into the map that is open; a table that it needs is met. */
void schema_event_value(struct buf *out, struct schema_tables *met, const struct event_key *key);
/* Of what is printed: results, forms. */
void schema_printed_value(struct buf *out, struct schema_tables *met, const struct key *key);
void schema_config_value(struct buf *out, struct schema_tables *met, const struct key *key);

/* A host's text: at most `limit` bytes, at least `least` characters (0 or 1), no control character.
 */
void schema_text(struct buf *out, uint32_t limit, uint32_t least, bool or_null);

/* A date that is whole, or an instant. */
#define SCHEMA_WHEN_WHOLE                                                                          \
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"                      \
    "(Z|[+-][0-9]{2}(:[0-9]{2})?)?)?$"

#endif
