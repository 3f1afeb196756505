/* SPDX-License-Identifier: MIT
 *
 * `precare reference`: every key of the rule files, of events, results or the configuration, every
 * method, status and code, as Markdown. Called by main.c, and by packaging/make-manual for the
 * manual's pages. Single-threaded.
 */
#include "review/reference.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/reference_door.h"

struct asked {
    struct option_verb kind;
};

static const struct option_row reference_options[] = {
    OPTION_VERB("rules", kind, NULL, "rule files and overlays"),
    OPTION_VERB("event", kind, NULL, "precare-event/1, what a host sends"),
    OPTION_VERB("fhir", kind, NULL, "where FHIR R4 has the facts of an event"),
    OPTION_VERB("result", kind, NULL, "precare-result/1, what comes back"),
    OPTION_VERB("config", kind, NULL, "the configuration of a clinic"),
    OPTION_VERB("door", kind, NULL, "the methods of the JSON door"),
    OPTION_VERB("statuses", kind, NULL, "what a call of the plugin may return"),
    OPTION_VERB("codes", kind, NULL, "the error codes of rules, configuration and events"),
};

/* What the rooms below know nothing of. */
static const struct reference own[] = {
    {"door", NULL, reference_door},
    {"statuses", NULL, reference_statuses},
    {"codes", NULL, reference_codes},
};

static const struct reference *reference_asked(const char *name)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i].name, name) == 0) {
            return &own[i];
        }
    }
    return reference_named(name);
}

static int reference_run(void *of)
{
    const struct asked *a = of;
    const struct reference *reference = reference_asked(reference_options[a->kind.number].name);
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
    .summary = "print every key of documents, method of the door, status or code",
    .about = "Print a reference in Markdown, as the manual has it: of a key what it may hold, what "
             "applies when it is left out, what it means, and an example.",
    .options = OPTION_SET(reference_options),
};
