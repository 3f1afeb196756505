/* SPDX-License-Identifier: MIT
 *
 * Conditions on what is in the chart: condition, medication, allergy, procedure.history,
 * charted.reaction and charted.product. Entries are joined as by `any`, the fields of one entry as
 * by `all`; where no entry decides, the list's silence does. Cannot fail but for scratch memory.
 */
#include "engine/fit.h"
#include "engine/matter.h"
#include "engine/silence.h"
#include "engine/times.h"
#include "engine/window.h"

#define MILLION 1000000 /* what `times` is written in */

struct gathered { /* over the entries of one condition */
    enum truth truth;
    struct heard heard; /* of entries that match nothing */
    bool any;
    struct found *matches; /* T entries, to be told in the order of the list */
    uint32_t match_count;
    uint32_t decided_by;        /* entry, NONE */
    struct occasion *occasions; /* of `times`: entries that are T or U */
    uint32_t occasion_count;
};

static void gather_match(const struct asking *a, const struct cond *c, const struct found *hit,
                         const struct fit *f, struct gathered *g, struct details *d)
{
    const struct entry *e = &a->view->visit->chart[cond_chart(c)].at[hit->entry];

    details_digest(d, view_item(a->view->rules, hit), e);
    matter_entry(a, hit, cond_chart(c), d);
    details_match_date(d, &f->date);
    if (!g->match_count || f->final_day < d->final_day) {
        d->final_day = f->final_day;
    }
    /* keep them in the order of the list: its own items, then those of included lists, codes last
     * in each */
    uint32_t i = g->match_count++;
    for (; i > 0; i--) {
        const struct found *before = &g->matches[i - 1];
        bool in_order = before->via != hit->via         ? before->via < hit->via
                        : before->origin != hit->origin ? before->origin < hit->origin
                                                        : before->item <= hit->item;

        if (in_order) {
            break;
        }
        g->matches[i] = *before;
    }
    g->matches[i] = *hit;
}

static void gather_missing(const struct asking *a, enum chart chart, const struct found *hit,
                           const struct fit *f, struct details *d)
{
    struct arena *arena = a->view->arena;
    struct open_fact open = {.since = DATE_NONE, .again = DATE_NONE};

    for (uint32_t i = 0; i < f->missing_count; i++) {
        const char *field = f->missing[i].field;
        bool whole = f->missing[i].whole;

        open.path = whole ? field : view_path(arena, chart, hit->entry, field);
        open.state = whole                   ? OPEN_NOT_ASKED
                     : f->missing[i].unclear ? OPEN_NOT_UNDERSTOOD
                                             : OPEN_INCOMPLETE;
        open.item = whole ? NULL : view_item(a->view->rules, hit);
        details_open(d, arena, &open);
    }
}

/* The days on which an entry may lie and count. */
static void gather_occasion(const struct asking *a, const struct cond *c, uint32_t hit,
                            const struct when *at, struct gathered *g)
{
    struct occasion *one = &g->occasions[g->occasion_count++];
    bool known = at->kind != WHEN_UNKNOWN;

    *one =
        (struct occasion){known ? at->first : DAY_FIRST, known ? at->last : DAY_LAST, hit, false};
    if (c->within.set || c->until.set) {
        window_days(a->view->visit, c->within.set ? &c->within.length : NULL,
                    c->until.set ? &c->until.length : NULL, &one->first, &one->last);
    }
}

static bool gather_room(const struct asking *a, const struct cond *c, const struct details *d,
                        struct gathered *g)
{
    uint32_t count = a->view->found[cond_chart(c)].count;

    if (d != NULL && count) {
        g->matches = arena_array(a->view->arena, count, sizeof *g->matches);
    }
    if (c->times.set && count) {
        g->occasions = arena_array(a->view->arena, count, sizeof *g->occasions);
    }
    return count == 0 ||
           ((d == NULL || g->matches != NULL) && (!c->times.set || g->occasions != NULL));
}

static bool gather_entries(const struct asking *a, const struct cond *c, struct details *d,
                           struct gathered *g)
{
    enum chart chart = cond_chart(c);
    uint32_t never = cond_kinds[c->kind].never;
    const struct found_list *found = &a->view->found[chart];

    if (!gather_room(a, c, d, g)) {
        return false;
    }
    for (uint32_t i = 0; i < found->count; i++) {
        const struct found *hit = &found->at[i];

        if (hit->list != c->list) {
            continue;
        }
        const struct entry *e = &a->view->visit->chart[chart].at[hit->entry];
        if (never != 0 && e->status == never) {
            g->heard.never |= !silence_is_over(a, c, &e->noted);
            continue;
        }
        struct fit f = {.truth = TRUTH_T, .final_day = a->view->visit->today};
        condition_values[c->kind].fit(&f, a, c, hit, e);
        g->any = true;
        if (truth_any(g->truth, f.truth) != g->truth || g->decided_by == NONE) {
            g->decided_by = hit->entry;
        }
        g->truth = truth_any(g->truth, f.truth);
        if (g->occasions != NULL && f.truth != TRUTH_F) {
            gather_occasion(a, c, i, &e->at, g);
            g->occasions[g->occasion_count - 1].sure = f.truth == TRUTH_T;
        }
        if (d != NULL && f.truth == TRUTH_T) {
            gather_match(a, c, hit, &f, g, d);
        } else if (d != NULL && f.truth == TRUTH_U) {
            gather_missing(a, chart, hit, &f, d);
        } else if (d == NULL && a->trace == NULL && f.truth == TRUTH_T && !c->times.set) {
            return true;
        }
    }
    return true;
}

static enum truth hear_silence(const struct asking *a, const struct cond *c,
                               const struct gathered *g, struct details *d, struct trace_cond *why)
{
    struct silence silence = silence_of(a, c, &g->heard);

    if (d != NULL) {
        silence_tell(a, c, &g->heard, d);
    }
    if (why != NULL) {
        why->why = silence.truth == TRUTH_F && g->any ? (uint8_t)WHY_OTHER : silence.why;
        why->entry = silence.entry != NONE ? silence.entry : g->decided_by;
        why->chart = (uint8_t)cond_chart(c);
    }
    return (enum truth)silence.truth;
}

/* A date that is known in part may be that of another entry, too. */
static void times_missing(const struct asking *a, const struct cond *c, const struct gathered *g,
                          struct details *d)
{
    struct open_fact open = {.state = OPEN_INCOMPLETE, .since = DATE_NONE, .again = DATE_NONE};

    for (uint32_t i = 0; i < g->occasion_count; i++) {
        const struct found *hit = &a->view->found[cond_chart(c)].at[g->occasions[i].of];

        if (g->occasions[i].sure && g->occasions[i].first != g->occasions[i].last) {
            open.path = view_path(a->view->arena, cond_chart(c), hit->entry, "date");
            open.item = view_item(a->view->rules, hit);
            details_open(d, a->view->arena, &open);
        }
    }
}

/* On how many days: whatever is open, and whatever an unknown silence holds. */
static enum truth times_condition(const struct asking *a, const struct cond *c,
                                  const struct gathered *g, struct details *own,
                                  struct trace_cond *why)
{
    int32_t *days = arena_array(a->view->arena, (size_t)g->occasion_count + 1, sizeof *days);
    struct times times = {0};
    int64_t wanted = c->times.number / MILLION;
    enum truth truth = TRUTH_T, silence = TRUTH_F;

    if (days == NULL) {
        return TRUTH_U;
    }
    times = times_of(g->occasions, g->occasion_count, days);
    if (times.least < wanted) {
        silence = hear_silence(a, c, g, own, why);
        truth = silence == TRUTH_U || times.most >= wanted ? TRUTH_U : TRUTH_F;
    }
    if (truth == TRUTH_U && own != NULL) {
        times_missing(a, c, g, own);
    }
    if (why != NULL && silence != TRUTH_U && g->any) {
        why->why = WHY_COUNTED;
        why->chart = (uint8_t)cond_chart(c);
        why->entry = times.least;
        why->most = times.most;
    }
    return c->times_below ? truth_not(truth) : truth;
}

/* What made it T; as in `none`, entries that are too few did not. */
static void chart_tell(const struct asking *a, const struct cond *c, const struct gathered *g,
                       enum truth truth, struct details *own, struct details *d)
{
    bool matched = !c->times_below;

    for (uint32_t i = 0; matched && i < g->match_count; i++) {
        strings_add(&own->matched, a->view->arena, view_item(a->view->rules, &g->matches[i]));
    }
    details_take(d, a->view->arena, own, matched || truth == TRUTH_U ? truth : TRUTH_F);
    d->final_day = matched ? own->final_day : a->view->visit->today;
}

enum truth chart_condition(const struct asking *a, const struct cond *c, struct details *d,
                           struct trace_cond *why)
{
    struct gathered g = {.truth = TRUTH_F, .decided_by = NONE};
    struct details *own = d != NULL ? arena_new(a->view->arena, sizeof *own) : NULL;

    if ((d != NULL && own == NULL) || !gather_entries(a, c, own, &g)) {
        return TRUTH_U;
    }
    enum truth truth = g.truth;
    if (c->times.set) {
        truth = times_condition(a, c, &g, own, why);
    } else if (truth != TRUTH_T) {
        truth = truth_any(truth, hear_silence(a, c, &g, own, why));
    }
    if (why != NULL && g.truth != TRUTH_F && !c->times.set) {
        why->why = g.truth == TRUTH_T ? (uint8_t)WHY_MATCH : (uint8_t)WHY_FACT_MISSING;
        why->entry = g.decided_by;
        why->chart = (uint8_t)cond_chart(c);
    }
    if (d != NULL) {
        chart_tell(a, c, &g, truth, own, d);
    }
    return truth;
}
