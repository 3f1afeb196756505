/* SPDX-License-Identifier: MIT
 *
 * Whether the database's files are still those that were opened: who removes or replaces one leaves
 * us writing into a file that nobody will ever read. Looked at before and after each use, with the
 * store's turn. One stat of the directory as a rule: its time stands still while its names do.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/seam.h"
#include "outbox/outbox.h"
#include "outbox/store_inside.h"

#define PATH_ROOM 4096
#define SETTLED_MS                                                                                 \
    2000 /* a directory's time has steps: one just changed may hide a second change */

const char *database_refused(const struct stat *st, mode_t file_mode)
{
    bool shared = file_mode == 0660;
    mode_t loose = shared ? S_IRWXO : (S_IRWXG | S_IRWXO);

    if (!S_ISREG(st->st_mode) || st->st_nlink != 1) {
        return "outbox.db is a link, or not a plain file";
    }
    if (st->st_uid != 0 && st->st_uid != geteuid() && !shared) {
        return "outbox.db belongs to another user";
    }
    return (st->st_mode & loose) != 0 ? "other users may read or write outbox.db" : NULL;
}

/* The directory, as it is found by its path; false: it is another. */
static bool directory_look(const struct store *store, struct stat *directory_r)
{
    char path[PATH_ROOM];
    size_t len = strlen(store->path) - strlen("/outbox.db");

    if (len >= sizeof path) {
        return false;
    }
    memcpy(path, store->path, len);
    path[len] = '\0';
    return stat(path, directory_r) == 0 && directory_r->st_dev == store->device &&
           directory_r->st_ino == store->inode;
}

static void inodes_look(const struct store *store, uint64_t inode_r[3])
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[PATH_ROOM];
    struct stat st;

    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", store->path, ends[i]);
        inode_r[i] = lstat(path, &st) == 0 ? st.st_ino : 0;
    }
}

static void time_keep(struct files_seen *files, const struct stat *directory)
{
    int64_t age = seam.wall_ms() - (int64_t)directory->st_mtim.tv_sec * 1000;
    bool settled = age > SETTLED_MS;

    files->changed_s = settled ? directory->st_mtim.tv_sec : -1;
    files->changed_ns = directory->st_mtim.tv_nsec;
}

bool files_keep(struct store *store)
{
    struct stat directory, database;

    if (store->path == NULL) {
        return true;
    }
    if (!directory_look(store, &directory) || lstat(store->path, &database) != 0 ||
        database_refused(&database, (directory.st_mode & 07777) == 02770 ? 0660 : 0600) != NULL) {
        return false;
    }
    inodes_look(store, store->files.inode);
    time_keep(&store->files, &directory);
    return true;
}

bool files_same(struct store *store)
{
    struct stat directory;
    uint64_t inode[3];

    if (store->path == NULL) {
        return true;
    }
    if (!directory_look(store, &directory)) {
        return false;
    }
    if (directory.st_mtim.tv_sec == store->files.changed_s &&
        directory.st_mtim.tv_nsec == store->files.changed_ns) {
        return true;
    }
    inodes_look(store, inode);
    if (memcmp(inode, store->files.inode, sizeof inode) != 0) {
        return false;
    }
    time_keep(&store->files, &directory);
    return true;
}
