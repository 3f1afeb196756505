/* SPDX-License-Identifier: MIT
 *
 * Taking edited rules into use for the installation, and following when another process did. Both
 * change the snapshot under the door's mutex; evaluations go on beside them. All or nothing: on any
 * fault the rules stay what they were, the caller and the operations channel are told.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/rules_in_use.h"
#include "base/seam.h"

#define FOLLOW_AGAIN_MS 1000

/* ---- reload ---- */

/* Checked, compiled, its tests run: what a reload asks of the edited rules. */
static struct ruleset *edited_check(struct door *door, struct rule_pack *pack, precare_error *err)
{
    struct ruleset *set = NULL;
    struct faults faults;

    faults_begin(&faults);
    if (edited_pack(door->config, pack, &faults) == 0) {
        set = ruleset_of(pack, door->config, clinic_today(door->config), &faults);
    }
    if (set != NULL && !ruleset_tests_pass(pack, door->config, &faults)) {
        ruleset_drop(&set);
    }
    if (set == NULL) {
        (void)error_fault(err, PRECARE_E_RULES, &faults);
    }
    faults_end(&faults);
    return set;
}

static int32_t set_take(struct door *door, struct ruleset *set, const struct rule_pack *pack,
                        uint64_t *generation_r, precare_error *err)
{
    const char *why = NULL;
    uint64_t generation = 0;

    if (door->installation != NULL &&
        installation_keep(door->installation, pack, NULL, &generation, &why) != 0) {
        ruleset_drop(&set);
        return error_tell(err, PRECARE_E_STATE, "rules", why);
    }
    if (snapshots_set(&door->snapshots, set) != 0) {
        /* every process but this one has it; this one follows when there is memory */
        ruleset_drop(&set);
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    if (door->installation != NULL) {
        atomic_store(&door->seen, generation);
    } else {
        generation = atomic_fetch_add(&door->seen, 1) + 1;
    }
    atomic_store(&door->last_good, false);
    atomic_store(&door->follow_again, 0);
    if (generation_r != NULL) {
        *generation_r = generation;
    }
    return PRECARE_OK;
}

int32_t door_reload(precare_instance *instance, uint64_t *generation_r, precare_error *err)
{
    struct door *door = door_of(instance);
    precare_error own = {.struct_size = sizeof own};
    precare_error *told = err != NULL ? err : &own;
    struct rule_pack pack = {0};
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (forks_missed()) {
        return error_tell(err, PRECARE_E_FORKED, NULL, DOOR_FORKED);
    }
    (void)pthread_mutex_lock(&door->mutex);
    struct ruleset *set = edited_check(door, &pack, told);
    status = set != NULL ? set_take(door, set, &pack, generation_r, told) : told->code;
    (void)pthread_mutex_unlock(&door->mutex);
    pack_end(&pack);
    (void)outbox_operations(
        door->outbox, "reload-failed",
        status < 0 ? "A reload of the rules failed: the last good rules stay in use." : NULL);
    if (status == PRECARE_OK) {
        (void)outbox_operations(door->outbox, "rules-damaged", NULL);
    }
    door_log(door, status < 0 ? PRECARE_LOG_ERROR : PRECARE_LOG_INFO, "rules",
             status < 0 ? "a reload failed: the rules in use stay"
                        : "edited rules were taken into use");
    return status;
}

/* ---- follow ---- */

static bool set_use(struct door *door, const char *hash)
{
    const char *why = NULL;
    struct rule_pack pack = {0};
    struct faults faults;
    struct snapshot *now = atomic_load(&door->snapshots.current);

    if (now != NULL && strcmp(now->set->hash, hash) == 0) {
        return true;
    }
    struct ruleset *set = ruleset_find(hash, door->config);
    if (set == NULL && installation_read(door->installation, hash, &pack, &why) == 0) {
        faults_begin(&faults);
        set = ruleset_of(&pack, door->config, DATE_NONE, &faults);
        faults_end(&faults);
        pack_end(&pack);
    }
    if (set == NULL) {
        return false;
    }
    if (snapshots_set(&door->snapshots, set) != 0) {
        ruleset_drop(&set);
        return false;
    }
    return true;
}

static bool set_follow(struct door *door)
{
    char hash[SET_HASH] = "", before[SET_HASH];

    do { /* between the name and the set there may have been so many reloads that the set is gone */
        memcpy(before, hash, sizeof before);
        if (installation_current(door->installation, hash) != 0) {
            return false;
        }
        if (set_use(door, hash)) {
            return true;
        }
    } while (strcmp(hash, before) != 0);
    return false;
}

static void follow_failed(struct door *door, bool failed)
{
    atomic_store(&door->last_good, failed);
    atomic_store(&door->follow_again, failed ? seam.steady_ms() + FOLLOW_AGAIN_MS : 0);
}

void door_follow(struct door *door)
{
    int64_t again = atomic_load(&door->follow_again);
    const char *failed = NULL;
    uint64_t generation;

    if (forks_missed() || (again != 0 && seam.steady_ms() < again)) {
        return;
    }
    (void)pthread_mutex_lock(&door->mutex);
    if (!installation_generation(door->installation, &generation)) {
        failed = "whether there was a reload cannot be read from `generation`: the last good rules "
                 "stay; precare reload mends it";
        follow_failed(door, true);
    } else if (generation != atomic_load(&door->seen) || atomic_load(&door->follow_again) != 0) {
        bool followed = set_follow(door);

        failed = followed ? NULL : "the rules of a reload cannot be read: the last good ones stay";
        follow_failed(door, !followed);
        if (followed) {
            atomic_store(&door->seen, generation);
        }
    }
    (void)pthread_mutex_unlock(&door->mutex);
    if (failed != NULL) {
        door_log(door, PRECARE_LOG_ERROR, "rules", failed);
    }
}
