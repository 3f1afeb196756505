/* SPDX-License-Identifier: MIT
 *
 * Runs the tests beside the rules and says what came instead of what was expected. Called by
 * `precare test`, by `check` for what `active` needs (ready.h), by the reload of active rulebooks,
 * by nudge.c and page*.c. Pure; not for two threads at one struct run. A test that evaluates no
 * rule is a fault X307 and counts as failed.
 */
#ifndef PRECARE_REVIEW_RUN_H
#define PRECARE_REVIEW_RUN_H

#include "base/buf.h"
#include "base/fault.h"
#include "engine/engine.h"
#include "rulebook/scenario.h"

struct test_run {
    bool passed;
    /* a test of the base, which passed there, and would not as overlays changed the rules */
    bool changed;
    const char *changed_why; /* lines of words */
    bool nothing;            /* no rule was in force */
    const char *why;         /* of a failure: lines of words, NULL if it passed */
    struct trace trace;      /* of this run */
};

struct run {
    const struct rules *rules;
    const struct scenarios *scenarios;
    struct test_run *at;
    uint32_t passed, failed;
    bool lost; /* no memory: nothing above can be trusted */
    struct arena arena;
};

/* Runs all scenarios of a rulebook (NONE: of every rulebook). Retired rules and rulebooks have no
 * tests to fail. */
void run_tests(const struct rules *rules, struct faults *faults, struct run *run_r);
void run_end(struct run *run);

enum run_outcome {
    RUN_LOST = -1, /* no memory */
    RUN_DIFFERS = 0,
    RUN_SAME = 1 /* it gives what it expects */
};

/* One scenario on (perhaps changed) rules; `why` may be NULL: then nothing is told. */
enum run_outcome run_one(const struct rules *rules, const struct scenario *s, struct trace *trace,
                         struct buf *why);
/* The traces' arrays for these rules, zeroed; false: no memory. */
bool trace_new(const struct rules *rules, struct arena *arena, struct trace *trace_r);
void trace_clear(const struct rules *rules, struct trace *trace);

/* The element of an array of the result. */
#define ITEM(type, array, i)                                                                       \
    ((const type *)(const void *)((const char *)(array).items + (size_t)(i) * (array).stride))
/* The i-th text of an array of texts. */
#define ITEM_TEXT(array, i) (*ITEM(char *const, array, i))

#endif
