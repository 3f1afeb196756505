/* SPDX-License-Identifier: MIT
 *
 * Forms that were answered (form_answered.h).
 */
#include "support/form_answered.h"

#include <stdlib.h>
#include <string.h>

#include "form/form.h"
#include "form/form_fhir.h"
#include "support/fhir_event.h"
#include "support/random_event.h"
#include "visit/event_json.h"

static bool is_enabled(const json_t *item, const json_t *said)
{
    json_t *whens = json_object_get(item, "enableWhen"), *when;
    bool found = json_array_size(whens) == 0;
    size_t i;

    json_array_foreach(whens, i, when)
    {
        const char *code = fhir_event_said(json_object_get(when, "answerCoding"), "code");

        found =
            found || strcmp(fhir_event_said(said, fhir_event_said(when, "question")), code) == 0;
    }
    return found;
}

/* An answer of the item's type; NULL: none. */
static json_t *answer_of(const json_t *item, json_t *said, uint64_t *seed)
{
    const char *type = fhir_event_said(item, "type");
    json_t *options = json_object_get(item, "answerOption");

    if (strcmp(type, "choice") == 0) {
        size_t at = random_below(seed, (uint32_t)json_array_size(options));
        json_t *coding = json_object_get(json_array_get(options, at), "valueCoding");

        (void)json_object_set(said, fhir_event_said(item, "linkId"),
                              json_object_get(coding, "code"));
        return json_pack("[{s:O}]", "valueCoding", coding);
    }
    if (strcmp(type, "decimal") == 0) {
        return json_pack("[{s:i}]", "valueDecimal", 45);
    }
    if (strcmp(type, "date") == 0) {
        return json_pack("[{s:s}]", "valueDate", random_day(seed, -700, 0));
    }
    return strcmp(type, "string") == 0 ? json_pack("[{s:s}]", "valueString", "zzqx") : NULL;
}

/* What was answered of the items, as deep as they stand; of a quarter nothing. */
static json_t *items_answered(const json_t *items, json_t *said, uint64_t *seed)
{
    json_t *all = json_array(), *item;
    size_t i;

    json_array_foreach((json_t *)(uintptr_t)items, i, item)
    {
        json_t *one = json_pack("{s:s}", "linkId", fhir_event_said(item, "linkId"));
        json_t *within = items_answered(json_object_get(item, "item"), said, seed);
        json_t *answer =
            is_enabled(item, said) && random_chance(seed, 75) ? answer_of(item, said, seed) : NULL;

        if (answer != NULL) {
            (void)json_object_set_new(one, "answer", answer);
        }
        if (json_array_size(within) > 0) {
            (void)json_object_set(one, "item", within);
        }
        if (answer != NULL || json_array_size(within) > 0) {
            (void)json_array_append(all, one);
        }
        json_decref(within);
        json_decref(one);
    }
    return all;
}

json_t *form_answered(const struct rules *rules, const struct zone *zone, const json_t *event,
                      uint64_t *seed)
{
    char *text = json_dumps(event, 0);
    json_t *response = NULL, *said = json_object();
    struct buf out = {0};
    struct arena arena;
    struct faults faults;
    struct visit visit;
    struct form form;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    if (event_from_json(text, strlen(text), zone, &arena, &faults, &visit) == 0 &&
        form_make(rules, &visit, true, &arena, &form)) {
        form_fhir(&form, PRECARE_ASK_PATIENT, &out);
    }
    faults_end(&faults);
    json_t *asked = out.at != NULL ? json_loadb(out.at, out.len, 0, NULL) : NULL;
    if (asked != NULL) {
        response = json_pack("{s:s,s:s,s:O,s:s,s:o}", "resourceType", "QuestionnaireResponse",
                             "status", "completed", "questionnaire", json_object_get(asked, "url"),
                             "authored", "2026-11-22", "item",
                             items_answered(json_object_get(asked, "item"), said, seed));
    }
    json_decref(asked);
    json_decref(said);
    buf_end(&out);
    arena_end(&arena);
    free(text);
    return response;
}
