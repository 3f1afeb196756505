/* SPDX-License-Identifier: MIT
 *
 * For tests of the relay: machines of a chain (an outbox and a state directory each, one site key,
 * one chat receiver) and their couriers, each in a process of its own that ends with the test.
 */
#ifndef TESTS_SUPPORT_CHAIN_H
#define TESTS_SUPPORT_CHAIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "support/alerts.h"
#include "support/nats.h"

/* A channel `main` that posts at once, each message alone. */
#define CHAIN_FAST                                                                                 \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", rate: none, digest-above: none}\n"

/* A machine whose relay these servers are; the receiver of the one made last is the chat of all. */
void chain_machine(struct alerts *a, const struct nats *servers, int count, const char *channels,
                   const char *more);

enum chain_part {
    CHAIN_CARRIES, /* `precare courier`: outbox to relay */
    CHAIN_POSTS    /* `precare courier --relay`: relay to chat */
};
pid_t chain_start(struct alerts *a, enum chain_part part);
void chain_stop(pid_t *pid); /* SIGTERM; fails the test unless it ends well */
void chain_kill(pid_t *pid); /* kill -9 */
/* Whether a courier of this machine said the words, within so long. */
bool chain_said(const struct alerts *a, const char *words, int64_t ms);
/* How often a text came in a body that the chat got. */
uint32_t chain_told(struct alerts *chat, const char *text);
/* Holds for `main`, of the visits apt-FROM to the one before apt-TO. */
void chain_hold(const struct alerts *a, int from, int to);
/* The chat gets so many bodies within so long, and no more. */
void chain_gets(const struct alerts *chat, uint32_t count, int64_t ms);

/* What most tests of one relay and one machine need. Each begins with an empty relay; its end stops
 * the couriers it started. */
struct chain_stage {
    struct nats nats;
    struct alerts a;
    pid_t carries, posts, posts_too;
};
void chain_empty(const struct nats *nats);
void stage_begin(struct chain_stage *c, const char *channels, const char *more);
void stage_end(struct chain_stage *c);
/* Whether this run has the time for all of them: `make check` has two minutes for all its rooms. If
 * not, it is said that `make check-relay` shows the test; then return from it. */
bool chain_whole(void);

#endif
