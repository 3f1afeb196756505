/* SPDX-License-Identifier: MIT
 *
 * The conditions that name words: answers, fields, trainings, roles, methods and indications. Every
 * word is looked up where it is declared (words_load.c, answers_load.c). Called through the
 * descriptors (kinds.def) by conditions.c; one thread. A condition at fault is told once and left
 * as it is: nothing is loaded then.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/compiling.h"

/* ---- words ---- */

struct gathering { /* the words of one condition */
    const char **words;
    uint32_t *values;
};

static bool gathering_begin(struct compiling *c, const struct node *n, struct gathering *g)
{
    uint32_t count = each_text(n);

    g->words = arena_array(c->ld->keep, (size_t)count + 1, sizeof *g->words);
    g->values = arena_array(c->ld->keep, (size_t)count + 1, sizeof *g->values);
    c->cond->words = (struct texts){g->words, 0, 0};
    c->cond->values = (struct numbers){g->values, 0, 0};
    return g->words != NULL && g->values != NULL;
}

static void gathering_add(struct compiling *c, struct gathering *g, const struct words_def *def,
                          uint32_t word)
{
    if (word == NONE) {
        c->good = false;
        return;
    }
    g->words[c->cond->words.count++] = text_keep(c->ld, def->words.at[word].text);
    g->values[c->cond->values.count++] = word;
}

static void compile_set(struct compiling *c, const struct node *n, uint32_t set)
{
    struct gathering g;

    if (!gathering_begin(c, n, &g)) {
        return;
    }
    c->cond->set = (uint8_t)(set + 1);
    for (uint32_t i = 0; i < each_text(n); i++) {
        gathering_add(c, &g, &c->ld->words[set], set_word_named(c->ld, set, text_at(n, i)));
    }
}

/* One of the two, and which. */
static const struct node *compile_one_of(struct compiling *c, const struct node *yes,
                                         const struct node *no, const char *key, const char *fix)
{
    compile_exclusive(c, yes, no);
    if (yes == NULL && no == NULL && !compile_given(c, key)) {
        if (c->good) {
            compile_missing(c, key, fix);
        }
        return NULL;
    }
    c->cond->negated = yes == NULL;
    return yes != NULL ? yes : no;
}

bool compile_indication(struct compiling *c)
{
    compile_set(c, c->read->in, WORDS_INDICATION);
    return c->good;
}

bool compile_modality(struct compiling *c)
{
    compile_set(c, c->node, WORDS_MODALITY);
    return c->good;
}

bool compile_training(struct compiling *c)
{
    const struct node *n = compile_one_of(c, c->read->has, c->read->lacks, "lacks",
                                          "Write for example: lacks: microneedling");

    if (n != NULL) {
        compile_set(c, n, WORDS_TRAINING);
    }
    return c->good;
}

bool compile_role(struct compiling *c)
{
    const struct node *n = compile_one_of(c, c->read->in, c->read->not_in, "in",
                                          "Write for example: in: [physician, nurse]");

    if (n != NULL) {
        compile_set(c, n, WORDS_ROLE);
    }
    return c->good;
}

/* ---- answers and fields ---- */

static const char *const form_words[ANSWER_FORMS] = {
    [ANSWER_WORDS] = "words",          [ANSWER_NUMBER] = "a number", [ANSWER_DATE] = "a date",
    [ANSWER_NAMES] = "names of lists", [ANSWER_TEXT] = "any text",
};

static bool is_field(const struct compiling *c)
{
    return c->kind->needs == PRECARE_NEEDS_FIELDS;
}

/* A key, or a word of `is`, that answers of this sort have not. */
static void form_refuses(struct compiling *c, const struct declared_def *def, const struct node *n,
                         bool key)
{
    bool field = is_field(c);
    struct fault *f;

    if (key) {
        f = tell_at_key(c->ld, FAULT_S201, n, "\"%.*s\" does not fit the %s \"%.*s\"",
                        TEXT_SHOWN(c->node->keys[n->index]), field ? "field" : "answer",
                        TEXT_SHOWN(def->key));
    } else {
        f = tell(c->ld, FAULT_S204, n, "\"%.*s\" is no word of the %s \"%.*s\"", TEXT_SHOWN(n),
                 field ? "field" : "answer", TEXT_SHOWN(def->key));
    }
    fault_why(c->ld->faults, f, "It is declared as %s.", form_words[def->form]);
    fault_fix(
        c->ld->faults, f, "%s",
        def->form == ANSWER_NUMBER  ? "Write `below`, `above`, or `is` with missing, unsure or "
                                      "none."
        : def->form == ANSWER_DATE  ? "Write `date-within`, or `is` with missing, unsure or none."
        : def->form == ANSWER_NAMES ? "Write `in` with lists, or `is` with missing, unsure or none."
        : def->form == ANSWER_TEXT  ? "Write `is` with missing, unsure or none."
                                    : "Write `is` with its words, missing or unsure.");
    c->good = false;
}

/* missing, unsure, none and (of fields) recorded; false: it is a word of its own. */
static bool is_known(struct compiling *c, const struct declared_def *def, const struct node *n)
{
    struct cond *cond = c->cond;

    if (span_same(n->text, SPAN("missing"))) {
        cond->wants_missing = true;
    } else if (span_same(n->text, SPAN("unsure"))) {
        cond->wants_unsure = true;
    } else if (span_same(n->text, SPAN("none")) && def->form != ANSWER_WORDS) {
        cond->wants_none = true;
    } else if (span_same(n->text, SPAN("recorded")) && is_field(c)) {
        cond->wants_recorded = true;
    } else {
        return false;
    }
    return true;
}

static bool is_unsure(struct compiling *c, const struct declared_def *def, const struct node *n)
{
    if (answer_word_of(n->text) != ANSWER_WORD_UNSURE ||
        names_find(&def->words.words, n->text) != NAMES_NOT) {
        return false;
    }
    struct fault *f =
        tell(c->ld, FAULT_S204, n, "\"%.*s\" is a synonym of \"unsure\"", TEXT_SHOWN(n));
    fault_why(c->ld->faults, f, "Rules write the word itself, so that one thing has one name.");
    fault_fix(c->ld->faults, f, "Write: unsure");
    c->good = false;
    return true;
}

static void is_word(struct compiling *c, struct declared_def *def, struct gathering *g,
                    const struct node *n)
{
    const struct words_of of = {.what = is_field(c) ? "field" : "answer", .name = def->key->text};

    if (n->kind != NODE_TEXT || n->told || is_known(c, def, n) || is_unsure(c, def, n)) {
        return;
    }
    if (def->form == ANSWER_WORDS) {
        gathering_add(c, g, &def->words, word_named(c->ld, &def->words, &of, n));
    } else if (def->form != 0) {
        form_refuses(c, def, n, false);
    }
}

static void compile_is(struct compiling *c, struct declared_def *def)
{
    struct gathering g;
    const struct node *n = c->read->is;

    if (!gathering_begin(c, n, &g)) {
        return;
    }
    for (uint32_t i = 0; def != NULL && i < each_text(n); i++) {
        is_word(c, def, &g, text_at(n, i));
    }
}

static void compile_lists(struct compiling *c, const struct declared_def *def)
{
    const struct node *n = c->read->in;
    uint32_t *at = arena_array(c->ld->keep, (size_t)each_text(n) + 1, sizeof *at);
    uint32_t kind = word_of_node(&words_list_kind, def->read.names);

    for (uint32_t i = 0; at != NULL && kind != 0 && i < each_text(n); i++) {
        uint32_t list = list_named(c->ld, text_at(n, i), words_list_kind.at[kind]);

        if (list == NONE) {
            c->good = false;
        } else {
            at[c->cond->lists.count++] = list;
        }
    }
    c->cond->lists.at = at;
}

struct test_key { /* what an answer can be asked, and of which sort it must be */
    const char *key;
    const struct node *n;
    enum answer_form form; /* ANSWER_FORMS: any */
};

/* Exactly one of them, and one that fits. */
static void compile_tests(struct compiling *c, const struct declared_def *def,
                          const struct test_key *tests, uint32_t count, bool several)
{
    const struct node *found = NULL;
    bool given = false;

    for (uint32_t i = 0; i < count; i++) {
        given = given || compile_given(c, tests[i].key);
        if (tests[i].n == NULL) {
            continue;
        }
        if (!several && found != NULL) {
            compile_exclusive(c, found, tests[i].n);
        }
        found = tests[i].n;
        if (def != NULL && def->form != 0 && tests[i].form != ANSWER_FORMS &&
            tests[i].form != def->form) {
            form_refuses(c, def, tests[i].n, true);
        }
    }
    if (!given) {
        compile_missing(c, "is", compile_example(c));
    }
}

/* The end of "14 days after appointment". */
static uint32_t date_anchor(const struct node *n)
{
    static const char after[] = "after appointment";
    size_t len = sizeof after - 1;

    return n->text.len > len && memcmp(n->text.at + n->text.len - len, after, len) == 0
               ? ANCHOR_AFTER_APPOINTMENT
               : ANCHOR_BEFORE_APPOINTMENT;
}

bool compile_answer(struct compiling *c)
{
    const struct cond_read *r = c->read;
    struct declared_def *def = answer_named(c->ld, r->to);
    const struct test_key tests[] = {{"is", r->is, ANSWER_FORMS},
                                     {"in", r->in, ANSWER_NAMES},
                                     {"below", r->below, ANSWER_NUMBER},
                                     {"above", r->above, ANSWER_NUMBER},
                                     {"date-within", r->date_within, ANSWER_DATE}};

    c->cond->name = text_of(c->ld, r->to);
    c->cond->asked = def != NULL ? (uint32_t)(def - c->ld->answers.at) : NONE;
    c->good = c->good && def != NULL;
    compile_tests(c, def, tests, sizeof tests / sizeof *tests, false);
    compile_is(c, def);
    compile_limit(c, r->below, &c->cond->below, NULL);
    compile_limit(c, r->above, &c->cond->at_least, NULL);
    if (r->in != NULL && def != NULL && def->form == ANSWER_NAMES) {
        compile_lists(c, def);
    }
    if (r->date_within != NULL && r->date_within->kind == NODE_TEXT) {
        c->cond->status = date_anchor(r->date_within);
    }
    c->cond->asks_itself = true;
    return c->good;
}

bool compile_field(struct compiling *c)
{
    const struct cond_read *r = c->read;
    struct declared_def *def = field_named(c->ld, r->name);
    const struct test_key tests[] = {{"is", r->is, ANSWER_FORMS},
                                     {"below", r->below, ANSWER_NUMBER},
                                     {"above", r->above, ANSWER_NUMBER}};

    c->cond->name = text_of(c->ld, r->name);
    c->cond->asked = def != NULL ? (uint32_t)(def - c->ld->fields.at) : NONE;
    c->good = c->good && def != NULL;
    compile_tests(c, def, tests, sizeof tests / sizeof *tests, true);
    compile_is(c, def);
    compile_limit(c, r->below, &c->cond->below, NULL);
    compile_limit(c, r->above, &c->cond->at_least, NULL);
    c->cond->asks_itself = !compile_given(c, "below") && !compile_given(c, "above") &&
                           c->cond->words.count == 0 && !c->cond->wants_unsure &&
                           !c->cond->wants_none;
    return c->good;
}

/* The table of the key `field` is that of the condition charted.field, and begins its descriptor.
 */
_Static_assert(offsetof(struct kind, table) == 0, "a descriptor begins with its table");

void compile_entry_field(struct compiling *c)
{
    struct cond_read read;
    struct compiling field = *c;

    if (c->read->field == NULL) {
        return;
    }
    field.kind = (const void *)table_find(&c->kind->table, "field")->table;
    field.node = c->read->field;
    field.read = &read;
    field.good = map_read(c->ld, &field.kind->table, field.node, &read);
    c->good = compile_field(&field) && c->good;
    c->cond->asks_itself = false; /* the entry may be unknown in other ways */
}
