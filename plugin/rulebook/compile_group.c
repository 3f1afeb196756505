/* SPDX-License-Identifier: MIT
 *
 * The conditions that have no table of keys: groups, whose children stand side by side in the flat
 * array, and `always` (rulebook/compiling.h). Called by their descriptors; one thread.
 */
#include "rulebook/compiling.h"

uint32_t conds_reserve(struct loading *ld, uint32_t count)
{
    uint32_t first = ld->conds.count;

    for (uint32_t i = 0; i < count; i++) {
        if (PUSH(ld, ld->conds) == NULL) {
            return NONE;
        }
        ld->conds.at[first + i] = (struct cond){.kind = COND_ALWAYS, .list = NONE, .asked = NONE};
    }
    return first;
}

bool compile_group(struct compiling *c)
{
    struct loading *ld = c->ld;
    const struct node *n = c->node;
    bool good = true;

    if (n->kind != NODE_LIST) {
        struct fault *f = tell(ld, FAULT_S206, n, "\"%.*s\" must be a list of conditions",
                               TEXT_SHOWN(n->up->keys[n->index]));

        fault_why(ld->faults, f, "It joins several conditions, so it needs a list.");
        fault_fix(ld->faults, f, "Begin each condition below it with a dash.");
        return false;
    }
    if (n->count == 0) {
        struct fault *f =
            tell(ld, FAULT_S203, n, "\"%.*s\" is an empty list", TEXT_SHOWN(n->up->keys[n->index]));

        fault_why(ld->faults, f,
                  "With no conditions, `all` would always be true and `any` never. Neither can be "
                  "meant.");
        fault_fix(ld->faults, f, "Write at least one condition.");
        return false;
    }
    uint32_t first = conds_reserve(ld, n->count);
    if (first == NONE) {
        return false;
    }
    ld->conds.at[c->slot].first = first;
    ld->conds.at[c->slot].count = n->count;
    for (uint32_t i = 0; i < n->count; i++) {
        good = c->inner(ld, c->book, n->items[i], first + i) && good;
    }
    return good;
}

bool compile_always(struct compiling *c)
{
    const struct node *n = c->node;

    if (n->kind != NODE_TEXT || n->text.len == 0) {
        struct fault *f = tell(c->ld, n->kind != NODE_TEXT ? FAULT_S206 : FAULT_S203, n,
                               "\"always\" must be a sentence that gives the reason");

        fault_fix(c->ld->faults, f,
                  "Write for example: always: \"Every patient gets the aftercare sheet.\"");
        return false;
    }
    c->cond->name = text_of(c->ld, n);
    c->cond->asks_itself = true;
    return !n->told;
}
