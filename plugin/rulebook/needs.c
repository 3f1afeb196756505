/* SPDX-License-Identifier: MIT
 *
 * A rule's facts are those of its conditions, and what its days are counted from. Called once a
 * rule, when rules are loaded. Cannot fail.
 */
#include "rulebook/needs.h"

#include "precare/precare.h"
#include "rulebook/kinds.h"

static uint64_t fact_needs(const struct cond *c)
{
    bool area = c->site != 0 && c->site != SITE_ANYWHERE;

    return cond_kinds[c->kind].needs | (area ? PRECARE_NEEDS_SITES : 0);
}

/* A condition and all below it. */
static uint64_t cond_needs(const struct rules *rules, uint32_t root)
{
    uint64_t mask = 0;

    if (root == NONE) {
        return 0;
    }
    const struct cond *c = &rules->conds[root];
    mask |= fact_needs(c);
    if (kind_is_group(c->kind)) {
        for (uint32_t i = 0; i < c->count; i++) {
            mask |= cond_needs(rules, c->first + i);
        }
    }
    return mask;
}

static bool due_needs_end(const struct instructions *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->at[i].due.anchor == ANCHOR_AFTER_PROCEDURE) {
            return true;
        }
    }
    return false;
}

uint64_t rule_needs(const struct rules *rules, const struct rule *rule)
{
    uint64_t mask = cond_needs(rules, rule->condition) | cond_needs(rules, rule->unless);

    if (rule->move_to.anchor == ANCHOR_AFTER_PROCEDURE || due_needs_end(&rule->instruct) ||
        due_needs_end(&rule->if_still_time)) {
        mask |= PRECARE_NEEDS_PROCEDURE_ENDED;
    }
    return mask;
}
