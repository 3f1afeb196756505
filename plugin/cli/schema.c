/* SPDX-License-Identifier: MIT
 *
 * `precare schema`: the JSON Schema of rule files with this clinic's own names as choices, for the
 * editor that the clinical lead writes rules in. Called by main.c; single-threaded.
 */
#include "base/calendar.h"
#include "cli/clinic.h"
#include "cli/rules_given.h"
#include "rulebook/schema.h"

struct asked {
    struct option_texts rules;
    const char *config;
    struct option_verb kind;
    bool editor;
};

static int schema_of(const void *asked, const struct rules_given *set)
{
    const struct asked *a = asked;
    struct buf out = {0};

    schema_print(set->rules, a->editor, &out);
    int code = cli_print(&out);
    buf_end(&out);
    return code;
}

static int schema_run(void *of)
{
    const struct asked *a = of;
    struct rules_wanted wanted = {.paths = &a->rules, .config = a->config, .today = DATE_NONE};

    return rules_given_run(&wanted, schema_of, a);
}

static const struct option_row schema_options[] = {
    OPTION_VERB("rules", kind, NULL,
                "the schema of rule files (draft-07), with the lists, body sites, roles, reasons, "
                "rules and parameters of RULES as choices"),
    RULES_OPTION_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_SWITCH("editor", editor,
                  "add snippets and descriptions that editors understand beyond the standard"),
};

static const struct cli_exit schema_exits[] = {
    {CLI_UNREADABLE, "the rules do not load"},
};

const struct cli_command schema_command = {
    .name = "schema",
    .run = schema_run,
    .summary = "print the JSON Schema of rule files, for editors",
    .about = "To use it, begin a rule file with the line:\n"
             "# yaml-language-server: $schema=PATH",
    .options = {.rows = schema_options,
                .count = sizeof schema_options / sizeof *schema_options,
                .size = sizeof(struct asked),
                .verb_optional = true},
    CLI_EXITS_OF(schema_exits),
};
