/* SPDX-License-Identifier: MIT
 *
 * Changing the installation's rules on disk. Called by open and reload, one at a time across
 * processes (the lock). What fails leaves everything as it was; a crash leaves at most a file that
 * nobody names.
 */
#include "abi/installation_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_limit.h"
#include "base/seam.h"

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

/* ---- changing ---- */

/* Whether what is current is what the caller says it replaces. */
static bool is_expected(const struct installation *installation, const char *after,
                        char before_r[SET_HASH])
{
    int there = installation_current(installation, before_r);

    return after == NULL || (there == 0 ? strcmp(before_r, after) == 0 : after[0] == '\0');
}

static bool set_write(const struct installation *installation, const struct rule_pack *pack,
                      bool *fresh_r)
{
    const char *why = NULL;
    struct rule_pack there = {0};

    *fresh_r = installation_read(installation, pack->hash, &there, &why) != 0;
    pack_end(&there);
    if (*fresh_r && !file_keep(&installation->rules, pack->hash, pack->bytes, pack->len)) {
        return false;
    }
    /* the last to be current */
    (void)utimensat(installation->rules.fd, pack->hash, NULL, AT_SYMLINK_NOFOLLOW);
    return true;
}

static int keep_locked(struct installation *installation, const struct rule_pack *pack,
                       const char *after, const char **error_r)
{
    char before[SET_HASH] = "", line[SET_HASH + 1];
    bool fresh;

    if (!is_expected(installation, after, before)) {
        return 1;
    }
    *error_r = "the set of rules could not be written to the state directory";
    if (!set_write(installation, pack, &fresh)) {
        return -1;
    }
    (void)snprintf(line, sizeof line, "%s\n", pack->hash);
    if (!file_keep(&installation->rules, "current", line, SET_HASH)) {
        if (fresh) { /* it never was in use: no last good one */
            (void)unlinkat(installation->rules.fd, pack->hash, 0);
        }
        return -1;
    }
    installation_sweep(installation, pack->hash, before);
    return 0;
}

static int pack_keep(struct installation *installation, const struct rule_pack *pack,
                     const char *after, uint64_t *generation_r, const char **error_r)
{
    int lock = installation_lock(installation);
    uint64_t generation;

    if (lock < 0) {
        *error_r = "another reload holds the rules of this installation";
        return -2;
    }
    int status = -1;
    *error_r = "`generation` in the state directory cannot be written";
    if (installation_generation_mend(installation, &generation)) {
        status = keep_locked(installation, pack, after, error_r);
    }
    if (status == 0) {
        *generation_r = generation + 1;
        /* its bytes are there: a bad disk */
        if (!installation_generation_write(installation, generation + 1)) {
            *error_r = "the other processes could not be told: `generation` cannot be written";
            status = -1;
        }
    }
    (void)close(lock);
    return status;
}

int installation_keep(struct installation *installation, const struct rule_pack *pack,
                      const char *after, uint64_t *generation_r, const char **error_r)
{
    struct file_limit limit;

    file_limit_hold(&limit);
    int status = pack_keep(installation, pack, after, generation_r, error_r);
    file_limit_release(&limit);
    return status;
}
