/* SPDX-License-Identifier: MIT
 *
 * For plugin/strict/ alone: what is kept of an instance that is judged, and the journal.
 */
#ifndef PRECARE_STRICT_INSIDE_H
#define PRECARE_STRICT_INSIDE_H

#include <sys/types.h>

#include "base/buf.h"
#include "strict/strict.h"

struct strict {
    struct state state;                            /* a copy, with a descriptor of its own */
    const void *_Atomic instance, *_Atomic handle; /* what the host has of it */
    bool thread;                                   /* deliver: thread */
    pid_t opened;
    _Atomic pid_t started;
    _Atomic bool closing, closed;
    _Atomic uint32_t inside, controls; /* calls under way; of them [control] ones */
    struct strict *next;
};

struct strict *strict_newest(void); /* NULL: there is none */
/* watch.c: a finding; `visit` may be NULL. */
/* `where`: the path of the field that it is about, or NULL. */
void strict_say(struct strict *s, enum strict_code code, const char *call, const char *where);

/* journal.c: lines are whole, in the order of their writing, of all processes of the site. */
/* A line of its own: the beginning that each has. */
void journal_begin(struct buf *line, const char *call);
void journal_end(struct buf *line);
/* A whole line: a finding, of this visit (NULL: of none). */
void journal_finding(struct buf *lines, enum strict_code code, const char *call, const char *visit,
                     const char *where);
void journal_append(const struct strict *s, const struct buf *lines);
/* The same with the journal held for this process: what was written since `*seen_r` (owned by the
 * caller). The descriptor, or -1. */
int journal_hold(const struct strict *s, off_t *seen_r, struct buf *fresh);
void journal_let_go(int fd, const struct buf *lines);

/* instances.c: the one lock of what is kept in memory. False: a clone that no handler saw, in which
 * it may be held for ever. */
bool strict_lock(void);
void strict_unlock(void);
bool strict_forks_seen(void);
bool strict_open_already(const struct strict *s); /* another one, here, of the same directory */
void strict_add(struct strict *s, const void *instance);

#endif
