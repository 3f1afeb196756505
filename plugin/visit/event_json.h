/* SPDX-License-Identifier: MIT
 *
 * A precare-event/1 document (events.md) becomes a visit. Strict: an unknown key, a wrong type, an
 * impossible date is a fault with its path and a hint; it names the value's kind, never the value.
 */
#ifndef PRECARE_VISIT_EVENT_JSON_H
#define PRECARE_VISIT_EVENT_JSON_H

#include "base/arena.h"
#include "base/fault.h"
#include "visit/visit.h"

/* 0, or -1 with a fault (the first one is what the host is told). The visit borrows from the arena
 * alone. event_id is filled in even on failure where it could be read. */
int event_from_json(const char *bytes, size_t len, const struct zone *zone, struct arena *arena,
                    struct faults *faults, struct visit *visit_r);

#endif
