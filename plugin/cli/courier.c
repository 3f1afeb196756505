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

#include "cli/site.h"
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
}

/* Nothing of this process is ever dumped, nor read by another of its user: it holds the secrets. */
static void dumps_forbid(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

struct how {
    bool once, relay;
};

static int how_option(int argc, char **argv, void *context)
{
    struct how *how = context;

    if (argc > 0 && strcmp(argv[0], "--once") == 0) {
        how->once = true;
        return 1;
    }
    if (argc > 0 && strcmp(argv[0], "--relay") == 0) {
        how->relay = true;
        return 1;
    }
    return 0;
}

static int courier_deliver(struct outbox *outbox, const struct config *config,
                           const struct how *how, const char **error_r)
{
    if (how->relay) {
        return relay_post(outbox, &stop, how->once, courier_say, NULL, error_r);
    }
    if (config->relay.nats) {
        return relay_carry(outbox, &stop, how->once, courier_say, NULL, error_r);
    }
    return courier_run(outbox, &stop, how->once, courier_say, NULL, error_r);
}

static int courier_command_run(int argc, char **argv)
{
    const char *error = NULL;
    struct site_words_of p;
    struct config *config;
    struct outbox *outbox;
    struct how how = {.once = false};
    int code = site_words(&courier_command, argc, argv, &p, how_option, &how);

    if (code != CLI_OK) {
        return code;
    }
    if (p.word_count > 0) {
        return cli_usage(&courier_command, "what is '%s'?", p.words[0]);
    }
    if ((config = site_config(&p)) == NULL) {
        return SITE_BROKEN;
    }
    if (how.relay && !config->relay.nats) {
        (void)fputs("precare courier: the configuration has no relay\n", stderr);
        config_free(&config);
        return SITE_BROKEN;
    }
    outbox = site_outbox(config);
    code = SITE_BROKEN;
    if (outbox != NULL) {
        signals_take();
        dumps_forbid();
        demonstration = config->act_on == ACT_ON_DEMONSTRATION;
        code = courier_deliver(outbox, config, &how, &error) == COURIER_OK
                   ? CLI_OK
                   : cli_fault(&courier_command, "%s", error);
    }
    outbox_close(&outbox);
    config_free(&config);
    return code;
}

const struct cli_command courier_command = {
    .name = "courier",
    .run = courier_command_run,
    .summary = "delivers the alerts, in a process of its own (deliver: external)",
    .help =
        "Usage: precare courier [--relay] [--once] [--config FILE]\n\n"
        "Delivers what the hooks of this machine put into the outbox, until SIGTERM. One process\n"
        "delivers; another that is started stands by and takes over.\n\n"
        "With a relay in the configuration, messages go to the relay in place of the chat; there\n"
        "`precare courier --relay` takes them and posts them, in any number of processes.\n\n"
        "  --relay          posts what is in the relay\n"
        "  --once           until nothing is due, then ends\n"
        "  --config FILE    default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n\n"
        "Exit: 0 stopped, 2 the configuration or the outbox cannot be used.\n",
};
