/* SPDX-License-Identifier: MIT
 *
 * The arena: alignment, zeroes, borrowed memory, the limit, and each allocation failing in turn.
 */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/seam.h"
#include "test.h"

static long grows_left = -1, held;

static void *counted_grow(void *old, size_t size)
{
    if (grows_left == 0) {
        return NULL;
    }
    if (grows_left > 0) {
        grows_left--;
    }
    if (old == NULL) {
        held++;
    }
    return realloc(old, size);
}

static void counted_drop(void *old)
{
    held--;
    free(old);
}

static struct seam real_seam;

static int watch_memory(void)
{
    real_seam = seam;
    seam.grow = counted_grow;
    seam.drop = counted_drop;
    return 0;
}

static int let_go(void)
{
    seam = real_seam;
    return 0;
}

static bool all_zero(const unsigned char *p, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static void pieces_are_aligned_zeroed_apart_and_never_move(void)
{
    struct arena a;
    unsigned char *pieces[600];
    size_t sizes[600];

    arena_begin(&a, NULL, 0, 0);
    for (size_t i = 0; i < 600; i++) {
        sizes[i] = i % 50 == 49 ? i * 40 : i % 37;
        pieces[i] = arena_new(&a, sizes[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(pieces[i]);
        CU_ASSERT_EQUAL((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        CU_ASSERT_TRUE(all_zero(pieces[i], sizes[i]));
        memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < 600; i++) {
        for (size_t k = 0; k < sizes[i]; k++) {
            CU_ASSERT_EQUAL_FATAL(pieces[i][k], i % 255 + 1);
        }
    }
    CU_ASSERT_FALSE(a.failed);
    arena_end(&a);
    CU_ASSERT_EQUAL(held, 0);
}

static void it_begins_in_borrowed_memory_and_goes_on_in_its_own(void)
{
    alignas(max_align_t) unsigned char memory[256];

    memset(memory, 0xaa, sizeof memory);
    struct arena a;
    arena_begin(&a, memory + 1, sizeof memory - 1, 0); /* badly aligned on purpose */
    size_t inside = 0;
    for (int i = 0; i < 20; i++) {
        unsigned char *p = arena_new(&a, 24);

        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        CU_ASSERT_EQUAL((uintptr_t)p % alignof(max_align_t), 0);
        CU_ASSERT_TRUE(all_zero(p, 24));
        inside += p > memory && p < memory + sizeof memory;
    }
    CU_ASSERT_EQUAL(inside, (sizeof memory - ARENA_ALIGN) / arena_rounded(24));
    CU_ASSERT_EQUAL(held, 1);
    arena_end(&a);
    CU_ASSERT_EQUAL(held, 0);
    arena_begin(&a, memory, 3, 0); /* too small to be of use */
    CU_ASSERT_PTR_NOT_NULL(arena_new(&a, 1));
    arena_end(&a);
}

static void zeroed_memory_is_an_arena_and_an_ended_one_begins_again(void)
{
    struct arena a = {0};

    CU_ASSERT_PTR_NOT_NULL(arena_new(&a, 10));
    arena_end(&a);
    CU_ASSERT_PTR_NOT_NULL(arena_new(&a, 10));
    arena_end(&a);
    arena_end(&a);
    CU_ASSERT_EQUAL(held, 0);
}

static void the_limit_holds_and_a_failure_is_remembered(void)
{
    struct arena a;

    arena_begin(&a, NULL, 0, 10000);
    CU_ASSERT_PTR_NOT_NULL(arena_new(&a, 3000));
    CU_ASSERT_PTR_NULL(arena_new(&a, 9000));
    CU_ASSERT_TRUE(a.failed);
    CU_ASSERT_PTR_NOT_NULL(arena_new(&a, 16)); /* what there is stays of use */
    CU_ASSERT_TRUE(a.failed);
    size_t whole = 0;
    while (arena_new(&a, 16) != NULL && whole < 20000) {
        whole += 16;
    }
    CU_ASSERT_TRUE(a.taken <= 10000);
    CU_ASSERT_TRUE(whole > 4000);
    arena_end(&a);
    arena_begin(&a, NULL, 0, 8); /* less than any block */
    CU_ASSERT_PTR_NULL(arena_new(&a, 1));
    CU_ASSERT_TRUE(a.failed);
    arena_end(&a);
}

static void sizes_beyond_memory_fail(void)
{
    /* known to the compiler, it would warn of the misuse tested here */
    volatile size_t most = SIZE_MAX;
    struct arena a;

    arena_begin(&a, NULL, 0, 0);
    CU_ASSERT_PTR_NULL(arena_new(&a, most));
    CU_ASSERT_PTR_NULL(arena_new(&a, most - 8));
    CU_ASSERT_PTR_NULL(arena_new(&a, most / 2 + 1));
    CU_ASSERT_TRUE(a.failed);
    a.failed = false;
    CU_ASSERT_PTR_NULL(arena_array(&a, SIZE_MAX / 2, 3));
    CU_ASSERT_TRUE(a.failed);
    a.failed = false;
    CU_ASSERT_PTR_NULL(arena_text(&a, "x", SIZE_MAX));
    CU_ASSERT_TRUE(a.failed);
    arena_end(&a);
    CU_ASSERT_EQUAL(held, 0);
}

static void texts_are_copied_and_ended(void)
{
    struct arena a;

    arena_begin(&a, NULL, 0, 0);
    char source[] = "tretinoin";
    char *copy = arena_text(&a, source, 4);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    source[0] = 'x';
    CU_ASSERT_STRING_EQUAL(copy, "tret");
    CU_ASSERT_STRING_EQUAL(arena_text(&a, NULL, 0), "");
    CU_ASSERT_PTR_NOT_NULL(arena_array(&a, 0, 8));
    arena_end(&a);
}

/* A chain as a reader makes it; its end is checked once. */
static bool arena_chain(struct arena *a)
{
    for (size_t i = 0; i < 300; i++) {
        char *text = arena_text(a, "a piece of some length that fills blocks", 40);

        if (text != NULL) {
            text[39] = '!';
        }
        arena_array(a, i, 100);
    }
    return !a->failed;
}

static void each_allocation_that_fails_is_seen_at_the_end(void)
{
    bool done = false;
    long tried = 0;

    while (!done && tried < 1000) {
        struct arena a;

        arena_begin(&a, NULL, 0, 0);
        grows_left = tried;
        done = arena_chain(&a);
        CU_ASSERT_TRUE(done || a.failed);
        grows_left = -1;
        arena_end(&a);
        CU_ASSERT_EQUAL(held, 0);
        tried++;
    }
    CU_ASSERT_TRUE(done);
    CU_ASSERT_TRUE(tried > 5);
}

static const struct test tests[] = {
    {"pieces are aligned, zeroed, apart, and never move",
     pieces_are_aligned_zeroed_apart_and_never_move},
    {"it begins in borrowed memory and goes on in its own",
     it_begins_in_borrowed_memory_and_goes_on_in_its_own},
    {"zeroed memory is an arena, and an ended one begins again",
     zeroed_memory_is_an_arena_and_an_ended_one_begins_again},
    {"the limit holds, and a failure is remembered", the_limit_holds_and_a_failure_is_remembered},
    {"sizes beyond memory fail", sizes_beyond_memory_fail},
    {"texts are copied and ended", texts_are_copied_and_ended},
    {"each allocation that fails is seen at the end",
     each_allocation_that_fails_is_seen_at_the_end},
    {0}};

const struct test_suite test_suites[] = {{"arena", watch_memory, let_go, tests}, {0}};
