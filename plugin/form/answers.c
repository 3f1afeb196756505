/* SPDX-License-Identifier: MIT
 *
 * Takes answers: reads them and the form that they answer, makes today's form of the same visit,
 * and takes each item that means today what it meant then. Anything that does not belong refuses
 * all of it; what only lost its meaning is missing, and said.
 */
#include "form/answers.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "form/answers_parts.h"
#include "visit/event_json.h"
#include "visit/map.h"

/* ---- the visit ---- */

/* The procedure that the form says; without its words a name of its list. */
static const char *booked_name(const struct taking *t)
{
    const struct rules *rules = t->setting->rules;

    if (t->form.booked.count > 0) {
        return t->form.booked.at[0];
    }
    for (uint32_t i = 0; i < t->form.lists.count; i++) {
        uint32_t list = rules_list(rules, t->form.lists.at[i]);

        if (list != NONE && rules->lists[list].items.count > 0) {
            return rules->lists[list].items.at[0];
        }
    }
    return NULL;
}

static json_t *json_texts(const struct texts *texts, uint32_t from)
{
    json_t *all = json_array();

    for (uint32_t i = from; i < texts->count; i++) {
        (void)json_array_append_new(all, json_string(texts->at[i]));
    }
    return all;
}

/* {"text": "microneedling"} or, where the form says that it is one, {"code": "local:MN1"}. */
static json_t *json_booked(const struct taking *t, const char *name)
{
    bool code = false;

    for (uint32_t i = 0; i < t->form.codes.count && !code; i++) {
        code = strcmp(t->form.codes.at[i], name) == 0;
    }
    return json_pack("{s:s}", code ? "code" : "text", name);
}

/* An event of a visit of which nothing is known but what the form is for. */
static bool event_of_form(struct taking *t)
{
    const char *procedure = booked_name(t);
    const char *moment = word_of(&words_moment, t->form.moment);
    char today[11];

    if (procedure == NULL || moment == NULL || t->form.reference == NULL) {
        taking_fault(t, FAULT_E411, "form",
                     "the form does not say what it is for, and no event does");
        return false;
    }
    date_iso(t->said.on.kind != WHEN_UNKNOWN ? t->said.on.first : t->setting->today, today);
    json_t *also = json_array();
    for (uint32_t i = 1; i < t->form.booked.count; i++) {
        (void)json_array_append_new(also, json_booked(t, t->form.booked.at[i]));
    }
    t->event = json_pack("{s:s,s:s,s:s,s:s,s:{s:s,s:o,s:o,s:o}}", "format", "precare-event/1",
                         "event_id", "answers", "moment", moment, "now", today, "appointment",
                         "start", t->form.reference, "procedure", json_booked(t, procedure), "also",
                         also, "sites", json_texts(&t->form.sites, 0));
    t->event_made = true;
    return t->event != NULL;
}

static bool event_given(struct taking *t)
{
    json_error_t error;

    t->event = json_loadb(t->given->event.at, t->given->event.len, JSON_REJECT_DUPLICATES, &error);
    return t->event != NULL;
}

/* Whether it is a good event, and what it says. */
static bool event_read(struct taking *t, struct visit *visit_r)
{
    char *text = json_dumps(t->event, JSON_COMPACT);
    bool good = text != NULL && event_from_json(text, strlen(text), t->setting->zone, t->arena,
                                                t->faults, visit_r) == 0;

    free(text);
    return good && (t->setting->config == NULL || visit_map(visit_r, t->setting->config, t->arena));
}

static bool visit_read(struct taking *t)
{
    struct visit ignored;

    if (t->given->event.at == NULL) {
        return event_of_form(t) && event_read(t, &t->visit);
    }
    if (event_from_json(t->given->event.at, t->given->event.len, t->setting->zone, t->arena,
                        t->faults, &ignored) != 0) {
        return false;
    }
    return event_given(t) && event_read(t, &t->visit);
}

/* ---- today's form ---- */

static void visit_unknown(const struct visit *v, struct visit *bare_r)
{
    *bare_r = (struct visit){.zone = v->zone,
                             .moment = v->moment,
                             .action = v->action,
                             .phase = v->phase,
                             .now = v->now,
                             .today = v->today,
                             .reference = v->reference,
                             .start = v->start,
                             .procedure = v->procedure,
                             .also = v->also,
                             .also_count = v->also_count,
                             .sites = v->sites,
                             .site_count = v->site_count};
}

static bool texts_same(const struct texts *a, const struct texts *b)
{
    bool same = a->count == b->count;

    for (uint32_t i = 0; same && i < a->count; i++) {
        same = strcmp(a->at[i], b->at[i]) == 0;
    }
    return same;
}

static bool forms_made(struct taking *t)
{
    const struct answers_setting *s = t->setting;
    struct visit *bare = arena_new(t->arena, sizeof *bare);

    if (bare == NULL || !form_make(s->rules, &t->visit, s->as_active, t->arena, &t->now)) {
        return false;
    }
    visit_unknown(&t->visit, bare);
    if (!form_make(s->rules, bare, s->as_active, t->arena, &t->bare)) {
        return false;
    }
    if (t->now.coverage != PRECARE_COMPLETE) {
        taking_fault(t, FAULT_E411, "form", "there is no form for this visit: %s", t->now.because);
    }
    return !faults_any(t->faults);
}

/* Of the form that was handed out, else of the one that the event gives today. */
static bool form_known(struct taking *t)
{
    if (t->given->form.at == NULL) {
        answers_form_of(t, &t->now);
    }
    bool same = strcmp(t->form.hash, t->said.form) == 0;
    if (!same && t->given->form.at == NULL) {
        taking_fault(t, FAULT_E411, "form",
                     "this is not the form that the event gives today: hand in the form that was "
                     "filled in");
    } else if (!same) {
        taking_fault(t, FAULT_E415, "form", "these are the answers to another form");
    } else if (!texts_same(&t->form.lists, &t->now.lists)) {
        taking_fault(t, FAULT_E415, "form", "the form is for another procedure than the event's");
    }
    return !faults_any(t->faults);
}

/* ---- items ---- */

static void item_unknown(struct taking *t, const struct said_item *said, const char *why)
{
    struct buf path = {0};

    buf_printf(&path, "answers.%s", strlen(said->id) <= EVENT_ID ? said->id : "...");
    taking_fault(t, FAULT_E412, path.failed ? "answers" : path.at, "%s", why);
    buf_end(&path);
}

static bool is_none_of(const struct given_form *form, const char *id)
{
    bool found = false;

    for (uint32_t i = 0; i < form->count && !found; i++) {
        found = form->items[i].group != NULL && strcmp(form->items[i].group, id) == 0;
    }
    return found;
}

/* "blood-thinners.text" is of "blood-thinners". */
static const char *words_of(struct taking *t, const char *id)
{
    size_t len = strlen(id), end = sizeof ".text" - 1;

    return len > end && strcmp(id + len - end, ".text") == 0 ? arena_text(t->arena, id, len - end)
                                                             : NULL;
}

static const struct form_item *item_today(const struct taking *t, const char *id)
{
    const struct form_item *item = form_find(&t->now, span_of(id));

    return item != NULL ? item : form_find(&t->bare, span_of(id));
}

static bool not_theirs(const struct taking *t, const struct form_item *item)
{
    return item != NULL && t->said.by == PRECARE_ASK_PATIENT && item->of != PRECARE_ASK_PATIENT;
}

/* Whether a tick of the group is somebody else's to answer. */
static bool none_not_theirs(const struct taking *t, const char *none)
{
    bool found = false;

    for (uint32_t i = 0; i < t->form.count && !found; i++) {
        const struct given_item *given = &t->form.items[i];

        found = given->group != NULL && strcmp(given->group, none) == 0 &&
                not_theirs(t, item_today(t, given->id));
    }
    return found;
}

static void none_check(struct taking *t, struct said_item *said)
{
    if (none_not_theirs(t, said->id)) {
        item_unknown(t, said, "the group is not the patient's to answer");
        return;
    }
    bool yes = said_others(said) || (said->count == 1 && strcmp(said->values[0], FORM_YES) == 0);

    if (said->count > 0 && !yes && strcmp(said->values[0], FORM_NO) != 0) {
        struct buf path = {0};

        buf_printf(&path, "answers.%s", said->id);
        taking_fault(t, FAULT_E413, path.failed ? "answers" : path.at, "yes or others is required");
        buf_end(&path);
    }
    said->taken = yes;
}

/* An item of the form means what it meant, or it is left. */
static void item_check(struct taking *t, struct said_item *said, const char *id)
{
    const struct given_item *given = given_find(&t->form, id);
    const struct form_item *item = item_today(t, id);

    if (given == NULL) {
        item_unknown(t, said, "the form has no such item");
        return;
    }
    if (not_theirs(t, item)) {
        item_unknown(t, said, "the item is not the patient's to answer");
        return;
    }
    bool same = item != NULL && strcmp(item->fingerprint, given->fingerprint) == 0;
    if (id != said->id && item != NULL && !item->words) {
        item_unknown(t, said, "the item takes no words of its own");
        return;
    }
    said->words = id != said->id;
    if (same && !said->words) {
        said->item = item;
    }
    said->taken = same && said->count > 0;
    answers_value_check(t, said);
    if (!same && said->count > 0) {
        taking_leave(t, said->id,
                     item == NULL
                         ? "the rules do not ask this any more"
                         : "the rules mean something else by this since the form was made");
    }
}

static void items_check(struct taking *t)
{
    for (uint32_t i = 0; i < t->said.count; i++) {
        struct said_item *said = &t->said.items[i];
        const char *of = words_of(t, said->id);

        if (is_none_of(&t->form, said->id)) {
            none_check(t, said);
        } else {
            item_check(t, said,
                       of != NULL && given_find(&t->form, said->id) == NULL ? of : said->id);
        }
    }
}

/* Beside a yes, "none of these" says nothing of the other ticks. */
static void none_leave(struct taking *t, const char *none)
{
    for (uint32_t k = 0; k < t->said.count; k++) {
        struct said_item *said = &t->said.items[k];

        if (said->taken && strcmp(said->id, none) == 0 && !said_others(said)) {
            said->taken = false;
            taking_leave(t, none, "it was said beside a yes of the same group");
        }
    }
}

static void nones_check(struct taking *t)
{
    for (uint32_t i = 0; i < t->form.count; i++) {
        const struct given_item *given = &t->form.items[i];
        const struct said_item *said = taken_find(t, given->id);

        if (given->group != NULL && said != NULL && strcmp(said->values[0], FORM_YES) == 0) {
            none_leave(t, given->group);
        }
    }
}

/* ---- all of it ---- */

static bool day_known(struct taking *t)
{
    bool said = t->said.on.kind != WHEN_UNKNOWN;

    t->on_day = said ? t->said.on.first : t->visit.today;
    if (t->on_day > t->visit.today) {
        taking_fault(t, FAULT_E413, "on", "the answers are of a day that has not come");
        return false;
    }
    if (said && t->said.on.kind == WHEN_INSTANT && strlen(t->said.on_text) < sizeof t->on) {
        (void)snprintf(t->on, sizeof t->on, "%s", t->said.on_text);
    } else {
        date_iso(t->on_day, t->on);
    }
    return true;
}

static void event_write(struct taking *t, struct buf *out)
{
    static const char *const made[] = {"format", "event_id", "moment", "now"};

    for (size_t i = 0; t->event_made && i < sizeof made / sizeof *made; i++) {
        (void)json_object_del(t->event, made[i]);
    }
    json_t *appointment = json_object_get(t->event, "appointment");
    if (t->event_made) {
        (void)json_object_del(appointment, "start");
        (void)json_object_del(appointment, "procedure");
        (void)json_object_del(appointment, "also");
        if (json_array_size(json_object_get(appointment, "sites")) == 0 ||
            t->form.sites.count > 0) {
            (void)json_object_del(appointment, "sites");
        }
        if (json_object_size(appointment) == 0) {
            (void)json_object_del(t->event, "appointment");
        }
    }
    char *text = json_dumps(t->event, JSON_COMPACT);
    buf_text(out, text);
    out->failed |= text == NULL;
    free(text);
}

static bool taking_run(struct taking *t, struct buf *event_out)
{
    struct visit after;

    if (!(t->given->urlencoded ? answers_read_urlencoded(t) : answers_read_json(t)) ||
        (t->given->form.at != NULL && !answers_form_read(t)) || !visit_read(t) || !day_known(t) ||
        !forms_made(t) || !form_known(t)) {
        return false;
    }
    items_check(t);
    nones_check(t);
    if (faults_any(t->faults) || !answers_merge(t) || !event_read(t, &after)) {
        return false;
    }
    event_write(t, event_out);
    return true;
}

int answers_into_event(const struct answers_setting *setting, const struct answers_given *given,
                       struct arena *arena, struct faults *faults, struct buf *event_out,
                       struct answers_taken *taken_r)
{
    struct taking t = {.setting = setting, .given = given, .arena = arena, .faults = faults};
    bool done = taking_run(&t, event_out);

    json_decref(t.event);
    if (!done && !faults_any(faults)) {
        faults->lost = true;
    }
    *taken_r = (struct answers_taken){t.taken, t.left, t.left_count};
    return done && !arena->failed && !event_out->failed ? 0 : -1;
}
