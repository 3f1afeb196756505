/* SPDX-License-Identifier: MIT
 *
 * What the review room says of each condition: the condition itself as a phrase, and why it has its
 * value for one visit. One table by the number of the condition (sentence_fact.c); those on the
 * chart are told in sentence_chart.c. For sentence*.c, why.c and explain.c; pure.
 */
#ifndef PRECARE_REVIEW_SENTENCE_KINDS_H
#define PRECARE_REVIEW_SENTENCE_KINDS_H

#include "base/buf.h"
#include "engine/engine.h"

struct reasoning { /* one condition, evaluated for one visit */
    const struct rules *rules;
    const struct cond *cond;
    uint32_t book;
    const struct visit *visit;
    const struct trace_cond *trace;
};

typedef void phrase_of(const struct rules *rules, const struct cond *c, struct buf *out);
typedef void why_of(const struct reasoning *r, struct buf *out);

struct kind_sentence { /* of groups both are NULL: their parts are told */
    phrase_of *phrase; /* "on the day, the patient is under 22" */
    why_of *why;       /* "born Mon 4 May 1990: 36 on the day" */
};

extern const struct kind_sentence kind_sentences[]; /* by enum cond_kind */

phrase_of phrase_condition, phrase_medication, phrase_allergy, phrase_history, phrase_reaction,
    phrase_product;
why_of why_chart;

/* "5 days", "22", "45 minutes", "200 USD" */
void sentence_threshold(const struct cond *c, const struct threshold *t, struct buf *out);
/* "the price is" at least 200 USD and below 400 USD. */
void sentence_between(const char *subject, const struct cond *c, struct buf *out);
/* The answer of which a `none` says that it is not missing; NULL: it says something else. */
const char *sentence_answer_there(const struct rules *rules, const struct cond *c);
/* missing or "yes": what an answer or a field is to be. */
void sentence_values(const struct cond *c, struct buf *out);
/* “units” is above 40: of a field, or of the field of an entry. */
void sentence_field_says(const struct cond *c, struct buf *out);
/* ", begun less than " 5 days " before the appointment"; nothing where it is not set. */
void sentence_window(const struct cond *c, const struct threshold *t, const char *before,
                     const char *behind, struct buf *out);
/* What matched must not be, by its plain word; "?" where there is none. */
const char *sentence_list(const struct rules *rules, const struct cond *c);

/* Pieces of reasons (why.c). */
void why_spoken(struct buf *out, struct span words); /* the chart's own */
void why_when(struct buf *out, const struct when *w, const struct zone *zone);
void why_dated(struct buf *out, const char *label, const struct when *w, const struct zone *zone);
void why_sites(struct buf *out, const struct span *sites, uint32_t count);

#endif
