/* SPDX-License-Identifier: MIT
 *
 * `precare courier`: delivers from the outbox in a process of its own, until it is told to stop
 * (SIGTERM, SIGINT). Another deliverer may run: then this one stands by and takes over. Called by
 * main.c.
 */
#include "courier/courier.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/clinic.h"
#include "relay/relay.h"

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

struct asked {
    const char *config;
    bool once, relay;
};

static int courier_deliver(struct outbox *outbox, const struct config *config,
                           const struct asked *a, const char **error_r)
{
    if (a->relay) {
        return relay_post(outbox, &stop, a->once, courier_say, NULL, error_r);
    }
    if (config->relay.nats) {
        return relay_carry(outbox, &stop, a->once, courier_say, NULL, error_r);
    }
    return courier_run(outbox, &stop, a->once, courier_say, NULL, error_r);
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

static int courier_outbox(const struct asked *a, const struct config *config)
{
    struct outbox *outbox = clinic_outbox(config);
    const char *error = NULL;
    int code = CLI_UNREADABLE;

    if (outbox != NULL) {
        signals_take();
        dumps_forbid();
        demonstration = config->act_on == ACT_ON_DEMONSTRATION;
        int status = courier_deliver(outbox, config, a, &error); /* before `error` is looked at */

        code = courier_code(status, error);
    }
    outbox_close(&outbox);
    return code;
}

static int courier_command_run(void *of)
{
    const struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = CLI_UNREADABLE;

    if (config != NULL && a->relay && !config->relay.nats) {
        (void)cli_fail(code, "the configuration names no relay");
    } else if (config != NULL) {
        code = courier_outbox(a, config);
    }
    config_free(&config);
    return code;
}

static const struct option_row courier_options[] = {
    OPTION_SWITCH("relay", relay, "take messages from the relay and post them"),
    OPTION_SWITCH("once", once, "stop as soon as nothing is due"),
    CLINIC_CONFIG_ROW,
};

static const struct cli_exit courier_exits[] = {
    {CLI_OK, "stopped as asked"},
    {CLI_LOOK,
     "the outbox is damaged, and what could be read was delivered; with --once: a channel is "
     "paused or cannot be used, and its messages wait for a person"},
    {CLI_UNREADABLE, "the configuration or the outbox cannot be used"},
    {CLI_BUSY, "with --once: another process delivers already"},
};

const struct cli_command courier_command = {
    .name = "courier",
    .run = courier_command_run,
    .summary = "deliver alerts from a separate process (`deliver: external`)",
    .about = "Deliver the alerts that wait in this machine's outbox until it is stopped (SIGTERM "
             "or SIGINT). One process delivers; others that are started wait, and one of them "
             "takes over when it ends.\nIf the configuration names a relay, messages go to the "
             "relay instead of the chat. `precare courier --relay` takes them from there and "
             "posts them; run as many of these as you like.",
    .options = OPTION_SET(courier_options),
    CLI_EXITS_OF(courier_exits),
};
