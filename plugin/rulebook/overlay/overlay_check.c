/* SPDX-License-Identifier: MIT
 *
 * Overlays against the base that they change: names, fingerprints, directions, ends. A
 * step of the loader, when the base is compiled; one thread. A change at fault is told and not
 * made; the base rule stands.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/overlay/overlay.h"
#include "vocabulary/vocabulary_make.h"

/* ---- what a change is about ---- */

static uint32_t rule_target(struct loading *ld, const struct overlay_def *o, const struct node *n)
{
    if (n == NULL || n->told) {
        return NONE;
    }
    uint32_t rule = names_find(&ld->rule_names, n->text);
    bool added = rule != NAMES_NOT && ld->rules.at[rule].added_by != NULL;
    if (rule == NAMES_NOT || added || (o->book != NONE && ld->rules.at[rule].book != o->book)) {
        tell_unknown(ld, n, "rule of the base", &ld->rule_names);
        return NONE;
    }
    return rule;
}

static uint32_t parameter_target(struct loading *ld, const struct overlay_def *o,
                                 const struct node *n)
{
    if (n == NULL || n->told || o->book == NONE) {
        return NONE;
    }
    uint32_t parameter = names_find(&ld->books.at[o->book].parameters, n->text);
    if (parameter == NAMES_NOT) {
        tell_unknown(ld, n, "parameter", &ld->books.at[o->book].parameters);
    }
    return parameter == NAMES_NOT ? NONE : parameter;
}

static uint32_t list_target(struct loading *ld, const struct node *n)
{
    if (n == NULL || n->told) {
        return NONE;
    }
    uint32_t list = names_find(&ld->list_names, n->text);
    if (list == NAMES_NOT) {
        tell_unknown_list(ld, n);
    }
    return list == NAMES_NOT ? NONE : list;
}

/* ---- slots ---- */

struct slots {
    struct names names;
    VECTOR(const struct node *) nodes;
    VECTOR(uint32_t) files;
};

static void slot_take(struct loading *ld, struct slots *s, uint32_t file, const struct node *at,
                      const char *what, const struct node *target, const struct node *part)
{
    if (target == NULL || at == NULL) {
        return;
    }
    struct span folded =
        part != NULL ? text_folded(part->text, &ld->scratch) : (struct span){"", 0};
    size_t a = strlen(what), len = a + target->text.len + folded.len + 2;
    char *key = arena_new(&ld->scratch, len + 1);
    if (key == NULL || folded.at == NULL) {
        return;
    }
    memcpy(key, what, a + 1);
    memcpy(key + a + 1, target->text.at, target->text.len);
    memcpy(key + a + 2 + target->text.len, folded.at, folded.len);
    uint32_t number = s->nodes.count,
             first = names_add(&s->names, (struct span){key, (uint32_t)len}, number);
    if (first == number) {
        const struct node **node = PUSH(ld, s->nodes);
        uint32_t *where = PUSH(ld, s->files);

        if (node != NULL && where != NULL) {
            *node = at;
            *where = file;
        }
    } else if (first != NAMES_NOT) {
        tell_twice(ld, at, "change of", s->files.at[first], s->nodes.at[first]);
    }
}

static void slots_of(struct loading *ld, struct slots *s, const struct overlay_def *o,
                     const struct change_def *c)
{
    const struct operation_read *f = &c->fields;

    if (c->op == OP_SET_PARAMETER) {
        slot_take(ld, s, o->file, f->name, "parameter", f->name, ld->books.at[o->book].read.id);
    } else if (c->op == OP_SET_FRESHNESS) {
        slot_take(ld, s, o->file, f->list, "freshness", f->list, ld->books.at[o->book].read.id);
        slot_take(ld, s, o->file, f->answer, "freshness of the answer", f->answer, NULL);
    } else if (c->op == OP_ADD_WORDS) {
        for (uint32_t i = 0; f->also != NULL && i < f->also->count; i++) {
            slot_take(ld, s, o->file, f->also->items[i], "synonym", f->answer, f->also->items[i]);
        }
    } else if (c->op == OP_SET_STATUS) {
        slot_take(ld, s, o->file, f->rulebook, "status of the rulebook", f->rulebook, NULL);
    } else if (c->op == OP_SILENCE) {
        slot_take(ld, s, o->file, f->rule, "status", f->rule, NULL);
    } else if (c->op == OP_RESEVERITY) {
        slot_take(ld, s, o->file, f->rule, "severity", f->rule, NULL);
    } else if (c->op == OP_REWORD) {
        const struct node *said = f->say != NULL ? f->say : f->ask;

        slot_take(ld, s, o->file, f->rule,
                  said == NULL     ? "tell-patient"
                  : said == f->say ? "say"
                                   : "ask",
                  f->rule, said == NULL ? f->what : NULL);
    }
    for (uint32_t i = 0; f->list != NULL && f->items != NULL && i < f->items->count; i++) {
        slot_take(ld, s, o->file, f->items->items[i], "item", f->list, f->items->items[i]);
    }
}

/* ---- one change ---- */

static void seen_check(struct loading *ld, struct change_def *c)
{
    const struct node *seen = c->read.seen;

    if (seen == NULL) {
        return;
    }
    if (c->op != OP_SILENCE && c->op != OP_RESEVERITY && c->op != OP_REWORD) {
        struct fault *f = tell_at_key(ld, FAULT_S201, seen, "\"seen\" is not a key of this change");

        fault_why(ld->faults, f,
                  "It is the fingerprint of a rule, and this change is not about a rule.");
        fault_fix(ld->faults, f, "Delete the line.");
        return;
    }
    if (c->target == NONE) {
        return;
    }
    char now[16];
    fingerprint_text(ld->rules.at[c->target].digest, now);
    if (span_same(seen->text, span_of(now))) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X308, seen,
                           "the rule has changed since this was written: it is now %s", now);
    fault_why(ld->faults, f, "The change may no longer fit, so the rule is left as it is.");
    fault_fix(ld->faults, f, "Read the rule again. If the change still fits, write: seen: %s", now);
    c->target = NONE;
}

static void until_check(struct loading *ld, struct change_def *c)
{
    if (ld->bare || c->left_out) {
        c->ended = true;
        c->target = NONE;
        return;
    }
    int32_t until = date_of_node(c->read.until);
    if (until == DATE_NONE) {
        return;
    }
    if (ld->as_of != DATE_NONE && until < ld->as_of) {
        c->ended = true;
        c->target = NONE;
        return;
    }
    if (ld->options->today == DATE_NONE || ld->options->today <= until) {
        ld->last_day = ld->last_day == DATE_NONE || until < ld->last_day ? until : ld->last_day;
        return;
    }
    struct fault *f = tell(ld, FAULT_X308, c->read.until, "the last day of this change has passed");
    fault_why(ld->faults, f, "The change has ended, and the rule of the base applies again.");
    fault_fix(ld->faults, f, "Delete the change, or write a later day, and approve it.");
    c->target = NONE;
}

/* What makes patients less safe is explained and ends. */
static void looser_check(struct loading *ld, const struct change_def *c, const char *why)
{
    const char *const keys[] = {"because", "until"};
    const char *const fixes[] = {"Add a line such as: because: \"Slots are managed elsewhere.\"",
                                 "Add a line such as: until: \"2027-06-30\""};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (node_get(c->node, keys[i]) == NULL) {
            (void)tell_missing(ld, c->node, keys[i], why, fixes[i]);
        }
    }
}

static void direction_check(struct loading *ld, struct change_def *c, enum direction direction)
{
    const struct node *said = c->fields.direction;
    uint32_t word = word_of_node(&words_direction, said);

    c->direction = (uint32_t)direction;
    if (word != 0 && direction != DIRECTION_NEITHER && word != (uint32_t)direction) {
        struct fault *f =
            tell(ld, FAULT_X308, said, "this change is %s", words_direction.at[direction]);

        fault_why(ld->faults, f, "With it, the rules would speak %s often than before.",
                  direction == DIRECTION_STRICTER ? "more" : "less");
        fault_fix(ld->faults, f, "Write direction: %s, or correct the change.",
                  words_direction.at[direction]);
    }
    if (direction == DIRECTION_LOOSER) {
        looser_check(ld, c, "A change that makes rules looser is explained, and ends.");
    }
}

static void set_parameter_check(struct loading *ld, const struct overlay_def *o,
                                struct change_def *c)
{
    c->target = parameter_target(ld, o, c->fields.name);
    const struct node *n = c->fields.value;
    if (c->target == NONE || n == NULL || n->told) {
        return;
    }
    struct parameter_def *def = &ld->parameters.at[c->target];
    if (def->bad || !parameter_value(ld, def, n, &c->value)) {
        c->target = NONE;
        return;
    }
    if ((def->value.forms & c->value.forms) == 0 ||
        strcmp(def->value.currency, c->value.currency) != 0) {
        struct fault *f = tell(ld, FAULT_S205, n,
                               "\"%.*s\" does not have the unit of the parameter, which is %.*s",
                               TEXT_SHOWN(n), TEXT_SHOWN(def->read.value));

        fault_fix(ld->faults, f, "Write a value with the same unit.");
        c->target = NONE;
        return;
    }
    if (parameter_in_range(ld, def, n, &c->value)) {
        direction_check(ld, c, direction_of_parameter(ld, c->target, &c->value));
    }
}

static bool freshness_read(struct loading *ld, struct change_def *c)
{
    const struct node *n = c->fields.value;

    (void)ld;
    return n != NULL && !n->told && value_read(n->text, &c->value) &&
           (c->value.forms & FORM_LENGTH) != 0;
}

static void freshness_check(struct loading *ld, struct change_def *c, struct length before)
{
    enum direction direction = direction_of_freshness(before, c->value.length);

    if (direction == DIRECTION_NEITHER) {
        struct fault *f = tell(ld, FAULT_X308, c->fields.value, "it stays good as long already");

        fault_why(ld->faults, f, "The change would change nothing.");
        fault_fix(ld->faults, f, "Delete the change.");
    }
    direction_check(ld, c, direction);
}

/* Of a reviewed list, or of an answer. */
static void set_freshness_check(struct loading *ld, const struct overlay_def *o,
                                struct change_def *c)
{
    const struct node *map = c->read.set_freshness, *list = c->fields.list,
                      *answer = c->fields.answer;

    if (node_get(map, "list") == NULL && node_get(map, "answer") == NULL) {
        (void)tell_missing(ld, map, "list", "The change must name what it is about.",
                           "Add for example: list: medications");
    } else if (list != NULL && answer != NULL) {
        struct fault *f = tell_at_key(ld, FAULT_S202, answer->index > list->index ? answer : list,
                                      "\"list\" and \"answer\" together: only one is allowed");

        fault_fix(ld->faults, f, "Write a change of its own for each.");
    } else if (answer != NULL) {
        struct declared_def *def = answer_named(ld, answer);

        if (def != NULL && freshness_read(ld, c)) {
            c->target = (uint32_t)(def - ld->answers.at);
            freshness_check(ld, c, def->good_for);
        }
    } else if (freshness_read(ld, c)) {
        uint32_t number = word_of_node(&words_reviewed_list, list);

        c->target = number > 0 ? number - 1 : NONE;
        if (number > 0) {
            freshness_check(ld, c, ld->compiled_books[o->book].stays_good[c->target]);
        }
    }
}

static void add_words_check(struct loading *ld, struct change_def *c)
{
    const struct node *also = c->fields.also;
    struct declared_def *def = answer_named(ld, c->fields.answer);

    if (def == NULL || c->fields.word == NULL) {
        return;
    }
    if (def->form != ANSWER_WORDS) {
        struct fault *f = tell(ld, FAULT_S204, c->fields.answer, "the answer \"%.*s\" has no words",
                               TEXT_SHOWN(c->fields.answer));

        fault_why(ld->faults, f, "It is a number, a date, a name or a text, in whatever words.");
        fault_fix(ld->faults, f, "Delete the change, or name an answer that is given in words.");
        return;
    }
    const struct words_of of = {
        .what = "answer", .name = def->key->text, .none = true, .recorded = true};
    c->word = word_named(ld, &def->words, &of, c->fields.word);
    for (uint32_t i = 0; also != NULL && i < also->count; i++) {
        (void)word_is_free(ld, &def->words, &of, also->items[i]);
    }
    c->target = c->word != NONE ? (uint32_t)(def - ld->answers.at) : NONE;
}

static void severity_check(struct loading *ld, struct change_def *c)
{
    uint32_t severity[5];

    if (c->target == NONE || c->fields.severity == NULL) {
        return;
    }
    const struct rule *rule = &ld->compiled[c->target];
    if (!severity_of(ld, c->fields.severity, rule->moments, severity)) {
        c->target = NONE;
        return;
    }
    uint32_t strongest = 0;
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        strongest = severity[m] > strongest ? severity[m] : strongest;
    }
    if (strongest >= PRECARE_WARN && !rule_asks(rule) && rule->ignore == NULL) {
        struct fault *f = tell(ld, FAULT_X303, c->fields.rule,
                               "the rule does not say what to do if a fact is unknown");

        fault_why(ld->faults, f, "Only rules below warn may leave that open.");
        fault_fix(ld->faults, f, "Add a rule of your own with `add-rule` instead.");
    }
    bool block = false;
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        block |= severity[m] == PRECARE_BLOCK;
    }
    if (block && rule->because == NULL && node_get(c->node, "because") == NULL) {
        struct fault *f =
            tell_at_key(ld, FAULT_X308, c->fields.severity, "a block needs a reason (`because`)");

        fault_why(ld->faults, f,
                  "A block stops people in their work, so they must be able to read why.");
        fault_fix(ld->faults, f, "Add to the change: because: \"why it must not happen\"");
    }
    enum direction direction = direction_of_severity(rule, severity);
    if (direction == DIRECTION_NEITHER) {
        struct fault *f =
            tell(ld, FAULT_X308, c->fields.severity, "the rule has this severity already");

        fault_why(ld->faults, f, "The change would change nothing.");
        fault_fix(ld->faults, f, "Delete the change.");
    }
    direction_check(ld, c, direction);
}

static void list_change_check(struct loading *ld, struct change_def *c)
{
    bool added = c->op == OP_ADD_TO_LIST;

    c->target = list_target(ld, c->fields.list);
    const struct node *node = overlay_op_node(&c->read, c->op);
    if (node_get(node, "items") == NULL && node_get(node, "codes") == NULL) {
        (void)tell_missing(ld, node, "items", "The change must name what it is about.",
                           "Add a line such as: items: [\"lactic acid lotion\"]");
    }
    if (c->target == NONE) {
        return;
    }
    list_names_check(ld, c, added);
    direction_check(ld, c, direction_of_list(ld, list_number(ld, c->target), added));
}

static void change_check(struct loading *ld, const struct overlay_def *o, struct change_def *c)
{
    switch ((enum operation)c->op) {
    case OP_SET_PARAMETER: set_parameter_check(ld, o, c); break;
    case OP_SET_FRESHNESS: set_freshness_check(ld, o, c); break;
    case OP_ADD_WORDS: add_words_check(ld, c); break;
    case OP_SILENCE:
        c->target = rule_target(ld, o, c->fields.rule);
        c->direction = DIRECTION_LOOSER;
        looser_check(ld, c,
                     "A silenced rule warns nobody, so silencing it needs a reason "
                     "and a last day.");
        break;
    case OP_RESEVERITY:
        c->target = rule_target(ld, o, c->fields.rule);
        severity_check(ld, c);
        break;
    case OP_REWORD:
        c->target = rule_target(ld, o, c->fields.rule);
        reword_check(ld, c);
        break;
    case OP_ADD_TO_LIST:
    case OP_REMOVE_FROM_LIST: list_change_check(ld, c); break;
    case OP_SET_STATUS: direction_check(ld, c, status_direction(ld, o, c)); break;
    case OP_ADD_RULE: c->direction = DIRECTION_STRICTER; break;
    case OP_NONE:
    case OPS: break;
    }
    seen_check(ld, c);
    until_check(ld, c);
}

void overlays_check(struct loading *ld)
{
    struct slots slots = {0};

    names_begin(&slots.names, &ld->scratch);
    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        struct overlay_def *o = &ld->overlays.at[i];
        struct owner_read owner;

        file_enter(ld, o->file);
        owner_check(ld, o->read.owner, &owner);
        overlay_base_check(ld, o);
        for (uint32_t j = 0; j < o->changes.count; j++) {
            if (o->book == NONE) {
                break; /* of what there is, its fault is told */
            }
            change_check(ld, o, &o->changes.at[j]);
            slots_of(ld, &slots, o, &o->changes.at[j]);
        }
    }
}
