/* SPDX-License-Identifier: MIT
 *
 * Conditions on what people wrote in words: answers, fields of the procedure note, and the
 * provider's training and role, the method, the reason for the treatment. What is not understood is
 * U, never a "no" (rule-language.md#answers-and-words). Cannot fail but for scratch memory.
 */
#include "engine/answered.h"
#include "engine/fact.h"
#include "engine/window.h"

static enum truth said_yes(bool it_is)
{
    return it_is ? TRUTH_T : TRUTH_F;
}

static bool said_among(const struct numbers *values, uint32_t word)
{
    for (uint32_t i = 0; i < values->count; i++) {
        if (values->at[i] == word) {
            return true;
        }
    }
    return false;
}

/* ---- one word of a closed set ---- */

static struct fact said_word(const struct asking *a, const struct cond *c, uint32_t set,
                             struct span said, const char *path)
{
    uint32_t word = view_word(a->view, set, said);
    struct fact f = fact_made(TRUTH_U, path);

    if (word != WORD_NONE) {
        f.truth = said_yes(said_among(&c->values, word) != c->negated);
    } else if (said.len > 0) {
        f.state = OPEN_NOT_UNDERSTOOD;
    }
    return f;
}

struct fact fact_indication(const struct asking *a, const struct cond *c)
{
    return said_word(a, c, WORDS_INDICATION, a->view->visit->indication, "appointment.indication");
}

struct fact fact_modality(const struct asking *a, const struct cond *c)
{
    return said_word(a, c, WORDS_MODALITY, a->view->visit->modality, "appointment.modality");
}

struct fact fact_role(const struct asking *a, const struct cond *c)
{
    return said_word(a, c, WORDS_ROLE, a->view->visit->role, "provider.role");
}

/* `has` is T if one is, F only if all are declared words and none is; `lacks` its opposite. */
struct fact fact_training(const struct asking *a, const struct cond *c)
{
    const struct visit *v = a->view->visit;
    struct fact f = fact_made(v->training_recorded ? TRUTH_F : TRUTH_U, "provider.training");

    for (uint32_t i = 0; i < v->training_count && f.truth != TRUTH_T; i++) {
        uint32_t word = view_word(a->view, WORDS_TRAINING, v->training[i]);

        if (word == WORD_NONE) {
            f.truth = TRUTH_U;
            f.state = OPEN_NOT_UNDERSTOOD;
        } else if (said_among(&c->values, word)) {
            f.truth = TRUTH_T;
        }
    }
    f.truth = c->negated ? truth_not(f.truth) : f.truth;
    return f;
}

/* ---- answers and fields ---- */

/* What `is` says where nothing stands there. */
static enum truth said_nothing(const struct cond *c)
{
    return c->wants_missing ? TRUTH_T : TRUTH_U;
}

static enum truth said_number(const struct cond *c, int64_t number)
{
    return said_yes((!c->below.set || number < c->below.number) &&
                    (!c->at_least.set || number > c->at_least.number));
}

static enum truth said_date(const struct visit *v, const struct cond *c, const struct when *date)
{
    bool after = c->status == ANCHOR_AFTER_APPOINTMENT;

    return window_around(v, date, after ? NULL : &c->until.length, after ? &c->until.length : NULL);
}

static bool said_in_any(const struct cond *c, const struct hits *lists)
{
    for (uint32_t i = 0; i < lists->count; i++) {
        if (said_among(&c->lists, lists->at[i].list)) {
            return true;
        }
    }
    return false;
}

/* In one of the lists: T; in other lists of the kind alone: F; in none, or perhaps free of what is
 * in one: not understood. */
static enum truth said_in_lists(const struct asking *a, const struct cond *c,
                                const struct declared *asks, struct answered *one)
{
    const struct hits *lists = answered_lists(a->view, asks, one);

    if (said_in_any(c, lists)) {
        return TRUTH_T;
    }
    return lists->count > 0 && !said_in_any(c, &one->free) ? TRUTH_F : TRUTH_U;
}

/* What `is` says of a value that stands there. */
static enum truth said_is(const struct cond *c, const struct said *said)
{
    switch ((enum said_what)said->what) {
    case SAID_WORD: return said_yes(said_among(&c->values, said->word));
    case SAID_NONE: return said_yes(c->wants_none);
    case SAID_UNSURE: return c->wants_unsure ? TRUTH_T : TRUTH_U;
    case SAID_NOTHING:
    case SAID_UNCLEAR: return TRUTH_U;
    case SAID_NUMBER:
    case SAID_DATE:
    case SAID_TEXT: break;
    }
    return TRUTH_F;
}

/* The value of the condition where the answer counts: of names only what is in a list of their kind
 * is understood. */
static enum truth said_value(const struct asking *a, const struct cond *c,
                             const struct declared *asks, struct answered *one)
{
    if (one->said.what == SAID_NUMBER && (c->below.set || c->at_least.set)) {
        return said_number(c, one->said.number);
    }
    if (one->said.what == SAID_DATE && c->until.set) {
        return said_date(a->view->visit, c, &one->said.date);
    }
    if (one->said.what == SAID_TEXT && asks->form == ANSWER_NAMES) {
        return said_in_lists(a, c, asks, one);
    }
    return said_is(c, &one->said);
}

/* Why it is open: of what counts, or may count, that it is not understood. */
static uint32_t said_state(const struct answered *one, enum truth counts)
{
    if (one->given == NULL) {
        return OPEN_NOT_ASKED;
    }
    return counts == TRUTH_F                     ? OPEN_STALE
           : counts == TRUTH_T                   ? OPEN_NOT_UNDERSTOOD
           : one->given->on.kind == WHEN_UNKNOWN ? OPEN_INCOMPLETE
                                                 : OPEN_STALE;
}

struct fact fact_answer(const struct asking *a, const struct cond *c)
{
    struct answered *all = answered_all(a->view);
    struct fact f = fact_made(TRUTH_U, "answers.");

    f.missing_name = c->name;
    f.asks = &a->view->rules->answers[c->asked];
    if (all == NULL) {
        return f;
    }
    struct answered *one = &all[c->asked];
    enum truth counts = one->given != NULL ? (enum truth)one->fresh : TRUTH_F;
    if (counts != TRUTH_F && c->within.set) {
        counts = truth_all(counts,
                           window_around(a->view->visit, &one->given->on, &c->within.length, NULL));
    }
    enum truth nothing = said_nothing(c),
               value = counts != TRUTH_F ? said_value(a, c, f.asks, one) : nothing;
    f.truth = counts != TRUTH_U || value == nothing ? value : TRUTH_U;
    f.state = said_state(one, counts);
    if (one->given != NULL && one->given->on.kind != WHEN_UNKNOWN) {
        f.since = one->given->on.first;
        f.again = one->fresh != TRUTH_T ? answered_again(a->view, f.asks, one) : DATE_NONE;
    }
    if (one->given != NULL && counts != TRUTH_F) {
        f.date = one->given->on;
    }
    return f;
}

static bool field_has_words(const struct cond *c)
{
    return c->words.count > 0 || c->wants_unsure || c->wants_none;
}

static bool field_has_is(const struct cond *c)
{
    return field_has_words(c) || c->wants_missing || c->wants_recorded;
}

/* Whether anything stands there is always known. */
static enum truth field_is(const struct cond *c, const struct said *said)
{
    if (said->what == SAID_NOTHING) {
        return c->wants_missing ? TRUTH_T : field_has_words(c) ? TRUTH_U : TRUTH_F;
    }
    if (c->wants_recorded) {
        return TRUTH_T;
    }
    return field_has_words(c) ? said_is(c, said) : TRUTH_F;
}

enum truth field_truth(const struct cond *c, const struct said *said)
{
    enum truth is = TRUTH_T, limits = TRUTH_T;

    if (field_has_is(c)) {
        is = field_is(c, said);
    }
    if (c->below.set || c->at_least.set) {
        limits = said->what == SAID_NUMBER ? said_number(c, said->number)
                 : said->what == SAID_NONE ? TRUTH_F
                                           : TRUTH_U;
    }
    return truth_all(is, limits);
}

struct fact fact_field(const struct asking *a, const struct cond *c)
{
    struct answered *all = answered_fields(a->view);
    struct fact f = fact_made(TRUTH_U, "chart.fields.");

    f.missing_name = c->name;
    if (all != NULL) {
        bool there = all[c->asked].said.what != SAID_NOTHING;

        f.state = there ? OPEN_NOT_UNDERSTOOD : OPEN_NOT_ASKED;
        f.truth = field_truth(c, &all[c->asked].said);
    }
    return f;
}
