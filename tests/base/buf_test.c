/* SPDX-License-Identifier: MIT
 *
 * The growing text: its formats against the C library's, JSON strings, limits, and memory that runs
 * out.
 */
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/seam.h"
#include "test.h"

#define SAME(...)                                                                                  \
    do {                                                                                           \
        char want[512];                                                                            \
        struct buf b = {0};                                                                        \
        snprintf(want, sizeof want, __VA_ARGS__);                                                  \
        buf_printf(&b, __VA_ARGS__);                                                               \
        CU_ASSERT_FALSE(b.failed);                                                                 \
        CU_ASSERT_EQUAL(b.len, strlen(want));                                                      \
        CU_ASSERT_STRING_EQUAL(b.at, want);                                                        \
        buf_end(&b);                                                                               \
    } while (0)

static void formats_are_those_of_printf(void)
{
    SAME("plain");
    SAME("%s and %s", "a", "b");
    SAME("%d %d %d", 0, INT_MIN, INT_MAX);
    SAME("%u %x %08x %02x", UINT_MAX, 0xdeadbeefu, 0xbeefu, 7u);
    SAME("%ld %lu %lld %llu", LONG_MIN, ULONG_MAX, LLONG_MIN, ULLONG_MAX);
    SAME("%zu %zx", (size_t)SIZE_MAX, (size_t)255);
    SAME("%llx %lx", 0xfedcba9876543210ull, 1ul);
    SAME("[%5d] [%-5d] [%05d] [%05d] [%5d]", 42, 42, 42, -42, -42);
    SAME("[%8s] [%-8s] [%.3s] [%8.2s] [%.*s]", "abc", "abc", "abcdef", "abcdef", 2, "xyz");
    SAME("[%*d]", 6, 9);
    SAME("%c%c 100%%", 'o', 'k');
    SAME("[%3c] [%-3c]", 'x', 'y');
    SAME("%d%s%d%%", 1, "", 2);
    SAME("%i", -7);
}

static void a_precise_text_need_not_end(void)
{
    const char open[3] = {'a', 'b', 'c'};
    struct buf b = {0};

    buf_printf(&b, "%.*s", 3, open);
    CU_ASSERT_STRING_EQUAL(b.at, "abc");
    buf_end(&b);
}

static void formats_are_the_same_in_every_locale(void)
{
    struct buf b = {0};

    if (setlocale(LC_ALL, "tr_TR.UTF-8") == NULL && setlocale(LC_ALL, "C.UTF-8") == NULL) {
        return;
    }
    buf_printf(&b, "%d %5.2s %08x %lld %c", -1234567, "caf\xc3\xa9", 0xbeefu, 1234567890123LL, 'i');
    (void)setlocale(LC_ALL, "C");
    CU_ASSERT_STRING_EQUAL(b.at, "-1234567    ca 0000beef 1234567890123 i");
    buf_end(&b);
}

static void a_null_text_adds_nothing(void)
{
    struct buf b = {0};

    buf_text(&b, NULL);
    buf_printf(&b, "[%s]", "");
    CU_ASSERT_STRING_EQUAL(b.at, "[]");
    buf_end(&b);
}

static void a_format_that_outgrows_its_room_is_whole(void)
{
    char long_one[300];

    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    for (size_t before = 0; before < 70; before++) {
        struct buf b = {0};

        for (size_t i = 0; i < before; i++) {
            buf_char(&b, '-');
        }
        buf_printf(&b, "<%s>", long_one);
        CU_ASSERT_EQUAL(b.len, before + sizeof long_one + 1);
        CU_ASSERT_EQUAL(strlen(b.at), b.len);
        CU_ASSERT_EQUAL(b.at[b.len - 1], '>');
        buf_end(&b);
    }
    struct buf small = {.limit = 10};
    buf_text(&small, "1234567");
    buf_printf(&small, "%d", 8901);
    CU_ASSERT_TRUE(small.failed);
    CU_ASSERT_STRING_EQUAL(small.at, "1234567");
    buf_end(&small);
}

static void decimals_have_six_digits_at_most(void)
{
    static const struct {
        double n;
        const char *text; /* NULL: too large */
    } rows[] = {{0.1, "0.1"},
                {2.5, "2.5"},
                {-142.25, "-142.25"},
                {60, "60"},
                {0, "0"},
                {0.0000001, "0"},
                {1.0000009, "1.000001"},
                {0.999999, "0.999999"},
                {999999999.5, "999999999.5"},
                {1e9, NULL},
                {-1e9, NULL},
                {1e308, NULL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b = {0};

        CU_ASSERT_EQUAL(buf_decimal(&b, rows[i].n), rows[i].text != NULL);
        CU_ASSERT_STRING_EQUAL(b.at != NULL ? b.at : "", rows[i].text != NULL ? rows[i].text : "");
        buf_end(&b);
    }
}

static void numbers_are_whole_over_their_range(void)
{
    struct buf b = {0};

    buf_int(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_char(&b, ' ');
    buf_int(&b, 0);
    CU_ASSERT_STRING_EQUAL(b.at, "-9223372036854775808 9223372036854775807 0");
    buf_end(&b);
}

static void json_is(const char *in, size_t len, const char *want)
{
    struct buf b = {0};

    buf_json(&b, in, len);
    CU_ASSERT_FALSE(b.failed);
    CU_ASSERT_STRING_EQUAL(b.at, want);
    buf_end(&b);
}

static void json_strings_are_escaped_and_always_utf8(void)
{
    json_is("", 0, "\"\"");
    json_is("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
    json_is("\b\t\n\f\r\x01\x1f\x7f", 8, "\"\\b\\t\\n\\f\\r\\u0001\\u001f\\u007f\"");
    json_is("a\0b", 3, "\"a\\u0000b\"");
    json_is("caf\xc3\xa9 \xf0\x9f\x98\x80", 10, "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
    json_is("\xff", 1, "\"\xef\xbf\xbd\"");
    json_is("a\xc3", 2, "\"a\xef\xbf\xbd\"");
    json_is("\xed\xa0\x80z", 4, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
}

static void the_limit_stops_all_that_follows(void)
{
    struct buf b = {.limit = 10};

    buf_text(&b, "0123456789");
    CU_ASSERT_FALSE(b.failed);
    buf_char(&b, 'x');
    CU_ASSERT_TRUE(b.failed);
    buf_text(&b, "");
    CU_ASSERT_STRING_EQUAL(b.at, "0123456789");
    CU_ASSERT_PTR_NULL(buf_take(&b));
    CU_ASSERT_FALSE(b.failed);
    CU_ASSERT_EQUAL(b.limit, 10);
    buf_text(&b, "again");
    CU_ASSERT_STRING_EQUAL(b.at, "again");
    buf_end(&b);
    buf_end(&b);
}

static void the_text_taken_is_the_callers(void)
{
    struct buf b = {0};
    char *empty = buf_take(&b);

    CU_ASSERT_PTR_NOT_NULL_FATAL(empty);
    CU_ASSERT_STRING_EQUAL(empty, "");
    mem_drop(empty);
    for (int i = 0; i < 5000; i++) {
        buf_printf(&b, "%d,", i % 10);
    }
    CU_ASSERT_EQUAL(b.len, 10000);
    char *text = buf_take(&b);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), 10000);
    CU_ASSERT_EQUAL(b.len, 0);
    mem_drop(text);
}

static long grows_left;

static void *failing_grow(void *old, size_t size)
{
    if (grows_left-- <= 0) {
        return NULL;
    }
    return realloc(old, size);
}

static void memory_that_runs_out_is_seen_once_at_the_end(void)
{
    struct seam real = seam;

    seam.grow = failing_grow;
    long tried = 0;
    char *text = NULL;
    for (; text == NULL && tried < 100; tried++) {
        struct buf b = {0};

        grows_left = tried;
        for (int i = 0; i < 200; i++) {
            buf_json(&b, "a line of text", 14);
        }
        text = buf_take(&b);
    }
    seam = real;
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), 200 * 16);
    CU_ASSERT_TRUE(tried > 3);
    mem_drop(text);
    struct buf b = {0};
    buf_add(&b, "x", SIZE_MAX - 1);
    CU_ASSERT_TRUE(b.failed);
    buf_end(&b);
}

static const struct test tests[] = {
    {"formats are those of printf", formats_are_those_of_printf},
    {"a precise text need not end", a_precise_text_need_not_end},
    {"formats are the same in every locale", formats_are_the_same_in_every_locale},
    {"a NULL text adds nothing", a_null_text_adds_nothing},
    {"a format that outgrows its room is whole", a_format_that_outgrows_its_room_is_whole},
    {"numbers are whole over their range", numbers_are_whole_over_their_range},
    {"decimals have six digits at most, and a point", decimals_have_six_digits_at_most},
    {"JSON strings are escaped and always UTF-8", json_strings_are_escaped_and_always_utf8},
    {"the limit stops all that follows", the_limit_stops_all_that_follows},
    {"the text taken is the caller's", the_text_taken_is_the_callers},
    {"memory that runs out is seen once at the end", memory_that_runs_out_is_seen_once_at_the_end},
    {0}};

const struct test_suite test_suites[] = {{"buf", NULL, NULL, tests}, {0}};
