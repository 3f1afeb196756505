/* SPDX-License-Identifier: MIT
 *
 * For tests of the relay: machines of a chain (an outbox and a state directory each, one site key,
 * one chat receiver) and their couriers, each in a process of its own that ends with the test.
 */
#ifndef TESTS_SUPPORT_CHAIN_H
#define TESTS_SUPPORT_CHAIN_H

#include <sys/types.h>

#include "support/alerts.h"
#include "support/nats.h"

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

#endif
