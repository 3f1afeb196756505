/* SPDX-License-Identifier: MIT
 *
 * Tests beside the rules as events (case_event.h).
 */
#include "support/case_event.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/calendar.h"
#include "support/fhir_event.h"
#include "visit/event_out.h"

json_t *case_event(const struct visit *visit)
{
    struct buf out = {0};

    event_write(visit, &out);
    json_t *event = json_loadb(out.at, out.len, 0, NULL);
    json_t *booked = json_object_get(event, "appointment");
    char now[40];

    (void)json_object_set_new(booked, "id", json_string("apt-1"));
    if (strlen(fhir_event_said(event, "now")) == 10) { /* a clock knows the hour too */
        (void)snprintf(now, sizeof now, "%.10sT12:00:00-05:00", fhir_event_said(event, "now"));
        (void)json_object_set_new(event, "now", json_string(now));
    }
    buf_end(&out);
    return event;
}

/* "2026-11", "2026-11-23", "2026-11-23T10:00:00-05:00" */
static void text_shift(json_t *text, int32_t days)
{
    const char *said = json_string_value(text);
    size_t len = strcspn(said, "T");
    int32_t first, last;
    char day[11], moved[64];

    if (strlen(said) < sizeof moved && date_read(said, len, &first, &last)) {
        date_iso(first + days, day);
        (void)snprintf(moved, sizeof moved, "%.*s%s", (int)len, day, said + len);
        (void)json_string_set(text, moved);
    }
}

void days_shift(json_t *of, int32_t days)
{
    const char *key;
    json_t *one;
    size_t i;

    if (json_is_string(of)) {
        text_shift(of, days);
    }
    json_object_foreach(of, key, one)
    {
        days_shift(one, days);
    }
    json_array_foreach(of, i, one)
    {
        days_shift(one, days);
    }
}
