/* SPDX-License-Identifier: MIT
 *
 * Reading what is open (base/file.h): by the rooms that read files whole. Any thread; fails with
 * errno.
 */
#include "base/file.h"

#include <errno.h>
#include <unistd.h>

ssize_t file_bytes(int fd, void *out, size_t room)
{
    size_t len = 0;
    ssize_t got = 1;

    while (got != 0 && len < room) {
        got = read(fd, (char *)out + len, room - len);
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)len;
}
