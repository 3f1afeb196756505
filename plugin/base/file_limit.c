/* SPDX-License-Identifier: MIT
 *
 * SIGXFSZ held back around writes (base/file_limit.h): blocked in this thread, since no handler may
 * be changed in a host's process. Without a limit, which is the rule, it costs one look.
 */
#include "base/file_limit.h"

#include <errno.h>
#include <sys/resource.h>
#include <time.h>

static bool limit_is_pending(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 && sigismember(&pending, SIGXFSZ) == 1;
}

void file_limit_hold(struct file_limit *limit)
{
    struct rlimit most;
    sigset_t it;

    limit->held = getrlimit(RLIMIT_FSIZE, &most) != 0 || most.rlim_cur != RLIM_INFINITY;
    if (!limit->held) {
        return;
    }
    (void)sigemptyset(&it);
    (void)sigaddset(&it, SIGXFSZ);
    limit->held = pthread_sigmask(SIG_BLOCK, &it, &limit->before) == 0;
    limit->was_there = limit_is_pending();
}

void file_limit_release(struct file_limit *limit)
{
    const struct timespec now = {0, 0};
    sigset_t it;

    if (!limit->held) {
        return;
    }
    limit->held = false;
    (void)sigemptyset(&it);
    (void)sigaddset(&it, SIGXFSZ);
    if (!limit->was_there && limit_is_pending()) {
        while (sigtimedwait(&it, NULL, &now) < 0 && errno == EINTR) {
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &limit->before, NULL);
}
