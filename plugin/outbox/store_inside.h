/* SPDX-License-Identifier: MIT
 *
 * The store itself, for the files that it is made of: its connection (store_open.c), its statements
 * (store_ask.c), its lock and its forks (store.c). For plugin/outbox/ alone.
 */
#ifndef PRECARE_OUTBOX_STORE_INSIDE_H
#define PRECARE_OUTBOX_STORE_INSIDE_H

#include <stdatomic.h>
#include <sys/types.h>

#include "base/file_limit.h"
#include "outbox/store.h"
#include "outbox/turn.h"

struct files_seen {                /* what the database's names stood for when it was opened */
    int64_t changed_s, changed_ns; /* the directory's own time: while it stays, all names do */
    uint64_t inode[3];             /* outbox.db, -wal, -shm */
};

struct store {
    struct store *next;
    enum store_role role;
    uint64_t device, inode;
    char *path; /* of the database; NULL: in memory */
    struct store_options options;
    struct files_seen files;
    struct turn turn;
    struct file_limit limit; /* of who has the turn */
    pid_t pid;
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    bool proved; /* the last transaction of this process was committed */
    int64_t busy_since;
    int wal_pages;
    _Atomic int error;                     /* the first of this use; told without the lock, too */
    _Atomic int error_at;                  /* the statement that failed; SQL_COUNT: none did */
    _Atomic int last_error, last_error_at; /* the same of the last use that failed */
    _Atomic uint32_t unreadables;          /* uses that met what cannot be read */
};

/* ---- store_open.c; with the turn ---- */
bool connection_open(struct store *store);
void connection_close(struct store *store);

/* ---- store_files.c ---- */
bool files_keep(struct store *store); /* false: the database may not be used */
bool files_same(struct store *store); /* since then; one look at the directory as a rule */

/* ---- store_log.c ---- */
bool log_has_gap(struct store *store); /* commits stand in it that nobody reads */

/* ---- store_ask.c ---- */
/* Keeps SQLite's code of what just failed, and where, unless something failed before. */
void store_failed(struct store *store, enum sql which);

#endif
