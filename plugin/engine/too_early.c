/* SPDX-License-Identifier: MIT
 *
 * What a condition may yet become today: holds, does not hold, both, or neither, where whatever is
 * recorded today leaves it open. Short-lived problems are such, where the appointment is too far
 * away, and answers that are outside their own window before it. Called by judge.c for what is not
 * known; pure.
 */
#include "engine/too_early.h"

#include "engine/fit.h"
#include "engine/silence.h"
#include "engine/window.h"

enum becoming { /* bits */
    BECOMES_NOTHING = 0,
    BECOMES_T = 1,
    BECOMES_F = 2,
    BECOMES_ANY = 3
};

static struct when too_early_today(const struct asking *a)
{
    int32_t today = a->view->visit->today;

    return (struct when){today, today, 0, WHEN_DAY, 0};
}

/* Whether a problem of this list that is recorded today still counts on the day. */
static bool list_lasts(const struct asking *a, uint32_t list)
{
    const struct visit *v = a->view->visit;
    struct length lives = a->view->rules->lists[list].short_lived;

    return lives.n <= 0 || date_add(v->today, lives) >= v->reference;
}

/* Some list of the value set knows problems that last. */
static bool some_last(const struct asking *a, uint32_t list)
{
    const struct list *l = &a->view->rules->lists[list];
    bool last = list_lasts(a, list) && (l->items.count > 0 || l->includes.count == 0);

    for (uint32_t i = 0; i < l->includes.count && !last; i++) {
        last = some_last(a, l->includes.at[i]);
    }
    return last;
}

/* An entry that lasts, and of which another fact is open. */
static bool entry_may_match(const struct asking *a, const struct cond *c)
{
    const struct found_list *found = &a->view->found[CHART_CONDITIONS];

    for (uint32_t i = 0; i < found->count; i++) {
        const struct found *hit = &found->at[i];

        if (hit->list != c->list || !list_lasts(a, hit->origin)) {
            continue;
        }
        struct entry e = a->view->visit->chart[CHART_CONDITIONS].at[hit->entry];
        struct fit f = {.truth = TRUTH_T, .final_day = a->view->visit->today};
        e.noted = too_early_today(a);
        condition_values[c->kind].fit(&f, a, c, hit, &e);
        if (e.status != cond_kinds[c->kind].never && f.truth != TRUTH_F) {
            return true;
        }
    }
    return false;
}

/* Whatever is said today of something short-lived, its silence on the day stays open: it does not
 * become F. Where the list itself is still to be gone through, something that lasts may turn up. */
static enum becoming entries_become(const struct asking *a, const struct cond *c)
{
    struct when today = too_early_today(a);
    struct heard heard = {0};

    if (!silence_is_over(a, c, &today)) {
        return BECOMES_ANY;
    }
    if (entry_may_match(a, c)) {
        return BECOMES_T;
    }
    return silence_of(a, c, &heard).why != WHY_SHORT && some_last(a, c->list) ? BECOMES_T
                                                                              : BECOMES_NOTHING;
}

/* A fact of no entry that is said today, and is outside its window before the appointment, is none.
 */
static enum becoming answer_becomes(const struct asking *a, const struct cond *c)
{
    struct when today = too_early_today(a);
    bool counts =
        !c->within.set || window_around(a->view->visit, &today, &c->within.length, NULL) != TRUTH_F;

    return counts || c->wants_missing ? BECOMES_ANY : BECOMES_NOTHING;
}

static enum becoming condition_becomes(const struct asking *a, uint32_t cond);

static enum becoming group_becomes(const struct asking *a, const struct cond *c)
{
    uint32_t every = BECOMES_ANY, some = BECOMES_NOTHING;

    for (uint32_t i = 0; i < c->count; i++) {
        enum becoming part = condition_becomes(a, c->first + i);

        every &= (uint32_t)part;
        some |= (uint32_t)part;
    }
    if (c->kind == COND_ALL) {
        return (enum becoming)((every & BECOMES_T) | (some & BECOMES_F));
    }
    if (c->kind == COND_ANY) {
        return (enum becoming)((some & BECOMES_T) | (every & BECOMES_F));
    }
    return (enum becoming)(((every & BECOMES_F) != 0 ? BECOMES_T : 0) |
                           ((some & BECOMES_T) != 0 ? BECOMES_F : 0));
}

static enum becoming condition_becomes(const struct asking *a, uint32_t cond)
{
    const struct cond *c = &a->view->rules->conds[cond];

    if (kind_is_group(c->kind)) {
        return group_becomes(a, c);
    }
    enum truth truth = condition_truth(a, cond, NULL);
    if (truth != TRUTH_U) {
        return truth == TRUTH_T ? BECOMES_T : BECOMES_F;
    }
    if (cond_kinds[c->kind].chart == 0) {
        return answer_becomes(a, c);
    }
    return cond_kinds[c->kind].by_status ? entries_become(a, c) : BECOMES_ANY;
}

bool can_settle(const struct asking *a, uint32_t cond)
{
    return condition_becomes(a, cond) != BECOMES_NOTHING;
}

static bool can_be_settled(const struct asking *a, const struct rule *rule, enum truth condition,
                           enum truth unless)
{
    struct asking quietly = {a->view, a->book, NULL};
    enum becoming excuse =
        unless == TRUTH_U ? condition_becomes(&quietly, rule->unless) : BECOMES_NOTHING;

    if (condition == TRUTH_T) {
        return excuse != BECOMES_NOTHING;
    }
    return (excuse & BECOMES_T) != 0 ||
           condition_becomes(&quietly, rule->condition) != BECOMES_NOTHING;
}

uint32_t asked_from(const struct asking *a, const struct rule *rule, enum truth condition,
                    enum truth unless)
{
    uint32_t now = a->view->visit->moment;

    if (rule->ask_from != 0) {
        return rule->ask_from > now ? rule->ask_from : 0;
    }
    uint32_t next = now + 1;
    while (next <= rule->answer_by && (rule->moments >> next & 1) == 0) {
        next++;
    }
    return next > rule->answer_by || can_be_settled(a, rule, condition, unless) ? 0 : next;
}
