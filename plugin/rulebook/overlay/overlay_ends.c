/* SPDX-License-Identifier: MIT
 *
 * When the changes of overlays end, for those who compare two sets of rules: from the day after the
 * last one the base applies again. Called by load.c, when all is judged; one thread. A change that
 * nobody approved is left out.
 */
#include "rulebook/approval/approval.h"
#include "rulebook/overlay/overlay.h"

static int sense_of(uint32_t direction)
{
    return direction == DIRECTION_LOOSER ? -1 : direction == DIRECTION_STRICTER ? 1 : 0;
}

void overlays_ends_out(struct loading *ld, struct rules *r)
{
    uint32_t room = 0;

    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        room += ld->overlays.at[i].changes.count;
    }
    struct change_end *at = arena_array(ld->keep, (size_t)room + 1, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < ld->overlays.count; i++) {
        const struct overlay_def *o = &ld->overlays.at[i];
        const struct approved_text *t = &ld->approved->at[ld->books.count + i];

        for (uint32_t j = 0; j < o->changes.count; j++) {
            const struct change_def *c = &o->changes.at[j];

            if (!c->left_out && c->item < t->count) {
                at[r->end_count++] = (struct change_end){.overlay = t->id,
                                                         .change = t->items[c->item].name,
                                                         .last_day = date_of_node(c->read.until),
                                                         .sense = sense_of(c->direction)};
            }
        }
    }
    r->ends = at;
}
