/* SPDX-License-Identifier: MIT
 *
 * Holds SIGXFSZ back while this thread writes to files: a process that may not write files beyond
 * a length (RLIMIT_FSIZE) would else be killed by the first byte beyond it, and a host does not die
 * of a booking. The write fails instead. Any thread; nothing fails. May be nested.
 */
#ifndef PRECARE_BASE_FILE_LIMIT_H
#define PRECARE_BASE_FILE_LIMIT_H

#include <signal.h>
#include <stdbool.h>

struct file_limit {
    bool held;       /* there is a limit */
    bool was_there;  /* the signal was pending before: it is another's */
    sigset_t before; /* the thread's mask */
};

void file_limit_hold(struct file_limit *limit);
/* On the same thread. What our writes raised is taken away, nothing else; the mask is as before. */
void file_limit_release(struct file_limit *limit);

#endif
