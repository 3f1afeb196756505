/* SPDX-License-Identifier: MIT
 *
 * Which changes of overlays end on another day than before, in words. Called by diff.c; pure. What
 * makes rules looser and ends later is looser, what makes them stricter and ends earlier, too.
 */
#include "review/diff_parts.h"

#include <string.h>

#include "review/plain.h"

static bool same_change(const struct change_end *a, const struct change_end *b)
{
    return strcmp(a->overlay, b->overlay) == 0 && span_same(a->change, b->change);
}

/* The same one of those that have its name (two additions to a list); NULL: there is none. */
static const struct change_end *end_before(const struct diff *d, uint32_t number)
{
    const struct change_end *end = &d->after->ends[number];
    uint32_t earlier = 0;

    for (uint32_t i = 0; i < number; i++) {
        earlier += same_change(&d->after->ends[i], end);
    }
    for (uint32_t i = 0; i < d->before->end_count; i++) {
        if (same_change(&d->before->ends[i], end) && earlier-- == 0) {
            return &d->before->ends[i];
        }
    }
    return NULL;
}

void diff_ends(struct diff *d)
{
    d->section = "Last days of changes";
    for (uint32_t i = 0; i < d->after->end_count; i++) {
        const struct change_end *is = &d->after->ends[i], *was = end_before(d, i);
        struct buf what = {0};

        if (was == NULL || was->last_day == is->last_day) {
            continue;
        }
        bool later = is->last_day == DATE_NONE ||
                     (was->last_day != DATE_NONE && is->last_day > was->last_day);
        buf_printf(&what, "%s: last day of %.*s", is->overlay, (int)is->change.len, is->change.at);
        diff_date(d, what.at != NULL ? what.at : "", was->last_day, is->last_day);
        diff_direction(d, later ? is->sense : -is->sense);
        part_end(d->out, &what);
    }
}
