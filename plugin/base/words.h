/* SPDX-License-Identifier: MIT
 *
 * The closed vocabularies of events and rules: the words, and their numbers, which are those of the
 * public header everywhere in the plugin. One table each; index 0 is NULL (unknown). Pure data.
 */
#ifndef PRECARE_BASE_WORDS_H
#define PRECARE_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

struct words {
    const char *const *at; /* at[number]; at[0] is NULL, and so are gaps */
    uint32_t count;        /* highest number + 1 */
};

/* words_NAME, from its words by number: [2] = "two", or NULL, "one", "two". */
#define WORDS(name, ...)                                                                           \
    static const char *const name##_at[] = {__VA_ARGS__};                                          \
    const struct words words_##name = {name##_at, sizeof name##_at / sizeof *name##_at}

#define VOCABULARY(name, ...) extern const struct words words_##name;
#include "base/words.def"
#undef VOCABULARY

/* words_outcome[30] is "task", words_overall[30] "tasks". Of outcome, overall and coverage 0 is
 * "not-evaluated". */

/* Those that have no number in the public header. */
enum list_kind {
    LIST_CONDITION = 1,
    LIST_MEDICATION,
    LIST_PROCEDURE,
    LIST_REACTION,
    LIST_PRODUCT,
    LIST_ALLERGY
};
enum code_system {
    CODE_ICD_10 = 1, /* this and the next match by prefix */
    CODE_ATC,
    CODE_SNOMED,
    CODE_RXNORM,
    CODE_CPT,
    CODE_LOCAL
};

uint32_t word_number(const struct words *w, const char *word); /* 0: not one of them */
const char *word_of(const struct words *w, uint32_t number);   /* NULL: no such number */

#endif
