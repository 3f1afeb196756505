/* SPDX-License-Identifier: MIT
 *
 * Events as FHIR (fhir_event.h).
 */
#include "support/fhir_event.h"

#include <stdio.h>
#include <string.h>

#define SNOMED "http://snomed.info/sct"

const char *fhir_event_said(const json_t *of, const char *key)
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
    const char *status = fhir_event_said(entry, "status");

    keys_drop(entry, never);
    if (system_of(fhir_event_said(entry, "code")) == sizeof systems / sizeof *systems) {
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
        if (fhir_event_said(entry, "text")[0] == '\0' &&
            fhir_event_said(entry, "code")[0] == '\0') {
            (void)json_array_remove(entries, i);
        } else {
            i++;
        }
    }
}

static const char *const charts[] = {"conditions", "medications", "allergies", "procedures", NULL};

/* false: its moment has no hook. */
bool fhir_event_carry(json_t *event)
{
    static const char *const never[] = {"answers", "chart", "clearances", NULL};
    static const char *const never_booked[] = {"price", "occurrence", "modality", "sites", NULL};
    json_t *patient = json_object_get(event, "patient");
    const char *pregnancy = fhir_event_said(patient, "pregnancy"),
               *moment = fhir_event_said(event, "moment");

    keys_drop(event, never);
    keys_drop(json_object_get(event, "appointment"), never_booked);
    (void)json_object_set_new(event, "provider", json_object());
    if (strcmp(fhir_event_said(patient, "sex"), "?") == 0) {
        (void)json_object_del(patient, "sex");
    }
    if (strcmp(pregnancy, "pregnant") != 0 && strcmp(pregnancy, "not-pregnant") != 0) {
        (void)json_object_del(patient, "pregnancy");
    }
    for (size_t i = 0; charts[i] != NULL; i++) {
        chart_carry(event, charts[i]);
    }
    (void)json_object_set_new(event, "event_id", json_string(FHIR_EVENT_INSTANCE));
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
    if (fhir_event_said(from, said_as)[0] != '\0') {
        (void)json_object_set_new(to, key, json_string(fhir_event_said(from, said_as)));
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
    const char *status = fhir_event_said(entry, "status"),
               *severity = fhir_event_said(entry, "severity");
    json_t *concept = concept_of(fhir_event_said(entry, "text"), fhir_event_said(entry, "code"));

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
        if (strcmp(fhir_event_said(entry, "use"), uses[i][0]) == 0) {
            (void)json_object_set_new(r, "status", json_string(uses[i][1]));
        }
    }
    (void)json_object_set_new(
        dosage, "asNeededBoolean",
        json_boolean(strcmp(fhir_event_said(entry, "use"), "as-needed") == 0));
    if (fhir_event_said(entry, "route")[0] != '\0') {
        (void)json_object_set_new(dosage, "route", concept_of(fhir_event_said(entry, "route"), ""));
    }
    json_t *dosages = json_array(), *site;
    size_t i;
    (void)json_array_append_new(dosages, dosage);
    json_array_foreach(json_object_get(entry, "sites"), i, site)
    {
        json_t *one = i == 0 ? dosage : json_pack("{}");

        (void)json_object_set_new(one, "site", concept_of(json_string_value(site), ""));
        if (i > 0) {
            if (fhir_event_said(entry, "route")[0] != '\0') {
                (void)json_object_set_new(one, "route",
                                          concept_of(fhir_event_said(entry, "route"), ""));
            }
            (void)json_array_append_new(dosages, one);
        }
    }
    time_put(period, "start", entry, "started");
    time_put(period, "end", entry, "last_used");
    (void)json_object_set_new(
        r, "medicationCodeableConcept",
        concept_of(fhir_event_said(entry, "text"), fhir_event_said(entry, "code")));
    (void)json_object_set_new(r, "effectivePeriod", period);
    (void)json_object_set_new(r, "dosage", dosages);
    return r;
}

static json_t *allergy_of(const json_t *entry, size_t number)
{
    json_t *r = resource_new("AllergyIntolerance", "allergies", number);

    (void)json_object_set_new(
        r, "code", concept_of(fhir_event_said(entry, "text"), fhir_event_said(entry, "code")));
    if (fhir_event_said(entry, "severity")[0] != '\0') {
        (void)json_object_set_new(
            r, "reaction", json_pack("[{s:s}]", "severity", fhir_event_said(entry, "severity")));
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
        if (strcmp(fhir_event_said(entry, "state"), states[i][0]) == 0) {
            (void)json_object_set_new(r, "status", json_string(states[i][1]));
        }
    }
    (void)json_object_set_new(
        r, "code", concept_of(fhir_event_said(entry, "text"), fhir_event_said(entry, "code")));
    (void)json_object_set_new(r, "bodySite", sites_of(entry));
    time_put(r, "performedDateTime", entry, "date");
    return r;
}

json_t *fhir_event_bundle(json_t *resources) /* takes it */
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
        (void)snprintf(reference, sizeof reference, "%s/%s", fhir_event_said(one, "resourceType"),
                       fhir_event_said(one, "id"));
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
        if (fhir_event_said(list, "reviewed")[0] != '\0') {
            (void)json_array_append_new(
                lists, review_of(loinc[i], resources, fhir_event_said(list, "reviewed")));
        }
        (void)json_object_set_new(prefetch, keys[i], fhir_event_bundle(resources));
    }
    (void)json_object_set_new(prefetch, "lists", fhir_event_bundle(lists));
}

/* The clinic's day of the event's present. */
static const char *today_of(const json_t *event, const struct zone *zone, char day[11])
{
    const char *now = fhir_event_said(event, "now");
    struct when when;

    (void)when_read(now, strlen(now), zone, &when);
    date_iso(when.first, day);
    return day;
}

static void patient_put(json_t *prefetch, const json_t *event, const struct zone *zone)
{
    char day[11];
    const json_t *patient = json_object_get(event, "patient");
    const char *pregnancy = fhir_event_said(patient, "pregnancy");
    json_t *r = json_pack("{s:s,s:s}", "resourceType", "Patient", "id", "pt-1");

    time_put(r, "birthDate", patient, "birth_date");
    time_put(r, "gender", patient, "sex");
    (void)json_object_set_new(prefetch, "patient", r);
    if (pregnancy[0] != '\0') {
        json_t *seen =
            json_pack("{s:s,s:s,s:s,s:o,s:o}", "resourceType", "Observation", "status", "final",
                      "effectiveDateTime", today_of(event, zone, day), "code",
                      coded("http://loinc.org", "82810-3"), "valueCodeableConcept",
                      coded(SNOMED, strcmp(pregnancy, "pregnant") == 0 ? "77386006" : "60001007"));

        (void)json_object_set_new(prefetch, "pregnancy", fhir_event_bundle(json_pack("[o]", seen)));
    }
}

static json_t *appointment_of(const json_t *event)
{
    const json_t *booked = json_object_get(event, "appointment"),
                 *procedure = json_object_get(booked, "procedure");
    json_t *services = json_array(), *also;
    json_t *r = json_pack("{s:s,s:s,s:s,s:o}", "resourceType", "Appointment", "id",
                          fhir_event_said(booked, "id"), "start", fhir_event_said(booked, "start"),
                          "serviceType", services);
    size_t i;

    (void)json_array_append_new(services, concept_of(fhir_event_said(procedure, "text"),
                                                     fhir_event_said(procedure, "code")));
    json_array_foreach(json_object_get(booked, "also"), i, also)
    {
        (void)json_array_append_new(
            services, concept_of(fhir_event_said(also, "text"), fhir_event_said(also, "code")));
    }
    if (json_object_get(booked, "minutes") != NULL) {
        (void)json_object_set(r, "minutesDuration", json_object_get(booked, "minutes"));
    }
    if (fhir_event_said(booked, "indication")[0] != '\0') {
        (void)json_object_set_new(
            r, "reasonCode",
            json_pack("[o]", concept_of(fhir_event_said(booked, "indication"), "")));
    }
    if (fhir_event_said(booked, "state")[0] != '\0') {
        (void)json_object_set_new(r, "status", json_string("booked"));
    }
    return r;
}

json_t *fhir_event_request(const json_t *event, const struct zone *zone)
{
    const char *moment = fhir_event_said(event, "moment");
    bool booking = strcmp(moment, "booking") == 0;
    json_t *prefetch = json_object(),
           *appointments = fhir_event_bundle(json_pack("[o]", appointment_of(event)));
    json_t *context = json_pack("{s:s,s:s,s:s}", "userId", "Practitioner/u1", "patientId", "pt-1",
                                "encounterId", "e1");

    patient_put(prefetch, event, zone);
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
                     "hookInstance", FHIR_EVENT_INSTANCE, "context", context, "prefetch", prefetch);
}
