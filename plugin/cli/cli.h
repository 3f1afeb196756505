/* SPDX-License-Identifier: MIT
 *
 * What a sub-command of `precare` is: one file plugin/cli/NAME.c that defines one struct
 * cli_command, declared below and listed in main.c's table. Single-threaded.
 * Answers go to stdout, complaints to stderr; exit codes that are a command's own stand in its
 * help.
 */
#ifndef PRECARE_CLI_CLI_H
#define PRECARE_CLI_CLI_H

enum {
    CLI_OK = 0,
    CLI_USAGE = 64, /* wrong usage: nothing was done */
    /* a fault of ours, or the machine's: no memory, output that cannot be written */
    CLI_FAULT = 70,
};

struct cli_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the name; returns the exit code */
    const char *summary;               /* one line, for `precare --help` */
    const char *help;                  /* printed by main for `precare NAME --help` */
};

/* Says what is wrong and where help is; returns CLI_USAGE. */
int cli_usage(const struct cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says what went wrong; returns CLI_FAULT. */
int cli_fault(const struct cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One line a sub-command, in the order of --help; add yours to main.c's table too. */
extern const struct cli_command check_command;
extern const struct cli_command demo_command;
extern const struct cli_command diff_command;
extern const struct cli_command evaluate_command;
extern const struct cli_command host_command;
extern const struct cli_command records_command;
extern const struct cli_command reload_command;
extern const struct cli_command explain_command;
extern const struct cli_command page_command;
extern const struct cli_command outbox_command;
extern const struct cli_command courier_command;
extern const struct cli_command channel_command;
extern const struct cli_command explain_code_command;
extern const struct cli_command schema_command;
extern const struct cli_command reference_command;
extern const struct cli_command test_command;

#endif
