/* SPDX-License-Identifier: MIT
 *
 * Small questions to a document's tree. Called by the reader and by every room that reads a
 * document. Pure, any thread. On failure (no memory) node_path gives NULL.
 */
#include "base/node.h"

#include <stdio.h>
#include <string.h>

#define PATH_KEY_SHOWN 64u /* bytes of one key in a path */

struct node *node_get(const struct node *map, const char *key)
{
    if (map == NULL || map->kind != NODE_MAP) {
        return NULL;
    }
    size_t len = strlen(key);
    for (uint32_t i = 0; i < map->count; i++) {
        const struct span *name = &map->keys[i]->text;

        if (name->len == len && memcmp(name->at, key, len) == 0) {
            return map->items[i];
        }
    }
    return NULL;
}

const char *node_kind_name(const struct node *n)
{
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: return "a text";
    case NODE_MAP: return "a group of keys";
    case NODE_LIST: return "a list";
    case NODE_INTEGER: return "a whole number";
    case NODE_REAL: return "a number";
    case NODE_TRUE:
    case NODE_FALSE: return "true or false";
    case NODE_NULL: return "null";
    default: return "something else";
    }
}

/* One step of a path, written so that it ends at `end`; its length. */
static size_t step_of(const struct node *n, char *out, size_t room)
{
    if (n->up->kind == NODE_LIST) {
        int len = snprintf(out, room, "[%u]", n->index);

        return len > 0 && (size_t)len < room ? (size_t)len : 0;
    }
    const struct span *key = &n->up->keys[n->index]->text;
    size_t len = utf8_cut(key->at, key->len, PATH_KEY_SHOWN), at = 0;
    if (len > PATH_KEY_SHOWN * 4) {
        len = PATH_KEY_SHOWN * 4;
    }
    if (n->up->up != NULL) {
        out[at++] = '.';
    }
    memcpy(out + at, key->at, len);
    return at + len;
}

const char *node_path(const struct node *n, struct arena *arena)
{
    char step[PATH_KEY_SHOWN * 4 + 2];
    size_t total = 0;

    for (const struct node *at = n; at != NULL && at->up != NULL; at = at->up) {
        total += step_of(at, step, sizeof step);
    }
    char *path = arena_new(arena, total + 1);
    if (path == NULL) {
        return NULL;
    }
    for (const struct node *at = n; at != NULL && at->up != NULL; at = at->up) {
        size_t len = step_of(at, step, sizeof step);

        total -= len;
        memcpy(path + total, step, len);
    }
    return path;
}
