/* SPDX-License-Identifier: MIT
 *
 * The names and codes of all lists of a rules directory, found by one lookup of a word's or code's
 * hash: which lists is this entry of the chart in, by which item, and which names is it one slip of
 * the pen away from (rule-language.md#lists). Immutable; any thread.
 */
#ifndef PRECARE_VOCABULARY_VOCABULARY_H
#define PRECARE_VOCABULARY_VOCABULARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

#define HIT_BY_CODE UINT32_MAX

struct hit {
    uint32_t list;   /* the list the entry is in */
    uint32_t origin; /* the list whose own item matched: `list` itself, or one that it includes */
    uint32_t item; /* the item of `origin`, or HIT_BY_CODE: then the word is the origin's `plain` */
    uint32_t via;  /* 0: by the list itself; else which of its includes, from 1 */
};

struct hits {
    const struct hit *at; /* ascending by list, each list once */
    uint32_t count;
    bool failed; /* no memory */
};

struct vocabulary;

/* The system (enum code_system) of a chart's code, "system:code", by any of its names, in upper or
 * lower case, and the code behind the colon; 0: unknown. */
uint32_t code_system_of(struct span code, struct span *rest_r);

/* Bits of list kinds (words_list_kind): 1u << number. */
#define KIND_BIT(kind) (1u << (kind))

/* false: an entry with this text and this code is in no list, and near no name: so are most of a
 * chart. */
bool vocabulary_may_know(const struct vocabulary *v, struct span text, struct span code);
/* The lists of these kinds that an entry is in: by item name, else synonym, else code, else an
 * included list; `except` wins; routes of a list hold for its own items and codes; a negated name
 * does not count. */
struct hits vocabulary_match(const struct vocabulary *v, uint32_t kinds, struct span text,
                             struct span code, struct span route, struct arena *arena);
/* The same, and, where it is in none and near_r is given, what it may be a slip of the pen of: in
 * *near_r the lists with a one-word name (included lists too) that a word of six or more of the
 * text is one edit away from. A word that is itself a name of these kinds, or is negated, is no
 * slip; nor is an entry that a list excepts, or whose route it has not, for that list. `item` names
 * it. */
struct entry_names {
    struct span text, code, route;
};
struct hits vocabulary_recognise(const struct vocabulary *v, uint32_t kinds,
                                 const struct entry_names *e, struct arena *arena,
                                 struct hits *near_r);

#endif
