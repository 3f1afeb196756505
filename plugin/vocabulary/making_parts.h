/* SPDX-License-Identifier: MIT
 *
 * What the files that make a vocabulary share. For plugin/vocabulary/ alone; one thread.
 */
#ifndef PRECARE_VOCABULARY_MAKING_PARTS_H
#define PRECARE_VOCABULARY_MAKING_PARTS_H

#include "base/names.h"
#include "vocabulary/vocabulary_parts.h"

struct raw_ref { /* a ref and the name or code it is of */
    struct ref ref;
    uint32_t of;
};

struct making {
    const struct vocabulary_list *lists;
    uint32_t list_count;
    struct arena *keep, *scratch;
    struct arena tables; /* of the three below: gone before the vocabulary's own are made */
    struct vocabulary *v;
    struct vname *sorting; /* v->names, while they are put in order */
    struct names names, codes, words;
    struct raw_ref *name_refs, *code_refs;
    uint32_t name_ref_count, code_ref_count;
    struct vname *at;          /* names in the order they were met */
    uint32_t *group;           /* of each name: its first word */
    struct code_slot *code_at; /* codes in the order they were met */
    uint32_t name_count, code_count, word_count;
};

static inline uint32_t room_for(uint32_t count)
{
    uint32_t room = 2;

    while (room < count * 2 && room < UINT32_C(1) << 30) {
        room *= 2;
    }
    return room;
}

/* Room for bits that are few enough to say no of most things; a power of two. */
static inline uint32_t bits_for(uint32_t count, uint32_t each)
{
    uint32_t room = 1024;

    while (room < (uint64_t)count * each && room < UINT32_C(1) << 26) {
        room *= 2;
    }
    return room;
}

static inline void bit_put(uint64_t *bits, uint32_t mask, uint64_t hash)
{
    uint32_t bit = (uint32_t)hash & mask;

    bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* name_make.c */
void name_add(struct making *m, const char *text, struct ref ref);
bool names_place(struct making *m);
bool words_place(struct making *m);
/* code_make.c */
void code_add(struct making *m, const struct vocabulary_code *code, struct ref ref);
bool codes_place(struct making *m);
/* near_make.c */
bool near_place(struct making *m);
/* include_make.c: lists within lists, and routes */
bool includes_place(struct making *m);
/* unread_make.c: after includes_place */
bool unread_place(struct making *m);

#endif
