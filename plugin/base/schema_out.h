/* SPDX-License-Identifier: MIT
 *
 * What every JSON Schema here is made of, whatever its draft: tables of keys as definitions with
 * names of their own, the keys that are required, words, patterns. Called by rulebook/schema.c for
 * rule files and by review/document_schema.c for documents; one thread for one buf. When memory
 * ends, the buf's `failed` tells.
 */
#ifndef PRECARE_BASE_SCHEMA_OUT_H
#define PRECARE_BASE_SCHEMA_OUT_H

#include "base/buf.h"
#include "base/reader.h"

#define SCHEMA_TABLES 96u

/* The tables met so far, each a definition. A second table of the same noun is "noun-2". */
struct schema_tables {
    const struct table *at[SCHEMA_TABLES];
    char names[SCHEMA_TABLES][48];
    uint32_t count;
};

/* The name of the table's definition, which is met now if it was not before; NULL: no room. */
const char *schema_meet(struct schema_tables *met, const struct table *table);

/* Members of the schema that is open: */
void schema_required(struct buf *out, const struct table *table); /* nothing where no key is */
void schema_string(struct buf *out, bool or_null);
void schema_pattern(struct buf *out, bool or_null, const char *pattern);
/* Words from number `from` on, and null where it may stand there. */
void schema_enum(struct buf *out, const struct words *words, uint32_t from, bool or_null);

#endif
