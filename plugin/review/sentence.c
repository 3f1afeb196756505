/* SPDX-License-Identifier: MIT
 *
 * One condition as plain English. Called by sentence_rule.c, explain.c, diff*.c and page*.c; pure.
 * The words say exactly what the engine judges: "less than 5 days before" leaves the fifth day
 * free.
 */
#include "review/sentence.h"

#include <string.h>

#include "base/words.h"
#include "review/plain.h"

static const char *plain_of(const struct rules *rules, const struct cond *c)
{
    return c->list < rules->list_count ? rules->lists[c->list].plain : "?";
}

static void sentence_threshold(const struct cond *c, const struct threshold *t, struct buf *out)
{
    char text[32];

    switch (c->kind) {
    case COND_AGE: buf_printf(out, "%lld", (long long)t->number); break;
    case COND_LENGTH: buf_printf(out, "%lld minutes", (long long)t->number); break;
    case COND_PRICE:
        plain_millionths(out, t->number);
        buf_printf(out, " %s", c->name != NULL ? c->name : "");
        break;
    case COND_FIELD: plain_millionths(out, t->number); break;
    default: length_in_words(t->length, text); buf_text(out, text);
    }
}

static void severity_words(const struct cond *c, struct buf *out)
{
    if (c->severity == PRECARE_SEVERE) {
        buf_text(out, " (severe)");
    } else if (c->severity == PRECARE_MODERATE) {
        buf_text(out, " (moderate or severe)");
    } else if (c->severity == PRECARE_MILD) {
        buf_text(out, " (at least mild)");
    }
}

static void site_words(const struct cond *c, const char *in, struct buf *out)
{
    switch (c->site) {
    case SITE_TREATMENT_AREA: buf_printf(out, " %s the treatment area", in); break;
    case SITE_SAME_REGION: buf_printf(out, " %s the same region as the treatment area", in); break;
    case SITE_ADJACENT: buf_printf(out, " %s or next to the treatment area", in); break;
    default: break;
    }
}

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

static void sentence_pregnancy(const struct rules *rules, const struct cond *c, struct buf *out)
{
    static const char *const words[] = {"",
                                        "pregnant",
                                        "breastfeeding",
                                        "trying to become pregnant",
                                        "not pregnant",
                                        "\"not applicable\""};
    uint32_t count = 0, said = 0;

    (void)rules;
    for (uint32_t i = 1; i < 6; i++) {
        count += (c->pregnancy >> i) & 1u;
    }
    buf_text(out, "the patient is ");
    for (uint32_t i = 1; i < 6; i++) {
        if (((c->pregnancy >> i) & 1u) != 0) {
            buf_text(out, words[i]);
            buf_text(out, plain_between(said++, count, " or "));
        }
    }
}

static void sentence_clause(const struct rules *rules, const struct cond *c, struct buf *out)
{
    if (c->status == STATUS_FAMILY) {
        buf_printf(out, "“%s” runs in the patient's family", plain_of(rules, c));
    } else if (c->status == STATUS_ACTIVE) {
        buf_printf(out, "the patient has “%s” now", plain_of(rules, c));
    } else {
        buf_printf(out, "the patient has “%s”, or has had it", plain_of(rules, c));
    }
    severity_words(c, out);
    site_words(c, "in", out);
    if (c->within.set) {
        buf_text(out, ", begun less than ");
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
    }
}

static void sentence_medication(const struct rules *rules, const struct cond *c, struct buf *out)
{
    const char *plain = plain_of(rules, c);

    switch (c->status) {
    case USE_ONGOING:
        buf_printf(out, "the patient uses “%s” (or is to begin by the appointment)", plain);
        break;
    case USE_TAKEN_WITHIN:
        buf_printf(out, "the patient uses “%s”, or used it less than ", plain);
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
        break;
    default:
        buf_printf(out, "“%s” is on the medicines list (in use, as needed or prescribed)", plain);
    }
    buf_text(out, c->site > SITE_ANYWHERE && c->status == USE_TAKEN_WITHIN ? "," : "");
    site_words(c, "on", out);
}

static void sentence_allergy(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "the patient is allergic to “%s”", plain_of(rules, c));
}

static void sentence_history(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” ", plain_of(rules, c));
    buf_text(out, c->done_only ? "was done" : "was done or is booked");
    site_words(c, "in", out);
    if (c->within.set) {
        buf_text(out, " less than ");
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
    }
    if (c->until.set) {
        buf_text(out, c->within.set ? ", or less than " : " less than ");
        sentence_threshold(c, &c->until, out);
        buf_text(out, " after the appointment");
    }
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

static void sentence_between(const char *subject, const struct cond *c, struct buf *out)
{
    buf_text(out, subject);
    if (c->at_least.set) {
        buf_text(out, c->kind == COND_FIELD ? " above " : " at least ");
        sentence_threshold(c, &c->at_least, out);
    }
    if (c->below.set) {
        buf_text(out, c->at_least.set ? " and below " : " below ");
        sentence_threshold(c, &c->below, out);
    }
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
    plain_list(out, c->written, " or ");
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
    plain_list(out, c->written, " or ");
}

static void sentence_role(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, c->negated ? "the provider's role is none of: " : "the provider's role is ");
    plain_list(out, c->written, " or ");
}

static void said_values(const struct cond *c, struct buf *out)
{
    struct texts words = c->written;
    bool first = true;

    if (c->wants_missing) {
        buf_text(out, "missing");
        first = false;
    }
    if (c->wants_recorded) {
        buf_text(out, first ? "recorded" : " or recorded");
        first = false;
    }
    for (uint32_t i = 0; i < words.count; i++) {
        if (strcmp(words.at[i], "missing") != 0 && strcmp(words.at[i], "recorded") != 0) {
            buf_printf(out, "%s\"%s\"", first ? "" : " or ", words.at[i]);
            first = false;
        }
    }
}

static void sentence_answer(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "the answer to “");
    plain_name(out, c->name, false);
    buf_text(out, "” is ");
    said_values(c, out);
    if (c->within.set) {
        buf_text(out, ", given less than ");
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
    }
}

static void sentence_reaction(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” is charted", plain_of(rules, c));
    severity_words(c, out);
    site_words(c, "in", out);
    if (c->within.set) {
        buf_text(out, ", more than ");
        sentence_threshold(c, &c->within, out);
        buf_text(out, " after the procedure");
    }
    if (c->until.set) {
        buf_text(out, c->within.set ? " and no later than " : ", no later than ");
        sentence_threshold(c, &c->until, out);
        buf_text(out, " after it");
    }
}

static void sentence_product(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” is charted as used", plain_of(rules, c));
    if (c->within.set) {
        buf_text(out, " less than ");
        sentence_threshold(c, &c->within, out);
        buf_text(out, " after the procedure");
    }
}

static void sentence_field(const struct rules *rules, const struct cond *c, struct buf *out)
{
    (void)rules;
    buf_text(out, "in the procedure note, “");
    plain_name(out, c->name, false);
    buf_text(out, "” is");
    if (c->wants_missing || c->wants_recorded || c->written.count > 0) {
        buf_char(out, ' ');
        said_values(c, out);
    }
    sentence_between("", c, out);
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
    plain_list(out, c->written, " or ");
}

typedef void phrase(const struct rules *, const struct cond *, struct buf *);

static phrase *const phrases[COND_KINDS] = {[COND_ALWAYS] = sentence_always,
                                            [COND_AGE] = sentence_age,
                                            [COND_PREGNANCY] = sentence_pregnancy,
                                            [COND_CONDITION] = sentence_clause,
                                            [COND_MEDICATION] = sentence_medication,
                                            [COND_ALLERGY] = sentence_allergy,
                                            [COND_HISTORY] = sentence_history,
                                            [COND_SITE] = sentence_site,
                                            [COND_LENGTH] = slot_length,
                                            [COND_INDICATION] = sentence_indication,
                                            [COND_PRICE] = sentence_price,
                                            [COND_TRAINING] = sentence_training,
                                            [COND_ROLE] = sentence_role,
                                            [COND_ANSWER] = sentence_answer,
                                            [COND_REACTION] = sentence_reaction,
                                            [COND_PRODUCT] = sentence_product,
                                            [COND_FIELD] = sentence_field,
                                            [COND_STATE] = sentence_state,
                                            [COND_MODALITY] = sentence_modality};

const char *sentence_group(const struct cond *c)
{
    switch (c->kind) {
    case COND_ALL: return "all of these hold";
    case COND_ANY: return "one or more of these hold";
    case COND_NOT_ANY: return "none of these hold";
    default: return NULL;
    }
}

static void sentence_of_group(const struct rules *rules, const struct cond *c, bool inner,
                              struct buf *out)
{
    const char *last = c->kind == COND_ALL ? ", and " : ", or ";
    bool brackets = inner && c->count > 1;

    buf_text(out, c->kind == COND_NOT_ANY ? "it is not so that " : "");
    buf_text(out, brackets ? "(" : "");
    for (uint32_t i = 0; i < c->count; i++) {
        const struct cond *child = &rules->conds[c->first + i];

        if (sentence_group(child) != NULL) {
            sentence_of_group(rules, child, c->count > 1 || c->kind == COND_NOT_ANY, out);
        } else if (child->kind < COND_KINDS && phrases[child->kind] != NULL) {
            phrases[child->kind](rules, child, out);
        }
        buf_text(out, i + 1 < c->count ? last : "");
    }
    buf_text(out, brackets ? ")" : "");
}

void sentence_condition(const struct rules *rules, uint32_t cond, struct buf *out)
{
    const struct cond *c = &rules->conds[cond];

    if (sentence_group(c) != NULL) {
        sentence_of_group(rules, c, false, out);
    } else if (c->kind < COND_KINDS && phrases[c->kind] != NULL) {
        phrases[c->kind](rules, c, out);
    }
}
