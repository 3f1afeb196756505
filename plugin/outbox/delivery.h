/* SPDX-License-Identifier: MIT
 *
 * What an outbox is to the one that delivers from it, or carries from it to the relay: its
 * configuration, its database, its bell, its keys, room on a full disk, and what goes when it is
 * old. Everything is borrowed for as long as the outbox is open. On the thread that delivers.
 */
#ifndef PRECARE_OUTBOX_DELIVERY_H
#define PRECARE_OUTBOX_DELIVERY_H

#include "outbox/finding_key.h"
#include "outbox/outbox.h"
#include "outbox/store.h"

const struct config *outbox_config(const struct outbox *outbox);
bool outbox_is_null(const struct outbox *outbox); /* records nothing: nothing is to be delivered */
/* A connection of the deliverer's own; in memory, the one there is. NULL: no memory. */
/* When the first message that waits for this target is due; INT64_MAX: none waits. */
int64_t due_first(struct store *store, const char *target);
struct store *outbox_store(const struct outbox *outbox);
void outbox_store_done(const struct outbox *outbox, struct store *store); /* closes it */
int outbox_bell(const struct outbox *outbox); /* readable once a hook has recorded; -1: none */

/* The key of an installation or a chain, 32 bytes; and a keyed hash of texts (texts_key). */
const uint8_t *outbox_site_key(const struct outbox *outbox);
void outbox_texts_key(const struct outbox *outbox, const char *kind, const char *const *texts,
                      uint32_t count, uint8_t key_r[ACK_KEY]);

/* ---- sweep.c ---- */
/* A step of deleting what is older than `keep` says; *at (0: from the start) is where the next goes
 * on, 0 when all was seen. */
void outbox_sweep(const struct outbox *outbox, struct store *store, int64_t *at);

/* ---- ballast.c: room that is given back when the disk is full ---- */
#define BALLAST_BYTES (1024 * 1024)
bool ballast_there(const struct state *state);
bool ballast_make(const struct state *state); /* false: no room */
void ballast_release(const struct state *state);
/* Whether this error of SQLite's means that there is no room; it says "full" of its files alone,
 * not of shared memory. */
bool no_room(const struct state *state, int error);

#endif
