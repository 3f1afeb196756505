/* SPDX-License-Identifier: MIT
 *
 * `precare reference`: every key of the rule files, of events, results or the configuration, as
 * Markdown. Called by main.c, and by packaging/make-manual for the manual's pages. Single-threaded.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "review/reference.h"

static int reference_run(int argc, char **argv)
{
    const struct reference *reference = argc == 2 ? reference_named(argv[1]) : NULL;
    struct buf out = {0};
    int code = CLI_OK;

    if (argc > 1 && reference == NULL && argv[1][0] == '-') {
        return cli_usage(&reference_command, "there is no option '%s'", argv[1]);
    }
    if (argc != 2) {
        return cli_usage(&reference_command, "of what: rules, event, result or config?");
    }
    if (reference == NULL) {
        return cli_usage(&reference_command, "there is no reference of '%s'", argv[1]);
    }
    reference->print(&out);
    if (out.failed || out.at == NULL) {
        code = cli_fault(&reference_command, "there is not enough memory");
    } else {
        (void)fwrite(out.at, 1, out.len, stdout);
    }
    buf_end(&out);
    return code;
}

const struct cli_command reference_command = {
    .name = "reference",
    .run = reference_run,
    .summary = "every key of rules, events, results or the configuration",
    .help =
        "Usage: precare reference rules | event | result | config\n\n"
        "Prints a reference in Markdown: each key, what may stand there, what holds when it is\n"
        "left out, what it means and an example.\n\n"
        "  rules    rule files and overlays\n"
        "  event    precare-event/1, what a host sends\n"
        "  result   precare-result/1, what comes back\n"
        "  config   the configuration of a clinic\n",
};
