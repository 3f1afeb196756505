/* SPDX-License-Identifier: MIT
 *
 * See json_beside.h. What only our limits refuse (E402) is no difference; nor a NUL byte, which
 * jansson 2.14 passes over where it stands behind a number or a word.
 */
#include "support/json_beside.h"

#include <jansson.h>
#include <string.h>

#include "base/node.h"

static bool same_tree(const struct node *n, const json_t *value);

static bool same_map(const struct node *n, const json_t *value)
{
    uint32_t i = 0;

    if (n->kind != NODE_MAP || n->count != json_object_size(value)) {
        return false;
    }
    for (void *at = json_object_iter((json_t *)(uintptr_t)value); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)value, at), i++) {
        const struct node *key = n->keys[i];

        if (key->kind != NODE_TEXT || key->up != n || key->index != i ||
            key->text.at[key->text.len] != '\0' ||
            strcmp(key->text.at, json_object_iter_key(at)) != 0 || n->items[i]->up != n ||
            n->items[i]->index != i || !same_tree(n->items[i], json_object_iter_value(at))) {
            return false;
        }
    }
    return true;
}

static bool same_list(const struct node *n, const json_t *value)
{
    bool same = n->kind == NODE_LIST && n->count == json_array_size(value);

    for (uint32_t i = 0; same && i < n->count; i++) {
        same = n->items[i]->up == n && n->items[i]->index == i &&
               same_tree(n->items[i], json_array_get(value, i));
    }
    return same;
}

static bool same_tree(const struct node *n, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return same_map(n, value);
    case JSON_ARRAY: return same_list(n, value);
    case JSON_STRING:
        return n->kind == NODE_TEXT && n->text.len == json_string_length(value) &&
               memcmp(n->text.at, json_string_value(value), (size_t)n->text.len + 1) == 0;
    case JSON_INTEGER: return n->kind == NODE_INTEGER && n->integer == json_integer_value(value);
    case JSON_REAL: {
        double real = json_real_value(value);

        return n->kind == NODE_REAL && memcmp(&n->real, &real, sizeof real) == 0;
    }
    case JSON_TRUE: return n->kind == NODE_TRUE;
    case JSON_FALSE: return n->kind == NODE_FALSE;
    case JSON_NULL: break;
    }
    return n->kind == NODE_NULL;
}

const char *json_beside_jansson(const char *bytes, size_t len, int *read_r)
{
    static const struct node_limits limits = {.depth = 64, .text = 1024 * 1024};
    const char *differ = NULL;
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    const struct node *root = json_read(bytes, len, &limits, &arena, &faults);
    json_t *value = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
    bool stricter = root == NULL && ((faults.count > 0 && faults.items[0].code == FAULT_E402) ||
                                     memchr(bytes, '\0', len) != NULL);
    if ((root != NULL) == faults_any(&faults)) {
        differ = "read, and a fault; or neither";
    } else if (!stricter && (root != NULL) != (value != NULL)) {
        differ = root != NULL ? "jansson refuses it" : "jansson reads it";
    } else if (root != NULL && (root->up != NULL || !same_tree(root, value))) {
        differ = "jansson reads something else";
    }
    if (read_r != NULL) {
        *read_r = root != NULL;
    }
    json_decref(value);
    faults_end(&faults);
    arena_end(&arena);
    return differ;
}
