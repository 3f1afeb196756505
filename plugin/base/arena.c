/* SPDX-License-Identifier: MIT
 *
 * The arena: pieces are cut from the front of the current block; a piece that would waste much of a
 * block gets one of its own, behind the current one. Called by every room; one thread at a time for
 * one arena. On failure: NULL and `failed`; what was cut before stays good.
 */
#include "base/arena.h"

#include "base/seam.h"

#define ALIGN ARENA_ALIGN
#define BLOCK_LEAST 4096u
#define BLOCK_MOST (256u * 1024u)

struct arena_block {
    struct arena_block *older;
    size_t size; /* with this head */
};

#define HEAD ((sizeof(struct arena_block) + ALIGN - 1) & ~(size_t)(ALIGN - 1))

void arena_begin(struct arena *a, void *memory, size_t size, size_t limit)
{
    *a = (struct arena){.limit = limit};
    if (memory == NULL) {
        return;
    }
    size_t skip = (size_t)(-(uintptr_t)memory & (ALIGN - 1));
    if (size <= skip) {
        return;
    }
    a->next = (unsigned char *)memory + skip;
    a->end = a->next + ((size - skip) & ~(size_t)(ALIGN - 1));
}

/* The size of a new block for a piece of `need` bytes (rounded); 0: the limit does not allow it. */
static size_t block_size(const struct arena *a, size_t need)
{
    size_t least = HEAD + need;
    size_t size = a->taken / 4;

    if (size < BLOCK_LEAST) {
        size = BLOCK_LEAST;
    }
    if (size > BLOCK_MOST) {
        size = BLOCK_MOST;
    }
    if (need > size / 4 || size < least) {
        size = least > BLOCK_LEAST ? least : BLOCK_LEAST;
    }
    if (a->limit == 0) {
        return size;
    }
    size_t left = a->limit > a->taken ? a->limit - a->taken : 0;
    if (least > left) {
        return 0;
    }
    return size < left ? size : left & ~(size_t)(ALIGN - 1);
}

/* A new block. It becomes the current one if it leaves more room than the old one has left. */
static void *block_begin(struct arena *a, size_t need)
{
    size_t size = need <= SIZE_MAX / 2 ? block_size(a, need) : 0;
    struct arena_block *block = size >= HEAD + need ? mem_grow(NULL, size) : NULL;

    if (block == NULL) {
        a->failed = true;
        return NULL;
    }
    block->size = size;
    block->older = a->blocks;
    a->blocks = block;
    a->taken += size;
    unsigned char *piece = (unsigned char *)block + HEAD;
    if (size - HEAD - need > (size_t)(a->end - a->next) || a->next == NULL) {
        a->next = piece + need;
        a->end = (unsigned char *)block + size;
    }
    return piece;
}

void *arena_block_new(struct arena *a, size_t size)
{
    size_t need = (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);

    if (need < size || size == 0) {
        need = size == 0 ? ALIGN : SIZE_MAX;
    }
    unsigned char *piece = a->next;
    if (need <= (size_t)(a->end - a->next)) {
        a->next += need;
    } else {
        piece = block_begin(a, need);
    }
    return piece != NULL ? memset(piece, 0, need) : NULL;
}

void *arena_more(struct arena *a, void *items, uint32_t count, uint32_t *room, size_t each)
{
    if (count < *room) {
        return items;
    }
    uint32_t more = *room > 0 ? *room * 2 : 16;
    void *at = arena_array(a, more, each);
    if (at != NULL && count > 0) {
        memcpy(at, items, count * each);
    }
    if (at != NULL) {
        *room = more;
    }
    return at;
}

char *arena_text(struct arena *a, const char *s, size_t len)
{
    if (len == SIZE_MAX) {
        a->failed = true;
        return NULL;
    }
    char *copy = arena_new(a, len + 1);
    if (copy != NULL && len > 0) {
        memcpy(copy, s, len);
    }
    return copy;
}

void arena_end(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *older = a->blocks->older;

        mem_drop(a->blocks);
        a->blocks = older;
    }
    *a = (struct arena){0};
}
