/* SPDX-License-Identifier: MIT
 *
 * Of which code systems an entry without a text may be one that nobody can read: some condition
 * asks, in that part of the chart, for a list that has no codes of the system. Most charts hold
 * none, so that the engine looks no further. A step of the loader; one thread; cannot fail. Without
 * a vocabulary there was no memory for one, and the rules do not load.
 */
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

void unread_note(struct rules *r)
{
    for (uint32_t i = 0; i < r->cond_count && r->vocabulary != NULL; i++) {
        const struct cond *c = &r->conds[i];
        uint32_t chart = cond_kinds[c->kind].chart;

        for (uint32_t system = 0; chart != 0 && system < CODE_SYSTEMS; system++) {
            if (list_bit(r->vocabulary->unread[system].lists, c->list)) {
                r->unread_systems[chart - 1] |= (uint8_t)(1u << system);
            }
        }
    }
}
