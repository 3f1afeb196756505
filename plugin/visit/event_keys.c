/* SPDX-License-Identifier: MIT
 *
 * Every key of an event, its shape, and what it is. Read by event_json.c through the table-driven
 * reader, so that no key is ever ignored. Pure data, any thread. null reads as "not there" wherever
 * a key may be left out.
 */
#include "visit/event_keys.h"

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define MUST KEY_REQUIRED
#define MAY KEY_NULL
#define LIST (KEY_NULL | KEY_MAY_BE_EMPTY)

#define ROW(of, field, key_name, key_shape, key_flags, ...)                                        \
    {                                                                                              \
        .name = key_name, .shape = key_shape, .flags = key_flags,                                  \
        .offset = offsetof(struct of, field), __VA_ARGS__                                          \
    }
#define TABLE(table_name, rows, of)                                                                \
    {                                                                                              \
        .name = table_name, .keys = rows, .count = COUNT_OF(rows), .size = sizeof(struct of)       \
    }

/* ---- parts that stand alone ---- */

static const struct key patient_keys[] = {
    ROW(patient_nodes, birth_date, "birth_date", SHAPE_WHEN, MAY,
        .doc = "the date of birth, perhaps in part"),
    ROW(patient_nodes, sex, "sex", SHAPE_TEXT, MAY, .doc = "carried, not judged"),
    ROW(patient_nodes, pregnancy, "pregnancy", SHAPE_CHOICE, MAY, .words = &words_pregnancy,
        .doc = "what was answered; absent: not asked"),
};
const struct table event_patient_table = TABLE("patient", patient_keys, patient_nodes);

static const struct key procedure_keys[] = {
    ROW(procedure_nodes, text, "text", SHAPE_TEXT, MAY, .doc = "its name"),
    ROW(procedure_nodes, code, "code", SHAPE_TEXT, MAY, .doc = "system:code"),
};
const struct table event_procedure_table = TABLE("procedure", procedure_keys, procedure_nodes);

static const struct key appointment_keys[] = {
    ROW(appointment_nodes, id, "id", SHAPE_TEXT, MAY, .doc = "the host's own"),
    ROW(appointment_nodes, start, "start", SHAPE_WHEN, MUST,
        .doc = "when it begins; a date where the hour is not known"),
    ROW(appointment_nodes, minutes, "minutes", SHAPE_INTEGER, MAY, .doc = "the length of the slot"),
    ROW(appointment_nodes, procedure, "procedure", SHAPE_MAP, MAY, .table = &event_procedure_table,
        .doc = "what is booked"),
    ROW(appointment_nodes, modality, "modality", SHAPE_TEXT, MAY,
        .doc = "mechanical, radiofrequency, ..."),
    ROW(appointment_nodes, sites, "sites", SHAPE_TEXTS, LIST,
        .doc = "where it is done; absent or empty: not known"),
    ROW(appointment_nodes, indication, "indication", SHAPE_TEXT, MAY, .doc = "what for"),
    ROW(appointment_nodes, price, "price", SHAPE_TEXT, MAY, .doc = "number and currency"),
    ROW(appointment_nodes, state, "state", SHAPE_CHOICE, MAY, .words = &words_state,
        .doc = "planned, done, cancelled"),
};
const struct table event_appointment_table =
    TABLE("appointment", appointment_keys, appointment_nodes);

static const struct key provider_keys[] = {
    ROW(provider_nodes, id, "id", SHAPE_TEXT, MAY, .doc = "the host's own"),
    ROW(provider_nodes, role, "role", SHAPE_TEXT, MAY, .doc = "one of the clinic's roles"),
    ROW(provider_nodes, training, "training", SHAPE_TEXTS, LIST,
        .doc = "what is recorded; empty: none; absent: not recorded"),
};
const struct table event_provider_table = TABLE("provider", provider_keys, provider_nodes);

/* ---- entries ---- */

#define TEXT_AND_CODE                                                                              \
    ROW(entry_nodes, text, "text", SHAPE_TEXT, MAY, .doc = "as it was entered"),                   \
        ROW(entry_nodes, code, "code", SHAPE_TEXT, MAY, .doc = "system:code")
#define SEVERITY                                                                                   \
    ROW(entry_nodes, severity, "severity", SHAPE_CHOICE, MAY, .words = &words_severity,            \
        .doc = "mild, moderate, severe")
#define SITES                                                                                      \
    ROW(entry_nodes, sites, "sites", SHAPE_TEXTS, LIST, .doc = "where; absent or empty: not known")

static const struct key condition_keys[] = {
    TEXT_AND_CODE,
    ROW(entry_nodes, status, "status", SHAPE_CHOICE, MAY, .words = &words_status,
        .doc = "active, resolved, history, family, never"),
    SEVERITY,
    SITES,
    ROW(entry_nodes, at, "onset", SHAPE_WHEN, MAY, .doc = "when it began"),
    ROW(entry_nodes, noted, "recorded", SHAPE_WHEN, MAY, .doc = "when it was entered"),
    ROW(entry_nodes, resolved, "resolved", SHAPE_WHEN, MAY,
        .doc = "carried, not judged: status decides"),
};
static const struct key medication_keys[] = {
    TEXT_AND_CODE,
    ROW(entry_nodes, status, "use", SHAPE_CHOICE, MAY, .words = &words_use,
        .doc = "ongoing, as-needed, prescribed, stopped, never"),
    ROW(entry_nodes, route, "route", SHAPE_TEXT, MAY, .doc = "topical, oral, ..."),
    SITES,
    ROW(entry_nodes, at, "last_used", SHAPE_WHEN, MAY, .doc = "the last use"),
    ROW(entry_nodes, noted, "started", SHAPE_WHEN, MAY, .doc = "when it was, or will be, begun"),
};
static const struct key allergy_keys[] = {
    TEXT_AND_CODE,
    SEVERITY,
    ROW(entry_nodes, noted, "recorded", SHAPE_WHEN, MAY, .doc = "when it was entered"),
};
static const struct key history_keys[] = {
    TEXT_AND_CODE,
    ROW(entry_nodes, at, "date", SHAPE_WHEN, MAY, .doc = "when it was, or will be, done"),
    SITES,
    ROW(entry_nodes, status, "state", SHAPE_CHOICE, MAY, .words = &words_state,
        .doc = "done, planned, cancelled"),
    ROW(entry_nodes, appointment, "appointment", SHAPE_TEXT, MAY,
        .doc = "the id of the appointment it belongs to"),
};
static const struct key reaction_keys[] = {
    TEXT_AND_CODE,
    SEVERITY,
    ROW(entry_nodes, at, "at", SHAPE_WHEN, MAY, .doc = "when it was seen"),
    SITES,
};
static const struct key product_keys[] = {
    TEXT_AND_CODE,
    ROW(entry_nodes, at, "at", SHAPE_WHEN, MAY, .doc = "when it was used"),
    SITES,
};
const struct table event_entry_tables[CHART_COUNT] = {
    [CHART_CONDITIONS] = TABLE("condition", condition_keys, entry_nodes),
    [CHART_MEDICATIONS] = TABLE("medication", medication_keys, entry_nodes),
    [CHART_ALLERGIES] = TABLE("allergy", allergy_keys, entry_nodes),
    [CHART_PROCEDURES] = TABLE("procedure of the history", history_keys, entry_nodes),
    [CHART_REACTIONS] = TABLE("reaction", reaction_keys, entry_nodes),
    [CHART_PRODUCTS] = TABLE("product", product_keys, entry_nodes),
};

#define REVIEWED                                                                                   \
    ROW(list_nodes, reviewed, "reviewed", SHAPE_WHEN, MAY,                                         \
        .doc = "when the list was gone through; absent: not asked")
#define ENTRIES(chart)                                                                             \
    ROW(list_nodes, entries, "entries", SHAPE_MAPS, LIST, .table = &event_entry_tables[chart],     \
        .doc = "none of them, with a date reviewed: none known")
static const struct key conditions_keys[] = {REVIEWED, ENTRIES(CHART_CONDITIONS)};
static const struct key medications_keys[] = {REVIEWED, ENTRIES(CHART_MEDICATIONS)};
static const struct key allergies_keys[] = {REVIEWED, ENTRIES(CHART_ALLERGIES)};
static const struct key procedures_keys[] = {REVIEWED, ENTRIES(CHART_PROCEDURES)};
const struct table event_list_tables[CHART_ASKED] = {
    [CHART_CONDITIONS] = TABLE("list of conditions", conditions_keys, list_nodes),
    [CHART_MEDICATIONS] = TABLE("list of medications", medications_keys, list_nodes),
    [CHART_ALLERGIES] = TABLE("list of allergies", allergies_keys, list_nodes),
    [CHART_PROCEDURES] = TABLE("list of procedures", procedures_keys, list_nodes),
};

/* ---- answers, chart, clearances, acknowledgements ---- */

static const struct key answer_keys[] = {
    ROW(answer_nodes, value, "value", SHAPE_TEXT, MAY, .doc = "recorded, missing, or a word"),
    ROW(answer_nodes, on, "on", SHAPE_WHEN, MAY, .doc = "when it was given"),
};
const struct table event_answer_table = TABLE("answer", answer_keys, answer_nodes);

static const struct key chart_keys[] = {
    ROW(chart_nodes, procedure_ended, "procedure_ended", SHAPE_WHEN, MAY,
        .doc = "when the procedure ended"),
    ROW(chart_nodes, reactions, "reactions", SHAPE_MAPS, LIST,
        .table = &event_entry_tables[CHART_REACTIONS], .doc = "what was seen after it"),
    ROW(chart_nodes, products, "products", SHAPE_MAPS, LIST,
        .table = &event_entry_tables[CHART_PRODUCTS], .doc = "what was used after it"),
    ROW(chart_nodes, fields, "fields", SHAPE_ANY, MAY,
        .doc = "fields of the procedure note, by name"),
};
const struct table event_chart_table = TABLE("chart", chart_keys, chart_nodes);

static const struct key clearance_keys[] = {
    ROW(clearance_nodes, rule, "rule", SHAPE_TEXT, MAY, .doc = "the rule that is cleared"),
    ROW(clearance_nodes, statement, "statement", SHAPE_TEXT, MAY,
        .doc = "or the statement of its source"),
    ROW(clearance_nodes, role, "role", SHAPE_TEXT, MAY, .doc = "of who cleared it"),
    ROW(clearance_nodes, reason, "reason", SHAPE_TEXT, MAY, .doc = "one of the coded reasons"),
    ROW(clearance_nodes, on, "on", SHAPE_WHEN, MAY, .doc = "when"),
    ROW(clearance_nodes, appointment, "appointment", SHAPE_TEXT, MAY,
        .doc = "for which appointment"),
};
const struct table event_clearance_table = TABLE("clearance", clearance_keys, clearance_nodes);

static const struct key acknowledgement_keys[] = {
    ROW(acknowledgement_nodes, rule, "rule", SHAPE_TEXT, MUST, .doc = "the finding's rule"),
    ROW(acknowledgement_nodes, action, "action", SHAPE_CHOICE, MUST,
        .words = &words_acknowledgement, .doc = "what was done about it"),
    ROW(acknowledgement_nodes, role, "role", SHAPE_TEXT, MAY, .doc = "by whom"),
    ROW(acknowledgement_nodes, actor, "actor", SHAPE_TEXT, MAY,
        .doc = "the host's id of that person"),
    ROW(acknowledgement_nodes, reason, "reason", SHAPE_TEXT, MAY,
        .doc = "one of the coded reasons"),
    ROW(acknowledgement_nodes, note, "note", SHAPE_TEXT, MAY, .doc = "in words"),
    ROW(acknowledgement_nodes, at, "at", SHAPE_WHEN, MAY, .doc = "when"),
};
const struct table event_acknowledgement_table =
    TABLE("acknowledgement", acknowledgement_keys, acknowledgement_nodes);

/* ---- the event ---- */

#define CHART_LIST(chart, key_name, text)                                                          \
    ROW(event_nodes, lists[chart], key_name, SHAPE_MAP, MAY, .table = &event_list_tables[chart],   \
        .doc = text)

static const struct key event_keys[] = {
    ROW(event_nodes, format, "format", SHAPE_TEXT, MUST, .doc = "precare-event/1"),
    ROW(event_nodes, event_id, "event_id", SHAPE_TEXT, MAY,
        .doc = "the host's own; the same again when tried again"),
    ROW(event_nodes, moment, "moment", SHAPE_CHOICE, MUST, .words = &words_moment,
        .doc = "booking, check-in, treatment, follow-up"),
    ROW(event_nodes, action, "action", SHAPE_CHOICE, MAY, .words = &words_action,
        .doc = "of a booking: create, reschedule, confirm, cancel"),
    ROW(event_nodes, phase, "phase", SHAPE_CHOICE, MAY, .words = &words_phase,
        .doc = "preview, final (the default), settle"),
    ROW(event_nodes, now, "now", SHAPE_WHEN, MUST, .doc = "the present, as the host knows it"),
    ROW(event_nodes, subject, "subject", SHAPE_TEXT, MAY,
        .doc = "the host's own key of the patient"),
    ROW(event_nodes, patient, "patient", SHAPE_MAP, MAY, .table = &event_patient_table,
        .doc = "who"),
    ROW(event_nodes, appointment, "appointment", SHAPE_MAP, MUST, .table = &event_appointment_table,
        .doc = "what is booked, and when"),
    ROW(event_nodes, provider, "provider", SHAPE_MAP, MAY, .table = &event_provider_table,
        .doc = "by whom"),
    CHART_LIST(CHART_CONDITIONS, "conditions", "the problem list; absent: not asked"),
    CHART_LIST(CHART_MEDICATIONS, "medications", "what the patient takes; absent: not asked"),
    CHART_LIST(CHART_ALLERGIES, "allergies", "known allergies; absent: not asked"),
    CHART_LIST(CHART_PROCEDURES, "procedures", "earlier and planned procedures; absent: not asked"),
    ROW(event_nodes, answers, "answers", SHAPE_ANY, MAY, .doc = "answers to questions, by name"),
    ROW(event_nodes, chart, "chart", SHAPE_MAP, MAY, .table = &event_chart_table,
        .doc = "what was charted"),
    ROW(event_nodes, clearances, "clearances", SHAPE_MAPS, LIST, .table = &event_clearance_table,
        .doc = "a clinician's documented decisions to go on"),
    ROW(event_nodes, disposition, "disposition", SHAPE_CHOICE, MAY, .words = &words_disposition,
        .doc = "of a settle: saved, abandoned, overridden"),
    ROW(event_nodes, acknowledgements, "acknowledgements", SHAPE_MAPS, LIST,
        .table = &event_acknowledgement_table,
        .doc = "of a settle: what was done about the findings"),
};
const struct table event_table = TABLE("event", event_keys, event_nodes);
