/* SPDX-License-Identifier: MIT
 *
 * Where it listens (serve_parts.h): a socket that its group may open, or a port of this machine. A
 * socket that nobody listens at any more is taken away; of one where somebody does, and of a path
 * that is something else, nothing is touched.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "serve/serve_parts.h"

union any_address {
    struct sockaddr any;
    struct sockaddr_un path;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static socklen_t address_make(const struct serve *serve, union any_address *address_r)
{
    memset(address_r, 0, sizeof *address_r);
    if (serve->socket != NULL) {
        address_r->path.sun_family = AF_UNIX;
        (void)snprintf(address_r->path.sun_path, sizeof address_r->path.sun_path, "%s",
                       serve->socket);
        return sizeof address_r->path;
    }
    if (strchr(serve->address, ':') != NULL) {
        address_r->six.sin6_family = AF_INET6;
        address_r->six.sin6_port = htons((uint16_t)serve->port);
        (void)inet_pton(AF_INET6, serve->address, &address_r->six.sin6_addr);
        return sizeof address_r->six;
    }
    address_r->four.sin_family = AF_INET;
    address_r->four.sin_port = htons((uint16_t)serve->port);
    (void)inet_pton(AF_INET, serve->address, &address_r->four.sin_addr);
    return sizeof address_r->four;
}

/* Whether somebody listens there. */
static bool address_taken(const union any_address *address, socklen_t len)
{
    int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool taken = fd >= 0 && (connect(fd, &address->any, len) == 0 || errno == EAGAIN);

    if (fd >= 0) {
        (void)close(fd);
    }
    return taken;
}

/* A socket that a process left behind which could not clear up. */
static void remains_drop(const union any_address *address, socklen_t len)
{
    struct stat st;

    if (address->any.sa_family == AF_UNIX && lstat(address->path.sun_path, &st) == 0 &&
        S_ISSOCK(st.st_mode) && !address_taken(address, len)) {
        (void)unlink(address->path.sun_path);
    }
}

static bool address_bind(int fd, const union any_address *address, socklen_t len)
{
    const int yes = 1;

    if (address->any.sa_family != AF_UNIX) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        return bind(fd, &address->any, len) == 0 && listen(fd, SOMAXCONN) == 0;
    }
    mode_t before = umask(0117); /* for its user and its group */
    bool bound = bind(fd, &address->any, len) == 0;
    (void)umask(before);
    return bound && listen(fd, SOMAXCONN) == 0;
}

int listen_open(const struct serve *serve, bool *elsewhere_r, char why_r[SERVE_WHY])
{
    union any_address address;
    socklen_t len = address_make(serve, &address);

    remains_drop(&address, len);
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && address_bind(fd, &address, len)) {
        return fd;
    }
    int error = errno;
    *elsewhere_r = error == EADDRINUSE && (serve->socket == NULL || address_taken(&address, len));
    (void)snprintf(why_r, SERVE_WHY, "%s cannot be listened at: %s",
                   serve->socket != NULL ? serve->socket : "the port", strerror(error));
    if (fd >= 0) {
        (void)close(fd);
    }
    return -1;
}

void listen_close(const struct serve *serve)
{
    if (serve->socket != NULL) {
        (void)unlink(serve->socket);
    }
}
