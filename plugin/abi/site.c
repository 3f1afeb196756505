/* SPDX-License-Identifier: MIT
 *
 * The site's rules on disk. Called by open, reload and follow. Everything is reached through the descriptor of the
 * directory, with O_NOFOLLOW; a pack is believed only if its bytes have the hash that its name says. What fails leaves
 * everything as it was; a crash leaves at most a file that nobody names.
 */
#include "abi/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/seam.h"

#define MAPPED 64u
#define PACK_MOST (256u * 1024 * 1024)
#define LOCK_TRIES 500 /* of 10 ms */

static int directory_open(const struct state *state)
{
    if (mkdirat(state->fd, "rules", state->dir_mode) == 0) {
        int made = openat(state->fd, "rules", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (made >= 0) {
            (void)fchmod(made, state->dir_mode); /* whatever the umask */
        }
        return made;
    }
    return errno == EEXIST ? openat(state->fd, "rules", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                           : -1;
}

static _Atomic uint64_t *generation_map(const struct state *state)
{
    int fd = state_file(state, "generation", O_RDWR | O_CREAT);
    struct stat about;
    void *at = MAP_FAILED;

    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &about) == 0 && (about.st_size >= (off_t)MAPPED || ftruncate(fd, MAPPED) == 0)) {
        at = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    (void)close(fd);
    return at != MAP_FAILED ? at : NULL;
}

struct site *site_open(const struct state *state, const char **error_r)
{
    struct site *site = mem_new(sizeof *site);

    if (site == NULL) {
        *error_r = "no memory";
        return NULL;
    }
    site->rules = *state;
    site->rules.fd = directory_open(state);
    if (site->rules.fd < 0) {
        *error_r = "rules/ in the state directory cannot be opened";
        site_close(&site);
        return NULL;
    }
    site->generation = generation_map(state);
    if (site->generation == NULL) {
        *error_r = "`generation` in the state directory cannot be mapped";
        site_close(&site);
    }
    return site;
}

void site_close(struct site **site)
{
    struct site *gone = *site;

    *site = NULL;
    if (gone == NULL) {
        return;
    }
    if (gone->generation != NULL) {
        (void)munmap((void *)gone->generation, MAPPED);
    }
    if (gone->rules.fd >= 0) {
        (void)close(gone->rules.fd);
    }
    mem_drop(gone);
}

/* ---- reading ---- */

/* A whole file, owned by the caller; NULL with errno. */
static char *file_read(const struct state *dir, const char *name, size_t most, size_t *len_r)
{
    int fd = state_file(dir, name, O_RDONLY);
    struct stat about;
    char *bytes = NULL;
    size_t len = 0;

    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &about) == 0 && about.st_size >= 0 && (uint64_t)about.st_size <= most) {
        bytes = mem_grow(NULL, (size_t)about.st_size + 1);
    }
    while (bytes != NULL && len < (size_t)about.st_size) {
        ssize_t got = read(fd, bytes + len, (size_t)about.st_size - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            mem_drop(bytes);
            bytes = NULL;
            errno = EIO;
            break;
        }
        len += (size_t)got;
    }
    (void)close(fd);
    *len_r = len;
    if (bytes != NULL) {
        bytes[len] = '\0';
    }
    return bytes;
}

int site_current(const struct site *site, char hash_r[SET_HASH])
{
    size_t len = 0;

    errno = 0;
    char *text = file_read(&site->rules, "current", 256, &len);
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

int site_read(const struct site *site, const char *hash, struct rule_pack *pack_r, const char **error_r)
{
    size_t len = 0;
    char *bytes = file_read(&site->rules, hash, PACK_MOST, &len);

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
static int lock_take(const struct site *site)
{
    int fd = state_file(&site->rules, "lock", O_RDWR | O_CREAT);

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

static int keep_locked(struct site *site, const struct rule_pack *pack, bool first, const char **error_r)
{
    char hash[SET_HASH], line[SET_HASH + 1];
    struct rule_pack there = {0};

    if (first && site_current(site, hash) == 0) {
        return 1;
    }
    bool kept = site_read(site, pack->hash, &there, error_r) == 0;
    pack_end(&there);
    *error_r = "the set of rules could not be written to the state directory";
    if (!kept && !file_keep(&site->rules, pack->hash, pack->bytes, pack->len)) {
        return -1;
    }
    (void)snprintf(line, sizeof line, "%s\n", pack->hash);
    return file_keep(&site->rules, "current", line, SET_HASH) ? 0 : -1;
}

int site_keep(struct site *site, const struct rule_pack *pack, bool first, uint64_t *generation_r,
              const char **error_r)
{
    int lock = lock_take(site);

    if (lock < 0) {
        *error_r = "another reload holds the rules of this site";
        return -1;
    }
    int status = keep_locked(site, pack, first, error_r);
    if (status == 0) {
        *generation_r = atomic_fetch_add(site->generation, 1) + 1;
    }
    (void)close(lock);
    return status;
}
