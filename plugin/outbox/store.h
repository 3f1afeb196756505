/* SPDX-License-Identifier: MIT
 *
 * The database under the outbox: one connection for the hooks of a process and one for its
 * deliverer, each behind a lock of its own, first come, first served. Kept in the process by state
 * directory; every connection is closed before a fork and opened again at the next use, since
 * SQLite must not cross one. Used by the outbox and the courier alone. Any thread.
 */
#ifndef PRECARE_OUTBOX_STORE_H
#define PRECARE_OUTBOX_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
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
    SQL_VISITS_OF_ID,
    SQL_VISIT_BY_REF,
    SQL_VISIT_ADD,
    SQL_VISIT_MOVE,
    SQL_VISIT_CLOSE,
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
    SQL_RECORD_LAST,
    SQL_RECORD_ADD,
    SQL_ACKED_FIND,
    SQL_ACKED_ADD,
    SQL_ANCHOR_ADD,
    SQL_TARGET_AFTER,
    SQL_OLDEST_DUE,
    SQL_DUE,
    SQL_SENT,
    SQL_AGAIN,
    SQL_DEAD,
    SQL_REFUSED,
    SQL_REFUSED_DEAD,
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
    SQL_MESSAGE_AFTER, /* these four: from a database that is damaged, past its indexes */
    SQL_MESSAGE_BEFORE,
    SQL_SENT_UNMARKED,
    SQL_SENT_MARK,
    SQL_SEEN_ADD,
    SQL_CARD_ADD,
    SQL_CARD_FIND,
    SQL_WAITING_ANY, /* from here on: asked by hand, or once an hour */
    SQL_WAITING_ALL,
    SQL_SENT_ALL,
    SQL_DEAD_ALL,
    SQL_RECORDS_ALL,
    SQL_DUE_FIRST,
    SQL_UNCLEAR_ALL,
    SQL_UNCLEAR_OF,
    SQL_WAITING_OF,
    SQL_DEAD_OF,
    SQL_MESSAGES_OF,
    SQL_ACKNOWLEDGED_OF,
    SQL_MESSAGES_OPEN,
    SQL_MESSAGES_TOLD,
    SQL_RECORDS,
    SQL_RECORDS_OF_SUBJECT,
    SQL_SUBJECT_OPEN,
    SQL_SUBJECT_SEQUENCES,
    SQL_ERASE_RECORD,
    SQL_ERASE_ACKED,
    SQL_ERASE_TOLD,
    SQL_ERASE_MESSAGES,
    SQL_ERASE_VISITS,
    SQL_ERASE_CARDS,
    SQL_SUBJECT_CARDS,
    SQL_RECORDS_WHOLE,
    SQL_RECORDS_GONE,
    SQL_ANCHORS,
    SQL_ANCHORS_ALL,
    SQL_BEGIN_READ,
    SQL_FINDINGS_OF,
    SQL_RETRY_TARGETS,
    SQL_RETRY_WAITING,
    SQL_RETRY_DEAD,
    SQL_DROP,
    SQL_SWEEP_MESSAGES,
    SQL_SWEEP_VISITS,
    SQL_RECORDS_OLD,
    SQL_SWEEP_RECORDS,
    SQL_SWEEP_ANCHORS,
    SQL_SWEEP_ACKED,
    SQL_SWEEP_CARDS,
    SQL_PULSE_EVALUATIONS,
    SQL_PULSE_ALERTS,
    SQL_PULSE_OLDEST,
    SQL_SEEN_OF,
    SQL_SEEN_DAYS,
    SQL_SEEN_OLD,
    SQL_SEEN_SINCE,
    SQL_DRILL_LAST,
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

/* Waits for its turn and makes sure that the database is open. 0, or OUTBOX_NOT_RECORDED,
 * OUTBOX_UNREADABLE or OUTBOX_FORKED (then there is nothing to leave). */
int store_enter(struct store *store);
/* 0, or as above: something since store_enter was not read or written, whoever asked for it. */
int store_leave(struct store *store);
/* The same, before the end. */
int store_status(const struct store *store);
/* store_enter and BEGIN IMMEDIATE. */
int store_begin(struct store *store);
/* COMMIT and leave; `good` false, a step that failed, or a commit that fails: ROLLBACK. 0, or as
 * store_leave, or OUTBOX_NOT_RECORDED. */
int store_end(struct store *store, bool good);

bool store_open(const struct store *store); /* a connection is open */
bool store_proved(struct store *store);     /* what this process wrote last was committed */
void store_close(struct store *store);      /* closes the connection; the next use opens it again */

/* A statement, reset and without bindings; NULL after an error. Between enter and leave alone. */
sqlite3_stmt *store_sql(struct store *store, enum sql which);
/* Runs a statement that gives no row. */
bool store_run(struct store *store, sqlite3_stmt *statement);
/* 1: there is a row, 0: there is none, or no more, -1: an error. */
int store_step(struct store *store, sqlite3_stmt *statement);
/* A row was read and cannot be right: as an error of the statement. */
void store_distrust(struct store *store, sqlite3_stmt *statement);
/* A text of a row, borrowed; NULL: null. One with a NUL in it is distrusted. */
const char *store_text(struct store *store, sqlite3_stmt *row, int column);

/* A parameter of a statement: a number, or a text or bytes that are borrowed until it is reset
 * (NULL: null). */
struct bound {
    enum {
        BOUND_NULL,
        BOUND_NUMBER,
        BOUND_TEXT,
        BOUND_BYTES,
        BOUND_OTHER /* read, and never bound: a number that is not whole */
    } kind;
    const void *at;
    int64_t number; /* or how many bytes; -1: up to its NUL */
};
#define BIND_NUMBER(n)                                                                             \
    {                                                                                              \
        .kind = BOUND_NUMBER, .number = (n)                                                        \
    }
#define BIND_NUMBER_IF(there, n)                                                                   \
    {                                                                                              \
        .kind = (there) ? BOUND_NUMBER : BOUND_NULL, .number = (n)                                 \
    }
#define BIND_TEXT(text)                                                                            \
    {                                                                                              \
        .kind = BOUND_TEXT, .at = (text), .number = -1                                             \
    }
#define BIND_SPAN(span)                                                                            \
    {                                                                                              \
        .kind = BOUND_TEXT, .at = (span).at, .number = (span).len                                  \
    }
#define BIND_BUF(buf)                                                                              \
    {                                                                                              \
        .kind = BOUND_TEXT, .at = (buf).at, .number = (int64_t)(buf).len                           \
    }
#define BIND_BYTES(bytes, len)                                                                     \
    {                                                                                              \
        .kind = BOUND_BYTES, .at = (bytes), .number = (len)                                        \
    }
#define BOUND_ROW(...)                                                                             \
    (const struct bound[]){__VA_ARGS__},                                                           \
        sizeof((struct bound[]){__VA_ARGS__}) / sizeof(struct bound)

/* store_sql with its parameters, in their order. */
sqlite3_stmt *store_ask_row(struct store *store, enum sql which, const struct bound *row,
                            size_t count);
#define store_ask(store, which, ...) store_ask_row(store, which, BOUND_ROW(__VA_ARGS__))
/* The same, run: one that gives no row; whether there is a row (as store_step); and the first
 * number of the first row, `otherwise` where there is none. */
#define store_do(store, which, ...) store_run(store, store_ask(store, which, __VA_ARGS__))
#define store_has(store, which, ...) store_has_row(store, store_ask(store, which, __VA_ARGS__))
#define store_number(store, otherwise, which, ...)                                                 \
    store_number_row(store, store_ask(store, which, __VA_ARGS__), otherwise)
int store_has_row(struct store *store, sqlite3_stmt *statement);
int64_t store_number_row(struct store *store, sqlite3_stmt *statement, int64_t otherwise);
sqlite3 *store_db(struct store *store);
uint32_t store_unreadables(const struct store *store); /* uses that ended so, so far */
int store_error(const struct store *store); /* SQLite's code of the last use that failed */
/* ... and where, and what it means, in words. */
void store_trouble(const struct store *store, struct buf *words);
/* The same where OUTBOX_UNREADABLE has no words yet; the status as it is. */
int store_told(const struct store *store, int status, struct buf *words);

/* Pages in the write-ahead log after the last commit of this connection. */
int store_wal_pages(const struct store *store);
/* Syncs the log without taking a lock; a checkpoint of what can be moved, and a commit of our own
 * after it. */
void store_sync(struct store *store);
void store_checkpoint(struct store *store);
/* Moves all of the log and cuts it, for in it lies what was; false: somebody reads it, or it cannot
 * be. */
bool store_empty_log(struct store *store);

/* Why a database file of such a kind, owner and mode is not used; NULL: it may be. `file_mode` is
 * that of the state. */
const char *database_refused(const struct stat *st, mode_t file_mode);

/* Registers the care for forks, once; before anybody's whose lock is taken while a store is used.
 */
void store_watch_forks(void);

extern const char *const store_statements[SQL_COUNT];
extern const char store_schema[], store_indexes[];
/* Bytes of a page of a new database. An alert touches some seven pages, each of which is summed and
 * written whole: with SQLite's 4,096 it takes 8 % longer, with 1,024 there are too many. */
#define STORE_PAGE 2048
#define STORE_MAJOR 1
#define STORE_MINOR 4
/* Makes the tables of a new file; one of an older version gets the tables and columns that it
 * lacks, under its lock. False: a later major's, or an error. */
bool store_schema_make(sqlite3 *db, bool on_disk);

#endif
