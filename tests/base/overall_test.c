/* SPDX-License-Identifier: MIT
 *
 * The overall in words: "clear" beside questions that wait is never the word alone.
 */
#include "base/overall.h"
#include "test.h"

static void overall_expect(uint32_t overall, struct waiting waiting, const char *expected)
{
    struct buf out = {0};

    overall_say(overall, &waiting, &out);
    CU_ASSERT_STRING_EQUAL(out.at, expected);
    buf_end(&out);
}

static void clear_beside_questions_that_wait_is_clear_so_far(void)
{
    overall_expect(PRECARE_CLEAR, (struct waiting){{0}}, "clear");
    overall_expect(PRECARE_CLEAR, (struct waiting){{[PRECARE_CHECK_IN] = 1}},
                   "clear so far, 1 question at check-in");
    overall_expect(PRECARE_CLEAR,
                   (struct waiting){{[PRECARE_CHECK_IN] = 3, [PRECARE_FOLLOW_UP] = 2}},
                   "clear so far, 3 questions at check-in, 2 questions at follow-up");
    overall_expect(PRECARE_CLEAR, (struct waiting){{7}}, "clear"); /* those of now are findings */
    overall_expect(PRECARE_HOLD, (struct waiting){{[PRECARE_CHECK_IN] = 1}}, "hold");
    overall_expect(99999, (struct waiting){{0}}, "not-evaluated");
}

static void what_waits_is_counted_by_its_moment(void)
{
    const precare_question questions[] = {
        {.from = PRECARE_CHECK_IN, .ask = {NULL, 2, sizeof(char *)}},
        {.from = 0, .ask = {NULL, 5, sizeof(char *)}},
        {.from = PRECARE_CHECK_IN, .ask = {NULL, 1, sizeof(char *)}},
        {.from = 77, .ask = {NULL, 1, sizeof(char *)}}};
    const precare_result result = {.questions = {questions, 4, sizeof questions[0]}};
    struct waiting waiting = waiting_of(&result);

    CU_ASSERT_EQUAL(waiting.at[PRECARE_CHECK_IN], 3);
    CU_ASSERT_EQUAL(waiting.at[PRECARE_TREATMENT], 0);
}

static const struct test tests[] = {
    {"Clear beside questions that wait is clear so far",
     clear_beside_questions_that_wait_is_clear_so_far},
    {"What waits is counted by its moment", what_waits_is_counted_by_its_moment},
    {0},
};

const struct test_suite test_suites[] = {{"overall", NULL, NULL, tests}, {0}};
