/* SPDX-License-Identifier: MIT
 *
 * Where a part of a text stands in its file: the source is walked beside the text that was read
 * from it, over escapes, doubled quotation marks and folded lines. Called for faults inside a text;
 * one thread. Where the two do not agree, the place is the text's first character.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rulebook/loading.h"

struct walk { /* through the source */
    const char *at, *end;
    uint32_t line, column;
    char style; /* '"', '\'', '|' of a block, 0 of a plain text */
};

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void walk_on(struct walk *w, uint32_t code_points)
{
    while (code_points > 0 && w->at < w->end) {
        bool line = *w->at == '\n';

        w->at++;
        while (w->at < w->end && ((unsigned char)*w->at & 0xC0) == 0x80) {
            w->at++;
        }
        w->column = line ? 1 : w->column + 1;
        w->line += line ? 1 : 0;
        code_points--;
    }
}

/* To a node's first character; false: the source is shorter. */
static bool walk_to(struct walk *w, const struct reader *r, const struct node *n)
{
    *w = (struct walk){.at = r->source, .end = r->source + r->source_len, .line = 1, .column = 1};
    w->at += r->source_len >= 3 && memcmp(w->at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (w->line < n->line) {
        const char *stop = memchr(w->at, '\n', (size_t)(w->end - w->at));

        if (stop == NULL) {
            return false;
        }
        w->at = stop + 1;
        w->line++;
    }
    walk_on(w, n->column - 1);
    return w->line == n->line && w->at < w->end;
}

static void walk_begin(struct walk *w)
{
    char first = *w->at;

    if (first == '"' || first == '\'') {
        w->style = first;
        walk_on(w, 1);
    } else if (first == '|' || first == '>') {
        w->style = '|';
        while (w->at < w->end && *w->at != '\n') {
            walk_on(w, 1);
        }
    }
}

/* How many characters of the source an escape has; 0: there is none here. */
static uint32_t walk_escape(const struct walk *w)
{
    if (w->style != '"' || w->end - w->at < 2 || *w->at != '\\') {
        return 0;
    }
    switch (w->at[1]) {
    case 'x': return 4;
    case 'u': return 6;
    case 'U': return 10;
    default: return 2;
    }
}

/* Whether the escape there stands for white space, or for the end of a line that goes on. */
static bool escape_is_white(const struct walk *w, uint32_t characters)
{
    uint32_t c = 0;

    if (characters == 2) {
        return strchr("nrt \n\r", w->at[1]) != NULL;
    }
    for (uint32_t i = 2; i < characters && w->at + i < w->end; i++) {
        char digit = w->at[i];

        c = c * 16 + (uint32_t)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    return characters > 2 && c < 0x80 && is_white((char)c);
}

/* White space of the source, written out, over the end of a line, or as an escape. */
static bool walk_white(struct walk *w)
{
    uint32_t escape = walk_escape(w);

    if (w->at < w->end && (is_white(*w->at) || escape_is_white(w, escape))) {
        walk_on(w, escape > 0 ? escape : 1);
        return true;
    }
    return false;
}

/* The character of the source that the text's next character was read from; its bytes in the text.
 * 0: they do not agree. */
static uint32_t walk_char(struct walk *w, const char *text, size_t len)
{
    uint32_t bytes = utf8_step(text, len), escape = walk_escape(w);

    if (escape > 0) {
        walk_on(w, escape);
        return bytes;
    }
    if (bytes == 0 || (size_t)(w->end - w->at) < bytes || memcmp(w->at, text, bytes) != 0) {
        return 0;
    }
    walk_on(w, w->style == '\'' && *text == '\'' ? 2 : 1);
    return bytes;
}

static bool inside_find(const struct reader *r, const struct node *n, uint32_t offset,
                        struct walk *w)
{
    if (r->source == NULL || n->line == 0 || !walk_to(w, r, n)) {
        return false;
    }
    walk_begin(w);
    for (uint32_t d = 0;;) {
        struct walk before = *w;
        uint32_t from = d;

        while (d < n->text.len && is_white(n->text.at[d])) {
            d++;
        }
        while (walk_white(w)) {
            continue;
        }
        if (offset < d) { /* among white space, which may be folded */
            *w = before;
            walk_on(w, offset - from);
            return true;
        }
        if (offset == d) {
            return true;
        }
        uint32_t bytes = d < n->text.len ? walk_char(w, n->text.at + d, n->text.len - d) : 0;
        if (bytes == 0) {
            return false;
        }
        d += bytes;
    }
}

struct fault *tell_inside(struct loading *ld, enum fault_code code, const struct node *n,
                          struct span part, const char *what, ...)
{
    char text[512];
    va_list args;
    struct node at = *n;
    struct walk w;
    bool within = part.at >= n->text.at && part.at <= n->text.at + n->text.len;

    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    if (within && ld->hints++ < HINTS_MOST &&
        inside_find(&ld->reader, n, (uint32_t)(part.at - n->text.at), &w)) {
        at.line = w.line;
        at.column = w.column;
    }
    return tell(ld, code, &at, "%s", text);
}
