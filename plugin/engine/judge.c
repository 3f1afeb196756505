/* SPDX-License-Identifier: MIT
 *
 * Judges every rule in force for a visit. The rules to look at come from the trigger index, or, as
 * the reference, from a plain loop; both go through the same judge_rule. Cannot fail but for
 * scratch memory.
 */
#include "engine/judge.h"

#include "engine/again.h"
#include "engine/too_early.h"
#include "engine/waiting.h"
#include "engine/window.h"

/* Whether a rule is for this moment and procedure: what the index of triggers has looked at
 * already. */
bool judge_is_for(const struct view *v, const struct rule *rule)
{
    if (rule->status == RULE_RETIRED || !(rule->moments >> v->visit->moment & 1)) {
        return false;
    }
    for (uint32_t i = 0; i < rule->procedures.count; i++) {
        for (uint32_t k = 0; k < v->procedure.count; k++) {
            if (v->procedure.at[k].list == rule->procedures.at[i]) {
                return true;
            }
        }
    }
    return false;
}

/* ---- what becomes of one rule ---- */

static struct asking asking_of(struct judge *j, const struct rule *rule)
{
    return (struct asking){&j->view, rule->rulebook, j->trace};
}

static struct details judge_gather(const struct asking *a, uint32_t cond)
{
    struct asking quietly = {a->view, a->book, NULL};
    struct details details = {0};

    condition_truth(&quietly, cond, &details);
    return details;
}

/* An info with an instruction whose `due` gives a date is a task. */
static uint32_t then_outcome(const struct judge *j, const struct rule *rule,
                             const struct details *details)
{
    const struct visit *v = j->view.visit;
    uint32_t outcome = rule->severity[v->moment];

    for (uint32_t i = 0; i < rule->instruct.count && outcome == PRECARE_INFO; i++) {
        const struct instruction *one = &rule->instruct.at[i];

        if (!one->lasts && due_of(v, &one->due, &details->match).known) {
            outcome = PRECARE_TASK;
        }
    }
    return outcome;
}

/* An info whose instructions are all past their last day is gone with them. */
static bool has_gone(const struct judge *j, const struct rule *rule, const struct details *details)
{
    uint32_t gone = 0;

    if (rule->severity[j->view.visit->moment] != PRECARE_INFO || !rule->instruct.count) {
        return false;
    }
    for (uint32_t i = 0; i < rule->instruct.count; i++) {
        gone += instruction_is_gone(j->view.visit, &rule->instruct.at[i], &details->match);
    }
    return gone == rule->instruct.count;
}

/* A question: now, or at a later moment. true: now. */
static bool judge_ask(struct judge *j, uint32_t index, const struct details *details, uint32_t from,
                      bool shadow)
{
    struct draft *one =
        draft_add(j, index, from == 0 ? DRAFT_ASK : DRAFT_LATER, PRECARE_ASK, shadow, details);

    if (one != NULL) {
        one->from = from;
    }
    return from == 0;
}

static enum fate judge_true(struct judge *j, uint32_t index, const struct asking *a,
                            enum truth unless, bool shadow, struct trace_rule *seen)
{
    const struct rule *rule = &j->view.rules->rules[index];
    struct details details = judge_gather(a, rule->condition);

    seen->final_day = details.final_day;
    if (rule->still_time && details.final_day > j->view.visit->today) {
        draft_add(j, index, DRAFT_STILL_TIME, PRECARE_TASK, shadow, &details);
        return FATE_STILL_TIME;
    }
    if (has_gone(j, rule, &details)) {
        return FATE_QUIET;
    }
    draft_add(j, index, DRAFT_THEN, then_outcome(j, rule, &details), shadow, &details);
    if (unless == TRUTH_U && judge_may_ask(j, rule)) {
        struct details excuse = judge_gather(a, rule->unless);

        seen->asked = judge_ask(j, index, &excuse, asked_from(a, rule, TRUTH_T, unless), shadow);
        seen->asked_later = !seen->asked;
    }
    return FATE_FIRED;
}

static enum fate judge_unknown(struct judge *j, uint32_t index, const struct asking *a,
                               enum truth unless, bool shadow)
{
    const struct rule *rule = &j->view.rules->rules[index];
    bool ask = judge_may_ask(j, rule);

    if (!rule_asks(rule) || (!ask && !rule->otherwise)) {
        return FATE_UNKNOWN_IGNORED;
    }
    struct details details = judge_gather(a, rule->condition);
    if (!ask) {
        draft_add(j, index, DRAFT_OTHERWISE, rule->otherwise, shadow, &details);
        return FATE_OTHERWISE;
    }
    uint32_t from = asked_from(a, rule, TRUTH_U, unless);
    return judge_ask(j, index, &details, from, shadow) ? FATE_ASKED : FATE_ASKED_LATER;
}

/* Of a rule whose condition may hold; or, for a trace, of any. */
static void rule_decide(struct judge *j, uint32_t index, const struct asking *a,
                        enum truth condition)
{
    const struct rule *rule = &j->view.rules->rules[index];
    bool shadow = judge_in_shadow(j, rule);
    enum truth unless = rule->unless != NONE ? condition_truth(a, rule->unless, NULL) : TRUTH_F;
    struct trace_rule seen = {
        .condition = (uint8_t)condition, .unless = (uint8_t)unless, .shadow = shadow};
    enum fate fate = FATE_QUIET;

    if (condition != TRUTH_F && unless == TRUTH_T) {
        fate = FATE_EXCUSED;
    } else if (condition == TRUTH_T) {
        fate = judge_true(j, index, a, unless, shadow, &seen);
    } else if (condition == TRUTH_U) {
        fate = judge_unknown(j, index, a, unless, shadow);
    }
    if (j->trace != NULL) {
        seen.fate = (uint8_t)fate;
        j->trace->rules[index] = seen;
    }
}

/* Of a rule that is for this moment and procedure: mostly its condition does not hold, and that is
 * all. */
static inline void judge_rule(struct judge *j, uint32_t index)
{
    const struct rule *rule = &j->view.rules->rules[index];
    uint8_t book = j->books[rule->rulebook];

    if (book != BOOK_EVALUATED && book != BOOK_IN_SHADOW) {
        return;
    }
    struct asking a = asking_of(j, rule);
    enum truth condition = condition_truth(&a, rule->condition, NULL);
    if (condition != TRUTH_F || j->trace != NULL) {
        rule_decide(j, index, &a, condition);
    }
}

/* ---- all of them ---- */

static struct trigger_query query_of(struct judge *j)
{
    struct view *v = &j->view;
    uint32_t *lists = arena_array_raw(v->arena, (size_t)v->found_count + 1, sizeof *lists);
    uint32_t count = 0;

    for (uint32_t chart = 0; chart < CHART_COUNT && lists != NULL; chart++) {
        for (uint32_t i = 0; i < v->found[chart].count; i++) {
            lists[count++] = v->found[chart].at[i].list;
        }
        for (uint32_t i = 0; i < v->near[chart].count; i++) {
            lists[count++] = v->near[chart].at[i].list;
        }
    }
    return (struct trigger_query){.moment = v->visit->moment,
                                  .procedure = v->procedure.at,
                                  .procedure_count = v->procedure.count,
                                  .lists = lists,
                                  .list_count = count,
                                  .silent = v->silent};
}

/* The reference: every rule is asked whether it is for this visit. `later`: NULL, or as of the
 * appointment. */
static void judge_plainly(struct judge *j, struct view *later)
{
    for (uint32_t i = 0; i < j->view.rules->rule_count; i++) {
        if (!judge_is_for(&j->view, &j->view.rules->rules[i])) {
            continue;
        }
        if (later != NULL) {
            again_rule(j, later, i);
        } else {
            judge_rule(j, i);
        }
    }
}

static bool judge_found(struct judge *j, const struct trigger_query *query, struct view *later)
{
    bool failed = false;
    struct numbers found = triggers_find(j->view.rules->triggers, query, j->view.arena, &failed);

    for (uint32_t i = 0; i < found.count; i++) {
        if (later != NULL) {
            again_rule(j, later, found.at[i]);
        } else {
            judge_rule(j, found.at[i]);
        }
    }
    return !failed;
}

static bool judge_rules(struct judge *j, const struct trigger_query *query, struct view *later)
{
    if (j->options->plain_loop || j->trace != NULL) {
        judge_plainly(j, later);
        return true;
    }
    return judge_found(j, query, later);
}

bool judge_all(struct judge *j)
{
    struct trigger_query query = query_of(j);

    if (!judge_books(j) || query.lists == NULL) {
        return false;
    }
    judge_look(j, &query);
    waiting_look(j);
    if (!judge_rules(j, &query, NULL)) {
        return false;
    }
    struct view later;
    if (again_begin(j, &later)) {
        query.silent = later.silent;
        if (!judge_rules(j, &query, &later)) {
            return false;
        }
    }
    return !j->view.arena->failed;
}
