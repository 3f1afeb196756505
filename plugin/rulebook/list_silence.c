/* SPDX-License-Identifier: MIT
 *
 * How long it holds that a value set was asked about and there was nothing: of what is short-lived
 * no longer than that lives. Called by the loader, by nudges, by the engine and its index. Pure.
 */
#include "rulebook/rulebook.h"

static struct length list_shorter(struct length a, struct length b)
{
    if (a.unit == UNIT_NONE || b.unit == UNIT_NONE) {
        return a.unit == UNIT_NONE ? b : a;
    }
    return date_add(0, b) < date_add(0, a) ? b : a;
}

struct length lists_silence(struct list *lists, uint32_t count)
{
    struct length shortest = {0, UNIT_NONE};

    for (uint32_t i = 0; i < count; i++) {
        struct list *list = &lists[i];

        list->silence_lasts = list->short_lived;
        for (uint32_t k = 0; k < list->includes.count; k++) {
            list->silence_lasts =
                list_shorter(list->silence_lasts, lists[list->includes.at[k]].silence_lasts);
        }
        shortest = list_shorter(shortest, list->silence_lasts);
    }
    return shortest;
}

struct length cond_silence_lasts(const struct cond *c, const struct list *lists)
{
    bool judges = cond_kinds[c->kind].by_status && c->status == STATUS_ACTIVE;

    return judges ? lists[c->list].silence_lasts : (struct length){0, UNIT_NONE};
}
