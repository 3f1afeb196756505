/* SPDX-License-Identifier: MIT
 *
 * What is allowed and unwise in a rulebook: a review date that is past (W402), a rule without a
 * test (W403), a parameter that nothing uses (W405). Of names check_alike.c speaks. Warnings alone;
 * a step of the loader, after all is compiled; one thread.
 */
#include <stdio.h>

#include "rulebook/loading.h"

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

static void check_advice_unheard(struct loading *ld, uint32_t file, const struct node *at,
                                 const char *what)
{
    file_enter(ld, file);
    struct fault *f = tell(ld, FAULT_W405, at, "no rule asks for %s", what);
    fault_why(ld->faults, f, "What is declared here decides nothing.");
    fault_fix(ld->faults, f, "Use it in a rule, or delete it.");
}

static void check_advice_asked(struct loading *ld, const struct declared_def *def, const char *what)
{
    char words[96];

    if (!def->used && !def->key->told) {
        (void)snprintf(words, sizeof words, "the %s \"%.*s\"", what, TEXT_SHOWN(def->key));
        check_advice_unheard(ld, def->file, def->key, words);
    }
}

/* One word of a vocabulary that no rule names is understood all the same: only a vocabulary of
 * which no rule asks is for nothing. */
static void check_advice_words(struct loading *ld)
{
    static const char *const sets[] = {[WORDS_MODALITY] = "a modality",
                                       [WORDS_TRAINING] = "a training",
                                       [WORDS_INDICATION] = "an indication"};

    for (uint32_t i = 0; i < ld->answers.count; i++) {
        check_advice_asked(ld, &ld->answers.at[i], "answer");
    }
    for (uint32_t i = 0; i < ld->fields.count; i++) {
        check_advice_asked(ld, &ld->fields.at[i], "field");
    }
    for (uint32_t set = 0; set < WORDS_ROLE; set++) {
        const struct words_def *def = &ld->words[set];

        if (def->all.count > 0 && !def->used) {
            check_advice_unheard(ld, def->all.at[0].file, def->all.at[0].node, sets[set]);
        }
    }
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

/* A clearance that lasts, of a rule whose findings need none. */
static void check_advice_lasts(struct loading *ld, const struct rule_def *def,
                               const struct rule *rule)
{
    const struct node *lasts = rule->lasts.set ? node_get(def->read.override, "lasts") : NULL;

    for (uint32_t m = 0; m < sizeof rule->severity / sizeof rule->severity[0]; m++) {
        lasts = rule->severity[m] >= PRECARE_WARN ? NULL : lasts;
    }
    if (lasts == NULL) {
        return;
    }
    file_enter(ld, def->file);
    struct fault *f = tell_at_key(ld, FAULT_W405, lasts, "\"lasts\" decides nothing here");
    fault_why(ld->faults, f, "Only a finding of warn or more is cleared, for later visits too.");
    fault_fix(ld->faults, f, "Delete it.");
}

void advice_check(struct loading *ld)
{
    if (faults_any(ld->faults)) {
        return; /* advice on what is broken helps nobody */
    }
    for (uint32_t i = 0; i < ld->rules.count; i++) {
        check_advice_untested(ld, &ld->rules.at[i], &ld->compiled[i]);
        check_advice_lasts(ld, &ld->rules.at[i], &ld->compiled[i]);
    }
    for (uint32_t i = 0; i < ld->parameters.count; i++) {
        check_advice_unused(ld, &ld->parameters.at[i]);
    }
    check_advice_words(ld);
    for (uint32_t i = 0; i < ld->books.count; i++) {
        check_advice_overdue(ld, &ld->books.at[i], &ld->compiled_books[i]);
    }
}
