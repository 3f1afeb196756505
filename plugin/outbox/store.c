/* SPDX-License-Identifier: MIT
 *
 * Connections to the outbox's database (outbox/store.h): opening, locks, waiting, forks. A hook
 * never checkpoints, and closing neither checkpoints nor deletes. On a fault of the disk the
 * connection is closed, and opened afresh at the next use. The database's files are touched by
 * SQLite alone (one close of ours would drop all of the process's locks).
 */
#include "outbox/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "outbox/outbox.h"
#include "base/seam.h"

#define WAL_BACKSTOP_PAGES (64 * 1024 * 1024 / 4096)
#define BUSY_STEP_NS 50000

struct store {
    struct store *next;
    enum store_role role;
    uint64_t device, inode;
    char *path; /* of the database; NULL: in memory */
    struct store_options options;
    pthread_mutex_t lock;
    pid_t pid;
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    bool proved; /* the last transaction of this process was committed */
    int64_t busy_since;
    int wal_pages;
    _Atomic int error; /* told without the lock, too */
};

static pthread_mutex_t stores_lock = PTHREAD_MUTEX_INITIALIZER;
static struct store *stores;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

/* ---- forks ---- */

static void statements_drop(struct store *store)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        (void)sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
}

static void connection_close(struct store *store)
{
    statements_drop(store);
    (void)sqlite3_close(store->db);
    store->db = NULL;
}

static void store_fork_prepare(void)
{
    (void)pthread_mutex_lock(&stores_lock);
    for (struct store *s = stores; s != NULL; s = s->next) {
        (void)pthread_mutex_lock(&s->lock);
        if (s->path != NULL && s->pid == getpid()) {
            connection_close(s);
        }
    }
}

static void store_fork_parent(void)
{
    for (struct store *s = stores; s != NULL; s = s->next) {
        (void)pthread_mutex_unlock(&s->lock);
    }
    (void)pthread_mutex_unlock(&stores_lock);
}

static void store_fork_child(void)
{
    for (struct store *s = stores; s != NULL; s = s->next) {
        (void)pthread_mutex_init(&s->lock, NULL);
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
    (void)pthread_mutex_init(&store->lock, NULL);
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
        (void)pthread_mutex_lock(&found->lock);
        if (found->db != NULL && found->options.power != options->power) {
            connection_close(found);
        }
        found->options = *options;
        (void)pthread_mutex_unlock(&found->lock);
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
    (void)pthread_mutex_destroy(&(*store)->lock);
    mem_drop((*store)->path);
    mem_drop(*store);
    *store = NULL;
}

/* ---- opening ---- */

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
    return sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, sync, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db, keys, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(db,
                        "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                        "PRAGMA cache_size=-2000",
                        NULL, NULL, NULL) == SQLITE_OK;
}

static bool connection_open(struct store *store)
{
    int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const char *name = store->path;

    if (name == NULL) {
        name = ":memory:";
        how |= SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
    }
    store->error = sqlite3_open_v2(name, &store->db, how, NULL);
    if (store->error != SQLITE_OK || !connection_set(store->db, store) ||
        !store_schema_make(store->db, store->path != NULL)) {
        store->error = store->db != NULL ? sqlite3_extended_errcode(store->db) : SQLITE_NOMEM;
        connection_close(store);
        return false;
    }
    (void)sqlite3_wal_hook(store->db, store_committed, store);
    return true;
}

/* ---- use ---- */

static int store_lock(struct store *store)
{
    struct timespec until;
    int64_t wait = store->options.wait_us > 0 ? store->options.wait_us : 1;

    if (pthread_mutex_trylock(&store->lock) == 0) {
        return 0;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait / 1000000;
    until.tv_nsec += (wait % 1000000) * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
#ifdef __SANITIZE_THREAD__ /* which does not know the other, and would see races that are none */
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait / 1000000 + 1;
    return pthread_mutex_timedlock(&store->lock, &until);
#else
    return pthread_mutex_clocklock(&store->lock, CLOCK_MONOTONIC, &until);
#endif
}

int store_enter(struct store *store)
{
    if (store->pid != getpid()) {
        return OUTBOX_FORKED;
    }
    if (store_lock(store) != 0) {
        store->error = SQLITE_BUSY;
        return OUTBOX_NOT_RECORDED;
    }
    if (store->db == NULL && !connection_open(store)) {
        (void)pthread_mutex_unlock(&store->lock);
        return OUTBOX_NOT_RECORDED;
    }
    store->error = SQLITE_OK;
    return 0;
}

/* After these the connection is not to be trusted with more. */
static bool error_is_grave(int error)
{
    int code = error & 0xff;

    return code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
           code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

void store_leave(struct store *store)
{
    if (store->path != NULL && error_is_grave(store->error)) {
        connection_close(store);
    }
    (void)pthread_mutex_unlock(&store->lock);
}

/* Keeps SQLite's code of what just failed. */
static void store_failed(struct store *store)
{
    if (store->error == SQLITE_OK) {
        store->error = sqlite3_extended_errcode(store->db);
    }
}

sqlite3_stmt *store_sql(struct store *store, enum sql which)
{
    sqlite3_stmt **statement = &store->statements[which];

    if (*statement == NULL) {
        if (sqlite3_prepare_v3(store->db, store_statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                               statement, NULL) != SQLITE_OK) {
            store_failed(store);
            return NULL;
        }
        return *statement;
    }
    (void)sqlite3_reset(*statement);
    (void)sqlite3_clear_bindings(*statement);
    return *statement;
}

sqlite3_stmt *store_ask_row(struct store *store, enum sql which, const struct bound *row,
                            size_t count)
{
    sqlite3_stmt *s = store_sql(store, which);

    for (int i = 0; s != NULL && i < (int)count; i++) {
        const struct bound *b = &row[i];

        switch (b->kind) {
        case BOUND_NULL:
        case BOUND_OTHER: break;
        case BOUND_NUMBER: (void)sqlite3_bind_int64(s, i + 1, b->number); break;
        case BOUND_TEXT:
            (void)sqlite3_bind_text(s, i + 1, b->at, (int)b->number, SQLITE_STATIC);
            break;
        case BOUND_BYTES:
            (void)sqlite3_bind_blob(s, i + 1, b->at, (int)b->number, SQLITE_STATIC);
            break;
        }
    }
    return s;
}

int store_step(struct store *store, sqlite3_stmt *statement)
{
    int code = statement != NULL ? sqlite3_step(statement) : SQLITE_ERROR;

    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        store_failed(store);
    }
    return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : -1;
}

int store_has_row(struct store *store, sqlite3_stmt *statement)
{
    int found = store_step(store, statement);

    (void)sqlite3_reset(statement);
    return found;
}

int64_t store_number_row(sqlite3_stmt *statement, int64_t otherwise)
{
    bool there = statement != NULL && sqlite3_step(statement) == SQLITE_ROW;
    int64_t number = there ? sqlite3_column_int64(statement, 0) : otherwise;

    (void)sqlite3_reset(statement);
    return number;
}

bool store_run(struct store *store, sqlite3_stmt *statement)
{
    bool done = statement != NULL && sqlite3_step(statement) == SQLITE_DONE;

    if (!done) {
        store_failed(store);
    }
    if (statement != NULL) {
        (void)sqlite3_reset(statement);
    }
    return done;
}

int store_begin(struct store *store)
{
    int status = store_enter(store);

    if (status != 0) {
        return status;
    }
    if (!store_run(store, store_sql(store, SQL_BEGIN))) {
        store_leave(store);
        return OUTBOX_NOT_RECORDED;
    }
    return 0;
}

int store_end(struct store *store, bool good)
{
    bool done = good && store_run(store, store_sql(store, SQL_COMMIT));

    if (!done) {
        int error = store->error; /* why it failed, not how the way back went */

        if (sqlite3_get_autocommit(store->db) == 0) {
            (void)store_run(store, store_sql(store, SQL_ROLLBACK));
        }
        store->error = error;
    }
    store->proved = done || (store->proved && store->error == SQLITE_OK);
    store_leave(store);
    return done ? 0 : OUTBOX_NOT_RECORDED;
}

bool store_open(const struct store *store)
{
    return store->db != NULL;
}

bool store_proved(struct store *store)
{
    (void)pthread_mutex_lock(&store->lock);
    bool proved = store->proved && store->pid == getpid();
    (void)pthread_mutex_unlock(&store->lock);
    return proved;
}

void store_close(struct store *store)
{
    if (store->pid == getpid() && store->path != NULL) {
        (void)pthread_mutex_lock(&store->lock);
        connection_close(store);
        (void)pthread_mutex_unlock(&store->lock);
    }
}

sqlite3 *store_db(struct store *store)
{
    return store->db;
}

int store_error(const struct store *store)
{
    return store->error;
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
    store_leave(store);
}

void store_empty_log(struct store *store)
{
    if (store_enter(store) != 0) {
        return;
    }
    (void)sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store_leave(store);
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
    store_leave(store);
}
