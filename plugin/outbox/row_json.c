/* SPDX-License-Identifier: MIT
 *
 * What rows of the outbox have in common when they are read as JSON (outbox/row_json.h).
 */
#include "outbox/row_json.h"

#include "outbox/message.h"
#include "base/json_out.h"
#include "base/zone.h"

void row_time(struct buf *out, const char *key, int64_t ms)
{
    char text[32];

    if (ms == 0) {
        json_text(out, key, NULL);
        return;
    }
    instant_iso(ms / 1000, zone_utc(), text);
    json_text(out, key, text);
}

void row_ref(struct buf *out, int64_t ref)
{
    char text[REF_TEXT];

    if (ref != 0) {
        ref_write(ref, text);
    }
    json_text(out, "ref", ref != 0 ? text : NULL);
}
