/* SPDX-License-Identifier: MIT
 *
 * Feedback over the JSON door, as a server of CDS Hooks hands it on: to the cards of a preview,
 * late, repeated, of several calls in one body, with what clients leave out; and bodies that cannot
 * be read, each of which is refused with its path, whole.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/clinic.h"
#include "support/json_door.h"
#include "test.h"

#define SYSTEM "urn:precare:override-reason"
#define MAP "map:\n  providers: {u1: {role: physician}, u2: {role: nurse}, u4: {role: Physician}}\n"

static struct clinic clinic;
static struct json_door door;
static precare_json *handle;
static precare_error err = {.struct_size = sizeof err};

static int feedback_begin(void)
{
    door = json_door();
    return 0;
}

static void clinic_begin(void)
{
    clinic_make(&clinic, (struct clinic){.more = MAP});
    CU_ASSERT_EQUAL_FATAL(door.open(clinic.config, &handle, &err), PRECARE_OK);
}

static void clinic_end(void)
{
    CU_ASSERT_EQUAL(door.close(handle), PRECARE_OK);
}

#define ROWS(what) clinic_rows(&clinic, "SELECT count(*) FROM " what)
#define HEARD "record WHERE kind <> 3" /* not which rules are in use */

/* The answer; takes what is asked. */
static json_t *asked(const char *method, json_t *in, int32_t *status_r)
{
    char *text = json_dumps(in, 0), *out = NULL;
    uint64_t len = 0;

    *status_r = door.call(handle, method, text, strlen(text), &out, &len, &err);
    json_t *answer = out != NULL ? json_loadb(out, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    door.free(out);
    free(text);
    json_decref(in);
    return answer;
}

/* ---- cards ---- */

static void day_after(int days, const char *format, char room[32])
{
    time_t then = time(NULL) + (time_t)days * 86400;
    struct tm parts;

    (void)gmtime_r(&then, &parts);
    (void)strftime(room, 32, format, &parts);
}

/* A booking of somebody who is too young, and uses nobody knows what. */
static json_t *booking_of(const char *user, unsigned number)
{
    char start[32], born[32], instance[40], appointment[16];

    day_after(10, "%Y-%m-%dT14:00:00Z", start);
    day_after(-15 * 365, "%Y-%m-%d", born);
    (void)snprintf(instance, sizeof instance, "d1577c69-dfbe-44ad-ba6d-3e05e9%06x", number);
    (void)snprintf(appointment, sizeof appointment, "a%u", number);
    return json_pack(
        "{s:s,s:s,s:{s:s,s:s,s:{s:s,s:[{s:{s:s,s:s,s:s,s:[{s:s}]}}]}},s:{s:{s:s,s:s,s:s}}}", "hook",
        "appointment-book", "hookInstance", instance, "context", "userId", user, "patientId",
        "pt-88", "appointments", "resourceType", "Bundle", "entry", "resource", "resourceType",
        "Appointment", "id", appointment, "start", start, "serviceType", "text", "microneedling",
        "prefetch", "patient", "resourceType", "Patient", "id", "pt-88", "birthDate", born);
}

/* The uuid of the card that holds, and of the one that asks. */
static void cards_shown(const char *user, unsigned number, char held[64], char question[64])
{
    int32_t status;
    json_t *r = asked("cds-hooks", booking_of(user, number), &status), *card;
    size_t i;

    CU_ASSERT_TRUE(status >= 0);
    held[0] = question[0] = '\0';
    json_array_foreach(json_object_get(r, "cards"), i, card)
    {
        bool critical =
            strcmp(json_string_value(json_object_get(card, "indicator")), "critical") == 0;

        (void)snprintf(critical ? held : question, 64, "%s",
                       json_string_value(json_object_get(card, "uuid")));
    }
    CU_ASSERT_TRUE(held[0] != '\0' && question[0] != '\0');
    json_decref(r);
}

/* ---- feedback ---- */

static json_t *overridden(const char *card, const char *code, const char *system)
{
    json_t *reason = code != NULL ? json_pack("{s:s}", "code", code) : json_object();

    if (system != NULL) {
        (void)json_object_set_new(reason, "system", json_string(system));
    }
    return json_pack("{s:s,s:s,s:{s:o,s:s},s:s}", "card", card, "outcome", "overridden",
                     "overrideReason", "reason", reason, "userComment", "line one\nline two",
                     "outcomeTimestamp", "2026-12-07T14:00:00Z");
}

static json_t *accepted(const char *card)
{
    return json_pack("{s:s,s:s,s:[{s:s}],s:s}", "card", card, "outcome", "accepted",
                     "acceptedSuggestions", "id", "s1", "outcomeTimestamp", "2026-12-07T14:00:00Z");
}

static json_t *body_of(json_t *outcomes)
{
    return json_pack("{s:o}", "feedback", outcomes);
}

/* What was heard, as "recorded dismissed repeated unknown no_finding". */
static void heard_is(json_t *outcomes, const char *wanted)
{
    static const char *const words[] = {"recorded", "dismissed", "repeated", "unknown",
                                        "no_finding"};
    char got[64] = "";
    int32_t status;
    json_t *r = asked("cds-feedback", body_of(outcomes), &status);

    CU_ASSERT_EQUAL(status, PRECARE_OK);
    CU_ASSERT_EQUAL(json_object_size(r), sizeof words / sizeof *words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(got);

        (void)snprintf(got + len, sizeof got - len, "%s%d", i > 0 ? " " : "",
                       (int)json_integer_value(json_object_get(r, words[i])));
    }
    CU_ASSERT_STRING_EQUAL(got, wanted);
    json_decref(r);
}

static void feedback_becomes_an_acknowledgement(void)
{
    char held[64], question[64];

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    CU_ASSERT_EQUAL(ROWS(HEARD), 0); /* a preview */
    CU_ASSERT_TRUE(ROWS("card") >= 2);
    heard_is(json_pack("[o]", overridden(held, "benefit-outweighs", SYSTEM)), "1 0 0 0 0");
    CU_ASSERT_EQUAL(ROWS("record WHERE kind = 2 AND action = 2 AND rule = 'too-young'"
                         " AND actor = 'Practitioner/u1' AND role = 'physician'"
                         " AND reason = 'benefit-outweighs' AND note = 'line one line two'"
                         " AND subject = 'pt-88' AND done_at = 1796652000000"),
                    1);
    heard_is(json_pack("[o]", overridden(held, "benefit-outweighs", SYSTEM)), "0 0 1 0 0");
    heard_is(json_pack("[o]", accepted(question)), "0 0 0 0 1");
    CU_ASSERT_EQUAL(ROWS(HEARD), 1);
    clinic_end();
}

static void feedback_of_several_calls_comes_in_one_body(void)
{
    char held[5][64], question[64], loud[64];

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held[0], question);
    cards_shown("Practitioner/u2", 2, held[1], question);     /* a nurse may not */
    cards_shown("PractitionerRole/u4", 3, held[2], question); /* by another word of the role */
    cards_shown("Patient/pt-88", 4, held[3], question);
    cards_shown("Practitioner/u9", 5, held[4], question); /* of whom nobody says what they are */
    for (size_t i = 0; i <= strlen(held[0]); i++) {
        loud[i] = (char)(held[0][i] >= 'a' && held[0][i] <= 'z' ? held[0][i] - 32 : held[0][i]);
    }
    heard_is(json_pack("[o,o,o,o,o,o,o]", overridden(loud, "benefit-outweighs", NULL),
                       overridden(held[1], "benefit-outweighs", SYSTEM),
                       overridden(held[2], "benefit-outweighs", NULL), accepted(held[3]),
                       overridden(held[4], "benefit-outweighs", SYSTEM),
                       overridden("4e0a3a1e-0000-4000-8000-000000000000", NULL, NULL),
                       accepted(question)),
             "3 2 0 1 1");
    CU_ASSERT_EQUAL(ROWS("record WHERE action = 2"), 2); /* overridden */
    CU_ASSERT_EQUAL(ROWS("record WHERE action = 3"), 2); /* dismissed */
    CU_ASSERT_EQUAL(ROWS("record WHERE action = 1 AND actor = 'Patient/pt-88'"), 1);
    heard_is(json_pack("[o,o]", overridden(held[0], "benefit-outweighs", "urn:another"),
                       overridden(held[2], NULL, NULL)),
             "0 2 0 0 0"); /* no reason of the rule's */
    heard_is(json_pack("[]"), "0 0 0 0 0");
    clinic_end();
}

/* Ids are of a type: who is no member of staff has nobody's role, whatever the id is. */
static void patients_have_no_role(void)
{
    static const char *const users[] = {"Patient/u1", "RelatedPerson/u1", "Device/u1"};
    char held[64], question[64];

    clinic_begin();
    for (unsigned i = 0; i < sizeof users / sizeof *users; i++) {
        cards_shown(users[i], i + 1, held, question);
        heard_is(json_pack("[o]", overridden(held, "benefit-outweighs", SYSTEM)), "0 1 0 0 0");
    }
    CU_ASSERT_EQUAL(ROWS("record WHERE action = 3 AND role IS NULL"), 3); /* dismissed */
    clinic_end();
}

static void without_an_offset_it_is_the_clinics_time(void)
{
    char held[64], question[64];

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    heard_is(json_pack("[{s:s,s:s,s:s}]", "card", held, "outcome", "accepted", "outcomeTimestamp",
                       "2026-12-07T14:00:00"),
             "1 0 0 0 0");
    CU_ASSERT_EQUAL(ROWS("record WHERE done_at = 1796670000000"), 1);
    clinic_end();
}

/* What clients leave out, or add. */
static void little_is_enough(void)
{
    char held[64], question[64];

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    heard_is(json_pack("[{s:s,s:s}]", "card", held, "outcome", "overridden"), "0 1 0 0 0");
    heard_is(json_pack("[{s:s,s:s,s:n,s:n,s:{}}]", "card", held, "outcome", "accepted",
                       "acceptedSuggestions", "overrideReason", "extension"),
             "1 0 0 0 0");
    heard_is(json_pack("[{s:s,s:s}]", "card", held, "outcome", "accepted"), "0 0 1 0 0");
    heard_is(json_pack("[{s:s,s:s}]", "card", "what is no uuid", "outcome", "accepted"),
             "0 0 0 1 0");
    clinic_end();
}

static void long_comment_is_cut_between_characters(void)
{
    char held[64], question[64], comment[3001];

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    for (size_t i = 0; i < 1500; i++) { /* one before them, so that a cut falls into one */
        memcpy(comment + 2 * i, "\xC3\xA4", 2);
    }
    comment[3000] = '\0';
    comment[0] = comment[1] = 'x';
    heard_is(json_pack("[{s:s,s:s,s:{s:{s:s},s:s}}]", "card", held, "outcome", "overridden",
                       "overrideReason", "reason", "code", "benefit-outweighs", "userComment",
                       comment + 1),
             "1 0 0 0 0");
    CU_ASSERT_EQUAL(ROWS("record WHERE length(CAST(note AS BLOB)) BETWEEN 1020 AND 1024"
                         " AND substr(note, 1, 2) = 'x' || char(228)"
                         " AND substr(note, -2) = char(228, 8230)"),
                    1);
    clinic_end();
}

static void damaged_bodies_are_refused_whole(void)
{
    static const struct {
        const char *entry, *where;
    } rows[] = {{"{\"outcome\":\"accepted\"}", "feedback[1]"},
                {"{\"card\":7,\"outcome\":\"accepted\"}", "feedback[1].card"},
                {"{\"card\":\"\",\"outcome\":\"accepted\"}", "feedback[1].card"},
                {"{\"card\":\"c\"}", "feedback[1]"},
                {"{\"card\":\"c\",\"outcome\":\"maybe\"}", "feedback[1].outcome"},
                {"{\"card\":\"c\",\"outcome\":\"accepted\",\"acceptedSuggestions\":{}}",
                 "feedback[1].acceptedSuggestions"},
                {"{\"card\":\"c\",\"outcome\":\"accepted\",\"acceptedSuggestions\":[\"s\"]}",
                 "feedback[1].acceptedSuggestions[0]"},
                {"{\"card\":\"c\",\"outcome\":\"overridden\",\"overrideReason\":\"r\"}",
                 "feedback[1].overrideReason"},
                {"{\"card\":\"c\",\"outcome\":\"overridden\",\"overrideReason\":{\"reason\":[]}}",
                 "feedback[1].overrideReason.reason"},
                {"{\"card\":\"c\",\"outcome\":\"accepted\",\"outcomeTimestamp\":\"yesterday\"}",
                 "feedback[1].outcomeTimestamp"},
                {"{\"card\":\"c\",\"outcome\":\"accepted\",\"outcomeTimestamp\":\"2026-12-07\"}",
                 "feedback[1].outcomeTimestamp"},
                {"[]", "feedback[1]"}};
    char held[64], question[64], text[512];
    int32_t status;

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)snprintf(text, sizeof text,
                       "{\"feedback\":[{\"card\":\"%s\",\"outcome\":\"accepted\"},%s]}", held,
                       rows[i].entry);
        json_t *r = asked("cds-feedback", json_loads(text, 0, NULL), &status);
        CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
        CU_ASSERT_STRING_EQUAL(err.where, rows[i].where);
        CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(r, "resourceType")),
                               "OperationOutcome");
        json_decref(r);
    }
    CU_ASSERT_EQUAL(ROWS(HEARD), 0);
    clinic_end();
}

static void bodies_that_are_none_are_refused(void)
{
    static const char *const bodies[] = {"",
                                         "{",
                                         "[]",
                                         "7",
                                         "{}",
                                         "{\"feedback\":{}}",
                                         "{\"feedback\":null}",
                                         "{\"feedback\":[null]}",
                                         "{\"feedback\":[],\"feedback\":[]}"};

    clinic_begin();
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char *out = NULL;

        CU_ASSERT_EQUAL(
            door.call(handle, "cds-feedback", bodies[i], strlen(bodies[i]), &out, NULL, &err),
            PRECARE_E_DOCUMENT);
        CU_ASSERT_PTR_NOT_NULL(out);
        CU_ASSERT_PTR_NOT_NULL(strstr(out != NULL ? out : "", "\"issue\""));
        door.free(out);
    }
    json_t *many = json_array();
    for (size_t i = 0; i < 1025; i++) {
        (void)json_array_append_new(many, accepted("c"));
    }
    int32_t status;
    json_t *r = asked("cds-feedback", body_of(many), &status);
    CU_ASSERT_EQUAL(status, PRECARE_E_DOCUMENT);
    CU_ASSERT_STRING_EQUAL(err.where, "feedback");
    json_decref(r);
    clinic_end();
}

static void same_card_is_kept_once_and_counted(void)
{
    char held[64], again[64], question[64];
    int32_t status;

    clinic_begin();
    cards_shown("Practitioner/u1", 1, held, question);
    uint64_t rows = ROWS("card");
    cards_shown("Practitioner/u1", 1, again, question); /* the request was sent again */
    CU_ASSERT_STRING_EQUAL(held, again);
    CU_ASSERT_EQUAL(ROWS("card"), rows);
    heard_is(json_pack("[o,o]", accepted(held), accepted("unknown")), "1 0 0 1 0");
    json_t *stats = asked("stats", json_object(), &status),
           *feedback = json_object_get(stats, "feedback");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(feedback, "recorded")), 1);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(feedback, "unknown")), 1);
    json_decref(stats);
    clinic_end();
}

static void other_doors_keep_no_cards(void)
{
    int32_t status;
    struct clinic_event e;

    clinic_begin();
    precare_instance *instance = clinic_open_started(&clinic);
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, &status), PRECARE_HOLD);
    e.event.phase = PRECARE_FINAL;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, &status), PRECARE_HOLD);
    CU_ASSERT_EQUAL(ROWS(HEARD), 1);
    CU_ASSERT_EQUAL(ROWS("card"), 0);
    (void)clinic_plugin()->stop(instance, 500, NULL);
    CU_ASSERT_EQUAL(clinic_plugin()->close(instance), PRECARE_OK);
    clinic_end();
}

static const struct test tests[] = {
    {"an override of a previewed card becomes an acknowledgement by its user, once",
     feedback_becomes_an_acknowledgement},
    {"a body may hold outcomes of several calls; who may not override is recorded as dismissing, "
     "and a code needs no system",
     feedback_of_several_calls_comes_in_one_body},
    {"whoever is no member of staff has nobody's role", patients_have_no_role},
    {"without an offset an outcome's time is the clinic's",
     without_an_offset_it_is_the_clinics_time},
    {"an outcome needs no reason, no suggestion and no time", little_is_enough},
    {"a long comment is cut between characters, and shows it",
     long_comment_is_cut_between_characters},
    {"a body with one damaged outcome is refused whole, with its path",
     damaged_bodies_are_refused_whole},
    {"what is no body of feedback is refused", bodies_that_are_none_are_refused},
    {"a card is kept once however often its request comes; what is heard is counted",
     same_card_is_kept_once_and_counted},
    {"hooks of other doors keep no cards", other_doors_keep_no_cards},
    {0}};

const struct test_suite test_suites[] = {{"feedback", feedback_begin, NULL, tests}, {0}};
