/* SPDX-License-Identifier: MIT
 *
 * What a key's value looks like: a text with its pattern, words, maps, entries. Called by schema.c
 * for each key; one thread. Without memory the buf stays failed.
 */
#include <string.h>

#include "base/json_out.h"
#include "rulebook/schema_parts.h"

void schema_reference(struct printing *p, const struct table *table)
{
    const char *name = schema_meet(&p->met, table);

    json_next(p->out, "$ref");
    buf_text(p->out, "\"#/definitions/");
    buf_text(p->out, name != NULL ? name : "");
    buf_char(p->out, '"');
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
    case SHAPE_DATES:
    case SHAPE_DATE: return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    default: return NULL;
    }
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
        if (!parameter_fits(&r->parameters[i], key->shape) || schema_parameter_said(p, i)) {
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
    json_text(p->out, "pattern", b.failed ? "" : b.at);
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
        json_said(p->out, "pattern", pattern_of(key->shape));
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
        schema_words(p, key->words);
    } else if (!schema_own_choices(p, key->choices_of)) {
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

static void list_of_dates(struct printing *p, const struct key *key)
{
    json_raw(p->out, "type", "\"array\"");
    json_raw(p->out, "minItems", "1");
    json_open(p->out, "items", '{');
    single_text(p, key);
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
        schema_words(p, key->words);
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
    if (is_of(of, "asked")) {
        json_raw(p->out, "type", "\"object\"");
        json_raw(p->out, "additionalProperties", "{\"type\":\"string\"}");
        return;
    }
    if (is_of(of, "words")) {
        json_raw(
            p->out, "anyOf",
            "[{\"type\":\"string\"},"
            "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":[\"string\",\"integer\"]}},"
            "{\"type\":\"object\",\"minProperties\":1,\"additionalProperties\":{\"type\":["
            "\"string\",\"integer\",\"array\"],\"items\":{\"type\":[\"string\",\"integer\"]}}}]");
        return;
    }
    if (is_of(of, "also") || is_of(of, "fields") || is_of(of, "answers")) {
        json_raw(p->out, "type", "\"object\"");
        json_raw(
            p->out, "additionalProperties",
            is_of(of, "also")
                ? "{\"type\":[\"string\",\"array\"],\"items\":{\"type\":[\"string\",\"integer\"]}}"
            : is_of(of, "fields")
                ? "{\"type\":[\"string\",\"integer\"]}"
                : "{\"type\":[\"string\",\"integer\",\"object\"],\"properties\":{"
                  "\"value\":{},\"date\":{},\"in-no-list\":{\"const\":\"meant\"}},"
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
    if (!schema_own_choices(p, choices)) {
        json_raw(p->out, "type", "\"string\"");
    }
    json_close(p->out, '}');
    json_open(p->out, NULL, '{');
    json_raw(p->out, "type", "\"string\"");
    json_close(p->out, '}');
    json_close(p->out, ']');
}

void schema_shape(struct printing *p, const struct key *key)
{
    switch ((enum shape)key->shape) {
    case SHAPE_CHOICE: schema_word(p, key); return;
    case SHAPE_CHOICES:
    case SHAPE_WORDS: one_or_more(p, key); return;
    case SHAPE_TEXTS: list_of_words(p, key); return;
    case SHAPE_DATES: list_of_dates(p, key); return;
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
        if (schema_own_choices(p, key->choices_of)) {
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
