/* SPDX-License-Identifier: MIT
 *
 * What can be told once a day of an outbox that works (courier/heartbeat.h): counts alone, nothing
 * of a patient. For the courier, inside the store; and what hooks leave for it.
 */
#ifndef PRECARE_OUTBOX_PULSE_H
#define PRECARE_OUTBOX_PULSE_H

#include "outbox/outbox.h"
#include "outbox/store.h"

struct pulse {
    char rules[320];                    /* those in use, in words; "": nobody said */
    int64_t evaluations, alerts;        /* in the last 24 hours; no drills */
    int64_t oldest;                     /* when what waits longest was due; 0: nothing waits */
    int64_t calls, processes;           /* of the day before today */
    int64_t mean_calls, mean_processes; /* of the last working days before it, in tenths */
    uint32_t days;                      /* how many these are: ten, or what there is */
    struct records_head head;
};

/* A working day is one on which any process called. false: the store's error is set. */
bool pulse_read(struct store *store, const struct config *config, int64_t now, struct pulse *r);

#endif
