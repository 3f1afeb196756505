/* SPDX-License-Identifier: MIT
 *
 * precare-serve, a program of its own, because it alone is linked with libjose: what `precare
 * serve` becomes. Speaks as `precare serve`, for that is what a person started. Begins here.
 */
#include <stdio.h>

#include "cli/lasting.h"
#include "cli/running.h"
#include "cli/serve_parts.h"
#include "serve/serve.h"

static void serve_say(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "precare serve: %s\n", line);
}

static int serve_program_run(void *of)
{
    const struct asked *asked = of;
    struct config *config = clinic_config(asked->config);
    char why[SERVE_WHY] = "";
    int code = CLI_UNREADABLE;

    if (config != NULL) {
        int status = serve_run(config, clinic_config_path(asked->config), lasting_begin(),
                               serve_say, NULL, why);

        code = status == SERVE_STOPPED     ? CLI_OK
               : status == SERVE_ELSEWHERE ? cli_fail(CLI_BUSY, "%s", why)
                                           : cli_fail(CLI_UNREADABLE, "%s", why);
    }
    config_free(&config);
    return code;
}

static const struct option_row serve_options[] = {SERVE_ROWS};
static const struct cli_exit serve_exits[] = SERVE_EXITS;

static const struct cli_command serve_program = {
    .name = "serve",
    .run = serve_program_run,
    .summary = SERVE_SUMMARY,
    .about = SERVE_ABOUT,
    .options = OPTION_SET(serve_options),
    CLI_EXITS_OF(serve_exits),
};

int main(int argc, char **argv)
{
    return running_end(running_command(&serve_program, argc, argv));
}
