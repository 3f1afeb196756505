/* SPDX-License-Identifier: MIT
 *
 * The keys of one list: names, codes, and what only lists of some kinds have. Called by lists.c for
 * each list, and by overlays for the codes that they name; one thread. What is at fault is told and
 * left out.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

/* ---- names and codes ---- */

static bool name_good(struct loading *ld, const struct list_def *def, const struct node *n)
{
    if (!name_check(ld, n)) {
        return false;
    }
    name_two_check(ld, n, def->read.meant);
    return true;
}

static void items_read(struct loading *ld, const struct list_def *def, struct texts_vector *to,
                       const struct node *n)
{
    for (uint32_t i = 0; n != NULL && i < n->count; i++) {
        bool good = name_good(ld, def, n->items[i]);
        const char *text = good ? text_of(ld, n->items[i]) : NULL;
        const char **at = text != NULL ? PUSH(ld, *to) : NULL;

        if (at != NULL) {
            *at = text;
        }
    }
}

static void code_read(struct loading *ld, struct codes_vector *to, uint32_t system,
                      const struct node *n)
{
    if (n->told || n->kind != NODE_TEXT || !code_check(ld, system, n)) {
        return;
    }
    struct code_def *at = PUSH(ld, *to);
    if (at != NULL) {
        *at = (struct code_def){system, text_of(ld, n)};
    }
}

/* S204: rules call a system by its short name alone, whatever charts do. */
static void systems_check(struct loading *ld, const struct node *n)
{
    struct span none;

    for (uint32_t i = 0; n->kind == NODE_MAP && i < n->count; i++) {
        struct node *key = n->keys[i];
        char *name = arena_new(&ld->scratch, (size_t)key->text.len + 2);

        if (key->told || name == NULL || word_number(&words_code_system, key->text.at) != 0) {
            continue;
        }
        memcpy(name, key->text.at, key->text.len);
        name[key->text.len] = ':';
        name[key->text.len + 1] = '0';
        uint32_t system = code_system_of((struct span){name, key->text.len + 2}, &none);
        if (system == 0) {
            continue;
        }
        struct fault *f = tell(ld, FAULT_S204, key, "\"%.*s\" is another name of %s",
                               TEXT_SHOWN(key), words_code_system.at[system]);
        fault_why(ld->faults, f, "Charts may call a system so; rules use its short name alone.");
        fault_fix(ld->faults, f, "Write %s.", words_code_system.at[system]);
        key->told = true;
    }
}

void list_codes_read(struct loading *ld, struct codes_vector *to, const struct node *n,
                     const struct node *whole, bool may_be_empty)
{
    struct codes_read read;

    if (n == NULL) {
        return;
    }
    systems_check(ld, n);
    bool good = map_read(ld, &table_codes, n, &read);
    uint32_t before = to->count;
    for (uint32_t system = CODE_ICD_10; system <= CODE_LOCAL; system++) {
        const struct node *codes = read.system[system];

        for (uint32_t i = 0; codes != NULL && i < codes->count; i++) {
            code_read(ld, to, system, codes->items[i]);
            chapter_check(ld, system, codes->items[i], whole);
        }
        if (codes != NULL && codes->count == 0 && !may_be_empty) {
            struct fault *f = tell(ld, FAULT_S203, codes, "\"%s\" is an empty list",
                                   words_code_system.at[system]);

            fault_why(ld->faults, f, "An empty list could mean \"none\" or \"forgotten\".");
            fault_fix(ld->faults, f, "Write at least one code, or delete the key.");
        }
    }
    if (good && n->count == 0 && !may_be_empty && to->count == before) {
        struct fault *f = tell(ld, FAULT_S203, n, "there are no codes");

        fault_fix(ld->faults, f, "Write at least one system with its codes, or delete the key.");
    }
}

static void also_add(struct loading *ld, struct list_def *def, uint32_t item, const struct node *n)
{
    if (!name_good(ld, def, n)) {
        return;
    }
    struct also_def *at = PUSH(ld, def->also);
    if (at != NULL) {
        *at = (struct also_def){text_of(ld, n), n, item};
    }
}

static void also_of(struct loading *ld, struct list_def *def, const struct names *items, uint32_t i)
{
    const struct node *key = def->read.also->keys[i], *n = def->read.also->items[i];
    struct span folded = text_folded(key->text, &ld->scratch);
    uint32_t item = names_find(items, folded);

    if (item == NAMES_NOT && !key->told) {
        struct fault *f =
            tell(ld, FAULT_S204, key, "\"%.*s\" is not an item of this list", TEXT_SHOWN(key));

        fault_why(ld->faults, f,
                  "`also` gives other names to items of the list, and this is not one of them.");
        reader_did_you_mean(&ld->reader, f, key->text.at, def->items.at, def->items.count);
        if (f != NULL && f->fix == NULL) {
            fault_fix(ld->faults, f, "Add it to `items`, or correct the name.");
        }
    }
    item = item == NAMES_NOT ? 0 : item;
    if (n->kind == NODE_TEXT) {
        also_add(ld, def, item, n);
    } else if (n->kind == NODE_MAP || n->count == 0) {
        (void)tell(ld, n->kind == NODE_MAP ? FAULT_S206 : FAULT_S203, n,
                   "the other names of an item must be a word or a list of words");
    }
    for (uint32_t j = 0; n->kind == NODE_LIST && j < n->count; j++) {
        if (n->items[j]->kind != NODE_TEXT) {
            (void)tell(ld, FAULT_S206, n->items[j], "the other name of an item must be a word");
        } else {
            also_add(ld, def, item, n->items[j]);
        }
    }
}

static void also_read(struct loading *ld, struct list_def *def)
{
    const struct node *n = def->read.also;
    struct names items;

    if (n == NULL || n->told) {
        return;
    }
    if (n->kind != NODE_MAP) {
        struct fault *f =
            tell(ld, FAULT_S206, n, "\"also\" must be items, each with its other names");

        fault_fix(ld->faults, f, "Write for example: also: {tretinoin: [\"Retin-A\"]}");
        return;
    }
    names_begin(&items, &ld->scratch);
    for (uint32_t i = 0; i < def->items.count; i++) {
        (void)names_add(&items, text_folded(span_of(def->items.at[i]), &ld->scratch), i);
    }
    for (uint32_t i = 0; i < n->count; i++) {
        also_of(ld, def, &items, i);
    }
}

/* ---- the other keys ---- */

/* A key that only lists of one kind have. */
static void only_for(struct loading *ld, const struct list_def *def, const struct node *n,
                     uint32_t kind)
{
    if (n == NULL || def->kind == 0 || def->kind == kind) {
        return;
    }
    struct fault *f = tell_at_key(ld, FAULT_S201, n, "\"%.*s\" is not a key of a list of kind %s",
                                  TEXT_SHOWN(n->up->keys[n->index]), words_list_kind.at[def->kind]);
    fault_why(ld->faults, f, "Only a list of kind %s can have it.", words_list_kind.at[kind]);
    fault_fix(ld->faults, f, "Delete the line, or correct `kind`.");
}

static bool has_item(const struct list_def *def, struct span word)
{
    const struct node *items = def->read.items;

    for (uint32_t i = 0; items != NULL && items->kind == NODE_LIST && i < items->count; i++) {
        if (items->items[i]->kind == NODE_TEXT && text_folds_same(items->items[i]->text, word)) {
            return true;
        }
    }
    return false;
}

void tell_unknown_list(struct loading *ld, const struct node *at)
{
    for (uint32_t i = 0; i < ld->lists.count && !at->told && ld->hints < HINTS_MOST; i++) {
        const struct list_def *def = &ld->lists.at[i];

        if (has_item(def, at->text)) {
            struct fault *f = tell(ld, FAULT_S204, at, "\"%.*s\" is an item of the list %.*s",
                                   TEXT_SHOWN(at), TEXT_SHOWN(def->key));

            fault_why(ld->faults, f, "Here the name of a whole list is expected.");
            fault_fix(ld->faults, f,
                      "Write the list's name: %.*s. For one item alone, define a "
                      "list of its own.",
                      TEXT_SHOWN(def->key));
            ld->hints++;
            return;
        }
    }
    tell_unknown(ld, at, "list", &ld->list_names);
}

static void include_add(struct loading *ld, struct list_def *def, const struct node *n)
{
    uint32_t number = n->kind == NODE_TEXT ? names_find(&ld->list_names, n->text) : NAMES_NOT;

    if (n->kind != NODE_TEXT || n->told) {
        return;
    }
    if (number == NAMES_NOT) {
        tell_unknown_list(ld, n);
        return;
    }
    uint32_t kind = ld->lists.at[number].kind;
    if (kind != 0 && def->kind != 0 && kind != def->kind) {
        struct fault *f =
            tell(ld, FAULT_S204, n, "\"%.*s\" is a list of kind %s, but this one is of kind %s",
                 TEXT_SHOWN(n), words_list_kind.at[kind], words_list_kind.at[def->kind]);

        fault_why(ld->faults, f, "A list can include only lists of its own kind.");
        fault_fix(ld->faults, f, "Include another list, or correct `kind`.");
        return;
    }
    def->includes[def->include_count++] = number;
    ld->lists.at[number].used = true;
}

static const struct node *include_node(const struct list_def *def, uint32_t number)
{
    const struct node *n = def->read.includes;

    return n->kind == NODE_TEXT ? n : n->items[number];
}

static void includes_read(struct loading *ld, struct list_def *def)
{
    const struct node *n = def->read.includes;

    if (n == NULL) {
        return;
    }
    uint32_t count = n->kind == NODE_LIST ? n->count : 1;
    def->includes = arena_array(&ld->scratch, (size_t)count + 1, sizeof *def->includes);
    if (def->includes == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        include_add(ld, def, include_node(def, i));
    }
}

/* A letter that no code of the list is would be of no use. */
static void whole_chapters_check(struct loading *ld, const struct list_def *def)
{
    const struct node *whole = def->read.whole_chapters;

    for (uint32_t i = 0; whole != NULL && i < whole->count; i++) {
        const struct node *n = whole->items[i];
        bool used = n->told || n->kind != NODE_TEXT;

        for (uint32_t j = 0; j < def->codes.count + def->except_codes.count && !used; j++) {
            const struct code_def *code = j < def->codes.count
                                              ? &def->codes.at[j]
                                              : &def->except_codes.at[j - def->codes.count];

            used = code->system <= CODE_ATC && span_same_letters(span_of(code->text), n->text);
        }
        if (used) {
            continue;
        }
        struct fault *f =
            tell(ld, FAULT_S204, n, "no code of this list is \"%.*s\" alone", TEXT_SHOWN(n));
        fault_why(ld->faults, f, "`whole-chapters` says which codes of one letter are meant.");
        fault_fix(ld->faults, f, "Delete it here, or correct the letter.");
    }
}

void list_read(struct loading *ld, struct list_def *def)
{
    struct except_read except;
    const struct list_read *read = &def->read;

    file_enter(ld, def->file);
    if (def->node->kind == NODE_MAP && read->items == NULL && read->codes == NULL &&
        read->includes == NULL && node_get(def->node, "items") == NULL &&
        node_get(def->node, "codes") == NULL && node_get(def->node, "includes") == NULL) {
        (void)tell_missing(ld, def->node, "items",
                           "A list needs names (items), codes, or other lists (includes).",
                           "Add a line such as: items: [tretinoin, adapalene]");
    }
    items_read(ld, def, &def->items, read->items);
    also_read(ld, def);
    list_codes_read(ld, &def->codes, read->codes, read->whole_chapters, false);
    (void)map_read(ld, &table_except, read->except, &except);
    items_read(ld, def, &def->except_items, except.items);
    list_codes_read(ld, &def->except_codes, except.codes, read->whole_chapters, true);
    whole_chapters_check(ld, def);
    only_for(ld, def, read->routes, LIST_MEDICATION);
    only_for(ld, def, read->short_lived, LIST_CONDITION);
    def->routes = texts_of(ld, read->routes);
    if (read->short_lived != NULL && !read->short_lived->told) {
        struct value value;

        if (value_read(read->short_lived->text, &value)) {
            def->short_lived = value.length;
        }
    }
    includes_read(ld, def);
}
