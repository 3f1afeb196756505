/* SPDX-License-Identifier: MIT
 *
 * One condition while it is compiled: what its descriptor's `compile` gets. For the loader's files
 * conditions.c (the tree) and compile.c (the fields).
 */
#ifndef PRECARE_RULEBOOK_COMPILING_H
#define PRECARE_RULEBOOK_COMPILING_H

#include "rulebook/loading.h"

struct compiling {
    struct loading *ld;
    const struct kind *kind;
    uint32_t book;
    const struct node *node;      /* its value */
    const struct cond_read *read; /* its fields, where it has keys */
    uint32_t slot;                /* of ld->conds */
    /* the condition; moves when further ones are reserved */
    struct cond *cond;
    bool good;
    /* of a condition inside this one (cond_compile) */
    bool (*inner)(struct loading *ld, uint32_t book, const struct node *n, uint32_t slot);
};

/* Each returns false where a fault was told, now or before. */
bool compile_group(struct compiling *c); /* compile_group.c */
bool compile_always(struct compiling *c);
bool compile_entry(struct compiling *c); /* compile.c; nothing but what many have alike */
bool compile_limits(struct compiling *c);
bool compile_choices(struct compiling *c);
bool compile_condition(struct compiling *c);
bool compile_medication(struct compiling *c);
bool compile_history(struct compiling *c);
bool compile_booked(struct compiling *c);
bool compile_sites(struct compiling *c);
bool compile_state(struct compiling *c);
bool compile_indication(struct compiling *c); /* compile_words.c */
bool compile_training(struct compiling *c);
bool compile_role(struct compiling *c);
bool compile_answer(struct compiling *c);
bool compile_field(struct compiling *c);
void compile_entry_field(struct compiling *c); /* the field of an entry, of procedure.history */
bool compile_modality(struct compiling *c);

/* The fields that conditions have alike, by their keys: the list, the site, the severity, and the
 * lengths of time. */
void compile_shared(struct compiling *c);

/* Of one condition (compile_told.c): a key that must be there, two of which one is enough, what to
 * type, a limit. */
void compile_missing(struct compiling *c, const char *key, const char *fix);
void compile_exclusive(struct compiling *c, const struct node *a, const struct node *b);
const char *compile_example(struct compiling *c);
bool compile_given(const struct compiling *c, const char *key);
void compile_limit(struct compiling *c, const struct node *n, struct threshold *t,
                   struct value *value_r);

#endif
