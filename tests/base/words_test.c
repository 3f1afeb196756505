/* SPDX-License-Identifier: MIT
 *
 * The closed words: the numbers of the public header, and each word and number found by the other.
 */
#include <precare/precare.h>
#include <string.h>

#include "base/words.h"
#include "test.h"

static const struct {
    const struct words *words;
    const char *all; /* without 0 and gaps, in the order of the numbers */
} vocabularies[] = {
    {&words_moment, "booking check-in treatment follow-up"},
    {&words_action, "create reschedule confirm cancel"},
    {&words_phase, "preview final settle"},
    {&words_disposition, "saved abandoned overridden"},
    {&words_severity, "mild moderate severe"},
    {&words_status, "active resolved history family never"},
    {&words_use, "ongoing as-needed prescribed stopped never"},
    {&words_state, "done planned cancelled"},
    {&words_pregnancy, "pregnant breastfeeding trying not-pregnant not-applicable"},
    {&words_sex, "female male other unknown"},
    {&words_known_sex, "female male other"},
    {&words_outcome, "no-rules partial out-of-review clear info task ask warn hold block urgent"},
    {&words_overall, "no-rules partial out-of-review clear info tasks ask warn hold block urgent"},
    {&words_coverage, "no-rules partial out-of-review complete"},
    {&words_asked_of, "patient staff prescriber provider"},
    {&words_note_rule, "optional required"},
    {&words_acknowledgement, "accepted overridden dismissed"},
    {&words_list_kind, "condition medication procedure reaction product allergy"},
    {&words_code_system, "icd-10 atc snomed rxnorm cpt local"},
    {&words_rulebook_status, "draft shadow active retired"},
    {&words_basis, "stated interpreted clinic-decision"},
    {&words_points_to, "clinical-judgement data-problem rule-problem"},
};

static void every_vocabulary_has_its_words_and_no_other(void)
{
    for (size_t v = 0; v < sizeof vocabularies / sizeof *vocabularies; v++) {
        char all[256] = "";

        for (uint32_t i = 1; i < vocabularies[v].words->count; i++) {
            const char *word = word_of(vocabularies[v].words, i);

            if (word == NULL) {
                continue;
            }
            CU_ASSERT_EQUAL(word_number(vocabularies[v].words, word), i);
            if (all[0] != '\0') {
                strcat(all, " ");
            }
            strcat(all, word);
        }
        CU_ASSERT_STRING_EQUAL(all, vocabularies[v].all);
        CU_ASSERT_EQUAL(word_number(vocabularies[v].words, "no-such-word"), 0);
        CU_ASSERT_EQUAL(word_number(vocabularies[v].words, ""), 0);
        CU_ASSERT_EQUAL(word_number(vocabularies[v].words, NULL), 0);
        CU_ASSERT_PTR_NULL(word_of(vocabularies[v].words, vocabularies[v].words->count));
        CU_ASSERT_PTR_NULL(word_of(vocabularies[v].words, UINT32_MAX));
    }
}

static void numbers_are_those_of_the_header(void)
{
    CU_ASSERT_STRING_EQUAL(word_of(&words_moment, PRECARE_FOLLOW_UP), "follow-up");
    CU_ASSERT_STRING_EQUAL(word_of(&words_outcome, PRECARE_URGENT), "urgent");
    CU_ASSERT_STRING_EQUAL(word_of(&words_outcome, PRECARE_TASK), "task");
    CU_ASSERT_STRING_EQUAL(word_of(&words_overall, PRECARE_TASK), "tasks");
    CU_ASSERT_STRING_EQUAL(word_of(&words_overall, PRECARE_NOT_EVALUATED), "not-evaluated");
    CU_ASSERT_STRING_EQUAL(word_of(&words_coverage, PRECARE_COMPLETE), "complete");
    CU_ASSERT_STRING_EQUAL(word_of(&words_coverage, PRECARE_OUT_OF_REVIEW), "out-of-review");
    CU_ASSERT_EQUAL(word_number(&words_use, "prescribed"), PRECARE_USE_PRESCRIBED);
    CU_ASSERT_EQUAL(word_number(&words_status, "never"), PRECARE_STATUS_NEVER);
    CU_ASSERT_EQUAL(word_number(&words_acknowledgement, "overridden"), PRECARE_OVERRODE);
    CU_ASSERT_EQUAL(word_number(&words_moment, "Booking"), 0);
    CU_ASSERT_EQUAL(word_number(&words_moment, "book"), 0);
    CU_ASSERT_EQUAL(word_number(&words_list_kind, "allergy"), LIST_ALLERGY);
    CU_ASSERT_EQUAL(word_number(&words_code_system, "local"), CODE_LOCAL);
    CU_ASSERT_PTR_NULL(word_of(&words_moment, 0));
}

static const struct test tests[] = {
    {"every vocabulary has its words and no other", every_vocabulary_has_its_words_and_no_other},
    {"numbers are those of the header", numbers_are_those_of_the_header},
    {0}};

const struct test_suite test_suites[] = {{"words", NULL, NULL, tests}, {0}};
