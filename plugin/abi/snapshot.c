/* SPDX-License-Identifier: MIT
 *
 * Entering and leaving the rules in force, and changing them. Entered by every hook on any thread;
 * changed by open, reload and follow under the door's mutex. Why it holds: a reader counts up, then
 * looks at the pointer; a writer changes the pointer, then looks at the counts, all in one order
 * (seq_cst): so either the reader sees the new pointer and lets go, or the writer sees the count
 * and leaves the rules alone.
 */
#include "abi/snapshot.h"

#include <pthread.h>

#include "base/seam.h"

uint32_t snapshot_slot(void)
{
    uint64_t thread = (uint64_t)(uintptr_t)pthread_self();

    return (uint32_t)((thread * UINT64_C(0x9e3779b97f4a7c15)) >> 60) & (SNAPSHOT_SLOTS - 1);
}

struct snapshot *snapshot_enter(struct snapshots *s, uint32_t slot)
{
    for (;;) {
        struct snapshot *held = atomic_load(&s->current);

        if (held == NULL) {
            return NULL;
        }
        (void)atomic_fetch_add(&held->slots[slot].readers, 1);
        if (atomic_load(&s->current) == held) {
            return held;
        }
        snapshot_leave(held, slot);
    }
}

void snapshot_leave(struct snapshot *held, uint32_t slot)
{
    (void)atomic_fetch_sub_explicit(&held->slots[slot].readers, 1, memory_order_release);
}

static bool is_read(struct snapshot *h)
{
    for (uint32_t i = 0; i < SNAPSHOT_SLOTS; i++) {
        if (atomic_load(&h->slots[i].readers) != 0) {
            return true;
        }
    }
    return false;
}

/* A free header; one whose last reader has gone becomes free here. */
static struct snapshot *header_free(struct snapshots *s)
{
    struct snapshot *current = atomic_load(&s->current), *found = NULL;

    for (struct snapshot *h = s->all; h != NULL; h = h->next) {
        if (h != current && h->set != NULL && !is_read(h)) {
            ruleset_drop(&h->set);
        }
        if (h != current && h->set == NULL) {
            found = h;
        }
    }
    return found;
}

static struct snapshot *header_new(struct snapshots *s)
{
    /* aligned by hand: a slot is a cache line */
    unsigned char *memory = mem_new(sizeof(struct snapshot) + 64 + sizeof(void *));

    if (memory == NULL) {
        return NULL;
    }
    uintptr_t at = ((uintptr_t)memory + sizeof(void *) + 63) & ~(uintptr_t)63;
    ((void **)at)[-1] = memory;
    struct snapshot *h = (struct snapshot *)at;
    h->next = s->all;
    s->all = h;
    return h;
}

int snapshots_set(struct snapshots *s, struct ruleset *set)
{
    struct snapshot *h = header_free(s);

    if (h == NULL) {
        h = header_new(s);
    }
    if (h == NULL) {
        return -1;
    }
    h->set = set;
    atomic_store(&s->current, h);
    (void)header_free(s);
    return 0;
}

void snapshots_end(struct snapshots *s)
{
    atomic_store(&s->current, NULL);
    while (s->all != NULL) {
        struct snapshot *next = s->all->next;

        ruleset_drop(&s->all->set);
        mem_drop(((void **)s->all)[-1]);
        s->all = next;
    }
}
