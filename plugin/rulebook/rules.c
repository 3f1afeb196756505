/* SPDX-License-Identifier: MIT
 *
 * Rules: declared by id, then compiled: every key read by its table, words looked up, lengths taken
 * from parameters. Steps of the loader; one thread. A rule at fault keeps its place and its id, so
 * that others can name it.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

/* ---- declaring ---- */

struct rule_def *rule_declare(struct loading *ld, uint32_t file, uint32_t book,
                              const struct node *node)
{
    struct rule_def *def = PUSH(ld, ld->rules);

    if (def == NULL) {
        return NULL;
    }
    uint32_t number = ld->rules.count - 1;
    *def = (struct rule_def){.file = file, .book = book, .node = node};
    def->bad = !map_read(ld, &table_rule, node, &def->read);
    def->id = def->read.id;
    if (def->id == NULL || def->id->text.len == 0) {
        return def;
    }
    uint32_t first = names_add(&ld->rule_names, def->id->text, number);
    if (first != number && first != NAMES_NOT) {
        tell_twice(ld, def->id, "rule", ld->rules.at[first].file, ld->rules.at[first].id);
        def->bad = true;
    }
    return def;
}

static void no_book(struct loading *ld, uint32_t file)
{
    const struct load_file *f = &ld->files[file];

    if (f->book != NONE || f->read.rules_for != NULL || f->read.rulebook != NULL) {
        return;
    }
    struct fault *fault = tell_missing(
        ld, f->top, "rules-for", "Every rule belongs to a rulebook, and this file has none.", NULL);
    fault_fix(ld->faults, fault, "Add a line: rules-for: RULEBOOK");
}

static void rules_room(struct loading *ld)
{
    size_t count = 0;

    for (uint32_t i = 0; i < ld->file_count; i++) {
        count += ld->files[i].read.rules != NULL ? ld->files[i].read.rules->count : 0;
    }
    count = count < RULES_MOST ? count : RULES_MOST;
    ld->rules.at = arena_array(&ld->scratch, count + 1, sizeof *ld->rules.at);
    ld->rules.room = ld->rules.at != NULL ? (uint32_t)count + 1 : 0;
}

void rules_declare(struct loading *ld)
{
    rules_room(ld);
    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *section = ld->files[i].read.rules;

        if (section == NULL) {
            continue;
        }
        file_enter(ld, i);
        no_book(ld, i);
        for (uint32_t j = 0; j < section->count; j++) {
            if (ld->rules.count == RULES_MOST) {
                struct fault *f =
                    tell(ld, FAULT_Y011, section->items[j], "more than %u rules", RULES_MOST);

                fault_fix(ld->faults, f, "Remove retired rules, or split the directory in two.");
                return;
            }
            (void)rule_declare(ld, i, ld->files[i].book, section->items[j]);
        }
    }
}

/* ---- small pieces ---- */

static void known_words(struct loading *ld, const struct node *n, const char *what,
                        const struct names *known)
{
    for (uint32_t i = 0; i < each_text(n); i++) {
        const struct node *word = text_at(n, i);

        if (word->kind == NODE_TEXT && names_find(known, word->text) == NAMES_NOT) {
            tell_unknown(ld, word, what, known);
        }
    }
}

static uint32_t last_moment(uint32_t moments)
{
    uint32_t last = 0;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        last = (moments & 1u << m) != 0 ? m : last;
    }
    return last;
}

/* ---- when ---- */

static void at_compile(const struct node *n, struct rule *rule)
{
    for (uint32_t i = 0; i < each_text(n); i++) {
        uint32_t moment = word_of_node(&words_moment, text_at(n, i));

        if (moment != 0) {
            rule->moments |= 1u << moment;
        }
    }
}

static void procedures_compile(struct loading *ld, const struct node *n, struct rule *rule)
{
    uint32_t count = each_text(n);
    uint32_t *at = arena_array(ld->keep, (size_t)count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        uint32_t list = list_named(ld, text_at(n, i), "procedure");

        if (list != NONE) {
            at[rule->procedures.count++] = list;
        }
    }
    rule->procedures.at = at;
}

/* Some keys of `when` are conditions, joined to `if` as by `all`. */
static uint32_t if_compile(struct loading *ld, struct rule_def *def, const struct when_read_ *when)
{
    uint32_t more = 0;
    const struct node *parts[COND_KINDS]; /* NULL: not there */

    for (uint32_t kind = 0; kind < COND_KINDS; kind++) {
        parts[kind] = cond_kinds[kind].sort == SORT_WHEN
                          ? reader_found(&table_when, when, cond_kinds[kind].table.name)
                          : NULL;
        more += parts[kind] != NULL;
    }
    uint32_t root = conds_reserve(ld, 1);

    if (root == NONE || def->read.condition == NULL) {
        return root;
    }
    if (more == 0) {
        def->bad = !cond_compile(ld, def->book, def->read.condition, root) || def->bad;
        return root;
    }
    uint32_t next = conds_reserve(ld, more + 1);
    if (next == NONE) {
        return root;
    }
    const struct node *key = def->read.condition->up->keys[def->read.condition->index];
    ld->conds.at[root] = (struct cond){.kind = COND_ALL,
                                       .first = next,
                                       .count = more + 1,
                                       .list = NONE,
                                       .asked = NONE,
                                       .line = key->line,
                                       .column = key->column};
    for (uint32_t kind = 0; kind < COND_KINDS; kind++) {
        if (parts[kind] != NULL) {
            (void)kind_compile(ld, def->book, &cond_kinds[kind], parts[kind], next++);
        }
    }
    def->bad = !cond_compile(ld, def->book, def->read.condition, next) || def->bad;
    return root;
}

static void when_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct when_read_ when;

    (void)map_read(ld, &table_when, def->read.when, &when);
    at_compile(when.at, rule);
    procedures_compile(ld, when.procedure, rule);
    rule->condition = if_compile(ld, def, &when);
    rule->unless = NONE;
    if (def->read.unless == NULL) {
        return;
    }
    rule->unless = conds_reserve(ld, 1);
    if (rule->unless != NONE && !cond_compile(ld, def->book, def->read.unless, rule->unless)) {
        def->bad = true;
    }
}

/* ---- the rest ---- */

/* Whether nothing but declared answers can be unknown. */
static bool only_answers(const struct loading *ld, uint32_t number)
{
    const struct cond *c = &ld->conds.at[number];
    bool only = kind_is_group(c->kind) || c->asks_itself;

    for (uint32_t i = 0; only && i < c->count; i++) {
        only = only_answers(ld, c->first + i);
    }
    return only;
}

/* A rule of warn or more that may leave `if-unknown` out. */
static bool answers_alone(const struct loading *ld, const struct rule *rule)
{
    bool strong = false;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        strong |= rule->severity[m] >= PRECARE_WARN;
    }
    return strong && rule->condition != NONE && only_answers(ld, rule->condition) &&
           (rule->unless == NONE || only_answers(ld, rule->unless));
}

static void unknown_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct unknown_read *read = &def->unknown;

    (void)map_read(ld, &table_unknown, def->read.unknown, read);
    if (def->read.unknown == NULL) {
        rule->asks_answers = answers_alone(ld, rule);
        rule->answer_by = rule->asks_answers ? last_moment(rule->moments) : 0;
        return;
    }
    rule->ask = text_of(ld, read->ask);
    rule->ignore = text_of(ld, read->ignore);
    rule->ask_of = word_of_node(&words_asked_of, read->of);
    if (rule->ask_of == 0) {
        rule->ask_of = PRECARE_ASK_STAFF;
    }
    if (rule->ask != NULL) {
        rule->ask_from = word_of_node(&words_moment, read->ask_from);
        rule->answer_by = word_of_node(&words_moment, read->answer_by);
        if (rule->answer_by == 0) {
            rule->answer_by = last_moment(rule->moments);
        }
    }
    uint32_t otherwise = word_of_node(&words_otherwise, read->otherwise);
    rule->otherwise = otherwise > 1 ? otherwise : 0;
}

static void override_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct override_read read;

    (void)map_read(ld, &table_override, def->read.override, &read);
    for (uint32_t i = 0; i < each_text(read.by); i++) {
        (void)role_named(ld, text_at(read.by, i));
    }
    known_words(ld, read.reasons, "override reason", &ld->reason_names);
    rule->override_by = texts_of(ld, read.by);
    rule->override_reasons = texts_of(ld, read.reasons);
    if (read.lasts != NULL && !threshold_read(ld, def->book, read.lasts, read.lasts->text,
                                              FORM_LENGTH, &rule->lasts, NULL)) {
        def->bad = true;
    }
    if (def->read.override != NULL) {
        rule->override_note = word_of_node(&words_note_rule, read.note);
        if (rule->override_note == 0) {
            rule->override_note = PRECARE_NOTE_OPTIONAL;
        }
    }
}

static void source_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct rule_source_read read;

    (void)map_read(ld, &table_rule_source, def->read.source, &read);
    rule->refs = texts_of(ld, read.ref);
    rule->statements = texts_of(ld, read.statements);
    rule->basis = text_of(ld, read.basis);
    rule->note = text_of(ld, read.note);
    if (def->book != NONE && ld->books.at[def->book].read.sources != NULL) {
        known_words(ld, read.ref, "source", &ld->books.at[def->book].sources);
    }
}

static void covers_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    const struct node *n = def->read.covers;
    uint32_t count = each_text(n);
    uint32_t *at = arena_array(ld->keep, (size_t)count + 1, sizeof *at);

    known_words(ld, n, "rule", &ld->rule_names);
    for (uint32_t i = 0; at != NULL && i < count; i++) {
        uint32_t covered = text_at(n, i)->kind == NODE_TEXT
                               ? names_find(&ld->rule_names, text_at(n, i)->text)
                               : NAMES_NOT;

        if (covered != NAMES_NOT) {
            at[rule->covers.count++] = covered;
        }
    }
    rule->covers.at = at;
}

static void status_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    uint32_t status = word_of_node(&words_rule_status, def->read.status);
    const struct node *by = def->read.replaced_by;

    rule->status = status > 0 ? status - 1 : RULE_ACTIVE;
    known_words(ld, by, "rule", &ld->rule_names);
    rule->replaced_by = text_of(ld, by != NULL && by->kind == NODE_LIST ? by->items[0] : by);
    if (by == NULL || rule->status == RULE_RETIRED) {
        return;
    }
    struct fault *f =
        tell_at_key(ld, FAULT_S202, by, "\"replaced-by\" in a rule that is not retired");
    fault_why(ld->faults, f, "A rule that is still in use cannot be replaced by another.");
    fault_fix(ld->faults, f, "Add `status: retired`, or delete the line.");
}

static void rule_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    file_enter(ld, def->file);
    *rule = (struct rule){.rulebook = def->book, .unless = NONE};
    rule->id = text_of(ld, def->id);
    rule->title = text_of(ld, def->read.title);
    rule->topic = text_of(ld, def->read.topic);
    rule->file = ld->files[def->file].kept;
    rule->changed_by = def->added_by;
    if (def->id != NULL) {
        rule->line = def->id->line;
        rule->column = def->id->column;
    }
    source_compile(ld, def, rule);
    when_compile(ld, def, rule);
    still_time_compile(ld, def, rule);
    then_compile(ld, def, rule);
    unknown_compile(ld, def, rule);
    override_compile(ld, def, rule);
    covers_compile(ld, def, rule);
    status_compile(ld, def, rule);
    rule_check(ld, def, rule); /* here, while its nodes are at hand */
    words_check(ld, def, rule);
}

/* Conditions go where they stay, in one piece of the right size: they are most of what is kept. */
static void conds_room(struct loading *ld)
{
    uint32_t room = 0;

    for (uint32_t i = 0; i < ld->rules.count; i++) {
        const struct rule_read *read = &ld->rules.at[i].read;
        const struct node *when = read->when;

        room += conds_in(read->condition) + (read->unless != NULL ? conds_in(read->unless) : 0);
        if (when != NULL && when->count > 2) { /* state, modality */
            room += 3;
        }
    }
    ld->conds.at = arena_array(ld->keep, (size_t)room + 1, sizeof *ld->conds.at);
    ld->conds.room = ld->conds.at != NULL ? room + 1 : 0;
    ld->conds.count = 0;
    ld->conds_kept = ld->conds.at;
}

void rules_compile(struct loading *ld)
{
    conds_room(ld);
    ld->compiled = arena_array(ld->keep, (size_t)ld->rules.count + 1, sizeof *ld->compiled);
    ld->clinical_words = NULL;
    for (uint32_t i = 0; ld->compiled != NULL && i < ld->rules.count; i++) {
        rule_compile(ld, &ld->rules.at[i], &ld->compiled[i]);
    }
    if (ld->compiled == NULL || ld->scratch.failed || ld->keep->failed) {
        return;
    }
    covers_check(ld);
}
