/* SPDX-License-Identifier: MIT
 *
 * Characters of a YAML file that are not what they seem, told where they stand: those that
 * yaml_source.c has found and replaced, tabs and escapes inside texts, and what a word processor
 * makes of a dash or a quote. Called by yaml_scalar.c and yaml.c for one file at a time; any
 * thread. Cannot fail but for the faults added.
 */
#include <stdio.h>
#include <string.h>

#include "base/hidden.h"
#include "base/yaml_parts.h"

static const char *hidden_does(uint32_t code_point)
{
    if (code_point == HIDDEN_NOT_UTF8) {
        return "The file was saved in an old encoding, so letters in it can be read in more than "
               "one way.";
    }
    if (code_point == '\t') {
        return "A tab looks like spaces and is none, so the text would not match what it seems to "
               "say.";
    }
    if (hidden_is_space(code_point)) {
        return "It looks like an ordinary space or line break and is none, so a name that contains "
               "it would match nothing.";
    }
    return "Nobody sees it, and it changes what the text says or how it is shown. It often comes "
           "along when text is copied from a web page or a word processor.";
}

static void hidden_tell(struct yaml_source *s, const struct yaml_hidden *hidden, uint32_t others,
                        bool inside)
{
    const char *where = inside ? " in this text" : "";
    char name[96], more[32] = "";

    if (hidden->code_point == HIDDEN_NOT_UTF8) {
        (void)snprintf(name, sizeof name, "%s", hidden_name(hidden->code_point));
    } else {
        (void)snprintf(name, sizeof name, "%s (U+%04X)", hidden_name(hidden->code_point),
                       hidden->code_point);
    }
    if (others) {
        (void)snprintf(more, sizeof more, ", and %u more", others);
    }
    struct fault *fault =
        yaml_source_fault(s, FAULT_Y013, hidden->line, hidden->column, "%s%s%s", name, where, more);
    fault_why(s->faults, fault, "%s", hidden_does(hidden->code_point));
    if (hidden->code_point == HIDDEN_NOT_UTF8) {
        fault_fix(s->faults, fault,
                  "Save the file as UTF-8 (in the editor: \"Save with encoding\").");
    } else if (hidden_is_space(hidden->code_point) || hidden->code_point == '\t') {
        fault_fix(s->faults, fault, "Delete it and type an ordinary space.");
    } else {
        fault_fix(s->faults, fault, "Delete it, or type the words again.");
    }
}

/* Those that follow each other directly, or stand in one value, are told as one. */
static uint32_t hidden_run(const struct yaml_source *s, uint32_t from, uint32_t to)
{
    const struct yaml_hidden *first = &s->hidden[from];
    uint32_t n = 1;

    while (from + n < s->hidden_count && first[n].index < to &&
           (to != UINT32_MAX || first[n].index == first->index + n)) {
        n++;
    }
    return n;
}

void yaml_source_hidden(struct yaml_source *s, uint32_t from, uint32_t to)
{
    while (s->hidden_next < s->hidden_count && s->hidden[s->hidden_next].index < from) {
        uint32_t n = hidden_run(s, s->hidden_next, UINT32_MAX);

        hidden_tell(s, &s->hidden[s->hidden_next], n - 1, false);
        s->hidden_next += n;
    }
    if (s->hidden_next < s->hidden_count && s->hidden[s->hidden_next].index < to) {
        uint32_t n = hidden_run(s, s->hidden_next, to);

        hidden_tell(s, &s->hidden[s->hidden_next], n - 1, true);
        s->hidden_next += n;
    }
}

/* ---- inside a text ---- */

/* Where a walk through the source of a scalar stands. */
struct hidden_walk {
    struct span rest; /* of the line */
    uint32_t line, column;
    bool begun; /* something but blanks stood in this line, or the text itself began in it */
};

/* The escapes of one letter that stand for a character which is refused. */
static uint32_t escape_letter(char letter)
{
    static const struct {
        char letter;
        uint32_t code_point;
    } escapes[] = {{'0', 0},      {'a', 7},      {'b', 8},    {'t', 9},    {'v', 11},
                   {'f', 12},     {'r', 13},     {'e', 27},   {'N', 0x85}, {'_', 0xA0},
                   {'L', 0x2028}, {'P', 0x2029}, {'\t', '\t'}};

    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i].letter == letter) {
            return escapes[i].code_point;
        }
    }
    return '\n'; /* an ordinary one */
}

/* The character of an escape that begins at rest (a backslash), and its length in bytes. */
static uint32_t escape_value(struct span rest, uint32_t *bytes_r)
{
    uint32_t digits = 0, code_point = 0;

    *bytes_r = rest.len < 2 ? rest.len : 2;
    if (rest.len < 2) {
        return '\n';
    }
    digits = rest.at[1] == 'x' ? 2 : rest.at[1] == 'u' ? 4 : rest.at[1] == 'U' ? 8 : 0;
    if (digits == 0) {
        return escape_letter(rest.at[1]);
    }
    for (uint32_t i = 2; i < 2 + digits && i < rest.len; i++) {
        char c = rest.at[i];
        uint32_t digit =
            c >= '0' && c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 32) - 'a' + 10);

        code_point = code_point * 16 + (digit & 15);
        *bytes_r = i + 1;
    }
    return code_point;
}

/* A tab is a part of the text unless it only indents a line, or ends one that is folded. */
static bool tab_counts(const struct hidden_walk *walk, char style)
{
    uint32_t i = 0;

    while (i < walk->rest.len && (walk->rest.at[i] == ' ' || walk->rest.at[i] == '\t')) {
        i++;
    }
    return walk->begun && (style == '|' || i < walk->rest.len);
}

static bool hidden_found(const struct hidden_walk *walk, char style, struct yaml_hidden *found_r,
                         uint32_t *bytes_r)
{
    uint32_t code_point = hidden_step(walk->rest.at, walk->rest.len, bytes_r);

    if (code_point == '\\' && style == '"') {
        code_point = escape_value(walk->rest, bytes_r);
    } else if (code_point != '\t' || !tab_counts(walk, style)) {
        return false;
    }
    *found_r =
        (struct yaml_hidden){.line = walk->line, .column = walk->column, .code_point = code_point};
    return hidden_name(code_point) != NULL;
}

/* The first of them in the source of this scalar. */
static bool hidden_search(struct yaml_source *s, const struct yaml_extent *extent,
                          struct yaml_hidden *found_r)
{
    struct hidden_walk walk = {.line = extent->line, .column = extent->column, .begun = true};

    for (; walk.line <= extent->to_line; walk.line++, walk.column = 1, walk.begun = false) {
        walk.rest = yaml_source_rest(s, walk.line, walk.column);
        while (walk.rest.len > 0 &&
               (walk.line < extent->to_line || walk.column < extent->to_column)) {
            uint32_t bytes;

            if (hidden_found(&walk, extent->style, found_r, &bytes)) {
                return true;
            }
            walk.begun = walk.begun || (walk.rest.at[0] != ' ' && walk.rest.at[0] != '\t');
            walk.column += walk.rest.at[0] == '\\' && extent->style == '"'
                               ? (uint32_t)utf8_count(walk.rest.at, bytes)
                               : 1;
            walk.rest.at += bytes;
            walk.rest.len -= bytes;
        }
    }
    return false;
}

bool yaml_source_escaped(struct yaml_source *s, const char *value, size_t len,
                         const struct yaml_extent *extent)
{
    for (size_t i = 0; i < len;) {
        uint32_t bytes, code_point = hidden_step(value + i, len - i, &bytes);

        if (hidden_name(code_point) != NULL) {
            struct yaml_hidden found = {
                .line = extent->line, .column = extent->column, .code_point = code_point};

            (void)hidden_search(s, extent, &found);
            hidden_tell(s, &found, 0, true);
            return true;
        }
        i += bytes;
    }
    return false;
}

/* ---- what a word processor makes of a dash and of quotes ---- */

enum typed {
    TYPED_WELL,
    TYPED_DASH,
    TYPED_QUOTE
};

static enum typed typed_as(uint32_t code_point)
{
    if ((code_point >= 0x2010 && code_point <= 0x2015) || code_point == 0x2212) {
        return TYPED_DASH;
    }
    if (code_point >= 0x2018 && code_point <= 0x201F) {
        return TYPED_QUOTE;
    }
    return TYPED_WELL;
}

static bool is_first_of_line(struct yaml_source *s, uint32_t line, uint32_t column)
{
    struct span rest = yaml_source_rest(s, line, 1);

    for (uint32_t i = 0; i + 1 < column; i++) {
        if (i >= rest.len || rest.at[i] != ' ') {
            return false;
        }
    }
    return true;
}

bool yaml_source_typed(struct yaml_source *s, uint32_t line, uint32_t column)
{
    struct span rest = yaml_source_rest(s, line, column);
    uint32_t bytes = 0, code_point = rest.len > 0 ? hidden_step(rest.at, rest.len, &bytes) : 0;
    enum typed typed = typed_as(code_point);
    bool dash = typed == TYPED_DASH && rest.len > bytes && rest.at[bytes] == ' ' &&
                is_first_of_line(s, line, column);

    if (!dash && typed != TYPED_QUOTE) {
        return false;
    }
    struct fault *fault =
        dash ? yaml_source_fault(s, FAULT_Y013, line, column,
                                 "a long dash (U+%04X) where an entry of a list begins", code_point)
             : yaml_source_fault(s, FAULT_Y013, line, column,
                                 "a typographic quote (U+%04X) where a text begins", code_point);
    fault_why(s->faults, fault, "%s",
              dash ? "A word processor turns a dash into a longer one. An entry of a list begins "
                     "with the dash of the keyboard (-) and a space."
                   : "A word processor turns quotes into curly ones. They are taken for a part of "
                     "the text, and protect nothing in it.");
    fault_fix(s->faults, fault, "%s",
              dash
                  ? "Type an ordinary dash (-) in its place."
                  : "Type straight quotes (\") at both ends. If the curly ones belong to the text, "
                    "put straight ones around them.");
    s->typed_line = s->typed_line ? s->typed_line : line;
    return true;
}

bool yaml_source_typed_in(struct yaml_source *s, uint32_t line, uint32_t to)
{
    struct span rest = yaml_source_rest(s, line, 1);
    bool begins = true; /* a text could begin here */

    for (uint32_t column = 1; rest.len > 0 && column < to; column++) {
        uint32_t bytes, code_point = hidden_step(rest.at, rest.len, &bytes);

        if (begins && typed_as(code_point) != TYPED_WELL && yaml_source_typed(s, line, column)) {
            return true;
        }
        begins = code_point == ' ' ? begins
                                   : code_point < 0x80 && strchr(":-[{,", (int)code_point) != NULL;
        rest.at += bytes;
        rest.len -= bytes;
    }
    return false;
}
