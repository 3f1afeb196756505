/* SPDX-License-Identifier: MIT
 *
 * Which lists can read the codes of which system, with what they include. Called by
 * vocabulary_make.c; one thread. false: no memory.
 */
#include "vocabulary/making_parts.h"

_Static_assert(CODE_SYSTEMS == CODE_LOCAL + 1, "a row for each system, and one for the unknown");

static void systems_note(struct making *m, uint32_t list, uint8_t *systems, uint64_t *own)
{
    const struct vocabulary_list *l = &m->lists[list];

    if (l->item_count + l->synonym_count + l->code_count > 0) {
        own[list / 64] |= UINT64_C(1) << list % 64;
    }
    for (uint32_t i = 0; i < l->code_count; i++) {
        systems[list] |= (uint8_t)(1u << l->codes[i].system);
    }
    for (uint32_t i = 0; i < l->include_count; i++) {
        systems[list] |= systems[l->includes[i]];
    }
    for (uint32_t i = 0; i < l->except_code_count; i++) {
        m->v->unread[l->except_codes[i].system].excepts = true;
    }
}

bool unread_place(struct making *m)
{
    struct vocabulary *v = m->v;
    size_t words = (size_t)m->list_count / 64 + 1;
    uint8_t *kinds = arena_array(m->keep, (size_t)m->list_count + 1, 1);
    uint8_t *systems = arena_array(m->keep, (size_t)m->list_count + 1, 1);
    uint64_t *own = arena_array(m->keep, words, sizeof *own);
    uint64_t *bits = arena_array(m->keep, words * CODE_SYSTEMS, sizeof *bits);

    if (m->keep->failed) {
        return false;
    }
    for (uint32_t i = 0; i < m->list_count; i++) {
        kinds[i] = (uint8_t)m->lists[i].kind;
        systems_note(m, i, systems, own);
    }
    for (uint32_t system = 0; system < CODE_SYSTEMS; system++) {
        struct unread_lists *unread = &v->unread[system];

        unread->lists = bits + system * words;
        for (uint32_t i = 0; i < m->list_count; i++) {
            if ((systems[i] >> system & 1) == 0) {
                bits[system * words + i / 64] |= UINT64_C(1) << i % 64;
            }
        }
    }
    v->kinds = kinds;
    v->systems_of = systems;
    v->own = own;
    return true;
}
