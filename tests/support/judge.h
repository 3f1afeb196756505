/* SPDX-License-Identifier: MIT
 *
 * For tests of the engine: rules as a YAML text, an event as a base plus a JSON patch, and the
 * result as JSON to look into. Not for two threads. Every function fails the running test, and
 * returns NULL, where something is wrong with its input.
 */
#ifndef TESTS_SUPPORT_JUDGE_H
#define TESTS_SUPPORT_JUDGE_H

#include <jansson.h>

#include "engine/engine.h"
#include "rulebook/load.h"

/* Compiles a text as one rule file "test.yaml"; prints its faults when it does not load. */
struct rules *judge_rules(const char *yaml);

/* A visit of which everything has been asked and nothing is wrong (booking on 2026-12-01 for
 * 2027-01-12 in New York), with `patch` merged into it, objects by key; a null in the patch takes
 * the key away. */
json_t *judge_event(const char *patch);

/* Judges by the index, by the plain loop and with a trace, and demands that all three agree to the
 * byte. */
json_t *judge_result(const struct rules *rules, const json_t *event);

/* A condition, a patch of the event, and its value then: "T", "F", or "U missing, paths". */
struct value_row {
    const char *condition; /* NULL: that of the row before */
    const char *patch;
    const char *expected; /* NULL: no more rows */
};
/* Each condition as that of the rule `r`, between the beginning and the end of a rule file. The
 * rule is an info with an `ask`. */
void judge_conditions(const char *before, const char *after, const struct value_row *rows);

/* The finding of a rule with this outcome (NULL: any), borrowed from the result. */
json_t *judge_finding(const json_t *result, const char *rule, const char *outcome);
/* The groups of questions, a line each: these keys of a group (NULL ends them), "-" for none, then
 * its ask, rules and missing behind bars. */
void judge_groups_say(const json_t *result, const char *const *keys, char *out, size_t room);
/* Fails the running test where they or the overall word are others. */
void judge_groups(const struct rules *rules, const char *patch, const char *const *keys,
                  const char *overall, const char *expected);
/* "a, b" of an array of texts in a finding; owned by a static buffer. */
const char *judge_texts(const json_t *array);

#endif
