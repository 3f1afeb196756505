/* SPDX-License-Identifier: MIT
 *
 * Sorts what a prefetch holds into the resources that count. The four spellings of "missing" leave
 * nothing behind; a bundle with a next page leaves the silence of its lists unknown; what was
 * entered in error or refuted is passed over; a resource of another patient is a fault, as is what
 * is none. Called once a request (fhir.h).
 */
#include <stdlib.h>
#include <string.h>

#include "visit/fhir_parts.h"

#define OF_PATIENT "?patient={{context.patientId}}"
#define CHARTS                                                                                     \
    (PRECARE_NEEDS_CONDITIONS | PRECARE_NEEDS_MEDICATIONS | PRECARE_NEEDS_ALLERGIES |              \
     PRECARE_NEEDS_PROCEDURES)

const struct fhir_type_row fhir_types[FHIR_TYPES] = {
    [FHIR_PATIENT] = {"Patient", "patient", "Patient/{{context.patientId}}", NULL,
                      PRECARE_NEEDS_BIRTH_DATE | PRECARE_NEEDS_SEX, CHART_COUNT},
    [FHIR_CONDITION] = {"Condition", "conditions", "Condition" OF_PATIENT, "subject",
                        PRECARE_NEEDS_CONDITIONS, CHART_CONDITIONS},
    [FHIR_FAMILY] = {"FamilyMemberHistory", "familyHistory", "FamilyMemberHistory" OF_PATIENT,
                     "patient", PRECARE_NEEDS_CONDITIONS, CHART_CONDITIONS},
    [FHIR_STATEMENT] = {"MedicationStatement", "medicationStatements",
                        "MedicationStatement" OF_PATIENT, "subject", PRECARE_NEEDS_MEDICATIONS,
                        CHART_MEDICATIONS},
    [FHIR_REQUEST] = {"MedicationRequest", "medicationRequests", "MedicationRequest" OF_PATIENT,
                      "subject", PRECARE_NEEDS_MEDICATIONS, CHART_MEDICATIONS},
    [FHIR_ALLERGY] = {"AllergyIntolerance", "allergies", "AllergyIntolerance" OF_PATIENT, "patient",
                      PRECARE_NEEDS_ALLERGIES, CHART_ALLERGIES},
    [FHIR_PROCEDURE] = {"Procedure", "procedures", "Procedure" OF_PATIENT, "subject",
                        PRECARE_NEEDS_PROCEDURES, CHART_PROCEDURES},
    [FHIR_LIST] = {"List", "lists", "List" OF_PATIENT "&status=current", "subject", CHARTS,
                   CHART_COUNT},
    [FHIR_OBSERVATION] = {"Observation", "pregnancy",
                          "Observation" OF_PATIENT
                          "&code=http://loinc.org|82810-3&_sort=-date&_count=1",
                          "subject", PRECARE_NEEDS_PREGNANCY, CHART_COUNT},
    [FHIR_RESPONSE] = {"QuestionnaireResponse", "answers",
                       "QuestionnaireResponse" OF_PATIENT "&_sort=-authored&_count=10", "subject",
                       PRECARE_NEEDS_ANSWERS | CHARTS, CHART_COUNT},
    [FHIR_ENCOUNTER] = {"Encounter", "encounter", "Encounter/{{context.encounterId}}", "subject", 0,
                        CHART_COUNT},
    [FHIR_APPOINTMENT] = {"Appointment", "appointments",
                          "Appointment" OF_PATIENT "&_sort=-date&_count=50", NULL, 0, CHART_COUNT},
    [FHIR_SERVICE] = {"ServiceRequest", NULL, NULL, "subject", 0, CHART_COUNT},
    [FHIR_MEDICINE] = {"Medication", NULL, NULL, NULL, 0, CHART_COUNT},
};

static uint32_t type_number(const char *name)
{
    uint32_t i = 0;

    while (i < FHIR_TYPES && strcmp(fhir_types[i].name, name) != 0) {
        i++;
    }
    return i;
}

bool fhir_reference(struct span text, struct span *type_r, struct span *id_r)
{
    const char *slash[2] = {NULL, NULL};
    uint32_t len = text.len;

    for (uint32_t i = 0; i + 10 < text.len; i++) {
        len = memcmp(text.at + i, "/_history/", 10) == 0 && len == text.len ? i : len;
    }
    for (uint32_t i = 0; i < len; i++) {
        if (text.at[i] == '/') {
            slash[0] = slash[1];
            slash[1] = text.at + i;
        }
    }
    if (slash[1] == NULL) {
        return false; /* "#contained", "urn:uuid:..." */
    }
    const char *type = slash[0] != NULL ? slash[0] + 1 : text.at;
    *type_r = (struct span){type, (uint32_t)(slash[1] - type)};
    *id_r = (struct span){slash[1] + 1, (uint32_t)(text.at + len - slash[1] - 1)};
    return type_r->len > 0 && id_r->len > 0;
}

/* ---- whose it is, and whether it counts ---- */

static bool is_patient(const struct fhir *f, const struct node *reference, bool *same_r)
{
    struct span type, id;
    bool is = reference != NULL && fhir_reference(reference->text, &type, &id) &&
              span_same(type, SPAN("Patient"));

    *same_r = is && span_same(id, f->setting.patient);
    return is;
}

static void patient_check(struct fhir *f, const struct node *reference)
{
    bool same;

    if (is_patient(f, reference, &same) && !same) {
        fhir_fault(f, reference, "this is of another patient than the context's");
    }
}

/* Of a group of patients it is the context's too. */
static void participants_check(struct fhir *f, const struct node *appointment)
{
    struct fhir_elements all;
    const struct node *other = NULL;
    bool ours = false, same;

    fhir_collect(f, appointment, "participant.actor", &all);
    for (uint32_t i = 0; i < all.count; i++) {
        const struct node *reference = fhir_one(f, all.at[i], "reference", NODE_TEXT);

        other = is_patient(f, reference, &same) && !same ? reference : other;
        ours = ours || same;
    }
    if (!ours) {
        patient_check(f, other);
    }
}

static void subject_check(struct fhir *f, const struct node *resource, uint32_t type)
{
    const char *subject = fhir_types[type].subject;

    if (type == FHIR_PATIENT) {
        const struct node *id = fhir_one(f, resource, "id", NODE_TEXT);

        if (id != NULL && !span_same(id->text, f->setting.patient)) {
            fhir_fault(f, id, "this is another patient than the context's");
        }
    } else if (type == FHIR_APPOINTMENT) {
        participants_check(f, resource);
    } else if (subject != NULL) {
        const struct node *who = fhir_one(f, resource, subject, NODE_MAP);

        patient_check(f, who != NULL ? fhir_one(f, who, "reference", NODE_TEXT) : NULL);
    }
}

static bool in_error(struct fhir *f, const struct node *resource)
{
    const struct node *status = node_get(resource, "status");
    const struct node *verified = fhir_one(f, resource, "verificationStatus", NODE_MAP);

    if (status != NULL && status->kind == NODE_TEXT &&
        strcmp(status->text.at, "entered-in-error") == 0) {
        return true;
    }
    return verified != NULL && (fhir_has_code(f, verified, NULL, "entered-in-error") ||
                                fhir_has_code(f, verified, NULL, "refuted"));
}

/* The type of what counts; FHIR_TYPES: it does not, or nobody here reads it. */
static uint32_t resource_type(struct fhir *f, const struct node *resource)
{
    const struct node *name =
        resource->kind == NODE_MAP ? node_get(resource, "resourceType") : NULL;

    if (name == NULL || name->kind != NODE_TEXT) {
        fhir_fault(f, resource, "a FHIR resource with its resourceType is required here");
        return FHIR_TYPES;
    }
    uint32_t type = type_number(name->text.at);
    if (type == FHIR_TYPES || in_error(f, resource)) {
        return FHIR_TYPES;
    }
    subject_check(f, resource, type);
    return type;
}

/* ---- sorting ---- */

static void resource_add(struct fhir *f, const struct node *at, uint32_t type)
{
    const struct node *id = node_get(at, "id");

    if (f->count == f->room) {
        struct fhir_resource *more =
            arena_more(f->reader.arena, f->items, f->count, &f->room, sizeof *f->items);

        if (more == NULL) {
            return; /* the arena's `failed` is set */
        }
        f->items = more;
    }
    f->items[f->count++] = (struct fhir_resource){
        at, type, id != NULL && id->kind == NODE_TEXT ? id->text : (struct span){NULL, 0}};
}

static const struct node *entry_resource(struct fhir *f, const struct node *entry)
{
    const struct node *resource = entry->kind == NODE_MAP ? node_get(entry, "resource") : NULL;

    if (entry->kind != NODE_MAP) {
        fhir_fault(f, entry, "FHIR has an object here");
    }
    return resource != NULL && resource->kind != NODE_NULL ? resource : NULL;
}

static void type_left_open(struct fhir *f, uint32_t type)
{
    if (type < FHIR_TYPES && fhir_types[type].chart < CHART_COUNT) {
        f->more[fhir_types[type].chart] = true;
    }
}

static uint32_t type_of_key(struct span key)
{
    uint32_t i = 0;

    while (i < FHIR_TYPES &&
           (fhir_types[i].key == NULL || !span_same(span_of(fhir_types[i].key), key))) {
        i++;
    }
    return i;
}

static void bundle_gather(struct fhir *f, const struct node *bundle, uint32_t asked)
{
    const struct node *entries = fhir_list(f, bundle, "entry");
    bool less = fhir_gave_less(f, bundle);

    if (less) {
        type_left_open(f, asked);
    }
    for (uint32_t i = 0; entries != NULL && i < entries->count; i++) {
        const struct node *resource = entry_resource(f, entries->items[i]);
        uint32_t type = resource != NULL ? resource_type(f, resource) : FHIR_TYPES;

        if (type < FHIR_TYPES) {
            resource_add(f, resource, type);
        }
        if (less) {
            type_left_open(f, type);
        }
    }
}

static void key_gather(struct fhir *f, struct span key, const struct node *at)
{
    if (at->kind == NODE_NULL) {
        return;
    }
    if (at->kind == NODE_MAP && strcmp(fhir_code(f, at, "resourceType"), "Bundle") == 0) {
        bundle_gather(f, at, type_of_key(key));
        return;
    }
    uint32_t type = resource_type(f, at);
    if (type < FHIR_TYPES) {
        resource_add(f, at, type);
    }
}

/* ---- by their ids ---- */

static int id_order(const void *a, const void *b)
{
    const struct fhir_resource *x = *(const struct fhir_resource *const *)a,
                               *y = *(const struct fhir_resource *const *)b;

    if (x->type != y->type) {
        return x->type < y->type ? -1 : 1;
    }
    if (x->id.len != y->id.len) {
        return x->id.len < y->id.len ? -1 : 1;
    }
    return memcmp(x->id.at, y->id.at, x->id.len);
}

static int id_order_first(const void *a, const void *b)
{
    const struct fhir_resource *x = *(const struct fhir_resource *const *)a,
                               *y = *(const struct fhir_resource *const *)b;
    int order = id_order(a, b);

    return order != 0 ? order : (x > y) - (x < y);
}

/* A list may name all that there is: none of it is looked for one by one. */
static void ids_sort(struct fhir *f)
{
    uint32_t count = 0, kept = 0;

    f->by_id = arena_array(f->reader.arena, f->count + 1, sizeof *f->by_id);
    for (uint32_t i = 0; f->by_id != NULL && i < f->count; i++) {
        if (f->items[i].id.at != NULL) {
            f->by_id[count++] = &f->items[i];
        }
    }
    if (count > 1) {
        qsort(f->by_id, count, sizeof *f->by_id, id_order_first);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || id_order(&f->by_id[kept - 1], &f->by_id[i]) != 0) {
            f->by_id[kept++] = f->by_id[i];
        }
    }
    f->id_count = kept;
}

struct fhir *fhir_gather(const struct fhir_setting *setting, const struct node *prefetch,
                         struct arena *arena, struct faults *faults)
{
    struct fhir *f = arena_new(arena, sizeof *f);

    if (f == NULL) {
        return NULL;
    }
    f->reader = (struct reader){.faults = faults, .arena = arena, .json = true};
    f->setting = *setting;
    if (prefetch == NULL || prefetch->kind == NODE_NULL) {
        return f;
    }
    if (prefetch->kind != NODE_MAP) {
        fhir_fault(f, prefetch, "an object is required here");
        return f;
    }
    for (uint32_t i = 0; i < prefetch->count; i++) {
        key_gather(f, prefetch->keys[i]->text, prefetch->items[i]);
    }
    ids_sort(f);
    return f;
}

/* ---- finding ---- */

struct fhir_found fhir_bundle(struct fhir *f, const struct node *bundle, enum fhir_type type)
{
    const struct node *entries = fhir_list(f, bundle, "entry");
    uint32_t most = entries != NULL ? entries->count : 0, count = 0;
    const struct node **at = arena_array(f->reader.arena, most + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < most; i++) {
        const struct node *resource = entry_resource(f, entries->items[i]);

        if (resource != NULL && resource_type(f, resource) == type) {
            at[count++] = resource;
        }
    }
    return (struct fhir_found){at, count};
}

struct fhir_found fhir_all(struct fhir *f, enum fhir_type type)
{
    const struct node **at = arena_array(f->reader.arena, f->count + 1, sizeof *at);
    uint32_t count = 0;

    for (uint32_t i = 0; at != NULL && i < f->count; i++) {
        if (f->items[i].type == type) {
            at[count++] = f->items[i].at;
        }
    }
    return (struct fhir_found){at, count};
}

const struct node *fhir_by_id(struct fhir *f, enum fhir_type type, struct span id)
{
    struct span of, bare;
    struct fhir_resource one = {.type = type, .id = fhir_reference(id, &of, &bare) ? bare : id};
    const struct fhir_resource *key = &one, *const *found = NULL;

    if (f->id_count > 0) {
        found = bsearch(&key, f->by_id, f->id_count, sizeof *f->by_id, id_order);
    }
    return found != NULL ? (*found)->at : NULL;
}

const struct node *fhir_appointment_of(struct fhir *f, const struct node *encounter)
{
    struct fhir_elements all;
    const struct node *found = NULL;

    fhir_collect(f, encounter, "appointment.reference", &all);
    for (uint32_t i = 0; i < all.count && found == NULL; i++) {
        found =
            all.at[i]->kind == NODE_TEXT ? fhir_by_id(f, FHIR_APPOINTMENT, all.at[i]->text) : NULL;
    }
    return found;
}
