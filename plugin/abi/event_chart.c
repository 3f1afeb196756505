/* SPDX-License-Identifier: MIT
 *
 * The lists of an event become those of a visit: the chart's entries, answers, fields, clearances,
 * acknowledgements. Part of the hot way in; into the caller's arena. Any thread; the first fault
 * ends it.
 */
#include "abi/event_reading.h"

/* ---- the chart ---- */

static inline bool event_chart_named(struct reading *r, const struct entry *e)
{
    return e->text.at != NULL || e->code.at != NULL ||
           fault_in(r, "", "an entry needs a text or a code");
}

/* One plain name, which most entries have, is kept in the entry itself. */
static inline bool sites_take(struct reading *r, const precare_array *a, struct entry *e)
{
    if (a->count == 0) {
        return true;
    }
    if (a->count == 1 && a->items != NULL && (uintptr_t)a->items % 8 == 0 &&
        a->stride >= sizeof(const char *) && a->stride <= STRIDE_MOST && a->stride % 8 == 0) {
        const char *s = *(const char *const *)a->items;
        uint32_t len = s != NULL ? plain_length(s) : 0;

        if (len - 1 < PLAIN_MOST) {
            e->only_site = (struct span){s, len};
            e->sites = &e->only_site;
            e->site_count = 1;
            return true;
        }
    }
    return texts_take(r, "sites", a, &e->sites, &e->site_count);
}

__attribute__((noinline)) static bool marks_read(struct reading *r, const char *list,
                                                 uint32_t checked, struct entry *e)
{
    return text_take(r, "list", list, &e->list) &&
           word_take(r, "checked", checked, PRECARE_AS_WRITTEN, &e->checked);
}

/* What few entries carry. */
static inline bool marks_take(struct reading *r, const char *list, uint32_t checked,
                              struct entry *e)
{
    return (list == NULL && checked == 0) || marks_read(r, list, checked, e);
}

static inline bool condition_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_condition *c = from;

    return text_take(r, "text", c->text, &e->text) && text_take(r, "code", c->code, &e->code) &&
           event_chart_named(r, e) &&
           word_take(r, "status", c->status, PRECARE_STATUS_NEVER, &e->status) &&
           word_take(r, "severity", c->severity, PRECARE_SEVERE, &e->severity) &&
           sites_take(r, &c->sites, e) && time_take(r, "onset", &c->onset, &e->at) &&
           time_take(r, "recorded", &c->recorded, &e->noted) &&
           time_take(r, "resolved", &c->resolved, &(struct when){0}) &&
           marks_take(r, c->list, c->checked, e);
}

static inline bool medication_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_medication *m = from;

    return text_take(r, "text", m->text, &e->text) && text_take(r, "code", m->code, &e->code) &&
           event_chart_named(r, e) && word_take(r, "use", m->use, PRECARE_USE_NEVER, &e->status) &&
           text_take(r, "route", m->route, &e->route) && sites_take(r, &m->sites, e) &&
           time_take(r, "last_used", &m->last_used, &e->at) &&
           time_take(r, "started", &m->started, &e->noted) && marks_take(r, m->list, m->checked, e);
}

static inline bool allergy_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_allergy *a = from;

    return text_take(r, "text", a->text, &e->text) && text_take(r, "code", a->code, &e->code) &&
           event_chart_named(r, e) &&
           word_take(r, "severity", a->severity, PRECARE_SEVERE, &e->severity) &&
           time_take(r, "recorded", &a->recorded, &e->noted) &&
           marks_take(r, a->list, a->checked, e);
}

static inline bool procedure_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_procedure *p = from;

    return text_take(r, "text", p->text, &e->text) && text_take(r, "code", p->code, &e->code) &&
           event_chart_named(r, e) &&
           word_take(r, "state", p->state, PRECARE_CANCELLED, &e->status) &&
           id_take(r, "appointment", p->appointment, &e->appointment) &&
           sites_take(r, &p->sites, e) && time_take(r, "date", &p->date, &e->at) &&
           day_or_instant_take(r, "occurrence", &p->occurrence, &e->occurrence) &&
           marks_take(r, p->list, p->checked, e) &&
           (p->fields.count == 0 ||
            fields_take(r, "fields", &p->fields, &e->fields, &e->field_count));
}

static inline bool reaction_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_reaction *c = from;

    return text_take(r, "text", c->text, &e->text) && text_take(r, "code", c->code, &e->code) &&
           event_chart_named(r, e) &&
           word_take(r, "severity", c->severity, PRECARE_SEVERE, &e->severity) &&
           sites_take(r, &c->sites, e) && time_take(r, "at", &c->at, &e->at) &&
           marks_take(r, NULL, c->checked, e);
}

static inline bool product_take(struct reading *r, const void *from, struct entry *e)
{
    const precare_product *p = from;

    return text_take(r, "text", p->text, &e->text) && text_take(r, "code", p->code, &e->code) &&
           event_chart_named(r, e) && sites_take(r, &p->sites, e) &&
           time_take(r, "at", &p->at, &e->at) && marks_take(r, NULL, p->checked, e);
}

/* One loop for each kind, so that nothing is called for each entry. */
#define ENTRIES_TAKE(kind, plural)                                                                 \
    static bool plural##_take(struct reading *r, const struct walk *w, struct entry *entries)      \
    {                                                                                              \
        precare_##kind room;                                                                       \
        for (uint32_t i = 0; i < w->count; i++) {                                                  \
            r->index = i;                                                                          \
            if (!kind##_take(r, reading_element(w, i, &room, sizeof room), &entries[i]))           \
                return false;                                                                      \
        }                                                                                          \
        return true;                                                                               \
    }
ENTRIES_TAKE(condition, conditions)
ENTRIES_TAKE(medication, medications)
ENTRIES_TAKE(allergy, allergies)
ENTRIES_TAKE(procedure, procedures)
ENTRIES_TAKE(reaction, reactions)
ENTRIES_TAKE(product, products)

static const struct chart_kind {
    const char *name, *asked; /* its entries; what was asked of it */
    bool (*take)(struct reading *r, const struct walk *w, struct entry *entries);
    uint32_t least; /* of an element, in 1.0 */
} chart_kinds[CHART_COUNT] = {
    [CHART_CONDITIONS] = {"conditions.entries", "conditions.asked", conditions_take, CONDITION_1_0},
    [CHART_MEDICATIONS] = {"medications.entries", "medications.asked", medications_take,
                           MEDICATION_1_0},
    [CHART_ALLERGIES] = {"allergies.entries", "allergies.asked", allergies_take, ALLERGY_1_0},
    [CHART_PROCEDURES] = {"procedures.entries", "procedures.asked", procedures_take, PROCEDURE_1_0},
    [CHART_REACTIONS] = {"chart.reactions", NULL, reactions_take, REACTION_1_0},
    [CHART_PRODUCTS] = {"chart.products", NULL, products_take, PRODUCT_1_0},
};

bool entries_take(struct reading *r, uint32_t chart, const precare_array *a, struct entries *out)
{
    const struct chart_kind *kind = &chart_kinds[chart];
    struct walk w;

    if (!array_take(r, kind->name, a, kind->least, &w)) {
        return false;
    }
    struct entry *entries = arena_array(r->arena, w.count, sizeof *entries);
    if (entries == NULL) {
        return memory_fault(r);
    }
    r->list = kind->name;
    if (!kind->take(r, &w, entries)) {
        return false;
    }
    r->list = NULL;
    out->at = entries;
    out->count = w.count;
    return true;
}

/* ---- what was asked, further procedures, answers, clearances, acknowledgements ---- */

bool asked_take(struct reading *r, uint32_t chart, const precare_array *a, struct entries *out)
{
    struct walk w;

    if (!array_take(r, chart_kinds[chart].asked, a, ASKED_1_0, &w)) {
        return false;
    }
    struct asked_set *asked = arena_array(r->arena, w.count, sizeof *asked);
    if (asked == NULL) {
        return memory_fault(r);
    }
    r->list = chart_kinds[chart].asked;
    for (uint32_t i = 0; i < w.count; i++) {
        precare_asked room;
        const precare_asked *from = reading_element(&w, i, &room, sizeof room);

        r->index = i;
        if (!text_take(r, "list", from->list, &asked[i].list) ||
            (asked[i].list.at == NULL && !fault_in(r, "list", "a name is required")) ||
            !time_take(r, "on", &from->on, &asked[i].on)) {
            return false;
        }
    }
    if (!names_differ(r, "list", asked, w.count, sizeof *asked)) {
        return false;
    }
    r->list = NULL;
    out->asked = asked;
    for (uint32_t i = 0; i < w.count; i++) { /* without a day it was not asked */
        asked[out->asked_count] = asked[i];
        out->asked_count += asked[i].on.kind != WHEN_UNKNOWN ? 1 : 0;
    }
    return true;
}

bool also_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

    if (!array_take(r, "also", a, BOOKED_1_0, &w)) {
        return false;
    }
    struct booked *also = arena_array(r->arena, w.count, sizeof *also);
    if (also == NULL) {
        return memory_fault(r);
    }
    r->list = "appointment.also";
    for (uint32_t i = 0; i < w.count; i++) {
        precare_booked room;
        const precare_booked *from = reading_element(&w, i, &room, sizeof room);

        r->index = i;
        if (!text_take(r, "text", from->text, &also[i].text) ||
            !text_take(r, "code", from->code, &also[i].code) ||
            !word_take(r, "checked", from->checked, PRECARE_AS_WRITTEN, &also[i].checked)) {
            return false;
        }
        if (also[i].text.at == NULL && also[i].code.at == NULL) {
            return fault_in(r, "", "an entry needs a text or a code");
        }
    }
    r->list = NULL;
    v->also = also;
    v->also_count = w.count;
    return true;
}

static bool answer_take(struct reading *r, const precare_answer *from, struct answer *to)
{
    return text_take(r, "name", from->name, &to->name) &&
           text_take(r, "value", from->value, &to->value) &&
           (to->name.at != NULL || fault_in(r, "name", "a name is required")) &&
           time_take(r, "on", &from->on, &to->on);
}

bool answers_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

    if (!array_take(r, "answers", a, ANSWER_1_0, &w)) {
        return false;
    }
    struct answer *answers = arena_array(r->arena, w.count, sizeof *answers);
    if (answers == NULL) {
        return memory_fault(r);
    }
    r->list = "answers";
    for (uint32_t i = 0; i < w.count; i++) {
        precare_answer room;

        r->index = i;
        if (!answer_take(r, reading_element(&w, i, &room, sizeof room), &answers[i])) {
            return false;
        }
    }
    if (!names_differ(r, "name", answers, w.count, sizeof *answers)) {
        return false;
    }
    r->list = NULL;
    v->answers = answers;
    v->answer_count = answers_given(answers, w.count);
    return true;
}

static bool clearance_take(struct reading *r, const precare_clearance *from, struct clearance *to)
{
    return text_take(r, "rule", from->rule, &to->rule) &&
           text_take(r, "statement", from->statement, &to->statement) &&
           text_take(r, "role", from->role, &to->role) &&
           text_take(r, "reason", from->reason, &to->reason) &&
           id_take(r, "appointment", from->appointment, &to->appointment) &&
           id_take(r, "matter", from->matter, &to->matter) &&
           time_take(r, "on", &from->on, &to->on) &&
           day_or_instant_take(r, "occurrence", &from->occurrence, &to->occurrence);
}

bool clearances_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

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
        if (!clearance_take(r, reading_element(&w, i, &room, sizeof room), &clearances[i])) {
            return false;
        }
    }
    r->list = NULL;
    v->clearances = clearances;
    v->clearance_count = w.count;
    return true;
}

bool acknowledgement_take(struct reading *r, const precare_acknowledgement *from,
                          struct acknowledgement *to)
{
    return text_take(r, "rule", from->rule, &to->rule) &&
           text_take(r, "role", from->role, &to->role) &&
           id_take(r, "actor", from->actor, &to->actor) &&
           text_take(r, "reason", from->reason, &to->reason) &&
           text_take(r, "note", from->note, &to->note) &&
           word_take(r, "action", from->action, PRECARE_DISMISSED, &to->action) &&
           (to->action != 0 || fault_in(r, "action", "an action is required")) &&
           time_take(r, "at", &from->at, &to->at) &&
           day_or_instant_take(r, "occurrence", &from->occurrence, &to->occurrence);
}

bool acknowledgements_take(struct reading *r, const precare_array *a, struct visit *v)
{
    struct walk w;

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
        if (!acknowledgement_take(r, reading_element(&w, i, &room, sizeof room), &acks[i])) {
            return false;
        }
        if (acks[i].rule.at == NULL) {
            return fault_in(r, "rule", "a rule is required");
        }
    }
    r->list = NULL;
    /* they belong to it alone: of another event they are checked, and not carried */
    if (v->phase == PRECARE_SETTLE) {
        v->acknowledgements = acks;
        v->acknowledgement_count = w.count;
    }
    return true;
}
