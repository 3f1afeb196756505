/* SPDX-License-Identifier: MIT
 *
 * The database under the outbox: one connection for the hooks of a process and one for its
 * deliverer, each behind a lock of its own. Kept in the process by state directory; every
 * connection is closed before a fork and opened again at the next use, since SQLite must not cross
 * one. Used by the outbox and the courier alone. Any thread.
 */
#ifndef PRECARE_OUTBOX_STORE_H
#define PRECARE_OUTBOX_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "outbox/state.h"

enum store_role {
    STORE_HOOKS,
    STORE_COURIER,
    STORE_MEMORY
};

enum sql { /* the statements, prepared once a connection: store_sql.c */
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_VISIT_BY_KEY,
    SQL_VISIT_BY_REF,
    SQL_VISIT_ADD,
    SQL_VISIT_MOVE,
    SQL_VISIT_LAST,
    SQL_TOLD_FIND,
    SQL_TOLD_ADD,
    SQL_TOLD_ANY,
    SQL_TOLD_OF,
    SQL_TOLD_GIVE_BACK,
    SQL_MESSAGE_ADD,
    SQL_MESSAGE_GET,
    SQL_MESSAGE_STATE,
    SQL_MESSAGE_ITEMS,
    SQL_MESSAGE_DEADLINE,
    SQL_EVALUATION_ADD,
    SQL_ACK_ADD,
    SQL_TARGET_AFTER,
    SQL_OLDEST_DUE,
    SQL_DUE,
    SQL_SENT,
    SQL_AGAIN,
    SQL_DEAD,
    SQL_FOLD_DUE,
    SQL_FOLD,
    SQL_POSTPONE,
    SQL_TARGET_GET,
    SQL_TARGET_SET,
    SQL_TARGET_DUE_NOW,
    SQL_CLOCK_BACK,
    SQL_CLOCK_BACK_TRIES,
    SQL_CLOCK_FORWARD,
    SQL_TOUCH,
    SQL_TARGETS_WAITING,
    SQL_TARGETS_DEAD,
    SQL_MOVE_TO,
    SQL_MESSAGE_DELETE,
    SQL_VISITS_OLD,
    SQL_META_GET,
    SQL_META_SET,
    SQL_META_DROP,
    SQL_NOTICE_ADD,
    SQL_NOTICE_NEXT,
    SQL_NOTICE_GONE,
    SQL_NOTICE_DEAD,
    SQL_COUNT
};

struct store;

struct store_options {
    int64_t wait_us; /* for another's lock */
    bool power;      /* synchronous=FULL */
};

/* The process's store for this directory and role (made at the first call; NULL: no memory). It
 * stays for the life of the process. state NULL: STORE_MEMORY, owned by the caller (store_drop). */
struct store *store_get(const struct state *state, enum store_role role,
                        const struct store_options *options);
void store_drop(struct store **store); /* a memory store */

/* Takes the lock and makes sure that the database is open. 0, or OUTBOX_NOT_RECORDED or
 * OUTBOX_FORKED (no lock held). */
int store_enter(struct store *store);
void store_leave(struct store *store);
/* store_enter and BEGIN IMMEDIATE. */
int store_begin(struct store *store);
/* COMMIT and leave; `good` false, or a commit that fails: ROLLBACK. 0, or OUTBOX_NOT_RECORDED. */
int store_end(struct store *store, bool good);

bool store_open(const struct store *store); /* a connection is open */
bool store_proved(struct store *store);     /* what this process wrote last was committed */
void store_close(struct store *store);      /* closes the connection; the next use opens it again */

/* A statement, reset and without bindings; NULL after an error. Between enter and leave alone. */
sqlite3_stmt *store_sql(struct store *store, enum sql which);
/* Runs a statement that gives no row. */
bool store_run(struct store *store, sqlite3_stmt *statement);
sqlite3 *store_db(struct store *store);
void store_failed(struct store *store);     /* keeps SQLite's code of what just failed */
int store_error(const struct store *store); /* SQLite's code of the last failure */

/* Pages in the write-ahead log after the last commit of this connection. */
int store_wal_pages(const struct store *store);
/* Syncs the log without taking a lock; a checkpoint of what can be moved, and a commit of our own
 * after it. */
void store_sync(struct store *store);
void store_checkpoint(struct store *store);

/* Registers the care for forks, once; before anybody's whose lock is taken while a store is used.
 */
void store_watch_forks(void);

extern const char *const store_statements[SQL_COUNT];
extern const char store_schema[];
#define STORE_MAJOR 1
#define STORE_MINOR 1

#endif
