/* SPDX-License-Identifier: MIT
 *
 * What the files of `precare serve` share. For plugin/serve/ alone.
 */
#ifndef PRECARE_SERVE_SERVE_PARTS_H
#define PRECARE_SERVE_SERVE_PARTS_H

#include <microhttpd.h>
#include <pthread.h>

#include "base/buf.h"
#include "config/config.h"
#include "precare/precare.h"
#include "serve/serve.h"
#include "serve/token.h"

/* ---- watch.c: connections and their clocks ---- */

struct connection {
    int fd;
    int64_t since; /* steady clock: when what is waited for began; 0: we are the ones at work */
    bool asking;   /* a request was begun and is not answered */
    bool cut;
    struct connection *next, **before;
};
struct watch {
    pthread_mutex_t mutex;
    struct connection *first;
    uint64_t requests, refused, slow;
};
void watch_begin(struct watch *watch);
void watch_end(struct watch *watch);
/* As MHD_OPTION_NOTIFY_CONNECTION wants it; `of` is the watch. */
void watch_connection(void *of, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code);
enum watch_step {
    WATCH_ASKED,    /* a request's first line came */
    WATCH_WORKING,  /* it is whole */
    WATCH_ANSWERED, /* its answer can be fetched */
    WATCH_DONE      /* it is over */
};
void watch_step(struct watch *watch, struct MHD_Connection *connection, enum watch_step step);
void watch_refused(struct watch *watch);
/* Cuts off whoever is too slow. */
void watch_look(struct watch *watch);
/* Somebody asked, and is not answered yet. */
bool watch_asking(struct watch *watch);

/* ---- trouble.c: what the door says of itself ---- */

#define TROUBLES_MOST 40u
struct troubles {
    atomic_uint counts[TROUBLES_MOST];
    uint32_t told[TROUBLES_MOST]; /* by one thread alone */
    int64_t at[TROUBLES_MOST];
};
void trouble_note(struct troubles *troubles, int32_t status);
/* Tells what is new; `now`: also what was told a moment ago. */
void trouble_tell(struct troubles *troubles, bool now, serve_log log, void *context);

/* ---- rate.c ---- */

struct rate_bucket {
    int64_t left, at; /* requests times rate_ms; steady clock */
};
struct rates {
    pthread_mutex_t mutex;
    struct rate_bucket *buckets; /* by number of caller */
};
bool rates_begin(struct rates *rates, uint32_t callers);
void rates_end(struct rates *rates);
bool rates_take(struct rates *rates, const struct serve *serve, uint32_t caller);

/* ---- route.c ---- */

enum route_kind {
    ROUTE_NONE,
    ROUTE_DISCOVERY,
    ROUTE_HOOK,
    ROUTE_FEEDBACK
};
#define SERVICE_MOST 64u
struct route {
    uint32_t kind;
    char service[SERVICE_MOST];
};
void route_read(const char *path, struct route *route_r);
const char *route_allows(const struct route *route); /* "POST, OPTIONS" */
bool route_takes(const struct route *route, const char *method);

/* ---- request.c, gate.c, answer.c ---- */

struct server {
    const struct config *config;
    precare_json *door;
    struct watch watch;
    struct troubles troubles;
    struct rates rates;
    struct tokens *tokens;
};

struct request {
    struct server *server;
    struct MHD_Connection *connection;
    struct route route;
    const char *method;
    const char *origin; /* as the configuration has it; NULL: no page asks, or of no listed one */
    const struct refusal *refused;
    struct buf body;
    bool begun, options, too_long, far_too_long;
};

/* What is answered instead; a row of gate.c's. */
struct refusal {
    uint32_t status;
    const char *code; /* of an OperationOutcome's issue */
    const char *says;
};
extern const struct refusal refusal_too_long;
/* Looks at the head of a request; NULL: it may go on. */
const struct refusal *gate_look(struct request *request, const char *path);

enum MHD_Result answer_json(struct request *request, uint32_t status, const char *type,
                            const char *text, size_t len);
enum MHD_Result answer_refusal(struct request *request, const struct refusal *refusal);
enum MHD_Result answer_options(struct request *request);

/* As libmicrohttpd wants them. */
void *request_begin(void *of, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_step(void *of, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *size, void **context);
void request_end(void *of, struct MHD_Connection *connection, void **context,
                 enum MHD_RequestTerminationCode code);

/* ---- listen.c ---- */

/* A listening socket, or -1 with *elsewhere_r or why. */
int listen_open(const struct serve *serve, bool *elsewhere_r, char why_r[SERVE_WHY]);
/* Takes the path of a socket away. */
void listen_close(const struct serve *serve);

#endif
