/* SPDX-License-Identifier: MIT
 *
 * A fault: an error or a warning as a value with its place, filled where it is seen, passed up
 * untouched, printed once at the boundary. All faults of a run are kept, so that one run tells them
 * all. The texts live in the list's arena. When memory runs out the list says so itself (`lost`).
 * Not for two threads.
 */
#ifndef PRECARE_BASE_FAULT_H
#define PRECARE_BASE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault_codes.h"

struct place {        /* 1-based; line 0: no place in the text; columns in code points */
    const char *file; /* as the user named it; NULL: none */
    const char *path; /* in an event: "medications.entries[2].use"; NULL: none */
    uint32_t line, column;
};

struct fault {
    enum fault_code code;
    bool warning; /* the code's severity */
    struct place at;
    const char *what;   /* one line, plain words, no full stop */
    const char *why;    /* may be NULL */
    const char *fix;    /* may be NULL: what to type */
    const char *line;   /* the source line (of a long one the part around the place), NULL: none */
    uint32_t line_from; /* code points of it that were left out on its left */
    uint32_t line_more; /* and on its right: 1, or 0 */
};

struct faults {
    struct arena arena;
    struct fault *items;
    uint32_t count, room;
    uint32_t errors, warnings;
    uint32_t limit; /* no more are kept than this (0: 1000), the rest is counted in `dropped` */
    uint32_t dropped;
    uint64_t walked; /* how much source was walked through for the lines */
    bool lost;       /* no memory for one: treat as an error */
    /* What is read may hold a secret, an address pasted into the wrong line: no line and no word of
     * it is kept, by any fault (the configuration). */
    bool hush;
};

void faults_begin(struct faults *f);
void faults_end(struct faults *f);
/* Adds an error or a warning, as the row of its code says. `what` is a printf format. File and path
 * are copied. Returns the fault, to be filled further until the next one is added, or NULL (dropped
 * or lost); the functions below accept that NULL. */
struct fault *fault_add(struct faults *f, enum fault_code code, struct place at, const char *what,
                        ...) __attribute__((format(printf, 4, 5)));
void fault_why(struct faults *f, struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fault_fix(struct faults *f, struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A word of the file, to stand in a fault's texts: in quotes, cut to 60 bytes; "this" where the
 * file may hold a secret. In the caller's room. */
#define FAULT_WORD 64u
const char *fault_word(const struct faults *f, const char *word, size_t len, char room[FAULT_WORD]);
void fault_line(struct faults *f, struct fault *fault, const char *text, size_t len,
                uint32_t line); /* of a whole text */
void fault_source(struct faults *f, struct fault *fault, const char *line,
                  size_t len);           /* the line itself, already found */
bool faults_any(const struct faults *f); /* an error, or lost */
void faults_sort(struct faults *f);      /* by file, line, column, code */

enum fault_format {
    FAULTS_TEXT,
    FAULTS_JSON,
    FAULTS_SARIF
};
void faults_print(const struct faults *f, enum fault_format format, struct buf *out);

/* The page of a code (precare explain-code): its text says what the code means, with an example of
 * the mistake and what to type. Kept as plain text in base/pages, embedded when it is built. */
struct fault_page {
    const char *code, *title, *text;
};
extern const struct fault_page fault_page_table[FAULT_CODE_COUNT];
const char *fault_code_name(enum fault_code code);        /* "S204" */
const struct fault_page *fault_page_of(const char *code); /* NULL: there is no such code */

#endif
