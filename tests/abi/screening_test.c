/* SPDX-License-Identifier: MIT
 *
 * Nothing switches screening off in silence: a reload that would leave a procedure without an
 * active rulebook is refused, by the table and by the JSON door; the command's door does it with a
 * yes, and operations are told. Nothing else needs a yes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi/command_door.h"
#include "support/clinic.h"
#include "support/json_door.h"
#include "test.h"

static struct clinic clinic;

/* The clinic's rules with one text instead of another, which must be there; "" takes out a line. */
static void edit_write(const char *file, uint32_t version, const char *was, const char *is)
{
    static char text[16384], edited[16384];
    char path[512];

    clinic_write_rules(&clinic, version);
    (void)snprintf(path, sizeof path, "%s/clinic.yaml", clinic.rules);
    FILE *from = fopen(path, "re");
    CU_ASSERT_FATAL(from != NULL);
    text[fread(text, 1, sizeof text - 1, from)] = '\0';
    (void)fclose(from);
    const char *at = strstr(text, was);
    CU_ASSERT_FATAL(at != NULL);
    (void)snprintf(edited, sizeof edited, "%.*s%s%s", (int)(at - text), text, is, at + strlen(was));
    (void)snprintf(path, sizeof path, "%s/%s", clinic.rules, file);
    clinic_write(path, edited);
}

static const struct command_door *command_door(void)
{
    const struct command_door *door = clinic_plugin()->get_extension(COMMAND_DOOR);

    CU_ASSERT_FATAL(door != NULL);
    return door;
}

static uint64_t told_of_rules(void)
{
    return clinic_rows(&clinic, "SELECT count(*) FROM message WHERE kind = 10");
}

/* Whether a rule that acts finds the visit; where none is there to do so, the note says why. */
static bool is_found(precare_instance *instance, const char *note)
{
    const precare_result *r = NULL;
    struct clinic_event e;

    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    (void)clinic_plugin()->booking(instance, &e.event, &r, NULL);
    bool found = r != NULL && r->findings.count > 0;
    CU_ASSERT(found || note == NULL || clinic_noted(r, note));
    (void)clinic_plugin()->result_free(instance, r);
    return found;
}

static void the_last_active_rulebook_goes_only_with_a_yes(void)
{
    static const struct {
        const char *was, *is, *note;
    } edits[] = {
        {"status: active", "status: shadow", "rules-in-shadow"},
        {"status: active", "status: draft", "rules-in-shadow"},
        {"status: active", "status: retired", "no-rules"},
    };
    const struct reload_asked no = {.by = "test"}, yes = {.by = "test", .yes = 1};

    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        precare_error err = {.struct_size = sizeof err};
        uint64_t generation = 0;

        clinic_make(&clinic, (struct clinic){0});
        precare_instance *instance = clinic_open(&clinic);
        edit_write("clinic.yaml", 2, edits[i].was, edits[i].is);
        CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, &generation, &err), PRECARE_E_SCREENING);
        CU_ASSERT_EQUAL(err.code, PRECARE_E_SCREENING);
        CU_ASSERT(strstr(err.message, "needling") != NULL);
        CU_ASSERT(strstr(err.message, "precare reload --yes") != NULL);
        CU_ASSERT_EQUAL(command_door()->reload(instance, &no, &generation, &err),
                        PRECARE_E_SCREENING);
        CU_ASSERT(is_found(instance, NULL));
        CU_ASSERT_EQUAL(generation, 0);
        CU_ASSERT_EQUAL(told_of_rules(), 2); /* of each refusal */
        CU_ASSERT_EQUAL(command_door()->reload(instance, &yes, &generation, &err), PRECARE_OK);
        CU_ASSERT_FALSE(is_found(instance, edits[i].note));
        CU_ASSERT_EQUAL(told_of_rules(), 3);
        CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    }
}

static void nothing_else_needs_a_yes(void)
{
    precare_error err = {.struct_size = sizeof err};

    clinic_make(&clinic, (struct clinic){0});
    precare_instance *instance = clinic_open(&clinic);
    edit_write("clinic.yaml", 2, "22 years", "21 years");
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, &err), PRECARE_OK);
    edit_write("clinic.yaml", 3, "severity: warn", "severity: info");
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, &err), PRECARE_OK);
    edit_write("clinic.yaml", 4, "id: clinic", "id: another");
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, &err), PRECARE_OK);
    CU_ASSERT(is_found(instance, NULL));
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

/* Every success, with what changed, looser first; no sentence of the rules leaves the house. */
static void operations_and_records_hear_what_a_reload_changed(void)
{
    const struct reload_asked by_ann = {.by = "ann"};
    precare_error err = {.struct_size = sizeof err};

    clinic_make(&clinic, (struct clinic){0});
    precare_instance *instance = clinic_open(&clinic);
    edit_write("clinic.yaml", 1, "22 years", "21 years");
    CU_ASSERT_EQUAL(command_door()->reload(instance, &by_ann, NULL, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(told_of_rules(), 1);
    CU_ASSERT_EQUAL(clinic_rows(&clinic,
                                "SELECT count(*) FROM message WHERE kind = 10 AND items LIKE "
                                "'%too-young: below 22 became 21 (looser)%' AND items "
                                "LIKE '%reloaded by ann: clinic 1.0.1 approved by Lead.%'"),
                    1);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 3 AND actor = "
                                         "'ann' AND reason = 'reload' AND note LIKE '%(looser)%'"),
                    1);
    CU_ASSERT_EQUAL(command_door()->reload(instance, &by_ann, NULL, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(told_of_rules(), 1); /* the very same set is no news */
    edit_write("clinic.yaml", 1, "Under 22, v", "Secret, v");
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(told_of_rules(), 2);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message WHERE items LIKE '%Secret%' "
                                         "OR items LIKE '%Under 22%'"),
                    0);
    edit_write("clinic.yaml", 1, "status: active", "status: shadow");
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, &err), PRECARE_E_SCREENING);
    CU_ASSERT_EQUAL(
        clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 3 AND reason = 'refused'"),
        1);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

/* By whatever door: here a host's own open, that says no name. */
static void the_first_set_leaves_a_record(void)
{
    static const char *const first = "SELECT count(*) FROM record WHERE kind = 3 AND reason = "
                                     "'first' AND actor = 'a host' AND books LIKE '%\"clinic\"%'";

    clinic_make(&clinic, (struct clinic){0});
    precare_instance *instance = clinic_open(&clinic);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, first), 1);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    instance = clinic_open(&clinic);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 3"), 1);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

static void the_json_door_needs_the_command_too(void)
{
    const struct json_door door = json_door();
    precare_error err = {.struct_size = sizeof err};
    precare_json *json = NULL;
    uint64_t len = 0;
    char *out = NULL;

    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT(door.open(clinic.config, &json, &err) >= PRECARE_OK);
    edit_write("clinic.yaml", 2, "status: active", "status: shadow");
    CU_ASSERT_EQUAL(door.call(json, "reload", NULL, 0, &out, &len, &err), PRECARE_E_SCREENING);
    CU_ASSERT(strstr(err.message, "precare reload --yes") != NULL);
    door.free(out);
    for (int i = 0; i < 2; i++) { /* what ends with a line for each rulebook */
        out = NULL;
        CU_ASSERT_EQUAL(door.call(json, i == 0 ? "stats" : "describe", NULL, 0, &out, &len, &err),
                        PRECARE_OK);
        CU_ASSERT(out != NULL &&
                  strstr(out, "\"rulebooks\":[\"clinic 1.0.1: ACTIVE, 2 rules\"]}") != NULL);
        door.free(out);
    }
    CU_ASSERT_EQUAL(door.close(json), PRECARE_OK);
}

/* Where no set is whole the command opens without rules, for a reload is what mends it. */
static void the_command_opens_without_rules_and_mends_it(void)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    const struct reload_asked no = {.by = "test"};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    char path[512];

    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(clinic_plugin()->close(clinic_open(&clinic)), PRECARE_OK);
    (void)snprintf(path, sizeof path, "rm -rf '%s/rules'", clinic.state);
    CU_ASSERT_EQUAL(system(path), 0); /* NOLINT: a test */
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &instance, &err), PRECARE_E_STATE);
    CU_ASSERT(command_door()->open(&params, "ann", &instance, &err) > PRECARE_OK);
    CU_ASSERT_FALSE(is_found(instance, NULL));
    clinic_write_rules(&clinic, 2);
    CU_ASSERT_EQUAL(command_door()->reload(instance, &no, NULL, &err), PRECARE_OK);
    CU_ASSERT(is_found(instance, NULL));
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &instance, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
}

static const struct test tests[] = {
    {"a procedure's last active rulebook goes only with a yes",
     the_last_active_rulebook_goes_only_with_a_yes},
    {"nothing else needs a yes", nothing_else_needs_a_yes},
    {"operations and records hear what a reload changed, looser first",
     operations_and_records_hear_what_a_reload_changed},
    {"the first set leaves a record like every other, and once", the_first_set_leaves_a_record},
    {"the JSON door needs the command, too; stats and describe end with a line for each rulebook",
     the_json_door_needs_the_command_too},
    {"the command opens without rules, and a reload mends it",
     the_command_opens_without_rules_and_mends_it},
    {0},
};

const struct test_suite test_suites[] = {{"screening", NULL, NULL, tests}, {0}};
