/* SPDX-License-Identifier: MIT
 *
 * What is written in the files of a directory, as items: of each rulebook its head without its
 * status, its rules and parameters, and the sections that are no rulebook's own; of each overlay
 * its head and its changes. Called by judge.c when all is declared; one thread. What is broken has
 * been told elsewhere, and is left out here. Without memory the arenas stay failed.
 */
#include "rulebook/approval/items.h"

#include <string.h>

#include "rulebook/approval/item_text.h"

const char *const item_kind_words[ITEM_KINDS] = {
    [ITEM_SECTION] = "section", [ITEM_RULE] = "rule",     [ITEM_PARAMETER] = "parameter",
    [ITEM_LIST] = "list",       [ITEM_ANSWER] = "answer", [ITEM_CHANGE] = "change"};

struct item_making {
    struct loading *ld;
    struct item_writer writer;
};

struct places {
    const struct node *const *at;
    uint32_t count;
};

static struct item *item_add(struct item_making *m, struct item_vector *to, uint32_t kind,
                             struct span name, struct places places)
{
    struct loading *ld = m->ld;
    struct item *item = PUSH(ld, *to);

    if (item == NULL) {
        return NULL;
    }
    *item = (struct item){.kind = kind,
                          .name = {text_keep(ld, name), name.len},
                          .file = ld->files[ld->entered].kept,
                          .line = places.at[0]->line,
                          .column = places.at[0]->column};
    item_digest(&m->writer, item_kind_words[kind], name, places.at, places.count, item->digest);
    return item;
}

static void item_of(struct item_making *m, struct item_vector *to, uint32_t kind, struct span name,
                    const struct node *n)
{
    if (n != NULL && name.len > 0) {
        (void)item_add(m, to, kind, name, (struct places){&n, 1});
    }
}

/* Each entry of a map is an item; its place is that of its name. */
static void entries_add(struct item_making *m, struct item_vector *to, uint32_t kind,
                        const struct node *map)
{
    for (uint32_t i = 0; map != NULL && map->kind == NODE_MAP && i < map->count; i++) {
        const struct node *n = map->items[i];
        struct item *item = item_add(m, to, kind, map->keys[i]->text, (struct places){&n, 1});

        if (item != NULL) {
            item->line = map->keys[i]->line;
            item->column = map->keys[i]->column;
        }
    }
}

/* ---- sections of the whole directory ---- */

static const struct {
    const char *name;
    size_t offset; /* in struct file_read */
} sections[] = {
    {"body-sites", offsetof(struct file_read, body_sites)},
    {"words", offsetof(struct file_read, words)},
    {"lists-stay-good", offsetof(struct file_read, stays_good)},
    {"working-days", offsetof(struct file_read, working)},
    {"override-reasons", offsetof(struct file_read, reasons)},
    {"roles", offsetof(struct file_read, roles)},
};
#define STAYS_GOOD 2

static const struct node *section_of(const struct load_file *file, size_t section)
{
    node_p n;

    memcpy(&n, (const char *)&file->read + sections[section].offset, sizeof n);
    /* how old a list may be is a rulebook's own where it stands beside one */
    return section == STAYS_GOOD && file->read.rulebook != NULL ? NULL : n;
}

static void section_add(struct item_making *m, struct item_vector *to, size_t section)
{
    struct loading *ld = m->ld;
    const struct node **at = arena_array(&ld->scratch, (size_t)ld->file_count + 1, sizeof *at);
    uint32_t count = 0, first = 0;

    for (uint32_t i = 0; at != NULL && i < ld->file_count; i++) {
        const struct node *n = section_of(&ld->files[i], section);

        if (n != NULL) {
            first = count == 0 ? i : first;
            at[count++] = n;
        }
    }
    if (count > 0) {
        file_enter(ld, first);
        (void)item_add(m, to, ITEM_SECTION, span_of(sections[section].name),
                       (struct places){at, count});
    }
}

static void shared_make(struct item_making *m, struct item_vector *to)
{
    struct loading *ld = m->ld;

    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        section_add(m, to, i);
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        entries_add(m, to, ITEM_LIST, ld->files[i].read.lists);
        entries_add(m, to, ITEM_ANSWER, ld->files[i].read.answers);
    }
}

/* ---- rulebooks ---- */

static void head_add(struct item_making *m, struct text_made *t, const struct load_file *file)
{
    m->writer.leave_out = "status";
    item_of(m, &t->items, ITEM_SECTION, SPAN("rulebook"), file->read.rulebook);
    m->writer.leave_out = NULL;
    item_of(m, &t->items, ITEM_SECTION, SPAN("lists-stay-good"), file->read.stays_good);
}

/* An overlay's own rule is no item, but a finding names its fingerprint all the same. */
static void rules_add(struct item_making *m, struct text_made *texts)
{
    struct loading *ld = m->ld;

    for (uint32_t i = 0; i < ld->rules.count; i++) {
        struct rule_def *def = &ld->rules.at[i];

        if (def->id == NULL) {
            continue;
        }
        if (def->book == NONE || def->added_by != NULL) {
            item_digest(&m->writer, item_kind_words[ITEM_RULE], def->id->text, &def->node, 1,
                        def->digest);
            continue;
        }
        file_enter(ld, def->file);
        const struct item *item = item_add(m, &texts[def->book].items, ITEM_RULE, def->id->text,
                                           (struct places){&def->node, 1});
        if (item != NULL) {
            memcpy(def->digest, item->digest, sizeof def->digest);
        }
    }
}

static void books_make(struct item_making *m, struct text_made *texts)
{
    struct loading *ld = m->ld;
    struct item_vector shared = {0};

    for (uint32_t i = 0; i < ld->books.count; i++) {
        const struct book_def *def = &ld->books.at[i];

        texts[i].text = (struct approved_text){.id = text_of(ld, def->read.id), .book = i};
        texts[i].text.version = text_of(ld, def->read.version);
        file_enter(ld, def->file);
        head_add(m, &texts[i], &ld->files[def->file]);
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        uint32_t book = ld->files[i].book;

        if (book != NONE && !ld->files[i].is_overlay) {
            file_enter(ld, i);
            entries_add(m, &texts[book].items, ITEM_PARAMETER, ld->files[i].read.parameters);
        }
    }
    rules_add(m, texts);
    shared_make(m, &shared);
    for (uint32_t i = 0; i < ld->books.count; i++) {
        RESERVE(ld, texts[i].items, shared.count);
        for (uint32_t k = 0; k < shared.count && !ld->scratch.failed; k++) {
            *PUSH(ld, texts[i].items) = shared.at[k];
        }
    }
}

/* ---- overlays ---- */

static void span_append(struct buf *out, const struct node *n)
{
    if (n != NULL && n->kind == NODE_TEXT) {
        buf_char(out, '/');
        buf_add(out, n->text.at, n->text.len);
    }
}

/* "reword/mn-keloid/say": the change and what it changes. */
static struct span change_name(struct loading *ld, const struct change_def *c)
{
    const struct operation_read *f = &c->fields;
    const struct node *added = c->read.add_rule;
    struct buf name = {0};

    buf_text(&name, overlay_op_name(c->op));
    if (c->op == OP_ADD_RULE) {
        span_append(&name, added != NULL && added->kind == NODE_MAP ? node_get(added, "id") : NULL);
    } else {
        const struct node *const targets[] = {f->name,   f->rule, f->list,
                                              f->answer, f->word, f->rulebook};

        for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
            span_append(&name, targets[i]);
        }
        buf_text(&name, c->op != OP_REWORD ? NULL
                        : f->say != NULL   ? "/say"
                        : f->ask != NULL   ? "/ask"
                                           : "/do");
    }
    struct span kept = {text_keep(ld, (struct span){name.at, (uint32_t)name.len}),
                        (uint32_t)name.len};
    ld->scratch.failed = ld->scratch.failed || name.failed;
    buf_end(&name);
    return kept;
}

/* The changes of one name as one item: `same` tells of each change which one is the first. */
static void change_add(struct item_making *m, struct text_made *t, struct overlay_def *o,
                       const uint32_t *same, uint32_t first)
{
    struct loading *ld = m->ld;
    uint32_t count = 0;
    const struct node **at =
        arena_array(&ld->scratch, (size_t)o->changes.count - first, sizeof *at);

    for (uint32_t i = first; at != NULL && i < o->changes.count; i++) {
        if (same[i] == first) {
            o->changes.at[i].item = t->items.count;
            at[count++] = o->changes.at[i].node;
        }
    }
    if (count > 0) {
        (void)item_add(m, &t->items, ITEM_CHANGE, change_name(ld, &o->changes.at[first]),
                       (struct places){at, count});
    }
}

static void changes_add(struct item_making *m, struct text_made *t, struct overlay_def *o)
{
    struct loading *ld = m->ld;
    uint32_t *same = arena_array(&ld->scratch, (size_t)o->changes.count + 1, sizeof *same);
    struct names names;

    names_begin(&names, &ld->scratch);
    for (uint32_t i = 0; same != NULL && i < o->changes.count; i++) {
        bool named = o->changes.at[i].op != OP_NONE;

        o->changes.at[i].item = NONE;
        same[i] = named ? names_add(&names, change_name(ld, &o->changes.at[i]), i) : NAMES_NOT;
    }
    for (uint32_t i = 0; same != NULL && !ld->scratch.failed && i < o->changes.count; i++) {
        if (same[i] == i) {
            change_add(m, t, o, same, i);
        }
    }
}

static void overlays_make(struct item_making *m, struct text_made *texts)
{
    struct loading *ld = m->ld;

    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        struct overlay_def *o = &ld->overlays.at[i];
        const struct overlay_file_read *read = &ld->files[o->file].overlay;
        const struct node *head[] = {read->overlay, read->base};

        texts[i].text = (struct approved_text){
            .id = text_of(ld, o->read.id), .of_overlay = true, .book = o->book};
        texts[i].text.version = text_of(ld, o->read.version);
        file_enter(ld, o->file);
        m->writer.apart = true;
        if (head[0] != NULL && head[1] != NULL) {
            (void)item_add(m, &texts[i].items, ITEM_SECTION, SPAN("overlay"),
                           (struct places){head, 2});
        }
        changes_add(m, &texts[i], o);
        m->writer.apart = false;
    }
}

struct text_made *items_make(struct loading *ld)
{
    struct item_making m = {.ld = ld, .writer = {.scratch = &ld->scratch}};
    size_t count = (size_t)ld->books.count + ld->overlays.count;
    struct text_made *texts = arena_array(&ld->scratch, count + 1, sizeof *texts);

    if (texts != NULL) {
        books_make(&m, texts);
        overlays_make(&m, texts + ld->books.count);
    }
    ld->scratch.failed = ld->scratch.failed || m.writer.out.failed || m.writer.aside.failed;
    buf_end(&m.writer.out);
    buf_end(&m.writer.aside);
    return ld->scratch.failed ? NULL : texts;
}
