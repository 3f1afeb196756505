/* SPDX-License-Identifier: MIT
 *
 * The adapter's process: started once by `sh -c`, in a process group of its own, a line in and a
 * line out. It may be anything: what it writes is bounded, how long it takes too, and at the end
 * all of its group is gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/seam.h"
#include "cli/cli.h"
#include "cli/conform.h"

#define GONE_MS 5000
#define LOG_SHOWN 4096

struct conform_adapter {
    const char *url; /* behind an address; NULL: a process of ours */
    pid_t pid;       /* 0: it has ended */
    int in, out;
    struct buf kept; /* read, and behind the last line */
};

/* ---- its beginning ---- */

static void child_run(const char *command, const int in[2], const int out[2],
                      const struct conform_clinic *clinic, const char *plugin)
{
    char state[300];

    (void)snprintf(state, sizeof state, "%s/state", clinic->directory);
    (void)setpgid(0, 0);
    (void)signal(SIGPIPE, SIG_DFL);
    int error = open(clinic->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0 || (error >= 0 && dup2(error, 2) < 0)) {
        _exit(126);
    }
    (void)setenv("PRECARE_CONFIG", clinic->config, 1);
    (void)setenv("PRECARE_PLUGIN", plugin, 1);
    (void)setenv("PRECARE_STATE", state, 1);
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(126);
}

struct conform_adapter *adapter_start(const char *command, const struct conform_clinic *clinic,
                                      const char *plugin)
{
    struct conform_adapter *a = mem_new(sizeof *a);
    int in[2] = {-1, -1}, out[2] = {-1, -1};

    (void)signal(SIGPIPE, SIG_IGN);
    if (a == NULL || pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 ||
        (a->pid = fork()) < 0) {
        (void)cli_fail(CLI_UNREADABLE, "the adapter cannot be started: %s", strerror(errno));
        mem_drop(a);
        return NULL;
    }
    if (a->pid == 0) {
        child_run(command, in, out, clinic, plugin);
    }
    (void)setpgid(a->pid, a->pid);
    (void)close(in[0]);
    (void)close(out[1]);
    a->in = in[1];
    a->out = out[0];
    a->kept.limit = CONFORM_ANSWER_MOST;
    (void)fcntl(a->in, F_SETFL, O_NONBLOCK);
    (void)fcntl(a->out, F_SETFL, O_NONBLOCK);
    return a;
}

struct conform_adapter *adapter_at(const char *url)
{
    struct conform_adapter *a = mem_new(sizeof *a);

    if (a == NULL) {
        (void)cli_memory();
        return NULL;
    }
    *a = (struct conform_adapter){.url = url, .in = -1, .out = -1};
    return a;
}

/* ---- its end ---- */

static bool end_await(struct conform_adapter *a, int64_t wait_ms, int *status_r)
{
    int64_t until = seam.steady_ms() + wait_ms;

    do {
        pid_t ended = waitpid(a->pid, status_r, WNOHANG);

        if (ended != 0) {
            return ended == a->pid;
        }
        (void)poll(NULL, 0, 10);
    } while (seam.steady_ms() < until);
    return false;
}

static void end_say(int status, struct buf *why)
{
    if (WIFSIGNALED(status)) {
        buf_printf(why, "the adapter was ended by signal %d", WTERMSIG(status));
    } else {
        buf_printf(why, "the adapter left with exit code %d", WEXITSTATUS(status));
    }
}

/* What is left of it and of its children goes. */
static bool adapter_stop(struct conform_adapter *a, int64_t wait_ms, struct buf *why)
{
    int status = 0;
    bool ended = end_await(a, wait_ms, &status);

    if (!ended) {
        buf_printf(why, "the adapter did not end within %lld s", (long long)(wait_ms / 1000));
    } else if (status != 0) {
        end_say(status, why);
    }
    (void)kill(-a->pid, SIGKILL);
    if (!ended) {
        (void)waitpid(a->pid, &status, 0);
    }
    a->pid = 0;
    return ended && status == 0;
}

bool adapter_end(struct conform_adapter **a, int64_t wait_ms, struct buf *why)
{
    struct conform_adapter *gone = *a;

    bool well = true;

    if (gone->url == NULL) {
        (void)close(gone->in);
        well = gone->pid == 0 || adapter_stop(gone, wait_ms, why);
        (void)close(gone->out);
    }
    buf_end(&gone->kept);
    mem_drop(gone);
    *a = NULL;
    return well;
}

void adapter_log_show(const struct conform_clinic *clinic)
{
    int fd = open(clinic->log, O_RDONLY | O_CLOEXEC);
    off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    char text[LOG_SHOWN];
    ssize_t n = end > 0 ? pread(fd, text, sizeof text, end > LOG_SHOWN ? end - LOG_SHOWN : 0) : 0;

    if (n > 0) {
        (void)fprintf(stderr, "precare conform: the adapter wrote to its stderr%s:\n",
                      end > n ? ", at the end" : "");
    }
    for (ssize_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        (void)fputc((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c, stderr);
    }
    if (n > 0 && text[n - 1] != '\n') {
        (void)fputc('\n', stderr);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
}

/* ---- a line and its answer ---- */

static bool ready_await(int fd, short what, int64_t until)
{
    struct pollfd p = {.fd = fd, .events = what};
    int64_t left;

    while ((left = until - seam.steady_ms()) > 0) {
        int n = poll(&p, 1, left > 1000 ? 1000 : (int)left);

        if (n > 0) {
            return true;
        }
    }
    return false;
}

/* Ended or not reading: the same to us, and adapter_stop says which. */
static bool line_send(struct conform_adapter *a, const struct buf *line, int64_t until)
{
    size_t done = 0;

    while (done < line->len) {
        ssize_t n = ready_await(a->in, POLLOUT, until)
                        ? write(a->in, line->at + done, line->len - done)
                        : -1;

        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        if (n < 0 && seam.steady_ms() >= until) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* The length of the next line in `kept`, or -1 with why. */
static ssize_t line_await(struct conform_adapter *a, int64_t until, struct buf *why)
{
    for (;;) {
        const char *newline = a->kept.len > 0 ? memchr(a->kept.at, '\n', a->kept.len) : NULL;

        if (newline != NULL) {
            return newline - a->kept.at;
        }
        char *room = buf_claim(&a->kept, 65536);
        if (room == NULL) {
            buf_printf(why, "the adapter's line is longer than %u bytes",
                       CONFORM_ANSWER_MOST - 65536);
            return -1;
        }
        if (!ready_await(a->out, POLLIN, until)) {
            buf_text(why, "the adapter did not answer in time");
            return -1;
        }
        ssize_t n = read(a->out, room, 65536);
        if (n == 0) {
            return -1; /* it has closed its output */
        }
        buf_claimed(&a->kept, n > 0 ? (size_t)n : 0);
    }
}

static void line_drop(struct conform_adapter *a, size_t len)
{
    memmove(a->kept.at, a->kept.at + len, a->kept.len - len);
    a->kept.len -= len;
    a->kept.at[a->kept.len] = '\0';
}

bool adapter_gone(const struct conform_adapter *a)
{
    return a->url == NULL && a->pid == 0;
}

/* Whoever is silent, or says too much, is not waited for. */
static void gone_say(struct conform_adapter *a, struct buf *why)
{
    struct buf end = {0};
    bool told = why->len > 0;
    bool well = adapter_stop(a, told ? 0 : GONE_MS, &end);

    if (!told) {
        buf_text(why,
                 well ? "the adapter left with exit code 0, and there was more to do" : end.at);
    }
    buf_end(&end);
}

/* NULL, with why: it is none. */
static json_t *answer_read(const char *text, size_t len, struct buf *why)
{
    json_error_t fault;
    json_t *answer = json_loadb(text, len, JSON_REJECT_DUPLICATES, &fault);

    if (json_is_object(answer)) {
        return answer;
    }
    buf_printf(why, "the answer is not a JSON object%s%s", answer == NULL ? ": " : "",
               answer == NULL ? fault.text : "");
    json_decref(answer);
    return NULL;
}

static json_t *url_ask(const struct conform_adapter *a, const struct buf *line, int64_t until,
                       struct buf *why)
{
    struct buf text = {.limit = CONFORM_ANSWER_MOST};
    json_t *answer = http_ask(a->url, line, until, &text, why)
                         ? answer_read(text.at != NULL ? text.at : "", text.len, why)
                         : NULL;

    buf_end(&text);
    return answer;
}

json_t *adapter_ask(struct conform_adapter *a, const struct buf *line, int64_t wait_ms,
                    struct buf *why)
{
    int64_t until = seam.steady_ms() + wait_ms;

    if (a->url != NULL) {
        return url_ask(a, line, until, why);
    }
    ssize_t len = line_send(a, line, until) ? line_await(a, until, why) : -1;
    if (len < 0) {
        gone_say(a, why);
        return NULL;
    }
    json_t *answer = answer_read(a->kept.at, (size_t)len, why);
    line_drop(a, (size_t)len + 1);
    return answer;
}
