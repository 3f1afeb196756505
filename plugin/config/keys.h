/* SPDX-License-Identifier: MIT
 *
 * The configuration as it was written: one struct of nodes for each map, and the tables the reader
 * reads them by. The schema and the manual's tables come from the same place. Pure data; used by
 * config.c and its neighbours.
 */
#ifndef PRECARE_CONFIG_KEYS_H
#define PRECARE_CONFIG_KEYS_H

#include "base/reader.h"

struct config_keys {
    const struct node *format, *clinic, *rules, *state, *deliver, *durability, *act_on, *link,
        *operations, *heartbeat, *urgent_heartbeat_to, *channels, *map, *allow_plain_http, *ca_file,
        *proxy, *wait_for_disk, *wal_limit, *late_after, *keep, *site_key_from, *relay, *serve,
        *approvals, *strict;
};

struct approvals_keys {
    const struct node *signers, *signature;
};

struct clinic_keys {
    const struct node *name, *time_zone;
};

struct keep_keys {
    const struct node *records, *messages;
};

struct map_keys {
    const struct node *procedures, *providers;
};

struct procedure_keys {
    const struct node *procedure, *sites, *modality;
};

struct provider_keys {
    const struct node *role, *training;
};

struct relay_keys {
    const struct node *kind, *servers, *stream, *login_from, *credentials, *certificate,
        *certificate_key;
};

struct serve_keys {
    const struct node *listen, *url, *origins, *token_file, *clients, *tell, *rate;
};

struct serve_client_keys {
    const struct node *iss, *jwks, *jku;
};

struct channel_keys {
    const struct node *kind, *url_from, *sign_with, *rate, *burst, *connections, *schedule,
        *fallback, *escalate_after, *escalate_to, *addresses, *detail, *baa, *give_up_after,
        *digest, *digest_above, *quiet;
};

extern const struct table config_table, clinic_table, approvals_table, keep_table, map_table,
    procedure_table, provider_table, relay_table, serve_table, serve_client_table, channel_table;
extern const struct words words_deliver, words_durability, words_act_on, words_plain_http,
    words_channel_kind, words_schedule, words_addresses, words_detail, words_baa, words_relay,
    words_signature, words_strict, words_tell;

#endif
