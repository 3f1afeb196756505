/* SPDX-License-Identifier: MIT
 *
 * A connection to the outbox's database: how it is opened, set, and closed (outbox/store.h). With
 * the store's turn. What fails leaves SQLite's code in the store, and no connection.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/seam.h"
#include "outbox/store_inside.h"

#define WAL_BACKSTOP_PAGES (60 * 1024 * 1024 / STORE_PAGE) /* before it is long: outbox/wal.h */
#define TEXT_OF(macro) TEXT_OF_(macro)
#define TEXT_OF_(text) #text
#define BUSY_STEP_NS 50000

static void statements_drop(struct store *store)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        (void)sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
}

void connection_close(struct store *store)
{
    statements_drop(store);
    (void)sqlite3_close(store->db);
    store->db = NULL;
}

/* SQLite's own handler sleeps for whole milliseconds; ours waits 50 us at a time, up to wait_us. */
static int store_busy(void *context, int count)
{
    struct store *store = context;
    struct timespec step = {0, BUSY_STEP_NS};
    int64_t now = seam.steady_ms();

    if (count == 0) {
        store->busy_since = now;
    }
    if ((now - store->busy_since) * 1000 >= store->options.wait_us) {
        return 0;
    }
    (void)nanosleep(&step, NULL);
    return 1;
}

static int store_committed(void *context, sqlite3 *db, const char *name, int pages)
{
    struct store *store = context;

    store->wal_pages = pages;
    if (pages >= WAL_BACKSTOP_PAGES) {
        (void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return SQLITE_OK;
}

static bool connection_set(sqlite3 *db, struct store *store)
{
    int one = 1;
    const char *sync =
        store->options.power ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
    /* Hooks mark nothing as told without its message. The courier marks nothing as told, and
     * deletes both: with the check on, each deletion of a message would read all of `told`. */
    const char *keys =
        store->role == STORE_COURIER ? "PRAGMA foreign_keys=OFF" : "PRAGMA foreign_keys=ON";

    (void)sqlite3_busy_handler(db, store_busy, store);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &one);
    return sqlite3_exec(db, "PRAGMA page_size=" TEXT_OF(STORE_PAGE), NULL, NULL, NULL) ==
               SQLITE_OK &&
           sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, sync, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, keys, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db,
                        "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                        "PRAGMA cache_size=-2000;"
                        "PRAGMA journal_size_limit=16777216" /* once it was written back */,
                        NULL, NULL, NULL) == SQLITE_OK;
}

bool connection_open(struct store *store)
{
    int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const char *name = store->path;

    if (name == NULL) {
        name = ":memory:";
        how |= SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
    }
    if (sqlite3_open_v2(name, &store->db, how, NULL) != SQLITE_OK ||
        !connection_set(store->db, store) || !store_schema_make(store->db, store->path != NULL)) {
        store->error = store->db != NULL ? sqlite3_extended_errcode(store->db) : SQLITE_NOMEM;
        store->error_at = SQL_COUNT;
        connection_close(store);
        return false;
    }
    if (!files_keep(store)) { /* while it was opened, or before */
        store->error = SQLITE_CANTOPEN;
        connection_close(store);
        return false;
    }
    (void)sqlite3_wal_hook(store->db, store_committed, store);
    return true;
}
