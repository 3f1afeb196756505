/* SPDX-License-Identifier: MIT
 *
 * Packs and compiled sets. Called by open, reload and follow. The cache is one short list under one
 * mutex, which is never held while anything is read or compiled. Fails with faults, or -1 without
 * memory.
 */
#include "abi/ruleset.h"

#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/seam.h"
#include "review/run.h"

#define PACK_HEAD "precare-rules-set/1\n"
#define PACK_FILES 100000u
#define CACHE_MOST 4u

/* ---- packs ---- */

static void pack_hash(struct rule_pack *pack)
{
    struct sha256 sha;
    uint8_t digest[32];

    sha256_begin(&sha);
    sha256_add(&sha, pack->bytes, pack->len);
    sha256_end(&sha, digest);
    hex_of(digest, sizeof digest, pack->hash);
}

int pack_make(const struct rule_files *files, struct rule_pack *pack_r)
{
    struct buf out = {0};

    buf_text(&out, PACK_HEAD);
    for (uint32_t i = 0; i < files->count; i++) {
        const struct rule_file *file = &files->at[i];

        buf_printf(&out, "%zu %zu ", file->len, strlen(file->name));
        buf_text(&out, file->name);
        buf_char(&out, '\n');
        buf_add(&out, file->bytes, file->len);
        buf_char(&out, '\n');
    }
    *pack_r = (struct rule_pack){.len = out.len};
    pack_r->bytes = buf_take(&out);
    if (pack_r->bytes == NULL) {
        return -1;
    }
    pack_hash(pack_r);
    return 0;
}

/* A number and a space at *at; false: none, or more than `most`. */
static bool number_take(const char **at, const char *end, size_t most, size_t *n_r)
{
    size_t n = 0;
    const char *p = *at;

    while (p < end && *p >= '0' && *p <= '9' && n <= most) {
        n = n * 10 + (size_t)(*p++ - '0');
    }
    if (p == *at || p == end || *p != ' ' || n > most) {
        return false;
    }
    *at = p + 1;
    *n_r = n;
    return true;
}

/* The next file of a pack; name not NUL-terminated. */
static bool file_take(const char **at, const char *end, struct span *name_r,
                      struct rule_file *file_r)
{
    size_t len, name_len;

    if (!number_take(at, end, (size_t)(end - *at), &len) ||
        !number_take(at, end, 65536, &name_len)) {
        return false;
    }
    if (name_len + 2 > (size_t)(end - *at) || len > (size_t)(end - *at) - name_len - 2) {
        return false;
    }
    *name_r = (struct span){*at, (uint32_t)name_len};
    file_r->bytes = *at + name_len + 1;
    file_r->len = len;
    if (file_r->bytes[-1] != '\n' || file_r->bytes[len] != '\n') {
        return false;
    }
    *at = file_r->bytes + len + 1;
    return true;
}

static bool head_take(const struct rule_pack *pack, const char **at_r, const char **end_r)
{
    size_t head = sizeof PACK_HEAD - 1;

    *at_r = pack->bytes + head;
    *end_r = pack->bytes + pack->len;
    return pack->len >= head && memcmp(pack->bytes, PACK_HEAD, head) == 0;
}

int pack_files(const struct rule_pack *pack, struct rule_files *files_r)
{
    const char *at, *end;
    struct span name;
    struct rule_file file;
    uint32_t count = 0;

    memset(files_r, 0, sizeof *files_r);
    if (!head_take(pack, &at, &end)) {
        return -1;
    }
    for (const char *p = at; p < end; count++) {
        if (count == PACK_FILES || !file_take(&p, end, &name, &file)) {
            return -1;
        }
    }
    arena_begin(&files_r->arena, NULL, 0, 0);
    files_r->at = arena_array(&files_r->arena, count > 0 ? count : 1, sizeof *files_r->at);
    for (uint32_t i = 0; files_r->at != NULL && i < count; i++) {
        (void)file_take(&at, end, &name, &files_r->at[i]);
        files_r->at[i].name = arena_text(&files_r->arena, name.at, name.len);
    }
    files_r->count = count;
    if (files_r->arena.failed) {
        arena_end(&files_r->arena);
        return -1;
    }
    return 0;
}

int pack_of(char *bytes, size_t len, struct rule_pack *pack_r)
{
    struct rule_pack pack = {.bytes = bytes, .len = len};
    const char *at, *end;
    struct span name;
    struct rule_file file;

    if (!head_take(&pack, &at, &end)) {
        return -1;
    }
    while (at < end) {
        if (!file_take(&at, end, &name, &file)) {
            return -1;
        }
    }
    pack_hash(&pack);
    *pack_r = pack;
    return 0;
}

void pack_end(struct rule_pack *pack)
{
    mem_drop(pack->bytes);
    *pack = (struct rule_pack){0};
}

/* ---- the cache ---- */

static pthread_mutex_t cache_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct ruleset *cache; /* newest first; each counts the cache as a user */

void rulesets_forked(void)
{
    cache_mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

static uint64_t channels_digest(const struct config *config)
{
    uint64_t digest = 1;

    for (uint32_t i = 0; i < config->channel_count; i++) {
        digest = hash_bytes(digest, config->channel_names[i], strlen(config->channel_names[i]) + 1);
    }
    return digest;
}

struct ruleset *ruleset_hold(struct ruleset *set)
{
    if (set != NULL) {
        (void)atomic_fetch_add(&set->users, 1);
    }
    return set;
}

void ruleset_drop(struct ruleset **set)
{
    struct ruleset *gone = *set;

    *set = NULL;
    if (gone != NULL && atomic_fetch_sub(&gone->users, 1) == 1) {
        rules_free(&gone->rules);
        mem_drop(gone);
    }
}

/* Cuts the cache to its newest `most`; returns the rest, to be dropped without the lock. */
static struct ruleset *cache_cut(uint32_t most)
{
    struct ruleset **at = &cache;

    while (*at != NULL && most > 0) {
        at = &(*at)->next;
        most--;
    }
    struct ruleset *rest = *at;
    *at = NULL;
    return rest;
}

static void list_drop(struct ruleset *rest)
{
    while (rest != NULL) {
        struct ruleset *next = rest->next;

        ruleset_drop(&rest);
        rest = next;
    }
}

static void cache_add(struct ruleset *set)
{
    (void)atomic_fetch_add(&set->users, 1);
    (void)pthread_mutex_lock(&cache_mutex);
    set->next = cache;
    cache = set;
    struct ruleset *rest = cache_cut(CACHE_MOST);
    (void)pthread_mutex_unlock(&cache_mutex);
    list_drop(rest);
}

void rulesets_forget(void)
{
    (void)pthread_mutex_lock(&cache_mutex);
    struct ruleset *rest = cache_cut(0);
    (void)pthread_mutex_unlock(&cache_mutex);
    list_drop(rest);
}

struct ruleset *ruleset_find(const char *hash, const struct config *config)
{
    uint64_t channels = channels_digest(config);

    (void)pthread_mutex_lock(&cache_mutex);
    struct ruleset *set = cache;
    while (set != NULL && (set->channels != channels || strcmp(set->hash, hash) != 0)) {
        set = set->next;
    }
    if (set != NULL) {
        (void)atomic_fetch_add(&set->users, 1);
    }
    (void)pthread_mutex_unlock(&cache_mutex);
    return set;
}

/* ---- compiling ---- */

static struct rules *pack_load(const struct rule_pack *pack, const struct load_options *options,
                               struct faults *faults)
{
    struct rule_files files;

    if (pack_files(pack, &files) != 0) {
        (void)fault_add(faults, FAULT_Y011, (struct place){0},
                        "a stored set of rules cannot be read");
        return NULL;
    }
    struct rules *rules = rules_load(&files, options, faults);
    arena_end(&files.arena);
    return rules;
}

struct ruleset *ruleset_of(const struct rule_pack *pack, const struct config *config, int32_t today,
                           struct faults *faults)
{
    struct load_options options = {
        .today = today, .channels = config->channel_names, .channel_count = config->channel_count};
    struct ruleset *set = ruleset_find(pack->hash, config);

    if (set != NULL) {
        return set;
    }
    set = mem_new(sizeof *set);
    struct rules *rules = set != NULL ? pack_load(pack, &options, faults) : NULL;
    if (rules == NULL) {
        faults->lost = faults->lost || set == NULL;
        mem_drop(set);
        return NULL;
    }
    set->rules = rules;
    set->channels = channels_digest(config);
    memcpy(set->hash, pack->hash, sizeof set->hash);
    atomic_init(&set->users, 1);
    cache_add(set);
    return set;
}

/* ---- the tests beside the rules ---- */

static void failure_tell(const struct scenario *test, const char *why, struct faults *faults)
{
    struct place place = {.file = test->file, .line = test->line, .column = test->column};
    struct fault *fault = fault_add(faults, FAULT_X306, place,
                                    "a test of an active rulebook fails: \"%s\"", test->name);

    if (fault != NULL && why != NULL) {
        fault_why(faults, fault, "%s", why);
    }
}

static bool active_tests_pass(const struct rules *rules, struct faults *faults)
{
    struct run run;
    uint32_t errors = faults->errors;

    run_tests(rules, faults, &run);
    for (uint32_t i = 0; run.at != NULL && i < run.scenarios->count; i++) {
        const struct scenario *test = &run.scenarios->at[i];
        bool active =
            test->book < rules->book_count && rules->books[test->book].status == BOOK_ACTIVE;

        if (active && !run.at[i].passed) {
            failure_tell(test, run.at[i].why, faults);
        }
    }
    faults->lost = faults->lost || run.lost;
    run_end(&run);
    return faults->errors == errors && !faults->lost;
}

struct rules *ruleset_review(const struct rule_pack *pack, const struct config *config,
                             struct faults *faults)
{
    struct load_options options = {.today = DATE_NONE,
                                   .for_review = true,
                                   .channels = config->channel_names,
                                   .channel_count = config->channel_count};

    return pack_load(pack, &options, faults);
}

bool ruleset_tests_pass(const struct rule_pack *pack, const struct config *config,
                        struct faults *faults)
{
    struct rules *rules = ruleset_review(pack, config, faults);
    bool good = rules != NULL, active = false;

    for (uint32_t i = 0; rules != NULL && i < rules->book_count; i++) {
        active = active || rules->books[i].status == BOOK_ACTIVE;
    }
    if (active) {
        good = active_tests_pass(rules, faults);
    }
    if (rules != NULL) {
        rules_free(&rules);
    }
    return good;
}
