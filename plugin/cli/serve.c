/* SPDX-License-Identifier: MIT
 *
 * `precare serve`: this process becomes precare-serve (serve_program.c), which alone knows tokens:
 * most clinics have no use for it, and need not have its libraries. Called by main.c.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/serve_parts.h"

/* Comes back only when the program is not there. */
static int serve_become(void *of)
{
    const struct asked *a = of;
    const char *program = places_serve();
    const char *const words[] = {program, "--config", clinic_config_path(a->config), NULL};

    (void)execv(program, (char *const *)(uintptr_t)words);
    return cli_fault("%s cannot be started: %s. Install the package precare-serve.", program,
                     strerror(errno));
}

static const struct option_row serve_options[] = {SERVE_ROWS};

static const struct cli_exit serve_exits[] = SERVE_EXITS;

const struct cli_command serve_command = {
    .name = "serve",
    .run = serve_become,
    .summary = SERVE_SUMMARY,
    .about = SERVE_ABOUT,
    .options = OPTION_SET(serve_options),
    CLI_EXITS_OF(serve_exits),
};
