/* SPDX-License-Identifier: MIT
 *
 * Conditions on single facts: the patient's age, sex and pregnancy, and the appointment; those on
 * what people wrote in words are condition_said.c's. A fact that was not said is U. Cannot fail but
 * for scratch memory.
 */
#include <string.h>

#include "base/words.h"
#include "engine/fact.h"
#include "engine/fit.h"
#include "engine/matter.h"
#include "engine/window.h"

static struct span condition_fact_trimmed(struct span s)
{
    while (s.len && s.at[0] == ' ') {
        s.at++, s.len--;
    }
    while (s.len && s.at[s.len - 1] == ' ') {
        s.len--;
    }
    return s;
}

static enum truth in_range(const struct cond *c, int64_t number)
{
    bool low = c->at_least.set && number < c->at_least.number;
    bool high = c->below.set && number >= c->below.number;

    return low || high ? TRUTH_F : TRUTH_T;
}

static enum truth condition_fact_yes(bool it_is)
{
    return it_is ? TRUTH_T : TRUTH_F;
}

/* ---- patient ---- */

static struct fact patient_age(const struct asking *a, const struct cond *c)
{
    const struct visit *v = a->view->visit;
    enum truth truth = TRUTH_T;

    if (c->below.set) {
        truth = truth_all(truth, age_below(v, c->below.number));
    }
    if (c->at_least.set) {
        truth = truth_all(truth, truth_not(age_below(v, c->at_least.number)));
    }
    return fact_made(truth, "patient.birth_date");
}

static struct fact patient_pregnancy(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->pregnancy;

    return fact_made(said ? condition_fact_yes(c->choices >> said & 1) : TRUTH_U,
                     "patient.pregnancy");
}

static struct fact patient_sex(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->sex;

    return fact_made(word_of(&words_known_sex, said) != NULL
                         ? condition_fact_yes(c->choices >> said & 1)
                         : TRUTH_U,
                     "patient.sex");
}

/* ---- appointment ---- */

static struct fact appointment_site(const struct asking *a, const struct cond *c)
{
    const struct entry_sites *area = view_area(a->view);
    enum truth truth = area->count ? TRUTH_F : TRUTH_U;

    for (uint32_t i = 0; i < area->count; i++) {
        if (area->at[i].site == SITE_UNKNOWN) {
            truth = truth_any(truth, TRUTH_U);
        }
        for (uint32_t k = 0; k < c->sites.count && area->at[i].site != SITE_UNKNOWN; k++) {
            if (site_inside(a->view->rules->sites, area->at[i].site, c->sites.at[k])) {
                truth = TRUTH_T;
            }
        }
    }
    return fact_made(truth, "appointment.sites");
}

static struct fact appointment_length(const struct asking *a, const struct cond *c)
{
    int32_t minutes = a->view->visit->minutes;

    return fact_made(minutes > 0 ? in_range(c, minutes) : TRUTH_U, "appointment.minutes");
}

static struct fact appointment_price(const struct asking *a, const struct cond *c)
{
    struct span said = condition_fact_trimmed(a->view->visit->price);
    int64_t number = 0;
    uint32_t used = 0;
    enum truth truth = TRUTH_U;

    if (said.len && answer_number(said, &number, &used)) {
        struct span currency =
            condition_fact_trimmed((struct span){said.at + used, said.len - used});

        if (span_same(currency, span_of(c->name))) {
            truth = in_range(c, number);
        }
    }
    return fact_made(truth, "appointment.price");
}

static struct fact appointment_state(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->state;

    return fact_made(said ? condition_fact_yes(said == c->status) : TRUTH_U, "appointment.state");
}

static struct fact condition_fact_always(const struct asking *a, const struct cond *c)
{
    (void)a, (void)c;
    return fact_made(TRUTH_T, NULL);
}

const struct condition_value condition_values[] = {
    [COND_ALWAYS] = {.fact = condition_fact_always},
    [COND_AGE] = {.fact = patient_age},
    [COND_PREGNANCY] = {.fact = patient_pregnancy},
    [COND_CONDITION] = {.fit = fit_condition},
    [COND_MEDICATION] = {.fit = fit_medication},
    [COND_ALLERGY] = {.fit = fit_allergy},
    [COND_HISTORY] = {.fit = fit_history},
    [COND_SITE] = {.fact = appointment_site},
    [COND_LENGTH] = {.fact = appointment_length},
    [COND_INDICATION] = {.fact = fact_indication},
    [COND_PRICE] = {.fact = appointment_price},
    [COND_TRAINING] = {.fact = fact_training},
    [COND_ROLE] = {.fact = fact_role},
    [COND_ANSWER] = {.fact = fact_answer},
    [COND_REACTION] = {.fit = fit_reaction},
    [COND_PRODUCT] = {.fit = fit_product},
    [COND_FIELD] = {.fact = fact_field},
    [COND_STATE] = {.fact = appointment_state},
    [COND_MODALITY] = {.fact = fact_modality},
    [COND_SEX] = {.fact = patient_sex},
    [COND_BOOKED] = {.own = booked_condition},
};
_Static_assert(sizeof condition_values / sizeof *condition_values == COND_KINDS,
               "a value for every condition");

#define QUESTION_MOST 139u /* code points */

/* The answer's own question; of what was not understood with the words that are, as many as fit. */
static const char *own_question(struct arena *arena, const struct fact *f)
{
    static const char before[] = " Understood: ";
    const char *ask = f->asks != NULL ? f->asks->ask : NULL;

    if (ask == NULL || f->state != OPEN_NOT_UNDERSTOOD || f->asks->understood == NULL) {
        return ask;
    }
    size_t len = strlen(ask), words = strlen(f->asks->understood);
    size_t points = utf8_count(ask, len) + sizeof before;
    if (points + 3 >= QUESTION_MOST) {
        return ask;
    }
    size_t fits = utf8_cut(f->asks->understood, words, QUESTION_MOST - points - 3);
    char *whole = arena_new(arena, len + sizeof before + fits + 5);
    if (whole == NULL) {
        return ask;
    }
    memcpy(whole, ask, len);
    memcpy(whole + len, before, sizeof before - 1);
    memcpy(whole + len + sizeof before - 1, f->asks->understood, fits);
    memcpy(whole + len + sizeof before - 1 + fits, fits < words ? "..." : ".",
           fits < words ? 4 : 2);
    return whole;
}

/* Of few: out of line. */
__attribute__((noinline)) static void fact_tell(const struct asking *a, const struct cond *c,
                                                const struct fact *f, struct details *d)
{
    struct arena *arena = a->view->arena;

    if (f->truth == TRUTH_T) {
        details_match_date(d, &f->date);
        matter_fact(a, c, d);
    }
    if (f->truth == TRUTH_U && f->missing != NULL) {
        details_open(
            d, arena,
            &(struct open_fact){.path = fact_path(arena, f->missing, f->missing_name),
                                .state = f->state != 0 ? f->state : (uint32_t)OPEN_NOT_ASKED,
                                .of = f->asks != NULL ? f->asks->of : 0,
                                .since = f->since,
                                .again = f->again,
                                .ask = own_question(arena, f)});
    }
    d->final_day = a->view->visit->today;
}

enum truth fact_condition(const struct asking *a, const struct cond *c, struct details *d,
                          struct trace_cond *why)
{
    struct fact f = condition_values[c->kind].fact(a, c);

    if (d != NULL) {
        fact_tell(a, c, &f, d);
    }
    if (why != NULL) {
        why->why = f.state == OPEN_STALE            ? (uint8_t)WHY_STALE
                   : f.truth != TRUTH_U             ? (uint8_t)WHY_VALUE
                   : f.state == OPEN_NOT_UNDERSTOOD ? (uint8_t)WHY_UNCLEAR
                                                    : (uint8_t)WHY_FACT_MISSING;
    }
    return f.truth;
}
