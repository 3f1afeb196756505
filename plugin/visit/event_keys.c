/* SPDX-License-Identifier: MIT
 *
 * Every key of an event, its shape, and what it is. Read by event_json.c through the table-driven
 * reader, so that no key is ever ignored. Pure data, any thread. null reads as "not there" wherever
 * a key may be left out.
 */
#include "visit/event_keys.h"

/* ---- parts that stand alone ---- */

static const struct key patient_keys[] = {
    KEY(patient_nodes, birth_date, "birth_date", WHEN, KEY_NULL,
        .doc = "the date of birth, perhaps in part"),
    KEY(patient_nodes, sex, "sex", TEXT, KEY_NULL, .doc = "carried, not judged"),
    KEY(patient_nodes, pregnancy, "pregnancy", CHOICE, KEY_NULL, .words = &words_pregnancy,
        .doc = "what was answered; absent: not asked"),
};
const struct table event_patient_table = KEY_TABLE("patient", patient_keys, patient_nodes, NULL);

static const struct key procedure_keys[] = {
    KEY(procedure_nodes, text, "text", TEXT, KEY_NULL, .doc = "its name"),
    KEY(procedure_nodes, code, "code", TEXT, KEY_NULL, .doc = "system:code"),
};
const struct table event_procedure_table =
    KEY_TABLE("procedure", procedure_keys, procedure_nodes, NULL);

static const struct key appointment_keys[] = {
    KEY(appointment_nodes, id, "id", TEXT, KEY_NULL, .doc = "the host's own"),
    KEY(appointment_nodes, start, "start", WHEN, KEY_REQUIRED,
        .doc = "when it begins; a date where the hour is not known"),
    KEY(appointment_nodes, minutes, "minutes", INTEGER, KEY_NULL, .doc = "the length of the slot"),
    KEY(appointment_nodes, procedure, "procedure", MAP, KEY_NULL, .table = &event_procedure_table,
        .doc = "what is booked"),
    KEY(appointment_nodes, modality, "modality", TEXT, KEY_NULL,
        .doc = "mechanical, radiofrequency, ..."),
    KEY(appointment_nodes, sites, "sites", TEXTS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .doc = "where it is done; absent or empty: not known"),
    KEY(appointment_nodes, indication, "indication", TEXT, KEY_NULL, .doc = "what for"),
    KEY(appointment_nodes, price, "price", TEXT, KEY_NULL, .doc = "number and currency"),
    KEY(appointment_nodes, state, "state", CHOICE, KEY_NULL, .words = &words_state,
        .doc = "planned, done, cancelled"),
};
const struct table event_appointment_table =
    KEY_TABLE("appointment", appointment_keys, appointment_nodes, NULL);

static const struct key provider_keys[] = {
    KEY(provider_nodes, id, "id", TEXT, KEY_NULL, .doc = "the host's own"),
    KEY(provider_nodes, role, "role", TEXT, KEY_NULL, .doc = "one of the clinic's roles"),
    KEY(provider_nodes, training, "training", TEXTS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .doc = "what is recorded; empty: none; absent: not recorded"),
};
const struct table event_provider_table =
    KEY_TABLE("provider", provider_keys, provider_nodes, NULL);

/* ---- entries ---- */

#define TEXT_AND_CODE                                                                              \
    KEY(entry_nodes, text, "text", TEXT, KEY_NULL, .doc = "as it was entered"),                    \
        KEY(entry_nodes, code, "code", TEXT, KEY_NULL, .doc = "system:code")
#define SEVERITY                                                                                   \
    KEY(entry_nodes, severity, "severity", CHOICE, KEY_NULL, .words = &words_severity,             \
        .doc = "mild, moderate, severe")
#define SITES                                                                                      \
    KEY(entry_nodes, sites, "sites", TEXTS, KEY_NULL | KEY_MAY_BE_EMPTY,                           \
        .doc = "where; absent or empty: not known")

static const struct key condition_keys[] = {
    TEXT_AND_CODE,
    KEY(entry_nodes, status, "status", CHOICE, KEY_NULL, .words = &words_status,
        .doc = "active, resolved, history, family, never"),
    SEVERITY,
    SITES,
    KEY(entry_nodes, at, "onset", WHEN, KEY_NULL, .doc = "when it began"),
    KEY(entry_nodes, noted, "recorded", WHEN, KEY_NULL, .doc = "when it was entered"),
    KEY(entry_nodes, resolved, "resolved", WHEN, KEY_NULL,
        .doc = "carried, not judged: status decides"),
};
static const struct key medication_keys[] = {
    TEXT_AND_CODE,
    KEY(entry_nodes, status, "use", CHOICE, KEY_NULL, .words = &words_use,
        .doc = "ongoing, as-needed, prescribed, stopped, never"),
    KEY(entry_nodes, route, "route", TEXT, KEY_NULL, .doc = "topical, oral, ..."),
    SITES,
    KEY(entry_nodes, at, "last_used", WHEN, KEY_NULL, .doc = "the last use"),
    KEY(entry_nodes, noted, "started", WHEN, KEY_NULL, .doc = "when it was, or will be, begun"),
};
static const struct key allergy_keys[] = {
    TEXT_AND_CODE,
    SEVERITY,
    KEY(entry_nodes, noted, "recorded", WHEN, KEY_NULL, .doc = "when it was entered"),
};
static const struct key history_keys[] = {
    TEXT_AND_CODE,
    KEY(entry_nodes, at, "date", WHEN, KEY_NULL, .doc = "when it was, or will be, done"),
    SITES,
    KEY(entry_nodes, status, "state", CHOICE, KEY_NULL, .words = &words_state,
        .doc = "done, planned, cancelled"),
    KEY(entry_nodes, appointment, "appointment", TEXT, KEY_NULL,
        .doc = "the id of the appointment it belongs to"),
};
static const struct key reaction_keys[] = {
    TEXT_AND_CODE,
    SEVERITY,
    KEY(entry_nodes, at, "at", WHEN, KEY_NULL, .doc = "when it was seen"),
    SITES,
};
static const struct key product_keys[] = {
    TEXT_AND_CODE,
    KEY(entry_nodes, at, "at", WHEN, KEY_NULL, .doc = "when it was used"),
    SITES,
};
const struct table event_entry_tables[CHART_COUNT] = {
    [CHART_CONDITIONS] = KEY_TABLE("condition", condition_keys, entry_nodes, NULL),
    [CHART_MEDICATIONS] = KEY_TABLE("medication", medication_keys, entry_nodes, NULL),
    [CHART_ALLERGIES] = KEY_TABLE("allergy", allergy_keys, entry_nodes, NULL),
    [CHART_PROCEDURES] = KEY_TABLE("procedure of the history", history_keys, entry_nodes, NULL),
    [CHART_REACTIONS] = KEY_TABLE("reaction", reaction_keys, entry_nodes, NULL),
    [CHART_PRODUCTS] = KEY_TABLE("product", product_keys, entry_nodes, NULL),
};

#define REVIEWED                                                                                   \
    KEY(list_nodes, reviewed, "reviewed", WHEN, KEY_NULL,                                          \
        .doc = "when the list was gone through; absent: not asked")
#define ENTRIES(chart)                                                                             \
    KEY(list_nodes, entries, "entries", MAPS, KEY_NULL | KEY_MAY_BE_EMPTY,                         \
        .table = &event_entry_tables[chart],                                                       \
        .doc = "none of them, with a date reviewed: none known")
static const struct key conditions_keys[] = {REVIEWED, ENTRIES(CHART_CONDITIONS)};
static const struct key medications_keys[] = {REVIEWED, ENTRIES(CHART_MEDICATIONS)};
static const struct key allergies_keys[] = {REVIEWED, ENTRIES(CHART_ALLERGIES)};
static const struct key procedures_keys[] = {REVIEWED, ENTRIES(CHART_PROCEDURES)};
const struct table event_list_tables[CHART_ASKED] = {
    [CHART_CONDITIONS] = KEY_TABLE("list of conditions", conditions_keys, list_nodes, NULL),
    [CHART_MEDICATIONS] = KEY_TABLE("list of medications", medications_keys, list_nodes, NULL),
    [CHART_ALLERGIES] = KEY_TABLE("list of allergies", allergies_keys, list_nodes, NULL),
    [CHART_PROCEDURES] = KEY_TABLE("list of procedures", procedures_keys, list_nodes, NULL),
};

/* ---- answers, chart, clearances, acknowledgements ---- */

static const struct key answer_keys[] = {
    KEY(answer_nodes, value, "value", TEXT, KEY_NULL, .doc = "recorded, missing, or a word"),
    KEY(answer_nodes, on, "on", WHEN, KEY_NULL, .doc = "when it was given"),
};
const struct table event_answer_table = KEY_TABLE("answer", answer_keys, answer_nodes, NULL);

static const struct key chart_keys[] = {
    KEY(chart_nodes, procedure_ended, "procedure_ended", WHEN, KEY_NULL,
        .doc = "when the procedure ended"),
    KEY(chart_nodes, reactions, "reactions", MAPS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .table = &event_entry_tables[CHART_REACTIONS], .doc = "what was seen after it"),
    KEY(chart_nodes, products, "products", MAPS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .table = &event_entry_tables[CHART_PRODUCTS], .doc = "what was used after it"),
    KEY(chart_nodes, fields, "fields", ANY, KEY_NULL,
        .doc = "fields of the procedure note, by name"),
};
const struct table event_chart_table = KEY_TABLE("chart", chart_keys, chart_nodes, NULL);

static const struct key clearance_keys[] = {
    KEY(clearance_nodes, rule, "rule", TEXT, KEY_NULL, .doc = "the rule that is cleared"),
    KEY(clearance_nodes, statement, "statement", TEXT, KEY_NULL,
        .doc = "or the statement of its source"),
    KEY(clearance_nodes, role, "role", TEXT, KEY_NULL, .doc = "of who cleared it"),
    KEY(clearance_nodes, reason, "reason", TEXT, KEY_NULL, .doc = "one of the coded reasons"),
    KEY(clearance_nodes, on, "on", WHEN, KEY_NULL, .doc = "when"),
    KEY(clearance_nodes, appointment, "appointment", TEXT, KEY_NULL,
        .doc = "for which appointment"),
};
const struct table event_clearance_table =
    KEY_TABLE("clearance", clearance_keys, clearance_nodes, NULL);

static const struct key acknowledgement_keys[] = {
    KEY(acknowledgement_nodes, rule, "rule", TEXT, KEY_REQUIRED, .doc = "the finding's rule"),
    KEY(acknowledgement_nodes, action, "action", CHOICE, KEY_REQUIRED,
        .words = &words_acknowledgement, .doc = "what was done about it"),
    KEY(acknowledgement_nodes, role, "role", TEXT, KEY_NULL, .doc = "by whom"),
    KEY(acknowledgement_nodes, actor, "actor", TEXT, KEY_NULL,
        .doc = "the host's id of that person"),
    KEY(acknowledgement_nodes, reason, "reason", TEXT, KEY_NULL, .doc = "one of the coded reasons"),
    KEY(acknowledgement_nodes, note, "note", TEXT, KEY_NULL, .doc = "in words"),
    KEY(acknowledgement_nodes, at, "at", WHEN, KEY_NULL, .doc = "when"),
};
const struct table event_acknowledgement_table =
    KEY_TABLE("acknowledgement", acknowledgement_keys, acknowledgement_nodes, NULL);

/* ---- the event ---- */

#define CHART_LIST(chart, key_name, text)                                                          \
    KEY(event_nodes, lists[chart], key_name, MAP, KEY_NULL, .table = &event_list_tables[chart],    \
        .doc = text)

static const struct key event_keys[] = {
    KEY(event_nodes, format, "format", TEXT, KEY_REQUIRED, .doc = "precare-event/1"),
    KEY(event_nodes, event_id, "event_id", TEXT, KEY_NULL,
        .doc = "the host's own; the same again when tried again"),
    KEY(event_nodes, moment, "moment", CHOICE, KEY_REQUIRED, .words = &words_moment,
        .doc = "booking, check-in, treatment, follow-up"),
    KEY(event_nodes, action, "action", CHOICE, KEY_NULL, .words = &words_action,
        .doc = "of a booking: create, reschedule, confirm, cancel"),
    KEY(event_nodes, phase, "phase", CHOICE, KEY_NULL, .words = &words_phase,
        .doc = "preview, final (the default), settle"),
    KEY(event_nodes, now, "now", WHEN, KEY_REQUIRED, .doc = "the present, as the host knows it"),
    KEY(event_nodes, subject, "subject", TEXT, KEY_NULL,
        .doc = "the host's own key of the patient"),
    KEY(event_nodes, patient, "patient", MAP, KEY_NULL, .table = &event_patient_table,
        .doc = "who"),
    KEY(event_nodes, appointment, "appointment", MAP, KEY_REQUIRED,
        .table = &event_appointment_table, .doc = "what is booked, and when"),
    KEY(event_nodes, provider, "provider", MAP, KEY_NULL, .table = &event_provider_table,
        .doc = "by whom"),
    CHART_LIST(CHART_CONDITIONS, "conditions", "the problem list; absent: not asked"),
    CHART_LIST(CHART_MEDICATIONS, "medications", "what the patient takes; absent: not asked"),
    CHART_LIST(CHART_ALLERGIES, "allergies", "known allergies; absent: not asked"),
    CHART_LIST(CHART_PROCEDURES, "procedures", "earlier and planned procedures; absent: not asked"),
    KEY(event_nodes, answers, "answers", ANY, KEY_NULL, .doc = "answers to questions, by name"),
    KEY(event_nodes, chart, "chart", MAP, KEY_NULL, .table = &event_chart_table,
        .doc = "what was charted"),
    KEY(event_nodes, clearances, "clearances", MAPS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .table = &event_clearance_table, .doc = "a clinician's documented decisions to go on"),
    KEY(event_nodes, disposition, "disposition", CHOICE, KEY_NULL, .words = &words_disposition,
        .doc = "of a settle: saved, abandoned, overridden"),
    KEY(event_nodes, acknowledgements, "acknowledgements", MAPS, KEY_NULL | KEY_MAY_BE_EMPTY,
        .table = &event_acknowledgement_table,
        .doc = "of a settle: what was done about the findings"),
};
const struct table event_table = KEY_TABLE("event", event_keys, event_nodes, NULL);
