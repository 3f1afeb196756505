/* SPDX-License-Identifier: MIT
 *
 * libcurl makes a pair of sockets for curl_multi_wakeup, without close-on-exec and without a way to
 * ask for them: a host's children would inherit them. So they are found: they came with the handle,
 * and a wake-up leaves a byte in them. Nothing else is touched; what is not found stays as it was.
 * Called by the deliverer's thread.
 */
#include "courier/multi.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#define FDS_MOST 4096

struct fds {
    uint32_t count;
    int at[FDS_MOST];
};

static int number_of(const char *name)
{
    int n = 0;

    for (; *name >= '0' && *name <= '9' && n < 1 << 20; name++) {
        n = n * 10 + (*name - '0');
    }
    return *name == '\0' ? n : -1;
}

static void fds_take(struct fds *fds)
{
    DIR *dir = opendir("/proc/self/fd");

    fds->count = 0;
    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    for (struct dirent *e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        int fd = number_of(e->d_name);

        if (fd >= 0 && fd != dirfd(dir) && fds->count < FDS_MOST) {
            fds->at[fds->count++] = fd;
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

static bool was_there(const struct fds *fds, int fd)
{
    for (uint32_t i = 0; i < fds->count; i++) {
        if (fds->at[i] == fd) {
            return true;
        }
    }
    return false;
}

/* One end of a nameless pair that holds what was just written. */
static bool holds_the_wakeup(int fd)
{
    struct sockaddr_un name = {0};
    socklen_t len = sizeof name;
    int unread = 0, unsent = 0;

    if (getsockname(fd, (struct sockaddr *)&name, &len) != 0 || name.sun_family != AF_UNIX ||
        len > sizeof(sa_family_t)) {
        return false;
    }
    return (ioctl(fd, FIONREAD, &unread) == 0 && unread > 0) ||
           (ioctl(fd, SIOCOUTQ, &unsent) == 0 && unsent > 0);
}

CURLM *multi_make(const struct curl_table *curl)
{
    static struct fds before, after; /* of the one thread that delivers; too large for its stack */

    fds_take(&before);
    CURLM *multi = curl->multi_init();
    if (multi == NULL || curl->multi_wakeup(multi) != CURLM_OK) {
        return multi;
    }
    fds_take(&after);
    for (uint32_t i = 0; i < after.count; i++) {
        int fd = after.at[i];

        if (!was_there(&before, fd) && holds_the_wakeup(fd)) {
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        }
    }
    return multi;
}
