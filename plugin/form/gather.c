/* SPDX-License-Identifier: MIT
 *
 * Which items there are: of each rule that may ask now, the open conditions on which its value
 * still hangs, and of each of these the facts that would settle it. A condition that a known
 * neighbour has decided, or that nothing said today settles, is no item. For making_parts.h.
 */
#include <string.h>

#include "engine/window.h"
#include "form/gather_parts.h"

/* ---- the conditions of a rule ---- */

static bool list_has(const struct rules *rules, uint32_t list, uint32_t part)
{
    const struct numbers *includes = &rules->lists[list].includes;
    bool has = false;

    for (uint32_t i = 0; i < includes->count && !has; i++) {
        has = includes->at[i] == part || list_has(rules, includes->at[i], part);
    }
    return has;
}

/* A value set that is known to be a no turns where a part of it is asked, and is a yes. */
static bool leaf_turns(const struct making *m, const struct cond *c, const struct wanted *w)
{
    return w->item.goal == GOAL_LIST && w->item.chart + 1 == cond_kinds[c->kind].chart &&
           list_has(m->rules, c->list, w->item.list);
}

static bool leaf_may_turn(const struct making *m, const struct cond *c)
{
    bool turns = false;

    for (uint32_t i = 0; i < m->count && cond_kinds[c->kind].chart != 0 && !turns; i++) {
        turns = leaf_turns(m, c, &m->wanted[i]);
    }
    return turns;
}

static enum truth gather_value(struct making *m, uint32_t rule, uint32_t cond)
{
    const struct cond *c = &m->rules->conds[cond];
    enum truth so_far = c->kind == COND_ALL ? TRUTH_T : TRUTH_F;

    if (!kind_is_group(c->kind)) {
        enum truth value = inquiry_value(&m->q, rule, cond);

        return m->turning && value == TRUTH_F && leaf_may_turn(m, c) ? TRUTH_U : value;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        enum truth part = gather_value(m, rule, c->first + i);

        so_far = c->kind == COND_ALL ? truth_all(so_far, part) : truth_any(so_far, part);
    }
    return c->kind == COND_NOT_ANY ? truth_not(so_far) : so_far;
}

typedef void leaf_seen(struct making *m, uint32_t rule, uint32_t cond, bool negated, void *of);

/* The open conditions on which the value of an open one hangs. */
static void leaves_each(struct making *m, uint32_t rule, uint32_t cond, bool negated,
                        leaf_seen *seen, void *of)
{
    const struct cond *c = &m->rules->conds[cond];

    if (gather_value(m, rule, cond) != TRUTH_U) {
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

static bool gate_parts(struct making *m, const struct cond *c, struct gating *g)
{
    bool told = false;

    for (uint32_t i = 0; i < m->count && m->turning; i++) {
        if (leaf_turns(m, c, &m->wanted[i])) {
            gate_add(m, g, m->wanted[i].item.id, FORM_YES);
            told = true;
        }
    }
    return told;
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
            told = gate_tick(m, c, g) || gate_parts(m, c, g);
        }
    }
    g->always |= !told;
}

static void rule_gather(struct making *m, uint32_t index)
{
    const struct rule *rule = &m->rules->rules[index];
    bool excuse = rule->unless != NONE;
    enum truth condition = gather_value(m, index, rule->condition);
    enum truth unless = excuse ? gather_value(m, index, rule->unless) : TRUTH_F;
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
    enum truth unless = rule->unless != NONE ? gather_value(m, index, rule->unless) : TRUTH_F;

    if (unless == TRUTH_T || gather_value(m, index, rule->condition) == TRUTH_F) {
        return;
    }
    leaves_each(m, index, rule->condition, false, leaf_needs, NULL);
    if (rule->unless != NONE) {
        leaves_each(m, index, rule->unless, false, leaf_needs, NULL);
    }
}

bool form_gather(struct making *m)
{
    for (int pass = 0; pass < 2; pass++) {
        m->turning = pass > 0;
        for (uint32_t i = 0; i < m->rules->rule_count; i++) {
            if (inquiry_asks(&m->q, i)) {
                rule_gather(m, i);
            }
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
