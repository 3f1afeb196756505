/* SPDX-License-Identifier: MIT
 *
 * All doors agree: random visits (a fixed seed; PRECARE_VISITS says how many) of facts that FHIR
 * carries, as precare-event/1 and as CDS Hooks with FHIR prefetch, give the same result, byte for
 * byte but for its id; and whatever a prefetch leaves out, in whichever spelling, no finding goes
 * away without a question in its place. That the structs say the same as precare-event/1 is shown
 * by tests/abi/event_keys_test.c.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cds/cds.h"
#include "engine/engine.h"
#include "form/shipped.h"
#include "rulebook/scenario.h"
#include "support/random_event.h"
#include "visit/event_out.h"

#define INSTANCE "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
#define SNOMED "http://snomed.info/sct"

static uint32_t wrong_seen, findings_seen;

/* The shipped rules with the tests beside them. */
static int doors_begin(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_files files;
    struct faults faults;
    int begun = shipped_begin();

    rules_free(&shipped);
    faults_begin(&faults);
    if (files_read(paths, 1, &faults, &files) == 0) {
        shipped = rules_load(&files, &options, &faults);
        files_end(&files);
    }
    faults_end(&faults);
    return shipped != NULL && shipped->scenarios != NULL ? begun : -1;
}

static const char *said(const json_t *of, const char *key)
{
    const char *text = json_string_value(json_object_get(of, key));

    return text != NULL ? text : "";
}

/* ---- what FHIR carries of a random event ---- */

static void keys_drop(json_t *from, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        (void)json_object_del(from, *keys);
    }
}

static const struct {
    const char *word, *url;
} systems[] = {{"snomed:", SNOMED},
               {"icd-10:", "http://hl7.org/fhir/sid/icd-10"},
               {"atc:", "http://www.whocc.no/atc"},
               {"rxnorm:", "http://www.nlm.nih.gov/research/umls/rxnorm"},
               {"cpt:", "http://www.ama-assn.org/go/cpt"},
               {"local:", "urn:clinic"}};

static size_t system_of(const char *code)
{
    size_t i = 0;

    while (i < sizeof systems / sizeof *systems &&
           strncmp(code, systems[i].word, strlen(systems[i].word)) != 0) {
        i++;
    }
    return i;
}

static void entry_carry(json_t *entry, const char *chart)
{
    static const char *const never[] = {"list",       "checked", "appointment",
                                        "occurrence", "fields",  NULL};
    static const char *const not_of_family[] = {"severity", "sites",    "onset",
                                                "recorded", "resolved", NULL};
    const char *status = said(entry, "status");

    keys_drop(entry, never);
    if (system_of(said(entry, "code")) == sizeof systems / sizeof *systems) {
        (void)json_object_del(entry, "code");
    }
    if (strcmp(status, "family") == 0) {
        keys_drop(entry, not_of_family);
    } else if (strcmp(chart, "conditions") == 0 && strcmp(status, "active") != 0 &&
               strcmp(status, "resolved") != 0) {
        (void)json_object_del(entry, "status");
    }
}

static void chart_carry(json_t *event, const char *chart)
{
    json_t *list = json_object_get(event, chart), *entries = json_object_get(list, "entries"),
           *entry;
    size_t i = 0;

    (void)json_object_del(list, "asked");
    while (i < json_array_size(entries)) {
        entry = json_array_get(entries, i);
        entry_carry(entry, chart);
        if (said(entry, "text")[0] == '\0' && said(entry, "code")[0] == '\0') {
            (void)json_array_remove(entries, i);
        } else {
            i++;
        }
    }
}

static const char *const charts[] = {"conditions", "medications", "allergies", "procedures", NULL};

/* false: its moment has no hook. */
static bool event_carry(json_t *event)
{
    static const char *const never[] = {"answers", "chart", "clearances", NULL};
    static const char *const never_booked[] = {"price", "occurrence", "modality", "sites", NULL};
    json_t *patient = json_object_get(event, "patient");
    const char *pregnancy = said(patient, "pregnancy"), *moment = said(event, "moment");

    keys_drop(event, never);
    keys_drop(json_object_get(event, "appointment"), never_booked);
    (void)json_object_set_new(event, "provider", json_object());
    if (strcmp(said(patient, "sex"), "?") == 0) {
        (void)json_object_del(patient, "sex");
    }
    if (strcmp(pregnancy, "pregnant") != 0 && strcmp(pregnancy, "not-pregnant") != 0) {
        (void)json_object_del(patient, "pregnancy");
    }
    for (size_t i = 0; charts[i] != NULL; i++) {
        chart_carry(event, charts[i]);
    }
    (void)json_object_set_new(event, "event_id", json_string(INSTANCE));
    (void)json_object_set_new(event, "subject", json_string("pt-1"));
    if (strcmp(moment, "booking") == 0) {
        (void)json_object_set_new(event, "action", json_string("create"));
    }
    return strcmp(moment, "follow-up") != 0;
}

/* ---- the same as FHIR ---- */

static json_t *concept_of(const char *text, const char *code)
{
    json_t *concept = json_object();
    size_t system = system_of(code);

    if (text[0] != '\0') {
        (void)json_object_set_new(concept, "text", json_string(text));
    }
    if (code[0] != '\0') {
        (void)json_object_set_new(concept, "coding",
                                  json_pack("[{s:s,s:s}]", "system", systems[system].url, "code",
                                            code + strlen(systems[system].word)));
    }
    return concept;
}

static json_t *sites_of(const json_t *entry)
{
    json_t *sites = json_array(), *site;
    size_t i;

    json_array_foreach(json_object_get(entry, "sites"), i, site)
    {
        (void)json_array_append_new(sites, concept_of(json_string_value(site), ""));
    }
    return sites;
}

static json_t *coded(const char *system, const char *code)
{
    return json_pack("{s:[{s:s,s:s}]}", "coding", "system", system, "code", code);
}

static void time_put(json_t *to, const char *key, const json_t *from, const char *said_as)
{
    if (said(from, said_as)[0] != '\0') {
        (void)json_object_set_new(to, key, json_string(said(from, said_as)));
    }
}

static const char *severity_code(const char *word)
{
    return strcmp(word, "mild") == 0       ? "255604002"
           : strcmp(word, "moderate") == 0 ? "6736007"
                                           : "24484000";
}

static json_t *resource_new(const char *type, const char *chart, size_t number)
{
    char id[32];

    (void)snprintf(id, sizeof id, "%.4s%zu", chart, number);
    return json_pack("{s:s,s:s}", "resourceType", type, "id", id);
}

static json_t *condition_of(const json_t *entry, size_t number)
{
    const char *status = said(entry, "status"), *severity = said(entry, "severity");
    json_t *concept = concept_of(said(entry, "text"), said(entry, "code"));

    if (strcmp(status, "family") == 0) {
        json_t *family = resource_new("FamilyMemberHistory", "conditions", number);

        (void)json_object_set_new(family, "condition", json_pack("[{s:o}]", "code", concept));
        return family;
    }
    json_t *r = resource_new("Condition", "conditions", number);
    (void)json_object_set_new(r, "code", concept);
    (void)json_object_set_new(r, "bodySite", sites_of(entry));
    if (status[0] != '\0') {
        (void)json_object_set_new(
            r, "clinicalStatus",
            coded("http://terminology.hl7.org/CodeSystem/condition-clinical", status));
    }
    if (severity[0] != '\0') {
        (void)json_object_set_new(r, "severity", coded(SNOMED, severity_code(severity)));
    }
    time_put(r, "onsetDateTime", entry, "onset");
    time_put(r, "recordedDate", entry, "recorded");
    return r;
}

static json_t *medication_of(const json_t *entry, size_t number)
{
    static const char *const uses[][2] = {{"ongoing", "active"},      {"as-needed", "active"},
                                          {"prescribed", "intended"}, {"stopped", "stopped"},
                                          {"never", "not-taken"},     {"", "unknown"}};
    json_t *r = resource_new("MedicationStatement", "medications", number);
    json_t *period = json_object(), *dosage = json_object();

    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        if (strcmp(said(entry, "use"), uses[i][0]) == 0) {
            (void)json_object_set_new(r, "status", json_string(uses[i][1]));
        }
    }
    (void)json_object_set_new(dosage, "asNeededBoolean",
                              json_boolean(strcmp(said(entry, "use"), "as-needed") == 0));
    if (said(entry, "route")[0] != '\0') {
        (void)json_object_set_new(dosage, "route", concept_of(said(entry, "route"), ""));
    }
    json_t *dosages = json_array(), *site;
    size_t i;
    (void)json_array_append_new(dosages, dosage);
    json_array_foreach(json_object_get(entry, "sites"), i, site)
    {
        json_t *one = i == 0 ? dosage : json_pack("{}");

        (void)json_object_set_new(one, "site", concept_of(json_string_value(site), ""));
        if (i > 0) {
            if (said(entry, "route")[0] != '\0') {
                (void)json_object_set_new(one, "route", concept_of(said(entry, "route"), ""));
            }
            (void)json_array_append_new(dosages, one);
        }
    }
    time_put(period, "start", entry, "started");
    time_put(period, "end", entry, "last_used");
    (void)json_object_set_new(r, "medicationCodeableConcept",
                              concept_of(said(entry, "text"), said(entry, "code")));
    (void)json_object_set_new(r, "effectivePeriod", period);
    (void)json_object_set_new(r, "dosage", dosages);
    return r;
}

static json_t *allergy_of(const json_t *entry, size_t number)
{
    json_t *r = resource_new("AllergyIntolerance", "allergies", number);

    (void)json_object_set_new(r, "code", concept_of(said(entry, "text"), said(entry, "code")));
    if (said(entry, "severity")[0] != '\0') {
        (void)json_object_set_new(r, "reaction",
                                  json_pack("[{s:s}]", "severity", said(entry, "severity")));
    }
    time_put(r, "recordedDate", entry, "recorded");
    return r;
}

static json_t *procedure_of(const json_t *entry, size_t number)
{
    static const char *const states[][2] = {{"done", "completed"},
                                            {"planned", "preparation"},
                                            {"cancelled", "not-done"},
                                            {"", "unknown"}};
    json_t *r = resource_new("Procedure", "procedures", number);

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(said(entry, "state"), states[i][0]) == 0) {
            (void)json_object_set_new(r, "status", json_string(states[i][1]));
        }
    }
    (void)json_object_set_new(r, "code", concept_of(said(entry, "text"), said(entry, "code")));
    (void)json_object_set_new(r, "bodySite", sites_of(entry));
    time_put(r, "performedDateTime", entry, "date");
    return r;
}

static json_t *bundle_of(json_t *resources) /* takes it */
{
    json_t *entries = json_array(), *one;
    size_t i;

    json_array_foreach(resources, i, one)
    {
        (void)json_array_append_new(entries, json_pack("{s:O}", "resource", one));
    }
    json_decref(resources);
    return json_pack("{s:s,s:s,s:o}", "resourceType", "Bundle", "type", "searchset", "entry",
                     entries);
}

/* The List that says when it was reviewed, naming all that is on it. */
static json_t *review_of(const char *loinc, const json_t *resources, const char *day)
{
    json_t *list =
        json_pack("{s:s,s:s,s:s,s:s,s:o}", "resourceType", "List", "status", "current", "mode",
                  "snapshot", "date", day, "code", coded("http://loinc.org", loinc));
    json_t *entries = json_array(), *one;
    char reference[96];
    size_t i;

    json_array_foreach((json_t *)(uintptr_t)resources, i, one)
    {
        (void)snprintf(reference, sizeof reference, "%s/%s", said(one, "resourceType"),
                       said(one, "id"));
        (void)json_array_append_new(entries,
                                    json_pack("{s:{s:s}}", "item", "reference", reference));
    }
    if (json_array_size(entries) > 0) {
        (void)json_object_set_new(list, "entry", entries);
    } else {
        json_decref(entries);
        (void)json_object_set_new(
            list, "emptyReason",
            coded("http://terminology.hl7.org/CodeSystem/list-empty-reason", "nilknown"));
    }
    return list;
}

static void charts_put(json_t *prefetch, const json_t *event)
{
    static json_t *(*const made[])(const json_t *, size_t) = {condition_of, medication_of,
                                                              allergy_of, procedure_of};
    static const char *const keys[] = {"conditions", "medicationStatements", "allergies",
                                       "procedures"};
    static const char *const loinc[] = {"11450-4", "10160-0", "48765-2", "47519-4"};
    json_t *lists = json_array(), *entry;
    size_t k;

    for (size_t i = 0; charts[i] != NULL; i++) {
        json_t *list = json_object_get(event, charts[i]), *resources = json_array();

        json_array_foreach(json_object_get(list, "entries"), k, entry)
        {
            (void)json_array_append_new(resources, made[i](entry, k));
        }
        if (said(list, "reviewed")[0] != '\0') {
            (void)json_array_append_new(lists,
                                        review_of(loinc[i], resources, said(list, "reviewed")));
        }
        (void)json_object_set_new(prefetch, keys[i], bundle_of(resources));
    }
    (void)json_object_set_new(prefetch, "lists", bundle_of(lists));
}

/* The clinic's day of the event's present. */
static const char *today_of(const json_t *event, char day[11])
{
    const char *now = said(event, "now");
    struct when when;

    CU_ASSERT_EQUAL(when_read(now, strlen(now), new_york, &when), 0);
    date_iso(when.first, day);
    return day;
}

static void patient_put(json_t *prefetch, const json_t *event)
{
    char day[11];
    const json_t *patient = json_object_get(event, "patient");
    const char *pregnancy = said(patient, "pregnancy");
    json_t *r = json_pack("{s:s,s:s}", "resourceType", "Patient", "id", "pt-1");

    time_put(r, "birthDate", patient, "birth_date");
    time_put(r, "gender", patient, "sex");
    (void)json_object_set_new(prefetch, "patient", r);
    if (pregnancy[0] != '\0') {
        json_t *seen =
            json_pack("{s:s,s:s,s:s,s:o,s:o}", "resourceType", "Observation", "status", "final",
                      "effectiveDateTime", today_of(event, day), "code",
                      coded("http://loinc.org", "82810-3"), "valueCodeableConcept",
                      coded(SNOMED, strcmp(pregnancy, "pregnant") == 0 ? "77386006" : "60001007"));

        (void)json_object_set_new(prefetch, "pregnancy", bundle_of(json_pack("[o]", seen)));
    }
}

static json_t *appointment_of(const json_t *event)
{
    const json_t *booked = json_object_get(event, "appointment"),
                 *procedure = json_object_get(booked, "procedure");
    json_t *services = json_array(), *also;
    json_t *r =
        json_pack("{s:s,s:s,s:s,s:o}", "resourceType", "Appointment", "id", said(booked, "id"),
                  "start", said(booked, "start"), "serviceType", services);
    size_t i;

    (void)json_array_append_new(services,
                                concept_of(said(procedure, "text"), said(procedure, "code")));
    json_array_foreach(json_object_get(booked, "also"), i, also)
    {
        (void)json_array_append_new(services, concept_of(said(also, "text"), said(also, "code")));
    }
    if (json_object_get(booked, "minutes") != NULL) {
        (void)json_object_set(r, "minutesDuration", json_object_get(booked, "minutes"));
    }
    if (said(booked, "indication")[0] != '\0') {
        (void)json_object_set_new(r, "reasonCode",
                                  json_pack("[o]", concept_of(said(booked, "indication"), "")));
    }
    if (said(booked, "state")[0] != '\0') {
        (void)json_object_set_new(r, "status", json_string("booked"));
    }
    return r;
}

static json_t *request_of(const json_t *event)
{
    const char *moment = said(event, "moment");
    bool booking = strcmp(moment, "booking") == 0;
    json_t *prefetch = json_object(),
           *appointments = bundle_of(json_pack("[o]", appointment_of(event)));
    json_t *context = json_pack("{s:s,s:s,s:s}", "userId", "Practitioner/u1", "patientId", "pt-1",
                                "encounterId", "e1");

    patient_put(prefetch, event);
    charts_put(prefetch, event);
    if (booking) {
        (void)json_object_set_new(context, "appointments", appointments);
    } else {
        (void)json_object_set_new(prefetch, "appointments", appointments);
        (void)json_object_set_new(prefetch, "encounter",
                                  json_pack("{s:s,s:s,s:[{s:s}]}", "resourceType", "Encounter",
                                            "id", "e1", "appointment", "reference",
                                            "Appointment/apt-1"));
    }
    return json_pack("{s:s,s:s,s:o,s:o}", "hook",
                     booking                           ? "appointment-book"
                     : strcmp(moment, "check-in") == 0 ? "encounter-start"
                                                       : "encounter-discharge",
                     "hookInstance", INSTANCE, "context", context, "prefetch", prefetch);
}

/* ---- judging by both ---- */

static json_t *judged_of(const struct visit *visit)
{
    struct engine_options options = {.draft = true, .evaluation_id = "one"};
    struct buf out = {0};
    struct result *r = engine_evaluate(shipped, visit, &options, NULL);

    result_json(&r->out, 0, &out);
    json_t *read = json_loadb(out.at, out.len, 0, NULL);
    buf_end(&out);
    result_drop(&r);
    return read;
}

static json_t *result_of_event(const json_t *event)
{
    char *text = json_dumps(event, 0);
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct visit visit = visit_of(text, &arena);
    json_t *r = judged_of(&visit);
    arena_end(&arena);
    free(text);
    return r;
}

static json_t *result_of_request(const json_t *request, const json_t *event)
{
    struct cds_setting setting = {.rules = shipped, .zone = new_york, .as_active = true};
    char *text = json_dumps(request, 0);
    struct cds_request read;
    struct arena arena;
    struct faults faults;
    json_t *r = NULL;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    (void)when_read(said(event, "now"), strlen(said(event, "now")), new_york, &setting.now);
    if (cds_request_read(text, strlen(text), &setting, &arena, &faults, &read) &&
        read.visit_count == 1) {
        r = judged_of(&read.visits[0].visit);
    } else {
        struct buf out = {0};

        faults_print(&faults, FAULTS_TEXT, &out);
        (void)fprintf(stderr, "%s\n", out.at != NULL ? out.at : "");
        buf_end(&out);
    }
    faults_end(&faults);
    arena_end(&arena);
    free(text);
    return r;
}

static void wrong_say(const char *what, const json_t *event, const json_t *a, const json_t *b)
{
    char *texts[] = {json_dumps(event, 0), json_dumps(a, 0), json_dumps(b, 0)};

    if (wrong_seen++ < 3) {
        (void)fprintf(stderr, "%s\n%s\n%s\n%s\n", what, texts[0], texts[1], texts[2]);
    }
    for (size_t i = 0; i < 3; i++) {
        free(texts[i]);
    }
}

static void results_same(const json_t *event, const json_t *a, const json_t *b)
{
    findings_seen += (uint32_t)json_array_size(json_object_get(a, "findings"));
    if (b == NULL || !json_equal(a, b)) {
        wrong_say("the doors do not agree", event, a, b);
    }
}

/* ---- what is left out ---- */

static bool rule_is_said(const json_t *result, const char *rule)
{
    size_t i, k;
    json_t *one, *name;
    bool found = false;

    json_array_foreach(json_object_get(result, "findings"), i, one)
    {
        found = found || strcmp(said(one, "rule"), rule) == 0;
    }
    json_array_foreach(json_object_get(result, "questions"), i, one)
    {
        json_array_foreach(json_object_get(one, "rules"), k, name)
        {
            found = found || strcmp(json_string_value(name), rule) == 0;
        }
    }
    return found;
}

/* Of a rule that asks where it does not know. */
static bool rule_may_ask(const char *id)
{
    uint32_t number = rules_find(shipped, id);

    return number != NONE && rule_asks(&shipped->rules[number]);
}

static void nothing_lost(const json_t *request, const json_t *whole, const json_t *less)
{
    size_t i;
    json_t *finding;

    json_array_foreach(json_object_get(whole, "findings"), i, finding)
    {
        const char *rule = said(finding, "rule");

        if (rule_may_ask(rule) && !rule_is_said(less, rule)) {
            (void)fprintf(stderr, "%s: ", rule);
            wrong_say("went away without a question", request, whole, less);
        }
    }
}

static void each_key_left_out(const json_t *request, const json_t *event, const json_t *whole)
{
    static const char *const spellings[] = {
        NULL, "null", "{\"resourceType\":\"OperationOutcome\"}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}"};
    const json_t *prefetch = json_object_get(request, "prefetch");
    const char *key;
    json_t *kept;
    uint32_t number = 0;

    json_object_foreach((json_t *)(uintptr_t)prefetch, key, kept)
    {
        json_t *less = json_deep_copy(request), *of = json_object_get(less, "prefetch");
        const char *spelling = spellings[number++ % 4]; /* that all are one is shown in visit */

        if (strcmp(key, "encounter") != 0 && strcmp(key, "appointments") != 0) {
            if (spelling == NULL) {
                (void)json_object_del(of, key);
            } else {
                (void)json_object_set_new(of, key, json_loads(spelling, JSON_DECODE_ANY, NULL));
            }
            json_t *result = result_of_request(less, event);
            nothing_lost(less, whole, result);
            json_decref(result);
        }
        json_decref(less);
    }
}

/* ---- */

/* false: its moment has no hook. */
static bool event_holds(json_t *event)
{
    if (!event_carry(event)) {
        return false;
    }
    json_t *request = request_of(event), *a = result_of_event(event),
           *b = result_of_request(request, event);

    results_same(event, a, b);
    each_key_left_out(request, event, a);
    json_decref(request);
    json_decref(a);
    json_decref(b);
    return true;
}

static void random_visits_are_judged_alike(void)
{
    const char *wanted = getenv("PRECARE_VISITS");
    uint32_t visits = wanted != NULL ? (uint32_t)strtoul(wanted, NULL, 10) : 300, judged = 0;

    wrong_seen = findings_seen = 0;
    for (uint32_t i = 0; i < visits && wrong_seen < 20; i++) {
        uint64_t seed = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
        json_t *event = random_event(shipped, &seed);

        judged += event_holds(event);
        json_decref(event);
    }
    printf("visits: %u, findings: %u, against the property: %u\n", judged, findings_seen,
           wrong_seen);
    CU_ASSERT_EQUAL(wrong_seen, 0);
    CU_ASSERT_TRUE(judged >= visits / 2);
}

/* A test beside the rules as a host would send it, with the id and the start that it leaves out. */
static json_t *case_of(const struct visit *visit)
{
    struct buf out = {0};

    event_write(visit, &out);
    json_t *event = json_loadb(out.at, out.len, 0, NULL);
    json_t *booked = json_object_get(event, "appointment");
    char now[40];

    (void)json_object_set_new(booked, "id", json_string("apt-1"));
    if (strlen(said(event, "now")) == 10) { /* a clock knows the hour too */
        (void)snprintf(now, sizeof now, "%.10sT12:00:00-05:00", said(event, "now"));
        (void)json_object_set_new(event, "now", json_string(now));
    }
    buf_end(&out);
    return event;
}

static void acceptance_cases_are_judged_alike(void)
{
    uint32_t judged = 0;

    wrong_seen = findings_seen = 0;
    for (uint32_t i = 0; i < shipped->scenarios->count && wrong_seen < 20; i++) {
        json_t *event = case_of(&shipped->scenarios->at[i].visit);

        judged += event_holds(event);
        json_decref(event);
    }
    printf("cases: %u, findings: %u, against the property: %u\n", judged, findings_seen,
           wrong_seen);
    CU_ASSERT_EQUAL(wrong_seen, 0);
    CU_ASSERT_TRUE(judged > 100);
}

static const struct test tests[] = {
    {"random visits are judged alike as an event and as FHIR, and what is left out is asked",
     random_visits_are_judged_alike},
    {"so are the cases that stand beside the rules", acceptance_cases_are_judged_alike},
    {0}};

const struct test_suite test_suites[] = {{"doors", doors_begin, shipped_end, tests}, {0}};
