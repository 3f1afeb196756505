/* SPDX-License-Identifier: MIT
 *
 * The ballast: a file whose space is given back when the disk is full, so that "delivered" can
 * still be written. While it is gone hooks insert nothing, or they would eat it. The deliverer
 * releases it and makes it anew; `open` makes it too.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file_limit.h"
#include "outbox/outbox_inside.h"

bool ballast_there(const struct state *state)
{
    struct stat st;

    return fstatat(state->fd, "ballast", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_size >= BALLAST_BYTES;
}

bool ballast_make(const struct state *state)
{
    int fd = state_file(state, "ballast", O_WRONLY | O_CREAT);
    struct file_limit limit;
    int error;

    if (fd < 0) {
        return false;
    }
    file_limit_hold(&limit);
    error = posix_fallocate(fd, 0, BALLAST_BYTES);
    if (error != 0 && ftruncate(fd, 0) != 0) {
        error = errno;
    }
    file_limit_release(&limit);
    (void)close(fd);
    return error == 0;
}

void ballast_release(const struct state *state)
{
    int fd = state_file(state, "ballast", O_WRONLY); /* cut only once it is known to be ours */

    if (fd >= 0) {
        int cut = ftruncate(fd, 0);

        (void)cut; /* failed: the room stays taken, and the next commit says so */
        (void)close(fd);
    }
}

#define ROOM_LEAST (64u * 1024u) /* the -shm file grows by 32 KiB */

bool no_room(const struct state *state, int error)
{
    struct statvfs fs;
    int code = error & 0xff;

    if (code == SQLITE_FULL) {
        return true;
    }
    return (code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && state != NULL &&
           fstatvfs(state->fd, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < ROOM_LEAST;
}
