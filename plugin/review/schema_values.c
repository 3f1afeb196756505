/* SPDX-License-Identifier: MIT
 *
 * What a value of a document looks like, one row a kind of value (schema_values.h). Called by
 * document_schema.c; pure.
 */
#include "review/schema_values.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "visit/visit.h"

#define NO_CONTROL "^[^\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f]*$"
/* Any time; a date, perhaps in part. */
#define SCHEMA_WHEN                                                                                \
    "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"                    \
    "(Z|[+-][0-9]{2}(:[0-9]{2})?)?)?)?)?$"
#define WHEN_DATE_SAID "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

/* Of an entry of the chart. */
#define TEXT_OR_CODE                                                                               \
    "[{\"required\":[\"text\"],\"properties\":{\"text\":{\"type\":\"string\",\"minLength\":1}}},"  \
    "{\"required\":[\"code\"],\"properties\":{\"code\":{\"type\":\"string\",\"minLength\":1}}}]"

/* ---- pieces ---- */

void schema_text(struct buf *out, uint32_t limit, uint32_t least, bool or_null)
{
    schema_string(out, or_null);
    if (least > 0) {
        json_int(out, "minLength", least);
    }
    json_int(out, "maxLength", limit);
    json_raw(out, "pattern", "\"" NO_CONTROL "\"");
}

static void text_under(struct buf *out, const char *key, uint32_t limit, uint32_t least)
{
    json_open(out, key, '{');
    schema_text(out, limit, least, false);
    json_close(out, '}');
}

/* ---- an event's ---- */

static void format_value(struct buf *out, bool or_null)
{
    (void)or_null;
    json_text(out, "const", "precare-event/1");
}

static void text_value(struct buf *out, bool or_null)
{
    schema_text(out, EVENT_TEXT, 0, or_null);
}

static void id_value(struct buf *out, bool or_null)
{
    schema_text(out, EVENT_ID, 0, or_null);
}

static void texts_value(struct buf *out, bool or_null)
{
    json_raw(out, "type", or_null ? "[\"array\",\"null\"]" : "\"array\"");
    json_int(out, "maxItems", EVENT_ENTRIES);
    text_under(out, "items", EVENT_TEXT, 1);
}

static void time_value(struct buf *out, bool or_null)
{
    schema_pattern(out, or_null, SCHEMA_WHEN);
}

static void whole_value(struct buf *out, bool or_null)
{
    schema_pattern(out, or_null, SCHEMA_WHEN_WHOLE);
}

static void birth_value(struct buf *out, bool or_null)
{
    schema_pattern(out, or_null, WHEN_DATE_SAID);
}

static void minutes_value(struct buf *out, bool or_null)
{
    json_raw(out, "type", or_null ? "[\"integer\",\"null\"]" : "\"integer\"");
    json_int(out, "minimum", 0);
    json_int(out, "maximum", INT32_MAX);
}

/* A map by names of the host's choice, the value of each; keys with x- are the host's own. */
static void names_begin_value(struct buf *out, bool or_null)
{
    json_raw(out, "type", or_null ? "[\"object\",\"null\"]" : "\"object\"");
    json_int(out, "maxProperties", EVENT_ENTRIES);
    text_under(out, "propertyNames", EVENT_TEXT, 1);
    json_raw(out, "patternProperties", "{\"^x-\":true}");
}

static void answers_value(struct buf *out, bool or_null)
{
    names_begin_value(out, or_null);
    json_open(out, "additionalProperties", '{');
    json_open(out, "anyOf", '[');
    json_open(out, NULL, '{');
    schema_text(out, EVENT_TEXT, 1, true);
    json_close(out, '}');
    json_raw(out, NULL, "{\"$ref\":\"#/$defs/answer\",\"required\":[\"value\"]}");
    json_close(out, ']');
    json_close(out, '}');
}

static void fields_value(struct buf *out, bool or_null)
{
    names_begin_value(out, or_null);
    json_open(out, "additionalProperties", '{');
    schema_text(out, EVENT_TEXT, 1, true);
    json_close(out, '}');
}

static void asked_value(struct buf *out, bool or_null)
{
    names_begin_value(out, or_null);
    json_open(out, "additionalProperties", '{');
    schema_pattern(out, true, SCHEMA_WHEN);
    json_close(out, '}');
}

static void reference_value(struct buf *out, struct schema_tables *met, const struct table *table,
                            bool or_null)
{
    const char *name = schema_meet(met, table);
    char to[64];

    out->failed = out->failed || name == NULL;
    (void)snprintf(to, sizeof to, "#/$defs/%s", name != NULL ? name : "");
    if (or_null) {
        json_open(out, "anyOf", '[');
        json_open(out, NULL, '{');
        json_text(out, "$ref", to);
        json_close(out, '}');
        json_raw(out, NULL, "{\"type\":\"null\"}");
        json_close(out, ']');
    } else {
        json_text(out, "$ref", to);
    }
}

/* `beside`: what holds for each of them beside its keys; may be NULL. */
static void list_value(struct buf *out, struct schema_tables *met, const struct key *key,
                       const struct table *table, const char *beside)
{
    bool or_null = (key->flags & KEY_NULL) != 0;

    json_raw(out, "type", or_null ? "[\"array\",\"null\"]" : "\"array\"");
    if ((key->flags & KEY_MAY_BE_EMPTY) != 0) { /* of an event */
        json_int(out, "maxItems", EVENT_ENTRIES);
    }
    json_open(out, "items", '{');
    reference_value(out, met, table, false);
    if (beside != NULL) {
        json_raw(out, "anyOf", beside);
    }
    json_close(out, '}');
}

void schema_event_value(struct buf *out, struct schema_tables *met, const struct event_key *key)
{
    static void (*const values[VALUE_COUNT])(struct buf *, bool) = {
        [VALUE_FORMAT] = format_value,   [VALUE_TEXT] = text_value,
        [VALUE_ID] = id_value,           [VALUE_TEXTS] = texts_value,
        [VALUE_OPEN_WORD] = text_value,  [VALUE_TIME] = time_value,
        [VALUE_WHOLE] = whole_value,     [VALUE_BIRTH] = birth_value,
        [VALUE_MINUTES] = minutes_value, [VALUE_ANSWERS] = answers_value,
        [VALUE_FIELDS] = fields_value,   [VALUE_ASKED] = asked_value};
    bool or_null = (key->json.flags & KEY_REQUIRED) == 0;

    if (key->value == VALUE_WORD) {
        schema_enum(out, key->json.words, 0, or_null);
    } else if (key->value == VALUE_GROUP) {
        reference_value(out, met, &key->of->table, or_null);
    } else if (key->value == VALUE_LIST || key->value == VALUE_CHART) {
        list_value(out, met, &key->json, &key->of->table,
                   key->value == VALUE_CHART ? TEXT_OR_CODE : NULL);
    } else if (values[key->value] != NULL) {
        values[key->value](out, or_null);
    }
    if (key->value == VALUE_ANSWERS) {
        (void)schema_meet(met, &key->of->table); /* "answer" */
    }
}

/* ---- what is printed ---- */

/* What a text is, by `choices_of`. */
static const char *printed_pattern(const struct key *key)
{
    static const struct {
        const char *what, *pattern;
    } patterns[] = {
        {"day", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        {"hash", "^sha256:[0-9a-f]{64}$"},
        {"fingerprint", "^[0-9a-f]{16}$"},
    };

    for (size_t i = 0; key->choices_of != NULL && i < sizeof patterns / sizeof *patterns; i++) {
        if (strcmp(patterns[i].what, key->choices_of) == 0) {
            return patterns[i].pattern;
        }
    }
    return NULL;
}

void schema_printed_value(struct buf *out, struct schema_tables *met, const struct key *key)
{
    bool or_null = (key->flags & KEY_NULL) != 0;

    switch (key->shape) {
    case SHAPE_ID: json_text(out, "const", key->example); break;
    case SHAPE_CHOICE: schema_enum(out, key->words, 0, or_null); break;
    case SHAPE_TEXTS:
        json_raw(out, "type", "\"array\"");
        json_raw(out, "items", "{\"type\":\"string\"}");
        if (key->choices_of != NULL) { /* "once" */
            json_bool(out, "uniqueItems", true);
        }
        break;
    case SHAPE_MAPS: list_value(out, met, key, key->table, NULL); break;
    case SHAPE_MAP: reference_value(out, met, key->table, or_null); break;
    case SHAPE_INTEGER:
        json_raw(out, "type", or_null ? "[\"integer\",\"null\"]" : "\"integer\"");
        json_int(out, "minimum", 0);
        break;
    case SHAPE_ANY: json_raw(out, "type", "\"boolean\""); break;
    default:
        schema_string(out, or_null);
        json_said(out, "pattern", printed_pattern(key));
        break;
    }
}

/* ---- the configuration's ---- */

/* What a text of the configuration is, by `choices_of`. */
static const char *config_pattern(const struct key *key)
{
    static const struct {
        const char *what, *pattern;
    } patterns[] = {
        {"secret", "^(file:/|env:).+$"},
        {"path", "^/"},
        {"path or system", "^(/.*|system)$"},
        {"duration", "^[0-9]+ (millisecond|second|minute|hour|day|week)s?$"},
        {"size", "^[0-9]+ [MG]B$"},
        {"rate", "^([0-9]+ an? (second|minute|hour|day)|none)$"},
    };

    for (size_t i = 0; key->choices_of != NULL && i < sizeof patterns / sizeof *patterns; i++) {
        if (strcmp(patterns[i].what, key->choices_of) == 0) {
            return patterns[i].pattern;
        }
    }
    return NULL;
}

static void config_text(struct buf *out, const struct key *key)
{
    const char *pattern = config_pattern(key);

    if (key->choices_of != NULL && strcmp(key->choices_of, "count") == 0) {
        json_raw(out, "type", "[\"integer\",\"string\"]");
        json_text(out, "pattern", "^[0-9]+$");
        return;
    }
    json_raw(out, "type", "\"string\"");
    if (pattern != NULL) {
        json_text(out, "pattern", pattern);
    } else {
        json_int(out, "minLength", 1);
    }
}

/* Several texts; one may stand for a list of one where `or_one`. */
static void config_texts(struct buf *out, const struct key *key, bool or_one)
{
    if (or_one) {
        json_open(out, "anyOf", '[');
        json_open(out, NULL, '{');
        config_text(out, key);
        json_close(out, '}');
        json_open(out, NULL, '{');
    }
    json_raw(out, "type", "\"array\"");
    if ((key->flags & KEY_MAY_BE_EMPTY) == 0) {
        json_int(out, "minItems", 1);
    }
    json_open(out, "items", '{');
    config_text(out, key);
    json_close(out, '}');
    if (or_one) {
        json_close(out, '}');
        json_close(out, ']');
    }
}

void schema_config_value(struct buf *out, struct schema_tables *met, const struct key *key)
{
    switch (key->shape) {
    case SHAPE_CHOICE: schema_enum(out, key->words, 0, false); break;
    case SHAPE_WORDS:
    case SHAPE_TEXTS: config_texts(out, key, key->shape == SHAPE_WORDS); break;
    case SHAPE_MAP: reference_value(out, met, key->table, false); break;
    case SHAPE_MAPS: list_value(out, met, key, key->table, NULL); break;
    case SHAPE_NAMED:
        json_raw(out, "type", "\"object\"");
        json_open(out, "additionalProperties", '{');
        reference_value(out, met, key->table, false);
        json_close(out, '}');
        break;
    case SHAPE_LENGTH:
        schema_pattern(out, false, "^[0-9]+ (minute|hour|day|week|month|year)s?$");
        break;
    default: config_text(out, key); break;
    }
}
