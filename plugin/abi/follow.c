/* SPDX-License-Identifier: MIT
 *
 * Following when another process took edited rules into use. Called before each call of a hook,
 * cheap where nothing happened (door_keep_up). Changes the snapshot under the door's mutex;
 * evaluations go on beside it. What cannot be read leaves the rules what they were, and is tried
 * again after a second.
 */
#include <string.h>

#include "abi/door.h"
#include "base/seam.h"

#define FOLLOW_AGAIN_MS 1000

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
    (void)installation_generation_again(door->installation);
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
