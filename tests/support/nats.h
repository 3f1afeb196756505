/* SPDX-License-Identifier: MIT
 *
 * A real nats-server for tests, JetStream on: on a free loopback port, with a store of its own
 * under the test's directory, stopped by its pid. One that cannot be started ends the test binary
 * with a message.
 */
#ifndef TESTS_SUPPORT_NATS_H
#define TESTS_SUPPORT_NATS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct nats {
    pid_t pid; /* 0: it does not run */
    uint16_t port, route;
    char dir[300], name[16];
    char more[1024]; /* lines of its configuration */
};

/* and starts it; more may be NULL */
void nats_make(struct nats *n, const char *name, const char *more);
void nats_start(struct nats *n); /* on the same port, with the same store */
void nats_stop(struct nats *n);
void nats_kill(struct nats *n); /* kill -9 */
void nats_freeze(const struct nats *n, bool frozen);
/* Three of one cluster. */
void nats_cluster_make(struct nats three[3]);
/* What no program of ours would publish: to a subject, with these headers ("A: b\r\n", NULL: none),
 * over a socket of its own. */
void nats_publish(const struct nats *n, const char *subject, const char *headers, const void *body,
                  size_t len);
/* The answer to a request, for a look at what JetStream says of a stream; false: none came. */
bool nats_ask(const struct nats *n, const char *subject, const char *body, char *out, size_t room);
/* Whether the bytes stand anywhere in its store. */
bool nats_stores(const struct nats *n, const char *bytes);

#endif
