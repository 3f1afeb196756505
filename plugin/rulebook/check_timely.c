/* SPDX-License-Identifier: MIT
 *
 * Questions and their moments: `ask-from` (S204), and a question that nobody can answer in time
 * (W410): what it asks for counts on the day alone, and the rule is over before that. Called for
 * each rule as it is compiled, and once after all is; one thread.
 */
#include "base/words.h"
#include "rulebook/loading.h"

void ask_from_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    const struct node *n = def->unknown.ask_from;
    uint32_t from = word_of_node(&words_moment, n);

    if (from == 0 || rule->moments == 0) {
        return; /* not there, or told */
    }
    bool here = (rule->moments >> from & 1) != 0;
    if (here && rule->ask != NULL && from <= rule->answer_by) {
        return;
    }
    struct fault *f =
        !here ? tell(ld, FAULT_S204, n, "\"%.*s\" is not a moment of this rule", TEXT_SHOWN(n))
        : rule->ask == NULL
            ? tell(ld, FAULT_S204, n, "\"ask-from\" beside no question")
            : tell(ld, FAULT_S204, n, "\"%.*s\" is after the moment by which it must be answered",
                   TEXT_SHOWN(n));
    fault_why(ld->faults, f, "The question would never be asked.");
    fault_fix(ld->faults, f,
              here ? "Delete it, or choose a moment up to `answer-by`."
                   : "Delete it, or add the moment to `at`.");
}

/* Whether what is said about it long before the appointment does not count on the day. */
static bool timely_is_short(const struct loading *ld, uint32_t cond)
{
    const struct cond *c = &ld->conds.at[cond];
    bool is_short = cond_silence_lasts(c, ld->compiled_lists).unit != UNIT_NONE ||
                    (cond_kinds[c->kind].chart == 0 && c->within.set && !c->wants_missing);

    for (uint32_t i = 0; kind_is_group(c->kind) && i < c->count && !is_short; i++) {
        is_short = timely_is_short(ld, c->first + i);
    }
    return is_short;
}

/* Whether booking is the last moment at which the rule asks. */
static bool timely_only_at_booking(const struct rule *rule)
{
    uint32_t asked = rule->moments & ((2u << rule->answer_by) - 1);

    return rule_asks(rule) && rule->ask_from == 0 && asked >> (PRECARE_BOOKING + 1) == 0;
}

void timely_check(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->rules.count && !faults_any(ld->faults); i++) {
        const struct rule_def *def = &ld->rules.at[i];
        const struct rule *rule = &ld->compiled[i];

        if (rule->status == RULE_RETIRED || !timely_only_at_booking(rule) ||
            !(timely_is_short(ld, rule->condition) ||
              (rule->unless != NONE && timely_is_short(ld, rule->unless)))) {
            continue;
        }
        file_enter(ld, def->file);
        struct fault *f = tell(ld, FAULT_W410, rule->ask != NULL ? def->unknown.ask : def->id,
                               "nothing that is said at booking can answer this in time");
        fault_why(ld->faults, f,
                  "It is about something that changes within days, so an answer counts near the "
                  "appointment only, and this rule asks at booking alone.");
        fault_fix(ld->faults, f, "Add check-in to `at`, so that it is asked on the day.");
    }
}
