/* SPDX-License-Identifier: MIT
 *
 * A message: what will be told to one target about one event, as fields. The row of the outbox and
 * what the courier renders from. It holds no URL, no payload and nothing of the patient's. Pure
 * data and pure functions.
 */
#ifndef PRECARE_OUTBOX_MESSAGE_H
#define PRECARE_OUTBOX_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "config/config.h"

enum message_kind { /* numbers are in the database: append only */
    MESSAGE_ALERT = 1,
    MESSAGE_UPDATE,
    MESSAGE_WITHDRAWN,
    MESSAGE_ESCALATION,
    MESSAGE_DIGEST, /* the daily one */
    MESSAGE_FLOOD,  /* many at once */
    MESSAGE_ALARM,  /* to operations: something is wrong */
    MESSAGE_OVER,   /* ... and is well again */
    MESSAGE_TEST,
    MESSAGE_RULES,     /* to operations: other rules are in use */
    MESSAGE_HEARTBEAT, /* ... once a day: it works */
    MESSAGE_KINDS
};

enum message_state { /* in the database: append only */
    MESSAGE_WAITING,
    MESSAGE_SENT,
    MESSAGE_DEAD,
    MESSAGE_TAKEN_BACK, /* withdrawn before it was sent */
    MESSAGE_FOLDED,     /* told by a digest */
    MESSAGE_DROPPED,    /* by hand, or acknowledged before its turn */
    MESSAGE_STATES
};

#define MESSAGE_DEMONSTRATION 1u
#define MESSAGE_MINIMAL 2u  /* once more as plain text, after a 400 */
#define MESSAGE_CAN_WAIT 4u /* for the daily digest */
#define MESSAGE_REVIVED 8u  /* by hand: one try at least, whatever its deadline */
#define MESSAGE_REFUSED 16u /* as plain text too: kept until another is taken or refused */
#define MESSAGE_UNCLEAR 32u /* delivered, answer not understood */
#define MESSAGE_DRILL 64u   /* a drill: its words say so, and no digest takes it in */
/* What a message of the same visit takes over: under which flag it was made. */
#define MESSAGE_MADE_AS (MESSAGE_DEMONSTRATION | MESSAGE_DRILL)

enum by_when {
    BY_NOTHING,
    BY_NOW,
    BY_VISIT,
    BY_TREATMENT,
    BY_TODAY,
    /* never in a row: what stands for BY_VISIT on its day, and after it */
    BY_DAY,
    BY_OVER
};

#define MESSAGE_ROUND_SHIFT                                                                        \
    16 /* how often it died beyond a relay and was tried again: the bits above */

#define MESSAGE_ITEMS 40u
#define WEBHOOK_ID_BYTES 16
#define MESSAGE_EVENT 8

struct item {                      /* one finding, or one line of a digest */
    const char *rule;              /* for acknowledgements; never sent */
    const char *say, *who, *title; /* title: only where detail is clinical */
    const char *ref;               /* of a digest's line */
    uint32_t severity;             /* PRECARE_INFO.. */
    uint32_t by;                   /* enum by_when */
};

struct message {
    int64_t id, ref, prev; /* ref 0: of no visit */
    int64_t due, created, deadline, done_at;
    int64_t expires; /* beyond a relay: when its visit's day is over everywhere (outbox/expiry.h) */
    uint32_t visit_by; /* what stands for BY_VISIT in its words; 0: itself */
    uint32_t kind, state, severity, rank, flags, tries;
    uint32_t count; /* a digest: how many it tells of */
    int32_t answer; /* HTTP status of the last try; 0 none, -1 network */
    uint8_t webhook_id[WEBHOOK_ID_BYTES];
    uint8_t event[MESSAGE_EVENT]; /* keyed hash of what made it; zero: nothing did */
    char target[65];
    struct arena arena; /* of the items */
    struct item *items;
    uint32_t item_count;
};

void message_end(struct message *m);
/* Items to the row's text and back; a row that does not read is refused (-1): the file is not
 * trusted. */
void items_write(const struct item *items, uint32_t count, struct buf *out);
int items_read(const char *text, size_t len, struct message *m);

const char *message_kind_word(uint32_t kind);
const char *message_state_word(uint32_t state);
/* By when an item of this message is to be done, true at the time it is sent: "before the visit".
 */
const char *item_by_words(const struct message *m, const struct item *item);

#define REF_TEXT 12
void ref_write(int64_t ref, char out[REF_TEXT]); /* "7K3M-9QXT" */
int64_t ref_read(const char *text);              /* forgiving about case, dash, O and I; 0: none */
/* The link to the host's own login for a reference (0: to the host alone). */
void link_write(const struct config *config, int64_t ref, struct buf *out);

#endif
