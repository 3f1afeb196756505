/* SPDX-License-Identifier: MIT
 *
 * What the files of the YAML reader share: the source as it was looked at before libyaml sees it
 * (yaml_source.c), the characters that are not what they seem (yaml_hidden.c), the bare words that
 * are refused (yaml_words.c), and libyaml's complaints made plain (yaml_plain.c). For yaml.c alone.
 */
#ifndef PRECARE_BASE_YAML_PARTS_H
#define PRECARE_BASE_YAML_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

__attribute__((unused)) static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A character that is refused where it stands; libyaml is given something harmless in its place. */
struct yaml_hidden {
    uint32_t index, line,
        column; /* index in code points from the start, as libyaml counts; the others 1-based */
    uint32_t code_point; /* HIDDEN_NOT_UTF8: a byte that is none */
    bool told;
};

struct yaml_source {
    const char *file;  /* borrowed */
    const char *bytes; /* borrowed, after a byte order mark */
    size_t len;
    /* owned: what libyaml reads where it must differ from `bytes`; NULL: it need not */
    char *clean;
    size_t *lines; /* owned: where each line starts, made at the first fault */
    uint32_t line_count;
    struct yaml_hidden *hidden; /* owned, in order */
    uint32_t hidden_count, hidden_room, hidden_next;
    uint32_t first_tab;  /* the first line indented with a tab; 0: none */
    uint32_t typed_line; /* the first line with a long dash or a curly quote; 0: none */
    uint64_t work;       /* steps taken within lines so far */
    struct faults *faults;
    bool lost; /* no memory */
};

/* Looks at every character and every indentation; adds Y001 and Y004 of directives itself. */
void yaml_source_begin(struct yaml_source *s, const char *bytes, size_t len, const char *file,
                       struct faults *faults);
void yaml_source_end(struct yaml_source *s);
/* A fault at a place of this source, with its line. */
struct fault *yaml_source_fault(struct yaml_source *s, enum fault_code code, uint32_t line,
                                uint32_t column, const char *what, ...)
    __attribute__((format(printf, 5, 6)));
/* Tells the hidden characters up to `to`, each run of them where it begins; those of the value or
 * key that spans [from, to) as one, at the first. UINT32_MAX for both tells all that is left. */
void yaml_source_hidden(struct yaml_source *s, uint32_t from, uint32_t to);
/* Where a scalar stands: from its first character (its quote) up to the place behind it. */
struct yaml_extent {
    uint32_t line, column, to_line, to_column;
    char style; /* '"' '\'' '|', or ' ' for one without quotes */
};
/* The same for a tab, or a character written as an escape, inside the value; false: none. */
bool yaml_source_escaped(struct yaml_source *s, const char *value, size_t len,
                         const struct yaml_extent *extent);
/* A long dash in the place of a list's dash, or a curly quote where a text begins: told, and true.
 * The second one looks for them in a line, up to a column. */
bool yaml_source_typed(struct yaml_source *s, uint32_t line, uint32_t column);
bool yaml_source_typed_in(struct yaml_source *s, uint32_t line, uint32_t to);
/* The text of a line that starts at (line, column), both 1-based; at == NULL beyond the end. */
struct span yaml_source_rest(struct yaml_source *s, uint32_t line, uint32_t column);

/* Y005 to Y009 for a scalar without quotes; false: an ordinary word. */
bool yaml_word_refused(struct yaml_source *s, const char *text, size_t len, uint32_t line,
                       uint32_t column);

/* libyaml's complaint as a fault. */
struct yaml_complaint {
    const char *problem, *context; /* libyaml's words; may be NULL */
    uint32_t line, column;         /* of its mark, 1-based */
    uint32_t context_line, context_column;
};
void yaml_plain_fault(struct yaml_source *s, const struct yaml_complaint *complaint);
/* Where it comes of a dash that is missing or stands without its space: told, and true.
 * (yaml_dash.c) */
bool yaml_dash_fault(struct yaml_source *s, const struct yaml_complaint *complaint);
/* What to type for an entry that begins with this key: "- id:", in quotes. In the caller's room. */
const char *yaml_dash_entry(const struct yaml_source *s, struct span key, char room[FAULT_WORD]);
/* A text in quotes that ended in a later line, with something behind it that does not fit. */
void yaml_quote_fault(struct yaml_source *s, const struct yaml_extent *quote);

#endif
