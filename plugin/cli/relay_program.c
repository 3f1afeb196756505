/* SPDX-License-Identifier: MIT
 *
 * precare-relay, a program of its own, because it alone is linked with NATS: what `precare courier`
 * becomes where the configuration names a relay. Takes the options that it is given by courier.c,
 * and speaks as `precare courier`, for that is what a person started. Begins here.
 */
#include "cli/courier_parts.h"
#include "cli/running.h"
#include "relay/relay.h"

static int relay_program_run(void *of)
{
    const struct asked *a = of;
    struct config *config = clinic_config(a->config);
    int code = CLI_UNREADABLE;

    if (config != NULL && !config->relay.nats) {
        (void)cli_fail(code, "the configuration names no relay");
    } else if (config != NULL) {
        code = courier_by(a->relay ? relay_post : relay_carry, a, config);
    }
    config_free(&config);
    return code;
}

static const struct option_row relay_options[] = {COURIER_ROWS};
static const struct cli_exit relay_exits[] = COURIER_EXITS;

static const struct cli_command relay_command = {
    .name = "courier",
    .run = relay_program_run,
    .summary = COURIER_SUMMARY,
    .about = COURIER_ABOUT,
    .options = OPTION_SET(relay_options),
    CLI_EXITS_OF(relay_exits),
};

int main(int argc, char **argv)
{
    return running_end(running_command(&relay_command, argc, argv));
}
