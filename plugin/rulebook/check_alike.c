/* SPDX-License-Identifier: MIT
 *
 * Names that are too like each other: a one-word name that is a word of another list's item (W401),
 * a name that stands twice in one list (W404), two names that are one slip of the pen apart (W409).
 * What a list says is `meant` is not told, but where no name of it is that (W405). Warnings alone;
 * the last step of the loader, when overlays have added their names; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

#define PAIRS_MOST 200u /* warnings of one kind: more help nobody */
#define NEAR_MOST 32u   /* names that are near one */
#define NEAR_LETTERS 6u /* of both names: shorter ones differ by a letter and are right */

struct comparing {
    struct loading *ld;
    struct names told; /* "word\nlist" */
    uint32_t count;    /* warnings of one kind */
    uint32_t work;     /* comparisons made so far */
};

#define WORK_MOST                                                                                  \
    4000000u /* comparisons: a fraction of a second; what nobody wrote by hand is not gone through \
                to its end */

static bool has_time(struct comparing *c)
{
    return c->work < WORK_MOST && c->count < PAIRS_MOST;
}

/* ---- where a name stands ---- */

struct name_place {
    uint32_t file;
    const struct node *node; /* NULL: not found */
};

static uint32_t names_of(const struct list_def *def)
{
    const struct node *items = def->read.items;

    return (items != NULL ? items->count : 0) + def->also.count + def->added.count;
}

/* Every name of a list as it is written: its items, their other names, what overlays add. */
static struct name_place name_at(const struct list_def *def, uint32_t i)
{
    const struct node *items = def->read.items;
    uint32_t count = items != NULL ? items->count : 0;

    if (i < count) {
        return (struct name_place){def->file, items->items[i]};
    }
    i -= count;
    if (i < def->also.count) {
        return (struct name_place){def->file, def->also.at[i].node};
    }
    i -= def->also.count;
    return (struct name_place){def->added.at[i].file, def->added.at[i].node};
}

static struct name_place name_find(const struct list_def *def, struct span word)
{
    for (uint32_t i = 0; i < names_of(def); i++) {
        struct name_place at = name_at(def, i);

        if (at.node->kind == NODE_TEXT && text_folds_same(at.node->text, word)) {
            return at;
        }
    }
    return (struct name_place){0};
}

static struct list_def *list_def_of(struct comparing *c, uint32_t list)
{
    return &c->ld->lists.at[c->ld->list_order[list]];
}

static bool meant_in(struct comparing *c, uint32_t list, struct span name)
{
    return name_meant(list_def_of(c, list)->read.meant, name);
}

/* ---- W401 ---- */

/* Whether `list` is `other` or includes it, near or far. Depth is small in practice; a long chain
 * is cut off. */
static bool alike_includes(struct comparing *c, uint32_t list, uint32_t other, uint32_t depth)
{
    const struct numbers *in = &c->ld->compiled_lists[list].includes;

    for (uint32_t i = 0; i < in->count && depth < 8 && has_time(c); i++) {
        c->work++;
        if (in->at[i] == other || alike_includes(c, in->at[i], other, depth + 1)) {
            return true;
        }
    }
    return list == other;
}

/* Whether a name of the list, its exceptions too, stands in the item beside the word itself: then
 * it is meant. */
static bool alike_stands(const struct vocabulary *v, uint32_t list, const struct vname *n,
                         struct span item, uint32_t start, struct span word)
{
    uint32_t from = start - n->lead;

    if (n->lead > start || n->len > item.len - from ||
        memcmp(item.at + from, n->text, n->len) != 0 ||
        span_same((struct span){n->text, n->len}, word) ||
        !text_stands_alone(item, from, from + n->len)) {
        return false;
    }
    for (uint32_t r = n->first; r < n->first + n->count; r++) {
        if (v->refs[r].list == list) {
            return true;
        }
    }
    return false;
}

static bool alike_stands_in(struct comparing *c, uint32_t list, struct span item, struct span word)
{
    const struct vocabulary *v = c->ld->vocabulary;
    uint32_t start, end = 0;

    while (has_time(c) && text_word(item, end, &start, &end)) {
        c->work += 4;
        const struct word_slot *slot =
            vocabulary_word(v, (struct span){item.at + start, end - start});
        for (uint32_t k = group_begin(v, slot, item, start); k != GROUP_END;
             k = group_next(v, slot, k)) {
            c->work += 1 + v->names[k].count;
            if (alike_stands(v, list, &v->names[k], item, start, word)) {
                return true;
            }
        }
    }
    return false;
}

static void word_inside(struct comparing *c, uint32_t list, struct span word, uint32_t other,
                        const char *item)
{
    struct loading *ld = c->ld;
    const char *other_id = ld->compiled_lists[other].id;
    size_t a = word.len, b = strlen(other_id), own = strlen(ld->compiled_lists[list].id);
    char *key = arena_new(&ld->scratch, a + b + own + 3);

    if (key == NULL || c->count >= PAIRS_MOST) {
        return;
    }
    memcpy(key, word.at, a);
    key[a] = '\n';
    memcpy(key + a + 1, other_id, b);
    key[a + 1 + b] = '\n';
    memcpy(key + a + b + 2, ld->compiled_lists[list].id, own);
    if (names_add(&c->told, (struct span){key, (uint32_t)(a + b + own + 2)}, c->count) !=
        c->count) {
        return;
    }
    c->count++;
    struct name_place at = name_find(list_def_of(c, list), word);
    if (at.node == NULL) {
        return;
    }
    file_enter(ld, at.file);
    struct fault *f =
        tell(ld, FAULT_W401, at.node, "\"%.*s\" is also part of \"%.60s\" in the list %s",
             TEXT_SHOWN(at.node), item, other_id);
    fault_why(ld->faults, f,
              "A chart entry \"%.60s\" matches both lists, which may not be what you want.", item);
    fault_fix(
        ld->faults, f,
        "If only one of them should match, add to the list %s: except: {items: [\"%.60s\"]}; if "
        "both should: meant: [\"%.*s\"]",
        ld->compiled_lists[list].id, item, TEXT_SHOWN(at.node));
}

static void item_words(struct comparing *c, uint32_t list, const char *item)
{
    struct loading *ld = c->ld;
    const struct vocabulary *v = ld->vocabulary;
    struct span folded = text_folded(span_of(item), &ld->scratch);
    struct span gaps = text_gaps(span_of(item), &ld->scratch);
    uint32_t start, end = 0;

    while (folded.at != NULL && has_time(c) && text_word(folded, end, &start, &end)) {
        struct span word = {folded.at + start, end - start};
        const struct word_slot *slot = word.len < folded.len ? vocabulary_word(v, word) : NULL;

        if (slot == NULL || !v->names[slot->first].one_word ||
            text_negated(gaps, start, end) != NEGATED_NOT) {
            continue; /* sorted: the word alone is the first of its group */
        }
        const struct vname *n = &v->names[slot->first];
        for (uint32_t r = n->first; r < n->first + n->count && has_time(c); r++) {
            c->work++;
            const struct ref *ref = &v->refs[r];
            if (ref->rank > RANK_SYNONYM || ref->kind != ld->compiled_lists[list].kind ||
                ref->list == list || alike_includes(c, ref->list, list, 0) ||
                alike_includes(c, list, ref->list, 0) || !has_time(c) ||
                alike_stands_in(c, ref->list, folded, word) || !has_time(c)) {
                continue;
            }
            word_inside(c, ref->list, word, list, item);
        }
    }
}

/* ---- W409 ---- */

/* Of two names the one that stands later. */
static bool place_before(struct name_place a, struct name_place b)
{
    return a.file != b.file               ? a.file < b.file
           : a.node->line != b.node->line ? a.node->line < b.node->line
                                          : a.node->column < b.node->column;
}

static void near_tell(struct comparing *c, const struct ref *a, const struct ref *b,
                      struct span first, struct span second)
{
    struct loading *ld = c->ld;
    struct name_place at = name_find(list_def_of(c, a->list), first),
                      other = name_find(list_def_of(c, b->list), second);
    uint32_t list = a->list, other_list = b->list;

    if (at.node == NULL || other.node == NULL) {
        return;
    }
    if (place_before(at, other)) {
        struct name_place swapped = at;

        at = other;
        other = swapped;
        list = b->list;
        other_list = a->list;
    }
    c->count++;
    file_enter(ld, at.file);
    struct fault *f =
        tell(ld, FAULT_W409, at.node, "\"%.*s\" is one letter from \"%.*s\" in the list %s",
             TEXT_SHOWN(at.node), TEXT_SHOWN(other.node), ld->compiled_lists[other_list].id);
    fault_why(ld->faults, f,
              "If it is a slip of the pen, a chart that has the right word is not found.");
    fault_fix(ld->faults, f,
              "Did you mean %.*s? If both are right, add to the list %s: meant: [\"%.*s\"]",
              TEXT_SHOWN(other.node), ld->compiled_lists[list].id, TEXT_SHOWN(at.node));
}

/* Lists of one kind that have nothing to do with each other. */
static bool near_lists_apart(struct comparing *c, const struct ref *a, const struct ref *b)
{
    return a->rank <= RANK_SYNONYM && b->rank <= RANK_SYNONYM && a->kind == b->kind &&
           a->list != b->list && !alike_includes(c, a->list, b->list, 0) &&
           !alike_includes(c, b->list, a->list, 0);
}

static void near_pair(struct comparing *c, const struct vname *a, const struct vname *b)
{
    const struct vocabulary *v = c->ld->vocabulary;
    struct span first = {a->text, a->len}, second = {b->text, b->len};

    for (uint32_t i = a->first; i < a->first + a->count; i++) {
        for (uint32_t j = b->first; j < b->first + b->count && has_time(c); j++) {
            c->work++;
            if (near_lists_apart(c, &v->refs[i], &v->refs[j]) &&
                !meant_in(c, v->refs[i].list, first) && !meant_in(c, v->refs[j].list, second)) {
                near_tell(c, &v->refs[i], &v->refs[j], first, second);
                return;
            }
        }
    }
}

static void names_near(struct comparing *c)
{
    const struct vocabulary *v = c->ld->vocabulary;
    uint32_t near[NEAR_MOST];

    c->count = 0;
    for (uint32_t i = 0; i < v->name_count && has_time(c); i++) {
        const struct vname *n = &v->names[i];

        if (!n->one_word || n->in_kinds == 0 || n->points < NEAR_LETTERS) {
            continue;
        }
        uint32_t count = vocabulary_near_names(v, (struct span){n->text, n->len}, near, NEAR_MOST);
        c->work += 16 + count;
        for (uint32_t k = 0; k < count; k++) {
            if (near[k] > i && v->names[near[k]].points >= NEAR_LETTERS) {
                near_pair(c, n, &v->names[near[k]]);
            }
        }
    }
}

/* ---- W404 ---- */

static void alike_twice(struct loading *ld, struct names *seen, const struct node *n,
                        const struct node *meant)
{
    struct span folded =
        n != NULL && n->kind == NODE_TEXT ? text_folded(n->text, &ld->scratch) : (struct span){0};

    if (folded.at == NULL) {
        return;
    }
    uint32_t count = seen->count;
    if ((names_add(seen, folded, count) == count && seen->count > count) ||
        name_meant(meant, n->text)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_W404, n, "\"%.*s\" is twice in this list", TEXT_SHOWN(n));
    fault_why(
        ld->faults, f,
        "Upper and lower case, hyphens and spaces make no difference when names are compared.");
    fault_fix(ld->faults, f, "Delete one of them.");
}

/* Whether any name stands twice in each list; the vocabulary holds the lists of a name side by
 * side. */
static bool *lists_with_twice(struct loading *ld)
{
    const struct vocabulary *v = ld->vocabulary;
    bool *twice_r = arena_array(&ld->scratch, (size_t)ld->lists.count + 1, sizeof *twice_r);

    for (uint32_t i = 0; twice_r != NULL && v != NULL && i < v->name_count; i++) {
        const struct vname *n = &v->names[i];
        uint32_t before = NONE;

        for (uint32_t r = n->first; r < n->first + n->count; r++) {
            if (v->refs[r].rank > RANK_SYNONYM) {
                continue;
            }
            if (v->refs[r].list == before) {
                twice_r[before] = true;
            }
            before = v->refs[r].list;
        }
    }
    return twice_r;
}

static void names_twice(struct loading *ld, const struct list_def *def)
{
    struct names seen;

    names_begin(&seen, &ld->scratch);
    names_room(&seen, names_of(def));
    for (uint32_t i = 0; i < names_of(def); i++) {
        struct name_place at = name_at(def, i);

        file_enter(ld, at.file);
        alike_twice(ld, &seen, at.node, def->read.meant);
    }
}

/* ---- W405 ---- */

/* What a list says is meant, and is none of the names that it has or excepts. */
static void meant_unused(struct loading *ld, const struct list_def *def)
{
    const struct node *meant = def->read.meant, *except = def->read.except;
    const struct node *excepted =
        except != NULL && except->kind == NODE_MAP ? node_get(except, "items") : NULL;

    for (uint32_t i = 0; meant != NULL && i < each_text(meant); i++) {
        const struct node *n = text_at(meant, i);

        if (n->kind != NODE_TEXT || name_find(def, n->text).node != NULL ||
            name_meant(excepted, n->text)) {
            continue;
        }
        file_enter(ld, def->file);
        struct fault *f =
            tell(ld, FAULT_W405, n, "no name of this list is \"%.*s\"", TEXT_SHOWN(n));
        fault_why(ld->faults, f, "`meant` silences warnings about a name of the list.");
        fault_fix(ld->faults, f, "Correct it, or delete it.");
    }
}

void names_advice(struct loading *ld)
{
    struct comparing c = {.ld = ld};

    if (faults_any(ld->faults) || ld->vocabulary == NULL) {
        return; /* advice on what is broken helps nobody */
    }
    names_begin(&c.told, &ld->scratch);
    const bool *any_twice = lists_with_twice(ld);
    for (uint32_t i = 0; any_twice != NULL && i < ld->lists.count; i++) {
        if (any_twice[ld->lists.at[i].number]) {
            names_twice(ld, &ld->lists.at[i]);
        }
    }
    for (uint32_t i = 0; i < ld->lists.count; i++) {
        meant_unused(ld, &ld->lists.at[i]);
    }
    for (uint32_t i = 0; i < ld->lists.count; i++) {
        const struct texts *items = &ld->compiled_lists[i].items;

        for (uint32_t j = 0; j < items->count; j++) {
            if (strpbrk(items->at[j], " -/,.+&()") != NULL) {
                item_words(&c, i, items->at[j]);
            }
        }
    }
    names_near(&c);
}
