/* SPDX-License-Identifier: MIT
 *
 * What changed in declared answers, fields and words, in words. Called by diff.c; pure. A longer
 * `good-for` is looser; of words nobody can tell.
 */
#include "review/diff_parts.h"

#include <string.h>

#include "review/plain.h"

static bool same_said(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool set_has(const struct word_set *set, uint32_t word, const char *synonym)
{
    for (uint32_t i = 0; i < set->at[word].also_count; i++) {
        if (strcmp(set->at[word].also[i], synonym) == 0) {
            return true;
        }
    }
    return false;
}

/* The number of the very word; WORD_NONE: it is none, or a synonym of another. */
static uint32_t set_word(const struct word_set *set, const char *word)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (strcmp(set->at[i].word, word) == 0) {
            return i;
        }
    }
    return WORD_NONE;
}

/* Words and synonyms that the one set has and the other has not. */
static void set_missing(struct diff *d, const char *name, const struct word_set *in,
                        const struct word_set *other, const char *what)
{
    uint32_t words = 0, synonyms = 0;

    for (uint32_t i = 0; i < in->count; i++) {
        const struct word_row *row = &in->at[i];
        uint32_t there = set_word(other, row->word);

        if (there == WORD_NONE) {
            words += 1;
        }
        if (there == WORD_NONE && !d->brief) {
            buf_printf(diff_line(d), "%s: %s the word %s", name, what, row->word);
        }
        for (uint32_t k = 0; there != WORD_NONE && k < row->also_count; k++) {
            bool missing = !set_has(other, there, row->also[k]);

            synonyms += missing;
            if (missing && !d->brief) {
                buf_printf(diff_line(d), "%s: %s \"%s\" for %s", name, what, row->also[k],
                           row->word);
            }
        }
    }
    if (d->brief && words + synonyms > 0) {
        buf_printf(diff_line(d), "%s: %s %u word%s and %u synonym%s", name, what, words,
                   words == 1 ? "" : "s", synonyms, synonyms == 1 ? "" : "s");
    }
}

static void set_changed(struct diff *d, const char *name, const struct word_set *a,
                        const struct word_set *b)
{
    set_missing(d, name, b, a, "added");
    set_missing(d, name, a, b, "removed");
}

/* ---- answers and fields ---------------------------------------------------------------------- */

static const struct declared *declared_named(const struct declared *all, uint32_t count,
                                             const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

static void declared_changed(struct diff *d, const struct declared *a, const struct declared *b)
{
    if (!diff_brief(d, a->name, "its question", a->ask, b->ask) && !same_said(a->ask, b->ask)) {
        buf_printf(diff_line(d), "%s: asked “%s”, now “%s”", a->name, a->ask, b->ask);
    }
    if (a->of != b->of) {
        buf_printf(diff_line(d), "%s: asked of %s, now of %s", a->name, plain_who(a->of),
                   plain_who(b->of));
    }
    if (a->form != b->form || a->past != b->past || a->kind != b->kind ||
        !same_said(a->unit, b->unit)) {
        buf_printf(diff_line(d), "%s: what may be answered changed its sort", a->name);
    } else {
        set_changed(d, a->name, &a->words, &b->words);
    }
    diff_length(d, "good for,", a->name, a->good_for, b->good_for);
    if (b->changed_by != NULL && !same_said(a->changed_by, b->changed_by)) {
        buf_printf(diff_line(d), "%s: changed by %s", a->name, b->changed_by);
    }
}

struct declared_both {
    const struct declared *before, *after;
    uint32_t before_count, after_count;
};

static void diff_declared(struct diff *d, const struct declared_both *both)
{
    for (uint32_t i = 0; i < both->before_count; i++) {
        const struct declared *a = &both->before[i];
        const struct declared *b = declared_named(both->after, both->after_count, a->name);

        if (b == NULL) {
            buf_printf(diff_line(d), "%s was removed", a->name);
        } else {
            declared_changed(d, a, b);
        }
    }
    for (uint32_t i = 0; i < both->after_count; i++) {
        const struct declared *b = &both->after[i];

        if (declared_named(both->before, both->before_count, b->name) == NULL) {
            buf_printf(diff_line(d), "new: %s", b->name);
        }
    }
}

void diff_answers(struct diff *d)
{
    static const char *const names[WORD_SETS] = {[WORDS_MODALITY] = "modality",
                                                 [WORDS_TRAINING] = "training",
                                                 [WORDS_INDICATION] = "indication",
                                                 [WORDS_ROLE] = "role"};
    const struct rules *a = d->before, *b = d->after;

    d->section = "Answers";
    diff_declared(
        d, &(struct declared_both){a->answers, b->answers, a->answer_count, b->answer_count});
    d->section = "Fields";
    diff_declared(d, &(struct declared_both){a->fields, b->fields, a->field_count, b->field_count});
    d->section = "Words";
    for (uint32_t set = 0; set < WORD_SETS; set++) {
        set_changed(d, names[set], &a->words[set], &b->words[set]);
    }
}
