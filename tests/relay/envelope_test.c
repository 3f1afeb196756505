/* SPDX-License-Identifier: MIT
 *
 * A notice that travels between machines is read as it was written, whatever it carries.
 */
#include <string.h>

#include "relay/envelope.h"
#include "test.h"

static void a_cancel_is_read_as_it_was_written(void)
{
    for (int day = 0; day < 2; day++) {
        struct notice w = {.kind = NOTICE_CANCELLED,
                           .at = 1700000000000,
                           .visit_known = true,
                           .one_event = day == 0,
                           .day_known = day == 1};
        struct notice read;
        struct buf out = {0};

        memset(w.hash, 1, sizeof w.hash);
        memset(w.visit, 2, sizeof w.visit);
        memset(w.event, 3, sizeof w.event);
        memset(w.of_day, day == 1 ? 4 : 0, sizeof w.of_day);
        CU_ASSERT_TRUE(envelope_notice_write(&w, &out));
        CU_ASSERT_PTR_NULL(envelope_notice_read(out.at, out.len, &read));
        CU_ASSERT_EQUAL(read.kind, w.kind);
        CU_ASSERT_EQUAL(read.at, w.at);
        CU_ASSERT_EQUAL(read.one_event, w.one_event);
        CU_ASSERT_EQUAL(read.day_known, w.day_known);
        CU_ASSERT_EQUAL(memcmp(read.visit, w.visit, sizeof w.visit), 0);
        CU_ASSERT_EQUAL(memcmp(read.event, w.event, sizeof w.event), 0);
        CU_ASSERT_EQUAL(memcmp(read.of_day, w.of_day, sizeof w.of_day), 0);
        notice_end(&read);
        buf_end(&out);
    }
}

static const struct test tests[] = {
    {"a cancel is read as it was written", a_cancel_is_read_as_it_was_written},
    {0},
};

const struct test_suite test_suites[] = {{"envelope", NULL, NULL, tests}, {0}};
