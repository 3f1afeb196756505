/* SPDX-License-Identifier: MIT
 *
 * Which rules must be looked at for this visit: found by moment and procedure, then by trigger. A
 * rule whose `if` is F as long as no entry is in certain lists (and these lists' silence is known)
 * is looked at only when it is not so. The engine's plain loop over all rules is the reference; a
 * property test holds this index to it.
 */
#ifndef PRECARE_RULEBOOK_TRIGGERS_H
#define PRECARE_RULEBOOK_TRIGGERS_H

#include "rulebook/rulebook.h"

#define SILENT_SHORT (1u << CHART_COUNT)

struct triggers *triggers_new(const struct rules *rules, struct arena *arena); /* NULL: no memory */

/* What the visit has: the lists its entries are in (or nearly), and the parts of the chart whose
 * silence is unknown. */
struct trigger_query {
    uint32_t moment;
    const struct hit *procedure; /* lists of the appointment's procedure */
    uint32_t procedure_count;
    const uint32_t *lists; /* of all entries, near misses too; may repeat */
    uint32_t list_count;
    /* bits 1u << enum chart: not asked or stale for some rulebook, or not all can be read;
     * SILENT_SHORT: something short-lived was asked too long before the appointment */
    uint32_t silent;
};
/* The rules to look at, ascending, each once, in the arena: all of whose `at` holds the moment and
 * whose procedure matches, but those whose triggers say F. Their status and their rulebook's dates
 * are the engine's to judge. */
struct numbers triggers_find(const struct triggers *t, const struct trigger_query *q,
                             struct arena *arena, bool *failed_r);
/* For the coverage: the rulebooks with a rule of RULE_ACTIVE (or, where `shadow`, of RULE_SHADOW)
 * whose `at` holds the moment and whose procedure is this one of the query's lists; ascending, each
 * once. */
struct numbers triggers_books(const struct triggers *t, const struct trigger_query *q,
                              uint32_t procedure, bool shadow);
/* The facts (PRECARE_NEEDS_) that rules look at whose `at` holds the moment and whose procedure is
 * one of these lists (NULL: any): of all rulebooks that are not retired, of drafts where `draft`.
 * Errs on the side of more: a rule outside its dates counts too. */
uint64_t triggers_needs(const struct triggers *t, uint32_t moment, const struct hits *procedure,
                        bool draft);

#endif
