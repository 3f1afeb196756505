/* SPDX-License-Identifier: MIT
 *
 * How one entry of the chart fits one condition: its fields joined as by `all`, what is missing,
 * and the date of the fact.
 */
#ifndef PRECARE_ENGINE_FIT_H
#define PRECARE_ENGINE_FIT_H

#include "engine/condition.h"

#define MOST_MISSING 8

struct fit { /* how one entry fits one condition */
    enum truth truth;
    uint32_t missing_count;
    struct {
        const char *field; /* of the entry, or a whole path */
        bool whole;
        bool unclear; /* it is there, and not understood */
    } missing[MOST_MISSING];
    struct when date;  /* of the fact */
    int32_t final_day; /* of a T */
};

/* The caller begins with truth T and today as the final day. */
typedef void fit_one(struct fit *f, const struct asking *a, const struct cond *c,
                     const struct found *hit, const struct entry *e);

/* A condition's value: a fact of the visit, how one entry of its chart fits, or a way of its own;
 * groups have none. One table for all (condition_fact.c). */
typedef struct fact fact_of(const struct asking *a, const struct cond *c);
typedef enum truth value_of(const struct asking *a, const struct cond *c, struct details *d,
                            struct trace_cond *why);

struct condition_value {
    fact_of *fact;
    fit_one *fit;
    value_of *own;
};

extern const struct condition_value condition_values[]; /* by enum cond_kind */

value_of booked_condition; /* condition_booked.c */
fit_one fit_condition, fit_medication, fit_allergy, fit_history, fit_reaction, fit_product;

#endif
