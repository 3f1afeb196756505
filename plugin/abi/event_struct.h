/* SPDX-License-Identifier: MIT
 *
 * A precare_event becomes a visit: the hot way in. Everything that a host wrote is checked on the
 * way (sizes, strides, counts, lengths, UTF-8, controls, words, dates), and nothing is copied but
 * what changes its form.
 */
#ifndef PRECARE_ABI_EVENT_STRUCT_H
#define PRECARE_ABI_EVENT_STRUCT_H

#include "base/arena.h"
#include "precare/precare.h"
#include "visit/visit.h"

struct event_fault {
    int32_t code;        /* PRECARE_E_ */
    const char *message; /* static text: the value's kind, never the value */
    char where[128];     /* "medications.entries[2].use" */
};

/* 0, or the code in *fault_r. The visit borrows from the event and from the arena. event_id is
 * filled in even on failure where it could be read. Any thread. */
int32_t event_from_struct(const precare_event *event, const struct zone *zone, struct arena *arena,
                          struct visit *visit_r, struct event_fault *fault_r);

/* One acknowledgement that stands alone, for acknowledge(). */
int32_t acknowledgement_from_struct(const precare_acknowledgement *from, const struct zone *zone,
                                    struct acknowledgement *ack_r, struct event_fault *fault_r);

/* A text of the host's outside an event (a reference, a procedure's name): whether it keeps the
 * limits. */
bool host_text(const char *s, uint32_t limit, struct span *span_r);

#endif
