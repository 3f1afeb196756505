/* SPDX-License-Identifier: MIT
 *
 * What is written somewhere in a rule file, as bytes in which comments, spacing and order do not
 * show: maps by key, lists sorted, texts as they read. For the files of this room. One writer is
 * for one thread.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_ITEM_TEXT_H
#define PRECARE_RULEBOOK_APPROVAL_ITEM_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/node.h"

struct item_writer {
    struct buf out, aside; /* end both */
    struct arena *scratch;
    const char *leave_out; /* a key at the top of what is written; NULL: none */
    bool apart;            /* several places are several things, not one in several pieces */
};

/* The fingerprint of what stands in these places together, in any order (a section that is written
 * in several files). Without memory `failed` of the writer's arena or bufs tells. */
void item_digest(struct item_writer *w, const char *kind, struct span name,
                 const struct node *const *places, uint32_t count, uint8_t digest_r[32]);

#endif
