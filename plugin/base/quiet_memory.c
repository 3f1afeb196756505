/* SPDX-License-Identifier: MIT
 *
 * Memory that is left out of core dumps (base/quiet_memory.h). Blocks of a power of two come out
 * of pages that the system is told not to dump; one that is given back is wiped, and kept for the
 * next of its size. Larger ones have pages of their own.
 */
#include "base/quiet_memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define LEAST_BITS 5u /* 32 bytes, with the head */
#define MOST_BITS 16u /* 64 KiB; what is larger has a mapping of its own */
#define PAGES_BYTES (256u * 1024u)
#define OWN_PAGES UINT32_MAX

struct head {
    size_t size;     /* asked for; of the mapping, where it has its own: without the head */
    uint32_t bits;   /* of the whole block, or OWN_PAGES */
    uint32_t unused; /* the block begins at 16 bytes, as malloc's do */
};
_Static_assert(sizeof(struct head) == 16, "what follows the head is aligned for everything");

struct spare {
    struct spare *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t watch_once = PTHREAD_ONCE_INIT;
static struct spare *spares[MOST_BITS + 1];
static char *rest; /* of the pages taken last */
static size_t rest_len;

static void quiet_fork_prepare(void)
{
    (void)pthread_mutex_lock(&lock);
}

static void quiet_fork_parent(void)
{
    (void)pthread_mutex_unlock(&lock);
}

static void quiet_fork_child(void)
{
    (void)pthread_mutex_init(&lock, NULL);
}

static void quiet_memory_watch(void)
{
    (void)pthread_atfork(quiet_fork_prepare, quiet_fork_parent, quiet_fork_child);
}

void quiet_watch_forks(void)
{
    (void)pthread_once(&watch_once, quiet_memory_watch);
}

static void *pages_take(size_t len)
{
    void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED) {
        return NULL;
    }
    (void)madvise(at, len, MADV_DONTDUMP);
    return at;
}

static uint32_t bits_of(size_t len)
{
    uint32_t bits = LEAST_BITS;

    while (((size_t)1 << bits) < len) {
        bits++;
    }
    return bits;
}

/* With the lock held. */
static struct head *block_take(uint32_t bits)
{
    size_t len = (size_t)1 << bits;
    char *at;

    if (spares[bits] != NULL) {
        struct spare *spare = spares[bits];

        spares[bits] = spare->next;
        return (struct head *)(void *)spare;
    }
    if (rest_len < len) {
        at = pages_take(PAGES_BYTES);
        if (at == NULL) {
            return NULL;
        }
        rest = at; /* what was left of the last is less than this block: it stays unused */
        rest_len = PAGES_BYTES;
    }
    at = rest;
    rest += len;
    rest_len -= len;
    return (struct head *)(void *)at;
}

void *quiet_alloc(size_t size)
{
    size_t len = size + sizeof(struct head);
    struct head *head;

    if (len < size || len > SIZE_MAX / 2) {
        return NULL;
    }
    quiet_watch_forks();
    if (len > (size_t)1 << MOST_BITS) {
        head = pages_take(len);
        if (head != NULL) {
            *head = (struct head){size, OWN_PAGES, 0};
        }
    } else {
        uint32_t bits = bits_of(len);

        (void)pthread_mutex_lock(&lock);
        head = block_take(bits);
        (void)pthread_mutex_unlock(&lock);
        if (head != NULL) {
            *head = (struct head){size, bits, 0};
        }
    }
    return head != NULL ? head + 1 : NULL;
}

void *quiet_zeroed(size_t count, size_t size)
{
    void *at = size != 0 && count > SIZE_MAX / 2 / size ? NULL : quiet_alloc(count * size);

    if (at != NULL) {
        memset(at, 0, count * size);
    }
    return at;
}

void quiet_free(void *old)
{
    struct head *head = old;
    struct spare *spare;
    uint32_t bits;

    if (old == NULL) {
        return;
    }
    head--;
    if (head->bits == OWN_PAGES) {
        (void)munmap(head, head->size + sizeof *head);
        return;
    }
    bits = head->bits;
    explicit_bzero(head, (size_t)1 << bits);
    spare = (struct spare *)(void *)head;
    (void)pthread_mutex_lock(&lock);
    spare->next = spares[bits];
    spares[bits] = spare;
    (void)pthread_mutex_unlock(&lock);
}

void *quiet_grow(void *old, size_t size)
{
    struct head *head = old;
    void *new;

    if (old == NULL) {
        return quiet_alloc(size);
    }
    head--;
    if (head->bits != OWN_PAGES && size <= ((size_t)1 << head->bits) - sizeof *head) {
        head->size = size;
        return old;
    }
    new = quiet_alloc(size);
    if (new != NULL) {
        memcpy(new, old, head->size < size ? head->size : size);
        quiet_free(old);
    }
    return new;
}

char *quiet_text(const char *text)
{
    size_t len = strlen(text) + 1;
    char *at = quiet_alloc(len);

    if (at != NULL) {
        memcpy(at, text, len);
    }
    return at;
}
