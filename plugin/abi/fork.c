/* SPDX-License-Identifier: MIT
 *
 * What the door does about fork: nothing is held across it but memory, so the child only has to make its locks anew,
 * for a thread that held one may not be there. The database has handlers of its own (alert/). A process cloned
 * without handlers keeps evaluating: that takes no lock.
 */
#include "abi/config_kept.h"
#include "abi/door.h"

static _Atomic uint64_t forks;
static pthread_once_t watching = PTHREAD_ONCE_INIT;

static void in_child(void)
{
    (void)atomic_fetch_add(&forks, 1);
    rulesets_forked();
    configs_forked();
}

static void watch(void)
{
    (void)pthread_atfork(NULL, NULL, in_child);
}

void forks_watch(void)
{
    (void)pthread_once(&watching, watch);
}

uint64_t forks_count(void)
{
    return atomic_load(&forks);
}

/* The child of a fork has one thread until it makes more, and those see what it wrote before; a child that makes
 * threads first and calls from several at once meets here: the first to swap mends. */
void door_mend(struct door *door)
{
    uint64_t count = forks_count();
    uint64_t of_door = atomic_load(&door->fork_count);

    if (of_door == count || !atomic_compare_exchange_strong(&door->fork_count, &of_door, UINT64_MAX)) {
        while (atomic_load(&door->fork_count) == UINT64_MAX) {
        }
        return;
    }
    door->mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    door->log_mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    atomic_store(&door->delivers, false);
    atomic_store(&door->fork_count, count);
}
