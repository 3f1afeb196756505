/* SPDX-License-Identifier: MIT
 *
 * An approval of the shipped rulebook: comments and spacing do not make it stale, and every byte of
 * it counts; of several sittings the newest that names an item decides. Edits of every part of the
 * rules are abi/mutation_test's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "rulebook/approval/approval_file.h"
#include "test.h"

static struct rule_files files;
static struct faults file_faults;
static struct buf approval_text;
static struct rule_file approval;

static bool rules_are_whole(void)
{
    const struct load_options options = {.today = DATE_NONE};
    struct faults faults;
    bool whole = false;

    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    if (rules != NULL) {
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

static void a_finding_names_the_text_of_its_rule(void)
{
    const struct load_options options = {.today = DATE_NONE};

    shipped_approve();
    struct rules *rules = rules_load(&files, &options, &file_faults);
    CU_ASSERT_FATAL(rules != NULL);
    const struct approved_text *t = approved_text_find(rules, "microneedling");
    uint32_t same = 0;

    for (uint32_t i = 0; i < t->count; i++) {
        char id[64], hex[9];

        (void)snprintf(id, sizeof id, "%.*s", (int)t->items[i].name.len, t->items[i].name.at);
        uint32_t rule = t->items[i].kind == ITEM_RULE ? rules_find(rules, id) : NONE;
        hex_of(t->items[i].digest, 4, hex);
        same += rule != NONE && strcmp(rules->rules[rule].fingerprint + 2, hex) == 0;
    }
    CU_ASSERT(same == rules->rule_count && same > 100);
    rules_free(&rules);
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

/* ---- several sittings ---- */

#define SITTINGS 8

static struct buf sitting_texts[SITTINGS];
static struct rule_file sittings[SITTINGS];
static uint32_t sitting_count;

/* A small rulebook; `second` adds a rule. */
static const char *small_book(uint32_t minutes, bool second)
{
    static char text[2048];
    static const char rule[] = "  - id: %s\n    title: \"T\"\n"
                               "    source: {ref: article, statements: [S1], basis: stated}\n"
                               "    when: {at: booking, procedure: needling}\n"
                               "    if: {appointment.length: {below: interval}}\n"
                               "    then: {severity: warn, say: \"Look.\"}\n"
                               "    if-unknown: {ignore: \"Nothing to ask.\"}\n";
    int len = snprintf(text, sizeof text,
                       "format: precare-rules/1\n"
                       "rulebook:\n  id: book\n  title: \"T\"\n  version: \"1.0.0\"\n"
                       "  status: active\n  owner: {name: \"L\", role: clinical-lead}\n"
                       "  review-by: \"2099-01-01\"\n"
                       "  sources: {article: {title: \"A\", kind: consumer-article}}\n"
                       "parameters:\n  interval: {value: %u minutes}\n"
                       "lists:\n  needling: {kind: procedure, plain: \"n\", items: [dermapen]}\n"
                       "rules:\n",
                       minutes);

    len += snprintf(text + len, sizeof text - (size_t)len, rule, "one");
    if (second) {
        (void)snprintf(text + len, sizeof text - (size_t)len, rule, "two");
    }
    return text;
}

/* How it stands; with `by`, it is approved as well: all of it, or `only` one item. */
static bool small_whole(const char *text, const char *by, const char *only)
{
    static char names[SITTINGS][64];
    struct rule_file file = {"book.yaml", text, strlen(text)};
    struct rule_files all = {
        .at = &file, .count = 1, .approvals = sittings, .approval_count = sitting_count};
    struct faults faults;

    faults_begin(&faults);
    struct rules *rules = rules_load(&all, NULL, &faults);
    for (uint32_t i = 0; rules == NULL && i < faults.count; i++) {
        printf("    %s: %s\n", fault_code_name(faults.items[i].code), faults.items[i].what);
    }
    CU_ASSERT_FATAL(rules != NULL);
    const struct approved_text *t = approved_text_find(rules, "book");
    bool whole = approved_whole(t);
    if (by != NULL) {
        uint32_t there = t->count - t->counts[ITEM_GONE], first = 0;

        while (only != NULL && first < there && !span_same(t->items[first].name, span_of(only))) {
            first++;
        }
        const struct approval one = {.of = t->id,
                                     .number = sitting_count + 1,
                                     .by = by,
                                     .at = "2026-11-20T09:30:00Z",
                                     .version = "1.0.0",
                                     .hash = "-",
                                     .text = "-",
                                     .items = t->items + first,
                                     .item_count = only != NULL ? 1 : there,
                                     .gone = t->items + there,
                                     .gone_count = only != NULL ? 0 : t->counts[ITEM_GONE]};
        struct buf *out = &sitting_texts[sitting_count];
        approval_write(&one, out);
        (void)snprintf(names[sitting_count], sizeof names[0], "approvals/book.%u.approval",
                       sitting_count + 1);
        sittings[sitting_count] = (struct rule_file){names[sitting_count], out->at, out->len};
        sitting_count++;
    }
    rules_free(&rules);
    faults_end(&faults);
    return whole;
}

static void sittings_end(void)
{
    for (uint32_t i = 0; i < sitting_count; i++) {
        buf_end(&sitting_texts[i]);
    }
    sitting_count = 0;
}

static void a_number_that_was_replaced_does_not_return_unseen(void)
{
    CU_ASSERT_FALSE(small_whole(small_book(7, false), "Dr. A.", NULL));
    CU_ASSERT_TRUE(small_whole(small_book(7, false), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(14, false), "Dr. B.", "interval"));
    CU_ASSERT_TRUE(small_whole(small_book(14, false), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, false), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, false), "Dr. A.", "interval"));
    CU_ASSERT_TRUE(small_whole(small_book(7, false), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(14, false), NULL, NULL));
    sittings_end();
}

static void a_rule_that_was_taken_out_does_not_return_unseen(void)
{
    CU_ASSERT_FALSE(small_whole(small_book(7, true), "Dr. A.", NULL));
    CU_ASSERT_TRUE(small_whole(small_book(7, true), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, false), "Dr. B.", NULL)); /* it is gone */
    CU_ASSERT_TRUE(small_whole(small_book(7, false), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, true), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, true), "Dr. A.", "two"));
    CU_ASSERT_TRUE(small_whole(small_book(7, true), NULL, NULL));
    CU_ASSERT_FALSE(small_whole(small_book(7, false), NULL, NULL));
    sittings_end();
}

static const struct test tests[] = {
    {"a number that was replaced does not return unseen",
     a_number_that_was_replaced_does_not_return_unseen},
    {"a rule that was taken out does not return unseen",
     a_rule_that_was_taken_out_does_not_return_unseen},
    {"a finding names the fingerprint of its rule as an item",
     a_finding_names_the_text_of_its_rule},
    {"comments and spacing change nothing", comments_and_spacing_change_nothing},
    {"every byte of an approval counts: one that is flipped is refused",
     every_byte_of_an_approval_counts},
    {0},
};

const struct test_suite test_suites[] = {{"approval", NULL, NULL, tests}, {0}};
