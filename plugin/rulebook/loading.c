/* SPDX-License-Identifier: MIT
 *
 * Small helpers of the loader: faults with their places, texts kept once, words and dates of nodes.
 * For the files of this room while rules are loaded; one thread. Without memory an arena stays
 * `failed`, which load.c asks at the end.
 */
#include "rulebook/loading.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "vocabulary/vocabulary_make.h"

#define HINTS_LISTED 12u /* so many names are all listed where none is near */

void *vector_reserve(struct arena *arena, void *at, uint32_t count, uint32_t *room, size_t size,
                     uint32_t more)
{
    if (*room - count >= more) {
        return at;
    }
    void *grown = arena_array(arena, (size_t)count + more, size);
    if (grown == NULL) {
        return at;
    }
    if (count > 0) {
        memcpy(grown, at, count * size);
    }
    *room = count + more;
    return grown;
}

void *vector_grow(struct arena *arena, void *at, uint32_t count, uint32_t *room, size_t size)
{
    return vector_reserve(arena, at, count, room, size, count < 16 ? 16 : count);
}

/* ---- faults ---- */

void file_enter(struct loading *ld, uint32_t file)
{
    ld->entered = file;
    ld->reader.file = ld->files[file].name;
    ld->reader.source = ld->files[file].bytes;
    ld->reader.source_len = ld->files[file].len;
}

struct fault *tell(struct loading *ld, enum fault_code code, const struct node *at,
                   const char *what, ...)
{
    char text[512];
    va_list args;

    if (at->told) {
        return NULL;
    }
    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    return reader_fault(&ld->reader, code, at, "%s", text);
}

struct fault *tell_at_key(struct loading *ld, enum fault_code code, const struct node *value,
                          const char *what, ...)
{
    char text[512];
    va_list args;

    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    if (value->up == NULL || value->up->kind != NODE_MAP) {
        return reader_fault(&ld->reader, code, value, "%s", text);
    }
    return reader_key_fault(&ld->reader, code, value->up, value->index, "%s", text);
}

struct fault *tell_missing(struct loading *ld, const struct node *map, const char *key,
                           const char *why, const char *fix)
{
    struct fault *f = reader_missing(&ld->reader, map, key);

    if (why != NULL) {
        fault_why(ld->faults, f, "%s", why);
    }
    if (fix != NULL) {
        fault_fix(ld->faults, f, "%s", fix);
    }
    return f;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The nearest of the names, or all of them, if they are few. */
static void hint_names(struct loading *ld, struct fault *f, const char *word,
                       const struct names *known)
{
    if (f == NULL || known == NULL || known->count == 0 || ld->hints++ >= HINTS_MOST) {
        return;
    }
    const char **choices = arena_array(&ld->scratch, known->count, sizeof *choices);
    for (uint32_t i = 0; choices != NULL && i < known->count; i++) {
        choices[i] = known->at[i].text.at;
    }
    if (choices == NULL) {
        return;
    }
    qsort(choices, known->count, sizeof *choices, compare_names);
    if (known->count > HINTS_LISTED) {
        reader_did_you_mean(&ld->reader, f, word, choices, known->count);
    } else {
        reader_choices_hint(&ld->reader, f, word, choices, known->count);
    }
}

void tell_unknown(struct loading *ld, const struct node *at, const char *what,
                  const struct names *known)
{
    tell_unknown_of(ld, at, NULL, what, known);
}

void tell_unknown_of(struct loading *ld, const struct node *at, const char *of, const char *what,
                     const struct names *known)
{
    if (ld->incomplete || at->told) {
        return;
    }
    struct fault *f =
        of != NULL ? tell(ld, FAULT_S204, at, "\"%.*s\" is no word of the %s", TEXT_SHOWN(at), of)
                   : tell(ld, FAULT_S204, at, "there is no %s \"%.*s\"", what, TEXT_SHOWN(at));
    fault_why(ld->faults, f,
              "A name that is defined nowhere would match nothing, and nobody would notice.");
    hint_names(ld, f, at->text.at, known);
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f, "Define the %s, or correct the name.", what);
    }
}

void tell_twice(struct loading *ld, const struct node *later, const char *what, uint32_t first_file,
                const struct node *first)
{
    struct fault *f =
        tell(ld, FAULT_X301, later,
             "the %s \"%.*s\" is defined twice: first at %s:%u:%u, and again here", what,
             TEXT_SHOWN(later), ld->files[first_file].name, first->line, first->column);

    fault_why(ld->faults, f, "Only one of the two could be used, and nobody would see which.");
    fault_fix(ld->faults, f, "Give one of them another name, or delete it.");
}

/* ---- texts ---- */

const char *text_keep(struct loading *ld, struct span text)
{
    struct names *t = &ld->texts;
    const char *known = names_at(t, text);

    if (known != NULL) {
        return known;
    }
    char *kept = arena_text(ld->keep, text.at, text.len);
    if (kept == NULL) {
        return NULL;
    }
    (void)names_add(t, (struct span){kept, text.len}, 0);
    return kept;
}

const char *text_of(struct loading *ld, const struct node *n)
{
    return n != NULL && n->kind == NODE_TEXT ? text_keep(ld, n->text) : NULL;
}

uint32_t each_text(const struct node *n)
{
    return n == NULL ? 0 : n->kind == NODE_LIST ? n->count : 1;
}

const struct node *text_at(const struct node *n, uint32_t i)
{
    return n->kind == NODE_LIST ? n->items[i] : n;
}

struct texts texts_of(struct loading *ld, const struct node *n)
{
    struct texts t = {0};

    if (n == NULL || (n->kind != NODE_TEXT && n->kind != NODE_LIST)) {
        return t;
    }
    uint32_t count = n->kind == NODE_TEXT ? 1 : n->count;
    const char **at = arena_array(ld->keep, count > 0 ? count : 1, sizeof *at);
    if (at == NULL) {
        return t;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct node *word = n->kind == NODE_TEXT ? n : n->items[i];
        const char *text = text_of(ld, word);

        if (text != NULL) {
            at[t.count++] = text;
        }
    }
    t.at = at;
    return t;
}

uint32_t word_of_node(const struct words *w, const struct node *n)
{
    return n != NULL && n->kind == NODE_TEXT ? word_number(w, n->text.at) : 0;
}

bool map_read(struct loading *ld, const struct table *table, const struct node *n, void *out)
{
    if (n != NULL) {
        return reader_read(&ld->reader, table, n, out);
    }
    memset(out, 0, table->size);
    return true;
}

int32_t date_of_node(const struct node *n)
{
    int32_t first, last;

    if (n == NULL || n->kind != NODE_TEXT || !date_read(n->text.at, n->text.len, &first, &last) ||
        first != last) {
        return DATE_NONE;
    }
    return first;
}
