/* SPDX-License-Identifier: MIT
 *
 * What is allowed and unwise: a one-word name that is a word of another list's item (W401), a
 * review date that is past (W402), a rule without a test (W403), a name that stands twice in one
 * list (W404), a parameter that nothing uses (W405). Warnings alone; a step of the loader, after
 * all is compiled; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

#define PAIRS_MOST 200u /* warnings of one kind: more help nobody */

struct comparing {
    struct loading *ld;
    struct names told; /* "word\nlist" */
    uint32_t count;
    uint32_t work; /* comparisons made so far */
};

/* ---- W401 ---- */

#define WORK_MOST                                                                                  \
    4000000u /* comparisons: a fraction of a second; what nobody wrote by hand is not gone through \
                to its end */

static bool has_time(struct comparing *c)
{
    return c->work < WORK_MOST && c->count < PAIRS_MOST;
}

/* Whether `list` is `other` or includes it, near or far. Depth is small in practice; a long chain
 * is cut off. */
static bool check_advice_includes(struct comparing *c, uint32_t list, uint32_t other,
                                  uint32_t depth)
{
    const struct numbers *in = &c->ld->compiled_lists[list].includes;

    for (uint32_t i = 0; i < in->count && depth < 8 && has_time(c); i++) {
        c->work++;
        if (in->at[i] == other || check_advice_includes(c, in->at[i], other, depth + 1)) {
            return true;
        }
    }
    return list == other;
}

/* Whether a name of the list, its exceptions too, stands in the item beside the word itself: then
 * it is meant. */
static bool name_meant(const struct vocabulary *v, uint32_t list, const struct vname *n,
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

static bool check_advice_meant(struct comparing *c, uint32_t list, struct span item,
                               struct span word)
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
            if (name_meant(v, list, &v->names[k], item, start, word)) {
                return true;
            }
        }
    }
    return false;
}

/* Where the one-word name stands in its list. */
static const struct node *name_node(const struct list_def *def, struct span word)
{
    const struct node *items = def->read.items;

    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        if (text_folds_same(items->items[i]->text, word)) {
            return items->items[i];
        }
    }
    for (uint32_t i = 0; i < def->also.count; i++) {
        if (def->also.at[i].node != NULL && text_folds_same(def->also.at[i].node->text, word)) {
            return def->also.at[i].node;
        }
    }
    return NULL;
}

static void word_inside(struct comparing *c, uint32_t list, struct span word, uint32_t other,
                        const char *item)
{
    struct loading *ld = c->ld;
    const struct list_def *def = &ld->lists.at[ld->list_order[list]];
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
    const struct node *at = name_node(def, word);
    file_enter(ld, def->file);
    struct fault *f =
        at == NULL ? NULL
                   : tell(ld, FAULT_W401, at, "\"%.*s\" is also part of \"%.60s\" in the list %s",
                          TEXT_SHOWN(at), item, other_id);
    fault_why(ld->faults, f,
              "A chart entry \"%.60s\" matches both lists, which may not be what you want.", item);
    fault_fix(ld->faults, f,
              "If only one of them should match, add to the list %s: except: {items: [\"%.60s\"]}",
              ld->compiled_lists[list].id, item);
}

static void item_words(struct comparing *c, uint32_t list, const char *item)
{
    struct loading *ld = c->ld;
    const struct vocabulary *v = ld->vocabulary;
    struct span folded = text_folded(span_of(item), &ld->scratch);
    uint32_t start, end = 0;

    while (folded.at != NULL && has_time(c) && text_word(folded, end, &start, &end)) {
        struct span word = {folded.at + start, end - start};
        const struct word_slot *slot = word.len < folded.len ? vocabulary_word(v, word) : NULL;

        if (slot == NULL || !v->names[slot->first].one_word || text_negated(folded, start, end)) {
            continue; /* sorted: the word alone is the first of its group */
        }
        const struct vname *n = &v->names[slot->first];
        for (uint32_t r = n->first; r < n->first + n->count && has_time(c); r++) {
            c->work++;
            const struct ref *ref = &v->refs[r];
            if (ref->rank > RANK_SYNONYM || ref->kind != ld->compiled_lists[list].kind ||
                ref->list == list || check_advice_includes(c, ref->list, list, 0) ||
                check_advice_includes(c, list, ref->list, 0) || !has_time(c) ||
                check_advice_meant(c, ref->list, folded, word) || !has_time(c)) {
                continue;
            }
            word_inside(c, ref->list, word, list, item);
        }
    }
}

/* ---- W404 ---- */

static void check_advice_twice(struct loading *ld, struct names *seen, const struct node *n)
{
    struct span folded =
        n != NULL && n->kind == NODE_TEXT ? text_folded(n->text, &ld->scratch) : (struct span){0};

    if (folded.at == NULL) {
        return;
    }
    uint32_t count = seen->count;
    if (names_add(seen, folded, count) == count && seen->count > count) {
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
    const struct node *items = def->read.items;

    names_begin(&seen, &ld->scratch);
    names_room(&seen, def->items.count + def->also.count);
    file_enter(ld, def->file);
    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        check_advice_twice(ld, &seen, items->items[i]);
    }
    for (uint32_t i = 0; i < def->also.count; i++) {
        check_advice_twice(ld, &seen, def->also.at[i].node);
    }
}

/* ---- W402, W403, W405 ---- */

static void check_advice_unused(struct loading *ld, const struct parameter_def *def)
{
    if (def->used || def->bad || def->key->told) {
        return;
    }
    file_enter(ld, def->file);
    struct fault *f =
        tell(ld, FAULT_W405, def->key, "nothing uses the parameter \"%.*s\"", TEXT_SHOWN(def->key));
    fault_why(ld->faults, f, "Changing this number would change nothing.");
    fault_fix(ld->faults, f, "Use it in a rule, or delete it.");
}

static void check_advice_overdue(struct loading *ld, const struct book_def *def,
                                 const struct rulebook *book)
{
    if (ld->options->today == DATE_NONE || book->review_by == DATE_NONE ||
        book->status == BOOK_RETIRED || ld->options->today <= book->review_by) {
        return;
    }
    file_enter(ld, def->file);
    struct fault *f = tell(ld, FAULT_W402, def->read.review_by, "the review date has passed");
    fault_why(ld->faults, f, "%s",
              book->stop_after_review ? "The rulebook is not evaluated any more."
                                      : "Every result is marked as out of review.");
    fault_fix(ld->faults, f, "Review the rules, raise the version, and set the next review date.");
}

static void check_advice_untested(struct loading *ld, const struct rule_def *def,
                                  const struct rule *rule)
{
    if (def->tested || def->book == NONE || ld->books.at[def->book].test_count == 0 ||
        rule->status == RULE_RETIRED) {
        return;
    }
    file_enter(ld, def->file);
    struct fault *f = tell(ld, FAULT_W403, def->id, "no test expects a finding of this rule");
    fault_why(ld->faults, f, "Nobody has yet seen this rule fire, so nobody knows whether it can.");
    fault_fix(ld->faults, f, "Add a test in which it fires, and one in which it stays quiet.");
}

void advice_check(struct loading *ld)
{
    if (faults_any(ld->faults)) {
        return; /* advice on what is broken helps nobody */
    }
    struct comparing c = {.ld = ld};
    names_begin(&c.told, &ld->scratch);
    const bool *any_twice = lists_with_twice(ld);
    for (uint32_t i = 0; any_twice != NULL && i < ld->lists.count; i++) {
        if (any_twice[ld->lists.at[i].number]) {
            names_twice(ld, &ld->lists.at[i]);
        }
    }
    for (uint32_t i = 0; ld->vocabulary != NULL && i < ld->lists.count; i++) {
        const struct texts *items = &ld->compiled_lists[i].items;

        for (uint32_t j = 0; j < items->count; j++) {
            if (strpbrk(items->at[j], " -/,.+&()") != NULL) {
                item_words(&c, i, items->at[j]);
            }
        }
    }
    for (uint32_t i = 0; i < ld->rules.count; i++) {
        check_advice_untested(ld, &ld->rules.at[i], &ld->compiled[i]);
    }
    for (uint32_t i = 0; i < ld->parameters.count; i++) {
        check_advice_unused(ld, &ld->parameters.at[i]);
    }
    for (uint32_t i = 0; i < ld->books.count; i++) {
        check_advice_overdue(ld, &ld->books.at[i], &ld->compiled_books[i]);
    }
}
