/* SPDX-License-Identifier: MIT
 *
 * What the files of the outbox's way to the relay share. For plugin/relay/ alone.
 */
#ifndef PRECARE_RELAY_FORWARD_H
#define PRECARE_RELAY_FORWARD_H

#include <pthread.h>

#include "outbox/delivery.h"
#include "outbox/notice.h"
#include "relay/link.h"

struct sent { /* published, not answered */
    struct sent *next;
    natsMsg *message; /* libnats' own; for comparing alone */
    void *owner;      /* NULL: forgotten */
    const char *why;
    bool done;
};

struct forward {
    struct outbox *outbox;
    struct link link;
    pthread_mutex_t lock; /* of `sent` and `refusal` */
    struct sent *sent;
    char refusal[128];  /* the relay's own words */
    int64_t look_again; /* steady */
    /* ---- exchange.c ---- */
    struct notice notice;             /* under way; id 0: none */
    int64_t notice_again, read_again; /* steady */
    unsigned positioned;              /* the number below is of this connection's stream */
    int64_t number;
    natsSubscription *hears;
    atomic_int heard;
};

/* ---- publish.c ---- */
/* libnats' handler of answers: `closure` is the struct forward. */
void publish_answered(jsCtx *js, natsMsg *message, jsPubAck *kept, jsPubAckErr *error,
                      void *closure);
void sent_give_up(struct forward *f);      /* nothing is answered any more of what was published */
struct sent *sent_take(struct forward *f); /* one that was answered, taken out; NULL: none */
void sent_drop(struct forward *f, struct sent *gone);
/* NULL, or why not (static). */
const char *forward_publish(struct forward *f, const char *subject, const struct buf *body,
                            const char *id, void *owner);

/* ---- exchange.c: the notices of this outbox and of others ---- */
void exchange_round(struct forward *f, int64_t steady);
void exchange_answered(struct forward *f, bool kept);
void exchange_end(struct forward *f);

#endif
