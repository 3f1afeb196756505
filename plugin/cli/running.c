/* SPDX-License-Identifier: MIT
 *
 * One command (running.h).
 */
#include "cli/running.h"

#include <stdio.h>

#include "base/seam.h"
#include "cli/help.h"

int running_help(const struct cli_command *command)
{
    struct buf text = {0};

    help_command(command, &text);
    int code = cli_print(&text);
    buf_end(&text);
    return code;
}

int running_version(void)
{
    (void)puts("precare " PRECARE_VERSION);
    return CLI_OK;
}

static int command_asked(const struct cli_command *command, int argc, char **argv)
{
    void *asked = mem_new(command->options.size + 1);
    int code;

    if (asked == NULL) {
        return cli_memory();
    }
    code = options_read(&command->options, argc, argv, asked);
    if (code == CLI_OK) {
        code = command->run(asked);
    }
    mem_drop(asked);
    return code;
}

int running_command(const struct cli_command *command, int argc, char **argv)
{
    cli_begin(command);
    switch (options_wish(&command->options, argc, argv)) {
    case OPTIONS_HELP: return running_help(command);
    case OPTIONS_VERSION: return running_version();
    case OPTIONS_RUN: break;
    }
    return command_asked(command, argc, argv);
}

int running_end(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fputs("precare: the output could not be written\n", stderr);
        return code != CLI_OK ? code : CLI_FAULT;
    }
    return code;
}
