/* SPDX-License-Identifier: MIT
 *
 * Whether edited rules are in use (cli/rules_current.h): the hash of their files beside the one in
 * the state directory. Nothing is opened for writing, and no directory is made.
 */
#include "cli/rules_current.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* 0, or an errno. */
static int current_read(const char *state, char hash_r[SET_HASH])
{
    int above = open(state, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd = above >= 0 ? openat(above, "rules/current", O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    int error = fd < 0 ? errno : 0;

    if (above >= 0) {
        (void)close(above);
    }
    if (fd < 0) {
        return error;
    }
    ssize_t n = read(fd, hash_r, SET_HASH - 1);
    (void)close(fd);
    hash_r[n > 0 ? n : 0] = '\0';
    return n == SET_HASH - 1 ? 0 : EIO;
}

enum rules_current rules_current(const struct rules_given *given, char hash_r[SET_HASH])
{
    struct rule_pack edited = {0};

    hash_r[0] = '\0';
    switch (current_read(given->config->state, hash_r)) {
    case 0: break;
    case ENOENT: return RULES_NONE;
    case EACCES: return RULES_HIDDEN;
    default: return RULES_UNKNOWN;
    }
    bool made = pack_make(&given->files, &edited) == 0;
    bool same = made && strcmp(edited.hash, hash_r) == 0;

    pack_end(&edited);
    return !made ? RULES_UNKNOWN : same ? RULES_CURRENT : RULES_EDITED;
}
