/* SPDX-License-Identifier: MIT
 *
 * The `precare` command: finds the sub-command in a table and runs it. --help, --version and the
 * exit codes are the same for all: 0 done, 64 wrong usage, 70 a fault of ours; others stand in the
 * sub-command's help. Output that could not be written is a fault, never a silent success.
 */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct cli_command *const commands[] = {
    &demo_command,
    &check_command,
    &evaluate_command,
    &host_command,
    &records_command,
    &reload_command,
    &schema_command,
    &test_command,
    &explain_command,
    &explain_code_command,
    &diff_command,
    &page_command,
    &outbox_command,
    &courier_command,
    &channel_command,
    &reference_command,
    NULL,
};

__attribute__((format(printf, 2, 0))) static void main_complain(const struct cli_command *command,
                                                                const char *format, va_list args)
{
    const char *name = command != NULL ? command->name : "";

    (void)fprintf(stderr, "precare%s%s: ", name[0] != '\0' ? " " : "", name);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
}

int cli_usage(const struct cli_command *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    main_complain(command, format, args);
    va_end(args);
    (void)fprintf(stderr, "See `precare%s%s --help`.\n", command != NULL ? " " : "",
                  command != NULL ? command->name : "");
    return CLI_USAGE;
}

int cli_fault(const struct cli_command *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    main_complain(command, format, args);
    va_end(args);
    return CLI_FAULT;
}

static const struct cli_command *command_find(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int help_print(void)
{
    (void)puts("Usage: precare COMMAND [OPTIONS]\n\n"
               "Screens bookings and charting by rules that a clinical lead edits.\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        (void)printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
    }
    (void)puts("\n  --help       this text; `precare COMMAND --help` for one command\n"
               "  --version    the version\n\n"
               "Exit: 0 done, 64 wrong usage, 70 a fault of the program or the machine; "
               "others: see the command.");
    return CLI_OK;
}

static int command_help(const struct cli_command *command)
{
    (void)printf("precare %s: %s\n\n%s", command->name, command->summary,
                 command->help != NULL ? command->help : "");
    return CLI_OK;
}

static int command_run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (argc < 2) {
        return cli_usage(NULL, "which command?");
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help_print();
    }
    if (strcmp(name, "--version") == 0) {
        (void)puts("precare " PRECARE_VERSION);
        return CLI_OK;
    }
    if (strcmp(name, "help") == 0) {
        if (argc == 2) {
            return help_print();
        }
        name = argv[2];
    }
    const struct cli_command *command = command_find(name);
    if (command == NULL) {
        return cli_usage(NULL, "there is no command '%s'", name);
    }
    if (name == argv[2] || (argc > 2 && strcmp(argv[2], "--help") == 0)) {
        return command_help(command);
    }
    return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    int code = command_run(argc, argv);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fputs("precare: the output could not be written\n", stderr);
        return code != CLI_OK ? code : CLI_FAULT;
    }
    return code;
}
