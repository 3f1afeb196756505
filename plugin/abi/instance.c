/* SPDX-License-Identifier: MIT
 *
 * From open to close. [control]: one thread at a time an instance. What can fail visibly fails in
 * open, which leaves nothing behind but an error; close leaves the small header of the instance, so
 * that a stale one can be told. The worker's outbox outlives close where the worker would not end
 * in time: it is freed once it has.
 */
#include <string.h>

#include "abi/config_kept.h"
#include "abi/door.h"
#include "abi/judged.h"
#include "abi/library.h"
#include "abi/rules_in_use.h"
#include "abi/sizes.h"
#include "base/seam.h"
#include "strict/strict.h"

#define CLOSE_MS 500
#define CONFIG_DEFAULT "/etc/precare/precare.yaml"

static struct door *_Atomic ending; /* doors whose worker is still at it */

/* ---- the door's end ---- */

static void door_free(struct door *door)
{
    snapshots_end(&door->snapshots);
    installation_close(&door->installation);
    if (door->outbox != NULL) {
        outbox_close(&door->outbox);
    }
    if (door->config != NULL) {
        config_let_go(&door->config);
    }
    (void)pthread_mutex_destroy(&door->mutex);
    (void)pthread_mutex_destroy(&door->log_mutex);
    mem_drop(door->config_path);
    mem_drop(((void **)door)[-1]);
}

/* Frees the doors whose worker has ended meanwhile. */
static void endings_free(void)
{
    struct door *list = atomic_exchange(&ending, NULL);

    while (list != NULL) {
        struct door *next = list->next;

        if (courier_running(list->outbox)) {
            list->next = atomic_load(&ending);
            while (!atomic_compare_exchange_weak(&ending, &list->next, list)) {
            }
        } else {
            door_free(list);
        }
        list = next;
    }
}

/* Aligned to a cache line by hand, for the tallies. */
static struct door *door_new(void)
{
    unsigned char *memory = mem_new(sizeof(struct door) + 64 + sizeof(void *));

    if (memory == NULL) {
        return NULL;
    }
    uintptr_t at = ((uintptr_t)memory + sizeof(void *) + 63) & ~(uintptr_t)63;
    ((void **)at)[-1] = memory;
    struct door *door = (struct door *)at;
    (void)pthread_mutex_init(&door->mutex, NULL);
    (void)pthread_mutex_init(&door->log_mutex, NULL);
    return door;
}

/* ---- open ---- */

static int32_t host_take(struct door *door, const precare_host *host, precare_error *err)
{
    if (host == NULL) {
        return PRECARE_OK;
    }
    if ((uintptr_t)host % 8 != 0 || host->struct_size < HOST_1_0) {
        return error_tell(err, PRECARE_E_SIZE, "host", "struct_size is below that of version 1.0");
    }
    memcpy(&door->host, host,
           host->struct_size < sizeof door->host ? host->struct_size : sizeof door->host);
    return PRECARE_OK;
}

static int32_t config_open(struct door *door, const precare_params *params, precare_error *err)
{
    struct faults faults;
    const char *path = CONFIG_DEFAULT;

    if (params != NULL && ((uintptr_t)params % 8 != 0 || params->struct_size < PARAMS_1_0)) {
        return error_tell(err, PRECARE_E_SIZE, "params",
                          "struct_size is below that of version 1.0");
    }
    if (params != NULL && params->config != NULL) {
        path = params->config;
    }
    size_t len = strnlen(path, 4096);
    if (len == 0 || len == 4096) {
        return error_tell(err, PRECARE_E_ARGUMENT, "params.config", "not a path");
    }
    door->config_path = mem_text(path, len);
    if (door->config_path == NULL) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    faults_begin(&faults);
    door->config = config_take(door->config_path, &faults);
    int32_t status =
        door->config != NULL ? PRECARE_OK : error_fault(err, PRECARE_E_CONFIG, &faults);
    /* once: a configuration that is kept is not looked at again until its file changes */
    for (uint32_t i = 0; i < faults.count && status == PRECARE_OK; i++) {
        door_log(door, PRECARE_LOG_WARNING, "config", faults.items[i].what);
    }
    faults_end(&faults);
    return status;
}

static int32_t state_take(struct door *door, precare_error *err)
{
    struct faults faults;
    const char *why = NULL;

    if ((door->host.flags & PRECARE_HOST_VALIDATE) != 0) {
        door->outbox = outbox_open_null(door->config);
        return door->outbox != NULL ? PRECARE_OK
                                    : error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    faults_begin(&faults);
    door->outbox = outbox_open(door->config, &faults);
    int32_t status = door->outbox != NULL ? PRECARE_OK : error_fault(err, PRECARE_E_STATE, &faults);
    /* warnings: a full disk; to the log, and to a host that has none */
    for (uint32_t i = 0; i < faults.count && status >= PRECARE_OK; i++) {
        door_log(door, PRECARE_LOG_WARNING, "outbox", faults.items[i].what);
        status = error_tell(err, PRECARE_NOTED, "state", faults.items[i].what);
    }
    faults_end(&faults);
    const struct state *state = status >= PRECARE_OK ? outbox_state(door->outbox) : NULL;
    if (state != NULL) {
        door->installation = installation_open(state, &why);
        status = door->installation != NULL ? status
                                            : error_tell(err, PRECARE_E_STATE, state->path, why);
    }
    return status;
}

struct opening {
    const precare_host *host;
    const precare_params *params;
    const char *by; /* NULL: the host */
    bool bare;      /* without rules, where there are none that can be used: command_door.h */
};

static int32_t rules_take(struct door *door, const struct opening *o, precare_error *err)
{
    bool last_good = false;
    struct ruleset *set = rules_for_open(door, o->by, &last_good, err);

    if (set == NULL && o->bare && err->code != PRECARE_E_MEMORY) {
        return PRECARE_NOTED;
    }
    if (set == NULL) {
        return err != NULL && err->code < 0 ? err->code : PRECARE_E_RULES;
    }
    if (snapshots_set(&door->snapshots, set) != 0) {
        ruleset_drop(&set);
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    atomic_store(&door->last_good, last_good);
    return last_good ? PRECARE_LAST_GOOD : PRECARE_OK;
}

static int32_t hooks_register(struct door *door, precare_instance *instance, precare_error *err)
{
    static const struct {
        uint32_t which;
        precare_hook *hook;
    } hooks[] = {{PRECARE_HOOK_BOOKING, judged_booking}, {PRECARE_HOOK_CHARTING, judged_charting}};

    for (size_t i = 0; door->host.register_hook != NULL && i < sizeof hooks / sizeof *hooks; i++) {
        if (door->host.register_hook(door->host.ctx, hooks[i].which, hooks[i].hook, instance) !=
            0) {
            return error_tell(err, PRECARE_E_HOST, "register_hook", "the host took no hook");
        }
    }
    return PRECARE_OK;
}

static void strict_take(struct door *door, const struct opening *o)
{
    const struct state *state = outbox_state(door->outbox);

    if (door->config->strict && !o->bare && state != NULL) {
        door->strict = strict_open(state, door->config);
        door_log(door, PRECARE_LOG_WARNING, "strict",
                 "strict mode: this host is judged; for tests, never in a clinic");
    }
}

/* `err` is never NULL here. */
static int32_t door_fill(struct door *door, const struct opening *o, precare_error *err)
{
    int32_t status = library_check(err);

    status = status == PRECARE_OK ? host_take(door, o->host, err) : status;
    status = status == PRECARE_OK ? config_open(door, o->params, err) : status;
    status = status == PRECARE_OK ? state_take(door, err) : status;
    if (status >= PRECARE_OK) {
        char note[sizeof err->message];
        int32_t rules;

        memcpy(note, err->message, sizeof note);
        rules = rules_take(door, o, err);
        /* the rules may have wiped what the state had to say */
        status = rules != PRECARE_OK    ? rules
                 : status != PRECARE_OK ? error_tell(err, status, "state", note)
                                        : status;
        strict_take(door, o);
    }
    return status;
}

static int32_t door_open_as(const struct opening *o, precare_instance **instance_r,
                            precare_error *err)
{
    precare_error own = {.struct_size = sizeof own};
    /* a code is needed even where nobody reads it */
    precare_error *told = err != NULL ? err : &own;

    if (instance_r == NULL) {
        return error_tell(err, PRECARE_E_ARGUMENT, "instance_r", "NULL");
    }
    *instance_r = NULL;
    if (!error_usable(err)) {
        return PRECARE_E_SIZE;
    }
    (void)error_clear(told);
    forks_watch();
    endings_free();
    struct door *door = door_new();
    if (door == NULL) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    int32_t status = door_fill(door, o, told);
    precare_instance *instance = status >= 0 ? instance_new(door) : NULL;
    if (status >= 0 && instance == NULL) {
        status = error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    if (instance != NULL && door->strict != NULL) {
        strict_bind(door->strict, instance);
    }
    int32_t hooks = instance != NULL ? hooks_register(door, instance, err) : status;
    if (hooks < 0) {
        if (instance != NULL) {
            atomic_store(&instance->door, NULL);
        }
        door_free(door);
        return hooks;
    }
    *instance_r = instance;
    return status;
}

int32_t door_open(const precare_host *host, const precare_params *params,
                  precare_instance **instance_r, precare_error *err)
{
    const struct opening o = {.host = host, .params = params};

    return door_open_as(&o, instance_r, err);
}

int32_t door_open_bare(const precare_params *params, const char *by, precare_instance **instance_r,
                       precare_error *err)
{
    const struct opening o = {.params = params, .by = by, .bare = true};

    return door_open_as(&o, instance_r, err);
}

/* ---- close ---- */

int32_t door_close(precare_instance *instance)
{
    struct door *door = door_of(instance);

    if (door == NULL) {
        return PRECARE_E_INSTANCE;
    }
    (void)door_stop(instance, CLOSE_MS, NULL);
    if (atomic_exchange(&instance->door, NULL) != door) {
        return PRECARE_E_INSTANCE; /* closed by another thread meanwhile */
    }
    atomic_store(&door->muted, true);
    if (forks_missed()) {
        return PRECARE_OK; /* its locks are another process's: the memory stays */
    }
    if (courier_running(door->outbox)) {
        door->next = atomic_load(&ending);
        while (!atomic_compare_exchange_weak(&ending, &door->next, door)) {
        }
    } else {
        door_free(door);
    }
    endings_free();
    return PRECARE_OK;
}
