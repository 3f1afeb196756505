/* SPDX-License-Identifier: MIT
 *
 * `acknowledge` of what a user was shown: recorded nowhere, told to nobody. It is for strict mode,
 * which compares it with the result; without strict mode it is read and answered. Any thread.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/event_struct.h"
#include "base/words.h"
#include "strict/strict.h"

#define REF_MOST 64u

/* The number of an overall word; false: it is none. */
static bool overall_read(struct span word, uint32_t *overall_r)
{
    for (uint32_t i = 0; i < words_overall.count; i++) {
        if (words_overall.at[i] != NULL && span_same(word, span_of(words_overall.at[i]))) {
            *overall_r = i;
            return true;
        }
    }
    return false;
}

int32_t door_shown(struct door *door, const precare_acknowledgement *ack, precare_error *err)
{
    precare_acknowledgement copy = *ack;
    struct acknowledgement read;
    struct event_fault fault;
    struct span ref, appointment;
    uint32_t overall = 0;

    copy.action = PRECARE_ACCEPTED; /* which has the same texts */
    copy.struct_size = sizeof copy;
    int32_t status = acknowledgement_from_struct(&copy, door->config->zone, &read, &fault);
    if (status != PRECARE_OK) {
        return error_tell(err, status, fault.where, fault.message);
    }
    if (!host_text(ack->ref, REF_MOST, &ref) ||
        !host_text(ack->appointment, EVENT_ID, &appointment) ||
        (ref.at == NULL && appointment.at == NULL)) {
        return error_tell(err, PRECARE_E_ARGUMENT, "ref",
                          "a reference, or the appointment's id, is required");
    }
    if (!overall_read(read.reason, &overall)) {
        return error_tell(
            err, PRECARE_E_ARGUMENT, "reason",
            "of what was shown it is the overall word: clear, ask, not-evaluated, ...");
    }
    const struct strict_shown shown = {ack->ref, appointment.at, read.occurrence, overall};
    if (door->strict != NULL && !strict_shown(door->strict, &shown)) {
        return error_tell(err, PRECARE_E_NOT_FOUND, "appointment",
                          "no event of this appointment was judged");
    }
    return PRECARE_OK;
}
