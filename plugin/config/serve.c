/* SPDX-License-Identifier: MIT
 *
 * Reads what `precare serve` goes by (config/serve.h) and checks what no table can: that it listens
 * on this machine alone, and that whoever can reach a port of it must show a token.
 * Single-threaded; faults go to the reader's list.
 */
#include "config/serve.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "config/duration.h"
#include "config/values.h"

#define CLIENTS_MOST 64u
#define SOCKET_UNSET "/run/precare/serve.sock"
#define SOCKET_MOST (sizeof((struct sockaddr_un *)0)->sun_path - 1)

static bool all_printable(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~' ||
            strchr("\"'<>\\`|@*?#", *s) != NULL) {
            return false;
        }
    }
    return true;
}

static const struct {
    const char *written, *address;
} loopbacks[] = {{"127.0.0.1:", "127.0.0.1"}, {"[::1]:", "::1"}, {"localhost:", "127.0.0.1"}};

/* "127.0.0.1:8443", and nothing that another machine can reach. */
static bool port_read(const char *s, struct serve *serve)
{
    for (size_t i = 0; i < sizeof loopbacks / sizeof *loopbacks; i++) {
        size_t len = strlen(loopbacks[i].written);

        if (strncmp(s, loopbacks[i].written, len) == 0) {
            const char *at = s + len, *end = at + strlen(at);
            int64_t port = number_read(&at, end, UINT16_MAX);

            serve->address = loopbacks[i].address;
            serve->port = port > 0 && at == end ? (uint32_t)port : 0;
            return serve->port != 0;
        }
    }
    return false;
}

static void listen_read(struct reader *r, const struct node *at, struct serve *serve)
{
    struct fault *fault;

    if (at == NULL) {
        return;
    }
    if (strncmp(at->text.at, "unix:/", 6) == 0 && strlen(at->text.at + 5) <= SOCKET_MOST) {
        serve->socket = at->text.at + 5;
        return;
    }
    serve->socket = NULL;
    if (!port_read(at->text.at, serve)) {
        fault = reader_fault(
            r, FAULT_S205, at,
            "this is neither the path of a socket nor a port that only this machine can reach");
        fault_why(r->faults, fault,
                  "What is called here is told of patients: beyond this machine it must go by TLS, "
                  "which a reverse proxy does.");
        fault_fix(r->faults, fault,
                  "Write for example: \"unix:/run/precare/serve.sock\" or \"127.0.0.1:8443\"");
    }
}

/* "https://host" with a path or without; an origin has none. */
static bool address_good(const char *s, bool path)
{
    const char *at = strncmp(s, "https://", 8) == 0  ? s + 8
                     : strncmp(s, "http://", 7) == 0 ? s + 7
                                                     : NULL;

    if (at == NULL || *at == '\0' || *at == '/' || *at == ':' || !all_printable(s)) {
        return false;
    }
    return s[strlen(s) - 1] != '/' && (path || strchr(at, '/') == NULL);
}

static void url_read(struct reader *r, const struct node *at, struct serve *serve)
{
    if (at == NULL) {
        return;
    }
    if (!address_good(at->text.at, true)) {
        struct fault *fault =
            reader_fault(r, FAULT_S205, at, "this is not the address of a service");

        fault_fix(r->faults, fault,
                  "Write what stands before /cds-services, for example: \"https://cds.example\"");
        return;
    }
    serve->url = at->text.at;
}

static void origins_read(struct reader *r, const struct node *at, struct serve *serve)
{
    serve->origins = config_texts(r, at, &serve->origin_count);
    for (uint32_t i = 0; i < serve->origin_count; i++) {
        if (!address_good(serve->origins[i], false)) {
            struct fault *fault =
                reader_fault(r, FAULT_S205, at->kind == NODE_LIST ? at->items[i] : at,
                             "this is not the origin of web pages");

            fault_fix(r->faults, fault,
                      "Write scheme and host alone, for example: \"https://ehr.example\"");
        }
    }
}

static void jwks_read(struct reader *r, const struct node *at, struct serve_client *client)
{
    if (strncmp(at->text.at, "file:/", 6) != 0 || strstr(at->text.at, "://") != NULL) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not the place of a file");

        fault_why(r->faults, fault, "Keys are never fetched from an address.");
        fault_fix(r->faults, fault, "Write for example: \"file:/etc/precare/ehr.jwks\"");
        return;
    }
    client->jwks = at->text.at + 5;
}

static bool client_named(const struct serve_client *clients, uint32_t count, const char *iss)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(clients[i].iss, iss) == 0) {
            return true;
        }
    }
    return false;
}

static void clients_read(struct reader *r, const struct node *at, struct serve *serve)
{
    uint32_t count = at == NULL ? 0 : at->count;
    struct serve_client *clients =
        count == 0 ? NULL : arena_array(r->arena, count, sizeof *clients);
    struct serve_client_keys keys;

    if (count > CLIENTS_MOST) {
        (void)reader_fault(r, FAULT_S205, at, "more than %u clients", CLIENTS_MOST);
        return;
    }
    for (uint32_t i = 0; clients != NULL && i < count; i++) {
        if (!reader_read(r, &serve_client_table, at->items[i], &keys)) {
            continue;
        }
        struct serve_client *client = &clients[serve->client_count];
        if (client_named(clients, serve->client_count, keys.iss->text.at)) {
            (void)reader_fault(r, FAULT_S202, keys.iss, "this client is named twice");
            continue;
        }
        *client = (struct serve_client){.iss = keys.iss->text.at,
                                        .jku = keys.jku != NULL ? keys.jku->text.at : NULL,
                                        .line = keys.jwks->line,
                                        .column = keys.jwks->column};
        jwks_read(r, keys.jwks, client);
        serve->client_count++;
    }
    serve->clients = clients;
}

/* Whoever can reach a port is not known by that, and a token is made for one address. */
static void callers_known(struct reader *r, const struct serve_keys *keys,
                          const struct serve *serve)
{
    bool tokens = serve->token_from.text != NULL || serve->client_count > 0;
    struct fault *fault;

    if (keys->listen != NULL && serve->port != 0 && keys->token_file == NULL &&
        keys->clients == NULL) {
        fault = reader_fault(r, FAULT_S203, keys->listen,
                             "a port needs token-file or clients as well: every user and every web "
                             "page of this machine reaches it");
        fault_fix(r->faults, fault,
                  "Add a line such as: token-file: \"file:/etc/precare/secrets/serve.token\", or "
                  "listen on a socket.");
    }
    if (tokens && keys->url == NULL) {
        fault =
            reader_fault(r, FAULT_S203, keys->clients != NULL ? keys->clients : keys->token_file,
                         "token-file and clients need url as well");
        fault_why(r->faults, fault, "A token holds for the address that it was made for.");
        fault_fix(r->faults, fault, "Add a line such as: url: \"https://cds.example\"");
    }
}

void serve_read(struct reader *r, const struct node *map, struct config *config)
{
    struct serve *serve = &config->serve;
    struct serve_keys keys;

    *serve = (struct serve){.socket = SOCKET_UNSET, .rate_count = 20, .rate_ms = 1000};
    if (map == NULL || !reader_read(r, &serve_table, map, &keys)) {
        return;
    }
    listen_read(r, keys.listen, serve);
    url_read(r, keys.url, serve);
    origins_read(r, keys.origins, serve);
    if (keys.token_file != NULL) {
        secret_place_read(r, keys.token_file, &serve->token_from);
    }
    clients_read(r, keys.clients, serve);
    serve->tell = choice_is(keys.tell, "at-booking") ? TELL_AT_BOOKING : TELL_AT_CHECK_IN;
    rate_key(r, keys.rate, &serve->rate_count, &serve->rate_ms);
    callers_known(r, &keys, serve);
}
