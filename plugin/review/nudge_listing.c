/* SPDX-License-Identifier: MIT
 *
 * What is listed so far (nudge_listing.h). Called by nudge_list.c and nudge_answers.c.
 */
#include "review/nudge_listing.h"

#include "review/plain.h"

bool listing_add(struct listing *l, struct nudge n, struct buf *what)
{
    n.what =
        !what->failed && what->at != NULL ? arena_text(&l->all->arena, what->at, what->len) : NULL;
    buf_end(what);
    if (n.what == NULL) {
        return false;
    }
    struct nudge *at = arena_more(&l->all->arena, l->all->at, l->all->count, &l->room, sizeof *at);
    if (at == NULL) {
        return false;
    }
    l->all->at = at;
    l->all->at[l->all->count++] = n;
    return true;
}

bool listing_add_length(struct listing *l, struct nudge n, struct length length, const char *whose,
                        const char *name)
{
    char was[32], becomes[32];

    length_in_words(length, was);
    for (n.by = -1; n.by <= 1; n.by += 2) {
        struct length nudged = {length.n + n.by, length.unit};
        struct buf what = {0};

        length_in_words(nudged, becomes);
        buf_printf(&what, "%s %s: %s becomes %s", whose, name, was, becomes);
        if (nudged.n > 0 ? !listing_add(l, n, &what) : (buf_end(&what), false)) {
            return false;
        }
    }
    return true;
}
