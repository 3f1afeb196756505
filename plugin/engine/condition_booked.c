/* SPDX-License-Identifier: MIT
 *
 * appointment.procedure: whether one of the visit's procedures is in a list (engine/booked.h). What
 * may be meant, or cannot be read, is a question. Cannot fail but for scratch memory.
 */
#include "engine/booked.h"
#include "engine/fit.h"
#include "engine/matter.h"
#include "engine/window.h"

static void booked_matched(const struct asking *a, uint32_t list, struct details *d)
{
    const struct numbers one = {&list, 1, 0};
    const struct hit *hit = booked_hit(a->view, &one);

    if (hit != NULL) {
        strings_add(&d->matched, a->view->arena, hit_item(a->view->rules, hit));
        matter_booked(hit_item(a->view->rules, hit), d);
    }
}

enum truth booked_condition(const struct asking *a, const struct cond *c, struct details *d,
                            struct trace_cond *why)
{
    enum truth truth = TRUTH_F;

    for (uint32_t i = 0; i < c->lists.count; i++) {
        truth = truth_any(truth, booked_in(a->view, c->lists.at[i]));
    }
    for (uint32_t i = 0; i < c->lists.count && d != NULL; i++) {
        if (truth == TRUTH_T) {
            booked_matched(a, c->lists.at[i], d);
        } else if (truth == TRUTH_U) {
            booked_tell(a->view, c->lists.at[i], d);
        }
    }
    if (d != NULL) {
        d->final_day = a->view->visit->today;
    }
    if (why != NULL) {
        why->why = truth == TRUTH_U ? (uint8_t)WHY_UNCLEAR : (uint8_t)WHY_VALUE;
    }
    return truth;
}
