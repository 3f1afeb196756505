/* SPDX-License-Identifier: MIT
 *
 * Strict mode (`strict: yes-for-testing`): judges the host that calls the plugin, and writes what
 * it saw to `strict.jsonl` in the state directory. Called by the door alone, around each of its
 * functions. Off, it costs one look at strict_any. Any thread; it never aborts and never changes
 * what a call answers. Where there is no memory or no disk, it says less. What it keeps of an
 * instance is never freed: it is for tests.
 */
#ifndef PRECARE_STRICT_STRICT_H
#define PRECARE_STRICT_STRICT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "engine/result.h"
#include "outbox/state.h"
#include "precare/precare.h"
#include "strict/codes.h"
#include "visit/visit.h"

#define STRICT_JOURNAL "strict.jsonl"
#define STRICT_JOURNAL_MOST (64 << 20) /* bytes: what is forgotten fills no disk */

/* The functions of the table and of the JSON door: their names in the journal. */
#define STRICT_FUNCTIONS(ROW)                                                                      \
    ROW(OPEN, "open", true, true)                                                                  \
    ROW(START, "start", true, true)                                                                \
    ROW(BOOKING, "booking", false, false)                                                          \
    ROW(CHARTING, "charting", false, false)                                                        \
    ROW(EVALUATE, "evaluate", false, false)                                                        \
    ROW(NEEDS, "needs", false, false)                                                              \
    ROW(RESULT_FREE, "result_free", false, false)                                                  \
    ROW(LOOKUP, "lookup", false, true)                                                             \
    ROW(ACKNOWLEDGE, "acknowledge", false, true)                                                   \
    ROW(RELOAD, "reload", true, true)                                                              \
    ROW(STOP, "stop", true, true)                                                                  \
    ROW(CLOSE, "close", true, true)                                                                \
    ROW(STATS, "stats", false, false)                                                              \
    ROW(METHOD, "call", false, false)

#define STRICT_FUNCTION(constant, ...) STRICT_CALL_##constant,
enum strict_function {
    STRICT_FUNCTIONS(STRICT_FUNCTION) STRICT_FUNCTION_COUNT
};
#undef STRICT_FUNCTION

struct strict; /* one an open instance that is judged */

extern _Atomic bool strict_any; /* there is one, or was */
static inline bool strict_watches(void)
{
    return atomic_load_explicit(&strict_any, memory_order_relaxed);
}

/* ---- instances (instances.c), and calls (watch.c) ---- */

/* NULL: no memory, or the state directory cannot be reached. `state` is copied. */
struct strict *strict_open(const struct state *state, const struct config *config);
void strict_bind(struct strict *s, const void *instance); /* what the host was given */
/* ... and behind which handle of the JSON door, which also started it */
void strict_handle(const void *instance, const void *handle);
struct strict *strict_of(const void *instance); /* NULL: not judged */

/* One call, from its beginning to its end. */
struct strict_call {
    struct strict *strict; /* NULL: not of an instance that is judged */
    enum strict_function function;
};
void strict_enter(struct strict_call *call, const void *instance, enum strict_function function);
/* `where` of the call's error, or NULL. */
void strict_leave(const struct strict_call *call, int32_t status, const char *where);
void strict_tell(const struct strict_call *call, enum strict_code code);

/* ---- memory (lent.c) ---- */

/* A block that is the host's until it gives it back. */
void strict_lend(const struct strict_call *call, const void *what, const void *block, size_t size,
                 void (*drop)(void *block));
/* True: it was lent, or given back before; told, and freed in time. */
bool strict_give_back(const struct strict_call *call, const void *what);
/* Whether it lies in what was given back already; told. */
void strict_look_at(const struct strict_call *call, const void *memory);

/* ---- visits (visits.c) ---- */

/* A visit that was judged and, but for a preview, recorded. */
void strict_visit(struct strict *s, const struct visit *visit, const precare_result *result,
                  int32_t status);
/* What the user was shown, by `acknowledge` (PRECARE_SHOWN): a word of words_overall. */
struct strict_shown {
    const char *ref, *appointment; /* NULL: not said */
    struct when occurrence;
    uint32_t overall;
};
/* False: nothing is known of such a visit; told. */
bool strict_shown(struct strict *s, const struct strict_shown *shown);
/* An acknowledgement that was not taken, of this visit (its overall is not looked at). */
void strict_refused(struct strict *s, const struct strict_shown *whose);

#endif
