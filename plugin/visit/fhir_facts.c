/* SPDX-License-Identifier: MIT
 *
 * The facts of a patient as the members of an event: who it is, and the lists of the chart, an
 * entry for each resource (and one more for each further name or code of it, since any of them may
 * be the one that the rules know). Called once a request. Faults as fhir.h says.
 */
#include <string.h>

#include "base/json_out.h"
#include "base/words.h"
#include "visit/fhir_parts.h"

#define PREGNANT_DAYS 300 /* nobody is it longer */

static const struct event_key *patient_key(const char *name)
{
    for (uint32_t i = 0; i < event_patient_table.table.count; i++) {
        const struct event_key *key = &event_patient_table.keys[i];

        if (key->json.name != NULL && strcmp(key->json.name, name) == 0) {
            return key;
        }
    }
    return NULL;
}

/* ---- pregnancy: the answer has no day in an event, so here it must be of now ---- */

static const struct {
    const char *system, *code;
    uint32_t word; /* PRECARE_PREGNANT.. */
} pregnancy_codes[] = {
    {SNOMED, "77386006", PRECARE_PREGNANT},
    {SNOMED, "60001007", PRECARE_NOT_PREGNANT},
    {LOINC, "LA15173-0", PRECARE_PREGNANT},
    {LOINC, "LA26683-5", PRECARE_NOT_PREGNANT},
};

struct pregnancy {
    uint32_t word;
    int32_t day;
};

static bool is_final(struct fhir *f, const struct node *observation)
{
    static const char *const good[] = {"final", "amended", "corrected"};
    const char *status = fhir_code(f, observation, "status");
    bool found = false;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        found = found || strcmp(status, good[i]) == 0;
    }
    return found && !fhir_modified(observation);
}

/* Of one day, what is worse to overlook: that she is, then that nobody can say. */
static bool word_worse(uint32_t word, uint32_t than)
{
    return word == PRECARE_PREGNANT || (word == 0 && than != PRECARE_PREGNANT);
}

static void pregnancy_look(struct fhir *f, const struct node *observation, struct pregnancy *p)
{
    const struct node *code = fhir_one(f, observation, "code", NODE_MAP);
    const struct node *value = fhir_one(f, observation, "valueCodeableConcept", NODE_MAP);
    struct span text;
    struct when when;
    uint32_t word = 0;

    if (code == NULL || value == NULL || !fhir_has_code(f, code, LOINC, "82810-3") ||
        !fhir_time(f, observation, "effectiveDateTime", &text, &when) || when.kind < WHEN_DAY) {
        return;
    }
    for (size_t i = 0; i < sizeof pregnancy_codes / sizeof *pregnancy_codes; i++) {
        if (fhir_has_code(f, value, pregnancy_codes[i].system, pregnancy_codes[i].code)) {
            word = word == 0 ? pregnancy_codes[i].word : word;
        }
    }
    bool counts = word == PRECARE_PREGNANT ||
                  (is_final(f, observation) && when.first <= f->setting.now.first);
    if (counts && (p->day == DATE_NONE || when.first > p->day ||
                   (when.first == p->day && word_worse(word, p->word)))) {
        *p = (struct pregnancy){word, when.first};
    }
}

static void pregnancy_write(struct fhir *f, struct buf *out)
{
    struct fhir_found all = fhir_all(f, FHIR_OBSERVATION);
    struct pregnancy p = {0, DATE_NONE};
    int32_t today = f->setting.now.first;

    for (uint32_t i = 0; i < all.count; i++) {
        pregnancy_look(f, all.at[i], &p);
    }
    if ((p.word == PRECARE_NOT_PREGNANT && p.day >= today) ||
        (p.word == PRECARE_PREGNANT && p.day >= today - PREGNANT_DAYS)) {
        json_text(out, "pregnancy", word_of(&words_pregnancy, p.word));
    }
}

static void patient_write(struct fhir *f, struct buf *out)
{
    struct fhir_found all = fhir_all(f, FHIR_PATIENT);

    json_open(out, "patient", '{');
    if (all.count > 0) {
        struct fhir_reading r = {.at = all.at[0], .type = fhir_types[FHIR_PATIENT].name};

        (void)fhir_row_write(f, patient_key("birth_date"), &r, out);
        (void)fhir_row_write(f, patient_key("sex"), &r, out);
    }
    pregnancy_write(f, out);
    json_close(out, '}');
}

/* ---- what an entry is of ---- */

static const struct node *contained_resource(struct fhir *f, const struct node *resource,
                                             struct span id)
{
    const struct node *all = fhir_list(f, resource, "contained");

    for (uint32_t i = 0; all != NULL && i < all->count; i++) {
        const struct node *own =
            all->items[i]->kind == NODE_MAP ? node_get(all->items[i], "id") : NULL;

        if (own != NULL && own->kind == NODE_TEXT && span_same(own->text, id)) {
            return all->items[i];
        }
    }
    return NULL;
}

/* Of a Medication that is named and not written here. */
static void medicine_said(struct fhir *f, const struct node *resource, struct fhir_said *r)
{
    const struct node *reference = fhir_one(f, resource, "medicationReference", NODE_MAP);
    const struct node *to =
        reference != NULL ? fhir_one(f, reference, "reference", NODE_TEXT) : NULL;
    const struct node *medicine = NULL;

    if (to != NULL && to->text.len > 1 && to->text.at[0] == '#') {
        medicine =
            contained_resource(f, resource, (struct span){to->text.at + 1, to->text.len - 1});
    } else if (to != NULL) {
        medicine = fhir_by_id(f, FHIR_MEDICINE, to->text);
    }
    const struct node *code = medicine != NULL ? fhir_one(f, medicine, "code", NODE_MAP) : NULL;
    if (code != NULL) {
        fhir_concept(f, code, r);
    }
    const struct node *display = reference != NULL && r->names_count == 0
                                     ? fhir_one(f, reference, "display", NODE_TEXT)
                                     : NULL;
    struct span name = display != NULL ? fhir_text(f, display) : (struct span){NULL, 0};
    if (name.at != NULL) {
        r->names[r->names_count++] = name;
    }
}

/* What reactions were to: it may say more than the allergy does, or be all that is said of it. */
static void substances_said(struct fhir *f, const struct node *allergy, struct fhir_said *r)
{
    struct fhir_elements all;

    fhir_collect(f, allergy, "reaction.substance", &all);
    for (uint32_t i = 0; i < all.count; i++) {
        fhir_concept_more(f, all.at[i], r);
    }
}

static void entry_said(struct fhir *f, const struct node *at, uint32_t type, struct fhir_said *r)
{
    bool medicine = type == FHIR_STATEMENT || type == FHIR_REQUEST;
    const struct node *concept =
        fhir_one(f, at, medicine ? "medicationCodeableConcept" : "code", NODE_MAP);

    r->names_count = r->codes_count = 0;
    if (concept != NULL) {
        fhir_concept_more(f, concept, r);
    } else if (medicine) {
        medicine_said(f, at, r);
    }
    if (type == FHIR_ALLERGY) {
        substances_said(f, at, r);
    }
}

/* ---- entries ---- */

static const char *const chart_names[CHART_ASKED] = {"conditions", "medications", "allergies",
                                                     "procedures"};

struct listing {
    struct fhir *f;
    uint32_t chart, count;
    struct buf *out;
};

static void entry_open(struct listing *l)
{
    if (l->count++ == 0) {
        json_open(l->out, "entries", '[');
    }
    json_open(l->out, NULL, '{');
}

/* `at` is the resource, or an element of it. */
static void entries_write(struct listing *l, const struct node *at, uint32_t type, bool doubted)
{
    struct fhir *f = l->f;
    struct fhir_said said;
    struct fhir_reading r = {.at = at,
                             .type = fhir_types[type].name,
                             .below = type == FHIR_FAMILY ? "condition." : NULL,
                             .said = &said,
                             .doubted = doubted};

    entry_said(f, at, type, &said);
    if (fhir_said_count(&said) == 0) {
        f->more[l->chart] = true; /* there is something, and nobody can say what */
    }
    for (; r.variant < fhir_said_count(&said); r.variant++) {
        if (l->count == EVENT_ENTRIES) {
            fhir_fault(f, at, "more than 512 entries of one list");
            return;
        }
        entry_open(l);
        fhir_rows_write(f, &event_entry_tables[l->chart], &r, l->out);
        if (type == FHIR_FAMILY) {
            json_text(l->out, "status", word_of(&words_status, PRECARE_STATUS_FAMILY));
        }
        json_close(l->out, '}');
    }
}

/* "Do not give this" is no medicine that is taken. */
static bool is_forbidden(struct fhir *f, const struct fhir_resource *one)
{
    const struct node *not =
        one->type == FHIR_REQUEST ? fhir_one(f, one->at, "doNotPerform", NODE_TRUE) : NULL;

    return not != NULL && not ->kind == NODE_TRUE;
}

static void resource_list(struct listing *l, const struct fhir_resource *one)
{
    struct fhir_elements family;

    if (fhir_says_none(l->f, one) || is_forbidden(l->f, one)) {
        return;
    }
    if (one->type != FHIR_FAMILY) {
        entries_write(l, one->at, one->type, fhir_modified(one->at));
        return;
    }
    fhir_collect(l->f, one->at, "condition", &family);
    for (uint32_t i = 0; i < family.count; i++) {
        if (family.at[i]->kind == NODE_MAP) {
            entries_write(l, family.at[i], FHIR_FAMILY, false);
        } else {
            fhir_fault(l->f, family.at[i], "FHIR has an object here");
        }
    }
}

static void list_write(struct fhir *f, uint32_t chart, struct buf *out)
{
    struct listing l = {f, chart, 0, out};

    json_open(out, chart_names[chart], '{');
    for (uint32_t i = 0; i < f->count; i++) {
        if (fhir_types[f->items[i].type].chart == chart) {
            resource_list(&l, &f->items[i]);
        }
    }
    if (l.count > 0) {
        json_close(out, ']');
    }
    fhir_review_write(f, (enum chart)chart, l.count > 0, out);
    json_close(out, '}');
}

void fhir_facts_write(struct fhir *f, struct buf *out)
{
    patient_write(f, out);
    for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
        list_write(f, chart, out);
    }
}
