/* SPDX-License-Identifier: MIT
 *
 * The table-driven reader: a map is read key by key through its table; what the table does not know
 * is a fault, never ignored. The shapes of single values are in reader_shapes.c. Called for rules,
 * overlays, configuration and events; pure but for the faults added; any thread with its own
 * reader.
 */
#include "base/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/reader_parts.h"

#define KEYS_MOST 64u

/* ---- keys ---- */

/* Its number in the table, or the table's count. */
const struct key *table_find(const struct table *t, const char *name)
{
    for (uint32_t i = 0; i < table_count(t); i++) {
        const struct key *key = table_key(t, i);

        if (key->name != NULL && strcmp(key->name, name) == 0) {
            return key;
        }
    }
    return NULL;
}

static uint32_t key_named(const struct table *table, const struct span *name)
{
    uint32_t number = 0;

    for (const struct table *t = table; t != NULL; t = t->more) {
        size_t step = t->stride != 0 ? t->stride : sizeof(struct key);
        const char *at = (const char *)t->keys;

        for (uint32_t i = 0; i < t->count; i++, number++, at += step) {
            const char *known = ((const struct key *)(const void *)at)->name;

            if (known != NULL && known[0] == name->at[0] &&
                strncmp(known, name->at, name->len) == 0 && known[name->len] == '\0') {
                return number;
            }
        }
    }
    return number;
}

/* "a rule", or as it is written: "\"if-unknown\"". */
static void table_shown(const struct table *table, char *shown_r, size_t room)
{
    if (table->of_key) {
        (void)snprintf(shown_r, room, "\"%s\"", table->name);
    } else {
        (void)snprintf(shown_r, room, "%s %s", strchr("aeiou", table->name[0]) != NULL ? "an" : "a",
                       table->name);
    }
}

/* Words that people try for a limit, where two keys make it. */
static void limits_hint(struct reader *r, struct fault *f, const struct table *table,
                        const struct span *word)
{
    static const char *const tried[] = {"between", "range", "from", "to", "min", "max"};
    const struct key *least = table_find(table, "at-least"), *below = table_find(table, "below");

    for (size_t i = 0; least != NULL && below != NULL && below->example != NULL &&
                       i < sizeof tried / sizeof tried[0];
         i++) {
        if (word->len == strlen(tried[i]) && memcmp(word->at, tried[i], word->len) == 0) {
            fault_fix(
                r->faults, f,
                "Write the limits as \"at-least\" and \"below\", such as {below: %s}; both may "
                "stand together.",
                below->example);
        }
    }
}

static void unknown_key(struct reader *r, const struct table *table, const struct node *map,
                        uint32_t index)
{
    const char *names[KEYS_MOST];
    uint32_t count = 0;

    for (uint32_t i = 0; i < table_count(table) && count < KEYS_MOST; i++) {
        names[count] = table_key(table, i)->name;
        count += names[count] != NULL ? 1 : 0;
    }
    const struct span *name = &map->keys[index]->text;
    char of[96], room[FAULT_WORD];

    table_shown(table, of, sizeof of);
    struct fault *f = reader_key_fault(r, FAULT_S201, map, index, "%s is not a key of %s",
                                       fault_word(r->faults, name->at, name->len, room), of);
    fault_why(r->faults, f, "%s",
              r->json ? "If an unknown key were ignored, a fact would be lost."
                      : "If a misspelt key were ignored, the file would not do what it says.");
    if (table->gone != NULL && span_same(*name, span_of(table->gone))) {
        fault_fix(r->faults, f, "%s", table->gone_fix);
    }
    limits_hint(r, f, table, name);
    if (f != NULL && f->fix == NULL) {
        reader_choices_hint(r, f, name->at, names, count);
    }
}

static void missing_key(struct reader *r, const struct key *key, const struct node *map)
{
    struct fault *f = reader_missing(r, map, key->name);

    reader_expected(r, f, key);
    if (key->example != NULL && !r->json) {
        fault_fix(r->faults, f, "Add a line such as: %s: %s", key->name, key->example);
    } else {
        fault_fix(r->faults, f, "Add \"%s\".", key->name);
    }
}

static bool is_x_key(const struct span *name)
{
    return name->len >= 2 && name->at[0] == 'x' && name->at[1] == '-';
}

static void reader_store(void *out, const struct table *table, uint32_t i, const struct node *node)
{
    size_t offset = table->stride != 0 ? i * sizeof node : table_key(table, i)->offset;

    memcpy((char *)out + offset, &node, sizeof node);
}

/* A section in which some entry is at fault: the others are read, so that nothing seems to be
 * missing and all faults are told at once. */
static bool is_whole(const struct reader *r, const struct key *key, const struct node *value)
{
    return !r->json && ((key->shape == SHAPE_NAMED && value->kind == NODE_MAP) ||
                        (key->shape == SHAPE_MAPS && value->kind == NODE_LIST));
}

/* Whether the section has told already that this entry is of another kind. */
static bool is_told(const struct reader *r, const struct node *n)
{
    const struct faults *f = r->faults;

    for (uint32_t i = f->count; !r->json && i > 0; i--) {
        const struct fault *one = &f->items[i - 1];

        if (one->at.line == n->line && one->at.column == n->column && one->code == FAULT_S206 &&
            (one->at.file == r->file ||
             (one->at.file != NULL && r->file != NULL && strcmp(one->at.file, r->file) == 0))) {
            return true;
        }
    }
    return false;
}

bool reader_read(struct reader *r, const struct table *table, const struct node *map, void *out)
{
    bool seen[KEYS_MOST] = {false}, good = true;
    uint32_t count = table_count(table);

    memset(out, 0, table->size);
    if (map->kind != NODE_MAP) {
        if (!map->told && !is_told(r, map)) {
            reader_wrong_kind(r, map, table->name, "keys with values");
        }
        return false;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        uint32_t row = map->keys[i]->text.len > 0 ? key_named(table, &map->keys[i]->text) : count;
        const struct key *key = row < count ? table_key(table, row) : NULL;

        if (key == NULL) {
            if (r->json && is_x_key(&map->keys[i]->text)) {
                continue;
            }
            if (!map->keys[i]->told) {
                unknown_key(r, table, map, i);
            }
            good = false;
            continue;
        }
        if (r->json && map->items[i]->kind == NODE_NULL && (key->flags & KEY_NULL)) {
            continue;
        }
        if (row < KEYS_MOST) {
            seen[row] = true;
        }
        bool fits = reader_shape_fits(r, key, map->items[i]);
        if (fits || is_whole(r, key, map->items[i])) {
            reader_store(out, table, row, map->items[i]);
        }
        good = good && fits;
        good = good && !map->items[i]->told;
    }
    for (uint32_t i = 0; i < count && i < KEYS_MOST; i++) {
        const struct key *key = table_key(table, i);

        if (key->name != NULL && (key->flags & KEY_REQUIRED) && !seen[i]) {
            missing_key(r, key, map);
            good = false;
        }
    }
    return good;
}

const struct node *reader_found(const struct table *table, const void *out, const char *key)
{
    const struct node *node = NULL;

    for (uint32_t i = 0; key != NULL && i < table->count; i++) {
        if (strcmp(table->keys[i].name, key) == 0) {
            memcpy(&node, (const char *)out + table->keys[i].offset, sizeof node);
        }
    }
    return node;
}
