/* SPDX-License-Identifier: MIT
 *
 * The one table of how outcomes look: every outcome of the header has a row, and no sign, picture
 * or colour stands for two that differ.
 */
#include "base/outcomes.h"

#include <string.h>

#include "base/words.h"
#include "precare/precare.h"
#include "test.h"

static void outcomes_have_rows(void)
{
    uint32_t rows = 0;

    for (uint32_t number = 0; number < words_outcome.count; number++) {
        if (word_of(&words_outcome, number) != NULL) {
            CU_ASSERT_EQUAL(outcome_row(number)->number, number);
            CU_ASSERT_PTR_NOT_NULL(word_of(&words_overall, number));
            rows++;
        }
    }
    CU_ASSERT_EQUAL(rows, OUTCOMES);
    CU_ASSERT_EQUAL(outcome_row(PRECARE_HOLD + 1)->number, PRECARE_HOLD);
    CU_ASSERT_EQUAL(outcome_row(UINT32_MAX)->number, PRECARE_URGENT);
    for (uint32_t i = 0; i < OUTCOMES; i++) {
        const struct outcome *o = &outcomes[i];

        CU_ASSERT_TRUE(i == 0 || o->number > outcomes[i - 1].number);
        CU_ASSERT_TRUE(strlen(o->sign) > 0 && strlen(o->sign) <= 3);
        CU_ASSERT_TRUE(strlen(o->picture) > 0 && strlen(o->head) > 0);
        CU_ASSERT_TRUE(o->colour[0] == '#' && strlen(o->colour) == 7);
    }
}

static void outcomes_look_different(void)
{
    for (uint32_t i = 0; i < OUTCOMES; i++) {
        for (uint32_t j = 0; j < i; j++) {
            const struct outcome *a = &outcomes[i], *b = &outcomes[j];

            /* What was not judged is one thing to a reader. */
            CU_ASSERT_TRUE(a->number < PRECARE_CLEAR || strcmp(a->sign, b->sign) != 0);
            if (a->number > PRECARE_INFO) {
                CU_ASSERT_STRING_NOT_EQUAL(a->picture, b->picture);
                CU_ASSERT_STRING_NOT_EQUAL(a->head, b->head);
                CU_ASSERT_STRING_NOT_EQUAL(a->colour, b->colour);
            }
        }
    }
}

static const struct test tests[] = {
    {"every outcome of the header has a row, the worst last", outcomes_have_rows},
    {"a sign, a picture, a colour mean one outcome", outcomes_look_different},
    {0},
};

const struct test_suite test_suites[] = {{"outcomes", NULL, NULL, tests}, {0}};
