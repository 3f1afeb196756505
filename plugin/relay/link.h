/* SPDX-License-Identifier: MIT
 *
 * The link to NATS JetStream: the connection (libnats keeps it, and comes back by itself), who we
 * are there, and the two streams, made or checked: messages for chats (work queue, one subject a
 * target), and what is told back (notices between outboxes, what was moved aside). One owner
 * thread; libnats has threads of its own, which only count and wake.
 */
#ifndef PRECARE_RELAY_LINK_H
#define PRECARE_RELAY_LINK_H

#include <nats/nats.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "courier/courier.h"
#include "config/config.h"
#include "relay/envelope.h"

#define LINK_NAME 48
#define LINK_SUBJECT 160
#define LINK_WAIT_MS 2000 /* for an answer of the relay's own */

struct link {
    const struct config *config;
    courier_log log;
    void *log_context;
    natsConnection *nc;
    jsCtx *js;
    char stream[LINK_NAME], back[LINK_NAME]; /* the names of the two */
    int wake_fd;               /* readable: something came, or the connection changed */
    int64_t back_created;      /* tells a stream that was made anew from the one before */
    int64_t look_again;        /* steady */
    unsigned looked;           /* the streams are as they should be, as of this connection */
    atomic_uint connected;     /* counts connections */
    atomic_int last_error;     /* a natsStatus */
    char said[256];            /* the last trouble, told once */
    bool certificate;          /* the servers show one that is not to be trusted */
    int64_t certificate_again; /* steady: when that is asked once more */
};

bool link_open(struct link *link, const struct config *config, courier_log log, void *context);
void link_close(struct link *link);
/* Looks after the connection and the streams; true: both are well. May wait LINK_WAIT_MS for the
 * relay. `answered` (NULL: nothing is published without waiting) gets the answers, on a thread of
 * libnats. */
bool link_ready(struct link *link, int64_t steady, jsPubAckHandler answered, void *closure);
/* libnats has given the connection up: it comes back no more. */
bool link_is_over(const struct link *link);
/* Lets go of it: a new one is made in a while, with the secrets as they are then. Whatever was made
 * of the old one is its user's to let go of before. */
void link_renew(struct link *link, int64_t steady);
/* Something went wrong that may be the stream's: it is looked at again before link_ready is true.
 */
void link_doubt(struct link *link);
void link_wake(struct link *link);
void link_wake_taken(struct link *link);
/* ---- link_log.c ---- */
void link_say(struct link *link, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same sentence is told once, until there is another, or link_well. */
void link_trouble(struct link *link, const char *format, ...) __attribute__((format(printf, 2, 3)));
void link_well(struct link *link);

/* ---- link_message.c ---- */
/* "precare.STREAM.send.ops": what is "send", "back", "seen" or "aside". */
void link_subject(const struct link *link, const char *what, const char *name,
                  char out[LINK_SUBJECT]);
/* A message with its id and the keyed hash of all of it; NULL: no memory. */
natsMsg *link_message(const uint8_t site_key[32], const struct posting *p);
/* What came, as the mark is of it. */
void link_posting(natsMsg *message, struct posting *p_r, const char **mac_r);
/* Publishes and waits until it is kept; false: it is not, or that is not known. `first_r` (may be
 * NULL): the number in its stream of the message that has its id already; 0: it is the first. */
bool link_publish(struct link *link, natsMsg *message, const char *id, uint64_t *first_r);

#define LINK_MAC "Precare-Mac"
#define LINK_WHY "Precare-Why"
#define LINK_ID "Nats-Msg-Id"
/* The relay keeps one message of an id for so long; what came in much later than it was sent, or
 * long before, is no first. */
#define LINK_ONE_MS (24 * INT64_C(3600000))
#define LINK_LATE_MS (LINK_ONE_MS / 2)

/* ---- streams.c ---- */
/* Both streams are there and as they should be; otherwise the trouble was told. */
bool streams_look(struct link *link);

#endif
