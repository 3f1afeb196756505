/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the reader of time zone files: any bytes are refused or give a zone that answers at all
 * times.
 */
#include <stdlib.h>

#include "base/calendar.h"
#include "base/zone.h"
#include "base/zone_rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t times[] = {INT64_MIN,  -62135596800, -2717640000,  0,
                                    1800000000, 2500000000,   253402300799, INT64_MAX};
    const char *error = NULL;
    struct zone_rule rule;

    if (zone_rule_read((const char *)data, size, &rule)) {
        for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
            zone_rule_offset(&rule, times[i], i % 2 == 0);
        }
    }
    struct zone *zone = zone_of_bytes(data, size, "Fuzz/Zone", &error);
    if (zone == NULL) {
        return 0;
    }
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int32_t offset = zone_offset(zone, times[i]), date = zone_date(zone, times[i]);
        char text[32];

        if (offset < -100000 || offset > 100000 || date < DATE_MIN || date > DATE_MAX) {
            abort();
        }
        zone_instant(zone, times[i]);
        instant_iso(times[i], zone, text);
    }
    zone_close(&zone);
    return 0;
}
