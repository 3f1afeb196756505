/* SPDX-License-Identifier: MIT
 *
 * Small pieces of plain English that several reports share: words of outcomes, moments, lists of
 * things, dates. Pure, any thread; the texts returned are static.
 */
#ifndef PRECARE_REVIEW_PLAIN_H
#define PRECARE_REVIEW_PLAIN_H

#include "base/buf.h"
#include "rulebook/rulebook.h"

bool same_text(const char *a, const char *b); /* NULL is the same as NULL alone */
/* Ends a text that went into `out`: where it lacks something, so does `out`. */
void part_end(struct buf *out, struct buf *part);

const char *plain_overall(uint32_t overall);   /* "tasks", "clear", "no-rules" */
const char *plain_coverage(uint32_t coverage); /* "complete", "out-of-review" */
const char *plain_outcome(uint32_t outcome);   /* "task", "hold" */
const char *plain_moment(uint32_t moment);     /* "booking", "check-in", "treatment", "follow-up" */
const char *plain_who(uint32_t asked_of);      /* "the patient", "the staff" */
const char *plain_chart(uint32_t chart);       /* "medicines" */
/* "Monday and Friday, but not Fri 25 Dec 2026"; "not said". */
void plain_working_days(struct buf *out, const struct working_days *w);
void plain_date(struct buf *out, int32_t date); /* "Tue 5 Jan 2027" */
/* "2027-01-05" as "Tue 5 Jan 2027", an instant with its time; anything else as it is. */
void plain_date_text(struct buf *out, const char *iso);
/* Between the i-th and the next of count things: "", ", " or " and " (or " or "). */
const char *plain_between(uint32_t i, uint32_t count, const char *last);
void plain_list(struct buf *out, struct texts texts, const char *last); /* "a, b and c" */
/* "retinoid-stop" as "retinoid stop", first letter large if asked. */
void plain_name(struct buf *out, const char *id, bool large);
/* A number in millionths: "4", "0.5". */
void plain_millionths(struct buf *out, int64_t n);

#endif
