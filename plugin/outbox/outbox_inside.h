/* SPDX-License-Identifier: MIT
 *
 * What the files of the outbox share: the outbox itself, rows in and out of the store, the small
 * steps of its transactions. For plugin/outbox/ and plugin/courier/.
 */
#ifndef PRECARE_OUTBOX_OUTBOX_INSIDE_H
#define PRECARE_OUTBOX_OUTBOX_INSIDE_H

#include <stdatomic.h>

#include "outbox/finding_key.h"
#include "outbox/message.h"
#include "outbox/outbox.h"
#include "outbox/store.h"

struct outbox {
    const struct config *config;
    struct state *state;  /* NULL: in memory, or null */
    struct store *store;  /* NULL: the null outbox */
    struct store *memory; /* the same, owned, in memory */
    uint8_t site_key[32];
    struct hmac site; /* the same, made ready */
    int wake_fd;
    _Atomic int64_t late_looked; /* steady ms of the last look */
    atomic_int late;
};

#define BALLAST_BYTES (1024 * 1024)
#define META_RELAY "relay" /* since when it is reachable; negative: not reachable */
#define META_RELAY_WAITING "relay waiting"
#define META_RELAY_OLDEST "relay oldest"

/* ---- rows (rows.c); each between store_enter and store_leave; false: the store's error is set
 * ---- */
struct visit_row {
    int64_t ref, start, last;
    uint8_t key[VISIT_KEY];
    bool there;
};

/* The least reference a visit of this key can have; it is this and up to REF_RANDOM more, at
 * random. */
int64_t ref_first(const uint8_t key[VISIT_KEY]);
#define REF_RANDOM 0xfffff
bool visit_find(struct store *store, const uint8_t key[VISIT_KEY], struct visit_row *row_r);
bool visit_find_ref(struct store *store, int64_t ref, struct visit_row *row_r);
/* Gives it its id, and a webhook id unless it has one. */
bool message_insert(struct store *store, struct message *m, const uint8_t event[EVENT_KEY]);
/* One row: 1 found, 0 none, -1 an error. The caller ends the message. */
int message_load(struct store *store, int64_t id, struct message *m);
/* Fills from a row of MESSAGE_COLUMNS; false: it does not read (then a row without items). */
bool message_of_row(sqlite3_stmt *row, struct message *m);
/* Waiting to another state, its text deleted. *changed_r (may be NULL): it was waiting. */
bool message_set_state(struct store *store, int64_t id, uint32_t state, int64_t now,
                       bool *changed_r);
/* A message to a channel about itself: an alarm, its end, a test. */
bool message_about(struct store *store, const struct config *config, uint32_t channel,
                   uint32_t kind, const char *say, int64_t now);
/* A number that is kept by name; 0 where there is none, or it cannot be read. */
bool meta_write(struct store *store, const char *key, int64_t value);
int64_t meta_read(struct store *store, const char *key);
void bind_text(sqlite3_stmt *s, int at, const char *text); /* NULL: null; borrowed until reset */
void bind_span(sqlite3_stmt *s, int at, struct span text);
void bind_buf(sqlite3_stmt *s, int at, const struct buf *text);
void key_range(const uint8_t key[VISIT_KEY], uint8_t low_r[FINDING_KEY],
               uint8_t high_r[FINDING_KEY]);

/* ---- withdraw.c ---- */
struct withdrawal {
    const uint8_t *event; /* what this one told, and no more; NULL: all */
    const uint8_t *by;    /* the event that withdraws */
    int64_t until; /* what was made later stays: a word of another machine may come late; 0: all */
    int64_t now;
};
/* Unsent messages are taken back, what was told is given back, "withdrawn" goes where something was
 * sent. */
bool visit_withdraw(struct outbox *outbox, const struct visit_row *row,
                    const struct withdrawal *how);
/* The message about the withdrawal alone (the courier's, when a message in flight was withdrawn).
 */
bool withdrawn_say(struct store *store, const struct config *config, const struct message *m,
                   const uint8_t *by, int64_t now);

/* ---- acknowledge.c ---- */
struct ack_row {
    const struct visit_row *visit;
    const uint8_t *key; /* of the visit */
    const struct outbox_ack *ack;
    int64_t stranger; /* a reference of another machine: `key` is of it; else 0 */
};
struct word;
bool ack_insert(struct outbox *outbox, const struct ack_row *row, int64_t now, bool *new_r);
/* What was acknowledged on another machine of the chain (outbox/notice.h). */
bool ack_apply(struct outbox *outbox, const struct word *word, int64_t now);

/* ---- deliverer.c ---- */
void outbox_wake(const struct outbox *outbox);
bool outbox_is_late(struct outbox *outbox, int64_t now); /* looks; between enter and leave */

/* ---- ballast.c ---- */
bool ballast_there(const struct state *state);
bool ballast_make(const struct state *state); /* false: no room */
void ballast_release(const struct state *state);
/* Whether this error of SQLite's means that there is no room; it says "full" of its files alone,
 * not of shared memory. */
bool no_room(const struct state *state, int error);

#endif
