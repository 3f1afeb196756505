/* SPDX-License-Identifier: MIT
 *
 * The schema, table by table: each becomes a definition, met first where some key needs it. What
 * only the loader can know (which of two keys excludes which, what is past) is left to `precare
 * check`: a schema that cries wolf is switched off. Called by the command; one thread. Without
 * memory the buf stays failed.
 */
#include "rulebook/schema.h"

#include <string.h>

#include "base/json_out.h"
#include "base/words.h"
#include "rulebook/tables.h"

#define TABLES_MOST 96u

struct printing {
    const struct rules *rules;
    struct buf *out;
    bool editor;
    const struct table *tables[TABLES_MOST]; /* met so far */
    char names[TABLES_MOST][48];
    uint32_t count;
};

/* ---- definitions ---- */

static const char *definition_of(struct printing *p, const struct table *table)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        if (p->tables[i] == table) {
            return p->names[i];
        }
        same += strcmp(p->tables[i]->name, table->name) == 0;
    }
    if (p->count == TABLES_MOST) {
        return "";
    }
    char *name = p->names[p->count];
    size_t len = 0;
    for (const char *s = table->name; *s != '\0' && len < 40; s++) {
        name[len++] = *s == ' ' ? '-' : *s;
    }
    if (same > 0) { /* a condition of a rule, and one of a test's patient */
        name[len++] = '-';
        name[len++] = (char)('1' + same);
    }
    name[len] = '\0';
    p->tables[p->count++] = table;
    return name;
}

static void schema_reference(struct printing *p, const struct table *table)
{
    json_next(p->out, "$ref");
    buf_text(p->out, "\"#/definitions/");
    buf_text(p->out, definition_of(p, table));
    buf_char(p->out, '"');
}

/* ---- choices ---- */

static void words_enum(struct printing *p, const struct words *words)
{
    json_raw(p->out, "type", "\"string\"");
    json_open(p->out, "enum", '[');
    for (uint32_t i = 0; i < words->count; i++) {
        if (words->at[i] != NULL && !(words == &words_outcome && i <= PRECARE_CLEAR)) {
            json_text(p->out, NULL, words->at[i]);
        }
    }
    json_close(p->out, ']');
}

static bool is_of(const char *choices, const char *what)
{
    return choices != NULL && strcmp(choices, what) == 0;
}

/* "lists/product+medication" holds the kind. */
static bool kind_wanted(const char *choices, uint32_t kind)
{
    const char *name = word_of(&words_list_kind, kind), *kinds = strchr(choices, '/');

    return kinds == NULL || (name != NULL && strstr(kinds, name) != NULL);
}

typedef const char *choice_at(const struct rules *r, const char *choices, uint32_t i,
                              const char **means_r);

static const char *list_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    *means_r = r->lists[i].plain;
    return kind_wanted(choices, r->lists[i].kind) ? r->lists[i].id : NULL;
}

static const char *site_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    uint32_t region = site_region(r->sites, i);

    (void)choices;
    *means_r = region != i ? site_name(r->sites, region) : NULL;
    return site_name(r->sites, i);
}

static const char *role_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = NULL;
    return r->roles.at[i];
}

static const char *reason_at(const struct rules *r, const char *choices, uint32_t i,
                             const char **means_r)
{
    (void)choices;
    *means_r = r->reasons[i].say;
    return r->reasons[i].id;
}

static const char *rule_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = r->rules[i].title;
    return r->rules[i].id;
}

static const char *parameter_at(const struct rules *r, const char *choices, uint32_t i,
                                const char **means_r)
{
    (void)choices;
    *means_r = r->parameters[i].means;
    return r->parameters[i].name;
}

static const char *book_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = r->books[i].title;
    return r->books[i].id;
}

static const char *source_at(const struct rules *r, const char *choices, uint32_t i,
                             const char **means_r)
{
    (void)choices;
    for (uint32_t b = 0; b < r->book_count; b++) {
        if (i < r->books[b].source_count) {
            *means_r = r->books[b].sources[i].title;
            return r->books[b].sources[i].id;
        }
        i -= r->books[b].source_count;
    }
    return NULL;
}

static uint32_t source_count(const struct rules *r)
{
    uint32_t count = 0;

    for (uint32_t b = 0; b < r->book_count; b++) {
        count += r->books[b].source_count;
    }
    return count;
}

struct choices {
    choice_at *at;
    uint32_t count;
};

static struct choices choices_named(const struct rules *r, const char *choices)
{
    if (r == NULL || choices == NULL) {
        return (struct choices){NULL, 0};
    }
    if (strncmp(choices, "lists", 5) == 0) {
        return (struct choices){list_at, r->list_count};
    }
    if (is_of(choices, "sites")) {
        return (struct choices){site_at, sites_count(r->sites)};
    }
    if (is_of(choices, "roles")) {
        return (struct choices){role_at, r->roles.count};
    }
    if (is_of(choices, "reasons")) {
        return (struct choices){reason_at, r->reason_count};
    }
    if (is_of(choices, "rules")) {
        return (struct choices){rule_at, r->rule_count};
    }
    if (is_of(choices, "rulebooks")) {
        return (struct choices){book_at, r->book_count};
    }
    if (is_of(choices, "parameters")) {
        return (struct choices){parameter_at, r->parameter_count};
    }
    if (is_of(choices, "sources")) {
        return (struct choices){source_at, source_count(r)};
    }
    return (struct choices){NULL, 0};
}

/* The same id in two rulebooks (a parameter, a source) is one choice. */
static bool said_before(const struct printing *p, const char *choices, const struct choices *c,
                        uint32_t i, const char *id)
{
    const char *means;

    if (c->at != parameter_at && c->at != source_at) {
        return false;
    }
    for (uint32_t k = 0; k < i; k++) {
        if (c->at(p->rules, choices, k, &means) == id) {
            return true;
        }
    }
    return false;
}

/* The clinic's own choices; false: it has none, and any text will do. */
static bool own_enum(struct printing *p, const char *choices)
{
    struct choices c = choices_named(p->rules, choices);
    const char *means;
    uint32_t known = 0;

    for (uint32_t i = 0; i < c.count; i++) {
        known += c.at(p->rules, choices, i, &means) != NULL;
    }
    if (known == 0) {
        return false;
    }
    json_raw(p->out, "type", "\"string\"");
    for (int pass = 0; pass < (p->editor ? 2 : 1); pass++) {
        json_open(p->out, pass == 0 ? "enum" : "enumDescriptions", '[');
        for (uint32_t i = 0; i < c.count; i++) {
            const char *id = c.at(p->rules, choices, i, &means);

            if (id != NULL && !said_before(p, choices, &c, i, id)) {
                json_text(p->out, NULL, pass == 0 ? id : means != NULL ? means : "");
            }
        }
        json_close(p->out, ']');
    }
    return true;
}

/* ---- shapes ---- */

#define UNITS "(hours?|days?|weeks?|months?|years?)"

static const char *pattern_of(uint32_t shape)
{
    switch (shape) {
    case SHAPE_ID: return "^[a-z0-9-]+$";
    case SHAPE_LENGTH: return "^[1-9][0-9]* " UNITS "$";
    case SHAPE_AGE: return "^[1-9][0-9]* years?$";
    case SHAPE_MINUTES: return "^[1-9][0-9]* minutes?$";
    case SHAPE_PRICE: return "^[0-9]+(\\.[0-9]+)? [A-Z]{3}$";
    case SHAPE_NUMBER: return "^-?[0-9]+(\\.[0-9]+)?$";
    case SHAPE_DATE: return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    default: return NULL;
    }
}

static void schema_pattern(struct printing *p, const char *expression)
{
    if (expression == NULL) {
        return;
    }
    json_text(p->out, "pattern", expression);
}

/* A parameter's value is of the sort that the place needs. */
static bool parameter_fits(const struct parameter *parameter, uint32_t shape)
{
    struct span value = span_of(parameter->value);
    bool price = reader_is_price(value), number = reader_is_number(value);
    bool years = strstr(parameter->value, " year") != NULL,
         minutes = strstr(parameter->value, " minute") != NULL;

    switch (shape) {
    case SHAPE_AGE: return years;
    case SHAPE_MINUTES: return minutes;
    case SHAPE_PRICE: return price;
    case SHAPE_NUMBER: return number;
    default: return !price && !number && !minutes;
    }
}

/* The parameters that may stand here, each followed by each anchor where there are any. */
static void parameters_branch(struct printing *p, const struct key *key)
{
    const struct rules *r = p->rules;
    uint32_t fit = 0;

    for (uint32_t i = 0; r != NULL && i < r->parameter_count; i++) {
        fit += parameter_fits(&r->parameters[i], key->shape);
    }
    if (fit == 0) {
        return;
    }
    json_open(p->out, NULL, '{');
    json_raw(p->out, "type", "\"string\"");
    json_open(p->out, "enum", '[');
    for (uint32_t i = 0; i < r->parameter_count; i++) {
        const struct choices all = {parameter_at, r->parameter_count};

        if (!parameter_fits(&r->parameters[i], key->shape) ||
            said_before(p, NULL, &all, i, r->parameters[i].name)) {
            continue;
        }
        if (key->shape != SHAPE_SPAN) {
            json_text(p->out, NULL, r->parameters[i].name);
            continue;
        }
        for (uint32_t w = 0; w < key->words->count; w++) {
            struct buf both = {0};

            if (key->words->at[w] == NULL) {
                continue;
            }
            buf_printf(&both, "%s %s", r->parameters[i].name, key->words->at[w]);
            json_text(p->out, NULL, both.failed ? "" : both.at);
            buf_end(&both);
        }
    }
    json_close(p->out, ']');
    json_close(p->out, '}');
}

static void span_pattern(struct printing *p, const struct key *key)
{
    struct buf b = {0};

    buf_text(&b, "^[1-9][0-9]* " UNITS " (");
    bool first = true;
    for (uint32_t w = 0; w < key->words->count; w++) {
        if (key->words->at[w] == NULL) {
            continue;
        }
        buf_text(&b, first ? "" : "|");
        buf_text(&b, key->words->at[w]);
        first = false;
    }
    buf_text(&b, ")$");
    schema_pattern(p, b.failed ? NULL : b.at);
    buf_end(&b);
}

static void single_text(struct printing *p, const struct key *key)
{
    json_raw(p->out, "type",
             key->shape == SHAPE_NUMBER || key->shape == SHAPE_TEXT || key->shape == SHAPE_WHEN
                 ? "[\"string\",\"integer\"]"
                 : "\"string\"");
    if (key->shape == SHAPE_SPAN) {
        span_pattern(p, key);
    } else {
        schema_pattern(p, pattern_of(key->shape));
    }
}

static void value_with_parameters(struct printing *p, const struct key *key)
{
    if ((key->flags & KEY_PARAMETER) == 0) {
        single_text(p, key);
        return;
    }
    json_open(p->out, "anyOf", '[');
    json_open(p->out, NULL, '{');
    single_text(p, key);
    json_close(p->out, '}');
    parameters_branch(p, key);
    json_close(p->out, ']');
}

/* One word: of a closed vocabulary, of the clinic's own names, or any. */
static void schema_word(struct printing *p, const struct key *key)
{
    if (key->words != NULL) {
        words_enum(p, key->words);
    } else if (!own_enum(p, key->choices_of)) {
        json_raw(p->out, "type", "[\"string\",\"integer\"]");
    }
}

static void list_of_words(struct printing *p, const struct key *key)
{
    json_raw(p->out, "type", "\"array\"");
    if ((key->flags & KEY_MAY_BE_EMPTY) == 0) {
        json_raw(p->out, "minItems", "1");
    }
    json_open(p->out, "items", '{');
    schema_word(p, key);
    json_close(p->out, '}');
}

static void one_or_more(struct printing *p, const struct key *key)
{
    json_open(p->out, "anyOf", '[');
    json_open(p->out, NULL, '{');
    schema_word(p, key);
    json_close(p->out, '}');
    json_open(p->out, NULL, '{');
    list_of_words(p, key);
    json_close(p->out, '}');
    json_close(p->out, ']');
}

static void schema_maps(struct printing *p, const struct key *key, bool may_be_empty)
{
    json_raw(p->out, "type", "\"array\"");
    if (!may_be_empty) {
        json_raw(p->out, "minItems", "1");
    }
    json_open(p->out, "items", '{');
    schema_reference(p, key->table);
    json_close(p->out, '}');
}

/* What the loader checks by hand: a word, or a map, or entries. */
static void any_of(struct printing *p, const struct key *key)
{
    bool facts = is_of(key->choices_of, "facts");

    json_open(p->out, "anyOf", '[');
    if (key->words != NULL) {
        json_open(p->out, NULL, '{');
        words_enum(p, key->words);
        json_close(p->out, '}');
    }
    if (is_of(key->choices_of, "date")) {
        json_open(p->out, NULL, '{');
        json_raw(p->out, "type", "\"string\"");
        json_close(p->out, '}');
    }
    if (key->table != NULL) {
        json_open(p->out, NULL, '{');
        if (facts) {
            schema_maps(p, key, false);
        } else {
            schema_reference(p, key->table);
        }
        json_close(p->out, '}');
    }
    json_close(p->out, ']');
}

static void schema_any(struct printing *p, const struct key *key)
{
    const char *of = key->choices_of;

    if (is_of(of, "condition")) {
        json_raw(p->out, "$ref", "\"#/definitions/a-condition\"");
        return;
    }
    if (is_of(of, "also") || is_of(of, "fields") || is_of(of, "answers")) {
        json_raw(p->out, "type", "\"object\"");
        json_raw(
            p->out, "additionalProperties",
            is_of(of, "also")
                ? "{\"type\":[\"string\",\"array\"],\"items\":{\"type\":[\"string\",\"integer\"]}}"
            : is_of(of, "fields") ? "{\"type\":[\"string\",\"integer\"]}"
                                  : "{\"type\":[\"string\",\"integer\",\"object\"],\"properties\":{"
                                    "\"value\":{},\"on\":{}},"
                                    "\"additionalProperties\":false}");
        return;
    }
    any_of(p, key);
}

/* A test may name a role that the clinic has not: then it is offered, not demanded. */
static void known_or_any(struct printing *p, const char *choices)
{
    json_open(p->out, "anyOf", '[');
    json_open(p->out, NULL, '{');
    if (!own_enum(p, choices)) {
        json_raw(p->out, "type", "\"string\"");
    }
    json_close(p->out, '}');
    json_open(p->out, NULL, '{');
    json_raw(p->out, "type", "\"string\"");
    json_close(p->out, '}');
    json_close(p->out, ']');
}

static void schema_shape(struct printing *p, const struct key *key)
{
    switch ((enum shape)key->shape) {
    case SHAPE_CHOICE: schema_word(p, key); return;
    case SHAPE_CHOICES:
    case SHAPE_WORDS: one_or_more(p, key); return;
    case SHAPE_TEXTS: list_of_words(p, key); return;
    case SHAPE_MAP: schema_reference(p, key->table); return;
    case SHAPE_MAPS: schema_maps(p, key, (key->flags & KEY_MAY_BE_EMPTY) != 0); return;
    case SHAPE_NAMED:
        json_raw(p->out, "type", "\"object\"");
        if ((key->flags & KEY_IDS) != 0) {
            json_raw(p->out, "propertyNames", "{\"pattern\":\"^[a-z0-9-]+$\"}");
        }
        json_open(p->out, "additionalProperties", '{');
        schema_reference(p, key->table);
        json_close(p->out, '}');
        return;
    case SHAPE_ANY: schema_any(p, key); return;
    case SHAPE_TEXT:
        if (is_of(key->choices_of, "roles or any")) {
            known_or_any(p, "roles");
            return;
        }
        if (own_enum(p, key->choices_of)) {
            return;
        }
        single_text(p, key);
        return;
    case SHAPE_ID:
    case SHAPE_LENGTH:
    case SHAPE_SPAN:
    case SHAPE_AGE:
    case SHAPE_MINUTES:
    case SHAPE_PRICE:
    case SHAPE_NUMBER:
    case SHAPE_DATE:
    case SHAPE_WHEN:
    case SHAPE_INTEGER: value_with_parameters(p, key); return;
    }
}

/* ---- tables ---- */

static void schema_describe(struct printing *p, const char *doc, const char *example)
{
    struct buf b = {0};

    buf_text(&b, doc);
    if (example != NULL) {
        buf_printf(&b, ". Example: %s", example);
    }
    json_text(p->out, "description", b.failed || b.at == NULL ? "" : b.at);
    if (p->editor && example != NULL) {
        buf_end(&b);
        buf_printf(&b, "%s\n\n```yaml\n%s\n```", doc, example);
        json_text(p->out, "markdownDescription", b.failed ? "" : b.at);
    }
    buf_end(&b);
}

/* Draft-07 reads nothing beside $ref, so a strict reader loses the description of such a key;
 * editors take both, and with a detour through allOf they offer nothing on an empty line. */
static void schema_property(struct printing *p, const struct key *key)
{
    json_open(p->out, key->name, '{');
    schema_describe(p, key->doc, key->example);
    schema_shape(p, key);
    json_close(p->out, '}');
}

static void table_body(struct printing *p, const struct table *table)
{
    bool required = false;

    json_raw(p->out, "type", "\"object\"");
    schema_describe(p, table->doc, NULL);
    json_raw(p->out, "additionalProperties", "false");
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name != NULL) {
            schema_property(p, key);
            required = required || (key->flags & KEY_REQUIRED) != 0;
        }
    }
    json_close(p->out, '}');
    if (!required) {
        return;
    }
    json_open(p->out, "required", '[');
    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name != NULL && (key->flags & KEY_REQUIRED) != 0) {
            json_text(p->out, NULL, key->name);
        }
    }
    json_close(p->out, ']');
}

static void condition_property(struct printing *p, const struct kind *kind)
{
    json_open(p->out, kind->table.name, '{');
    schema_describe(p, kind->table.doc, kind->example);
    if (kind->sort == SORT_FACT) {
        schema_reference(p, &kind->table);
    } else if (kind->sort == SORT_ALWAYS) {
        json_raw(p->out, "type", "\"string\"");
        json_raw(p->out, "minLength", "1");
    } else {
        json_raw(p->out, "type", "\"array\"");
        json_raw(p->out, "minItems", "1");
        json_raw(p->out, "items", "{\"$ref\":\"#/definitions/a-condition\"}");
    }
    json_close(p->out, '}');
}

static void condition_body(struct printing *p)
{
    const struct kind *kind;

    json_raw(p->out, "type", "\"object\"");
    schema_describe(p, "One condition; several stand below all, any or none", NULL);
    /* Beside `properties` yaml-language-server would count the keys of the map above, and offer
     * nothing. */
    json_raw(p->out, "allOf", "[{\"minProperties\":1,\"maxProperties\":1}]");
    json_raw(p->out, "additionalProperties", "false");
    json_open(p->out, "properties", '{');
    for (uint32_t i = 0; (kind = kind_listed(i)) != NULL; i++) {
        condition_property(p, kind);
    }
    json_close(p->out, '}');
}

void schema_print(const struct rules *rules, bool editor, struct buf *out)
{
    struct printing *p = &(struct printing){.rules = rules, .out = out, .editor = editor};

    json_open(p->out, NULL, '{');
    json_raw(p->out, "$schema", "\"http://json-schema.org/draft-07/schema#\"");
    json_raw(p->out, "title", "\"Rules for precare\"");
    json_raw(p->out, "if",
             "{\"properties\":{\"format\":{\"const\":\"precare-overlay/"
             "1\"}},\"required\":[\"format\"]}");
    json_open(p->out, "then", '{');
    schema_reference(p, &table_overlay_file);
    json_close(p->out, '}');
    json_open(p->out, "else", '{');
    schema_reference(p, &table_file);
    json_close(p->out, '}');
    json_open(p->out, "definitions", '{');
    json_next_line(p->out);
    json_open(p->out, "a-condition", '{');
    condition_body(p);
    json_close(p->out, '}');
    for (uint32_t i = 0; i < p->count; i++) { /* more are met on the way */
        json_next_line(p->out);
        json_open(p->out, p->names[i], '{');
        table_body(p, p->tables[i]);
        json_close(p->out, '}');
    }
    json_close(p->out, '}');
    json_close(p->out, '}');
    buf_char(out, '\n');
}
