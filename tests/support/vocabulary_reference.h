/* SPDX-License-Identifier: MIT
 *
 * What the language says of lists (rule-language.md#lists), as slowly as it can be read: every name
 * of every list in turn. Tests hold the vocabulary to it. Any thread with an arena of its own.
 */
#ifndef TESTS_SUPPORT_VOCABULARY_REFERENCE_H
#define TESTS_SUPPORT_VOCABULARY_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "vocabulary/vocabulary_make.h"

struct reference_text {
    struct span folded, gaps;
    struct arena *scratch; /* borrowed */
};
struct reference_text reference_text(const char *text, struct arena *scratch);

struct reference_entry {
    const struct vocabulary_list *lists; /* at most those of random_lists.h */
    struct reference_text text;
    struct span code;
    bool routed;     /* another way than any list's */
    uint32_t listed; /* number and 1 */
};

/* Whether a name stands in the text, and is not negated. */
bool reference_name(const char *name, const struct reference_text *t);
/* Whether the entry is of the list with this number, and how. */
bool reference_hit(const struct reference_entry *e, uint32_t number, struct hit *hit_r);

#endif
