/* SPDX-License-Identifier: MIT
 *
 * Documents of events, as anybody may send them: a visit, or a fault; never both, never neither.
 */
#include <stdint.h>
#include <stdlib.h>

#include "visit/event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    unsigned char room[4096];
    struct arena arena;
    struct faults faults;
    struct visit visit;
    struct buf out = {0};

    arena_begin(&arena, room, sizeof room, 0);
    faults_begin(&faults);
    int answer = event_from_json((const char *)bytes, len, zone_utc(), &arena, &faults, &visit);
    if ((answer == 0) == faults_any(&faults)) {
        abort();
    }
    if (answer == 0 &&
        (visit.moment == 0 || visit.start.kind < WHEN_DAY || visit.now.kind < WHEN_DAY)) {
        abort();
    }
    faults_print(&faults, FAULTS_TEXT, &out);
    if (out.len > 0 && !utf8_valid(out.at, out.len, NULL)) {
        abort();
    }
    buf_end(&out);
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
