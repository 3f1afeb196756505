/* SPDX-License-Identifier: MIT
 *
 * The tests that stand beside the rules (rule-language.md#tests), made ready to run: each
 * one's facts, in their short form, become a visit, and its `expect` becomes a list to compare
 * with. Called by run.c, nudge.c, explain.c and page*.c. The rules must have been loaded with
 * keep_nodes, and outlive what is made here. Not for two threads. What a test says wrong is a fault
 * with its file and line; such a test is left out.
 */
#ifndef PRECARE_REVIEW_SCENARIO_H
#define PRECARE_REVIEW_SCENARIO_H

#include "base/fault.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

struct expected { /* one finding that a test wants */
    uint32_t rule, outcome;
    struct texts due;
    const char *move_to; /* NULL: none */
    struct texts alert;  /* channels */
    uint32_t line;
};

struct scenario {
    const char *name, *file;
    uint32_t line, column;
    uint32_t book;
    struct visit visit;
    uint32_t overall;      /* PRECARE_CLEAR.. */
    uint32_t overall_line; /* 0: not said */
    uint32_t coverage;     /* PRECARE_COMPLETE.. */
    bool coverage_said;
    const struct expected *findings;
    uint32_t finding_count;
    struct numbers quiet; /* `not:` */
    bool of_overlay; /* it stands beside an overlay, and speaks of the rules as that changed them */
};

struct scenarios {
    struct scenario *at;
    uint32_t count, zone_count;
    struct zone **zones;
    struct arena arena;
    bool failed; /* no memory */
};

/* All tests of all files, in order, but those of retired rulebooks; those that cannot be made are
 * told in `faults`. End it in any case. */
void scenarios_begin(const struct rules *rules, struct faults *faults,
                     struct scenarios *scenarios_r);
void scenarios_end(struct scenarios *scenarios);

/* A visit with the patient of a persona and nothing else; false: there is none of that name (or no
 * memory). The day its lists were reviewed stands in *reviewed_r (WHEN_UNKNOWN: not said). */
bool scenario_persona(const struct rules *rules, const char *persona, const struct zone *zone,
                      struct arena *arena, struct faults *faults, struct visit *visit_r,
                      struct when *reviewed_r);

#endif
