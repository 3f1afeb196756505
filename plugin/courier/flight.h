/* SPDX-License-Identifier: MIT
 *
 * A flight: one message on its way to a chat, from its sending until what became of it is written.
 * For the outbox's own courier and for the relay's (plugin/relay/). On the thread that delivers.
 */
#ifndef PRECARE_COURIER_FLIGHT_H
#define PRECARE_COURIER_FLIGHT_H

#include "chat/chat.h"
#include "courier/http.h"
#include "courier/lane.h"
#include "outbox/message.h"

struct flight {
    struct flight *next;
    struct lanes *lanes;
    struct lane *lane;
    struct message m; /* owned */
    bool answered, counted;
    int status; /* HTTP; -1: the network failed */
    struct judgement judgement;
};

/* It is delivered, whether or not the answer is understood; and the flags of its row then. */
bool flight_done(const struct flight *f);
uint32_t flight_done_flags(const struct flight *f);

/* Renders, signs and posts; the answer comes to `owner` (a struct flight, for flights_answer).
 * NULL, or why it cannot be sent at all (static). */
const char *flight_send(const struct config *config, struct http *http, struct lane *t,
                        const struct message *m, void *owner);
/* The same for a flight, which then owns the answer; what cannot be sent at all has failed. */
void flight_post(struct flight *f, struct http *http);
void flight_fail(struct flight *f, const char *why);
/* Gives the answers that came in to the flights that they are of. */
void flights_answer(struct http *http);
/* Those that were answered, once what became of them is kept. */
void flights_drop(struct lanes *l);
/* What the answer means for the lane: its breaker, the wait it asks for. Once a flight. */
void flight_count(struct flight *f, int64_t steady);

#endif
