/* SPDX-License-Identifier: MIT
 *
 * JSON (RFC 8259, an object or an array at the top) to the tree of nodes, in one pass: a value is a
 * node, and a node one cut from the arena. Strict: UTF-8, each key once, no NUL character, depth
 * and sizes bounded. Called for events (the hot way), answers of chats, what was kept; any thread.
 * The first fault ends it, with a path, a line and a column, and says what kind of thing is wrong,
 * never a value: it may be a patient's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json_parts.h"

#define KEYS_BY_EYE 12u /* maps up to this size are searched for duplicates key by key */

/* What comes after white space; NUL: nothing. */
static char json_peek(struct json_reading *r)
{
    while (r->at < r->end &&
           (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r')) {
        r->at++;
    }
    return r->at < r->end ? *r->at : '\0';
}

static int keys_compare(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    uint32_t least = x->text.len < y->text.len ? x->text.len : y->text.len;
    int order = memcmp(x->text.at, y->text.at, least);

    order = order != 0 ? order : (x->text.len > y->text.len) - (x->text.len < y->text.len);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* A key that was there before, NULL: none. Of many keys in the order of the alphabet, which no
 * sender can make slow. */
static struct node *key_again(struct json_reading *r, const struct node *map)
{
    for (uint32_t i = 1; map->count <= KEYS_BY_EYE && i < map->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (span_same(map->keys[k]->text, map->keys[i]->text)) {
                return map->keys[i];
            }
        }
    }
    if (map->count <= KEYS_BY_EYE) {
        return NULL;
    }
    struct node **sorted = arena_array_raw(r->arena, map->count, sizeof(struct node *));
    if (sorted == NULL) {
        return json_lost(r);
    }
    memcpy(sorted, map->keys, map->count * sizeof(struct node *));
    qsort(sorted, map->count, sizeof(struct node *), keys_compare);
    struct node *again = NULL;
    for (uint32_t i = 1; i < map->count; i++) {
        if (span_same(sorted[i - 1]->text, sorted[i]->text) &&
            (again == NULL || sorted[i]->index < again->index)) {
            again = sorted[i];
        }
    }
    return again;
}

static struct json_level *level_begin(struct json_reading *r, enum node_kind kind)
{
    if (r->depth >= r->limits.depth || r->depth >= JSON_LEVELS) {
        (void)json_wrong(r, FAULT_E402, r->at,
                         "too deep: too many lists and objects inside each other");
        return NULL;
    }
    struct node *n = arena_new(r->arena, sizeof *n);
    if (n == NULL) {
        (void)json_lost(r);
        return NULL;
    }
    n->kind = kind;
    struct json_level *l = &r->levels[r->depth++];
    *l = (struct json_level){.node = n};
    r->at++;
    return l;
}

static void level_add(struct json_level *l, struct node *value)
{
    value->up = l->last;
    l->last = value;
    if (l->key != NULL) {
        l->key->up = l->last_key;
        l->last_key = l->key;
        l->key = NULL;
    }
    l->node->count++;
}

static void level_fill(struct node *n, struct node **to, struct node *last)
{
    for (uint32_t i = n->count; i-- > 0;) {
        struct node *before = last->up;

        last->up = n;
        last->index = i;
        to[i] = last;
        last = before;
    }
}

/* At its closing bracket. */
static struct node *level_end(struct json_reading *r, struct json_level *l)
{
    struct node *n = l->node;
    bool is_map = n->kind == NODE_MAP;

    if (n->count > 0) {
        n->items =
            arena_array_raw(r->arena, (size_t)n->count * (is_map ? 2 : 1), sizeof(struct node *));
        if (n->items == NULL) {
            return json_lost(r);
        }
        level_fill(n, n->items, l->last);
    }
    if (n->count > 0 && is_map) {
        n->keys = n->items + n->count;
        level_fill(n, n->keys, l->last_key);
        l->key = key_again(r, n);
        if (l->key != NULL) {
            return json_wrong(r, FAULT_E410, r->start + l->key->integer, "this key appears twice");
        }
        if (r->faults->lost) {
            return NULL;
        }
    }
    r->depth--;
    r->at++;
    return n;
}

/* The key and its colon. */
static bool key_read(struct json_reading *r, struct json_level *l)
{
    if (json_peek(r) != '"') {
        return json_unexpected(r, r->at) != NULL;
    }
    int64_t where = r->at - r->start;
    struct node *key = json_text_read(r);
    if (key == NULL) {
        return false;
    }
    key->integer = where;
    l->key = key;
    if (json_peek(r) != ':') {
        return json_unexpected(r, r->at) != NULL;
    }
    r->at++;
    return true;
}

/* After a value: a comma, and one more is to be read; or the bracket; false: neither. */
static bool comma_read(struct json_reading *r, char bracket, bool *more_r)
{
    *more_r = json_peek(r) == ',';
    if (*more_r) {
        r->at++;
        return true;
    }
    return json_peek(r) == bracket || json_unexpected(r, r->at) != NULL;
}

static struct node *value_read(struct json_reading *r);

static struct node *level_read(struct json_reading *r, enum node_kind kind, char bracket)
{
    struct json_level *l = level_begin(r, kind);
    bool more = l != NULL && json_peek(r) != bracket;

    while (more) {
        struct node *value = kind == NODE_LIST || key_read(r, l) ? value_read(r) : NULL;

        if (value == NULL) {
            return NULL;
        }
        level_add(l, value);
        if (!comma_read(r, bracket, &more)) {
            return NULL;
        }
    }
    return l != NULL ? level_end(r, l) : NULL;
}

static struct node *text_within(struct json_reading *r)
{
    const char *where = r->at;
    struct node *n = json_text_read(r);

    return n == NULL || n->text.len <= r->limits.text
               ? n
               : json_wrong(r, FAULT_E402, where, "a text that is too long");
}

static struct node *value_read(struct json_reading *r)
{
    char c = json_peek(r);

    switch (c) {
    case '"': return text_within(r);
    case '{': return level_read(r, NODE_MAP, '}');
    case '[': return level_read(r, NODE_LIST, ']');
    default: return c == '-' || (c >= '0' && c <= '9') ? json_number_read(r) : json_word_read(r);
    }
}

struct node *json_read(const char *bytes, size_t len, const struct node_limits *limits,
                       struct arena *arena, struct faults *faults)
{
    struct json_reading r = {.start = bytes,
                             .at = bytes,
                             .end = len > 0 ? bytes + len : bytes,
                             .limits = limits != NULL ? *limits : (struct node_limits){0},
                             .arena = arena,
                             .faults = faults};

    r.limits.bytes = r.limits.bytes ? r.limits.bytes : 1024 * 1024;
    r.limits.depth = r.limits.depth ? r.limits.depth : 32;
    r.limits.text = r.limits.text ? r.limits.text : 64 * 1024;
    if (len > r.limits.bytes) {
        (void)fault_add(faults, FAULT_E402, (struct place){.path = ""},
                        "the document is larger than %u KiB", r.limits.bytes / 1024);
        return NULL;
    }
    char first = json_peek(&r);
    struct node *root = first == '{' || first == '[' ? value_read(&r) : json_unexpected(&r, r.at);
    if (root != NULL) {
        (void)json_peek(&r);
    }
    return root == NULL || r.at == r.end
               ? root
               : json_wrong(&r, FAULT_E401, r.at, "there is more after the end of the document");
}
