/* SPDX-License-Identifier: MIT
 *
 * A hook's request becomes visits: its context says what is booked or who is there, its prefetch
 * what is known (visit/fhir.h), a QuestionnaireResponse of a form of ours what was answered
 * (form/answers.h). Each visit goes the way of an event, so that all doors judge alike. Called once
 * a request. On failure: faults with their paths, and nothing is judged.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/reader.h"
#include "base/words.h"
#include "cds/cds_parts.h"
#include "form/answers.h"
#include "form/form_fhir.h"
#include "visit/event_json.h"
#include "visit/fhir.h"

struct requesting {
    const struct cds_setting *setting;
    struct reader reader;
    struct cds_request *request;
    struct fhir *fhir;
    const struct node *context;
    struct span facts; /* of the patient, as members of each visit's event; at NULL: not yet */
};

/* ---- an event of each visit ---- */

/* `serve: {tell: at-booking}` */
static bool booking_tells(const struct requesting *q)
{
    const struct config *config = q->setting->config;

    return config != NULL && config->serve.tell == TELL_AT_BOOKING &&
           q->request->hook->moment == PRECARE_BOOKING;
}

/* A booking that is told has no id yet that would last: it is known by patient, procedure and day,
 * however often it is asked about. */
static void booking_name(struct requesting *q, struct visit *visit)
{
    const struct span parts[] = {visit->subject, visit->procedure.text, visit->procedure.code};
    char name[8 + 32 + 1] = "booking:", day[32];
    uint8_t digest[32];
    struct sha256 hash;

    date_iso(visit->reference, day);
    sha256_begin(&hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        sha256_add(&hash, &parts[i].len, sizeof parts[i].len);
        if (parts[i].len > 0) {
            sha256_add(&hash, parts[i].at, parts[i].len);
        }
    }
    sha256_add(&hash, day, strlen(day));
    sha256_end(&hash, digest);
    hex_of(digest, 16, name + 8);
    visit->appointment = (struct span){arena_text(q->reader.arena, name, 40), 40};
    q->reader.faults->lost = q->reader.faults->lost || visit->appointment.at == NULL;
}

static void event_head(const struct requesting *q, uint32_t number, struct buf *out)
{
    const struct cds_request *request = q->request;
    char id[64], now[32];

    instant_iso(q->setting->now.utc, q->setting->zone, now);
    (void)snprintf(id, sizeof id, number > 0 ? "%s/%u" : "%s", request->instance, number + 1);
    json_text(out, "format", "precare-event/1");
    json_text(out, "event_id", id);
    json_text(out, "moment", word_of(&words_moment, request->hook->moment));
    if (request->hook->moment == PRECARE_BOOKING) {
        json_text(out, "action", word_of(&words_action, PRECARE_CREATE));
    }
    json_text(
        out, "phase",
        word_of(&words_phase, booking_tells(q) ? (uint32_t)PRECARE_FINAL : request->hook->phase));
    json_text(out, "now", now);
    json_text(out, "subject", request->patient);
}

/* ---- answers ---- */

/* Of our own form: "urn:precare:form:patient:sha256:..." */
static bool is_ours(const struct node *response)
{
    const struct node *of = node_get(response, "questionnaire");

    return of != NULL && of->kind == NODE_TEXT &&
           strncmp(of->text.at, FHIR_FORM, sizeof FHIR_FORM - 1) == 0;
}

static struct span text_kept(struct requesting *q, struct buf *text)
{
    const char *kept =
        text->failed || text->at == NULL ? NULL : arena_text(q->reader.arena, text->at, text->len);
    struct span span = {kept, kept != NULL ? (uint32_t)text->len : 0};

    q->reader.faults->lost = q->reader.faults->lost || kept == NULL;
    buf_end(text);
    return span;
}

/* The form of the same visit of which nothing else is known: what was handed out before. */
static bool bare_form(struct requesting *q, const struct span *event, struct buf *out)
{
    struct arena *arena = q->reader.arena;
    struct visit known, *bare = arena_new(arena, sizeof *bare);
    struct form form;

    if (bare == NULL || event_from_json(event->at, event->len, q->setting->zone, arena,
                                        q->reader.faults, &known) != 0) {
        return false;
    }
    *bare = (struct visit){.zone = known.zone,
                           .moment = known.moment,
                           .action = known.action,
                           .phase = known.phase,
                           .now = known.now,
                           .today = known.today,
                           .reference = known.reference,
                           .start = known.start,
                           .procedure = known.procedure,
                           .also = known.also,
                           .also_count = known.also_count,
                           .sites = known.sites,
                           .site_count = known.site_count};
    if (!form_make(q->setting->rules, bare, q->setting->as_active, arena, &form)) {
        return false;
    }
    form_json(&form, out);
    return form.coverage == PRECARE_COMPLETE;
}

enum taken {
    ANSWERS_TAKEN,
    ANSWERS_OF_ANOTHER_FORM,
    ANSWERS_WRONG
};

static enum taken answers_try(struct requesting *q, const struct answers_given *given,
                              struct faults *faults, struct span *event)
{
    struct answers_setting setting = {q->setting->rules, q->setting->config, q->setting->zone,
                                      q->setting->as_active, q->setting->now.first};
    struct answers_taken taken;
    struct buf out = {0};

    if (answers_into_event(&setting, given, q->reader.arena, faults, &out, &taken) == 0) {
        *event = text_kept(q, &out);
        return ANSWERS_TAKEN;
    }
    buf_end(&out);
    for (uint32_t i = 0; i < faults->count; i++) {
        if (faults->items[i].code != FAULT_E411 && faults->items[i].code != FAULT_E415) {
            return ANSWERS_WRONG;
        }
    }
    return faults->lost ? ANSWERS_WRONG : ANSWERS_OF_ANOTHER_FORM;
}

static void response_take(struct requesting *q, const struct node *response, struct span *event)
{
    struct buf text = {0}, own = {0}, form = {0};
    struct faults faults;
    enum taken taken = ANSWERS_WRONG;

    if (q->setting->rules == NULL) {
        q->request->answers_left++;
        return;
    }
    faults_begin(&faults);
    cds_node(response, &text);
    if (!text.failed && answers_of_response(text.at, text.len, &faults, &own)) {
        struct answers_given given = {.event = *event, .answers = {own.at, (uint32_t)own.len}};

        taken = answers_try(q, &given, &faults, event);
        if (taken == ANSWERS_OF_ANOTHER_FORM && bare_form(q, event, &form)) {
            faults_end(&faults);
            faults_begin(&faults);
            given.form = (struct span){form.at, (uint32_t)form.len};
            taken = answers_try(q, &given, &faults, event);
        }
    }
    if (taken == ANSWERS_WRONG) {
        (void)reader_fault(&q->reader, FAULT_E417, response, "the answers cannot be taken: %s",
                           faults.count > 0 ? faults.items[0].what
                                            : "they hold a number that is too large");
    }
    q->request->answers_left += taken == ANSWERS_OF_ANOTHER_FORM;
    faults_end(&faults);
    buf_end(&text);
    buf_end(&own);
    buf_end(&form);
}

/* Oldest first, so that the newest stands: they come newest first. */
static void responses_take(struct requesting *q, struct span *event)
{
    struct fhir_found all = fhir_all(q->fhir, FHIR_RESPONSE);
    const struct node *ours[CDS_ANSWERS];
    uint32_t count = 0;

    for (uint32_t i = 0; i < all.count; i++) {
        if (is_ours(all.at[i]) && count == CDS_ANSWERS) {
            (void)reader_fault(&q->reader, FAULT_E417, all.at[i],
                               "more than %u forms that were answered", CDS_ANSWERS);
            return;
        }
        if (is_ours(all.at[i])) {
            ours[count++] = all.at[i];
        }
    }
    while (count > 0 && event->at != NULL) {
        response_take(q, ours[--count], event);
    }
}

/* ---- visits ---- */

/* Written once, for they are the patient's and every visit's. */
static struct span facts_of(struct requesting *q)
{
    struct buf text = {0};

    if (q->facts.at == NULL) {
        fhir_facts_write(q->fhir, &text);
        q->facts = text_kept(q, &text);
    }
    return q->facts;
}

static void visit_add(struct requesting *q, const struct fhir_visit *of)
{
    struct cds_request *request = q->request;
    struct buf text = {0};

    if (request->visit_count == CDS_VISITS) {
        (void)reader_fault(&q->reader, FAULT_E417, q->context, "more than %u visits", CDS_VISITS);
        return;
    }
    struct cds_visit *visit = &request->visits[request->visit_count];
    buf_char(&text, '{');
    event_head(q, request->visit_count, &text);
    bool dated = fhir_visit_write(q->fhir, of, &text);
    struct span facts = facts_of(q);
    json_next(&text, NULL);
    buf_add(&text, facts.at, facts.len);
    buf_char(&text, '}');
    struct span event = text_kept(q, &text);
    if (faults_any(q->reader.faults)) {
        return;
    }
    responses_take(q, &event);
    if (!faults_any(q->reader.faults) &&
        event_from_json(event.at, event.len, q->setting->zone, q->reader.arena, q->reader.faults,
                        &visit->visit) == 0) {
        visit->undated = !dated && request->hook->moment == PRECARE_BOOKING &&
                         visit->visit.state != PRECARE_CANCELLED;
        if (visit->undated) {
            visit->visit.phase = PRECARE_PREVIEW; /* of which nobody is told */
        } else if (booking_tells(q)) {
            booking_name(q, &visit->visit);
        }
        visit->event = event;
        visit->appointment = of->appointment;
        request->visit_count++;
    }
}

static void bundle_visits(struct requesting *q, const char *key, enum fhir_type type)
{
    const struct node *bundle = cds_part(&q->reader, q->context, key, NODE_MAP);
    const struct node *id = node_get(q->context, "encounterId");
    struct fhir_visit of = {0};

    if (bundle == NULL) {
        cds_part_missing(&q->reader, q->context, key);
        return;
    }
    if (type == FHIR_SERVICE && id != NULL && id->kind == NODE_TEXT) {
        of.encounter = fhir_by_id(q->fhir, FHIR_ENCOUNTER, id->text);
    }
    struct fhir_found all = fhir_bundle(q->fhir, bundle, type);
    for (uint32_t i = 0; i < all.count && !faults_any(q->reader.faults); i++) {
        *(type == FHIR_SERVICE ? &of.order : &of.appointment) = all.at[i];
        visit_add(q, &of);
    }
}

static void encounter_visit(struct requesting *q)
{
    const char *id = cds_text(&q->reader, q->context, "encounterId", EVENT_ID);
    struct fhir_visit of = {.begun = true};

    if (id == NULL) {
        return;
    }
    of.encounter = fhir_by_id(q->fhir, FHIR_ENCOUNTER, span_of(id));
    if (of.encounter != NULL) {
        of.appointment = fhir_appointment_of(q->fhir, of.encounter);
    }
    visit_add(q, &of);
}

/* ---- the request ---- */

static const struct cds_hook *hook_read(struct reader *r, const struct node *root)
{
    const char *name = cds_text(r, root, "hook", EVENT_ID);
    const struct cds_hook *hook = name != NULL ? cds_hook_named(name) : NULL;

    if (name != NULL && hook == NULL) {
        struct fault *fault =
            reader_fault(r, FAULT_E417, node_get(root, "hook"), "this hook is not served here");

        fault_fix(r->faults, fault,
                  "Call appointment-book, encounter-start, order-sign or encounter-discharge.");
    }
    return hook;
}

static void ids_read(struct requesting *q, const struct node *root)
{
    struct cds_request *request = q->request;
    struct reader *r = &q->reader;
    struct span type, id;

    request->instance = cds_text(r, root, "hookInstance", CDS_UUID - 1);
    if (request->instance != NULL && !cds_is_uuid(request->instance)) {
        (void)reader_fault(r, FAULT_E417, node_get(root, "hookInstance"), "a UUID is required");
    }
    q->context = cds_part(r, root, "context", NODE_MAP);
    if (q->context == NULL) {
        cds_part_missing(r, root, "context");
        return;
    }
    const char *user = cds_text(r, q->context, "userId", EVENT_ID);
    request->patient = cds_text(r, q->context, "patientId", EVENT_ID);
    if (user != NULL && !fhir_reference(span_of(user), &type, &id)) {
        (void)reader_fault(r, FAULT_E417, node_get(q->context, "userId"),
                           "a type and an id are required, like Practitioner/123");
    } else if (user != NULL) {
        request->user = user;
        request->user_type = type;
        request->user_id = id;
    }
    if (request->patient != NULL && strchr(request->patient, '/') != NULL) {
        (void)reader_fault(r, FAULT_E417, node_get(q->context, "patientId"),
                           "a bare id is required, without its type");
    }
}

static void visits_read(struct requesting *q, const struct node *root)
{
    const struct fhir_setting setting = {q->setting->config, q->setting->zone, q->setting->now,
                                         span_of(q->request->patient)};
    const struct cds_hook *hook = q->request->hook;

    q->fhir = fhir_gather(&setting, node_get(root, "prefetch"), q->reader.arena, q->reader.faults);
    q->request->visits = arena_array(q->reader.arena, CDS_VISITS, sizeof *q->request->visits);
    if (q->fhir == NULL || q->request->visits == NULL) {
        q->reader.faults->lost = true;
    } else if (hook->encounter) {
        encounter_visit(q);
    } else {
        bundle_visits(q, hook->context,
                      hook->moment == PRECARE_BOOKING ? FHIR_APPOINTMENT : FHIR_SERVICE);
    }
}

bool cds_request_read(const char *bytes, size_t len, const struct cds_setting *setting,
                      struct arena *arena, struct faults *faults, struct cds_request *request_r)
{
    static const struct node_limits limits = {
        .bytes = CDS_BYTES, .depth = CDS_DEPTH, .text = CDS_BYTES};
    struct requesting q = {.setting = setting,
                           .reader = {.faults = faults, .arena = arena, .json = true},
                           .request = request_r};

    *request_r = (struct cds_request){0};
    const struct node *root = json_read(bytes, len, &limits, arena, faults);
    if (root != NULL && root->kind != NODE_MAP) {
        (void)reader_fault(&q.reader, FAULT_E417, root, "a request must be an object, not %s",
                           node_kind_name(root));
    } else if (root != NULL) {
        request_r->hook = hook_read(&q.reader, root);
        ids_read(&q, root);
    }
    if (root != NULL && !faults_any(faults)) {
        visits_read(&q, root);
    }
    faults->lost = faults->lost || arena->failed;
    return !faults_any(faults);
}
