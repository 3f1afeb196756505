/* SPDX-License-Identifier: MIT
 *
 * What a rule's conditions tell beside T, F or U, gathered only for a rule that has something to
 * say: what matched, on which date, what is open, from which day on it is final. In scratch
 * memory.
 */
#ifndef PRECARE_ENGINE_DETAILS_H
#define PRECARE_ENGINE_DETAILS_H

#include "engine/view.h"

enum open_state {       /* why a fact is not known; of several the first is told (events.md) */
    OPEN_NOT_ASKED = 1, /* a list, or a single fact that is not there */
    OPEN_STALE,         /* said too long ago; `since` */
    OPEN_INCOMPLETE,    /* an entry lacks what decides; `item` */
    OPEN_NOT_UNDERSTOOD /* said in words that mean nothing here, or may mean something else */
};

struct open_fact { /* a fact of the visit that would settle a condition */
    const char *path;
    uint32_t state;   /* enum open_state */
    uint32_t of;      /* whom to ask, where it has a question of its own; else the rule's */
    int32_t since;    /* the day on which it was said last; DATE_NONE */
    int32_t again;    /* known today, and not from this day on; DATE_NONE: not known today */
    const char *ask;  /* a declared answer's own question; NULL: the rule's */
    const char *item; /* what the list calls the entry; NULL: it is no entry */
};

struct open_facts { /* each path once */
    struct open_fact *at;
    uint32_t count, room;
};

struct details {
    struct strings matched; /* items of lists, in the order of the lists */
    struct open_facts open;
    struct when match;  /* the latest date of what matched; unknown: none */
    int32_t final_day;  /* of a T: from this day on nothing can change it */
    uint64_t digest[2]; /* of items, sites, statuses; whatever the order of the entries */
    uint64_t matter;    /* the sum of what made it T (matter.h) */
};

/* Adds an open fact, or joins it with what is known of its path. The strings are not copied. */
void details_open(struct details *d, struct arena *arena, const struct open_fact *fact);
void details_match_date(struct details *d, const struct when *date); /* keeps the latest */
/* Takes a part's details into the whole's: its matches and dates (of a T), or what it misses (of a
 * U). The part is done with: the whole may go on in its memory. */
void details_take(struct details *whole, struct arena *arena, const struct details *part,
                  enum truth truth);
void details_digest(struct details *d, const char *item, const struct entry *entry);

#endif
