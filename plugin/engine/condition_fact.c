/* SPDX-License-Identifier: MIT
 *
 * Conditions on everything that is not an entry of the chart: the patient's age and pregnancy, the
 * appointment, the provider, answers and fields of the procedure note. A fact that was not said is
 * U. Cannot fail but for scratch memory.
 */
#include <string.h>

#include "base/words.h"
#include "engine/fit.h"
#include "engine/matter.h"
#include "engine/window.h"

#define MILLION 1000000
#define MOST_WHOLE 9000000000000 /* so that a number in millionths stays in 64 bits */

struct fact { /* what a condition says: its value, what it misses, the date of what it found */
    enum truth truth;
    const char *missing;
    const char *missing_name; /* appended to it: an answer's or a field's name */
    struct when date;
};

static struct fact condition_fact_of(enum truth truth, const char *missing)
{
    return (struct fact){.truth = truth, .missing = missing};
}

/* "12", "1.5", "-3": in millionths; false: not such a number. `used_r`: how much of the text it
 * took. */
static bool read_number(struct span s, int64_t *number_r, uint32_t *used_r)
{
    uint32_t i = 0;
    bool minus = s.len && s.at[0] == '-';
    int64_t whole = 0, part = 0, unit = MILLION;

    i += minus;
    uint32_t first = i;
    for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++) {
        whole = whole * 10 + (s.at[i] - '0');
        if (whole > MOST_WHOLE) {
            return false;
        }
    }
    if (i == first) {
        return false;
    }
    if (i + 1 < s.len && s.at[i] == '.' && s.at[i + 1] >= '0' && s.at[i + 1] <= '9') {
        for (i++; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++) {
            unit /= 10;
            part += (s.at[i] - '0') * unit;
        }
    }
    *number_r = (minus ? -1 : 1) * (whole * MILLION + part);
    *used_r = i;
    return true;
}

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

static bool condition_fact_among(struct span raw, const struct texts *words)
{
    for (uint32_t i = 0; i < words->count; i++) {
        if (word_is(raw, words->at[i])) {
            return true;
        }
    }
    return false;
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
    return condition_fact_of(truth, "patient.birth_date");
}

static struct fact patient_pregnancy(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->pregnancy;

    return condition_fact_of(said ? condition_fact_yes(c->choices >> said & 1) : TRUTH_U,
                             "patient.pregnancy");
}

static struct fact patient_sex(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->sex;

    return condition_fact_of(word_of(&words_known_sex, said) != NULL
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
    return condition_fact_of(truth, "appointment.sites");
}

static struct fact appointment_length(const struct asking *a, const struct cond *c)
{
    int32_t minutes = a->view->visit->minutes;

    return condition_fact_of(minutes > 0 ? in_range(c, minutes) : TRUTH_U, "appointment.minutes");
}

static struct fact appointment_indication(const struct asking *a, const struct cond *c)
{
    struct span said = a->view->visit->indication;

    return condition_fact_of(said.len ? condition_fact_yes(condition_fact_among(said, &c->words))
                                      : TRUTH_U,
                             "appointment.indication");
}

static struct fact appointment_price(const struct asking *a, const struct cond *c)
{
    struct span said = condition_fact_trimmed(a->view->visit->price);
    int64_t number = 0;
    uint32_t used = 0;
    enum truth truth = TRUTH_U;

    if (said.len && read_number(said, &number, &used)) {
        struct span currency =
            condition_fact_trimmed((struct span){said.at + used, said.len - used});

        if (span_same(currency, span_of(c->name))) {
            truth = in_range(c, number);
        }
    }
    return condition_fact_of(truth, "appointment.price");
}

static struct fact appointment_state(const struct asking *a, const struct cond *c)
{
    uint32_t said = a->view->visit->state;

    return condition_fact_of(said ? condition_fact_yes(said == c->status) : TRUTH_U,
                             "appointment.state");
}

static struct fact appointment_modality(const struct asking *a, const struct cond *c)
{
    struct span said = a->view->visit->modality;

    return condition_fact_of(said.len ? condition_fact_yes(condition_fact_among(said, &c->words))
                                      : TRUTH_U,
                             "appointment.modality");
}

/* ---- provider ---- */

static struct fact provider_training(const struct asking *a, const struct cond *c)
{
    const struct visit *v = a->view->visit;
    bool has = false;

    for (uint32_t i = 0; i < v->training_count && !has; i++) {
        has = condition_fact_among(v->training[i], &c->words);
    }
    return condition_fact_of(v->training_recorded ? condition_fact_yes(has != c->negated) : TRUTH_U,
                             "provider.training");
}

static struct fact provider_role(const struct asking *a, const struct cond *c)
{
    struct span said = a->view->visit->role;

    return condition_fact_of(
        said.len ? condition_fact_yes(condition_fact_among(said, &c->words) != c->negated)
                 : TRUTH_U,
        "provider.role");
}

/* ---- answers and fields ---- */

static const struct answer *find_answer(const struct answer *at, uint32_t count, const char *name)
{
    struct span wanted = span_of(name);

    for (uint32_t i = 0; i < count; i++) {
        if (span_same(at[i].name, wanted)) {
            return &at[i];
        }
    }
    return NULL;
}

/* Names of fields are words of the clinic: the very same one, else one that folds the same. */
static const struct answer *find_field(const struct visit *v, const char *name)
{
    const struct answer *field = find_answer(v->fields, v->field_count, name);

    for (uint32_t i = 0; i < v->field_count && field == NULL; i++) {
        if (text_folds_same(v->fields[i].name, span_of(name))) {
            field = &v->fields[i];
        }
    }
    return field;
}

/* `is: recorded`, `is: missing` and words, any of them; NULL: nothing there. */
static enum truth condition_fact_says(const struct cond *c, const struct span *value)
{
    bool wants_words = c->words.count > 0;

    if (value == NULL) {
        if (c->wants_missing) {
            return TRUTH_T;
        }
        return wants_words ? TRUTH_U : TRUTH_F;
    }
    if (c->wants_recorded) {
        return TRUTH_T;
    }
    if (wants_words && word_is(*value, "recorded")) {
        return TRUTH_U;
    }
    return condition_fact_yes(condition_fact_among(*value, &c->words));
}

static struct fact condition_fact_answered(const struct asking *a, const struct cond *c)
{
    const struct visit *v = a->view->visit;
    const struct answer *answer = find_answer(v->answers, v->answer_count, c->name);
    struct fact f = {.truth = TRUTH_U, .missing = "answers.", .missing_name = c->name};

    if (answer != NULL && (!answer->value.len || word_is(answer->value, "missing"))) {
        answer = NULL;
    }
    enum truth inside = TRUTH_T;
    if (answer != NULL && c->within.set) {
        inside = window_around(v, &answer->on, &c->within.length, NULL);
    }
    if (inside == TRUTH_F) {
        answer = NULL;
    }
    if (answer != NULL) {
        f.date = answer->on;
    }
    enum truth there = condition_fact_says(c, answer != NULL ? &answer->value : NULL);
    if (inside != TRUTH_U) {
        f.truth = there;
    } else if (there == condition_fact_says(c, NULL)) { /* the same whether it counts or not */
        f.truth = there;
    }
    return f;
}

static struct fact charted_field(const struct asking *a, const struct cond *c)
{
    const struct visit *v = a->view->visit;
    const struct answer *field = find_field(v, c->name);

    if (field != NULL && !field->value.len) {
        field = NULL;
    }
    struct fact f = {.truth = TRUTH_T, .missing = "chart.fields.", .missing_name = c->name};
    if (c->wants_recorded || c->wants_missing || c->words.count) {
        f.truth = condition_fact_says(c, field != NULL ? &field->value : NULL);
    }
    if (c->below.set || c->at_least.set) {
        int64_t number = 0;
        uint32_t used = 0;
        struct span said =
            condition_fact_trimmed(field != NULL ? field->value : (struct span){NULL, 0});
        enum truth truth = TRUTH_U;

        if (said.len && read_number(said, &number, &used) && used == said.len) {
            truth = condition_fact_yes((!c->below.set || number < c->below.number) &&
                                       (!c->at_least.set || number > c->at_least.number));
        }
        f.truth = truth_all(f.truth, truth);
    }
    return f;
}

static struct fact condition_fact_always(const struct asking *a, const struct cond *c)
{
    (void)a, (void)c;
    return condition_fact_of(TRUTH_T, NULL);
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
    [COND_INDICATION] = {.fact = appointment_indication},
    [COND_PRICE] = {.fact = appointment_price},
    [COND_TRAINING] = {.fact = provider_training},
    [COND_ROLE] = {.fact = provider_role},
    [COND_ANSWER] = {.fact = condition_fact_answered},
    [COND_REACTION] = {.fit = fit_reaction},
    [COND_PRODUCT] = {.fit = fit_product},
    [COND_FIELD] = {.fact = charted_field},
    [COND_STATE] = {.fact = appointment_state},
    [COND_MODALITY] = {.fact = appointment_modality},
    [COND_SEX] = {.fact = patient_sex},
};
_Static_assert(sizeof condition_values / sizeof *condition_values == COND_KINDS,
               "a value for every condition");

static const char *condition_fact_joined(struct arena *arena, const char *path, const char *name)
{
    if (name == NULL) {
        return path;
    }
    size_t a = strlen(path), b = strlen(name);
    char *whole = arena_new(arena, a + b + 1);
    if (whole == NULL) {
        return NULL;
    }
    memcpy(whole, path, a);
    memcpy(whole + a, name, b);
    return whole;
}

enum truth fact_condition(const struct asking *a, const struct cond *c, struct details *d,
                          struct trace_cond *why)
{
    struct fact f = condition_values[c->kind].fact(a, c);

    if (d != NULL && f.truth == TRUTH_T) {
        details_match_date(d, &f.date);
        matter_fact(a, c, d);
    }
    if (d != NULL && f.truth == TRUTH_U && f.missing != NULL) {
        details_open(d, a->view->arena,
                     &(struct open_fact){
                         .path = condition_fact_joined(a->view->arena, f.missing, f.missing_name),
                         .state = OPEN_NOT_ASKED,
                         .since = DATE_NONE,
                         .again = DATE_NONE});
    }
    if (d != NULL) {
        d->final_day = a->view->visit->today;
    }
    if (why != NULL) {
        why->why = f.truth == TRUTH_U ? (uint8_t)WHY_FACT_MISSING : (uint8_t)WHY_VALUE;
    }
    return f.truth;
}
