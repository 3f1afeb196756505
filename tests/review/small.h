/* SPDX-License-Identifier: MIT
 *
 * For the tests of the review room: the small rulebook (small/small.yaml), as it is or with one
 * text in it replaced, loaded with its tests. Each function fails the running test where something
 * is wrong.
 */
#ifndef TESTS_REVIEW_SMALL_H
#define TESTS_REVIEW_SMALL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/seam.h"
#include "review/run.h"
#include "rulebook/load.h"
#include "test.h"

struct small {
    struct rules *rules;
    struct faults faults;
    struct run run;
    char *text;
};

static inline char *small_read(const char *path)
{
    FILE *file = fopen(path, "rbe");
    struct buf text = {0};
    char block[4096];

    if (file == NULL) {
        printf("cannot read %s\n", path);
        CU_FAIL("a file of the test is missing");
        return NULL;
    }
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;) {
        buf_add(&text, block, n);
    }
    (void)fclose(file);
    return buf_take(&text);
}

/* Every `from` becomes `to`; at least one must be there. Owned by the caller. */
static inline char *small_replace(const char *text, const char *from, const char *to)
{
    struct buf out = {0};
    const char *at;
    bool any = false;

    while ((at = strstr(text, from)) != NULL) {
        buf_add(&out, text, (size_t)(at - text));
        buf_text(&out, to);
        text = at + strlen(from);
        any = true;
    }
    CU_ASSERT_TRUE(any);
    buf_text(&out, text);
    return buf_take(&out);
}

/* `changes` are pairs of texts, ended by NULL. */
static inline void small_begin(struct small *s, const char *const *changes)
{
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_file file = {.name = "small.yaml"};
    struct rule_files files = {.at = &file, .count = 1};

    memset(s, 0, sizeof *s);
    faults_begin(&s->faults);
    s->text = small_read(PRECARE_SOURCE "/tests/review/small/small.yaml");
    for (size_t i = 0; changes != NULL && changes[i] != NULL; i += 2) {
        char *changed = small_replace(s->text, changes[i], changes[i + 1]);

        mem_drop(s->text);
        s->text = changed;
    }
    file.bytes = s->text;
    file.len = strlen(s->text);
    s->rules = rules_load(&files, &options, &s->faults);
    if (s->rules == NULL) {
        struct buf out = {0};

        faults_print(&s->faults, FAULTS_TEXT, &out);
        printf("%s\n", out.at != NULL ? out.at : "");
        buf_end(&out);
        CU_FAIL_FATAL("the small rulebook does not load");
    }
    run_tests(s->rules, &s->faults, &s->run);
    CU_ASSERT_FALSE(s->run.lost);
}

static inline void small_end(struct small *s)
{
    run_end(&s->run);
    rules_free(&s->rules);
    faults_end(&s->faults);
    mem_drop(s->text);
}

/* Fingerprints follow the compiled form, which is not what a golden is about. */
static inline void small_mask(char *text)
{
    for (char *at = text; at != NULL && (at = strstr(at, ", r-")) != NULL; at += 4) {
        if (strspn(at + 4, "0123456789abcdef") == 8) {
            memset(at + 4, '#', 8);
        }
    }
}

/* Compares with tests/review/golden/NAME; with PRECARE_GOLDEN=1 in the environment, writes it. */
static inline void small_golden(const char *name, const struct buf *text)
{
    char path[512];

    small_mask(text->at);
    (void)snprintf(path, sizeof path, PRECARE_SOURCE "/tests/review/golden/%s", name);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "wbe");

        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        (void)fwrite(text->at, 1, text->len, file);
        (void)fclose(file);
        return;
    }
    char *wanted = small_read(path);
    bool same = wanted != NULL && text->at != NULL && strcmp(wanted, text->at) == 0;
    if (!same) {
        printf("---- %s: expected\n%s\n---- came\n%s\n", name, wanted != NULL ? wanted : "",
               text->at != NULL ? text->at : "");
    }
    CU_ASSERT_TRUE(same);
    mem_drop(wanted);
}

static inline bool small_says(const struct buf *text, const char *words)
{
    bool there = text->at != NULL && strstr(text->at, words) != NULL;

    if (!there) {
        printf("not there: %s\nin:\n%s\n", words, text->at != NULL ? text->at : "");
    }
    return there;
}

#endif
