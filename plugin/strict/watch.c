/* SPDX-License-Identifier: MIT
 *
 * The judgement of single calls: which thread is inside what, in which process,
 * before start and after close. Any thread; counters alone on the way, and a line of the journal.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json_out.h"
#include "strict/inside.h"

#define CALLS_AWAIT_MS 5000

#define FUNCTION_ROW(constant, name, control, told) {name, control, told},
static const struct {
    const char *name;
    bool control, told; /* told: a line of the journal of its own */
} functions[] = {STRICT_FUNCTIONS(FUNCTION_ROW)};

/* ---- findings ---- */

void strict_say(struct strict *s, enum strict_code code, const char *call, const char *where)
{
    struct buf line = {0};

    journal_finding(&line, code, call, NULL, where);
    journal_append(s, &line);
    buf_end(&line);
}

static void call_find(const struct strict_call *call, enum strict_code code, const char *where)
{
    struct strict *s = call->strict != NULL ? call->strict : strict_newest();

    if (s != NULL) {
        strict_say(s, code, functions[call->function].name, where);
    }
}

void strict_tell(const struct strict_call *call, enum strict_code code)
{
    call_find(call, code, NULL);
}

/* "medications.entries[2].use": of an error's `where`, what is a path. NULL: it names none. */
static const char *path_of(const char *where, char path_r[128])
{
    size_t len = where != NULL ? strspn(where, "abcdefghijklmnopqrstuvwxyz"
                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]")
                               : 0;

    len = len < 127 ? len : 127;
    if (len == 0) {
        return NULL;
    }
    memcpy(path_r, where, len);
    path_r[len] = '\0';
    return path_r;
}

/* ---- a call ---- */

/* Those that a child may use of its parent's instance only after start, and that alert. (A handle
 * of the JSON door was started when it was opened: there is no other start, and none is asked for.)
 */
static bool call_works(enum strict_function function)
{
    return function == STRICT_CALL_BOOKING || function == STRICT_CALL_CHARTING ||
           function == STRICT_CALL_EVALUATE || function == STRICT_CALL_ACKNOWLEDGE;
}

static void process_look(const struct strict_call *call)
{
    struct strict *s = call->strict;

    if (call_works(call->function) && atomic_load(&s->handle) == NULL && strict_forks_seen() &&
        s->opened != getpid() && atomic_load(&s->started) != getpid()) {
        strict_tell(call, STRICT_FORK_WITHOUT_START);
    }
}

static void call_tell(const struct strict_call *call, int32_t status)
{
    struct buf line = {0};

    journal_begin(&line, functions[call->function].name);
    json_int(&line, "status", status);
    journal_end(&line);
    journal_append(call->strict, &line);
    buf_end(&line);
}

void strict_bind(struct strict *s, const void *instance)
{
    const struct strict_call call = {s, STRICT_CALL_OPEN};
    bool again = strict_open_already(s);

    strict_add(s, instance);
    call_tell(&call, PRECARE_OK);
    if (again) {
        strict_tell(&call, STRICT_OPENED_TWICE);
    }
}

static void moment_pass(void)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* A close that came too early would free what the others use: to tell of it they must get out. */
static void calls_await(struct strict *s)
{
    atomic_store(&s->closing, true);
    for (int i = 0; i < CALLS_AWAIT_MS && atomic_load(&s->inside) > 1; i++) {
        moment_pass();
    }
}

/* How many are inside already. Nobody enters while a close waits: a host whose threads call on and
 * on would hold it there, and then lose what they use. They go on when it is over (and a host that
 * calls from the log of its own close, after a while). */
static uint32_t call_enters(struct strict *s)
{
    uint32_t inside = atomic_fetch_add(&s->inside, 1);

    for (int i = 0; i < CALLS_AWAIT_MS && atomic_load(&s->closing); i++) {
        (void)atomic_fetch_sub(&s->inside, 1);
        moment_pass();
        inside = atomic_fetch_add(&s->inside, 1);
    }
    return inside;
}

void strict_enter(struct strict_call *call, const void *instance, enum strict_function function)
{
    struct strict *s = strict_of(instance);

    *call = (struct strict_call){s, function};
    if (s == NULL || function == STRICT_CALL_RESULT_FREE) {
        return; /* which is allowed at any time */
    }
    uint32_t inside = call_enters(s);
    bool overlaps = functions[function].control && atomic_fetch_add(&s->controls, 1) > 0;
    if (function == STRICT_CALL_CLOSE && inside > 0) { /* whatever the others do */
        strict_tell(call, STRICT_CLOSE_DURING_CALL);
        calls_await(s);
    } else if (overlaps) {
        strict_tell(call, STRICT_CONTROL_OVERLAP);
    }
    process_look(call);
}

static const struct {
    int32_t status;
    enum strict_code code;
} status_codes[] = {
    {PRECARE_E_ARGUMENT, STRICT_WRONG_ARGUMENT}, {PRECARE_E_SIZE, STRICT_WRONG_SIZE},
    {PRECARE_E_EVENT, STRICT_WRONG_EVENT},       {PRECARE_E_DOCUMENT, STRICT_WRONG_EVENT},
    {PRECARE_E_METHOD, STRICT_WRONG_METHOD},     {PRECARE_E_FORKED, STRICT_CLONED},
};

/* STRICT_CODE_COUNT: nothing wrong. */
static enum strict_code code_of(const struct strict_call *call, int32_t status, const char *where)
{
    if (status == PRECARE_E_INSTANCE) {
        return call->strict != NULL ? STRICT_AFTER_CLOSE : STRICT_UNKNOWN_INSTANCE;
    }
    if (call->function == STRICT_CALL_ACKNOWLEDGE && status == PRECARE_E_ARGUMENT &&
        where != NULL && strcmp(where, "acknowledgement") == 0) {
        return STRICT_CODE_COUNT; /* told by strict_refused */
    }
    for (size_t i = 0; i < sizeof status_codes / sizeof *status_codes; i++) {
        if (status_codes[i].status == status) {
            return status_codes[i].code;
        }
    }
    return STRICT_CODE_COUNT;
}

void strict_leave(const struct strict_call *call, int32_t status, const char *where)
{
    struct strict *s = call->strict;
    enum strict_code code = code_of(call, status, where);
    char path[128];

    if (code != STRICT_CODE_COUNT) {
        call_find(call, code, code == STRICT_WRONG_EVENT ? path_of(where, path) : NULL);
    }
    if (s == NULL || call->function == STRICT_CALL_RESULT_FREE) {
        return;
    }
    if (functions[call->function].told) {
        call_tell(call, status);
    }
    if (call->function == STRICT_CALL_START && status >= 0) {
        atomic_store(&s->started, getpid());
    }
    if (call->function == STRICT_CALL_CLOSE) {
        atomic_store(&s->closed, status >= 0 || atomic_load(&s->closed));
        atomic_store(&s->closing, false);
    }
    (void)atomic_fetch_sub(&s->inside, 1);
    if (functions[call->function].control) {
        (void)atomic_fetch_sub(&s->controls, 1);
    }
}

void strict_handle(const void *instance, const void *handle)
{
    struct strict *s = strict_of(instance);
    struct strict_call call;

    if (s != NULL) {
        atomic_store(&s->handle, handle);
        strict_enter(&call, instance, STRICT_CALL_START);
        strict_leave(&call, PRECARE_OK, NULL);
    }
}
