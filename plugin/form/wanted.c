/* SPDX-License-Identifier: MIT
 *
 * Items as they are first wanted: once each, for whom and when, and those of value sets and of
 * entries that the event has. For gather_parts.h.
 */
#include "form/gather_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "engine/window.h"

/* ---- items ---- */

struct wanted *wanted_find(const struct making *m, const char *id)
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

        for (uint32_t k = 0; to->at != NULL && k < to->count && !there; k++) {
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
struct wanted *wanted_add(struct making *m, const struct sighting *s, const struct form_item *item,
                          uint32_t section)
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
                             .topic = rule->topic != NULL ? rule->topic : "",
                             .parent = NONE};
    }
    if (item->of == PRECARE_ASK_PATIENT) {
        w->item.of = PRECARE_ASK_PATIENT;
    }
    (void)strings_add(&w->rules, m->arena, rule->id); /* once, though both walks find it */
    wanted_gates(m, w, s->gates);
    m->books[rule->rulebook] = 1;
    return w;
}

uint32_t chart_section(enum chart chart)
{
    static const uint32_t sections[CHART_COUNT] = {
        [CHART_CONDITIONS] = FORM_CONDITIONS, [CHART_MEDICATIONS] = FORM_MEDICINES,
        [CHART_ALLERGIES] = FORM_ALLERGIES,   [CHART_PROCEDURES] = FORM_TREATMENTS,
        [CHART_REACTIONS] = FORM_THIS_VISIT,  [CHART_PRODUCTS] = FORM_THIS_VISIT};

    return sections[chart];
}

struct form_item item_sighted(const struct making *m, const struct sighting *s)
{
    return (struct form_item){.of = m->rules->rules[s->rule].ask_of != 0
                                        ? m->rules->rules[s->rule].ask_of
                                        : (uint32_t)PRECARE_ASK_STAFF,
                              .entry = NONE,
                              .list = NONE};
}

/* ---- value sets ---- */

void list_wanted(struct making *m, const struct sighting *s)
{
    const struct cond *c = &m->rules->conds[s->cond];
    const struct list *list = &m->rules->lists[c->list];
    struct form_item item = item_sighted(m, s);

    item.id = list->id;
    item.asks = list->plain;
    item.kind = FORM_TICK;
    item.words = true;
    item.goal = GOAL_LIST;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.list = c->list;
    (void)wanted_add(m, s, &item, chart_section((enum chart)item.chart));
}

/* ---- entries that are in the event ---- */

/* What was used has begun, and what was done has been: an answer takes back nothing that is known.
 */
static void entry_known(const struct entry *e, enum entry_fact fact, struct form_item *item)
{
    if (fact == FACT_USE && e->at.kind != WHEN_UNKNOWN) {
        item->choice_count--; /* to be begun */
    }
    if (fact == FACT_DATE && e->status == PRECARE_DONE) {
        item->past = true;
    }
}

/* What a status or use that is known leaves out is not open; what is left is asked without gates
 * but those whose own item is asked beside it. */
void entry_wanted(struct making *m, const struct sighting *s, const char *path, const char *field,
                  const char *called)
{
    const struct cond *c = &m->rules->conds[s->cond];
    enum entry_fact fact = entry_fact_named(field);
    struct form_item item = item_sighted(m, s);
    const char *before = arena_text(m->arena, path, (size_t)(field - path - 1));

    item.goal = GOAL_ENTRY;
    item.chart = (uint32_t)cond_kinds[c->kind].chart - 1;
    item.entry = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    if (fact < ENTRY_FACTS) {
        entry_fact_item(m, fact, before, called, &item);
        entry_known(event_entry(m, (enum chart)item.chart, item.entry), fact, &item);
    } else if (strncmp(field, "fields.", 7) == 0) {
        declared_item(m, &m->rules->fields[c->asked], &item);
        item.id = path;
        item.field = field;
    } else {
        return;
    }
    (void)wanted_add(m, s, &item, chart_section((enum chart)item.chart));
}

const struct entry *event_entry(const struct making *m, enum chart chart, uint32_t entry)
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
void medicine_wanted(struct making *m, const struct sighting *s, const char *path,
                     const char *field, const char *called)
{
    const char *before = arena_text(m->arena, path, (size_t)(field - path - 1));
    uint32_t number = (uint32_t)strtoul(strchr(path, '[') + 1, NULL, 10);
    const struct entry *e = event_entry(m, CHART_MEDICATIONS, number);
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
    if ((needs.facts & FACT_BIT(FACT_STARTED)) != 0 && e->at.kind == WHEN_UNKNOWN &&
        window_starts_by(m->visit, &e->noted) == TRUTH_U) {
        companion_wanted(m, s, before, FACT_STARTED, called, PRECARE_USE_PRESCRIBED);
    }
}
