/* SPDX-License-Identifier: MIT
 *
 * Which lists may hold an entry that nobody can read: it has no text, and a code of a system that
 * is unknown, or that they have no codes of (rule-language.md#lists). Mostly the answer was made
 * with the vocabulary. Pure, any thread; without memory the arena's `failed` is set.
 */
#include "vocabulary/vocabulary_parts.h"

/* Bits of the lists that except the entry by its code. */
static const uint64_t *excepted_by(const struct vocabulary *v, uint32_t kinds, struct span code,
                                   struct arena *arena)
{
    struct finding_refs f;
    uint64_t *lists = arena_array(arena, (size_t)v->list_count / 64 + 1, sizeof *lists);

    if (lists == NULL) {
        return NULL;
    }
    refs_begin(&f, v, kinds, arena);
    f.codes = false;
    codes_look(&f, code);
    for (uint32_t i = 0; i < f.count; i++) {
        lists[f.at[i].ref.list / 64] |= UINT64_C(1) << f.at[i].ref.list % 64;
    }
    return f.failed ? NULL : lists;
}

/* Whether the entry may be among a list's own, or in a list that it includes; `open` has those
 * before it. */
static bool may_hold(const struct vocabulary *v, uint32_t list, struct span route,
                     const uint64_t *open)
{
    bool may = list_bit(v->own, list) && (route.len == 0 || !route_refused(v, list, route));

    for (uint32_t i = v->include_first[list]; i < v->include_first[list + 1] && !may; i++) {
        may = list_bit(open, v->includes[i]);
    }
    return may;
}

/* The lists that read no codes of the system, but for those that except this one, or whose routes
 * shut it out; NULL: none. */
static const uint64_t *unread_left(const struct vocabulary *v, uint32_t kinds,
                                   const struct entry_names *e, uint32_t system,
                                   struct arena *arena)
{
    const uint64_t *excepted = excepted_by(v, kinds, e->code, arena);
    uint64_t *open = arena_array(arena, (size_t)v->list_count / 64 + 1, sizeof *open);
    struct span route = text_folded(e->route, arena);
    bool any = false;

    for (uint32_t i = 0; excepted != NULL && open != NULL && i < v->list_count; i++) {
        if (!list_bit(excepted, i) && may_hold(v, i, route, open)) {
            open[i / 64] |= UINT64_C(1) << i % 64;
        }
    }
    for (uint32_t i = 0; excepted != NULL && open != NULL && i < v->list_count; i++) {
        bool left = list_bit(open, i) && (v->systems_of[i] >> system & 1) == 0 &&
                    (KIND_BIT(v->kinds[i]) & kinds) != 0;

        open[i / 64] &= ~((uint64_t)!left << i % 64);
        any |= left;
    }
    return any ? open : NULL;
}

const uint64_t *unread_find(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                            uint32_t system, struct arena *arena)
{
    const struct unread_lists *unread = &v->unread[system];

    if (unread->excepts || (v->has_routes && e->route.len > 0)) {
        return unread_left(v, kinds, e, system, arena);
    }
    return unread->lists;
}
