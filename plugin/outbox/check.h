/* SPDX-License-Identifier: MIT
 *
 * Is the database whole? Pages, indexes against their tables, and rows that cannot be right, which
 * a database has no eye for: what a disk lost reads as zeros. For the commands and for the one that
 * delivers; reads all of a table, so no hook asks. Any thread.
 */
#ifndef PRECARE_OUTBOX_CHECK_H
#define PRECARE_OUTBOX_CHECK_H

#include "outbox/outbox.h"
#include "outbox/store.h"

enum check_part {
    CHECK_DELIVERY = 1, /* what is told: messages, channels, visits */
    CHECK_RECORDS = 2,  /* evaluations, acknowledgements */
    CHECK_WHOLE = 4     /* every page, the log too */
};

/* 0: it is; OUTBOX_UNREADABLE: `words` say what was found first, in a line with its place, without
 * a text of a row; else as store_enter. `parts` is of the above. Not inside the store. */
int store_check(struct store *store, int parts, struct buf *words);
/* Whether the newest records are gone; as store_check. And keeps which is the last. */
int last_record_check(const struct state *state, struct store *store, struct buf *words);
void last_record_keep(const struct state *state, struct store *store);
/* Both of an outbox: for the commands. */
int outbox_check(struct outbox *outbox, int parts, struct buf *words);

#endif
