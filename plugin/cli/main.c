/* SPDX-License-Identifier: MIT
 *
 * The `precare` command: finds the sub-command in the table (commands.c), reads its options, and
 * runs it. --help, --version and the exit codes are the same for all. Output that could not be
 * written is a fault, never a silent success.
 */
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/help.h"

#define COMMANDS_MOST 64

struct asked {
    uint32_t completion;
};

/* Of `precare` itself, before any command. */
static const struct option_row main_options[] = {
    OPTION_CHOICE("completion", completion, "SHELL", completion_shells,
                  "print what this shell completes by Tab", .fallback = "none"),
};
static const struct option_set main_set = OPTION_SET(main_options);

/* Of one command, or NULL: of all. */
static int main_help(const struct cli_command *command)
{
    struct buf text = {0};

    if (command != NULL) {
        help_command(command, &text);
    } else {
        help_overview(cli_commands, &main_set, &text);
    }
    int code = cli_print(&text);
    buf_end(&text);
    return code;
}

static int main_version(void)
{
    (void)puts("precare " PRECARE_VERSION);
    return CLI_OK;
}

/* NULL: there is none, and it was told. */
static const struct cli_command *main_find(const char *name)
{
    const char *names[COMMANDS_MOST];
    uint32_t count = 0;

    for (; cli_commands[count] != NULL && count < COMMANDS_MOST; count++) {
        names[count] = cli_commands[count]->name;
        if (strcmp(names[count], name) == 0) {
            return cli_commands[count];
        }
    }
    (void)cli_unknown("command", name, names, count);
    return NULL;
}

static int main_run(const struct cli_command *command, int argc, char **argv)
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

static int main_completion(int argc, char **argv)
{
    struct asked asked = {.completion = OPTION_NONE};
    struct buf text = {0};
    int code = options_read(&main_set, argc, argv, &asked);

    if (code == CLI_OK && asked.completion != OPTION_NONE) {
        completion_print((enum completion_shell)asked.completion, cli_commands, &text);
        code = cli_print(&text);
    }
    buf_end(&text);
    return code;
}

/* What stands before the command: --help, --version, --completion, or `help`. */
static int main_itself(int argc, char **argv)
{
    bool help = argc > 1 && strcmp(argv[1], "help") == 0;
    const char *name = argc > 2 && argv[2][0] != '-' ? argv[2] : NULL;

    if (argc < 2) {
        return cli_usage("name a command");
    }
    if (!help && options_wish(&main_set, argc, argv) == OPTIONS_RUN) {
        return main_completion(argc, argv);
    }
    if (!help && options_wish(&main_set, argc, argv) == OPTIONS_VERSION) {
        return main_version();
    }
    const struct cli_command *command = name != NULL ? main_find(name) : NULL;
    return name != NULL && command == NULL ? CLI_USAGE : main_help(command);
}

static int main_command(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-' || strcmp(argv[1], "help") == 0) {
        return main_itself(argc, argv);
    }
    const struct cli_command *command = main_find(argv[1]);
    if (command == NULL) {
        return CLI_USAGE;
    }
    cli_begin(command);
    switch (options_wish(&command->options, argc - 1, argv + 1)) {
    case OPTIONS_HELP: return main_help(command);
    case OPTIONS_VERSION: return main_version();
    case OPTIONS_RUN: break;
    }
    return main_run(command, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    int code = main_command(argc, argv);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fputs("precare: the output could not be written\n", stderr);
        return code != CLI_OK ? code : CLI_FAULT;
    }
    return code;
}
