/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the hot way in: structs of any content, of any claimed size, in memory of exactly that
 * size, with any counts and strides; texts of any bytes. Whatever is not refused is judged and
 * written as JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "abi/event_struct.h"
#include "engine/engine.h"
#include "rulebook/load.h"
#include "support/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rules *rules_make(void)
{
    const char *path = getenv("PRECARE_FUZZ_RULES");
    struct load_options options = {.today = DATE_NONE};
    struct rule_files files;
    struct faults faults;

    path = path != NULL ? path : PRECARE_SOURCE "/tests/abi/baseline";
    faults_begin(&faults);
    if (files_read(&path, 1, &faults, &files) != 0) {
        abort();
    }
    struct rules *rules = rules_load(&files, &options, &faults);
    files_end(&files);
    faults_end(&faults);
    return rules;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rules *rules;
    struct bytes b = {.at = data, .len = size};
    struct event_fault fault;
    struct visit visit;
    struct arena arena;

    rules = rules == NULL ? rules_make() : rules;
    arena_begin(&arena, NULL, 0, 0);
    precare_event *e = bytes_event(&b);
    if (e != NULL && event_from_struct(e, zone_utc(), &arena, &visit, &fault) == PRECARE_OK) {
        struct buf json = {0};
        struct result *result = engine_evaluate(rules, &visit, NULL, NULL);

        result_json(&result->out, 0, &json);
        if (json.failed || strlen(json.at) != json.len) {
            abort();
        }
        buf_end(&json);
        result_drop(&result);
    } else if (e != NULL && (fault.code >= 0 || fault.message == NULL ||
                             strlen(fault.where) >= sizeof fault.where)) {
        abort();
    }
    arena_end(&arena);
    bytes_end(&b);
    return 0;
}
