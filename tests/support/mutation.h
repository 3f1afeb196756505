/* SPDX-License-Identifier: MIT
 *
 * Edits of a file of rules, generated from what is written in it: of each severity, number and
 * word, of each entry that is taken out, of each list that gets one more; in the file's own parts
 * alone, not in its tests. Also the same file in another order. Single-threaded.
 */
#ifndef TESTS_SUPPORT_MUTATION_H
#define TESTS_SUPPORT_MUTATION_H

#include "base/buf.h"
#include "base/node.h"

enum mutation_kind {
    MUTATION_SEVERITY, /* another one, each in turn */
    MUTATION_NUMBER,   /* one more, and one less: windows, ages, prices */
    MUTATION_WORD,     /* a letter before it: names, words, sentences, codes */
    MUTATION_REMOVAL,  /* of an entry of a map or list: a rule, an item, a list, a condition, ... */
    MUTATION_ADDITION, /* a list gets one more */
    MUTATION_KINDS
};
extern const char *const mutation_words[MUTATION_KINDS];

struct mutation {
    uint32_t kind; /* enum mutation_kind */
    uint32_t number;
    const char *place; /* "rules.mn-keloid.then.severity: hold -> info" */
    const char *text;  /* the whole file */
};

struct mutating {
    uint32_t step, offset; /* every step-th edit, from the offset-th; 1, 0: all */
    uint32_t count;        /* edits there were so far, over all files */
    void (*each)(void *of, const struct mutation *m);
    void *of;
};

/* Every edit of one document that is asked for. */
void mutations_each(struct mutating *m, struct node *top);
/* The document as it is; `turned`: maps, lists and both in the reverse order. */
enum {
    TURN_NOTHING = 0,
    TURN_MAPS = 1,
    TURN_LISTS = 2
};
void mutation_write(const struct node *top, uint32_t turned, struct buf *out);

#endif
