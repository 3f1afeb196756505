/* SPDX-License-Identifier: MIT
 *
 * An approval of the shipped rulebook, held against edits of it: each severity, each number and
 * each rule that is taken out makes it stale; comments and spacing do not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rulebook/approval/approval_file.h"
#include "test.h"

static struct rule_files files;
static struct faults file_faults;
static struct buf approval_text;
static struct rule_file approval;

static uint32_t loaded; /* how often the rules were good, but for what was approved */

static bool rules_are_whole(void)
{
    const struct load_options options = {.today = DATE_NONE};
    struct faults faults;
    bool whole = false;

    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    if (rules != NULL) {
        loaded++;
        whole = approved_whole(approved_text_find(rules, "microneedling"));
    }
    rules_free(&rules);
    faults_end(&faults);
    return whole;
}

static void shipped_approve(void)
{
    const char *folder = PRECARE_SOURCE "/rules";
    struct rules *rules;

    faults_begin(&file_faults);
    CU_ASSERT_FATAL(files_read(&folder, 1, &file_faults, &files) == 0);
    rules = rules_load(&files, NULL, &file_faults);
    CU_ASSERT_FATAL(rules != NULL);
    const struct approved_text *t = approved_text_find(rules, "microneedling");
    const struct approval one = {.of = t->id,
                                 .number = 1,
                                 .by = "Dr. A.",
                                 .at = "2026-11-20T09:30:00Z",
                                 .version = "1.0.0",
                                 .hash = "-",
                                 .text = "-",
                                 .items = t->items,
                                 .item_count = t->count};
    approval_write(&one, &approval_text);
    approval = (struct rule_file){"approvals/microneedling.1.approval", approval_text.at,
                                  approval_text.len};
    files.approvals = &approval;
    files.approval_count = 1;
    rules_free(&rules);
}

static void shipped_end(void)
{
    files_end(&files);
    faults_end(&file_faults);
    buf_end(&approval_text);
}

/* The file with `is` in the place of the `was_len` bytes at `at`: whether it is still approved. */
static bool whole_with(uint32_t file, size_t at, size_t was_len, const char *is)
{
    struct rule_file before = files.at[file];
    struct buf text = {.at = NULL};

    buf_add(&text, before.bytes, at);
    buf_text(&text, is);
    buf_add(&text, before.bytes + at + was_len, before.len - at - was_len);
    files.at[file].bytes = text.at;
    files.at[file].len = text.len;
    bool whole = rules_are_whole();
    files.at[file] = before;
    buf_end(&text);
    return whole;
}

/* Every place of a word in the files of rules: how many, and none may stay approved. */
static uint32_t each_goes_stale(const char *was, const char *is)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < files.count; i++) {
        const struct rule_file *f = &files.at[i];
        const char *at = strstr(f->name, "test") == NULL ? f->bytes : NULL;

        while (at != NULL &&
               (at = memmem(at, f->len - (size_t)(at - f->bytes), was, strlen(was))) != NULL) {
            CU_ASSERT_FALSE(whole_with(i, (size_t)(at - f->bytes), strlen(was), is));
            count++;
            at += strlen(was);
        }
    }
    return count;
}

static void every_looser_severity_and_every_longer_number_is_seen(void)
{
    uint32_t count = 0;

    shipped_approve();
    CU_ASSERT_TRUE(rules_are_whole());
    count += each_goes_stale("severity: hold", "severity: info");
    count += each_goes_stale("severity: warn", "severity: info");
    count += each_goes_stale("    value: ", "    value: 1");
    printf("    %u edits\n", count);
    printf("    %u of them load\n", loaded);
    CU_ASSERT(count > 100 && loaded > 80);
    shipped_end();
}

static void comments_and_spacing_change_nothing(void)
{
    shipped_approve();
    for (uint32_t i = 0; i < files.count; i++) {
        CU_ASSERT_TRUE(whole_with(i, files.at[i].len, 0, "\n# A comment.\n\n"));
    }
    shipped_end();
}

static void every_byte_of_an_approval_counts(void)
{
    struct arena arena;
    uint32_t good = 0;

    shipped_approve();
    for (size_t i = 0; i < approval_text.len; i += i < 600 ? 1 : 23) {
        struct faults faults;
        struct approval read;

        arena_begin(&arena, NULL, 0, 0);
        faults_begin(&faults);
        approval_text.at[i] ^= 1;
        good += approval_read(&approval, &arena, &faults, &read);
        CU_ASSERT(faults.count > 0 && faults.items[0].code == FAULT_A505);
        approval_text.at[i] ^= 1;
        faults_end(&faults);
        arena_end(&arena);
    }
    CU_ASSERT_EQUAL(good, 0);
    shipped_end();
}

static const struct test tests[] = {
    {"every looser severity and every longer number of the shipped rulebook is seen",
     every_looser_severity_and_every_longer_number_is_seen},
    {"comments and spacing change nothing", comments_and_spacing_change_nothing},
    {"every byte of an approval counts: one that is flipped is refused",
     every_byte_of_an_approval_counts},
    {0},
};

const struct test_suite test_suites[] = {{"approval", NULL, NULL, tests}, {0}};
