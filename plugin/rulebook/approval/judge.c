/* SPDX-License-Identifier: MIT
 *
 * Every text of a directory held against the approvals that lie beside it: which items are as they
 * were approved, which changed, which are gone. A step of the loader, when all is declared and
 * nothing is compiled; one thread. An approval that cannot be used is A505 where approvals are
 * asked for, and counts for nothing everywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "rulebook/approval/approval_file.h"
#include "rulebook/approval/items.h"
#include "rulebook/approval/signature.h"
#include "rulebook/approval/signers.h"

struct judging {
    struct loading *ld;
    struct approved_texts *all;
    struct approved_text *texts; /* of all */
};

/* ---- approvals ---- */

static bool is_approval(const char *name)
{
    size_t len = strlen(name);

    return len > 9 && strcmp(name + len - 9, ".approval") == 0;
}

static int by_id_and_number(const void *a, const void *b)
{
    const struct approval *x = a, *y = b;
    int order = strcmp(x->of, y->of);

    order = order != 0 ? order : (int)x->of_overlay - (int)y->of_overlay;
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool is_too_late(struct judging *j, const struct approval *a, struct faults *faults)
{
    int64_t now = j->ld->options->approval.now;

    if (now == 0 || a->at_utc <= now + CLOCKS_DIFFER_S) {
        return false;
    }
    struct fault *f = fault_add(faults, FAULT_A505, (struct place){.file = a->file},
                                "this approval is dated in the future: %s", a->at);
    fault_why(faults, f, "What nobody can have done yet approves nothing.");
    fault_fix(faults, f, "Check the clock of this machine, or approve again: precare approve");
    return true;
}

static void approvals_gather(struct judging *j, const struct rule_files *files,
                             struct faults *faults)
{
    struct loading *ld = j->ld;
    struct approval *at = arena_array(ld->keep, (size_t)files->approval_count + 1, sizeof *at);

    j->all->approvals = at;
    bool known = files->approval_count == 0 || signers_good(&ld->options->approval, faults);
    for (uint32_t i = 0; known && at != NULL && i < files->approval_count; i++) {
        struct approval *a = &at[j->all->approval_count];

        if (is_approval(files->approvals[i].name) &&
            approval_read(&files->approvals[i], ld->keep, faults, a) &&
            !is_too_late(j, a, faults) &&
            signature_good(&ld->options->approval, files, i, a, faults)) {
            j->all->approval_count++;
        }
    }
    if (at != NULL && j->all->approval_count > 1) {
        qsort(at, j->all->approval_count, sizeof *at, by_id_and_number);
    }
}

static void approvals_read(struct judging *j, const struct rule_files *files)
{
    struct loading *ld = j->ld;
    bool asked = ld->options->approval.demand >= APPROVAL_CHECK;
    struct faults aside;

    faults_begin(&aside);
    approvals_gather(j, files, asked ? ld->faults : &aside);
    ld->faults->lost = ld->faults->lost || aside.lost;
    faults_end(&aside);
}

/* ---- one text ---- */

struct text_judging {
    struct loading *ld;
    struct names items[ITEM_KINDS], gone[ITEM_KINDS];
    struct item_vector missing;
    struct text_made *made;
};

static void text_begin(struct text_judging *t, struct loading *ld, struct text_made *made)
{
    *t = (struct text_judging){.ld = ld, .made = made};
    for (uint32_t kind = 0; kind < ITEM_KINDS; kind++) {
        names_begin(&t->items[kind], &ld->scratch);
        names_begin(&t->gone[kind], &ld->scratch);
    }
    for (uint32_t i = 0; i < made->items.count; i++) {
        (void)names_add(&t->items[made->items.at[i].kind], made->items.at[i].name, i);
    }
}

/* What a sitting names: it stands there, as it did or otherwise, or it is missing. The newest
 * sitting that names it decides: a text that was replaced does not return unseen. */
static void entry_judge(struct text_judging *t, const struct approval *a, const struct item *entry)
{
    uint32_t number = names_find(&t->items[entry->kind], entry->name);

    if (number != NAMES_NOT) {
        struct item *item = &t->made->items.at[number];
        bool same = memcmp(item->digest, entry->digest, sizeof item->digest) == 0;

        item->by = a;
        item->state = same ? (uint32_t)ITEM_CONFIRMED : (uint32_t)ITEM_CHANGED;
        return;
    }
    number = names_add(&t->gone[entry->kind], entry->name, t->missing.count);
    if (number == t->missing.count) {
        (void)PUSH(t->ld, t->missing);
    }
    if (number != NAMES_NOT && number < t->missing.count) {
        t->missing.at[number] = *entry;
        t->missing.at[number].state = ITEM_GONE;
        t->missing.at[number].by = a;
    }
}

/* Somebody approved that it is taken out; where it is again, that is a change. */
static void entry_drop(struct text_judging *t, const struct approval *a, const struct item *entry)
{
    uint32_t there = names_find(&t->items[entry->kind], entry->name);
    uint32_t number = names_find(&t->gone[entry->kind], entry->name);

    if (there != NAMES_NOT) {
        t->made->items.at[there].by = a;
        t->made->items.at[there].state = ITEM_CHANGED;
    }
    if (number != NAMES_NOT) {
        t->missing.at[number].state = ITEM_CONFIRMED;
    }
}

static void text_end(struct text_judging *t, struct approved_text *text)
{
    struct item_vector *items = &t->made->items;
    struct item *at =
        arena_array(t->ld->keep, (size_t)items->count + t->missing.count + 1, sizeof *at);

    *text = t->made->text;
    for (uint32_t i = 0; at != NULL && i < items->count; i++) {
        at[text->count++] = items->at[i];
        text->counts[items->at[i].state]++;
    }
    for (uint32_t i = 0; at != NULL && i < t->missing.count; i++) {
        if (t->missing.at[i].state == ITEM_GONE) {
            at[text->count++] = t->missing.at[i];
            text->counts[ITEM_GONE]++;
        }
    }
    text->items = at;
}

static bool approval_is_of(const struct approval *a, const struct approved_text *text)
{
    return text->id != NULL && a->of_overlay == text->of_overlay && strcmp(a->of, text->id) == 0;
}

static void text_judge(struct judging *j, struct text_made *made, struct approved_text *text)
{
    struct text_judging t;
    const struct approval *last = NULL;
    bool any = false;

    for (uint32_t i = 0; i < j->all->approval_count && !any; i++) {
        any = approval_is_of(&j->all->approvals[i], &made->text);
    }
    t = (struct text_judging){.ld = j->ld, .made = made};
    if (any) {
        text_begin(&t, j->ld, made);
    }
    for (uint32_t i = 0; any && i < j->all->approval_count && !j->ld->scratch.failed; i++) {
        const struct approval *a = &j->all->approvals[i];

        if (!approval_is_of(a, &made->text)) {
            continue;
        }
        last = a;
        for (uint32_t k = 0; k < a->item_count; k++) {
            entry_judge(&t, a, &a->items[k]);
        }
        for (uint32_t k = 0; k < a->gone_count; k++) {
            entry_drop(&t, a, &a->gone[k]);
        }
    }
    text_end(&t, text);
    text->last = last;
}

/* ---- texts that are no longer there ---- */

static bool text_is_known(const struct judging *j, const struct approval *a)
{
    for (uint32_t i = 0; i < j->all->count; i++) {
        if (approval_is_of(a, &j->texts[i])) {
            return true;
        }
    }
    return false;
}

static void lost_judge(struct judging *j)
{
    for (uint32_t i = 0; i < j->all->approval_count; i++) {
        const struct approval *a = &j->all->approvals[i];
        struct text_made made = {
            .text = {.id = a->of, .of_overlay = a->of_overlay, .lost = true, .book = NONE}};

        if (text_is_known(j, a)) {
            continue;
        }
        text_judge(j, &made, &j->texts[j->all->count]);
        j->all->count++;
    }
}

/* ---- all ---- */

void approval_judge(struct loading *ld, const struct rule_files *files)
{
    struct judging j = {.ld = ld, .all = arena_new(ld->keep, sizeof *j.all)};
    struct text_made *made = items_make(ld);
    uint32_t count = ld->books.count + ld->overlays.count;

    if (j.all == NULL || made == NULL) {
        return;
    }
    approvals_read(&j, files);
    j.texts = arena_array(ld->keep, (size_t)count + j.all->approval_count + 1, sizeof *j.texts);
    if (j.texts == NULL) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        text_judge(&j, &made[i], &j.texts[i]);
    }
    j.all->at = j.texts;
    j.all->count = count;
    lost_judge(&j);
    ld->approved = j.all;
    approval_act(ld);
}
