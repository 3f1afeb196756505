/* SPDX-License-Identifier: MIT
 *
 * The column of the table of event keys (event_keys.c) that says where FHIR R4 has a fact: the
 * resource, its element, and how that is read; or else how the fact is known, or that it never is.
 * fhir_rows.c reads by it. Pure data.
 */
#ifndef PRECARE_VISIT_FHIR_COLUMN_H
#define PRECARE_VISIT_FHIR_COLUMN_H

#include <stdbool.h>
#include <stdint.h>

enum fhir_kind {       /* how an element is read */
    FHIR_NOTHING,      /* `by` says how it is known */
    FHIR_NAME,         /* CodeableConcept: its names, one an entry */
    FHIR_CODING,       /* CodeableConcept: its codes, one an entry */
    FHIR_CONCEPT,      /* CodeableConcept: a word by `codes` */
    FHIR_WORD,         /* code: a word by `codes` */
    FHIR_WORST,        /* code, perhaps many: the last of the words of `codes` */
    FHIR_USE,          /* FHIR_WORD, and as-needed by the dosage */
    FHIR_WHEN,         /* date, dateTime, instant */
    FHIR_SITES,        /* CodeableConcept, perhaps many */
    FHIR_ROUTE,        /* CodeableConcept: the clinic's word */
    FHIR_TEXT,         /* CodeableConcept, perhaps many: the first one's name */
    FHIR_ID,           /* id */
    FHIR_MINUTES,      /* positiveInt, or from start to end */
    FHIR_PRACTITIONER, /* Reference, of a participant */
    FHIR_ELSEWHERE,    /* by a function of its own: pregnancy, procedure, reviewed */
    FHIR_KINDS
};

struct fhir_code {
    const char *code, *word; /* word NULL: known, and says nothing of this fact */
};
struct fhir_codes {
    const char *system; /* of a CodeableConcept: coded in another system, it says nothing */
    const struct fhir_code *rows;
    uint32_t count;
};
const struct fhir_code *fhir_code_find(const struct fhir_codes *codes, const char *code);

struct fhir_from {       /* the last of a row's has neither `type` nor `by` */
    const char *type;    /* "Condition" */
    const char *element; /* "clinicalStatus", "onsetPeriod.start" */
    const struct fhir_codes *codes;
    const char *by; /* without `type`: how it is known */
    uint32_t kind;  /* enum fhir_kind */
    bool never;     /* `by` says why this door never knows it */
};

/* A row's column, by the name of its struct and field in the header. */
extern const struct fhir_from fhir_never[];
extern const struct fhir_from fhir_form[];
extern const struct fhir_from fhir_group[];
extern const struct fhir_from fhir_condition_text[];
extern const struct fhir_from fhir_condition_code[];
extern const struct fhir_from fhir_condition_status[];
extern const struct fhir_from fhir_condition_severity[];
extern const struct fhir_from fhir_condition_sites[];
extern const struct fhir_from fhir_condition_onset[];
extern const struct fhir_from fhir_condition_recorded[];
extern const struct fhir_from fhir_condition_resolved[];
extern const struct fhir_from fhir_medication_text[];
extern const struct fhir_from fhir_medication_code[];
extern const struct fhir_from fhir_medication_use[];
extern const struct fhir_from fhir_medication_sites[];
extern const struct fhir_from fhir_medication_last_used[];
extern const struct fhir_from fhir_medication_started[];
extern const struct fhir_from fhir_medication_route[];
extern const struct fhir_from fhir_allergy_text[];
extern const struct fhir_from fhir_allergy_code[];
extern const struct fhir_from fhir_allergy_severity[];
extern const struct fhir_from fhir_allergy_recorded[];
extern const struct fhir_from fhir_procedure_text[];
extern const struct fhir_from fhir_procedure_code[];
extern const struct fhir_from fhir_procedure_sites[];
extern const struct fhir_from fhir_procedure_date[];
extern const struct fhir_from fhir_procedure_state[];
extern const struct fhir_from fhir_reviewed[];
extern const struct fhir_from fhir_birth_date[];
extern const struct fhir_from fhir_sex[];
extern const struct fhir_from fhir_pregnancy[];
extern const struct fhir_from fhir_service[];
extern const struct fhir_from fhir_also[];
extern const struct fhir_from fhir_visit_id[];
extern const struct fhir_from fhir_visit_start[];
extern const struct fhir_from fhir_visit_minutes[];
extern const struct fhir_from fhir_visit_sites[];
extern const struct fhir_from fhir_visit_indication[];
extern const struct fhir_from fhir_visit_state[];
extern const struct fhir_from fhir_map[];
extern const struct fhir_from fhir_provider[];
extern const struct fhir_from fhir_hook[];
extern const struct fhir_from fhir_clock[];
extern const struct fhir_from fhir_patient_id[];
extern const struct fhir_from fhir_hook_instance[];
extern const struct fhir_from fhir_feedback[];
#define fhir_reaction_text fhir_never
#define fhir_reaction_code fhir_never
#define fhir_reaction_severity fhir_never
#define fhir_reaction_sites fhir_never
#define fhir_product_text fhir_never
#define fhir_product_code fhir_never
#define fhir_product_sites fhir_never

#endif
