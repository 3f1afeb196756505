/* SPDX-License-Identifier: MIT
 *
 * How a change is told (diff_parts.h): a line of its own below its section, and which way it goes.
 * Called by diff.c and diff_values.c; pure.
 */
#include "review/diff_parts.h"

struct buf *diff_line(struct diff *d)
{
    if (d->section != NULL) {
        buf_printf(d->out, "%s%s\n", d->changes > 0 ? "\n\n" : "", d->section);
        d->section = NULL;
    } else if (d->changes > 0) {
        buf_char(d->out, '\n');
    }
    d->changes++;
    buf_text(d->out, "  ");
    return d->out;
}

void diff_direction(struct diff *d, int sense)
{
    buf_text(d->out, sense > 0 ? " (stricter)" : sense < 0 ? " (looser)" : "");
}
