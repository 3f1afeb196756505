/* SPDX-License-Identifier: MIT
 *
 * Walks every key of the event: each has its words, an example, a way into the visit, and is said
 * in tests or says why not. What the structs of the header make of the same event is held to it in
 * tests/abi/event_keys_test.c, what tests say in tests/rulebook/scenario_test.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/visit_said.h"
#include "test.h"
#include "visit/event_json.h"

#define ALL_NEEDS                                                                                  \
    (PRECARE_NEEDS_BIRTH_DATE | PRECARE_NEEDS_PREGNANCY | PRECARE_NEEDS_CONDITIONS |               \
     PRECARE_NEEDS_MEDICATIONS | PRECARE_NEEDS_ALLERGIES | PRECARE_NEEDS_PROCEDURES |              \
     PRECARE_NEEDS_ANSWERS | PRECARE_NEEDS_SITES | PRECARE_NEEDS_MINUTES |                         \
     PRECARE_NEEDS_MODALITY | PRECARE_NEEDS_INDICATION | PRECARE_NEEDS_PRICE |                     \
     PRECARE_NEEDS_STATE | PRECARE_NEEDS_PROVIDER | PRECARE_NEEDS_REACTIONS |                      \
     PRECARE_NEEDS_PRODUCTS | PRECARE_NEEDS_FIELDS | PRECARE_NEEDS_PROCEDURE_ENDED |               \
     PRECARE_NEEDS_SEX)

static bool is_leaf(const struct event_key *key)
{
    return key->value != VALUE_GROUP && key->value != VALUE_LIST && key->value != VALUE_CHART;
}

struct walk {
    uint32_t keys, wrong;
    uint64_t needs;
};

static void row_wrong(struct walk *w, const char *path, const char *what)
{
    (void)fprintf(stderr, "    %s %s\n", path, what);
    w->wrong++;
}

static void row_is_whole(void *of, const char *path, const struct event_key *key)
{
    struct walk *w = of;

    w->keys++;
    if (key->json.doc == NULL || key->json.doc[0] == '\0') {
        row_wrong(w, path, "has no documentation");
    }
    if (is_leaf(key) && key->json.example == NULL) {
        row_wrong(w, path, "has no example");
    }
    if (key->said.name != NULL && (key->said.doc == NULL || key->unsaid != NULL)) {
        row_wrong(w, path, "is said in tests, and has no words for it or says why not");
    }
    if (is_leaf(key) && key->said.name == NULL && key->unsaid == NULL) {
        row_wrong(w, path, "is not said in tests, and does not say why not");
    }
    if (key->value == VALUE_WORD && key->json.words == NULL) {
        row_wrong(w, path, "has no words");
    }
    if ((w->needs & key->needs) != 0) {
        row_wrong(w, path, "has the bit of needs of another key");
    }
    w->needs |= key->needs;
}

static void every_row_is_whole(void)
{
    struct walk w = {0};

    event_keys_each(row_is_whole, &w);
    CU_ASSERT_EQUAL(w.wrong, 0);
    CU_ASSERT(w.keys > 90);
    CU_ASSERT_EQUAL(w.needs, ALL_NEEDS);
}

struct read_event {
    struct arena arena;
    struct faults faults;
    struct visit visit;
    char *text;
};

static void event_read(struct read_event *r, const json_t *event)
{
    r->text = json_dumps(event, 0);
    arena_begin(&r->arena, NULL, 0, 0);
    faults_begin(&r->faults);
    if (event_from_json(r->text, strlen(r->text), zone_utc(), &r->arena, &r->faults, &r->visit) !=
        0) {
        struct buf out = {0};

        faults_print(&r->faults, FAULTS_TEXT, &out);
        (void)fprintf(stderr, "%s", out.at);
        buf_end(&out);
        CU_FAIL("an event of examples is read");
    }
}

static void event_end(struct read_event *r)
{
    free(r->text);
    faults_end(&r->faults);
    arena_end(&r->arena);
}

struct reaching {
    const char *said;
    uint32_t missing;
};

/* "conditions.entries[].text" as it stands in what is said of one entry:
 * "conditions.entries[0].text" */
static void key_reaches(void *of, const char *path, const struct event_key *key)
{
    struct reaching *r = of;
    char line[300] = "\n";
    size_t at = 1;

    if (!is_leaf(key) || key->carried || key->value == VALUE_FORMAT ||
        strncmp(path, "answers.NAME", 12) == 0) {
        return;
    }
    for (; *path != '\0' && at < sizeof line - 8; path++) {
        if (*path == ']') {
            line[at++] = '0';
        }
        line[at++] = *path;
    }
    line[at] = '\0';
    if (strstr(r->said, line) == NULL) {
        (void)fprintf(stderr, "    %s does not reach the visit\n", line + 1);
        r->missing++;
    }
}

static void every_key_reaches_the_visit(void)
{
    json_t *event = event_of_examples();
    struct read_event r;
    struct buf said = {0};

    event_read(&r, event);
    buf_char(&said, '\n');
    visit_said(&r.visit, &said);
    struct reaching reaching = {said.at, 0};
    event_keys_each(key_reaches, &reaching);
    CU_ASSERT_EQUAL(reaching.missing, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said.at, "\nappointment.minutes: 60\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said.at, "\nmedications.entries[0].route: topical\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said.at, "\nprovider.training is known: 1\n"));
    buf_end(&said);
    event_end(&r);
    json_decref(event);
}

/* One that led to another's place would be lost, or would be the other's. */
static void no_two_keys_share_a_place(void)
{
    json_t *event = event_of_examples();
    json_t *patient = json_object_get(event, "patient");
    struct read_event r;
    struct buf all = {0}, without = {0};

    event_read(&r, event);
    visit_said(&r.visit, &all);
    event_end(&r);
    json_object_del(patient, "birth_date");
    event_read(&r, event);
    visit_said(&r.visit, &without);
    event_end(&r);
    const char *line = strstr(all.at, "patient.birth_date: ");
    CU_ASSERT_PTR_NOT_NULL_FATAL(line);
    CU_ASSERT_EQUAL(all.len - without.len, strcspn(line, "\n") + 1);
    buf_end(&all);
    buf_end(&without);
    json_decref(event);
}

static uint32_t keys_said(const struct event_table *table)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < table_count(&table->table); i++) {
        const struct key *key = table_key(&table->table, i);

        CU_ASSERT_PTR_EQUAL(key, &event_table_key(table, i)->said);
        count += key->name != NULL ? 1 : 0;
    }
    return count;
}

static void a_persona_says_its_patient_and_the_lists(void)
{
    static const char *const wanted[] = {"like",       "born",       "sex",         "pregnancy",
                                         "reviewed",   "conditions", "medications", "allergies",
                                         "procedures", "answers"};
    const struct table *t = &said_persona.table;
    uint32_t found = 0;

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        for (uint32_t k = 0; k < table_count(t); k++) {
            const char *name = table_key(t, k)->name;

            found += name != NULL && strcmp(name, wanted[i]) == 0 ? 1 : 0;
        }
    }
    CU_ASSERT_EQUAL(found, 10);
    CU_ASSERT(keys_said(&said_persona) >= 10 &&
              keys_said(&said_patient) == keys_said(&said_persona));
    CU_ASSERT(keys_said(&said_appointment) >= 10 && keys_said(&said_provider) == 3);
}

static const struct test tests[] = {
    {"every row has its words, an example, and a way to say it in tests or a reason",
     every_row_is_whole},
    {"every key reaches the visit", every_key_reaches_the_visit},
    {"a key that is left out takes its own line alone", no_two_keys_share_a_place},
    {"a persona says its patient, and the event's lists", a_persona_says_its_patient_and_the_lists},
    {0}};

const struct test_suite test_suites[] = {{"event keys", NULL, NULL, tests}, {0}};
