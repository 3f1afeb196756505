/* SPDX-License-Identifier: MIT
 *
 * The strict YAML reader (rule-language.md#writing-yaml): libyaml's events with their marks, never
 * its documents, so that nothing is expanded and every fault has a place. A tree of nodes comes
 * out; what a scalar means is for the reader's tables to say. Called for rules, overlays and the
 * configuration; any thread, one file a call. Faults do not stop the reading where it can go on:
 * one run tells them all. Bounded: depth, sizes and the number of nodes are counted at each event,
 * before anything is made.
 */
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "base/yaml_reading.h"

#define NODES_MOST 262144u /* of one file */
#define KEYS_BY_EYE 12u    /* maps up to this size are searched for duplicates key by key */

/* ---- collections ---- */

static void too_deep(struct yaml_reading *r, struct node *n)
{
    struct fault *fault =
        yaml_source_fault(r->source, FAULT_Y011, n->line, n->column,
                          "more than %u levels inside each other", r->limits.depth);

    fault_why(r->source->faults, fault, "No rule needs so many.");
    fault_fix(r->source->faults, fault,
              "Look for a bracket or a brace too many, or for a line too far to the right.");
}

static void not_a_key(struct yaml_reading *r, struct node *n)
{
    struct fault *fault = yaml_tell(r, FAULT_S206, n, "a key must be a word");

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
    bool is_key = yaml_key_is_next(r);
    struct node *n = yaml_node_at(r, is_map ? NODE_MAP : NODE_LIST, &event->start_mark, 0);
    if (n == NULL) {
        return;
    }
    if (is_map) {
        yaml_properties(r, n, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    } else {
        yaml_properties(r, n, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    }
    if (is_key || r->depth >= r->limits.depth || r->depth >= DEPTH_READ) {
        if (is_key) {
            not_a_key(r, n);
        } else {
            too_deep(r, n);
        }
        n->kind = NODE_TEXT;
        n->text = SPAN("");
        n->told = true;
        r->skip = 1;
        yaml_put(r, n);
        return;
    }
    n->told = false; /* what it holds is good */
    yaml_put(r, n);
    r->frames[r->depth++] = (struct frame){n, r->count};
}

static const char *key_word(const struct yaml_reading *r, const struct node *key,
                            char room[FAULT_WORD])
{
    return fault_word(r->source->faults, key->text.at, key->text.len, room);
}

static void yaml_duplicate(struct yaml_reading *r, const struct node *first, struct node *later)
{
    char room[FAULT_WORD];
    struct fault *fault = yaml_source_fault(r->source, FAULT_Y010, later->line, later->column,
                                            "%s appears twice: in line %u and again in line %u",
                                            key_word(r, later, room), first->line, later->line);

    fault_why(r->source->faults, fault,
              "Only one of the two could be used, and nobody would see which.");
    fault_fix(r->source->faults, fault, "Delete one of them, or move everything under one.");
}

/* The first key of an entry again, in a list, or with the second one behind it: the lines from
 * there on were meant as an entry of their own. */
static bool dash_is_missing(const struct yaml_reading *r, const struct node *n,
                            const struct node *first, struct node *const *key, uint32_t left)
{
    const struct node *around = r->depth > 0 ? r->frames[r->depth - 1].node : NULL;

    if (first != n->keys[0] || (*key)->line == first->line || n->line != first->line) {
        return false;
    }
    return (around != NULL && around->kind == NODE_LIST) ||
           (left > 1 && n->count > 1 && span_same(key[2]->text, n->keys[1]->text));
}

static void missing_dash(struct yaml_reading *r, const struct node *first, const struct node *later)
{
    char room[FAULT_WORD];
    const char *word = key_word(r, later, room);
    struct fault *fault = yaml_source_fault(r->source, FAULT_Y010, later->line, later->column,
                                            "a dash seems to be missing before %s", word);

    fault_why(r->source->faults, fault,
              "Without it, these lines belong to the entry above, which already has its %s in line "
              "%u.",
              r->source->faults->hush ? "own" : word, first->line);
    fault_fix(r->source->faults, fault,
              "Begin the entry with %s, its dash in the column of the dashes above it. If no new "
              "entry was meant, delete the line.",
              yaml_dash_entry(r->source, later->text, room));
}

/* The key of the same name among those before: by eye, or through the index of a large map. */
static const struct node *seen_before(const struct node *n, const struct hash_index *index,
                                      uint64_t hash, const struct node *key)
{
    for (uint32_t i = 0; index->slots == NULL && i < n->count; i++) {
        if (span_same(n->keys[i]->text, key->text)) {
            return n->keys[i];
        }
    }
    for (uint32_t at = (uint32_t)hash, i;
         index->slots != NULL && (i = hash_index_next(index, &at)) != HASH_NONE;) {
        if (span_same(n->keys[i]->text, key->text)) {
            return n->keys[i];
        }
    }
    return NULL;
}

static void map_ends(struct yaml_reading *r, struct node *n, struct node **values, uint32_t pairs)
{
    struct hash_index index = {0};
    struct arena indexed;  /* gone with the map's end */
    bool dashless = false; /* what follows belongs to an entry without its dash */

    n->items = arena_array(r->arena, pairs, sizeof(struct node *));
    n->keys = arena_array(r->arena, pairs, sizeof(struct node *));
    arena_begin(&indexed, NULL, 0, 0);
    r->lost = r->lost || (pairs > KEYS_BY_EYE && !hash_index_begin(&index, pairs, &indexed)) ||
              n->items == NULL || n->keys == NULL;
    r->stop = r->stop || r->lost;
    for (uint32_t i = 0; i < pairs && !r->lost; i++) {
        struct node *key = values[i * 2], *value = values[i * 2 + 1];
        uint64_t hash = index.slots != NULL ? hash_bytes(0, key->text.at, key->text.len) : 0;
        const struct node *first = seen_before(n, &index, hash, key);

        if (first != NULL && !(key->told && key->text.len == 0)) {
            if (dash_is_missing(r, n, first, &values[i * 2], pairs - i)) {
                missing_dash(r, first, key);
                dashless = true;
            } else if (!dashless) {
                yaml_duplicate(r, first, key);
            }
        }
        if (first != NULL || (key->told && key->text.len == 0)) {
            continue;
        }
        if (index.slots != NULL) {
            hash_index_put(&index, hash, n->count);
        }
        key->up = value->up = n;
        key->index = value->index = n->count;
        n->keys[n->count] = key;
        n->items[n->count++] = value;
    }
    arena_end(&indexed);
}

static void collection_ends(struct yaml_reading *r)
{
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    if (r->depth == 0) {
        return;
    }
    struct frame *frame = &r->frames[--r->depth];
    struct node *n = frame->node, **values = r->stack != NULL ? r->stack + frame->base : NULL;
    uint32_t count = r->count - frame->base;
    r->count = frame->base;
    if (count == 0 || values == NULL) {
        return;
    }
    if (n->kind == NODE_MAP) {
        map_ends(r, n, values, count / 2);
        return;
    }
    n->items = arena_array(r->arena, count, sizeof(struct node *));
    if (n->items == NULL) {
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
        yaml_source_fault(r->source, FAULT_Y002, (uint32_t)event->start_mark.line + 1,
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
    struct fault *fault =
        yaml_source_fault(r->source, FAULT_Y011, (uint32_t)event->start_mark.line + 1,
                          (uint32_t)event->start_mark.column + 1,
                          "more than %u keys and values in one file", NODES_MOST);

    fault_why(r->source->faults, fault, "No file of rules needs so many.");
    fault_fix(r->source->faults, fault, "Divide the file into several.");
    r->stop = r->unusable = true;
}

static void yaml_take(struct yaml_reading *r, const yaml_event_t *event, uint32_t *documents)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++*documents > 1) {
            second_document(r, event);
        }
        return;
    case YAML_ALIAS_EVENT:
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (++r->nodes > NODES_MOST) {
            too_many(r, event);
        } else if (event->type == YAML_SEQUENCE_START_EVENT ||
                   event->type == YAML_MAPPING_START_EVENT) {
            collection_begins(r, event);
        } else if (r->skip > 0) {
            return;
        } else if (event->type == YAML_ALIAS_EVENT) {
            yaml_alias(r, event);
        } else {
            yaml_scalar(r, event);
        }
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

static void yaml_complain(struct yaml_reading *r, const yaml_parser_t *parser)
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
    if (r->source->first_tab && complaint.line >= r->source->first_tab) {
        return; /* most likely that tab's doing, and it is told */
    }
    if (r->source->typed_line ||
        yaml_source_typed_in(r->source, complaint.line, complaint.column + 1)) {
        return; /* that dash's or quote's */
    }
    if (r->quote.to_line == complaint.line && complaint.column >= r->quote.to_column) {
        yaml_quote_fault(r->source, &r->quote);
        return;
    }
    yaml_plain_fault(r->source, &complaint);
}

static void read_events(struct yaml_reading *r)
{
    const struct yaml_source *s = r->source;
    const char *text = s->clean != NULL ? s->clean : s->bytes;
    yaml_parser_t parser;

    if (!yaml_parser_initialize(&parser)) {
        r->lost = true;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text,
                                 s->clean != NULL ? strlen(s->clean) : s->len);
    uint32_t documents = 0;
    for (bool ended = false; !ended && !r->stop;) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            yaml_complain(r, &parser);
            break;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_take(r, &event, &documents);
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
        struct fault *fault = fault_add(faults, FAULT_Y011, at, "the file is larger than %u KiB",
                                        limits->bytes / 1024);

        fault_why(faults, fault, "No file of rules needs to be so large.");
        fault_fix(faults, fault, "Divide it into several files.");
        return true;
    }
    if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        struct fault *fault = fault_add(faults, FAULT_Y013, at, "the file is not UTF-8 but UTF-16");

        fault_why(faults, fault, "It was saved in another encoding.");
        fault_fix(faults, fault, "Save it as UTF-8 (in the editor: \"Save with encoding\").");
        return true;
    }
    return false;
}

static void empty_file(struct yaml_reading *r)
{
    struct node nowhere = {.line = 1, .column = 1};

    yaml_nothing_there(r, &nowhere, false);
}

struct node *yaml_read(const char *bytes, size_t len, const char *file,
                       const struct node_limits *limits, struct arena *arena, struct faults *faults)
{
    struct node_limits most = limits != NULL ? *limits : (struct node_limits){0};

    most.bytes = most.bytes ? most.bytes : FILE_BYTES;
    most.depth = most.depth ? most.depth : FILE_DEPTH;
    most.text = most.text ? most.text : FILE_TEXT;
    if (refused_whole(bytes, len, file, &most, faults)) {
        return NULL;
    }

    struct yaml_source source;
    yaml_source_begin(&source, bytes, len, file, faults);
    struct yaml_reading r = {.source = &source, .arena = arena, .limits = most};
    read_events(&r);
    if (r.root == NULL && !r.unusable && !r.lost) {
        empty_file(&r);
    }
    yaml_source_hidden(&source, UINT32_MAX, UINT32_MAX);
    if (r.lost || source.lost) {
        faults->lost = true;
    }
    bool usable = !r.unusable && !faults->lost && !source.first_tab && r.root != NULL &&
                  !(r.root->told && !r.root->text.len);
    struct node *root = usable ? r.root : NULL;
    mem_drop(r.stack);
    yaml_source_end(&source);
    return root;
}
