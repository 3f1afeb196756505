/* SPDX-License-Identifier: MIT
 *
 * Fuzzes a hook's request, body and prefetch: anything is refused with faults, or becomes visits of
 * which each is an event that reads again; what is refused is told as an OperationOutcome.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cds/cds.h"
#include "visit/event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void cds_demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void visits_look(const struct cds_request *request, struct arena *arena)
{
    for (uint32_t i = 0; i < request->visit_count; i++) {
        struct span event = request->visits[i].event;
        struct faults faults;
        struct visit visit;

        faults_begin(&faults);
        cds_demand(event_from_json(event.at, event.len, zone_utc(), arena, &faults, &visit) == 0);
        faults_end(&faults);
    }
}

static void refusal_look(const struct faults *faults)
{
    struct buf out = {0};

    cds_refusal(faults, &out);
    json_t *outcome = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    cds_demand(json_array_size(json_object_get(outcome, "issue")) > 0);
    json_decref(outcome);
    buf_end(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cds_setting setting = {.zone = zone_utc()};
    struct cds_request request;
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    (void)when_read("2026-11-23T10:00:00Z", 20, zone_utc(), &setting.now);
    if (cds_request_read((const char *)data, size, &setting, &arena, &faults, &request)) {
        visits_look(&request, &arena);
    } else {
        cds_demand(faults.count > 0 || faults.lost);
        refusal_look(&faults);
    }
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
