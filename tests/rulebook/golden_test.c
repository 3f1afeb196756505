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

/* What the loader says of the files below `folder`, with their names as they stand there. */
static char *said(const char *folder, bool for_active)
{
    struct rule_files files;
    struct faults faults;
    struct buf out = {0};
    struct load_options options = {.for_active = for_active};
    int32_t last;

    faults_begin(&faults);
    (void)date_read("2027-01-15", 10, &options.today, &last);
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
    return buf_take(&out);
}

static void one(const char *name)
{
    char folder[512], path[600];
    struct stat st;

    (void)snprintf(folder, sizeof folder, "%s/%s", GOLDEN, name);
    (void)snprintf(path, sizeof path, "%s/for-active", folder);
    char *now = said(folder, stat(path, &st) == 0);
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
        one(entry->d_name);
        count++;
    }
    (void)closedir(dir);
    CU_ASSERT_TRUE(count >= 100);
}

static const struct test tests[] = {
    {"each fault is told with its code, place, line and advice", each_code_at_its_place},
    {0},
};
const struct test_suite test_suites[] = {{"golden", NULL, NULL, tests}, {0}};
