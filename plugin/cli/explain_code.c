/* SPDX-License-Identifier: MIT
 *
 * `precare explain-code`: the page of an error code, or the list of all. Called by main.c;
 * single-threaded.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"

static int explain_code_list(void)
{
    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        (void)printf("%-5s %s\n", fault_page_table[i].code, fault_page_table[i].title);
    }
    return CLI_OK;
}

static int explain_code_run(int argc, char **argv)
{
    char code[8] = "";

    if (argc > 2) {
        return cli_usage(&explain_code_command, "one code at a time");
    }
    if (argc < 2) {
        return explain_code_list();
    }
    for (size_t i = 0; i + 1 < sizeof code && argv[1][i] != '\0'; i++) {
        code[i] = (char)toupper((unsigned char)argv[1][i]);
    }
    const struct fault_page *page = strlen(argv[1]) < sizeof code ? fault_page_of(code) : NULL;
    if (page == NULL) {
        return cli_usage(&explain_code_command,
                         "there is no code '%s'; without a code all are listed", argv[1]);
    }
    (void)printf("%s: %s\n\n%s", page->code, page->title, page->text);
    return CLI_OK;
}

const struct cli_command explain_code_command = {
    .name = "explain-code",
    .run = explain_code_run,
    .summary = "what an error code means, and what to type",
    .help = "Usage: precare explain-code [CODE]\n\n"
            "Prints the page of a code such as Y006; without one, the list of all codes.\n\n"
            "Exit: 0, or 64 where there is no such code.\n",
};
