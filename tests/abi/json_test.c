/* SPDX-License-Identifier: MIT
 *
 * The JSON door, as a host behind an FFI sees it: texts in, texts out, one handle; every method,
 * and every misuse that can be told.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "support/clinic.h"
#include "support/json_door.h"
#include "test.h"
#include "visit/event_keys.h"

static struct clinic clinic;
static struct json_door door;
static precare_json *handle;
static precare_error err = {.struct_size = sizeof err};

static int json_setup(void)
{
    door = json_door();
    clinic_make(&clinic, (struct clinic){0});
    return door.open(clinic.config, &handle, &err) != PRECARE_OK;
}

static int json_teardown(void)
{
    return door.close(handle) != PRECARE_OK;
}

static const char booking[] =
    "{\"format\":\"precare-event/1\",\"event_id\":\"apt-1/"
    "1\",\"moment\":\"booking\",\"phase\":\"%s\","
    "\"now\":\"2026-12-01T10:00:00-05:00\",\"subject\":\"pt-88\",\"patient\":{\"birth_date\":\"%"
    "s\"},"
    "\"appointment\":{\"id\":\"apt-1\",\"start\":\"2027-01-12T14:00:00-05:00\","
    "\"procedure\":{\"text\":\"microneedling\"},\"sites\":[\"cheek\"]},"
    "\"medications\":{\"reviewed\":\"2026-12-01\",\"entries\":[]}}";

/* The answer as JSON, owned by the caller. */
static json_t *json_asked(const char *method, const char *in, int32_t *status_r)
{
    char *out = NULL;
    uint64_t len = 0;
    int32_t status = door.call(handle, method, in, in != NULL ? strlen(in) : 0, &out, &len, &err);
    json_t *answer = out != NULL ? json_loads(out, JSON_REJECT_DUPLICATES, NULL) : NULL;

    CU_ASSERT(out == NULL || strlen(out) == len);
    CU_ASSERT(out == NULL || answer != NULL);
    door.free(out);
    if (status_r != NULL) {
        *status_r = status;
    } else {
        CU_ASSERT_EQUAL(status, PRECARE_OK);
    }
    return answer;
}

static const char *json_text_at(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));

    return s != NULL ? s : "";
}

static json_t *json_evaluate(const char *phase, const char *born, int32_t *status_r)
{
    char event[1024];

    (void)snprintf(event, sizeof event, booking, phase, born);
    return json_asked("evaluate", event, status_r);
}

static void evaluate_answers_with_a_result(void)
{
    json_t *r = json_evaluate("preview", "2010-05-04", NULL);

    CU_ASSERT_STRING_EQUAL(json_text_at(r, "format"), "precare-result/1");
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "overall"), "hold");
    CU_ASSERT(json_is_null(json_object_get(r, "ref")));
    json_decref(r);
    r = json_evaluate("preview", "1980-05-04", NULL);
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "overall"), "clear");
    json_decref(r);
}

static void a_final_event_tells_and_its_reference_can_be_looked_up_and_acknowledged(void)
{
    json_t *r = json_evaluate("final", "2010-05-04", NULL);
    char in[512];

    (void)snprintf(in, sizeof in, "{\"ref\":\"%s\"}", json_text_at(r, "ref"));
    json_t *found = json_asked("lookup", in, NULL);
    CU_ASSERT_STRING_EQUAL(json_text_at(found, "subject"), "pt-88");
    CU_ASSERT_STRING_EQUAL(json_text_at(found, "appointment"), "apt-1");
    json_decref(found);
    (void)snprintf(in, sizeof in,
                   "{\"ref\":\"%s\",\"rule\":\"too-young\",\"action\":\"overridden\",\"role\":"
                   "\"physician\",\"actor\":"
                   "\"u12\",\"reason\":\"benefit-outweighs\",\"note\":\"seen\",\"at\":\"2026-12-"
                   "01T10:05:00-05:00\"}",
                   json_text_at(r, "ref"));
    json_decref(r);
    json_decref(json_asked("acknowledge", in, NULL));
    json_decref(json_asked("acknowledge", in, NULL));
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2"), 1);
    found = json_asked("told", "{\"appointment\":\"apt-1\"}", NULL);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(found, "told")), 1);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(found, "acknowledged")), 1);
    const json_t *ack = json_array_get(json_object_get(found, "acknowledged"), 0);
    CU_ASSERT_STRING_EQUAL(json_text_at(ack, "by"), "u12");
    CU_ASSERT_STRING_EQUAL(json_text_at(ack, "at"), "2026-12-01T15:05:00+00:00");
    json_decref(found);
    static const char *const wrong[] = {"{}", "{\"ref\":\"ZZZZ-ZZZZ\"}",
                                        "{\"appointment\":\"apt-9\"}",
                                        "{\"appointment\":\"apt-1\",\"occurrence\":\"soon\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int32_t status;

        json_decref(json_asked("told", wrong[i], &status));
        CU_ASSERT(status < 0);
    }
}

static void an_acknowledgement_without_an_offset_is_at_the_clinics_time(void)
{
    json_t *r = json_evaluate("final", "2010-05-04", NULL);
    char in[512];

    /* with the offset, and without: the same instant, so one record */
    for (int i = 0; i < 2; i++) {
        (void)snprintf(in, sizeof in,
                       "{\"ref\":\"%s\",\"rule\":\"too-young\",\"action\":\"dismissed\",\"actor\":"
                       "\"u12\",\"at\":"
                       "\"2026-12-01T22:30:00%s\"}",
                       json_text_at(r, "ref"), i == 0 ? "-05:00" : "");
        json_decref(json_asked("acknowledge", in, NULL));
        CU_ASSERT_EQUAL(
            clinic_rows(&clinic, "SELECT max(done_at) FROM record WHERE kind = 2 AND action = 3"),
            UINT64_C(1796182200000));
    }
    json_decref(r);
}

static void an_event_that_cannot_be_read_is_answered_with_its_path(void)
{
    int32_t status;
    json_t *r = json_asked(
        "evaluate", "{\"format\":\"precare-event/1\",\"event_id\":\"e7\",\"moment\":\"bookin\"}",
        &status);

    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "overall"), "not-evaluated");
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "event_id"), "e7");
    CU_ASSERT_STRING_EQUAL(json_text_at(json_object_get(r, "error"), "path"), "moment");
    CU_ASSERT_STRING_EQUAL(err.where, "moment");
    CU_ASSERT(err.message[0] != '\0');
    json_decref(r);
    r = json_asked("evaluate", "{\"a\":", &status);
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "overall"), "not-evaluated");
    json_decref(r);
    r = json_asked("evaluate", NULL, &status);
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    json_decref(r);
}

static void needs_are_told_by_name(void)
{
    json_t *r =
        json_asked("needs", "{\"moment\":\"booking\",\"procedure\":\"microneedling\"}", NULL);
    json_t *names = json_object_get(r, "needs");

    CU_ASSERT_EQUAL(json_array_size(names), 3);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_array_get(names, 0)), "birth-date");
    json_decref(r);
}

static void reload_stats_and_describe_answer(void)
{
    json_t *r = json_asked("reload", NULL, NULL);

    CU_ASSERT(json_integer_value(json_object_get(r, "generation")) > 0);
    json_decref(r);
    r = json_asked("stats", NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL(json_object_get(json_object_get(r, "rules"), "rulebooks"));
    CU_ASSERT_PTR_NOT_NULL(json_object_get(r, "queue"));
    json_decref(r);
    r = json_asked("describe", NULL, NULL);
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "name"), "precare");
    CU_ASSERT(json_array_size(json_object_get(r, "libraries")) >= 4);
    json_decref(r);
}

static void a_form_is_made_and_its_answers_are_facts(void)
{
    char event[1024], asked[4096];
    int32_t status;

    (void)snprintf(event, sizeof event, booking, "final", "1990-05-04");
    (void)snprintf(asked, sizeof asked, "{\"event\":%s}", event);
    json_t *form = json_asked("form", asked, &status);
    const char *hash = json_text_at(form, "form");
    CU_ASSERT_EQUAL(status, PRECARE_OK);
    CU_ASSERT_STRING_EQUAL(json_text_at(form, "format"), "precare-form/1");
    CU_ASSERT_PTR_NOT_NULL_FATAL(hash);
    (void)snprintf(asked, sizeof asked,
                   "{\"event\":%s,\"answers\":{\"format\":\"precare-answers/1\",\"form\":\"%s\","
                   "\"by\":\"staff\",\"answers\":{}}}",
                   event, hash);
    json_t *answered = json_asked("answers", asked, &status);
    json_t *given = json_loads(event, 0, NULL);
    CU_ASSERT_EQUAL(status, PRECARE_OK);
    CU_ASSERT_TRUE(json_equal(json_object_get(answered, "event"), given));
    CU_ASSERT_EQUAL(json_array_size(json_object_get(answered, "missing")), 0);
    json_decref(given);
    json_decref(answered);
    json_decref(form);
}

#define HOOK(more)                                                                                 \
    "{\"hook\":\"appointment-book\",\"hookInstance\":\"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\","    \
    "\"context\":{\"userId\":\"Practitioner/u1\",\"patientId\":\"p1\"" more "}}"
#define HOOK_BOOKED                                                                                \
    HOOK(",\"appointments\":{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{"               \
         "\"resourceType\":\"Appointment\",\"id\":\"a1\",\"start\":\"2027-01-12T14:00:00-05:00\"," \
         "\"serviceType\":[{\"text\":\"microneedling\"}]}}]}")

static void a_hook_of_cds_hooks_gets_its_cards(void)
{
    int32_t status;
    json_t *services = json_asked("discovery", NULL, NULL);
    json_t *cards = json_asked("cds-hooks", HOOK_BOOKED, &status);

    CU_ASSERT_TRUE(status >= 0);
    json_t *refused = json_asked("cds-hooks", HOOK(""), &status);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(services, "services")), 4);
    CU_ASSERT_TRUE(json_array_size(json_object_get(cards, "cards")) > 0);
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(json_text_at(refused, "resourceType"), "OperationOutcome");
    CU_ASSERT_STRING_EQUAL(err.where, "context");
    json_decref(services);
    json_decref(cards);
    json_decref(refused);
}

static void feedback_to_cards_is_counted(void)
{
    int32_t status;
    json_t *heard = json_asked(
        "cds-feedback", "{\"feedback\":[{\"card\":\"c\",\"outcome\":\"accepted\"}]}", &status);

    CU_ASSERT_EQUAL(status, PRECARE_OK);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(heard, "unknown")), 1);
    json_t *refused = json_asked("cds-feedback", "{}", &status);
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(json_text_at(refused, "resourceType"), "OperationOutcome");
    json_decref(heard);
    json_decref(refused);
}

static void a_sheet_is_text_and_what_staff_must_know(void)
{
    char event[1024], asked[1200];
    int32_t status;

    (void)snprintf(event, sizeof event, booking, "final", "1990-05-04");
    (void)snprintf(asked, sizeof asked, "{\"format\":\"html\",\"event\":%s}", event);
    json_t *r = json_asked("sheet", asked, NULL);
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "format"), "html");
    CU_ASSERT_PTR_NOT_NULL(strstr(json_text_at(r, "text"), "<!doctype html>"));
    CU_ASSERT_TRUE(json_is_null(json_object_get(r, "why")));
    json_decref(r);
    (void)snprintf(asked, sizeof asked, "{\"format\":\"ics\",\"event\":%s}", event);
    r = json_asked("sheet", asked, &status);
    CU_ASSERT_EQUAL(status, PRECARE_NOTED);
    CU_ASSERT_TRUE(json_is_null(json_object_get(r, "text")));
    CU_ASSERT_STRING_EQUAL(json_text_at(r, "why"),
                           "Nothing on the sheet has a day: there is no calendar.\n");
    json_decref(r);
}

static void a_sheet_that_cannot_be_made_says_where(void)
{
    static const struct {
        const char *in, *where;
    } rows[] = {{"{\"event\":{}}", "format"},
                {"{\"format\":\"pdf\",\"event\":{}}", "format"},
                {"{\"format\":\"text\"}", "event"},
                {"{\"format\":\"text\",\"event\":[]}", "event"},
                {"{\"format\":\"text\",\"event\":{\"format\":\"precare-event/1\",\"moment\":"
                 "\"party\"}}",
                 "moment"}};
    int32_t status;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CU_ASSERT_PTR_NULL(json_asked("sheet", rows[i].in, &status));
        CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
        CU_ASSERT_STRING_EQUAL(err.where, rows[i].where);
    }
}

static void answers_of_another_kind_are_refused_by_name(void)
{
    static const char *const rows[][2] = {{"{}", "answers"},
                                          {"{\"answers\":5,\"event\":{}}", "answers"},
                                          {"{\"answers\":{},\"event\":5}", "event"},
                                          {"{\"answers\":{},\"event\":{},\"form\":\"x\"}", "form"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t status = 0;

        CU_ASSERT_PTR_NULL(json_asked("answers", rows[i][0], &status));
        CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
        CU_ASSERT_STRING_EQUAL(err.where, rows[i][1]);
    }
}

static void misuse_is_an_error_with_words(void)
{
    char *out = (char *)8;
    uint64_t len = 7;
    int32_t status;

    CU_ASSERT_EQUAL(door.call(handle, "no-such", NULL, 0, &out, &len, &err), PRECARE_E_METHOD);
    CU_ASSERT_PTR_NULL(out);
    CU_ASSERT_EQUAL(len, 0);
    CU_ASSERT(err.message[0] != '\0');
    len = 7;
    CU_ASSERT_EQUAL(door.call(handle, NULL, NULL, 0, &out, &len, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(len, 0);
    len = 7;
    CU_ASSERT_EQUAL(door.call(handle, "evaluate", NULL, 5, &out, &len, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(door.call(handle, "stats", NULL, 0, NULL, &len, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(door.call(NULL, "stats", NULL, 0, &out, &len, &err), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(
        door.call((precare_json *)clinic_open(&clinic), "stats", NULL, 0, &out, &len, &err),
        PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(len, 0);
    err.message[0] = '\0';
    json_decref(
        json_asked("needs", "{\"moment\":\"booking\",\"procedure\":\"a\\u0007\"}", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_ARGUMENT);
    CU_ASSERT_STRING_EQUAL(err.where, "procedure");
    CU_ASSERT(err.message[0] != '\0');
    CU_ASSERT_EQUAL(door.open(clinic.config, NULL, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(door.close(NULL), PRECARE_E_INSTANCE);
    door.free(NULL);
    json_decref(json_asked("lookup", "{}", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_ARGUMENT);
    json_decref(json_asked("lookup", "[]", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    json_decref(json_asked("acknowledge", "{\"action\":\"maybe\"}", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(err.where, "action");
    json_decref(json_asked("acknowledge", "{\"colour\":\"red\"}", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(err.where, "colour");
    json_decref(json_asked("needs", "{\"moment\":\"lunch\"}", &status));
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
}

static void acknowledge_takes_every_key_of_an_events_acknowledgement(void)
{
    const struct table *table = &acknowledgement_table.table;
    char in[512];
    int32_t status;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct key *key = &acknowledgement_table.keys[i].json;

        (void)snprintf(in, sizeof in, "{\"appointment\":\"apt-none\",\"%s\":%s}", key->name,
                       key->example);
        json_decref(json_asked("acknowledge", in, &status));
        CU_ASSERT_NOT_EQUAL(status, PRECARE_E_DOCUMENT);
        (void)snprintf(in, sizeof in, "{\"%s\":7}", key->name);
        json_decref(json_asked("acknowledge", in, &status));
        CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
        CU_ASSERT_STRING_EQUAL(err.where, key->name);
    }
}

static void a_document_over_a_mebibyte_is_refused(void)
{
    size_t len = (1u << 20) + 1;
    char *big = malloc(len), *out = NULL;

    memset(big, ' ', len);
    CU_ASSERT_EQUAL(door.call(handle, "evaluate", big, len, &out, NULL, &err), PRECARE_E_DOCUMENT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(out, "\"overall\":\"not-evaluated\""));
    door.free(out);
    out = NULL;
    CU_ASSERT_EQUAL(door.call(handle, "lookup", big, len, &out, NULL, &err), PRECARE_E_DOCUMENT);
    CU_ASSERT_PTR_NULL(out);
    free(big);
}

static void a_closed_handle_is_stale_and_stays_so(void)
{
    precare_json *other = NULL;
    char *out = NULL;

    CU_ASSERT_EQUAL(door.open(clinic.config, &other, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(door.close(other), PRECARE_OK);
    CU_ASSERT_EQUAL(door.close(other), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(door.call(other, "stats", NULL, 0, &out, NULL, &err), PRECARE_E_INSTANCE);
}

static const struct test tests[] = {
    {"evaluate answers with a result", evaluate_answers_with_a_result},
    {"a final event tells, and its reference can be looked up and acknowledged",
     a_final_event_tells_and_its_reference_can_be_looked_up_and_acknowledged},
    {"an acknowledgement without an offset is at the clinic's time",
     an_acknowledgement_without_an_offset_is_at_the_clinics_time},
    {"an event that cannot be read is answered with its path",
     an_event_that_cannot_be_read_is_answered_with_its_path},
    {"needs are told by name", needs_are_told_by_name},
    {"reload, stats and describe answer", reload_stats_and_describe_answer},
    {"a form is made, and its answers are facts of the event",
     a_form_is_made_and_its_answers_are_facts},
    {"a hook of CDS Hooks gets its cards, and one that cannot be read an OperationOutcome",
     a_hook_of_cds_hooks_gets_its_cards},
    {"feedback to cards is counted, and a body that cannot be read refused",
     feedback_to_cards_is_counted},
    {"a sheet is text, and what staff must know", a_sheet_is_text_and_what_staff_must_know},
    {"a sheet that cannot be made says where", a_sheet_that_cannot_be_made_says_where},
    {"answers, an event or a form of another kind are refused by their name",
     answers_of_another_kind_are_refused_by_name},
    {"misuse is an error with words", misuse_is_an_error_with_words},
    {"acknowledge takes every key of an event's acknowledgement",
     acknowledge_takes_every_key_of_an_events_acknowledgement},
    {"a document over a mebibyte is refused", a_document_over_a_mebibyte_is_refused},
    {"a closed handle is stale and stays so", a_closed_handle_is_stale_and_stays_so},
    {0},
};

const struct test_suite test_suites[] = {{"JSON door", json_setup, json_teardown, tests}, {0}};
