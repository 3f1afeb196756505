/* SPDX-License-Identifier: MIT
 *
 * A table from names to numbers, for loading: what is called so, and was it there before. Lives in
 * an arena; names are borrowed. Not for two threads. When the arena is out of memory, adding fails
 * and finding finds nothing.
 */
#ifndef PRECARE_BASE_NAMES_H
#define PRECARE_BASE_NAMES_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/text.h"

struct name {
    struct span text;
    uint32_t number;
    uint32_t tag; /* of the hash */
};

struct names {
    struct name *at; /* in the order they were added */
    struct hash_index index;
    uint32_t room, count;
    struct arena *arena;
};

#define NAMES_NOT UINT32_MAX

void names_begin(struct names *t, struct arena *arena);
/* Before the first name: room for so many in one piece; growing would leave what it outgrows in the
 * arena. */
void names_room(struct names *t, uint32_t count);
uint32_t names_find(const struct names *t, struct span name); /* NAMES_NOT: not there */
/* The number that the name has: `number` where it is new, the old one where it is not. NAMES_NOT:
 * no memory. */
uint32_t names_add(struct names *t, struct span name, uint32_t number);
const char *names_at(const struct names *t, struct span name); /* the name as it was added; NULL */

#endif
