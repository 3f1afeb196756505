/* SPDX-License-Identifier: MIT
 *
 * Overlays in effect: definitions are changed, all is compiled once more, and what changed says by
 * whom. Called by load.c where neither the base nor the changes have an error; one thread. Faults
 * that only the changes bring about (a sentence that gets too long) are told like any other.
 */
#include "rulebook/overlay/overlay.h"

#include <string.h>

/* ---- definitions ---- */

static void parameter_apply(struct loading *ld, const struct overlay_def *o,
                            const struct change_def *c)
{
    struct parameter_def *def = &ld->parameters.at[c->target];

    def->base_value = text_of(ld, def->read.value);
    def->read.value = c->fields.value;
    def->value = c->value;
    def->changed_by = o->label;
}

static void freshness_apply(struct loading *ld, const struct overlay_def *o,
                            const struct change_def *c)
{
    struct book_def *book = &ld->books.at[o->book];

    if (c->fields.answer != NULL) {
        ld->answers.at[c->target].good_for = c->value.length;
        ld->answers.at[c->target].changed_by = o->label;
        return;
    }
    book->fresh[c->target].length = c->value.length;
    book->fresh[c->target].changed_by = o->label;
}

static void words_apply(struct loading *ld, const struct overlay_def *o, const struct change_def *c)
{
    struct declared_def *def = &ld->answers.at[c->target];
    const struct words_of of = {.what = "answer", .name = def->key->text, .none = true};

    def->changed_by = o->label;
    for (uint32_t i = 0; i < c->fields.also->count; i++) {
        (void)words_add_synonym(ld, &def->words, &of, c->word, c->fields.also->items[i]);
    }
}

static void items_add(struct loading *ld, struct list_def *def, uint32_t file,
                      const struct node *items)
{
    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        const char **at = PUSH(ld, def->items);
        struct list_added *added = PUSH(ld, def->added);

        if (at != NULL && added != NULL) {
            *at = text_of(ld, items->items[i]);
            *added = (struct list_added){file, items->items[i]};
        }
    }
}

/* An item goes with its other names. */
static void item_remove(struct list_def *def, uint32_t item)
{
    uint32_t kept = 0;

    memmove(&def->items.at[item], &def->items.at[item + 1],
            (def->items.count - item - 1) * sizeof *def->items.at);
    def->items.count--;
    for (uint32_t i = 0; i < def->also.count; i++) {
        struct also_def also = def->also.at[i];

        if (also.item == item) {
            continue;
        }
        also.item -= also.item > item ? 1 : 0;
        def->also.at[kept++] = also;
    }
    def->also.count = kept;
}

static void codes_remove(struct list_def *def, const struct codes_vector *gone)
{
    for (uint32_t i = 0; i < gone->count; i++) {
        uint32_t kept = 0;

        for (uint32_t j = 0; j < def->codes.count; j++) {
            const struct code_def *code = &def->codes.at[j];

            if (code->system != gone->at[i].system ||
                !code_same(code->system, span_of(code->text), span_of(gone->at[i].text))) {
                def->codes.at[kept++] = *code;
            }
        }
        def->codes.count = kept;
    }
}

/* A list of nothing matches nobody: its rules would be silent, and say nothing of it. */
static void list_left_check(struct loading *ld, const struct list_def *def,
                            const struct change_def *c)
{
    if (def->items.count > 0 || def->codes.count > 0 || def->read.includes != NULL) {
        return;
    }
    struct fault *f = tell(ld, FAULT_S203, c->fields.list, "nothing is left in the list \"%.*s\"",
                           TEXT_SHOWN(c->fields.list));

    fault_why(ld->faults, f, "A list that holds nothing matches nobody, and its rules are silent.");
    fault_fix(ld->faults, f, "Leave a name or a code in it, or silence the rules that ask for it.");
}

static void list_apply(struct loading *ld, const struct overlay_def *o, const struct change_def *c)
{
    struct list_def *def = &ld->lists.at[c->target];
    const struct node *items = c->fields.items;

    def->changed_by = o->label;
    if (c->op == OP_ADD_TO_LIST) {
        items_add(ld, def, o->file, items);
        list_codes_read(ld, &def->codes, c->fields.codes, def->read.whole_chapters, false);
        return;
    }
    struct codes_vector gone = {0};
    list_codes_read(ld, &gone, c->fields.codes, def->read.whole_chapters, false);
    codes_remove(def, &gone);
    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        uint32_t item = list_item_named(ld, def, items->items[i]);

        if (item != NONE) {
            item_remove(def, item);
        }
    }
    list_left_check(ld, def, c);
}

/* ---- compiled rules ---- */

static void changed_by(struct loading *ld, struct rule *rule, const char *label)
{
    if (label == NULL || rule->changed_by == label) {
        return;
    }
    if (rule->changed_by == NULL) {
        rule->changed_by = label;
        return;
    }
    if (strstr(rule->changed_by, label) != NULL) {
        return;
    }
    size_t a = strlen(rule->changed_by), b = strlen(label);
    char *both = arena_new(&ld->scratch, a + b + 3);
    if (both == NULL) {
        return;
    }
    memcpy(both, rule->changed_by, a);
    memcpy(both + a, ", ", 2);
    memcpy(both + a + 2, label, b + 1);
    rule->changed_by = text_keep(ld, span_of(both));
}

static void rule_apply(struct loading *ld, const struct overlay_def *o, const struct change_def *c)
{
    struct rule *rule = &ld->compiled[c->target];

    if (c->op == OP_SILENCE) {
        rule->silenced = true;
        rule->status = rule->status == RULE_ACTIVE ? (uint32_t)RULE_SHADOW : rule->status;
    }
    if (c->op == OP_RESEVERITY) {
        (void)severity_of(ld, c->fields.severity, rule->moments, rule->severity);
        for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
            if (rule->severity[m] == PRECARE_BLOCK && rule->because == NULL) {
                rule->because = text_of(ld, c->read.because);
            }
        }
    }
    if (c->op == OP_REWORD) {
        reword_apply(ld, rule, c);
    }
    changed_by(ld, rule, o->label);
}

static void mark_parameter(struct loading *ld, struct rule *rule, const struct threshold *t)
{
    uint32_t number =
        t->set && t->parameter != NULL && rule->rulebook != NONE
            ? names_find(&ld->books.at[rule->rulebook].parameters, span_of(t->parameter))
            : NAMES_NOT;

    if (number != NAMES_NOT) {
        changed_by(ld, rule, ld->parameters.at[number].changed_by);
    }
}

static void mark_list(struct loading *ld, struct rule *rule, uint32_t list)
{
    const struct list_def *def = &ld->lists.at[ld->list_order[list]];

    changed_by(ld, rule, def->changed_by);
    for (uint32_t i = 0; i < def->include_count; i++) {
        mark_list(ld, rule, list_number(ld, def->includes[i]));
    }
}

static void mark_cond(struct loading *ld, struct rule *rule, uint32_t number)
{
    const struct cond *c = &ld->conds.at[number];
    struct cond_number numbers[COND_NUMBERS];
    uint32_t count = kind_numbers(c, numbers);

    for (uint32_t i = 0; i < count; i++) {
        mark_parameter(ld, rule, cond_threshold(c, &numbers[i]));
    }
    if (c->asked != NONE && cond_kinds[c->kind].needs == PRECARE_NEEDS_ANSWERS) {
        changed_by(ld, rule, ld->answers.at[c->asked].changed_by);
    }
    for (uint32_t i = 0; i < c->lists.count; i++) {
        mark_list(ld, rule, c->lists.at[i]);
    }
    if (c->list != NONE) {
        mark_list(ld, rule, c->list);
    }
    for (uint32_t i = 0; i < c->lists.count; i++) {
        mark_list(ld, rule, c->lists.at[i]);
    }
    uint32_t chart = cond_kinds[c->kind].chart; /* whose age counts where it is silent */
    if (chart > 0 && chart <= CHART_ASKED && rule->rulebook != NONE) {
        changed_by(ld, rule, ld->books.at[rule->rulebook].fresh[chart - 1].changed_by);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        mark_cond(ld, rule, c->first + i);
    }
}

static void mark_instructions(struct loading *ld, struct rule *rule, const struct instructions *all)
{
    for (uint32_t i = 0; i < all->count; i++) {
        mark_parameter(ld, rule, &all->at[i].due.by);
    }
}

/* What a rule uses is a part of it: changed there, it is changed too. */
static void overlay_apply_marks(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->rules.count; i++) {
        struct rule *rule = &ld->compiled[i];

        mark_cond(ld, rule, rule->condition);
        if (rule->unless != NONE) {
            mark_cond(ld, rule, rule->unless);
        }
        for (uint32_t j = 0; j < rule->procedures.count; j++) {
            mark_list(ld, rule, rule->procedures.at[j]);
        }
        mark_parameter(ld, rule, &rule->move_to.by);
        mark_instructions(ld, rule, &rule->instruct);
        mark_instructions(ld, rule, &rule->if_still_time);
    }
}

/* ---- all of it ---- */

/* A rule of the overlay's own that has ended keeps its number, and is in force no more. */
static void added_end(struct loading *ld, const struct overlay_def *o, const struct change_def *c)
{
    const struct node *id = node_get(c->read.add_rule, "id");
    uint32_t rule = c->ended && id != NULL ? names_find(&ld->rule_names, id->text) : NAMES_NOT;

    (void)o;
    if (rule != NAMES_NOT) {
        ld->compiled[rule].status = RULE_RETIRED;
    }
}

typedef void apply(struct loading *ld, const struct overlay_def *o, const struct change_def *c);

static void each_change(struct loading *ld, bool rules)
{
    static apply *const by_op[OPS] = {
        [OP_SET_PARAMETER] = parameter_apply, [OP_SET_FRESHNESS] = freshness_apply,
        [OP_ADD_WORDS] = words_apply,         [OP_SILENCE] = rule_apply,
        [OP_RESEVERITY] = rule_apply,         [OP_REWORD] = rule_apply,
        [OP_ADD_TO_LIST] = list_apply,        [OP_REMOVE_FROM_LIST] = list_apply};

    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        const struct overlay_def *o = &ld->overlays.at[i];

        file_enter(ld, o->file);
        for (uint32_t j = 0; j < o->changes.count; j++) {
            const struct change_def *c = &o->changes.at[j];

            if (rules && c->op == OP_ADD_RULE) {
                added_end(ld, o, c);
            }
            if (c->target != NONE && by_op[c->op] != NULL &&
                rules == (by_op[c->op] == rule_apply)) {
                by_op[c->op](ld, o, c);
            }
        }
    }
}

/* Warnings of the second time are those of the first. */
static void warnings_drop(struct faults *f, uint32_t from)
{
    uint32_t kept = from;

    for (uint32_t i = from; i < f->count; i++) {
        if (f->items[i].warning) {
            f->warnings--;
        } else {
            f->items[kept++] = f->items[i];
        }
    }
    f->count = kept;
}

void overlays_apply(struct loading *ld)
{
    uint32_t before = ld->faults->count;

    if (ld->overlays.count == 0) {
        return;
    }
    each_change(ld, false);
    ld->conds.count = 0;
    books_compile(ld);
    lists_finish(ld);
    answers_finish(ld);
    sites_compile(ld);
    if (ld->scratch.failed || ld->keep->failed) {
        return;
    }
    rules_compile(ld);
    if (ld->scratch.failed || ld->keep->failed) {
        return;
    }
    each_change(ld, true);
    overlay_apply_marks(ld);
    warnings_drop(ld->faults, before);
}
