/* SPDX-License-Identifier: MIT
 *
 * Reads the document of the acknowledge method by the rows of the event's own keys. Called by the
 * JSON door on any thread. A key that is not known is an error, as everywhere; keys that begin with
 * x- are the host's own.
 */
#include "abi/json_ack.h"

#include <stddef.h>
#include <string.h>

#include "base/calendar.h"
#include "base/words.h"
#include "visit/event_keys.h"

/* Whose it is, which an event says elsewhere; all else is a row of the event's own keys. */
static const struct {
    const char *key;
    size_t offset;
} whose[] = {
    {"ref", offsetof(precare_acknowledgement, ref)},
    {"subject", offsetof(precare_acknowledgement, subject)},
    {"appointment", offsetof(precare_acknowledgement, appointment)},
};

static int32_t json_ack_digits(const char *at, int32_t count)
{
    int32_t n = 0;

    for (int32_t i = 0; i < count; i++) {
        n = n * 10 + at[i] - '0';
    }
    return n;
}

/* The instant, as parts of UTC; a day stays a day. */
static bool time_read(const char *text, const struct zone *zone, precare_time *time_r)
{
    struct when when;
    char iso[32];

    if (when_read(text, strlen(text), zone, &when) != 0 || when.kind < WHEN_DAY) {
        return false;
    }
    *time_r = (precare_time){.precision = PRECARE_TIME_DAY};
    if (when.kind == WHEN_DAY) {
        date_parts(when.first, &time_r->year, &time_r->month, &time_r->day);
        return true;
    }
    instant_iso(when.utc, zone_utc(), iso);
    *time_r = (precare_time){.precision = PRECARE_TIME_INSTANT,
                             .year = json_ack_digits(iso, 4),
                             .month = json_ack_digits(iso + 5, 2),
                             .day = json_ack_digits(iso + 8, 2),
                             .hour = json_ack_digits(iso + 11, 2),
                             .minute = json_ack_digits(iso + 14, 2),
                             .second = json_ack_digits(iso + 17, 2)};
    return true;
}

/* A value as its row has it in the header's struct. */
static bool row_take(const struct event_key *row, const char *text, const struct zone *zone,
                     void *field)
{
    if (row->value == VALUE_WORD) {
        *(uint32_t *)field = row->json.words == &words_acknowledgement && strcmp(text, "shown") == 0
                                 ? PRECARE_SHOWN /* no word of an event's */
                                 : word_number(row->json.words, text);
        return *(uint32_t *)field != 0;
    }
    if (row->value == VALUE_TIME || row->value == VALUE_WHOLE) {
        return time_read(text, zone, field);
    }
    memcpy(field, &text, sizeof text);
    return true;
}

static bool key_take(const char *key, const json_t *value, const struct zone *zone,
                     precare_acknowledgement *ack)
{
    const char *text = json_string_value(value);

    if (json_is_null(value) || strncmp(key, "x-", 2) == 0) {
        return true;
    }
    if (text == NULL || strlen(text) != json_string_length(value)) {
        return false;
    }
    for (uint32_t i = 0; i < acknowledgement_table.table.count; i++) {
        const struct event_key *row = &acknowledgement_table.keys[i];

        if (strcmp(key, row->json.name) == 0) {
            return row_take(row, text, zone, (unsigned char *)ack + row->field);
        }
    }
    for (size_t i = 0; i < sizeof whose / sizeof *whose; i++) {
        if (strcmp(key, whose[i].key) == 0) {
            memcpy((unsigned char *)ack + whose[i].offset, &text, sizeof text);
            return true;
        }
    }
    return false;
}

bool json_acknowledgement(const json_t *object, const struct zone *zone,
                          precare_acknowledgement *ack_r, const char **path_r)
{
    const char *key;
    json_t *value;

    *ack_r = (precare_acknowledgement){.struct_size = sizeof *ack_r};
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (!key_take(key, value, zone, ack_r)) {
            *path_r = key; /* the object's own */
            return false;
        }
    }
    return true;
}
