/* SPDX-License-Identifier: MIT
 *
 * No memory, at every single allocation in turn: whatever the review room makes is whole, or it
 * says that it is not. A report that silently lacks a line would be worse than none.
 */
#include "review/diff.h"
#include "review/explain.h"
#include "review/nudge.h"
#include "review/page.h"
#include "review/ready.h"
#include "review/report.h"
#include "review/statements.h"
#include "small.h"

static struct seam whole;
static uint64_t allocations, fail_at;

static void *memory_grow(void *old, size_t size)
{
    if (++allocations == fail_at) {
        return NULL;
    }
    return whole.grow(old, size);
}

/* false: it says that memory was short */
typedef bool making(const struct small *s, struct buf *out);

/* Fails allocation 1, 2, 3, ... (or some of them, where there are thousands) of a piece of work. */
static void each_in_turn(making *make)
{
    struct small s;
    struct buf wanted = {0};
    uint64_t count, step;

    small_begin(&s, NULL);
    whole = seam;
    seam.grow = memory_grow;
    allocations = 0;
    fail_at = 0;
    CU_ASSERT_TRUE(make(&s, &wanted));
    count = allocations;
    step = count / 1500 + 1;
    for (uint64_t at = 1; at <= count; at += step) {
        struct buf out = {0};

        allocations = 0;
        fail_at = at;
        bool said_whole = make(&s, &out);
        fail_at = 0;
        if (said_whole && !out.failed &&
            (out.len != wanted.len || (out.len > 0 && memcmp(out.at, wanted.at, out.len) != 0))) {
            printf("allocation %d of %d failed and nobody said so\n", (int)at, (int)count);
            CU_FAIL("a report lacks something in silence");
            at = count;
        }
        buf_end(&out);
    }
    seam = whole;
    buf_end(&wanted);
    small_end(&s);
}

static bool make_run(const struct small *s, struct buf *out)
{
    struct faults faults;
    struct run run;
    bool ok;

    faults_begin(&faults);
    run_tests(s->rules, &faults, &run);
    ok = !run.lost && !faults_any(&faults);
    if (ok) {
        struct report r = {.run = &run};

        report_print(&r, REPORT_JSON, out);
    }
    run_end(&run);
    faults_end(&faults);
    return ok;
}

static bool make_nudges(const struct small *s, struct buf *out)
{
    struct nudges all;
    struct nudge_options options = {0};
    bool ok;

    nudges_run(&s->run, &options, &all);
    ok = !all.lost;
    buf_printf(out, "%u of %u", all.unnoticed, all.count);
    nudges_end(&all);
    return ok;
}

static bool make_explanation(const struct small *s, struct buf *out)
{
    bool ok = true;

    for (uint32_t i = 0; i < 5; i++) {
        ok = explain_rule(s->rules, i, &s->run.scenarios->at[i * 3].visit, true, out) && ok;
    }
    return ok;
}

static bool make_diff(const struct small *s, struct buf *out)
{
    uint32_t changes;
    struct rules other = *s->rules;

    other.rule_count = 3; /* two rules are gone */
    return diff_rules(s->rules, &other, out, &changes);
}

static bool make_diff_events(const struct small *s, struct buf *out)
{
    struct rules other = *s->rules;

    other.rule_count = 2;
    return diff_events(s->rules, &other, &s->run.scenarios->at[0].visit, 1, out);
}

static bool make_page(const struct small *s, struct buf *out)
{
    return page_print(&(struct page_wanted){.run = &s->run, .before = s->rules}, out);
}

static bool make_short(const struct small *s, struct buf *out)
{
    return page_print(&(struct page_wanted){.run = &s->run, .brief = true}, out);
}

static bool make_statements(const struct small *s, struct buf *out)
{
    struct statements all;
    struct arena arena;
    bool ok;

    arena_begin(&arena, NULL, 0, 0);
    ok = statements_of(&s->run, 0, &arena, &all);
    if (ok) {
        statements_markdown(s->rules, &all, out);
    }
    arena_end(&arena);
    return ok;
}

static bool make_ready(const struct small *s, struct buf *out)
{
    struct ready_options options = {.for_active = true};
    struct faults faults;
    bool ok;

    faults_begin(&faults);
    ok = ready_check(s->rules, &options, &faults);
    buf_text(out, ok ? "ready" : "not ready");
    faults_end(&faults);
    return ok;
}

#define EACH(name)                                                                                 \
    static void name##_each(void)                                                                  \
    {                                                                                              \
        each_in_turn(make_##name);                                                                 \
    }
EACH(run)
EACH(nudges)
EACH(explanation)
EACH(diff)
EACH(diff_events)
EACH(page)
EACH(short)
EACH(statements)
EACH(ready)

static const struct test tests[] = {
    {"a run of the tests is whole, or says that memory was short", run_each},
    {"nudges are all tried, or memory was short", nudges_each},
    {"an explanation is whole, or memory was short", explanation_each},
    {"a difference is whole, or memory was short", diff_each},
    {"a difference over events is whole, or memory was short", diff_events_each},
    {"a page is whole, or memory was short", page_each},
    {"a short edition is whole, or memory was short", short_each},
    {"the statements are whole, or memory was short", statements_each},
    {"readiness is never told without having looked", ready_each},
    {0}};

const struct test_suite test_suites[] = {{"review memory", NULL, NULL, tests}, {0}};
