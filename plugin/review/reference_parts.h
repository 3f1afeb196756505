/* SPDX-License-Identifier: MIT
 *
 * Tables of keys as Markdown, for reference.c alone: one section a table, the tables that it leads
 * to right behind it, each once.
 */
#ifndef PRECARE_REVIEW_REFERENCE_PARTS_H
#define PRECARE_REVIEW_REFERENCE_PARTS_H

#include "base/buf.h"
#include "base/reader.h"

#define REFERENCE_TABLES 128u

enum reference_kind {
    REFERENCE_YAML,   /* what people write: a key may be left out, and something holds then */
    REFERENCE_EVENT,  /* what hosts write: null reads as left out */
    REFERENCE_RESULT, /* what is printed: a key is always there, and may be null */
};

struct reference_page {
    struct buf *out;
    enum reference_kind kind;
    const struct table *tables[REFERENCE_TABLES]; /* those that have a heading */
    char titles[REFERENCE_TABLES][64];
    bool printed[REFERENCE_TABLES];
    uint32_t count;
    bool conditions; /* the section of the conditions was printed */
};

/* The section of a table, and of those that it leads to and that have none yet. */
void reference_section(struct reference_page *p, const struct table *table);

#endif
