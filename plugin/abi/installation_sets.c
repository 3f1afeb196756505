/* SPDX-License-Identifier: MIT
 *
 * Which sets of rules lie in the state directory, and removing the old ones. Called by open, reload
 * and `precare rules`. Any thread, but installation_sweep: under the lock. What cannot be listed
 * stays.
 */
#include "abi/installation_parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- which there are ---- */

static bool name_is_set(const char *name)
{
    return strspn(name, "0123456789abcdef") == SET_HASH - 1 && name[SET_HASH - 1] == '\0';
}

static bool is_newer(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* Into its place among the newest. */
static void set_place(struct set_list *list, const char *name, struct timespec used)
{
    uint32_t at = list->count < SETS_LISTED ? list->count++ : SETS_LISTED - 1;

    if (at == SETS_LISTED - 1 && list->at[at].hash[0] != '\0' &&
        !is_newer(used, list->at[at].used)) {
        return;
    }
    for (; at > 0 && is_newer(used, list->at[at - 1].used); at--) {
        list->at[at] = list->at[at - 1];
    }
    memcpy(list->at[at].hash, name, SET_HASH);
    list->at[at].used = used;
}

static DIR *directory_list(const struct installation *installation)
{
    int fd = openat(installation->rules.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (dir == NULL && fd >= 0) {
        (void)close(fd);
    }
    return dir;
}

int installation_sets(const struct installation *installation, struct set_list *list_r)
{
    DIR *dir = directory_list(installation);
    struct stat about;

    *list_r = (struct set_list){.count = 0};
    if (dir == NULL) {
        return -1;
    }
    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (name_is_set(e->d_name) &&
            fstatat(dirfd(dir), e->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
            set_place(list_r, e->d_name, about.st_mtim);
        }
    }
    (void)closedir(dir);
    return 0;
}

/* ---- removing ---- */

static bool is_among(const struct set_list *list, uint32_t most, const char *name)
{
    for (uint32_t i = 0; i < list->count && i < most; i++) {
        if (strcmp(list->at[i].hash, name) == 0) {
            return true;
        }
    }
    return false;
}

void installation_sweep(const struct installation *installation, const char *now,
                        const char *before)
{
    struct set_list list;
    DIR *dir = installation_sets(installation, &list) == 0 ? directory_list(installation) : NULL;

    if (dir == NULL) {
        return;
    }
    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (name_is_set(e->d_name) && !is_among(&list, SETS_KEPT, e->d_name) &&
            strcmp(e->d_name, now) != 0 && strcmp(e->d_name, before) != 0) {
            (void)unlinkat(dirfd(dir), e->d_name, 0);
        }
    }
    (void)closedir(dir);
}
