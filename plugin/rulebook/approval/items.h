/* SPDX-License-Identifier: MIT
 *
 * The items of every text of a directory, with their fingerprints: made by items.c from what the
 * loader declared, judged by judge.c. For the files of this room.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_ITEMS_H
#define PRECARE_RULEBOOK_APPROVAL_ITEMS_H

#include "rulebook/approval/approval.h"
#include "rulebook/overlay/overlay.h"

struct item_vector {
    struct item *at;
    uint32_t count, room;
};

struct text_made {
    struct approved_text text;
    struct item_vector items;
};

/* Of each rulebook, then of each overlay: ld->books.count + ld->overlays.count of them, in
 * `scratch`; NULL: no memory. Every change of an overlay knows the number of its item. */
struct text_made *items_make(struct loading *ld);

#endif
