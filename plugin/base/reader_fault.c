/* SPDX-License-Identifier: MIT
 *
 * How the table-driven reader tells a fault (base/reader.h): where it is, in YAML or in JSON, and
 * what may be meant. Used by the reader and by whoever checks what no table can. Pure but for the
 * faults added; any thread with its own reader.
 */
#include "base/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- places ---- */

static enum fault_code code_in(const struct reader *r, enum fault_code code)
{
    static const struct {
        enum fault_code yaml, json;
    } codes[] = {{FAULT_S201, FAULT_E403}, {FAULT_S203, FAULT_E404}, {FAULT_S206, FAULT_E405},
                 {FAULT_S204, FAULT_E406}, {FAULT_S205, FAULT_E407}, {FAULT_T101, FAULT_E408}};

    for (size_t i = 0; r->json && i < sizeof codes / sizeof codes[0]; i++) {
        if (code == codes[i].yaml) {
            return codes[i].json;
        }
    }
    return code;
}

static struct place place_of(const struct reader *r, const struct node *at)
{
    if (r->json) {
        return (struct place){.path = at != NULL ? node_path(at, r->arena) : NULL};
    }
    return (struct place){
        .file = r->file, .line = at != NULL ? at->line : 1, .column = at != NULL ? at->column : 1};
}

__attribute__((format(printf, 4, 0))) static struct fault *fault_at(struct reader *r,
                                                                    enum fault_code code,
                                                                    struct place at,
                                                                    const char *what, va_list args)
{
    char text[512];

    (void)vsnprintf(text, sizeof text, what, args);
    struct fault *fault = fault_add(r->faults, code_in(r, code), at, "%s", text);
    if (fault == NULL || r->json || at.line == 0) {
        return fault;
    }
    if (r->lines != NULL && at.line <= r->line_count) {
        fault_source(r->faults, fault, r->lines[at.line - 1],
                     strcspn(r->lines[at.line - 1], "\r\n"));
    } else if (r->source != NULL) {
        fault_line(r->faults, fault, r->source, r->source_len, at.line);
    }
    return fault;
}

struct fault *reader_fault(struct reader *r, enum fault_code code, const struct node *at,
                           const char *what, ...)
{
    va_list args;

    va_start(args, what);
    struct fault *fault = fault_at(r, code, place_of(r, at), what, args);
    va_end(args);
    return fault;
}

struct fault *reader_key_fault(struct reader *r, enum fault_code code, const struct node *map,
                               uint32_t index, const char *what, ...)
{
    va_list args;

    va_start(args, what);
    struct place at = place_of(r, r->json ? map->items[index] : map->keys[index]);
    struct fault *fault = fault_at(r, code, at, what, args);
    va_end(args);
    return fault;
}

static struct fault *fault_told(struct reader *r, enum fault_code code, struct place at,
                                const char *what, ...) __attribute__((format(printf, 4, 5)));
static struct fault *fault_told(struct reader *r, enum fault_code code, struct place at,
                                const char *what, ...)
{
    va_list args;

    va_start(args, what);
    struct fault *fault = fault_at(r, code, at, what, args);
    va_end(args);
    return fault;
}

/* Whether a key of this map that nobody knows was told, and could be what is missing: it is nearly
 * that word, or the map holds no key that is known. */
static bool unknown_stands_for(const struct reader *r, const struct node *map, const char *key)
{
    const struct faults *f = r->faults;
    uint32_t unknown = 0;

    for (uint32_t i = 0; map->kind == NODE_MAP && map->count > 0 && i < f->count; i++) {
        const struct fault *one = &f->items[i];

        if (one->code != FAULT_S201 || one->at.line < map->keys[0]->line ||
            one->at.line > map->keys[map->count - 1]->line || one->at.file == NULL ||
            r->file == NULL || strcmp(one->at.file, r->file) != 0) {
            continue;
        }
        for (uint32_t k = 0; k < map->count; k++) {
            const struct node *name = map->keys[k];

            if (name->line == one->at.line && name->column == one->at.column) {
                unknown++;
                if (text_nearest(name->text.at, &key, 1) != NULL) {
                    return true;
                }
            }
        }
    }
    return unknown > 0 && unknown == map->count;
}

struct fault *reader_missing(struct reader *r, const struct node *map, const char *key)
{
    const struct node *first = map->kind == NODE_MAP && map->count ? map->keys[0] : map;

    if (!r->json && unknown_stands_for(r, map, key)) {
        return NULL;
    }
    if (!r->json) {
        return fault_told(r, FAULT_S203, place_of(r, first), "\"%s\" is missing", key);
    }
    const char *path = node_path(map, r->arena);
    char whole[512];
    (void)snprintf(whole, sizeof whole, "%s%s%s", path != NULL ? path : "",
                   path != NULL && *path ? "." : "", key);
    return fault_told(r, FAULT_S203, (struct place){.path = whole}, "\"%s\" is missing", key);
}

/* ---- hints ---- */

void reader_did_you_mean(struct reader *r, struct fault *f, const char *word,
                         const char *const *choices, size_t count)
{
    const char *near = f != NULL ? text_nearest(word, choices, count) : NULL;

    if (near != NULL && strcmp(near, word) != 0) {
        fault_fix(r->faults, f, "Did you mean \"%s\"?", near);
    }
}

void reader_choices_hint(struct reader *r, struct fault *f, const char *word,
                         const char *const *choices, size_t count)
{
    if (f == NULL) {
        return;
    }
    reader_did_you_mean(r, f, word, choices, count);
    if (f->fix != NULL) {
        return;
    }
    struct buf b = {0};
    for (size_t i = 0; i < count && b.len < 2000; i++) {
        if (choices[i] == NULL) {
            continue;
        }
        buf_text(&b, b.len ? ", " : "");
        buf_text(&b, choices[i]);
    }
    if (b.len && !b.failed) {
        fault_fix(r->faults, f, "Use one of: %s.", b.at);
    }
    buf_end(&b);
}
