/* SPDX-License-Identifier: MIT
 *
 * The demo's chat: a libmicrohttpd server on 127.0.0.1 that keeps every POST it gets and answers as
 * a chat does. One thread of the library's; the list is guarded by a mutex. NULL when it cannot
 * start.
 */
#include "cli/demo.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES 64
#define BODY_MOST 65536

struct demo_receiver {
    struct MHD_Daemon *daemon;
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct demo_message messages[MESSAGES];
    uint32_t count;
};

struct upload {
    char *body;
    size_t len;
};

static void header_copy(struct MHD_Connection *connection, const char *name, char *out, size_t room)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    (void)snprintf(out, room, "%s", value != NULL ? value : "");
}

static void demo_receiver_keep(struct demo_receiver *r, struct MHD_Connection *connection,
                               const char *path, struct upload *upload)
{
    pthread_mutex_lock(&r->mutex);
    if (r->count < MESSAGES) {
        struct demo_message *m = &r->messages[r->count];

        (void)snprintf(m->path, sizeof m->path, "%s", path);
        header_copy(connection, "webhook-id", m->id, sizeof m->id);
        header_copy(connection, "webhook-timestamp", m->timestamp, sizeof m->timestamp);
        header_copy(connection, "webhook-signature", m->signature, sizeof m->signature);
        m->body = upload->body;
        upload->body = NULL;
        r->count++;
    }
    pthread_cond_broadcast(&r->more);
    pthread_mutex_unlock(&r->mutex);
}

static enum MHD_Result demo_receiver_answer(struct MHD_Connection *connection)
{
    static char ok[] = "ok";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof ok - 1, ok, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);

    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct upload *upload = *state;

    (void)method, (void)version;
    if (upload == NULL) {
        *state = upload = calloc(1, sizeof *upload);
        return upload != NULL ? MHD_YES : MHD_NO;
    }
    if (*size) {
        if (upload->len + *size > BODY_MOST) {
            return MHD_NO;
        }
        char *body = realloc(upload->body, upload->len + *size + 1);
        if (body == NULL) {
            return MHD_NO;
        }
        memcpy(body + upload->len, data, *size);
        upload->body = body;
        upload->len += *size;
        body[upload->len] = '\0';
        *size = 0;
        return MHD_YES;
    }
    demo_receiver_keep(ctx, connection, url, upload);
    return demo_receiver_answer(connection);
}

static void on_end(void *ctx, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why)
{
    struct upload *upload = *state;

    (void)ctx, (void)connection, (void)why;
    if (upload != NULL) {
        free(upload->body);
    }
    free(upload);
    *state = NULL;
}

struct demo_receiver *demo_receiver_start(uint16_t *port_r)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct demo_receiver *r = calloc(1, sizeof *r);

    if (r == NULL) {
        return NULL;
    }
    pthread_mutex_init(&r->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&r->more, &attributes);
    pthread_condattr_destroy(&attributes);
    r->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, r,
                                 MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&here,
                                 MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        r->daemon != NULL ? MHD_get_daemon_info(r->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (info == NULL) {
        demo_receiver_stop(&r);
        return NULL;
    }
    *port_r = info->port;
    return r;
}

uint32_t demo_receiver_wait(struct demo_receiver *r, uint32_t count, int64_t most_ms)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(most_ms / 1000);
    until.tv_nsec += (long)(most_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&r->mutex);
    int late = 0;
    while (r->count < count && !late) {
        late = pthread_cond_timedwait(&r->more, &r->mutex, &until);
    }
    uint32_t there = r->count;
    pthread_mutex_unlock(&r->mutex);
    return there;
}

const struct demo_message *demo_receiver_message(struct demo_receiver *r, uint32_t index)
{
    pthread_mutex_lock(&r->mutex);
    const struct demo_message *m = index < r->count ? &r->messages[index] : NULL;
    pthread_mutex_unlock(&r->mutex);
    return m;
}

void demo_receiver_stop(struct demo_receiver **receiver)
{
    struct demo_receiver *r = *receiver;

    if (r == NULL) {
        return;
    }
    if (r->daemon != NULL) {
        MHD_stop_daemon(r->daemon);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        free(r->messages[i].body);
    }
    pthread_cond_destroy(&r->more);
    pthread_mutex_destroy(&r->mutex);
    free(r);
    *receiver = NULL;
}
