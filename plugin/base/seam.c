/* SPDX-License-Identifier: MIT
 *
 * The real world behind the seams: the C library's memory, the system's clocks and its random
 * bytes. Called by every room. Any thread. On failure: NULL, -1; nothing is printed and nothing
 * aborts.
 */
#include "base/seam.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};

    if (clock_gettime(clock, &now) != 0) {
        return 0;
    }
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

static int64_t system_steady_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

static int system_random(void *out, size_t size)
{
    unsigned char *at = out;

    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return -1;
        }
        at += got;
        size -= (size_t)got;
    }
    return 0;
}

struct seam seam = {
    .grow = realloc,
    .drop = free,
    .wall_ms = system_wall_ms,
    .steady_ms = system_steady_ms,
    .random = system_random,
};

void *mem_grow(void *old, size_t size)
{
    /* realloc of size 0 may free, and then NULL would not mean failure. */
    return seam.grow(old, size > 0 ? size : 1);
}

void *mem_more(void *items, uint32_t count, uint32_t *room, size_t each)
{
    if (count < *room) {
        return items;
    }
    uint32_t more = *room > 0 ? *room * 2 : 16;
    void *at = mem_grow(items, more * each);
    if (at != NULL) {
        *room = more;
    }
    return at;
}

void *mem_new(size_t size)
{
    void *p = mem_grow(NULL, size);

    if (p != NULL) {
        memset(p, 0, size);
    }
    return p;
}

void mem_drop(void *old)
{
    if (old != NULL) {
        seam.drop(old);
    }
}

char *mem_text(const char *s, size_t len)
{
    if (len == SIZE_MAX) {
        return NULL;
    }
    char *copy = mem_grow(NULL, len + 1);
    if (copy == NULL) {
        return NULL;
    }
    if (len > 0) {
        memcpy(copy, s, len);
    }
    copy[len] = '\0';
    return copy;
}
