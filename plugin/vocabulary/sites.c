/* SPDX-License-Identifier: MIT
 *
 * Body sites: found by any of their names, compared by where they stand in the tree. Every site has
 * the interval of its parts, so that "is it inside" is two comparisons. Made by the loader, asked
 * by the engine for every site of a visit. Immutable once made; any thread; no memory is taken by
 * questions.
 */
#include "vocabulary/sites.h"

#include <string.h>

#include "base/names.h"
#include "vocabulary/sites_make.h"
#include "vocabulary/vocabulary_make.h"

#define FOLDED_HERE 1280u

struct site {
    const char *name;
    uint32_t parent, top;
    uint32_t enter, leave; /* its number in the order of the tree, and the last of its parts */
    uint32_t adjacent, adjacent_count;
};

struct sites {
    const struct site *at;
    uint32_t count;
    const uint32_t *adjacent;
    struct names names; /* folded */
};

/* ---- making ---- */

struct planting {
    struct site *at;
    uint32_t count;
    uint32_t *first_child, *next_child;
    uint32_t order;
};

/* Without recursion: a tree can be as deep as it has sites. */
static void region_number(struct planting *p, uint32_t region)
{
    uint32_t i = region;

    p->at[i].enter = p->order++;
    for (;;) {
        p->at[i].top = region;
        if (p->first_child[i] != SITE_UNKNOWN) {
            i = p->first_child[i];
            p->at[i].enter = p->order++;
            continue;
        }
        for (;;) {
            p->at[i].leave = p->order - 1;
            if (i == region) {
                return;
            }
            if (p->next_child[i] != SITE_UNKNOWN) {
                break;
            }
            i = p->at[i].parent;
        }
        i = p->next_child[i];
        p->at[i].enter = p->order++;
    }
}

static bool tree_make(struct planting *p, struct arena *scratch)
{
    p->first_child = arena_array(scratch, (size_t)p->count + 1, sizeof *p->first_child);
    p->next_child = arena_array(scratch, (size_t)p->count + 1, sizeof *p->next_child);
    if (p->first_child == NULL || p->next_child == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        p->first_child[i] = p->next_child[i] = SITE_UNKNOWN;
    }
    for (uint32_t i = p->count; i-- > 0;) {
        if (p->at[i].parent == SITE_UNKNOWN) {
            continue;
        }
        p->next_child[i] = p->first_child[p->at[i].parent];
        p->first_child[p->at[i].parent] = i;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->at[i].parent == SITE_UNKNOWN) {
            region_number(p, i);
        }
    }
    return true;
}

/* Each pair in both directions. */
static bool neighbours_make(struct sites *s, struct site *at, const struct site_plan *plan,
                            struct arena *keep)
{
    size_t total = 0;

    for (uint32_t i = 0; i < s->count; i++) {
        for (uint32_t j = 0; j < plan[i].adjacent_count; j++) {
            at[i].adjacent_count++;
            at[plan[i].adjacent[j]].adjacent_count++;
            total += 2;
        }
    }
    uint32_t *adjacent = arena_array(keep, total + 1, sizeof *adjacent);
    if (adjacent == NULL) {
        return false;
    }
    uint32_t next = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        at[i].adjacent = next;
        next += at[i].adjacent_count;
        at[i].adjacent_count = 0;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        for (uint32_t j = 0; j < plan[i].adjacent_count; j++) {
            uint32_t other = plan[i].adjacent[j];

            adjacent[at[i].adjacent + at[i].adjacent_count++] = other;
            adjacent[at[other].adjacent + at[other].adjacent_count++] = i;
        }
    }
    s->adjacent = adjacent;
    return true;
}

static bool names_make(struct sites *s, const struct site_plan *plan, struct arena *keep)
{
    names_begin(&s->names, keep);
    names_room(&s->names, s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        struct span folded = text_folded(span_of(plan[i].name), keep);

        if (names_add(&s->names, folded, i) == NAMES_NOT) {
            return false;
        }
    }
    for (uint32_t i = 0; i < s->count; i++) {
        for (uint32_t j = 0; j < plan[i].also_count; j++) {
            struct span folded = text_folded(span_of(plan[i].also[j]), keep);

            if (names_add(&s->names, folded, i) == NAMES_NOT) {
                return false;
            }
        }
    }
    return true;
}

struct sites *sites_new(const struct site_plan *plan, uint32_t count, struct arena *keep,
                        struct arena *scratch)
{
    struct sites *s = arena_new(keep, sizeof *s);
    struct site *at = arena_array(keep, (size_t)count + 1, sizeof *at);
    struct planting p = {.at = at, .count = count};

    if (s == NULL || at == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        at[i].name = plan[i].name;
        at[i].parent = plan[i].parent;
    }
    s->at = at;
    s->count = count;
    bool made =
        tree_make(&p, scratch) && neighbours_make(s, at, plan, keep) && names_make(s, plan, keep);
    return made ? s : NULL;
}

/* ---- asking ---- */

static uint32_t sites_found(const struct sites *s, struct span folded)
{
    uint32_t site = names_find(&s->names, folded);

    return site == NAMES_NOT ? SITE_UNKNOWN : site;
}

static bool sites_begins(struct span folded, struct span with)
{
    return folded.len > with.len && memcmp(folded.at, with.at, with.len) == 0;
}

struct site_ref site_find(const struct sites *s, struct span name)
{
    char here[FOLDED_HERE];
    struct site_ref none = {SITE_UNKNOWN, SIDE_NONE}, plain = {sites_found(s, name), SIDE_NONE};

    if (plain.site != SITE_UNKNOWN) {
        return plain; /* folded already, as most are */
    }
    int64_t len = name.len > 0 && name.len <= sizeof here
                      ? text_fold(name.at, name.len, here, sizeof here)
                      : -1;
    if (len <= 0) {
        return none;
    }
    struct span folded = {here, (uint32_t)len};
    struct site_ref ref = {sites_found(s, folded), SIDE_NONE};
    if (ref.site != SITE_UNKNOWN) {
        return ref;
    }
    const struct span sides[] = {[SIDE_LEFT] = SPAN("left "), [SIDE_RIGHT] = SPAN("right ")};
    for (uint32_t side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        if (!sites_begins(folded, sides[side])) {
            continue;
        }
        struct span rest = {folded.at + sides[side].len, folded.len - sides[side].len};
        ref.site = sites_found(s, rest);
        ref.side = ref.site != SITE_UNKNOWN ? side : (uint32_t)SIDE_NONE;
    }
    return ref;
}

const char *site_name(const struct sites *s, uint32_t site)
{
    return site < s->count ? s->at[site].name : NULL;
}

uint32_t site_region(const struct sites *s, uint32_t site)
{
    return site < s->count ? s->at[site].top : SITE_UNKNOWN;
}

bool site_inside(const struct sites *s, uint32_t site, uint32_t outer)
{
    if (site >= s->count || outer >= s->count) {
        return false;
    }
    return s->at[site].enter >= s->at[outer].enter && s->at[site].enter <= s->at[outer].leave;
}

static bool are_neighbours(const struct sites *s, uint32_t a, uint32_t b)
{
    const struct site *site = &s->at[a];

    for (uint32_t i = 0; i < site->adjacent_count; i++) {
        if (s->adjacent[site->adjacent + i] == b) {
            return true;
        }
    }
    return false;
}

bool site_related(const struct sites *s, uint32_t relation, struct site_ref a, struct site_ref b)
{
    if (a.site >= s->count || b.site >= s->count) {
        return false;
    }
    bool other_side = a.side != SIDE_NONE && b.side != SIDE_NONE && a.side != b.side;
    bool overlap = site_inside(s, a.site, b.site) || site_inside(s, b.site, a.site);
    switch ((enum site_relation)relation) {
    case SITE_ANYWHERE: return true;
    case SITE_TREATMENT_AREA: return !other_side && overlap;
    case SITE_SAME_REGION: return s->at[a.site].top == s->at[b.site].top;
    case SITE_ADJACENT: return !other_side && (overlap || are_neighbours(s, a.site, b.site));
    }
    return false;
}

uint32_t sites_count(const struct sites *s)
{
    return s->count;
}
