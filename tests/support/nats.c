/* SPDX-License-Identifier: MIT
 *
 * A real nats-server for tests (support/nats.h).
 */
#include "support/look.h"
#include "support/nats.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static void nats_die(const char *what)
{
    printf("nats: %s\n", what);
    (void)fflush(stdout);
    _exit(1);
}

static uint16_t free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        nats_die("no port is free");
    }
    (void)close(fd);
    return ntohs(at.sin_port);
}

static int nats_dial(const struct nats *n)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(n->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

void nats_start(struct nats *n)
{
    char config[340], log[340];
    int fd = -1;

    (void)snprintf(config, sizeof config, "%s/conf", n->dir);
    (void)snprintf(log, sizeof log, "%s/log", n->dir);
    (void)fflush(stdout);
    n->pid = fork();
    if (n->pid == 0) {
        int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(out, 1);
        (void)dup2(out, 2);
        (void)execlp("nats-server", "nats-server", "-c", config, (char *)NULL);
        /* where a user's own PATH does not lead */
        (void)execl("/usr/sbin/nats-server", "nats-server", "-c", config, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 2000 && fd < 0; i++) {
        pause_ms(20);
        fd = nats_dial(n);
        if (waitpid(n->pid, NULL, WNOHANG) != 0) {
            nats_die("nats-server ended at once");
        }
    }
    if (fd < 0) {
        nats_die("nats-server does not answer");
    }
    (void)close(fd);
}

static void config_write(const struct nats *n, const char *cluster)
{
    char path[340];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/conf", n->dir);
    file = fopen(path, "w");
    if (file == NULL) {
        nats_die("no configuration");
    }
    (void)fprintf(file,
                  "server_name: %s\nhost: 127.0.0.1\nport: %u\n"
                  "jetstream {store_dir: \"%s/store\", max_mem: 64M, max_file: 1G}\n%s%s",
                  n->name, n->port, n->dir, n->more, cluster);
    (void)fclose(file);
}

static void nats_prepare(struct nats *n, const char *name, const char *more)
{
    static unsigned number;

    memset(n, 0, sizeof *n);
    (void)snprintf(n->name, sizeof n->name, "%s", name);
    (void)snprintf(n->dir, sizeof n->dir, "%s/nats-%s-%u", test_directory(), name, ++number);
    (void)snprintf(n->more, sizeof n->more, "%s", more != NULL ? more : "");
    if (mkdir(n->dir, 0700) != 0) {
        nats_die("no directory");
    }
    n->port = free_port();
    n->route = free_port();
}

void nats_make(struct nats *n, const char *name, const char *more)
{
    nats_prepare(n, name, more);
    config_write(n, "");
    nats_start(n);
}

void nats_cluster_make(struct nats three[3])
{
    static const char *const names[] = {"one", "two", "three"};

    for (int i = 0; i < 3; i++) {
        nats_prepare(&three[i], names[i], NULL);
    }
    for (int i = 0; i < 3; i++) {
        char cluster[512];

        (void)snprintf(
            cluster, sizeof cluster,
            "cluster {name: chain, host: 127.0.0.1, port: %u, routes: [\"nats://127.0.0.1:%u\", "
            "\"nats://127.0.0.1:%u\", \"nats://127.0.0.1:%u\"]}\n",
            three[i].route, three[0].route, three[1].route, three[2].route);
        config_write(&three[i], cluster);
        nats_start(&three[i]);
    }
}

static void nats_end(struct nats *n, int how)
{
    if (n->pid > 0) {
        (void)kill(n->pid, SIGCONT);
        (void)kill(n->pid, how);
        (void)waitpid(n->pid, NULL, 0);
        n->pid = 0;
    }
}

void nats_stop(struct nats *n)
{
    nats_end(n, SIGTERM);
}

void nats_kill(struct nats *n)
{
    nats_end(n, SIGKILL);
}

void nats_freeze(const struct nats *n, bool frozen)
{
    (void)kill(n->pid, frozen ? SIGSTOP : SIGCONT);
}

/* ---- its protocol, by hand ---- */

static void send_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n <= 0) {
            nats_die("nats-server closed");
        }
        at += n;
        len -= (size_t)n;
    }
}

/* Reads until `word` has come, or nothing came for three seconds. */
static bool read_until(int fd, const char *word, char *out, size_t room)
{
    size_t len = 0;

    while (len + 1 < room) {
        struct pollfd p = {fd, POLLIN, 0};
        ssize_t n;

        out[len] = '\0';
        if (strstr(out, word) != NULL) {
            return true;
        }
        if (poll(&p, 1, 3000) <= 0 || (n = read(fd, out + len, room - 1 - len)) <= 0) {
            return false;
        }
        len += (size_t)n;
    }
    return false;
}

static int nats_greet(const struct nats *n)
{
    static const char hello[] = "CONNECT {\"verbose\":false,\"headers\":true}\r\n";
    char info[8192];
    int fd = nats_dial(n);

    if (fd < 0 || !read_until(fd, "\r\n", info, sizeof info)) {
        nats_die("nats-server does not greet");
    }
    send_all(fd, hello, strlen(hello));
    return fd;
}

void nats_publish(const struct nats *n, const char *subject, const char *headers, const void *body,
                  size_t len)
{
    char line[512], heads[1024] = "", answer[4096];
    int fd = nats_greet(n);

    if (headers != NULL) {
        (void)snprintf(heads, sizeof heads, "NATS/1.0\r\n%s\r\n", headers);
        (void)snprintf(line, sizeof line, "HPUB %s %zu %zu\r\n", subject, strlen(heads),
                       strlen(heads) + len);
    } else {
        (void)snprintf(line, sizeof line, "PUB %s %zu\r\n", subject, len);
    }
    send_all(fd, line, strlen(line));
    send_all(fd, heads, strlen(heads));
    send_all(fd, body, len);
    send_all(fd, "\r\nPING\r\n", 8);
    (void)read_until(fd, "PONG", answer, sizeof answer);
    (void)close(fd);
}

bool nats_ask(const struct nats *n, const char *subject, const char *body, char *out, size_t room)
{
    char line[512];
    int fd = nats_greet(n);
    bool good;

    (void)snprintf(line, sizeof line, "SUB answer 1\r\nPUB %s answer %zu\r\n%s\r\n", subject,
                   strlen(body), body);
    send_all(fd, line, strlen(line));
    good = read_until(fd, "}\r\n", out, room);
    (void)close(fd);
    return good;
}

/* ---- its store ---- */

static const char *sought;
static bool sought_found;

static int file_look(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    int fd = kind == FTW_F ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    size_t size = (size_t)st->st_size;
    char *bytes = fd >= 0 ? malloc(size + 1) : NULL;

    (void)ftw;
    if (bytes != NULL && read(fd, bytes, size) == (ssize_t)size) {
        sought_found |= memmem(bytes, size, sought, strlen(sought)) != NULL;
    }
    free(bytes);
    if (fd >= 0) {
        (void)close(fd);
    }
    return 0;
}

bool nats_stores(const struct nats *n, const char *bytes)
{
    char store[340];

    sought = bytes;
    sought_found = false;
    (void)snprintf(store, sizeof store, "%s/store", n->dir);
    (void)nftw(store, file_look, 16, FTW_PHYS);
    return sought_found;
}
