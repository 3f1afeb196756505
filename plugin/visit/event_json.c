/* SPDX-License-Identifier: MIT
 *
 * A precare-event/1 document becomes a visit: JSON to nodes, nodes through the tables of
 * event_keys.c, and here the values: texts within their limits, words to numbers, dates to the
 * clinic's calendar. Called at the JSON door and by `precare evaluate`; any thread. Every fault is
 * kept, with its path; with one of them nothing is evaluated.
 */
#include "visit/event_json.h"

#include <string.h>

#include "visit/event_keys.h"

struct making {
    struct reader reader;
    const struct zone *zone;
    struct visit *visit;
};

/* ---- faults ---- */

static void event_json_lost(struct making *m)
{
    m->reader.faults->lost = true;
}

static void *array_of(struct making *m, uint32_t count, size_t size)
{
    void *array = arena_array(m->reader.arena, count, size);

    if (array == NULL) {
        event_json_lost(m);
    }
    return array;
}

static bool too_many(struct making *m, const struct node *n)
{
    if (n->count <= EVENT_ENTRIES) {
        return false;
    }
    (void)reader_fault(&m->reader, FAULT_E402, n, "more than %u entries", EVENT_ENTRIES);
    return true;
}

/* ---- texts ---- */

static bool holds_control(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c < 0x20 || c == 0x7F || (c == 0xC2 && (unsigned char)s[i + 1] < 0xA0)) {
            return true; /* s ends with NUL; U+0080 to U+009F are C2 80 to C2 9F */
        }
    }
    return false;
}

static bool text_is_good(struct making *m, const struct node *n, const struct node *at,
                         uint32_t limit)
{
    if (n->text.len > limit) {
        (void)reader_fault(&m->reader, FAULT_E402, at,
                           limit == EVENT_ID ? "the id is longer than 128 bytes"
                                             : "the text is longer than 1 KiB");
        return false;
    }
    if (holds_control(n->text.at, n->text.len)) {
        (void)reader_fault(&m->reader, FAULT_E409, at, "the text holds a control character");
        return false;
    }
    return true;
}

/* An empty text says nothing. */
static void event_json_take(struct making *m, const struct node *n, uint32_t limit,
                            struct span *out)
{
    if (n != NULL && text_is_good(m, n, n, limit) && n->text.len > 0) {
        *out = n->text;
    }
}

static void take_text(struct making *m, const struct node *n, struct span *out)
{
    event_json_take(m, n, EVENT_TEXT, out);
}

static void take_id(struct making *m, const struct node *n, struct span *out)
{
    event_json_take(m, n, EVENT_ID, out);
}

static void take_texts(struct making *m, const struct node *n, const struct span **at_r,
                       uint32_t *count_r)
{
    if (n == NULL || n->count == 0 || too_many(m, n)) {
        return;
    }
    struct span *spans = array_of(m, n->count, sizeof *spans);
    for (uint32_t i = 0; spans != NULL && i < n->count; i++) {
        take_text(m, n->items[i], &spans[i]);
        if (n->items[i]->text.len == 0) {
            (void)reader_fault(&m->reader, FAULT_E404, n->items[i], "an empty text");
        }
    }
    *at_r = spans;
    *count_r = spans != NULL ? n->count : 0;
}

/* ---- words, numbers, times ---- */

static uint32_t number_of(const struct node *n, const struct words *words)
{
    return n != NULL ? word_number(words, n->text.at) : 0;
}

static void take_when(struct making *m, const struct node *n, struct when *out)
{
    if (n == NULL) {
        return;
    }
    if (n->text.len > EVENT_ID) {
        (void)reader_fault(&m->reader, FAULT_E407, n, "a text that is no date or instant");
        return;
    }
    int answer = when_read(n->text.at, n->text.len, m->zone, out);
    if (answer == 0) {
        return;
    }
    struct fault *fault =
        answer == -2 ? reader_fault(&m->reader, FAULT_E408, n, "a date or time that does not exist")
                     : reader_fault(&m->reader, FAULT_E407, n, "a text that is no date or instant");
    fault_fix(m->reader.faults, fault,
              "Send \"2026-11-23\" (a month or a year alone where that is all that is known) or "
              "\"2026-11-23T10:00:00-05:00\".");
    *out = (struct when){0};
}

static void take_full_when(struct making *m, const struct node *n, struct when *out)
{
    take_when(m, n, out);
    if (n != NULL && out->kind == WHEN_PARTIAL) {
        (void)reader_fault(&m->reader, FAULT_E407, n,
                           "a date or an instant is needed here, not a part of a date");
    }
}

static void take_minutes(struct making *m, const struct node *n)
{
    if (n == NULL) {
        return;
    }
    if (n->integer < 0 || n->integer > INT32_MAX) {
        (void)reader_fault(&m->reader, FAULT_E407, n, "a number of minutes cannot be so %s",
                           n->integer < 0 ? "small" : "large");
    } else {
        m->visit->minutes = (int32_t)n->integer;
    }
}

/* ---- the chart ---- */

static const struct words *status_words(enum chart chart)
{
    switch (chart) {
    case CHART_CONDITIONS: return &words_status;
    case CHART_MEDICATIONS: return &words_use;
    case CHART_PROCEDURES: return &words_state;
    case CHART_ALLERGIES:
    case CHART_REACTIONS:
    case CHART_PRODUCTS:
    case CHART_COUNT: break;
    }
    return NULL;
}

static void take_entry(struct making *m, enum chart chart, const struct node *from,
                       struct entry *entry)
{
    struct entry_nodes nodes;
    struct when resolved = {0};

    (void)reader_read(&m->reader, &event_entry_tables[chart], from, &nodes);
    take_text(m, nodes.text, &entry->text);
    take_text(m, nodes.code, &entry->code);
    if (entry->text.at == NULL && entry->code.at == NULL &&
        !(nodes.text != NULL && nodes.text->text.len) &&
        !(nodes.code != NULL && nodes.code->text.len)) {
        struct fault *fault =
            reader_fault(&m->reader, FAULT_E404, from, "an entry needs a text or a code");

        fault_fix(m->reader.faults, fault,
                  "Send what was entered as \"text\", its code as \"code\", or both.");
    }
    const struct words *words = status_words(chart);
    entry->status = words != NULL ? number_of(nodes.status, words) : 0;
    entry->severity = number_of(nodes.severity, &words_severity);
    take_texts(m, nodes.sites, &entry->sites, &entry->site_count);
    take_text(m, nodes.route, &entry->route);
    take_id(m, nodes.appointment, &entry->appointment);
    take_when(m, nodes.at, &entry->at);
    take_when(m, nodes.noted, &entry->noted);
    take_when(m, nodes.resolved, &resolved);
}

static void take_entries(struct making *m, enum chart chart, const struct node *list)
{
    if (list == NULL || list->count == 0 || too_many(m, list)) {
        return;
    }
    struct entry *entries = array_of(m, list->count, sizeof *entries);
    for (uint32_t i = 0; entries != NULL && i < list->count; i++) {
        take_entry(m, chart, list->items[i], &entries[i]);
    }
    m->visit->chart[chart].at = entries;
    m->visit->chart[chart].count = entries != NULL ? list->count : 0;
}

static void take_list(struct making *m, enum chart chart, const struct node *from)
{
    struct list_nodes nodes;

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_list_tables[chart], from, &nodes);
    take_when(m, nodes.reviewed, &m->visit->chart[chart].reviewed);
    take_entries(m, chart, nodes.entries);
}

/* ---- answers and fields, by name ---- */

static bool is_host_key(const struct span *name)
{
    return name->len >= 2 && name->at[0] == 'x' && name->at[1] == '-';
}

/* The value alone, or, of an answer, {value, on}. false: no answer. */
static bool take_named(struct making *m, const struct node *from, bool is_answer,
                       struct answer *answer)
{
    const struct node *value = from;

    if (from->kind == NODE_NULL) {
        return false;
    }
    if (is_answer && from->kind == NODE_MAP) {
        struct answer_nodes nodes;

        (void)reader_read(&m->reader, &event_answer_table, from, &nodes);
        value = nodes.value;
        take_when(m, nodes.on, &answer->on);
        if (value == NULL && node_get(from, "value") != NULL) {
            return false; /* null, or told */
        }
    } else if (from->kind != NODE_TEXT) {
        (void)reader_fault(&m->reader, FAULT_E405, from, "%s",
                           is_answer
                               ? "an answer must be a text, or an object with \"value\" and \"on\""
                               : "a field must be a text");
        return false;
    }
    take_text(m, value, &answer->value);
    if (value == NULL) {
        (void)reader_missing(&m->reader, from, "value");
    } else if (value->text.len == 0) {
        (void)reader_fault(&m->reader, FAULT_E404, value, "an empty text");
    }
    return answer->value.at != NULL;
}

static void take_names(struct making *m, const struct node *from, bool is_answer,
                       const struct answer **at_r, uint32_t *count_r)
{
    if (from == NULL) {
        return;
    }
    if (from->kind != NODE_MAP) {
        (void)reader_fault(&m->reader, FAULT_E405, from, "%s must be an object, and here is %s",
                           is_answer ? "\"answers\"" : "\"fields\"", node_kind_name(from));
        return;
    }
    if (from->count == 0 || too_many(m, from)) {
        return;
    }
    struct answer *answers = array_of(m, from->count, sizeof *answers);
    uint32_t count = 0;
    for (uint32_t i = 0; answers != NULL && i < from->count; i++) {
        const struct node *name = from->keys[i];

        if (is_host_key(&name->text) || !text_is_good(m, name, from->items[i], EVENT_TEXT)) {
            continue;
        }
        answers[count] = (struct answer){.name = name->text};
        if (name->text.len == 0) {
            (void)reader_fault(&m->reader, FAULT_E404, from->items[i], "an empty name");
        } else if (take_named(m, from->items[i], is_answer, &answers[count])) {
            count++;
        }
    }
    *at_r = answers;
    *count_r = answers != NULL ? count : 0;
}

static void take_chart(struct making *m, const struct node *from)
{
    struct chart_nodes nodes;

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_chart_table, from, &nodes);
    take_when(m, nodes.procedure_ended, &m->visit->procedure_ended);
    take_entries(m, CHART_REACTIONS, nodes.reactions);
    take_entries(m, CHART_PRODUCTS, nodes.products);
    take_names(m, nodes.fields, false, &m->visit->fields, &m->visit->field_count);
}

/* ---- clearances and acknowledgements ---- */

static void take_clearances(struct making *m, const struct node *list)
{
    if (list == NULL || list->count == 0 || too_many(m, list)) {
        return;
    }
    struct clearance *clearances = array_of(m, list->count, sizeof *clearances);
    for (uint32_t i = 0; clearances != NULL && i < list->count; i++) {
        struct clearance_nodes nodes;
        struct clearance *to = &clearances[i];

        (void)reader_read(&m->reader, &event_clearance_table, list->items[i], &nodes);
        take_text(m, nodes.rule, &to->rule);
        take_text(m, nodes.statement, &to->statement);
        take_text(m, nodes.role, &to->role);
        take_text(m, nodes.reason, &to->reason);
        take_id(m, nodes.appointment, &to->appointment);
        take_when(m, nodes.on, &to->on);
    }
    m->visit->clearances = clearances;
    m->visit->clearance_count = clearances != NULL ? list->count : 0;
}

static void take_acknowledgements(struct making *m, const struct node *list)
{
    if (list == NULL || list->count == 0 || too_many(m, list)) {
        return;
    }
    struct acknowledgement *acks = array_of(m, list->count, sizeof *acks);
    for (uint32_t i = 0; acks != NULL && i < list->count; i++) {
        struct acknowledgement_nodes nodes;
        struct acknowledgement *to = &acks[i];

        (void)reader_read(&m->reader, &event_acknowledgement_table, list->items[i], &nodes);
        take_text(m, nodes.rule, &to->rule);
        take_text(m, nodes.role, &to->role);
        take_id(m, nodes.actor, &to->actor);
        take_text(m, nodes.reason, &to->reason);
        take_text(m, nodes.note, &to->note);
        to->action = number_of(nodes.action, &words_acknowledgement);
        take_when(m, nodes.at, &to->at);
    }
    m->visit->acknowledgements = acks;
    m->visit->acknowledgement_count = acks != NULL ? list->count : 0;
}

/* ---- who, what, by whom ---- */

static void take_patient(struct making *m, const struct node *from)
{
    struct patient_nodes nodes;
    struct span sex = {0};

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_patient_table, from, &nodes);
    take_when(m, nodes.birth_date, &m->visit->birth);
    take_text(m, nodes.sex, &sex);
    m->visit->pregnancy = number_of(nodes.pregnancy, &words_pregnancy);
}

static void take_procedure(struct making *m, const struct node *from)
{
    struct procedure_nodes nodes;

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_procedure_table, from, &nodes);
    take_text(m, nodes.text, &m->visit->procedure_text);
    take_text(m, nodes.code, &m->visit->procedure_code);
}

static void take_appointment(struct making *m, const struct node *from)
{
    struct appointment_nodes nodes;
    struct visit *v = m->visit;

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_appointment_table, from, &nodes);
    take_id(m, nodes.id, &v->appointment);
    take_full_when(m, nodes.start, &v->start);
    v->reference = v->start.first;
    take_minutes(m, nodes.minutes);
    take_procedure(m, nodes.procedure);
    take_text(m, nodes.modality, &v->modality);
    take_texts(m, nodes.sites, &v->sites, &v->site_count);
    take_text(m, nodes.indication, &v->indication);
    take_text(m, nodes.price, &v->price);
    v->state = number_of(nodes.state, &words_state);
}

static void take_provider(struct making *m, const struct node *from)
{
    struct provider_nodes nodes;

    if (from == NULL) {
        return;
    }
    (void)reader_read(&m->reader, &event_provider_table, from, &nodes);
    take_id(m, nodes.id, &m->visit->provider);
    take_text(m, nodes.role, &m->visit->role);
    take_texts(m, nodes.training, &m->visit->training, &m->visit->training_count);
    m->visit->training_recorded = nodes.training != NULL;
}

/* ---- the event ---- */

static void take_format(struct making *m, const struct node *n)
{
    if (n == NULL || span_same(n->text, SPAN("precare-event/1"))) {
        return;
    }
    struct fault *fault =
        reader_fault(&m->reader, FAULT_E406, n, "not a format that is known here");
    fault_fix(m->reader.faults, fault, "Send \"format\": \"precare-event/1\".");
}

/* Disposition and acknowledgements belong to a settle: of another event they are checked, and not
 * carried. */
static void take_settle(struct making *m, const struct event_nodes *nodes, const struct node *root)
{
    struct visit *v = m->visit;

    v->disposition = number_of(nodes->disposition, &words_disposition);
    take_acknowledgements(m, nodes->acknowledgements);
    if (v->phase == PRECARE_SETTLE) {
        const struct node *given = node_get(root, "disposition");

        if (given == NULL || given->kind == NODE_NULL) {
            struct fault *fault = reader_missing(&m->reader, root, "disposition");

            fault_fix(m->reader.faults, fault,
                      "A settle says what became of the preview: saved, abandoned or overridden.");
        }
        return;
    }
    v->disposition = 0;
    v->acknowledgements = NULL;
    v->acknowledgement_count = 0;
}

static void take_event(struct making *m, const struct node *root)
{
    struct event_nodes nodes;
    struct visit *v = m->visit;

    (void)reader_read(&m->reader, &event_table, root, &nodes);
    take_id(m, nodes.event_id, &v->event_id);
    take_format(m, nodes.format);
    v->moment = number_of(nodes.moment, &words_moment);
    v->action = number_of(nodes.action, &words_action);
    v->phase = nodes.phase != NULL ? number_of(nodes.phase, &words_phase) : PRECARE_FINAL;
    take_full_when(m, nodes.now, &v->now);
    v->today = v->now.first;
    take_id(m, nodes.subject, &v->subject);
    take_patient(m, nodes.patient);
    take_appointment(m, nodes.appointment);
    take_provider(m, nodes.provider);
    for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
        take_list(m, (enum chart)chart, nodes.lists[chart]);
    }
    take_names(m, nodes.answers, true, &v->answers, &v->answer_count);
    take_chart(m, nodes.chart);
    take_clearances(m, nodes.clearances);
    take_settle(m, &nodes, root);
}

int event_from_json(const char *bytes, size_t len, const struct zone *zone, struct arena *arena,
                    struct faults *faults, struct visit *visit_r)
{
    static const struct node_limits limits = {
        .bytes = EVENT_BYTES, .depth = EVENT_DEPTH, .text = EVENT_BYTES};
    uint32_t errors = faults->errors;

    memset(visit_r, 0, sizeof *visit_r);
    visit_r->zone = zone;
    struct node *root = json_read(bytes, len, &limits, arena, faults);
    if (root == NULL) {
        return -1;
    }
    struct making making = {
        .reader = {.faults = faults, .arena = arena, .json = true},
        .zone = zone,
        .visit = visit_r,
    };
    if (root->kind == NODE_MAP) {
        take_event(&making, root);
    } else {
        (void)reader_fault(&making.reader, FAULT_E405, root,
                           "an event must be an object, and here is %s", node_kind_name(root));
    }
    if (arena->failed) {
        faults->lost = true;
    }
    return faults->errors == errors && !faults->lost ? 0 : -1;
}
