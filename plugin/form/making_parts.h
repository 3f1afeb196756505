/* SPDX-License-Identifier: MIT
 *
 * What the files that make a form share: what was seen so far of each item. An item is seen once
 * for each condition that it may settle; what it needs of all of them is joined. In the arena of
 * the form; failure is the arena's. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_MAKING_PARTS_H
#define PRECARE_FORM_MAKING_PARTS_H

#include "engine/inquiry.h"
#include "form/form.h"
#include "form/phrases.h"

/* The facts of an entry, in the order in which they are asked. */
enum entry_fact {
    FACT_STATUS,
    FACT_USE,
    FACT_STATE,
    FACT_DATE,
    FACT_AT,
    FACT_LAST_USED,
    FACT_STARTED,
    FACT_SEVERITY,
    FACT_SITES,
    FACT_ONSET,
    FACT_RECORDED,
    ENTRY_FACTS
};
#define FACT_BIT(fact) (1u << (fact))

struct fact_fields { /* declared fields of an entry that conditions look at: their numbers */
    uint32_t *at;    /* in the arena */
    uint32_t count, room;
};

/* What conditions want to know of an entry, and for which of its gates: a fact without its gate is
 * wanted always. */
struct entry_needs {
    uint32_t facts;        /* bits */
    uint32_t always;       /* of those: whatever status or use say */
    uint32_t status;       /* 1u << PRECARE_STATUS_: with which a gated one is wanted */
    uint32_t started_uses; /* 1u << PRECARE_USE_: with which `started` is wanted */
    struct fact_fields fields;
    bool area, ended; /* of what is charted: of the visit itself, where it was and when it ended */
};

struct gates { /* form_when, growing */
    struct form_when *at;
    uint32_t count, room;
};

struct wanted {
    struct form_item item;
    struct strings rules;
    struct gates gates;
    bool always;              /* some condition wants it whatever the others say */
    uint32_t section;         /* enum form_section */
    const char *topic;        /* of the first rule that wants it; "" where it has none */
    struct entry_needs needs; /* of GOAL_LIST and GOAL_MEANT: what a yes leads to */
    uint32_t parent;          /* of GOAL_LIST: its tick, in `wanted`; NONE */
};

struct making {
    struct inquiry q;
    const struct rules *rules; /* of the day */
    const struct visit *visit;
    struct arena *arena;
    struct form *form;
    struct wanted *wanted;
    uint32_t count, room;
    bool turning;   /* the second look: what a yes to a part of a known no may open */
    uint8_t *books; /* bools: with a rule that asks */
};

/* ---- gather.c: which items there are ---- */

bool form_gather(struct making *m);

/* ---- facts.c: single facts, answers, and the facts of entries ---- */

/* The item for a path of single facts ("patient.sex"); false: there is no such item. */
bool fact_item(const struct making *m, const char *path, struct form_item *item_r,
               uint32_t *section_r);
/* The item of a fact of an entry: id, field, words, kind and choices. `before`: the id's beginning;
 * `called` stands before the question (NULL: nothing does). */
void entry_fact_item(const struct making *m, enum entry_fact fact, const char *before,
                     const char *called, struct form_item *item_r);
/* Those of a declared answer or field. */
void declared_item(const struct making *m, const struct declared *asks, struct form_item *item_r);
/* The name of the fact in an entry of the event: "last_used". */
const char *entry_fact_field(enum entry_fact fact);
enum entry_fact entry_fact_named(const char *field); /* ENTRY_FACTS: none */
/* Text that is put together, in the arena. */
const char *form_text(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- follow.c: what a yes leads to ---- */

/* Adds what a condition on entries wants to know of an entry of its value set. */
void needs_join(const struct making *m, const struct cond *c, struct entry_needs *needs);
/* Without those that are asked, or known, already; what `needs` was copied from stays as it is. */
void needs_less(const struct making *m, struct entry_needs *needs, const struct entry_needs *known);
/* The items for them: ids begin with `id` and a stop; gates name items that begin with `gates`. */
void follow_items(const struct making *m, const struct form_item *of,
                  const struct entry_needs *needs, const char *gates, struct form_item **items_r,
                  uint32_t *count_r);

/* ---- group.c: what stands together ---- */

bool form_group_all(struct making *m);

/* ---- fingerprint.c ---- */

void form_fingerprints(struct making *m);

#endif
