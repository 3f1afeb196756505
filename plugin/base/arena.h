/* SPDX-License-Identifier: MIT
 *
 * An arena: many small pieces, freed together. It can begin in memory of the caller's (a stack
 * buffer), and goes on in blocks of its own. Pieces never move. Not for two threads at once. On
 * failure (no memory, or the limit reached) arena_new returns NULL and `failed` stays set, so that
 * a long chain of allocations can be checked once at its end.
 */
#ifndef PRECARE_BASE_ARENA_H
#define PRECARE_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdalign.h>
#include <string.h>

#define ARENA_ALIGN alignof(max_align_t)

struct arena_block;

struct arena {
    unsigned char *next, *end;  /* what is left of the current block */
    struct arena_block *blocks; /* those of our own, newest first */
    size_t taken;               /* bytes of all blocks of our own */
    size_t limit;               /* at most this many; 0: no limit */
    bool failed;
};

/* Begins in `memory` (borrowed; may be NULL with size 0). */
void arena_begin(struct arena *a, void *memory, size_t size, size_t limit);
void *arena_block_new(struct arena *a, size_t size); /* arena_new's slow way: a new block */
/* Zeroed, aligned for anything; NULL on failure. */
static inline void *arena_new(struct arena *a, size_t size)
{
    size_t need = (size + (ARENA_ALIGN - 1)) & ~(size_t)(ARENA_ALIGN - 1);
    unsigned char *piece = a->next;
    if (need == 0 || need > (size_t)(a->end - piece))
        return arena_block_new(a, size);
    a->next += need;
    return memset(piece, 0, need);
}
/* The same, with the product checked. */
static inline void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        bytes = SIZE_MAX; /* there is never so much */
    return arena_new(a, bytes);
}
char *arena_text(struct arena *a, const char *s, size_t len); /* a NUL-terminated copy */
void arena_end(struct arena *a); /* frees all; the arena may begin again */

#endif
