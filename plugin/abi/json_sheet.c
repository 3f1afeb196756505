/* SPDX-License-Identifier: MIT
 *
 * The sheet of a visit over the JSON door, by the rules in force and the configuration's act-on.
 * Called by json_door.c, on any thread. An event that cannot be read is a document error with its
 * path in the event.
 */
#include "abi/json_sheet.h"

#include <string.h>

#include "base/json_out.h"
#include "form/sheet.h"
#include "visit/event_json.h"
#include "visit/map.h"

static const char *const sheet_words[SHEET_FORMATS] = {
    [SHEET_TEXT] = "text", [SHEET_HTML] = "html", [SHEET_ICS] = "ics"};

static uint32_t sheet_format_of(const json_t *asked)
{
    const char *word = json_string_value(json_object_get(asked, "format"));
    uint32_t i = 0;

    while (word != NULL && i < SHEET_FORMATS && strcmp(sheet_words[i], word) != 0) {
        i++;
    }
    return word != NULL ? i : SHEET_FORMATS;
}

static void sheet_answer(const struct sheet_order *order, const struct buf *text,
                         const struct buf *why, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "format", sheet_words[order->format]);
    json_text(out, "text", text->len > 0 ? text->at : NULL);
    json_text(out, "why", why->len > 0 ? why->at : NULL);
    json_close(out, '}');
}

static int32_t sheet_of(struct door *door, struct sheet_order *order, struct buf *out,
                        precare_error *err)
{
    uint32_t slot = snapshot_slot();
    struct buf text = {0}, why = {0};
    enum sheet_outcome outcome = SHEET_NONE;

    door_keep_up(door);
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);
    if (held == NULL) {
        buf_text(&why, "There are no rules.\n");
    } else {
        order->rules = held->set->rules;
        outcome = sheet_write(order, &text, &why);
        snapshot_leave(held, slot);
    }
    if (outcome != SHEET_LOST) {
        sheet_answer(order, &text, &why, out);
    }
    buf_end(&text);
    buf_end(&why);
    if (outcome == SHEET_LOST || out->failed) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    return outcome != SHEET_WHOLE
               ? error_tell(err, PRECARE_NOTED, "why", "staff must know something of this sheet")
               : PRECARE_OK;
}

static int32_t event_read(struct door *door, const struct buf *event,
                          const struct sheet_order *order, struct buf *out, precare_error *err)
{
    struct arena arena;
    struct faults faults;
    struct visit visit;
    int32_t status;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    if (event_from_json(event->at, event->len, door->config->zone, &arena, &faults, &visit) != 0) {
        status = error_fault(err, PRECARE_E_DOCUMENT, &faults);
    } else if (!visit_map(&visit, door->config, &arena)) {
        status = error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    } else {
        struct sheet_order whole = *order;

        whole.visit = &visit;
        status = sheet_of(door, &whole, out, err);
    }
    faults_end(&faults);
    arena_end(&arena);
    return status;
}

static int bytes_take(const char *bytes, size_t len, void *to)
{
    struct buf *out = to;

    buf_add(out, bytes, len);
    return out->failed ? -1 : 0;
}

int32_t json_sheet(struct door *door, const json_t *asked, struct buf *out, precare_error *err)
{
    uint32_t format = sheet_format_of(asked);
    const json_t *event = json_object_get(asked, "event");
    struct sheet_order order = {.clinic = door->config->clinic,
                                .draft = door->config->act_on == ACT_ON_DEMONSTRATION,
                                .format = (enum sheet_format)format};

    if (format == SHEET_FORMATS) {
        return error_tell(err, PRECARE_E_DOCUMENT, "format", "text, html or ics");
    }
    if (!json_is_object(event)) {
        return error_tell(err, PRECARE_E_DOCUMENT, "event",
                          "a precare-event/1 document is required");
    }
    struct buf bytes = {0};
    int32_t status = json_dump_callback(event, bytes_take, &bytes, JSON_COMPACT) == 0
                         ? event_read(door, &bytes, &order, out, err)
                         : error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    buf_end(&bytes);
    return status;
}
