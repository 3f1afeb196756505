/* SPDX-License-Identifier: MIT
 *
 * What the files that read FHIR share. For plugin/visit/ alone.
 */
#ifndef PRECARE_VISIT_FHIR_PARTS_H
#define PRECARE_VISIT_FHIR_PARTS_H

#include "visit/event_keys.h"
#include "visit/fhir.h"

#define LOINC "http://loinc.org"
#define SNOMED "http://snomed.info/sct"

struct fhir_resource {
    const struct node *at;
    uint32_t type;  /* enum fhir_type */
    struct span id; /* at NULL: it has none */
};

struct fhir {
    struct reader reader;
    struct fhir_setting setting;
    struct fhir_resource *items;
    uint32_t count, room;
    const struct fhir_resource *
        *by_id; /* those with an id, in its order; of the same one the first */
    uint32_t id_count;
    bool more[CHART_COUNT]; /* something of it was not there to be read: its silence is unknown */
    const struct node *told[16]; /* of so many places a fault is told */
    uint32_t told_count;
};

/* E416 at a place. */
void fhir_fault(struct fhir *f, const struct node *at, const char *what);

/* ---- fhir_element.c: elements of a resource ---- */
#define FHIR_MOST 64u /* of one element */
struct fhir_elements {
    const struct node *at[FHIR_MOST];
    uint32_t count;
};
/* All at a path ("dosage.route"); a null is nothing. */
void fhir_collect(struct fhir *f, const struct node *of, const char *path, struct fhir_elements *r);
/* The first of them, of this kind; NULL: there is none, or told. */
const struct node *fhir_one(struct fhir *f, const struct node *of, const char *path, uint32_t kind);
/* The text of a code, id, uri; "": not there, or told. */
const char *fhir_code(struct fhir *f, const struct node *of, const char *path);
/* A list of the resource; NULL: not there, or told. */
const struct node *fhir_list(struct fhir *f, const struct node *of, const char *key);
/* As it was written, and what it means; false: not there, or told. */
bool fhir_time(struct fhir *f, const struct node *of, const char *path, struct span *text_r,
               struct when *when_r);
/* What nobody here understands changes what the resource means. */
bool fhir_modified(const struct node *resource);

/* ---- fhir_concept.c: what a CodeableConcept says ---- */
struct fhir_said { /* names and codes, which stand side by side in as many entries as it takes */
    struct span names[FHIR_MOST], codes[FHIR_MOST];
    uint32_t names_count, codes_count;
};
/* As an event may have it: no control characters, no space at its ends. at NULL: nothing is left.
 */
struct span fhir_text(struct fhir *f, const struct node *n);
void fhir_concept(struct fhir *f, const struct node *concept, struct fhir_said *r);
/* Beside what is there. */
void fhir_concept_more(struct fhir *f, const struct node *concept, struct fhir_said *r);
static inline uint32_t fhir_said_count(const struct fhir_said *s)
{
    return s->names_count > s->codes_count ? s->names_count : s->codes_count;
}
/* Whether it has this code of this system. */
bool fhir_has_code(struct fhir *f, const struct node *concept, const char *system,
                   const char *code);
/* The word of `codes` that it says; NULL: none. */
const char *fhir_concept_word(struct fhir *f, const struct node *concept,
                              const struct fhir_codes *codes);
/* A site, a route, in words; at NULL: none. */
struct span fhir_place(struct fhir *f, const struct node *concept);
struct span fhir_route(struct fhir *f, const struct node *concept);

/* ---- fhir_rows.c: the rows of a table, of one resource ---- */
struct fhir_reading {
    const struct node *at;
    const char *type;             /* "Condition" */
    const char *below;            /* of an element of it: "condition."; NULL: of the resource */
    const struct fhir_said *said; /* FHIR_NAME, FHIR_CODING */
    uint32_t variant;
    bool doubted; /* it says what it is, and not how it stands */
};
/* The value of a row as a member; false: nothing is said. */
bool fhir_row_write(struct fhir *f, const struct event_key *key, const struct fhir_reading *r,
                    struct buf *out);
void fhir_rows_write(struct fhir *f, const struct event_table *table, const struct fhir_reading *r,
                     struct buf *out);

/* ---- fhir_search.c ---- */
/* A search that found more than this bundle holds, or says that something is wrong with it. */
bool fhir_gave_less(struct fhir *f, const struct node *bundle);

/* ---- fhir_review.c: what is known of a list's silence ---- */
/* A code that says that there is nothing, or that nothing is known: no entry. */
bool fhir_says_none(struct fhir *f, const struct fhir_resource *resource);
/* "reviewed", where it is known; `any`: it has entries. */
void fhir_review_write(struct fhir *f, enum chart chart, bool any, struct buf *out);

#endif
