/* SPDX-License-Identifier: MIT
 *
 * The look at a YAML file before libyaml reads it: characters that are refused, tabs in the
 * indentation, directives. What is refused is replaced by something harmless of the same width in
 * code points, so that the reading goes on, finds the other faults of the file, and finds them at
 * their right places. Called by yaml.c, on one thread. On failure (no memory) `lost` is set.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hidden.h"
#include "base/seam.h"
#include "base/yaml_parts.h"

#define HIDDEN_KEPT 4096u
#define WORK_LIMIT (20u * 1000 * 1000) /* steps within lines: a file can be one line */

/* Where the look stands. */
struct look {
    size_t at, line_start;
    uint32_t extra; /* bytes so far that are not code points of their own */
    uint32_t line, line_extra;
    bool indent; /* nothing but blanks so far in this line */
    bool head;   /* nothing but comments, blank lines and directives so far in the file */
};

static char *clean_of(struct yaml_source *s)
{
    if (s->clean == NULL) {
        s->clean = mem_grow(NULL, s->len + 1);
        if (s->clean == NULL) {
            s->lost = true;
            return NULL;
        }
        memcpy(s->clean, s->bytes, s->len);
        s->clean[s->len] = '\0';
    }
    return s->clean;
}

static void keep_hidden(struct yaml_source *s, const struct look *look, uint32_t code_point)
{
    if (s->hidden_count >= HIDDEN_KEPT) {
        return;
    }
    struct yaml_hidden *hidden =
        mem_more(s->hidden, s->hidden_count, &s->hidden_room, sizeof *hidden);
    if (hidden == NULL) {
        s->lost = true;
        return;
    }
    s->hidden = hidden;
    s->hidden[s->hidden_count++] = (struct yaml_hidden){
        .index = (uint32_t)look->at - look->extra,
        .line = look->line,
        .column = (uint32_t)(look->at - look->line_start) - (look->extra - look->line_extra) + 1,
        .code_point = code_point,
    };
}

/* Keeps a refused character and puts one of one byte in its place: those that take more shrink the
 * clean text, which is built anew at the end (compact). NUL marks the bytes to leave out: it is
 * refused itself, so it cannot occur. */
static void yaml_source_replace(struct yaml_source *s, const struct look *look, uint32_t code_point,
                                uint32_t bytes)
{
    char *clean = clean_of(s);

    if (clean == NULL) {
        return;
    }
    keep_hidden(s, look, code_point);
    memset(clean + look->at, '\0', bytes);
    clean[look->at] = hidden_is_space(code_point) ? ' ' : '_';
}

static void tab_in_indentation(struct yaml_source *s, struct look *look)
{
    size_t from = look->at, to = from;

    while (to < s->len && (s->bytes[to] == ' ' || s->bytes[to] == '\t')) {
        to++;
    }
    char *clean = clean_of(s);
    if (clean != NULL) {
        for (size_t i = from; i < to; i++) {
            clean[i] = ' ';
        }
    }
    bool empty =
        to == s->len || s->bytes[to] == '\n' || s->bytes[to] == '\r' || s->bytes[to] == '#';
    if (!empty) {
        struct fault *fault =
            yaml_source_fault(s, FAULT_Y001, look->line, (uint32_t)(from - look->line_start) + 1,
                              "a tab in the indentation");

        fault_why(
            s->faults, fault,
            "A tab is as wide as each editor likes, so this line could belong to one thing on "
            "your screen and to another here.");
        fault_fix(s->faults, fault, "Replace the tab with spaces: two for each step to the right.");
        if (!s->first_tab) {
            s->first_tab = look->line;
        }
    }
    look->at = to;
}

static void yaml_source_directive(struct yaml_source *s, const struct look *look)
{
    struct fault *fault =
        yaml_source_fault(s, FAULT_Y004, look->line, 1, "a line that begins with %%");

    fault_why(
        s->faults, fault,
        "Such a line is an instruction to the reading program. Rules have none: what you see is "
        "all there is.");
    fault_fix(s->faults, fault, "Delete the line. The first line of the file is its \"format:\".");
    char *clean = clean_of(s);
    if (clean != NULL) {
        clean[look->at] = '#';
    }
}

static void line_ends(struct look *look, size_t next)
{
    look->at = next;
    look->line_start = next;
    look->line_extra = look->extra;
    look->line++;
    look->indent = true;
}

static void carriage_return(struct yaml_source *s, struct look *look)
{
    if (look->at + 1 < s->len && s->bytes[look->at + 1] == '\n') {
        line_ends(look, look->at + 2);
        return;
    }
    keep_hidden(s, look, '\r');
    line_ends(look, look->at + 1);
}

static void yaml_source_rare(struct yaml_source *s, struct look *look)
{
    uint32_t bytes, code_point = hidden_step(s->bytes + look->at, s->len - look->at, &bytes);

    look->indent = false;
    if (hidden_name(code_point) != NULL) {
        yaml_source_replace(s, look, code_point, bytes);
    }
    look->at += bytes;
    look->extra += bytes - 1;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGH (ONES * 0x80)

/* How many bytes from here on are plain: eight at a time, nothing below a space, nothing from DEL
 * on. */
static size_t plain_run(const char *s, size_t len)
{
    size_t at = 0;

    for (uint64_t eight; len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s + at, sizeof eight);
        if ((eight | (eight + ONES) | ((eight - ONES * 0x20) & ~eight)) & HIGH) {
            break;
        }
    }
    return at;
}

/* A printable ASCII character. */
static void yaml_source_plain(struct yaml_source *s, struct look *look, char c)
{
    if (look->indent && c != ' ') {
        look->indent = false;
        if (c == '%' && look->head && look->at == look->line_start) {
            yaml_source_directive(s, look);
        } else if (c != '#') {
            look->head = false;
        }
    }
    look->at++;
    if (!look->indent) {
        look->at += plain_run(s->bytes + look->at, s->len - look->at);
    }
}

static void look_through(struct yaml_source *s)
{
    struct look look = {.line = 1, .indent = true, .head = true};

    while (look.at < s->len) {
        unsigned char c = (unsigned char)s->bytes[look.at];

        if (c >= 0x20 && c < 0x7F) {
            yaml_source_plain(s, &look, (char)c);
        } else if (c == '\n') {
            line_ends(&look, look.at + 1);
        } else if (c == '\r') {
            carriage_return(s, &look);
        } else if (c == '\t' && look.indent) {
            tab_in_indentation(s, &look);
        } else if (c == '\t') {
            look.at++;
        } else {
            look.head = look.head && !look.indent;
            yaml_source_rare(s, &look);
        }
    }
}

/* Takes the left-out bytes from the clean text. */
static void yaml_source_compact(struct yaml_source *s)
{
    size_t to = 0;

    for (size_t i = 0; i < s->len; i++) {
        if (s->clean[i] != '\0') {
            s->clean[to++] = s->clean[i];
        }
    }
    s->clean[to] = '\0';
}

void yaml_source_begin(struct yaml_source *s, const char *bytes, size_t len, const char *file,
                       struct faults *faults)
{
    *s = (struct yaml_source){.file = file, .bytes = bytes, .len = len, .faults = faults};
    if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        s->bytes += 3;
        s->len -= 3;
    }
    look_through(s);
    if (s->clean != NULL) {
        yaml_source_compact(s);
    }
}

void yaml_source_end(struct yaml_source *s)
{
    mem_drop(s->clean);
    mem_drop(s->lines);
    mem_drop(s->hidden);
    *s = (struct yaml_source){0};
}

/* ---- places ---- */

static void find_lines(struct yaml_source *s)
{
    uint32_t count = 1;

    for (size_t i = 0; i < s->len; i++) {
        count += s->bytes[i] == '\n' ||
                 (s->bytes[i] == '\r' && (i + 1 == s->len || s->bytes[i + 1] != '\n'));
    }
    s->lines = mem_grow(NULL, ((size_t)count + 1) * sizeof *s->lines);
    if (s->lines == NULL) {
        return;
    }
    s->lines[s->line_count++] = 0;
    for (size_t i = 0; i < s->len; i++) {
        if (s->bytes[i] == '\n' ||
            (s->bytes[i] == '\r' && (i + 1 == s->len || s->bytes[i + 1] != '\n'))) {
            s->lines[s->line_count++] = i + 1;
        }
    }
}

static struct span line_of(struct yaml_source *s, uint32_t line)
{
    if (s->lines == NULL) {
        find_lines(s);
    }
    if (s->lines == NULL || line == 0 || line > s->line_count) {
        return (struct span){0};
    }
    size_t from = s->lines[line - 1], to = line < s->line_count ? s->lines[line] : s->len;
    while (to > from && (s->bytes[to - 1] == '\n' || s->bytes[to - 1] == '\r')) {
        to--;
    }
    return (struct span){s->bytes + from, (uint32_t)(to - from)};
}

struct span yaml_source_rest(struct yaml_source *s, uint32_t line, uint32_t column)
{
    struct span rest = line_of(s, line);

    s->work += column;
    if (s->work > WORK_LIMIT) {
        return (struct span){0};
    }
    for (uint32_t i = 1; rest.at != NULL && i < column; i++) {
        uint32_t bytes;

        if (rest.len == 0) {
            return (struct span){0};
        }
        (void)hidden_step(rest.at, rest.len, &bytes);
        rest.at += bytes;
        rest.len -= bytes;
    }
    return rest;
}

struct fault *yaml_source_fault(struct yaml_source *s, enum fault_code code, uint32_t line,
                                uint32_t column, const char *what, ...)
{
    char text[512];
    va_list args;

    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    struct place at = {.file = s->file, .line = line, .column = column};
    struct fault *fault = fault_add(s->faults, code, at, "%s", text);
    if (fault != NULL) {
        struct span source = line_of(s, line);

        fault_source(s->faults, fault, source.at, source.len);
    }
    return fault;
}
