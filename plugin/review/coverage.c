/* SPDX-License-Identifier: MIT
 *
 * Which rules the tests have seen at work. A rule that was hidden by another one, or cleared, fired
 * all the same; of one that an overlay silenced nothing has to be proved. Called by `precare test`,
 * ready.c and the page; pure.
 */
#include "review/coverage.h"

bool coverage_counts(const struct rules *rules, uint32_t rule)
{
    const struct rule *r = &rules->rules[rule];

    return r->status != RULE_RETIRED && !r->silenced &&
           rules->books[r->rulebook].status != BOOK_RETIRED;
}

static void count_one(struct coverage *c, const struct trace_rule *t)
{
    c->fired += t->fate == FATE_FIRED;
    c->quiet += t->fate == FATE_QUIET || t->fate == FATE_EXCUSED;
    c->asked += t->fate == FATE_ASKED || t->asked;
    c->still_time += t->fate == FATE_STILL_TIME;
}

struct coverage *coverage_of(const struct run *run, struct arena *arena)
{
    uint32_t count = run->rules->rule_count;
    struct coverage *all = arena_array(arena, count, sizeof *all);

    for (uint32_t i = 0; all != NULL && i < run->scenarios->count; i++) {
        for (uint32_t rule = 0; rule < count; rule++) {
            count_one(&all[rule], &run->at[i].trace.rules[rule]);
        }
    }
    return all;
}

const char *coverage_gap(const struct rule *rule, const struct coverage *c)
{
    bool fired = c->fired > 0, asked = !rule_asks(rule) || c->asked > 0;

    if (!fired && !asked) {
        return "no test makes it fire, and none makes it ask";
    }
    return !fired ? "no test makes it fire" : !asked ? "no test makes it ask" : NULL;
}
