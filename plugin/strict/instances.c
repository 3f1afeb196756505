/* SPDX-License-Identifier: MIT
 *
 * Who is judged, and the one lock of what is kept in memory. Any thread. A fork takes the lock, so
 * that the child finds everything whole; a clone that no handler saw does not get it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "base/seam.h"
#include "strict/inside.h"

_Atomic bool strict_any;
static struct strict *_Atomic watched; /* newest first */
static pthread_mutex_t watch_mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic pid_t watch_process; /* the last that a handler saw */

/* ---- the lock, and forks ---- */

bool strict_forks_seen(void)
{
    return atomic_load(&watch_process) == getpid();
}

bool strict_lock(void)
{
    if (!strict_forks_seen()) {
        return false;
    }
    (void)pthread_mutex_lock(&watch_mutex);
    return true;
}

void strict_unlock(void)
{
    (void)pthread_mutex_unlock(&watch_mutex);
}

static void before_fork(void)
{
    (void)pthread_mutex_lock(&watch_mutex);
}

static void after_fork(void)
{
    (void)pthread_mutex_unlock(&watch_mutex);
}

/* The threads that were inside are not here. */
static void child_begins(void)
{
    for (struct strict *s = atomic_load(&watched); s != NULL; s = s->next) {
        atomic_store(&s->inside, 0);
        atomic_store(&s->controls, 0);
    }
    atomic_store(&watch_process, getpid());
    /* another lock than the parent's, for who watches in which order locks are taken */
    (void)pthread_mutex_unlock(&watch_mutex);
    (void)pthread_mutex_destroy(&watch_mutex);
    (void)pthread_mutex_init(&watch_mutex, NULL);
}

static void watch_begin(void)
{
    atomic_store(&watch_process, getpid());
    (void)pthread_atfork(before_fork, after_fork, child_begins);
    atomic_store(&strict_any, true);
}

/* ---- instances ---- */

struct strict *strict_newest(void)
{
    return atomic_load(&watched);
}

struct strict *strict_of(const void *instance)
{
    struct strict *s = instance != NULL ? strict_newest() : NULL;

    while (s != NULL && atomic_load(&s->instance) != instance &&
           atomic_load(&s->handle) != instance) {
        s = s->next;
    }
    return s;
}

bool strict_open_already(const struct strict *s)
{
    for (struct strict *i = strict_newest(); i != NULL; i = i->next) {
        if (i->state.inode == s->state.inode && i->state.device == s->state.device &&
            i->opened == s->opened && atomic_load(&i->instance) != NULL &&
            !atomic_load(&i->closed)) {
            return true;
        }
    }
    return false;
}

struct strict *strict_open(const struct state *state, const struct config *config)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct strict *s = mem_new(sizeof *s);

    if (s == NULL) {
        return NULL;
    }
    s->state = *state;
    s->state.fd = fcntl(state->fd, F_DUPFD_CLOEXEC, 3);
    s->state.path = NULL; /* the original's */
    if (s->state.fd < 0) {
        mem_drop(s);
        return NULL;
    }
    s->thread = config->deliver == DELIVER_THREAD;
    s->opened = getpid();
    (void)pthread_once(&once, watch_begin);
    return s;
}

void strict_add(struct strict *s, const void *instance)
{
    atomic_store(&s->instance, instance);
    s->next = atomic_load(&watched);
    while (!atomic_compare_exchange_weak(&watched, &s->next, s)) {
    }
}
