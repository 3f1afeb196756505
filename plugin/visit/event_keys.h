/* SPDX-License-Identifier: MIT
 *
 * The keys of precare-event/1 as tables, and the structs their nodes are read into. For
 * event_json.c and for whatever prints what an event may hold (the schema, the manual).
 */
#ifndef PRECARE_VISIT_EVENT_KEYS_H
#define PRECARE_VISIT_EVENT_KEYS_H

#include "base/reader.h"
#include "visit/visit.h"

struct event_nodes {
    const struct node *format, *event_id, *moment, *action, *phase, *now, *subject, *patient,
        *appointment, *provider;
    const struct node *lists[CHART_ASKED]; /* conditions, medications, allergies, procedures */
    const struct node *answers, *chart, *clearances, *disposition, *acknowledgements;
};
struct patient_nodes {
    const struct node *birth_date, *sex, *pregnancy;
};
struct appointment_nodes {
    const struct node *id, *start, *minutes, *procedure, *modality, *sites, *indication, *price,
        *state;
};
struct procedure_nodes {
    const struct node *text, *code;
};
struct provider_nodes {
    const struct node *id, *role, *training;
};
struct list_nodes {
    const struct node *reviewed, *entries;
};
/* Of every kind of entry; a kind's table knows its own keys alone. */
struct entry_nodes {
    const struct node *text, *code, *status, *severity, *sites, *route, *appointment, *at, *noted,
        *resolved;
};
struct answer_nodes {
    const struct node *value, *on;
};
struct chart_nodes {
    const struct node *procedure_ended, *reactions, *products, *fields;
};
struct clearance_nodes {
    const struct node *rule, *statement, *role, *reason, *on, *appointment;
};
struct acknowledgement_nodes {
    const struct node *rule, *action, *role, *actor, *reason, *note, *at;
};

extern const struct table event_table, event_patient_table, event_appointment_table,
    event_procedure_table, event_provider_table, event_answer_table, event_chart_table,
    event_clearance_table, event_acknowledgement_table;
extern const struct table event_list_tables[CHART_ASKED]; /* {reviewed, entries} */
extern const struct table event_entry_tables[CHART_COUNT];

#endif
