/* SPDX-License-Identifier: MIT
 *
 * The receiver (receiver.h), on bare sockets: a thread a connection, keep-alive, and faults that no
 * polite server library would commit. A fault of the test's own set-up ends the binary with a
 * message.
 */
#include "support/look.h"
#include "support/receiver.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define REQUEST_MOST (256 * 1024)
#define STACK (256 * 1024) /* there may be ten thousand connections */

struct receiver {
    int fd;
    uint16_t port;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed, stopped;
    struct receiver_request *requests;
    uint32_t count, room;
    const struct receiver_answer *answers;
    uint32_t answer_count, answer_next;
    uint32_t limit, limit_burst, refused;
    double limit_left;
    int64_t limit_us; /* when limit_left was true */
    uint32_t open, most_open, threads;
    bool stopping;
};

struct connection {
    struct receiver *r;
    int fd;
};

static int64_t now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void receiver_die(const char *what)
{
    perror(what);
    _exit(1);
}

static bool receiver_stopping(struct receiver *r)
{
    bool yes;

    (void)pthread_mutex_lock(&r->lock);
    yes = r->stopping;
    (void)pthread_mutex_unlock(&r->lock);
    return yes;
}

/* With the lock held: whether one more is over the limit. */
static bool over_limit(struct receiver *r, int64_t at_us)
{
    if (r->limit == 0) {
        return false;
    }
    r->limit_left += (double)(at_us - r->limit_us) / 1e6 * r->limit;
    r->limit_left = r->limit_left > r->limit_burst ? r->limit_burst : r->limit_left;
    r->limit_us = at_us;
    if (r->limit_left < 1) {
        r->refused++;
        return true;
    }
    r->limit_left -= 1;
    return false;
}

/* Whether the limit refuses it. */
static bool receiver_keep(struct receiver *r, char *text, size_t head_len, size_t body_len)
{
    struct receiver_request *q;
    bool refused;
    char *space = strchr(text, ' ');
    char *end = space != NULL ? strchr(space + 1, ' ') : NULL;

    (void)pthread_mutex_lock(&r->lock);
    if (r->count == r->room) {
        r->room = r->room == 0 ? 64 : r->room * 2;
        r->requests = realloc(r->requests, r->room * sizeof *r->requests);
        if (r->requests == NULL) {
            receiver_die("realloc");
        }
    }
    q = &r->requests[r->count++];
    memset(q, 0, sizeof *q);
    q->at_us = now_us();
    q->at_ms = q->at_us / 1000;
    if (end != NULL && (size_t)(end - space) <= sizeof q->path) {
        memcpy(q->path, space + 1, (size_t)(end - space) - 1);
    }
    q->head = strndup(text, head_len);
    q->body = malloc(body_len + 1);
    if (q->head == NULL || q->body == NULL) {
        receiver_die("malloc");
    }
    memcpy(q->body, text + head_len, body_len);
    q->body[body_len] = '\0';
    q->body_len = body_len;
    q->refused = refused = over_limit(r, q->at_us);
    (void)pthread_cond_broadcast(&r->changed);
    (void)pthread_mutex_unlock(&r->lock);
    return refused;
}

static bool goes_to(const char *text, const char *path)
{
    const char *space = strchr(text, ' ');
    size_t len = path != NULL ? strlen(path) : 0;

    return path == NULL ||
           (space != NULL && strncmp(space + 1, path, len) == 0 && space[1 + len] == ' ');
}

static struct receiver_answer next_answer(struct receiver *r, const char *text)
{
    struct receiver_answer answer = {0};

    (void)pthread_mutex_lock(&r->lock);
    if (r->answer_count > 0 && goes_to(text, r->answers[r->answer_next].path)) {
        answer = r->answers[r->answer_next];
        r->answer_next += r->answer_next + 1 < r->answer_count ? 1 : 0;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return answer;
}

static void send_all(int fd, const char *at, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

        if (n <= 0) {
            return;
        }
        at += n;
        len -= (size_t)n;
    }
}

/* false: the connection is over. */
static bool receiver_reply(struct receiver *r, int fd, const char *asked, bool refused)
{
    static const struct receiver_answer too_many = {.status = 429, .headers = "Retry-After: 1\r\n"};
    struct receiver_answer a = refused ? too_many : next_answer(r, asked);
    const char *body = a.body != NULL ? a.body : "ok";
    size_t room = strlen(body) + (a.headers != NULL ? strlen(a.headers) : 0) + 200;
    char *text = malloc(room);
    int len;

    if (text == NULL) {
        receiver_die("malloc");
    }
    len = snprintf(text, room, "HTTP/1.1 %d Answer\r\nContent-Length: %zu\r\n%s\r\n%s",
                   a.status != 0 ? a.status : 200, strlen(body), a.headers != NULL ? a.headers : "",
                   body);
    for (int64_t until = now_ms() + a.delay_ms; now_ms() < until && !receiver_stopping(r);) {
        pause_ms(until - now_ms() < 20 ? until - now_ms() : 20);
    }
    switch ((enum receiver_fault)a.fault) {
    case RECEIVER_ANSWERS: send_all(fd, text, (size_t)len); break;
    case RECEIVER_HANGS:
        (void)pthread_mutex_lock(&r->lock);
        while (!r->stopping) {
            (void)pthread_cond_wait(&r->stopped, &r->lock);
        }
        (void)pthread_mutex_unlock(&r->lock);
        break;
    case RECEIVER_DRIPS:
        for (int i = 0; i < len && !receiver_stopping(r); i++) {
            send_all(fd, text + i, 1);
            pause_ms(1000);
        }
        break;
    case RECEIVER_BREAKS_OFF: send_all(fd, text, (size_t)len - (strlen(body) + 1) / 2); break;
    case RECEIVER_CLOSES: break;
    }
    free(text);
    return a.fault == RECEIVER_ANSWERS;
}

/* Reads one request into `text`; its head's length, 0 at the end of the connection. */
static size_t request_read(struct receiver *r, int fd, char *text, size_t *body_len_r)
{
    size_t len = 0, head = 0, body = 0;

    for (;;) {
        struct pollfd p = {fd, POLLIN, 0};
        ssize_t n;

        if (poll(&p, 1, 50) == 0) {
            if (receiver_stopping(r)) {
                return 0;
            }
            continue;
        }
        n = recv(fd, text + len, REQUEST_MOST - len - 1, 0);
        if (n <= 0) {
            return 0;
        }
        len += (size_t)n;
        text[len] = '\0';
        if (head == 0) {
            char *end = strstr(text, "\r\n\r\n");
            char *at = strcasestr(text, "\r\ncontent-length:");

            head = end != NULL ? (size_t)(end - text) + 4 : 0;
            body = at != NULL ? (size_t)strtoul(at + 17, NULL, 10) : 0;
        }
        if (head > 0 && len >= head + body) {
            *body_len_r = body;
            return head;
        }
    }
}

static void *receiver_serve(void *context)
{
    struct connection *c = context;
    struct receiver *r = c->r;
    char *text = malloc(REQUEST_MOST);
    size_t head, body;

    (void)pthread_mutex_lock(&r->lock);
    r->open++;
    r->most_open = r->open > r->most_open ? r->open : r->most_open;
    (void)pthread_mutex_unlock(&r->lock);
    while (text != NULL && (head = request_read(r, c->fd, text, &body)) > 0) {
        bool refused = receiver_keep(r, text, head, body);

        if (!receiver_reply(r, c->fd, text, refused)) {
            break;
        }
    }
    free(text);
    (void)close(c->fd);
    (void)pthread_mutex_lock(&r->lock);
    r->open--;
    r->threads--;
    (void)pthread_cond_broadcast(&r->changed);
    (void)pthread_mutex_unlock(&r->lock);
    free(c);
    return NULL;
}

static void *listen_run(void *context)
{
    struct receiver *r = context;
    pthread_attr_t detached;

    (void)pthread_attr_init(&detached);
    (void)pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    (void)pthread_attr_setstacksize(&detached, STACK);
    while (!receiver_stopping(r)) {
        struct pollfd p = {r->fd, POLLIN, 0};
        struct connection *c;
        pthread_t thread;
        int fd, one = 1;

        if (poll(&p, 1, 20) <= 0 || (fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC)) < 0) {
            continue;
        }
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c = malloc(sizeof *c);
        if (c == NULL) {
            receiver_die("malloc");
        }
        *c = (struct connection){r, fd};
        (void)pthread_mutex_lock(&r->lock);
        r->threads++;
        (void)pthread_mutex_unlock(&r->lock);
        if (pthread_create(&thread, &detached, receiver_serve, c) != 0) {
            receiver_die("pthread_create");
        }
    }
    (void)pthread_attr_destroy(&detached);
    return NULL;
}

struct receiver *receiver_start(uint16_t port)
{
    struct receiver *r = calloc(1, sizeof *r);
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    pthread_condattr_t monotonic;
    int one = 1;

    if (r == NULL) {
        receiver_die("calloc");
    }
    r->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)setsockopt(r->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (r->fd < 0 || bind(r->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(r->fd, 128) != 0 || getsockname(r->fd, (struct sockaddr *)&at, &len) != 0) {
        receiver_die("the receiver's socket");
    }
    r->port = ntohs(at.sin_port);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&r->changed, &monotonic);
    (void)pthread_cond_init(&r->stopped, NULL);
    (void)pthread_mutex_init(&r->lock, NULL);
    if (pthread_create(&r->thread, NULL, listen_run, r) != 0) {
        receiver_die("pthread_create");
    }
    return r;
}

void receiver_stop(struct receiver **r)
{
    if (*r == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&(*r)->lock);
    (*r)->stopping = true;
    (void)pthread_cond_broadcast(&(*r)->stopped);
    (void)pthread_mutex_unlock(&(*r)->lock);
    (void)pthread_join((*r)->thread, NULL);
    (void)pthread_mutex_lock(&(*r)->lock);
    while ((*r)->threads > 0) {
        (void)pthread_cond_wait(&(*r)->changed, &(*r)->lock);
    }
    (void)pthread_mutex_unlock(&(*r)->lock);
    (void)close((*r)->fd);
    receiver_forget(*r);
    free((*r)->requests);
    free(*r);
    *r = NULL;
}

uint16_t receiver_port(const struct receiver *r)
{
    return r->port;
}

void receiver_script(struct receiver *r, const struct receiver_answer *answers, uint32_t count)
{
    (void)pthread_mutex_lock(&r->lock);
    r->answers = answers;
    r->answer_count = count;
    r->answer_next = 0;
    (void)pthread_mutex_unlock(&r->lock);
}

void receiver_limit(struct receiver *r, uint32_t a_second, uint32_t burst)
{
    (void)pthread_mutex_lock(&r->lock);
    r->limit = a_second;
    r->limit_burst = burst;
    r->limit_left = burst;
    r->limit_us = now_us();
    (void)pthread_mutex_unlock(&r->lock);
}

uint32_t receiver_refused(struct receiver *r)
{
    uint32_t count;

    (void)pthread_mutex_lock(&r->lock);
    count = r->refused;
    (void)pthread_mutex_unlock(&r->lock);
    return count;
}

uint32_t receiver_count(struct receiver *r)
{
    uint32_t count;

    (void)pthread_mutex_lock(&r->lock);
    count = r->count;
    (void)pthread_mutex_unlock(&r->lock);
    return count;
}

uint32_t receiver_count_path(struct receiver *r, const char *path)
{
    uint32_t count = 0;

    (void)pthread_mutex_lock(&r->lock);
    for (uint32_t i = 0; i < r->count; i++) {
        count += strcmp(r->requests[i].path, path) == 0;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return count;
}

uint32_t receiver_connections(struct receiver *r)
{
    uint32_t count;

    (void)pthread_mutex_lock(&r->lock);
    count = r->most_open;
    (void)pthread_mutex_unlock(&r->lock);
    return count;
}

bool receiver_get(struct receiver *r, uint32_t i, struct receiver_request *request_r)
{
    bool there;

    (void)pthread_mutex_lock(&r->lock);
    there = i < r->count;
    if (there) {
        *request_r = r->requests[i];
        request_r->head = strdup(r->requests[i].head);
        request_r->body = malloc(r->requests[i].body_len + 1);
        if (request_r->head == NULL || request_r->body == NULL) {
            receiver_die("malloc");
        }
        memcpy(request_r->body, r->requests[i].body, r->requests[i].body_len + 1);
    }
    (void)pthread_mutex_unlock(&r->lock);
    return there;
}

void receiver_request_end(struct receiver_request *request)
{
    free(request->head);
    free(request->body);
    memset(request, 0, sizeof *request);
}

bool receiver_header(const struct receiver_request *request, const char *name, char *out,
                     size_t room)
{
    size_t n = strlen(name);

    for (const char *line = strstr(request->head, "\r\n"); line != NULL;
         line = strstr(line + 2, "\r\n")) {
        const char *at = line + 2;

        if (strncasecmp(at, name, n) == 0 && at[n] == ':') {
            at += n + 1;
            at += strspn(at, " ");
            size_t len = strcspn(at, "\r\n");
            if (len >= room) {
                return false;
            }
            memcpy(out, at, len);
            out[len] = '\0';
            return true;
        }
    }
    return false;
}

bool receiver_wait(struct receiver *r, uint32_t count, int64_t ms)
{
    struct timespec until;
    bool there = true;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TEST_PATIENCE_MS(ms) / 1000 + 1;
    (void)pthread_mutex_lock(&r->lock);
    while (r->count < count && there) {
        there = pthread_cond_timedwait(&r->changed, &r->lock, &until) != ETIMEDOUT;
    }
    there = r->count >= count;
    (void)pthread_mutex_unlock(&r->lock);
    return there;
}

void receiver_forget(struct receiver *r)
{
    (void)pthread_mutex_lock(&r->lock);
    for (uint32_t i = 0; i < r->count; i++) {
        receiver_request_end(&r->requests[i]);
    }
    r->count = 0;
    (void)pthread_mutex_unlock(&r->lock);
}
