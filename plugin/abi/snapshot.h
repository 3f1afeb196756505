/* SPDX-License-Identifier: MIT
 *
 * The rules in force, for readers without a lock: an atomic pointer
 * to a small header that is never freed while its owner lives. A reader counts up in one of the
 * header's padded slots, looks whether the pointer still holds, else counts down and tries again. A
 * header whose rules nobody uses any more is used again; a count that a fork left behind costs
 * memory, never a hang.
 */
#ifndef PRECARE_ABI_SNAPSHOT_H
#define PRECARE_ABI_SNAPSHOT_H

#include <stdatomic.h>
#include <stdint.h>

#include "abi/ruleset.h"

#define SNAPSHOT_SLOTS 16u /* a power of two */

struct snapshot {
    struct ruleset *set; /* set before the header becomes current; NULL: the header is free */
    struct snapshot *next;
    struct {
        _Alignas(64) _Atomic uint64_t readers;
    } slots[SNAPSHOT_SLOTS];
};

struct snapshots {
    struct snapshot *_Atomic current; /* NULL: no rules yet */
    struct snapshot *all;             /* of the writers; they hold a lock of their own */
};

/* [readers] Any thread; NULL: no rules. The set is good until snapshot_leave. */
struct snapshot *snapshot_enter(struct snapshots *s, uint32_t slot);
void snapshot_leave(struct snapshot *held, uint32_t slot);
uint32_t snapshot_slot(void); /* of this thread */

/* [one writer at a time] Takes the set (a use of it); frees what nobody reads any more. -1: no
 * memory, nothing taken. */
int snapshots_set(struct snapshots *s, struct ruleset *set);
/* [control] Nobody reads any more, or never will (a fork's leftovers): all is freed. */
void snapshots_end(struct snapshots *s);

#endif
