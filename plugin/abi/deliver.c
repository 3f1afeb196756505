/* SPDX-License-Identifier: MIT
 *
 * The worker of this process, as the door sees it: started when there is something to deliver,
 * stopped with a deadline. [control], but door_deliver, which a hook calls.
 */
#include "abi/door.h"

int32_t door_start(precare_instance *instance, precare_error *err)
{
    struct door *door = door_of(instance);
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (forks_missed()) {
        return error_tell(err, PRECARE_E_FORKED, NULL, DOOR_FORKED);
    }
    atomic_store(&door->started, true);
    if (door->config->deliver == DELIVER_THREAD && door->installation != NULL &&
        outbox_pending(door->outbox) > 0) {
        return door_deliver(door, err);
    }
    return PRECARE_OK;
}

int32_t door_deliver(struct door *door, precare_error *err)
{
    const char *why = NULL;

    if (!atomic_load(&door->started) || door->config->deliver != DELIVER_THREAD ||
        door->installation == NULL) {
        return PRECARE_OK;
    }
    int status = courier_start(door->outbox, door_courier_log, door, &why);
    atomic_store(&door->delivers, status == COURIER_OK);
    if (status == COURIER_OK) {
        return PRECARE_OK;
    }
    return error_tell(err, PRECARE_NOTED, "courier",
                      why != NULL ? why : "another process delivers");
}

int32_t door_stop(precare_instance *instance, uint32_t deadline_ms, precare_error *err)
{
    struct door *door = door_of(instance);
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    atomic_store(&door->started, false);
    atomic_store(&door->delivers, false);
    status = forks_missed() ? COURIER_OK : courier_stop(door->outbox, deadline_ms);
    door_log_kept(door);
    if (status == COURIER_NOT_ENDED) {
        return error_tell(err, PRECARE_UNFINISHED, "courier",
                          "the time ran out: what is left stays in the outbox");
    }
    return PRECARE_OK;
}
