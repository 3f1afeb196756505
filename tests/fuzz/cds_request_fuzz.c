/* SPDX-License-Identifier: MIT
 *
 * Fuzzes a hook's request, body and prefetch: anything is refused with faults, or becomes visits of
 * which each is an event that reads again; what is refused is told as an OperationOutcome.
 */
#include <stdint.h>

#include "cds/cds.h"
#include "support/fuzzed.h"
#include "visit/event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void visits_look(const struct cds_request *request, struct arena *arena)
{
    for (uint32_t i = 0; i < request->visit_count; i++) {
        struct span event = request->visits[i].event;
        struct faults faults;
        struct visit visit;

        faults_begin(&faults);
        fuzz_demand(event_from_json(event.at, event.len, zone_utc(), arena, &faults, &visit) == 0);
        faults_end(&faults);
    }
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
        fuzz_refused(&faults);
    }
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
