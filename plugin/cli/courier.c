/* SPDX-License-Identifier: MIT
 *
 * `precare courier`: delivers from the outbox in a process of its own, until it is told to stop
 * (SIGTERM, SIGINT). Another deliverer may run: then this one stands by and takes over. Where the
 * configuration names a relay this process becomes precare-relay (relay_program.c), which alone
 * knows NATS: most clinics have none, and need not have its library. Called by main.c.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/courier_parts.h"
#include "cli/places.h"

/* Comes back only when the program is not there. */
static int relay_become(const struct asked *a)
{
    const char *program = places_relay();
    const char *words[] = {program, "--config", clinic_config_path(a->config), NULL, NULL, NULL};
    size_t count = 3;

    if (a->relay) {
        words[count++] = "--relay";
    }
    if (a->once) {
        words[count] = "--once";
    }
    (void)execv(program, (char *const *)words);
    return cli_fault("the configuration names a relay, and %s cannot be started: %s. Install the "
                     "package precare-relay.",
                     program, strerror(errno));
}

static int courier_command_run(void *of)
{
    const struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = CLI_UNREADABLE;

    if (config != NULL && a->relay && !config->relay.nats) {
        (void)cli_fail(code, "the configuration names no relay");
    } else if (config != NULL) {
        code = config->relay.nats ? relay_become(a) : courier_by(courier_run, a, config);
    }
    config_free(&config);
    return code;
}

static const struct option_row courier_options[] = {COURIER_ROWS};

static const struct cli_exit courier_exits[] = COURIER_EXITS;

const struct cli_command courier_command = {
    .name = "courier",
    .run = courier_command_run,
    .summary = COURIER_SUMMARY,
    .about = COURIER_ABOUT,
    .options = OPTION_SET(courier_options),
    CLI_EXITS_OF(courier_exits),
};
