/* SPDX-License-Identifier: MIT
 *
 * JSON to the tree of nodes, through jansson: duplicate keys and NUL characters refused, depth and
 * sizes bounded. Called for events (the hot way: a node is one cut from the arena) and for
 * configuration made by programs; any thread. Faults name a path or a line and column and say what
 * kind of thing is wrong, never a value: it may be a patient's.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/node.h"

#define DEPTH_READ 64u /* the path of a fault is not followed deeper */

/* ---- where a syntax error stands: a second look, on failure alone ---- */

struct json_step {
    bool is_map, wants_key;
    uint32_t index;
    struct span key;
};

struct json_walk {
    struct json_step steps[DEPTH_READ];
    uint32_t depth;
};

static size_t text_end(const char *s, size_t at, size_t len)
{
    for (at++; at < len && s[at] != '"'; at++) {
        at += s[at] == '\\';
    }
    return at < len ? at : len;
}

static void walk_one(struct json_walk *w, const char *s, size_t *at, size_t len)
{
    struct json_step *step = w->depth ? &w->steps[w->depth - 1] : NULL;
    char c = s[*at];

    if (c == '"') {
        size_t end = text_end(s, *at, len);

        if (step != NULL && step->is_map && step->wants_key) {
            step->key = (struct span){s + *at + 1, (uint32_t)(end > *at + 1 ? end - *at - 1 : 0)};
            step->wants_key = false;
        }
        *at = end;
    } else if (c == '{' || c == '[') {
        if (w->depth < DEPTH_READ) {
            w->steps[w->depth] = (struct json_step){.is_map = c == '{', .wants_key = c == '{'};
        }
        w->depth++;
    } else if ((c == '}' || c == ']') && w->depth > 0) {
        w->depth--;
    } else if (c == ',' && step != NULL) {
        step->index++;
        step->wants_key = step->is_map;
    }
}

static const char *path_at(const char *s, size_t len, struct arena *arena)
{
    struct json_walk w = {0};

    for (size_t at = 0; at < len && w.depth <= DEPTH_READ; at++) {
        walk_one(&w, s, &at, len);
    }
    if (w.depth > DEPTH_READ) {
        w.depth = DEPTH_READ;
    }
    struct buf b = {0};
    for (uint32_t i = 0; i < w.depth; i++) {
        const struct json_step *step = &w.steps[i];

        if (!step->is_map) {
            buf_printf(&b, "[%u]", step->index);
        } else if (step->key.at != NULL) {
            buf_text(&b, b.len ? "." : "");
            buf_add(&b, step->key.at, step->key.len > 64 ? 64 : step->key.len);
        }
    }
    const char *path = b.at != NULL && !b.failed ? arena_text(arena, b.at, b.len) : "";
    buf_end(&b);
    return path;
}

static const char *what_of(enum json_error_code code)
{
    switch (code) {
    case json_error_duplicate_key: return "this key appears twice";
    case json_error_stack_overflow:
        return "too deep: lists and objects inside each other without end";
    case json_error_premature_end_of_input: return "the document ends too early";
    case json_error_end_of_input_expected: return "there is more after the end of the document";
    case json_error_invalid_utf8: return "not UTF-8";
    case json_error_null_character:
    case json_error_null_byte_in_key: return "a text with a NUL character";
    case json_error_numeric_overflow: return "a number that is too large";
    case json_error_unknown:
    case json_error_out_of_memory:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
    default: return "not JSON: something else is expected here";
    }
}

static void not_json(const char *bytes, size_t len, const json_error_t *error, struct arena *arena,
                     struct faults *faults)
{
    enum json_error_code code = json_error_code(error);

    if (code == json_error_out_of_memory) {
        faults->lost = true;
        return;
    }
    size_t position = error->position > 0 ? (size_t)error->position : 0;
    struct place at = {
        .path = path_at(bytes, position < len ? position : len, arena),
        .line = error->line > 0 ? (uint32_t)error->line : 1,
        .column = error->column > 0 ? (uint32_t)error->column : 1,
    };
    enum fault_code number = code == json_error_stack_overflow  ? FAULT_E402
                             : code == json_error_duplicate_key ? FAULT_E410
                                                                : FAULT_E401;
    struct fault *fault = fault_add(faults, number, at, "%s", what_of(code));
    if (code == json_error_duplicate_key) {
        fault_fix(faults, fault, "Send each key once.");
    }
}

/* ---- jansson's values to nodes ---- */

struct json_making {
    const struct node_limits *limits;
    struct arena *arena;
    struct faults *faults;
};

static struct node *too_much(struct json_making *m, const struct node *at, const char *what)
{
    (void)fault_add(m->faults, FAULT_E402, (struct place){.path = node_path(at, m->arena)}, "%s",
                    what);
    return NULL;
}

static struct node *json_lost(struct json_making *m)
{
    m->faults->lost = true;
    return NULL;
}

static struct node *json_make(struct json_making *m, json_t *value, struct node *up, uint32_t index,
                              uint32_t depth);

static struct node *text_node(struct json_making *m, const char *text, size_t len, struct node *up,
                              uint32_t index)
{
    struct node *n = arena_new(m->arena, sizeof *n + len + 1);

    if (n == NULL) {
        return json_lost(m);
    }
    char *copy = (char *)(n + 1);
    memcpy(copy, text, len);
    n->kind = NODE_TEXT;
    n->text = (struct span){copy, (uint32_t)len};
    n->up = up;
    n->index = index;
    return n;
}

static struct node *make_map(struct json_making *m, json_t *value, struct node *n, uint32_t depth)
{
    size_t count = json_object_size(value);

    if (count == 0) {
        return n;
    }
    n->keys = arena_array(m->arena, count * 2, sizeof(struct node *));
    if (n->keys == NULL) {
        return json_lost(m);
    }
    n->items = n->keys + count;
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        const char *key = json_object_iter_key(at);

        n->keys[n->count] = text_node(m, key, strlen(key), n, n->count);
        if (n->keys[n->count] == NULL) {
            return NULL;
        }
        n->items[n->count] = json_make(m, json_object_iter_value(at), n, n->count, depth + 1);
        if (n->items[n->count] == NULL) {
            return NULL;
        }
        n->count++;
    }
    return n;
}

static struct node *make_list(struct json_making *m, json_t *value, struct node *n, uint32_t depth)
{
    size_t count = json_array_size(value);

    if (count == 0) {
        return n;
    }
    n->items = arena_array(m->arena, count, sizeof(struct node *));
    if (n->items == NULL) {
        return json_lost(m);
    }
    for (size_t i = 0; i < count; i++) {
        n->items[i] = json_make(m, json_array_get(value, i), n, (uint32_t)i, depth + 1);
        if (n->items[i] == NULL) {
            return NULL;
        }
        n->count++;
    }
    return n;
}

static struct node *json_make(struct json_making *m, json_t *value, struct node *up, uint32_t index,
                              uint32_t depth)
{
    if (json_is_string(value) && json_string_length(value) <= m->limits->text) {
        return text_node(m, json_string_value(value), json_string_length(value), up, index);
    }
    struct node *n = arena_new(m->arena, sizeof *n);
    if (n == NULL) {
        return json_lost(m);
    }
    n->up = up;
    n->index = index;
    switch (json_typeof(value)) {
    case JSON_STRING: return too_much(m, n, "a text that is too long");
    case JSON_OBJECT:
    case JSON_ARRAY:
        if (depth > m->limits->depth) {
            return too_much(m, n, "too deep: too many lists and objects inside each other");
        }
        n->kind = json_is_object(value) ? NODE_MAP : NODE_LIST;
        return json_is_object(value) ? make_map(m, value, n, depth) : make_list(m, value, n, depth);
    case JSON_INTEGER:
        n->kind = NODE_INTEGER;
        n->integer = json_integer_value(value);
        return n;
    case JSON_REAL:
        n->kind = NODE_REAL;
        n->real = json_real_value(value);
        return n;
    case JSON_TRUE: n->kind = NODE_TRUE; return n;
    case JSON_FALSE: n->kind = NODE_FALSE; return n;
    case JSON_NULL: break;
    }
    n->kind = NODE_NULL;
    return n;
}

struct node *json_read(const char *bytes, size_t len, const struct node_limits *limits,
                       struct arena *arena, struct faults *faults)
{
    struct node_limits most = limits != NULL ? *limits : (struct node_limits){0};

    most.bytes = most.bytes ? most.bytes : 1024 * 1024;
    most.depth = most.depth ? most.depth : 32;
    most.text = most.text ? most.text : 64 * 1024;
    if (len > most.bytes) {
        (void)fault_add(faults, FAULT_E402, (struct place){.path = ""},
                        "the document is larger than %u KiB", most.bytes / 1024);
        return NULL;
    }
    json_error_t error = {0};
    /* where jansson says no reason, that is it */
    error.text[sizeof error.text - 1] = json_error_out_of_memory;
    json_t *value = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL) {
        not_json(bytes, len, &error, arena, faults);
        return NULL;
    }
    struct json_making making = {&most, arena, faults};
    struct node *root = json_make(&making, value, NULL, 0, 1);
    json_decref(value);
    return root;
}
