/* SPDX-License-Identifier: MIT
 *
 * The table of sub-commands, in the order of `precare --help`. Called by main.c and by the tests
 * that walk it.
 */
#ifndef PRECARE_CLI_COMMANDS_H
#define PRECARE_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct cli_command *const cli_commands[]; /* ends with NULL */

#endif
