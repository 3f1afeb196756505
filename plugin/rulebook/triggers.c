/* SPDX-License-Identifier: MIT
 *
 * The index of rules. A group is a (moment, procedure list); within a group a rule stands either
 * among those that are always looked at, or at each of its trigger lists. Postings are sorted by
 * (group, list) and found through a hash table, so that a visit costs what it matches, not what the
 * rulebook holds. Made once; any thread. NULL without memory.
 */
#include "rulebook/triggers.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "rulebook/needs.h"

#define MOMENTS 4
#define ALWAYS UINT32_MAX /* as the list of a posting: looked at in any case */
#define SILENT(chart)                                                                              \
    (UINT32_MAX - 1 -                                                                              \
     (uint32_t)(chart)) /* looked at when this part's silence is unknown; CHART_ASKED: ages */
#define BOOK_ACTIVE_RULE                                                                           \
    (UINT32_MAX - 16) /* the posting's rule is a rulebook with an active rule here */
#define BOOK_SHADOW_RULE (UINT32_MAX - 17)

struct posting {
    uint32_t group, list, rule;
};

struct range {
    uint32_t group, list; /* list 0 with count 0: free */
    uint32_t first, count;
};

struct group_needs { /* PRECARE_NEEDS_ of a group's rules */
    uint64_t acting, draft;
};

struct triggers {
    uint32_t list_count, group_count;
    uint32_t most;          /* rules or rulebooks, whichever are more: the size of a bit set */
    const uint32_t *groups; /* [(moment - 1) * list_count + procedure list]: group + 1, 0: none */
    const struct group_needs *needs; /* [group] */
    const uint32_t *rules;           /* of all postings, in their order */
    const struct range *table;
    struct hash_index index;
};

/* ---- which lists trigger a rule ---- */

struct trigger {
    uint32_t list, chart;
    bool ages; /* a "no" of this list may be known today, and not on the day of the appointment */
};

struct trigger_set {
    struct trigger *at;
    uint32_t count, room;
    bool none, failed; /* none: no set of lists can say that it is F */
};

static void set_add(struct trigger_set *s, struct trigger t)
{
    struct trigger *at = mem_more(s->at, s->count, &s->room, sizeof *at);

    if (at == NULL) {
        s->failed = true;
        return;
    }
    s->at = at;
    s->at[s->count++] = t;
}

/* Appends the triggers of `cond` to the set. An `all` is F with any part: its smallest set serves.
 * An `any` is F with all of its parts: the union does. Anything else may be T or U whatever the
 * chart holds. */
static void triggers_of(const struct rules *rules, uint32_t cond, struct trigger_set *s)
{
    const struct cond *c = &rules->conds[cond];
    uint32_t start = s->count;

    if (cond_kinds[c->kind].chart != 0 && !c->times_below) {
        bool ages = cond_silence_lasts(c, rules->lists).unit != UNIT_NONE;

        set_add(s, (struct trigger){c->list, cond_kinds[c->kind].chart - 1, ages});
        return;
    }
    if ((c->kind != COND_ALL && c->kind != COND_ANY) || !c->count) {
        s->none = true;
        return;
    }
    bool found = false;
    uint32_t best = 0;
    for (uint32_t i = 0; i < c->count && !s->failed; i++) {
        uint32_t before = s->count;

        s->none = false;
        triggers_of(rules, c->first + i, s);
        if (c->kind == COND_ANY) {
            if (s->none) {
                return;
            }
            continue;
        }
        uint32_t size = s->count - before;
        if (!s->none && (!found || size < best)) { /* the better set moves to the start */
            if (size > 0) {                        /* a set of nothing may have no memory yet */
                memmove(s->at + start, s->at + before, size * sizeof *s->at);
            }
            found = true;
            best = size;
        }
        s->count = start + best;
    }
    s->none = c->kind == COND_ALL && !found;
    if (s->none) {
        s->count = start;
    }
}

/* ---- building ---- */

struct builder {
    const struct rules *rules;
    uint32_t *groups;
    struct posting *at;
    uint32_t count, room, group_count;
    bool failed;
};

static void triggers_post(struct builder *b, uint32_t group, uint32_t list, uint32_t rule)
{
    struct posting *at = mem_more(b->at, b->count, &b->room, sizeof *at);

    if (at == NULL) {
        b->failed = true;
        return;
    }
    b->at = at;
    b->at[b->count++] = (struct posting){group, list, rule};
}

static void post_rule(struct builder *b, uint32_t group, uint32_t rule, const struct trigger_set *s)
{
    const struct rule *r = &b->rules->rules[rule];

    if (!r->silenced) {
        triggers_post(b, group, r->status == RULE_ACTIVE ? BOOK_ACTIVE_RULE : BOOK_SHADOW_RULE,
                      r->rulebook);
    }
    if (s->none) {
        triggers_post(b, group, ALWAYS, rule);
    }
    for (uint32_t i = 0; i < s->count && !s->none; i++) {
        triggers_post(b, group, s->at[i].list, rule);
        triggers_post(b, group, SILENT(s->at[i].chart), rule);
        if (s->at[i].ages) {
            triggers_post(b, group, SILENT(CHART_COUNT), rule);
        }
    }
}

static void add_rule(struct builder *b, uint32_t rule)
{
    const struct rule *r = &b->rules->rules[rule];
    struct trigger_set s = {0};

    if (r->status == RULE_RETIRED) {
        return;
    }
    triggers_of(b->rules, r->condition, &s);
    b->failed |= s.failed;
    for (uint32_t moment = 1; moment <= MOMENTS && !b->failed; moment++) {
        if (!(r->moments >> moment & 1)) {
            continue;
        }
        for (uint32_t i = 0; i < r->procedures.count; i++) {
            uint32_t *group = &b->groups[(moment - 1) * b->rules->list_count + r->procedures.at[i]];

            if (!*group) {
                *group = ++b->group_count;
            }
            post_rule(b, *group, rule, &s);
        }
    }
    mem_drop(s.at);
}

static int by_place(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;

    if (x->group != y->group) {
        return x->group < y->group ? -1 : 1;
    }
    if (x->list != y->list) {
        return x->list < y->list ? -1 : 1;
    }
    return (x->rule > y->rule) - (x->rule < y->rule);
}

static uint64_t range_hash(uint32_t group, uint32_t list)
{
    return ((uint64_t)group << 32 | list) * 0x9e3779b97f4a7c15u >> 32;
}

/* Sorted postings, each once, become ranges. */
static bool lay_out(struct builder *b, struct triggers *t, struct arena *arena)
{
    uint32_t kept = 0, ranges = 0;

    if (b->count) {
        qsort(b->at, b->count, sizeof *b->at, by_place);
    }
    for (uint32_t i = 0; i < b->count; i++) {
        if (kept && by_place(&b->at[kept - 1], &b->at[i]) == 0) {
            continue;
        }
        ranges += !kept || b->at[kept - 1].group != b->at[i].group ||
                  b->at[kept - 1].list != b->at[i].list;
        b->at[kept++] = b->at[i];
    }
    uint32_t *rules = arena_array(arena, kept ? kept : 1, sizeof *rules);
    struct range *table = arena_array(arena, (size_t)ranges + 1, sizeof *table);
    if (rules == NULL || table == NULL || !hash_index_begin(&t->index, ranges, arena)) {
        return false;
    }
    ranges = 0;
    for (uint32_t i = 0; i < kept;) {
        struct posting p = b->at[i];
        uint32_t first = i;

        for (; i < kept && b->at[i].group == p.group && b->at[i].list == p.list; i++) {
            rules[i] = b->at[i].rule;
        }
        hash_index_put(&t->index, range_hash(p.group, p.list), ranges);
        table[ranges++] = (struct range){p.group, p.list, first, i - first};
    }
    t->rules = rules;
    t->table = table;
    return true;
}

static void needs_add(const struct triggers *t, struct group_needs *needs,
                      const struct rules *rules, const struct rule *r)
{
    uint32_t status = rules->books[r->rulebook].status;
    uint64_t mask = rule_needs(rules, r);

    for (uint32_t moment = 1; moment <= MOMENTS; moment++) {
        for (uint32_t i = 0; i < r->procedures.count && (r->moments >> moment & 1); i++) {
            uint32_t at = (moment - 1) * t->list_count + r->procedures.at[i];
            struct group_needs *to = &needs[t->groups[at] - 1];

            to->acting |= status == BOOK_ACTIVE || status == BOOK_SHADOW ? mask : 0;
            to->draft |= status == BOOK_DRAFT ? mask : 0;
        }
    }
}

/* Once the groups are known. */
static bool needs_lay_out(struct triggers *t, const struct rules *rules, struct arena *arena)
{
    struct group_needs *needs = arena_array(arena, (size_t)t->group_count + 1, sizeof *needs);

    for (uint32_t i = 0; needs != NULL && i < rules->rule_count; i++) {
        if (rules->rules[i].status != RULE_RETIRED) {
            needs_add(t, needs, rules, &rules->rules[i]);
        }
    }
    t->needs = needs;
    return needs != NULL;
}

struct triggers *triggers_new(const struct rules *rules, struct arena *arena)
{
    struct triggers *t = arena_new(arena, sizeof *t);
    size_t groups = (size_t)MOMENTS * rules->list_count;
    struct builder b = {.rules = rules,
                        .groups = arena_array(arena, groups ? groups : 1, sizeof *b.groups)};
    bool well = t != NULL && b.groups != NULL;

    for (uint32_t i = 0; well && i < rules->rule_count && !b.failed; i++) {
        add_rule(&b, i);
    }
    well = well && !b.failed && lay_out(&b, t, arena);
    mem_drop(b.at);
    if (!well) {
        return NULL;
    }
    t->list_count = rules->list_count;
    t->most = rules->rule_count > rules->book_count ? rules->rule_count : rules->book_count;
    t->group_count = b.group_count;
    t->groups = b.groups;
    return needs_lay_out(t, rules, arena) ? t : NULL;
}

/* ---- asking ---- */

static struct numbers triggers_posted(const struct triggers *t, uint32_t group, uint32_t list)
{
    for (uint32_t at = (uint32_t)range_hash(group, list), n;
         (n = hash_index_next(&t->index, &at)) != HASH_NONE;) {
        const struct range *r = &t->table[n];

        if (r->group == group && r->list == list) {
            return (struct numbers){t->rules + r->first, r->count, 0};
        }
    }
    return (struct numbers){NULL, 0, 0};
}

static uint32_t group_of(const struct triggers *t, const struct trigger_query *q,
                         uint32_t procedure)
{
    if (q->moment < 1 || q->moment > MOMENTS || q->procedure[procedure].list >= t->list_count) {
        return 0;
    }
    return t->groups[(q->moment - 1) * t->list_count + q->procedure[procedure].list];
}

#define MOST_HERE 64 /* kept in order as they come; more go into a bit set */

struct gathering {
    const struct triggers *t;
    uint32_t *at; /* ascending, each once */
    uint32_t count;
    uint64_t *bits; /* NULL until there are many */
    struct arena *arena;
    bool failed;
};

static void bit_add(struct gathering *g, uint32_t rule)
{
    g->bits[rule / 64] |= (uint64_t)1 << rule % 64;
}

static void bits_begin(struct gathering *g)
{
    g->bits = arena_array(g->arena, g->t->most / 64 + 1, sizeof *g->bits);
    g->failed |= g->bits == NULL;
    for (uint32_t i = 0; g->bits != NULL && i < g->count; i++) {
        bit_add(g, g->at[i]);
    }
}

/* Mostly behind the last one, for postings are in order. */
static inline void rule_add(struct gathering *g, uint32_t rule)
{
    uint32_t i = g->count;

    while (i > 0 && g->at[i - 1] > rule) {
        i--;
    }
    if (i > 0 && g->at[i - 1] == rule) {
        return;
    }
    for (uint32_t k = g->count; k > i; k--) {
        g->at[k] = g->at[k - 1];
    }
    g->at[i] = rule;
    g->count++;
}

static void triggers_gather(struct gathering *g, uint32_t group, uint32_t list)
{
    struct numbers rules = triggers_posted(g->t, group, list);

    if (g->bits == NULL && rules.count > MOST_HERE - g->count) {
        bits_begin(g);
    }
    for (uint32_t i = 0; i < rules.count && !g->failed; i++) {
        if (g->bits != NULL) {
            bit_add(g, rules.at[i]);
        } else {
            rule_add(g, rules.at[i]);
        }
    }
}

static struct numbers triggers_gathered(struct gathering *g)
{
    uint32_t *at = g->bits != NULL ? arena_array_raw(g->arena, g->t->most + 1, sizeof *at) : g->at;
    uint32_t count = g->bits != NULL ? 0 : g->count;

    g->failed |= at == NULL;
    for (uint32_t word = 0; at != NULL && g->bits != NULL && word <= g->t->most / 64; word++) {
        for (uint64_t bits = g->bits[word]; bits; bits &= bits - 1) {
            at[count++] = word * 64 + (uint32_t)__builtin_ctzll(bits);
        }
    }
    return (struct numbers){at, at != NULL ? count : 0, 0};
}

struct numbers triggers_find(const struct triggers *t, const struct trigger_query *q,
                             struct arena *arena, bool *failed_r)
{
    struct gathering g = {.t = t, .arena = arena};

    g.at = arena_array_raw(arena, MOST_HERE, sizeof *g.at);
    g.failed = g.at == NULL;
    for (uint32_t p = 0; p < q->procedure_count && !g.failed; p++) {
        uint32_t group = group_of(t, q, p);

        if (!group) {
            continue;
        }
        triggers_gather(&g, group, ALWAYS);
        for (uint32_t chart = 0; chart <= CHART_COUNT && q->silent; chart++) {
            if (q->silent >> chart & 1) {
                triggers_gather(&g, group, SILENT(chart));
            }
        }
        for (uint32_t i = 0; i < q->list_count; i++) {
            triggers_gather(&g, group, q->lists[i]);
        }
    }
    struct numbers found = {NULL, 0, 0};
    if (!g.failed) {
        found = triggers_gathered(&g);
    }
    *failed_r = g.failed;
    return found;
}

static uint64_t needs_of(const struct triggers *t, uint32_t moment, uint32_t list, bool draft)
{
    uint32_t group = list < t->list_count ? t->groups[(moment - 1) * t->list_count + list] : 0;
    const struct group_needs *needs = group ? &t->needs[group - 1] : NULL;

    return needs == NULL ? 0 : needs->acting | (draft ? needs->draft : 0);
}

uint64_t triggers_needs(const struct triggers *t, uint32_t moment, const struct hits *procedure,
                        bool draft)
{
    uint32_t count = procedure != NULL ? procedure->count : t->list_count;
    uint64_t mask = 0;

    for (uint32_t i = 0; i < count && moment >= 1 && moment <= MOMENTS; i++) {
        mask |= needs_of(t, moment, procedure != NULL ? procedure->at[i].list : i, draft);
    }
    return mask;
}

struct numbers triggers_books(const struct triggers *t, const struct trigger_query *q,
                              uint32_t procedure, bool shadow)
{
    uint32_t group = group_of(t, q, procedure);

    return group ? triggers_posted(t, group, shadow ? BOOK_SHADOW_RULE : BOOK_ACTIVE_RULE)
                 : (struct numbers){NULL, 0, 0};
}
