/* SPDX-License-Identifier: MIT
 *
 * The conditions of the rule language: one descriptor each (kinds.def), by its number. Whatever a
 * room must know of a condition it takes from here, by walking the table: the loader, the index of
 * rules, the schema, needs(), marks, nudges, the page. The engine's values and the review room's
 * sentences are tables of their own, by the same number. Pure data, any thread.
 */
#ifndef PRECARE_RULEBOOK_KINDS_H
#define PRECARE_RULEBOOK_KINDS_H

#include "base/reader.h"

/* A new one stands at the end: the numbers go into the fingerprints of rules. */
enum cond_kind {
#define KIND(id, ...) COND_##id,
#include "rulebook/kinds.def"
    COND_KINDS
};

struct cond;
struct compiling; /* compiling.h */

enum kind_sort {
    SORT_GROUP,  /* all, any, none: its value is a list of conditions */
    SORT_ALWAYS, /* its value is a sentence */
    SORT_FACT,   /* its value is a map, by its table */
    SORT_WHEN    /* a key of `when`, joined to `if` as by `all` */
};

enum { /* what a number with its unit can be */
    FORM_LENGTH = 1,
    FORM_AGE = 2,
    FORM_MINUTES = 4,
    FORM_PRICE = 8,
    FORM_NUMBER = 16
};

/* What a visit has of it, so that two conditions can exclude each other (X309). */
enum kind_holds {
    HOLDS_MANY,   /* nothing excludes anything */
    HOLDS_NUMBER, /* one number, and the condition is nothing but its limits */
    HOLDS_CHOICE, /* one of the choices */
    HOLDS_WORD,   /* one of `words` */
    HOLDS_WORDS,  /* some of `words`: having one excludes lacking it */
    HOLDS_VALUE   /* one value under each name, or none */
};

/* A length of time that it takes. From where it counts stands in its key's own words. */
struct kind_window {
    const char *key;           /* "taken-within"; NULL: it has none */
    const char *mark[2];       /* around what it is of, behind the day, in explain's calendar */
    const char *strip;         /* behind what it is of, on the page's strip of days */
    const char *strip_if_done; /* the same for `count: done`; NULL: no other */
    bool later;                /* it holds when the time is over, not inside it */
};

struct kind {
    struct table table;  /* its name, its keys (but of groups, always, when), what it means */
    const char *example; /* its value, as one types it; LIST stands for a list's name */
    /* plugin/rulebook/compiling.h; false: a fault was told */
    bool (*compile)(struct compiling *);
    uint64_t needs;                   /* PRECARE_NEEDS_...: the facts that it looks at */
    uint32_t sort;                    /* enum kind_sort */
    uint32_t chart;                   /* enum chart + 1, whose entries it judges; 0: none */
    uint32_t never;                   /* the status of an entry that says never; 0: there is none */
    uint32_t holds;                   /* enum kind_holds */
    uint32_t form;                    /* FORM_... of its limits; 0: it has none */
    bool above;                       /* its lower limit is "more than", not "at least" */
    bool by_status;                   /* it looks at active entries, at any, or at the family's */
    struct kind_window within, until; /* of struct cond */
    /* What may stand in the place of `within`; struct cond's `window` says which. */
    const struct kind_window *others;
    uint32_t other_count;
};

extern const struct kind cond_kinds[]; /* by enum cond_kind */

/* The condition that a key of `if` names; NULL: there is none. */
const struct kind *kind_named(struct span name);
/* Those that a rule's `if` may hold, as they are listed for people; NULL: no more. */
const struct kind *kind_listed(uint32_t i);
static inline uint32_t kind_number(const struct kind *kind)
{
    return (uint32_t)(kind - cond_kinds);
}
static inline bool kind_is_group(uint32_t kind)
{
    return kind <= COND_NOT_ANY;
}
/* enum anchor: of one of its windows, `within` or `until` */
uint32_t kind_anchor(const struct cond *cond, const struct kind_window *window);
/* What its `within` is: the row's, or the other that stands in its place. */
const struct kind_window *kind_within(const struct cond *cond);
/* 1: a longer list finds more; -1: less. */
int kind_list_sense(const struct cond *cond);

#define COND_NUMBERS 5
struct cond_number { /* a number or length of a condition */
    size_t at;       /* of its struct threshold in struct cond */
    const char *label;
    int sense;     /* 1: more of it finds more; -1: less */
    uint32_t form; /* FORM_... */
};
/* Those that are there, in the order of struct cond; how many. */
uint32_t kind_numbers(const struct cond *cond, struct cond_number numbers_r[COND_NUMBERS]);

/* The fields of all conditions share one struct; each kind's table has those that it knows. */
struct cond_read {
    const struct node *below, *at_least, *is, *in, *not_in, *status, *site, *onset_within, *use,
        *taken_within, *started_within, *used_for, *on_file, *within, *date_within, *planned_within,
        *count, *lacks, *has, *to, *later_than, *no_later_than, *used_before, *name, *above, *times,
        *field;
};

#endif
