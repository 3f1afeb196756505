/* SPDX-License-Identifier: MIT
 *
 * What the files of the installation's rules share. For plugin/abi/ alone.
 */
#ifndef PRECARE_ABI_INSTALLATION_PARTS_H
#define PRECARE_ABI_INSTALLATION_PARTS_H

#include "abi/installation.h"

/* The lock of those who change the rules, a descriptor; -1: it could not be had. */
int installation_lock(const struct installation *installation);
bool installation_generation_write(const struct installation *installation, uint64_t generation);
/* Under the lock. Where somebody cut the file the count goes on from the clock: a number that no
 * process has seen. */
bool installation_generation_mend(struct installation *installation, uint64_t *generation_r);
/* Removes all sets but the few that were current last; `now` and `before` (may be "") always stay,
 * whatever the clock did. A process that read another's name in `current` finds it gone and looks
 * again (set_follow). Under the lock. */
void installation_sweep(const struct installation *installation, const char *now,
                        const char *before);

#endif
