/* SPDX-License-Identifier: MIT
 *
 * Complaints of the commands, all alike, and the one table of exit codes (cli.h). Called by main.c,
 * the readers of options and every command.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define FEW 8 /* names that a line can hold */

const struct cli_exit cli_exits[] = {
    {CLI_OK, "done"},
    {CLI_LOOK, "done, but something needs a person's attention"},
    {CLI_UNREADABLE, "the rules, the configuration or the input cannot be read"},
    {CLI_FALSE, "a test or a verification failed"},
    {CLI_USAGE, "the command line is wrong; nothing was done"},
    {CLI_FAULT, "this program or the machine failed"},
    {CLI_BUSY, "another process is doing this already; try again later"},
};
_Static_assert(sizeof cli_exits / sizeof *cli_exits == CLI_EXITS, "a row for each exit code");

static const struct cli_command *cli_speaker;

static const char *cli_name(void)
{
    return cli_speaker != NULL ? cli_speaker->name : "";
}

static const char *cli_space(void)
{
    return cli_speaker != NULL ? " " : "";
}

void cli_begin(const struct cli_command *command)
{
    cli_speaker = command;
}

int cli_fail(int code, const char *format, ...)
{
    va_list args;

    (void)fprintf(stderr, "precare%s%s: ", cli_space(), cli_name());
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    if (code == CLI_USAGE) {
        (void)fprintf(stderr, "See `precare%s%s --help`.\n", cli_space(), cli_name());
    }
    return code;
}

int cli_memory(void)
{
    return cli_fault("there is not enough memory");
}

int cli_print(const struct buf *out)
{
    if (out->failed || out->at == NULL) {
        return cli_memory();
    }
    (void)fwrite(out->at, 1, out->len, stdout);
    return CLI_OK;
}

void cli_faults(const struct faults *faults)
{
    struct buf text = {0};

    faults_print(faults, FAULTS_TEXT, &text);
    (void)fputs(text.at != NULL ? text.at : "", stderr);
    buf_end(&text);
}

int cli_unreadable(const char *path)
{
    return cli_fail(CLI_UNREADABLE, "%s cannot be read: %s", path, strerror(errno));
}

int cli_unknown(const char *noun, const char *word, const char *const *names, size_t count)
{
    const char *near = text_nearest(word, names, count);
    char all[256] = "";

    if (near != NULL) {
        return cli_usage("there is no %s '%s'; did you mean '%s'?", noun, word, near);
    }
    for (size_t i = 0; i < count && count <= FEW; i++) {
        size_t len = strlen(all);

        (void)snprintf(all + len, sizeof all - len, "%s%s", i == 0 ? "; choose from: " : ", ",
                       names[i]);
    }
    return cli_usage("there is no %s '%s'%s", noun, word, all);
}
