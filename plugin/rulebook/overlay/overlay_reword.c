/* SPDX-License-Identifier: MIT
 *
 * Another sentence for a rule: what staff read (`say`), its question (`ask`), or what the patient
 * reads of one instruction (`do` and `tell-patient`). Checked like the sentences of the base, by
 * overlay.c; put into effect by overlay_apply.c; one thread.
 */
#include <string.h>

#include "rulebook/overlay/overlay.h"

static const struct instruction *instruction_in(const struct instructions *all, struct span name)
{
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->at[i].what != NULL && span_same(span_of(all->at[i].what), name)) {
            return &all->at[i];
        }
    }
    return NULL;
}

static const struct instruction *instruction_of(const struct rule *rule, struct span name)
{
    const struct instruction *one = instruction_in(&rule->instruct, name);

    return one != NULL ? one : instruction_in(&rule->if_still_time, name);
}

/* One sentence a change: each has its own reason and its own fingerprint of the rule. */
static bool reword_sole(struct loading *ld, const struct change_def *c)
{
    static const char *const keys[] = {"say", "ask", "tell-patient"};
    const struct node *map = c->read.reword, *first = NULL;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct node *n = node_get(map, keys[i]);

        if (n == NULL || first == NULL) {
            first = n != NULL ? n : first;
            continue;
        }
        struct fault *f = tell_at_key(ld, FAULT_S202, n->index > first->index ? n : first,
                                      "two sentences in one change");
        fault_fix(ld->faults, f, "Begin a new entry with a dash for the second one.");
        return false;
    }
    if (first == NULL) {
        bool patient = node_get(map, "do") != NULL;

        (void)tell_missing(ld, map, patient ? "tell-patient" : "say",
                           "The change must say which sentence becomes what.",
                           patient ? "Add for example: tell-patient: \"Last day of use: {due}.\""
                                   : "Add for example: say: \"Ask Dr. A. before confirming.\"");
    }
    return first != NULL;
}

static void instruction_unknown(struct loading *ld, const struct rule *rule, const struct node *n)
{
    const struct instructions *const all[] = {&rule->instruct, &rule->if_still_time};
    uint32_t count = rule->instruct.count + rule->if_still_time.count, at = 0;
    const char **names = arena_array(&ld->scratch, (size_t)count + 1, sizeof *names);
    struct fault *f = tell(ld, FAULT_S204, n, "\"%.*s\" is no instruction of the rule %s",
                           TEXT_SHOWN(n), rule->id);

    for (size_t i = 0; names != NULL && i < sizeof all / sizeof *all; i++) {
        for (uint32_t k = 0; k < all[i]->count; k++) {
            if (all[i]->at[k].what != NULL) {
                names[at++] = all[i]->at[k].what;
            }
        }
    }
    if (at > 0) {
        reader_choices_hint(&ld->reader, f, n->text.at, names, at);
    }
}

/* `do` and `tell-patient`, both or neither. */
static void patient_check(struct loading *ld, const struct rule *rule, const struct change_def *c)
{
    const struct node *what = c->fields.what, *said = c->fields.tell_patient;

    if (said == NULL || what == NULL) {
        (void)tell_missing(ld, c->read.reword, what == NULL ? "do" : "tell-patient",
                           "`do` names the instruction, `tell-patient` is its new sentence.",
                           "Add the other of the two.");
        return;
    }
    const struct instruction *one = what->told ? NULL : instruction_of(rule, what->text);
    if (one == NULL) {
        instruction_unknown(ld, rule, what);
        return;
    }
    tell_patient_check(ld, rule, said, one->lasts);
}

void reword_check(struct loading *ld, struct change_def *c)
{
    if (c->target == NONE || !reword_sole(ld, c)) {
        return;
    }
    const struct rule *rule = &ld->compiled[c->target];
    if (c->fields.say != NULL) {
        say_check(ld, rule, c->fields.say);
    }
    if (c->fields.ask != NULL && rule->ask == NULL) {
        struct fault *f =
            tell_at_key(ld, FAULT_S204, c->fields.ask, "the rule %s has no question", rule->id);

        fault_fix(ld->faults, f, "Delete the change, or add a rule of your own with `add-rule`.");
    } else if (c->fields.ask != NULL) {
        ask_check(ld, rule, c->fields.ask);
    }
    if (c->fields.what != NULL || c->fields.tell_patient != NULL) {
        patient_check(ld, rule, c);
    }
}

static void instructions_reword(struct loading *ld, struct instructions *all,
                                const struct change_def *c)
{
    struct instruction *at = arena_array(ld->keep, (size_t)all->count + 1, sizeof *at);

    if (at == NULL || all->count == 0) {
        return;
    }
    memcpy(at, all->at, all->count * sizeof *at);
    for (uint32_t i = 0; i < all->count; i++) {
        if (at[i].what != NULL && span_same(span_of(at[i].what), c->fields.what->text)) {
            at[i].tell_patient = text_of(ld, c->fields.tell_patient);
        }
    }
    all->at = at;
}

void reword_apply(struct loading *ld, struct rule *rule, const struct change_def *c)
{
    if (c->fields.say != NULL) {
        rule->say = text_of(ld, c->fields.say);
    }
    if (c->fields.ask != NULL) {
        rule->ask = text_of(ld, c->fields.ask);
    }
    if (c->fields.tell_patient != NULL) {
        instructions_reword(ld, &rule->instruct, c);
        instructions_reword(ld, &rule->if_still_time, c);
    }
}
