/* SPDX-License-Identifier: MIT
 *
 * Faults: kept, sorted, counted, printed in three formats; the pages of the codes.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/seam.h"
#include "test.h"

static struct fault *add_fault(struct faults *f, enum fault_code code, const char *file,
                               uint32_t line, uint32_t column)
{
    return fault_add(f, code, (struct place){.file = file, .line = line, .column = column},
                     "what of %s", fault_code_name(code));
}

static void faults_are_sorted_by_file_line_column_and_code(void)
{
    struct faults f;

    faults_begin(&f);
    add_fault(&f, FAULT_S204, "b.yaml", 1, 1);
    add_fault(&f, FAULT_S203, "a.yaml", 2, 1);
    add_fault(&f, FAULT_S201, "a.yaml", 1, 9);
    add_fault(&f, FAULT_Y005, "a.yaml", 1, 2);
    add_fault(&f, FAULT_W401, "a.yaml", 1, 2);
    faults_sort(&f);
    const char *const order[] = {"W401", "Y005", "S201", "S203", "S204"};
    for (uint32_t i = 0; i < 5; i++) {
        CU_ASSERT_STRING_EQUAL(fault_code_name(f.items[i].code), order[i]);
    }
    CU_ASSERT_EQUAL(f.errors, 4);
    CU_ASSERT_EQUAL(f.warnings, 1);
    CU_ASSERT(faults_any(&f));
    faults_end(&f);
    CU_ASSERT(!faults_any(&f));
}

static void a_warning_alone_is_no_error(void)
{
    struct faults f;

    faults_begin(&f);
    CU_ASSERT(!faults_any(&f));
    add_fault(&f, FAULT_W401, "a", 1, 1);
    CU_ASSERT(!faults_any(&f));
    f.lost = true;
    CU_ASSERT(faults_any(&f));
    faults_end(&f);
}

static void text_shows_place_line_caret_why_and_fix(void)
{
    static const char source[] = "one\r\n\ttwo caf\xc3\xa9 \xe6\x97\xa5: yes\r\nthree\n";
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    struct fault *fault = add_fault(&f, FAULT_Y005, "rules/a.yaml", 2, 13);
    fault_line(&f, fault, source, sizeof source - 1, 2);
    fault_why(&f, fault, "because %d", 1);
    fault_fix(&f, fault, "do it");
    faults_print(&f, FAULTS_TEXT, &out);
    CU_ASSERT_STRING_EQUAL(out.at, "rules/a.yaml:2:13: error Y005: what of Y005\n"
                                   "\ttwo caf\xc3\xa9 \xe6\x97\xa5: yes\n"
                                   "\t            ^\n"
                                   "why: because 1\n"
                                   "fix: do it\n");
    buf_end(&out);
    faults_end(&f);
}

static void errors_are_printed_after_the_warnings(void)
{
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    (void)add_fault(&f, FAULT_Y005, "a.yaml", 1, 1);
    (void)add_fault(&f, FAULT_W403, "b.yaml", 2, 1);
    (void)add_fault(&f, FAULT_Y005, "c.yaml", 3, 1);
    faults_print(&f, FAULTS_TEXT, &out);
    CU_ASSERT_STRING_EQUAL(out.at, "b.yaml:2:1: warning W403: what of W403\n\n"
                                   "a.yaml:1:1: error Y005: what of Y005\n\n"
                                   "c.yaml:3:1: error Y005: what of Y005\n");
    buf_end(&out);
    faults_end(&f);
}

static void a_warning_a_path_and_a_file_alone_are_told_too(void)
{
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    (void)fault_add(&f, FAULT_W402, (struct place){.file = "a"}, "x");
    (void)fault_add(&f, FAULT_E404, (struct place){.path = "now"}, "y");
    (void)fault_add(&f, FAULT_E401, (struct place){.path = "", .line = 1, .column = 2}, "z");
    faults_print(&f, FAULTS_TEXT, &out);
    CU_ASSERT_STRING_EQUAL(out.at,
                           "a: warning W402: x\n\nnow: error E404: y\n\n1:2: error E401: z\n");
    buf_end(&out);
    faults_end(&f);
}

static void what_comes_from_a_file_is_shown_with_escapes(void)
{
    static const char line[] = "\x1b[31m\xe2\x80\xae\xff\xc2\xa0\xf3\xa0\x80\x81z";
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    struct fault *fault =
        fault_add(&f, FAULT_S204, (struct place){"a\x07", NULL, 1, 10}, "\"\x1b\n\" is bad");
    fault_source(&f, fault, line, sizeof line - 1);
    faults_print(&f, FAULTS_TEXT, &out);
    CU_ASSERT_STRING_EQUAL(out.at, "a\\x07:1:10: error S204: \"\\x1b\\n\" is bad\n"
                                   "\\x1b[31m\\u202e\\xff\\u00a0\\U000e0001z\n"
                                   "                                  ^\n");
    buf_end(&out);
    faults_end(&f);
}

static void a_long_line_is_cut_around_the_place(void)
{
    char line[5000];

    for (uint32_t column = 1; column <= sizeof line; column += 7) {
        struct faults f;
        struct buf out = {0};

        faults_begin(&f);
        memset(line, '.', sizeof line);
        line[column - 1] = '!';
        struct fault *fault = add_fault(&f, FAULT_Y005, "f", 1, column);
        fault_source(&f, fault, line, sizeof line);
        faults_print(&f, FAULTS_TEXT, &out);
        const char *shown = strchr(out.at, '\n') + 1, *bang = strchr(shown, '!'),
                   *end = strchr(shown, '\n');
        CU_ASSERT_PTR_NOT_NULL_FATAL(bang);
        CU_ASSERT(end - shown <= 102);
        CU_ASSERT_EQUAL(strchr(end, '^') - (end + 1), bang - shown);
        buf_end(&out);
        faults_end(&f);
    }
}

static void beyond_the_limit_faults_are_counted_and_not_kept(void)
{
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    f.limit = 2;
    for (int i = 0; i < 5; i++) {
        (void)add_fault(&f, FAULT_S204, "f", 1, 1);
    }
    CU_ASSERT_EQUAL(f.count, 2);
    CU_ASSERT_EQUAL(f.errors, 5);
    CU_ASSERT_EQUAL(f.dropped, 3);
    CU_ASSERT_PTR_NULL(add_fault(&f, FAULT_S204, "f", 1, 1));
    fault_why(&f, NULL, "x");
    fault_fix(&f, NULL, "x");
    fault_source(&f, NULL, "x", 1);
    faults_print(&f, FAULTS_TEXT, &out);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.at, "and 4 more"));
    buf_end(&out);
    faults_end(&f);
}

static void *no_memory(void *old, size_t size)
{
    (void)old;
    (void)size;
    return NULL;
}

static void without_memory_the_list_counts_as_one_with_errors(void)
{
    struct seam before = seam;
    struct faults f;

    faults_begin(&f);
    seam.grow = no_memory;
    CU_ASSERT_PTR_NULL(add_fault(&f, FAULT_W401, "f", 1, 1));
    seam = before;
    CU_ASSERT(f.lost);
    CU_ASSERT(faults_any(&f));
    faults_end(&f);
}

static void json_and_sarif_are_json_and_hold_the_places(void)
{
    struct faults f;
    struct buf out = {0};

    faults_begin(&f);
    struct fault *fault = add_fault(&f, FAULT_Y005, "rules/a b.yaml", 3, 7);
    fault_source(&f, fault, "a: \"\xff\"", 6);
    (void)add_fault(&f, FAULT_W401, "rules/a b.yaml", 4, 1);
    (void)fault_add(&f, FAULT_E404, (struct place){.path = "now"}, "y");
    faults_print(&f, FAULTS_JSON, &out);
    json_t *root = json_loadb(out.at, out.len, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    json_t *first = json_array_get(json_object_get(root, "faults"), 0);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "code")), "Y005");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(first, "severity")), "error");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(first, "line")), 3);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(first, "column")), 7);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(root, "errors")), 2);
    json_decref(root);
    buf_end(&out);
    faults_print(&f, FAULTS_SARIF, &out);
    root = json_loadb(out.at, out.len, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    json_t *run = json_array_get(json_object_get(root, "runs"), 0),
           *results = json_object_get(run, "results");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(root, "version")), "2.1.0");
    CU_ASSERT_EQUAL(json_array_size(results), 3);
    char *text = json_dumps(results, JSON_COMPACT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"uri\":\"rules/a%20b.yaml\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"startLine\":3,\"startColumn\":7"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"level\":\"warning\""));
    free(text);
    json_decref(root);
    buf_end(&out);
    faults_end(&f);
}

static uint32_t widest_line(const char *text)
{
    size_t widest = 0;

    for (const char *end; *text; text = end + (*end == '\n')) {
        end = strchrnul(text, '\n');
        widest = (size_t)(end - text) > widest ? (size_t)(end - text) : widest;
    }
    return (uint32_t)widest;
}

static void every_code_has_its_page(void)
{
#define CODE_NAME(code, severity, room) #code,
    static const char *const codes[] = {FAULT_CODES(CODE_NAME)};

    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        const struct fault_page *page = fault_page_of(codes[i]);

        CU_ASSERT_PTR_EQUAL_FATAL(page, &fault_page_table[i]);
        size_t title = strlen(page->title), text = strlen(page->text);
        CU_ASSERT(title > 0 && title < 100 && page->title[title - 1] != '.');
        CU_ASSERT(text > 50 && page->text[0] != '\n' && page->text[text - 1] == '\n');
        CU_ASSERT(widest_line(page->text) <= 80);
    }
    CU_ASSERT_PTR_NULL(fault_page_of("Y012"));
    CU_ASSERT_PTR_NULL(fault_page_of(""));
}

/* Whether a file below the folder holds the words: a golden with " error CODE: " in it. */
static bool folder_says(const char *folder, const char *words)
{
    char command[1024];

    (void)snprintf(command, sizeof command, "grep -rqF -- '%s' '%s'", words, folder);
    return system(command) == 0;
}

static void every_code_has_a_golden_in_its_room(void)
{
#define CODE_ROW(code, severity, room) {#room, " " #severity " " #code ": "},
    static const struct {
        const char *room, *words;
    } rows[] = {FAULT_CODES(CODE_ROW)};

    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        char folder[512];

        (void)snprintf(folder, sizeof folder, PRECARE_SOURCE "/tests/%s/golden", rows[i].room);
        bool found = folder_says(folder, rows[i].words);
        if (!found) {
            (void)printf("no example of%sbelow tests/%s/golden\n", rows[i].words, rows[i].room);
        }
        CU_ASSERT(found);
    }
}

static const struct test tests[] = {
    {"faults are sorted by file, line, column and code",
     faults_are_sorted_by_file_line_column_and_code},
    {"a warning alone is no error", a_warning_alone_is_no_error},
    {"text shows place, line, caret, why and fix", text_shows_place_line_caret_why_and_fix},
    {"errors are printed after the warnings, so that they do not scroll away",
     errors_are_printed_after_the_warnings},
    {"a warning, a path and a file alone are told too",
     a_warning_a_path_and_a_file_alone_are_told_too},
    {"what comes from a file is shown with escapes", what_comes_from_a_file_is_shown_with_escapes},
    {"a long line is cut around the place", a_long_line_is_cut_around_the_place},
    {"beyond the limit faults are counted and not kept",
     beyond_the_limit_faults_are_counted_and_not_kept},
    {"without memory the list counts as one with errors",
     without_memory_the_list_counts_as_one_with_errors},
    {"JSON and SARIF are JSON and hold the places", json_and_sarif_are_json_and_hold_the_places},
    {"every code has its page", every_code_has_its_page},
    {"every code has a golden in its room", every_code_has_a_golden_in_its_room},
    {0},
};

const struct test_suite test_suites[] = {{"fault", NULL, NULL, tests}, {0}};
