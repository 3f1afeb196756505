/* SPDX-License-Identifier: MIT
 *
 * The parts of reading a command line: values (option_values.c) and words (option_words.c). For
 * options.c alone. Each returns CLI_OK, or CLI_USAGE when it was told what is wrong.
 */
#ifndef PRECARE_CLI_OPTION_PARTS_H
#define PRECARE_CLI_OPTION_PARTS_H

#include "cli/options.h"

#define ROWS_MOST 40 /* of a command, with those of all */

int option_value_missing(const struct option_row *row); /* says so */
int option_value_take(const struct option_row *row, const char *value, void *asked);

struct option_words {
    const struct option_set *set;
    const struct option_row *verb; /* NULL: none yet */
    struct option_verb *given;
    uint32_t taken; /* WORD rows that have their word */
    void *asked;
};

int option_word_take(struct option_words *w, const char *word);
/* The one that was said, or where none is needed the first; NULL: none yet. */
const struct option_row *option_verb_meant(const struct option_words *w);
/* Whether the row goes with this verb, a row or NULL; and where not, CLI_USAGE says with which. */
int option_verb_fits(const struct option_row *row, const struct option_row *verb);
int option_words_check(const struct option_words *w); /* what must be there is there */

#endif
