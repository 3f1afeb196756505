/* SPDX-License-Identifier: MIT
 *
 * The courier: takes messages from an outbox and delivers them to the team chat. Either as this
 * process's one worker thread (however many outboxes it serves) or in the foreground (`precare
 * courier`). One deliverer an outbox across all processes: the others stand by and take over when
 * its lock falls free. libcurl is opened when a deliverer first has the lock; nothing of it is
 * touched in a child of a process that had a worker.
 */
#ifndef PRECARE_COURIER_COURIER_H
#define PRECARE_COURIER_COURIER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "outbox/message.h"
#include "outbox/outbox.h"

#define COURIER_OK 0
#define COURIER_ONLY_INSERTS                                                                       \
    1 /* a child of a process that had a worker: another process delivers */
#define COURIER_NOT_ENDED                                                                          \
    2 /* still busy at the deadline: it ends by itself, at the latest in some seconds */
#define COURIER_ELSEWHERE 3 /* `once`: another process delivers, and goes on with it */
#define COURIER_LOOK 4 /* `once`: done, but a channel is paused or unusable: a person must look */
#define COURIER_DAMAGED 5 /* the outbox is: what could be read of it was delivered */
#define COURIER_FAILED -1

/* Told on the thread that delivers, one line, no patient data, no URL. NULL: nobody. */
typedef void (*courier_log)(void *context, const char *line);

/* [any-thread] The worker serves this outbox from now on; starts the thread if there is none in
 * this process. Idempotent. `error_r` (may be NULL): static text. The outbox must stay open until
 * courier_stop. */
int courier_start(struct outbox *outbox, courier_log log, void *context, const char **error_r);
/* [control] No new deliveries for this outbox, wait at most deadline_ms for those under way, let
 * go; the thread is joined when it served no other. What is not delivered stays in the outbox. */
int courier_stop(struct outbox *outbox, int64_t deadline_ms);
/* [any-thread] Whether this process's worker serves the outbox. */
bool courier_running(const struct outbox *outbox);
/* What takes messages in place of the chat: the relay of a chain (plugin/relay/, of the command
 * alone). All of it is called on the thread that delivers. */
struct carrier {
    void *self;
    int fd; /* readable: an answer may be there */
    /* Once a round, nothing of the outbox held: its own care. True: messages can be given to it
     * now. */
    bool (*ready)(void *self, int64_t steady);
    /* A message on its way, under the key that makes it the same on every machine; NULL, or why not
     * (static). */
    const char *(*send)(void *self, const struct message *m, const uint8_t *key, void *owner);
    /* The next answer: its owner, or NULL; *why_r NULL: it is kept by the relay, for good. */
    void *(*answer)(void *self, const char **why_r);
    void (*forget)(void *self, const void *owner); /* no answer comes for it any more */
    /* How many messages wait in it to be posted, and since when the oldest (wall; 0: none); -1: not
     * known. */
    int64_t (*waiting)(void *self, int64_t *oldest_r);
};

/* In the foreground, until *stop is set (the wake FIFO shortens the wait); `once`: until nothing is
 * due (COURIER_LOOK: but for channels that are paused or unusable), or COURIER_ELSEWHERE..
 * COURIER_DAMAGED at its end, with error_r. */
int courier_run(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
                void *context, const char **error_r);
/* The same, through a carrier, which must outlive it. */
int courier_carry(struct outbox *outbox, const struct carrier *carrier, const atomic_int *stop,
                  bool once, courier_log log, void *context, const char **error_r);

/* `precare channel test NAME`: sends one real test message, past the queue. Writes what the target
 * answered in plain words, with the remedy. 0: delivered; 1: not. */
int courier_test(const struct config *config, uint32_t channel, struct buf *words);

/* Connects with the channel's host, and posts nothing. What was seen: all texts are static, and say
 * no address. */
struct courier_seen {
    bool unreadable;     /* its secret cannot be read here: `why` says so */
    const char *why;     /* it cannot be reached; NULL: it can */
    const char *remedy;  /* NULL: none */
    int64_t certificate; /* when the first of its certificates ends, in seconds; 0: it has none */
};
void courier_look(const struct config *config, uint32_t channel, struct courier_seen *seen_r);

#endif
