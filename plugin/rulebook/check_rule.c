/* SPDX-License-Identifier: MIT
 *
 * Checks of whole rules: what an unknown means (X303), blocks that say why (X308), circles of
 * `covers` (X304), rules that can never fire (X309). Called by rules.c for each rule as it is
 * compiled, and at the end for `covers`; one thread. A rule that has a fault already is not judged
 * by what the fault left of it.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

static bool has_block(const struct rule *rule)
{
    bool block = false;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        block |= rule->severity[m] == PRECARE_BLOCK;
    }
    return block;
}

/* The rule's id value; where it has none, the rule. */
static const struct node *name_of(const struct rule_def *def)
{
    return def->id != NULL ? def->id : def->node;
}

/* ---- if-unknown ---- */

static void nothing_said(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    if (rule->asks_answers && def->read.unknown == NULL) {
        return;
    }
    uint32_t worst = rule_worst(rule, PRECARE_BOOKING, PRECARE_FOLLOW_UP);

    if (worst >= PRECARE_WARN) {
        struct fault *f = tell(ld, FAULT_X303, name_of(def),
                               "the rule does not say what to do if a fact is unknown");

        fault_why(ld->faults, f,
                  "With the severity %s, a missing fact would let the patient pass without a word.",
                  words_rule_severity.at[worst]);
        fault_fix(ld->faults, f,
                  "Add if-unknown: {ask: \"...\"}, or if-unknown: {ignore: \"why no question is "
                  "needed\"}");
    } else if (def->read.unknown != NULL && def->read.unknown->kind == NODE_MAP) {
        (void)tell_missing(ld, def->read.unknown, "ask",
                           "It must have a question to ask, or a reason to ask nothing.",
                           "Add a line such as: ask: \"Does the patient use a retinoid?\"");
    }
}

static bool is_empty(const struct node *n)
{
    return n != NULL && n->kind == NODE_TEXT && n->text.len == 0;
}

static void unknown_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    const struct unknown_read *read = &def->unknown;
    const struct node *map = def->read.unknown;

    if (read->ask != NULL && read->ignore != NULL) {
        const struct node *later =
            read->ask->index > read->ignore->index ? read->ask : read->ignore;
        struct fault *f =
            tell_at_key(ld, FAULT_S202, later,
                        "\"ask\" and \"ignore\" together: only one of the two is allowed");

        fault_why(ld->faults, f,
                  "Either somebody is asked for the fact, or there is a reason not to ask.");
        fault_fix(ld->faults, f, "Delete one of them.");
        return;
    }
    if (is_empty(read->ask) || is_empty(read->ignore)) {
        struct fault *f = tell(ld, FAULT_S203, is_empty(read->ask) ? read->ask : read->ignore,
                               "this sentence is empty");

        fault_why(ld->faults, f, "Nobody can answer an empty question or judge an empty reason.");
        fault_fix(ld->faults, f, "Write the sentence.");
        return;
    }
    bool said = read->ask != NULL || read->ignore != NULL;
    if (map == NULL || (!said && node_get(map, "ask") == NULL && node_get(map, "ignore") == NULL)) {
        nothing_said(ld, def, rule);
        return;
    }
    if (rule->ask == NULL || rule->moments >> (rule->answer_by + 1) == 0 ||
        node_get(map, "otherwise") != NULL) {
        return;
    }
    struct fault *f = reader_missing(&ld->reader, map, "otherwise");
    fault_why(
        ld->faults, f,
        "After %s the question can still be unanswered, so the rule must say what happens then.",
        words_moment.at[rule->answer_by]);
    fault_fix(ld->faults, f, "Add a line such as: otherwise: warn");
}

static void block_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    const struct node *severity = def->then.severity;

    if (severity == NULL || !has_block(rule) ||
        (node_get(def->read.then, "because") != NULL && !is_empty(def->then.because))) {
        return;
    }
    struct fault *f = tell_at_key(ld, FAULT_X308, severity, "a block needs a reason (`because`)");
    fault_why(ld->faults, f,
              "A block stops people in their work, so they must be able to read why.");
    fault_fix(ld->faults, f, "Add beside it: because: \"why it must not happen\"");
}

/* ---- covers ---- */

struct covering {
    uint8_t *state; /* 0: not yet, 1: open, 2: done */
    uint32_t *stack, *next;
};

static void covers_circle(struct loading *ld, uint32_t rule, uint32_t edge)
{
    const struct rule_def *def = &ld->rules.at[rule];
    uint32_t target = ld->compiled[rule].covers.at[edge];
    const struct node *n = def->read.covers;

    for (uint32_t i = 0; n->kind == NODE_LIST && i < n->count; i++) {
        if (names_find(&ld->rule_names, n->items[i]->text) == target) {
            n = n->items[i];
            break;
        }
    }
    file_enter(ld, def->file);
    struct fault *f =
        tell(ld, FAULT_X304, n,
             "the rules cover each other in a circle: \"%.*s\" is covered by a rule that it covers",
             TEXT_SHOWN(n));
    fault_why(ld->faults, f, "Rules that cover each other would hide each other's findings.");
    fault_fix(ld->faults, f, "Delete it here, or in the other rule.");
}

static void covers_walk(struct loading *ld, struct covering *w, uint32_t from)
{
    uint32_t depth = 0;

    w->stack[0] = from;
    w->next[0] = 0;
    w->state[from] = 1;
    for (;;) {
        uint32_t at = w->stack[depth];
        const struct numbers *covers = &ld->compiled[at].covers;

        if (w->next[depth] == covers->count) {
            w->state[at] = 2;
            if (depth-- == 0) {
                return;
            }
            continue;
        }
        uint32_t edge = w->next[depth]++, to = covers->at[edge];
        if (w->state[to] == 1) {
            covers_circle(ld, at, edge);
        } else if (w->state[to] == 0) {
            w->state[to] = 1;
            w->stack[++depth] = to;
            w->next[depth] = 0;
        }
    }
}

void covers_check(struct loading *ld)
{
    size_t room = (size_t)ld->rules.count + 1;
    struct covering w = {.state = arena_array(&ld->scratch, room, 1),
                         .stack = arena_array(&ld->scratch, room, sizeof(uint32_t)),
                         .next = arena_array(&ld->scratch, room, sizeof(uint32_t))};

    if (ld->scratch.failed) {
        return;
    }
    for (uint32_t i = 0; i < ld->rules.count; i++) {
        if (w.state[i] == 0 && ld->compiled[i].covers.count > 0) {
            covers_walk(ld, &w, i);
        }
    }
}

void rule_check(struct loading *ld, const struct rule_def *def, const struct rule *rule)
{
    unknown_check(ld, def, rule);
    ask_from_check(ld, def, rule);
    block_check(ld, def, rule);
    if (!def->bad && rule->condition != NONE) {
        never_check(ld, def, rule);
    }
}
