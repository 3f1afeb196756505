/* SPDX-License-Identifier: MIT
 *
 * Conditions: one key, its fields by its table, compiled into a flat array in which the children of
 * one condition stand side by side behind it. Called by rules.c; one thread. A condition at fault
 * is told once and left as it is: nothing is loaded then.
 */
#include "rulebook/compiling.h"

uint32_t conds_in(const struct node *n)
{
    uint32_t count = 1;

    for (uint32_t i = 0; n != NULL && n->kind == NODE_MAP && i < n->count; i++) {
        for (uint32_t j = 0; n->items[i]->kind == NODE_LIST && j < n->items[i]->count; j++) {
            count += conds_in(n->items[i]->items[j]);
        }
    }
    return count;
}

/* ---- the tree ---- */

/* "patient.sex: male": the value without the key that it belongs to. */
static bool map_missing(struct compiling *c)
{
    const struct kind *kind = c->kind;

    if (c->node->told) {
        return false;
    }
    struct fault *f = tell(c->ld, FAULT_S206, c->node, "\"%s\" must be keys with values, not %s",
                           kind->table.name, node_kind_name(c->node));
    fault_why(c->ld->faults, f, "Without a key before it, nothing says what the value is.");
    fault_fix(c->ld->faults, f, "Write for example: %s: %s", kind->table.name, kind->example);
    return false;
}

static bool map_compile(struct compiling *c)
{
    struct cond_read read;
    const struct kind *kind = c->kind;

    if (c->node->kind != NODE_MAP) {
        return map_missing(c);
    }
    if (c->node->count == 0) {
        struct fault *f = tell(c->ld, FAULT_S203, c->node, "\"%s\" is empty", kind->table.name);

        fault_fix(c->ld->faults, f, "Write for example: %s: %s", kind->table.name, kind->example);
        return false;
    }
    c->good = map_read(c->ld, &kind->table, c->node, &read);
    c->read = &read;
    compile_shared(c);
    return kind->compile(c);
}

bool kind_compile(struct loading *ld, uint32_t book, const struct kind *kind, const struct node *n,
                  uint32_t slot)
{
    const struct node *key = n->up->keys[n->index];
    struct compiling c = {.ld = ld,
                          .kind = kind,
                          .book = book,
                          .node = n,
                          .slot = slot,
                          .cond = &ld->conds.at[slot],
                          .good = true,
                          .inner = cond_compile};

    *c.cond = (struct cond){.kind = kind_number(kind),
                            .list = NONE,
                            .asked = NONE,
                            .line = key->line,
                            .column = key->column};
    return kind->table.count > 0 ? map_compile(&c) : kind->compile(&c);
}

/* What other languages call the conditions that join others. */
static const struct {
    struct span word;
    const char *ours;
} other_words[] = {{{"or", 2}, "any"},      {{"either", 6}, "any"}, {{"and", 3}, "all"},
                   {{"both", 4}, "all"},    {{"not", 3}, "none"},   {{"nor", 3}, "none"},
                   {{"neither", 7}, "none"}};

static void unknown_condition(struct loading *ld, const struct node *map, uint32_t i)
{
    const char *known[COND_KINDS];
    uint32_t count = 0;

    for (uint32_t k = 0; k < COND_KINDS; k++) {
        if (cond_kinds[k].sort != SORT_WHEN) {
            known[count++] = cond_kinds[k].table.name;
        }
    }
    const struct node *key = map->keys[i];
    struct fault *f = tell(ld, FAULT_S201, key, "there is no condition \"%.*s\"", TEXT_SHOWN(key));
    fault_why(ld->faults, f,
              "If a misspelt condition were ignored, the rule would not do what it says.");
    for (size_t k = 0; k < sizeof other_words / sizeof other_words[0]; k++) {
        if (span_same(key->text, other_words[k].word)) {
            fault_fix(ld->faults, f, "Write `%s:`, with the conditions in a list below it.",
                      other_words[k].ours);
            return;
        }
    }
    reader_choices_hint(&ld->reader, f, key->text.at, known, count);
}

static bool one_key(struct loading *ld, const struct node *n)
{
    if (n->kind != NODE_MAP) {
        struct fault *f = tell(ld, FAULT_S206, n, "a condition must be a key with values, not %s",
                               n->kind == NODE_LIST ? "a list" : "a text");

        fault_why(ld->faults, f,
                  "Several conditions are written in a list below `all:` (every one must be true) "
                  "or `any:` (at least one).");
        fault_fix(ld->faults, f, "%s",
                  n->kind == NODE_LIST ? "Write `all:` or `any:` above the list."
                                       : "Write for example: patient.age: {below: 22 years}");
        return false;
    }
    if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "the condition is missing");

        fault_fix(ld->faults, f, "Write for example: patient.age: {below: 22 years}");
        return false;
    }
    if (n->count == 1) {
        return true;
    }
    struct fault *f =
        tell(ld, FAULT_S202, n->keys[1], "two conditions side by side: both, or either of them?");
    fault_why(ld->faults, f,
              "It is not clear whether both \"%.*s\" and \"%.*s\" must be true, or one is enough.",
              TEXT_SHOWN(n->keys[0]), TEXT_SHOWN(n->keys[1]));
    fault_fix(ld->faults, f,
              "Write them as a list below `all:` (both) or `any:` (either), each with a dash.");
    return false;
}

bool cond_compile(struct loading *ld, uint32_t book, const struct node *n, uint32_t slot)
{
    bool good = one_key(ld, n);

    if (n->told || n->kind != NODE_MAP) {
        return false;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        /* Of two side by side the second is read too, so that its faults are told in the same
         * run. */
        uint32_t at = i == 0 ? slot : conds_reserve(ld, 1);
        const struct kind *kind = kind_named(n->keys[i]->text);

        if (kind == NULL) {
            unknown_condition(ld, n, i);
        }
        good = at != NONE && kind != NULL && kind_compile(ld, book, kind, n->items[i], at) && good;
    }
    return good;
}
