/* SPDX-License-Identifier: MIT
 *
 * The answers and fields that a directory declares: what is asked, of whom, and what may be
 * answered. Steps of the loader; one thread. One at fault keeps its name, so that rules which ask
 * for it are told nothing more.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

#define QUESTION_MOST 139u /* code points */

/* ---- questions ---- */

static void answer_ask_check(struct loading *ld, const struct node *ask)
{
    if (ask == NULL || ask->kind != NODE_TEXT || ask->told) {
        return;
    }
    uint32_t points = (uint32_t)utf8_count(ask->text.at, ask->text.len);
    const char *brace = memchr(ask->text.at, '{', ask->text.len);
    if (ask->text.len == 0) {
        struct fault *f = tell(ld, FAULT_S203, ask, "this sentence is empty");

        fault_fix(ld->faults, f, "Write the question.");
    } else if (brace != NULL) {
        struct span part = {brace, (uint32_t)(ask->text.at + ask->text.len - brace)};
        struct fault *f =
            tell_inside(ld, FAULT_X302, ask, part, "a placeholder is not allowed here");

        fault_why(ld->faults, f, "The question is the same, whichever rule asks it.");
        fault_fix(ld->faults, f, "Write it without braces.");
    } else if (points > QUESTION_MOST) {
        struct fault *f =
            tell(ld, FAULT_X305, ask, "the question is %u characters long, but only %u fit", points,
                 QUESTION_MOST);

        fault_fix(ld->faults, f, "Shorten it by %u characters.", points - QUESTION_MOST);
    }
    question_check(ld, ask);
}

/* ---- what the answer may be ---- */

static const struct {
    const char *key;
    size_t offset;
    enum answer_form form;
} forms[] = {
    {"words", offsetof(struct answer_read, words), ANSWER_WORDS},
    {"number", offsetof(struct answer_read, number), ANSWER_NUMBER},
    {"date", offsetof(struct answer_read, date), ANSWER_DATE},
    {"names", offsetof(struct answer_read, names), ANSWER_NAMES},
    {"text", offsetof(struct answer_read, text), ANSWER_TEXT},
};

static const struct node *form_node(const struct answer_read *read, size_t form)
{
    node_p n;

    memcpy(&n, (const char *)read + forms[form].offset, sizeof n);
    return n;
}

static void forms_two(struct loading *ld, const struct node *a, const struct node *b)
{
    const struct node *later = a->index > b->index ? a : b, *first = a->index > b->index ? b : a;
    struct fault *f = tell_at_key(
        ld, FAULT_S202, later, "\"%.*s\" and \"%.*s\" together: only one of the two is allowed",
        TEXT_SHOWN(later->up->keys[later->index]), TEXT_SHOWN(first->up->keys[first->index]));

    fault_why(ld->faults, f, "An answer is of one sort: words, a number, a date, names or a text.");
    fault_fix(ld->faults, f, "Delete one of them.");
}

/* Exactly one of them. */
static void form_find(struct loading *ld, struct declared_def *def, bool field)
{
    const struct node *found = NULL;
    bool given = false;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct node *n = form_node(&def->read, i);

        given = given || node_get(def->node, forms[i].key) != NULL;
        if (n == NULL) {
            continue;
        }
        if (found != NULL) {
            forms_two(ld, found, n);
            return;
        }
        found = n;
        def->form = forms[i].form;
    }
    if (!given && def->node->kind == NODE_MAP && def->node->count > 0) {
        (void)tell_missing(ld, def->node, "words",
                           "Without it nothing that people write would be understood.",
                           field ? "Add words: [\"yes\", \"no\"], number: \"mm\" or text: any"
                                 : "Add words: [\"yes\", \"no\"], number: \"mm\", date: past, "
                                   "names: medication or text: any");
    }
}

/* Whoever answers must know what is counted. */
static void unit_check(struct loading *ld, const struct node *number)
{
    if (number != NULL && number->kind == NODE_TEXT && !number->told && number->text.len == 0) {
        struct fault *f = tell(ld, FAULT_S203, number, "this number has no unit");

        fault_why(ld->faults, f, "Two people would write the same number and mean another amount.");
        fault_fix(ld->faults, f, "Write its unit, or what is counted: \"mm\", \"sessions\"");
    }
}

static void declared_read(struct loading *ld, struct declared_def *def, bool field)
{
    const struct words_of of = {.what = field ? "field" : "answer",
                                .name = def->key->text,
                                .none = true,
                                .recorded = !field};
    struct value value;

    (void)map_read(ld, field ? &table_field : &table_answer, def->node, &def->read);
    words_begin(ld, &def->words);
    form_find(ld, def, field);
    if (def->form == ANSWER_WORDS) {
        words_add(ld, &def->words, &of, def->read.words);
    }
    unit_check(ld, def->read.number);
    if (!field) {
        answer_ask_check(ld, def->read.ask);
    }
    if (def->read.good_for != NULL && !def->read.good_for->told &&
        value_read(def->read.good_for->text, &value)) {
        def->good_for = value.length;
    }
}

/* ---- declaring ---- */

static void answers_section(struct loading *ld, uint32_t file, const struct node *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        uint32_t number = ld->answers.count;
        uint32_t first = names_add(&ld->answer_names, key->text, number);
        struct declared_def *def = first == number ? PUSH(ld, ld->answers) : NULL;

        if (def == NULL && first != NAMES_NOT && first != number) {
            tell_twice(ld, key, "answer", ld->answers.at[first].file, ld->answers.at[first].key);
        } else if (def != NULL) {
            *def = (struct declared_def){.file = file, .key = key, .node = section->items[i]};
            declared_read(ld, def, false);
        }
    }
}

/* Names of fields are words of the host's: compared as words are. */
static void fields_section(struct loading *ld, uint32_t file, const struct node *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        struct span folded = text_folded(key->text, &ld->scratch);
        uint32_t number = ld->fields.count, first = names_add(&ld->field_folds, folded, number);
        struct declared_def *def = first == number ? PUSH(ld, ld->fields) : NULL;

        if (def == NULL && first != NAMES_NOT && first != number) {
            tell_twice(ld, key, "field", ld->fields.at[first].file, ld->fields.at[first].key);
        } else if (def != NULL) {
            (void)names_add(&ld->field_names, key->text, number);
            *def = (struct declared_def){.file = file, .key = key, .node = section->items[i]};
            declared_read(ld, def, true);
        }
    }
}

void answers_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        struct words_read read = {{NULL}, NULL};

        file_enter(ld, i);
        if (ld->files[i].read.answers != NULL) {
            answers_section(ld, i, ld->files[i].read.answers);
        }
        if (ld->files[i].read.words != NULL && ld->files[i].read.words->kind == NODE_MAP) {
            read.fields = node_get(ld->files[i].read.words, "fields");
        }
        if (read.fields != NULL && read.fields->kind == NODE_MAP && !read.fields->told) {
            fields_section(ld, i, read.fields);
        }
    }
}

/* ---- looking up ---- */

struct declared_def *answer_named(struct loading *ld, const struct node *n)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NULL;
    }
    uint32_t number = names_find(&ld->answer_names, n->text);
    if (number == NAMES_NOT) {
        tell_unknown(ld, n, "answer", &ld->answer_names);
        return NULL;
    }
    ld->answers.at[number].used = true;
    return &ld->answers.at[number];
}

struct declared_def *field_named(struct loading *ld, const struct node *n)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NULL;
    }
    uint32_t number = names_find(&ld->field_folds, text_folded(n->text, &ld->scratch));
    if (number == NAMES_NOT) {
        tell_unknown(ld, n, "field", &ld->field_names);
        return NULL;
    }
    ld->fields.at[number].used = true;
    return &ld->fields.at[number];
}

/* ---- compiled ---- */

/* "signed, refused, pending" */
static const char *understood_of(struct loading *ld, const struct word_set *set)
{
    struct buf text = {0};

    for (uint32_t i = 0; i < set->count; i++) {
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", set->at[i].word);
    }
    const char *kept = text.at != NULL && !text.failed
                           ? text_keep(ld, (struct span){text.at, (uint32_t)text.len})
                           : NULL;
    buf_end(&text);
    return kept;
}

static void asked_finish(struct loading *ld, const struct declared_def *def, struct declared *asked)
{
    const struct answer_read *read = &def->read;

    *asked = (struct declared){.name = text_of(ld, def->key),
                               .ask = text_of(ld, read->ask),
                               .of = word_of_node(&words_asked_of, read->of),
                               .form = def->form,
                               .unit = text_of(ld, read->number),
                               .past = word_of_node(&words_answer_date, read->date) == 1,
                               .kind = word_of_node(&words_list_kind, read->names),
                               .good_for = def->good_for,
                               .file = ld->files[def->file].kept,
                               .line = def->key->line,
                               .changed_by = def->changed_by};
    if (def->form == ANSWER_WORDS) {
        words_finish(ld, &def->words, &asked->words);
        asked->understood = understood_of(ld, &asked->words);
    }
}

static struct declared *asked_all(struct loading *ld, const struct declared_def *defs,
                                  uint32_t count, struct word_set *names_r)
{
    struct declared *at = arena_array(ld->keep, (size_t)count + 1, sizeof *at);
    struct word_row *names = arena_array(ld->keep, (size_t)count + 1, sizeof *names);

    if (at == NULL || names == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        asked_finish(ld, &defs[i], &at[i]);
        names[i].word = at[i].name;
    }
    if (!word_set_make(names_r, names, count, ld->keep)) {
        ld->keep->failed = true;
    }
    return at;
}

void answers_finish(struct loading *ld)
{
    for (uint32_t set = 0; set < WORD_SETS; set++) {
        words_finish(ld, &ld->words[set], &ld->compiled_words[set]);
    }
    ld->compiled_answers =
        asked_all(ld, ld->answers.at, ld->answers.count, &ld->compiled_answer_names);
    ld->compiled_fields = asked_all(ld, ld->fields.at, ld->fields.count, &ld->compiled_field_names);
}
