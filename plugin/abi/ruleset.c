/* SPDX-License-Identifier: MIT
 *
 * Compiled sets. Called by open, reload and follow. The cache is one short list under one
 * mutex, which is never held while anything is read or compiled. Fails with faults, or -1 without
 * memory.
 */
#include "abi/ruleset.h"

#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "config/signers_file.h"
#include "review/run.h"

#define CACHE_MOST 4u

/* ---- the cache ---- */

static pthread_mutex_t cache_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct ruleset *cache; /* newest first; each counts the cache as a user */

void rulesets_forked(void)
{
    cache_mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

static uint64_t text_mix(uint64_t digest, const char *text)
{
    return hash_bytes(digest, text, strlen(text) + 1);
}

uint64_t ruleset_asked(const struct config *config)
{
    uint32_t asks[] = {config->act_on, config->signature_required, config->signers != NULL};
    uint64_t digest = hash_bytes(1, asks, sizeof asks);

    digest = config->signers != NULL ? text_mix(digest, config->signers) : digest;
    for (uint32_t i = 0; i < config->channel_count; i++) {
        digest = text_mix(digest, config->channel_names[i]);
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
    uint64_t asked = ruleset_asked(config);

    (void)pthread_mutex_lock(&cache_mutex);
    struct ruleset *set = cache;
    while (set != NULL && (set->asked != asked || strcmp(set->hash, hash) != 0)) {
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
    files_end(&files);
    return rules;
}

/* What acts: for a demonstration everything. */
static uint32_t acting_demand(const struct config *config)
{
    return config->act_on == ACT_ON_DEMONSTRATION ? APPROVAL_LOOK : APPROVAL_ACT;
}

/* What is taken into use today is held against today's approvals, signatures and keys; a restart
 * takes the set as it was verified. */
static struct rules *pack_judge(const struct rule_pack *pack, const struct config *config,
                                int32_t today, struct faults *faults)
{
    bool fresh = today != DATE_NONE, demonstration = config->act_on == ACT_ON_DEMONSTRATION;
    struct buf signers = {.at = NULL};
    struct load_options options = {.today = today,
                                   .channels = config->channel_names,
                                   .channel_count = config->channel_count,
                                   .approval = {.demand = fresh && !demonstration
                                                              ? (uint32_t)APPROVAL_DEMAND
                                                              : acting_demand(config),
                                                .now = fresh ? seam.wall_ms() / 1000 : 0}};
    bool good = true;

    if (fresh && !demonstration && config->signers != NULL) {
        good = signers_file_read(config, faults, &signers);
        options.approval.signature_required = config->signature_required;
        options.approval.signers = signers.at;
        options.approval.signers_len = signers.len;
        options.approval.signers_file = config->signers;
    }
    struct rules *rules = good ? pack_load(pack, &options, faults) : NULL;
    buf_end(&signers);
    return rules;
}

struct ruleset *ruleset_of(const struct rule_pack *pack, const struct config *config, int32_t today,
                           struct faults *faults)
{
    struct ruleset *set = today == DATE_NONE ? ruleset_find(pack->hash, config) : NULL;

    if (set != NULL) {
        return set;
    }
    set = mem_new(sizeof *set);
    struct rules *rules = set != NULL ? pack_judge(pack, config, today, faults) : NULL;
    if (rules == NULL) {
        faults->lost = faults->lost || set == NULL;
        mem_drop(set);
        return NULL;
    }
    set->rules = rules;
    set->asked = ruleset_asked(config);
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
                             bool as_written, struct faults *faults)
{
    struct load_options options = {
        .today = DATE_NONE,
        .for_review = true,
        .channels = config->channel_names,
        .channel_count = config->channel_count,
        .approval = {.demand = as_written ? (uint32_t)APPROVAL_LOOK : acting_demand(config)}};

    return pack_load(pack, &options, faults);
}

bool ruleset_tests_pass(const struct rule_pack *pack, const struct config *config,
                        struct faults *faults)
{
    struct rules *rules = ruleset_review(pack, config, false, faults);
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
