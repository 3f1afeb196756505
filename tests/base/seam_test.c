/* SPDX-License-Identifier: MIT
 *
 * The seams: what the real ones promise, and that the memory functions go through them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "test.h"

static size_t asked;
static int dropped;

static void *stingy_grow(void *old, size_t size)
{
    (void)old;
    asked = size;
    return NULL;
}

static void counting_drop(void *old)
{
    dropped++;
    free(old);
}

static void new_memory_is_zeroed_and_copies_are_whole(void)
{
    unsigned char *p = mem_new(1000);

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (size_t i = 0; i < 1000; i++) {
        CU_ASSERT_EQUAL(p[i], 0);
    }
    p = mem_grow(p, 2000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    CU_ASSERT_EQUAL(p[999], 0);
    mem_drop(p);
    char *copy = mem_text("retinol", 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    CU_ASSERT_STRING_EQUAL(copy, "ret");
    mem_drop(copy);
    copy = mem_text(NULL, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    CU_ASSERT_STRING_EQUAL(copy, "");
    mem_drop(copy);
    void *nothing = mem_new(0);
    CU_ASSERT_PTR_NOT_NULL(nothing); /* NULL always means failure */
    mem_drop(nothing);
}

static void memory_goes_through_the_seam_and_its_failure_is_null(void)
{
    struct seam real = seam;
    void *kept = mem_new(8);

    seam.grow = stingy_grow;
    CU_ASSERT_PTR_NULL(mem_new(77));
    CU_ASSERT_EQUAL(asked, 77);
    CU_ASSERT_PTR_NULL(mem_grow(kept, 0));
    CU_ASSERT_EQUAL(asked, 1);
    CU_ASSERT_PTR_NULL(mem_text("abc", 3));
    CU_ASSERT_EQUAL(asked, 4);
    CU_ASSERT_PTR_NULL(mem_text("abc", SIZE_MAX));
    seam.drop = counting_drop;
    mem_drop(NULL);
    CU_ASSERT_EQUAL(dropped, 0);
    mem_drop(kept);
    CU_ASSERT_EQUAL(dropped, 1);
    seam = real;
}

static void clocks_go_forward(void)
{
    int64_t wall = seam.wall_ms(), steady = seam.steady_ms();

    CU_ASSERT_TRUE(wall > INT64_C(1600000000000));
    CU_ASSERT_TRUE(wall < INT64_C(32503680000000)); /* milliseconds, not microseconds */
    for (int i = 0; i < 1000; i++) {
        int64_t now = seam.steady_ms();

        CU_ASSERT_TRUE_FATAL(now >= steady);
        steady = now;
    }
}

static void random_bytes_differ_and_fill_everything(void)
{
    unsigned char a[300] = {0}, b[300] = {0};

    CU_ASSERT_EQUAL(seam.random(a, sizeof a), 0);
    CU_ASSERT_EQUAL(seam.random(b, sizeof b), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof a), 0);
    unsigned zeroes = 0;
    for (size_t i = 0; i < sizeof a; i++) {
        zeroes += a[i] == 0;
    }
    CU_ASSERT_TRUE(zeroes < 30);
    CU_ASSERT_EQUAL(seam.random(NULL, 0), 0);
}

static const struct test tests[] = {
    {"new memory is zeroed and copies are whole", new_memory_is_zeroed_and_copies_are_whole},
    {"memory goes through the seam, and its failure is NULL",
     memory_goes_through_the_seam_and_its_failure_is_null},
    {"clocks go forward", clocks_go_forward},
    {"random bytes differ and fill everything", random_bytes_differ_and_fill_everything},
    {0}};

const struct test_suite test_suites[] = {{"seam", NULL, NULL, tests}, {0}};
