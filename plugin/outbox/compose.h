/* SPDX-License-Identifier: MIT
 *
 * From the findings of one event to the messages for each channel. Called by record.c inside its
 * transaction.
 */
#ifndef PRECARE_OUTBOX_COMPOSE_H
#define PRECARE_OUTBOX_COMPOSE_H

#include "outbox/outbox_inside.h"

struct recording { /* one call of outbox_record */
    struct outbox *outbox;
    const struct visit *visit;
    struct result *result;
    int64_t now, start; /* milliseconds; start: of the appointment */
    uint8_t event[EVENT_KEY];
    struct visit_row row;
    int64_t first_message;
    uint32_t messages;
    bool unknown_channel;
    bool drill;  /* of `precare drill`: outbox/drill.h */
    bool series; /* a visit of its own, of an id that names others; it does not say which it is */
    uint8_t (*keys)[FINDING_KEY]; /* of the findings, zero: not asked for yet; mem_drop */
    uint8_t random[80];           /* drawn at once: the last random_left of them are unused */
    uint32_t random_left;
};

/* Element i of an array of the result. */
__attribute__((unused)) static inline const void *item_at(const precare_array *a, uint32_t i)
{
    return (const char *)a->items + (size_t)i * a->stride;
}

/* The messages and what they tell, for every channel that a finding alerts; false: the store's
 * error is set. */
bool messages_compose(struct recording *r);
/* Bytes by chance; the system is asked for many of them at once. */
bool record_random(struct recording *r, void *out, uint32_t size);
/* The key of a finding of the result, by its index; made once. NULL: no memory. */
const uint8_t *finding_key_of(struct recording *r, uint32_t index);

#endif
