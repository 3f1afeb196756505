/* SPDX-License-Identifier: MIT
 *
 * A word that travels between the outboxes of a chain: somebody acknowledged, a visit was
 * cancelled, a message died at the chat. It names visits, rules and events by keyed hashes alone.
 * Hooks write words in the transaction of what they are of, where the configuration has a relay;
 * the courier passes them on, and applies those of others. To apply one twice does nothing.
 */
#ifndef PRECARE_OUTBOX_NOTICE_H
#define PRECARE_OUTBOX_NOTICE_H

#include "outbox/outbox_inside.h"

enum word_kind { /* in the database: append only */
    WORD_ACKNOWLEDGED = 1,
    WORD_CANCELLED,
    WORD_DEAD,
    WORD_KINDS
};

#define WORD_KEY 16
#define META_STREAM "relay stream" /* its words were applied here, */
#define META_NUMBER "relay number" /* up to this one */

struct word {
    int64_t id; /* its row here; 0: of another machine */
    uint32_t kind;
    uint8_t hash[WORD_KEY]; /* what makes it the same word */
    int64_t at;             /* when; what was made later is not touched by it */
    bool visit_known, one_event, one_rule;
    uint8_t visit[VISIT_KEY];
    uint8_t event[EVENT_KEY]; /* cancelled: by this event; one_event: what it told, and no more */
    int64_t ref;
    uint8_t rule[WORD_KEY]; /* acknowledged, one_rule: this one */
    uint32_t action;
    int64_t row; /* dead: the message, its answer, and its text for another try by hand */
    int32_t answer;
    struct message letter;
};

void word_end(struct word *word);
/* The keyed hash of a rule's name. */
void word_rule_key(const struct outbox *outbox, const char *rule, uint8_t key_r[WORD_KEY]);

/* Inside a transaction; nothing without a relay. */
bool word_of_ack(struct outbox *outbox, const struct ack_row *row, const uint8_t hash[ACK_KEY],
                 int64_t now);
/* An acknowledgement that came by reference alone goes on with its visit. */
bool word_of_visit(struct outbox *outbox, const struct word *word, const uint8_t visit[VISIT_KEY]);
bool word_of_cancel(struct outbox *outbox, const uint8_t visit[VISIT_KEY],
                    const uint8_t event[EVENT_KEY], bool one_event, int64_t now);

/* Transactions of their own. The oldest word that is to be passed on: 1, 0 none, below 0 an error.
 */
int word_next(struct outbox *outbox, struct word *word_r);
int word_passed(struct outbox *outbox, int64_t id);
/* A word that came with this number of the stream (0: not counted). 0, or below 0: not now. */
int word_apply(struct outbox *outbox, const struct word *word, int64_t number);
/* Up to which number the words of the stream were applied; `stream` tells a stream that was made
 * anew. */
int word_last(struct outbox *outbox, int64_t stream, int64_t *number_r);

#endif
