/* SPDX-License-Identifier: MIT
 *
 * The strict YAML reader (rule-language.md, section 13): libyaml's events with their marks, never its documents, so that
 * nothing is expanded and every fault has a place. A tree of nodes comes out; what a scalar means is for the reader's
 * tables to say. Called for rules, overlays and the configuration; any thread, one file a call.
 * Faults do not stop the reading where it can go on: one run tells them all. Bounded: depth, sizes and the number of
 * nodes are counted at each event, before anything is made.
 */
#include <string.h>
#include <yaml.h>

#include "base/hash.h"
#include "base/node.h"
#include "base/seam.h"
#include "base/yaml_parts.h"

#define DEPTH_READ                                                                                 \
    64u /* deeper than this nothing is read any more: libyaml slows down with the square of it */
#define NODES_MOST 262144u /* of one file */
#define KEYS_BY_EYE 12u    /* maps up to this size are searched for duplicates key by key */

struct frame {
    struct node *node;
    uint32_t base; /* of its values in the stack */
};

struct yaml_reading {
    struct yaml_source *source;
    struct arena *arena;
    struct node_limits limits;
    struct node **stack; /* values whose collection is still open; of a map key, value, key, ... */
    uint32_t count, room;
    struct frame frames[DEPTH_READ];
    uint32_t depth;
    uint32_t skip; /* collections open inside one that is not kept */
    uint32_t nodes;
    struct node *root;
    bool stop, unusable, lost;
};

static struct fault *tell(struct yaml_reading *r, const char *code, const struct node *at,
                          const char *what)
{
    return yaml_source_fault(r->source, code, at->line, at->column, "%s", what);
}

static struct node *node_at(struct yaml_reading *r, uint32_t kind, const yaml_mark_t *mark)
{
    struct node *n = arena_new(r->arena, sizeof *n);
    if (!n) {
        r->lost = r->stop = true;
        return NULL;
    }
    n->kind = kind;
    n->line = (uint32_t)mark->line + 1;
    n->column = (uint32_t)mark->column + 1;
    return n;
}

static bool key_is_next(const struct yaml_reading *r)
{
    if (r->depth == 0)
        return false;
    const struct frame *frame = &r->frames[r->depth - 1];
    return frame->node->kind == NODE_MAP && (r->count - frame->base) % 2 == 0;
}

static void put(struct yaml_reading *r, struct node *n)
{
    if (r->depth == 0) {
        r->root = n;
        return;
    }
    if (r->count == r->room) {
        uint32_t room = r->room ? r->room * 2 : 256;
        struct node **stack = mem_grow(r->stack, room * sizeof(struct node *));
        if (!stack) {
            r->lost = r->stop = true;
            return;
        }
        r->stack = stack;
        r->room = room;
    }
    r->stack[r->count++] = n;
}

/* ---- anchors and tags ---- */

/* Tells what stands before the node, and moves the node's place behind it. */
static void properties(struct yaml_reading *r, struct node *n, const yaml_char_t *anchor,
                       const yaml_char_t *tag)
{
    if (!anchor && !tag)
        return;
    struct span rest = yaml_source_rest(r->source, n->line, n->column);
    while (rest.len && rest.at && (rest.at[0] == '&' || rest.at[0] == '!')) {
        bool is_anchor = rest.at[0] == '&';
        struct fault *fault = tell(r, is_anchor ? "Y003" : "Y004", n,
                                   is_anchor ? "a name for repeating (&...)" : "a tag (!...)");
        fault_why(
            r->source->faults, fault,
            "%s", is_anchor ? "Repetition by reference hides what a rule says: what you sign must be what you read." : "A tag tells the reading program to take the text for something else.");
        fault_fix(r->source->faults, fault, "%s",
                  is_anchor ? "Delete it, and write the values out where they are used. If the & "
                              "belongs to the text, put "
                              "the text in quotes."
                            : "Delete it. If the ! belongs to the text, put the text in quotes.");
        uint32_t steps = 0;
        while (steps < rest.len && rest.at[steps] != ' ' && rest.at[steps] != '\t')
            steps++;
        while (steps < rest.len && (rest.at[steps] == ' ' || rest.at[steps] == '\t'))
            steps++;
        n->column += (uint32_t)utf8_count(rest.at, steps);
        rest.at += steps;
        rest.len -= steps;
    }
    n->told = true;
}

static void alias(struct yaml_reading *r, const yaml_event_t *event)
{
    struct node *n = node_at(r, NODE_TEXT, &event->start_mark);
    if (!n)
        return;
    n->text = SPAN("");
    n->told = true;
    struct fault *fault = tell(r, "Y003", n, "a repetition by reference (*...)");
    fault_why(r->source->faults, fault,
              "Repetition by reference hides what a rule says: what you sign must be what you "
              "read.");
    fault_fix(r->source->faults, fault,
              "Write the values out here. If the * belongs to the text, put the text in quotes.");
    put(r, n);
}

/* ---- scalars ---- */

/* The ways of saying nothing. */
static const struct nothing {
    const char *code, *what, *why, *fix;
} nothings[] = {
    {"S203", "the file is empty", "Nothing in it can be read.",
     "Begin with the line that says what kind of file it is, for rules: format: precare-rules/1"},
    {"Y014", "nothing after the dash",
     "An empty entry can mean \"none\", \"not yet\" or \"forgotten\", and nobody can tell which.",
     "Write the entry after the dash, or delete the line."},
    {"Y014", "nothing before the colon", "Every value has a name before its colon.",
     "Write the key before the colon, or delete the line."},
    {"Y014", "a word in braces, and nothing said of it",
     "Braces without quotes hold keys with values: {to: consent}.",
     "If the braces belong to a text, put the whole text in quotes: \"{matched} was used\"."},
    {"Y014", "nothing after the colon",
     "An empty place can mean \"none\", \"not yet\" or \"forgotten\", and nobody can tell which. "
     "(Or "
     "the lines below it do not begin far enough to the right.)",
     "Write the value after the colon, or delete the line. For an empty text write \"\"."},
};

static const struct nothing *nothing_of(struct yaml_reading *r, const struct node *n, bool is_key)
{
    if (r->depth == 0)
        return &nothings[0];
    if (r->frames[r->depth - 1].node->kind == NODE_LIST)
        return &nothings[1];
    if (is_key)
        return &nothings[2];
    struct span before = yaml_source_rest(r->source, n->line, n->column > 1 ? n->column - 1 : 1);
    bool braces = before.len > 1 && before.at[0] != ':' && strchr("},", before.at[1]);
    return &nothings[braces ? 3 : 4];
}

static void nothing_there(struct yaml_reading *r, struct node *n, bool is_key)
{
    n->told = true;
    const struct yaml_source *s = r->source;
    if (s->hidden_next < s->hidden_count && s->hidden[s->hidden_next].line == n->line)
        return; /* there is something, and it will be told */
    const struct nothing *nothing = nothing_of(r, n, is_key);
    struct fault *fault = tell(r, nothing->code, n, nothing->what);
    fault_why(s->faults, fault, "%s", nothing->why);
    fault_fix(s->faults, fault, "%s", nothing->fix);
}

static void too_long(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = yaml_source_fault(r->source, "Y011", n->line, n->column,
                                            "a text of more than %u KiB", r->limits.text / 1024);
    fault_why(r->source->faults, fault,
              "No text of a rule is so long. Perhaps a closing quote is missing.");
    fault_fix(r->source->faults, fault, "Close the quote where the text ends, or shorten the text.");
    n->told = true;
    n->text = SPAN("");
}

static void merge_key(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = tell(r, "Y003", n, "a merge key (<<)");
    fault_why(r->source->faults, fault,
              "It brings in keys from elsewhere that nobody sees here: what you sign must be "
              "what you read.");
    fault_fix(r->source->faults, fault, "Delete the line and write the keys out here.");
    n->told = true;
}

static void plain_scalar(struct yaml_reading *r, struct node *n, bool is_key)
{
    if (n->text.len == 0) {
        if (!n->told)
            nothing_there(r, n, is_key);
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
        if (c >= 0x7F || (c < 0x20 && c != '\n'))
            return true;
    }
    return false;
}

static void scalar(struct yaml_reading *r, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE, is_key = key_is_next(r);
    struct node *n = node_at(r, NODE_TEXT, &event->start_mark);
    if (!n)
        return;
    n->quoted = !is_plain;
    properties(r, n, event->data.scalar.anchor, event->data.scalar.tag);
    uint32_t before = r->source->hidden_next, to = (uint32_t)event->end_mark.index;
    const struct yaml_hidden *hidden = r->source->hidden;
    for (uint32_t i = before; is_plain && i < r->source->hidden_count && hidden[i].index <= to; i++)
        to = hidden[i].index == to ? to + 1 : to; /* libyaml takes blanks at the end of a plain text away */
    if (len > 0)
        yaml_source_hidden(r->source, (uint32_t)event->start_mark.index, to, n->line, n->column);
    n->told = n->told || r->source->hidden_next != before;
    if (len > r->limits.text) {
        too_long(r, n);
    } else {
        char *text = arena_text(r->arena, value, len);
        if (!text) {
            r->lost = r->stop = true;
            return;
        }
        n->text = (struct span){text, (uint32_t)len};
    }
    if (is_plain)
        plain_scalar(r, n, is_key);
    if (!n->told && needs_a_look(value, len))
        n->told = yaml_source_escaped(r->source, value, len, n->line, n->column);
    put(r, n);
}

/* ---- collections ---- */

static void too_deep(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = yaml_source_fault(r->source, "Y011", n->line, n->column,
                                            "more than %u levels inside each other", r->limits.depth);
    fault_why(r->source->faults, fault, "Nothing in a rule file is so deep.");
    fault_fix(r->source->faults, fault,
              "Look for a bracket or a brace too many, or for a line too far to the right.");
}

static void not_a_key(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = tell(r, "S206", n, "a key must be a word");
    fault_why(r->source->faults, fault,
              "Braces or brackets before a colon make a whole group the name of something.");
    fault_fix(r->source->faults, fault,
              "Write a word before the colon. If the braces belong to a text, put the whole "
              "text in quotes.");
}

static void collection_begins(struct yaml_reading *r, const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    if (r->skip > 0) {
        r->skip++;
        r->stop = r->depth + r->skip >= DEPTH_READ;
        r->unusable = r->unusable || r->stop;
        return;
    }
    bool is_key = key_is_next(r);
    struct node *n = node_at(r, is_map ? NODE_MAP : NODE_LIST, &event->start_mark);
    if (!n)
        return;
    if (is_map)
        properties(r, n, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    else
        properties(r, n, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    if (is_key || r->depth >= r->limits.depth || r->depth >= DEPTH_READ) {
        if (is_key)
            not_a_key(r, n);
        else
            too_deep(r, n);
        n->kind = NODE_TEXT;
        n->text = SPAN("");
        n->told = true;
        r->skip = 1;
        put(r, n);
        return;
    }
    n->told = false; /* what it holds is good */
    put(r, n);
    r->frames[r->depth++] = (struct frame){n, r->count};
}

static void duplicate(struct yaml_reading *r, const struct node *first, struct node *later)
{
    int shown = later->text.len > 60 ? 60 : (int)later->text.len;
    struct fault *fault =
        yaml_source_fault(r->source, "Y010", later->line, later->column,
                          "\"%.*s\" is there twice: at line %u and again at line %u", shown,
                          later->text.at, first->line, later->line);
    fault_why(r->source->faults, fault, "Only one of the two could count, and nobody would see which.");
    fault_fix(r->source->faults, fault, "Delete one of them, or put their contents together under one.");
}

/* Where a key is, or would be, in a table of pointers to keys: open addressing, a power of two in size. */
static uint32_t slot_of(struct node *const *slots, uint32_t mask, const struct node *key)
{
    uint32_t slot = (uint32_t)hash_bytes(0, key->text.at, key->text.len) & mask;
    while (slots[slot] && !span_same(slots[slot]->text, key->text))
        slot = (slot + 1) & mask;
    return slot;
}

static const struct node *seen_before(struct node *n, struct node **slots, uint32_t mask, struct node *key)
{
    if (slots) {
        uint32_t slot = slot_of(slots, mask, key);
        if (!slots[slot])
            slots[slot] = key;
        return slots[slot] == key ? NULL : slots[slot];
    }
    for (uint32_t i = 0; i < n->count; i++) {
        if (span_same(n->keys[i]->text, key->text))
            return n->keys[i];
    }
    return NULL;
}

static void map_ends(struct yaml_reading *r, struct node *n, struct node **values, uint32_t pairs)
{
    uint32_t mask = 0;
    struct node **slots = NULL;
    n->items = arena_array(r->arena, pairs, sizeof(struct node *));
    n->keys = arena_array(r->arena, pairs, sizeof(struct node *));
    if (pairs > KEYS_BY_EYE) {
        for (mask = 31; mask < pairs * 2; mask = mask * 2 + 1)
            continue;
        slots = mem_new(((size_t)mask + 1) * sizeof(struct node *));
        r->lost = r->lost || !slots;
    }
    r->lost = r->lost || !n->items || !n->keys;
    r->stop = r->stop || r->lost;
    for (uint32_t i = 0; i < pairs && !r->lost; i++) {
        struct node *key = values[i * 2], *value = values[i * 2 + 1];
        const struct node *first = seen_before(n, slots, mask, key);
        if (first && !(key->told && key->text.len == 0))
            duplicate(r, first, key);
        if (first || (key->told && key->text.len == 0))
            continue;
        key->up = value->up = n;
        key->index = value->index = n->count;
        n->keys[n->count] = key;
        n->items[n->count++] = value;
    }
    mem_drop(slots);
}

static void collection_ends(struct yaml_reading *r)
{
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    if (r->depth == 0)
        return;
    struct frame *frame = &r->frames[--r->depth];
    struct node *n = frame->node, **values = r->stack ? r->stack + frame->base : NULL;
    uint32_t count = r->count - frame->base;
    r->count = frame->base;
    if (count == 0)
        return;
    if (n->kind == NODE_MAP) {
        map_ends(r, n, values, count / 2);
        return;
    }
    n->items = arena_array(r->arena, count, sizeof(struct node *));
    if (!n->items) {
        r->lost = r->stop = true;
        return;
    }
    n->count = count;
    for (uint32_t i = 0; i < count; i++) {
        n->items[i] = values[i];
        values[i]->up = n;
        values[i]->index = i;
    }
}

/* ---- the file ---- */

static void second_document(struct yaml_reading *r, const yaml_event_t *event)
{
    struct fault *fault =
        yaml_source_fault(r->source, "Y002", (uint32_t)event->start_mark.line + 1,
                          (uint32_t)event->start_mark.column + 1, "a second document in one file");
    fault_why(r->source->faults, fault,
              "A line of three dashes begins a new document, and some programs read the first "
              "one only. One file is one document.");
    fault_fix(r->source->faults, fault,
              "Delete the line with the three dashes, or move what follows into a file of its "
              "own.");
    r->stop = true;
}

static void too_many(struct yaml_reading *r, const yaml_event_t *event)
{
    struct fault *fault = yaml_source_fault(r->source, "Y011", (uint32_t)event->start_mark.line + 1,
                                            (uint32_t)event->start_mark.column + 1,
                                            "more than %u keys and values in one file", NODES_MOST);
    fault_why(r->source->faults, fault, "No file of rules holds so many.");
    fault_fix(r->source->faults, fault, "Divide the file into several.");
    r->stop = r->unusable = true;
}

static void take(struct yaml_reading *r, const yaml_event_t *event, uint32_t *documents)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++*documents > 1)
            second_document(r, event);
        return;
    case YAML_ALIAS_EVENT:
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (++r->nodes > NODES_MOST)
            too_many(r, event);
        else if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT)
            collection_begins(r, event);
        else if (r->skip > 0)
            return;
        else if (event->type == YAML_ALIAS_EVENT)
            alias(r, event);
        else
            scalar(r, event);
        return;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: collection_ends(r); return;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default: return;
    }
}

static void complain(struct yaml_reading *r, const yaml_parser_t *parser)
{
    r->unusable = true;
    if (parser->error == YAML_MEMORY_ERROR) {
        r->lost = true;
        return;
    }
    struct yaml_complaint complaint = {
        .problem = parser->problem,
        .context = parser->context,
        .line = (uint32_t)parser->problem_mark.line + 1,
        .column = (uint32_t)parser->problem_mark.column + 1,
        .context_line = (uint32_t)parser->context_mark.line + 1,
        .context_column = (uint32_t)parser->context_mark.column + 1,
    };
    if (r->source->first_tab && complaint.line >= r->source->first_tab)
        return; /* most likely that tab's doing, and it is told */
    yaml_plain_fault(r->source, &complaint);
}

static void read_events(struct yaml_reading *r)
{
    const struct yaml_source *s = r->source;
    const char *text = s->clean ? s->clean : s->bytes;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        r->lost = true;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text,
                                 s->clean ? strlen(s->clean) : s->len);
    uint32_t documents = 0;
    for (bool ended = false; !ended && !r->stop;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            complain(r, &parser);
            break;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        take(r, &event, &documents);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* A file that is refused before it is looked at. */
static bool refused_whole(const char *bytes, size_t len, const char *file,
                          const struct node_limits *limits, struct faults *faults)
{
    struct place at = {.file = file, .line = 1, .column = 1};
    if (len > limits->bytes) {
        struct fault *fault =
            fault_add(faults, "Y011", at, "the file is larger than %u KiB", limits->bytes / 1024);
        fault_why(faults, fault, "No file of rules is so large.");
        fault_fix(faults, fault, "Divide it into several files.");
        return true;
    }
    if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        struct fault *fault = fault_add(faults, "Y013", at, "the file is not UTF-8 but UTF-16");
        fault_why(faults, fault, "It was saved in another encoding.");
        fault_fix(faults, fault, "Save it as UTF-8 (in the editor: \"Save with encoding\").");
        return true;
    }
    return false;
}

static void empty_file(struct yaml_reading *r)
{
    struct node nowhere = {.line = 1, .column = 1};
    nothing_there(r, &nowhere, false);
}

struct node *yaml_read(const char *bytes, size_t len, const char *file,
                       const struct node_limits *limits, struct arena *arena, struct faults *faults)
{
    struct node_limits most = limits ? *limits : (struct node_limits){0};
    most.bytes = most.bytes ? most.bytes : 1024 * 1024;
    most.depth = most.depth ? most.depth : 16;
    most.text = most.text ? most.text : 64 * 1024;
    if (refused_whole(bytes, len, file, &most, faults))
        return NULL;

    struct yaml_source source;
    yaml_source_begin(&source, bytes, len, file, faults);
    struct yaml_reading r = {.source = &source, .arena = arena, .limits = most};
    read_events(&r);
    if (!r.root && !r.unusable && !r.lost)
        empty_file(&r);
    yaml_source_hidden(&source, UINT32_MAX, UINT32_MAX, 0, 0);
    if (r.lost || source.lost)
        faults->lost = true;
    bool usable = !r.unusable && !faults->lost && !source.first_tab && r.root &&
                  !(r.root->told && !r.root->text.len);
    struct node *root = usable ? r.root : NULL;
    mem_drop(r.stack);
    yaml_source_end(&source);
    return root;
}
