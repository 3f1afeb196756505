/* SPDX-License-Identifier: MIT
 *
 * Makes a vocabulary from lists, with a file for each of its parts: names, codes, near misses,
 * lists within lists. Linear in what the lists hold. Called by the loader; one thread. On failure
 * (no memory) NULL; nothing else can fail: what is no name was refused by the loader and is left
 * out.
 */
#include "vocabulary/making_parts.h"

static void list_add(struct making *m, uint32_t number)
{
    const struct vocabulary_list *l = &m->lists[number];
    struct ref ref = {.list = number, .kind = (uint8_t)l->kind};

    for (uint32_t i = 0; i < l->item_count; i++) {
        ref.item = l->items[i].item;
        name_add(m, l->items[i].text, ref);
    }
    ref.rank = RANK_SYNONYM;
    for (uint32_t i = 0; i < l->synonym_count; i++) {
        ref.item = l->synonyms[i].item;
        name_add(m, l->synonyms[i].text, ref);
    }
    ref.item = HIT_BY_CODE;
    ref.rank = RANK_CODE;
    for (uint32_t i = 0; i < l->code_count; i++) {
        code_add(m, &l->codes[i], ref);
    }
    ref.rank = RANK_EXCEPT;
    for (uint32_t i = 0; i < l->except_item_count; i++) {
        name_add(m, l->except_items[i].text, ref);
    }
    ref.rank = RANK_EXCEPT_CODE;
    for (uint32_t i = 0; i < l->except_code_count; i++) {
        code_add(m, &l->except_codes[i], ref);
    }
}

static bool making_begin(struct making *m)
{
    size_t names = 1, codes = 1;

    for (uint32_t i = 0; i < m->list_count; i++) {
        const struct vocabulary_list *l = &m->lists[i];

        names += (size_t)l->item_count + l->synonym_count + l->except_item_count;
        codes += (size_t)l->code_count + l->except_code_count;
    }
    names_begin(&m->names, &m->tables);
    names_begin(&m->codes, &m->tables);
    names_begin(&m->words, &m->tables);
    names_room(&m->names, names < UINT32_C(1) << 28 ? (uint32_t)names : 0);
    names_room(&m->words, names < UINT32_C(1) << 28 ? (uint32_t)names : 0);
    names_room(&m->codes, codes < UINT32_C(1) << 28 ? (uint32_t)codes : 0);
    m->name_refs = arena_array(m->scratch, names, sizeof *m->name_refs);
    m->code_refs = arena_array(m->scratch, codes, sizeof *m->code_refs);
    m->at = arena_array(m->scratch, names, sizeof *m->at);
    m->group = arena_array(m->scratch, names, sizeof *m->group);
    m->code_at = arena_array(m->scratch, codes, sizeof *m->code_at);
    return !m->scratch->failed && !m->tables.failed;
}

struct vocabulary *vocabulary_new(const struct vocabulary_list *lists, uint32_t count,
                                  struct arena *keep, struct arena *scratch)
{
    struct making m = {.lists = lists, .list_count = count, .keep = keep, .scratch = scratch};

    m.v = arena_new(keep, sizeof *m.v);
    arena_begin(&m.tables, NULL, 0, 0);
    bool made = m.v != NULL && making_begin(&m);
    for (uint32_t i = 0; made && i < count; i++) {
        list_add(&m, i);
    }
    made = made && !keep->failed && !scratch->failed && !m.tables.failed;
    arena_end(&m.tables);
    if (!made) {
        return NULL;
    }
    m.v->list_count = count;
    made = names_place(&m) && words_place(&m) && codes_place(&m) && near_place(&m) &&
           includes_place(&m) && unread_place(&m);
    return made ? m.v : NULL;
}
