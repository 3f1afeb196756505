/* SPDX-License-Identifier: MIT
 *
 * The one block of memory that a result is, while it is being filled: pieces are cut from its
 * front, texts are copied behind them. Its size is a guess. A piece that does not fit is NULL and
 * `full` stays set, so that a long row of pieces is checked once at its end; then all of it is done
 * again in a larger block. For build.c and result.c.
 */
#ifndef PRECARE_ENGINE_BLOCK_H
#define PRECARE_ENGINE_BLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "precare/precare.h"

struct block {
    unsigned char *at;
    uint32_t room, used;
    bool full;
};

/* Not zeroed; align is a power of two. */
static inline void *block_cut(struct block *b, size_t size, size_t align)
{
    size_t from = (b->used + align - 1) & ~(align - 1);

    if (b->room < from || b->room - from < size) {
        b->full = true;
        return NULL;
    }
    b->used = (uint32_t)(from + size);
    return b->at + from;
}

/* The end of the piece that was cut last, which it did not need. */
static inline void block_return(struct block *b, size_t size)
{
    b->used -= (uint32_t)size;
}

/* Zeroed; NULL for none of them, too. */
static inline void *block_array(struct block *b, size_t count, size_t size)
{
    void *array =
        count > 0 && count <= UINT32_MAX ? block_cut(b, count * size, sizeof(void *)) : NULL;

    return array != NULL ? memset(array, 0, count * size) : NULL;
}

static inline const char *block_span(struct block *b, struct span s)
{
    char *copy = s.len ? block_cut(b, (size_t)s.len + 1, 1) : NULL;

    if (copy == NULL) {
        return NULL;
    }
    copy[s.len] = '\0';
    return memcpy(copy, s.at, s.len);
}

/* NULL for NULL; an empty text is one. */
static inline const char *block_text(struct block *b, const char *s)
{
    size_t size = s != NULL ? strlen(s) + 1 : 0;
    char *copy = s != NULL ? block_cut(b, size, 1) : NULL;

    return copy != NULL ? memcpy(copy, s, size) : NULL;
}

/* An array of texts; those that are in the block already (`here`) are pointed at. */
precare_array block_texts_copy(struct block *b, const char *const *at, uint32_t count);
static inline precare_array block_texts(struct block *b, const char *const *at, uint32_t count)
{
    return count > 0 ? block_texts_copy(b, at, count) : (precare_array){NULL, 0, sizeof *at};
}
precare_array block_texts_here(struct block *b, const char *const *at, uint32_t count);
/* A letter, a dash and sixteen digits. */
const char *block_id(struct block *b, char letter, uint64_t id);

#endif
