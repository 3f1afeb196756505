/* SPDX-License-Identifier: MIT
 *
 * The seams: what the plugin takes from the world outside (memory, time, chance), reached through
 * one table of functions, so that tests can fail or set each in turn. The engine uses memory alone.
 * Threads: the table is read by all and written by tests only, before they start a thread.
 */
#ifndef PRECARE_BASE_SEAM_H
#define PRECARE_BASE_SEAM_H

#include "base/bits.h"
#include <stddef.h>
#include <stdint.h>

struct seam {
    /* Realloc's contract; NULL: none left, `old` untouched. */
    void *(*grow)(void *old, size_t size);
    void (*drop)(void *old);    /* free's contract */
    int64_t (*wall_ms)(void);   /* milliseconds since 1970-01-01 UTC; may jump both ways */
    int64_t (*steady_ms)(void); /* monotonic; for waiting and measuring only */
    int (*random)(void *out, size_t size); /* 0, or -1 with `out` undefined: never weak bytes */
};

extern struct seam seam;

void *mem_new(size_t size);             /* zeroed; NULL when there is none */
void *mem_grow(void *old, size_t size); /* like realloc */
/* Room for one item more: `items`, which moves when it was full. NULL: none; it is as it was. */
void *mem_more(void *items, uint32_t count, uint32_t *room, size_t each);
void mem_drop(void *old); /* like free; NULL is fine */
/* A NUL-terminated copy, owned by the caller; NULL: no memory. */
char *mem_text(const char *s, size_t len);

#endif
