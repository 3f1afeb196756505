/* SPDX-License-Identifier: MIT
 *
 * What a rule's conditions tell beside T, F or U, gathered only for a rule that has something to
 * say: what matched, on which date, what was missing, from which day on it is final. In scratch
 * memory.
 */
#ifndef PRECARE_ENGINE_DETAILS_H
#define PRECARE_ENGINE_DETAILS_H

#include "engine/view.h"

struct strings {
    const char **at;
    uint32_t count, room;
};

struct details {
    struct strings matched; /* items of lists, in the order of the lists */
    struct strings missing; /* paths */
    struct strings near;    /* names that an entry may have meant */
    struct when match;      /* the latest date of what matched; unknown: none */
    int32_t final_day;      /* of a T: from this day on nothing can change it */
    uint64_t digest[2];     /* of items, sites, statuses; whatever the order of the entries */
};

/* once each; NULL: no memory before */
bool strings_add(struct strings *s, struct arena *arena, const char *text);
void details_match_date(struct details *d, const struct when *date); /* keeps the latest */
/* Takes a part's details into the whole's: its matches and dates (of a T), or what it misses (of a
 * U). */
void details_take(struct details *whole, struct arena *arena, const struct details *part,
                  enum truth truth);
void details_digest(struct details *d, const char *item, const struct entry *entry);

#endif
