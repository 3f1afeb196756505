/* SPDX-License-Identifier: MIT
 *
 * One list and what was found of an entry: by its own names and codes, else by what it includes.
 * For hits.c and covered.c. Any thread; without memory `failed` is set.
 */
#include <string.h>

#include "vocabulary/vocabulary_parts.h"

void refs_grow(struct finding_refs *f)
{
    struct found_ref *more = arena_array(f->arena, (size_t)f->room * 2, sizeof *more);

    if (more == NULL) {
        f->failed = true;
        return;
    }
    memcpy(more, f->at, f->count * sizeof *more);
    f->at = more;
    f->room *= 2;
}

uint32_t hit_number(const struct lists_hit *l, uint32_t list)
{
    uint32_t low = 0, high = l->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (l->at[middle].list < list) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < l->count && l->at[low].list == list ? low : HIT_NONE;
}

void hit_add(struct lists_hit *l, struct hit hit)
{
    const struct vocabulary *v = l->v;

    l->at[l->count++] = hit;
    for (uint32_t i = v->parent_first[hit.list]; i < v->parent_first[hit.list + 1]; i++) {
        uint32_t bit = v->parents[i] - v->plain_count;

        l->dirty[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

struct own_refs own_refs_take(struct lists_hit *l, uint32_t list)
{
    while (l->next < l->ref_count && l->refs[l->next].ref.list < list) {
        l->next++;
    }
    struct own_refs own = {.first = l->next};
    for (; l->next < l->ref_count && l->refs[l->next].ref.list == list; l->next++) {
        own.listed |= l->refs[l->next].ref.rank == RANK_LISTED;
        own.covers |= l->refs[l->next].ref.rank == RANK_EXCEPT;
        own.excepted |= l->refs[l->next].ref.rank == RANK_EXCEPT_CODE;
    }
    own.end = l->next;
    own.excepted = own.excepted && !own.listed;
    return own;
}

/* A list by its own names and codes, else by what it includes, else because it was asked. */
void list_hit(struct lists_hit *l, uint32_t list)
{
    const struct vocabulary *v = l->v;
    struct own_refs own = own_refs_take(l, list);
    uint32_t first = v->include_first[list], included = HIT_NONE, i = first;

    if (own.excepted) {
        return;
    }
    bool named = own.first < own.end && l->refs[own.first].ref.rank < RANK_LISTED;
    for (; !named && included == HIT_NONE && i < v->include_first[list + 1]; i++) {
        included = hit_number(l, v->includes[i]);
    }
    if (included != HIT_NONE) {
        const struct hit *from = &l->at[included];

        hit_add(l, (struct hit){list, from->origin, from->item, i - first});
    } else if (own.first < own.end) {
        hit_add(l, (struct hit){list, list, l->refs[own.first].ref.item, 0});
    }
}
