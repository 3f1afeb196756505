/* SPDX-License-Identifier: MIT
 *
 * Fuzzes folding and what reads folded text: no fault on any bytes, folding twice is folding once,
 * words and edits stay inside the text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/seam.h"
#include "base/text.h"
#include "support/fuzzed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void words_stay_inside(struct span folded, struct span gaps)
{
    uint32_t at = 0, start, end;

    while (text_word(folded, at, &start, &end)) {
        fuzz_demand(start >= at && end > start && end <= folded.len);
        /* a change between a letter and a digit ends a word, and a name of four or more alone */
        fuzz_demand(utf8_count(folded.at + start, end - start) < 4 ||
                    text_stands_alone(folded, start, end));
        fuzz_demand(text_negated(gaps, start, end) == NEGATED_NOT ||
                    text_may_be_negated(folded, start, end));
        struct span word = {folded.at + start, end - start};
        fuzz_demand(!text_near(word, word));
        at = end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;

    if (size > 4096) {
        return 0;
    }
    size_t bad;
    bool valid = utf8_valid(s, size, &bad);
    fuzz_demand(valid || utf8_valid(s, bad, NULL));
    char *once = malloc(FOLD_ROOM(size));
    int64_t len = text_fold(s, size, once, FOLD_ROOM(size));
    fuzz_demand((len >= 0) == valid);
    struct buf json = {0};
    buf_json(&json, s, size);
    fuzz_demand(utf8_valid(json.at, json.len, NULL));
    buf_end(&json);
    if (valid) {
        char *twice = malloc(FOLD_ROOM((size_t)len));
        int64_t again = text_fold(once, (size_t)len, twice, FOLD_ROOM((size_t)len));

        fuzz_demand(again == len && memcmp(once, twice, (size_t)len) == 0);
        int64_t tight = text_fold(s, size, twice, (size_t)len);
        fuzz_demand(tight == len || tight == -1); /* a stop needs its room until it is dropped */
        struct span folded = {once, (uint32_t)len};
        char *gaps = malloc(FOLD_ROOM(size));
        fuzz_demand(text_fold_gaps(s, size, gaps, FOLD_ROOM(size)) == len);
        for (int64_t i = 0; i < len; i++) {
            fuzz_demand(gaps[i] == once[i] || once[i] == ' ');
        }
        words_stay_inside(folded, (struct span){gaps, (uint32_t)len});
        free(gaps);
        uint32_t half = (uint32_t)utf8_cut(once, (size_t)len, utf8_count(once, (size_t)len) / 2);
        struct span a = {once, half}, b = {once + half, (uint32_t)len - half};
        fuzz_demand(text_near(a, b) == text_near(b, a));
        free(twice);
    }
    free(once);
    return 0;
}
