/* SPDX-License-Identifier: MIT
 *
 * A result as precare-result/1: one line, by the tables of result_keys.h, so the keys are always
 * there and in the same order, and the same event on the same rules gives the same bytes. When
 * memory ends, `out->failed` tells.
 */
#include <string.h>

#include "base/json_out.h"
#include "base/words.h"
#include "engine/result.h"
#include "engine/result_keys.h"

struct result_printing {
    struct buf *out;
    uint32_t line; /* 0: not told */
};

static void result_table_print(struct result_printing *p, const struct table *table,
                               const void *of);

static const void *field_at(const struct key *key, const void *of)
{
    return (const unsigned char *)of + key->offset;
}

static const char *field_text(const struct key *key, const void *of)
{
    if (key->shape == SHAPE_CHOICE) {
        return word_of(key->words, *(const uint32_t *)field_at(key, of));
    }
    return *(const char *const *)field_at(key, of);
}

static bool field_is_empty(const struct key *key, const void *of)
{
    if (key->shape == SHAPE_TEXTS || key->shape == SHAPE_MAPS) {
        return ((const precare_array *)field_at(key, of))->count == 0;
    }
    return (key->shape == SHAPE_TEXT || key->shape == SHAPE_CHOICE) && field_text(key, of) == NULL;
}

/* A map that may be null is null where the first of its keys that cannot be null is empty. */
static bool map_is_null(const struct key *key, const void *of)
{
    const struct key *first = key->table->keys;

    if ((key->flags & KEY_NULL) == 0) {
        return false;
    }
    while ((first->flags & KEY_NULL) != 0) {
        first++;
    }
    return field_is_empty(first, of);
}

static void array_print(struct result_printing *p, const struct key *key, const void *of)
{
    const precare_array *array = field_at(key, of);
    const unsigned char *items = array->items;

    json_open(p->out, key->name, '[');
    for (uint32_t i = 0; i < array->count; i++) {
        const void *item = items + (size_t)i * array->stride;

        if (key->shape == SHAPE_MAPS) {
            json_next(p->out, NULL);
            result_table_print(p, key->table, item);
        } else {
            json_text(p->out, NULL, *(const char *const *)item);
        }
    }
    json_close(p->out, ']');
}

static void field_print(struct result_printing *p, const struct key *key, const void *of)
{
    if (key->shape == SHAPE_TEXTS || key->shape == SHAPE_MAPS) {
        array_print(p, key, of);
    } else if (key->shape == SHAPE_INTEGER && p->line > 0) {
        json_int(p->out, key->name, p->line);
    } else if (key->shape == SHAPE_INTEGER || (key->shape == SHAPE_MAP && map_is_null(key, of))) {
        json_raw(p->out, key->name, NULL);
    } else if (key->shape == SHAPE_MAP) {
        json_next(p->out, key->name);
        result_table_print(p, key->table, of);
    } else if (key->shape == SHAPE_ID) {
        json_text(p->out, key->name, key->example);
    } else {
        json_text(p->out, key->name, field_text(key, of));
    }
}

static void result_table_print(struct result_printing *p, const struct table *table, const void *of)
{
    buf_char(p->out, '{');
    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &table->keys[i];

        if ((key->flags & KEY_REQUIRED) != 0 || !field_is_empty(key, of)) {
            field_print(p, key, of);
        }
    }
    json_close(p->out, '}');
}

void result_json(const precare_result *r, uint32_t line, struct buf *out)
{
    result_table_print(&(struct result_printing){.out = out, .line = line}, &result_table, r);
}
