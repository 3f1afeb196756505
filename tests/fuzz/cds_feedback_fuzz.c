/* SPDX-License-Identifier: MIT
 *
 * Fuzzes a body of feedback to cards: anything is refused with faults, told as an OperationOutcome,
 * or becomes outcomes that can be recorded: each of a card, in texts of one line and within their
 * limits, UTF-8 that is whole.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "cds/cds.h"
#include "support/fuzzed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void line_look(const char *text, size_t most)
{
    size_t len = text != NULL ? strlen(text) : 0;

    fuzz_demand(len <= most);
    for (size_t i = 0; i < len; i++) {
        fuzz_demand((unsigned char)text[i] >= 0x20);
    }
    json_t *read = text != NULL ? json_stringn(text, len) : json_null(); /* NULL: bad UTF-8 */
    fuzz_demand(read != NULL);
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cds_feedback feedback;
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    if (cds_feedback_read((struct span){(const char *)data, (uint32_t)size}, zone_utc(), &arena,
                          &faults, &feedback)) {
        fuzz_demand(feedback.count <= CDS_OUTCOMES);
        for (uint32_t i = 0; i < feedback.count; i++) {
            fuzz_demand(feedback.outcomes[i].card != NULL);
            line_look(feedback.outcomes[i].reason, EVENT_ID);
            line_look(feedback.outcomes[i].comment, 1024);
        }
    } else {
        fuzz_refused(&faults);
    }
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
