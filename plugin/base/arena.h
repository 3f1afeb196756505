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
void *arena_block_new(struct arena *a, size_t size); /* the slow way: a new block */
static inline size_t arena_rounded(size_t size)
{
    return (size + (ARENA_ALIGN - 1)) & ~(size_t)(ARENA_ALIGN - 1); /* 0: too much */
}
/* From the front of the block; NULL: it has not so much left. */
static inline void *arena_cut(struct arena *a, size_t need)
{
    unsigned char *piece = a->next;

    if (need == 0 || need > (size_t)(a->end - piece)) {
        return NULL;
    }
    a->next += need;
    return piece;
}
/* Zeroed, aligned for anything; NULL on failure. */
static inline void *arena_new(struct arena *a, size_t size)
{
    size_t need = arena_rounded(size);
    void *piece = arena_cut(a, need);

    return piece != NULL ? memset(piece, 0, need) : arena_block_new(a, size);
}
/* The same, not zeroed: for what is filled at once. */
static inline void *arena_raw(struct arena *a, size_t size)
{
    void *piece = arena_cut(a, arena_rounded(size));

    return piece != NULL ? piece : arena_block_new(a, size);
}
/* A product of sizes; there is never so much as SIZE_MAX. */
static inline size_t arena_bytes(size_t count, size_t size)
{
    size_t bytes;

    return __builtin_mul_overflow(count, size, &bytes) ? SIZE_MAX : bytes;
}
static inline void *arena_array(struct arena *a, size_t count, size_t size)
{
    return arena_new(a, arena_bytes(count, size));
}
static inline void *arena_array_raw(struct arena *a, size_t count, size_t size)
{
    return arena_raw(a, arena_bytes(count, size));
}
/* Room for one item more, as mem_more; what was full stays in the arena. */
void *arena_more(struct arena *a, void *items, uint32_t count, uint32_t *room, size_t each);
char *arena_text(struct arena *a, const char *s, size_t len); /* a NUL-terminated copy */
void arena_end(struct arena *a); /* frees all; the arena may begin again */

#endif
