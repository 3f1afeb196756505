/* SPDX-License-Identifier: MIT
 *
 * A compiled rule as plain English: its parts ("If", "Unless", "Then", ...) each with a sentence.
 * Used by explain, diff and page, so that all three tell a rule in the same words. Words of value
 * sets stand in “quotation marks”. Pure, any thread; texts are made in the caller's arena. When
 * memory runs out, `failed` of the arena stays set.
 */
#ifndef PRECARE_REVIEW_SENTENCE_H
#define PRECARE_REVIEW_SENTENCE_H

#include "base/buf.h"
#include "rulebook/rulebook.h"

enum part_kind {
    PART_WHEN,
    PART_IF,
    PART_UNLESS,
    PART_STILL_TIME,
    PART_THEN,
    PART_SUGGEST,
    PART_INSTRUCT,
    PART_ALERT,
    PART_UNKNOWN,
    PART_OVERRIDE,
    PART_HIDES,
    PART_KINDS
};

struct sentence {
    const char *part[PART_KINDS]; /* NULL: the rule has no such part */
};

extern const char *const part_labels[PART_KINDS]; /* "If" */

void sentence_of(const struct rules *rules, uint32_t rule, struct arena *arena,
                 struct sentence *sentence_r);
/* One condition; of a group, all of it in one line. */
void sentence_condition(const struct rules *rules, uint32_t cond, struct buf *out);
/* "all of these", "any of these", "none of these": for a list below it; NULL: not a group. */
const char *sentence_group(const struct cond *c);
void sentence_due(const struct due *due, struct buf *out); /* "5 days before the appointment" */
/* What a rule comes as at a moment: an info with a dated task is a task. */
uint32_t sentence_outcome(const struct rule *rule, uint32_t moment);
/* A rule's words with {due} and its like told in words: "[the due date]". */
void sentence_quote(const char *text, struct buf *out);
/* "stop retinoid, for the patient, due 5 days before the appointment: ..." */
void sentence_instruction(const struct rules *rules, const struct instruction *in, struct buf *out);
/* "hold at booking, block at check-in" */
void sentence_severity(const struct rule *rule, struct buf *out);

#endif
