/* SPDX-License-Identifier: MIT
 *
 * Overlays: read and declared: whose they are, which rulebook they change, and what each change is.
 * A step of the loader; one thread. What cannot be read is told; overlay_check.c holds the rest
 * against the base.
 */
#include "rulebook/overlay/overlay.h"

#include <string.h>

static const struct {
    size_t offset; /* in struct change_read */
    const struct table *table;
    const char *name;
} operations[OPS] = {
    [OP_SET_PARAMETER] = {offsetof(struct change_read, set_parameter), &table_set_parameter,
                          "set-parameter"},
    [OP_SET_FRESHNESS] = {offsetof(struct change_read, set_freshness), &table_set_freshness,
                          "set-freshness"},
    [OP_ADD_WORDS] = {offsetof(struct change_read, add_words), &table_add_words, "add-words"},
    [OP_SILENCE] = {offsetof(struct change_read, silence), &table_silence, "silence"},
    [OP_RESEVERITY] = {offsetof(struct change_read, reseverity), &table_reseverity, "reseverity"},
    [OP_REWORD] = {offsetof(struct change_read, reword), &table_reword, "reword"},
    [OP_ADD_TO_LIST] = {offsetof(struct change_read, add_to_list), &table_add_to_list,
                        "add-to-list"},
    [OP_REMOVE_FROM_LIST] = {offsetof(struct change_read, remove_from_list),
                             &table_remove_from_list, "remove-from-list"},
    [OP_ADD_RULE] = {offsetof(struct change_read, add_rule), NULL, "add-rule"},
    [OP_SET_STATUS] = {offsetof(struct change_read, set_status), &table_set_status, "set-status"},
};

const struct node *overlay_op_node(const struct change_read *read, uint32_t op)
{
    node_p n;

    memcpy(&n, (const char *)read + operations[op].offset, sizeof n);
    return n;
}

const char *overlay_op_name(uint32_t op)
{
    return operations[op].name;
}

/* ---- reading ---- */

/* `good`: no key of the entry is unknown; else the change may be the one that is misspelt. */
static uint32_t op_of(struct loading *ld, const struct node *node, const struct change_read *read,
                      bool good)
{
    const struct node *first = NULL;
    uint32_t found = OP_NONE;
    bool given = false;

    for (uint32_t op = OP_NONE + 1; op < OPS; op++) {
        const struct node *n = overlay_op_node(read, op);

        given = given || node_get(node, operations[op].name) != NULL;
        if (n == NULL) {
            continue;
        }
        if (first == NULL) {
            first = n;
            found = op;
            continue;
        }
        struct fault *f = tell_at_key(ld, FAULT_S202, n->index > first->index ? n : first,
                                      "two changes in one entry");
        fault_why(ld->faults, f, "Each change needs its own reason and last day.");
        fault_fix(ld->faults, f, "Begin a new entry with a dash for the second one.");
        return OP_NONE;
    }
    if (!given && good) {
        (void)tell_missing(
            ld, node, "set-parameter",
            "An entry is one change: set-parameter, set-freshness, add-words, silence, "
            "reseverity, reword, add-to-list, remove-from-list, add-rule or set-status.",
            "Add the change, such as: silence: {rule: mn-slot-length}");
    }
    return found;
}

static void rule_add(struct loading *ld, const struct overlay_def *o, const struct node *node)
{
    struct rule_def *def = rule_declare(ld, o->file, o->book, node);

    if (def == NULL) {
        return;
    }
    def->added_by = o->label;
    if (def->id == NULL || def->id->text.len == 0) {
        return;
    }
    const struct node *id = o->read.id;
    if (id == NULL ||
        (def->id->text.len > id->text.len + 1 && def->id->text.at[id->text.len] == '-' &&
         memcmp(def->id->text.at, id->text.at, id->text.len) == 0)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_S205, def->id,
                           "the id of an overlay's own rule begins with \"%.*s-\"", TEXT_SHOWN(id));
    fault_why(
        ld->faults, f,
        "Then everybody sees whose rule it is, and no rule of the base can ever have the same id.");
    fault_fix(ld->faults, f, "Write %.*s-%.*s", TEXT_SHOWN(id), TEXT_SHOWN(def->id));
}

static void change_declare(struct loading *ld, struct overlay_def *o, const struct node *node)
{
    struct change_def *c = PUSH(ld, o->changes);

    if (c == NULL) {
        return;
    }
    *c = (struct change_def){.node = node, .target = NONE};
    bool good = map_read(ld, &table_change, node, &c->read);
    if (node->kind != NODE_MAP) {
        return;
    }
    c->op = op_of(ld, node, &c->read, good);
    if (c->op == OP_ADD_RULE) {
        rule_add(ld, o, c->read.add_rule);
    } else if (c->op != OP_NONE) {
        (void)map_read(ld, operations[c->op].table, overlay_op_node(&c->read, c->op), &c->fields);
    }
}

static void label_set(struct loading *ld, struct overlay_def *o)
{
    struct span id = o->read.id != NULL ? o->read.id->text : SPAN("overlay");
    struct span version = o->read.version != NULL ? o->read.version->text : SPAN("");
    char *label = arena_new(&ld->scratch, (size_t)id.len + version.len + 2);

    if (label == NULL) {
        return;
    }
    memcpy(label, id.at, id.len);
    label[id.len] = ' ';
    memcpy(label + id.len + 1, version.at, version.len);
    o->label = text_keep(ld, (struct span){label, id.len + 1 + version.len});
}

static void overlay_declare(struct loading *ld, uint32_t file, struct names *ids)
{
    const struct overlay_file_read *read = &ld->files[file].overlay;
    struct overlay_def *o = PUSH(ld, ld->overlays);
    struct base_read base;

    if (o == NULL) {
        return;
    }
    *o = (struct overlay_def){.file = file, .book = NONE};
    (void)map_read(ld, &table_overlay, read->overlay, &o->read);
    (void)map_read(ld, &table_base, read->base, &base);
    label_set(ld, o);
    uint32_t number = ld->overlays.count - 1;
    uint32_t first = o->read.id != NULL ? names_add(ids, o->read.id->text, number) : number;
    if (first != number && first != NAMES_NOT) {
        tell_twice(ld, o->read.id, "overlay", ld->overlays.at[first].file,
                   ld->overlays.at[first].read.id);
    }
    uint32_t same =
        o->read.id != NULL ? names_find(&ld->book_names, o->read.id->text) : (uint32_t)NAMES_NOT;
    if (same != NAMES_NOT) { /* approvals go by the id */
        tell_twice(ld, o->read.id, "rulebook or overlay", ld->books.at[same].file,
                   ld->books.at[same].read.id);
    }
    if (base.rulebook != NULL && base.rulebook->kind == NODE_TEXT && !base.rulebook->told) {
        uint32_t book = names_find(&ld->book_names, base.rulebook->text);

        o->book = book == NAMES_NOT ? NONE : book;
        if (book == NAMES_NOT) {
            tell_unknown(ld, base.rulebook, "rulebook", &ld->book_names);
        }
    }
    ld->files[file].book = o->book;
    for (uint32_t i = 0; read->changes != NULL && i < read->changes->count; i++) {
        change_declare(ld, o, read->changes->items[i]);
    }
}

void overlays_declare(struct loading *ld)
{
    struct names ids;

    names_begin(&ids, &ld->scratch);
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].top != NULL && ld->files[i].is_overlay) {
            overlay_declare(ld, i, &ids);
        }
    }
}
