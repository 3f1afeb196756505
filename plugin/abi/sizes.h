/* SPDX-License-Identifier: MIT
 *
 * The sizes of the public structs in version 1.0: the least that a host may pass. They never
 * change, whatever is appended later. Used by every file of the door that reads what a host wrote.
 */
#ifndef PRECARE_ABI_SIZES_H
#define PRECARE_ABI_SIZES_H

#include "precare/precare.h"

#define CONDITION_1_0 152u
#define MEDICATION_1_0 120u
#define ALLERGY_1_0 64u
#define PROCEDURE_1_0 136u
#define ASKED_1_0 40u
#define BOOKED_1_0 24u
#define ANSWER_1_0 48u
#define REACTION_1_0 72u
#define PRODUCT_1_0 72u
#define FIELD_1_0 16u
#define CLEARANCE_1_0 112u
#define ACKNOWLEDGEMENT_1_0 136u
#define PATIENT_1_0 48u
#define APPOINTMENT_1_0 160u
#define PROVIDER_1_0 40u
#define EVENT_1_0 480u
#define ERROR_1_0 784u
#define HOST_1_0 64u
#define PARAMS_1_0 16u

#define SIZE_HOLDS(type, size) _Static_assert(sizeof(type) >= (size), "structs only grow")
SIZE_HOLDS(precare_condition, CONDITION_1_0);
SIZE_HOLDS(precare_medication, MEDICATION_1_0);
SIZE_HOLDS(precare_allergy, ALLERGY_1_0);
SIZE_HOLDS(precare_procedure, PROCEDURE_1_0);
SIZE_HOLDS(precare_asked, ASKED_1_0);
SIZE_HOLDS(precare_booked, BOOKED_1_0);
SIZE_HOLDS(precare_answer, ANSWER_1_0);
SIZE_HOLDS(precare_reaction, REACTION_1_0);
SIZE_HOLDS(precare_product, PRODUCT_1_0);
SIZE_HOLDS(precare_field, FIELD_1_0);
SIZE_HOLDS(precare_clearance, CLEARANCE_1_0);
SIZE_HOLDS(precare_acknowledgement, ACKNOWLEDGEMENT_1_0);
SIZE_HOLDS(precare_patient, PATIENT_1_0);
SIZE_HOLDS(precare_appointment, APPOINTMENT_1_0);
SIZE_HOLDS(precare_provider, PROVIDER_1_0);
SIZE_HOLDS(precare_event, EVENT_1_0);
SIZE_HOLDS(precare_error, ERROR_1_0);
SIZE_HOLDS(precare_host, HOST_1_0);
SIZE_HOLDS(precare_params, PARAMS_1_0);

#endif
