/* SPDX-License-Identifier: MIT
 *
 * Rows of the table of event keys, read from one FHIR resource: the column says from which element,
 * and what kind of thing it is; here each kind becomes a member of the event. The first element of
 * a row that says anything is the row's. Called by fhir_facts.c and fhir_visit.c. Faults as there.
 */
#include <string.h>

#include "base/json_out.h"
#include "base/text.h"
#include "visit/fhir_parts.h"

struct rowing { /* one row's element of one resource */
    struct fhir *f;
    const struct event_key *key;
    const struct fhir_from *from;
    const struct fhir_reading *r;
    const char *path; /* of the element, from r->at */
    struct buf *out;
};

static bool span_write(const struct rowing *w, struct span text)
{
    if (text.at == NULL) {
        return false;
    }
    json_next(w->out, w->key->json.name);
    buf_json(w->out, text.at, text.len);
    return true;
}

static bool word_write(const struct rowing *w, const char *word)
{
    return word != NULL && !w->r->doubted && span_write(w, span_of(word));
}

static bool name_row(const struct rowing *w)
{
    const struct fhir_said *s = w->r->said;
    uint32_t i = w->r->variant < s->names_count ? w->r->variant : 0;

    return s->names_count > 0 && span_write(w, s->names[i]);
}

static bool coding_row(const struct rowing *w)
{
    const struct fhir_said *s = w->r->said;

    return w->r->variant < s->codes_count && span_write(w, s->codes[w->r->variant]);
}

static bool concept_row(const struct rowing *w)
{
    const struct node *concept = fhir_one(w->f, w->r->at, w->path, NODE_MAP);

    return concept != NULL && word_write(w, fhir_concept_word(w->f, concept, w->from->codes));
}

/* A code of a value set that FHIR R4 closes. */
static const struct fhir_code *code_row(const struct rowing *w, const struct node *n)
{
    if (n->kind != NODE_TEXT) {
        fhir_fault(w->f, n, "FHIR has a text here");
        return NULL;
    }
    const struct fhir_code *row = fhir_code_find(w->from->codes, n->text.at);
    if (row == NULL) {
        fhir_fault(w->f, n, "FHIR R4 has no such code here");
    }
    return row;
}

static const char *code_word(const struct rowing *w)
{
    struct fhir_elements all;

    fhir_collect(w->f, w->r->at, w->path, &all);
    const struct fhir_code *row = all.count > 0 ? code_row(w, all.at[0]) : NULL;
    return row != NULL ? row->word : NULL;
}

static bool word_row(const struct rowing *w)
{
    return word_write(w, code_word(w));
}

static bool worst_row(const struct rowing *w)
{
    struct fhir_elements all;
    const struct fhir_code *worst = NULL;

    fhir_collect(w->f, w->r->at, w->path, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        const struct fhir_code *row = code_row(w, all.at[i]);

        worst = row != NULL && (worst == NULL || row > worst) ? row : worst;
    }
    return worst != NULL && word_write(w, worst->word);
}

/* What is used only as needed says so in each of its dosages. */
static bool is_as_needed(const struct rowing *w)
{
    static const char *const lists[] = {"dosage", "dosageInstruction"};
    uint32_t count = 0, needed = 0;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct fhir_elements all;

        fhir_collect(w->f, w->r->at, lists[i], &all);
        count += all.count;
        for (uint32_t k = 0; k < all.count; k++) {
            const struct node *yes = fhir_one(w->f, all.at[k], "asNeededBoolean", NODE_TRUE);

            needed += (yes != NULL && yes->kind == NODE_TRUE) ||
                      fhir_one(w->f, all.at[k], "asNeededCodeableConcept", NODE_MAP) != NULL;
        }
    }
    return count > 0 && needed == count;
}

static bool use_row(const struct rowing *w)
{
    const char *use = code_word(w);

    return word_write(w, use != NULL && strcmp(use, "ongoing") == 0 && is_as_needed(w) ? "as-needed"
                                                                                       : use);
}

static bool when_row(const struct rowing *w)
{
    struct span text;
    struct when when;

    if (!fhir_time(w->f, w->r->at, w->path, &text, &when)) {
        return false;
    }
    if (w->key->value == VALUE_BIRTH && when.kind == WHEN_INSTANT) {
        fhir_fault(w->f, fhir_one(w->f, w->r->at, w->path, NODE_TEXT),
                   "FHIR has a date here, without an hour");
        return false;
    }
    return (w->key->value != VALUE_WHOLE || when.kind >= WHEN_DAY) && span_write(w, text);
}

/* The elements whose part is meant: "dosage" of "dosage.site"; of no part, the element itself. */
static void outer_collect(const struct rowing *w, struct fhir_elements *r)
{
    char outer[32] = "";

    memcpy(outer, w->path, strcspn(w->path, "."));
    fhir_collect(w->f, w->r->at, outer, r);
}

/* One is there for each of them: a dosage without a route may be of another one. */
static bool is_of_all(const struct rowing *w, const struct fhir_elements *all)
{
    struct fhir_elements outer;

    outer_collect(w, &outer);
    return all->count > 0 && all->count == outer.count;
}

/* All of them, or none: a place that cannot be read would be left out as if it were not treated. */
static bool sites_row(const struct rowing *w)
{
    struct fhir_elements all;
    struct span sites[FHIR_MOST];

    fhir_collect(w->f, w->r->at, w->path, &all);
    if (!is_of_all(w, &all)) {
        return false;
    }
    for (uint32_t i = 0; i < all.count; i++) {
        sites[i] = fhir_place(w->f, all.at[i]);
        if (sites[i].at == NULL) {
            return false;
        }
    }
    json_open(w->out, w->key->json.name, '[');
    for (uint32_t i = 0; i < all.count; i++) {
        json_next(w->out, NULL);
        buf_json(w->out, sites[i].at, sites[i].len);
    }
    json_close(w->out, ']');
    return true;
}

/* Of several that differ nobody knows which one counts; without a route the medicine does. */
static bool route_row(const struct rowing *w)
{
    struct fhir_elements all;
    struct span route = {NULL, 0};

    fhir_collect(w->f, w->r->at, w->path, &all);
    if (!is_of_all(w, &all)) {
        return false;
    }
    for (uint32_t i = 0; i < all.count; i++) {
        struct span one = fhir_route(w->f, all.at[i]);

        if (one.at == NULL || (i > 0 && !span_same(one, route))) {
            return false;
        }
        route = one;
    }
    return span_write(w, route);
}

static bool text_row(const struct rowing *w)
{
    const struct node *concept = fhir_one(w->f, w->r->at, w->path, NODE_MAP);

    return concept != NULL && span_write(w, fhir_place(w->f, concept));
}

/* An id, and the text that it stands in. */
static bool id_write(const struct rowing *w, const struct node *in, struct span id)
{
    if (id.len > EVENT_ID) {
        fhir_fault(w->f, in, "the id is longer than 128 bytes");
        return false;
    }
    if (utf8_has_control(id)) {
        fhir_fault(w->f, in, "an id has no control characters");
        return false;
    }
    return id.len > 0 && span_write(w, id);
}

static bool id_row(const struct rowing *w)
{
    const struct node *id = fhir_one(w->f, w->r->at, w->path, NODE_TEXT);

    return id != NULL && id_write(w, id, id->text);
}

static bool minutes_row(const struct rowing *w)
{
    const struct node *n = fhir_one(w->f, w->r->at, w->path, NODE_INTEGER);
    struct span text;
    struct when start, end;
    int64_t minutes = 0;

    if (n != NULL) {
        minutes = n->integer;
    } else if (fhir_time(w->f, w->r->at, "start", &text, &start) &&
               fhir_time(w->f, w->r->at, "end", &text, &end) && start.kind == WHEN_INSTANT &&
               end.kind == WHEN_INSTANT) {
        minutes = (end.utc - start.utc) / 60;
    }
    if (n != NULL && (minutes < 1 || minutes > INT32_MAX)) {
        fhir_fault(w->f, n, "FHIR has a positive number here");
        return false;
    }
    if (minutes > 0 && minutes <= INT32_MAX) {
        json_int(w->out, w->key->json.name, minutes);
    }
    return minutes > 0;
}

/* Who takes part, and has not declined; of several nobody knows which one treats. */
static bool practitioner_row(const struct rowing *w)
{
    struct fhir_elements all;
    const struct node *in = NULL;
    struct span only = {NULL, 0}, type, id;
    const char *inner = strchr(w->path, '.');

    outer_collect(w, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        const struct node *who =
            inner != NULL ? fhir_one(w->f, all.at[i], inner + 1, NODE_MAP) : all.at[i];
        const struct node *at = who != NULL ? fhir_one(w->f, who, "reference", NODE_TEXT) : NULL;

        if (at == NULL || strcmp(fhir_code(w->f, all.at[i], "status"), "declined") == 0 ||
            !fhir_reference(at->text, &type, &id) ||
            (!span_same(type, SPAN("Practitioner")) &&
             !span_same(type, SPAN("PractitionerRole")))) {
            continue;
        }
        if (only.at != NULL && !span_same(only, id)) {
            return false;
        }
        only = id;
        in = at;
    }
    return in != NULL && id_write(w, in, only);
}

bool fhir_row_write(struct fhir *f, const struct event_key *key, const struct fhir_reading *r,
                    struct buf *out)
{
    static bool (*const kinds[FHIR_KINDS])(const struct rowing *) = {[FHIR_NAME] = name_row,
                                                                     [FHIR_CODING] = coding_row,
                                                                     [FHIR_CONCEPT] = concept_row,
                                                                     [FHIR_WORD] = word_row,
                                                                     [FHIR_WORST] = worst_row,
                                                                     [FHIR_USE] = use_row,
                                                                     [FHIR_WHEN] = when_row,
                                                                     [FHIR_SITES] = sites_row,
                                                                     [FHIR_ROUTE] = route_row,
                                                                     [FHIR_TEXT] = text_row,
                                                                     [FHIR_ID] = id_row,
                                                                     [FHIR_MINUTES] = minutes_row,
                                                                     [FHIR_PRACTITIONER] =
                                                                         practitioner_row};

    for (const struct fhir_from *from = key->fhir; from != NULL && from->type != NULL; from++) {
        size_t below = r->below != NULL ? strlen(r->below) : 0;
        struct rowing w = {f, key, from, r, from->element + below, out};

        if (kinds[from->kind] != NULL && strcmp(from->type, r->type) == 0 &&
            kinds[from->kind](&w)) {
            return true;
        }
    }
    return false;
}

void fhir_rows_write(struct fhir *f, const struct event_table *table, const struct fhir_reading *r,
                     struct buf *out)
{
    for (uint32_t i = 0; i < table->table.count; i++) {
        if (table->keys[i].json.name != NULL) {
            (void)fhir_row_write(f, &table->keys[i], r, out);
        }
    }
}
