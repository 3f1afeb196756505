/* SPDX-License-Identifier: MIT
 *
 * Edits of a document (mutation.h): the tree is changed in one place, written, and changed back.
 */
#include "support/mutation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"

const char *const mutation_words[MUTATION_KINDS] = {[MUTATION_SEVERITY] = "severities",
                                                    [MUTATION_NUMBER] = "numbers",
                                                    [MUTATION_WORD] = "words",
                                                    [MUTATION_REMOVAL] = "removals",
                                                    [MUTATION_ADDITION] = "additions"};

/* ---- writing ---- */

static void text_put(struct buf *out, const struct node *n)
{
    if (!n->quoted) {
        buf_add(out, n->text.at, n->text.len);
        return;
    }
    buf_char(out, '"');
    for (uint32_t i = 0; i < n->text.len; i++) {
        char c = n->text.at[i];

        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
        }
        buf_text(out, c == '\n' ? "\\n" : "");
        buf_add(out, &c, c != '\n');
    }
    buf_char(out, '"');
}

static void node_put(struct buf *out, const struct node *n, uint32_t turned, int depth)
{
    bool is_map = n->kind == NODE_MAP;
    bool turn = (turned & (is_map ? TURN_MAPS : TURN_LISTS)) != 0;

    if (n->kind == NODE_TEXT) {
        buf_char(out, ' ');
        text_put(out, n);
        return;
    }
    buf_text(out, n->count > 0 ? "" : is_map ? " {}" : " []");
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t k = turn ? n->count - 1 - i : i;

        buf_printf(out, "\n%*s", depth * 2, "");
        if (is_map) {
            text_put(out, n->keys[k]);
        }
        buf_char(out, is_map ? ':' : '-');
        node_put(out, n->items[k], turned, depth + 1);
    }
}

void mutation_write(const struct node *top, uint32_t turned, struct buf *out)
{
    out->len = 0;
    node_put(out, top, turned, 0);
    buf_char(out, '\n');
}

/* ---- editing ---- */

struct walk {
    struct mutating *m;
    const struct node *top;
    struct buf text;
};

static void place_put(struct buf *out, const struct node *n)
{
    if (n->up == NULL) {
        return;
    }
    place_put(out, n->up);
    const struct node *id = n->kind == NODE_MAP ? node_get(n, "id") : NULL;
    struct span name = n->up->kind == NODE_MAP ? n->up->keys[n->index]->text
                       : id != NULL            ? id->text
                                               : (struct span){"-", 1};

    buf_printf(out, "%s%.*s", out->len > 0 ? "." : "", (int)name.len, name.at);
}

static void edit_tell(struct walk *w, uint32_t kind, const struct node *n, const char *what,
                      const char *to)
{
    uint32_t number = w->m->count++;
    struct buf place = {.at = NULL};

    if (number % w->m->step != w->m->offset) {
        return;
    }
    place_put(&place, n);
    buf_printf(&place, ": %s%s", what, to);
    mutation_write(w->top, TURN_NOTHING, &w->text);
    const struct mutation one = {kind, number, place.at, w->text.at};
    w->m->each(w->m->of, &one);
    buf_end(&place);
}

static void edit_text(struct walk *w, uint32_t kind, struct node *n, const char *to)
{
    struct span was = n->text;

    n->text = (struct span){to, (uint32_t)strlen(to)};
    edit_tell(w, kind, n, "became ", to);
    n->text = was;
}

static bool is_severity(const struct node *n)
{
    for (const struct node *at = n; at->up != NULL; at = at->up) {
        if (at->up->kind == NODE_MAP &&
            span_same(at->up->keys[at->index]->text, SPAN("severity"))) {
            return true;
        }
    }
    return false;
}

static void text_edit(struct walk *w, struct node *n)
{
    static const char *const severities[] = {"info", "warn", "hold", "block", "urgent"};
    size_t room = n->text.len + 32;
    char *to = mem_new(room), *rest = NULL;

    if (is_severity(n)) {
        for (size_t i = 0; i < sizeof severities / sizeof *severities; i++) {
            if (!span_same(n->text, span_of(severities[i]))) {
                edit_text(w, MUTATION_SEVERITY, n, severities[i]);
            }
        }
    } else if (n->text.len > 0 && n->text.at[0] >= '0' && n->text.at[0] <= '9') {
        long number = strtol(n->text.at, &rest, 10);

        for (long by = number > 0 ? -1 : 1; by <= 1; by += 2) {
            (void)snprintf(to, room, "%ld%s", number + by, rest);
            edit_text(w, MUTATION_NUMBER, n, to);
        }
    } else {
        (void)snprintf(to, room, "x%.*s", (int)n->text.len, n->text.at);
        edit_text(w, MUTATION_WORD, n, to);
    }
    mem_drop(to);
}

static void entry_remove(struct walk *w, struct node *n, uint32_t i)
{
    struct node *item = n->items[i], *key = n->kind == NODE_MAP ? n->keys[i] : NULL;
    size_t rest = (n->count - i - 1) * sizeof *n->items;

    memmove(&n->items[i], &n->items[i + 1], rest);
    if (key != NULL) {
        memmove(&n->keys[i], &n->keys[i + 1], rest);
    }
    n->count--;
    const struct node *id = item->kind == NODE_MAP ? node_get(item, "id") : NULL;
    struct span name = key != NULL               ? key->text
                       : item->kind == NODE_TEXT ? item->text
                       : id != NULL              ? id->text
                                                 : (struct span){"one", 3};
    char said[64];
    (void)snprintf(said, sizeof said, "%.*s", (int)(name.len < 60 ? name.len : 60), name.at);
    edit_tell(w, MUTATION_REMOVAL, n, "without ", said);
    n->count++;
    memmove(&n->items[i + 1], &n->items[i], rest);
    n->items[i] = item;
    if (key != NULL) {
        memmove(&n->keys[i + 1], &n->keys[i], rest);
        n->keys[i] = key;
    }
}

static void entry_add(struct walk *w, struct node *n)
{
    struct node more = {.kind = NODE_TEXT, .quoted = true, .text = SPAN("zimt"), .up = n};
    struct node **items = n->items;

    n->items = mem_new((n->count + 1) * sizeof *items);
    memcpy(n->items, items, n->count * sizeof *items);
    n->items[n->count++] = &more;
    edit_tell(w, MUTATION_ADDITION, n, "got ", "zimt");
    mem_drop(n->items);
    n->items = items;
    n->count--;
}

/* What an approval is not of. */
static bool is_left_out(const struct node *map, uint32_t i)
{
    static const char *const names[] = {"format", "tests", "personas", "tests-for"};
    struct span key = map->keys[i]->text;

    for (size_t k = 0; map->up == NULL && k < sizeof names / sizeof *names; k++) {
        if (span_same(key, span_of(names[k]))) {
            return true;
        }
    }
    return map->up != NULL && map->up->up == NULL && span_same(key, SPAN("status")) &&
           span_same(map->up->keys[map->index]->text, SPAN("rulebook"));
}

static void node_edit(struct walk *w, struct node *n)
{
    if (n->kind == NODE_TEXT) {
        text_edit(w, n);
        return;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        if (n->kind != NODE_MAP || !is_left_out(n, i)) {
            node_edit(w, n->items[i]);
            entry_remove(w, n, i);
        }
    }
    if (n->kind == NODE_LIST && n->count > 0 && n->items[0]->kind == NODE_TEXT) {
        entry_add(w, n);
    }
}

void mutations_each(struct mutating *m, struct node *top)
{
    struct walk w = {.m = m, .top = top};

    node_edit(&w, top);
    buf_end(&w.text);
}
