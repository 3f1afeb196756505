/* SPDX-License-Identifier: MIT
 *
 * A notice that travels between the outboxes of a chain: somebody acknowledged, a visit was
 * cancelled, a message died at the chat. It names visits, rules and events by keyed hashes alone.
 * Hooks write notices in the transaction of what they are of, where the configuration has a relay;
 * the relay passes them on, and has those of others applied. To apply one twice does nothing.
 */
#ifndef PRECARE_OUTBOX_NOTICE_H
#define PRECARE_OUTBOX_NOTICE_H

#include "outbox/finding_key.h"
#include "outbox/message.h"
#include "outbox/outbox.h"

enum notice_kind { /* in the database: append only */
    NOTICE_ACKNOWLEDGED = 1,
    NOTICE_CANCELLED,
    NOTICE_DEAD,
    NOTICE_KINDS
};

#define NOTICE_KEY 16

struct notice {
    int64_t id; /* its row here; 0: of another machine */
    uint32_t kind;
    uint8_t hash[NOTICE_KEY]; /* what makes it the same notice */
    int64_t at;               /* when; what was made later is not touched by it */
    bool visit_known, one_event, one_rule;
    uint8_t visit[VISIT_KEY];
    /* cancelled, and not known where that was said: a visit of this key is meant before that one */
    bool day_known;
    uint8_t of_day[VISIT_KEY];
    uint8_t event[EVENT_KEY]; /* cancelled: by this event; one_event: what it told, and no more */
    int64_t ref;
    uint8_t rule[NOTICE_KEY]; /* acknowledged, one_rule: this one */
    uint32_t action;
    int64_t row; /* dead: the message, its answer, and its text for another try by hand */
    int32_t answer;
    struct message letter;
};

void notice_end(struct notice *notice);

/* Transactions of their own. The oldest notice that is to be passed on: 1, 0 none, below 0 an
 * error.
 */
int notice_next(struct outbox *outbox, struct notice *notice_r);
int notice_passed(struct outbox *outbox, int64_t id);
/* A notice that came with this number of the stream (0: not counted). 0, or below 0: not now. */
int notice_apply(struct outbox *outbox, const struct notice *notice, int64_t number);
/* Up to which number the notices of the stream were applied; `stream` tells a stream that was made
 * anew. */
int notice_last(struct outbox *outbox, int64_t stream, int64_t *number_r);

#endif
