/* SPDX-License-Identifier: MIT
 *
 * The conditions on everything that is not an entry of the chart as plain English, and what a visit
 * says of each; with the table of all conditions' sentences. Called through it by sentence.c and
 * explain.c; pure. The words say exactly what the engine judges.
 */
#include "review/sentence_kinds.h"

#include <string.h>

#include "base/words.h"
#include "review/plain.h"

static void sentence_age(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "on the day, the patient is ");
    if (c->at_least.set) {
        sentence_threshold(c, &c->at_least, out);
        buf_text(out, " or older");
    }
    if (c->below.set) {
        buf_text(out, c->at_least.set ? " and under " : "under ");
        sentence_threshold(c, &c->below, out);
    }
}

/* "pregnant or breastfeeding": those of the words that `is` names. */
static void choices_say(const struct cond *c, const char *const *words, uint32_t most,
                        struct buf *out)
{
    uint32_t count = 0, said = 0;

    for (uint32_t i = 1; i < most; i++) {
        count += (c->choices >> i) & 1u;
    }
    for (uint32_t i = 1; i < most; i++) {
        if (((c->choices >> i) & 1u) != 0) {
            buf_text(out, words[i]);
            buf_text(out, plain_between(said++, count, " or "));
        }
    }
}

static void sentence_pregnancy(const struct rules *rules, const struct cond *c, struct buf *out)
{
    static const char *const words[] = {"",
                                        "pregnant",
                                        "breastfeeding",
                                        "trying to become pregnant",
                                        "not pregnant",
                                        "\"not applicable\""};

    (void)rules;
    buf_text(out, "the patient is ");
    choices_say(c, words, sizeof words / sizeof *words, out);
}

static void sentence_sex(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "the patient's sex is ");
    choices_say(c, words_known_sex.at, words_known_sex.count, out);
}

static void sentence_site(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_text(out, "the treatment area is ");
    for (uint32_t i = 0; i < c->sites.count; i++) {
        const char *name = site_name(rules->sites, c->sites.at[i]);
        struct buf words = {0};

        plain_name(&words, name != NULL ? name : "?", false);
        buf_text(out, words.at != NULL ? words.at : "?");
        part_end(out, &words);
        buf_text(out, plain_between(i, c->sites.count, " or "));
    }
    buf_text(out, " (or a part of it)");
}

static void slot_length(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "the slot is");
    sentence_between("", c, out);
}

static void sentence_indication(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "the treatment is for ");
    plain_list(out, c->words, " or ");
}

static void sentence_price(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    sentence_between("the price is", c, out);
}

static void sentence_training(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, c->negated ? "the provider has no recorded training in "
                             : "the provider has recorded training in ");
    plain_list(out, c->words, " or ");
}

static void sentence_role(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, c->negated ? "the provider's role is none of: " : "the provider's role is ");
    plain_list(out, c->words, " or ");
}

/* What it must be: a number, a date, a name of a list, or one of the words. */
static void sentence_answered(const struct rules *rules, const struct cond *c, struct buf *out)
{
    for (uint32_t i = 0; i < c->lists.count; i++) {
        buf_printf(out, "%s“%s”", i == 0 ? " names " : "", rules->lists[c->lists.at[i]].plain);
        buf_text(out, plain_between(i, c->lists.count, " or "));
    }
    if (c->until.set) {
        sentence_window(c, &c->until, " is less than ",
                        c->status == ANCHOR_AFTER_APPOINTMENT ? " after the appointment"
                                                              : " before the appointment",
                        out);
    } else if (c->below.set || c->at_least.set) {
        sentence_between(" is", c, out);
    } else if (c->lists.count == 0) {
        buf_text(out, " is ");
        sentence_values(c, out);
    }
}

static void sentence_answer(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_text(out, "the answer to “");
    plain_name(out, c->name, false);
    buf_text(out, "”");
    sentence_answered(rules, c, out);
    sentence_window(c, &c->within, ", given less than ", " before the appointment", out);
}

const char *sentence_answer_there(const struct rules *rules, const struct cond *c)
{
    const struct cond *child = &rules->conds[c->first];
    bool there = c->kind == COND_NOT_ANY && c->count == 1 && child->kind == COND_ANSWER &&
                 child->wants_missing && !child->wants_unsure && !child->wants_none &&
                 child->words.count == 0 && !child->within.set;

    return there ? child->name : NULL;
}

static void sentence_field(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "in the procedure note, ");
    sentence_field_says(c, out);
}

static void sentence_always(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_printf(out, "always: %s", c->name != NULL ? c->name : "");
}

static void sentence_state(const struct rules *rules, const struct cond *c, struct buf *out)
{
    const char *word = word_of(&words_state, c->status);

    (void)rules;
    buf_printf(out, "the appointment is %s", word != NULL ? word : "?");
}

static void sentence_modality(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "the method is ");
    plain_list(out, c->words, " or ");
}

static void sentence_booked(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_text(out, "the visit includes ");
    for (uint32_t i = 0; i < c->lists.count; i++) {
        buf_printf(out, "“%s”", rules->lists[c->lists.at[i]].plain);
        buf_text(out, plain_between(i, c->lists.count, " or "));
    }
}

/* ---- why ---- */

static void why_booked(const struct reasoning *r, struct buf *out)
{
    const struct visit *v = r->visit;

    buf_text(out, "the visit is for ");
    for (uint32_t i = 0; i <= v->also_count; i++) {
        const struct booked *one = visit_procedure(v, i);

        why_spoken(out, one->text.len > 0 ? one->text : one->code);
        buf_text(out, plain_between(i, v->also_count + 1, " and "));
    }
    buf_text(out, r->trace->truth == TRUTH_U ? ", which may mean one of these" : "");
}

static void why_age(const struct reasoning *r, struct buf *out)
{
    const struct visit *v = r->visit;
    int32_t years = 0;

    if (v->birth.kind == WHEN_UNKNOWN) {
        buf_text(out, "the date of birth is not known");
        return;
    }
    while (years < 200 && birthday(v->birth.first, years + 1) <= v->reference) {
        years++;
    }
    buf_text(out, "born ");
    why_when(out, &v->birth, v->zone);
    if (v->birth.first == v->birth.last) {
        buf_printf(out, ": %d on the day", years);
    }
}

static void why_pregnancy(const struct reasoning *r, struct buf *out)
{
    const char *word = word_of(&words_pregnancy, r->visit->pregnancy);

    buf_printf(out, word != NULL ? "the answer is %s" : "%s", word != NULL ? word : "not asked");
}

static void why_sex(const struct reasoning *r, struct buf *out)
{
    const char *word = word_of(&words_sex, r->visit->sex);

    buf_printf(out, word != NULL ? "it is recorded as %s" : "%s",
               word != NULL ? word : "it is not recorded");
}

static void why_site(const struct reasoning *r, struct buf *out)
{
    buf_text(out, r->visit->site_count > 0 ? "the treatment area is "
                                           : "the treatment area is not entered");
    why_sites(out, r->visit->sites, r->visit->site_count);
}

static void why_length(const struct reasoning *r, struct buf *out)
{
    if (r->visit->minutes > 0) {
        buf_printf(out, "the slot is %d minutes", r->visit->minutes);
    } else {
        buf_text(out, "the length of the slot is not entered");
    }
}

static void why_text(const char *label, struct span value, struct buf *out)
{
    if (value.len == 0) {
        buf_printf(out, "%s is not known", label);
        return;
    }
    buf_printf(out, "%s is ", label);
    why_spoken(out, value);
}

/* Why what is written does not count. */
static void why_not(const struct reasoning *r, struct buf *out)
{
    if (r->trace->why == WHY_STALE) {
        buf_text(out, ", which is too long ago");
    } else if (r->trace->why == WHY_UNCLEAR) {
        buf_text(out, ", which is not understood");
    }
}

static void why_indication(const struct reasoning *r, struct buf *out)
{
    why_text("the reason for the treatment", r->visit->indication, out);
    why_not(r, out);
}

static void why_price(const struct reasoning *r, struct buf *out)
{
    why_text("the price", r->visit->price, out);
}

static void why_modality(const struct reasoning *r, struct buf *out)
{
    why_text("the method", r->visit->modality, out);
    why_not(r, out);
}

static void why_role(const struct reasoning *r, struct buf *out)
{
    why_text("the provider's role", r->visit->role, out);
    why_not(r, out);
}

static void why_training(const struct reasoning *r, struct buf *out)
{
    const struct visit *v = r->visit;

    if (!v->training_recorded) {
        buf_text(out, "the provider's training is not recorded");
    } else if (v->training_count == 0) {
        buf_text(out, "no training is recorded");
    } else {
        buf_text(out, "recorded training: ");
        why_sites(out, v->training, v->training_count);
        why_not(r, out);
    }
}

static void why_state(const struct reasoning *r, struct buf *out)
{
    const char *word = word_of(&words_state, r->visit->state);

    buf_printf(out, "the appointment's state is %s", word != NULL ? word : "not known");
}

static void why_named(const struct reasoning *r, const struct answer *at, uint32_t count,
                      const char *nothing, struct buf *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_folds_same(at[i].name, span_of(r->cond->name)) && at[i].value.len > 0) {
            buf_text(out, "it says \"");
            why_spoken(out, at[i].value);
            buf_char(out, '"');
            why_dated(out, ", on ", &at[i].on, r->visit->zone);
            why_not(r, out);
            /* understood, and not known all the same: its age is judged */
            buf_text(out, r->trace->why == WHY_FACT_MISSING ? ", and its day is not known" : "");
            return;
        }
    }
    buf_text(out, nothing);
}

static void why_answer(const struct reasoning *r, struct buf *out)
{
    why_named(r, r->visit->answers, r->visit->answer_count, "there is no answer", out);
}

static void why_field(const struct reasoning *r, struct buf *out)
{
    why_named(r, r->visit->fields, r->visit->field_count, "nothing is charted there", out);
}

static void why_always(const struct reasoning *r, struct buf *out)
{
    (void)r;
    buf_text(out, "this always holds");
}

/* ---- all of them ---- */

const struct kind_sentence kind_sentences[] = {
    [COND_ALWAYS] = {sentence_always, why_always},
    [COND_AGE] = {sentence_age, why_age},
    [COND_PREGNANCY] = {sentence_pregnancy, why_pregnancy},
    [COND_CONDITION] = {phrase_condition, why_chart},
    [COND_MEDICATION] = {phrase_medication, why_chart},
    [COND_ALLERGY] = {phrase_allergy, why_chart},
    [COND_HISTORY] = {phrase_history, why_chart},
    [COND_SITE] = {sentence_site, why_site},
    [COND_LENGTH] = {slot_length, why_length},
    [COND_INDICATION] = {sentence_indication, why_indication},
    [COND_PRICE] = {sentence_price, why_price},
    [COND_TRAINING] = {sentence_training, why_training},
    [COND_ROLE] = {sentence_role, why_role},
    [COND_ANSWER] = {sentence_answer, why_answer},
    [COND_REACTION] = {phrase_reaction, why_chart},
    [COND_PRODUCT] = {phrase_product, why_chart},
    [COND_FIELD] = {sentence_field, why_field},
    [COND_STATE] = {sentence_state, why_state},
    [COND_MODALITY] = {sentence_modality, why_modality},
    [COND_SEX] = {sentence_sex, why_sex},
    [COND_BOOKED] = {sentence_booked, why_booked},
};
_Static_assert(sizeof kind_sentences / sizeof *kind_sentences == COND_KINDS,
               "a sentence for every condition");
