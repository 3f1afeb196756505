/* SPDX-License-Identifier: MIT
 *
 * Reads the relay of the configuration (config/relay.h) and checks what no table can: addresses
 * without passwords, the name of a stream, what a relay needs of the rest of the file.
 * Single-threaded; faults go to the reader's list.
 */
#include "config/relay.h"

#include <string.h>

#include "config/values.h"

static bool server_good(const char *s)
{
    const char *at = strncmp(s, "nats://", 7) == 0  ? s + 7
                     : strncmp(s, "tls://", 6) == 0 ? s + 6
                                                    : NULL;

    if (at == NULL || *at == '\0' || *at == ':') {
        return false;
    }
    for (; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || (unsigned char)*at > '~' ||
            strchr("@/?#\"'\\,", *at) != NULL) {
            return false;
        }
    }
    return true;
}

static void server_check(struct reader *r, const struct node *at)
{
    struct fault *fault;

    if (server_good(at->text.at)) {
        return;
    }
    fault = reader_fault(r, FAULT_S205, at, "this is not the address of a relay's server");
    if (strchr(at->text.at, '@') != NULL) {
        fault_why(r->faults, fault,
                  "Passwords do not belong in this file: login-from says where they are kept.");
    }
    fault_fix(r->faults, fault,
              "Write for example: \"nats://10.0.0.5:4222\" or \"tls://nats-1.example:4222\"");
}

static bool stream_name_good(const char *s)
{
    size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    return len > 0 && len <= 32 && s[len] == '\0';
}

/* A certificate is of no use without its key, nor a key without its certificate. */
static void certificate_whole(struct reader *r, const struct relay_keys *keys)
{
    const struct node *at = keys->certificate != NULL ? keys->certificate : keys->certificate_key;

    if ((keys->certificate != NULL) != (keys->certificate_key != NULL)) {
        struct fault *fault =
            reader_fault(r, FAULT_S203, at, "certificate and certificate-key belong together");

        fault_fix(r->faults, fault, "Add the path of the one that is not there.");
    }
}

void relay_read(struct reader *r, const struct node *map, struct config *config)
{
    struct relay_keys keys;

    if (map == NULL || !reader_read(r, &relay_table, map, &keys)) {
        return;
    }
    config->relay.nats = true;
    config->relay.servers = config_texts(r, keys.servers, &config->relay.server_count);
    config->relay.stream = keys.stream->text.at;
    for (uint32_t i = 0; i < keys.servers->count; i++) {
        server_check(r, keys.servers->items[i]);
    }
    if (!stream_name_good(keys.stream->text.at)) {
        struct fault *fault =
            reader_fault(r, FAULT_S205, keys.stream, "this cannot be the name of a stream");

        fault_fix(r->faults, fault,
                  "Use at most 32 capital letters, digits and _, for example: PRECARE");
    }
    if (keys.login_from != NULL) {
        secret_place_read(r, keys.login_from, &config->relay.login_from);
    }
    path_key(r, keys.credentials, &config->relay.credentials);
    path_key(r, keys.certificate, &config->relay.certificate);
    path_key(r, keys.certificate_key, &config->relay.certificate_key);
    certificate_whole(r, &keys);
    if (keys.login_from != NULL && keys.credentials != NULL) {
        struct fault *fault = reader_fault(r, FAULT_S202, keys.credentials,
                                           "login-from and credentials cannot both be used");

        fault_fix(r->faults, fault, "Keep the one that the relay's servers accept.");
    }
}

void relay_fits(struct reader *r, const struct config_keys *keys, const struct config *config)
{
    if (keys->relay == NULL || !config->relay.nats) {
        return;
    }
    if (config->deliver != DELIVER_EXTERNAL) {
        const struct node *at = keys->deliver != NULL ? keys->deliver : keys->relay;
        struct fault *fault =
            reader_fault(r, FAULT_S202, at, "a relay cannot be used with deliver: thread");

        fault_why(
            r->faults, fault,
            "The thread runs in the host's own process, which must not load the relay's client.");
        fault_fix(r->faults, fault, "Write deliver: external, and run `precare courier`.");
    }
    if (keys->site_key_from == NULL) {
        struct fault *fault =
            reader_fault(r, FAULT_S203, keys->relay, "a relay needs site-key-from as well");

        fault_why(r->faults, fault,
                  "The machines of a chain recognize each other's messages by a key that all of "
                  "them share.");
        fault_fix(r->faults, fault,
                  "Add a line such as: site-key-from: \"file:/etc/precare/secrets/site.key\"");
    }
}
