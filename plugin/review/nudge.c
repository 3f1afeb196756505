/* SPDX-License-Identifier: MIT
 *
 * Makes one small change after another in a copy of the rules and runs the tests that could notice
 * it: those in whose trace the changed rule was in force, and the changed condition looked at. The
 * first that notices is enough. Called by `precare test --nudge` and ready.c; see nudge.h.
 */
#include "review/nudge.h"

#include <string.h>

#include "review/nudge_copy.h"

bool nudge_is_threshold(const struct nudge *n)
{
    return n->kind <= NUDGE_GOOD_FOR;
}

/* How likely a test is to notice: 0 it cannot, 1 the rule was quiet there, 2 it did something. */
static int nudge_interest(const struct run *run, uint32_t test, const struct nudge *n)
{
    const struct test_run *t = &run->at[test];
    const struct trace_rule *r = n->rule != NONE ? &t->trace.rules[n->rule] : NULL;

    if (!t->passed || run->scenarios->at[test].book != n->book ||
        rules_on(run->rules, run->scenarios->at[test].visit.today) != run->rules) {
        return 0; /* after an overlay's end other rules are in force, which are not nudged */
    }
    if (r == NULL) {
        return 1;
    }
    if (r->fate == FATE_NOT_IN_FORCE || (n->cond != NONE && !t->trace.conds[n->cond].seen)) {
        return 0;
    }
    return r->fate == FATE_QUIET ? 1 : 2;
}

/* 1: this test notices, 0: it does not, -1: no memory. A test of rules as they were before an
 * overlay notices when it differs in another way than without the nudge. */
static int nudge_notices(const struct run *run, uint32_t test, const struct rules *changed,
                         struct trace *scratch)
{
    const struct test_run *t = &run->at[test];
    struct buf why = {0};
    enum run_outcome outcome;
    int noticed;

    trace_clear(changed, scratch);
    outcome = run_one(changed, &run->scenarios->at[test], scratch, t->changed ? &why : NULL);
    if (t->changed) {
        noticed = outcome == RUN_SAME || why.at == NULL || strcmp(why.at, t->changed_why) != 0;
    } else {
        noticed = outcome != RUN_SAME;
    }
    noticed = outcome == RUN_LOST || why.failed ? -1 : noticed;
    buf_end(&why);
    return noticed;
}

/* 1: a test noticed, 0: none did, -1: no memory. */
static int nudge_notice(const struct run *run, const struct rules *changed, const struct nudge *n,
                        struct trace *scratch)
{
    for (int wanted = 2; wanted >= 1; wanted--) {
        for (uint32_t i = 0; i < run->scenarios->count; i++) {
            if (nudge_interest(run, i, n) != wanted) {
                continue;
            }
            int noticed = nudge_notices(run, i, changed, scratch);
            if (noticed != 0) {
                return noticed;
            }
        }
    }
    return 0;
}

void nudges_run(const struct run *run, const struct nudge_options *options, struct nudges *all)
{
    struct copy c;
    struct trace scratch = {0};

    *all = (struct nudges){0};
    arena_begin(&all->arena, NULL, 0, 0);
    all->lost = run->lost || !copy_begin(&c, run->rules, &all->arena) ||
                !trace_new(run->rules, &all->arena, &scratch) ||
                !nudges_list(&c, options->thresholds_only, all);
    for (uint32_t i = 0; !all->lost && i < all->count; i++) {
        struct nudge *n = &all->at[i];

        nudge_do(&c, n);
        int noticed = nudge_notice(run, &c.rules, n, &scratch);
        nudge_undo(&c, n);
        n->noticed = noticed == 1;
        all->unnoticed += !n->noticed;
        all->unnoticed_thresholds += !n->noticed && nudge_is_threshold(n);
        all->lost = noticed < 0;
        if (options->progress != NULL) {
            options->progress(options->of, i + 1, all->count);
        }
    }
}

void nudges_end(struct nudges *all)
{
    arena_end(&all->arena);
    *all = (struct nudges){0};
}
