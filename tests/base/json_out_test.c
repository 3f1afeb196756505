/* SPDX-License-Identifier: MIT
 *
 * The writer of JSON: commas where they are due, null, escapes, lines; and what it writes is read
 * back by another's parser.
 */
#include <jansson.h>
#include <string.h>

#include "base/json_out.h"
#include "base/seam.h"
#include "test.h"

static void commas_stand_between_and_nowhere_else(void)
{
    struct buf b = {0};

    json_open(&b, NULL, '{');
    json_text(&b, "a", "x\"y");
    json_text(&b, "none", NULL);
    json_said(&b, "silent", NULL);
    json_said(&b, "said", "");
    json_int(&b, "n", -7);
    json_bool(&b, "yes", true);
    json_raw(&b, "raw", "[1,2]");
    json_raw(&b, "no", NULL);
    json_open(&b, "list", '[');
    json_close(&b, ']');
    json_open(&b, "deep", '[');
    json_open(&b, NULL, '{');
    json_close(&b, '}');
    json_open(&b, NULL, '[');
    json_int(&b, NULL, 1);
    json_int(&b, NULL, 2);
    json_close(&b, ']');
    json_text(&b, NULL, ":");
    json_text(&b, NULL, "{");
    json_next(&b, NULL);
    buf_text(&b, "3");
    json_close(&b, ']');
    json_close(&b, '}');
    CU_ASSERT_STRING_EQUAL(b.at,
                           "{\"a\":\"x\\\"y\",\"none\":null,\"said\":\"\",\"n\":-7,\"yes\":true,"
                           "\"raw\":[1,2],\"no\":null,\"list\":[],\"deep\":[{},[1,2],\":\","
                           "\"{\",3]}");
    json_t *read = json_loads(b.at, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL(read);
    json_decref(read);
    buf_end(&b);
}

static void items_may_have_lines_of_their_own(void)
{
    struct buf b = {0};

    for (int line = 0; line < 2; line++) { /* and texts may follow each other */
        json_open(&b, NULL, '[');
        for (int i = 0; i < 2; i++) {
            json_next_line(&b);
            json_int(&b, NULL, i);
        }
        buf_char(&b, '\n');
        json_close(&b, ']');
        buf_char(&b, '\n');
    }
    CU_ASSERT_STRING_EQUAL(b.at, "[\n0,\n1\n]\n[\n0,\n1\n]\n");
    buf_end(&b);
}

static void a_text_that_failed_stays_failed(void)
{
    struct buf b = {.limit = 4};

    json_open(&b, NULL, '{');
    json_text(&b, "key", "value");
    json_close(&b, '}');
    CU_ASSERT_TRUE(b.failed);
    CU_ASSERT_PTR_NULL(buf_take(&b));
    struct buf none = {.failed = true};
    json_int(&none, "n", 1);
    CU_ASSERT_PTR_NULL(buf_take(&none));
}

static const struct test tests[] = {
    {"commas stand between, and nowhere else", commas_stand_between_and_nowhere_else},
    {"items may have lines of their own", items_may_have_lines_of_their_own},
    {"a text that failed stays failed", a_text_that_failed_stays_failed},
    {0}};

const struct test_suite test_suites[] = {{"JSON out", NULL, NULL, tests}, {0}};
