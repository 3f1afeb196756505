/* SPDX-License-Identifier: MIT
 *
 * From what was found of an entry to the lists that it is in: exceptions, routes, and what each
 * list includes (rule-language.md#lists). Where one name says it all, nothing is sorted. Pure, any
 * thread; without memory `failed` is set.
 */
#include <string.h>

#include "vocabulary/vocabulary_parts.h"

#define DIRTY_HERE 16u

static bool ref_before(const struct found_ref *x, const struct found_ref *y)
{
    const struct ref *a = &x->ref, *b = &y->ref;

    if (a->list != b->list) {
        return a->list < b->list;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank;
    }
    return a->item < b->item;
}

static void refs_sift(struct found_ref *at, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && ref_before(&at[child], &at[child + 1])) {
            child++;
        }
        if (!ref_before(&at[root], &at[child])) {
            return;
        }
        struct found_ref swap = at[root];
        at[root] = at[child];
        at[child] = swap;
    }
}

/* By list, then rank, then item. No library sort: that may take memory. */
static void refs_sort(struct found_ref *at, uint32_t count)
{
    if (count > 64) {
        for (uint32_t i = count / 2; i-- > 0;) {
            refs_sift(at, i, count);
        }
        for (uint32_t i = count; i-- > 1;) {
            struct found_ref swap = at[0];

            at[0] = at[i];
            at[i] = swap;
            refs_sift(at, 0, i);
        }
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        struct found_ref ref = at[i];
        uint32_t j = i;

        for (; j > 0 && ref_before(&ref, &at[j - 1]); j--) {
            at[j] = at[j - 1];
        }
        at[j] = ref;
    }
}

bool route_refused(const struct vocabulary *v, uint32_t list, struct span route)
{
    if (v->route_first[list] == v->route_first[list + 1]) {
        return false;
    }
    for (uint32_t i = v->route_first[list]; i < v->route_first[list + 1]; i++) {
        if (span_same(v->routes[i], route)) {
            return false;
        }
    }
    return true;
}

/* Exceptions hold for every route, and so does what is of a list that was asked for by name. */
static uint32_t refs_routed(struct finding_refs *f, struct span route)
{
    uint32_t kept = 0, listed = UINT32_MAX;

    for (uint32_t i = 0; i < f->count; i++) {
        listed = f->at[i].ref.rank == RANK_LISTED ? f->at[i].ref.list : listed;
    }
    for (uint32_t i = 0; i < f->count; i++) {
        const struct ref *ref = &f->at[i].ref;

        if (ref->rank >= RANK_LISTED || ref->list == listed ||
            !route_refused(f->v, ref->list, route)) {
            f->at[kept++] = f->at[i];
        }
    }
    return kept;
}

static inline void list_judge(struct lists_hit *l, uint32_t list)
{
    if (l->live != NULL) {
        list_hit_covered(l, list);
    } else {
        list_hit(l, list);
    }
}

static void lists_of_refs(struct lists_hit *l)
{
    const struct vocabulary *v = l->v;

    for (uint32_t i = 0; i < l->ref_count; i++) {
        if (l->refs[i].ref.list >= v->plain_count) {
            uint32_t bit = l->refs[i].ref.list - v->plain_count;

            l->dirty[bit / 64] |= UINT64_C(1) << bit % 64;
        }
    }
    while (l->next < l->ref_count && l->refs[l->next].ref.list < v->plain_count) {
        list_judge(l, l->refs[l->next].ref.list);
    }
    uint32_t words = (v->list_count - v->plain_count + 63) / 64;
    for (uint32_t w = 0; w < words; w++) {
        for (uint64_t done = 0, todo; (todo = l->dirty[w] & ~done) != 0;) {
            uint32_t bit = (uint32_t)__builtin_ctzll(todo);

            done |= UINT64_MAX >> (63 - bit); /* what a hit makes dirty stands behind it */
            list_judge(l, v->plain_count + w * 64 + bit);
        }
    }
}

/* What one ref says, where no other list has to do with it, as of most entries that are in a list
 * at all. */
static struct hits hit_of_ref(struct finding_refs *f)
{
    const struct ref *ref = &f->at[0].ref;

    if (ref->rank > RANK_LISTED) {
        return (struct hits){0};
    }
    struct hit *hit = arena_new(f->arena, sizeof *hit);
    if (hit == NULL) {
        return (struct hits){.failed = true};
    }
    *hit = (struct hit){ref->list, ref->list, ref->item, 0};
    return (struct hits){hit, 1, false};
}

static bool stands_alone(const struct vocabulary *v, uint32_t list)
{
    return list < v->plain_count && v->parent_first[list] == v->parent_first[list + 1];
}

__attribute__((noinline)) static struct hits hits_of_refs(struct finding_refs *f)
{
    const struct vocabulary *v = f->v;

    if (f->count == 1 && stands_alone(v, f->at[0].ref.list)) {
        return hit_of_ref(f);
    }
    uint64_t dirty_here[DIRTY_HERE] = {0};
    struct hit hits_here[FOUND_HERE];
    uint32_t including = v->list_count - v->plain_count, words = (including + 63) / 64;
    uint32_t most = f->count + including;
    struct lists_hit l = {.v = v,
                          .refs = f->at,
                          .ref_count = f->count,
                          .at = hits_here,
                          .dirty = dirty_here,
                          .arena = f->arena};
    if (words > DIRTY_HERE) {
        l.dirty = arena_array(f->arena, words, sizeof(uint64_t));
    }
    if (most > FOUND_HERE) {
        l.at = arena_array(f->arena, most, sizeof(struct hit));
    }
    if (f->covers) {
        l.live = arena_array(f->arena, most, sizeof *l.live);
    }
    if (l.dirty == NULL || l.at == NULL || (f->covers && l.live == NULL)) {
        return (struct hits){.failed = true};
    }
    refs_sort(f->at, f->count);
    lists_of_refs(&l);
    if (l.failed) {
        return (struct hits){.failed = true};
    }
    if (l.count == 0 || l.at != hits_here) {
        return (struct hits){l.count > 0 ? l.at : NULL, l.count, false};
    }
    struct hit *kept = arena_array(f->arena, l.count, sizeof *kept);
    if (kept == NULL) {
        return (struct hits){.failed = true};
    }
    memcpy(kept, hits_here, l.count * sizeof *kept);
    return (struct hits){kept, l.count, false};
}

/* The two that fold have large buffers: they stay off the way of an entry that has a code alone. */
__attribute__((noinline)) static void route_look(struct finding_refs *f, struct span route)
{
    char here[FOLDED_HERE];
    struct span folded;

    if (!fold_here(route, here, sizeof here, f->arena, &folded)) {
        f->failed = true;
    } else if (folded.len > 0) {
        f->count = refs_routed(f, folded);
    }
}

struct hits refs_end(struct finding_refs *f, struct span route)
{
    if (f->v->has_routes && f->count > 0 && route.len > 0) {
        route_look(f, route);
    }
    if (f->failed) {
        return (struct hits){.failed = true};
    }
    return f->count > 0 ? hits_of_refs(f) : (struct hits){0};
}
