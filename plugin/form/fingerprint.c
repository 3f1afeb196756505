/* SPDX-License-Identifier: MIT
 *
 * What an item means, as a number: of its words, kind and choices, and of a tick all that its
 * value set holds. An answer to a form whose rules have changed since counts where this is the
 * same. For making_parts.h.
 */
#include <string.h>

#include "base/hash.h"
#include "form/making_parts.h"

static void sha_text(struct sha256 *h, const char *text)
{
    sha256_add(h, text != NULL ? text : "", text != NULL ? strlen(text) + 1 : 1);
}

static void sha_list(struct sha256 *h, const struct rules *rules, uint32_t list)
{
    const struct list *l = &rules->lists[list];

    sha256_add(h, l->meaning, sizeof l->meaning);
    for (uint32_t i = 0; i < l->includes.count; i++) {
        sha_list(h, rules, l->includes.at[i]);
    }
}

static void item_fingerprint(struct making *m, struct form_item *item)
{
    char hex[65];
    uint8_t digest[32];
    struct sha256 h;

    sha256_begin(&h);
    sha_text(&h, item->id);
    sha_text(&h, item->asks);
    sha256_add(&h, &item->kind, sizeof item->kind);
    for (uint32_t i = 0; i < item->choice_count; i++) {
        sha_text(&h, item->choices[i].value);
        sha_text(&h, item->choices[i].says);
    }
    sha_text(&h, item->unit);
    if (item->list != NONE) {
        sha_list(&h, m->rules, item->list);
    }
    sha256_end(&h, digest);
    hex_of(digest, sizeof digest, hex);
    item->fingerprint = arena_text(m->arena, hex, 16);
    for (uint32_t i = 0; i < item->follow_count; i++) {
        item_fingerprint(m, (struct form_item *)(uintptr_t)&item->follow[i]);
    }
}

static void sha_items(struct sha256 *h, const struct form_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sha_text(h, items[i].id);
        sha_text(h, items[i].fingerprint);
        sha_items(h, items[i].follow, items[i].follow_count);
    }
}

void form_fingerprints(struct making *m)
{
    struct form *form = m->form;
    struct sha256 h;
    uint8_t digest[32];

    sha256_begin(&h);
    for (uint32_t i = 0; i < form->lists.count; i++) {
        sha_text(&h, form->lists.at[i]);
    }
    sha256_add(&h, &form->moment, sizeof form->moment);
    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *g = &form->groups[i];

        for (uint32_t k = 0; k < g->item_count; k++) {
            item_fingerprint(m, (struct form_item *)(uintptr_t)&g->items[k]);
        }
        sha_text(&h, g->id);
        sha_items(&h, g->items, g->item_count);
    }
    sha256_end(&h, digest);
    memcpy(form->hash, "sha256:", 7);
    hex_of(digest, sizeof digest, form->hash + 7);
}
