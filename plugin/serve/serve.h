/* SPDX-License-Identifier: MIT
 *
 * CDS Hooks over HTTP: the JSON door's `discovery`, `cds-hooks` and `cds-feedback` behind a socket
 * or a port of this machine. Of the program precare-serve alone, with libmicrohttpd and libjose.
 * Nothing of a request is ever logged: a line says how many there were, and of what kind.
 */
#ifndef PRECARE_SERVE_SERVE_H
#define PRECARE_SERVE_SERVE_H

#include <stdatomic.h>

#include "config/config.h"

#define SERVE_BODY_MOST (1024u * 1024u)
#define SERVE_BODY_THROWN (8u * SERVE_BODY_MOST) /* up to here a refused body is let come */
#define SERVE_HEADERS_MOST (16u * 1024u)
#define SERVE_CONNECTIONS 128u
#define SERVE_THREADS 4u
#define SERVE_SLOW_MS 10000

enum {
    SERVE_STOPPED,
    SERVE_CANNOT,   /* and why */
    SERVE_ELSEWHERE /* another process listens there */
};

/* A line for whoever started it; from one thread. */
typedef void (*serve_log)(void *context, const char *line);

#define SERVE_WHY 1024
/* Serves by `config` until *stop is not 0; `file` is where it was read, for the plugin reads it
 * itself. Then no new connection is taken, and what was begun is answered, for at most
 * SERVE_SLOW_MS. */
int serve_run(const struct config *config, const char *file, const atomic_int *stop, serve_log log,
              void *context, char why_r[SERVE_WHY]);

#endif
