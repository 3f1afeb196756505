/* SPDX-License-Identifier: MIT
 *
 * Fills the public structs from JSON by the table of the event's keys. Strict enough for a test: a
 * key that is not known is an error; what the plugin checks itself (lengths, dates that exist) is
 * left to it. Single-threaded. Fails with words; nothing is kept then.
 */
#include "support/event_build.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "visit/event_keys.h"

struct piece {
    struct piece *next;
    _Alignas(16) unsigned char bytes[];
};

struct event_build {
    json_t *root; /* the texts live here */
    struct piece *pieces;
    precare_event *event;
    char *why;
};

static bool event_build_fill(struct event_build *b, const struct event_table *table,
                             const json_t *from, void *to);

static bool event_build_wrong(const struct event_build *b, const char *key, const char *what)
{
    (void)snprintf(b->why, 256, "%s: %s", key, what);
    return false;
}

static void *piece_new(struct event_build *b, size_t size)
{
    struct piece *piece = calloc(1, sizeof *piece + size + 16);

    if (piece == NULL) {
        return NULL;
    }
    piece->next = b->pieces;
    b->pieces = piece;
    return piece->bytes;
}

static bool time_read(const char *s, precare_time *t)
{
    int used = 0, hours = 0, minutes = 0;
    char sign = 0;
    int count = sscanf(s, "%4d-%2d-%2d%n", &t->year, &t->month, &t->day, &used);

    t->precision = count < 1 ? 0 : (uint32_t)count; /* year, month, day */
    if (count < 3 || s[used] == '\0') {
        return count > 0;
    }
    s += used;
    if (sscanf(s, "T%2d:%2d%n", &t->hour, &t->minute, &used) != 2) {
        return false;
    }
    s += used;
    if (s[0] == ':' && sscanf(s, ":%2d%n", &t->second, &used) == 1) {
        s += used;
    }
    t->precision = PRECARE_TIME_LOCAL;
    if (s[0] == '\0') {
        return true;
    }
    t->precision = PRECARE_TIME_INSTANT;
    if (strcmp(s, "Z") == 0) {
        return true;
    }
    if (sscanf(s, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || s[used] != '\0') {
        return false;
    }
    t->offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return sign == '+' || sign == '-';
}

static bool texts_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                       unsigned char *to)
{
    size_t count = json_array_size(from);
    const char **texts = piece_new(b, (count + 1) * sizeof *texts);

    if (!json_is_array(from) || texts == NULL) {
        return event_build_wrong(b, key->json.name, "a list of texts is needed");
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = json_string_value(json_array_get(from, i));
    }
    *(precare_array *)(void *)(to + key->field) =
        (precare_array){texts, (uint32_t)count, sizeof *texts};
    if (key->field_known != 0) {
        *(uint32_t *)(void *)(to + key->field_known) = 1;
    }
    return true;
}

static bool element_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                         unsigned char *element)
{
    if (key->sized) {
        *(uint32_t *)(void *)element = (uint32_t)key->field_each;
    }
    return event_build_fill(b, key->of, from, element);
}

static bool structs_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                         unsigned char *to)
{
    size_t count = json_array_size(from);
    unsigned char *items = piece_new(b, (count + 1) * key->field_each);

    if (!json_is_array(from) || items == NULL) {
        return event_build_wrong(b, key->json.name, "a list is needed");
    }
    for (size_t i = 0; i < count; i++) {
        if (!element_fill(b, key, json_array_get(from, i), items + i * key->field_each)) {
            return false;
        }
    }
    *(precare_array *)(void *)(to + key->field) =
        (precare_array){items, (uint32_t)count, (uint32_t)key->field_each};
    return true;
}

/* Answers and fields stand by name; both structs begin with it, and then the value. */
static bool named_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                       unsigned char *to)
{
    unsigned char *items = piece_new(b, (json_object_size(from) + 1) * key->field_each);
    uint32_t count = 0;
    const char *name;
    json_t *value;

    if (!json_is_object(from) || items == NULL) {
        return event_build_wrong(b, key->json.name, "an object is needed");
    }
    json_object_foreach((json_t *)(uintptr_t)from, name, value)
    {
        precare_field *at = (precare_field *)(void *)(items + count * key->field_each);

        if (json_is_object(value) && !event_build_fill(b, key->of, value, at)) {
            return false;
        }
        at->name = name;
        if (!json_is_object(value)) {
            at->value = json_string_value(value);
        }
        count++;
    }
    *(precare_array *)(void *)(to + key->field) =
        (precare_array){items, count, (uint32_t)key->field_each};
    return true;
}

static bool time_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                      unsigned char *to);

/* What was asked stands by name too, with a day. */
static bool asked_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                       unsigned char *to)
{
    const struct event_key on = {.json = {.name = "asked"}, .field = offsetof(precare_asked, on)};
    precare_asked *items = piece_new(b, (json_object_size(from) + 1) * sizeof *items);
    uint32_t count = 0;
    const char *name;
    json_t *value;

    if (!json_is_object(from) || items == NULL) {
        return event_build_wrong(b, key->json.name, "an object is needed");
    }
    json_object_foreach((json_t *)(uintptr_t)from, name, value)
    {
        items[count].list = name;
        if (!json_is_null(value) && !time_fill(b, &on, value, (unsigned char *)&items[count])) {
            return false;
        }
        count++;
    }
    *(precare_array *)(void *)(to + key->field) = (precare_array){items, count, sizeof *items};
    return true;
}

static bool group_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                       unsigned char *to)
{
    if (key->field_each == 0) {
        return event_build_fill(b, key->of, from, to + key->field);
    }
    unsigned char *alone = piece_new(b, key->field_each);
    *(void **)(void *)(to + key->field) = alone;
    return alone != NULL && element_fill(b, key, from, alone);
}

static bool minutes_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                         unsigned char *to)
{
    *(int32_t *)(void *)(to + key->field) = (int32_t)json_integer_value(from);
    return json_is_integer(from) ||
           event_build_wrong(b, key->json.name, "a whole number is needed");
}

static bool text_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                      unsigned char *to)
{
    *(const char **)(void *)(to + key->field) = json_string_value(from);
    return json_is_string(from) || event_build_wrong(b, key->json.name, "a text is needed");
}

static bool time_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                      unsigned char *to)
{
    return (json_is_string(from) &&
            time_read(json_string_value(from), (precare_time *)(void *)(to + key->field))) ||
           event_build_wrong(b, key->json.name, "a date or an instant is needed");
}

static bool word_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                      unsigned char *to)
{
    const char *word = json_string_value(from);
    uint32_t number = word != NULL ? word_number(key->json.words, word) : 0;

    *(uint32_t *)(void *)(to + key->field) = number;
    return number != 0 || event_build_wrong(b, key->json.name, "not one of the words");
}

static bool format_fill(struct event_build *b, const struct event_key *key, const json_t *from,
                        unsigned char *to)
{
    (void)to;
    return json_is_string(from) || event_build_wrong(b, key->json.name, "a text is needed");
}

static const struct event_key *key_named(const struct event_table *table, const char *name)
{
    for (uint32_t i = 0; i < table->table.count; i++) {
        if (table->keys[i].json.name != NULL && strcmp(table->keys[i].json.name, name) == 0) {
            return &table->keys[i];
        }
    }
    return NULL;
}

static bool event_build_fill(struct event_build *b, const struct event_table *table,
                             const json_t *from, void *to)
{
    static bool (*const fills[VALUE_COUNT])(struct event_build *, const struct event_key *,
                                            const json_t *, unsigned char *) = {
        [VALUE_FORMAT] = format_fill,   [VALUE_TEXT] = text_fill,     [VALUE_ID] = text_fill,
        [VALUE_TEXTS] = texts_fill,     [VALUE_WORD] = word_fill,     [VALUE_OPEN_WORD] = text_fill,
        [VALUE_TIME] = time_fill,       [VALUE_WHOLE] = time_fill,    [VALUE_BIRTH] = time_fill,
        [VALUE_MINUTES] = minutes_fill, [VALUE_GROUP] = group_fill,   [VALUE_LIST] = structs_fill,
        [VALUE_CHART] = structs_fill,   [VALUE_ANSWERS] = named_fill, [VALUE_FIELDS] = named_fill,
        [VALUE_ASKED] = asked_fill};
    const char *name;
    json_t *value;

    if (table == NULL || !json_is_object(from)) {
        return event_build_wrong(b, "event", "an object is needed");
    }
    json_object_foreach((json_t *)(uintptr_t)from, name, value)
    {
        const struct event_key *key = key_named(table, name);

        if (key == NULL && strncmp(name, "x-", 2) != 0) {
            return event_build_wrong(b, name, "not a key of an event");
        }
        if (key != NULL && !json_is_null(value) && !fills[key->value](b, key, value, to)) {
            return false;
        }
    }
    return true;
}

struct event_build *event_build_new(const char *json, size_t len, char why[256])
{
    struct event_build *b = calloc(1, sizeof *b);
    json_error_t fault;

    why[0] = '\0';
    if (b == NULL) {
        return NULL;
    }
    b->why = why;
    b->root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &fault);
    b->event = piece_new(b, sizeof *b->event);
    if (b->event != NULL) {
        b->event->struct_size = sizeof *b->event;
    }
    if (b->root == NULL) {
        (void)snprintf(why, 256, "line %d: %s", fault.line, fault.text);
    }
    if (b->root == NULL || b->event == NULL ||
        !event_build_fill(b, &event_table, b->root, b->event)) {
        event_build_free(&b);
    }
    return b;
}

precare_event *event_build_event(struct event_build *b)
{
    return b->event;
}

void event_build_free(struct event_build **b)
{
    struct event_build *gone = *b;

    *b = NULL;
    if (gone == NULL) {
        return;
    }
    while (gone->pieces != NULL) {
        struct piece *next = gone->pieces->next;

        free(gone->pieces);
        gone->pieces = next;
    }
    json_decref(gone->root);
    free(gone);
}
