/* SPDX-License-Identifier: MIT
 *
 * The tree of body sites (rule-language.md#body-sites). Immutable; any thread.
 */
#ifndef PRECARE_VOCABULARY_SITES_H
#define PRECARE_VOCABULARY_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define SITE_UNKNOWN UINT32_MAX

enum side {
    SIDE_NONE,
    SIDE_LEFT,
    SIDE_RIGHT
};
enum site_relation {
    SITE_ANYWHERE = 1,
    SITE_TREATMENT_AREA,
    SITE_SAME_REGION,
    SITE_ADJACENT
};

struct site_ref {
    uint32_t site; /* SITE_UNKNOWN: the tree does not know it */
    uint32_t side; /* enum side */
};

struct sites;

/* folds; "left cheek", "left-cheek" */
struct site_ref site_find(const struct sites *s, struct span name);
const char *site_name(const struct sites *s, uint32_t site);
uint32_t site_region(const struct sites *s, uint32_t site); /* its top */
/* the site itself or anything below */
bool site_inside(const struct sites *s, uint32_t site, uint32_t outer);
/* both known */
bool site_related(const struct sites *s, uint32_t relation, struct site_ref a, struct site_ref b);
uint32_t sites_count(const struct sites *s);

#endif
