/* SPDX-License-Identifier: MIT
 *
 * Nudges of declared answers: how old one may be, by a unit, and each synonym of a word removed.
 * What no rule could show is not made: a synonym of a word that no rule names, where none asks.
 * Called by nudge_list.c and nudge_copy.c; memory is the copy's.
 */
#include "review/nudge_answers.h"

#include <string.h>

#include "review/coverage.h"

/* ---- whose words ------------------------------------------------------------------------------
 */

struct holder { /* of words: an answer, a field, or a vocabulary */
    enum holds_words {
        HOLDS_ANSWER,
        HOLDS_FIELD,
        HOLDS_SET
    } what;
    uint32_t number;
};

static uint32_t holders_count(const struct rules *r)
{
    return r->answer_count + r->field_count + WORDS_ROLE;
}

static struct holder holder_at(const struct rules *r, uint32_t i)
{
    if (i < r->answer_count) {
        return (struct holder){HOLDS_ANSWER, i};
    }
    i -= r->answer_count;
    return i < r->field_count ? (struct holder){HOLDS_FIELD, i}
                              : (struct holder){HOLDS_SET, i - r->field_count};
}

static const struct word_set *holder_set(const struct rules *r, struct holder h)
{
    return h.what == HOLDS_ANSWER  ? &r->answers[h.number].words
           : h.what == HOLDS_FIELD ? &r->fields[h.number].words
                                   : &r->words[h.number];
}

static struct word_set *holder_copy(struct copy *c, struct holder h)
{
    return h.what == HOLDS_ANSWER  ? &c->answers[h.number].words
           : h.what == HOLDS_FIELD ? &c->fields[h.number].words
                                   : &c->rules.words[h.number];
}

static const char *holder_name(const struct rules *r, struct holder h)
{
    static const char *const sets[] = {[WORDS_MODALITY] = "modality",
                                       [WORDS_TRAINING] = "training",
                                       [WORDS_INDICATION] = "indication"};

    return h.what == HOLDS_ANSWER  ? r->answers[h.number].name
           : h.what == HOLDS_FIELD ? r->fields[h.number].name
                                   : sets[h.number];
}

/* ---- who uses them ----------------------------------------------------------------------------
 */

static bool cond_is_of(const struct cond *c, struct holder h)
{
    bool answers = cond_kinds[c->kind].needs == PRECARE_NEEDS_ANSWERS;

    if (h.what == HOLDS_SET) {
        return c->set == h.number + 1;
    }
    return c->asked == h.number && (h.what == HOLDS_ANSWER) == answers;
}

/* `word` WORD_NONE: any. */
static bool cond_names(const struct rules *r, uint32_t cond, struct holder h, uint32_t word)
{
    const struct cond *c = &r->conds[cond];
    bool names = cond_is_of(c, h) && word == WORD_NONE;

    for (uint32_t i = 0; i < c->values.count && !names && cond_is_of(c, h); i++) {
        names = c->values.at[i] == word;
    }
    for (uint32_t i = 0; i < c->count && !names && kind_is_group(c->kind); i++) {
        names = cond_names(r, c->first + i, h, word);
    }
    return names;
}

/* The rulebook of a rule that the word makes speak, or ask; NONE: there is none. */
static uint32_t book_of(const struct rules *r, struct holder h, uint32_t word)
{
    for (uint32_t i = 0; i < r->rule_count; i++) {
        const struct rule *rule = &r->rules[i];
        uint32_t wanted = rule_asks(rule) ? WORD_NONE : word;

        if (coverage_counts(r, i) &&
            (cond_names(r, rule->condition, h, wanted) ||
             (rule->unless != NONE && cond_names(r, rule->unless, h, wanted)))) {
            return rule->rulebook;
        }
    }
    return NONE;
}

/* ---- listing ----------------------------------------------------------------------------------
 */

static bool list_good_for(struct listing *l)
{
    const struct rules *r = l->c->from;

    for (uint32_t i = 0; i < r->answer_count; i++) {
        const struct declared *one = &r->answers[i];
        struct nudge n = {.kind = NUDGE_GOOD_FOR,
                          .rule = NONE,
                          .cond = NONE,
                          .item = i,
                          .book = book_of(r, (struct holder){HOLDS_ANSWER, i}, WORD_NONE),
                          .file = one->file,
                          .line = one->line};

        if (one->good_for.n > 0 && n.book != NONE && one->changed_by == NULL &&
            !listing_add_length(l, n, one->good_for, "good-for of the answer", one->name)) {
            return false;
        }
    }
    return true;
}

static bool list_word(struct listing *l, uint32_t holder, uint32_t word, uint32_t *synonym)
{
    const struct rules *r = l->c->from;
    struct holder h = holder_at(r, holder);
    const struct word_row *row = &holder_set(r, h)->at[word];
    const struct declared *one = h.what == HOLDS_ANSWER  ? &r->answers[h.number]
                                 : h.what == HOLDS_FIELD ? &r->fields[h.number]
                                                         : NULL;
    uint32_t book = book_of(r, h, word);

    for (uint32_t k = 0; k < row->also_count; k++, (*synonym)++) {
        struct nudge n = {.kind = NUDGE_SYNONYM,
                          .rule = NONE,
                          .cond = NONE,
                          .item = holder,
                          .slot = *synonym,
                          .book = book,
                          .file = one != NULL    ? one->file
                                  : book != NONE ? r->books[book].file
                                                 : NULL,
                          .line = one != NULL ? one->line : 0};
        struct buf what = {0};

        buf_printf(&what, "\"%s\" of %s no longer means %s", row->also[k], holder_name(r, h),
                   row->word);
        if (book != NONE ? !listing_add(l, n, &what) : (buf_end(&what), false)) {
            return false;
        }
    }
    return true;
}

static bool list_synonyms(struct listing *l)
{
    const struct rules *r = l->c->from;

    for (uint32_t i = 0; i < holders_count(r); i++) {
        const struct word_set *set = holder_set(r, holder_at(r, i));
        uint32_t synonym = 0;

        for (uint32_t word = 0; word < set->count; word++) {
            if (!list_word(l, i, word, &synonym)) {
                return false;
            }
        }
    }
    return true;
}

bool nudges_of_answers(struct listing *l)
{
    return list_good_for(l) && (l->thresholds_only || list_synonyms(l));
}

/* ---- making one and taking it back ------------------------------------------------------------
 */

static const char *synonym_at(const struct word_set *set, uint32_t number, uint32_t *word_r)
{
    for (*word_r = 0; *word_r < set->count; (*word_r)++) {
        if (number < set->at[*word_r].also_count) {
            return set->at[*word_r].also[number];
        }
        number -= set->at[*word_r].also_count;
    }
    return NULL;
}

/* Its forms mean nothing any more; the index goes on leading to them. */
void nudge_synonym(struct copy *c, const struct nudge *n, bool removed)
{
    struct holder h = holder_at(c->from, n->item);
    const struct word_set *from = holder_set(c->from, h);
    struct word_set *to = holder_copy(c, h);
    uint32_t word = 0;
    const char *gone = synonym_at(from, n->slot, &word);

    *to = *from;
    if (!removed || gone == NULL) {
        return;
    }
    struct word_form *forms = arena_array(c->arena, (size_t)from->form_count + 1, sizeof *forms);
    for (uint32_t i = 0; forms != NULL && i < from->form_count; i++) {
        struct span text = {from->forms[i].text, from->forms[i].len};

        forms[i] = from->forms[i];
        if (forms[i].word == word && text_folds_same(text, span_of(gone))) {
            forms[i].word = WORD_NONE;
        }
    }
    to->forms = forms != NULL ? forms : from->forms;
}
