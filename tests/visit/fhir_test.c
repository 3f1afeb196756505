/* SPDX-License-Identifier: MIT
 *
 * FHIR R4 to an event: every row of the table of event keys has its column; what each resource
 * becomes, and what is told of a broken one, by example (tests/visit/golden/fhir: a prefetch, and
 * the event or the faults that it gives; PRECARE_GOLDEN=1 writes the texts anew); and the four
 * spellings of "missing", of each key.
 */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/visit_said.h"
#include "test.h"
#include "visit/event_json.h"
#include "visit/fhir.h"

#define GOLDEN PRECARE_SOURCE "/tests/visit/golden/fhir/"

struct from_fhir {
    struct arena arena;
    struct faults faults;
    struct zone *zone;
    struct buf event; /* without a start, "format", ... of its own */
    struct visit visit;
    bool read;
};

static const struct node *part(const struct node *map, const char *key)
{
    const struct node *n = map != NULL ? node_get(map, key) : NULL;

    return n != NULL && n->kind != NODE_NULL ? n : NULL;
}

static void event_made(struct from_fhir *r, const struct node *root)
{
    const struct node *visit = part(root, "visit"), *patient = part(root, "patient");
    struct fhir_setting setting = {.zone = r->zone, .patient = patient->text};
    struct fhir_visit of = {part(visit, "appointment"), part(visit, "order"),
                            part(visit, "encounter"), part(visit, "begun") != NULL};

    (void)when_read("2026-11-23T10:00:00-05:00", 25, r->zone, &setting.now);
    struct fhir *f = fhir_gather(&setting, part(root, "prefetch"), &r->arena, &r->faults);
    buf_text(&r->event, "{\"format\":\"precare-event/1\",\"moment\":\"booking\","
                        "\"now\":\"2026-11-23T10:00:00-05:00\"");
    (void)fhir_visit_write(f, &of, &r->event);
    fhir_facts_write(f, &r->event);
    buf_char(&r->event, '}');
}

static void fhir_read(struct from_fhir *r, const char *json, size_t len)
{
    static const struct node_limits limits = {.bytes = 1u << 20, .depth = 32, .text = 1u << 20};
    const char *error;

    memset(r, 0, sizeof *r);
    r->zone = zone_open("America/New_York", &error);
    arena_begin(&r->arena, NULL, 0, 0);
    faults_begin(&r->faults);
    const struct node *root = json_read(json, len, &limits, &r->arena, &r->faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    event_made(r, root);
    if (!faults_any(&r->faults)) {
        r->read = event_from_json(r->event.at, r->event.len, r->zone, &r->arena, &r->faults,
                                  &r->visit) == 0;
        CU_ASSERT(r->read); /* what FHIR becomes is an event */
    }
}

static void fhir_done(struct from_fhir *r)
{
    buf_end(&r->event);
    faults_end(&r->faults);
    arena_end(&r->arena);
    zone_close(&r->zone);
}

static char *file_text(const char *name, size_t *len_r)
{
    char path[512];

    (void)snprintf(path, sizeof path, GOLDEN "%s", name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1u << 20);
    *len_r = file != NULL ? fread(text, 1, (1u << 20) - 1, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return text;
}

/* ---- goldens ---- */

static void golden_write(const char *name, const struct buf *out)
{
    char path[512];

    (void)snprintf(path, sizeof path, GOLDEN "%s", name);
    FILE *file = getenv("PRECARE_GOLDEN") != NULL ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        (void)fwrite(out->at, 1, out->len, file);
        (void)fclose(file);
    }
}

static bool fhir_golden(const char *name)
{
    struct from_fhir r;
    struct buf out = {0};
    char text_name[300];
    size_t len;
    char *json = file_text(name, &len);

    fhir_read(&r, json, len);
    faults_print(&r.faults, FAULTS_TEXT, &out);
    if (r.read) {
        visit_said(&r.visit, &out);
    }
    fhir_done(&r);
    CU_ASSERT_PTR_NULL(strstr(out.at, "secret"));
    (void)snprintf(text_name, sizeof text_name, "%.*s.txt", (int)(strlen(name) - 5), name);
    golden_write(text_name, &out);
    char *wanted = file_text(text_name, &len);
    bool holds = strcmp(wanted, out.at) == 0;
    if (!holds) {
        (void)fprintf(stderr, "%s: wanted\n%s\ngot\n%s\n", name, wanted, out.at);
    }
    free(wanted);
    free(json);
    buf_end(&out);
    return holds;
}

static void every_example_becomes_what_its_text_says(void)
{
    struct dirent **entries = NULL;
    int count = scandir(GOLDEN, &entries, NULL, alphasort), ran = 0;

    for (int i = 0; i < count; i++) {
        size_t len = strlen(entries[i]->d_name);

        if (len > 5 && strcmp(entries[i]->d_name + len - 5, ".json") == 0) {
            CU_ASSERT(fhir_golden(entries[i]->d_name));
            ran++;
        }
        free(entries[i]);
    }
    free(entries);
    CU_ASSERT(ran > 35);
}

/* ---- the column ---- */

struct columns {
    const char *said;
    uint32_t rows, wrong;
};

static void column_wrong(struct columns *c, const char *path, const char *what)
{
    (void)fprintf(stderr, "    %s %s\n", path, what);
    c->wrong++;
}

/* "conditions.entries[].text" is said as "conditions.entries[0].text". */
static bool path_is_said(const char *said, const char *path)
{
    char line[300] = "\n";
    size_t at = 1;

    for (; *path != '\0' && at < sizeof line - 8; path++) {
        if (*path == ']') {
            line[at++] = '0';
        }
        line[at++] = *path;
    }
    line[at] = '\0';
    return strstr(said, line) != NULL;
}

static bool is_said_by_forms(const struct fhir_from *from)
{
    return strcmp(from->type, "QuestionnaireResponse") == 0;
}

static void column_holds(void *of, const char *path, const struct event_key *key)
{
    struct columns *c = of;

    c->rows++;
    if (key->fhir == NULL || (key->fhir->type == NULL && key->fhir->by == NULL)) {
        column_wrong(c, path, "has no column for FHIR");
        return;
    }
    if (key->fhir->never && path_is_said(c->said, path)) {
        column_wrong(c, path, "is never known by FHIR, and is said all the same");
    }
    if (key->fhir->type != NULL && !is_said_by_forms(key->fhir) && !key->carried &&
        !path_is_said(c->said, path)) {
        column_wrong(c, path, "has a place in FHIR, and is not said by the examples");
    }
}

static void example_said(const char *name, struct buf *said)
{
    struct from_fhir r;
    size_t len;
    char *json = file_text(name, &len);

    fhir_read(&r, json, len);
    visit_said(&r.visit, said);
    fhir_done(&r);
    free(json);
}

static void every_row_has_its_column_and_is_read_by_it(void)
{
    struct buf said = {0};

    buf_char(&said, '\n');
    example_said("everything.json", &said); /* an order, which says what is done alone */
    example_said("appointment.json", &said);
    struct columns c = {said.at, 0, 0};
    event_keys_each(column_holds, &c);
    CU_ASSERT_EQUAL(c.wrong, 0);
    CU_ASSERT(c.rows > 90);
    buf_end(&said);
}

/* ---- the four spellings ---- */

static void spelling_said(json_t *all, struct buf *out)
{
    struct from_fhir r;
    char *text = json_dumps(all, 0);

    fhir_read(&r, text, strlen(text));
    CU_ASSERT(r.read);
    buf_add(out, r.event.at, r.event.len);
    fhir_done(&r);
    free(text);
}

static void four_spellings(json_t *all, const char *key)
{
    static const char *const spellings[] = {
        "null", "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[]}"};
    json_t *prefetch = json_object_get(all, "prefetch");
    struct buf absent = {0};

    (void)json_object_del(prefetch, key);
    spelling_said(all, &absent);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct buf said = {0};

        (void)json_object_set_new(prefetch, key, json_loads(spellings[i], JSON_DECODE_ANY, NULL));
        spelling_said(all, &said);
        CU_ASSERT_STRING_EQUAL(said.at, absent.at);
        buf_end(&said);
    }
    buf_end(&absent);
}

static void missing_has_four_spellings_and_all_are_not_asked(void)
{
    size_t len;
    char *json = file_text("everything.json", &len);
    uint32_t keys = 0;

    for (uint32_t i = 0; i < FHIR_TYPES; i++) {
        json_t *all = json_loadb(json, len, 0, NULL);

        if (json_object_get(json_object_get(all, "prefetch"), fhir_types[i].key) != NULL) {
            four_spellings(all, fhir_types[i].key);
            keys++;
        }
        json_decref(all);
    }
    CU_ASSERT_EQUAL(keys, 9);
    free(json);
}

/* ---- references ---- */

static void a_reference_is_read_wherever_the_server_stands(void)
{
    static const struct {
        const char *text, *type, *id;
    } rows[] = {
        {"Patient/1", "Patient", "1"},
        {"https://x.example/fhir/Patient/1", "Patient", "1"},
        {"Patient/1/_history/2", "Patient", "1"},
        {"urn:uuid:0", NULL, NULL},
        {"#a", NULL, NULL},
        {"/", NULL, NULL},
        {"", NULL, NULL},
        {"Patient/", NULL, NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span type, id;
        bool read = fhir_reference(span_of(rows[i].text), &type, &id);

        CU_ASSERT_EQUAL(read, rows[i].type != NULL);
        CU_ASSERT(!read ||
                  (span_same(type, span_of(rows[i].type)) && span_same(id, span_of(rows[i].id))));
    }
}

static void an_encounters_appointment_is_found_by_its_name_alone(void)
{
    static const char json[] =
        "{\"patient\": \"p1\", \"prefetch\": {\"appointments\": {\"resourceType\": \"Bundle\", "
        "\"entry\": ["
        "{\"resource\": {\"resourceType\": \"Appointment\", \"id\": \"a1\"}},"
        "{\"resource\": {\"resourceType\": \"Appointment\", \"id\": \"a2\"}}]}},"
        "\"one\": {\"resourceType\": \"Encounter\", \"appointment\": [{\"reference\": "
        "\"Appointment/a2\"}]},"
        "\"none\": {\"resourceType\": \"Encounter\"}}";
    struct fhir_setting setting = {.zone = zone_utc(), .patient = SPAN("p1")};
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    const struct node *root = json_read(json, sizeof json - 1, NULL, &arena, &faults);
    const struct node *bundle = node_get(node_get(root, "prefetch"), "appointments");
    struct fhir *f = fhir_gather(&setting, node_get(root, "prefetch"), &arena, &faults);
    struct fhir_found all = fhir_bundle(f, bundle, FHIR_APPOINTMENT);

    CU_ASSERT_EQUAL_FATAL(all.count, 2);
    CU_ASSERT_PTR_EQUAL(fhir_appointment_of(f, node_get(root, "one")), all.at[1]);
    CU_ASSERT_PTR_NULL(fhir_appointment_of(f, node_get(root, "none")));
    CU_ASSERT_EQUAL(fhir_bundle(f, bundle, FHIR_SERVICE).count, 0);
    CU_ASSERT_FALSE(faults_any(&faults));
    faults_end(&faults);
    arena_end(&arena);
}

static const struct test tests[] = {
    {"an encounter's appointment is found by its name alone",
     an_encounters_appointment_is_found_by_its_name_alone},
    {"every example becomes what its text says", every_example_becomes_what_its_text_says},
    {"every row of the event's keys has its column, and is read by it",
     every_row_has_its_column_and_is_read_by_it},
    {"missing has four spellings, and all are not asked",
     missing_has_four_spellings_and_all_are_not_asked},
    {"a reference is read wherever the server stands",
     a_reference_is_read_wherever_the_server_stands},
    {0}};

const struct test_suite test_suites[] = {{"FHIR R4", NULL, NULL, tests}, {0}};
