/* SPDX-License-Identifier: MIT
 *
 * What operations, the records and the host's log hear of a reload: that it failed, or what it
 * changed. For reload.c, without its mutex: bookings go on meanwhile. What cannot be told stops
 * nothing.
 */
#ifndef PRECARE_ABI_RELOAD_TOLD_H
#define PRECARE_ABI_RELOAD_TOLD_H

#include "abi/door.h"

struct reload_done {
    const struct reload_asked *asked;
    struct rule_pack pack;          /* what was to be taken into use; may be empty */
    struct ruleset *before, *after; /* NULL: nothing; it did not come to that */
    uint64_t generation;
};

/* Leaves for the heartbeat which rules are in use. */
void rules_in_use_say(struct door *door, const struct ruleset *set);
/* The first set of all, which an open took into use: for the records. `by`: NULL: the host. */
void first_told(struct door *door, const struct rule_pack *pack, struct ruleset *set,
                const char *by);
void reload_told(struct door *door, int32_t status, const struct reload_done *done);

#endif
