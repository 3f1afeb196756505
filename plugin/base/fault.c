/* SPDX-License-Identifier: MIT
 *
 * Keeping faults: adding, filling, sorting. Printing is in fault_print.c, the pages of the codes
 * are the texts in base/pages. Called by every reader and checker. A list belongs to one thread.
 * When memory runs out `lost` is set, and the list counts as one with errors: nothing is ever taken
 * for well because it could not be told.
 */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hidden.h"
#include "base/seam.h"
#include "base/unshown.h"

#define FAULTS_LIMIT 1000u
#define LINE_SHOWN 96u  /* code points of a source line that are kept */
#define LINE_BEFORE 60u /* of those, before the place */
#define WALK_LIMIT (50u * 1000 * 1000)

void faults_begin(struct faults *f)
{
    memset(f, 0, sizeof *f);
    arena_begin(&f->arena, NULL, 0, 0);
}

void faults_end(struct faults *f)
{
    mem_drop(f->items);
    arena_end(&f->arena);
    memset(f, 0, sizeof *f);
}

bool faults_any(const struct faults *f)
{
    return f->errors > 0 || f->lost;
}

__attribute__((format(printf, 2, 0))) static const char *text_of(struct faults *f,
                                                                 const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = len < 0 ? NULL : arena_new(&f->arena, (size_t)len + 1);
    if (text == NULL) {
        f->lost = true;
        return NULL;
    }
    (void)vsnprintf(text, (size_t)len + 1, format, args);
    unshown_mask(text, (size_t)len);
    return text;
}

static const char *text_kept(struct faults *f, const char *text, const char *before)
{
    if (text == NULL) {
        return NULL;
    }
    if (before != NULL && strcmp(text, before) == 0) {
        return before;
    }
    char *copy = arena_text(&f->arena, text, strlen(text));
    if (copy == NULL) {
        f->lost = true;
    }
    return copy;
}

const char *fault_code_name(enum fault_code code)
{
    return fault_page_table[code].code;
}

static bool code_warns(enum fault_code code)
{
    enum {
        error,
        warning
    };
#define CODE_WARNS(name, severity, room) severity == warning,
    static const bool warns[] = {FAULT_CODES(CODE_WARNS)};

    return warns[code];
}

struct fault *fault_add(struct faults *f, enum fault_code code, struct place at, const char *what,
                        ...)
{
    bool warning = code_warns(code);
    uint32_t *counter = warning ? &f->warnings : &f->errors;

    if (*counter < UINT32_MAX) {
        ++*counter;
    }
    if (f->count >= (f->limit ? f->limit : FAULTS_LIMIT)) {
        f->dropped++;
        return NULL;
    }
    struct fault *items = mem_more(f->items, f->count, &f->room, sizeof *items);
    if (items == NULL) {
        f->lost = true;
        return NULL;
    }
    f->items = items;
    const char *file_before = f->count ? f->items[f->count - 1].at.file : NULL;
    struct fault *fault = &f->items[f->count];
    memset(fault, 0, sizeof *fault);
    fault->code = code;
    fault->warning = warning;
    fault->at = at;
    fault->at.file = text_kept(f, at.file, file_before);
    fault->at.path = text_kept(f, at.path, NULL);
    va_list args;
    va_start(args, what);
    fault->what = text_of(f, what, args);
    va_end(args);
    if (fault->what == NULL) {
        fault->what = "an error that could not be described: out of memory";
    }
    f->count++;
    return fault;
}

void fault_why(struct faults *f, struct fault *fault, const char *format, ...)
{
    if (fault == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    fault->why = text_of(f, format, args);
    va_end(args);
}

void fault_fix(struct faults *f, struct fault *fault, const char *format, ...)
{
    if (fault == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    fault->fix = text_of(f, format, args);
    va_end(args);
}

const char *fault_word(const struct faults *f, const char *word, size_t len, char room[FAULT_WORD])
{
    if (f->hush) {
        return "this";
    }
    (void)snprintf(room, FAULT_WORD, "\"%.*s\"", len > 60 ? 60 : (int)len, word);
    return room;
}

/* Bytes of at most so many code points; the number walked in *n_r. */
static size_t fault_walk(const char *line, size_t len, uint32_t code_points, uint32_t *n_r)
{
    size_t at = 0;
    uint32_t n = 0, bytes;

    while (at < len && n < code_points) {
        (void)hidden_step(line + at, len - at, &bytes);
        at += bytes;
        n++;
    }
    *n_r = n;
    return at;
}

/* Masked from where a word begins that was cut. */
static const char *line_kept(struct faults *f, const char *line, size_t start, size_t len)
{
    size_t word = unshown_begin(line, start), before = start - word;
    char *kept = arena_text(&f->arena, line + word, before + len);

    if (kept == NULL) {
        f->lost = true;
        return NULL;
    }
    unshown_mask(kept, before + len);
    return kept + before;
}

/* Keeps the part of the line around the place: a line can be a whole file. And a file can be full
 * of faults, so there is an end to the walking: faults after that are told without their line. */
void fault_source(struct faults *f, struct fault *fault, const char *line, size_t len)
{
    if (fault == NULL || line == NULL || f->hush || f->walked > WALK_LIMIT) {
        return;
    }
    uint32_t column = fault->at.column ? fault->at.column - 1 : 0, total, from = 0;
    (void)fault_walk(line, len, column > UINT32_MAX - LINE_SHOWN ? UINT32_MAX : column + LINE_SHOWN,
                     &total);
    if (total > LINE_SHOWN) {
        from = column - (column < LINE_BEFORE ? column : LINE_BEFORE);
    }
    if (from > 0 && total - from < LINE_SHOWN) {
        from = total - LINE_SHOWN;
    }
    uint32_t n;
    size_t start = fault_walk(line, len, from, &n),
           more = fault_walk(line + start, len - start, LINE_SHOWN, &n);
    f->walked += total + (uint64_t)from;
    fault->line = line_kept(f, line, start, more);
    fault->line_from = from;
    fault->line_more = start + more < len;
}

void fault_line(struct faults *f, struct fault *fault, const char *text, size_t len, uint32_t line)
{
    if (fault == NULL || line == 0 || f->hush || f->walked > WALK_LIMIT) {
        return;
    }
    const char *at = text, *end = text + len;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        at += 3;
    }
    for (uint32_t i = 1; i < line; i++) {
        const char *next = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

        if (next == NULL) {
            return;
        }
        at = next + 1;
    }
    f->walked += (uint64_t)(at - text) / 16;
    const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    if (stop == NULL) {
        stop = end;
    }
    if (stop > at && stop[-1] == '\r') {
        stop--;
    }
    fault_source(f, fault, at, (size_t)(stop - at));
}

static int compare_texts(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return (a != NULL) - (b != NULL);
    }
    return strcmp(a, b);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_faults(const void *left, const void *right)
{
    const struct fault *a = left, *b = right;
    int order = compare_texts(a->at.file, b->at.file);

    if (!order) {
        order = compare_numbers(a->at.line, b->at.line);
    }
    if (!order) {
        order = compare_numbers(a->at.column, b->at.column);
    }
    if (!order) {
        order = strcmp(fault_code_name(a->code), fault_code_name(b->code));
    }
    if (!order) {
        order = compare_texts(a->at.path, b->at.path);
    }
    return order ? order : strcmp(a->what, b->what);
}

void faults_sort(struct faults *f)
{
    if (f->count > 1) {
        qsort(f->items, f->count, sizeof *f->items, compare_faults);
    }
}

const struct fault_page *fault_page_of(const char *code)
{
    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        if (strcmp(fault_page_table[i].code, code) == 0) {
            return &fault_page_table[i];
        }
    }
    return NULL;
}
