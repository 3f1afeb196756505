/* SPDX-License-Identifier: MIT
 *
 * What changed since an approval (since.h): the text that was approved lies beside it, and is
 * compared with what is written now. Where it is not at hand, the items alone are named.
 */
#include "cli/since.h"

#include "cli/sitting.h"
#include "review/diff.h"

void since_say(const struct approved_text *text, const struct rules *rules, const char *folder,
               struct buf *out)
{
    const struct approval *last = approved_since(text);
    uint32_t changes = 0;
    struct rules *before;

    if (last == NULL) {
        buf_printf(out, "%s was never approved.\n", text->id);
        return;
    }
    before = sitting_text(folder, last);
    if (before == NULL) {
        buf_printf(out, "%s was ", text->id);
        approved_say(text, out);
        buf_text(out, ".\nThe text of that approval is not at hand: read the rules again.\n");
        return;
    }
    buf_printf(out, "%s was approved by %s on %.10s. Since then:\n\n", text->id, last->by,
               last->at);
    out->failed = !diff_rules(before, rules, out, &changes) || out->failed;
    if (!approved_whole(text)) {
        buf_printf(out, "\n%s: ", text->id);
        approved_say(text, out);
        buf_char(out, '\n');
    }
    rules_free(&before);
}

/* Whether nothing is wrong but what `active` still needs. */
static bool only_not_ready(const struct faults *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (!f->items[i].warning && f->items[i].code != FAULT_X306) {
            return false;
        }
    }
    return f->errors > 0 && f->dropped == 0 && !f->lost;
}

void rules_look_again(struct rules_given *set)
{
    const struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct faults told_already;

    if (set->rules == NULL && only_not_ready(&set->faults)) {
        faults_begin(&told_already);
        set->rules = rules_load(&set->files, &options, &told_already);
        faults_end(&told_already);
    }
}

/* Approved once, and not as it was. */
static bool is_stale(const struct rules *rules, const struct approved_text *t)
{
    bool acts = t->of_overlay || t->lost || rules->books[t->book].status == BOOK_ACTIVE;

    return acts && approved_stale(t);
}

void since_say_all(struct rules_given *set, struct buf *out)
{
    struct buf folder = {.at = NULL};

    rules_look_again(set);
    if (set->rules == NULL || !approvals_folder(set->paths, set->path_count, &folder)) {
        buf_end(&folder);
        return;
    }
    for (uint32_t i = 0; i < set->rules->approved->count; i++) {
        if (is_stale(set->rules, &set->rules->approved->at[i])) {
            buf_char(out, '\n');
            since_say(&set->rules->approved->at[i], set->rules, folder.at, out);
        }
    }
    buf_end(&folder);
}
