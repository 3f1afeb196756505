/* SPDX-License-Identifier: MIT
 *
 * What operations and the host's log hear of a reload: that it failed, or what it changed. For
 * reload.c. What cannot be told stops nothing.
 */
#ifndef PRECARE_ABI_RELOAD_TOLD_H
#define PRECARE_ABI_RELOAD_TOLD_H

#include "abi/door.h"

/* The set is current for the installation from now on. `before`: NULL, there was none. */
void reload_told(struct door *door, const struct ruleset *before, const struct ruleset *after,
                 const struct reload_asked *asked);
/* Whether or not it came to that. */
void reload_ended(struct door *door, int32_t status);

#endif
