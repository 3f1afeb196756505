/* SPDX-License-Identifier: MIT
 *
 * The form before a visit and its answers, over the JSON door. See json_form.h.
 */
#include "abi/json_form.h"

#include <string.h>

#include "base/json_out.h"
#include "base/seam.h"
#include "form/answers.h"
#include "visit/event_json.h"
#include "visit/map.h"

struct asking_form {
    struct door *door;
    struct arena arena;
    struct faults faults;
    struct snapshot *held; /* NULL: there are no rules */
    uint32_t slot;
};

static void asking_begin(struct asking_form *a, struct door *door)
{
    *a = (struct asking_form){.door = door, .slot = snapshot_slot()};
    arena_begin(&a->arena, NULL, 0, 0);
    faults_begin(&a->faults);
    door_keep_up(door);
    a->held = snapshot_enter(&door->snapshots, a->slot);
}

static void asking_end(struct asking_form *a)
{
    if (a->held != NULL) {
        snapshot_leave(a->held, a->slot);
    }
    faults_end(&a->faults);
    arena_end(&a->arena);
}

static int32_t form_memory(precare_error *err)
{
    return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
}

static bool form_acts(const struct door *door)
{
    return door->config->act_on == ACT_ON_DEMONSTRATION;
}

/* A part of what was asked, as a document of its own; without memory the arena's `failed` is set.
 */
static struct span part_text(struct asking_form *a, const json_t *asked, const char *key)
{
    const json_t *part = json_object_get(asked, key);
    struct span text = {0};

    if (part == NULL || json_is_null(part)) {
        return text;
    }
    size_t len = json_dumpb(part, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
    char *bytes = arena_new(&a->arena, len + 1);
    if (bytes != NULL) {
        (void)json_dumpb(part, bytes, len, JSON_COMPACT | JSON_ENCODE_ANY);
        text = (struct span){bytes, (uint32_t)len};
    }
    return text;
}

/* ---- form ---- */

static int32_t form_write(struct asking_form *a, const struct visit *visit, struct buf *out,
                          precare_error *err)
{
    struct form form = {.coverage = PRECARE_NOT_EVALUATED, .because = "there are no rules"};

    if (a->held != NULL &&
        !form_make(a->held->set->rules, visit, form_acts(a->door), &a->arena, &form)) {
        return form_memory(err);
    }
    form_json(&form, out);
    if (out->failed) {
        return form_memory(err);
    }
    return form.coverage != PRECARE_COMPLETE
               ? error_tell(err, PRECARE_NOTED, "because", "there is no form for this visit")
               : PRECARE_OK;
}

int32_t json_form(struct door *door, const json_t *asked, struct buf *out, precare_error *err)
{
    struct asking_form a;
    struct visit visit;
    int32_t status;

    if (!json_is_object(json_object_get(asked, "event"))) {
        return error_tell(err, PRECARE_E_DOCUMENT, "event",
                          "a precare-event/1 document is required");
    }
    asking_begin(&a, door);
    struct span event = part_text(&a, asked, "event");
    if (event.at == NULL) {
        status = form_memory(err);
    } else if (event_from_json(event.at, event.len, door->config->zone, &a.arena, &a.faults,
                               &visit) != 0) {
        status = error_fault(err, PRECARE_E_DOCUMENT, &a.faults);
    } else if (!visit_map(&visit, door->config, &a.arena)) {
        status = form_memory(err);
    } else {
        status = form_write(&a, &visit, out, err);
    }
    asking_end(&a);
    return status;
}

/* ---- answers ---- */

static void answers_write(const struct answers_taken *taken, const struct buf *event,
                          struct buf *out)
{
    json_open(out, NULL, '{');
    json_raw(out, "event", event->at);
    json_open(out, "missing", '[');
    for (uint32_t i = 0; i < taken->left_count; i++) {
        json_open(out, NULL, '{');
        json_text(out, "item", taken->left[i].item);
        json_text(out, "why", taken->left[i].why);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static int32_t answers_of_door(struct asking_form *a, const struct answers_given *given,
                               struct buf *out, precare_error *err)
{
    struct answers_setting setting = {.rules = a->held->set->rules,
                                      .config = a->door->config,
                                      .zone = a->door->config->zone,
                                      .as_active = form_acts(a->door),
                                      .today = date_utc(seam.wall_ms() / 1000)};
    struct answers_taken taken;
    struct buf event = {0};
    int32_t status = PRECARE_OK;

    if (answers_into_event(&setting, given, &a->arena, &a->faults, &event, &taken) != 0) {
        status = error_fault(err, PRECARE_E_DOCUMENT, &a->faults);
    } else {
        answers_write(&taken, &event, out);
        if (taken.left_count > 0) {
            status = error_tell(err, PRECARE_NOTED, "missing", "an answer was left out");
        }
    }
    buf_end(&event);
    return out->failed ? form_memory(err) : status;
}

int32_t json_answers(struct door *door, const json_t *asked, struct buf *out, precare_error *err)
{
    const json_t *answers = json_object_get(asked, "answers");
    struct asking_form a;
    int32_t status;

    if (answers == NULL) {
        return error_tell(err, PRECARE_E_DOCUMENT, "answers",
                          "a precare-answers/1 document, or the text that a page posted, is "
                          "required");
    }
    asking_begin(&a, door);
    struct answers_given given = {.form = part_text(&a, asked, "form"),
                                  .event = part_text(&a, asked, "event"),
                                  .urlencoded = json_is_string(answers)};
    given.answers = given.urlencoded ? (struct span){json_string_value(answers),
                                                     (uint32_t)json_string_length(answers)}
                                     : part_text(&a, asked, "answers");
    if (a.arena.failed) {
        status = form_memory(err);
    } else if (given.form.at == NULL && given.event.at == NULL) {
        status = error_tell(err, PRECARE_E_DOCUMENT, "form", "a form or an event is required");
    } else if (a.held == NULL) {
        status = error_tell(err, PRECARE_E_RULES, NULL, "there are no rules");
    } else {
        status = answers_of_door(&a, &given, out, err);
    }
    asking_end(&a);
    return status;
}
