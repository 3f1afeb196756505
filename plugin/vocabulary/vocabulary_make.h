/* SPDX-License-Identifier: MIT
 *
 * How a vocabulary is made from lists, and what it is made of: for the loader (lists.c), the checks
 * of words in texts, and this folder's own files.
 */
#ifndef PRECARE_VOCABULARY_VOCABULARY_MAKE_H
#define PRECARE_VOCABULARY_VOCABULARY_MAKE_H

#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "vocabulary/vocabulary.h"

#define CODE_SYSTEMS 7u /* enum code_system from 1, and 0 */

struct vocabulary_name {
    const char *text; /* as written, NUL-terminated */
    uint32_t item;    /* of a synonym: the item it is another name of */
};
struct vocabulary_code {
    uint32_t system; /* enum code_system */
    const char *text;
};

struct vocabulary_list {
    uint32_t kind; /* enum list_kind */
    const struct vocabulary_name *items, *synonyms, *except_items;
    const struct vocabulary_code *codes, *except_codes;
    uint32_t item_count, synonym_count, except_item_count, code_count, except_code_count;
    const char *const *routes; /* as written */
    uint32_t route_count;
    const uint32_t *includes; /* numbers of lists before this one, in the written order */
    uint32_t include_count;
};

/* Lists that include others must stand after all that do not. NULL: no memory. */
struct vocabulary *vocabulary_new(const struct vocabulary_list *lists, uint32_t count,
                                  struct arena *keep, struct arena *scratch);

/* The first name of the vocabulary, of these kinds, that stands in the text as whole words, negated
 * or not, excepted or not. */
bool vocabulary_word_in(const struct vocabulary *v, uint32_t kinds, struct span folded,
                        struct span *found_r);
#define KINDS_ALL UINT32_MAX
/* The names of one word, by their number in `names`, that are one edit away from a word; at most
 * `room` of them, each once; how many. */
uint32_t vocabulary_near_names(const struct vocabulary *v, struct span word, uint32_t *names_r,
                               uint32_t room);
/* Folds into the arena; at == NULL: not UTF-8 or no memory. */
struct span text_folded(struct span text, struct arena *arena);
struct span text_gaps(struct span text, struct arena *arena); /* the same for text_fold_gaps */
bool text_has_word(struct span folded); /* a letter, mark or digit somewhere */

/* A code as its system compares it: icd-10 and atc without dots and spaces and in upper case; its
 * length. */
uint32_t code_normal(uint32_t system, struct span code, char *out, uint32_t room);

/* ---- what it is made of ---- */

enum rank {
    RANK_ITEM,
    RANK_SYNONYM,
    RANK_CODE,
    RANK_LISTED, /* of an entry alone: the value set that was asked */
    RANK_EXCEPT, /* an item: what it covers does not count */
    RANK_EXCEPT_CODE
};

struct ref { /* this name or code means that list */
    uint32_t list;
    uint32_t item;
    uint8_t rank, kind; /* enum rank, enum list_kind */
    uint16_t reserved;
};

struct vname { /* a folded name */
    const char *text;
    uint32_t len;
    uint32_t lead;         /* bytes before its first word */
    uint32_t first, count; /* refs */
    uint8_t kinds;         /* bits of the kinds of its refs, exceptions too */
    uint8_t in_kinds;      /* without exceptions */
    uint8_t one_word;
    uint8_t reserved;
    uint32_t points;  /* code points, of one word */
    uint32_t shorter; /* the name of the same group that this one begins with; GROUP_END: none */
};

#define GROUP_END UINT32_MAX
#define GROUP_SMALL 6u /* names with one first word that are simply tried in turn */

struct word_slot {
    uint64_t hash;         /* of a first word */
    uint32_t first, count; /* names */
};

struct code_slot {
    uint64_t hash;
    const char *text;
    uint32_t len, system;
    uint32_t first, count; /* refs */
};

struct system_key { /* a system's name and its colon as the first bytes of a code, at most eight */
    uint64_t key, mask;
    uint32_t len, system;
};

struct vocabulary {
    const struct ref *refs;
    const struct vname *names;
    const struct word_slot *words;
    const struct code_slot *codes;
    struct hash_index word_index, code_index;
    const uint32_t *near;        /* number of a name + 1; 0: free */
    const uint8_t *near_tags;    /* of the hash that it stands there for */
    const uint64_t *word_starts; /* bits of word_start of every first word */
    const uint64_t *near_ends;   /* bits of near_end of every word that may be near a name */
    const uint32_t *long_names;  /* one-word names too long for `near` */
    /* the lists that include list i: parents[parent_first[i] ..] */
    const uint32_t *parent_first, *parents;
    const uint32_t *include_first, *includes;
    const uint32_t *route_first;
    const struct span *routes; /* folded */
    uint32_t name_count, near_mask, near_ends_mask, word_starts_mask, long_count;
    uint32_t list_count, plain_count;           /* lists before plain_count include none */
    uint32_t code_shortest[3], code_longest[3]; /* by system: of the codes of all lists */
    uint64_t code_starts[3][128]; /* by system: bits of code_start of every code there is */
    uint64_t code_tails[64];      /* of the systems that match whole codes: bits of code_tail */
    const uint8_t *kinds;         /* enum list_kind of each list */
    const uint8_t *systems_of;    /* bits of the systems that each list, or what it includes, has */
    const uint64_t *own;          /* bits of the lists with names or codes of their own */
    struct unread_lists {         /* by system, 0 for one that is unknown: the lists that cannot */
        const uint64_t *lists;    /* read its codes, as bits, */
        uint8_t kinds;            /* and their kinds */
        bool excepts;             /* some list excepts codes of the system */
    } unread[CODE_SYSTEMS];
    struct system_key systems[8]; /* that some list has codes of, each once */
    uint32_t system_count;
    uint32_t near_longest; /* code points of the longest one-word name */
    bool has_routes;
};

/* The names with this first word that may stand where it stands in a text: of a large group only
 * those that the text could begin with there. for (i = group_begin(...); i != GROUP_END; i =
 * group_next(...)) */
uint32_t group_find(const struct vocabulary *v, const struct word_slot *slot, struct span rest);
static inline uint32_t group_begin(const struct vocabulary *v, const struct word_slot *slot,
                                   struct span text, uint32_t at)
{
    if (slot == NULL) {
        return GROUP_END;
    }
    return slot->count <= GROUP_SMALL
               ? slot->first
               : group_find(v, slot, (struct span){text.at + at, text.len - at});
}
static inline uint32_t group_next(const struct vocabulary *v, const struct word_slot *slot,
                                  uint32_t i)
{
    if (slot->count <= GROUP_SMALL) {
        return i + 1 < slot->first + slot->count ? i + 1 : GROUP_END;
    }
    return v->names[i].shorter;
}
/* NULL: no name begins so */
const struct word_slot *vocabulary_word(const struct vocabulary *v, struct span word);
#endif
