/* SPDX-License-Identifier: MIT
 *
 * Opens and checks the state directory (outbox/state.h): component by component, never through a
 * link, so that nobody but root and the owner can put another directory in its place. What is
 * refused says why and what to type.
 */
#include "outbox/state.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/quiet_memory.h"
#include "base/seam.h"
#include "config/secret.h"

#define KEY_BYTES 32u
#define SETTLES_MS 2000

struct walk {
    int fd;       /* where it stands */
    uid_t others; /* an owner seen above that is neither root nor us */
    bool foreign; /* `others` is set */
    bool sticky;  /* it stands where everybody may make directories, and owns those */
    const char *why, *fix;
};

static void state_refuse(struct walk *walk, const char *why, const char *fix)
{
    if (walk->why == NULL) {
        walk->why = why;
        walk->fix = fix;
    }
}

/* Whoever was there first would be believed: also with mode 2770 and a group that we are in. */
static void strangers_refuse(struct walk *walk)
{
    state_refuse(walk,
                 "it belongs to another user, below a directory in which everybody may make one",
                 "Put it below directories that belong to root, such as /var/lib.");
}

/* A directory on the way: nobody but root, us (or the owner of the last one) may change what it
 * holds. */
static void above_check(struct walk *walk, const struct stat *st)
{
    bool sticky = (st->st_mode & S_ISVTX) != 0 && st->st_uid == 0;
    bool stranger = st->st_uid != 0 && st->st_uid != geteuid();

    if (walk->sticky && stranger) {
        strangers_refuse(walk);
    }
    walk->sticky = sticky && (st->st_mode & (S_IWGRP | S_IWOTH)) != 0;

    if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky) {
        state_refuse(walk, "a directory above it can be written by others",
                     "Run chmod go-w on the directories above it.");
    }
    if (!stranger) {
        return;
    }
    if (walk->foreign && walk->others != st->st_uid) {
        state_refuse(walk, "a directory above it belongs to another user",
                     "Put it below directories that belong to root.");
    }
    walk->foreign = true;
    walk->others = st->st_uid;
}

static bool group_ours(gid_t group)
{
    gid_t groups[256];
    int count = getgroups(256, groups);

    if (geteuid() == 0 || group == getegid()) {
        return true;
    }
    for (int i = 0; i < count; i++) {
        if (groups[i] == group) {
            return true;
        }
    }
    return false;
}

static void last_check(struct walk *walk, const struct stat *st)
{
    bool shared = (st->st_mode & 07777) == 02770;

    if (walk->sticky && st->st_uid != 0 && st->st_uid != geteuid()) {
        strangers_refuse(walk);
    }

    if (!shared && (st->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        state_refuse(walk, "other users may read or write it",
                     "Run chmod 0700 on it (2770 where the courier is a user of its own).");
    }
    if (shared && !group_ours(st->st_gid)) {
        state_refuse(walk, "it belongs to a group that this user is not in",
                     "Add the host's user to its group.");
    }
    if (!shared && st->st_uid != 0 && st->st_uid != geteuid()) {
        state_refuse(walk, "it belongs to another user",
                     "Run as its owner, or change its owner with chown.");
    }
    if (walk->foreign && (!shared || walk->others != st->st_uid)) {
        state_refuse(walk, "a directory above it belongs to another user",
                     "Put it below directories that belong to root.");
    }
}

static bool disk_local(int fd)
{
    static const uint32_t remote[] = {0x6969,     0x517b,     0xff534d42, 0xfe534d42, 0x00c36400,
                                      0x01021997, 0x5346414f, 0x47504653, 0x0bd00bd0};
    struct statfs fs;

    if (fstatfs(fd, &fs) != 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof remote / sizeof remote[0]; i++) {
        if ((uint32_t)fs.f_type == remote[i]) {
            return false;
        }
    }
    return true;
}

#define PLAIN_DIRECTORY "Make it a plain directory on a local disk, with mkdir -m 0700."

struct open_failure {
    int error;
    const char *why, *fix;
};

static const struct open_failure open_failures[] = {
    {ELOOP, "it, or a directory above it, is a symbolic link or not a directory", PLAIN_DIRECTORY},
    {ENOTDIR, "it, or a directory above it, is a symbolic link or not a directory",
     PLAIN_DIRECTORY},
    {EACCES, "access is refused",
     "Type it with sudo. The user that a practice's software runs as: add it to this directory's "
     "group (adduser USER precare), and start that software again."},
    {EROFS, "the disk is read-only", "See why it is: the journal of the machine says when."},
    {ENOSPC, "the disk is full", "Make room."},
    {ENOENT, "the directory above it is not there",
     "Make that one first, as root or as the user who runs this, or name another."},
    {0, "it cannot be opened", PLAIN_DIRECTORY},
};

static const struct open_failure *open_failed(int error)
{
    const struct open_failure *f = open_failures;

    while (f->error != 0 && f->error != error) {
        f++;
    }
    return f;
}

/* One step down; the last component is made when it is not there, and opened for reading. */
static int state_step(struct walk *walk, const char *name, bool last)
{
    int how = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | (last ? O_RDONLY : O_PATH);
    int fd = openat(walk->fd, name, how);

    if (fd < 0 && errno == ENOENT && last && walk->why == NULL) {
        bool made = mkdirat(walk->fd, name, 0700) == 0;

        /* Whatever the umask. */
        if (made ? fchmodat(walk->fd, name, 0700, 0) == 0 : errno == EEXIST) {
            fd = openat(walk->fd, name, how);
        }
    }
    if (fd < 0) {
        const struct open_failure *f = open_failed(errno);

        state_refuse(walk, f->why, f->fix);
        return -1;
    }
    (void)close(walk->fd);
    walk->fd = fd;
    return 0;
}

/* The state directory's descriptor, or -1 with walk->why. */
static int walk_down(struct walk *walk, char *path, struct stat *st)
{
    char *save = NULL;
    char *name = strtok_r(path, "/", &save);

    walk->fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    while (name != NULL && walk->fd >= 0) {
        char *next = strtok_r(NULL, "/", &save);

        if (strcmp(name, "..") == 0 || fstat(walk->fd, st) != 0) {
            state_refuse(walk, "its path contains ..", "Write the path without ..");
            break;
        }
        above_check(walk, st);
        if (strcmp(name, ".") != 0 && state_step(walk, name, next == NULL) != 0) {
            break;
        }
        name = next;
    }
    if (walk->why == NULL && (walk->fd < 0 || fstat(walk->fd, st) != 0)) {
        state_refuse(walk, "it cannot be opened", "Name another directory.");
    }
    if (walk->why == NULL) {
        last_check(walk, st);
    }
    if (walk->why == NULL && !disk_local(walk->fd)) {
        state_refuse(walk, "it is on a network disk",
                     "Put it on a local disk: locks and syncs of network disks lose alerts.");
    }
    return walk->why == NULL ? walk->fd : -1;
}

static bool file_good(const struct state *state, const struct stat *st)
{
    mode_t loose = state->file_mode == 0660 ? S_IRWXO : (S_IRWXG | S_IRWXO);
    bool kind = S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode);
    bool owner = st->st_uid == 0 || st->st_uid == geteuid() || state->file_mode == 0660;

    return kind && owner && (st->st_mode & loose) == 0 && st->st_nlink <= 1;
}

bool state_settles(const struct state *state, uint32_t *moments)
{
    int error = errno; /* of the caller */
    struct timespec now;
    struct stat st;

    if ((*moments)++ >= SETTLES_MS || clock_gettime(CLOCK_REALTIME, &now) != 0 ||
        fstat(state->fd, &st) != 0 || now.tv_sec - st.st_mtim.tv_sec > SETTLES_MS / 1000 ||
        now.tv_sec < st.st_mtim.tv_sec) {
        errno = error;
        return false;
    }
    (void)usleep(1000);
    return true;
}

/* O_CREAT: also where another process makes it meanwhile. */
static int file_try(const struct state *state, const char *name, int how)
{
    int fd = openat(state->fd, name, how & ~(O_CREAT | O_EXCL));

    if (fd >= 0 && (how & O_EXCL) != 0) {
        (void)close(fd);
        errno = EEXIST;
        return -1;
    }
    if (fd < 0 && errno == ENOENT && (how & O_CREAT) != 0) {
        fd = openat(state->fd, name, how | O_EXCL, state->file_mode);
        if (fd >= 0) {
            (void)fchmod(fd, state->file_mode);
        } else if (errno == EEXIST && (how & O_EXCL) == 0) {
            fd = openat(state->fd, name, how & ~O_CREAT);
        }
    }
    return fd;
}

int state_file(const struct state *state, const char *name, int flags)
{
    int how = flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = file_try(state, name, how);
    uint32_t moments = 0;
    struct stat st;

    while (fd < 0 && errno == EACCES && (flags & O_CREAT) != 0 && state_settles(state, &moments)) {
        fd = file_try(state, name, how);
    }
    if (fd >= 0 && (fstat(fd, &st) != 0 || !file_good(state, &st))) {
        (void)close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

/* Read from site.key; made whole beside it and linked, so that nobody ever sees half a key. */
static const char *key_of_directory(struct state *state)
{
    char name[64];
    uint8_t key[KEY_BYTES + 1];
    int fd = state_file(state, "site.key", O_RDONLY);
    ssize_t n;

    if (fd < 0 && errno == ENOENT) {
        (void)snprintf(name, sizeof name, "site.key.%ld", (long)getpid());
        (void)unlinkat(state->fd, name, 0);
        fd = state_file(state, name, O_WRONLY | O_CREAT | O_EXCL);
        if (fd < 0 || seam.random(key, KEY_BYTES) != 0 ||
            write(fd, key, KEY_BYTES) != (ssize_t)KEY_BYTES || fsync(fd) != 0) {
            int error = errno;

            if (fd >= 0) {
                (void)close(fd);
                (void)unlinkat(state->fd, name, 0);
            }
            return error == ENOSPC || error == EROFS ? open_failed(error)->why
                                                     : "site.key cannot be made";
        }
        (void)close(fd);
        if (linkat(state->fd, name, state->fd, "site.key", 0) != 0 && errno != EEXIST) {
            (void)unlinkat(state->fd, name, 0);
            return "site.key cannot be made";
        }
        (void)unlinkat(state->fd, name, 0);
        (void)fsync(state->fd);
        fd = state_file(state, "site.key", O_RDONLY);
    }
    /* Another process may still hold its second name for an instant. */
    for (int tries = 0; fd < 0 && errno == EPERM && tries < 100; tries++) {
        (void)usleep(1000);
        fd = state_file(state, "site.key", O_RDONLY);
    }
    if (fd < 0) {
        return "site.key in it is a link, belongs to another user, or can be read by others";
    }
    n = read(fd, key, sizeof key);
    (void)close(fd);
    if (n != (ssize_t)KEY_BYTES) {
        return "site.key in it does not hold 32 bytes";
    }
    memcpy(state->site_key, key, KEY_BYTES);
    explicit_bzero(key, sizeof key);
    return NULL;
}

/* Of 32 bytes that chance made, 28 or so are different; of words and patterns, few. */
static bool key_is_random(const uint8_t key[KEY_BYTES])
{
    bool seen[256] = {false};
    uint32_t different = 0;

    for (uint32_t i = 0; i < KEY_BYTES; i++) {
        different += !seen[key[i]];
        seen[key[i]] = true;
    }
    return different >= 20;
}

/* 32 bytes as 64 hexadecimal digits or in base64: what people would make up is neither. */
static const char *key_of_text(const char *text, size_t len, uint8_t key_r[KEY_BYTES])
{
    size_t got = 0;
    bool read = len == (size_t)KEY_BYTES * 2
                    ? hex_read(text, len, key_r) == 0
                    : base64_read(text, len, key_r, KEY_BYTES, &got) == 0 && got == KEY_BYTES;

    if (!read) {
        return "it is not 32 random bytes, as 64 hexadecimal digits or in base64";
    }
    return key_is_random(key_r) ? NULL : "it is not random: a pattern can be guessed";
}

static const char *key_of_config(const struct secret_place *from, struct state *state)
{
    struct secret secret;
    const char *why = NULL;

    if (secret_read(from, &secret, &why) != 0) {
        return why;
    }
    why = key_of_text(secret.at, secret.len, state->site_key);
    secret_drop(&secret);
    return why;
}

static struct state *state_make(int fd, const struct stat *st, const char *path)
{
    struct state *state = quiet_zeroed(1, sizeof *state); /* for its key */
    char *copy = mem_text(path, strlen(path));

    if (state == NULL || copy == NULL) {
        mem_drop(copy);
        quiet_free(state);
        return NULL;
    }
    state->fd = fd;
    state->path = copy;
    state->device = (uint64_t)st->st_dev;
    state->inode = (uint64_t)st->st_ino;
    state->dir_mode = (st->st_mode & 07777) == 02770 ? 02770 : 0700;
    state->file_mode = state->dir_mode == 02770 ? 0660 : 0600;
    return state;
}

static void state_complain(const struct config *config, struct faults *faults, const char *why,
                           const char *fix)
{
    struct place place = {
        .file = config->file, .line = config->state_line, .column = config->state_column};
    struct fault *fault = fault_add(
        faults, FAULT_A502, place, "the state directory %s cannot be used: %s", config->state, why);

    fault_fix(faults, fault, "%s", fix);
}

static void complain_of_key(const struct config *config, struct faults *faults, const char *why)
{
    const struct secret_place *from = &config->site_key_from;
    bool ours = from->text == NULL;
    struct place place = {.file = config->file,
                          .line = ours ? config->state_line : from->line,
                          .column = ours ? config->state_column : from->column};
    struct fault *fault =
        fault_add(faults, FAULT_A503, place, "the site's key cannot be used: %s%s%s",
                  ours ? "" : from->text, ours ? "" : ": ", why);

    fault_fix(faults, fault, "%s",
              ours ? "Run chmod 0600 on it, or put its copy back. See: precare explain-code A503"
                   : "Make it once, the same for all machines: openssl rand -hex 32");
}

struct state *state_open(const struct config *config, struct faults *faults)
{
    struct walk walk = {.fd = -1};
    struct state *state = NULL;
    const char *why;
    struct stat st;
    char *path = mem_text(config->state, strlen(config->state));

    if (path == NULL) {
        faults->lost = true;
        return NULL;
    }
    if (walk_down(&walk, path, &st) < 0) {
        state_complain(config, faults, walk.why, walk.fix);
    } else {
        state = state_make(walk.fd, &st, config->state);
        faults->lost |= state == NULL;
    }
    mem_drop(path);
    if (state == NULL) {
        if (walk.fd >= 0) {
            (void)close(walk.fd);
        }
        return NULL;
    }
    why = config->site_key_from.text != NULL ? key_of_config(&config->site_key_from, state)
                                             : key_of_directory(state);
    if (why != NULL) {
        complain_of_key(config, faults, why);
        state_close(&state);
    }
    return state;
}

void state_close(struct state **state)
{
    if (*state != NULL) {
        (void)close((*state)->fd);
        mem_drop((void *)(uintptr_t)(*state)->path);
        quiet_free(*state);
        *state = NULL;
    }
}
