/* SPDX-License-Identifier: MIT
 *
 * Fuzzes what a stranger's FHIR server sends: anything is refused with a path, or becomes a
 * document that is JSON, of the format that it says, whose answers are texts or lists of texts.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "form/form_fhir.h"
#include "support/fuzzed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void document_look(const struct buf *out)
{
    json_t *document = json_loadb(out->at, out->len, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(document, "format"));
    const char *key;
    json_t *answer;

    fuzz_demand(format != NULL && strcmp(format, "precare-answers/1") == 0);
    json_object_foreach(json_object_get(document, "answers"), key, answer)
    {
        size_t i;
        json_t *one;

        fuzz_demand(json_is_string(answer) || json_is_array(answer));
        json_array_foreach(answer, i, one)
        {
            fuzz_demand(json_is_string(one));
        }
    }
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct faults faults;
    struct buf out = {0};

    faults_begin(&faults);
    if (answers_of_response((const char *)data, size, &faults, &out)) {
        document_look(&out);
    } else {
        fuzz_demand(faults.count > 0 || faults.lost);
    }
    faults_end(&faults);
    buf_end(&out);
    return 0;
}
