/* SPDX-License-Identifier: MIT
 *
 * The kit reads a journal that others write meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include "cli/conform.h"
#include "test.h"

static size_t lines_after(struct conform_run *run, const char *text)
{
    FILE *file = fopen(run->clinic->journal, "a");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    (void)fputs(text, file);
    (void)fclose(file);
    json_t *lines = conform_journal_read(run);
    size_t count = json_array_size(lines);
    json_decref(lines);
    return count;
}

static void a_line_that_is_half_written_is_read_when_it_is_whole(void)
{
    struct conform_clinic clinic = {.own = false};
    struct conform_run run = {.clinic = &clinic};

    (void)snprintf(clinic.journal, sizeof clinic.journal, "%s/strict.jsonl", test_directory());
    CU_ASSERT_EQUAL(lines_after(&run, "{\"call\":\"open\"}\n{\"finding\":"), 1);
    CU_ASSERT_EQUAL(lines_after(&run, "\"cloned\"}\n{\"call\":\"close\"}\n"), 2);
    CU_ASSERT_EQUAL(lines_after(&run, ""), 0);
}

static const struct test tests[] = {{"a line that is half written is read when it is whole",
                                     a_line_that_is_half_written_is_read_when_it_is_whole},
                                    {0}};

const struct test_suite test_suites[] = {{"the kit's journal", NULL, NULL, tests}, {0}};
