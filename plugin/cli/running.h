/* SPDX-License-Identifier: MIT
 *
 * One command from its words to its exit code: what `precare` does with each, and what the programs
 * do that hold one alone (precare-relay, precare-serve). Main thread.
 */
#ifndef PRECARE_CLI_RUNNING_H
#define PRECARE_CLI_RUNNING_H

#include "cli/cli.h"

/* argv[0] is the command's name, whatever it says: --help, --version, or the command with its
 * options. The exit code. */
int running_command(const struct cli_command *command, int argc, char **argv);
int running_help(const struct cli_command *command);
int running_version(void);
/* The last: `code`, or CLI_FAULT where what was printed could not be written, which is told. */
int running_end(int code);

#endif
