/* SPDX-License-Identifier: MIT
 *
 * all, any and none, and the way to the leaves. Depth is bounded by the reader's limit on nesting.
 * Cannot fail but for scratch memory.
 */
#include "engine/fit.h"
#include "engine/window.h"

/* How a group decides: the child's value that settles it, and what the group says when nothing did.
 */
static enum truth group_step(enum cond_kind kind, enum truth so_far, enum truth child)
{
    return kind == COND_ALL ? truth_all(so_far, child) : truth_any(so_far, child);
}

/* For `all` the latest final day of its parts, for `any` the earliest of those that are T. */
static void group_final_day(enum cond_kind kind, struct details *whole, const struct details *part,
                            bool first)
{
    bool later = part->final_day > whole->final_day;

    if (first || (kind == COND_ALL) == later) {
        whole->final_day = part->final_day;
    }
}

/* The value alone: the first part that settles it ends it, but where a trace wants to see them all.
 */
static enum truth group_value(const struct asking *a, const struct cond *c)
{
    enum cond_kind kind = (enum cond_kind)c->kind;
    enum truth settles = kind == COND_ALL ? TRUTH_F : TRUTH_T;
    enum truth so_far = kind == COND_ALL ? TRUTH_T : TRUTH_F;

    for (uint32_t i = 0; i < c->count && (a->trace != NULL || so_far != settles); i++) {
        so_far = group_step(kind, so_far, condition_truth(a, c->first + i, NULL));
    }
    return kind == COND_NOT_ANY ? truth_not(so_far) : so_far;
}

static enum truth group_details(const struct asking *a, const struct cond *c, struct details *d)
{
    enum cond_kind kind = (enum cond_kind)c->kind;
    enum truth so_far = kind == COND_ALL ? TRUTH_T : TRUTH_F;
    bool first_true = true;
    struct details all_parts = {0};

    for (uint32_t i = 0; i < c->count; i++) {
        struct details part = {0};
        enum truth child = condition_truth(a, c->first + i, &part);

        so_far = group_step(kind, so_far, child);
        details_take(&all_parts, a->view->arena, &part, child);
        if (child == TRUTH_T) {
            group_final_day(kind, &all_parts, &part, first_true);
            first_true = false;
        }
    }
    if (kind != COND_NOT_ANY) {
        details_take(d, a->view->arena, &all_parts, so_far);
        d->final_day = all_parts.final_day;
        return so_far;
    }
    /* what none of them matched says nothing; what they miss does */
    details_take(d, a->view->arena, &all_parts, so_far == TRUTH_U ? TRUTH_U : TRUTH_F);
    d->final_day = a->view->visit->today;
    return truth_not(so_far);
}

static inline enum truth truth_of(const struct asking *a, const struct cond *c,
                                  struct details *details, struct trace_cond *why)
{
    const struct condition_value *value = &condition_values[c->kind];

    if (value->fit != NULL && cond_kinds[c->kind].chart != 0) {
        return chart_condition(a, c, details, why);
    }
    if (value->fact != NULL) {
        return fact_condition(a, c, details, why);
    }
    if (value->own != NULL) {
        return value->own(a, c, details, why);
    }
    if (!kind_is_group(c->kind)) {
        return TRUTH_U; /* a condition without a value is never a "no" */
    }
    return details != NULL ? group_details(a, c, details) : group_value(a, c);
}

__attribute__((noinline)) static enum truth truth_traced(const struct asking *a,
                                                         const struct cond *c,
                                                         struct details *details)
{
    struct trace_cond said = {.seen = 1, .entry = NONE};
    enum truth truth = truth_of(a, c, details, &said);

    said.truth = (uint8_t)truth;
    a->trace->conds[c - a->view->rules->conds] = said;
    return truth;
}

enum truth condition_truth(const struct asking *a, uint32_t cond, struct details *details)
{
    const struct cond *c = &a->view->rules->conds[cond];

    return a->trace == NULL ? truth_of(a, c, details, NULL) : truth_traced(a, c, details);
}
