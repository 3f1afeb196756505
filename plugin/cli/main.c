/* SPDX-License-Identifier: MIT
 *
 * The `precare` command: finds the sub-command in the table (commands.c), reads its options, and
 * runs it. --help, --version and the exit codes are the same for all. Output that could not be
 * written is a fault, never a silent success.
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/running.h"

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

static int main_help(void)
{
    struct buf text = {0};

    help_overview(cli_commands, &main_set, &text);
    int code = cli_print(&text);
    buf_end(&text);
    return code;
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
        return running_version();
    }
    const struct cli_command *command = name != NULL ? main_find(name) : NULL;
    if (command != NULL) {
        return running_help(command);
    }
    return name != NULL ? CLI_USAGE : main_help();
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
    return running_command(command, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    return running_end(main_command(argc, argv));
}
