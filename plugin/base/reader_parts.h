/* SPDX-License-Identifier: MIT
 *
 * What the two files of the table-driven reader share: reading of maps (reader.c) and of single
 * values (reader_shapes.c). For these two alone.
 */
#ifndef PRECARE_BASE_READER_PARTS_H
#define PRECARE_BASE_READER_PARTS_H

#include "base/reader.h"

/* Whether a value has the shape its key asks for; if not, it is told (unless its node was). */
bool reader_shape_fits(struct reader *r, const struct key *key, const struct node *value);
/* S206: "x" must be `wanted`. */
void reader_wrong_kind(struct reader *r, const struct node *at, const char *name,
                       const char *wanted);
/* Did you mean, or else the choices themselves, as the fix. NULL choices are left out. */
void reader_choices_hint(struct reader *r, struct fault *f, const char *word,
                         const char *const *choices, size_t count);

#endif
