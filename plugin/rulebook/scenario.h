/* SPDX-License-Identifier: MIT
 *
 * The tests that stand beside the rules (rule-language.md#tests) and their personas, compiled
 * while rules are loaded for the review room (load.h): each test's facts are a visit already, its
 * `expect` a list to compare with. Run by review/run.c. They live as long as their rules;
 * immutable, any thread. What a test says wrong is a fault of loading, with its place: there are no
 * others.
 */
#ifndef PRECARE_RULEBOOK_SCENARIO_H
#define PRECARE_RULEBOOK_SCENARIO_H

#include "rulebook/rulebook.h"
#include "visit/visit.h"

struct expected { /* one finding that a test wants */
    uint32_t rule, outcome;
    struct texts due, until;
    const char *move_to; /* NULL: none */
    struct texts alert;  /* channels */
};

struct scenario {
    const char *name, *file;
    uint32_t line, column;
    uint32_t book;
    struct visit visit;
    uint32_t overall;  /* PRECARE_CLEAR.. */
    uint32_t coverage; /* PRECARE_COMPLETE.. */
    bool coverage_said;
    bool of_overlay; /* it stands beside an overlay, and speaks of the rules as that changed them */
    const struct expected *findings;
    uint32_t finding_count;
    struct numbers quiet; /* `not:` */
    struct numbers later;
    bool later_said;
};

struct persona {
    const char *name;
    struct visit visit; /* its patient, and nothing else */
    /* the day its lists were gone through, the medications' if there are several; may be unknown */
    struct when reviewed;
};

struct scenarios {
    /* in order of the files, but those of retired rulebooks: what no longer runs has nothing to
     * prove */
    const struct scenario *at;
    const struct persona *personas;
    uint32_t count, persona_count;
};

/* Of rules that were loaded for review; NULL: there is none of that name. */
const struct persona *scenario_persona(const struct rules *rules, const char *name);

/* A test for which no rule is in force: told where it is loaded, and where it is run. */
#define SCENARIO_NOTHING "this test evaluates no rule"
#define SCENARIO_NOTHING_WHY                                                                       \
    "No rule of its rulebook is in force at this moment for this procedure on this day, so it "    \
    "would pass whatever the rules say."
#define SCENARIO_NOTHING_FIX "Look at its `at`, `procedure`, `state` and `today`."

#endif
