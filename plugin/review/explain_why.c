/* SPDX-License-Identifier: MIT
 *
 * Why a condition has its value: the entry that decided, the day a list was gone through, the fact
 * that is missing. Called by explain.c; pure. It tells the person who asks on this machine, so it
 * may show the chart's own words.
 */
#include "review/explain.h"

#include <string.h>

#include "base/words.h"
#include "review/plain.h"

static void explain_why_spoken(struct buf *out, struct span s)
{
    buf_add(out, s.at, s.len);
}

static void when_say(struct buf *out, const struct when *w, const struct zone *zone)
{
    char iso[32];

    switch (w->kind) {
    case WHEN_DAY: plain_date(out, w->first); break;
    case WHEN_INSTANT:
        instant_iso(w->utc, zone, iso);
        plain_date_text(out, iso);
        break;
    case WHEN_PARTIAL:
        buf_text(out, "between ");
        plain_date(out, w->first);
        buf_text(out, " and ");
        plain_date(out, w->last);
        break;
    default: buf_text(out, "no date");
    }
}

static void sites_say(struct buf *out, const struct span *sites, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        explain_why_spoken(out, sites[i]);
        buf_text(out, plain_between(i, count, " and "));
    }
}

static void date_say(struct buf *out, const char *label, const struct when *w,
                     const struct zone *zone)
{
    if (w->kind != WHEN_UNKNOWN) {
        buf_text(out, label);
        when_say(out, w, zone);
    }
}

static const char *at_label(uint32_t chart)
{
    switch (chart) {
    case CHART_CONDITIONS: return ", begun ";
    case CHART_MEDICATIONS: return ", last used ";
    default: return ", ";
    }
}

static const char *status_word(uint32_t chart, uint32_t status)
{
    const struct words *words = chart == CHART_CONDITIONS    ? &words_status
                                : chart == CHART_MEDICATIONS ? &words_use
                                                             : &words_state;

    return word_of(words, status);
}

/* "medicines, entry 1: tretinoin 0.05% cream, ongoing, on the face" */
static void entry_say(struct buf *out, const struct visit *v, uint32_t chart, uint32_t index)
{
    const struct entry *e = &v->chart[chart].at[index];
    const char *status = status_word(chart, e->status);
    const char *severity = word_of(&words_severity, e->severity);

    buf_printf(out, "%s, entry %u (", plain_chart(chart), index + 1);
    explain_why_spoken(out, e->text.len > 0 ? e->text : e->code);
    if (status != NULL) {
        buf_printf(out, ", %s", status);
    }
    if (severity != NULL) {
        buf_printf(out, ", %s", severity);
    }
    if (e->site_count > 0) {
        buf_text(out, ", ");
        sites_say(out, e->sites, e->site_count);
    }
    date_say(out, at_label(chart), &e->at, v->zone);
    date_say(out, chart == CHART_MEDICATIONS ? ", started " : ", recorded ", &e->noted, v->zone);
    buf_char(out, ')');
}

static uint32_t chart_of(const struct cond *c, const struct trace_cond *t)
{
    switch (c->kind) {
    case COND_CONDITION: return CHART_CONDITIONS;
    case COND_MEDICATION: return CHART_MEDICATIONS;
    case COND_ALLERGY: return CHART_ALLERGIES;
    case COND_HISTORY: return CHART_PROCEDURES;
    case COND_REACTION: return CHART_REACTIONS;
    case COND_PRODUCT: return CHART_PRODUCTS;
    default: return t->chart;
    }
}

static void reviewed_say(struct buf *out, const struct visit *v, uint32_t chart)
{
    if (chart < CHART_ASKED && v->chart[chart].reviewed.kind != WHEN_UNKNOWN) {
        buf_printf(out, "; the %s were gone through on ", plain_chart(chart));
        when_say(out, &v->chart[chart].reviewed, v->zone);
    }
}

static void stale_say(struct buf *out, const struct visit *v, uint32_t chart, struct length good)
{
    char text[32];

    length_in_words(good, text);
    buf_printf(out, "the %s were last gone through on ", plain_chart(chart));
    when_say(out, &v->chart[chart].reviewed, v->zone);
    buf_printf(out, ", more than %s ago", text);
}

static void chart_say(const struct rules *rules, const struct cond *c, uint32_t book,
                      const struct visit *v, const struct trace_cond *t, struct buf *out)
{
    uint32_t chart = chart_of(c, t);
    bool entry = t->entry < v->chart[chart].count;

    switch ((enum why)t->why) {
    case WHY_MATCH:
    case WHY_FACT_MISSING:
    case WHY_NEVER:
    case WHY_NEAR:
        if (entry) {
            entry_say(out, v, chart, t->entry);
        } else {
            buf_printf(out, "an entry of the %s", plain_chart(chart));
        }
        buf_text(out, t->why == WHY_MATCH   ? " matches"
                      : t->why == WHY_NEVER ? " says never"
                      : t->why == WHY_NEAR
                          ? " may be a misspelt word of this list"
                          : " matches by name, but a fact that decides is missing");
        break;
    case WHY_NOT_ASKED: buf_printf(out, "the %s were not asked about", plain_chart(chart)); break;
    case WHY_STALE:
        if (chart < CHART_ASKED) {
            stale_say(out, v, chart, rules->books[book].stays_good[chart]);
        }
        break;
    case WHY_OTHER:
        if (entry) {
            entry_say(out, v, chart, t->entry);
            buf_text(out, " is there, but does not fit");
        } else {
            buf_printf(out, "what is in the %s does not fit", plain_chart(chart));
        }
        reviewed_say(out, v, chart);
        break;
    case WHY_NOTHING:
    case WHY_NO_ENTRY:
    case WHY_VALUE:
        buf_printf(out, "nothing like it in the %s", plain_chart(chart));
        reviewed_say(out, v, chart);
    }
}

/* ---- facts that are no entries --------------------------------------------------------------- */

static void age_say(const struct visit *v, struct buf *out)
{
    int32_t years = 0;

    if (v->birth.kind == WHEN_UNKNOWN) {
        buf_text(out, "the date of birth is not known");
        return;
    }
    while (years < 200 && birthday(v->birth.first, years + 1) <= v->reference) {
        years++;
    }
    buf_text(out, "born ");
    when_say(out, &v->birth, v->zone);
    if (v->birth.first == v->birth.last) {
        buf_printf(out, ": %d on the day", years);
    }
}

static void span_say(const char *label, struct span value, struct buf *out)
{
    if (value.len == 0) {
        buf_printf(out, "%s is not known", label);
        return;
    }
    buf_printf(out, "%s is ", label);
    explain_why_spoken(out, value);
}

static void named_say(const struct answer *at, uint32_t count, const struct cond *c,
                      const struct visit *v, struct buf *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (span_same(at[i].name, span_of(c->name))) {
            buf_text(out, "it says \"");
            explain_why_spoken(out, at[i].value);
            buf_char(out, '"');
            date_say(out, ", on ", &at[i].on, v->zone);
            return;
        }
    }
    buf_text(out, c->kind == COND_ANSWER ? "there is no answer" : "nothing is charted there");
}

static void training_say(const struct visit *v, struct buf *out)
{
    if (!v->training_recorded) {
        buf_text(out, "the provider's training is not recorded");
    } else if (v->training_count == 0) {
        buf_text(out, "no training is recorded");
    } else {
        buf_text(out, "recorded training: ");
        sites_say(out, v->training, v->training_count);
    }
}

static void fact_say(const struct cond *c, const struct visit *v, struct buf *out)
{
    const char *word;

    switch (c->kind) {
    case COND_AGE: age_say(v, out); break;
    case COND_PREGNANCY:
        word = word_of(&words_pregnancy, v->pregnancy);
        buf_printf(out, word != NULL ? "the answer is %s" : "%s",
                   word != NULL ? word : "not asked");
        break;
    case COND_SITE:
        buf_text(out, v->site_count > 0 ? "the treatment area is "
                                        : "the treatment area is not entered");
        sites_say(out, v->sites, v->site_count);
        break;
    case COND_LENGTH:
        if (v->minutes > 0) {
            buf_printf(out, "the slot is %d minutes", v->minutes);
        } else {
            buf_text(out, "the length of the slot is not entered");
        }
        break;
    case COND_INDICATION: span_say("the reason for the treatment", v->indication, out); break;
    case COND_PRICE: span_say("the price", v->price, out); break;
    case COND_MODALITY: span_say("the method", v->modality, out); break;
    case COND_ROLE: span_say("the provider's role", v->role, out); break;
    case COND_TRAINING: training_say(v, out); break;
    case COND_STATE:
        word = word_of(&words_state, v->state);
        buf_printf(out, "the appointment's state is %s", word != NULL ? word : "not known");
        break;
    case COND_ANSWER: named_say(v->answers, v->answer_count, c, v, out); break;
    case COND_FIELD: named_say(v->fields, v->field_count, c, v, out); break;
    case COND_ALWAYS: buf_text(out, "it needs nothing"); break;
    default: break;
    }
}

void explain_why(const struct rules *rules, uint32_t cond, uint32_t book, const struct visit *v,
                 const struct trace_cond *t, struct buf *out)
{
    const struct cond *c = &rules->conds[cond];

    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NOT_ANY: break;
    case COND_CONDITION:
    case COND_MEDICATION:
    case COND_ALLERGY:
    case COND_HISTORY:
    case COND_REACTION:
    case COND_PRODUCT: chart_say(rules, c, book, v, t, out); break;
    default: fact_say(c, v, out);
    }
}
