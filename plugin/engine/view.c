/* SPDX-License-Identifier: MIT
 *
 * Recognises the entries of a visit: one look-up of each in the vocabulary, near misses for those
 * that no list knows. Scratch memory only; a failure is reported by view_begin (or, later, stays in
 * the arena's `failed`).
 */
#include "engine/view.h"

#include <string.h>

#include "base/words.h"
#include "engine/booked.h"
#include "rulebook/triggers.h"
#include "engine/silence.h"

static const struct {
    uint64_t needs; /* the bit of needs() that asks for it */
    uint32_t never; /* the status of an entry that says that it is none; 0: no such status */
} charts[] = {
    [CHART_CONDITIONS] = {PRECARE_NEEDS_CONDITIONS, PRECARE_STATUS_NEVER},
    [CHART_MEDICATIONS] = {PRECARE_NEEDS_MEDICATIONS, PRECARE_USE_NEVER},
    [CHART_ALLERGIES] = {PRECARE_NEEDS_ALLERGIES, 0},
    [CHART_PROCEDURES] = {PRECARE_NEEDS_PROCEDURES, PRECARE_CANCELLED},
    [CHART_REACTIONS] = {PRECARE_NEEDS_REACTIONS, 0},
    [CHART_PRODUCTS] = {PRECARE_NEEDS_PRODUCTS, 0},
};
_Static_assert(sizeof charts / sizeof charts[0] == CHART_COUNT, "a row for each part of the chart");

static bool found_add(struct found_list *list, struct arena *arena, struct found one)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 8;
        struct found *at = arena_array(arena, room, sizeof *at);

        if (at == NULL) {
            return false;
        }
        if (list->count) {
            memcpy(at, list->at, list->count * sizeof *at);
        }
        list->at = at;
        list->room = room;
    }
    list->at[list->count++] = one;
    return true;
}

static bool found_add_all(struct view *v, struct found_list *list, const struct hits *hits,
                          uint32_t entry)
{
    v->found_count += hits->count;
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *h = &hits->at[i];

        if (!found_add(list, v->arena,
                       (struct found){h->list, entry, h->origin, h->item, h->via})) {
            return false;
        }
    }
    return true;
}

/* Names that an entry may mean: question by question. */
static bool meant_add(struct view *v, enum chart chart, const struct recognised *r, uint32_t entry)
{
    struct found_list *near = &v->near[chart];
    uint32_t first;

    if (!found_add_all(v, near, &r->near, entry)) {
        return false;
    }
    first = near->count;
    if (!found_add_all(v, near, &r->free, entry)) {
        return false;
    }
    for (uint32_t i = first; i < near->count; i++) {
        near->at[i].via = VIA_FREE;
    }
    return true;
}

static bool unread_add(struct view *v, enum chart chart, const uint64_t *lists, uint32_t entry)
{
    if (v->unread[chart] == NULL) {
        v->unread[chart] =
            arena_array(v->arena, v->visit->chart[chart].count, sizeof *v->unread[chart]);
    }
    if (v->unread[chart] == NULL) {
        return false;
    }
    v->unread[chart][v->unread_count[chart]++] = (struct unread){entry, lists};
    v->silent |= 1u << chart;
    return strings_add(&v->unread_paths, v->arena, view_path(v->arena, chart, entry, NULL));
}

/* The list of this name that entries of this part may be in; NONE: nobody defines it. */
static uint32_t list_named(const struct view *v, enum chart chart, struct span name)
{
    uint32_t list = rules_list_named(v->rules, name);
    bool fits = list != NONE && (KIND_BIT(v->rules->lists[list].kind) & chart_kinds[chart]) != 0;

    return fits ? list : NONE;
}

/* The value set that an entry was asked for, and 1; 0: none, or one that nobody defines. */
static uint32_t listed_in(struct view *v, enum chart chart, const struct entry *e, uint32_t entry)
{
    uint32_t list = list_named(v, chart, e->list);

    if (list == NONE) {
        strings_add(&v->unread_paths, v->arena, view_path(v->arena, chart, entry, "list"));
    }
    return list + 1; /* NONE and 1 is 0 */
}

static void unmatched_add(struct view *v, enum chart chart, uint32_t entry)
{
    v->unmatched.at[v->unmatched.count++] = (struct entry_ref){(uint16_t)chart, (uint16_t)entry};
}

/* What the vocabulary makes of it. */
static bool recognised_add(struct view *v, enum chart chart, const struct recognised *r,
                           uint32_t entry)
{
    if (r->failed) {
        return false;
    }
    if (r->hits.count == 0 && r->unread == NULL) {
        unmatched_add(v, chart, entry);
    }
    return found_add_all(v, &v->found[chart], &r->hits, entry) &&
           ((r->near.count == 0 && r->free.count == 0) || meant_add(v, chart, r, entry)) &&
           (r->unread == NULL || unread_add(v, chart, r->unread, entry));
}

/* Few need it: out of line, so that the loop over the others stays small. */
__attribute__((noinline)) static bool recognise_entry(struct view *v, enum chart chart,
                                                      uint32_t entry)
{
    const struct entry *e = &v->visit->chart[chart].at[entry];
    uint32_t never = charts[chart].never;
    const struct entry_names names = {.text = e->text,
                                      .code = e->code,
                                      .route = e->route,
                                      .listed = e->list.len > 0 ? listed_in(v, chart, e, entry) : 0,
                                      .systems = v->rules->unread_systems[chart],
                                      .settled =
                                          e->checked != 0 || (never != 0 && e->status == never)};
    struct recognised r;

    vocabulary_recognise(v->rules->vocabulary, chart_kinds[chart], &names, v->arena, &r);
    return recognised_add(v, chart, &r, entry);
}

/* The value sets that were asked about one by one. */
static bool recognise_asked(struct view *v, enum chart chart)
{
    const struct entries *entries = &v->visit->chart[chart];

    v->asked[chart] =
        arena_array_raw(v->arena, (size_t)entries->asked_count + 1, sizeof *v->asked[chart]);
    for (uint32_t i = 0; i < entries->asked_count && v->asked[chart] != NULL; i++) {
        const struct asked_set *asked = &entries->asked[i];
        uint32_t list = list_named(v, chart, asked->list);

        if (list == NONE) {
            strings_add(&v->unread_paths, v->arena, asked_path(v->arena, chart, asked->list));
        } else {
            v->asked_any = true;
            v->asked[chart][v->asked_count[chart]++] = (struct asked_list){list, &asked->on};
        }
    }
    return v->asked[chart] != NULL;
}

static bool recognise_chart(struct view *v, enum chart chart)
{
    const struct entries *entries = &v->visit->chart[chart];
    const struct vocabulary *vocabulary = v->rules->vocabulary;
    uint32_t systems = v->rules->unread_systems[chart];

    for (uint32_t i = 0; i < entries->count; i++) {
        const struct entry *e = &entries->at[i];

        if (e->list.len == 0 && e->text.len == 0 &&
            !vocabulary_may_know(vocabulary, e->code, systems)) {
            unmatched_add(v, chart, i);
        } else if (!recognise_entry(v, chart, i)) {
            return false;
        }
    }
    return chart >= CHART_ASKED || entries->asked_count == 0 || recognise_asked(v, chart);
}

static bool view_resolve(const struct view *v, const struct span *names, uint32_t count,
                         struct entry_sites *sites_r)
{
    struct site_ref *at = arena_array(v->arena, count ? count : 1, sizeof *at);

    if (at == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        at[i] = site_find(v->rules->sites, names[i]);
    }
    *sites_r = (struct entry_sites){at, count, true};
    return true;
}

const struct entry_sites *view_sites(struct view *v, enum chart chart, uint32_t entry)
{
    const struct entries *entries = &v->visit->chart[chart];

    if (v->sites[chart] == NULL) {
        v->sites[chart] = arena_array(v->arena, entries->count, sizeof *v->sites[chart]);
        if (v->sites[chart] == NULL) {
            return NULL;
        }
    }
    struct entry_sites *sites = &v->sites[chart][entry];
    if (!sites->resolved &&
        !view_resolve(v, entries->at[entry].sites, entries->at[entry].site_count, sites)) {
        return NULL;
    }
    return sites;
}

uint32_t view_word_find(struct view *v, uint32_t set, struct span said)
{
    uint32_t word = word_set_find(&v->rules->words[set], said);

    v->words[set] = (struct view_word){said.at, word};
    return word;
}

const struct entry_sites *view_area(struct view *v)
{
    if (!v->area.resolved) {
        (void)view_resolve(v, v->visit->sites, v->visit->site_count, &v->area);
    }
    return &v->area;
}

bool view_begin(struct view *v, const struct rules *rules, const struct visit *visit, bool draft,
                struct arena *arena)
{
    v->rules = rules;
    v->visit = visit;
    v->day = visit->today;
    v->arena = arena;
    uint32_t entries = 0;
    for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
        entries += visit->chart[chart].count;
    }
    v->unmatched.at = arena_array_raw(arena, entries, sizeof *v->unmatched.at);
    silence_begin(v);
    if (v->unmatched.at == NULL || !booked_begin(v)) {
        return false;
    }
    v->needs = triggers_needs(rules->triggers, visit->moment, &v->procedure, draft);
    for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
        if ((v->needs & charts[chart].needs) != 0 && !recognise_chart(v, (enum chart)chart)) {
            return false;
        }
    }
    return true;
}
