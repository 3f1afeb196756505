/* SPDX-License-Identifier: MIT
 *
 * What a CodeableConcept says: every name and every code that it has, since any of them may be the
 * one that a list of the rules knows; or the one word of a table of codes. Called by the readers of
 * FHIR. A code of a system that the rules do not know is the host's own, "local:", unless the
 * system is one of the standard's.
 */
#include <string.h>

#include "visit/fhir_parts.h"

#define OF_HL7 "http://terminology.hl7.org/"

static const struct {
    const char *url, *word; /* word NULL: a standard's, that no rule has codes of */
    bool begins;
} systems[] = {
    {SNOMED, "snomed", false},
    {"http://hl7.org/fhir/sid/icd-10", "icd-10", false},
    {"http://hl7.org/fhir/sid/icd-10-cm", "icd-10", false},
    {"http://fhir.de/CodeSystem/bfarm/icd-10-gm", "icd-10", false},
    {"http://www.whocc.no/atc", "atc", false},
    {"http://fhir.de/CodeSystem/bfarm/atc", "atc", false},
    {"http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm", false},
    {"http://www.ama-assn.org/go/cpt", "cpt", false},
    {LOINC, NULL, false},
    {"http://hl7.org/fhir/", NULL, true},
    {OF_HL7, NULL, true},
};

static const char *system_word(const char *url)
{
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        if (systems[i].begins ? strncmp(url, systems[i].url, strlen(systems[i].url)) == 0
                              : strcmp(url, systems[i].url) == 0) {
            return systems[i].word;
        }
    }
    return "local";
}

/* ---- texts ---- */

struct span fhir_text(struct fhir *f, const struct node *n)
{
    char *text = arena_text(f->reader.arena, n->text.at, n->text.len);
    size_t from = 0, to = n->text.len;

    if (text == NULL) {
        return (struct span){NULL, 0};
    }
    for (size_t i = 0; i < to; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == 0xC2 && (unsigned char)text[i + 1] < 0xA0) { /* ends with NUL */
            text[i] = text[i + 1] = ' ';
        }
        text[i] = c < 0x20 || c == 0x7F ? ' ' : text[i];
    }
    while (from < to && text[from] == ' ') {
        from++;
    }
    while (to > from && text[to - 1] == ' ') {
        to--;
    }
    if (to - from > EVENT_TEXT) {
        fhir_fault(f, n, "the text is longer than 1 KiB");
        return (struct span){NULL, 0};
    }
    return (struct span){to > from ? text + from : NULL, (uint32_t)(to - from)};
}

static void said_add(struct fhir *f, const struct node *of, struct span text, struct span *at,
                     uint32_t *count)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (span_same(at[i], text)) {
            return;
        }
    }
    if (text.at != NULL && *count == FHIR_MOST) {
        fhir_fault(f, of, "there are more names and codes of one thing than are read here");
    } else if (text.at != NULL) {
        at[(*count)++] = text;
    }
}

static void name_add(struct fhir *f, const struct node *of, const char *key, struct fhir_said *r)
{
    const struct node *name = fhir_one(f, of, key, NODE_TEXT);

    if (name != NULL) {
        said_add(f, name, fhir_text(f, name), r->names, &r->names_count);
    }
}

/* "atc:D10AD01" */
static void code_add(struct fhir *f, const struct node *coding, struct fhir_said *r)
{
    const struct node *code = fhir_one(f, coding, "code", NODE_TEXT);
    const char *word = system_word(fhir_code(f, coding, "system"));
    struct span text = code != NULL ? fhir_text(f, code) : (struct span){NULL, 0};

    if (text.at == NULL || word == NULL) {
        return;
    }
    size_t len = strlen(word) + 1 + text.len;
    char *both = arena_new(f->reader.arena, len + 1);
    if (both != NULL && len <= EVENT_TEXT) {
        memcpy(both, word, strlen(word));
        both[strlen(word)] = ':';
        memcpy(both + strlen(word) + 1, text.at, text.len);
        said_add(f, code, (struct span){both, (uint32_t)len}, r->codes, &r->codes_count);
    }
}

void fhir_concept_more(struct fhir *f, const struct node *concept, struct fhir_said *r)
{
    struct fhir_elements codings;

    name_add(f, concept, "text", r);
    fhir_collect(f, concept, "coding", &codings);
    for (uint32_t i = 0; i < codings.count; i++) {
        name_add(f, codings.at[i], "display", r);
        code_add(f, codings.at[i], r);
    }
}

void fhir_concept(struct fhir *f, const struct node *concept, struct fhir_said *r)
{
    r->names_count = r->codes_count = 0;
    fhir_concept_more(f, concept, r);
}

/* ---- codes ---- */

bool fhir_has_code(struct fhir *f, const struct node *concept, const char *system, const char *code)
{
    struct fhir_elements codings;

    fhir_collect(f, concept, "coding", &codings);
    for (uint32_t i = 0; i < codings.count; i++) {
        if (strcmp(fhir_code(f, codings.at[i], "code"), code) == 0 &&
            (system == NULL || strcmp(fhir_code(f, codings.at[i], "system"), system) == 0)) {
            return true;
        }
    }
    return false;
}

const char *fhir_concept_word(struct fhir *f, const struct node *concept,
                              const struct fhir_codes *codes)
{
    struct fhir_elements codings;

    fhir_collect(f, concept, "coding", &codings);
    for (uint32_t i = 0; i < codings.count; i++) {
        const char *code = fhir_code(f, codings.at[i], "code");

        if (strcmp(fhir_code(f, codings.at[i], "system"), codes->system) != 0) {
            continue;
        }
        const struct fhir_code *row = fhir_code_find(codes, code);
        if (row != NULL) {
            return row->word;
        }
        if (strncmp(codes->system, OF_HL7, sizeof OF_HL7 - 1) == 0) {
            fhir_fault(f, codings.at[i], "FHIR R4 has no such code here");
        }
    }
    return NULL;
}

/* ---- sites and routes ---- */

/* Those that are sent as a code alone; else the name says it. */
static const struct fhir_code site_codes[] = {
    {"89545001", "face"}, {"52795006", "forehead"}, {"45048000", "neck"},
    {"48477009", "lip"},  {"41695006", "scalp"},    {"45206002", "nose"},
};
static const struct fhir_code route_codes[] = {
    {"6064005", "topical"},        {"26643006", "oral"},         {"47625008", "intravenous"},
    {"78421000", "intramuscular"}, {"34206005", "subcutaneous"}, {"37161004", "rectal"},
};

static struct span coded_place(struct fhir *f, const struct node *concept,
                               const struct fhir_code *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fhir_has_code(f, concept, SNOMED, rows[i].code)) {
            return span_of(rows[i].word);
        }
    }
    return (struct span){NULL, 0};
}

static struct span concept_name(struct fhir *f, const struct node *concept)
{
    struct fhir_said said;

    fhir_concept(f, concept, &said);
    return said.names_count > 0 ? said.names[0] : (struct span){NULL, 0};
}

struct span fhir_place(struct fhir *f, const struct node *concept)
{
    struct span name = concept_name(f, concept);

    return name.at != NULL
               ? name
               : coded_place(f, concept, site_codes, sizeof site_codes / sizeof *site_codes);
}

/* "Topical route" and "Cutaneous use" are what SNOMED CT and EDQM call topical, cutaneous. */
struct span fhir_route(struct fhir *f, const struct node *concept)
{
    static const char *const ends[] = {" route of administration", " route", " use"};
    struct span route =
        coded_place(f, concept, route_codes, sizeof route_codes / sizeof *route_codes);

    if (route.at != NULL) {
        return route;
    }
    route = concept_name(f, concept);
    for (size_t i = 0; route.at != NULL && i < sizeof ends / sizeof *ends; i++) {
        uint32_t len = (uint32_t)strlen(ends[i]);
        struct span end = {route.at + route.len - len, len};

        if (route.len > len && span_same_letters(end, span_of(ends[i]))) {
            route.len -= len;
        }
    }
    return route;
}
