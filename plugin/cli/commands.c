/* SPDX-License-Identifier: MIT
 *
 * The table of sub-commands (commands.h): a row for each; the rest of it is in plugin/cli/NAME.c.
 */
#include "cli/commands.h"

#define COMMANDS(ROW)                                                                              \
    ROW(demo)                                                                                      \
    ROW(init)                                                                                      \
    ROW(check)                                                                                     \
    ROW(evaluate)                                                                                  \
    ROW(host)                                                                                      \
    ROW(records)                                                                                   \
    ROW(reload)                                                                                    \
    ROW(rules)                                                                                     \
    ROW(schema)                                                                                    \
    ROW(reference)                                                                                 \
    ROW(test)                                                                                      \
    ROW(explain)                                                                                   \
    ROW(try)                                                                                       \
    ROW(form)                                                                                      \
    ROW(answers)                                                                                   \
    ROW(sheet)                                                                                     \
    ROW(explain_code)                                                                              \
    ROW(diff)                                                                                      \
    ROW(approve)                                                                                   \
    ROW(page)                                                                                      \
    ROW(outbox)                                                                                    \
    ROW(courier)                                                                                   \
    ROW(serve)                                                                                     \
    ROW(channel)                                                                                   \
    ROW(drill)                                                                                     \
    ROW(conform)                                                                                   \
    ROW(doctor)

#define COMMAND_DECLARE(noun) extern const struct cli_command noun##_command;
#define COMMAND_ROW(noun) &noun##_command,

COMMANDS(COMMAND_DECLARE)

const struct cli_command *const cli_commands[] = {COMMANDS(COMMAND_ROW) NULL};
