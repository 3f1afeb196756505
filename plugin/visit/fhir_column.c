/* SPDX-License-Identifier: MIT
 *
 * Where FHIR R4 has each fact of an event (fhir_column.h). A fact that is not here is never known
 * by this door, and what is not known becomes a question. Codes are those of the value sets that
 * FHIR binds, or of SNOMED CT and LOINC. Pure data.
 */
#include "visit/fhir_column.h"

#include <stddef.h>
#include <string.h>

#include "visit/fhir_parts.h"

#define CODES(name, system_url, ...)                                                               \
    static const struct fhir_code name##_rows[] = {__VA_ARGS__};                                   \
    static const struct fhir_codes name = {system_url, name##_rows,                                \
                                           sizeof name##_rows / sizeof *name##_rows}

CODES(clinical_codes, "http://terminology.hl7.org/CodeSystem/condition-clinical",
      {"active", "active"}, {"recurrence", "active"}, {"relapse", "active"},
      {"inactive", "resolved"}, {"remission", "resolved"}, {"resolved", "resolved"});
CODES(severity_codes, SNOMED, {"255604002", "mild"}, {"6736007", "moderate"},
      {"24484000", "severe"});
CODES(reaction_codes, NULL, {"mild", "mild"}, {"moderate", "moderate"}, {"severe", "severe"});
CODES(statement_codes, NULL, {"active", "ongoing"}, {"intended", "prescribed"},
      {"completed", "stopped"}, {"stopped", "stopped"}, {"not-taken", "never"}, {"on-hold", NULL},
      {"unknown", NULL}, {"entered-in-error", NULL});
CODES(request_codes, NULL, {"active", "ongoing"}, {"draft", "prescribed"}, {"completed", "stopped"},
      {"stopped", "stopped"}, {"on-hold", NULL}, {"cancelled", NULL}, {"unknown", NULL},
      {"entered-in-error", NULL});
/* A procedure has no "never": what was not done is as what was cancelled. */
CODES(procedure_codes, NULL, {"completed", "done"}, {"preparation", "planned"},
      {"not-done", "cancelled"}, {"in-progress", NULL}, {"on-hold", NULL}, {"stopped", NULL},
      {"unknown", NULL}, {"entered-in-error", NULL});
CODES(appointment_codes, NULL, {"proposed", "planned"}, {"pending", "planned"},
      {"booked", "planned"}, {"arrived", "planned"}, {"checked-in", "planned"},
      {"waitlist", "planned"}, {"fulfilled", "done"}, {"cancelled", "cancelled"},
      {"noshow", "cancelled"}, {"entered-in-error", NULL});
CODES(gender_codes, NULL, {"female", "female"}, {"male", "male"}, {"other", "other"},
      {"unknown", "unknown"});

#define ROWS(name, ...) const struct fhir_from fhir_##name[] = {__VA_ARGS__, {0}}
#define AT(resource, path, how)                                                                    \
    {                                                                                              \
        .type = resource, .element = path, .kind = FHIR_##how                                      \
    }
#define CODED(resource, path, how, table)                                                          \
    {                                                                                              \
        .type = resource, .element = path, .kind = FHIR_##how, .codes = &(table)                   \
    }

ROWS(never, {.by = "FHIR has no place for it that is understood here", .never = true});
ROWS(form, AT("QuestionnaireResponse", "item", ELSEWHERE));
ROWS(group, {.by = "its keys"});

ROWS(condition_text, AT("Condition", "code", NAME),
     AT("FamilyMemberHistory", "condition.code", NAME));
ROWS(condition_code, AT("Condition", "code", CODING),
     AT("FamilyMemberHistory", "condition.code", CODING));
ROWS(condition_status, CODED("Condition", "clinicalStatus", CONCEPT, clinical_codes),
     AT("FamilyMemberHistory", "condition", ELSEWHERE));
ROWS(condition_severity, CODED("Condition", "severity", CONCEPT, severity_codes));
ROWS(condition_sites, AT("Condition", "bodySite", SITES));
ROWS(condition_onset, AT("Condition", "onsetDateTime", WHEN),
     AT("Condition", "onsetPeriod.start", WHEN));
ROWS(condition_recorded, AT("Condition", "recordedDate", WHEN));
ROWS(condition_resolved, AT("Condition", "abatementDateTime", WHEN),
     AT("Condition", "abatementPeriod.end", WHEN));

#define MEDICINE "medicationCodeableConcept"
ROWS(medication_text, AT("MedicationStatement", MEDICINE, NAME),
     AT("MedicationRequest", MEDICINE, NAME));
ROWS(medication_code, AT("MedicationStatement", MEDICINE, CODING),
     AT("MedicationRequest", MEDICINE, CODING));
ROWS(medication_use, CODED("MedicationStatement", "status", USE, statement_codes),
     CODED("MedicationRequest", "status", USE, request_codes));
ROWS(medication_sites, AT("MedicationStatement", "dosage.site", SITES),
     AT("MedicationRequest", "dosageInstruction.site", SITES));
ROWS(medication_last_used, AT("MedicationStatement", "effectivePeriod.end", WHEN));
ROWS(medication_started, AT("MedicationStatement", "effectivePeriod.start", WHEN));
ROWS(medication_route, AT("MedicationStatement", "dosage.route", ROUTE),
     AT("MedicationRequest", "dosageInstruction.route", ROUTE));

ROWS(allergy_text, AT("AllergyIntolerance", "code", NAME),
     AT("AllergyIntolerance", "reaction.substance", NAME));
ROWS(allergy_code, AT("AllergyIntolerance", "code", CODING),
     AT("AllergyIntolerance", "reaction.substance", CODING));
ROWS(allergy_severity, CODED("AllergyIntolerance", "reaction.severity", WORST, reaction_codes));
ROWS(allergy_recorded, AT("AllergyIntolerance", "recordedDate", WHEN));

ROWS(procedure_text, AT("Procedure", "code", NAME));
ROWS(procedure_code, AT("Procedure", "code", CODING));
ROWS(procedure_sites, AT("Procedure", "bodySite", SITES));
ROWS(procedure_date, AT("Procedure", "performedDateTime", WHEN),
     AT("Procedure", "performedPeriod.end", WHEN));
ROWS(procedure_state, CODED("Procedure", "status", WORD, procedure_codes));

ROWS(reviewed, AT("List", "date", ELSEWHERE));
ROWS(birth_date, AT("Patient", "birthDate", WHEN));
ROWS(sex, CODED("Patient", "gender", WORD, gender_codes));
ROWS(pregnancy, AT("Observation", "valueCodeableConcept", ELSEWHERE));

ROWS(service, AT("Appointment", "serviceType", ELSEWHERE), AT("ServiceRequest", "code", ELSEWHERE),
     AT("Encounter", "serviceType", ELSEWHERE));
ROWS(also, AT("Appointment", "serviceType", ELSEWHERE));
ROWS(visit_id, AT("Appointment", "id", ID));
ROWS(visit_start, AT("Appointment", "start", WHEN),
     AT("ServiceRequest", "occurrenceDateTime", WHEN),
     AT("ServiceRequest", "occurrencePeriod.start", WHEN), AT("Encounter", "period.start", WHEN));
ROWS(visit_minutes, AT("Appointment", "minutesDuration", MINUTES));
ROWS(visit_sites, AT("ServiceRequest", "bodySite", SITES));
ROWS(visit_indication, AT("Appointment", "reasonCode", TEXT),
     AT("ServiceRequest", "reasonCode", TEXT), AT("Encounter", "reasonCode", TEXT));
ROWS(visit_state, CODED("Appointment", "status", WORD, appointment_codes));
ROWS(map, {.by = "the configuration's `map`"});
ROWS(provider, AT("Appointment", "participant.actor", PRACTITIONER),
     AT("ServiceRequest", "performer", PRACTITIONER),
     AT("Encounter", "participant.individual", PRACTITIONER));

ROWS(hook, {.by = "the hook"});
ROWS(clock, {.by = "the clock"});
ROWS(patient_id, {.by = "`context.patientId`"});
ROWS(hook_instance, {.by = "`hookInstance`"});
ROWS(feedback, {.by = "the feedback endpoint"});

const struct fhir_code *fhir_code_find(const struct fhir_codes *codes, const char *code)
{
    for (uint32_t i = 0; i < codes->count; i++) {
        if (strcmp(codes->rows[i].code, code) == 0) {
            return &codes->rows[i];
        }
    }
    return NULL;
}
