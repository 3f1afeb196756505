/* SPDX-License-Identifier: MIT
 *
 * Memory that is left out of core dumps, and wiped when it is given back: for whatever holds the
 * site's key, and for what libcurl copies of a secret address while a request is under way (it has
 * at most some hundred kilobytes at a time). Any thread; a fork is cared for.
 */
#ifndef PRECARE_BASE_QUIET_MEMORY_H
#define PRECARE_BASE_QUIET_MEMORY_H

#include <stddef.h>

/* As malloc, calloc, realloc, strdup and free; NULL: no memory. */
void *quiet_alloc(size_t size);
void *quiet_zeroed(size_t count, size_t size);
void *quiet_grow(void *old, size_t size);
char *quiet_text(const char *text);
void quiet_free(void *old);

/* Registers the care for forks, once; before anybody's whose lock is held while this memory is
 * used. */
void quiet_watch_forks(void);

#endif
