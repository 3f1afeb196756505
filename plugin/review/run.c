/* SPDX-License-Identifier: MIT
 *
 * Runs the tests beside the rules: each scenario through the same engine as everything else, with
 * draft and shadow taken as active; match.c tells what came instead of what was expected. See run.h
 * for who calls it.
 */
#include "review/run.h"

#include <string.h>

#include "review/match.h"

bool trace_new(const struct rules *rules, struct arena *arena, struct trace *t)
{
    t->conds = arena_array(arena, rules->cond_count, sizeof *t->conds);
    t->rules = arena_array(arena, rules->rule_count, sizeof *t->rules);
    return (t->conds != NULL || rules->cond_count == 0) &&
           (t->rules != NULL || rules->rule_count == 0);
}

void trace_clear(const struct rules *rules, struct trace *t)
{
    if (rules->cond_count > 0) {
        memset(t->conds, 0, rules->cond_count * sizeof *t->conds);
    }
    if (rules->rule_count > 0) {
        memset(t->rules, 0, rules->rule_count * sizeof *t->rules);
    }
}

enum run_outcome run_one(const struct rules *rules, const struct scenario *s, struct trace *trace,
                         struct buf *why)
{
    struct engine_options options = {.draft = true,
                                     .plain_loop = true,
                                     .rulebook = rules->books[s->book].id,
                                     .evaluation_id = "test"};
    struct result *result = engine_evaluate(rules, &s->visit, &options, trace);
    bool same = false;

    if (result == NULL) {
        return RUN_LOST;
    }
    bool done = match_result(rules, s, result, trace, why, &same);
    result_drop(&result);
    return !done ? RUN_LOST : same ? RUN_SAME : RUN_DIFFERS;
}

static bool in_force(const struct rules *rules, const struct trace *trace)
{
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        if (trace->rules[i].fate != FATE_NOT_IN_FORCE) {
            return true;
        }
    }
    return false;
}

/* Loading tells it of each test that it can see it of; what is left is seen here. */
static void nothing_say(const struct scenario *s, struct faults *faults, struct buf *why)
{
    struct place at = {s->file, NULL, s->line, s->column};
    struct fault *fault = fault_add(faults, FAULT_X307, at, SCENARIO_NOTHING);

    fault_why(faults, fault, SCENARIO_NOTHING_WHY);
    fault_fix(faults, fault, SCENARIO_NOTHING_FIX);
    buf_text(why, "no rule is in force at this moment for this procedure on this day: "
                  "the test would prove nothing\n");
}

/* What a test of the base says on the rules as overlays changed them: for nudges, which are made
 * there. */
static void run_changed(struct run *run, const struct scenario *s, struct test_run *t)
{
    struct buf why = {.limit = 1u << 20};
    struct trace scratch;

    if (!trace_new(run->rules, &run->arena, &scratch)) {
        run->lost = true;
        return;
    }
    enum run_outcome outcome = run_one(run->rules, s, &scratch, &why);
    t->changed = outcome == RUN_DIFFERS;
    t->changed_why = t->changed && why.at != NULL ? arena_text(&run->arena, why.at, why.len) : "";
    run->lost |= outcome == RUN_LOST || why.failed || t->changed_why == NULL;
    buf_end(&why);
}

static void run_scenario(struct run *run, uint32_t i, struct faults *faults)
{
    const struct scenario *s = &run->scenarios->at[i];
    struct test_run *t = &run->at[i];
    struct buf why = {.limit = 1u << 20};
    bool of_base = run->rules->bare != NULL && !s->of_overlay;
    enum run_outcome outcome;

    if (!trace_new(run->rules, &run->arena, &t->trace)) {
        run->lost = true;
        return;
    }
    outcome = run_one(of_base ? run->rules->bare : run->rules, s, &t->trace, &why);
    t->nothing = outcome != RUN_LOST && !in_force(run->rules, &t->trace);
    if (t->nothing) {
        buf_end(&why);
        nothing_say(s, faults, &why);
    }
    t->passed = outcome == RUN_SAME && !t->nothing;
    t->why = !t->passed && why.at != NULL ? arena_text(&run->arena, why.at, why.len) : NULL;
    run->lost |= outcome == RUN_LOST || why.failed || run->arena.failed;
    run->passed += t->passed;
    run->failed += !t->passed;
    buf_end(&why);
    if (of_base && t->passed) {
        run_changed(run, s, t);
    }
}

void run_tests(const struct rules *rules, struct faults *faults, struct run *run)
{
    static const struct scenarios none;
    const struct scenarios *scenarios = rules->scenarios != NULL ? rules->scenarios : &none;

    *run = (struct run){.rules = rules, .scenarios = scenarios};
    arena_begin(&run->arena, NULL, 0, 0);
    run->at = arena_array(&run->arena, scenarios->count, sizeof *run->at);
    run->lost = run->at == NULL && scenarios->count > 0;
    for (uint32_t i = 0; !run->lost && i < scenarios->count; i++) {
        run_scenario(run, i, faults);
    }
}

void run_end(struct run *run)
{
    arena_end(&run->arena);
    *run = (struct run){0};
}
