/* SPDX-License-Identifier: MIT
 *
 * Connections and their clocks (serve_parts.h). The library's own timeout asks only for a byte now
 * and then; here the head, the body and the fetching of an answer may take SERVE_SLOW_MS each, and
 * so may doing nothing. Whoever is slower is cut off: his socket is shut, and the library sees its
 * end. A connection leaves the list before its descriptor is closed, so none is shut twice.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/seam.h"
#include "serve/serve_parts.h"

void watch_begin(struct watch *watch)
{
    *watch = (struct watch){.first = NULL};
    (void)pthread_mutex_init(&watch->mutex, NULL);
}

void watch_end(struct watch *watch)
{
    (void)pthread_mutex_destroy(&watch->mutex);
}

static void connection_add(struct watch *watch, struct MHD_Connection *of, void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(of, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = mem_new(sizeof *c);

    *context = c;
    if (c == NULL) {
        return; /* nobody watches it but the library */
    }
    c->fd = info != NULL ? info->connect_fd : -1;
    c->since = seam.steady_ms();
    (void)pthread_mutex_lock(&watch->mutex);
    c->next = watch->first;
    c->before = &watch->first;
    if (c->next != NULL) {
        c->next->before = &c->next;
    }
    watch->first = c;
    (void)pthread_mutex_unlock(&watch->mutex);
}

static void connection_drop(struct watch *watch, struct connection *c)
{
    (void)pthread_mutex_lock(&watch->mutex);
    *c->before = c->next;
    if (c->next != NULL) {
        c->next->before = c->before;
    }
    (void)pthread_mutex_unlock(&watch->mutex);
    mem_drop(c);
}

void watch_connection(void *of, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        connection_add(of, connection, context);
    } else if (*context != NULL) {
        connection_drop(of, *context);
        *context = NULL;
    }
}

void watch_step(struct watch *watch, struct MHD_Connection *connection, enum watch_step step)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *c = info != NULL ? info->socket_context : NULL;

    (void)pthread_mutex_lock(&watch->mutex);
    watch->requests += step == WATCH_ASKED;
    if (c != NULL) {
        c->asking = step != WATCH_DONE;
        c->since = step == WATCH_WORKING ? 0 : seam.steady_ms();
    }
    (void)pthread_mutex_unlock(&watch->mutex);
}

void watch_refused(struct watch *watch)
{
    (void)pthread_mutex_lock(&watch->mutex);
    watch->refused++;
    (void)pthread_mutex_unlock(&watch->mutex);
}

void watch_look(struct watch *watch)
{
    int64_t now = seam.steady_ms();

    (void)pthread_mutex_lock(&watch->mutex);
    for (struct connection *c = watch->first; c != NULL; c = c->next) {
        if (c->since != 0 && !c->cut && now - c->since > SERVE_SLOW_MS && c->fd >= 0) {
            (void)shutdown(c->fd, SHUT_RDWR);
            c->cut = true;
            watch->slow += c->asking;
        }
    }
    (void)pthread_mutex_unlock(&watch->mutex);
}

/* Bytes came that nobody has looked at yet. */
static bool connection_asks(const struct connection *c)
{
    int waiting = 0;

    return c->asking || (!c->cut && ioctl(c->fd, FIONREAD, &waiting) == 0 && waiting > 0);
}

bool watch_asking(struct watch *watch)
{
    bool asking = false;

    (void)pthread_mutex_lock(&watch->mutex);
    for (struct connection *c = watch->first; c != NULL && !asking; c = c->next) {
        asking = connection_asks(c);
    }
    (void)pthread_mutex_unlock(&watch->mutex);
    return asking;
}
