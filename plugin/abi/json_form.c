/* SPDX-License-Identifier: MIT
 *
 * The form before a visit and its answers, over the JSON door. See json_form.h.
 */
#include "abi/json_form.h"

#include <string.h>

#include "base/json_out.h"
#include "base/seam.h"
#include "base/words.h"
#include "form/answers.h"
#include "form/form_fhir.h"
#include "form/form_page.h"
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

enum form_face { /* in the order of the words below */
    FACE_JSON,
    FACE_HTML,
    FACE_FHIR,
    FACES
};
static const char *const face_words[FACES] = {"json", "html", "fhir"};

struct form_asked {
    uint32_t face; /* enum form_face */
    uint32_t of;   /* PRECARE_ASK_PATIENT.. */
    const char *action;
};

static const char *said_or(const json_t *asked, const char *key, const char *without)
{
    const json_t *said = json_object_get(asked, key);

    return said == NULL || json_is_null(said) ? without : json_string_value(said);
}

/* NULL: it fits; else the key that does not. */
static const char *form_asked_read(const json_t *asked, struct form_asked *r)
{
    const char *face = said_or(asked, "format", face_words[FACE_JSON]);
    const char *of = said_or(asked, "of", word_of(&words_asked_of, PRECARE_ASK_PATIENT));
    const json_t *action = json_object_get(asked, "action");

    r->face = 0;
    while (face != NULL && r->face < FACES && strcmp(face_words[r->face], face) != 0) {
        r->face++;
    }
    r->of = of != NULL ? word_number(&words_asked_of, of) : 0;
    r->action = json_string_value(action);
    bool odd = action != NULL && !json_is_null(action) &&
               (r->action == NULL || !form_page_action(r->action));
    return face == NULL || r->face == FACES ? "format" : r->of == 0 ? "of" : odd ? "action" : NULL;
}

static void form_page_write(const struct asking_form *a, const struct form_asked *asked,
                            const struct form *form, struct buf *out)
{
    struct form_page page = {
        .form = form, .of = asked->of, .clinic = a->door->config->clinic, .action = asked->action};
    struct buf text = {0};

    form_page(&page, &text);
    json_open(out, NULL, '{');
    json_text(out, "format", face_words[FACE_HTML]);
    json_text(out, "form", form->hash);
    json_text(out, "text", text.len > 0 ? text.at : NULL);
    json_close(out, '}');
    out->failed = out->failed || text.failed;
    buf_end(&text);
}

static int32_t form_write(struct asking_form *a, const struct visit *visit,
                          const struct form_asked *asked, struct buf *out, precare_error *err)
{
    struct form form = {.coverage = PRECARE_NOT_EVALUATED, .because = "there are no rules"};

    if (a->held != NULL &&
        !form_make(a->held->set->rules, visit, form_acts(a->door), &a->arena, &form)) {
        return form_memory(err);
    }
    bool made = form.coverage == PRECARE_COMPLETE;
    if (made && asked->face == FACE_HTML) {
        form_page_write(a, asked, &form, out);
    } else if (made && asked->face == FACE_FHIR) {
        form_fhir(&form, asked->of, out);
        buf_text(out, out->len == 0 ? "null" : "");
    } else {
        form_json(&form, out);
    }
    if (out->failed) {
        return form_memory(err);
    }
    return !made ? error_tell(err, PRECARE_NOTED, "because", "there is no form for this visit")
                 : PRECARE_OK;
}

int32_t json_form(struct door *door, const json_t *asked, struct buf *out, precare_error *err)
{
    struct asking_form a;
    struct form_asked wanted;
    struct visit visit;
    int32_t status;

    if (!json_is_object(json_object_get(asked, "event"))) {
        return error_tell(err, PRECARE_E_DOCUMENT, "event",
                          "a precare-event/1 document is required");
    }
    const char *odd = form_asked_read(asked, &wanted);
    if (odd != NULL) {
        return error_tell(err, PRECARE_E_DOCUMENT, odd,
                          "format: json, html or fhir; of: patient, staff, prescriber or provider; "
                          "action: an address that begins with https://, http:// or /");
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
        status = form_write(&a, &visit, &wanted, out, err);
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

/* A QuestionnaireResponse becomes the plugin's own document; anything else stays. false: told. */
static bool response_read(struct asking_form *a, const json_t *answers, struct answers_given *given)
{
    struct buf own = {0};

    if (json_object_get(answers, "resourceType") == NULL) {
        return true;
    }
    bool read = answers_of_response(given->answers.at, given->answers.len, &a->faults, &own);
    const char *kept = read ? arena_text(&a->arena, own.at, own.len) : NULL;
    given->answers = (struct span){kept, kept != NULL ? (uint32_t)own.len : 0};
    buf_end(&own);
    return read;
}

/* NULL: each part is of a kind that it can be; else the one that is not. */
static const char *part_of_another_kind(const json_t *asked)
{
    static const char *const parts[] = {"event", "form"};
    const json_t *answers = json_object_get(asked, "answers");

    if (!json_is_object(answers) && !json_is_string(answers)) {
        return "answers";
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const json_t *part = json_object_get(asked, parts[i]);

        if (part != NULL && !json_is_null(part) && !json_is_object(part)) {
            return parts[i];
        }
    }
    return NULL;
}

int32_t json_answers(struct door *door, const json_t *asked, struct buf *out, precare_error *err)
{
    const json_t *answers = json_object_get(asked, "answers");
    const char *wrong = part_of_another_kind(asked);
    struct asking_form a;
    int32_t status;

    if (wrong != NULL) {
        return error_tell(
            err, PRECARE_E_DOCUMENT, wrong,
            "answers: a precare-answers/1 document, a QuestionnaireResponse, or the text that a "
            "page posted; event: a precare-event/1 document; form: a precare-form/1 document");
    }
    asking_begin(&a, door);
    struct answers_given given = {.form = part_text(&a, asked, "form"),
                                  .event = part_text(&a, asked, "event"),
                                  .urlencoded = json_is_string(answers)};
    given.answers = given.urlencoded ? (struct span){json_string_value(answers),
                                                     (uint32_t)json_string_length(answers)}
                                     : part_text(&a, asked, "answers");
    bool read = a.arena.failed || given.urlencoded || response_read(&a, answers, &given);
    if (a.arena.failed || a.faults.lost) {
        status = form_memory(err);
    } else if (!read) {
        status = error_fault(err, PRECARE_E_DOCUMENT, &a.faults);
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
