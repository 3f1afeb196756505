/* SPDX-License-Identifier: MIT
 *
 * The bare client (client.h).
 */
#include "bench/client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void client_die(const char *what)
{
    perror(what);
    _exit(1);
}

int client_open(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        client_die("socket");
    }
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_all(int fd, const char *at, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

        if (n <= 0) {
            client_die("send");
        }
        at += n;
        len -= (size_t)n;
    }
}

void client_send(int fd, const char *path, const char *body, size_t len)
{
    size_t room = len + 256;
    char *text = malloc(room);
    int head;

    if (text == NULL) {
        client_die("malloc");
    }
    head = snprintf(text, room,
                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    "Content-Length: %zu\r\n\r\n",
                    path, len);
    memcpy(text + head, body, len);
    send_all(fd, text, (size_t)head + len);
    free(text);
}

int client_answer(int fd)
{
    char text[8192];
    size_t len = 0;

    for (;;) {
        ssize_t n = recv(fd, text + len, sizeof text - 1 - len, 0);
        const char *end, *length;

        if (n <= 0) {
            return -1;
        }
        len += (size_t)n;
        text[len] = '\0';
        end = strstr(text, "\r\n\r\n");
        length = strcasestr(text, "\r\ncontent-length:");
        if (end != NULL && len >= (size_t)(end - text) + 4 +
                                      (length != NULL ? strtoul(length + 17, NULL, 10) : 0)) {
            return (int)strtol(text + 9, NULL, 10);
        }
    }
}

int client_post(int fd, const char *path, const char *body, size_t len)
{
    client_send(fd, path, body, len);
    return client_answer(fd);
}
