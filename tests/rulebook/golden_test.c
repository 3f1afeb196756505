/* SPDX-License-Identifier: MIT
 *
 * Every code of the checker with its place: each folder of tests/rulebook/golden holds files and
 * what `check` says of them. PRECARE_GOLDEN=1 writes what is said now, to be read before it is
 * committed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/seam.h"
#include "rulebook/kinds.h"
#include "rulebook/load.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/rulebook/golden"

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = calloc(1, 1 << 16);

    if (f == NULL || text == NULL) {
        free(text);
        return NULL;
    }
    text[fread(text, 1, (1 << 16) - 1, f)] = 0;
    (void)fclose(f);
    return text;
}

/* A golden with a file `signers` asks for signatures. */
static char *signers_given(const char *folder, struct approval_options *options)
{
    char path[600];

    (void)snprintf(path, sizeof path, "%s/signers", folder);
    options->signers = read_file(path);
    options->signers_len = options->signers != NULL ? strlen(options->signers) : 0;
    options->signature_required = options->signers != NULL;
    options->signers_file = "signers";
    return (char *)(uintptr_t)options->signers;
}

/* What the loader says of the files below `folder`, with their names as they stand there. */
static char *golden_said(const char *folder, bool for_active)
{
    struct rule_files files;
    struct faults faults;
    struct buf out = {0};
    struct load_options options = {.for_active = for_active};
    int32_t last;

    faults_begin(&faults);
    (void)date_read("2027-01-15", 10, &options.today, &last);
    options.approval =
        (struct approval_options){.demand = APPROVAL_CHECK, .now = (int64_t)options.today * 86400};
    char *signers = signers_given(folder, &options.approval);
    if (files_read(&folder, 1, &faults, &files) == 0) {
        for (uint32_t i = 0; i < files.count; i++) {
            files.at[i].name += strlen(folder) + 1;
        }
        struct rules *rules = rules_load(&files, &options, &faults);
        CU_ASSERT_EQUAL(rules == NULL, faults_any(&faults));
        rules_free(&rules);
    }
    faults_sort(&faults);
    faults_print(&faults, FAULTS_TEXT, &out);
    faults_end(&faults);
    files_end(&files);
    free(signers);
    return buf_take(&out);
}

/* The folder is where the source lies, and no golden's. */
static void folder_left_out(char *said, const char *folder)
{
    size_t len = strlen(folder) + 1;

    for (char *at = said; at != NULL && (at = strstr(at, folder)) != NULL;) {
        memmove(at, at + len, strlen(at + len) + 1);
    }
}

/* The list of all conditions is the table's, and no golden's: ALL-CONDITIONS stands for it. */
static void conditions_masked(char *said)
{
    static const char mask[] = "ALL-CONDITIONS";
    struct buf all = {0};

    for (uint32_t i = 0; i < COND_KINDS; i++) {
        if (cond_kinds[i].sort != SORT_WHEN) {
            buf_printf(&all, "%s%s", all.len > 0 ? ", " : "", cond_kinds[i].table.name);
        }
    }
    char *at = said != NULL ? strstr(said, all.at) : NULL;
    if (at != NULL) {
        memcpy(at, mask, sizeof mask - 1);
        memmove(at + sizeof mask - 1, at + all.len, strlen(at + all.len) + 1);
    }
    buf_end(&all);
}

static void golden_holds(const char *name)
{
    char folder[512], path[600];
    struct stat st;

    (void)snprintf(folder, sizeof folder, "%s/%s", GOLDEN, name);
    (void)snprintf(path, sizeof path, "%s/for-active", folder);
    char *now = golden_said(folder, stat(path, &st) == 0);
    conditions_masked(now);
    folder_left_out(now, folder);
    (void)snprintf(path, sizeof path, "%s/expected.txt", folder);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *f = fopen(path, "wb");

        if (f != NULL && now != NULL) {
            (void)fputs(now, f);
            (void)fclose(f);
        }
    }
    char *expected = read_file(path);
    bool same = now != NULL && expected != NULL && strcmp(now, expected) == 0;
    if (!same) {
        printf("%s:\n--- expected\n%s\n--- said\n%s\n", name, expected != NULL ? expected : "",
               now != NULL ? now : "");
    }
    CU_ASSERT_TRUE(same);
    free(expected);
    mem_drop(now);
}

static void each_code_at_its_place(void)
{
    DIR *dir = opendir(GOLDEN);
    uint32_t count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        golden_holds(entry->d_name);
        count++;
    }
    (void)closedir(dir);
    CU_ASSERT_TRUE(count >= 100);
}

/* The sentences of the manual on where a fault is placed, each with a case that shows it. */
static const struct {
    const char *sentence, *name, *begins;
} places[] = {
    {"a value: at its first character, its quote if it has one", "S205-date",
     "rules.yaml:8:14: error S205"},
    {"a value without quotes", "S205-age", "rules.yaml:36:28: error S205"},
    {"inside a text: at that character", "X302-placeholder", "rules.yaml:29:34: error X302"},
    {"inside a text of several lines, in code points",
     "X302-placeholder-in-a-text-of-several-lines", "rules.yaml:41:13: error X302"},
    {"a key: at the key", "S201-key-of-a-rule", "rules.yaml:31:5: error S201"},
    {"something missing: at the first key of the map", "S203-site-of-a-condition",
     "rules.yaml:36:19: error S203"},
    {"a second definition: at the later one", "X301-list-in-two-files", "b.yaml:3:3: error X301"},
    {"a circle: at the name that closes it", "X304-lists", "rules.yaml:20:64: error X304"},
    {"X306: at the value of status", "X306-active", "rules.yaml:6:11: error X306"},
    {"X303: at the rule's id", "X303-nothing-said", "rules.yaml:23:9: error X303"},
    {"X309: at the rule's id", "X309-ages", "rules.yaml:31:9: error X309"},
    {"X308: at the value that is wrong", "X308-until", "overlay.yaml:7:12: error X308"},
    {"X308: or at severity", "X308-block", "rules.yaml:29:12: error X308"},
};

static void each_sentence_on_places_has_a_case(void)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char path[512];

        (void)snprintf(path, sizeof path, "%s/%s/expected.txt", GOLDEN, places[i].name);
        char *expected = read_file(path);
        bool there =
            expected != NULL && strncmp(expected, places[i].begins, strlen(places[i].begins)) == 0;
        if (!there) {
            printf("%s: %s\n", places[i].sentence, places[i].name);
        }
        CU_ASSERT_TRUE(there);
        free(expected);
    }
}

static const struct test tests[] = {
    {"each fault is told with its code, place, line and advice", each_code_at_its_place},
    {"each sentence on places has a case that shows it", each_sentence_on_places_has_a_case},
    {0},
};
const struct test_suite test_suites[] = {{"golden", NULL, NULL, tests}, {0}};
