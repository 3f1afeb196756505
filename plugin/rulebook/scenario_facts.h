/* SPDX-License-Identifier: MIT
 *
 * The short form of facts in tests and personas becomes a visit, by the rows of the event's keys.
 * For scenario.c and scenario_patient.c; a step of the loader, one thread. Everything is checked as
 * it is read, and told once, at its place; a value that was told stays unknown.
 */
#ifndef PRECARE_RULEBOOK_SCENARIO_FACTS_H
#define PRECARE_RULEBOOK_SCENARIO_FACTS_H

#include "rulebook/loading.h"
#include "visit/event_keys.h"

struct saying { /* of one test or persona */
    struct loading *ld;
    const struct zone *zone;
    bool kept;         /* what is made stays with the rules; else it goes with the loader */
    struct when today; /* stands for `reviewed` where a list is none-known and no date is given */
};

void *saying_room(struct saying *s, uint32_t count,
                  size_t size); /* NULL: none is needed, or none */
/* A date that no table has checked; its fault was told: false. */
bool saying_when(struct saying *s, const struct node *n, struct when *when_r);

/* One key's value into the struct that its row leads into. */
void saying_row(struct saying *s, const struct event_key *key, const struct node *n, void *into);
/* The keys of a map by their rows, into `into` (NULL: only read); where `nodes_r` is given, also
 * the nodes, in the order of the rows. n NULL: nothing. */
void saying_map(struct saying *s, const struct event_table *table, const struct node *n, void *into,
                const struct node **nodes_r);
/* none-known, not-asked, or entries. */
void saying_chart(struct saying *s, enum chart chart, const struct node *n, struct entries *out);
/* Names with values: answers, and fields of the procedure note. */
bool saying_answer(struct saying *s, const struct node *name, const struct node *n,
                   struct answer *answer_r);
/* A value set that was asked about, and its day. */
bool saying_asked(struct saying *s, const struct node *name, const struct node *n,
                  struct asked_set *asked_r);
bool saying_names(struct saying *s, const struct node *n, const char *what);

/* Whether a file's tests speak of the rules as an overlay changed them. (scenario.c) */
bool beside_overlay(const struct loading *ld, const struct load_file *file);

/* ---- scenario_patient.c ---- */

/* What a patient says, with what it takes from its personas, into the visit. n NULL: nothing. */
void saying_patient(struct saying *s, const struct node *n, struct visit *visit);
/* All personas; `kept`: also ready to be asked for. */
void personas_compile(struct loading *ld, bool kept);

/* The number of what a test names; NAMES_NOT: there is none, and that was told (X307). */
uint32_t saying_name(struct loading *ld, const struct node *n, const char *what,
                     const struct names *known);

#endif
