/* SPDX-License-Identifier: MIT
 *
 * Taking rules into use (rules_taken.h). Where it fails, every fault of the rules is told, not the
 * first alone. A reload that would leave a procedure without an active rulebook needs a yes: of the
 * option, or of a person at a terminal.
 */
#include "cli/rules_taken.h"

#include <jansson.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "abi/command_door.h"
#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"

struct taking {
    const struct rules_taking *asked;
    const precare_api *precare;
    const struct command_door *door;
    precare_instance *instance;
    precare_error err;
};

/* All faults, where it is the rules; false: it is something else. */
static bool edited_faults_tell(const char *config)
{
    static const struct option_texts none;
    struct rules_wanted wanted = {.paths = &none, .config = config, .today = rules_today()};
    struct rules_given rules;
    int code = rules_given_open(&wanted, &rules);

    rules_given_end(&rules);
    return code != CLI_OK;
}

static int taking_complain(const struct taking *t)
{
    if (t->err.code != PRECARE_E_RULES || !edited_faults_tell(t->asked->config)) {
        plugin_complain(&t->err, "precare");
        (void)fputc('\n', stderr);
    }
    (void)fputs("The rules in use stay as they are.\n", stderr);
    return t->err.code == PRECARE_E_SCREENING ? CLI_LOOK : CLI_UNREADABLE;
}

/* Of a person at a terminal; a script has nobody to ask. */
static bool yes_is_said(const char *question)
{
    char answer[16] = "";

    if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) {
        return false;
    }
    (void)fprintf(stderr, "%s\nGo on? [y/N] ", question);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* Of each rulebook whether it acts: what `stats` ends with. */
static void standings_print(const struct taking *t)
{
    uint64_t need = 0;

    (void)t->precare->stats(t->instance, NULL, 0, &need);
    char *text = mem_new((size_t)need + 1);
    if (text != NULL && t->precare->stats(t->instance, text, need, &need) == PRECARE_OK) {
        json_t *stats = json_loads(text, 0, NULL);
        json_t *books = json_object_get(stats, "rulebooks");

        for (size_t i = 0; i < json_array_size(books); i++) {
            (void)printf("%s\n", json_string_value(json_array_get(books, i)));
        }
        json_decref(stats);
    }
    mem_drop(text);
}

/* As the system knows them: $USER is anybody's to set. */
static const char *user_name(void)
{
    const struct passwd *user = getpwuid(getuid()); /* single-threaded */

    return user != NULL ? user->pw_name : "a user without a name";
}

static int taking_run(struct taking *t)
{
    struct reload_asked how = {.by = user_name(), .yes = t->asked->yes};
    uint64_t generation = 0;
    int32_t status = t->door->reload(t->instance, &how, &generation, &t->err);

    if (status == PRECARE_E_SCREENING && yes_is_said(t->err.message)) {
        how.yes = 1;
        status = t->door->reload(t->instance, &how, &generation, &t->err);
    }
    if (status < 0) {
        return taking_complain(t);
    }
    (void)printf("The edited rules are in use (generation %llu).\n",
                 (unsigned long long)generation);
    standings_print(t);
    return CLI_OK;
}

int rules_take_into_use(const struct rules_taking *taking)
{
    precare_params params = {.struct_size = sizeof params, .config = taking->config};
    struct taking t = {.asked = taking, .err = {.struct_size = sizeof t.err}};

    t.precare = plugin_load(taking->plugin);
    t.door = t.precare != NULL ? t.precare->get_extension(COMMAND_DOOR) : NULL;
    if (t.door == NULL) {
        return t.precare != NULL ? cli_fault("the plugin is not of this version") : CLI_FAULT;
    }
    if (t.door->open(&params, &t.instance, &t.err) < 0) {
        return taking_complain(&t);
    }
    int code = taking_run(&t);
    (void)t.precare->close(t.instance);
    return code;
}
