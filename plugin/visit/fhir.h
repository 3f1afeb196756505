/* SPDX-License-Identifier: MIT
 *
 * FHIR R4 resources of one patient (a prefetch of CDS Hooks) become the members of a
 * precare-event/1 document, by the column of event_keys.h. Nothing is guessed: what is absent,
 * null, an OperationOutcome or a searchset without entries was not asked; what was entered in error
 * or refuted does not count; "none known" is said by its codes and with its day alone. What is no
 * FHIR is a fault with its path (E416), which tells no value. One thread at a time for one `fhir`.
 */
#ifndef PRECARE_VISIT_FHIR_H
#define PRECARE_VISIT_FHIR_H

#include "base/buf.h"
#include "base/reader.h"
#include "config/config.h"
#include "visit/visit.h"

enum fhir_type { /* in the order of fhir_types */
    FHIR_PATIENT,
    FHIR_CONDITION,
    FHIR_FAMILY,
    FHIR_STATEMENT,
    FHIR_REQUEST,
    FHIR_ALLERGY,
    FHIR_PROCEDURE,
    FHIR_LIST,
    FHIR_OBSERVATION,
    FHIR_RESPONSE,
    FHIR_ENCOUNTER,
    FHIR_APPOINTMENT,
    FHIR_SERVICE,
    FHIR_MEDICINE,
    FHIR_TYPES
};

struct fhir_type_row {
    const char *name;    /* "Condition" */
    const char *key;     /* of a prefetch; NULL: it is not asked for */
    const char *search;  /* its template */
    const char *subject; /* the element that names the patient; NULL: none does */
    uint64_t needs;      /* asked for where one of these is needed; 0: always, at an encounter */
    uint32_t chart;      /* enum chart of its entries; CHART_COUNT: none */
};
extern const struct fhir_type_row fhir_types[FHIR_TYPES];

struct fhir_setting {
    const struct config *config; /* the host's own codes; NULL: none */
    const struct zone *zone;
    struct when now;
    struct span patient; /* the bare id whose resources these must be */
};

struct fhir; /* in the arena */
/* Sorts what a prefetch holds; `prefetch` NULL: nothing. NULL: no memory. Faults go to `faults`. */
struct fhir *fhir_gather(const struct fhir_setting *setting, const struct node *prefetch,
                         struct arena *arena, struct faults *faults);

/* Of a Bundle of the context, or of what was gathered: the resources of a type that count. */
struct fhir_found {
    const struct node *const *at;
    uint32_t count;
};
struct fhir_found fhir_bundle(struct fhir *f, const struct node *bundle, enum fhir_type type);
struct fhir_found fhir_all(struct fhir *f, enum fhir_type type);
/* By its id ("Encounter/e1" is of that too); NULL: it is not there. */
const struct node *fhir_by_id(struct fhir *f, enum fhir_type type, struct span id);
/* The appointment that an encounter is of; NULL: none is named, or it is not there. */
const struct node *fhir_appointment_of(struct fhir *f, const struct node *encounter);
/* The two halves of "Practitioner/p7", at the end of a URL too; false: it is none. */
bool fhir_reference(struct span text, struct span *type_r, struct span *id_r);

struct fhir_visit { /* NULL: there is none of the kind */
    const struct node *appointment, *order, *encounter;
    bool begun; /* the encounter is there: what the appointment says of being cancelled is over */
};
/* "patient", "conditions", ... as members of an object that is open in `out`. */
void fhir_facts_write(struct fhir *f, struct buf *out);
/* "appointment" and "provider". false: nobody says on which day, and `now` stands there. */
bool fhir_visit_write(struct fhir *f, const struct fhir_visit *visit, struct buf *out);

#endif
