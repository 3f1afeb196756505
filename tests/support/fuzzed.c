/* SPDX-License-Identifier: MIT
 *
 * See fuzzed.h.
 */
#include "support/fuzzed.h"

#include <jansson.h>
#include <stdlib.h>

#include "cds/cds.h"

void fuzz_demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

void fuzz_refused(const struct faults *faults)
{
    struct buf out = {0};

    fuzz_demand(faults->count > 0 || faults->lost);
    cds_refusal(faults, &out);
    json_t *outcome = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    fuzz_demand(json_array_size(json_object_get(outcome, "issue")) > 0);
    json_decref(outcome);
    buf_end(&out);
}
