/* SPDX-License-Identifier: MIT
 *
 * The reference: every key of the rule files, of events and results, and of the configuration, as
 * Markdown. It is printed from the tables that the readers and the printers go by, so it cannot
 * leave a key out. Called by `precare reference`, and so for the manual's pages. Pure; when memory
 * ends, `out->failed` tells.
 */
#ifndef PRECARE_REVIEW_REFERENCE_H
#define PRECARE_REVIEW_REFERENCE_H

#include "base/buf.h"

struct reference {
    const char *name;    /* "rules" */
    const char *summary; /* for the command's help */
    void (*print)(struct buf *out);
};

extern const struct reference references[];
extern const uint32_t reference_count;

const struct reference *reference_named(const char *name); /* NULL: there is none */

#endif
