/* SPDX-License-Identifier: MIT
 *
 * What a clinician has decided already (rule-language.md#a-rule): a clearance turns a hold or
 * block of its own appointment into info; one that lasts does so at later appointments, where the
 * matter is the same. Cannot fail but for scratch memory.
 */
#include <string.h>

#include "engine/judge.h"
#include "engine/window.h"

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

/* A role in any of its declared words. */
static bool is_allowed(const struct rules *rules, const struct clearance *c,
                       const struct rule *rule)
{
    const struct word_set *roles = &rules->words[WORDS_ROLE];
    uint32_t role = word_set_find(roles, c->role);

    return role != WORD_NONE && has_text(&rule->override_by, span_of(roles->at[role].word)) &&
           has_text(&rule->override_reasons, c->reason);
}

/* ---- whose it is ---- */

enum owner {
    OWN,        /* of this appointment */
    ANOTHERS,   /* of another one */
    NOBODY_SAYS /* of one of a series; it does not say which */
};

/* Where the visit has no occurrence, that of its own day is it. */
static enum owner owner_of(const struct clearance *c, const struct visit *v)
{
    if (c->appointment.len && !span_same(c->appointment, v->appointment)) {
        return ANOTHERS;
    }
    if (v->occurrence.kind != WHEN_UNKNOWN && c->occurrence.kind != WHEN_UNKNOWN) {
        return occurrence_same(&c->occurrence, &v->occurrence) ? OWN : ANOTHERS;
    }
    if (c->occurrence.kind != WHEN_UNKNOWN) {
        return c->occurrence.first == v->reference ? OWN : ANOTHERS;
    }
    return v->occurrence.kind == WHEN_UNKNOWN || !c->appointment.len ? OWN : NOBODY_SAYS;
}

/* ---- whether it fits ---- */

static bool is_same_matter(const struct clearance *c, const struct draft *d)
{
    return d->kind == DRAFT_THEN && span_same(c->matter, span_of(d->matter));
}

/* At an appointment that is not its own. */
static bool still_lasts(const struct clearance *c, const struct draft *d, const struct visit *v)
{
    const struct threshold *lasts = &d->rule->lasts;

    return lasts->set && c->rule.len && c->matter.len && is_same_matter(c, d) &&
           window_around(v, &c->on, &lasts->length, NULL) == TRUTH_T;
}

static bool can_be_cleared(const struct draft *d)
{
    return d->outcome == PRECARE_HOLD || d->outcome == PRECARE_BLOCK ||
           (d->outcome == PRECARE_WARN && d->rule->lasts.set);
}

static bool clearance_fits(const struct view *view, const struct clearance *c,
                           const struct draft *d)
{
    const struct visit *v = view->visit;

    if (!names_rule(c, d->rule) || !is_allowed(view->rules, c, d->rule)) {
        return false;
    }
    return owner_of(c, v) == OWN ? !c->matter.len || is_same_matter(c, d) : still_lasts(c, d, v);
}

/* Whether a finding that it names is of another matter, and none of its own. */
static bool is_other_matter(const struct judge *j, const struct clearance *c)
{
    bool other = false;

    for (uint32_t i = 0; c->matter.len && i < j->drafts.count; i++) {
        const struct draft *d = &j->drafts.at[i];

        if (names_rule(c, d->rule) && is_same_matter(c, d)) {
            return false;
        }
        other = other || (names_rule(c, d->rule) && can_be_cleared(d));
    }
    return other;
}

/* Why a clearance of this appointment does not fit, in words without anything of the event; NULL:
 * it fits some rule, or is of another one. */
static const char *clearance_misfit(const struct judge *j, const struct clearance *c)
{
    const struct rules *rules = j->view.rules;
    enum owner owner = owner_of(c, j->view.visit);
    bool named = false;

    if (owner == ANOTHERS) {
        return NULL;
    }
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        if (!names_rule(c, &rules->rules[i])) {
            continue;
        }
        named = true;
        if (is_allowed(rules, c, &rules->rules[i])) {
            return owner == NOBODY_SAYS    ? "it does not say which of a series it is for"
                   : is_other_matter(j, c) ? "it is for another matter"
                                           : NULL;
        }
    }
    return named ? "its role or reason may not override this rule"
                 : "no rule has this id and statement";
}

/* ---- all of them ---- */

static void clear_draft(struct judge *j, struct draft *d)
{
    const struct visit *v = j->view.visit;

    for (uint32_t k = 0; k < v->clearance_count && d->cleared == NULL; k++) {
        if (clearance_fits(&j->view, &v->clearances[k], d)) {
            d->cleared = &v->clearances[k];
        }
    }
    if (d->cleared != NULL) {
        d->outcome = PRECARE_INFO;
    }
    if (d->cleared != NULL && j->trace != NULL) {
        j->trace->rules[d->index].cleared = true;
    }
}

void clearances_apply(struct judge *j)
{
    const struct visit *v = j->view.visit;

    if (!v->clearance_count) {
        return;
    }
    j->refused = arena_array(j->view.arena, v->clearance_count, sizeof *j->refused);
    for (uint32_t i = 0; i < v->clearance_count && j->refused != NULL; i++) {
        const char *why = clearance_misfit(j, &v->clearances[i]);

        if (why != NULL) {
            j->refused[j->refused_count++] = why;
        }
    }
    for (uint32_t i = 0; i < j->drafts.count; i++) {
        if (can_be_cleared(&j->drafts.at[i])) {
            clear_draft(j, &j->drafts.at[i]);
        }
    }
}
