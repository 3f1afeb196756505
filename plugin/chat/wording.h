/* SPDX-License-Identifier: MIT
 *
 * What a message says, in words that are the same for all targets: cleaned, neutral, without
 * markup. The targets escape and lay it out. Pure.
 */
#ifndef PRECARE_CHAT_WORDING_H
#define PRECARE_CHAT_WORDING_H

#include "outbox/message.h"

struct line {
    const char *head;  /* "HOLD" with its sign */
    const char *say;   /* what to do */
    const char *facts; /* "Who: physician. By when: before the visit."; "" */
};

struct wording {
    struct arena arena;
    const char *title; /* one line: sign, severity, what kind of message */
    struct line *lines;
    uint32_t line_count;
    const char *more; /* "and 12 more"; "" */
    const char *foot; /* "Reference 7K3M-9QXT"; "" */
    const char *ref;  /* NULL: none */
    const char *link; /* NULL: none */
    const char *note; /* "Demonstration: ..."; "" */
};

#define WORDING_LINES 20u
#define OPEN_WORDS "Open in the PM"

/* false: no memory. wording_end in any case. */
bool wording_make(const struct config *config, const struct message *m, struct wording *wording);
void wording_end(struct wording *wording);

#endif
