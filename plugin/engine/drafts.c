/* SPDX-License-Identifier: MIT
 *
 * The drafts of findings: one is added, and once all rules have spoken and clearances were applied
 * (clearances.c), covering rules hide weaker ones, and the worst come first. For judge.c and
 * again.c. Only adding can fail, for want of memory.
 */
#include "engine/judge.h"

#include <string.h>

struct draft *draft_add(struct judge *j, uint32_t rule, enum draft_kind kind, uint32_t outcome,
                        bool shadow, const struct details *details)
{
    struct drafts *d = &j->drafts;

    if (d->count == d->room) {
        uint32_t room = d->room ? d->room * 2 : 8;
        struct draft *at = arena_array_raw(j->view.arena, room, sizeof *at);

        if (at == NULL) {
            return NULL;
        }
        if (d->count) {
            memcpy(at, d->at, d->count * sizeof *at);
        }
        d->at = at;
        d->room = room;
    }
    struct draft *one = &d->at[d->count++];
    *one = (struct draft){.rule = &j->view.rules->rules[rule],
                          .index = rule,
                          .kind = (uint32_t)kind,
                          .outcome = outcome,
                          .shadow = shadow,
                          .details = *details};
    if (kind == DRAFT_THEN) {
        matter_of(one->rule, details, one->matter);
    }
    return one;
}

/* ---- covers ---- */

static void hide_for(struct judge *j, const struct draft *by, uint32_t rule)
{
    for (uint32_t i = 0; i < j->drafts.count; i++) {
        struct draft *d = &j->drafts.at[i];

        if (d->index != rule || d->outcome > by->outcome || (by->shadow && !d->shadow)) {
            continue;
        }
        d->hidden = true;
        if (j->trace == NULL || d->kind == DRAFT_AGAIN) {
            continue;
        }
        if (d->kind == DRAFT_ASK || d->kind == DRAFT_LATER) {
            j->trace->rules[rule].ask_hidden = true;
        } else {
            j->trace->rules[rule].hidden = true;
        }
    }
}

/* Only what a rule's `then` says hides others, and it does so even when it is hidden itself. */
void drafts_cover(struct judge *j)
{
    for (uint32_t i = 0; i < j->drafts.count; i++) {
        const struct draft *d = &j->drafts.at[i];

        for (uint32_t k = 0; d->kind == DRAFT_THEN && k < d->rule->covers.count; k++) {
            hide_for(j, d, d->rule->covers.at[k]);
        }
    }
}

/* ---- order ---- */

static bool comes_before(const struct draft *a, const struct draft *b)
{
    return a->outcome != b->outcome ? a->outcome > b->outcome : a->index < b->index;
}

/* Worst first, then the rules' order. Insertion keeps equals as they are; drafts are few, and
 * mostly in order. */
void drafts_sort(struct drafts *drafts)
{
    for (uint32_t i = 1; i < drafts->count; i++) {
        if (!comes_before(&drafts->at[i], &drafts->at[i - 1])) {
            continue;
        }
        struct draft one = drafts->at[i];
        uint32_t k = i;

        for (; k > 0 && comes_before(&one, &drafts->at[k - 1]); k--) {
            drafts->at[k] = drafts->at[k - 1];
        }
        drafts->at[k] = one;
    }
}
