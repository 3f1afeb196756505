/* SPDX-License-Identifier: MIT
 *
 * What makes two messages of two machines of a chain the same: a keyed hash (the site's key, which
 * a chain shares) of target, finding keys and event. For the relay, which keeps a message under
 * this key once. Between store_enter and store_leave.
 */
#ifndef PRECARE_OUTBOX_MESSAGE_KEY_H
#define PRECARE_OUTBOX_MESSAGE_KEY_H

#include "outbox/outbox_inside.h"

#define MESSAGE_KEY 16

/* A message that no event made (a digest, an alarm) is the same as no other. False: the store's
 * error is set. */
bool message_key(struct outbox *outbox, struct store *store, const struct message *m,
                 uint8_t key_r[MESSAGE_KEY]);

#endif
