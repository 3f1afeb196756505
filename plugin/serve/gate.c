/* SPDX-License-Identifier: MIT
 *
 * What is looked at before a byte of a body is taken (serve_parts.h): size, Host, Origin, path,
 * method, token, rate, type, length; in this order, for what nobody may ask needs no token to be
 * refused, and what has no token costs its caller no place in his rate. Any thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "base/text.h"
#include "serve/serve_parts.h"

#define ADDRESS_MOST 1024

enum {
    REFUSED_HEADERS,
    REFUSED_TWICE,
    REFUSED_HOST,
    REFUSED_ORIGIN,
    REFUSED_PATH,
    REFUSED_METHOD,
    REFUSED_TOKEN,
    REFUSED_RATE,
    REFUSED_TYPE,
    REFUSED
};
static const struct refusal refusals[REFUSED] = {
    [REFUSED_HEADERS] = {431, "too-long", "The head of this request is longer than 16 KiB."},
    [REFUSED_TWICE] = {400, "invalid", "A header that says who asks for what is there twice."},
    [REFUSED_HOST] = {400, "invalid",
                      "The header Host names another service. Call it by the address that its "
                      "configuration has as url."},
    [REFUSED_ORIGIN] = {403, "forbidden",
                        "Pages of this origin may not call. The configuration lists those that may "
                        "under origins."},
    [REFUSED_PATH] = {404, "not-found",
                      "There is no such service. GET /cds-services says which there are."},
    [REFUSED_METHOD] = {405, "not-supported", "This path has no such method."},
    [REFUSED_TOKEN] = {401, "login",
                       "Send Authorization: Bearer with a token of a client that is known here. A "
                       "JWT holds for one call, until it expires, and for the address that is "
                       "called."},
    [REFUSED_RATE] = {429, "throttled", "Too many requests. Try again in a second."},
    [REFUSED_TYPE] = {415, "not-supported",
                      "Send the body as Content-Type: application/json, without a "
                      "Content-Encoding."},
};
const struct refusal refusal_too_long = {413, "too-long", "The body is longer than 1 MiB."};

struct head { /* what is counted of all headers */
    size_t bytes;
    uint32_t once; /* bits of those in once_only */
    bool twice;
};

static const char *const once_only[] = {"Host", "Origin", "Authorization", "Content-Type",
                                        "Content-Length"};

static enum MHD_Result header_count(void *of, enum MHD_ValueKind kind, const char *key,
                                    const char *value)
{
    struct head *head = of;

    (void)kind;
    head->bytes += strlen(key) + (value != NULL ? strlen(value) : 0) + 4;
    for (uint32_t i = 0; i < sizeof once_only / sizeof *once_only; i++) {
        if (span_same_letters(span_of(key), span_of(once_only[i]))) {
            head->twice = head->twice || (head->once & 1u << i) != 0;
            head->once |= 1u << i;
        }
    }
    return MHD_YES;
}

static const char *header_of(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

/* ---- Host, Origin ---- */

/* `host` is `name`, with or without one of the ports that go without saying. */
static bool host_is(const char *host, const char *name, size_t len)
{
    static const char *const ports[] = {"", ":443", ":80"};

    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        if (strlen(host) == len + strlen(ports[i]) && strcmp(host + len, ports[i]) == 0 &&
            span_same_letters((struct span){host, (uint32_t)len},
                              (struct span){name, (uint32_t)len})) {
            return true;
        }
    }
    return false;
}

static bool host_loopback(const struct serve *serve, const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    char port[16] = "";

    if (serve->socket == NULL) {
        (void)snprintf(port, sizeof port, ":%u", serve->port);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);

        if (strncmp(host, names[i], len) == 0 && strcmp(host + len, port) == 0) {
            return true;
        }
    }
    return false;
}

/* A page of another site whose name was made to lead here calls by that name. */
static bool host_good(const struct request *request)
{
    const struct serve *serve = &request->server->config->serve;
    const char *host = header_of(request, "Host");
    const char *name = serve->url != NULL ? strstr(serve->url, "://") + 3 : NULL;

    return host != NULL && (host_loopback(serve, host) ||
                            (name != NULL && host_is(host, name, strcspn(name, "/"))));
}

static bool origin_good(struct request *request)
{
    const struct serve *serve = &request->server->config->serve;
    const char *origin = header_of(request, "Origin");

    for (uint32_t i = 0; origin != NULL && i < serve->origin_count; i++) {
        if (strcmp(serve->origins[i], origin) == 0) {
            request->origin = serve->origins[i];
        }
    }
    return origin == NULL || request->origin != NULL;
}

/* ---- who, and what ---- */

static uint32_t caller_of(const struct request *request, const char *path)
{
    const struct serve *serve = &request->server->config->serve;
    char aud[ADDRESS_MOST];
    int len = snprintf(aud, sizeof aud, "%s%s", serve->url != NULL ? serve->url : "", path);

    return len < 0 || (size_t)len >= sizeof aud
               ? CALLER_UNKNOWN
               : tokens_caller(request->server->tokens, header_of(request, "Authorization"), aud,
                               seam.wall_ms() / 1000);
}

static bool type_good(const struct request *request)
{
    static const char json[] = "application/json";
    const char *type = header_of(request, "Content-Type");
    const char *packed = header_of(request, "Content-Encoding");
    size_t len = type != NULL ? strcspn(type, "; \t") : 0;

    return (packed == NULL || span_same_letters(span_of(packed), span_of("identity"))) &&
           len == sizeof json - 1 &&
           span_same_letters((struct span){type, (uint32_t)len}, span_of(json));
}

static void length_look(struct request *request)
{
    const char *length = header_of(request, "Content-Length");
    unsigned long long bytes = length != NULL ? strtoull(length, NULL, 10) : 0;

    request->too_long = bytes > SERVE_BODY_MOST;
    request->far_too_long = bytes > SERVE_BODY_THROWN;
}

/* A place in the rate of the caller who is not known. */
static bool unknown_may(struct request *request)
{
    struct server *server = request->server;

    return rates_take(&server->rates, &server->config->serve, tokens_callers(server->tokens) - 1);
}

static const struct refusal *refused_by(struct request *request, uint32_t row)
{
    return &refusals[unknown_may(request) ? row : REFUSED_RATE];
}

static const struct refusal *caller_look(struct request *request, const char *path)
{
    struct server *server = request->server;
    uint32_t caller =
        tokens_none(server->tokens) ? tokens_callers(server->tokens) - 1 : caller_of(request, path);

    if (caller == CALLER_UNKNOWN) {
        return refused_by(request, REFUSED_TOKEN);
    }
    if (!rates_take(&server->rates, &server->config->serve, caller)) {
        return &refusals[REFUSED_RATE];
    }
    if (request->route.kind != ROUTE_DISCOVERY && !type_good(request)) {
        return &refusals[REFUSED_TYPE];
    }
    return request->too_long ? &refusal_too_long : NULL;
}

const struct refusal *gate_look(struct request *request, const char *path)
{
    struct head head = {.bytes = strlen(path)};

    (void)MHD_get_connection_values(request->connection, MHD_HEADER_KIND, header_count, &head);
    bool origin = origin_good(request);
    length_look(request);
    route_read(path, &request->route);
    if (head.bytes > SERVE_HEADERS_MOST) {
        return refused_by(request, REFUSED_HEADERS);
    }
    if (head.twice) {
        return refused_by(request, REFUSED_TWICE);
    }
    if (!host_good(request)) {
        return refused_by(request, REFUSED_HOST);
    }
    if (!origin) {
        return refused_by(request, REFUSED_ORIGIN);
    }
    if (request->route.kind == ROUTE_NONE) {
        return refused_by(request, REFUSED_PATH);
    }
    if (request->options) {
        return unknown_may(request) ? NULL : &refusals[REFUSED_RATE];
    }
    return route_takes(&request->route, request->method) ? caller_look(request, path)
                                                         : refused_by(request, REFUSED_METHOD);
}
