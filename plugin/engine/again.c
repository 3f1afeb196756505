/* SPDX-License-Identifier: MIT
 *
 * What is known today and will not be on the day of the appointment: lists and answers that are
 * fresh, and stale by then. They count, and the result says from which day on they are asked again.
 * Found by judging once more as of the appointment; only where something goes stale between.
 * Cannot fail but for scratch memory.
 */
#include "engine/again.h"

#include "engine/answered.h"
#include "engine/silence.h"

bool again_begin(struct judge *j, struct view *later)
{
    const struct visit *v = j->view.visit;

    if (v->reference <= v->today || !(silence_ages(&j->view) || answered_ages(&j->view))) {
        return false;
    }
    *later = j->view;
    later->answered = NULL; /* read anew, as of that day */
    later->notes = NULL;    /* told once */
    later->day = v->reference;
    silence_begin(later); /* what is stale today is stale then */
    return true;
}

/* Of what is open then, that which is known today. */
static void again_keep(struct details *details)
{
    struct open_facts *open = &details->open;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < open->count; i++) {
        if (open->at[i].again != DATE_NONE) {
            open->at[kept++] = open->at[i];
        }
    }
    open->count = kept;
}

struct again_value { /* of a rule's two conditions */
    enum truth condition, unless;
};

static struct again_value again_value_of(struct view *view, const struct rule *rule)
{
    struct asking a = {view, rule->rulebook, NULL};
    enum truth condition = condition_truth(&a, rule->condition, NULL);
    bool excused = condition != TRUTH_F && rule->unless != NONE;

    return (struct again_value){condition,
                                excused ? condition_truth(&a, rule->unless, NULL) : TRUTH_F};
}

static bool again_is_open(struct again_value value)
{
    return value.unless != TRUTH_T && (value.condition == TRUTH_U || value.unless == TRUTH_U);
}

/* What decided the rule today, and will not then: a rule that asks today has nothing of the kind.
 */
void again_rule(struct judge *j, struct view *later, uint32_t index)
{
    const struct rule *rule = &later->rules->rules[index];

    if (j->books[rule->rulebook] != BOOK_EVALUATED || !judge_may_ask(j, rule)) {
        return;
    }
    struct again_value then = again_value_of(later, rule);
    if (!again_is_open(then) || again_is_open(again_value_of(&j->view, rule))) {
        return;
    }
    struct asking a = {later, rule->rulebook, NULL};
    struct details details = {0};
    condition_truth(&a, then.condition == TRUTH_U ? rule->condition : rule->unless, &details);
    again_keep(&details);
    if (details.open.count > 0) {
        (void)draft_add(j, index, DRAFT_AGAIN, PRECARE_ASK, judge_in_shadow(j, rule), &details);
    }
}
