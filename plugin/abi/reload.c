/* SPDX-License-Identifier: MIT
 *
 * Taking edited rules into use for the installation. Changes the snapshot under the door's mutex;
 * evaluations go on beside it. All or nothing: on any fault, and where a procedure would lose its
 * last active rulebook in silence, the rules stay what they were; the caller and the operations
 * channel are told.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/history.h"
#include "abi/reload_told.h"
#include "abi/rules_in_use.h"
#include "review/standing.h"

#define TRIES 4
#define AGAIN 1 /* others took rules into use meanwhile: look once more */

/* ---- reload ---- */

/* What is to be taken into use: the edited files, or a set of the history. PRECARE_OK, or told. */
static int32_t asked_pack(struct door *door, const struct reload_asked *asked,
                          struct rule_pack *pack, precare_error *err)
{
    struct faults faults;

    if (asked->restore != NULL) {
        return history_pack(door, asked->restore, pack, err);
    }
    faults_begin(&faults);
    int32_t status = edited_pack(door->config, pack, &faults) == 0
                         ? PRECARE_OK
                         : error_fault(err, PRECARE_E_RULES, &faults);
    warnings_log(door, &faults, FAULT_W507, 0);
    faults_end(&faults);
    return status;
}

/* Checked, compiled, its tests run: what a reload asks of rules. */
static struct ruleset *asked_check(struct door *door, const struct reload_asked *asked,
                                   struct rule_pack *pack, precare_error *err)
{
    struct ruleset *set;
    struct faults faults;

    if (asked_pack(door, asked, pack, err) != PRECARE_OK) {
        return NULL;
    }
    faults_begin(&faults);
    set = ruleset_of(pack, door->config, clinic_today(door->config), &faults);
    warnings_log(door, &faults, FAULT_W507, 0); /* the file of signers */
    warnings_log(door, &faults, FAULT_W411, 0); /* what is left out: nobody approved it */
    if (set != NULL && !ruleset_tests_pass(pack, door->config, &faults)) {
        ruleset_drop(&set);
    }
    if (set == NULL) {
        (void)error_fault(err, PRECARE_E_RULES, &faults);
    }
    faults_end(&faults);
    return set;
}

/* Whether nobody would be told any more of a procedure that somebody is told of now. */
static bool screening_lost(struct door *door, const struct reload_asked *asked,
                           const struct ruleset *set, precare_error *err)
{
    const struct snapshot *now = atomic_load(&door->snapshots.current);
    struct buf names = {0}, say = {0};
    uint32_t lost = now != NULL ? standing_lost(now->set->rules, set->rules, &names) : 0;

    if (lost > 0) {
        buf_printf(&say,
                   "no active rulebook would be left for %s: nobody would be told of anything. If "
                   "that is meant: precare %s%.12s --yes",
                   names.at != NULL ? names.at : "a procedure",
                   asked->restore != NULL ? "rules restore " : "reload",
                   asked->restore != NULL ? set->hash : "");
        (void)error_tell(err, PRECARE_E_SCREENING, "rules", say.failed ? "no memory" : say.at);
    }
    buf_end(&names);
    buf_end(&say);
    return lost > 0;
}

/* Into the state directory. `after`: the set that it must replace; NULL: whatever is there. */
static int32_t set_keep(struct door *door, const struct rule_pack *pack, const char *after,
                        uint64_t *generation_r, precare_error *err)
{
    const char *why = NULL;

    if (door->installation == NULL) {
        *generation_r = atomic_fetch_add(&door->seen, 1) + 1;
        return PRECARE_OK;
    }
    int kept = installation_keep(door->installation, pack, after, generation_r, &why);

    return kept == 0 ? PRECARE_OK
           : kept > 0
               ? AGAIN
               : error_tell(err, kept == -2 ? PRECARE_E_BUSY : PRECARE_E_STATE, "rules", why);
}

/* Takes the set. */
static int32_t set_take(struct door *door, struct ruleset *set, uint64_t generation,
                        precare_error *err)
{
    if (snapshots_set(&door->snapshots, set) != 0) {
        /* every process but this one has it; this one follows when there is memory */
        ruleset_drop(&set);
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    atomic_store(&door->seen, generation);
    atomic_store(&door->last_good, false);
    atomic_store(&door->follow_again, 0);
    return PRECARE_OK;
}

static void reload_done_end(struct reload_done *done)
{
    pack_end(&done->pack);
    ruleset_drop(&done->before);
    ruleset_drop(&done->after);
}

/* Under the mutex. AGAIN: nothing was done, for somebody else did. */
static int32_t reload_locked(struct door *door, const struct reload_asked *asked, bool last_try,
                             struct reload_done *done, precare_error *err)
{
    struct ruleset *set = asked_check(door, asked, &done->pack, err);
    const struct snapshot *now = atomic_load(&door->snapshots.current);

    done->before = ruleset_hold(now != NULL ? now->set : NULL);
    /* what is current must be what the edit was compared with */
    bool known = now != NULL && !atomic_load(&door->last_good) && !last_try;
    int32_t status = set != NULL ? PRECARE_OK : err->code;

    if (set != NULL && asked->yes == 0 && screening_lost(door, asked, set, err)) {
        status = PRECARE_E_SCREENING;
    }
    if (status == PRECARE_OK) {
        status = set_keep(door, &done->pack, known ? now->set->hash : NULL, &done->generation, err);
    }
    if (status == PRECARE_OK) {
        done->after = ruleset_hold(set);
        status = set_take(door, set, done->generation, err);
    } else {
        ruleset_drop(&set);
    }
    return status;
}

/* *done_r is to be ended. */
static int32_t reload_run(struct door *door, const struct reload_asked *asked,
                          struct reload_done *done_r, precare_error *err)
{
    int32_t status = AGAIN;

    *done_r = (struct reload_done){.asked = asked};
    for (int i = 1; status == AGAIN && i <= TRIES; i++) {
        reload_done_end(done_r);
        door_keep_up(door);
        (void)pthread_mutex_lock(&door->mutex);
        status = reload_locked(door, asked, i == TRIES, done_r, err);
        (void)pthread_mutex_unlock(&door->mutex);
    }
    return status;
}

int32_t door_reload_as(precare_instance *instance, const struct reload_asked *asked,
                       uint64_t *generation_r, precare_error *err)
{
    struct door *door = door_of(instance);
    precare_error own = {.struct_size = sizeof own};
    struct reload_done done;
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (forks_missed()) {
        return error_tell(err, PRECARE_E_FORKED, NULL, DOOR_FORKED);
    }
    status = reload_run(door, asked, &done, err != NULL ? err : &own);
    reload_told(door, status, &done);
    if (status == PRECARE_OK && generation_r != NULL) {
        *generation_r = done.generation;
    }
    reload_done_end(&done);
    return status;
}

int32_t door_reload(precare_instance *instance, uint64_t *generation_r, precare_error *err)
{
    static const struct reload_asked by_host = {.by = NULL};

    return door_reload_as(instance, &by_host, generation_r, err);
}
