/* SPDX-License-Identifier: MIT
 *
 * The names and codes that a change adds to a list or takes from it: shaped like those of the base,
 * and of some effect. Called by overlay.c for add-to-list and remove-from-list; one thread.
 */
#include "base/words.h"
#include "rulebook/overlay/overlay.h"

/* What is added is there, or what is removed is not. */
static struct fault *nothing_changes(struct loading *ld, const struct node *n, bool added,
                                     const char *what)
{
    struct fault *f =
        added ? tell(ld, FAULT_X301, n, "\"%.*s\" is in the list already", TEXT_SHOWN(n))
              : tell(ld, FAULT_S204, n, "\"%.*s\" is not %s of the list", TEXT_SHOWN(n), what);

    fault_why(ld->faults, f, "The change would change nothing.");
    return f;
}

uint32_t list_item_named(struct loading *ld, const struct list_def *def, const struct node *n)
{
    (void)ld;
    for (uint32_t i = 0; i < def->items.count; i++) {
        if (text_folds_same(span_of(def->items.at[i]), n->text)) {
            return i;
        }
    }
    return NONE;
}

static void list_items_check(struct loading *ld, const struct change_def *c, bool added)
{
    const struct list_def *def = &ld->lists.at[c->target];
    const struct node *items = c->fields.items;

    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        const struct node *n = items->items[i];
        bool there = n->kind == NODE_TEXT && list_item_named(ld, def, n) != NONE;

        if (added && !there && name_check(ld, n)) {
            name_two_check(ld, n, def->read.meant);
        }
        if (n->told || n->kind != NODE_TEXT || there != added) {
            continue;
        }
        struct fault *f = nothing_changes(ld, n, added, "an item");
        if (!added) {
            reader_did_you_mean(&ld->reader, f, n->text.at, def->items.at, def->items.count);
        }
        if (f != NULL && f->fix == NULL) {
            fault_fix(ld->faults, f, "Delete it here, or correct the name.");
        }
    }
}

static bool has_code(const struct list_def *def, uint32_t system, struct span code)
{
    bool found = false;

    for (uint32_t i = 0; i < def->codes.count && !found; i++) {
        found = def->codes.at[i].system == system &&
                code_same(system, span_of(def->codes.at[i].text), code);
    }
    return found;
}

static void list_codes_check(struct loading *ld, const struct change_def *c, bool added)
{
    const struct list_def *def = &ld->lists.at[c->target];
    const struct node *map = c->fields.codes;
    struct codes_vector codes = {0}; /* read again when the change is made */

    list_codes_read(ld, &codes, map, def->read.whole_chapters, false);
    for (uint32_t system = CODE_ICD_10; map != NULL && system <= CODE_LOCAL; system++) {
        const struct node *all = node_get(map, words_code_system.at[system]);

        for (uint32_t i = 0; all != NULL && all->kind == NODE_LIST && i < all->count; i++) {
            const struct node *n = all->items[i];

            if (!n->told && n->kind == NODE_TEXT && n->text.len > 0 &&
                has_code(def, system, n->text) == added) {
                fault_fix(ld->faults, nothing_changes(ld, n, added, "a code"),
                          "Delete it here, or correct the code.");
            }
        }
    }
}

void list_names_check(struct loading *ld, const struct change_def *c, bool added)
{
    list_items_check(ld, c, added);
    list_codes_check(ld, c, added);
}
