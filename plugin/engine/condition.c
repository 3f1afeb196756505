/* SPDX-License-Identifier: MIT
 *
 * all, any and none, and the way to the leaves. Depth is bounded by the reader's limit on nesting. Cannot fail but for
 * scratch memory.
 */
#include "engine/condition.h"
#include "engine/window.h"

/* How a group decides: the child's value that settles it, and what the group says when nothing did. */
static enum truth group_step(enum cond_kind kind, enum truth so_far, enum truth child)
{
    return kind == COND_ALL ? truth_all(so_far, child) : truth_any(so_far, child);
}

/* For `all` the latest final day of its parts, for `any` the earliest of those that are T. */
static void group_final_day(enum cond_kind kind, struct details *whole, const struct details *part,
                            bool first)
{
    bool later = part->final_day > whole->final_day;
    if (first || (kind == COND_ALL) == later)
        whole->final_day = part->final_day;
}

static enum truth group_truth(const struct asking *a, const struct cond *c, struct details *d)
{
    enum cond_kind kind = (enum cond_kind)c->kind;
    enum truth settles = kind == COND_ALL ? TRUTH_F : TRUTH_T;
    enum truth so_far = kind == COND_ALL ? TRUTH_T : TRUTH_F;
    bool first_true = true;
    struct details all_parts = {0};
    for (uint32_t i = 0; i < c->count; i++) {
        struct details part = {0};
        enum truth child = condition_truth(a, c->first + i, d ? &part : NULL);
        so_far = group_step(kind, so_far, child);
        if (!d && !a->trace && so_far == settles)
            break;
        if (!d)
            continue;
        details_take(&all_parts, a->view->arena, &part, child);
        if (child == TRUTH_T) {
            group_final_day(kind, &all_parts, &part, first_true);
            first_true = false;
        }
    }
    if (d && kind != COND_NOT_ANY) {
        details_take(d, a->view->arena, &all_parts, so_far);
        d->final_day = all_parts.final_day;
    } else if (d) { /* what none of them matched says nothing; what they miss does */
        details_take(d, a->view->arena, &all_parts, so_far == TRUTH_U ? TRUTH_U : TRUTH_F);
        d->final_day = a->view->visit->today;
    }
    return kind == COND_NOT_ANY ? truth_not(so_far) : so_far;
}

enum truth condition_truth(const struct asking *a, uint32_t cond, struct details *details)
{
    const struct cond *c = &a->view->rules->conds[cond];
    struct trace_cond said = {0};
    enum truth truth = TRUTH_F;
    said.entry = NONE;
    switch ((enum cond_kind)c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NOT_ANY: truth = group_truth(a, c, details); break;
    case COND_CONDITION:
    case COND_MEDICATION:
    case COND_ALLERGY:
    case COND_HISTORY:
    case COND_REACTION:
    case COND_PRODUCT: truth = chart_condition(a, c, details, a->trace ? &said : NULL); break;
    case COND_ALWAYS:
    case COND_AGE:
    case COND_PREGNANCY:
    case COND_SITE:
    case COND_LENGTH:
    case COND_INDICATION:
    case COND_PRICE:
    case COND_TRAINING:
    case COND_ROLE:
    case COND_ANSWER:
    case COND_FIELD:
    case COND_STATE:
    case COND_MODALITY:
    case COND_KINDS:
        truth = fact_condition(a, c, details, a->trace ? &said : NULL);
        if (details)
            details->final_day = a->view->visit->today;
        break;
    }
    if (a->trace) {
        said.seen = 1;
        said.truth = (uint8_t)truth;
        a->trace->conds[cond] = said;
    }
    return truth;
}
