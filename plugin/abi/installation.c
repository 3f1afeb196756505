/* SPDX-License-Identifier: MIT
 *
 * The installation's rules on disk. Called by open, reload and follow. Everything is reached
 * through the descriptor of the directory, with O_NOFOLLOW; a pack is believed only if its bytes
 * have the hash that its name says. What fails leaves everything as it was; a crash leaves at most
 * a file that nobody names.
 */
#include "abi/installation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/seam.h"

#define PACK_MOST (256u * 1024 * 1024)
#define LOCK_TRIES 500 /* of 10 ms */
#define SETS_KEPT 5    /* the current one among them */

/* ---- reading ---- */

/* A whole file, owned by the caller; NULL with errno. */
static char *file_read(const struct state *dir, const char *name, size_t most, size_t *len_r)
{
    int fd = state_file(dir, name, O_RDONLY);
    struct stat about;
    char *bytes = NULL;

    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &about) == 0 && about.st_size >= 0 && (uint64_t)about.st_size <= most) {
        bytes = mem_grow(NULL, (size_t)about.st_size + 1);
    }
    if (bytes != NULL && file_bytes(fd, bytes, (size_t)about.st_size) != about.st_size) {
        mem_drop(bytes);
        bytes = NULL;
        errno = EIO;
    }
    (void)close(fd);
    if (bytes != NULL) {
        *len_r = (size_t)about.st_size;
        bytes[*len_r] = '\0';
    }
    return bytes;
}

int installation_current(const struct installation *installation, char hash_r[SET_HASH])
{
    size_t len = 0;

    errno = 0;
    char *text = file_read(&installation->rules, "current", 256, &len);
    if (text == NULL) {
        return errno == ENOENT ? 1 : -1;
    }
    bool good = len == SET_HASH && text[SET_HASH - 1] == '\n' &&
                strspn(text, "0123456789abcdef") == SET_HASH - 1;
    if (good) {
        memcpy(hash_r, text, SET_HASH - 1);
        hash_r[SET_HASH - 1] = '\0';
    }
    mem_drop(text);
    return good ? 0 : -1;
}

int installation_read(const struct installation *installation, const char *hash,
                      struct rule_pack *pack_r, const char **error_r)
{
    size_t len = 0;
    char *bytes = file_read(&installation->rules, hash, PACK_MOST, &len);

    if (bytes == NULL) {
        *error_r = "the set of rules in use cannot be read from the state directory";
        return -1;
    }
    if (pack_of(bytes, len, pack_r) != 0) {
        mem_drop(bytes);
        *error_r = "the set of rules in use is damaged";
        return -1;
    }
    if (strcmp(pack_r->hash, hash) != 0) {
        pack_end(pack_r);
        *error_r = "the set of rules in use is not what was checked";
        return -1;
    }
    return 0;
}

/* ---- writing ---- */

static bool bytes_write(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes += put;
        len -= (size_t)put;
    }
    return fsync(fd) == 0;
}

/* A file as a whole or not at all. */
static bool file_keep(const struct state *dir, const char *name, const char *bytes, size_t len)
{
    char fresh[SET_HASH + 8];

    (void)snprintf(fresh, sizeof fresh, "%s.new", name); /* one writer at a time: the lock */
    (void)unlinkat(dir->fd, fresh, 0);
    int fd = state_file(dir, fresh, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0) {
        return false;
    }
    bool good = bytes_write(fd, bytes, len);
    good = close(fd) == 0 && good;
    good = good && renameat(dir->fd, fresh, dir->fd, name) == 0 && fsync(dir->fd) == 0;
    if (!good) {
        (void)unlinkat(dir->fd, fresh, 0);
    }
    return good;
}

/* The lock of those who change the rules; -1: it could not be had. */
static int lock_take(const struct installation *installation)
{
    int fd = state_file(&installation->rules, "lock", O_RDWR | O_CREAT);

    for (int i = 0; fd >= 0 && i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
            return fd;
        }
        struct timespec pause = {0, 10 * 1000 * 1000};
        (void)nanosleep(&pause, NULL);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return -1;
}

/* ---- the generation ---- */

bool installation_generation(const struct installation *installation, uint64_t *generation_r)
{
    ssize_t got;

    do {
        got = pread(installation->generation, generation_r, sizeof *generation_r, 0);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof *generation_r;
}

static bool generation_write(const struct installation *installation, uint64_t generation)
{
    ssize_t put;

    do {
        put = pwrite(installation->generation, &generation, sizeof generation, 0);
    } while (put < 0 && errno == EINTR);
    return put == (ssize_t)sizeof generation;
}

/* Under the lock. Where somebody cut the file the count goes on from the clock: a number that no
 * process has seen. */
static bool generation_mend(const struct installation *installation, uint64_t *generation_r)
{
    char hash[SET_HASH];

    if (installation_generation(installation, generation_r)) {
        return true;
    }
    bool first = installation_current(installation, hash) == 1;
    *generation_r = first ? 0 : (uint64_t)seam.wall_ms();
    return generation_write(installation, *generation_r);
}

static bool generation_begin(const struct installation *installation)
{
    uint64_t generation;

    if (installation_generation(installation, &generation)) {
        return true;
    }
    int lock = lock_take(installation);
    bool good = lock >= 0 && generation_mend(installation, &generation);
    if (lock >= 0) {
        (void)close(lock);
    }
    return good;
}

/* ---- open, close ---- */

static int directory_open(const struct state *state)
{
    if (mkdirat(state->fd, "rules", state->dir_mode) == 0) {
        int made = openat(state->fd, "rules", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (made >= 0) {
            (void)fchmod(made, state->dir_mode); /* whatever the umask */
        }
        return made;
    }
    return errno == EEXIST
               ? openat(state->fd, "rules", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
               : -1;
}

struct installation *installation_open(const struct state *state, const char **error_r)
{
    struct installation *installation = mem_new(sizeof *installation);

    if (installation == NULL) {
        *error_r = "no memory";
        return NULL;
    }
    installation->rules = *state;
    installation->generation = -1;
    installation->rules.fd = directory_open(state);
    if (installation->rules.fd < 0) {
        *error_r = "rules/ in the state directory cannot be opened";
        installation_close(&installation);
        return NULL;
    }
    installation->generation = state_file(state, "generation", O_RDWR | O_CREAT);
    if (installation->generation < 0 || !generation_begin(installation)) {
        *error_r = "`generation` in the state directory cannot be read or written";
        installation_close(&installation);
    }
    return installation;
}

void installation_close(struct installation **installation)
{
    struct installation *gone = *installation;

    *installation = NULL;
    if (gone == NULL) {
        return;
    }
    if (gone->generation >= 0) {
        (void)close(gone->generation);
    }
    if (gone->rules.fd >= 0) {
        (void)close(gone->rules.fd);
    }
    mem_drop(gone);
}

/* ---- removing ---- */

struct kept { /* the newest, in no order */
    char names[SETS_KEPT][SET_HASH];
    struct timespec used[SETS_KEPT];
    uint32_t count;
};

static bool name_is_set(const char *name)
{
    return strspn(name, "0123456789abcdef") == SET_HASH - 1 && name[SET_HASH - 1] == '\0';
}

static bool is_older(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

static void kept_take(struct kept *kept, const char *name, struct timespec used)
{
    uint32_t at = kept->count;

    if (at == SETS_KEPT) {
        at = 0;
        for (uint32_t i = 1; i < SETS_KEPT; i++) {
            at = is_older(kept->used[i], kept->used[at]) ? i : at;
        }
        if (!is_older(kept->used[at], used)) {
            return;
        }
    } else {
        kept->count++;
    }
    memcpy(kept->names[at], name, SET_HASH);
    kept->used[at] = used;
}

static bool kept_has(const struct kept *kept, const char *name)
{
    for (uint32_t i = 0; i < kept->count; i++) {
        if (strcmp(kept->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Removes all sets but the few that were current last; `now` and `before` (may be "") always stay,
 * whatever the clock did. A process that read another's name in `current` finds it gone and looks
 * again (set_follow). Under the lock. */
static void sets_sweep(const struct installation *installation, const char *now, const char *before)
{
    int fd = openat(installation->rules.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    struct kept kept = {.count = 0};
    struct stat about;

    if (dir == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return;
    }
    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (name_is_set(e->d_name) && fstatat(fd, e->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
            kept_take(&kept, e->d_name, about.st_mtim);
        }
    }
    rewinddir(dir);
    /* cppcheck-suppress readdirCalled */
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (name_is_set(e->d_name) && !kept_has(&kept, e->d_name) && strcmp(e->d_name, now) != 0 &&
            strcmp(e->d_name, before) != 0) {
            (void)unlinkat(fd, e->d_name, 0);
        }
    }
    (void)closedir(dir);
}

/* ---- changing ---- */

static int keep_locked(struct installation *installation, const struct rule_pack *pack, bool first,
                       const char **error_r)
{
    char before[SET_HASH] = "", line[SET_HASH + 1];
    struct rule_pack there = {0};

    if (installation_current(installation, before) == 0 && first) {
        return 1;
    }
    bool kept = installation_read(installation, pack->hash, &there, error_r) == 0;
    pack_end(&there);
    *error_r = "the set of rules could not be written to the state directory";
    if (!kept && !file_keep(&installation->rules, pack->hash, pack->bytes, pack->len)) {
        return -1;
    }
    /* the last to be current */
    (void)utimensat(installation->rules.fd, pack->hash, NULL, AT_SYMLINK_NOFOLLOW);
    (void)snprintf(line, sizeof line, "%s\n", pack->hash);
    if (!file_keep(&installation->rules, "current", line, SET_HASH)) {
        return -1;
    }
    sets_sweep(installation, pack->hash, before);
    return 0;
}

int installation_keep(struct installation *installation, const struct rule_pack *pack, bool first,
                      uint64_t *generation_r, const char **error_r)
{
    int lock = lock_take(installation);
    uint64_t generation;

    if (lock < 0) {
        *error_r = "another reload holds the rules of this installation";
        return -1;
    }
    int status = -1;
    *error_r = "`generation` in the state directory cannot be written";
    if (generation_mend(installation, &generation)) {
        status = keep_locked(installation, pack, first, error_r);
    }
    if (status == 0) {
        *generation_r = generation + 1;
        if (!generation_write(installation, generation + 1)) { /* its bytes are there: a bad disk */
            *error_r = "the other processes could not be told: `generation` cannot be written";
            status = -1;
        }
    }
    (void)close(lock);
    return status;
}
