/* SPDX-License-Identifier: MIT
 *
 * Messages as rows of the outbox, in and out, and the numbers that are kept by name. For the outbox
 * and for whoever delivers from it. Each between store_enter and store_leave, those that write
 * inside a transaction, on any thread; false, or below 0: the store's error is set.
 */
#ifndef PRECARE_OUTBOX_ROWS_H
#define PRECARE_OUTBOX_ROWS_H

#include "outbox/message.h"
#include "outbox/store.h"

/* Gives it its id, and a webhook id unless it has one. */
bool message_insert(struct store *store, struct message *m, const uint8_t event[MESSAGE_EVENT]);
/* One row: 1 found, 0 none, -1 an error. The caller ends the message. */
int message_load(struct store *store, int64_t id, struct message *m);
/* Fills from a row of MESSAGE_COLUMNS; false: it does not read (then a row without items). */
bool message_of_row(sqlite3_stmt *row, struct message *m);
/* Waiting to another state, its text deleted. */
bool message_set_state(struct store *store, int64_t id, uint32_t state, int64_t now);
struct announcement {
    uint32_t kind;
    const char *const *lines; /* as many as a message holds are in it */
    uint32_t count, all;      /* how many there would be */
    uint32_t channel;
};
bool message_announce(struct store *store, const struct config *config,
                      const struct announcement *a, int64_t now);
/* A message to a channel about itself: an alarm, its end, a test. */
bool message_about(struct store *store, const struct config *config, uint32_t channel,
                   uint32_t kind, const char *say, int64_t now);
#define META_RULES "rules in use"  /* in words: what the last reload said */
#define META_HEARTBEAT "heartbeat" /* the clinic's day of the last one */
#define META_RELAY "relay"         /* since when it is reachable; negative: not reachable */
#define META_RELAY_WAITING "relay waiting"
#define META_RELAY_OLDEST "relay oldest"
/* A number that is kept by name; 0 where there is none, or it cannot be read. */
bool meta_write(struct store *store, const char *key, int64_t value);
int64_t meta_read(struct store *store, const char *key);

/* The message about the withdrawal alone (the courier's, when a message in flight was withdrawn).
 */
bool withdrawn_say(struct store *store, const struct config *config, const struct message *m,
                   const uint8_t *by, int64_t now);

#endif
