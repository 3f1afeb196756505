/* SPDX-License-Identifier: MIT
 *
 * Whether a searchset is all that there is, by what it says of itself. Called by fhir_gather.c.
 */
#include <string.h>

#include "visit/fhir_parts.h"

static bool has_next(struct fhir *f, const struct node *bundle)
{
    struct fhir_elements links;
    bool next = false;

    fhir_collect(f, bundle, "link.relation", &links);
    for (uint32_t i = 0; i < links.count; i++) {
        next =
            next || (links.at[i]->kind == NODE_TEXT && strcmp(links.at[i]->text.at, "next") == 0);
    }
    return next;
}

/* "Some were left out", but not "you searched for that". */
static bool is_trouble(struct fhir *f, const struct node *outcome)
{
    const struct node *issues = fhir_list(f, outcome, "issue");
    bool told = issues == NULL || issues->count == 0;

    for (uint32_t i = 0; issues != NULL && i < issues->count; i++) {
        told = told || strcmp(fhir_code(f, issues->items[i], "severity"), "information") != 0;
    }
    return told;
}

bool fhir_gave_less(struct fhir *f, const struct node *bundle)
{
    const struct node *entries = fhir_list(f, bundle, "entry");
    const struct node *total = node_get(bundle, "total");
    uint32_t count = entries != NULL ? entries->count : 0;
    bool less = has_next(f, bundle) ||
                (total != NULL && total->kind == NODE_INTEGER && total->integer > (int64_t)count);

    for (uint32_t i = 0; i < count; i++) {
        const struct node *entry = entries->items[i];
        const struct node *resource = entry->kind == NODE_MAP ? node_get(entry, "resource") : NULL;

        if (resource != NULL && resource->kind == NODE_MAP &&
            strcmp(fhir_code(f, resource, "resourceType"), "OperationOutcome") == 0) {
            less = less || is_trouble(f, resource);
        }
    }
    return less;
}
