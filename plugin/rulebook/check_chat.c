/* SPDX-License-Identifier: MIT
 *
 * What leaves the chart: no clinical word may stand in the sentence of an alert (X302). Called by
 * check_words.c for each rule with an alert; one thread. The words are gathered once a load.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

/* What a patient is treated for, as one more list. */
static void indications_plan(struct loading *ld, struct vocabulary_list *plan)
{
    const struct word_set *set = &ld->compiled_words[WORDS_INDICATION];
    uint32_t names = 0, room = set->count;

    for (uint32_t i = 0; i < set->count; i++) {
        room += set->at[i].also_count;
    }
    struct vocabulary_name *at = arena_array(&ld->scratch, (size_t)room + 1, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < set->count; i++) {
        at[names++].text = set->at[i].word;
        for (uint32_t j = 0; j < set->at[i].also_count; j++) {
            at[names++].text = set->at[i].also[j];
        }
    }
    plan->kind = LIST_CONDITION;
    plan->items = at;
    plan->item_count = names;
}

/* The words that must not: items, other names and plain words of four kinds of lists, and what a
 * treatment is for. */
static struct vocabulary *clinical_words(struct loading *ld)
{
    uint32_t count = ld->lists.count;
    struct vocabulary_list *plan = arena_array(&ld->scratch, (size_t)count + 1, sizeof *plan);

    for (uint32_t i = 0; plan != NULL && i < count; i++) {
        const struct list_def *def = &ld->lists.at[i];
        uint32_t names = 0;
        struct vocabulary_name *at =
            arena_array(&ld->scratch, (size_t)def->items.count + def->also.count + 1, sizeof *at);

        plan[i].kind = def->kind;
        if (at == NULL || def->kind == LIST_PROCEDURE || def->kind == LIST_PRODUCT ||
            def->kind == 0) {
            continue;
        }
        for (uint32_t j = 0; j < def->items.count; j++) {
            at[names++].text = def->items.at[j];
        }
        for (uint32_t j = 0; j < def->also.count; j++) {
            at[names++].text = def->also.at[j].text;
        }
        if (def->read.plain != NULL && def->read.plain->kind == NODE_TEXT) {
            at[names++].text = def->read.plain->text.at;
        }
        plan[i].items = at;
        plan[i].item_count = names;
    }
    if (plan != NULL) {
        indications_plan(ld, &plan[count]);
    }
    return plan != NULL && !ld->scratch.failed
               ? vocabulary_new(plan, count + 1, &ld->scratch, &ld->scratch)
               : NULL;
}

/* The part of a text that folds to these words; none: its whole. */
static struct span as_written(const struct loading *ld, struct span text, struct span folded)
{
    if (text.len > 1024 || ld->hints >= HINTS_MOST) {
        return text;
    }
    for (uint32_t from = 0; from < text.len; from++) {
        for (uint32_t len = 1; len <= folded.len + 8 && from + len <= text.len; len++) {
            struct span part = {text.at + from, len};

            if (part.at[0] != ' ' && text_folds_same(part, folded)) {
                return part;
            }
        }
    }
    return text;
}

void chat_check(struct loading *ld, const struct node *say)
{
    if (say == NULL || say->kind != NODE_TEXT || say->told) {
        return;
    }
    if (ld->clinical_words == NULL) {
        ld->clinical_words = clinical_words(ld);
    }
    struct span folded = text_folded(say->text, &ld->scratch), found;
    if (ld->clinical_words == NULL || folded.at == NULL ||
        !vocabulary_word_in(ld->clinical_words, KINDS_ALL, folded, &found)) {
        return;
    }
    struct fault *f =
        tell_inside(ld, FAULT_X302, say, as_written(ld, say->text, found),
                    "a clinical word in a sentence for the chat: \"%.*s\"", SPAN_SHOWN(found));
    fault_why(
        ld->faults, f,
        "The chat is not part of the chart, so no condition, medication, allergy, reaction or "
        "reason for treatment may be named there.");
    fault_fix(
        ld->faults, f,
        "Say what to do, without the word: \"A pre-care stop was missed. Open the review list.\"");
}
