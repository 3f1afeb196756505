/* SPDX-License-Identifier: MIT
 *
 * What a shell offers when a person presses Tab after `precare`: commands, sub-commands, options
 * and their choices, from the same rows as --help. Called by main.c (`precare --completion SHELL`).
 */
#ifndef PRECARE_CLI_COMPLETION_H
#define PRECARE_CLI_COMPLETION_H

#include "base/buf.h"
#include "cli/cli.h"

enum completion_shell {
    COMPLETION_BASH,
    COMPLETION_ZSH,
    COMPLETION_FISH,
    COMPLETION_SHELLS
};
extern const char *const completion_shells[]; /* their names; ends with NULL */

/* The script that teaches `shell` all commands of the table, which ends with NULL. */
void completion_print(enum completion_shell shell, const struct cli_command *const *commands,
                      struct buf *out);

#endif
