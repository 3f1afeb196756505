/* SPDX-License-Identifier: MIT
 *
 * Scalars of a YAML file: texts with their places, what stands before them (anchors, tags), and
 * what is refused in them. Called by yaml.c for each such event; one file a call, any thread.
 * Faults do not stop the reading.
 */
#include <string.h>

#include "base/seam.h"
#include "base/yaml_reading.h"

struct fault *yaml_tell(struct yaml_reading *r, enum fault_code code, const struct node *at,
                        const char *what)
{
    return yaml_source_fault(r->source, code, at->line, at->column, "%s", what);
}

/* A node, with room for its text behind it. */
struct node *yaml_node_at(struct yaml_reading *r, uint32_t kind, const yaml_mark_t *mark,
                          size_t room)
{
    struct node *n = arena_new(r->arena, sizeof *n + room);

    if (n == NULL) {
        r->lost = r->stop = true;
        return NULL;
    }
    n->kind = kind;
    n->line = (uint32_t)mark->line + 1;
    n->column = (uint32_t)mark->column + 1;
    return n;
}

bool yaml_key_is_next(const struct yaml_reading *r)
{
    if (r->depth == 0) {
        return false;
    }
    const struct frame *frame = &r->frames[r->depth - 1];
    return frame->node->kind == NODE_MAP && (r->count - frame->base) % 2 == 0;
}

void yaml_put(struct yaml_reading *r, struct node *n)
{
    if (r->depth == 0) {
        r->root = n;
        return;
    }
    struct node **stack = mem_more(r->stack, r->count, &r->room, sizeof(struct node *));
    if (stack == NULL) {
        r->lost = r->stop = true;
        return;
    }
    r->stack = stack;
    r->stack[r->count++] = n;
}

/* ---- anchors and tags ---- */

/* Tells what stands before the node, and moves the node's place behind it. */
void yaml_properties(struct yaml_reading *r, struct node *n, const yaml_char_t *anchor,
                     const yaml_char_t *tag)
{
    if (anchor == NULL && tag == NULL) {
        return;
    }
    struct span rest = yaml_source_rest(r->source, n->line, n->column);
    while (rest.len && rest.at != NULL && (rest.at[0] == '&' || rest.at[0] == '!')) {
        bool is_anchor = rest.at[0] == '&';
        struct fault *fault = yaml_tell(r, is_anchor ? FAULT_Y003 : FAULT_Y004, n,
                                        is_anchor ? "an anchor (&...)" : "a tag (!...)");

        fault_why(r->source->faults, fault, "%s",
                  is_anchor
                      ? "Repetition by reference hides what a rule says: what you sign must be "
                        "what you read."
                      : "A tag tells the program to read the text as something else.");
        fault_fix(r->source->faults, fault, "%s",
                  is_anchor ? "Delete it, and write the values out where they are used. If the & "
                              "belongs to the text, put "
                              "the text in quotes."
                            : "Delete it. If the ! belongs to the text, put the text in quotes.");
        uint32_t steps = 0;
        while (steps < rest.len && rest.at[steps] != ' ' && rest.at[steps] != '\t') {
            steps++;
        }
        while (steps < rest.len && (rest.at[steps] == ' ' || rest.at[steps] == '\t')) {
            steps++;
        }
        n->column += (uint32_t)utf8_count(rest.at, steps);
        rest.at += steps;
        rest.len -= steps;
    }
    n->told = true;
}

void yaml_alias(struct yaml_reading *r, const yaml_event_t *event)
{
    struct node *n = yaml_node_at(r, NODE_TEXT, &event->start_mark, 0);

    if (n == NULL) {
        return;
    }
    n->text = SPAN("");
    n->told = true;
    struct fault *fault = yaml_tell(r, FAULT_Y003, n, "an alias (*...)");
    fault_why(r->source->faults, fault,
              "Repetition by reference hides what a rule says: what you sign must be what you "
              "read.");
    fault_fix(r->source->faults, fault,
              "Write the values out here. If the * belongs to the text, put the text in quotes.");
    yaml_put(r, n);
}

/* ---- scalars ---- */

/* The ways of saying nothing. */
static const struct nothing {
    enum fault_code code;
    const char *what, *why, *fix;
} nothings[] = {
    {FAULT_S203, "the file is empty", "There is nothing in it to read.",
     "Begin with the line that says what kind of file it is, for rules: format: precare-rules/1"},
    {FAULT_Y014, "nothing after the dash",
     "An empty entry can mean \"none\", \"not yet\" or \"forgotten\", and nobody can tell which.",
     "Write the entry after the dash, or delete the line."},
    {FAULT_Y014, "nothing before the colon", "Every value has a name before its colon.",
     "Write the key before the colon, or delete the line."},
    {FAULT_Y014, "a word in braces without a value",
     "Braces without quotes hold keys with values: {to: consent}.",
     "If the braces belong to a text, put the whole text in quotes: \"{matched} was used\"."},
    {FAULT_Y014, "a comma inside a number",
     "In braces and brackets a comma begins the next part. Decimals are written with a point.",
     "Write the number with a point, in quotes: \"0.5\". An age or a length of time is a whole "
     "number: 18 years."},
    {FAULT_Y014, "nothing after the colon",
     "An empty place can mean \"none\", \"not yet\" or \"forgotten\", and nobody can tell which. "
     "(Or "
     "the lines below it do not begin far enough to the right.)",
     "Write the value after the colon, or delete the line. For an empty text write \"\"."},
};

/* {below: 0,5}: the key of what is empty here begins with a digit, right behind a comma behind a
 * digit. */
static bool after_decimal_comma(struct yaml_reading *r)
{
    const struct node *key = r->count > 1 ? r->stack[r->count - 1] : NULL;

    if (key == NULL || key->kind != NODE_TEXT || key->column < 3) {
        return false;
    }
    struct span rest = yaml_source_rest(r->source, key->line, key->column - 2);
    return rest.len > 2 && is_digit(rest.at[0]) && rest.at[1] == ',' && is_digit(rest.at[2]);
}

static const struct nothing *nothing_of(struct yaml_reading *r, const struct node *n, bool is_key)
{
    if (r->depth == 0) {
        return &nothings[0];
    }
    if (r->frames[r->depth - 1].node->kind == NODE_LIST) {
        return &nothings[1];
    }
    if (is_key) {
        return &nothings[2];
    }
    struct span before = yaml_source_rest(r->source, n->line, n->column > 1 ? n->column - 1 : 1);
    bool braces = before.len > 1 && before.at[0] != ':' && strchr("},", before.at[1]) != NULL;
    return &nothings[!braces ? 5 : after_decimal_comma(r) ? 4 : 3];
}

void yaml_nothing_there(struct yaml_reading *r, struct node *n, bool is_key)
{
    n->told = true;
    const struct yaml_source *s = r->source;
    if (s->hidden_next < s->hidden_count && s->hidden[s->hidden_next].line == n->line) {
        return; /* there is something, and it will be told */
    }
    const struct nothing *nothing = nothing_of(r, n, is_key);
    const struct node *at = n;
    if (nothing == &nothings[4]) { /* both halves of the number are told with it */
        at = r->stack[r->count - 1];
        r->stack[r->count - 1]->told = r->stack[r->count - 2]->told = true;
    }
    struct fault *fault = yaml_tell(r, nothing->code, at, nothing->what);
    fault_why(s->faults, fault, "%s", nothing->why);
    fault_fix(s->faults, fault, "%s", nothing->fix);
}

static void too_long(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = yaml_source_fault(r->source, FAULT_Y011, n->line, n->column,
                                            "a text of more than %u KiB", r->limits.text / 1024);

    fault_why(r->source->faults, fault,
              "No text of a rule needs to be so long. Perhaps a closing quote is missing.");
    fault_fix(r->source->faults, fault,
              "Close the quote where the text ends, or shorten the text.");
    n->told = true;
    n->text = SPAN("");
}

static void merge_key(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = yaml_tell(r, FAULT_Y003, n, "a merge key (<<)");

    fault_why(r->source->faults, fault,
              "It brings in keys from elsewhere that nobody sees here: what you sign must be "
              "what you read.");
    fault_fix(r->source->faults, fault, "Delete the line and write the keys out here.");
    n->told = true;
}

static void plain_scalar(struct yaml_reading *r, struct node *n, bool is_key)
{
    if (n->text.len == 0) {
        if (!n->told) {
            yaml_nothing_there(r, n, is_key);
        }
    } else if (is_key && n->text.len == 2 && memcmp(n->text.at, "<<", 2) == 0) {
        merge_key(r, n);
    } else if (yaml_word_refused(r->source, n->text.at, n->text.len, n->line, n->column)) {
        n->told = true;
    }
}

static bool needs_a_look(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x7F || (c < 0x20 && c != '\n')) {
            return true;
        }
    }
    return false;
}

static struct yaml_extent extent_of(const struct node *n, const yaml_event_t *event)
{
    yaml_scalar_style_t style = event->data.scalar.style;

    return (struct yaml_extent){
        .line = n->line,
        .column = n->column,
        .to_line = (uint32_t)event->end_mark.line + 1,
        .to_column = (uint32_t)event->end_mark.column + 1,
        .style = style == YAML_DOUBLE_QUOTED_SCALAR_STYLE   ? '"'
                 : style == YAML_SINGLE_QUOTED_SCALAR_STYLE ? '\''
                 : style == YAML_PLAIN_SCALAR_STYLE         ? ' '
                                                            : '|',
    };
}

/* Where a text in quotes went on to another line: what does not fit behind it may be that quote's
 * doing. */
static void keep_quote(struct yaml_reading *r, const struct node *n, const yaml_event_t *event)
{
    struct yaml_extent extent = extent_of(n, event);

    if ((extent.style == '"' || extent.style == '\'') && extent.to_line > extent.line) {
        r->quote = extent;
    }
}

void yaml_scalar(struct yaml_reading *r, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
         is_key = yaml_key_is_next(r);
    bool fits = len <= r->limits.text;
    struct node *n = yaml_node_at(r, NODE_TEXT, &event->start_mark, fits ? len + 1 : 0);

    if (n == NULL) {
        return;
    }
    n->quoted = !is_plain;
    yaml_properties(r, n, event->data.scalar.anchor, event->data.scalar.tag);
    uint32_t before = r->source->hidden_next, to = (uint32_t)event->end_mark.index;
    const struct yaml_hidden *hidden = r->source->hidden;
    for (uint32_t i = before; is_plain && i < r->source->hidden_count && hidden[i].index <= to;
         i++) {
        /* libyaml takes blanks at the end of a plain text away */
        to = hidden[i].index == to ? to + 1 : to;
    }
    if (len > 0) {
        yaml_source_hidden(r->source, (uint32_t)event->start_mark.index, to);
    }
    n->told = n->told || r->source->hidden_next != before;
    if (fits) {
        char *text = (char *)(n + 1);

        memcpy(text, value, len);
        n->text = (struct span){text, (uint32_t)len};
    } else {
        too_long(r, n);
    }
    if (is_plain) {
        plain_scalar(r, n, is_key);
    }
    if (!n->told && needs_a_look(value, len)) {
        struct yaml_extent extent = extent_of(n, event);

        n->told = yaml_source_escaped(r->source, value, len, &extent) ||
                  (is_plain && yaml_source_typed(r->source, n->line, n->column));
    }
    keep_quote(r, n, event);
    yaml_put(r, n);
}
