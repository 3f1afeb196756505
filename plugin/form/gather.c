/* SPDX-License-Identifier: MIT
 *
 * Which items there are: of each rule that may ask now, the open conditions on which its value
 * still hangs, and of each of these the facts that would settle it. A condition that a known
 * neighbour has decided, or that nothing said today settles, is no item. For making_parts.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "engine/window.h"
#include "form/making_parts.h"

struct sighting { /* of an open condition */
    uint32_t rule, cond;
    const struct gates *gates; /* NULL: it is wanted always */
};

/* ---- items ---- */

static struct wanted *wanted_find(const struct making *m, const char *id)
{
    for (uint32_t i = 0; i < m->count; i++) {
        if (strcmp(m->wanted[i].item.id, id) == 0) {
            return &m->wanted[i];
        }
    }
    return NULL;
}

static void wanted_gates(struct making *m, struct wanted *w, const struct gates *gates)
{
    w->always |= gates == NULL;
    for (uint32_t i = 0; gates != NULL && i < gates->count; i++) {
        struct gates *to = &w->gates;
        bool there = false;

        for (uint32_t k = 0; k < to->count && !there; k++) {
            there = strcmp(to->at[k].item, gates->at[i].item) == 0 &&
                    strcmp(to->at[k].value, gates->at[i].value) == 0;
        }
        if (!there && to->count == to->room) {
            to->at = arena_more(m->arena, to->at, to->count, &to->room, sizeof *to->at);
        }
        if (!there && to->at != NULL && to->count < to->room) {
            to->at[to->count++] = gates->at[i];
        }
    }
}

/* The patient is asked what some rule asks the patient; else the first rule decides. */
static struct wanted *wanted_add(struct making *m, const struct sighting *s,
                                 const struct form_item *item, uint32_t section)
{
    const struct rule *rule = &m->rules->rules[s->rule];
    struct wanted *w = item->id != NULL ? wanted_find(m, item->id) : NULL;

    if (item->id == NULL) {
        return NULL;
    }
    if (w == NULL) {
        if (m->count == m->room) {
            m->wanted = arena_more(m->arena, m->wanted, m->count, &m->room, sizeof *m->wanted);
        }
        if (m->wanted == NULL || m->count == m->room) {
            return NULL;
        }
        w = &m->wanted[m->count++];
        *w = (struct wanted){.item = *item,
                             .section = section,
                             .first_rule = s->rule,
                             .topic = rule->topic,
                             .parent = NONE};
    }
    if (item->of == PRECARE_ASK_PATIENT) {
        w->item.of = PRECARE_ASK_PATIENT;
    }
    (void)strings_push(&w->rules, m->arena, rule->id);
    wanted_gates(m, w, s->gates);
    m->books[rule->rulebook] = 1;
    return w;
}

static uint32_t section_of_chart(enum chart chart)
{
    static const uint32_t sections[CHART_COUNT] = {
        [CHART_CONDITIONS] = FORM_CONDITIONS, [CHART_MEDICATIONS] = FORM_MEDICINES,
        [CHART_ALLERGIES] = FORM_ALLERGIES,   [CHART_PROCEDURES] = FORM_TREATMENTS,
        [CHART_REACTIONS] = FORM_THIS_VISIT,  [CHART_PRODUCTS] = FORM_THIS_VISIT};

    return sections[chart];
}

static struct form_item item_of(const struct making *m, const struct sighting *s)
{
    return (struct form_item){.of = m->rules->rules[s->rule].ask_of != 0
                                        ? m->rules->rules[s->rule].ask_of
                                        : (uint32_t)PRECARE_ASK_STAFF,
                              .entry = NONE,
                              .list = NONE};
}

/* ---- value sets ---- */

static void list_wanted(struct making *m, const struct sighting *s)
{
    const struct cond *c = &m->rules->conds[s->cond];
    const struct list *list = &m->rules->lists[c->list];
    struct form_item item = item_of(m, s);

    item.id = list->id;
    item.asks = list->plain;
    item.kind = FORM_TICK;
    item.words = true;
    item.goal = GOAL_LIST;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.list = c->list;
    (void)wanted_add(m, s, &item, section_of_chart((enum chart)item.chart));
}

/* ---- entries that are in the event ---- */

/* What a status or use that is known leaves out is not open; what is left is asked without gates
 * but those whose own item is asked beside it. */
static void entry_wanted(struct making *m, const struct sighting *s, const char *path,
                         const char *field, const char *called)
{
    const struct cond *c = &m->rules->conds[s->cond];
    enum entry_fact fact = entry_fact_named(field);
    struct form_item item = item_of(m, s);
    const char *before = arena_text(m->arena, path, (size_t)(field - path - 1));

    item.goal = GOAL_ENTRY;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.entry = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    if (fact < ENTRY_FACTS) {
        entry_fact_item(m, fact, before, called, &item);
    } else if (strncmp(field, "fields.", 7) == 0) {
        declared_item(m, &m->rules->fields[c->asked], &item);
        item.id = path;
        item.field = field;
    } else {
        return;
    }
    (void)wanted_add(m, s, &item, section_of_chart((enum chart)item.chart));
}

static const struct entry *entry_at(const struct making *m, enum chart chart, uint32_t entry)
{
    return &m->visit->chart[chart].at[entry];
}

static void companion_wanted(struct making *m, const struct sighting *s, const char *before,
                             enum entry_fact fact, const char *called, uint32_t use)
{
    const char *path = form_text(m->arena, "%s.%s", before, entry_fact_field(fact));
    struct sighting gated = *s;
    struct gates gates = {0};

    if (path == NULL) {
        return;
    }
    if (use != 0 && s->gates == NULL) {
        struct form_when *when = arena_new(m->arena, sizeof *when);

        if (when == NULL) {
            return;
        }
        *when = (struct form_when){form_text(m->arena, "%s.use", before), word_of(&words_use, use)};
        gates = (struct gates){when, 1, 1};
        gated.gates = &gates;
    }
    entry_wanted(m, &gated, path, path + strlen(before) + 1, called);
}

/* Use and last use settle a medicine together: which of them is open first says nothing. */
static void medicine_wanted(struct making *m, const struct sighting *s, const char *path,
                            const char *field, const char *called)
{
    const char *before = arena_text(m->arena, path, (size_t)(field - path - 1));
    uint32_t number = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    const struct entry *e = entry_at(m, CHART_MEDICATIONS, number);
    bool of_use = strcmp(field, "use") == 0 || strcmp(field, "last_used") == 0;
    struct entry_needs needs = {0};

    needs_join(m, &m->rules->conds[s->cond], &needs);
    bool ask_use = of_use && (needs.facts & FACT_BIT(FACT_USE)) != 0 &&
                   (e->status == 0 || e->status == PRECARE_USE_AS_NEEDED);
    if (!ask_use || before == NULL) {
        entry_wanted(m, s, path, field, called);
        return;
    }
    companion_wanted(m, s, before, FACT_USE, called, 0);
    if ((needs.facts & FACT_BIT(FACT_LAST_USED)) != 0 && strcmp(field, "last_used") == 0) {
        companion_wanted(m, s, before, FACT_LAST_USED, called, PRECARE_USE_STOPPED);
    }
    if ((needs.facts & FACT_BIT(FACT_STARTED)) != 0 && e->noted.kind == WHEN_UNKNOWN) {
        companion_wanted(m, s, before, FACT_STARTED, called, PRECARE_USE_PRESCRIBED);
    }
}

/* ---- what an entry means ---- */

static void meant_choice(struct making *m, struct form_item *item, const struct found *near)
{
    const char *list = m->rules->lists[near->origin].id, *name = view_item(m->rules, near);
    struct form_choice *at = (struct form_choice *)(uintptr_t)item->choices;

    for (uint32_t i = 0; i < item->choice_count; i++) {
        if (strcmp(at[i].value, list) == 0) {
            at[i].says = strcmp(at[i].says, name) == 0
                             ? name
                             : form_text(m->arena, "%s, %s", at[i].says, name);
            return;
        }
    }
    at[item->choice_count++] = (struct form_choice){list, name};
}

/* A choice for each value set whose name may be meant, and one for none of them. */
static bool meant_choices(struct making *m, enum chart chart, struct form_item *item)
{
    const struct found_list *near = &m->q.judge.view.near[chart];
    struct form_choice *at = arena_array(m->arena, (size_t)near->count + 1, sizeof *at);

    item->choices = at;
    for (uint32_t i = 0; at != NULL && i < near->count; i++) {
        if (near->at[i].entry == item->entry) {
            meant_choice(m, item, &near->at[i]);
        }
    }
    if (at == NULL || item->choice_count == 0) {
        return false;
    }
    at[item->choice_count++] =
        (struct form_choice){FORM_NO, phrase_of(m->form->language, PHRASE_NOTHING)};
    return true;
}

/* What is known of the entry already is not asked behind a choice. */
static void meant_needs(struct making *m, const struct sighting *s, struct wanted *w)
{
    const struct entry *e = entry_at(m, (enum chart)w->item.chart, w->item.entry);
    struct entry_needs known = {0};

    needs_join(m, &m->rules->conds[s->cond], &w->needs);
    known.facts |= e->site_count > 0 ? FACT_BIT(FACT_SITES) : 0;
    known.facts |= e->severity != 0 ? FACT_BIT(FACT_SEVERITY) : 0;
    known.facts |= e->at.kind == WHEN_DAY || e->at.kind == WHEN_INSTANT
                       ? FACT_BIT(FACT_LAST_USED) | FACT_BIT(FACT_DATE) | FACT_BIT(FACT_ONSET) |
                             FACT_BIT(FACT_AT)
                       : 0;
    known.facts |= e->noted.kind != WHEN_UNKNOWN ? FACT_BIT(FACT_STARTED) : 0;
    if (e->status != 0 && e->status != PRECARE_USE_AS_NEEDED) {
        known.facts |= FACT_BIT(FACT_STATUS) | FACT_BIT(FACT_USE) | FACT_BIT(FACT_STATE);
        w->needs.always |= w->needs.facts; /* there is nothing left that could be a gate */
    }
    needs_less(&w->needs, &known);
}

static const char *entry_called(struct making *m, const struct entry *e)
{
    struct span text = e->text.len > 0 ? e->text : e->code;

    return arena_text(m->arena, text.at, text.len);
}

/* "medications[2]": misspelt, or before "free", or of a code that nobody can read. */
static void whole_entry_wanted(struct making *m, const struct sighting *s, const char *path)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct form_item item = item_of(m, s);
    const char *language = m->form->language;

    item.id = path;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.entry = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    const char *called = entry_called(m, entry_at(m, (enum chart)item.chart, item.entry));
    bool meant = meant_choices(m, (enum chart)item.chart, &item);
    item.kind = meant ? FORM_CHOICE : FORM_TEXT;
    item.goal = meant ? GOAL_MEANT : GOAL_READ;
    item.field = "text";
    item.asks = form_text(m->arena, "%s “%s”",
                          phrase_of(language, meant ? PHRASE_MEANT : PHRASE_READ), called);
    struct wanted *w = wanted_add(m, s, &item, section_of_chart((enum chart)item.chart));
    if (w != NULL && meant) {
        meant_needs(m, s, w);
    }
}

/* ---- all paths ---- */

static void fact_wanted(struct making *m, const struct sighting *s, const char *path)
{
    struct form_item item = item_of(m, s);
    uint32_t section = 0;

    if (!fact_item(m, path, &item, &section)) {
        return;
    }
    if (strncmp(path, "patient.", 8) != 0) {
        item.of = PRECARE_ASK_STAFF;
    }
    (void)wanted_add(m, s, &item, section);
}

static void declared_wanted(struct making *m, const struct sighting *s, const struct cond *c)
{
    bool answer = c->kind == COND_ANSWER;
    const struct declared *asks =
        answer ? &m->rules->answers[c->asked] : &m->rules->fields[c->asked];
    struct form_item item = item_of(m, s);

    declared_item(m, asks, &item);
    item.goal = answer ? GOAL_ANSWER : GOAL_NOTED;
    item.of = answer && asks->of != 0 ? asks->of : item.of;
    item.id = !answer ? form_text(m->arena, "chart.fields.%s", asks->name)
              : rules_list(m->rules, asks->name) != NONE
                  ? form_text(m->arena, "answers.%s", asks->name)
                  : asks->name;
    (void)wanted_add(m, s, &item, FORM_THIS_VISIT);
}

/* The list's own path, an entry's, or a single fact's. */
static void path_wanted(struct making *m, const struct sighting *s, const struct open_fact *open)
{
    const char *path = open->path, *end = path != NULL ? strchr(path, ']') : NULL;
    const struct cond *c = &m->rules->conds[s->cond];

    if (path == NULL) {
        return;
    }
    if (cond_kinds[c->kind].chart == 0 || (end == NULL && strstr(path, ".reviewed") == NULL)) {
        fact_wanted(m, s, path);
    } else if (end == NULL) {
        list_wanted(m, s);
    } else if (end[1] != '.') {
        whole_entry_wanted(m, s, path);
    } else if (c->kind == COND_MEDICATION) {
        medicine_wanted(m, s, path, end + 2, open->item);
    } else {
        entry_wanted(m, s, path, end + 2, open->item);
    }
}

/* Where the area, or the hour, of the visit is open, an entry that a yes makes needs it too. */
static void whole_wanted(struct making *m, const struct sighting *s, const struct cond *c)
{
    struct form_when *when = arena_new(m->arena, sizeof *when);
    struct gates gates = {when, 1, 1};
    struct sighting gated = {s->rule, s->cond, &gates};
    const struct entry_sites *area = view_area(&m->q.judge.view);
    bool known = area->count > 0;
    bool hours = (c->within.set && in_hours(c->within.length)) ||
                 (c->until.set && in_hours(c->until.length));

    if (when == NULL) {
        return;
    }
    *when = (struct form_when){m->rules->lists[c->list].id, FORM_YES};
    for (uint32_t i = 0; i < area->count; i++) {
        known &= area->at[i].site != SITE_UNKNOWN;
    }
    if (c->site > SITE_ANYWHERE && !known) {
        fact_wanted(m, &gated, "appointment.sites");
    }
    if (hours && m->visit->start.kind != WHEN_INSTANT) {
        fact_wanted(m, &gated, "appointment.start");
    }
}

static void sighting_take(struct making *m, const struct sighting *s)
{
    const struct cond *c = &m->rules->conds[s->cond];
    struct details details;

    if (c->kind == COND_ANSWER || c->kind == COND_FIELD) {
        declared_wanted(m, s, c);
        return;
    }
    inquiry_open(&m->q, s->rule, s->cond, &details);
    for (uint32_t i = 0; i < details.open.count; i++) {
        path_wanted(m, s, &details.open.at[i]);
    }
    if (cond_kinds[c->kind].chart != 0) {
        struct wanted *w = wanted_find(m, m->rules->lists[c->list].id);

        if (w != NULL && w->item.goal == GOAL_LIST) {
            whole_wanted(m, s, c);
        }
    }
}

/* ---- the conditions of a rule ---- */

typedef void leaf_seen(struct making *m, uint32_t rule, uint32_t cond, bool negated, void *of);

/* The open conditions on which the value of an open one hangs. */
static void leaves_each(struct making *m, uint32_t rule, uint32_t cond, bool negated,
                        leaf_seen *seen, void *of)
{
    const struct cond *c = &m->rules->conds[cond];

    if (inquiry_value(&m->q, rule, cond) != TRUTH_U) {
        return;
    }
    if (!kind_is_group(c->kind)) {
        seen(m, rule, cond, negated, of);
        return;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        leaves_each(m, rule, c->first + i, negated != (c->kind == COND_NOT_ANY), seen, of);
    }
}

static void leaf_take(struct making *m, uint32_t rule, uint32_t cond, bool negated, void *of)
{
    struct sighting s = {rule, cond, of};

    (void)negated;
    if (inquiry_settles(&m->q, rule, cond)) {
        sighting_take(m, &s);
    }
}

struct gating { /* when an excuse is asked for: where the rule's condition may hold */
    struct gates gates;
    bool always;
};

static void gate_add(struct making *m, struct gating *g, const char *item, const char *value)
{
    struct gates *to = &g->gates;

    if (to->count == to->room) {
        to->at = arena_more(m->arena, to->at, to->count, &to->room, sizeof *to->at);
    }
    if (to->at != NULL && to->count < to->room) {
        to->at[to->count++] = (struct form_when){item, value};
    }
}

static bool gate_tick(struct making *m, const struct cond *c, struct gating *g)
{
    const char *id = m->rules->lists[c->list].id;
    const struct wanted *w = wanted_find(m, id);

    if (w == NULL || w->item.goal != GOAL_LIST) {
        return false;
    }
    gate_add(m, g, id, FORM_YES);
    return true;
}

static bool gate_answer(struct making *m, const struct cond *c, struct gating *g)
{
    const struct wanted *w = wanted_find(m, c->name);

    if (w == NULL || w->item.kind != FORM_CHOICE || c->words.count == 0 || c->wants_missing ||
        c->wants_unsure || c->wants_none) {
        return false;
    }
    for (uint32_t i = 0; i < c->words.count; i++) {
        gate_add(m, g, w->item.id, c->words.at[i]);
    }
    return true;
}

/* An entry that is in the event may make it hold without a tick. */
static bool has_entries(struct making *m, uint32_t rule, uint32_t cond)
{
    struct details details;
    bool found = false;

    inquiry_open(&m->q, rule, cond, &details);
    for (uint32_t i = 0; i < details.open.count; i++) {
        found |= details.open.at[i].path != NULL && strchr(details.open.at[i].path, '[') != NULL;
    }
    return found;
}

static void leaf_gates(struct making *m, uint32_t rule, uint32_t cond, bool negated, void *of)
{
    const struct cond *c = &m->rules->conds[cond];
    struct gating *g = of;
    bool told = false;

    if (!negated && inquiry_settles(&m->q, rule, cond)) {
        if (c->kind == COND_ANSWER) {
            told = gate_answer(m, c, g);
        } else if (cond_kinds[c->kind].chart != 0 && !has_entries(m, rule, cond)) {
            told = gate_tick(m, c, g);
        }
    }
    g->always |= !told;
}

static void rule_gather(struct making *m, uint32_t index)
{
    const struct rule *rule = &m->rules->rules[index];
    bool excuse = rule->unless != NONE;
    enum truth condition = inquiry_value(&m->q, index, rule->condition);
    enum truth unless = excuse ? inquiry_value(&m->q, index, rule->unless) : TRUTH_F;
    struct gating g = {.always = condition == TRUTH_T};

    if (condition == TRUTH_F || unless == TRUTH_T) {
        return;
    }
    leaves_each(m, index, rule->condition, false, leaf_take, NULL);
    leaves_each(m, index, rule->condition, false, leaf_gates, &g);
    if (excuse) {
        leaves_each(m, index, rule->unless, false, leaf_take, g.always ? NULL : &g.gates);
    }
}

/* ---- what a yes leads to, and what stands under what ---- */

static bool list_has(const struct rules *rules, uint32_t list, uint32_t part)
{
    const struct numbers *includes = &rules->lists[list].includes;
    bool has = false;

    for (uint32_t i = 0; i < includes->count && !has; i++) {
        has = includes->at[i] == part || list_has(rules, includes->at[i], part);
    }
    return has;
}

/* An included list stands before those that include it: the nearest is the first of these. */
static void wanted_parent(struct making *m, uint32_t index)
{
    struct wanted *w = &m->wanted[index];

    for (uint32_t i = 0; i < m->count; i++) {
        const struct wanted *other = &m->wanted[i];
        bool above = other->item.goal == GOAL_LIST && other->item.chart == w->item.chart &&
                     other->item.of == w->item.of && (other->always || !w->always) &&
                     list_has(m->rules, other->item.list, w->item.list);

        if (above && (w->parent == NONE || other->item.list < m->wanted[w->parent].item.list)) {
            w->parent = i;
        }
    }
}

/* An entry of the value set is one of every list that includes it, too. */
static void leaf_needs(struct making *m, uint32_t rule, uint32_t cond, bool negated, void *of)
{
    const struct cond *c = &m->rules->conds[cond];

    (void)negated, (void)of;
    if (cond_kinds[c->kind].chart == 0 || !inquiry_settles(&m->q, rule, cond)) {
        return;
    }
    for (uint32_t i = 0; i < m->count; i++) {
        struct wanted *w = &m->wanted[i];

        if (w->item.goal == GOAL_LIST && w->item.chart + 1 == cond_kinds[c->kind].chart &&
            (w->item.list == c->list || list_has(m->rules, c->list, w->item.list))) {
            needs_join(m, c, &w->needs);
        }
    }
}

static void rule_needs(struct making *m, uint32_t index)
{
    const struct rule *rule = &m->rules->rules[index];
    enum truth unless = rule->unless != NONE ? inquiry_value(&m->q, index, rule->unless) : TRUTH_F;

    if (unless == TRUTH_T || inquiry_value(&m->q, index, rule->condition) == TRUTH_F) {
        return;
    }
    leaves_each(m, index, rule->condition, false, leaf_needs, NULL);
    if (rule->unless != NONE) {
        leaves_each(m, index, rule->unless, false, leaf_needs, NULL);
    }
}

bool form_gather(struct making *m)
{
    for (uint32_t i = 0; i < m->rules->rule_count; i++) {
        if (inquiry_asks(&m->q, i)) {
            rule_gather(m, i);
        }
    }
    for (uint32_t i = 0; i < m->rules->rule_count; i++) {
        if (inquiry_asks(&m->q, i)) {
            rule_needs(m, i);
        }
    }
    for (uint32_t i = 0; i < m->count; i++) {
        if (m->wanted[i].item.goal == GOAL_LIST) {
            wanted_parent(m, i);
        }
    }
    return !m->arena->failed;
}
