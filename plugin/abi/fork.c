/* SPDX-License-Identifier: MIT
 *
 * What the door does about fork: nothing is held across it but memory, so the child only has to
 * make its locks anew, for a thread that held one may not be there. That is done in the handler,
 * where the child still has one thread. The database has handlers of its own (outbox/store.c). A
 * process cloned without handlers keeps evaluating: that takes no lock.
 */
#include <unistd.h>

#include "abi/config_kept.h"
#include "abi/door.h"

static pthread_once_t watching = PTHREAD_ONCE_INIT;
static _Atomic pid_t process; /* the last that a handler saw */

static void in_child(void)
{
    atomic_store(&process, getpid());
    rulesets_forked();
    configs_forked();
    doors_forked();
}

static void fork_watch(void)
{
    atomic_store(&process, getpid());
    (void)pthread_atfork(NULL, NULL, in_child);
}

void forks_watch(void)
{
    (void)pthread_once(&watching, fork_watch);
}

bool forks_missed(void)
{
    return atomic_load(&process) != getpid();
}
