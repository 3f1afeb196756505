/* SPDX-License-Identifier: MIT
 *
 * Lists: declared by name, read (list_read.c), put in an order in which an included list stands
 * before those that include it, and made into the vocabulary (list_make.c). Steps of the loader;
 * one thread. A list at fault is known by name and kind, so that its fault is told once.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

/* ---- declaring ---- */

static void section_declare(struct loading *ld, uint32_t file, const struct node *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        uint32_t number = ld->lists.count;
        uint32_t first = names_add(&ld->list_names, key->text, number);
        struct list_def *def = first == NAMES_NOT ? NULL : PUSH(ld, ld->lists);

        if (def == NULL) {
            return;
        }
        *def = (struct list_def){.file = file, .key = key, .node = section->items[i]};
        (void)map_read(ld, &table_list, def->node, &def->read);
        def->kind = word_of_node(&words_list_kind, def->read.kind);
        if (first != number) {
            tell_twice(ld, key, "list", ld->lists.at[first].file, ld->lists.at[first].key);
            ld->lists.count--;
        }
    }
}

void lists_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].read.lists != NULL) {
            section_declare(ld, i, ld->files[i].read.lists);
        }
    }
}

/* ---- order, circles ---- */

enum walk {
    WALK_NOT_YET,
    WALK_OPEN,
    WALK_DONE
};

struct walking {
    uint8_t *state; /* enum walk, by definition */
    uint32_t *stack, *next;
};

static void lists_circle(struct loading *ld, struct list_def *def, uint32_t edge)
{
    uint32_t target = def->includes[edge];
    const struct node *n = def->read.includes;

    for (uint32_t i = 0; n->kind == NODE_LIST && i < n->count; i++) {
        if (names_find(&ld->list_names, n->items[i]->text) == target) {
            n = n->items[i];
            break;
        }
    }
    file_enter(ld, def->file);
    struct fault *f =
        tell(ld, FAULT_X304, n,
             "the lists include each other in a circle: \"%.*s\" includes \"%.*s\" again",
             TEXT_SHOWN(n), TEXT_SHOWN(def->key));
    fault_why(ld->faults, f, "A list cannot be a part of itself.");
    fault_fix(ld->faults, f, "Delete one of the two from the `includes` of the other.");
    memmove(&def->includes[edge], &def->includes[edge + 1],
            (def->include_count - edge - 1) * sizeof *def->includes);
    def->include_count--;
}

/* Included lists first; without recursion, since a chain can be as long as there are lists. */
static void list_walk(struct loading *ld, struct walking *w, uint32_t from, uint32_t *numbered)
{
    uint32_t depth = 0;

    w->stack[0] = from;
    w->next[0] = 0;
    w->state[from] = WALK_OPEN;
    for (;;) {
        uint32_t at = w->stack[depth];
        struct list_def *def = &ld->lists.at[at];

        if (w->next[depth] < def->include_count) {
            uint32_t edge = w->next[depth]++, to = def->includes[edge];

            if (w->state[to] == WALK_OPEN) {
                lists_circle(ld, def, edge);
                w->next[depth]--;
            } else if (w->state[to] == WALK_NOT_YET) {
                w->state[to] = WALK_OPEN;
                w->stack[++depth] = to;
                w->next[depth] = 0;
            }
            continue;
        }
        w->state[at] = WALK_DONE;
        def->number = *numbered;
        ld->list_order[(*numbered)++] = at;
        if (depth-- == 0) {
            return;
        }
    }
}

static void lists_order(struct loading *ld)
{
    uint32_t count = ld->lists.count, numbered = 0;
    struct walking w = {.state = arena_array(&ld->scratch, (size_t)count + 1, 1),
                        .stack = arena_array(&ld->scratch, (size_t)count + 1, sizeof(uint32_t)),
                        .next = arena_array(&ld->scratch, (size_t)count + 1, sizeof(uint32_t))};

    ld->list_order = arena_array(&ld->scratch, (size_t)count + 1, sizeof *ld->list_order);
    if (ld->scratch.failed) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (ld->lists.at[i].include_count == 0) {
            list_walk(ld, &w, i, &numbered);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (w.state[i] == WALK_NOT_YET) {
            list_walk(ld, &w, i, &numbered);
        }
    }
}

uint32_t list_number(const struct loading *ld, uint32_t definition)
{
    return ld->lists.at[definition].number;
}

bool list_kind_is(const struct loading *ld, uint32_t definition, uint32_t kinds)
{
    uint32_t kind = ld->lists.at[definition].kind;

    return kind == 0 || (KIND_BIT(kind) & kinds) != 0;
}

void lists_compile(struct loading *ld)
{
    uint32_t count = ld->lists.count;

    for (uint32_t i = 0; i < count; i++) {
        list_read(ld, &ld->lists.at[i]);
    }
    lists_order(ld);
}
