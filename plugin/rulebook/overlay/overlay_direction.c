/* SPDX-License-Identifier: MIT
 *
 * Stricter or looser: what a change does to how often rules speak, told from the conditions that
 * use the parameter or the list. More that is true in `if` is stricter, more that is true in
 * `unless` or below `none` looser. Pure.
 */
#include <string.h>

#include "rulebook/overlay/overlay.h"

struct weighing {
    const struct loading *ld;
    const char *parameter; /* interned */
    bool rises;            /* its new value is greater */
    uint32_t list;         /* number; NONE */
    bool added;
    bool stricter, looser;
};

static void overlay_direction_weigh(struct weighing *w, bool more, bool positive)
{
    if (more == positive) {
        w->stricter = true;
    } else {
        w->looser = true;
    }
}

static bool overlay_direction_uses(const struct weighing *w, const struct threshold *t)
{
    return w->parameter != NULL && t->set && t->parameter == w->parameter;
}

static void weigh_thresholds(struct weighing *w, const struct cond *c, bool positive)
{
    struct cond_number numbers[COND_NUMBERS];
    uint32_t count = kind_numbers(c, numbers);

    for (uint32_t i = 0; i < count; i++) {
        if (overlay_direction_uses(w, cond_threshold(c, &numbers[i]))) {
            overlay_direction_weigh(w, w->rises == (numbers[i].sense > 0), positive);
        }
    }
}

static bool list_holds(const struct loading *ld, uint32_t list, uint32_t other)
{
    const struct numbers *in = &ld->compiled_lists[list].includes;

    for (uint32_t i = 0; i < in->count; i++) {
        if (list_holds(ld, in->at[i], other)) {
            return true;
        }
    }
    return list == other;
}

static void weigh_cond(struct weighing *w, uint32_t number, bool positive)
{
    const struct cond *c = &w->ld->conds.at[number];

    weigh_thresholds(w, c, positive);
    if (w->list != NONE && c->list != NONE && list_holds(w->ld, c->list, w->list)) {
        overlay_direction_weigh(w, w->added == (kind_list_sense(c) > 0), positive);
    }
    for (uint32_t i = 0; i < c->lists.count && w->list != NONE; i++) {
        if (list_holds(w->ld, c->lists.at[i], w->list)) {
            overlay_direction_weigh(w, w->added, positive);
        }
    }
    for (uint32_t i = 0; i < c->count; i++) {
        weigh_cond(w, c->first + i, c->kind == COND_NOT_ANY ? !positive : positive);
    }
}

static enum direction overlay_direction_weighed(struct weighing *w)
{
    for (uint32_t i = 0; i < w->ld->rules.count; i++) {
        const struct rule *rule = &w->ld->compiled[i];

        if (rule->condition != NONE) {
            weigh_cond(w, rule->condition, true);
        }
        if (rule->unless != NONE) {
            weigh_cond(w, rule->unless, false);
        }
        if (overlay_direction_uses(w, &rule->lasts)) {
            overlay_direction_weigh(w, w->rises, false); /* longer: fewer decisions */
        }
        for (uint32_t j = 0; w->list != NONE && j < rule->procedures.count; j++) {
            if (list_holds(w->ld, rule->procedures.at[j], w->list)) {
                overlay_direction_weigh(w, w->added, true);
            }
        }
    }
    return w->looser ? DIRECTION_LOOSER : w->stricter ? DIRECTION_STRICTER : DIRECTION_NEITHER;
}

enum direction direction_of_severity(const struct rule *rule, const uint32_t severity[5])
{
    bool stricter = false, looser = false;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        stricter |= severity[m] > rule->severity[m];
        looser |= severity[m] < rule->severity[m];
    }
    return looser ? DIRECTION_LOOSER : stricter ? DIRECTION_STRICTER : DIRECTION_NEITHER;
}

enum direction direction_of_parameter(const struct loading *ld, uint32_t parameter,
                                      const struct value *value)
{
    const struct parameter_def *def = &ld->parameters.at[parameter];
    double before = value_rough(&def->value), after = value_rough(value);

    if (before >= after && before <= after) {
        return DIRECTION_NEITHER;
    }
    struct weighing w = {.ld = ld,
                         .parameter = names_at(&ld->texts, def->key->text),
                         .rises = after > before,
                         .list = NONE};
    if (def->stays_good) {
        overlay_direction_weigh(&w, !w.rises, true); /* older answers count as answers */
    }
    return overlay_direction_weighed(&w);
}

enum direction direction_of_list(const struct loading *ld, uint32_t list, bool added)
{
    struct weighing w = {.ld = ld, .list = list, .added = added};
    enum direction direction = overlay_direction_weighed(&w);

    if (direction != DIRECTION_NEITHER) {
        return direction;
    }
    return added ? DIRECTION_STRICTER : DIRECTION_LOOSER;
}

enum direction direction_of_freshness(struct length before, struct length after)
{
    struct value was = {.forms = FORM_LENGTH, .length = before},
                 is = {.forms = FORM_LENGTH, .length = after};

    if (before.unit == UNIT_NONE || value_rough(&is) < value_rough(&was)) {
        return DIRECTION_STRICTER;
    }
    return value_rough(&is) > value_rough(&was) ? DIRECTION_LOOSER : DIRECTION_NEITHER;
}
