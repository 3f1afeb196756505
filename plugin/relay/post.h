/* SPDX-License-Identifier: MIT
 *
 * What the files of the relay's own courier share: one puller a target (a thread that asks the
 * relay for messages), one courier's loop that posts them. For plugin/relay/ alone.
 */
#ifndef PRECARE_RELAY_POST_H
#define PRECARE_RELAY_POST_H

#include <pthread.h>

#include "courier/alarms.h"
#include "courier/flight.h"
#include "outbox/delivery.h"
#include "relay/link.h"

#define PULLER_NAME 80

struct puller { /* of one channel's urgent messages, or of its others */
    struct post *post;
    struct lane *target;
    const struct puller *other; /* of the same channel */
    bool urgent;
    char subject[LINK_SUBJECT], name[PULLER_NAME]; /* of its consumer */
    pthread_t thread;
    bool started;
    atomic_int wanted; /* so many more may be asked for */
};

/* a subscription: libnats wants it as long as one of its messages is to be acknowledged */
struct binding {
    natsSubscription *sub;
    atomic_uint holders;
};

struct taken { /* a message of the relay, from its arrival until it is acknowledged or given back */
    struct flight f; /* first: the owner that http gives back */
    struct taken *later;
    struct puller *from;
    struct binding *binding;
    natsMsg *message;
    uint64_t number, delivered;
    int64_t stored; /* when the relay took it in, ms */
    /* steady: when it was taken, when the relay last heard that it is in hand */
    int64_t at, sign_at;
    bool held;       /* posted; acknowledged when its time has come */
    bool given_back; /* it is somebody's again */
};

struct post {
    struct outbox *outbox;
    struct link link;
    struct lanes lanes; /* and its flights, and where it says things */
    struct http *http;
    struct puller *pullers; /* two a channel: the urgent first */
    pthread_mutex_t lock;   /* of `arrived` */
    pthread_cond_t more;
    struct taken *arrived, **arrived_end;
    atomic_int ending;
    atomic_uint ready; /* the link's connection that is well; 0: none */
    bool told, was_ready;
    int64_t next_second, next_strangers, idle_since; /* steady */
    uint32_t strange;                                /* a hash of the strangers of the last look */
};

/* ---- pull.c ---- */
bool pullers_start(struct post *p);
void pullers_stop(struct post *p);
struct taken *arrived_take(struct post *p);
void binding_release(struct binding *binding); /* NULL: nothing */

/* ---- outcome.c ---- */
/* What an answer means: acknowledged (later, as the rate allows), given back for another try, dead,
 * the channel paused. */
void taken_settle(struct post *p, struct taken *t, int64_t steady);
/* It is dead where it was made, with an alarm; or given back, when that cannot be said now. */
void taken_dead(struct post *p, struct taken *t);
/* What cannot be believed or read: it is put where it troubles nobody, and said. */
void taken_aside(struct post *p, struct taken *t, const char *why);
void taken_give_back(struct taken *t, int64_t ms);
#define BACK_SOON_MS 2000   /* what could not be said or kept now */
#define BACK_PAUSED_MS 5000 /* what waits for a channel */
/* A message of number `number` to the second stream, under "aside"; false: not now. */
bool put_aside(struct post *p, const char *name, const natsMsg *message, uint64_t number,
               const char *why);
/* An alarm, or its end, to the fallback of a channel (NULL: to operations) through the relay.
 * `cause`: what makes it the same alarm for whichever courier sees it. */
bool alarm_send(struct post *p, const struct lane *t, uint32_t kind, const char *say,
                const char *cause);

/* ---- seen.c ---- */
enum seen {
    SEEN_FIRST,
    SEEN_BEFORE,
    SEEN_UNKNOWN /* the relay did not say: not now */
};
/* Notes that this message came; whether another of its id came before it, to any courier. */
enum seen taken_seen(struct post *p, const struct taken *t);

/* ---- strangers.c ---- */
/* Messages for a channel that no courier has: they would wait for ever, unseen. */
void strangers_look(struct post *p, int64_t steady);

#endif
