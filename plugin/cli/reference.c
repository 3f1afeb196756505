/* SPDX-License-Identifier: MIT
 *
 * `precare reference`: every key of the rule files, of events, results or the configuration, as
 * Markdown. Called by main.c, and by packaging/make-manual for the manual's pages. Single-threaded.
 */
#include "review/reference.h"

#include "cli/cli.h"

struct asked {
    struct option_verb kind;
};

static const struct option_row reference_options[] = {
    OPTION_VERB("rules", kind, NULL, "rule files and overlays"),
    OPTION_VERB("event", kind, NULL, "precare-event/1, what a host sends"),
    OPTION_VERB("fhir", kind, NULL, "where FHIR R4 has the facts of an event"),
    OPTION_VERB("result", kind, NULL, "precare-result/1, what comes back"),
    OPTION_VERB("config", kind, NULL, "the configuration of a clinic"),
};

static int reference_run(void *of)
{
    const struct asked *a = of;
    const struct reference *reference = reference_named(reference_options[a->kind.number].name);
    struct buf out = {0};

    if (reference != NULL) {
        reference->print(&out);
    }
    int code = cli_print(&out);
    buf_end(&out);
    return code;
}

const struct cli_command reference_command = {
    .name = "reference",
    .run = reference_run,
    .summary = "print every key of rules, events, results or the configuration",
    .about = "Print a reference in Markdown: each key, what it may hold, what applies when it is "
             "left out, what it means, and an example.",
    .options = OPTION_SET(reference_options),
};
