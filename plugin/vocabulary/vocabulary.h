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

/* What is known of an entry. */
struct entry_names {
    struct span text, code, route;
    uint32_t listed;  /* of the value set that it is in whatever its text: its number and 1; or 0 */
    uint32_t systems; /* bits of the code systems, 0 the unknown, that nobody may be able to read */
    bool settled; /* no question is made of it: somebody looked at it, or it says that it is none */
};

/* What a vocabulary makes of it. */
struct recognised {
    /* The lists that it is in: by item name, else synonym, else code, else an included list. */
    struct hits hits;
    /* Of one in none: the lists with a name that a word of it is one edit away from. */
    struct hits near;
    /* The lists with a name that stands before "free" and a further word. */
    struct hits free;
    const uint64_t *unread; /* nobody can read it: bits of the lists that may hold it; else NULL */
    bool failed;            /* no memory */
};

/* false: an entry with this code and no text is in no list, and no question is made of it: so are
 * most of a chart. */
bool vocabulary_may_know(const struct vocabulary *v, struct span code, uint32_t systems);
/* In lists of these kinds. */
void vocabulary_recognise(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                          struct arena *arena, struct recognised *r);
/* Its hits alone. */
struct hits vocabulary_match(const struct vocabulary *v, uint32_t kinds, struct span text,
                             struct span code, struct span route, struct arena *arena);
static inline bool list_bit(const uint64_t *lists, uint32_t list)
{
    return (lists[list / 64] >> list % 64 & 1) != 0;
}

#endif
