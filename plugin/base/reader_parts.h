/* SPDX-License-Identifier: MIT
 *
 * What the files of the table-driven reader share: reading of maps (reader.c) and of single values
 * (reader_shapes.c). For plugin/base/ alone.
 */
#ifndef PRECARE_BASE_READER_PARTS_H
#define PRECARE_BASE_READER_PARTS_H

#include "base/reader.h"

/* Whether a value has the shape its key asks for; if not, it is told (unless its node was). */
bool reader_shape_fits(struct reader *r, const struct key *key, const struct node *value);
/* What is expected, as the reason: the noun of the key's shape, and what the key's row says. */
void reader_expected(struct reader *r, struct fault *f, const struct key *key);
/* S206: "x" must be `wanted`; `name` NULL: this must be. */
void reader_wrong_kind(struct reader *r, const struct node *at, const char *name,
                       const char *wanted);

#endif
