/* SPDX-License-Identifier: MIT
 *
 * Conditions on what is in the chart: condition, medication, allergy, procedure.history, charted.reaction and
 * charted.product. Entries are joined as by `any`, the fields of one entry as by `all`; where no entry decides, the
 * list's silence does. Cannot fail but for scratch memory.
 */
#include <string.h>

#include "engine/condition.h"
#include "engine/window.h"

#define MOST_MISSING 8

struct fit { /* how one entry fits one condition */
    enum truth truth;
    uint32_t missing_count;
    struct {
        const char *field; /* of the entry, or a whole path */
        bool whole;
    } missing[MOST_MISSING];
    struct when date;  /* of the fact */
    int32_t final_day; /* of a T */
};

static void fit_missing(struct fit *f, const char *field, bool whole)
{
    if (f->missing_count == MOST_MISSING)
        return;
    f->missing[f->missing_count].field = field;
    f->missing[f->missing_count++].whole = whole;
}

static void fit_all(struct fit *f, enum truth truth, const char *field)
{
    f->truth = truth_all(f->truth, truth);
    if (truth == TRUTH_U && field)
        fit_missing(f, field, false);
}

static bool is_vague(const struct when *x, struct length by)
{
    bool hours = by.unit == UNIT_HOURS || by.unit == UNIT_MINUTES;
    return x->kind == WHEN_UNKNOWN || x->kind == WHEN_PARTIAL || (hours && x->kind != WHEN_INSTANT);
}

/* A window's value, and which of its two ends is too vague. */
static void fit_window(struct fit *f, enum truth truth, const struct when *x, const char *x_field,
                       const struct when *end, const char *end_path, struct length by)
{
    fit_all(f, truth, NULL);
    if (truth != TRUTH_U)
        return;
    if (is_vague(x, by))
        fit_missing(f, x_field, false);
    if (is_vague(end, by))
        fit_missing(f, end_path, true);
}

static void fit_severity(struct fit *f, const struct cond *c, const struct entry *e)
{
    if (!c->severity)
        return;
    enum truth truth = e->severity >= c->severity ? TRUTH_T : TRUTH_F;
    fit_all(f, e->severity ? truth : TRUTH_U, "severity");
}

static bool any_unknown(const struct entry_sites *sites)
{
    for (uint32_t i = 0; i < sites->count; i++)
        if (sites->at[i].site == SITE_UNKNOWN)
            return true;
    return sites->count == 0;
}

static enum truth sites_truth(const struct sites *tree, uint32_t relation,
                              const struct entry_sites *entry, const struct entry_sites *area)
{
    enum truth truth = any_unknown(entry) || any_unknown(area) ? TRUTH_U : TRUTH_F;
    for (uint32_t i = 0; i < entry->count; i++)
        for (uint32_t k = 0; k < area->count; k++) {
            struct site_ref a = entry->at[i], b = area->at[k];
            if (a.site != SITE_UNKNOWN && b.site != SITE_UNKNOWN && site_related(tree, relation, a, b))
                return TRUTH_T;
        }
    return truth;
}

static void fit_site(struct fit *f, const struct asking *a, const struct cond *c, enum chart chart,
                     uint32_t entry)
{
    if (c->site <= SITE_ANYWHERE)
        return;
    const struct entry_sites *sites = view_sites(a->view, chart, entry);
    if (!sites) {
        f->truth = truth_all(f->truth, TRUTH_U);
        return;
    }
    enum truth truth = sites_truth(a->view->rules->sites, c->site, sites, &a->view->area);
    fit_all(f, truth, NULL);
    if (truth != TRUTH_U)
        return;
    if (any_unknown(sites))
        fit_missing(f, "sites", false);
    if (any_unknown(&a->view->area))
        fit_missing(f, "appointment.sites", true);
}

/* ---- one function for each kind of entry ---- */

static enum truth status_truth(uint32_t wanted, uint32_t status)
{
    bool active = status == PRECARE_STATUS_ACTIVE;
    bool ever = active || status == PRECARE_STATUS_RESOLVED || status == PRECARE_STATUS_HISTORY;
    if (!status)
        return TRUTH_U;
    switch ((enum cond_status)wanted) {
    case STATUS_ACTIVE: return active ? TRUTH_T : TRUTH_F;
    case STATUS_EVER: return ever ? TRUTH_T : TRUTH_F;
    case STATUS_FAMILY: return status == PRECARE_STATUS_FAMILY ? TRUTH_T : TRUTH_F;
    }
    return TRUTH_U;
}

/* A short-lived problem recorded long before the appointment may be over by then: a question nearer the day. */
static bool may_be_over(const struct asking *a, const struct found *hit, const struct entry *e)
{
    struct length lives = a->view->rules->lists[hit->origin].short_lived;
    if (lives.n <= 0)
        return false;
    return e->noted.kind == WHEN_UNKNOWN || date_add(e->noted.first, lives) < a->view->visit->reference;
}

static void fit_condition(struct fit *f, const struct asking *a, const struct cond *c,
                          const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    fit_all(f, status_truth(c->status, e->status), "status");
    if (c->status == STATUS_ACTIVE && e->status == PRECARE_STATUS_ACTIVE && may_be_over(a, hit, e))
        fit_all(f, TRUTH_U, "recorded");
    fit_severity(f, c, e);
    fit_site(f, a, c, CHART_CONDITIONS, hit->entry);
    if (c->within.set) {
        struct length by = c->within.length;
        fit_window(f, window_around(v, &e->at, &by, NULL), &e->at, "onset", &v->start,
                   "appointment.start", by);
    }
    f->date = e->at.kind == WHEN_UNKNOWN ? e->noted : e->at;
}

/* Ongoing or prescribed use goes on, or begins, by the day itself. */
static enum truth use_on_the_day(const struct visit *v, const struct entry *e)
{
    if (e->status == PRECARE_USE_ONGOING)
        return TRUTH_T;
    return e->status == PRECARE_USE_PRESCRIBED ? window_starts_by(v, &e->noted) : TRUTH_F;
}

static void fit_ongoing(struct fit *f, const struct visit *v, const struct entry *e)
{
    if (!e->status)
        fit_all(f, TRUTH_U, "use");
    else
        fit_all(f, use_on_the_day(v, e), "started");
}

static void fit_taken_within(struct fit *f, const struct visit *v, const struct cond *c,
                             const struct entry *e)
{
    struct length by = c->within.length;
    if (by.n == 0) {
        fit_all(f, TRUTH_F, NULL);
        return;
    }
    if (e->status == PRECARE_USE_ONGOING || e->status == PRECARE_USE_PRESCRIBED) {
        int32_t first_day = window_first_day(v, by);
        fit_all(f, use_on_the_day(v, e), "started");
        f->final_day = first_day > v->today ? first_day : v->today;
        return;
    }
    enum truth last_use = window_around(v, &e->at, &by, NULL);
    bool may_go_on = !e->status || (e->status == PRECARE_USE_AS_NEEDED && v->reference > v->today);
    if (last_use == TRUTH_F && may_go_on)
        fit_all(f, TRUTH_U, e->status ? "last_used" : "use");
    else
        fit_window(f, last_use, &e->at, "last_used", &v->start, "appointment.start", by);
}

static void fit_on_file(struct fit *f, const struct entry *e)
{
    bool on_file = e->status == PRECARE_USE_ONGOING || e->status == PRECARE_USE_AS_NEEDED ||
                   e->status == PRECARE_USE_PRESCRIBED;
    enum truth known = on_file ? TRUTH_T : TRUTH_F;
    fit_all(f, e->status ? known : TRUTH_U, "use");
}

static void fit_medication(struct fit *f, const struct asking *a, const struct cond *c,
                           const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    struct when today = {v->today, v->today, 0, WHEN_DAY, 0};
    switch ((enum cond_use)c->status) {
    case USE_ONGOING: fit_ongoing(f, v, e); break;
    case USE_TAKEN_WITHIN: fit_taken_within(f, v, c, e); break;
    case USE_ON_FILE: fit_on_file(f, e); break;
    case USE_NOT_SAID: break;
    }
    fit_site(f, a, c, CHART_MEDICATIONS, hit->entry);
    bool goes_on = e->status == PRECARE_USE_ONGOING || e->status == PRECARE_USE_PRESCRIBED;
    f->date = goes_on ? today : e->at;
}

/* The appointment that is being checked is never part of its own history: T when the entry is that appointment. */
static enum truth is_this_appointment(const struct visit *v, const struct entry *e)
{
    if (e->appointment.len)
        return span_same(e->appointment, v->appointment) ? TRUTH_T : TRUTH_F;
    bool same_text = e->text.len && v->procedure_text.len && text_folds_same(e->text, v->procedure_text);
    bool same_code = e->code.len && v->procedure_code.len && text_folds_same(e->code, v->procedure_code);
    if (!same_text && !same_code)
        return TRUTH_F;
    if (e->at.kind == WHEN_UNKNOWN)
        return TRUTH_U;
    if (e->at.first > v->start.last || e->at.last < v->start.first)
        return TRUTH_F;
    return e->at.first == e->at.last && v->start.first == v->start.last ? TRUTH_T : TRUTH_U;
}

static enum truth state_truth(bool done_only, uint32_t state)
{
    if (done_only && !state)
        return TRUTH_U;
    if (state == PRECARE_CANCELLED || (done_only && state == PRECARE_PLANNED))
        return TRUTH_F;
    return TRUTH_T;
}

static void fit_history(struct fit *f, const struct asking *a, const struct cond *c,
                        const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    fit_all(f, truth_not(is_this_appointment(v, e)), "date");
    fit_all(f, state_truth(c->done_only, e->status), "state");
    fit_site(f, a, c, CHART_PROCEDURES, hit->entry);
    if (c->within.set || c->until.set) {
        enum truth truth = window_around(v, &e->at, c->within.set ? &c->within.length : NULL,
                                         c->until.set ? &c->until.length : NULL);
        struct length by = c->within.set ? c->within.length : c->until.length;
        fit_window(f, truth, &e->at, "date", &v->start, "appointment.start", by);
    }
    f->date = e->at;
}

static void fit_reaction(struct fit *f, const struct asking *a, const struct cond *c,
                         const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    fit_severity(f, c, e);
    fit_site(f, a, c, CHART_REACTIONS, hit->entry);
    if (c->within.set)
        fit_window(f, window_later_than(v, &e->at, c->within.length), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->within.length);
    if (c->until.set)
        fit_window(f, truth_not(window_later_than(v, &e->at, c->until.length)), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->until.length);
    f->date = e->at;
}

static void fit_product(struct fit *f, const struct asking *a, const struct cond *c,
                        const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    (void)hit;
    if (c->within.set)
        fit_window(f, window_used_before(v, &e->at, c->within.length), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->within.length);
    f->date = e->at;
}

static void fit_allergy(struct fit *f, const struct asking *a, const struct cond *c,
                        const struct found *hit, const struct entry *e)
{
    (void)a, (void)c, (void)hit;
    f->date = e->noted;
}

/* ---- the table of kinds ---- */

typedef void fit_one(struct fit *f, const struct asking *a, const struct cond *c,
                     const struct found *hit, const struct entry *e);

static const struct {
    enum chart chart;
    uint32_t never; /* the status that says "never"; 0: there is none */
    fit_one *fit;
} kinds[COND_KINDS] = {
    [COND_CONDITION] = {CHART_CONDITIONS, PRECARE_STATUS_NEVER, fit_condition},
    [COND_MEDICATION] = {CHART_MEDICATIONS, PRECARE_USE_NEVER, fit_medication},
    [COND_ALLERGY] = {CHART_ALLERGIES, 0, fit_allergy},
    [COND_HISTORY] = {CHART_PROCEDURES, 0, fit_history},
    [COND_REACTION] = {CHART_REACTIONS, 0, fit_reaction},
    [COND_PRODUCT] = {CHART_PRODUCTS, 0, fit_product},
};

struct gathered { /* over the entries of one condition */
    enum truth truth;
    bool never, any;
    struct found *matches; /* T entries, to be told in the order of the list */
    uint32_t match_count;
    uint32_t decided_by; /* entry, NONE */
};

static const char *item_name(const struct rules *rules, const struct found *hit)
{
    const struct list *origin = &rules->lists[hit->origin];
    return hit->item == HIT_BY_CODE ? origin->plain : origin->items.at[hit->item];
}

static void gather_match(const struct asking *a, const struct found *hit, const struct entry *e,
                         const struct fit *f, struct gathered *g, struct details *d)
{
    details_digest(d, item_name(a->view->rules, hit), e);
    details_match_date(d, &f->date);
    if (!g->match_count || f->final_day < d->final_day)
        d->final_day = f->final_day;
    /* keep them in the order of the list: its own items, then those of included lists, codes last in each */
    uint32_t i = g->match_count++;
    uint64_t own = hit->origin == hit->list ? 0 : 1;
    for (; i > 0; i--) {
        const struct found *before = &g->matches[i - 1];
        uint64_t before_own = before->origin == before->list ? 0 : 1;
        bool in_order = before_own != own               ? before_own < own
                        : before->origin != hit->origin ? before->origin < hit->origin
                                                        : before->item <= hit->item;
        if (in_order)
            break;
        g->matches[i] = *before;
    }
    g->matches[i] = *hit;
}

static void gather_missing(const struct asking *a, enum chart chart, const struct found *hit,
                           const struct fit *f, struct details *d)
{
    struct arena *arena = a->view->arena;
    for (uint32_t i = 0; i < f->missing_count; i++) {
        const char *field = f->missing[i].field;
        strings_add(&d->missing, arena,
                    f->missing[i].whole ? field : view_path(arena, chart, hit->entry, field));
    }
}

static bool gather_entries(const struct asking *a, const struct cond *c, struct details *d,
                           struct gathered *g)
{
    enum chart chart = kinds[c->kind].chart;
    const struct found_list *found = &a->view->found[chart];
    if (d && found->count) {
        g->matches = arena_array(a->view->arena, found->count, sizeof *g->matches);
        if (!g->matches)
            return false;
    }
    for (uint32_t i = 0; i < found->count; i++) {
        const struct found *hit = &found->at[i];
        if (hit->list != c->list)
            continue;
        const struct entry *e = &a->view->visit->chart[chart].at[hit->entry];
        if (kinds[c->kind].never && e->status == kinds[c->kind].never) {
            g->never = true;
            continue;
        }
        struct fit f = {.truth = TRUTH_T, .final_day = a->view->visit->today};
        kinds[c->kind].fit(&f, a, c, hit, e);
        g->any = true;
        if (truth_any(g->truth, f.truth) != g->truth || g->decided_by == NONE)
            g->decided_by = hit->entry;
        g->truth = truth_any(g->truth, f.truth);
        if (d && f.truth == TRUTH_T)
            gather_match(a, hit, e, &f, g, d);
        else if (d && f.truth == TRUTH_U)
            gather_missing(a, chart, hit, &f, d);
        else if (!d && !a->trace && f.truth == TRUTH_T)
            return true;
    }
    return true;
}

/* What may be meant by a misspelt entry: asked by name, even where the list's silence is known. */
static bool hear_near(const struct asking *a, const struct cond *c, struct details *d, uint32_t *entry_r)
{
    enum chart chart = kinds[c->kind].chart;
    const struct found_list *near = &a->view->near[chart];
    bool any = false;
    for (uint32_t i = 0; i < near->count; i++) {
        if (near->at[i].list != c->list)
            continue;
        any = true;
        *entry_r = near->at[i].entry;
        if (!d)
            return true;
        strings_add(&d->missing, a->view->arena,
                    view_path(a->view->arena, chart, near->at[i].entry, NULL));
        strings_add(&d->near, a->view->arena, item_name(a->view->rules, &near->at[i]));
    }
    return any;
}

static enum truth hear_silence(const struct asking *a, const struct cond *c,
                               const struct gathered *g, struct details *d, struct trace_cond *why)
{
    static const char *const reviewed[CHART_ASKED] = {"conditions.reviewed", "medications.reviewed",
                                                      "allergies.reviewed", "procedures.reviewed"};
    enum chart chart = kinds[c->kind].chart;
    struct silence silence = {TRUTH_F, WHY_NO_ENTRY};
    uint32_t near = NONE;
    if (g->never)
        silence.why = WHY_NEVER;
    else if (chart < CHART_ASKED)
        silence = a->view->silence[a->book * CHART_ASKED + chart];
    if (silence.truth == TRUTH_U && d)
        strings_add(&d->missing, a->view->arena, reviewed[chart]);
    if (hear_near(a, c, d, &near))
        silence = (struct silence){TRUTH_U, WHY_NEAR};
    if (why) {
        why->why = silence.truth == TRUTH_F && g->any ? (uint8_t)WHY_OTHER : silence.why;
        why->entry = near != NONE ? near : g->decided_by;
        why->chart = (uint8_t)chart;
    }
    return (enum truth)silence.truth;
}

enum truth chart_condition(const struct asking *a, const struct cond *c, struct details *d,
                           struct trace_cond *why)
{
    struct gathered g = {.truth = TRUTH_F, .decided_by = NONE};
    struct details own = {0};
    struct details *mine = d ? &own : NULL;
    if (!gather_entries(a, c, mine, &g))
        return TRUTH_U;
    for (uint32_t i = 0; i < g.match_count; i++)
        strings_add(&own.matched, a->view->arena, item_name(a->view->rules, &g.matches[i]));
    enum truth truth = g.truth;
    if (truth != TRUTH_T)
        truth = truth_any(truth, hear_silence(a, c, &g, mine, why));
    if (why && g.truth != TRUTH_F) {
        why->why = g.truth == TRUTH_T ? (uint8_t)WHY_MATCH : (uint8_t)WHY_FACT_MISSING;
        why->entry = g.decided_by;
        why->chart = (uint8_t)kinds[c->kind].chart;
    }
    if (d) {
        details_take(d, a->view->arena, &own, truth);
        d->final_day = own.final_day;
    }
    return truth;
}
