/* SPDX-License-Identifier: MIT
 *
 * What of a visit nobody can read: words and codes that mean nothing here. Told by their paths, in
 * the order of the event, so that a mapping or a list can be mended; only of the parts that a rule
 * in force looks at.
 */
#ifndef PRECARE_ENGINE_UNREAD_H
#define PRECARE_ENGINE_UNREAD_H

#include "engine/judge.h"

/* Into j->unread. Without memory the arena's `failed` tells. */
void unread_gather(struct judge *j);

#endif
