/* SPDX-License-Identifier: MIT
 *
 * The pieces of `precare demo`: seven invented visits, a chat receiver of its own, and how both are
 * shown side by side.
 */
#ifndef PRECARE_CLI_DEMO_H
#define PRECARE_CLI_DEMO_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "precare/precare.h"

/* ---- the visits (demo_visits.c) ---- */

#define DEMO_VISITS 6 /* by the public structs; one more by the JSON door */

struct demo_visit {
    const char *title;
    bool charting;        /* else booking */
    uint32_t overall;     /* what must come out */
    uint32_t alerts;      /* messages that must reach the chat */
    precare_event *event; /* owned by demo_visits.c, static */
};

/* Fills in all visits as of `now`. */
const struct demo_visit *demo_visits(time_t now);
/* Every text of the invented patients that must not be found in a message; ends with NULL. */
const char *const *demo_patient_details(void);

/* ---- the visit with a form (demo_form.c) ---- */

enum demo_form_end {
    DEMO_FORM_WELL,
    DEMO_FORM_WRONG, /* it was played, and is not as expected */
    DEMO_FORM_FAILED /* told */
};
enum demo_form_end demo_form(uint32_t number, const char *config, time_t now);

/* ---- the receiver (demo_receiver.c): a real HTTP server on a free loopback port, in a thread of
 * its own ---- */

struct demo_message {
    char path[64];
    char id[128], timestamp[32], signature[512]; /* Standard Webhooks headers; empty: none */
    char *body;
};

struct demo_receiver;
struct demo_receiver *demo_receiver_start(uint16_t *port_r); /* NULL: it could not */
/* Waits until `count` messages are there, or the time is over; how many there are. */
uint32_t demo_receiver_wait(struct demo_receiver *r, uint32_t count, int64_t most_ms);
const struct demo_message *demo_receiver_message(struct demo_receiver *r, uint32_t index);
void demo_receiver_stop(struct demo_receiver **r);

/* ---- on the screen (demo_show.c) ---- */

void demo_show(uint32_t number, const struct demo_visit *visit, const precare_result *result,
               struct demo_receiver *receiver, uint32_t first, uint32_t count);

#endif
