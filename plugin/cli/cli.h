/* SPDX-License-Identifier: MIT
 *
 * What a sub-command of `precare` is: one file plugin/cli/NAME.c that defines NAME_command, and one
 * row in commands.c. Its options are rows (options.h): the command line, `--help` and the man page
 * are made from them. Answers go to stdout, complaints to stderr, through the functions below.
 * Single-threaded.
 */
#ifndef PRECARE_CLI_CLI_H
#define PRECARE_CLI_CLI_H

#include "base/buf.h"
#include "base/fault.h"
#include "cli/options.h"

/* The exit codes of all commands; what they mean stands in cli.c's table, once. */
enum {
    CLI_OK = 0,
    CLI_LOOK = 1,
    CLI_UNREADABLE = 2,
    CLI_FALSE = 3,
    CLI_USAGE = 64,
    CLI_FAULT = 70,
    CLI_BUSY = 75,
};

struct cli_exit {
    int code;
    const char *when; /* a phrase: "a test failed" */
};

/* The configuration where neither --config nor $PRECARE_CONFIG names one. */
#define CLI_CONFIG_FOLDER "/etc/precare"
#define CLI_CONFIG CLI_CONFIG_FOLDER "/precare.yaml"
#define CLI_STATE "/var/lib/precare" /* the state directory that the package makes */

#define CLI_EXITS 7
extern const struct cli_exit cli_exits[CLI_EXITS];

struct cli_command {
    const char *name;
    const char *summary; /* imperative, without a full stop: "run the tests beside the rules" */
    const char *about;   /* paragraphs below it in --help, each a line; NULL: none */
    struct option_set options;
    /* the codes it can leave with, in its own words, or NULL for the table's; 64 and 70 go without
     * saying; ends with {0, NULL} after the first */
    const struct cli_exit *exits;
    uint32_t exit_count;
    int (*run)(void *asked); /* the struct of `options`, read; returns the exit code */
};

#define CLI_EXITS_OF(rows) .exits = rows, .exit_count = sizeof rows / sizeof *rows

/* Whose complaints these are, from here on; NULL: of `precare` itself. */
void cli_begin(const struct cli_command *command);

/* Says what went wrong, with the command's name in front, and on wrong usage where help is; returns
 * `code`. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define cli_usage(...) cli_fail(CLI_USAGE, __VA_ARGS__)
#define cli_fault(...) cli_fail(CLI_FAULT, __VA_ARGS__)
int cli_memory(void); /* cli_fault: there is not enough */
/* The answer, to stdout. CLI_OK, or CLI_FAULT where it could not be put together. */
int cli_print(const struct buf *out);
void cli_faults(const struct faults *faults); /* as text, to stderr */

/* Says that the file cannot be read and, by errno, why; returns CLI_UNREADABLE. */
int cli_unreadable(const char *path);

/* There is no such thing (a "rule", a "channel"); with what is nearest among the names that there
 * are, or where nothing is near and they are few with all of them. Returns CLI_USAGE. */
int cli_unknown(const char *noun, const char *word, const char *const *names, size_t count);

#endif
