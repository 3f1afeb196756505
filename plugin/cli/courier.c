/* SPDX-License-Identifier: MIT
 *
 * `precare courier`: delivers from the outbox in a process of its own, until it is told to stop (SIGTERM, SIGINT). Another
 * deliverer may run: then this one stands by and takes over. Called by main.c.
 */
#include "alert/courier.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/site.h"

static atomic_int stop;

static void stop_asked(int signal_number)
{
    (void)signal_number;
    atomic_store(&stop, 1);
}

static void say(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "precare courier: %s\n", line);
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

static int once_option(int argc, char **argv, void *context)
{
    if (argc > 0 && strcmp(argv[0], "--once") == 0) {
        *(bool *)context = true;
        return 1;
    }
    return 0;
}

static int courier_command_run(int argc, char **argv)
{
    const char *error = NULL;
    struct site_words_of p;
    struct config *config;
    struct outbox *outbox;
    bool once = false;
    int code = site_words(&courier_command, argc, argv, &p, once_option, &once);

    if (code != CLI_OK) {
        return code;
    }
    if (p.word_count > 0) {
        return cli_usage(&courier_command, "what is '%s'?", p.words[0]);
    }
    if ((config = site_config(&p)) == NULL) {
        return SITE_BROKEN;
    }
    outbox = site_outbox(config);
    code = SITE_BROKEN;
    if (outbox != NULL) {
        signals_take();
        code = courier_run(outbox, &stop, once, say, NULL, &error) == COURIER_OK
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
        "Usage: precare courier [--once] [--config FILE]\n\n"
        "Delivers what the hooks of this machine put into the outbox, until SIGTERM. One process\n"
        "delivers; another that is started stands by and takes over.\n\n"
        "  --once           until nothing is due, then ends\n"
        "  --config FILE    default: $PRECARE_CONFIG, else /etc/precare/precare.yaml\n\n"
        "Exit: 0 stopped, 2 the configuration or the outbox cannot be used.\n",
};
