/* SPDX-License-Identifier: MIT
 *
 * One function for each kind of entry (rule-language.md#windows).
 * Cannot fail but for scratch memory, which the arena tells.
 */
#include "engine/fit.h"

#include "engine/window.h"
#include "visit/days.h"

static void fit_missing(struct fit *f, const char *field, bool whole)
{
    if (f->missing_count == MOST_MISSING) {
        return;
    }
    f->missing[f->missing_count].field = field;
    f->missing[f->missing_count++].whole = whole;
}

static void fit_all(struct fit *f, enum truth truth, const char *field)
{
    f->truth = truth_all(f->truth, truth);
    if (truth == TRUTH_U && field != NULL) {
        fit_missing(f, field, false);
    }
}

/* A last use that is dated after today has not come: its "no" is not believed. */
static void fit_possible(struct fit *f, const struct visit *v, const struct entry *e)
{
    if (f->truth == TRUTH_F && entry_is_impossible(v, CHART_MEDICATIONS, e)) {
        f->truth = TRUTH_U;
        fit_missing(f, "last_used", false);
    }
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
    if (truth != TRUTH_U) {
        return;
    }
    if (is_vague(x, by)) {
        fit_missing(f, x_field, false);
    }
    if (is_vague(end, by)) {
        fit_missing(f, end_path, true);
    }
}

static void fit_severity(struct fit *f, const struct cond *c, const struct entry *e)
{
    if (!c->severity) {
        return;
    }
    enum truth truth = e->severity >= c->severity ? TRUTH_T : TRUTH_F;
    fit_all(f, e->severity ? truth : TRUTH_U, "severity");
}

static bool any_unknown(const struct entry_sites *sites)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        if (sites->at[i].site == SITE_UNKNOWN) {
            return true;
        }
    }
    return sites->count == 0;
}

static enum truth sites_truth(const struct sites *tree, uint32_t relation,
                              const struct entry_sites *entry, const struct entry_sites *area)
{
    enum truth truth = any_unknown(entry) || any_unknown(area) ? TRUTH_U : TRUTH_F;

    for (uint32_t i = 0; i < entry->count; i++) {
        for (uint32_t k = 0; k < area->count; k++) {
            struct site_ref a = entry->at[i], b = area->at[k];

            if (a.site != SITE_UNKNOWN && b.site != SITE_UNKNOWN &&
                site_related(tree, relation, a, b)) {
                return TRUTH_T;
            }
        }
    }
    return truth;
}

static void fit_site(struct fit *f, const struct asking *a, const struct cond *c, enum chart chart,
                     uint32_t entry)
{
    if (c->site <= SITE_ANYWHERE) {
        return;
    }
    const struct entry_sites *sites = view_sites(a->view, chart, entry);
    if (sites == NULL) {
        f->truth = truth_all(f->truth, TRUTH_U);
        return;
    }
    enum truth truth = sites_truth(a->view->rules->sites, c->site, sites, view_area(a->view));
    fit_all(f, truth, NULL);
    if (truth != TRUTH_U) {
        return;
    }
    if (any_unknown(sites)) {
        fit_missing(f, "sites", false);
    }
    if (any_unknown(view_area(a->view))) {
        fit_missing(f, "appointment.sites", true);
    }
}

/* ---- one function for each kind of entry ---- */

static enum truth status_truth(uint32_t wanted, uint32_t status)
{
    bool active = status == PRECARE_STATUS_ACTIVE;
    bool ever = active || status == PRECARE_STATUS_RESOLVED || status == PRECARE_STATUS_HISTORY;

    if (!status) {
        return TRUTH_U;
    }
    switch ((enum cond_status)wanted) {
    case STATUS_ACTIVE: return active ? TRUTH_T : TRUTH_F;
    case STATUS_EVER: return ever ? TRUTH_T : TRUTH_F;
    case STATUS_FAMILY: return status == PRECARE_STATUS_FAMILY ? TRUTH_T : TRUTH_F;
    }
    return TRUTH_U;
}

/* A short-lived problem recorded long before the appointment may be over by then: a question nearer
 * the day. */
static bool may_be_over(const struct asking *a, const struct found *hit, const struct entry *e)
{
    struct length lives = a->view->rules->lists[hit->origin].short_lived;

    if (lives.n <= 0) {
        return false;
    }
    return e->noted.kind == WHEN_UNKNOWN ||
           date_add(e->noted.first, lives) < a->view->visit->reference;
}

void fit_condition(struct fit *f, const struct asking *a, const struct cond *c,
                   const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;

    fit_all(f, status_truth(c->status, e->status), "status");
    if (c->status == STATUS_ACTIVE && e->status == PRECARE_STATUS_ACTIVE &&
        may_be_over(a, hit, e)) {
        fit_all(f, TRUTH_U, "recorded");
    }
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
    if (e->status == PRECARE_USE_ONGOING) {
        return TRUTH_T;
    }
    return e->status == PRECARE_USE_PRESCRIBED ? window_starts_by(v, &e->noted) : TRUTH_F;
}

static void fit_ongoing(struct fit *f, const struct visit *v, const struct entry *e)
{
    if (!e->status) {
        fit_all(f, TRUTH_U, "use");
    } else {
        fit_all(f, use_on_the_day(v, e), "started");
    }
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
    if (last_use == TRUTH_F && may_go_on) {
        fit_all(f, TRUTH_U, e->status ? "last_used" : "use");
    } else {
        fit_window(f, last_use, &e->at, "last_used", &v->start, "appointment.start", by);
    }
}

/* The start of any entry, whatever its use. */
static void fit_started_within(struct fit *f, const struct visit *v, const struct cond *c,
                               const struct entry *e)
{
    struct length by = c->within.length;

    fit_window(f, window_around(v, &e->noted, &by, NULL), &e->noted, "started", &v->start,
               "appointment.start", by);
}

static void fit_used_for(struct fit *f, const struct visit *v, const struct cond *c,
                         const struct entry *e)
{
    struct length by = c->within.length;

    if (!e->status) {
        fit_all(f, TRUTH_U, "use");
    } else {
        fit_all(f, use_on_the_day(v, e), NULL);
    }
    fit_window(f, window_long_before(v, &e->noted, by), &e->noted, "started", &v->start,
               "appointment.start", by);
}

static void fit_on_file(struct fit *f, const struct entry *e)
{
    bool on_file = e->status == PRECARE_USE_ONGOING || e->status == PRECARE_USE_AS_NEEDED ||
                   e->status == PRECARE_USE_PRESCRIBED;
    enum truth known = on_file ? TRUTH_T : TRUTH_F;

    fit_all(f, e->status ? known : TRUTH_U, "use");
}

void fit_medication(struct fit *f, const struct asking *a, const struct cond *c,
                    const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    struct when today = {v->today, v->today, 0, WHEN_DAY, 0};

    switch ((enum cond_use)c->status) {
    case USE_ONGOING: fit_ongoing(f, v, e); break;
    case USE_TAKEN_WITHIN: fit_taken_within(f, v, c, e); break;
    case USE_STARTED_WITHIN: fit_started_within(f, v, c, e); break;
    case USE_FOR: fit_used_for(f, v, c, e); break;
    case USE_ON_FILE: fit_on_file(f, e); break;
    case USE_EVER:
    case USE_NOT_SAID: break;
    }
    if (c->status != USE_STARTED_WITHIN) {
        fit_possible(f, v, e);
    }
    fit_site(f, a, c, CHART_MEDICATIONS, hit->entry);
    bool goes_on = e->status == PRECARE_USE_ONGOING || e->status == PRECARE_USE_PRESCRIBED;
    f->date = goes_on ? today : e->at;
}

/* The appointment that is being checked is never part of its own history: T when the entry is that
 * appointment. */
static enum truth is_this_appointment(const struct visit *v, const struct entry *e)
{
    if (e->appointment.len) {
        return span_same(e->appointment, v->appointment) ? TRUTH_T : TRUTH_F;
    }
    bool same_text =
        e->text.len && v->procedure.text.len && text_folds_same(e->text, v->procedure.text);
    bool same_code =
        e->code.len && v->procedure.code.len && text_folds_same(e->code, v->procedure.code);
    if (!same_text && !same_code) {
        return TRUTH_F;
    }
    if (e->at.kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    if (e->at.first > v->start.last || e->at.last < v->start.first) {
        return TRUTH_F;
    }
    return e->at.first == e->at.last && v->start.first == v->start.last ? TRUTH_T : TRUTH_U;
}

static enum truth state_truth(bool done_only, uint32_t state)
{
    if (done_only && !state) {
        return TRUTH_U;
    }
    if (state == PRECARE_CANCELLED || (done_only && state == PRECARE_PLANNED)) {
        return TRUTH_F;
    }
    return TRUTH_T;
}

void fit_history(struct fit *f, const struct asking *a, const struct cond *c,
                 const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;

    enum truth other = truth_not(is_this_appointment(v, e));
    bool impossible = entry_is_impossible(v, CHART_PROCEDURES, e);

    fit_all(f, state_truth(c->done_only, impossible ? PRECARE_PLANNED : e->status), "state");
    if (c->within.set || c->until.set) {
        enum truth truth = window_around(v, &e->at, c->within.set ? &c->within.length : NULL,
                                         c->until.set ? &c->until.length : NULL);
        struct length by = c->within.set ? c->within.length : c->until.length;

        fit_window(f, truth, &e->at, "date", &v->start, "appointment.start", by);
    }
    fit_all(f, other, "date");
    fit_site(f, a, c, CHART_PROCEDURES, hit->entry);
    f->date = e->at;
}

void fit_reaction(struct fit *f, const struct asking *a, const struct cond *c,
                  const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;

    fit_severity(f, c, e);
    fit_site(f, a, c, CHART_REACTIONS, hit->entry);
    if (c->within.set) {
        fit_window(f, window_later_than(v, &e->at, c->within.length), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->within.length);
    }
    if (c->until.set) {
        fit_window(f, truth_not(window_later_than(v, &e->at, c->until.length)), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->until.length);
    }
    f->date = e->at;
}

void fit_product(struct fit *f, const struct asking *a, const struct cond *c,
                 const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;

    (void)hit;
    if (c->within.set) {
        fit_window(f, window_used_before(v, &e->at, c->within.length), &e->at, "at",
                   &v->procedure_ended, "chart.procedure_ended", c->within.length);
    }
    f->date = e->at;
}

void fit_allergy(struct fit *f, const struct asking *a, const struct cond *c,
                 const struct found *hit, const struct entry *e)
{
    (void)a, (void)c, (void)hit;
    f->date = e->noted;
}
