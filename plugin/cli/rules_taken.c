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

#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/plugin.h"
#include "cli/rules_given.h"
#include "cli/since.h"

struct taking {
    const struct rules_taking *asked;
    struct rules_door d;
};

/* As the system knows them: $USER is anybody's to set. */
static const char *user_name(void)
{
    const struct passwd *user = getpwuid(getuid()); /* single-threaded */

    return user != NULL ? user->pw_name : "a user without a name";
}

/* All faults, where it is the rules, and what changed since they were approved; false: it is
 * something else. */
static bool edited_faults_tell(const char *config)
{
    static const struct option_texts none;
    struct rules_wanted wanted = {
        .paths = &none, .config = config, .approval = APPROVAL_DEMAND, .today = rules_today()};
    struct rules_given rules;
    struct buf since = {.at = NULL};
    int code = rules_given_open(&wanted, &rules);

    if (code != CLI_OK) {
        since_say_all(&rules, &since);
        (void)fputs(since.failed || since.at == NULL ? "" : since.at, stderr);
    }
    buf_end(&since);
    rules_given_end(&rules);
    return code != CLI_OK;
}

static int taking_complain(const struct taking *t)
{
    bool edited = t->asked->restore == NULL && t->d.err.code == PRECARE_E_RULES;

    if (!edited || !edited_faults_tell(t->asked->config)) {
        plugin_complain(&t->d.err, "precare");
    }
    (void)fputs("The rules in use stay as they are.\n", stderr);
    bool meant = t->d.err.code == PRECARE_E_SCREENING || t->d.err.code == PRECARE_E_NOT_FOUND;

    return t->d.err.code == PRECARE_E_BUSY ? CLI_BUSY : meant ? CLI_LOOK : CLI_UNREADABLE;
}

/* What is left out of the rules that were taken into use, and who may change them. */
static void warnings_tell(const char *config)
{
    static const struct option_texts none;
    struct rules_wanted wanted = {
        .paths = &none, .config = config, .approval = APPROVAL_DEMAND, .today = DATE_NONE};
    struct rules_given rules;

    if (rules_given_read(&wanted, &rules)) {
        cli_faults(&rules.faults);
    }
    rules_given_end(&rules);
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

/* What `stats` says, owned by the caller; NULL: nothing. Its numbers grow from one call to the
 * next, and so may its length. */
static json_t *stats_asked(const struct taking *t)
{
    uint64_t room = 4096, need = 0;
    char *text = mem_new((size_t)room);
    int32_t status = PRECARE_E_ROOM;

    while (text != NULL &&
           (status = t->d.precare->stats(t->d.instance, text, room, &need)) == PRECARE_E_ROOM) {
        mem_drop(text);
        room = need + 4096;
        text = mem_new((size_t)room);
    }
    json_t *stats = text != NULL && status == PRECARE_OK ? json_loads(text, 0, NULL) : NULL;
    mem_drop(text);
    return stats;
}

/* Of each rulebook whether it acts: what `stats` ends with. */
static void standings_print(const struct taking *t)
{
    json_t *stats = stats_asked(t), *books = json_object_get(stats, "rulebooks");

    for (size_t i = 0; i < json_array_size(books); i++) {
        (void)printf("%s\n", json_string_value(json_array_get(books, i)));
    }
    json_decref(stats);
}

static int taking_run(struct taking *t)
{
    struct reload_asked how = {
        .restore = t->asked->restore, .by = user_name(), .yes = t->asked->yes};
    uint64_t generation = 0;
    int32_t status = t->d.door->reload(t->d.instance, &how, &generation, &t->d.err);

    if (status == PRECARE_E_SCREENING && yes_is_said(t->d.err.message)) {
        how.yes = 1;
        status = t->d.door->reload(t->d.instance, &how, &generation, &t->d.err);
    }
    if (status < 0) {
        return taking_complain(t);
    }
    if (how.restore == NULL) {
        warnings_tell(t->asked->config);
    }
    (void)printf("%s are in use (generation %llu).\n",
                 how.restore != NULL ? "These rules of the history" : "The edited rules",
                 (unsigned long long)generation);
    standings_print(t);
    return CLI_OK;
}

int rules_door_open(const struct rules_taking *taking, struct rules_door *door_r)
{
    precare_params params = {.struct_size = sizeof params, .config = taking->config};

    *door_r = (struct rules_door){.err = {.struct_size = sizeof door_r->err}};
    door_r->precare = plugin_load(taking->plugin);
    if (door_r->precare == NULL) {
        return CLI_FAULT;
    }
    door_r->door = door_r->precare->get_extension(COMMAND_DOOR);
    if (door_r->door == NULL) {
        return cli_fault("the plugin is not of this version");
    }
    return door_r->door->open(&params, user_name(), &door_r->instance, &door_r->err) < 0
               ? CLI_UNREADABLE
               : CLI_OK;
}

int rules_take_into_use(const struct rules_taking *taking)
{
    struct taking t = {.asked = taking};
    int code = rules_door_open(taking, &t.d);

    if (code == CLI_UNREADABLE) {
        return taking_complain(&t);
    }
    if (code == CLI_OK) {
        code = taking_run(&t);
        (void)t.d.precare->close(t.d.instance);
    }
    return code;
}
