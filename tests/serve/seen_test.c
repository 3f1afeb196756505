/* SPDX-License-Identifier: MIT
 *
 * Tokens are taken once (serve/seen.h): also after its tables took turns, and when they are full.
 */
#include <stdio.h>

#include "serve/seen.h"
#include "test.h"

static bool taken(struct seen *seen, uint32_t number, int64_t now)
{
    return seen_take(seen, &number, sizeof number, now);
}

static void test_once(void)
{
    struct seen *seen = seen_open(1000);

    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    CU_ASSERT_TRUE(taken(seen, 1, 1000));
    CU_ASSERT_FALSE(taken(seen, 1, 1000));
    CU_ASSERT_TRUE(taken(seen, 2, 1001));
    CU_ASSERT_FALSE(taken(seen, 1, 1002));
    seen_close(&seen);
    CU_ASSERT_PTR_NULL(seen);
}

/* Whenever it was taken, it is known as long as it can last. */
static void test_turns(void)
{
    for (int64_t at = 0; at < 3 * SEEN_SECONDS; at += 599) {
        struct seen *seen = seen_open(0);

        CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
        CU_ASSERT_TRUE(taken(seen, 1, at));
        CU_ASSERT_TRUE(taken(seen, 2, at + SEEN_SECONDS / 2)); /* others come meanwhile */
        CU_ASSERT_FALSE(taken(seen, 1, at + SEEN_SECONDS - 1));
        CU_ASSERT_TRUE(taken(seen, 1, at + 4 * SEEN_SECONDS)); /* and then it is forgotten */
        seen_close(&seen);
    }
}

static void test_full(void)
{
    struct seen *seen = seen_open(0);
    uint32_t n = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    while (n < UINT32_C(1) << 20 && taken(seen, n, 0)) {
        n++;
    }
    CU_ASSERT_EQUAL(n, UINT32_C(1) << 18);
    CU_ASSERT_FALSE(taken(seen, n, SEEN_SECONDS - 1));
    CU_ASSERT_FALSE(taken(seen, 0, SEEN_SECONDS));
    CU_ASSERT_TRUE(taken(seen, n, SEEN_SECONDS));
    seen_close(&seen);
}

static const struct test tests[] = {
    {"a token is taken once", test_once},
    {"its tables take turns, and none is forgotten before it ends", test_turns},
    {"a full table takes no token until it is its turn to go", test_full},
    {0}};

const struct test_suite test_suites[] = {{"seen", NULL, NULL, tests}, {0}};
