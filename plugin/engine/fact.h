/* SPDX-License-Identifier: MIT
 *
 * What a condition on a single fact says: its value, what is open, the date of what it found. For
 * condition_fact.c and condition_said.c, and fit.c, where the fact is an entry's.
 */
#ifndef PRECARE_ENGINE_FACT_H
#define PRECARE_ENGINE_FACT_H

#include "engine/condition.h"
#include "vocabulary/answers.h"

struct fact {
    enum truth truth;
    uint32_t state;              /* enum open_state; 0: not asked */
    const char *missing;         /* the path that would settle it */
    const char *missing_name;    /* appended to it: an answer's or a field's name */
    const struct declared *asks; /* the answer whose own question it is; NULL: the rule's */
    struct when date;
    int32_t since, again; /* of an answer: when it was given, when it grows stale; DATE_NONE */
};

static inline struct fact fact_made(enum truth truth, const char *missing)
{
    return (struct fact){
        .truth = truth, .missing = missing, .since = DATE_NONE, .again = DATE_NONE};
}

/* condition_said.c */
/* What the tests of a field say of its value: a field of the note, or of an entry. */
enum truth field_truth(const struct cond *c, const struct said *said);
struct fact fact_indication(const struct asking *a, const struct cond *c);
struct fact fact_modality(const struct asking *a, const struct cond *c);
struct fact fact_training(const struct asking *a, const struct cond *c);
struct fact fact_role(const struct asking *a, const struct cond *c);
struct fact fact_answer(const struct asking *a, const struct cond *c);
struct fact fact_field(const struct asking *a, const struct cond *c);

#endif
