/* SPDX-License-Identifier: MIT
 *
 * From the host's structs to a visit. Called by the hooks on the host's threads, once an event, so it is lean: a path
 * is only put together when something is wrong, texts are borrowed, arrays go into the caller's arena.
 * On failure the first fault found is told with its path; the event is then not evaluated at all.
 */
#include "abi/event_struct.h"

#include <stdio.h>
#include <string.h>

#include "abi/plain.h"
#include "abi/sizes.h"

#define MARCH_0 719468 /* days from 0000-03-01 to 1970-01-01 */

struct reading {
    const struct zone *zone;
    struct arena *arena;
    struct event_fault *fault;
    const char *list; /* "medications.entries"; NULL: at the top, or `inside` */
    uint32_t index;
    const char *inside; /* "appointment"; NULL: at the top */
};

/* ---- faults: the cold side ---- */

__attribute__((cold, noinline)) static bool fault_at(struct reading *r, int32_t code, const char *field,
                                                     int64_t item, const char *message)
{
    char *out = r->fault->where;
    size_t room = sizeof r->fault->where;
    int used = 0;

    r->fault->code = code;
    r->fault->message = message;
    if (r->list != NULL) {
        used = snprintf(out, room, "%s[%u]%s", r->list, (unsigned)r->index, field[0] != '\0' ? "." : "");
    } else if (r->inside != NULL) {
        used = snprintf(out, room, "%s%s", r->inside, field[0] != '\0' ? "." : "");
    }
    size_t at = used > 0 && (size_t)used < room ? (size_t)used : 0;
    if (item < 0) {
        (void)snprintf(out + at, room - at, "%s", field);
    } else {
        (void)snprintf(out + at, room - at, "%s[%lld]", field, (long long)item);
    }
    return false;
}

static bool fault_in(struct reading *r, const char *field, const char *message)
{
    return fault_at(r, PRECARE_E_EVENT, field, -1, message);
}

/* ---- texts ---- */

/* NULL: fine, though not plain; else what is wrong with it. */
__attribute__((cold, noinline)) static const char *text_wrong(const char *s, size_t len)
{
    if (!utf8_valid(s, len, NULL)) {
        return "the text is not UTF-8";
    }
    for (size_t i = 0; i < len;) {
        uint32_t bytes = 1;
        uint32_t c = utf8_next(s + i, len - i, &bytes);
        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
            return "the text holds a control character";
        }
        i += bytes;
    }
    return NULL;
}

/* The same for a text that is not short and plain. */
__attribute__((noinline)) static const char *text_slow(const char *s, uint32_t limit, struct span *out)
{
    size_t len = strnlen(s, (size_t)limit + 1);

    if (len > limit) {
        return limit == EVENT_ID ? "the id is longer than 128 bytes"
                                 : "the text is longer than 1 KiB";
    }
    const char *wrong = text_wrong(s, len);
    if (wrong == NULL && len > 0) {
        *out = (struct span){s, (uint32_t)len};
    }
    return wrong;
}

/* NULL: kept in *out; else what is wrong. An empty text is as none. */
static inline const char *text_read(const char *s, uint32_t limit, struct span *out)
{
    if (s == NULL) {
        return NULL;
    }
    uint32_t len = plain_length(s);
    if (len > PLAIN_MOST) {
        return text_slow(s, limit, out);
    }
    *out = (struct span){len > 0 ? s : NULL, len};
    return NULL;
}

static inline bool text_take(struct reading *r, const char *field, const char *s, struct span *out)
{
    const char *wrong = s != NULL ? text_read(s, EVENT_TEXT, out) : NULL;
    return wrong == NULL || fault_in(r, field, wrong);
}

static inline bool id_take(struct reading *r, const char *field, const char *s, struct span *out)
{
    const char *wrong = s != NULL ? text_read(s, EVENT_ID, out) : NULL;
    return wrong == NULL || fault_in(r, field, wrong);
}

bool host_text(const char *s, uint32_t limit, struct span *span_r)
{
    *span_r = (struct span){0};
    return text_read(s, limit, span_r) == NULL;
}

/* ---- numbers and times ---- */

static inline bool word_take(struct reading *r, const char *field, uint32_t number, uint32_t last,
                             uint32_t *out)
{
    *out = number;
    return number <= last || fault_in(r, field, "not a number of this vocabulary");
}

static bool time_slow(struct reading *r, const char *field, const precare_time *t, struct when *out)
{
    int32_t parts[6] = {t->year, 0, 0, -1, 0, 0};

    if (t->precision > PRECARE_TIME_INSTANT) {
        return fault_in(r, field, "not a precision of a time");
    }
    if (t->precision >= PRECARE_TIME_MONTH) {
        parts[1] = t->month;
    }
    if (t->precision >= PRECARE_TIME_DAY) {
        parts[2] = t->day;
    }
    if (t->precision >= PRECARE_TIME_LOCAL) {
        parts[3] = t->hour;
        parts[4] = t->minute;
        parts[5] = t->second;
    }
    bool named = (t->precision < PRECARE_TIME_MONTH || t->month != 0) &&
                 (t->precision < PRECARE_TIME_DAY || t->day != 0) &&
                 (t->precision < PRECARE_TIME_LOCAL || t->hour >= 0) &&
                 (t->precision < PRECARE_TIME_INSTANT || t->offset_minutes != INT32_MIN); /* to when_of: none */
    int32_t offset = t->precision == PRECARE_TIME_INSTANT ? t->offset_minutes : INT32_MIN;
    if (!named || when_of(parts, offset, r->zone, out) != 0) {
        return fault_in(r, field, "a date or time that does not exist");
    }
    return true;
}

/* A day, which is most of what a chart holds; the year is counted from March, so that the leap day is its last. */
static inline bool day_take(const precare_time *t, struct when *out)
{
    static const int16_t before[13] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    uint32_t month = (uint32_t)t->month - 1, day = (uint32_t)t->day - 1, year = (uint32_t)t->year - 1;

    if (month >= 12 || year >= 9999 || (day >= 28 && !date_exists(t->year, t->month, t->day))) {
        return false;
    }
    year += month >= 2 ? 1 : 0;
    uint32_t century = year / 100;
    out->first = out->last = (int32_t)(year * 365 + year / 4 - century + century / 4) + before[month + 1] +
                             (int32_t)day - MARCH_0;
    out->kind = WHEN_DAY;
    return true;
}

static inline bool time_take(struct reading *r, const char *field, const precare_time *t, struct when *out)
{
    if (t->precision == 0) {
        return true;
    }
    return (t->precision == PRECARE_TIME_DAY && day_take(t, out)) || time_slow(r, field, t, out);
}

/* ---- arrays ---- */

struct walk { /* over an array that was checked */
    const unsigned char *at;
    uint32_t count, stride;
};

static inline bool array_take(struct reading *r, const char *field, const precare_array *a,
                              uint32_t least, struct walk *walk_r)
{
    *walk_r = (struct walk){a->items, a->count, a->stride};
    if (a->count == 0) {
        return true;
    }
    if (a->stride < least || ((uintptr_t)a->items | a->stride) % 8 != 0) {
        return fault_at(r, PRECARE_E_SIZE, field, -1,
                        "the stride is below the size of an element, or not aligned");
    }
    if (a->items == NULL) {
        return fault_in(r, field, "a count without items");
    }
    return a->count <= EVENT_ENTRIES || fault_in(r, field, "more than 512 entries");
}

/* Element i; through `room` where the host knows less of it than we do. */
static inline const void *element(const struct walk *w, uint32_t i, void *room, size_t size)
{
    const unsigned char *at = w->at + (size_t)i * w->stride;

    if (w->stride >= size) {
        return at;
    }
    memset(room, 0, size);
    return memcpy(room, at, w->stride);
}

static bool memory_fault(struct reading *r)
{
    return fault_at(r, PRECARE_E_MEMORY, "", -1, "no memory");
}

static bool texts_take(struct reading *r, const char *field, const precare_array *a,
                       const struct span **at_r, uint32_t *count_r)
{
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, field, a, sizeof(const char *), &w)) {
        return false;
    }
    struct span *spans = arena_array(r->arena, w.count, sizeof *spans);
    if (spans == NULL) {
        return memory_fault(r);
    }
    for (uint32_t i = 0; i < w.count; i++) {
        const char *s = *(const char *const *)(const void *)(w.at + (size_t)i * w.stride);
        const char *wrong = text_read(s, EVENT_TEXT, &spans[i]);
        if (wrong != NULL || spans[i].at == NULL) {
            return fault_at(r, PRECARE_E_EVENT, field, i, wrong != NULL ? wrong : "an empty text");
        }
    }
    *at_r = spans;
    *count_r = w.count;
    return true;
}

/* ---- the chart ---- */

static inline bool named(struct reading *r, const struct entry *e)
{
    return e->text.at != NULL || e->code.at != NULL ||
           fault_in(r, "", "an entry needs a text or a code");
}

static bool condition_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_condition *c = from;

    return text_take(r, "text", c->text, &e->text) && text_take(r, "code", c->code, &e->code) &&
           named(r, e) && word_take(r, "status", c->status, PRECARE_STATUS_NEVER, &e->status) &&
           word_take(r, "severity", c->severity, PRECARE_SEVERE, &e->severity) &&
           texts_take(r, "sites", &c->sites, &e->sites, &e->site_count) &&
           time_take(r, "onset", &c->onset, &e->at) &&
           time_take(r, "recorded", &c->recorded, &e->noted) &&
           time_take(r, "resolved", &c->resolved, &(struct when){0});
}

static bool medication_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_medication *m = from;

    return text_take(r, "text", m->text, &e->text) && text_take(r, "code", m->code, &e->code) &&
           named(r, e) && word_take(r, "use", m->use, PRECARE_USE_NEVER, &e->status) &&
           text_take(r, "route", m->route, &e->route) &&
           texts_take(r, "sites", &m->sites, &e->sites, &e->site_count) &&
           time_take(r, "last_used", &m->last_used, &e->at) &&
           time_take(r, "started", &m->started, &e->noted);
}

static bool allergy_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_allergy *a = from;

    return text_take(r, "text", a->text, &e->text) && text_take(r, "code", a->code, &e->code) &&
           named(r, e) && word_take(r, "severity", a->severity, PRECARE_SEVERE, &e->severity) &&
           time_take(r, "recorded", &a->recorded, &e->noted);
}

static bool procedure_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_procedure *p = from;

    return text_take(r, "text", p->text, &e->text) && text_take(r, "code", p->code, &e->code) &&
           named(r, e) && word_take(r, "state", p->state, PRECARE_CANCELLED, &e->status) &&
           id_take(r, "appointment", p->appointment, &e->appointment) &&
           texts_take(r, "sites", &p->sites, &e->sites, &e->site_count) &&
           time_take(r, "date", &p->date, &e->at);
}

static bool reaction_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_reaction *c = from;

    return text_take(r, "text", c->text, &e->text) && text_take(r, "code", c->code, &e->code) &&
           named(r, e) && word_take(r, "severity", c->severity, PRECARE_SEVERE, &e->severity) &&
           texts_take(r, "sites", &c->sites, &e->sites, &e->site_count) &&
           time_take(r, "at", &c->at, &e->at);
}

static bool product_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_product *p = from;

    return text_take(r, "text", p->text, &e->text) && text_take(r, "code", p->code, &e->code) &&
           named(r, e) && texts_take(r, "sites", &p->sites, &e->sites, &e->site_count) &&
           time_take(r, "at", &p->at, &e->at);
}

static const struct chart_kind {
    const char *name;
    bool (*take)(struct reading *r, const void *from, struct entry *e);
    uint32_t least; /* of an element, in 1.0 */
    uint32_t size;  /* of an element, as we know it */
} chart_kinds[CHART_COUNT] = {
    [CHART_CONDITIONS] = {"conditions.entries", condition_take, CONDITION_1_0, sizeof(precare_condition)},
    [CHART_MEDICATIONS] = {"medications.entries", medication_take, MEDICATION_1_0,
                           sizeof(precare_medication)},
    [CHART_ALLERGIES] = {"allergies.entries", allergy_take, ALLERGY_1_0, sizeof(precare_allergy)},
    [CHART_PROCEDURES] = {"procedures.entries", procedure_take, PROCEDURE_1_0, sizeof(precare_procedure)},
    [CHART_REACTIONS] = {"chart.reactions", reaction_take, REACTION_1_0, sizeof(precare_reaction)},
    [CHART_PRODUCTS] = {"chart.products", product_take, PRODUCT_1_0, sizeof(precare_product)},
};

union any_element {
    precare_condition condition;
    precare_medication medication;
    precare_procedure procedure;
    precare_reaction reaction;
};

static bool chart_take(struct reading *r, uint32_t chart, const precare_array *a, struct entries *out)
{
    const struct chart_kind *kind = &chart_kinds[chart];
    union any_element room;
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, kind->name, a, kind->least, &w)) {
        return false;
    }
    struct entry *entries = arena_array(r->arena, w.count, sizeof *entries);
    if (entries == NULL) {
        return memory_fault(r);
    }
    r->list = kind->name;
    for (uint32_t i = 0; i < w.count; i++) {
        r->index = i;
        if (!kind->take(r, element(&w, i, &room, kind->size), &entries[i])) {
            return false;
        }
    }
    r->list = NULL;
    out->at = entries;
    out->count = w.count;
    return true;
}

static bool list_take(struct reading *r, uint32_t chart, const char *reviewed,
                      const precare_list *list, struct entries *out)
{
    return time_take(r, reviewed, &list->reviewed, &out->reviewed) &&
           chart_take(r, chart, &list->entries, out);
}

/* ---- answers, fields, clearances, acknowledgements ---- */

/* A name twice would be two truths; JSON refuses it too. */
static bool names_differ(struct reading *r, const struct answer *at, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (span_same(at[i].name, at[j].name)) {
                r->index = i;
                return fault_in(r, "name", "this name was given before");
            }
        }
    }
    return true;
}

static bool answer_take(struct reading *r, const precare_answer *from, struct answer *to)
{
    return text_take(r, "name", from->name, &to->name) &&
           text_take(r, "value", from->value, &to->value) &&
           (to->name.at != NULL || fault_in(r, "name", "a name is required")) &&
           time_take(r, "on", &from->on, &to->on);
}

/* Answers; or, where `fields`, fields of the procedure note, which have no date. */
static bool answers_take(struct reading *r, bool fields, const precare_array *a,
                         const struct answer **at_r, uint32_t *count_r)
{
    const char *name = fields ? "chart.fields" : "answers";
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, name, a, fields ? FIELD_1_0 : ANSWER_1_0, &w)) {
        return false;
    }
    struct answer *answers = arena_array(r->arena, w.count, sizeof *answers);
    if (answers == NULL) {
        return memory_fault(r);
    }
    r->list = name;
    uint32_t kept = 0; /* without a value it is not answered */
    for (uint32_t i = 0; i < w.count; i++) {
        precare_answer room;
        r->index = i;
        if (fields) {
            precare_field narrow;
            const precare_field *field = element(&w, i, &narrow, sizeof narrow);
            room = (precare_answer){.name = field->name, .value = field->value};
        }
        if (!answer_take(r, fields ? &room : element(&w, i, &room, sizeof room), &answers[kept])) {
            return false;
        }
        kept += answers[kept].value.at != NULL ? 1 : 0;
    }
    if (!names_differ(r, answers, kept)) {
        return false;
    }
    r->list = NULL;
    *at_r = answers;
    *count_r = kept;
    return true;
}

static bool clearance_take(struct reading *r, const precare_clearance *from, struct clearance *to)
{
    return text_take(r, "rule", from->rule, &to->rule) &&
           text_take(r, "statement", from->statement, &to->statement) &&
           text_take(r, "role", from->role, &to->role) &&
           text_take(r, "reason", from->reason, &to->reason) &&
           id_take(r, "appointment", from->appointment, &to->appointment) &&
           time_take(r, "on", &from->on, &to->on);
}

static bool clearances_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, "clearances", a, CLEARANCE_1_0, &w)) {
        return false;
    }
    struct clearance *clearances = arena_array(r->arena, w.count, sizeof *clearances);
    if (clearances == NULL) {
        return memory_fault(r);
    }
    r->list = "clearances";
    for (uint32_t i = 0; i < w.count; i++) {
        precare_clearance room;
        r->index = i;
        if (!clearance_take(r, element(&w, i, &room, sizeof room), &clearances[i])) {
            return false;
        }
    }
    r->list = NULL;
    v->clearances = clearances;
    v->clearance_count = w.count;
    return true;
}

static bool acknowledgement_take(struct reading *r, const precare_acknowledgement *from,
                                 struct acknowledgement *to)
{
    return text_take(r, "rule", from->rule, &to->rule) && text_take(r, "role", from->role, &to->role) &&
           id_take(r, "actor", from->actor, &to->actor) &&
           text_take(r, "reason", from->reason, &to->reason) &&
           text_take(r, "note", from->note, &to->note) &&
           word_take(r, "action", from->action, PRECARE_DISMISSED, &to->action) &&
           (to->action != 0 || fault_in(r, "action", "an action is required")) &&
           time_take(r, "at", &from->at, &to->at);
}

static bool acknowledgements_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, "acknowledgements", a, ACKNOWLEDGEMENT_1_0, &w)) {
        return false;
    }
    struct acknowledgement *acks = arena_array(r->arena, w.count, sizeof *acks);
    if (acks == NULL) {
        return memory_fault(r);
    }
    r->list = "acknowledgements";
    for (uint32_t i = 0; i < w.count; i++) {
        precare_acknowledgement room;
        r->index = i;
        if (!acknowledgement_take(r, element(&w, i, &room, sizeof room), &acks[i])) {
            return false;
        }
        if (acks[i].rule.at == NULL) {
            return fault_in(r, "rule", "a rule is required");
        }
    }
    r->list = NULL;
    if (v->phase == PRECARE_SETTLE) { /* they belong to it alone: of another event they are checked, and not carried */
        v->acknowledgements = acks;
        v->acknowledgement_count = w.count;
    }
    return true;
}

/* ---- what stands alone ---- */

/* A struct that begins with its size; through `room` where the host knows less of it than we do. */
static inline const void *alone(struct reading *r, const char *name, const void *from,
                                uint32_t least, void *room, size_t size)
{
    uint32_t given;

    if ((uintptr_t)from % 8 != 0) {
        (void)fault_at(r, PRECARE_E_SIZE, name, -1, "not aligned");
        return NULL;
    }
    memcpy(&given, from, sizeof given);
    if (given >= size) {
        return from;
    }
    if (given < least) {
        (void)fault_at(r, PRECARE_E_SIZE, name, -1, "struct_size is below that of version 1.0");
        return NULL;
    }
    memset(room, 0, size);
    return memcpy(room, from, given);
}

static bool patient_take(struct reading *r, const precare_patient *from, struct visit *v)
{
    precare_patient room;
    struct span sex = {0}; /* carried, not judged */

    if (from == NULL) {
        return true;
    }
    const precare_patient *p = alone(r, "patient", from, PATIENT_1_0, &room, sizeof room);
    if (p == NULL) {
        return false;
    }
    r->inside = "patient";
    bool good = word_take(r, "pregnancy", p->pregnancy, PRECARE_NOT_APPLICABLE, &v->pregnancy) &&
                text_take(r, "sex", p->sex, &sex) &&
                time_take(r, "birth_date", &p->birth_date, &v->birth);
    r->inside = good ? NULL : r->inside;
    return good;
}

static bool provider_take(struct reading *r, const precare_provider *from, struct visit *v)
{
    precare_provider room;

    if (from == NULL) {
        return true;
    }
    const precare_provider *p = alone(r, "provider", from, PROVIDER_1_0, &room, sizeof room);
    if (p == NULL) {
        return false;
    }
    r->inside = "provider";
    if (!id_take(r, "id", p->id, &v->provider) || !text_take(r, "role", p->role, &v->role) ||
        !texts_take(r, "training", &p->training, &v->training, &v->training_count)) {
        return false;
    }
    if (p->training_recorded > 1) {
        return fault_in(r, "training_recorded", "0 or 1");
    }
    v->training_recorded = p->training_recorded == 1 || v->training_count > 0;
    r->inside = NULL;
    return true;
}

static bool procedure_text_take(struct reading *r, const precare_appointment *a, struct visit *v)
{
    r->inside = "appointment.procedure";
    if (!text_take(r, "text", a->procedure_text, &v->procedure_text) ||
        !text_take(r, "code", a->procedure_code, &v->procedure_code)) {
        return false;
    }
    r->inside = "appointment";
    return true;
}

static bool appointment_take(struct reading *r, const precare_appointment *from, struct visit *v)
{
    precare_appointment room;

    if (from == NULL) {
        return fault_in(r, "appointment", "an appointment is required");
    }
    const precare_appointment *a = alone(r, "appointment", from, APPOINTMENT_1_0, &room, sizeof room);
    if (a == NULL) {
        return false;
    }
    r->inside = "appointment";
    if (!id_take(r, "id", a->id, &v->appointment) || !time_take(r, "start", &a->start, &v->start) ||
        !word_take(r, "state", a->state, PRECARE_CANCELLED, &v->state) ||
        !texts_take(r, "sites", &a->sites, &v->sites, &v->site_count) ||
        !text_take(r, "modality", a->modality, &v->modality) ||
        !text_take(r, "indication", a->indication, &v->indication) ||
        !text_take(r, "price", a->price, &v->price) || !procedure_text_take(r, a, v)) {
        return false;
    }
    if (v->start.kind < WHEN_DAY) {
        return fault_in(r, "start", "a date or time is required, and no part of one");
    }
    if (a->minutes < 0) {
        return fault_in(r, "minutes", "a number of minutes below zero");
    }
    v->minutes = a->minutes;
    v->reference = v->start.first;
    r->inside = NULL;
    return true;
}

/* ---- the event ---- */

static bool head_take(struct reading *r, const precare_event *e, struct visit *v)
{
    if (!id_take(r, "event_id", e->event_id, &v->event_id) ||
        !id_take(r, "subject", e->subject, &v->subject) ||
        !word_take(r, "moment", e->moment, PRECARE_FOLLOW_UP, &v->moment) ||
        !word_take(r, "action", e->action, PRECARE_CANCEL, &v->action) ||
        !word_take(r, "phase", e->phase, PRECARE_SETTLE, &v->phase) ||
        !word_take(r, "disposition", e->disposition, PRECARE_OVERRIDDEN, &v->disposition) ||
        !time_take(r, "now", &e->now, &v->now)) {
        return false;
    }
    if (v->moment == 0) {
        return fault_in(r, "moment", "a moment is required");
    }
    if (v->now.kind < WHEN_DAY) {
        return fault_in(r, "now", "a date or time is required, and no part of one");
    }
    v->phase = v->phase == 0 ? PRECARE_FINAL : v->phase;
    v->today = v->now.first;
    if (v->phase == PRECARE_SETTLE && v->disposition == 0) {
        return fault_in(r, "disposition", "a settle needs its disposition");
    }
    v->disposition = v->phase == PRECARE_SETTLE ? v->disposition : 0;
    return true;
}

static bool body_take(struct reading *r, const precare_event *e, struct visit *v)
{
    struct entries *chart = v->chart;

    return patient_take(r, e->patient, v) && appointment_take(r, e->appointment, v) &&
           provider_take(r, e->provider, v) &&
           list_take(r, CHART_CONDITIONS, "conditions.reviewed", &e->conditions,
                     &chart[CHART_CONDITIONS]) &&
           list_take(r, CHART_MEDICATIONS, "medications.reviewed", &e->medications,
                     &chart[CHART_MEDICATIONS]) &&
           list_take(r, CHART_ALLERGIES, "allergies.reviewed", &e->allergies, &chart[CHART_ALLERGIES]) &&
           list_take(r, CHART_PROCEDURES, "procedures.reviewed", &e->procedures,
                     &chart[CHART_PROCEDURES]) &&
           chart_take(r, CHART_REACTIONS, &e->reactions, &chart[CHART_REACTIONS]) &&
           chart_take(r, CHART_PRODUCTS, &e->products, &chart[CHART_PRODUCTS]) &&
           answers_take(r, false, &e->answers, &v->answers, &v->answer_count) &&
           answers_take(r, true, &e->fields, &v->fields, &v->field_count) &&
           time_take(r, "chart.procedure_ended", &e->procedure_ended, &v->procedure_ended) &&
           clearances_take(r, &e->clearances, v) && acknowledgements_take(r, &e->acknowledgements, v);
}

int32_t event_from_struct(const precare_event *event, const struct zone *zone, struct arena *arena,
                          struct visit *visit_r, struct event_fault *fault_r)
{
    struct reading r = {.zone = zone, .arena = arena, .fault = fault_r};
    precare_event room;

    memset(visit_r, 0, sizeof *visit_r);
    visit_r->zone = zone;
    fault_r->code = PRECARE_OK;
    const precare_event *e = alone(&r, "event", event, EVENT_1_0, &room, sizeof room);
    if (e != NULL && head_take(&r, e, visit_r)) {
        (void)body_take(&r, e, visit_r);
    }
    return fault_r->code;
}

int32_t acknowledgement_from_struct(const precare_acknowledgement *from, const struct zone *zone,
                                    struct acknowledgement *ack_r, struct event_fault *fault_r)
{
    struct reading r = {.zone = zone, .fault = fault_r};
    precare_acknowledgement room;

    *ack_r = (struct acknowledgement){0};
    fault_r->code = PRECARE_OK;
    const precare_acknowledgement *a =
        alone(&r, "acknowledgement", from, ACKNOWLEDGEMENT_1_0, &room, sizeof room);
    if (a != NULL) {
        (void)acknowledgement_take(&r, a, ack_r);
    }
    return fault_r->code;
}
