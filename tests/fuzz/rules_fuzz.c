/* SPDX-License-Identifier: MIT
 *
 * Whole rule files, as a stranger might write them, through everything: read, checked, compiled,
 * changed by an overlay, hashed, printed. The input is cut into files at lines of five equal signs.
 */
#include <stdint.h>
#include <string.h>

#include "rulebook/load.h"

#define FILES 4u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t rules_cut(const char *text, size_t size, struct rule_file at[FILES])
{
    static const char *const names[FILES] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml"};
    static const char mark[] = "\n=====\n";
    uint32_t count = 0;

    for (size_t from = 0; from < size && count < FILES; count++) {
        const char *stop =
            count + 1 < FILES ? memmem(text + from, size - from, mark, sizeof mark - 1) : NULL;
        size_t len = stop != NULL ? (size_t)(stop - text) - from + 1 : size - from;

        at[count] = (struct rule_file){names[count], text + from, len};
        from += len + (stop != NULL ? sizeof mark - 2 : 0);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rule_file at[FILES];
    struct rule_files files = {.at = at};
    struct load_options options = {.today = 20833, .for_active = true, .for_review = size % 2 == 0};
    struct faults faults;
    struct buf out = {0};

    files.count = rules_cut((const char *)data, size, at);
    faults_begin(&faults);
    struct rules *rules = rules_load(&files, &options, &faults);
    if ((rules == NULL) != faults_any(&faults)) {
        __builtin_trap();
    }
    faults_sort(&faults);
    faults_print(&faults, FAULTS_TEXT, &out);
    buf_end(&out);
    rules_free(&rules);
    faults_end(&faults);
    return 0;
}
