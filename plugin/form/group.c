/* SPDX-License-Identifier: MIT
 *
 * What stands together: ticks of one section and one person under one "none of these", at most ten
 * of them, those of one topic side by side; every other question alone. For making_parts.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "form/making_parts.h"

#define TICKS_MOST 10u

/* ---- items, whole ---- */

static void item_whole(struct making *m, uint32_t index, struct form_item *item_r);

static void item_gates(struct wanted *w)
{
    if (!w->always) {
        w->item.when = w->gates.at;
        w->item.when_count = w->gates.count;
    }
}

/* The tick at which the status, or the use, is asked for all that stands below it. */
static const char *gates_of(const struct making *m, uint32_t index)
{
    uint32_t basis = FACT_BIT(FACT_STATUS) | FACT_BIT(FACT_USE), at = index;

    for (uint32_t i = m->wanted[index].parent; i != NONE; i = m->wanted[i].parent) {
        at = (m->wanted[i].needs.facts & basis) != 0 ? i : at;
    }
    return m->wanted[at].item.id;
}

static void item_ticks(struct making *m, uint32_t index, struct form_item *item)
{
    struct form_item *all =
        arena_array(m->arena, (size_t)item->follow_count + m->count, sizeof *all);
    uint32_t count = item->follow_count;

    if (all == NULL) {
        return;
    }
    if (count > 0) {
        memcpy(all, item->follow, count * sizeof *all);
    }
    for (uint32_t i = 0; i < m->count; i++) {
        if (m->wanted[i].parent == index) {
            item_whole(m, i, &all[count++]);
        }
    }
    item->follow = all;
    item->follow_count = count;
}

static void item_examples(const struct making *m, uint32_t list, struct strings *names,
                          uint32_t most)
{
    const struct list *l = &m->rules->lists[list];

    for (uint32_t i = 0; i < l->items.count && names->count < most; i++) {
        (void)strings_add(names, m->arena, l->items.at[i]);
    }
    for (uint32_t i = 0; i < l->includes.count; i++) {
        item_examples(m, l->includes.at[i], names, most);
    }
}

static void item_whole(struct making *m, uint32_t index, struct form_item *item_r)
{
    struct wanted *w = &m->wanted[index];
    struct form_item *follow = NULL;
    struct entry_needs needs = w->needs;
    struct strings names = {0};

    item_gates(w);
    w->item.rules = (struct texts){w->rules.at, w->rules.count, 0};
    if (w->item.goal == GOAL_LIST || w->item.goal == GOAL_MEANT) {
        for (uint32_t i = w->parent; i != NONE; i = m->wanted[i].parent) {
            needs_less(m, &needs, &m->wanted[i].needs);
        }
        follow_items(m, &w->item, &needs, gates_of(m, index), &follow, &w->item.follow_count);
        w->item.follow = follow;
    }
    if (w->item.goal == GOAL_LIST) {
        item_examples(m, w->item.list, &names, 6);
        w->item.examples = (struct texts){names.at, names.count, 0};
        item_ticks(m, index, &w->item);
    }
    *item_r = w->item;
}

/* ---- groups ---- */

static const enum phrase above_ticks[FORM_SECTIONS] = {
    [FORM_ABOUT_YOU] = PHRASE_ANY_CONDITIONS,  [FORM_CONDITIONS] = PHRASE_ANY_CONDITIONS,
    [FORM_MEDICINES] = PHRASE_ANY_MEDICINES,   [FORM_ALLERGIES] = PHRASE_ANY_ALLERGIES,
    [FORM_TREATMENTS] = PHRASE_ANY_TREATMENTS, [FORM_THIS_VISIT] = PHRASE_ANY_CONDITIONS};

static bool is_tick(const struct wanted *w)
{
    return w->item.goal == GOAL_LIST && w->parent == NONE;
}

static struct form_group *group_new(struct making *m)
{
    return &((struct form_group *)(uintptr_t)m->form->groups)[m->form->group_count++];
}

static const char *group_id(struct making *m, const struct form_group *g)
{
    uint64_t hash = 0;

    for (uint32_t i = 0; i < g->item_count; i++) {
        hash = hash_bytes(hash, g->items[i].id, strlen(g->items[i].id) + 1);
    }
    return form_text(m->arena, "group-%08x", (unsigned)(hash >> 32));
}

static void group_of_ticks(struct making *m, const uint32_t *ticks, uint32_t count)
{
    const struct wanted *first = &m->wanted[ticks[0]];
    struct form_item *items = arena_array(m->arena, count, sizeof *items);

    if (items == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        item_whole(m, ticks[i], &items[i]);
    }
    struct form_group *g = group_new(m);
    *g = (struct form_group){.section = first->section,
                             .of = first->item.of,
                             .follows = !first->always,
                             .items = items,
                             .item_count = count,
                             .asks = phrase_of(m->form->language, above_ticks[first->section])};
    g->id = group_id(m, g);
    g->none = form_text(m->arena, "%s.none", g->id);
}

static void group_alone(struct making *m, uint32_t index)
{
    struct form_item *item = arena_new(m->arena, sizeof *item);

    if (item == NULL) {
        return;
    }
    item_whole(m, index, item);
    *group_new(m) = (struct form_group){.id = item->id,
                                        .section = m->wanted[index].section,
                                        .of = item->of,
                                        .follows = item->when_count > 0,
                                        .items = item,
                                        .item_count = 1};
}

/* Ticks of one topic stand side by side, in the order in which the rules ask. */
static uint32_t ticks_order(const struct making *m, uint32_t of, uint32_t section, uint32_t *ticks)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < m->count; i++) {
        const struct wanted *w = &m->wanted[i];
        uint32_t at = count;

        if (w->section != section || w->item.of != of || !is_tick(w) || !w->always) {
            continue;
        }
        for (uint32_t k = 0; k < count; k++) {
            if (strcmp(m->wanted[ticks[k]].topic, w->topic) == 0) {
                at = k + 1;
            }
        }
        memmove(&ticks[at + 1], &ticks[at], (count - at) * sizeof *ticks);
        ticks[at] = i;
        count++;
    }
    return count;
}

/* As few groups as there may be, and none much smaller than another. */
static void section_ticks(struct making *m, uint32_t of, uint32_t section, uint32_t *ticks)
{
    uint32_t count = ticks_order(m, of, section, ticks);
    uint32_t groups = (count + TICKS_MOST - 1) / TICKS_MOST;

    for (uint32_t i = 0, begin = 0; i < groups; i++) {
        uint32_t end = count * (i + 1) / groups;

        group_of_ticks(m, &ticks[begin], end - begin);
        begin = end;
    }
}

static void section_group(struct making *m, uint32_t of, uint32_t section, uint32_t *ticks)
{
    section_ticks(m, of, section, ticks);
    for (uint32_t i = 0; i < m->count; i++) {
        const struct wanted *w = &m->wanted[i];

        if (w->section != section || w->item.of != of) {
            continue;
        }
        if (is_tick(w) && !w->always) {
            group_of_ticks(m, &i, 1);
        } else if (w->item.goal != GOAL_LIST) {
            group_alone(m, i);
        }
    }
}

bool form_group_all(struct making *m)
{
    static const uint32_t persons[] = {PRECARE_ASK_PATIENT, PRECARE_ASK_STAFF,
                                       PRECARE_ASK_PRESCRIBER, PRECARE_ASK_PROVIDER};
    uint32_t *ticks = arena_array(m->arena, (size_t)m->count + 1, sizeof *ticks);

    m->form->groups = arena_array(m->arena, (size_t)m->count + 1, sizeof *m->form->groups);
    if (ticks == NULL || m->form->groups == NULL) {
        return false;
    }
    for (uint32_t p = 0; p < sizeof persons / sizeof *persons; p++) {
        for (uint32_t section = 0; section < FORM_SECTIONS; section++) {
            section_group(m, persons[p], section, ticks);
        }
    }
    return !m->arena->failed;
}

/* ---- for its readers ---- */

struct form_count form_counted(const struct form *form, uint32_t of)
{
    struct form_count count = {0, 0};

    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *g = &form->groups[i];

        if (g->of != of || g->follows) {
            continue;
        }
        count.questions++;
        count.ticks += g->none != NULL ? g->item_count : 0;
    }
    return count;
}

static const struct form_item *item_find(const struct form_item *items, uint32_t count,
                                         struct span id)
{
    const struct form_item *found = NULL;

    for (uint32_t i = 0; i < count && found == NULL; i++) {
        found = span_same(span_of(items[i].id), id)
                    ? &items[i]
                    : item_find(items[i].follow, items[i].follow_count, id);
    }
    return found;
}

const struct form_item *form_find(const struct form *form, struct span id)
{
    const struct form_item *found = NULL;

    for (uint32_t i = 0; i < form->group_count && found == NULL; i++) {
        found = item_find(form->groups[i].items, form->groups[i].item_count, id);
    }
    return found;
}
