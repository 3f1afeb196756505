/* SPDX-License-Identifier: MIT
 *
 * Conditions on what is in the chart: condition, medication, allergy, procedure.history,
 * charted.reaction and charted.product. Entries are joined as by `any`, the fields of one entry as
 * by `all`; where no entry decides, the list's silence does. Cannot fail but for scratch memory.
 */
#include "engine/fit.h"
#include "engine/silence.h"
#include "engine/window.h"

struct gathered { /* over the entries of one condition */
    enum truth truth;
    struct heard heard; /* of entries that match nothing */
    bool any;
    struct found *matches; /* T entries, to be told in the order of the list */
    uint32_t match_count;
    uint32_t decided_by; /* entry, NONE */
};

static void gather_match(const struct asking *a, const struct found *hit, const struct entry *e,
                         const struct fit *f, struct gathered *g, struct details *d)
{
    details_digest(d, view_item(a->view->rules, hit), e);
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
        open.state = whole ? OPEN_NOT_ASKED : OPEN_INCOMPLETE;
        open.item = whole ? NULL : view_item(a->view->rules, hit);
        details_open(d, arena, &open);
    }
}

static bool gather_entries(const struct asking *a, const struct cond *c, struct details *d,
                           struct gathered *g)
{
    enum chart chart = cond_chart(c);
    uint32_t never = cond_kinds[c->kind].never;
    const struct found_list *found = &a->view->found[chart];

    if (d != NULL && found->count) {
        g->matches = arena_array(a->view->arena, found->count, sizeof *g->matches);
        if (g->matches == NULL) {
            return false;
        }
    }
    for (uint32_t i = 0; i < found->count; i++) {
        const struct found *hit = &found->at[i];

        if (hit->list != c->list) {
            continue;
        }
        const struct entry *e = &a->view->visit->chart[chart].at[hit->entry];
        if (never != 0 && e->status == never) {
            g->heard.never = true;
            continue;
        }
        struct fit f = {.truth = TRUTH_T, .final_day = a->view->visit->today};
        condition_values[c->kind].fit(&f, a, c, hit, e);
        g->any = true;
        if (truth_any(g->truth, f.truth) != g->truth || g->decided_by == NONE) {
            g->decided_by = hit->entry;
        }
        g->truth = truth_any(g->truth, f.truth);
        if (d != NULL && f.truth == TRUTH_T) {
            gather_match(a, hit, e, &f, g, d);
        } else if (d != NULL && f.truth == TRUTH_U) {
            gather_missing(a, chart, hit, &f, d);
        } else if (d == NULL && a->trace == NULL && f.truth == TRUTH_T) {
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
        why->entry = silence.why == WHY_NEAR ? silence.entry : g->decided_by;
        why->chart = (uint8_t)cond_chart(c);
    }
    return (enum truth)silence.truth;
}

enum truth chart_condition(const struct asking *a, const struct cond *c, struct details *d,
                           struct trace_cond *why)
{
    struct gathered g = {.truth = TRUTH_F, .decided_by = NONE};
    struct details *own = d != NULL ? arena_new(a->view->arena, sizeof *own) : NULL;

    if ((d != NULL && own == NULL) || !gather_entries(a, c, own, &g)) {
        return TRUTH_U;
    }
    for (uint32_t i = 0; i < g.match_count; i++) {
        strings_add(&own->matched, a->view->arena, view_item(a->view->rules, &g.matches[i]));
    }
    enum truth truth = g.truth;
    if (truth != TRUTH_T) {
        truth = truth_any(truth, hear_silence(a, c, &g, own, why));
    }
    if (why != NULL && g.truth != TRUTH_F) {
        why->why = g.truth == TRUTH_T ? (uint8_t)WHY_MATCH : (uint8_t)WHY_FACT_MISSING;
        why->entry = g.decided_by;
        why->chart = (uint8_t)cond_chart(c);
    }
    if (d != NULL) {
        details_take(d, a->view->arena, own, truth);
        d->final_day = own->final_day;
    }
    return truth;
}
