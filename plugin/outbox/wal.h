/* SPDX-License-Identifier: MIT
 *
 * How long the database's log is, and who holds it: a reader that forgot to end keeps it from being
 * written back, and it grows with each booking. For the hooks, the statistics and the one that
 * delivers. Any thread; looks, and touches no file of the database.
 */
#ifndef PRECARE_OUTBOX_WAL_H
#define PRECARE_OUTBOX_WAL_H

#include "base/buf.h"
#include "outbox/state.h"

#define WAL_LONG (INT64_C(64) << 20) /* nobody but a reader lets it come so far: store_open.c */

int64_t wal_bytes(const struct state *state); /* 0: there is none; or state is NULL */
/* "process 1234 (sqlite3)", several with commas; else "a process that cannot be named (...)".
 */
void wal_holders(const struct state *state, struct buf *words);

#endif
