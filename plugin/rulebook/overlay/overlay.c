/* SPDX-License-Identifier: MIT
 *
 * Overlays: read, and checked against the base that they change: names, fingerprints, directions,
 * signatures, ends. Steps of the loader; one thread. A change at fault is told and not made; the
 * base rule stands.
 */
#include "rulebook/overlay/overlay.h"

#include <string.h>

#include "base/words.h"
#include "vocabulary/vocabulary_make.h"

static const struct {
    size_t offset; /* in struct change_read */
    const struct table *table;
    const char *name;
} operations[OPS] = {
    [OP_SET_PARAMETER] = {offsetof(struct change_read, set_parameter), &table_set_parameter,
                          "set-parameter"},
    [OP_SET_FRESHNESS] = {offsetof(struct change_read, set_freshness), &table_set_freshness,
                          "set-freshness"},
    [OP_ADD_WORDS] = {offsetof(struct change_read, add_words), &table_add_words, "add-words"},
    [OP_SILENCE] = {offsetof(struct change_read, silence), &table_silence, "silence"},
    [OP_RESEVERITY] = {offsetof(struct change_read, reseverity), &table_reseverity, "reseverity"},
    [OP_REWORD] = {offsetof(struct change_read, reword), &table_reword, "reword"},
    [OP_ADD_TO_LIST] = {offsetof(struct change_read, add_to_list), &table_add_to_list,
                        "add-to-list"},
    [OP_REMOVE_FROM_LIST] = {offsetof(struct change_read, remove_from_list),
                             &table_remove_from_list, "remove-from-list"},
    [OP_ADD_RULE] = {offsetof(struct change_read, add_rule), NULL, "add-rule"},
};

static const struct node *op_node(const struct change_read *read, uint32_t op)
{
    node_p n;

    memcpy(&n, (const char *)read + operations[op].offset, sizeof n);
    return n;
}

/* ---- reading ---- */

/* `good`: no key of the entry is unknown; else the change may be the one that is misspelt. */
static uint32_t op_of(struct loading *ld, const struct node *node, const struct change_read *read,
                      bool good)
{
    const struct node *first = NULL;
    uint32_t found = OP_NONE;
    bool given = false;

    for (uint32_t op = OP_NONE + 1; op < OPS; op++) {
        const struct node *n = op_node(read, op);

        given = given || node_get(node, operations[op].name) != NULL;
        if (n == NULL) {
            continue;
        }
        if (first == NULL) {
            first = n;
            found = op;
            continue;
        }
        struct fault *f = tell_at_key(ld, FAULT_S202, n->index > first->index ? n : first,
                                      "two changes in one entry");
        fault_why(ld->faults, f, "Each change needs its own reason, signature and last day.");
        fault_fix(ld->faults, f, "Begin a new entry with a dash for the second one.");
        return OP_NONE;
    }
    if (!given && good) {
        (void)tell_missing(
            ld, node, "set-parameter",
            "An entry is one change: set-parameter, set-freshness, add-words, silence, "
            "reseverity, reword, add-to-list, remove-from-list or add-rule.",
            "Add the change, such as: silence: {rule: mn-slot-length}");
    }
    return found;
}

static void rule_add(struct loading *ld, const struct overlay_def *o, const struct node *node)
{
    struct rule_def *def = rule_declare(ld, o->file, o->book, node);

    if (def == NULL) {
        return;
    }
    def->added_by = o->label;
    if (def->id == NULL || def->id->text.len == 0) {
        return;
    }
    const struct node *id = o->read.id;
    if (id == NULL ||
        (def->id->text.len > id->text.len + 1 && def->id->text.at[id->text.len] == '-' &&
         memcmp(def->id->text.at, id->text.at, id->text.len) == 0)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_S205, def->id,
                           "the id of an overlay's own rule begins with \"%.*s-\"", TEXT_SHOWN(id));
    fault_why(
        ld->faults, f,
        "Then everybody sees whose rule it is, and no rule of the base can ever have the same id.");
    fault_fix(ld->faults, f, "Write %.*s-%.*s", TEXT_SHOWN(id), TEXT_SHOWN(def->id));
}

static void change_declare(struct loading *ld, struct overlay_def *o, const struct node *node)
{
    struct change_def *c = PUSH(ld, o->changes);

    if (c == NULL) {
        return;
    }
    *c = (struct change_def){.node = node, .target = NONE};
    bool good = map_read(ld, &table_change, node, &c->read);
    if (node->kind != NODE_MAP) {
        return;
    }
    c->op = op_of(ld, node, &c->read, good);
    if (c->op == OP_ADD_RULE) {
        rule_add(ld, o, c->read.add_rule);
    } else if (c->op != OP_NONE) {
        (void)map_read(ld, operations[c->op].table, op_node(&c->read, c->op), &c->fields);
    }
}

static void label_set(struct loading *ld, struct overlay_def *o)
{
    struct span id = o->read.id != NULL ? o->read.id->text : SPAN("overlay");
    struct span version = o->read.version != NULL ? o->read.version->text : SPAN("");
    char *label = arena_new(&ld->scratch, (size_t)id.len + version.len + 2);

    if (label == NULL) {
        return;
    }
    memcpy(label, id.at, id.len);
    label[id.len] = ' ';
    memcpy(label + id.len + 1, version.at, version.len);
    o->label = text_keep(ld, (struct span){label, id.len + 1 + version.len});
}

static void overlay_declare(struct loading *ld, uint32_t file, struct names *ids)
{
    const struct overlay_file_read *read = &ld->files[file].overlay;
    struct overlay_def *o = PUSH(ld, ld->overlays);
    struct base_read base;

    if (o == NULL) {
        return;
    }
    *o = (struct overlay_def){.file = file, .book = NONE};
    (void)map_read(ld, &table_overlay, read->overlay, &o->read);
    (void)map_read(ld, &table_base, read->base, &base);
    label_set(ld, o);
    uint32_t number = ld->overlays.count - 1;
    uint32_t first = o->read.id != NULL ? names_add(ids, o->read.id->text, number) : number;
    if (first != number && first != NAMES_NOT) {
        tell_twice(ld, o->read.id, "overlay", ld->overlays.at[first].file,
                   ld->overlays.at[first].read.id);
    }
    if (base.rulebook != NULL && base.rulebook->kind == NODE_TEXT && !base.rulebook->told) {
        uint32_t book = names_find(&ld->book_names, base.rulebook->text);

        o->book = book == NAMES_NOT ? NONE : book;
        if (book == NAMES_NOT) {
            tell_unknown(ld, base.rulebook, "rulebook", &ld->book_names);
        }
    }
    ld->files[file].book = o->book;
    for (uint32_t i = 0; read->changes != NULL && i < read->changes->count; i++) {
        change_declare(ld, o, read->changes->items[i]);
    }
}

void overlays_declare(struct loading *ld)
{
    struct names ids;

    names_begin(&ids, &ld->scratch);
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].top != NULL && ld->files[i].is_overlay) {
            overlay_declare(ld, i, &ids);
        }
    }
}

/* ---- the base's version ---- */

/* "1.2.3" as one number; false: not a version. */
static bool version_read(struct span text, uint64_t *version_r)
{
    uint64_t parts[3] = {0, 0, 0};
    uint32_t part = 0, digits = 0;

    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '.' && digits > 0 && part < 2) {
            part++;
            digits = 0;
        } else if (c >= '0' && c <= '9' && ++digits <= 6) {
            parts[part] = parts[part] * 10 + (uint64_t)(c - '0');
        } else {
            return false;
        }
    }
    *version_r = parts[0] << 42 | parts[1] << 21 | parts[2];
    return digits > 0;
}

static bool term_holds(struct span term, uint64_t version, bool *good_r)
{
    static const char *const signs[] = {">=", "<=", ">", "<", "="};
    uint32_t sign = 4, skip = 0;
    uint64_t limit;

    for (uint32_t i = 0; i < 5 && skip == 0; i++) {
        uint32_t len = (uint32_t)strlen(signs[i]);

        if (term.len > len && memcmp(term.at, signs[i], len) == 0) {
            sign = i;
            skip = len;
        }
    }
    *good_r = version_read((struct span){term.at + skip, term.len - skip}, &limit);
    switch (sign) {
    case 0: return version >= limit;
    case 1: return version <= limit;
    case 2: return version > limit;
    case 3: return version < limit;
    default: return version == limit;
    }
}

static void base_check(struct loading *ld, const struct overlay_def *o)
{
    const struct node *map = ld->files[o->file].overlay.base;
    const struct node *n = map != NULL ? node_get(map, "version") : NULL;
    const struct node *written = o->book != NONE ? ld->books.at[o->book].read.version : NULL;
    uint64_t version = 0;
    bool good = true, holds = true;

    if (n == NULL || n->kind != NODE_TEXT || n->told || written == NULL) {
        return;
    }
    bool known = version_read(written->text, &version);
    for (uint32_t at = 0; at < n->text.len && good;) {
        uint32_t end = at;

        while (end < n->text.len && n->text.at[end] != ' ') {
            end++;
        }
        if (end > at) {
            holds = term_holds((struct span){n->text.at + at, end - at}, version, &good) && holds;
        }
        at = end + 1;
    }
    if (!good) {
        struct fault *f =
            tell(ld, FAULT_S205, n, "\"%.*s\" is not a range of versions", TEXT_SHOWN(n));

        fault_fix(ld->faults, f, "Write for example: version: \">=1.0.0 <2.0.0\"");
    } else if (!holds || !known) {
        struct fault *f =
            tell(ld, FAULT_X308, n, "the rulebook is now version %.*s", TEXT_SHOWN(written));

        fault_why(ld->faults, f, "The changes were written for other versions: %.*s.",
                  TEXT_SHOWN(n));
        fault_fix(ld->faults, f, "Review the changes, then widen the range.");
    }
}

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
    if (c->target == NONE || ld->base_fingerprints == NULL) {
        return;
    }
    const char *now = ld->base_fingerprints[c->target];
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
    if (ld->bare) {
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
    fault_fix(ld->faults, f, "Delete the change, or sign it again with a later day.");
    c->target = NONE;
}

/* What makes patients less safe is signed, explained and ends. */
static void looser_check(struct loading *ld, const struct change_def *c, const char *why)
{
    const char *const keys[] = {"because", "approved", "until"};
    const char *const fixes[] = {
        "Add a line such as: because: \"Slots are managed elsewhere.\"",
        "Add a line such as: approved: {by: \"Dr. A.\", date: \"2027-01-10\"}",
        "Add a line such as: until: \"2027-06-30\""};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (node_get(c->node, keys[i]) == NULL) {
            (void)tell_missing(ld, c->node, keys[i], why, fixes[i]);
        }
    }
    if (c->read.approved != NULL && word_of_node(&words_not_yet, c->read.approved) != 0) {
        struct fault *f = tell(ld, FAULT_S203, c->read.approved, "nobody has approved this change");

        fault_why(ld->faults, f, "%s", why);
        fault_fix(ld->faults, f, "Write approved: {by: \"Dr. A.\", date: \"2027-01-10\"}");
    }
}

static void direction_check(struct loading *ld, const struct change_def *c,
                            enum direction direction)
{
    const struct node *said = c->fields.direction;
    uint32_t word = word_of_node(&words_direction, said);

    if (word != 0 && direction != DIRECTION_NEITHER && word != (uint32_t)direction) {
        struct fault *f =
            tell(ld, FAULT_X308, said, "this change is %s", words_direction.at[direction]);

        fault_why(ld->faults, f, "With it, the rules would speak %s often than before.",
                  direction == DIRECTION_STRICTER ? "more" : "less");
        fault_fix(ld->faults, f, "Write direction: %s, or correct the change.",
                  words_direction.at[direction]);
    }
    if (direction == DIRECTION_LOOSER) {
        looser_check(ld, c, "A change that makes rules looser is explained, signed, and ends.");
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
    const struct node *node = op_node(&c->read, c->op);
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
    (void)signature_read(ld, c->read.approved, NULL);
    switch ((enum operation)c->op) {
    case OP_SET_PARAMETER: set_parameter_check(ld, o, c); break;
    case OP_SET_FRESHNESS: set_freshness_check(ld, o, c); break;
    case OP_ADD_WORDS: add_words_check(ld, c); break;
    case OP_SILENCE:
        c->target = rule_target(ld, o, c->fields.rule);
        looser_check(ld, c,
                     "A silenced rule warns nobody, so silencing it needs a reason, a signature "
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
    case OP_ADD_RULE:
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
        base_check(ld, o);
        for (uint32_t j = 0; j < o->changes.count; j++) {
            if (o->book == NONE) {
                break; /* of what there is, its fault is told */
            }
            change_check(ld, o, &o->changes.at[j]);
            slots_of(ld, &slots, o, &o->changes.at[j]);
        }
    }
}
