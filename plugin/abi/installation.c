/* SPDX-License-Identifier: MIT
 *
 * The installation's rules on disk: opening, reading, and the count of reloads. Called by open,
 * reload and follow. Everything is reached through the descriptor of the directory, with
 * O_NOFOLLOW; a pack is believed only if its bytes have the hash that its name says. Changes are
 * those of installation_keep.c.
 */
#include "abi/installation_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_limit.h"
#include "base/seam.h"

#define PACK_MOST (256u * 1024 * 1024)
#define LOCK_TRIES 500 /* of 10 ms */

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

/* `current` is written before the count goes up: a first reload that was killed leaves the count at
 * nothing, and no set that was in use. */
bool installation_had_set(const struct installation *installation)
{
    char hash[SET_HASH];
    uint64_t generation;

    return installation_current(installation, hash) != 1 ||
           !installation_generation(installation, &generation) || generation != 0;
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

/* ---- the lock ---- */

int installation_lock(const struct installation *installation)
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

#define GENERATION_NAME "../generation" /* from rules/ */

static bool generation_is_there(const struct installation *installation)
{
    struct stat by_name;

    return fstatat(installation->rules.fd, GENERATION_NAME, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
           by_name.st_ino == atomic_load(&installation->generation_inode);
}

/* The descriptor keeps its number: another thread may be about to read it. */
static bool generation_open(struct installation *installation, int flags)
{
    int fd = state_file(&installation->rules, GENERATION_NAME, O_RDWR | flags);
    struct stat about;

    if (fd < 0 || fstat(fd, &about) != 0) {
        return false;
    }
    if (installation->generation < 0) {
        installation->generation = fd;
    } else if (dup3(fd, installation->generation, O_CLOEXEC) < 0 || close(fd) != 0) {
        return false;
    }
    atomic_store(&installation->generation_inode, about.st_ino);
    return true;
}

bool installation_generation_again(struct installation *installation)
{
    return generation_is_there(installation) || generation_open(installation, 0);
}

bool installation_generation(const struct installation *installation, uint64_t *generation_r)
{
    ssize_t got;

    if (!generation_is_there(installation)) {
        return false;
    }
    do {
        got = pread(installation->generation, generation_r, sizeof *generation_r, 0);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof *generation_r;
}

bool installation_generation_write(const struct installation *installation, uint64_t generation)
{
    ssize_t put;

    do {
        put = pwrite(installation->generation, &generation, sizeof generation, 0);
    } while (put < 0 && errno == EINTR);
    return put == (ssize_t)sizeof generation;
}

bool installation_generation_mend(struct installation *installation, uint64_t *generation_r)
{
    char hash[SET_HASH];
    struct set_list sets;

    if (!generation_is_there(installation) && !generation_open(installation, O_CREAT)) {
        return false;
    }

    if (installation_generation(installation, generation_r)) {
        return true;
    }
    bool first = installation_current(installation, hash) == 1 &&
                 installation_sets(installation, &sets) == 0 && sets.count == 0;
    *generation_r = first ? 0 : (uint64_t)seam.wall_ms();
    return installation_generation_write(installation, *generation_r);
}

static bool generation_begin(struct installation *installation)
{
    uint64_t generation;

    if (installation_generation(installation, &generation)) {
        return true;
    }
    int lock = installation_lock(installation);
    bool good = lock >= 0 && installation_generation_mend(installation, &generation);
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

static struct installation *installation_make(const struct state *state, const char **error_r)
{
    struct installation *installation = mem_new(sizeof *installation);

    if (installation == NULL) {
        *error_r = "no memory";
        return NULL;
    }
    installation->rules = *state;
    explicit_bzero(installation->rules.site_key, sizeof installation->rules.site_key);
    installation->generation = -1;
    installation->rules.fd = directory_open(state);
    if (installation->rules.fd < 0) {
        *error_r = "rules/ in the state directory cannot be opened";
        installation_close(&installation);
        return NULL;
    }
    if (!generation_open(installation, O_CREAT) || !generation_begin(installation)) {
        *error_r = "`generation` in the state directory cannot be read or written";
        installation_close(&installation);
    }
    return installation;
}

struct installation *installation_open(const struct state *state, const char **error_r)
{
    struct file_limit limit;

    file_limit_hold(&limit);
    struct installation *installation = installation_make(state, error_r);
    file_limit_release(&limit);
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
