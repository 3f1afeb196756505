/* SPDX-License-Identifier: MIT
 *
 * For tests of the conditions (tests/engine/condition_*_test.c): one book that has something for
 * each of them, rows of values by it, and how an entry of the chart is said. Not for two threads.
 */
#ifndef TESTS_SUPPORT_CONDITION_BOOK_H
#define TESTS_SUPPORT_CONDITION_BOOK_H

#include "support/judge.h"

#define ENTRY(list, entry) "{\"" list "\":{\"entries\":[" entry "]}}"
/* the same, as it is told the day before the appointment */
#define NEAR_THE_DAY "{\"now\":\"2027-01-11T10:00:00-05:00\","
#define ENTRY_NEAR(list, entry)                                                                    \
    NEAR_THE_DAY "\"" list "\":{\"reviewed\":\"2027-01-11\",\"entries\":[" entry "]}}"

/* Each condition as that of the rule `r` of the book. */
void condition_rows(const struct value_row *rows);

#endif
