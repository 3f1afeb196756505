/* SPDX-License-Identifier: MIT
 *
 * For plugin/rulebook/ alone: what the files that print the schema share. schema.c prints tables
 * and definitions, schema_shape.c what a key's value looks like, schema_choices.c the words at a
 * key.
 */
#ifndef PRECARE_RULEBOOK_SCHEMA_PARTS_H
#define PRECARE_RULEBOOK_SCHEMA_PARTS_H

#include <string.h>

#include "base/reader.h"
#include "base/schema_out.h"
#include "base/words.h"
#include "rulebook/schema.h"

struct printing {
    const struct rules *rules;
    struct buf *out;
    bool editor;
    struct schema_tables met;
};

static inline bool is_of(const char *choices, const char *what)
{
    return choices != NULL && strcmp(choices, what) == 0;
}

void schema_words(struct printing *p, const struct words *words);
/* The clinic's own choices; false: it has none, and any text will do. */
bool schema_own_choices(struct printing *p, const char *choices);
/* A parameter of that name stands before this one, in another rulebook. */
bool schema_parameter_said(const struct printing *p, uint32_t parameter);

/* A branch for each declared answer or field, of conditions that name one (schema_answers.c). */
void schema_declared(struct printing *p, const struct table *table);
void schema_shape(struct printing *p, const struct key *key);
/* A table's definition, which schema.c prints later if it was not met before. */
void schema_reference(struct printing *p, const struct table *table);

#endif
