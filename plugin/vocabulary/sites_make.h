/* SPDX-License-Identifier: MIT
 *
 * How the tree of body sites is made: for the loader, which has checked that names are unique and
 * that there is no circle.
 */
#ifndef PRECARE_VOCABULARY_SITES_MAKE_H
#define PRECARE_VOCABULARY_SITES_MAKE_H

#include "base/arena.h"
#include "vocabulary/sites.h"

struct site_plan {
    const char *name; /* lives as long as `keep` */
    uint32_t parent;  /* SITE_UNKNOWN: a region */
    const char *const *also;
    const uint32_t *adjacent;
    uint32_t also_count, adjacent_count;
};

struct sites *sites_new(const struct site_plan *plan, uint32_t count, struct arena *keep,
                        struct arena *scratch);

#endif
