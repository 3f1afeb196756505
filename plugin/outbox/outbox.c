/* SPDX-License-Identifier: MIT
 *
 * Opens and closes an outbox (outbox/outbox.h), on disk, in memory, or none. What can fail visibly
 * fails here: the state directory, the database's file, a disk that cannot be written. Errors carry
 * what to do.
 */
#include "outbox/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "outbox/check.h"
#include "outbox/outbox_inside.h"
#include "base/quiet_memory.h"
#include "base/file_limit.h"
#include "base/seam.h"

const struct state *outbox_state(const struct outbox *outbox)
{
    return outbox->state;
}

static struct place place_of(const struct config *config)
{
    return (struct place){
        .file = config->file, .line = config->state_line, .column = config->state_column};
}

static const struct {
    const char *words; /* in the reason */
    const char *fix;
} fixes[] = {
    {"other users", "Run chmod 0600 on it (0660 where the directory is shared)."},
    {"another user", "Make the host's user its owner, with chown."},
    {"`wake`", "Delete it: it is made again."},
    {"is a link", "Remove it, and put the database itself there."},
    {"damaged",
     "Move outbox.db, outbox.db-wal and outbox.db-shm away together, and put the last copy back."},
    {"later version", "Install that version again."},
    {"full", "Make room: 4 MiB or more."},
    {"read-only", "Mount it for writing."},
    {"another process", "See which: fuser outbox.db"},
};

static void outbox_complain(struct outbox *outbox, struct faults *faults, const char *what)
{
    const char *fix = "See: precare explain-code A504";
    struct fault *fault =
        fault_add(faults, FAULT_A504, place_of(outbox->config),
                  "the outbox in %s cannot be used: %s", outbox->config->state, what);

    for (size_t i = 0; i < sizeof fixes / sizeof fixes[0]; i++) {
        if (strstr(what, fixes[i].words) != NULL) {
            fix = fixes[i].fix;
            break;
        }
    }
    fault_fix(faults, fault, "%s", fix);
}

/* The database's file is made by us with its mode, before SQLite opens it, and neither it nor one
 * that is there is ever opened by us: the close would drop the locks of SQLite, which another
 * thread may just have taken. */
static const char *database_file(const struct state *state)
{
    struct stat st;

    if (fstatat(state->fd, "outbox.db", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        return database_refused(&st, state->file_mode);
    }
    if (mknodat(state->fd, "outbox.db", S_IFREG | state->file_mode, 0) == 0) {
        return fchmodat(state->fd, "outbox.db", state->file_mode, 0) == 0 /* whatever the umask */
                   ? NULL
                   : "outbox.db cannot be made";
    }
    switch (errno) {
    case EEXIST: return NULL; /* another process was first */
    case ENOSPC: return "the disk is full";
    case EROFS: return "the disk is read-only";
    default: return "outbox.db cannot be made";
    }
}

static int wake_open(const struct state *state)
{
    if (mkfifoat(state->fd, "wake", state->file_mode) == 0 &&
        fchmodat(state->fd, "wake", state->file_mode, 0) != 0) {
        return -1;
    }
    /* For reading too: a write can then never raise SIGPIPE, whoever delivers or not. */
    int fd = state_file(state, "wake", O_RDWR);
    uint32_t moments = 0;

    while (fd < 0 && errno == EACCES && state_settles(state, &moments)) {
        fd = state_file(state, "wake", O_RDWR);
    }
    return fd;
}

static const char *database_error(const struct store *store)
{
    switch (store_error(store) & 0xff) {
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "it cannot be written";
    case SQLITE_CANTOPEN: return "the database cannot be opened";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process holds the database";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return "outbox.db is damaged";
    case SQLITE_IOERR: return "the disk reports an error";
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return "it was made by a later version of precare";
    default: return "the database reports an error";
    }
}

static bool disk_read_only(const struct state *state)
{
    struct statvfs fs;

    return fstatvfs(state->fd, &fs) == 0 && (fs.f_flag & ST_RDONLY) != 0;
}

static bool database_made(const struct state *state)
{
    struct stat st;

    return fstatat(state->fd, "outbox.db", &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size > 0;
}

/* One small write, unless this process has written before (a host behind php-fpm opens at each
 * request, and each time the whole log would be read anew). *full_r: the disk is, and the database
 * is there: evaluation goes on, the deliverer has the ballast, and hooks say what they cannot
 * store. */
static const char *database_try(struct outbox *outbox, bool *full_r)
{
    struct store *store = outbox->store;
    const char *why = NULL;
    bool good;

    *full_r = false;
    if (store_open(store) || store_proved(store)) {
        return NULL;
    }
    good = store_begin(store) == 0;
    if (good) {
        good = store_run(store, store_sql(store, SQL_TOUCH));
        good = store_end(store, good) == 0;
    }
    if (!good) {
        why = disk_read_only(outbox->state) ? "the disk is read-only" : database_error(store);
        *full_r = no_room(outbox->state, store_error(store));
        why = *full_r && database_made(outbox->state) ? NULL : *full_r ? "the disk is full" : why;
    }
    store_close(store);
    return why;
}

/* While another process is just making its files, they are closed to us, or it holds them. */
static const char *database_try_on(struct outbox *outbox, bool *full_r)
{
    static const int passing[] = {SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_BUSY};
    uint32_t moments = 0;
    const char *why;
    bool again;

    do {
        why = database_try(outbox, full_r);
        again = false;
        for (size_t i = 0; why != NULL && i < sizeof passing / sizeof *passing; i++) {
            again |= (store_error(outbox->store) & 0xff) == passing[i];
        }
    } while (again && !disk_read_only(outbox->state) && state_settles(outbox->state, &moments));
    return why;
}

static struct outbox *outbox_make(const struct config *config)
{
    struct outbox *outbox = quiet_zeroed(1, sizeof *outbox); /* for its key */

    if (outbox != NULL) {
        outbox->config = config;
        outbox->wake_fd = -1;
        atomic_init(&outbox->late_looked, INT64_MIN / 2);
        atomic_init(&outbox->late, 0);
        atomic_init(&outbox->wal_looked, INT64_MIN / 2);
    }
    return outbox;
}

struct store_options options_of(const struct config *config)
{
    return (struct store_options){config->wait_for_disk_us, config->durability == DURABILITY_POWER};
}

static struct outbox *outbox_open_limited(const struct config *config, struct faults *faults)
{
    const struct store_options options = options_of(config);
    struct outbox *outbox = outbox_make(config);
    const char *why;
    bool full = false;

    if (outbox == NULL) {
        faults->lost = true;
        return NULL;
    }
    outbox->state = state_open(config, faults);
    if (outbox->state == NULL) {
        outbox_close(&outbox);
        return NULL;
    }
    memcpy(outbox->site_key, outbox->state->site_key, sizeof outbox->site_key);
    hmac_begin(&outbox->keyed, outbox->site_key, sizeof outbox->site_key);
    why = database_file(outbox->state);
    if (why == NULL && (outbox->store = store_get(outbox->state, STORE_HOOKS, &options)) == NULL) {
        why = "there is no memory";
    }
    if (why == NULL && (outbox->wake_fd = wake_open(outbox->state)) < 0) {
        why = "the file `wake` in it cannot be used";
    }
    why = why != NULL ? why : database_try_on(outbox, &full);
    if (why != NULL) {
        outbox_complain(outbox, faults, why);
        outbox_close(&outbox);
        return NULL;
    }
    if (full || (!ballast_there(outbox->state) && !ballast_make(outbox->state))) {
        struct fault *fault = fault_add(
            faults, FAULT_W505, place_of(config),
            "the disk of %s is full: alerts are not accepted until there is room", config->state);

        fault_fix(faults, fault, "Make room: 4 MiB or more.");
    }
    return outbox;
}

struct outbox *outbox_open(const struct config *config, struct faults *faults)
{
    struct file_limit limit;

    file_limit_hold(&limit);
    struct outbox *outbox = outbox_open_limited(config, faults);
    file_limit_release(&limit);
    return outbox;
}

struct outbox *outbox_open_memory(const struct config *config, struct faults *faults)
{
    const struct store_options options = options_of(config);
    struct outbox *outbox = outbox_make(config);

    if (outbox == NULL || seam.random(outbox->site_key, sizeof outbox->site_key) != 0 ||
        (outbox->memory = store_get(NULL, STORE_MEMORY, &options)) == NULL) {
        faults->lost = true;
        outbox_close(&outbox);
        return NULL;
    }
    hmac_begin(&outbox->keyed, outbox->site_key, sizeof outbox->site_key);
    outbox->store = outbox->memory;
    return outbox;
}

struct outbox *outbox_open_null(const struct config *config)
{
    return outbox_make(config);
}

void outbox_close(struct outbox **outbox)
{
    if (outbox == NULL || *outbox == NULL) {
        return;
    }
    if ((*outbox)->state != NULL && (*outbox)->store != NULL && store_open((*outbox)->store)) {
        last_record_keep((*outbox)->state, (*outbox)->store);
    }
    if ((*outbox)->wake_fd >= 0) {
        (void)close((*outbox)->wake_fd);
    }
    store_drop(&(*outbox)->memory);
    state_close(&(*outbox)->state);
    quiet_free(*outbox);
    *outbox = NULL;
}
