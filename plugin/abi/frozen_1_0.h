/* SPDX-License-Identifier: MIT
 *
 * Where every field of version 1.0 stands, for good: the build fails when one has moved, shrunk or
 * gone. A later minor gets a file of its own; this one is frozen with 1.0, and never changed.
 * Included by entry.c; tests/abi/baseline_test.sh holds it to its checksum.
 */
#ifndef PRECARE_ABI_FROZEN_1_0_H
#define PRECARE_ABI_FROZEN_1_0_H

#include <stddef.h>

#include "precare/precare.h"

#define SIZE(type, size) _Static_assert(sizeof(type) >= (size), #type " is smaller than in 1.0")
#define FIELD(type, field, at, size)                                                               \
    _Static_assert(offsetof(type, field) == (at) && sizeof(((type *)0)->field) == (size),          \
                   #type "." #field " is not where it was in 1.0")

SIZE(precare_array, 16);
FIELD(precare_array, items, 0, 8);
FIELD(precare_array, count, 8, 4);
FIELD(precare_array, stride, 12, 4);

SIZE(precare_time, 32);
FIELD(precare_time, precision, 0, 4);
FIELD(precare_time, year, 4, 4);
FIELD(precare_time, month, 8, 4);
FIELD(precare_time, day, 12, 4);
FIELD(precare_time, hour, 16, 4);
FIELD(precare_time, minute, 20, 4);
FIELD(precare_time, second, 24, 4);
FIELD(precare_time, offset_minutes, 28, 4);

SIZE(precare_asked, 40);
FIELD(precare_asked, list, 0, 8);
FIELD(precare_asked, on, 8, 32);

SIZE(precare_list, 64);
FIELD(precare_list, reviewed, 0, 32);
FIELD(precare_list, entries, 32, 16);
FIELD(precare_list, asked, 48, 16);

SIZE(precare_condition, 152);
FIELD(precare_condition, text, 0, 8);
FIELD(precare_condition, code, 8, 8);
FIELD(precare_condition, status, 16, 4);
FIELD(precare_condition, severity, 20, 4);
FIELD(precare_condition, sites, 24, 16);
FIELD(precare_condition, onset, 40, 32);
FIELD(precare_condition, recorded, 72, 32);
FIELD(precare_condition, resolved, 104, 32);
FIELD(precare_condition, list, 136, 8);
FIELD(precare_condition, checked, 144, 4);
FIELD(precare_condition, reserved, 148, 4);

SIZE(precare_medication, 120);
FIELD(precare_medication, text, 0, 8);
FIELD(precare_medication, code, 8, 8);
FIELD(precare_medication, use, 16, 4);
FIELD(precare_medication, checked, 20, 4);
FIELD(precare_medication, route, 24, 8);
FIELD(precare_medication, sites, 32, 16);
FIELD(precare_medication, last_used, 48, 32);
FIELD(precare_medication, started, 80, 32);
FIELD(precare_medication, list, 112, 8);

SIZE(precare_allergy, 64);
FIELD(precare_allergy, text, 0, 8);
FIELD(precare_allergy, code, 8, 8);
FIELD(precare_allergy, severity, 16, 4);
FIELD(precare_allergy, checked, 20, 4);
FIELD(precare_allergy, recorded, 24, 32);
FIELD(precare_allergy, list, 56, 8);

SIZE(precare_procedure, 136);
FIELD(precare_procedure, text, 0, 8);
FIELD(precare_procedure, code, 8, 8);
FIELD(precare_procedure, state, 16, 4);
FIELD(precare_procedure, checked, 20, 4);
FIELD(precare_procedure, appointment, 24, 8);
FIELD(precare_procedure, sites, 32, 16);
FIELD(precare_procedure, date, 48, 32);
FIELD(precare_procedure, occurrence, 80, 32);
FIELD(precare_procedure, list, 112, 8);
FIELD(precare_procedure, fields, 120, 16);

SIZE(precare_answer, 48);
FIELD(precare_answer, name, 0, 8);
FIELD(precare_answer, value, 8, 8);
FIELD(precare_answer, on, 16, 32);

SIZE(precare_reaction, 72);
FIELD(precare_reaction, text, 0, 8);
FIELD(precare_reaction, code, 8, 8);
FIELD(precare_reaction, severity, 16, 4);
FIELD(precare_reaction, checked, 20, 4);
FIELD(precare_reaction, sites, 24, 16);
FIELD(precare_reaction, at, 40, 32);

SIZE(precare_product, 72);
FIELD(precare_product, text, 0, 8);
FIELD(precare_product, code, 8, 8);
FIELD(precare_product, sites, 16, 16);
FIELD(precare_product, at, 32, 32);
FIELD(precare_product, checked, 64, 4);
FIELD(precare_product, reserved, 68, 4);

SIZE(precare_field, 16);
FIELD(precare_field, name, 0, 8);
FIELD(precare_field, value, 8, 8);

SIZE(precare_clearance, 112);
FIELD(precare_clearance, rule, 0, 8);
FIELD(precare_clearance, statement, 8, 8);
FIELD(precare_clearance, role, 16, 8);
FIELD(precare_clearance, reason, 24, 8);
FIELD(precare_clearance, appointment, 32, 8);
FIELD(precare_clearance, on, 40, 32);
FIELD(precare_clearance, occurrence, 72, 32);
FIELD(precare_clearance, matter, 104, 8);

SIZE(precare_acknowledgement, 136);
FIELD(precare_acknowledgement, struct_size, 0, 4);
FIELD(precare_acknowledgement, action, 4, 4);
FIELD(precare_acknowledgement, rule, 8, 8);
FIELD(precare_acknowledgement, role, 16, 8);
FIELD(precare_acknowledgement, actor, 24, 8);
FIELD(precare_acknowledgement, reason, 32, 8);
FIELD(precare_acknowledgement, note, 40, 8);
FIELD(precare_acknowledgement, at, 48, 32);
FIELD(precare_acknowledgement, ref, 80, 8);
FIELD(precare_acknowledgement, subject, 88, 8);
FIELD(precare_acknowledgement, appointment, 96, 8);
FIELD(precare_acknowledgement, occurrence, 104, 32);

SIZE(precare_patient, 48);
FIELD(precare_patient, struct_size, 0, 4);
FIELD(precare_patient, pregnancy, 4, 4);
FIELD(precare_patient, sex, 8, 8);
FIELD(precare_patient, birth_date, 16, 32);

SIZE(precare_booked, 24);
FIELD(precare_booked, text, 0, 8);
FIELD(precare_booked, code, 8, 8);
FIELD(precare_booked, checked, 16, 4);
FIELD(precare_booked, reserved, 20, 4);

SIZE(precare_appointment, 160);
FIELD(precare_appointment, struct_size, 0, 4);
FIELD(precare_appointment, state, 4, 4);
FIELD(precare_appointment, id, 8, 8);
FIELD(precare_appointment, start, 16, 32);
FIELD(precare_appointment, procedure_text, 48, 8);
FIELD(precare_appointment, procedure_code, 56, 8);
FIELD(precare_appointment, procedure_checked, 64, 4);
FIELD(precare_appointment, minutes, 68, 4);
FIELD(precare_appointment, modality, 72, 8);
FIELD(precare_appointment, sites, 80, 16);
FIELD(precare_appointment, indication, 96, 8);
FIELD(precare_appointment, price, 104, 8);
FIELD(precare_appointment, occurrence, 112, 32);
FIELD(precare_appointment, also, 144, 16);

SIZE(precare_provider, 40);
FIELD(precare_provider, struct_size, 0, 4);
FIELD(precare_provider, training_recorded, 4, 4);
FIELD(precare_provider, id, 8, 8);
FIELD(precare_provider, role, 16, 8);
FIELD(precare_provider, training, 24, 16);

SIZE(precare_event, 480);
FIELD(precare_event, struct_size, 0, 4);
FIELD(precare_event, moment, 4, 4);
FIELD(precare_event, action, 8, 4);
FIELD(precare_event, phase, 12, 4);
FIELD(precare_event, disposition, 16, 4);
FIELD(precare_event, reserved, 20, 4);
FIELD(precare_event, event_id, 24, 8);
FIELD(precare_event, subject, 32, 8);
FIELD(precare_event, now, 40, 32);
FIELD(precare_event, patient, 72, 8);
FIELD(precare_event, appointment, 80, 8);
FIELD(precare_event, provider, 88, 8);
FIELD(precare_event, conditions, 96, 64);
FIELD(precare_event, medications, 160, 64);
FIELD(precare_event, allergies, 224, 64);
FIELD(precare_event, procedures, 288, 64);
FIELD(precare_event, answers, 352, 16);
FIELD(precare_event, procedure_ended, 368, 32);
FIELD(precare_event, reactions, 400, 16);
FIELD(precare_event, products, 416, 16);
FIELD(precare_event, fields, 432, 16);
FIELD(precare_event, clearances, 448, 16);
FIELD(precare_event, acknowledgements, 464, 16);

SIZE(precare_task, 40);
FIELD(precare_task, what, 0, 8);
FIELD(precare_task, tell_patient, 8, 8);
FIELD(precare_task, due, 16, 8);
FIELD(precare_task, for_whom, 24, 4);
FIELD(precare_task, reserved, 28, 4);
FIELD(precare_task, until, 32, 8);

SIZE(precare_alert, 16);
FIELD(precare_alert, channel, 0, 8);
FIELD(precare_alert, say, 8, 8);

SIZE(precare_finding, 296);
FIELD(precare_finding, finding_id, 0, 8);
FIELD(precare_finding, rule, 8, 8);
FIELD(precare_finding, rulebook, 16, 8);
FIELD(precare_finding, fingerprint, 24, 8);
FIELD(precare_finding, title, 32, 8);
FIELD(precare_finding, topic, 40, 8);
FIELD(precare_finding, outcome, 48, 4);
FIELD(precare_finding, ask_of, 52, 4);
FIELD(precare_finding, say, 56, 8);
FIELD(precare_finding, matched, 64, 16);
FIELD(precare_finding, due, 80, 16);
FIELD(precare_finding, move_to, 96, 8);
FIELD(precare_finding, tasks, 104, 16);
FIELD(precare_finding, ask, 120, 8);
FIELD(precare_finding, override_by, 128, 16);
FIELD(precare_finding, override_reasons, 144, 16);
FIELD(precare_finding, override_note, 160, 4);
FIELD(precare_finding, ask_by, 164, 4);
FIELD(precare_finding, source_refs, 168, 16);
FIELD(precare_finding, statements, 184, 16);
FIELD(precare_finding, basis, 200, 8);
FIELD(precare_finding, because, 208, 8);
FIELD(precare_finding, detail, 216, 8);
FIELD(precare_finding, alerts, 224, 16);
FIELD(precare_finding, cleared_by, 240, 8);
FIELD(precare_finding, cleared_reason, 248, 8);
FIELD(precare_finding, cleared_on, 256, 8);
FIELD(precare_finding, missing, 264, 16);
FIELD(precare_finding, changed_by, 280, 8);
FIELD(precare_finding, matter, 288, 8);

SIZE(precare_question, 96);
FIELD(precare_question, about, 0, 8);
FIELD(precare_question, of, 8, 4);
FIELD(precare_question, state, 12, 4);
FIELD(precare_question, since, 16, 8);
FIELD(precare_question, again_from, 24, 8);
FIELD(precare_question, from, 32, 4);
FIELD(precare_question, answer_by, 36, 4);
FIELD(precare_question, first, 40, 8);
FIELD(precare_question, rules, 48, 16);
FIELD(precare_question, ask, 64, 16);
FIELD(precare_question, missing, 80, 16);

SIZE(precare_rulebook, 32);
FIELD(precare_rulebook, id, 0, 8);
FIELD(precare_rulebook, version, 8, 8);
FIELD(precare_rulebook, status, 16, 8);
FIELD(precare_rulebook, hash, 24, 8);

SIZE(precare_note, 16);
FIELD(precare_note, code, 0, 8);
FIELD(precare_note, text, 8, 8);

SIZE(precare_result, 184);
FIELD(precare_result, struct_size, 0, 4);
FIELD(precare_result, overall, 4, 4);
FIELD(precare_result, coverage, 8, 4);
FIELD(precare_result, reserved, 12, 4);
FIELD(precare_result, evaluation_id, 16, 8);
FIELD(precare_result, event_id, 24, 8);
FIELD(precare_result, reference_date, 32, 8);
FIELD(precare_result, today, 40, 8);
FIELD(precare_result, ref, 48, 8);
FIELD(precare_result, error_path, 56, 8);
FIELD(precare_result, error_message, 64, 8);
FIELD(precare_result, rulebooks, 72, 16);
FIELD(precare_result, findings, 88, 16);
FIELD(precare_result, questions, 104, 16);
FIELD(precare_result, shadow, 120, 16);
FIELD(precare_result, unmatched, 136, 16);
FIELD(precare_result, unread, 152, 16);
FIELD(precare_result, notes, 168, 16);

SIZE(precare_error, 784);
FIELD(precare_error, struct_size, 0, 4);
FIELD(precare_error, code, 4, 4);
FIELD(precare_error, line, 8, 4);
FIELD(precare_error, column, 12, 4);
FIELD(precare_error, where, 16, 256);
FIELD(precare_error, message, 272, 512);

SIZE(precare_host, 64);
FIELD(precare_host, struct_size, 0, 4);
FIELD(precare_host, abi_minor, 4, 4);
FIELD(precare_host, flags, 8, 4);
FIELD(precare_host, reserved, 12, 4);
FIELD(precare_host, ctx, 16, 8);
FIELD(precare_host, name, 24, 8);
FIELD(precare_host, version, 32, 8);
FIELD(precare_host, log, 40, 8);
FIELD(precare_host, register_hook, 48, 8);
FIELD(precare_host, get_extension, 56, 8);

SIZE(precare_params, 16);
FIELD(precare_params, struct_size, 0, 4);
FIELD(precare_params, reserved, 4, 4);
FIELD(precare_params, config, 8, 8);

SIZE(precare_api, 144);
FIELD(precare_api, magic, 0, 4);
FIELD(precare_api, struct_size, 4, 4);
FIELD(precare_api, abi_major, 8, 4);
FIELD(precare_api, abi_minor, 12, 4);
FIELD(precare_api, name, 16, 8);
FIELD(precare_api, version, 24, 8);
FIELD(precare_api, build, 32, 8);
FIELD(precare_api, open, 40, 8);
FIELD(precare_api, start, 48, 8);
FIELD(precare_api, booking, 56, 8);
FIELD(precare_api, charting, 64, 8);
FIELD(precare_api, needs, 72, 8);
FIELD(precare_api, result_free, 80, 8);
FIELD(precare_api, lookup, 88, 8);
FIELD(precare_api, acknowledge, 96, 8);
FIELD(precare_api, reload, 104, 8);
FIELD(precare_api, stop, 112, 8);
FIELD(precare_api, close, 120, 8);
FIELD(precare_api, stats, 128, 8);
FIELD(precare_api, get_extension, 136, 8);

#undef SIZE
#undef FIELD

#endif
