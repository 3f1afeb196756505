/* SPDX-License-Identifier: MIT
 *
 * The short form of facts in tests and personas becomes a visit. Called by scenario.c alone.
 * Faults are told with their place; `failed` says that this one test cannot be run.
 */
#ifndef PRECARE_REVIEW_FACTS_H
#define PRECARE_REVIEW_FACTS_H

#include "base/fault.h"
#include "base/words.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

struct facts {
    const struct rules *rules;
    const struct zone *zone;
    struct arena *arena;
    struct faults *faults;
    const char *file;
    struct when today; /* stands for `reviewed` where a list is none-known and no date is given */
    bool failed;
};

struct fault *facts_fault(struct facts *f, enum fault_code code, const struct node *at,
                          const char *what, ...) __attribute__((format(printf, 4, 5)));
/* false: absent or wrong */
bool facts_when(struct facts *f, const struct node *n, struct when *when_r);
uint32_t facts_word(struct facts *f, const struct node *n, const struct words *words);
/* One text or a list of them; absent: none. */
struct texts facts_texts(struct facts *f, const struct node *n);

void facts_patient(struct facts *f, const struct node *patient, struct visit *visit);
void facts_appointment(struct facts *f, const struct node *appointment, struct visit *visit);
void facts_provider(struct facts *f, const struct node *provider, struct visit *visit);
void facts_charted(struct facts *f, const struct node *charted, struct visit *visit);
void facts_clearances(struct facts *f, const struct node *clearances, struct visit *visit);
/* The persona of that name in any file with tests; NULL: none. */
const struct node *facts_persona(const struct rules *rules, const char *name);
/* The day a list was last gone through, looked for along the chain of `like`; false: not said. */
bool facts_reviewed(struct facts *f, const struct node *patient, const char *list,
                    struct when *when_r);

#endif
