/* SPDX-License-Identifier: MIT
 *
 * Owners and modes of what decides about alerts (base/trust.h). Any thread; what cannot be looked
 * at is passed over, for whoever opens it says so.
 */
#include "base/trust.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool trust_anybody(const struct stat *st)
{
    bool own_alone = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX) != 0; /* as /tmp */

    return (st->st_mode & S_IWOTH) != 0 && !own_alone;
}

bool trust_stranger(const struct stat *st)
{
    return st->st_uid != 0 && st->st_uid != geteuid();
}

static bool above_find(const char *path, char above_r[PATH_MAX])
{
    size_t len = strlen(path);
    struct stat st;

    if (len >= PATH_MAX) {
        return false;
    }
    memcpy(above_r, path, len + 1);
    while (len > 0) {
        while (len > 0 && above_r[len - 1] == '/') {
            len--;
        }
        while (len > 0 && above_r[len - 1] != '/') {
            len--;
        }
        while (len > 1 && above_r[len - 1] == '/') {
            len--;
        }
        above_r[len] = '\0';
        if (stat(len > 0 ? above_r : ".", &st) == 0 && trust_anybody(&st)) {
            memcpy(above_r, len > 0 ? above_r : ".", (len > 0 ? len : 1) + 1);
            return true;
        }
        len = len == 1 && above_r[0] == '/' ? 0 : len;
    }
    return false;
}

bool trust_above(const char *path, char above_r[PATH_MAX])
{
    char real[PATH_MAX];

    return above_find(path, above_r) ||
           (realpath(path, real) != NULL && strcmp(path, real) != 0 && above_find(real, above_r));
}
