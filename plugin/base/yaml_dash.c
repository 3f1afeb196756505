/* SPDX-License-Identifier: MIT
 *
 * A dash of a list that is missing, or stands without its space: the commonest slip that libyaml
 * tells in words of its own, far from where it is. Called by yaml_plain.c for each of its
 * complaints; any thread.
 */
#include <stdio.h>
#include <string.h>

#include "base/yaml_parts.h"

static bool dash_problem(const struct yaml_complaint *complaint, const char *part)
{
    return complaint->problem != NULL && strstr(complaint->problem, part) != NULL;
}

static uint32_t spaces_of(struct span line)
{
    uint32_t n = 0;

    while (n < line.len && line.at[n] == ' ') {
        n++;
    }
    return n;
}

static bool says_nothing(struct span line)
{
    uint32_t spaces = spaces_of(line);

    return spaces == line.len || line.at[spaces] == '#';
}

/* The word before the colon, where a line, from here on, has the form "key: value"; 0: it has not.
 */
static int dash_key(struct span rest)
{
    uint32_t n = 0;

    while (n < rest.len && n < 60 && strchr(" :\"'{}[],#", rest.at[n]) == NULL) {
        n++;
    }
    bool key =
        n > 0 && n < rest.len && rest.at[n] == ':' && (n + 1 == rest.len || rest.at[n + 1] == ' ');
    return key ? (int)n : 0;
}

/* "-id: x": the dash is taken for the first letter of the key. */
static bool dash_sticks(struct span rest)
{
    return rest.len > 1 && rest.at[0] == '-' && rest.at[1] != ' ' && rest.at[1] != '-' &&
           dash_key(rest) > 0;
}

const char *yaml_dash_entry(const struct yaml_source *s, struct span key, char room[FAULT_WORD])
{
    if (s->faults->hush) {
        return "a dash and a space";
    }
    (void)snprintf(room, FAULT_WORD, "\"- %.*s:\"", key.len > 58 ? 58 : (int)key.len, key.at);
    return room;
}

static void dash_space_fault(struct yaml_source *s, uint32_t line, uint32_t column)
{
    struct span rest = yaml_source_rest(s, line, column);
    int key = dash_key(rest);
    struct fault *fault = yaml_source_fault(s, FAULT_Y099, line, column,
                                            "a space seems to be missing after the dash");

    fault_why(s->faults, fault,
              "An entry of a list begins with a dash and a space. Without the space the dash is "
              "taken for a part of the word.");
    char room[FAULT_WORD];
    fault_fix(s->faults, fault, "Write %s.",
              yaml_dash_entry(s, (struct span){rest.at + 1, (uint32_t)key - 1}, room));
}

/* "rules:", also with a comment behind it: what it holds stands below. */
static bool is_parent(struct span line)
{
    uint32_t end = 0;

    for (uint32_t i = 1; i < line.len && !(line.at[i] == '#' && line.at[i - 1] == ' '); i++) {
        end = line.at[i] == ' ' ? end : i;
    }
    return end > 0 && line.at[end] == ':';
}

/* The line before an entry that has its dash and does not fit, which was meant as the first entry
 * of the same list: it begins in the dash's column or to the right of it. 0: none. */
static uint32_t dashless_first(struct yaml_source *s, const struct yaml_complaint *complaint)
{
    uint32_t first = 0, below = 0, parent = 0;

    for (uint32_t line = complaint->line - 1; line > 0; line--) {
        struct span text = yaml_source_rest(s, line, 1);

        if (text.at == NULL) {
            return 0; /* far too long a way */
        }
        if (says_nothing(text)) {
            continue;
        }
        uint32_t column = spaces_of(text) + 1;
        if (column < complaint->column) {
            return is_parent(text) ? first : 0;
        }
        if (parent == 0 && column == complaint->column && is_parent(text)) {
            parent = line;
            below = first;
        }
        first = line;
    }
    return parent > 0 ? below : 0; /* at the top: of a list in its key's own column */
}

/* The same, where the first entry begins to the left of the dash: with the key of the entry that
 * has its dash, or alone. */
static uint32_t dashless_left(struct yaml_source *s, uint32_t at, struct span dash)
{
    uint32_t first = 0, column = 0, keys = 0;

    for (uint32_t line = at - 1; line > 0; line--) {
        struct span text = yaml_source_rest(s, line, 1);
        uint32_t spaces = text.at != NULL ? spaces_of(text) : 0;

        if (text.at == NULL) {
            return 0;
        }
        if (says_nothing(text) || (column > 0 && spaces + 1 > column)) {
            continue;
        }
        if (column > 0 && spaces + 1 < column) {
            struct span words = first > 0 ? yaml_source_rest(s, first, column) : (struct span){0};
            int key = dash_key(words), same = dash_key(dash);
            bool alike = key > 0 && key == same && memcmp(words.at, dash.at, (size_t)key) == 0;

            return is_parent(text) && (alike || keys == 1) ? first : 0;
        }
        column = spaces + 1;
        first = line;
        keys++;
    }
    return 0;
}

/* A dash at the beginning of a line that libyaml took for a part of the text above. */
static bool dash_taken_for_text(struct yaml_source *s, struct yaml_complaint *complaint)
{
    struct span line = yaml_source_rest(s, complaint->line, 1);
    uint32_t spaces = line.at != NULL ? spaces_of(line) : 0;

    if (line.at == NULL || line.len < spaces + 2 || line.at[spaces] != '-' ||
        line.at[spaces + 1] != ' ') {
        return false;
    }
    complaint->column = spaces + 1;
    return true;
}

static bool dash_before_fault(struct yaml_source *s, uint32_t line, uint32_t column,
                              const struct yaml_complaint *complaint)
{
    struct span rest = yaml_source_rest(s, line, column);
    int key = dash_key(rest);
    bool first = line < complaint->line;

    if (key == 0 || rest.at[0] == '-') {
        return false;
    }
    char room[FAULT_WORD];
    struct fault *fault = yaml_source_fault(s, FAULT_Y099, line, column,
                                            "a dash and a space seem to be missing before %s",
                                            fault_word(s->faults, rest.at, (size_t)key, room));
    const char *entry = yaml_dash_entry(s, (struct span){rest.at, (uint32_t)key}, room);
    if (first) {
        fault_why(s->faults, fault,
                  "In line %u an entry of a list begins with a dash, so this one, above it, needs "
                  "a dash too.",
                  complaint->line);
        fault_fix(s->faults, fault, "Begin the entry with %s, its dash in column %u.", entry,
                  complaint->column);
        return true;
    }
    fault_why(s->faults, fault,
              "It begins in the column of the dashes of the list above it, and every entry of that "
              "list begins with a dash.");
    fault_fix(s->faults, fault,
              "Begin the entry with %s. If no new entry was meant, begin the line in the column of "
              "the keys that it belongs to.",
              entry);
    return true;
}

/* Of an entry above the one that has its dash. */
static bool dash_first_fault(struct yaml_source *s, const struct yaml_complaint *complaint)
{
    struct span rest = yaml_source_rest(s, complaint->line, complaint->column);
    uint32_t first = dashless_first(s, complaint);

    if (first == 0) {
        first = dashless_left(s, complaint->line, (struct span){rest.at + 2, rest.len - 2});
    }
    uint32_t column = first > 0 ? spaces_of(yaml_source_rest(s, first, 1)) + 1 : 0;
    if (first > 0 && dash_sticks(yaml_source_rest(s, first, column))) {
        dash_space_fault(s, first, column);
        return true;
    }
    return first > 0 && dash_before_fault(s, first, column, complaint);
}

/* An entry of a list without its dash, or without the space behind it. */
bool yaml_dash_fault(struct yaml_source *s, const struct yaml_complaint *complaint)
{
    struct span rest = yaml_source_rest(s, complaint->line, complaint->column);

    if (dash_problem(complaint, "'-' indicator")) {
        if (dash_sticks(rest)) {
            dash_space_fault(s, complaint->line, complaint->column);
            return true;
        }
        return complaint->column == complaint->context_column &&
               dash_before_fault(s, complaint->line, complaint->column, complaint);
    }
    struct yaml_complaint dash = *complaint;
    if (dash_problem(complaint, "mapping values are not allowed")) {
        uint32_t line = complaint->line - 1;

        while (line > 0 && says_nothing(yaml_source_rest(s, line, 1))) {
            line--;
        }
        struct span before = yaml_source_rest(s, line, 1);
        uint32_t spaces = spaces_of(before);
        if (line > 0 && dash_sticks((struct span){before.at + spaces, before.len - spaces})) {
            dash_space_fault(s, line, spaces + 1);
            return true;
        }
        return dash_taken_for_text(s, &dash) && dash_first_fault(s, &dash);
    }
    return dash_problem(complaint, "expected key") && rest.len > 1 && rest.at[0] == '-' &&
           rest.at[1] == ' ' && dash_first_fault(s, &dash);
}
