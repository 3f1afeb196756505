/* SPDX-License-Identifier: MIT
 *
 * The clinic's configuration (precare-config/1): the clinic, where the rules and the state are, the
 * channels of the team chat, the mapping of the host's own codes. Read by the same strict reader as
 * the rules; every key has its default filled in. Immutable once loaded; any thread. It holds where
 * secrets are to be found, never a secret.
 */
#ifndef PRECARE_CONFIG_CONFIG_H
#define PRECARE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/fault.h"
#include "base/text.h"
#include "base/zone.h"
#include "config/channel_kinds.h"

#define CHANNEL_NONE UINT32_MAX

enum deliver {
    DELIVER_THREAD,
    DELIVER_EXTERNAL
};
enum durability {
    DURABILITY_PROCESS,
    DURABILITY_POWER
};
enum act_on {
    ACT_ON_ACTIVE,
    ACT_ON_DEMONSTRATION
};
enum schedule {
    SCHEDULE_CLINIC,
    SCHEDULE_STANDARD_WEBHOOKS
};

#define CHANNEL_KIND_NUMBER(constant, ...) CHANNEL_##constant,
enum channel_kind {
    CHANNEL_NO_KIND,
    CHANNEL_KIND_ROWS(CHANNEL_KIND_NUMBER) CHANNEL_KINDS
};
#undef CHANNEL_KIND_NUMBER

/* The row of a kind (config/channel_kinds.h). */
struct channel_kind_row {
    const char *word; /* "slack"; NULL: no such kind */
    bool signs, standard;
    uint32_t rate_count, burst; /* where the configuration says none */
};
/* By enum channel_kind; what is no kind gets a row of zeros. */
const struct channel_kind_row *channel_kind_row(uint32_t kind);

/* Where a secret is: "file:/path" or "env:NAME". */
struct secret_place {
    const char *text; /* as written; NULL: none */
    uint32_t line, column;
};

struct channel {
    const char *name;
    uint32_t kind; /* enum channel_kind */
    struct secret_place url_from;
    const struct secret_place *sign_with; /* webhook: all of them sign */
    uint32_t sign_count;
    uint32_t rate_count; /* so many in rate_ms */
    int64_t rate_ms;
    uint32_t burst, connections;
    uint32_t fallback, escalate_to; /* index of a channel, or CHANNEL_NONE */
    int64_t escalate_after_ms;      /* 0: never */
    int64_t give_up_after_ms;
    uint32_t schedule; /* enum schedule */
    bool private_too, clinical, baa_signed;
    int32_t digest_minute; /* of the clinic's day; -1: none */
    uint32_t digest_above; /* so many in digest_above_ms; 0: no limit */
    int64_t digest_above_ms;
    int32_t quiet_from, quiet_until; /* minutes of the clinic's day; -1: none */
    uint32_t line, column;           /* of its name in the file */
};

/* A row of the mapping tables: what one of the host's own codes means here. */
struct mapped_procedure {
    const char *code;                 /* the host's */
    const char *procedure, *modality; /* NULL: not said */
    const char *const *sites;
    uint32_t site_count;
};

struct mapped_provider {
    const char *id;   /* the host's */
    const char *role; /* NULL: not said */
    const char *const *training;
    uint32_t training_count;
    bool training_recorded; /* `training` is there, perhaps empty */
};

struct relay {
    bool nats; /* false: no relay */
    const char *const *servers;
    uint32_t server_count;
    const char *stream;
    struct secret_place login_from; /* text NULL: none */
    const char *credentials;        /* path; NULL: none */
    /* ours, for servers that ask for one, and its key: paths; both NULL: none */
    const char *certificate, *certificate_key;
};

enum tell {
    TELL_AT_CHECK_IN,
    TELL_AT_BOOKING
};

/* Who may call over HTTP: what its tokens say it is, and its public keys. */
struct serve_client {
    const char *iss, *jwks; /* a path */
    const char *jku;        /* where it says its keys are; NULL: it says nothing */
    uint32_t line, column;
};

struct serve {
    const char *socket; /* path; NULL: address and port */
    const char *address;
    uint32_t port;
    const char *url; /* as callers name it, without a / at the end; NULL: none */
    const char *const *origins;
    uint32_t origin_count;
    struct secret_place token_from; /* text NULL: none */
    const struct serve_client *clients;
    uint32_t client_count;
    uint32_t tell;       /* enum tell */
    uint32_t rate_count; /* so many in rate_ms of each client; 0: no limit */
    int64_t rate_ms;
};

struct config {
    struct arena arena;
    const char *file; /* as the user named it */
    const char *clinic;
    struct zone *zone;
    const char *const *rules; /* paths */
    uint32_t rules_count;
    const char *state;                 /* directory */
    uint32_t state_line, state_column; /* of it in the file */
    uint32_t deliver, durability, act_on;
    const char *link;         /* "https://pm.example/visit/{ref}"; NULL: none */
    uint32_t operations;      /* channel, or CHANNEL_NONE */
    int32_t heartbeat_minute; /* of the clinic's day; -1: none */
    uint32_t heartbeat_too;   /* another channel that is sent it, or CHANNEL_NONE */
    bool plain_http_loopback;
    const char *ca_file; /* NULL: the system's */
    const char *proxy;   /* NULL: none */
    int64_t wait_for_disk_us, late_after_ms;
    int64_t wal_limit; /* bytes */
    struct length keep_records, keep_messages;
    struct secret_place site_key_from; /* text NULL: site.key in the state directory */
    struct relay relay;
    struct serve serve;
    const char *signers; /* path of the file of those who may approve; NULL: none */
    bool signature_required;
    bool strict; /* the host is judged */
    const struct channel *channels;
    const char *const *channel_names; /* the same order: for rules_load */
    uint32_t channel_count;
    const struct mapped_procedure *procedures;
    const struct mapped_provider *providers;
    uint32_t procedure_count, provider_count;
};

/* From bytes (`file` is borrowed for the life of the config and of the faults), or from a file of
 * at most 1 MiB. NULL with an error in `faults` (warnings do not hinder). Owned by the caller:
 * config_free. */
struct config *config_load(const char *bytes, size_t len, const char *file, struct faults *faults);
struct config *config_read(const char *path, struct faults *faults);
void config_free(struct config **config);

uint32_t config_channel(const struct config *config, const char *name); /* index, or CHANNEL_NONE */

/* When the heartbeat of a day (of zone.h) is due, in seconds since 1970; only where there is one.
 */
int64_t config_heartbeat(const struct config *config, int32_t day);

/* What the host's code means: exact, or without its "local:". NULL: not mapped. */
const struct mapped_procedure *config_procedure(const struct config *config, struct span code);
const struct mapped_provider *config_provider(const struct config *config, struct span id);

/* "250 milliseconds", "30 seconds", "15 minutes", "24 hours", "7 days": in milliseconds; -1: not
 * such a text. */
int64_t duration_read(const char *s, size_t len);

#endif
