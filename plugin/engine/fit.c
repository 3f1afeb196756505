/* SPDX-License-Identifier: MIT
 *
 * One function for each kind of entry (rule-language.md#windows).
 * Cannot fail but for scratch memory, which the arena tells.
 */
#include "engine/fit.h"

#include "engine/answered.h"
#include "engine/fact.h"
#include "engine/window.h"
#include "visit/days.h"

static void fit_missing(struct fit *f, const char *field, bool whole)
{
    if (f->missing_count == MOST_MISSING) {
        return;
    }
    f->missing[f->missing_count].unclear = false;
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
    return x->kind == WHEN_UNKNOWN || x->kind == WHEN_PARTIAL ||
           (in_hours(by) && x->kind != WHEN_INSTANT);
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

/* ---- the appointment is never part of its own history ---- */

/* Whether two times, each perhaps a month or a year, are on one day. */
static enum truth days_same(const struct when *a, const struct when *b)
{
    if (a->kind == WHEN_UNKNOWN || b->kind == WHEN_UNKNOWN) {
        return TRUTH_U;
    }
    if (a->first > b->last || a->last < b->first) {
        return TRUTH_F;
    }
    return a->first == a->last && b->first == b->last ? TRUTH_T : TRUTH_U;
}

static bool codes_same(struct span a, struct span b)
{
    struct span of_a = {NULL, 0}, of_b = {NULL, 0};
    uint32_t system = code_system_of(a, &of_a);

    return system != 0 && system == code_system_of(b, &of_b) ? text_folds_same(of_a, of_b)
                                                             : text_folds_same(a, b);
}

static bool is_booked(const struct booked *booked, const struct entry *e)
{
    return (e->text.len && booked->text.len && text_folds_same(e->text, booked->text)) ||
           (e->code.len && booked->code.len && codes_same(e->code, booked->code));
}

static bool is_of_this_visit(const struct visit *v, const struct entry *e)
{
    bool found = false;

    for (uint32_t i = 0; i <= v->also_count && !found; i++) {
        found = is_booked(visit_procedure(v, i), e);
    }
    return found;
}

/* An entry with the id: itself, but for a done of another day and for another of its series. */
static enum truth is_by_its_id(const struct visit *v, const struct entry *e, uint32_t state,
                               const char **missing_r)
{
    bool of_series = e->occurrence.kind != WHEN_UNKNOWN,
         series = v->occurrence.kind != WHEN_UNKNOWN;
    enum truth on_the_day = days_same(&e->at, &v->start);

    if (of_series && series && !occurrence_same(&e->occurrence, &v->occurrence)) {
        return TRUTH_F;
    }
    if (of_series != series || state == PRECARE_DONE) {
        return on_the_day;
    }
    if (!state && on_the_day != TRUTH_T) {
        *missing_r = "state"; /* it may be done, and then it was another day's */
        return TRUTH_U;
    }
    return TRUTH_T;
}

/* T: the entry is the appointment that is being checked. */
static enum truth is_this_appointment(const struct visit *v, const struct entry *e, uint32_t state,
                                      const char **missing_r)
{
    *missing_r = "date";
    if (e->appointment.len) {
        return span_same(e->appointment, v->appointment) ? is_by_its_id(v, e, state, missing_r)
                                                         : TRUTH_F;
    }
    enum truth on_the_day = days_same(&e->at, &v->start);
    return on_the_day != TRUTH_F && is_of_this_visit(v, e) ? on_the_day : TRUTH_F;
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

static void fit_field(struct fit *f, const struct asking *a, const struct cond *c,
                      const struct entry *e)
{
    struct said said = answered_of_entry(a->view, e, c->asked);
    enum truth truth = field_truth(c, &said);

    fit_all(f, truth, NULL);
    if (truth == TRUTH_U && f->missing_count < MOST_MISSING) {
        fit_missing(f, fact_path(a->view->arena, "fields.", c->name), false);
        f->missing[f->missing_count - 1].unclear = said.what != SAID_NOTHING;
    }
}

void fit_history(struct fit *f, const struct asking *a, const struct cond *c,
                 const struct found *hit, const struct entry *e)
{
    const struct visit *v = a->view->visit;
    /* done after today: it is booked */
    uint32_t state = entry_is_impossible(v, CHART_PROCEDURES, e) ? PRECARE_PLANNED : e->status;

    fit_all(f, state_truth(c->done_only, state), "state");
    if (c->within.set || c->until.set) {
        enum truth truth = window_around(v, &e->at, c->within.set ? &c->within.length : NULL,
                                         c->until.set ? &c->until.length : NULL);
        bool by_until = !c->within.set || in_hours(c->until.length);
        struct length by = by_until ? c->until.length : c->within.length;

        fit_window(f, truth, &e->at, "date", &v->start, "appointment.start", by);
    }
    if (f->truth != TRUTH_F) {
        const char *missing;
        enum truth itself = is_this_appointment(v, e, state, &missing);

        fit_all(f, truth_not(itself), missing);
    }
    fit_site(f, a, c, CHART_PROCEDURES, hit->entry);
    if (c->asked != NONE && f->truth != TRUTH_F) {
        fit_field(f, a, c, e);
    }
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
