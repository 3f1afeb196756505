/* SPDX-License-Identifier: MIT
 *
 * `precare schema`: the JSON Schema of rule files with this clinic's own names as choices, for the
 * editor that the clinical lead writes rules in; and those of what hosts send, what comes back and
 * the configuration, for whoever writes a host. Called by main.c; single-threaded.
 */
#include "base/calendar.h"
#include "cli/clinic.h"
#include "cli/rules_given.h"
#include "form/form_schema.h"
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

static const struct option_row schema_options[] = {
    OPTION_VERB("rules", kind, NULL,
                "the schema of rule files (draft-07), with the lists, body sites, roles, reasons, "
                "rules and parameters of RULES as choices"),
    OPTION_VERB("event", kind, NULL, "the schema of precare-event/1 (2020-12), what a host sends"),
    OPTION_VERB("result", kind, NULL,
                "the schema of precare-result/1; a later version may add keys"),
    OPTION_VERB("form", kind, NULL, "the schema of precare-form/1, what the rules may still ask"),
    OPTION_VERB("answers", kind, NULL, "the schema of precare-answers/1, what came back of a form"),
    OPTION_VERB("config", kind, NULL, "the schema of the configuration, precare-config/1"),
    OPTION_TEXTS("rules", rules, "RULES", RULES_WHAT, .fallback = RULES_FALLBACK, .verb = "rules"),
    OPTION_TEXT("config", config, "FILE", "read this configuration",
                .fallback = "$PRECARE_CONFIG, else " CLI_CONFIG, .verb = "rules"),
    OPTION_SWITCH("editor", editor,
                  "add snippets and descriptions that editors understand beyond the standard",
                  .verb = "rules"),
};

/* In the order of the verbs. */
static const struct document *const documents[] = {
    NULL, &document_event, &document_result, &document_form, &document_answers, &document_config,
};

static int schema_document(const struct document *document)
{
    struct buf out = {0};

    document_schema_print(document, &out);
    int code = cli_print(&out);
    buf_end(&out);
    return code;
}

static int schema_run(void *of)
{
    const struct asked *a = of;

    if (a->kind.number > 0) {
        return schema_document(documents[a->kind.number]);
    }
    struct rules_wanted wanted = {.paths = &a->rules, .config = a->config, .today = DATE_NONE};

    return rules_given_run(&wanted, schema_of, a);
}

static const struct cli_exit schema_exits[] = {
    {CLI_UNREADABLE, "the rules do not load"},
};

const struct cli_command schema_command = {
    .name = "schema",
    .run = schema_run,
    .summary = "print the JSON Schema of rule files, of documents, or of the configuration",
    .about = "To use that of rule files, begin a rule file with the line:\n"
             "# yaml-language-server: $schema=PATH",
    .options = {.rows = schema_options,
                .count = sizeof schema_options / sizeof *schema_options,
                .size = sizeof(struct asked),
                .verb_optional = true},
    CLI_EXITS_OF(schema_exits),
};
