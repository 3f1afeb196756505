/* SPDX-License-Identifier: MIT
 *
 * `precare rules`: the sets of rules that were in use last, kept whole in the state directory.
 * `history` lists them, `show` prints one, `restore` takes one into use again, which is a reload
 * like any other (cli/rules_taken.h). Called by main.c; single-threaded.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_taken.h"

/* In the order of the rows below. */
enum rules_verb {
    VERB_HISTORY,
    VERB_SHOW,
    VERB_RESTORE,
};

struct asked {
    struct option_verb verb;
    const char *config, *plugin;
    bool yes;
};

/* ---- history ---- */

static void set_print(const json_t *set, const struct zone *zone)
{
    const char *hash = json_string_value(json_object_get(set, "hash"));
    const json_t *books = json_object_get(set, "rulebooks");
    char at[32];

    instant_iso(json_integer_value(json_object_get(set, "at")), zone, at);
    (void)printf("%.12s  %.10s %.5s%s\n", hash != NULL ? hash : "?", at, at + 11,
                 json_is_true(json_object_get(set, "current")) ? "  in use" : "");
    if (!json_is_true(json_object_get(set, "whole"))) {
        (void)printf("    damaged: it cannot be used any more\n");
    }
    for (size_t i = 0; i < json_array_size(books); i++) {
        const json_t *book = json_array_get(books, i);

        (void)printf("    %s\n        %s\n", json_string_value(json_object_get(book, "say")),
                     json_string_value(json_object_get(book, "hash")));
    }
}

static int history_print(const char *text, const struct config *config)
{
    json_t *history = json_loads(text, 0, NULL);
    json_t *sets = json_object_get(history, "sets");

    for (size_t i = 0; i < json_array_size(sets); i++) {
        set_print(json_array_get(sets, i), config->zone);
    }
    if (json_array_size(sets) == 0) {
        (void)puts("No set of rules is kept: none was in use yet, or somebody removed them.");
    }
    json_decref(history);
    return CLI_OK;
}

/* ---- what the plugin tells ---- */

static int32_t rules_ask(struct rules_door *d, const char *set, char *text, uint64_t room,
                         uint64_t *need_r)
{
    return set != NULL ? d->door->show(d->instance, set, text, room, need_r, &d->err)
                       : d->door->history(d->instance, text, room, need_r);
}

/* Its answer: of one set, or of all; owned by the caller. NULL: told. */
static char *rules_answer(struct rules_door *d, const char *set)
{
    uint64_t need = 0;
    int32_t status = rules_ask(d, set, NULL, 0, &need);
    char *text = status == PRECARE_E_ROOM ? mem_new((size_t)need) : NULL;

    if (text != NULL) {
        status = rules_ask(d, set, text, need, &need);
    }
    if (status == PRECARE_OK) {
        return text;
    }
    mem_drop(text);
    plugin_complain(&d->err, "precare rules");
    return NULL;
}

static int rules_tell(const struct asked *a, const struct rules_taking *taking)
{
    struct rules_door d;
    struct config *config = clinic_config(a->config);
    int code = config != NULL ? rules_door_open(taking, &d) : CLI_UNREADABLE;

    if (config != NULL && code == CLI_UNREADABLE) {
        plugin_complain(&d.err, "precare rules");
    }
    if (code == CLI_OK) {
        bool one = a->verb.number == VERB_SHOW;
        char *text = rules_answer(&d, one ? a->verb.object : NULL);

        code = text == NULL ? CLI_LOOK
               : one        ? (fputs(text, stdout) >= 0 ? CLI_OK : CLI_FAULT)
                            : history_print(text, config);
        mem_drop(text);
        (void)d.precare->close(d.instance);
    }
    config_free(&config);
    return code;
}

static int rules_run(void *of)
{
    const struct asked *a = of;
    const struct rules_taking taking = {.plugin = a->plugin,
                                        .config = clinic_config_path(a->config),
                                        .restore = a->verb.object,
                                        .yes = a->yes};

    return a->verb.number == VERB_RESTORE ? rules_take_into_use(&taking) : rules_tell(a, &taking);
}

static const struct option_row rules_options[] = {
    OPTION_VERB("history", verb, NULL,
                "list the sets of rules that were in use last, newest first"),
    OPTION_VERB("show", verb, "HASH",
                "print the files of the set whose name begins with these 8 or more letters"),
    OPTION_VERB("restore", verb, "HASH",
                "take this set into use again: a reload like any other; the edited files stay "
                "what they are"),
    OPTION_SWITCH("yes", yes, RULES_YES, .verb = "restore"),
    CLINIC_CONFIG_ROW,
    PLUGIN_ROW,
};

static const struct cli_exit rules_exits[] = {
    {CLI_LOOK, "there is no such set, or a procedure would lose its last active rulebook"},
    {CLI_BUSY, "another reload is under way"},
    {CLI_UNREADABLE, "the configuration or the set cannot be used; nothing has changed"},
};

const struct cli_command rules_command = {
    .name = "rules",
    .run = rules_run,
    .summary = "list the sets of rules that were in use, and go back to one",
    .about = "The last five sets are kept whole in the state directory, each named by the hash of "
             "its files. Below a rulebook stands the hash of what it means, by which results and "
             "records "
             "name it.",
    .options = OPTION_SET(rules_options),
    CLI_EXITS_OF(rules_exits),
};
