/* SPDX-License-Identifier: MIT
 *
 * What is done with drafts once all rules have spoken: clearances turn a hold or block into info,
 * covering rules hide weaker findings, and the worst come first. Cannot fail but for scratch
 * memory.
 */
#include <string.h>

#include "engine/judge.h"

/* ---- clearances ---- */

static bool has_text(const struct texts *texts, struct span wanted)
{
    for (uint32_t i = 0; i < texts->count; i++) {
        if (text_folds_same(wanted, span_of(texts->at[i]))) {
            return true;
        }
    }
    return false;
}

static bool names_rule(const struct clearance *c, const struct rule *rule)
{
    bool by_rule = !c->rule.len || span_same(c->rule, span_of(rule->id));
    bool by_statement = !c->statement.len || has_text(&rule->statements, c->statement);

    return (c->rule.len || c->statement.len) && by_rule && by_statement;
}

static bool is_for_this_visit(const struct clearance *c, const struct visit *v)
{
    return !c->appointment.len || span_same(c->appointment, v->appointment);
}

static bool is_allowed(const struct clearance *c, const struct rule *rule)
{
    return has_text(&rule->override_by, c->role) && has_text(&rule->override_reasons, c->reason);
}

/* Why a clearance does not fit, in words without anything of the event; NULL: it fits some rule. */
static const char *drafts_misfit(const struct judge *j, const struct clearance *c)
{
    const struct rules *rules = j->view.rules;
    bool named = false;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        if (!names_rule(c, &rules->rules[i])) {
            continue;
        }
        named = true;
        if (is_allowed(c, &rules->rules[i])) {
            return is_for_this_visit(c, j->view.visit) ? NULL : "it is for another appointment";
        }
    }
    return named ? "its role or reason may not override this rule"
                 : "no rule has this id and statement";
}

void clearances_apply(struct judge *j)
{
    const struct visit *v = j->view.visit;

    if (!v->clearance_count) {
        return;
    }
    j->refused = arena_array(j->view.arena, v->clearance_count, sizeof *j->refused);
    for (uint32_t i = 0; i < v->clearance_count && j->refused != NULL; i++) {
        const char *why = drafts_misfit(j, &v->clearances[i]);

        if (why != NULL) {
            j->refused[j->refused_count++] = why;
        }
    }
    for (uint32_t i = 0; i < j->drafts.count; i++) {
        struct draft *d = &j->drafts.at[i];

        if (d->outcome != PRECARE_HOLD && d->outcome != PRECARE_BLOCK) {
            continue;
        }
        for (uint32_t k = 0; k < v->clearance_count && d->cleared == NULL; k++) {
            const struct clearance *c = &v->clearances[k];

            if (names_rule(c, d->rule) && is_allowed(c, d->rule) && is_for_this_visit(c, v)) {
                d->cleared = c;
            }
        }
        if (d->cleared != NULL) {
            d->outcome = PRECARE_INFO;
        }
        if (d->cleared != NULL && j->trace != NULL) {
            j->trace->rules[d->index].cleared = true;
        }
    }
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
        struct draft one = drafts->at[i];
        uint32_t k = i;

        for (; k > 0 && comes_before(&one, &drafts->at[k - 1]); k--) {
            drafts->at[k] = drafts->at[k - 1];
        }
        drafts->at[k] = one;
    }
}
