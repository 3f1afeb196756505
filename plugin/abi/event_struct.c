/* SPDX-License-Identifier: MIT
 *
 * From the host's structs to a visit. Called by the hooks on the host's threads, once an event, so
 * it is lean: a path is only put together when something is wrong, texts are borrowed, arrays go
 * into the caller's arena. On failure the first fault found is told with its path; the event is
 * then not evaluated at all.
 */
#include "abi/event_reading.h"
#include "base/words.h"
#include "visit/days.h"

static bool birth_take(struct reading *r, const precare_time *t, struct visit *v)
{
    if (t->precision >= PRECARE_TIME_LOCAL && t->precision <= PRECARE_TIME_INSTANT) {
        return fault_in(r, "birth_date", "expected here: a date of birth, without an hour");
    }
    return time_take(r, "birth_date", t, &v->birth);
}

static bool patient_take(struct reading *r, const precare_patient *from, struct visit *v)
{
    precare_patient room;
    struct span sex = {0};

    if (from == NULL) {
        return true;
    }
    const precare_patient *p = reading_alone(r, "patient", from, PATIENT_1_0, &room, sizeof room);
    if (p == NULL) {
        return false;
    }
    r->inside = "patient";
    bool good = word_take(r, "pregnancy", p->pregnancy, PRECARE_NOT_APPLICABLE, &v->pregnancy) &&
                text_take(r, "sex", p->sex, &sex) && birth_take(r, &p->birth_date, v);
    v->sex = good ? word_number(&words_sex, sex.at) : 0; /* a host's text ends with NUL */
    v->sex_said = sex.at != NULL;
    r->inside = good ? NULL : r->inside;
    return good;
}

static bool provider_take(struct reading *r, const precare_provider *from, struct visit *v)
{
    precare_provider room;

    if (from == NULL) {
        return true;
    }
    const precare_provider *p =
        reading_alone(r, "provider", from, PROVIDER_1_0, &room, sizeof room);
    if (p == NULL) {
        return false;
    }
    r->inside = "provider";
    if (!id_take(r, "id", p->id, &v->provider) || !text_take(r, "role", p->role, &v->role) ||
        !texts_take(r, "training", &p->training, &v->training, &v->training_count)) {
        return false;
    }
    if (p->training_recorded > 1) {
        return fault_in(r, "training_recorded", "0 or 1");
    }
    v->training_recorded = p->training_recorded == 1 || v->training_count > 0;
    r->inside = NULL;
    return true;
}

static bool booked_take(struct reading *r, const precare_appointment *a, struct visit *v)
{
    r->inside = "appointment.procedure";
    if (!text_take(r, "text", a->procedure_text, &v->procedure.text) ||
        !text_take(r, "code", a->procedure_code, &v->procedure.code) ||
        !word_take(r, "checked", a->procedure_checked, PRECARE_AS_WRITTEN, &v->procedure.checked)) {
        return false;
    }
    r->inside = "appointment";
    return a->also.count == 0 || also_take(r, &a->also, v);
}

static bool appointment_take(struct reading *r, const precare_appointment *from, struct visit *v)
{
    precare_appointment room;

    if (from == NULL) {
        return fault_in(r, "appointment", "an appointment is required");
    }
    const precare_appointment *a =
        reading_alone(r, "appointment", from, APPOINTMENT_1_0, &room, sizeof room);
    if (a == NULL) {
        return false;
    }
    r->inside = "appointment";
    if (!id_take(r, "id", a->id, &v->appointment) || !time_take(r, "start", &a->start, &v->start) ||
        !word_take(r, "state", a->state, PRECARE_CANCELLED, &v->state) ||
        !texts_take(r, "sites", &a->sites, &v->sites, &v->site_count) ||
        !text_take(r, "modality", a->modality, &v->modality) ||
        !text_take(r, "indication", a->indication, &v->indication) ||
        !text_take(r, "price", a->price, &v->price) ||
        !day_or_instant_take(r, "occurrence", &a->occurrence, &v->occurrence) ||
        !booked_take(r, a, v)) {
        return false;
    }
    if (v->start.kind < WHEN_DAY) {
        return fault_in(r, "start", "a date or time is required, and no part of one");
    }
    if (a->minutes < 0) {
        return fault_in(r, "minutes", "a number of minutes below zero");
    }
    v->minutes = a->minutes;
    v->reference = v->start.first;
    r->inside = NULL;
    return true;
}

/* ---- the event ---- */

static bool head_take(struct reading *r, const precare_event *e, struct visit *v)
{
    if (!id_take(r, "event_id", e->event_id, &v->event_id) ||
        !id_take(r, "subject", e->subject, &v->subject) ||
        !word_take(r, "moment", e->moment, PRECARE_FOLLOW_UP, &v->moment) ||
        !word_take(r, "action", e->action, PRECARE_CANCEL, &v->action) ||
        !word_take(r, "phase", e->phase, PRECARE_SETTLE, &v->phase) ||
        !word_take(r, "disposition", e->disposition, PRECARE_OVERRIDDEN, &v->disposition) ||
        !time_take(r, "now", &e->now, &v->now)) {
        return false;
    }
    if (v->moment == 0) {
        return fault_in(r, "moment", "a moment is required");
    }
    if (v->now.kind < WHEN_DAY) {
        return fault_in(r, "now", "a date or time is required, and no part of one");
    }
    v->phase = v->phase == 0 ? PRECARE_FINAL : v->phase;
    v->today = v->now.first;
    if (v->phase == PRECARE_SETTLE && v->disposition == 0) {
        return fault_in(r, "disposition", "a settle needs its disposition");
    }
    v->disposition = v->phase == PRECARE_SETTLE ? v->disposition : 0;
    return true;
}

static inline bool chart_take(struct reading *r, uint32_t chart, const precare_array *a,
                              struct visit *v)
{
    return a->count == 0 || entries_take(r, chart, a, &v->chart[chart]);
}

static inline bool list_take(struct reading *r, uint32_t chart, const char *reviewed,
                             const precare_list *list, struct visit *v)
{
    return time_take(r, reviewed, &list->reviewed, &v->chart[chart].reviewed) &&
           chart_take(r, chart, &list->entries, v) &&
           (list->asked.count == 0 || asked_take(r, chart, &list->asked, &v->chart[chart]));
}

static bool lists_take(struct reading *r, const precare_event *e, struct visit *v)
{
    return list_take(r, CHART_CONDITIONS, "conditions.reviewed", &e->conditions, v) &&
           list_take(r, CHART_MEDICATIONS, "medications.reviewed", &e->medications, v) &&
           list_take(r, CHART_ALLERGIES, "allergies.reviewed", &e->allergies, v) &&
           list_take(r, CHART_PROCEDURES, "procedures.reviewed", &e->procedures, v) &&
           chart_take(r, CHART_REACTIONS, &e->reactions, v) &&
           chart_take(r, CHART_PRODUCTS, &e->products, v);
}

static bool body_take(struct reading *r, const precare_event *e, struct visit *v)
{
    return patient_take(r, e->patient, v) && appointment_take(r, e->appointment, v) &&
           provider_take(r, e->provider, v) && lists_take(r, e, v) &&
           (e->answers.count == 0 || answers_take(r, &e->answers, v)) &&
           (e->fields.count == 0 ||
            fields_take(r, "chart.fields", &e->fields, &v->fields, &v->field_count)) &&
           time_take(r, "chart.procedure_ended", &e->procedure_ended, &v->procedure_ended) &&
           (e->clearances.count == 0 || clearances_take(r, &e->clearances, v)) &&
           (e->acknowledgements.count == 0 || acknowledgements_take(r, &e->acknowledgements, v));
}

int32_t event_from_struct(const precare_event *event, const struct zone *zone, struct arena *arena,
                          struct visit *visit_r, struct event_fault *fault_r)
{
    struct reading r = {.zone = zone, .arena = arena, .fault = fault_r};
    precare_event room;

    memset(visit_r, 0, sizeof *visit_r);
    visit_r->zone = zone;
    fault_r->code = PRECARE_OK;
    const precare_event *e = reading_alone(&r, "event", event, EVENT_1_0, &room, sizeof room);
    if (e != NULL && head_take(&r, e, visit_r)) {
        if (body_take(&r, e, visit_r)) {
            visit_days(visit_r, arena);
        }
    }
    return fault_r->code;
}

int32_t acknowledgement_from_struct(const precare_acknowledgement *from, const struct zone *zone,
                                    struct acknowledgement *ack_r, struct event_fault *fault_r)
{
    struct reading r = {.zone = zone, .fault = fault_r};
    precare_acknowledgement room;

    *ack_r = (struct acknowledgement){0};
    fault_r->code = PRECARE_OK;
    const precare_acknowledgement *a =
        reading_alone(&r, "acknowledgement", from, ACKNOWLEDGEMENT_1_0, &room, sizeof room);
    if (a != NULL) {
        (void)acknowledgement_take(&r, a, ack_r);
    }
    return fault_r->code;
}
