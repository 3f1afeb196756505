/* SPDX-License-Identifier: MIT
 *
 * See inquiry.h. One evaluation tells the coverage and what hides what; the rest asks the
 * conditions themselves, as judge.c does.
 */
#include "engine/inquiry.h"

#include <string.h>

#include "engine/answered.h"
#include "engine/too_early.h"
#include "engine/window.h"

static bool is_cancelled_visit(const struct visit *v)
{
    return v->action == PRECARE_CANCEL || v->state == PRECARE_CANCELLED;
}

static bool inquiry_evaluate(struct inquiry *q, const struct rules *rules,
                             const struct visit *visit, struct arena *arena)
{
    q->trace.conds = arena_array(arena, (size_t)rules->cond_count + 1, sizeof *q->trace.conds);
    q->trace.rules = arena_array(arena, (size_t)rules->rule_count + 1, sizeof *q->trace.rules);
    if (q->trace.conds == NULL || q->trace.rules == NULL) {
        return false;
    }
    struct result *result = engine_evaluate(rules, visit, &q->options, &q->trace);
    if (result == NULL) {
        return false;
    }
    q->coverage = result->out.coverage;
    if (q->coverage != PRECARE_COMPLETE && result->out.notes.count > 0) {
        const precare_note *note = result->out.notes.items;

        q->note = arena_text(arena, note->text, strlen(note->text));
    }
    result_drop(&result);
    return true;
}

bool inquiry_begin(struct inquiry *q, const struct rules *rules, const struct visit *visit,
                   bool as_active, struct arena *arena)
{
    *q = (struct inquiry){.options = {.draft = as_active, .plain_loop = true}};
    rules = rules_on(rules, visit->today);
    if (is_cancelled_visit(visit)) {
        q->coverage = PRECARE_NO_RULES;
        q->note = "the appointment is cancelled";
        q->judge.view = (struct view){.rules = rules, .visit = visit, .arena = arena};
        return true;
    }
    q->judge.options = &q->options;
    return inquiry_evaluate(q, rules, visit, arena) &&
           view_begin(&q->judge.view, rules, visit, as_active, arena) && judge_books(&q->judge);
}

const struct rules *inquiry_rules(const struct inquiry *q)
{
    return q->judge.view.rules;
}

bool inquiry_asks(const struct inquiry *q, uint32_t index)
{
    const struct view *v = &q->judge.view;
    const struct rule *rule = &v->rules->rules[index];
    const struct trace_rule *seen = &q->trace.rules[index];

    if (q->coverage != PRECARE_COMPLETE || !judge_is_for(v, rule) ||
        q->judge.books[rule->rulebook] != BOOK_EVALUATED || judge_in_shadow(&q->judge, rule) ||
        !judge_may_ask(&q->judge, rule)) {
        return false;
    }
    return !seen->ask_hidden && (rule->ask_from == 0 || rule->ask_from <= v->visit->moment);
}

static struct asking inquiry_of(struct inquiry *q, uint32_t rule)
{
    struct view *v = &q->judge.view;

    return (struct asking){v, v->rules->rules[rule].rulebook, NULL};
}

/* Whether it only says of a fact that it is, or is not, there, and it is not. */
static bool is_missing(struct inquiry *q, const struct cond *c)
{
    bool answer = c->kind == COND_ANSWER && c->wants_missing;
    bool field = c->kind == COND_FIELD && c->wants_missing;
    struct view *v = &q->judge.view;

    if (!answer && !field) {
        return false;
    }
    const struct answered *all = answer ? answered_all(v) : answered_fields(v);
    const struct answered *one = all != NULL ? &all[c->asked] : NULL;
    return one == NULL || one->said.what == SAID_NOTHING || (answer && one->fresh == TRUTH_F);
}

enum truth inquiry_value(struct inquiry *q, uint32_t rule, uint32_t cond)
{
    const struct cond *c = &q->judge.view.rules->conds[cond];
    struct asking a = inquiry_of(q, rule);

    return is_missing(q, c) ? TRUTH_U : condition_truth(&a, cond, NULL);
}

bool inquiry_settles(struct inquiry *q, uint32_t rule, uint32_t cond)
{
    struct asking a = inquiry_of(q, rule);

    return can_settle(&a, cond);
}

void inquiry_open(struct inquiry *q, uint32_t rule, uint32_t cond, struct details *open_r)
{
    struct asking a = inquiry_of(q, rule);

    *open_r = (struct details){0};
    condition_truth(&a, cond, open_r);
}
