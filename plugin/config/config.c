/* SPDX-License-Identifier: MIT
 *
 * Reads the configuration (config/config.h): YAML by the tables of keys.c, then what no table can
 * check. Called at the door and by the commands. Every fault of a run is told; with an error there
 * is no configuration.
 */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/reader.h"
#include "base/seam.h"
#include "base/trust.h"
#include "config/channels.h"
#include "config/duration.h"
#include "config/keys.h"
#include "config/relay.h"
#include "config/serve.h"
#include "config/values.h"

#define CONFIG_BYTES (1024u * 1024u)

static void clinic_read(struct reader *r, const struct node *map, struct config *config)
{
    struct clinic_keys keys;
    const char *error = NULL;

    if (!reader_read(r, &clinic_table, map, &keys)) {
        return;
    }
    config->clinic = keys.name != NULL ? keys.name->text.at : NULL;
    config->zone = zone_open(keys.time_zone->text.at, &error);
    if (config->zone == NULL) {
        struct fault *fault =
            reader_fault(r, FAULT_S204, keys.time_zone, "this time zone cannot be used: %s", error);

        fault_fix(r->faults, fault, "Write an IANA name, such as America/New_York.");
    }
}

/* The one thing in it that is filled in is {ref}. */
static bool link_good(const char *s)
{
    const char *ref = strstr(s, "{ref}");
    const char *rest = ref != NULL ? ref + 5 : s;
    bool scheme = strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;

    if (!scheme || strchr(rest, '{') != NULL || (ref == NULL) != (strchr(s, '{') == NULL)) {
        return false;
    }
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~' ||
            strchr("\"'<>\\`|()[]@*", *s) != NULL) {
            return false;
        }
    }
    return true;
}

static void link_read(struct reader *r, const struct node *at, struct config *config)
{
    if (at == NULL) {
        return;
    }
    if (!link_good(at->text.at)) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not an address for links");

        fault_fix(r->faults, fault, "Write for example: \"https://pm.example/visit/{ref}\"");
        return;
    }
    config->link = at->text.at;
}

static void proxy_read(struct reader *r, const struct node *at, struct config *config)
{
    if (at == NULL || choice_is(at, "none")) {
        return;
    }
    if (strncmp(at->text.at, "http://", 7) != 0 || strchr(at->text.at, '@') != NULL) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not the address of a proxy");

        fault_why(r->faults, fault, "Passwords do not belong in this file.");
        fault_fix(r->faults, fault, "Write for example: \"http://proxy.example:3128\", or none.");
        return;
    }
    config->proxy = at->text.at;
}

static void keep_read(struct reader *r, const struct node *map, struct config *config)
{
    struct keep_keys keys;

    if (map == NULL || !reader_read(r, &keep_table, map, &keys)) {
        return;
    }
    if (keys.records != NULL) {
        (void)length_read(keys.records->text.at, keys.records->text.len, &config->keep_records);
    }
    if (keys.messages != NULL) {
        (void)length_read(keys.messages->text.at, keys.messages->text.len, &config->keep_messages);
    }
}

static void procedures_read(struct reader *r, const struct node *map, struct config *config)
{
    uint32_t count = map == NULL ? 0 : map->count;
    struct mapped_procedure *rows = count == 0 ? NULL : arena_array(r->arena, count, sizeof *rows);
    struct procedure_keys keys;

    for (uint32_t i = 0; rows != NULL && i < count; i++) {
        rows[i].code = map->keys[i]->text.at;
        if (reader_read(r, &procedure_table, map->items[i], &keys)) {
            rows[i].procedure = keys.procedure->text.at;
            rows[i].modality = keys.modality != NULL ? keys.modality->text.at : NULL;
            rows[i].sites = config_texts(r, keys.sites, &rows[i].site_count);
        }
    }
    config->procedures = rows;
    config->procedure_count = rows != NULL ? count : 0;
}

static void providers_read(struct reader *r, const struct node *map, struct config *config)
{
    uint32_t count = map == NULL ? 0 : map->count;
    struct mapped_provider *rows = count == 0 ? NULL : arena_array(r->arena, count, sizeof *rows);
    struct provider_keys keys;

    for (uint32_t i = 0; rows != NULL && i < count; i++) {
        rows[i].id = map->keys[i]->text.at;
        if (reader_read(r, &provider_table, map->items[i], &keys)) {
            rows[i].role = keys.role != NULL ? keys.role->text.at : NULL;
            rows[i].training = config_texts(r, keys.training, &rows[i].training_count);
            rows[i].training_recorded = keys.training != NULL;
        }
    }
    config->providers = rows;
    config->provider_count = rows != NULL ? count : 0;
}

static void map_read(struct reader *r, const struct node *map, struct config *config)
{
    struct map_keys keys;

    if (map != NULL && reader_read(r, &map_table, map, &keys)) {
        procedures_read(r, keys.procedures, config);
        providers_read(r, keys.providers, config);
    }
}

static void heartbeat_read(struct reader *r, const struct config_keys *keys, struct config *config)
{
    const struct node *at = keys->heartbeat;
    struct fault *fault = NULL;

    if (!choice_is(keys->urgent_heartbeat_to, "none")) {
        config->heartbeat_too = channel_named(r, keys->urgent_heartbeat_to, config);
    }
    if (at != NULL && !choice_is(at, "none")) {
        config->heartbeat_minute = daily_read(at->text.at, at->text.len);
        if (config->heartbeat_minute < 0) {
            fault = reader_fault(r, FAULT_S205, at, "this is not a time for a heartbeat");
            fault_fix(r->faults, fault, "Write for example: daily 07:00");
        } else if (config->operations == CHANNEL_NONE) {
            fault = reader_fault(r, FAULT_S203, at, "a heartbeat needs a channel of operations");
            fault_fix(r->faults, fault, "Add a line such as: operations: ops");
        }
    } else if (config->heartbeat_too != CHANNEL_NONE) {
        fault = reader_fault(r, FAULT_S203, keys->urgent_heartbeat_to,
                             "urgent-heartbeat-to needs a heartbeat");
        fault_fix(r->faults, fault, "Add a line such as: heartbeat: daily 07:00");
    }
}

static void defaults_set(struct config *config)
{
    config->operations = config->heartbeat_too = CHANNEL_NONE;
    config->heartbeat_minute = -1;
    config->wait_for_disk_us = 250 * 1000;
    config->wal_limit = INT64_C(512) << 20;
    config->late_after_ms = 2 * 60 * 1000;
    config->keep_records = (struct length){7, UNIT_YEARS};
    config->keep_messages = (struct length){30, UNIT_DAYS};
}

static void rules_read(struct reader *r, const struct node *at, struct config *config)
{
    config->rules = config_texts(r, at, &config->rules_count);
    for (uint32_t i = 0; i < config->rules_count; i++) {
        if (strstr(config->rules[i], "://") != NULL) {
            struct fault *fault =
                reader_fault(r, FAULT_S205, at->kind == NODE_LIST ? at->items[i] : at,
                             "this is an address, not the path of a directory with rules");

            fault_fix(r->faults, fault, "Write for example: [/etc/precare/rules]");
        }
    }
}

static void approvals_read(struct reader *r, const struct node *map, struct config *config)
{
    struct approvals_keys keys;

    if (map != NULL && reader_read(r, &approvals_table, map, &keys)) {
        path_key(r, keys.signers, &config->signers);
        config->signature_required = choice_is(keys.signature, "required");
    }
}

static void config_fill(struct reader *r, const struct config_keys *keys, struct config *config)
{
    int64_t wait_ms = config->wait_for_disk_us / 1000;

    clinic_read(r, keys->clinic, config);
    rules_read(r, keys->rules, config);
    path_key(r, keys->state, &config->state);
    config->state_line = keys->state->line;
    config->state_column = keys->state->column;
    config->deliver = choice_is(keys->deliver, "external") ? DELIVER_EXTERNAL : DELIVER_THREAD;
    config->durability =
        choice_is(keys->durability, "power") ? DURABILITY_POWER : DURABILITY_PROCESS;
    config->act_on =
        choice_is(keys->act_on, "demonstration") ? ACT_ON_DEMONSTRATION : ACT_ON_ACTIVE;
    config->strict = choice_is(keys->strict, "yes-for-testing");
    config->plain_http_loopback = choice_is(keys->allow_plain_http, "loopback");
    link_read(r, keys->link, config);
    if (!choice_is(keys->ca_file, "system")) {
        path_key(r, keys->ca_file, &config->ca_file);
    }
    proxy_read(r, keys->proxy, config);
    duration_key(r, &config_table, "wait-for-disk", keys->wait_for_disk, &wait_ms);
    config->wait_for_disk_us = wait_ms * 1000;
    size_key(r, &config_table, "wal-limit", keys->wal_limit, &config->wal_limit);
    duration_key(r, &config_table, "late-after", keys->late_after, &config->late_after_ms);
    keep_read(r, keys->keep, config);
    if (keys->site_key_from != NULL) {
        secret_place_read(r, keys->site_key_from, &config->site_key_from);
    }
    relay_read(r, keys->relay, config);
    relay_fits(r, keys, config);
    serve_read(r, keys->serve, config);
    approvals_read(r, keys->approvals, config);
    map_read(r, keys->map, config);
    channels_read(r, keys->channels, config);
    config->operations = channel_named(r, keys->operations, config);
    heartbeat_read(r, keys, config);
}

struct config *config_load(const char *bytes, size_t len, const char *file, struct faults *faults)
{
    struct config *config = mem_new(sizeof *config);
    struct config_keys keys;
    struct reader r = {.faults = faults, .file = file};
    const struct node *top;
    uint32_t errors = faults->errors;
    bool hush = faults->hush;

    if (config == NULL) {
        faults->lost = true;
        return NULL;
    }
    arena_begin(&config->arena, NULL, 0, 16u * CONFIG_BYTES);
    config->file = file;
    defaults_set(config);
    r.arena = &config->arena;
    faults->hush = true; /* whatever line somebody pasted an address into */
    top = yaml_read(bytes, len, file, NULL, &config->arena, faults);
    if (top != NULL && reader_read(&r, &config_table, top, &keys)) {
        config_fill(&r, &keys, config);
    }
    faults->hush = hush;
    if (config->arena.failed) {
        faults->lost = true;
    }
    if (top == NULL || faults->errors > errors || faults->lost) {
        config_free(&config);
    }
    return config;
}

/* Who can write it chooses whom alerts reach. false: it is not used. */
static bool config_trusted(const char *path, const struct stat *st, struct faults *faults)
{
    struct place place = {.file = path};
    char above[PATH_MAX];
    struct fault *fault = NULL;

    if (trust_anybody(st)) {
        fault = fault_add(faults, FAULT_A507, place, "anybody may write the configuration");
        fault_fix(faults, fault, "Run: chmod o-w %s", path);
    } else if (trust_above(path, above)) {
        fault = fault_add(faults, FAULT_A507, place,
                          "anybody may put another configuration in its place: in %s all may write",
                          above);
        fault_fix(faults, fault, "Run: chmod o-w %s", above);
    }
    if (fault != NULL) {
        fault_why(faults, fault, "Who can change it chooses whom alerts reach.");
        return false;
    }
    if (trust_stranger(st)) {
        fault = fault_add(faults, FAULT_W507, place, "the configuration belongs to another user");
        fault_fix(faults, fault, "If nobody meant that, run: chown root %s", path);
    } else if ((st->st_mode & S_IWGRP) != 0) {
        fault = fault_add(faults, FAULT_W507, place, "a group may write the configuration");
        fault_fix(faults, fault, "If nobody meant that, run: chmod g-w %s", path);
    }
    fault_why(faults, fault, "Who can change it chooses whom alerts reach.");
    return !faults->lost;
}

struct config *config_read(const char *path, struct faults *faults)
{
    struct place place = {.file = path};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct config *config = NULL;
    struct stat st;
    char *bytes = NULL;
    ssize_t len;

    if (fd < 0) {
        struct fault *fault = fault_add(
            faults, FAULT_A501, place, "the configuration cannot be opened: %s",
            errno == ENOENT ? "there is no such file" : "access is refused, or it is not a file");

        fault_fix(faults, fault, "Name the file with --config FILE, or in PRECARE_CONFIG.");
        return NULL;
    }
    bool plain = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    /* a byte more than it may hold, so that one too many is seen; not zeroed: hosts open at each
     * request */
    size_t room =
        plain && st.st_size < (off_t)CONFIG_BYTES ? (size_t)st.st_size + 1 : CONFIG_BYTES + 1;
    if (!plain || (bytes = mem_grow(NULL, room)) == NULL) {
        fault_add(faults, FAULT_A501, place, "the configuration is not a plain file");
    } else if (!config_trusted(path, &st, faults)) {
        /* told */
    } else if ((len = file_bytes(fd, bytes, room)) < 0 || len > (ssize_t)CONFIG_BYTES) {
        fault_add(faults, FAULT_A501, place,
                  "the configuration cannot be read, or is longer than 1 MiB");
    } else {
        config = config_load(bytes, (size_t)len, path, faults);
    }
    mem_drop(bytes);
    (void)close(fd);
    return config;
}

void config_free(struct config **config)
{
    if (*config != NULL) {
        zone_close(&(*config)->zone);
        arena_end(&(*config)->arena);
        mem_drop(*config);
        *config = NULL;
    }
}

int64_t config_heartbeat(const struct config *config, int32_t day)
{
    return zone_instant(config->zone,
                        (int64_t)day * 86400 + (int64_t)config->heartbeat_minute * 60);
}
