/* SPDX-License-Identifier: MIT
 *
 * The life of a courier's process (courier_parts.h): its signals, its secrets, its lines on stderr,
 * its exit code. Called by courier.c and relay_program.c.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/courier_parts.h"

static atomic_int stop;
static bool demonstration; /* act-on: said in every line */

static void stop_asked(int signal_number)
{
    (void)signal_number;
    atomic_store(&stop, 1);
}

static void courier_say(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "precare courier: %s%s\n", demonstration ? "demonstration: " : "", line);
}

static void signals_take(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop_asked;
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL); /* a log that may not grow ends nobody */
}

/* Nothing of this process is ever dumped, nor read by another of its user: it holds the secrets. */
static void dumps_forbid(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int courier_code(int status, const char *error)
{
    return status == COURIER_OK        ? CLI_OK
           : status == COURIER_DAMAGED ? cli_fail(CLI_LOOK, "%s", error)
           : status == COURIER_LOOK
               ? cli_fail(CLI_LOOK, "a channel is paused or cannot be used, and "
                                    "its messages wait: precare outbox stats")
           : status == COURIER_ELSEWHERE ? cli_fail(CLI_BUSY, "another process delivers already")
                                         : cli_fault("%s", error);
}

int courier_by(courier_way way, const struct asked *asked, const struct config *config)
{
    struct outbox *outbox = clinic_outbox(config);
    const char *error = NULL;
    int code = CLI_UNREADABLE;

    if (outbox != NULL) {
        signals_take();
        dumps_forbid();
        demonstration = config->act_on == ACT_ON_DEMONSTRATION;
        int status = way(outbox, &stop, asked->once, courier_say, NULL, &error);

        code = courier_code(status, error);
    }
    outbox_close(&outbox);
    return code;
}
