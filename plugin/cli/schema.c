/* SPDX-License-Identifier: MIT
 *
 * `precare schema`: the JSON Schema of rule files with this site's own names as choices, for the
 * editor that the clinical lead writes rules in. Called by main.c; single-threaded.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "cli/ruleset.h"
#include "rulebook/schema.h"

#define PATHS 64

struct asked {
    const char *paths[PATHS];
    struct ruleset_wanted wanted;
    bool editor;
};

static int schema_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--editor") == 0) {
            a->editor = true;
        } else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
            a->wanted.config = argv[++i];
        } else if (argv[i][0] == '-') {
            return cli_usage(&schema_command, "there is no option '%s'", argv[i]);
        } else if (a->wanted.path_count == PATHS) {
            return cli_usage(&schema_command, "at most %d paths", PATHS);
        } else {
            a->paths[a->wanted.path_count++] = argv[i];
        }
    }
    a->wanted.paths = a->paths;
    return CLI_OK;
}

static int schema_command_print(const struct asked *a, const struct rules *rules)
{
    struct buf out = {0};
    int code = CLI_OK;

    schema_print(rules, a->editor, &out);
    if (out.failed || out.at == NULL) {
        code = cli_fault(&schema_command, "there is not enough memory");
    } else {
        (void)fwrite(out.at, 1, out.len, stdout);
    }
    buf_end(&out);
    return code;
}

static int schema_run(int argc, char **argv)
{
    struct asked a = {.wanted = {.today = DATE_NONE}};
    struct ruleset set;
    int code = schema_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    code = ruleset_open(&a.wanted, &set);
    if (code == 0) {
        code = schema_command_print(&a, set.rules);
    }
    ruleset_end(&set);
    return code;
}

const struct cli_command schema_command = {
    .name = "schema",
    .run = schema_run,
    .summary = "the rules' JSON Schema, for editors",
    .help = "Usage: precare schema [RULES...] [--editor] [--config FILE]\n\n"
            "Prints JSON Schema (draft-07) for rule files, with the lists, sites, roles, reasons,\n"
            "rules and parameters of RULES (else of the configuration) as choices.\n\n"
            "  --editor   also snippets and descriptions that editors understand beyond the\n"
            "             standard; begin a rule file with the line\n"
            "             # yaml-language-server: $schema=PATH\n\n"
            "Exit: 0, or 2 where the rules do not load.\n",
};
