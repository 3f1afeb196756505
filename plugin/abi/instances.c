/* SPDX-License-Identifier: MIT
 *
 * The small headers of the instances: one an open, never freed, so that a stale one is an error
 * code. Any thread, without a lock; the child of a fork gives each open door fresh ones.
 */
#include "abi/door.h"
#include "base/seam.h"

#define INSTANCE_MAGIC 0x70696e73u /* "pins" */

static struct precare_instance *_Atomic instances; /* all there ever were, newest first */

struct door *door_of(precare_instance *instance)
{
    if (instance == NULL || (uintptr_t)instance % _Alignof(precare_instance) != 0 ||
        atomic_load_explicit(&instance->magic, memory_order_relaxed) != INSTANCE_MAGIC) {
        return NULL;
    }
    return atomic_load_explicit(&instance->door, memory_order_acquire);
}

int32_t door_usable(const struct door *door, precare_error *err)
{
    if (!error_usable(err)) {
        return PRECARE_E_SIZE;
    }
    return door != NULL ? PRECARE_OK
                        : error_tell(err, PRECARE_E_INSTANCE, NULL, "not an open instance");
}

int32_t door_asked(const struct door *door, precare_error *err)
{
    int32_t status = door_usable(door, err);

    return status == PRECARE_OK ? error_clear(err) : status;
}

precare_instance *instance_new(struct door *door)
{
    precare_instance *instance = mem_new(sizeof *instance);

    if (instance == NULL) {
        return NULL;
    }
    atomic_store(&instance->door, door);
    atomic_store(&instance->magic, INSTANCE_MAGIC);
    instance->next = atomic_load(&instances);
    while (!atomic_compare_exchange_weak(&instances, &instance->next, instance)) {
    }
    return instance;
}

uint64_t instances_kept(void)
{
    uint64_t count = 0;

    for (precare_instance *i = atomic_load(&instances); i != NULL; i = i->next) {
        count++;
    }
    return count;
}

/* A thread that held one of these may not be in the child; what they guard is whole at any moment.
 */
void doors_forked(void)
{
    for (precare_instance *i = atomic_load(&instances); i != NULL; i = i->next) {
        struct door *door = atomic_load(&i->door);

        if (door != NULL) {
            door->mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
            door->log_mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
            atomic_store(&door->delivers, false);
        }
    }
}
