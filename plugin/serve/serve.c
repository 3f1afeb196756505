/* SPDX-License-Identifier: MIT
 *
 * The life of `precare serve` (serve.h): the plugin's door, then the socket, then a few threads of
 * libmicrohttpd's; this thread looks ten times a second whether somebody is too slow, and whether
 * it is told to stop. Begins nothing where a part cannot be had, and says which.
 */
#include "serve/serve.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/seam.h"
#include "serve/serve_parts.h"

#define LOOK_MS 100
#define CONNECTION_MEMORY                                                                          \
    ((size_t)48 * 1024) /* a head of the longest kind, and what is made of it */

static void look_pause(void)
{
    const struct timespec pause = {0, LOOK_MS * 1000000L};

    (void)nanosleep(&pause, NULL);
}

static bool door_open(struct server *server, const char *file, serve_log log, void *context,
                      char why_r[SERVE_WHY])
{
    precare_error err = {.struct_size = sizeof err};
    int32_t status = precare_json_open(file, &server->door, &err);

    if (status < 0) {
        (void)snprintf(why_r, SERVE_WHY, "%s%s%s", err.where, err.where[0] != '\0' ? ": " : "",
                       err.message);
        return false;
    }
    if (status > 0 && err.message[0] != '\0') {
        log(context, err.message);
    }
    return true;
}

static struct MHD_Daemon *daemon_start(struct server *server, int fd)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, request_step, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, SERVE_THREADS,
        MHD_OPTION_CONNECTION_LIMIT, SERVE_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(2 * SERVE_SLOW_MS / 1000),
        MHD_OPTION_NOTIFY_CONNECTION, watch_connection, &server->watch, MHD_OPTION_NOTIFY_COMPLETED,
        request_end, server, MHD_OPTION_URI_LOG_CALLBACK, request_begin, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static void place_say(const struct serve *serve, serve_log log, void *context)
{
    char line[256];

    if (serve->socket != NULL) {
        (void)snprintf(line, sizeof line, "listens at %s", serve->socket);
    } else {
        (void)snprintf(line, sizeof line, "listens at port %u of this machine alone", serve->port);
    }
    log(context, line);
}

static void counts_say(struct watch *watch, serve_log log, void *context)
{
    char line[160];

    (void)snprintf(line, sizeof line,
                   "stopped after %llu requests: %llu were refused, %llu came too slowly",
                   (unsigned long long)watch->requests, (unsigned long long)watch->refused,
                   (unsigned long long)watch->slow);
    log(context, line);
}

/* What was begun is answered. */
static void server_drain(struct server *server, struct MHD_Daemon *daemon)
{
    int64_t until = seam.steady_ms() + SERVE_SLOW_MS;
    int fd = MHD_quiesce_daemon(daemon);

    while (watch_asking(&server->watch) && seam.steady_ms() < until) {
        watch_look(&server->watch);
        look_pause();
    }
    MHD_stop_daemon(daemon);
    if (fd >= 0) {
        (void)close(fd);
    }
}

static int server_run(struct server *server, const atomic_int *stop, serve_log log, void *context,
                      char why_r[SERVE_WHY])
{
    const struct serve *serve = &server->config->serve;
    bool elsewhere = false;
    int fd = listen_open(serve, &elsewhere, why_r);

    if (fd < 0) {
        return elsewhere ? SERVE_ELSEWHERE : SERVE_CANNOT;
    }
    struct MHD_Daemon *daemon = daemon_start(server, fd);
    if (daemon == NULL) {
        (void)snprintf(why_r, SERVE_WHY, "the server cannot be started");
        (void)close(fd);
        listen_close(serve);
        return SERVE_CANNOT;
    }
    place_say(serve, log, context);
    while (atomic_load(stop) == 0) {
        watch_look(&server->watch);
        trouble_tell(&server->troubles, false, log, context);
        look_pause();
    }
    listen_close(serve);
    server_drain(server, daemon);
    trouble_tell(&server->troubles, true, log, context);
    counts_say(&server->watch, log, context);
    return SERVE_STOPPED;
}

int serve_run(const struct config *config, const char *file, const atomic_int *stop, serve_log log,
              void *context, char why_r[SERVE_WHY])
{
    struct server server = {.config = config};
    int code = SERVE_CANNOT;

    watch_begin(&server.watch);
    server.tokens = tokens_open(config, why_r, SERVE_WHY);
    if (server.tokens == NULL) {
        /* told */
    } else if (!rates_begin(&server.rates, tokens_callers(server.tokens))) {
        (void)snprintf(why_r, SERVE_WHY, "there is no memory");
    } else if (door_open(&server, file, log, context, why_r)) {
        code = server_run(&server, stop, log, context, why_r);
        (void)precare_json_close(server.door);
    }
    rates_end(&server.rates);
    tokens_close(&server.tokens);
    watch_end(&server.watch);
    return code;
}
