/* SPDX-License-Identifier: MIT
 *
 * Which lists an entry is in whose text holds an item that some list excepts
 * (rule-language.md#lists): a name inside it does not count for that list, nor for those that
 * include the list, and where no name is left outside, the entry is out whatever its code. So each
 * list keeps which refs count for it, and hands them on to those that include it. Few entries come
 * here. Any thread; without memory `failed` is set.
 */
#include "vocabulary/vocabulary_parts.h"

static bool live_has(const struct live *live, uint32_t ref)
{
    uint32_t low = 0, high = live->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (live->at[middle] < ref) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < live->count && live->at[low] == ref;
}

static struct live live_joined(struct lists_hit *l, const struct live *a, const struct live *b)
{
    uint32_t *at = arena_array(l->arena, (size_t)a->count + b->count + 1, sizeof *at);
    uint32_t count = 0, i = 0, k = 0;

    if (at == NULL) {
        l->failed = true;
        return (struct live){NULL, 0};
    }
    while (i < a->count || k < b->count) {
        bool first = k == b->count || (i < a->count && a->at[i] <= b->at[k]);
        uint32_t ref = first ? a->at[i] : b->at[k];

        i += i < a->count && a->at[i] == ref;
        k += k < b->count && b->at[k] == ref;
        at[count++] = ref;
    }
    return (struct live){at, count};
}

static bool is_name(const struct found_ref *r)
{
    return r->ref.rank <= RANK_SYNONYM;
}

/* Whether a name lies wholly inside one of the items that the list excepts; an item that may be
 * meant is told from what else the same word may mean. */
static bool is_covered(const struct lists_hit *l, const struct own_refs *own,
                       const struct found_ref *name)
{
    for (uint32_t i = own->first; i < own->end; i++) {
        const struct found_ref *r = &l->refs[i];

        if (r->ref.rank == RANK_EXCEPT && r->start <= name->start && name->end <= r->end &&
            (r->meant == 0 || r->meant == name->meant)) {
            return true;
        }
    }
    return false;
}

/* What counts for a list, before its exceptions: its own, and what those that it includes hand on.
 */
static struct live live_offered(struct lists_hit *l, uint32_t list, const struct own_refs *own)
{
    const struct vocabulary *v = l->v;
    uint32_t *at = arena_array(l->arena, (size_t)(own->end - own->first) + 1, sizeof *at);
    struct live live = {at, 0};

    l->failed |= at == NULL;
    for (uint32_t i = own->first; i < own->end && at != NULL; i++) {
        if (l->refs[i].ref.rank < RANK_EXCEPT) {
            at[live.count++] = i;
        }
    }
    for (uint32_t i = v->include_first[list]; i < v->include_first[list + 1] && !l->failed; i++) {
        uint32_t from = hit_number(l, v->includes[i]);

        if (from != HIT_NONE) {
            live = live_joined(l, &live, &l->live[from]);
        }
    }
    return live;
}

/* Without the names that its exceptions cover; and, where no name is left beside them, with nothing
 * but what was asked of the list by name. */
static struct live live_kept(struct lists_hit *l, const struct own_refs *own,
                             const struct live *offered)
{
    uint32_t *at = arena_array(l->arena, (size_t)offered->count + 1, sizeof *at);
    uint32_t count = 0, names = 0, listed = 0;

    if (at == NULL) {
        l->failed = true;
        return (struct live){NULL, 0};
    }
    for (uint32_t i = 0; i < offered->count; i++) {
        const struct found_ref *r = &l->refs[offered->at[i]];

        if (!is_name(r) || !is_covered(l, own, r)) {
            names += is_name(r);
            at[count++] = offered->at[i];
        }
    }
    for (uint32_t i = 0; i < count && names == 0; i++) {
        if (at[i] >= own->first && l->refs[at[i]].ref.rank == RANK_LISTED) {
            at[listed++] = at[i];
        }
    }
    return (struct live){at, names > 0 ? count : listed};
}

/* Of those left, the ones that a list which is hit handed on; how many. */
static uint32_t left_of(const struct lists_hit *l, uint32_t hit, uint32_t *left, uint32_t count,
                        bool keep)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (live_has(&l->live[hit], left[i])) {
            left[keep ? kept : i] = left[i];
            kept++;
        }
    }
    return kept;
}

/* The first list that `list` includes which some of those left came by; the others are dropped.
 * Its number among the includes, from 1; 0: none. */
static uint32_t include_taken(const struct lists_hit *l, uint32_t list, uint32_t *left,
                              uint32_t *count)
{
    const struct vocabulary *v = l->v;
    uint32_t first = v->include_first[list];

    for (uint32_t i = first; i < v->include_first[list + 1]; i++) {
        uint32_t from = hit_number(l, v->includes[i]);

        if (from != HIT_NONE && left_of(l, from, left, *count, false) > 0) {
            *count = left_of(l, from, left, *count, true);
            return i - first + 1;
        }
    }
    return 0;
}

/* The first of those left that is the list's own, by a name or a code; HIT_NONE: none is. */
static uint32_t own_left(const struct lists_hit *l, uint32_t list, const uint32_t *left,
                         uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct ref *ref = &l->refs[left[i]].ref;

        if (ref->list == list && ref->rank < RANK_LISTED) {
            return left[i];
        }
    }
    return HIT_NONE;
}

/* By its own, in order, else by the first list that it includes, and so on; at last because it was
 * asked. */
static struct hit hit_by(struct lists_hit *l, uint32_t list, const struct live *live)
{
    const struct vocabulary *v = l->v;
    struct hit hit = {list, list, HIT_BY_CODE, 0};
    uint32_t *left = arena_array(l->arena, (size_t)live->count + 1, sizeof *left);
    uint32_t count = live->count, via = 1;

    l->failed |= left == NULL;
    for (uint32_t i = 0; i < count && left != NULL; i++) {
        left[i] = live->at[i];
    }
    while (left != NULL && via > 0) {
        uint32_t own = own_left(l, hit.origin, left, count);

        if (own != HIT_NONE) {
            hit.item = l->refs[own].ref.item;
            return hit;
        }
        via = include_taken(l, hit.origin, left, &count);
        if (hit.origin == list) {
            hit.via = via;
        }
        if (via > 0) {
            hit.origin = v->includes[v->include_first[hit.origin] + via - 1];
        }
    }
    return hit;
}

void list_hit_covered(struct lists_hit *l, uint32_t list)
{
    struct own_refs own = own_refs_take(l, list);

    if (own.excepted || l->failed) {
        return;
    }
    struct live live = live_offered(l, list, &own);
    if (own.covers && !l->failed) {
        live = live_kept(l, &own, &live);
    }
    if (!l->failed && live.count > 0) {
        l->live[l->count] = live;
        hit_add(l, hit_by(l, list, &live));
    }
}
