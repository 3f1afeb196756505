/* SPDX-License-Identifier: MIT
 *
 * What the review room shows and compares of a list beside its items: the other names, the codes,
 * and each part of the definition as one text. A step of the loader, for review alone; one thread.
 * Without memory NULL.
 */
#include <string.h>

#include "base/buf.h"
#include "rulebook/loading.h"

/* A part of a definition as one text that ignores spacing. */
static void part_say(const struct node *n, struct buf *out)
{
    if (n->kind == NODE_TEXT) {
        buf_add(out, n->text.at, n->text.len);
        buf_char(out, ';');
    }
    for (uint32_t i = 0; n->kind != NODE_TEXT && i < n->count; i++) {
        if (n->kind == NODE_MAP) {
            buf_add(out, n->keys[i]->text.at, n->keys[i]->text.len);
            buf_char(out, '=');
        }
        part_say(n->items[i], out);
    }
}

static const char *part_keep(struct loading *ld, const struct node *n)
{
    struct buf text = {0};
    const char *kept = NULL;

    if (n != NULL) {
        part_say(n, &text);
        kept = text.failed ? NULL : text_keep(ld, (struct span){text.at, (uint32_t)text.len});
        ld->faults->lost = ld->faults->lost || kept == NULL;
    }
    buf_end(&text);
    return kept;
}

/* A map from a name to one text or several. */
static const struct list_names *names_keep(struct loading *ld, const struct node *map,
                                           uint32_t *count_r)
{
    uint32_t count = map != NULL && map->kind == NODE_MAP ? map->count : 0;
    struct list_names *at = arena_array(ld->keep, (size_t)count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        at[i].of = text_of(ld, map->keys[i]);
        at[i].names = texts_of(ld, map->items[i]);
    }
    *count_r = at != NULL ? count : 0;
    return at;
}

static const struct node *node_under(const struct node *map, const char *key)
{
    return map != NULL && map->kind == NODE_MAP ? node_get(map, key) : NULL;
}

const struct list_written *list_written(struct loading *ld, const struct list_def *def)
{
    const struct list_read *read = &def->read;
    const struct node *const parts[LIST_PARTS] = {[LIST_ALSO] = read->also,
                                                  [LIST_CODES] = read->codes,
                                                  [LIST_EXCEPT] = read->except,
                                                  [LIST_ROUTES] = read->routes,
                                                  [LIST_INCLUDES] = read->includes};
    struct list_written *w = arena_new(ld->keep, sizeof *w);

    if (w == NULL) {
        return NULL;
    }
    w->also = names_keep(ld, read->also, &w->also_count);
    w->codes = names_keep(ld, read->codes, &w->code_count);
    w->except_items = texts_of(ld, node_under(read->except, "items"));
    w->except_codes = names_keep(ld, node_under(read->except, "codes"), &w->except_code_count);
    for (uint32_t i = 0; i < LIST_PARTS; i++) {
        w->parts[i] = part_keep(ld, parts[i]);
    }
    return w;
}
