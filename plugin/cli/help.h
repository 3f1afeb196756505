/* SPDX-License-Identifier: MIT
 *
 * What `--help` prints, made from the rows of the commands (cli.h, options.h); the man page is made
 * of the same text. Called by main.c.
 */
#ifndef PRECARE_CLI_HELP_H
#define PRECARE_CLI_HELP_H

#include "base/buf.h"
#include "cli/cli.h"

/* All commands in the order of the table, which ends with NULL; and the options of `precare`
 * itself. */
void help_overview(const struct cli_command *const *commands, const struct option_set *itself,
                   struct buf *out);
void help_command(const struct cli_command *command, struct buf *out);

#endif
