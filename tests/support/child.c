/* SPDX-License-Identifier: MIT
 *
 * A process of a test's own (support/child.h).
 */
#include "support/child.h"

#include <sys/wait.h>

pid_t child_begin(void (*run)(void))
{
    (void)fflush(stdout);
    pid_t child = fork();

    if (child == 0) {
        run();
        _exit(0);
    }
    return child;
}

int child_end(pid_t child)
{
    int status = 0;

    if (child < 0 || waitpid(child, &status, 0) != child) {
        return -1;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
