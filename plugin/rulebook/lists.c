/* SPDX-License-Identifier: MIT
 *
 * Lists: declared by name, read, put in an order in which an included list stands before those that
 * include it, and made into the vocabulary. Steps of the loader; one thread. A list at fault is
 * known by name and kind, so that its fault is told once.
 */
#include <string.h>
#include <strings.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

/* ---- declaring ---- */

static void section_declare(struct loading *ld, uint32_t file, const struct node *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        uint32_t number = ld->lists.count;
        uint32_t first = names_add(&ld->list_names, key->text, number);
        struct list_def *def = first == NAMES_NOT ? NULL : PUSH(ld, ld->lists);

        if (def == NULL) {
            return;
        }
        *def = (struct list_def){.file = file, .key = key, .node = section->items[i]};
        (void)map_read(ld, &table_list, def->node, &def->read);
        def->kind = word_of_node(&words_list_kind, def->read.kind);
        if (first != number) {
            tell_twice(ld, key, "list", ld->lists.at[first].file, ld->lists.at[first].key);
            ld->lists.count--;
        }
    }
}

void lists_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].read.lists != NULL) {
            section_declare(ld, i, ld->files[i].read.lists);
        }
    }
}

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

void list_codes_read(struct loading *ld, struct codes_vector *to, const struct node *n,
                     const struct node *whole, bool may_be_empty)
{
    struct codes_read read;

    if (n == NULL) {
        return;
    }
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

            used = code->system <= CODE_ATC && strcasecmp(code->text, n->text.at) == 0;
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

static void list_read_keys(struct loading *ld, struct list_def *def)
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
    enum signature checked = signature_read(ld, read->codes_checked, NULL);
    def->codes_unchecked = checked == SIGNED_NOT_YET;
    includes_read(ld, def);
}

/* ---- order, circles ---- */

enum walk {
    WALK_NOT_YET,
    WALK_OPEN,
    WALK_DONE
};

struct walking {
    uint8_t *state; /* enum walk, by definition */
    uint32_t *stack, *next;
};

static void lists_circle(struct loading *ld, struct list_def *def, uint32_t edge)
{
    uint32_t target = def->includes[edge];
    const struct node *n = def->read.includes;

    for (uint32_t i = 0; n->kind == NODE_LIST && i < n->count; i++) {
        if (names_find(&ld->list_names, n->items[i]->text) == target) {
            n = n->items[i];
            break;
        }
    }
    file_enter(ld, def->file);
    struct fault *f =
        tell(ld, FAULT_X304, n,
             "the lists include each other in a circle: \"%.*s\" includes \"%.*s\" again",
             TEXT_SHOWN(n), TEXT_SHOWN(def->key));
    fault_why(ld->faults, f, "A list cannot be a part of itself.");
    fault_fix(ld->faults, f, "Delete one of the two from the `includes` of the other.");
    memmove(&def->includes[edge], &def->includes[edge + 1],
            (def->include_count - edge - 1) * sizeof *def->includes);
    def->include_count--;
}

/* Included lists first; without recursion, since a chain can be as long as there are lists. */
static void list_walk(struct loading *ld, struct walking *w, uint32_t from, uint32_t *numbered)
{
    uint32_t depth = 0;

    w->stack[0] = from;
    w->next[0] = 0;
    w->state[from] = WALK_OPEN;
    for (;;) {
        uint32_t at = w->stack[depth];
        struct list_def *def = &ld->lists.at[at];

        if (w->next[depth] < def->include_count) {
            uint32_t edge = w->next[depth]++, to = def->includes[edge];

            if (w->state[to] == WALK_OPEN) {
                lists_circle(ld, def, edge);
                w->next[depth]--;
            } else if (w->state[to] == WALK_NOT_YET) {
                w->state[to] = WALK_OPEN;
                w->stack[++depth] = to;
                w->next[depth] = 0;
            }
            continue;
        }
        w->state[at] = WALK_DONE;
        def->number = *numbered;
        ld->list_order[(*numbered)++] = at;
        if (depth-- == 0) {
            return;
        }
    }
}

static void lists_order(struct loading *ld)
{
    uint32_t count = ld->lists.count, numbered = 0;
    struct walking w = {.state = arena_array(&ld->scratch, (size_t)count + 1, 1),
                        .stack = arena_array(&ld->scratch, (size_t)count + 1, sizeof(uint32_t)),
                        .next = arena_array(&ld->scratch, (size_t)count + 1, sizeof(uint32_t))};

    ld->list_order = arena_array(&ld->scratch, (size_t)count + 1, sizeof *ld->list_order);
    if (ld->scratch.failed) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (ld->lists.at[i].include_count == 0) {
            list_walk(ld, &w, i, &numbered);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (w.state[i] == WALK_NOT_YET) {
            list_walk(ld, &w, i, &numbered);
        }
    }
}

uint32_t list_number(const struct loading *ld, uint32_t definition)
{
    return ld->lists.at[definition].number;
}

bool list_kind_is(const struct loading *ld, uint32_t definition, uint32_t kinds)
{
    uint32_t kind = ld->lists.at[definition].kind;

    return kind == 0 || (KIND_BIT(kind) & kinds) != 0;
}

/* ---- compiled ---- */

static uint32_t lists_points(const char *text)
{
    return text != NULL ? (uint32_t)utf8_count(text, strlen(text)) : 0;
}

static void longest_set(struct loading *ld, struct list_def *def)
{
    uint32_t longest = lists_points("an entry");
    const struct node *plain = def->read.plain;

    if (plain != NULL && def->codes.count > 0 &&
        utf8_count(plain->text.at, plain->text.len) > longest) {
        longest = lists_points(plain->text.at);
    }
    for (uint32_t i = 0; i < def->items.count; i++) {
        longest =
            lists_points(def->items.at[i]) > longest ? lists_points(def->items.at[i]) : longest;
    }
    for (uint32_t i = 0; i < def->include_count; i++) {
        const struct list_def *included = &ld->lists.at[def->includes[i]];

        longest = included->longest > longest ? included->longest : longest;
    }
    def->longest = longest;
}

static void list_compile(struct loading *ld, struct list_def *def, struct list *list)
{
    const char **items = arena_array(ld->keep, (size_t)def->items.count + 1, sizeof *items);
    uint32_t *includes = arena_array(ld->keep, (size_t)def->include_count + 1, sizeof *includes);

    if (items == NULL || includes == NULL) {
        return;
    }
    if (def->items.count > 0) {
        memcpy(items, def->items.at, def->items.count * sizeof *items);
    }
    for (uint32_t i = 0; i < def->include_count; i++) {
        includes[i] = list_number(ld, def->includes[i]);
    }
    *list = (struct list){.id = text_of(ld, def->key),
                          .plain = text_of(ld, def->read.plain),
                          .kind = def->kind,
                          .items = {items, def->items.count, 0},
                          .short_lived = def->short_lived,
                          .includes = {includes, def->include_count, 0},
                          .routes = def->routes,
                          .file = ld->files[def->file].kept,
                          .line = def->node->line,
                          .written = ld->options->for_review ? list_written(ld, def) : NULL};
    longest_set(ld, def);
}

static struct vocabulary_name *names_plan(struct loading *ld, const struct texts_vector *from)
{
    struct vocabulary_name *at = arena_array(&ld->scratch, (size_t)from->count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < from->count; i++) {
        at[i] = (struct vocabulary_name){from->at[i], i};
    }
    return at;
}

static struct vocabulary_code *codes_plan(struct loading *ld, const struct codes_vector *from)
{
    struct vocabulary_code *at = arena_array(&ld->scratch, (size_t)from->count + 1, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < from->count; i++) {
        at[i] = (struct vocabulary_code){from->at[i].system, from->at[i].text};
    }
    return at;
}

static void list_plan(struct loading *ld, const struct list_def *def, const struct list *list,
                      struct vocabulary_list *plan)
{
    struct vocabulary_name *synonyms =
        arena_array(&ld->scratch, (size_t)def->also.count + 1, sizeof *synonyms);

    for (uint32_t i = 0; synonyms != NULL && i < def->also.count; i++) {
        synonyms[i] = (struct vocabulary_name){def->also.at[i].text, def->also.at[i].item};
    }
    *plan = (struct vocabulary_list){.kind = def->kind,
                                     .items = names_plan(ld, &def->items),
                                     .synonyms = synonyms,
                                     .except_items = names_plan(ld, &def->except_items),
                                     .codes = codes_plan(ld, &def->codes),
                                     .except_codes = codes_plan(ld, &def->except_codes),
                                     .item_count = def->items.count,
                                     .synonym_count = def->also.count,
                                     .except_item_count = def->except_items.count,
                                     .code_count = def->codes.count,
                                     .except_code_count = def->except_codes.count,
                                     .routes = list->routes.at,
                                     .route_count = list->routes.count,
                                     .includes = list->includes.at,
                                     .include_count = list->includes.count};
}

void lists_compile(struct loading *ld)
{
    uint32_t count = ld->lists.count;

    for (uint32_t i = 0; i < count; i++) {
        list_read_keys(ld, &ld->lists.at[i]);
    }
    lists_order(ld);
}

/* After overlays have changed what they change. */
void lists_finish(struct loading *ld)
{
    uint32_t count = ld->lists.count;
    struct vocabulary_list *plan = arena_array(&ld->scratch, (size_t)count + 1, sizeof *plan);

    ld->compiled_lists = arena_array(ld->keep, (size_t)count + 1, sizeof *ld->compiled_lists);
    if (plan == NULL || ld->compiled_lists == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        list_compile(ld, &ld->lists.at[ld->list_order[i]], &ld->compiled_lists[i]);
        list_plan(ld, &ld->lists.at[ld->list_order[i]], &ld->compiled_lists[i], &plan[i]);
    }
    ld->silence_lasts = lists_silence(ld->compiled_lists, count);
    if (!ld->scratch.failed && !ld->keep->failed) {
        ld->vocabulary = vocabulary_new(plan, count, ld->keep, &ld->scratch);
    }
}
