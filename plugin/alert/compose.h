/* SPDX-License-Identifier: MIT
 *
 * From the findings of one event to the messages for each channel. Called by record.c inside its transaction.
 */
#ifndef PRECARE_ALERT_COMPOSE_H
#define PRECARE_ALERT_COMPOSE_H

#include "alert/outbox_inside.h"

struct recording { /* one call of outbox_record */
    struct outbox *outbox;
    const struct visit *visit;
    struct result *result;
    int64_t now, start; /* milliseconds; start: of the appointment */
    uint8_t event[EVENT_KEY];
    struct visit_row row;
    int64_t first_message;
    uint32_t messages;
    bool unknown_channel, waiting;
};

/* The messages and what they tell, for every channel that a finding alerts; false: the store's error is set. */
bool messages_compose(struct recording *r);
/* The key of a finding of the result, by its index. */
void finding_key_of(const struct recording *r, uint32_t index, const precare_finding *finding,
                    uint8_t key_r[FINDING_KEY]);

#endif
