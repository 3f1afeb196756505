/* SPDX-License-Identifier: MIT
 *
 * The peer (alertmanager.h).
 */
#include "bench/alertmanager.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "bench/client.h"
#include "bench/measure.h"

#define PROGRAM "prometheus-alertmanager"

static void alertmanager_die(const char *what)
{
    (void)fprintf(stderr, "alertmanager: %s\n", what);
    _exit(1);
}

bool alertmanager_installed(void)
{
    return system("command -v " PROGRAM " >/dev/null 2>&1") == 0;
}

/* One that is free now: it cannot be told to take any and say which. */
static uint16_t free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        alertmanager_die("no free port");
    }
    (void)close(fd);
    return ntohs(at.sin_port);
}

static void config_write(const char *path, uint16_t receiver_port)
{
    FILE *out = fopen(path, "we");

    if (out == NULL) {
        alertmanager_die(path);
    }
    (void)fprintf(
        out,
        "route: {receiver: chat, group_by: ['...'], group_wait: 0s, group_interval: 10s, "
        "repeat_interval: 24h}\n"
        "receivers:\n"
        "  - name: chat\n"
        "    webhook_configs: [{url: 'http://127.0.0.1:%u/chat', send_resolved: false}]\n",
        (unsigned)receiver_port);
    (void)fclose(out);
}

static void alertmanager_run(const struct alertmanager *m, const char *config)
{
    char file[352], storage[320], listen_at[64], log[320];
    int fd;

    (void)snprintf(file, sizeof file, "--config.file=%s", config);
    (void)snprintf(storage, sizeof storage, "--storage.path=%s/storage", m->dir);
    (void)snprintf(listen_at, sizeof listen_at, "--web.listen-address=127.0.0.1:%u",
                   (unsigned)m->port);
    (void)snprintf(log, sizeof log, "%s/log", m->dir);
    fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    (void)dup2(fd, STDOUT_FILENO);
    (void)dup2(fd, STDERR_FILENO);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)execlp(PROGRAM, PROGRAM, file, storage, listen_at,
                 "--cluster.listen-address=", "--log.level=error", (char *)NULL);
    _exit(127);
}

static bool alertmanager_ready(struct alertmanager *m)
{
    static const char nothing[] = "[]";

    m->fd = client_open(m->port);
    if (m->fd >= 0 && client_post(m->fd, "/api/v2/alerts", nothing, 2) == 200) {
        return true;
    }
    if (m->fd >= 0) {
        (void)close(m->fd);
    }
    return false;
}

void alertmanager_start(struct alertmanager *m, const char *dir, uint16_t receiver_port)
{
    char config[320];

    (void)snprintf(m->dir, sizeof m->dir, "%s", dir);
    (void)snprintf(config, sizeof config, "%s/config.yml", dir);
    config_write(config, receiver_port);
    m->port = free_port();
    (void)fflush(stdout);
    m->pid = fork();
    if (m->pid == 0) {
        alertmanager_run(m, config);
    }
    for (int i = 0; i < 200; i++) {
        (void)usleep(50000);
        if (alertmanager_ready(m)) {
            return;
        }
        if (waitpid(m->pid, NULL, WNOHANG) == m->pid) {
            break;
        }
    }
    alertmanager_die("it does not start");
}

void alertmanager_kill(struct alertmanager *m)
{
    (void)close(m->fd);
    (void)kill(m->pid, SIGKILL);
    (void)waitpid(m->pid, NULL, 0);
}

static void batch_write(struct buf *out, const char *name, uint32_t from, uint32_t to)
{
    buf_char(out, '[');
    for (uint32_t i = from; i < to; i++) {
        buf_printf(out,
                   "%s{\"labels\":{\"alertname\":\"%s-%u\",\"severity\":\"hold\"},\"annotations\":{"
                   "\"summary\":\"A pre-care stop was missed. Open the review list.\"}}",
                   i > from ? "," : "", name, i);
    }
    buf_char(out, ']');
}

uint32_t alertmanager_post(struct alertmanager *m, const char *name, uint32_t from, uint32_t to,
                           uint32_t batch)
{
    uint32_t accepted = 0;

    for (uint32_t i = from; i < to; i += batch) {
        uint32_t end = to - i < batch ? to : i + batch;
        struct buf text = {0};

        batch_write(&text, name, i, end);
        accepted += client_post(m->fd, "/api/v2/alerts", text.at, text.len) == 200 ? end - i : 0;
        buf_end(&text);
    }
    return accepted;
}

long alertmanager_kb(const struct alertmanager *m)
{
    return bench_resident_kb(m->pid);
}
