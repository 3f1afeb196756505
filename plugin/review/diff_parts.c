/* SPDX-License-Identifier: MIT
 *
 * How a change is told (diff_parts.h): a line of its own below its section, and which way it goes.
 * Called by diff.c and diff_values.c; pure.
 */
#include "review/diff_parts.h"

#include "base/seam.h"
#include "review/plain.h"

static struct buf *brief_begin(struct diff *d)
{
    struct brief_line *lines = mem_more(d->lines, d->changes, &d->room, sizeof *lines);

    if (lines == NULL) {
        d->out->failed = true;
        return d->out;
    }
    d->lines = lines;
    if (d->changes > 0) {
        buf_char(d->out, '\n');
    }
    d->lines[d->changes++] = (struct brief_line){d->out->len, 0};
    if (d->of != NULL) {
        buf_printf(d->out, "%s: ", d->of);
    }
    return d->out;
}

struct buf *diff_line(struct diff *d)
{
    if (d->brief) {
        return brief_begin(d);
    }
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
    if (d->brief && d->changes > 0) {
        d->lines[d->changes - 1].sense = sense;
    }
    buf_text(d->out, sense > 0 ? " (stricter)" : sense < 0 ? " (looser)" : "");
}

bool diff_brief(struct diff *d, const char *id, const char *what, const char *was, const char *is)
{
    if (d->brief && !same_text(was, is)) {
        buf_printf(diff_line(d), "%s: %s changed", id, what);
    }
    return d->brief;
}
