/* SPDX-License-Identifier: MIT
 *
 * The relay of a chain of clinics, NATS JetStream between an outbox and the chats. Two halves:
 * `precare courier` hands the messages of its outbox to the relay (relay_carry), `precare courier
 * --relay` takes them from it and posts them (relay_post), any number of both. Of the command
 * alone: nothing of it is in the plugin. In the foreground, one call a process.
 */
#ifndef PRECARE_RELAY_RELAY_H
#define PRECARE_RELAY_RELAY_H

#include "courier/courier.h"

struct relay_limits { /* for tests, before anything is started */
    /* a courier that says nothing for so long is dead: others get its messages */
    int64_t ack_wait_ms;
    int64_t strangers_ms; /* a subject of no channel is looked at so often */
};
extern struct relay_limits relay_limits;

/* Like courier_run, with messages going to the relay; a row counts as sent once the relay has it
 * for good. Passes on and applies acknowledgements and cancels. */
int relay_carry(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
                void *context, const char **error_r);
/* Takes messages from the relay and posts them, until *stop is set; `once`: until none came for a
 * while (COURIER_LOOK: a channel is paused or cannot be used). The outbox is where the state of the
 * channels is kept. */
int relay_post(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
               void *context, const char **error_r);

#endif
