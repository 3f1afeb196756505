/* SPDX-License-Identifier: MIT
 *
 * precare-serve, a program of its own, because it alone is linked with libjose: what `precare
 * serve` becomes. Speaks as `precare serve`, for that is what a person started. Begins here.
 */
#include <stdio.h>

#include "cli/lasting.h"
#include "cli/serve_parts.h"
#include "serve/serve.h"

static void serve_say(void *context, const char *line)
{
    (void)context;
    (void)fprintf(stderr, "precare serve: %s\n", line);
}

static int serve_program_run(const struct asked *asked)
{
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

static const struct cli_command serve_program = {
    .name = "serve",
    .options = OPTION_SET(serve_options),
};

int main(int argc, char **argv)
{
    struct asked asked = {.config = NULL};

    cli_begin(&serve_program);
    int code = options_read(&serve_program.options, argc, argv, &asked);
    return code == CLI_OK ? serve_program_run(&asked) : code;
}
