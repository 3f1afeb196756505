/* SPDX-License-Identifier: MIT
 *
 * Signals and secrets of a process that lasts (lasting.h).
 */
#include "cli/lasting.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static atomic_int stop;

static void stop_asked(int signal_number)
{
    (void)signal_number;
    atomic_store(&stop, 1);
}

const atomic_int *lasting_begin(void)
{
    const struct rlimit none = {0, 0};
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop_asked;
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return &stop;
}
