/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the readers of dates, instants and lengths: any text is refused, or read as something that
 * can be written and read again.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/zone.h"
#include "support/fuzzed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void instant_again(struct when when, const struct zone *zone)
{
    char text[32];
    struct when again;

    instant_iso(when.utc, zone, text);
    fuzz_demand(strlen(text) == 25);
    if (when.first == DATE_MIN || when.first == DATE_MAX) {
        return; /* clamped there */
    }
    fuzz_demand(when_read(text, 25, zone, &again) == 0);
    fuzz_demand(again.utc == when.utc && again.first == when.first && again.kind == WHEN_INSTANT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone *zone;
    const char *s = (const char *)data, *error;

    if (zone == NULL) {
        zone = zone_open("America/New_York", &error);
    }
    struct when when;
    if (when_read(s, size, zone, &when) == 0) {
        fuzz_demand(when.first >= DATE_MIN && when.last <= DATE_MAX && when.first <= when.last);
        if (when.kind == WHEN_INSTANT) {
            instant_again(when, zone);
        }
    }
    struct length length, again;
    if (length_read(s, size, &length) == 0) {
        char text[32];

        length_in_words(length, text);
        fuzz_demand(length_read(text, strlen(text), &again) == 0);
        fuzz_demand(again.n == length.n && again.unit == length.unit);
        date_add(0, length);
        date_back(0, length);
    }
    return 0;
}
