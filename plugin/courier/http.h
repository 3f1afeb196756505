/* SPDX-License-Identifier: MIT
 *
 * Posting over HTTP: one libcurl multi handle, many requests at once, an answer for each. For the
 * courier, on its one thread. The rules of the house are here: TLS 1.2 and verified, no redirects,
 * no proxy but the configured one, addresses checked when the socket is made, answers capped, time
 * limited, addresses never in a text.
 */
#ifndef PRECARE_COURIER_HTTP_H
#define PRECARE_COURIER_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/chat.h"
#include "config/config.h"

struct http;

struct http_request {
    const char *url;   /* the secret; copied by libcurl until the answer */
    const char *query; /* added to it; "" */
    const char *body;  /* copied */
    size_t body_len;
    const char *const *headers; /* "name: value"; ends with NULL; copied */
    bool private_too;
    bool look; /* connects alone and posts nothing; what stands has status 0 and no reason */
    const struct config *config; /* ca-file, proxy, plain http */
    void *owner;                 /* given back with the answer */
};

struct http_limits { /* for tests, before anything is sent */
    int64_t connect_ms, total_ms;
};
extern struct http_limits http_limits;

/* NULL with a plain reason (static): libcurl is not there. */
struct http *http_open(const char **error_r);
void http_close(struct http **http); /* forgets what is under way, without waiting for it */

/* NULL, or why it cannot be sent at all (static): the address is wrong, no memory. */
const char *http_send(struct http *http, const struct http_request *request);
/* Forgets the requests of an owner: no answer comes. */
void http_forget(struct http *http, const void *owner);
/* Moves on; waits at most timeout_ms for the network or for a byte in one of the descriptors. */
void http_wait(struct http *http, const int *fds, uint32_t fd_count, int64_t timeout_ms);
/* Moves on without waiting. */
void http_push(struct http *http);
/* The next answer: its owner, or NULL when there is none. The answer is valid until the next call.
 */
void *http_answer(struct http *http, struct reply *answer_r);
/* When the first of the certificates of that answer's connection ends, in seconds since 1970; 0: it
 * has none, or it was no look. */
int64_t http_certificate_ends(const struct http *http);
/* NULL, or why this address may not be used (static). */
const char *http_address_check(const char *url, const struct config *config);

#endif
