/* SPDX-License-Identifier: MIT
 *
 * The stores of this process and their use (outbox/store.h): by turns, in transactions, closed
 * before a fork. A hook never checkpoints, and closing neither checkpoints nor deletes. On a fault
 * of the disk the connection is closed, and opened afresh at the next use. The database's files are
 * touched by SQLite alone (one close of ours would drop all of the process's locks).
 */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/seam.h"
#include "outbox/outbox.h"
#include "outbox/store_inside.h"

static pthread_mutex_t stores_lock = PTHREAD_MUTEX_INITIALIZER;
static struct store *stores;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

/* ---- forks ---- */

static void store_fork_prepare(void)
{
    (void)pthread_mutex_lock(&stores_lock);
    for (struct store *s = stores; s != NULL; s = s->next) {
        (void)turn_take(&s->turn, TURN_EVER);
        if (s->path != NULL && s->pid == getpid()) {
            connection_close(s);
        }
    }
}

static void store_fork_parent(void)
{
    for (struct store *s = stores; s != NULL; s = s->next) {
        turn_give(&s->turn);
    }
    (void)pthread_mutex_unlock(&stores_lock);
}

static void store_fork_child(void)
{
    for (struct store *s = stores; s != NULL; s = s->next) {
        turn_make(&s->turn);
        s->pid = getpid();
        s->proved = false; /* its own first write shows it */
    }
    (void)pthread_mutex_init(&stores_lock, NULL);
}

static void fork_watch(void)
{
    (void)pthread_atfork(store_fork_prepare, store_fork_parent, store_fork_child);
}

void store_watch_forks(void)
{
    (void)pthread_once(&fork_once, fork_watch);
}

/* ---- the process's stores ---- */

static char *database_path(const struct state *state)
{
    static const char name[] = "/outbox.db";
    size_t len = strlen(state->path);
    char *path = mem_new(len + sizeof name);

    if (path != NULL) {
        memcpy(path, state->path, len);
        memcpy(path + len, name, sizeof name);
    }
    return path;
}

static struct store *store_make(const struct state *state, enum store_role role)
{
    struct store *store = mem_new(sizeof *store);

    if (store == NULL || (state != NULL && (store->path = database_path(state)) == NULL)) {
        mem_drop(store);
        return NULL;
    }
    store->role = role;
    store->pid = getpid();
    if (state != NULL) {
        store->device = state->device;
        store->inode = state->inode;
    }
    atomic_init(&store->error_at, SQL_COUNT);
    atomic_init(&store->last_error_at, SQL_COUNT);
    turn_make(&store->turn);
    store->next = stores;
    stores = store;
    return store;
}

struct store *store_get(const struct state *state, enum store_role role,
                        const struct store_options *options)
{
    struct store *found = NULL;

    store_watch_forks();
    (void)pthread_mutex_lock(&stores_lock);
    for (struct store *s = stores; s != NULL && state != NULL && found == NULL; s = s->next) {
        if (s->role == role && s->device == state->device && s->inode == state->inode &&
            strncmp(s->path, state->path, strlen(state->path)) == 0) {
            found = s;
        }
    }
    if (found == NULL) {
        found = store_make(state, role);
    }
    if (found != NULL) {
        (void)turn_take(&found->turn, TURN_EVER);
        if (found->db != NULL && found->options.power != options->power) {
            connection_close(found);
        }
        found->options = *options;
        turn_give(&found->turn);
    }
    (void)pthread_mutex_unlock(&stores_lock);
    return found;
}

void store_drop(struct store **store)
{
    struct store **at = &stores;

    if (*store == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&stores_lock);
    while (*at != NULL && *at != *store) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = (*store)->next;
    }
    (void)pthread_mutex_unlock(&stores_lock);
    connection_close(*store);
    turn_end(&(*store)->turn);
    mem_drop((*store)->path);
    mem_drop(*store);
    *store = NULL;
}

/* ---- use ---- */

int store_status(const struct store *store)
{
    switch (store->error & 0xff) {
    case SQLITE_OK: return 0;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_READONLY: return OUTBOX_NOT_RECORDED;
    default: return OUTBOX_UNREADABLE;
    }
}

/* What failed stays to be told, whoever has the next turn. */
static void turn_leave(struct store *store, bool failed)
{
    if (failed) {
        store->unreadables += store_status(store) == OUTBOX_UNREADABLE ? 1 : 0;
        store->last_error_at = store->error_at;
        store->last_error = store->error;
    }
    file_limit_release(&store->limit);
    turn_give(&store->turn);
}

int store_enter(struct store *store)
{
    struct file_limit limit;

    if (store->pid != getpid()) {
        return OUTBOX_FORKED;
    }
    if (!turn_take(&store->turn, store->options.wait_us > 0 ? store->options.wait_us : 1)) {
        store->last_error = SQLITE_BUSY;
        store->last_error_at = SQL_COUNT;
        return OUTBOX_NOT_RECORDED;
    }
    file_limit_hold(&limit);
    store->limit = limit;
    store->error = SQLITE_OK;
    store->error_at = SQL_COUNT;
    if (store->db != NULL && !files_same(store)) {
        connection_close(store); /* somebody removed or replaced it: what is there now is opened */
    }
    if (store->db == NULL && !connection_open(store)) {
        int status = store_status(store);

        turn_leave(store, true);
        return status != 0 ? status : OUTBOX_NOT_RECORDED;
    }
    return 0;
}

/* After these the connection is not to be trusted with more. */
static bool error_is_grave(int error)
{
    int code = error & 0xff;

    return code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
           code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

int store_leave(struct store *store)
{
    int status = store_status(store);

    if (store->path != NULL && error_is_grave(store->error)) {
        connection_close(store);
    }
    turn_leave(store, status != 0);
    return status;
}

int store_begin(struct store *store)
{
    int status = store_enter(store);

    if (status != 0) {
        return status;
    }
    return store_run(store, store_sql(store, SQL_BEGIN)) ? 0 : store_leave(store);
}

int store_end(struct store *store, bool good)
{
    /* What could not be read was taken for nothing: so nothing of it is written. */
    bool done = good && store->error == SQLITE_OK && store_run(store, store_sql(store, SQL_COMMIT));
    int status;

    if (done && !files_same(store)) { /* it went into a file that is gone */
        store->error = SQLITE_READONLY_DBMOVED;
        store->error_at = SQL_COUNT;
        done = false;
    }
    if (!done && sqlite3_get_autocommit(store->db) == 0) {
        (void)store_run(store, store_sql(store, SQL_ROLLBACK));
    }
    store->proved = done || (store->proved && store->error == SQLITE_OK);
    status = store_leave(store);
    return done ? 0 : status != 0 ? status : OUTBOX_NOT_RECORDED;
}

bool store_open(const struct store *store)
{
    return store->db != NULL;
}

bool store_proved(struct store *store)
{
    (void)turn_take(&store->turn, TURN_EVER);
    bool proved = store->proved && store->pid == getpid();
    turn_give(&store->turn);
    return proved;
}

void store_close(struct store *store)
{
    if (store->pid == getpid() && store->path != NULL) {
        (void)turn_take(&store->turn, TURN_EVER);
        connection_close(store);
        turn_give(&store->turn);
    }
}

sqlite3 *store_db(struct store *store)
{
    return store->db;
}

uint32_t store_unreadables(const struct store *store)
{
    return store->unreadables;
}

int store_error(const struct store *store)
{
    return store->last_error;
}

int store_wal_pages(const struct store *store)
{
    return store->wal_pages;
}

void store_sync(struct store *store)
{
    sqlite3_file *log = NULL;

    if (store_enter(store) != 0) {
        return;
    }
    if (store->path != NULL &&
        sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL) {
        (void)log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    }
    (void)store_leave(store);
}

bool store_empty_log(struct store *store)
{
    if (store_enter(store) != 0) {
        return false;
    }
    int code = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return store_leave(store) == 0 && code == SQLITE_OK;
}

void store_checkpoint(struct store *store)
{
    if (store_enter(store) != 0) {
        return;
    }
    (void)sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    /* The first commit after a checkpoint pays a sync: so it is ours, and no hook's. */
    (void)store_run(store, store_sql(store, SQL_TOUCH));
    store->error = SQLITE_OK;
    (void)store_leave(store);
}
