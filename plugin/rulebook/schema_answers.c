/* SPDX-License-Identifier: MIT
 *
 * A branch of the schema for each declared answer and field: which tests it takes, and the words
 * that `is` may name. Called by schema.c for the two conditions that name one; one thread.
 */
#include "base/json_out.h"
#include "rulebook/rulebook.h"
#include "rulebook/schema_parts.h"

struct declared_all {
    const struct declared *at;
    uint32_t count;
    bool fields;
};

/* What a condition's key names, if it is one or the other. */
static struct declared_all declared_by(const struct rules *r, const struct key *key)
{
    if (r != NULL && is_of(key->choices_of, "answer names")) {
        return (struct declared_all){r->answers, r->answer_count, false};
    }
    if (r != NULL && is_of(key->choices_of, "fields declared")) {
        return (struct declared_all){r->fields, r->field_count, true};
    }
    return (struct declared_all){0};
}

static void is_words(struct printing *p, const struct declared *one, bool field)
{
    json_raw(p->out, "type", "\"string\"");
    json_open(p->out, "enum", '[');
    for (uint32_t i = 0; i < one->words.count; i++) {
        json_text(p->out, NULL, one->words.at[i].word);
    }
    json_text(p->out, NULL, "missing");
    json_text(p->out, NULL, "unsure");
    if (one->form != ANSWER_WORDS) {
        json_text(p->out, NULL, "none");
    }
    if (field) {
        json_text(p->out, NULL, "recorded");
    }
    json_close(p->out, ']');
}

/* One or several, as everywhere. */
static void is_branch(struct printing *p, const struct declared *one, bool field)
{
    json_open(p->out, "is", '{');
    json_open(p->out, "anyOf", '[');
    json_open(p->out, NULL, '{');
    is_words(p, one, field);
    json_close(p->out, '}');
    json_open(p->out, NULL, '{');
    json_raw(p->out, "type", "\"array\"");
    json_raw(p->out, "minItems", "1");
    json_open(p->out, "items", '{');
    is_words(p, one, field);
    json_close(p->out, '}');
    json_close(p->out, '}');
    json_close(p->out, ']');
    json_close(p->out, '}');
}

/* Tests of another sort, as far as the condition has them. */
static void tests_refused(struct printing *p, const struct table *table, const struct declared *one)
{
    static const struct {
        const char *key;
        enum answer_form form;
    } tests[] = {{"in", ANSWER_NAMES},
                 {"below", ANSWER_NUMBER},
                 {"above", ANSWER_NUMBER},
                 {"date-within", ANSWER_DATE}};

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (one->form != tests[i].form && table_find(table, tests[i].key) != NULL) {
            json_raw(p->out, tests[i].key, "false");
        }
    }
}

static void declared_branch(struct printing *p, const struct table *table, const char *key,
                            const struct declared *one, bool field)
{
    json_open(p->out, NULL, '{');
    json_open(p->out, "if", '{');
    json_open(p->out, "properties", '{');
    json_open(p->out, key, '{');
    json_text(p->out, "const", one->name);
    json_close(p->out, '}');
    json_close(p->out, '}');
    json_open(p->out, "required", '[');
    json_text(p->out, NULL, key);
    json_close(p->out, ']');
    json_close(p->out, '}');
    json_open(p->out, "then", '{');
    json_open(p->out, "properties", '{');
    is_branch(p, one, field);
    tests_refused(p, table, one);
    json_close(p->out, '}');
    json_close(p->out, '}');
    json_close(p->out, '}');
}

void schema_declared(struct printing *p, const struct table *table)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const struct declared_all all = declared_by(p->rules, table_key(table, i));

        if (all.count == 0) {
            continue;
        }
        json_open(p->out, "allOf", '[');
        for (uint32_t k = 0; k < all.count; k++) {
            declared_branch(p, table, table_key(table, i)->name, &all.at[k], all.fields);
        }
        json_close(p->out, ']');
    }
}
