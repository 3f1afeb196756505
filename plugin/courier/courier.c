/* SPDX-License-Identifier: MIT
 *
 * The one thread of this process that delivers, and its care (courier/courier.h): started when
 * first wanted, all signals blocked, a small stack, a name; nothing of it in a child of a fork;
 * stopped before the libraries' own exit handlers free what it is using. `precare courier` runs the
 * same rounds in the foreground.
 */
#include "courier/courier.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "courier/courier_inside.h"
#include "courier/curl_table.h"
#include "base/quiet_memory.h"
#include "base/seam.h"

#define STACK_BYTES (256 * 1024)
#define EXIT_WAIT_MS 500
#define ONCE_WAIT_MS 10000 /* for a relay that cannot be reached */
#define COURIERS_MOST 16u

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct courier *couriers; /* served; the thread alone takes them out */
    struct http *http;        /* of the running thread; NULL: not opened yet */
    pthread_t thread;
    bool ready, running, ending;
    bool inherited; /* this process was forked off one that had a worker */
    int wake[2];    /* wakes the thread before it has opened libcurl */
} worker = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = {-1, -1}};

static pthread_once_t watch_once = PTHREAD_ONCE_INIT;

/* ---- forks ---- */

static void courier_fork_prepare(void)
{
    (void)pthread_mutex_lock(&worker.lock);
}

static void courier_fork_parent(void)
{
    (void)pthread_mutex_unlock(&worker.lock);
}

/* The thread is not here, and what it used must not be touched: its memory is left behind. The
 * lock's descriptor is closed, never unlocked: that would unlock the parent's. */
static void courier_fork_child(void)
{
    bool had = worker.running || worker.inherited;

    for (struct courier *c = worker.couriers; c != NULL; c = c->next) {
        if (c->lock_fd >= 0) {
            (void)close(c->lock_fd);
        }
    }
    for (int i = 0; i < 2; i++) {
        if (worker.wake[i] >= 0) {
            (void)close(worker.wake[i]);
        }
    }
    memset(&worker, 0, sizeof worker);
    worker.wake[0] = worker.wake[1] = -1;
    worker.inherited = had;
    (void)pthread_mutex_init(&worker.lock, NULL);
}

static void courier_watch(void)
{
    quiet_watch_forks(); /* first these two: their locks are taken under ours */
    store_watch_forks();
    (void)pthread_atfork(courier_fork_prepare, courier_fork_parent, courier_fork_child);
}

/* ---- the thread ---- */

static void thread_wake(void)
{
    if (worker.wake[1] >= 0) {
        ssize_t n = write(worker.wake[1], "!", 1);

        (void)n;
    }
}

static int64_t deadline_of(struct timespec *at, int64_t ms)
{
    (void)clock_gettime(CLOCK_MONOTONIC, at);
    at->tv_sec += ms / 1000;
    at->tv_nsec += (ms % 1000) * 1000000;
    if (at->tv_nsec >= 1000000000) {
        at->tv_sec++;
        at->tv_nsec -= 1000000000;
    }
    return ms;
}

/* With worker.lock held. Waits until `c` is no longer served (NULL: until the thread has ended);
 * false: time is over. */
static bool wait_gone(const struct courier *c, int64_t ms)
{
    struct timespec until;

    (void)deadline_of(&until, ms);
    for (;;) {
        bool there = c == NULL && worker.running && !worker.ending;

        for (const struct courier *at = worker.couriers; at != NULL; at = at->next) {
            there |= at == c;
        }
        if (!there) {
            return true;
        }
        if (pthread_cond_clockwait(&worker.changed, &worker.lock, CLOCK_MONOTONIC, &until) ==
            ETIMEDOUT) {
            return false;
        }
    }
}

static void stop_all(int64_t ms)
{
    int64_t by = seam.steady_ms() + ms;

    for (struct courier *c = worker.couriers; c != NULL; c = c->next) {
        atomic_store(&c->stop_by, by);
        atomic_store(&c->stopping, 1);
    }
    thread_wake();
}

/* With worker.lock held: joins a thread that has ended, or is about to. */
static void thread_join(void)
{
    pthread_t thread = worker.thread;

    if (worker.running && worker.ending) {
        worker.running = false;
        (void)pthread_mutex_unlock(&worker.lock);
        (void)pthread_join(thread, NULL);
        (void)pthread_mutex_lock(&worker.lock);
    }
}

/* Runs before OpenSSL's, which frees what the thread is using: curl_table.c registers it behind
 * that one. */
static void exit_handler(void)
{
    curl_table_exiting();
    (void)pthread_mutex_lock(&worker.lock);
    if (worker.running) {
        stop_all(EXIT_WAIT_MS / 2);
        (void)wait_gone(NULL, EXIT_WAIT_MS);
        thread_join(); /* OpenSSL has something to do at a thread's very end, too */
    }
    (void)pthread_mutex_unlock(&worker.lock);
}

/* Before the thread is there: an exit may begin while it is still opening libcurl. */
static void exit_watch(void)
{
    static bool watched; /* a child inherits it together with the handler */

    curl_at_exit = exit_handler;
    if (!watched) {
        watched = atexit(exit_handler) == 0;
    }
}

/* One round of every courier; milliseconds to wait, and what to wait for. */
static int64_t courier_rounds(int *fds, uint32_t *fd_count_r)
{
    int64_t steady = seam.steady_ms(), wait = 60000;
    struct courier *snapshot[COURIERS_MOST];
    uint32_t count = 0;

    (void)pthread_mutex_lock(&worker.lock);
    for (struct courier *c = worker.couriers; c != NULL && count < COURIERS_MOST; c = c->next) {
        snapshot[count++] = c;
    }
    (void)pthread_mutex_unlock(&worker.lock);
    for (uint32_t i = 0; i < count; i++) {
        int64_t t = courier_step(snapshot[i], &worker.http, steady);

        wait = t < wait ? t : wait;
        if (snapshot[i]->active && outbox_bell(snapshot[i]->outbox) >= 0 &&
            *fd_count_r < COURIERS_MOST) {
            fds[(*fd_count_r)++] = outbox_bell(snapshot[i]->outbox);
        }
    }
    /* an answer of one may have come in during another's round */
    for (uint32_t i = 0; i < count; i++) {
        wait = snapshot[i]->lanes.answered > 0 ? 0 : wait;
    }
    return wait;
}

/* Takes out those that have ended; with none left the thread ends. */
static bool ended_drop(void)
{
    struct courier **at;
    bool last;

    (void)pthread_mutex_lock(&worker.lock);
    for (at = &worker.couriers; *at != NULL;) {
        struct courier *c = *at;

        if (c->ended) {
            *at = c->next;
            courier_free(&c, worker.http);
        } else {
            at = &c->next;
        }
    }
    last = worker.couriers == NULL;
    worker.ending = last;
    if (last) {
        http_close(&worker.http);
    }
    (void)pthread_cond_broadcast(&worker.changed);
    (void)pthread_mutex_unlock(&worker.lock);
    return last;
}

static void wait_for(struct http *http, const int *fds, uint32_t count, int64_t ms)
{
    struct pollfd polled[COURIERS_MOST + 1];

    if (http != NULL) {
        http_wait(http, fds, count, ms);
        flights_answer(http);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        polled[i] = (struct pollfd){fds[i], POLLIN, 0};
    }
    (void)poll(polled, count, (int)ms);
}

static void *thread_run(void *context)
{
    int fds[COURIERS_MOST + 1];
    char bytes[64];

    (void)context;
    do {
        uint32_t count = 1;
        int64_t wait;

        fds[0] = worker.wake[0];
        wait = courier_rounds(fds, &count);
        if (ended_drop()) {
            break;
        }
        wait_for(worker.http, fds, count, wait > 0 ? wait : 0);
        while (read(worker.wake[0], bytes, sizeof bytes) > 0) {
        }
    } while (true);
    return NULL;
}

/* With worker.lock held. */
static bool thread_start(void)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    bool good;

    exit_watch();
    if (!worker.ready) {
        (void)pthread_cond_init(&worker.changed, NULL);
        worker.ready = true;
    }
    if (worker.wake[0] < 0 && pipe2(worker.wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        return false;
    }
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    worker.ending = false;
    good = pthread_create(&worker.thread, &attributes, thread_run, NULL) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    if (good) {
        (void)pthread_setname_np(worker.thread, "precare");
    }
    worker.running = good;
    return good;
}

/* ---- the door ---- */

static struct courier *courier_of(const struct outbox *outbox)
{
    for (struct courier *c = worker.couriers; c != NULL; c = c->next) {
        if (c->outbox == outbox && atomic_load(&c->stopping) == 0) {
            return c;
        }
    }
    return NULL;
}

int courier_start(struct outbox *outbox, courier_log log, void *context, const char **error_r)
{
    const char *ignored;
    struct courier *c;
    int status = COURIER_OK;

    error_r = error_r != NULL ? error_r : &ignored;
    (void)pthread_once(&watch_once, courier_watch);
    (void)pthread_mutex_lock(&worker.lock);
    if (worker.inherited) {
        *error_r = "this process was forked off one that delivers: it only inserts";
        status = COURIER_ONLY_INSERTS;
    } else if (!outbox_is_null(outbox) && courier_of(outbox) == NULL) {
        thread_join();
        c = courier_make(outbox, log, context);
        if (c != NULL) {
            c->next = worker.couriers;
            worker.couriers = c;
        }
        if (c == NULL || (!worker.running && !thread_start())) {
            *error_r = "no thread can be started";
            status = COURIER_FAILED;
            if (c != NULL) {
                worker.couriers = c->next;
                courier_free(&c, NULL);
            }
        } else {
            thread_wake();
        }
    }
    (void)pthread_mutex_unlock(&worker.lock);
    return status;
}

int courier_stop(struct outbox *outbox, int64_t deadline_ms)
{
    struct courier *c;
    int status = COURIER_OK;

    (void)pthread_once(&watch_once, courier_watch);
    (void)pthread_mutex_lock(&worker.lock);
    c = courier_of(outbox);
    if (c != NULL) {
        atomic_store(&c->stop_by, seam.steady_ms() + (deadline_ms > 0 ? deadline_ms : 0));
        atomic_store(&c->stopping, 1);
        thread_wake();
        /* What is under way is let go at the deadline; the rest is a write to the disk. */
        if (!wait_gone(c, (deadline_ms > 0 ? deadline_ms : 0) + 500)) {
            status = COURIER_NOT_ENDED;
        }
    }
    thread_join();
    (void)pthread_mutex_unlock(&worker.lock);
    return status;
}

bool courier_running(const struct outbox *outbox)
{
    bool running;

    (void)pthread_mutex_lock(&worker.lock);
    running = false; /* one that is stopping still uses the outbox */
    for (const struct courier *c = worker.couriers; c != NULL; c = c->next) {
        running |= c->outbox == outbox;
    }
    (void)pthread_mutex_unlock(&worker.lock);
    return running;
}

/* ---- in the foreground ---- */

static bool all_done(struct courier *c, int64_t wait)
{
    int64_t now = seam.wall_ms();
    bool due = false;

    if (c->damage.there) {
        return (c->active && c->lanes.flights == NULL && c->damage.idle) ||
               (c->shut && c->lanes.flights == NULL && !c->damage.alarming);
    }
    if (!courier_idle(c) || wait <= 0 || store_enter(c->lanes.store) != 0) {
        return false;
    }
    for (uint32_t i = 0; i < c->lanes.config->channel_count && !due; i++) {
        const struct lane *t = &c->lanes.at[i];
        bool open = c->carrier != NULL || (t->state != LANE_PAUSED && t->unusable == NULL);

        due = open && due_first(c->lanes.store, t->channel->name) <= now;
    }
    due = due || (c->carrier != NULL && carry_notices_wait(c));
    return store_leave(c->lanes.store) == 0 && !due; /* else it is looked at once more */
}

/* What is due for it waits for a person. */
static bool look_wanted(const struct courier *c)
{
    bool wanted = false;

    for (uint32_t i = 0; c->carrier == NULL && i < c->lanes.config->channel_count; i++) {
        wanted |= c->lanes.at[i].state == LANE_PAUSED || c->lanes.at[i].unusable != NULL;
    }
    return wanted;
}

int courier_carry(struct outbox *outbox, const struct carrier *carrier, const atomic_int *stop,
                  bool once, courier_log log, void *context, const char **error_r)
{
    struct courier *c = courier_make(outbox, log, context);
    struct http *http = NULL;
    int64_t started = seam.steady_ms();
    int status = COURIER_OK;

    if (c != NULL) {
        c->carrier = carrier;
        c->lanes.carried = carrier != NULL;
    }
    if (c == NULL || (carrier == NULL && (http = http_open(error_r)) == NULL)) {
        *error_r = c == NULL ? "there is no memory" : *error_r;
        if (c != NULL) {
            courier_free(&c, NULL);
        }
        return COURIER_FAILED;
    }
    while (!c->ended) {
        int64_t steady = seam.steady_ms(), wait;
        int fds[2];
        uint32_t count = 0;

        if (atomic_load(stop) != 0 && atomic_load(&c->stopping) == 0) {
            atomic_store(&c->stop_by, steady + 5000);
            atomic_store(&c->stopping, 1);
        }
        wait = courier_step(c, &http, steady);
        if (once && c->elsewhere) { /* what is due is in its hands */
            status = COURIER_ELSEWHERE;
            break;
        }
        if (once && all_done(c, wait)) {
            status = look_wanted(c) ? COURIER_LOOK : COURIER_OK;
            break;
        }
        if (once && carrier != NULL && !c->carrying && steady - started > ONCE_WAIT_MS) {
            *error_r = "the relay is not reachable: the alerts wait in the outbox";
            status = COURIER_FAILED;
            break;
        }
        if (outbox_bell(outbox) >= 0 && c->active) {
            fds[count++] = outbox_bell(outbox);
        }
        if (carrier != NULL) {
            fds[count++] = carrier->fd;
        }
        wait_for(http, fds, count, wait > 1000 ? 1000 : wait);
        if (carrier != NULL) {
            carry_answers_take(c);
        }
    }
    lanes_said(&c->lanes);
    if (status == COURIER_OK && c->damage.there) {
        *error_r = c->shut ? "the outbox is damaged and cannot be opened"
                           : "the outbox is damaged: what could be read was delivered";
        status = COURIER_DAMAGED;
    }
    courier_free(&c, http);
    http_close(&http);
    return status;
}

int courier_run(struct outbox *outbox, const atomic_int *stop, bool once, courier_log log,
                void *context, const char **error_r)
{
    return courier_carry(outbox, NULL, stop, once, log, context, error_r);
}
