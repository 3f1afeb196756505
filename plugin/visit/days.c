/* SPDX-License-Identifier: MIT
 *
 * Midnights and impossible days (visit/days.h). A day that many programs keep as an instant
 * ("2026-11-20T00:00:00Z") would be the day before in New York; so where the clock of the clinic
 * shows another hour, it is the day that it names. What is dated after today, and cannot be, is as
 * if it had not been recorded.
 */
#include "visit/days.h"

#include <string.h>

#include "base/zone.h"

#define DAY 86400
#define YEAR_1900 (-25567) /* 1900-01-01 */

static const char *const chart_paths[CHART_ASKED] = {"conditions", "medications", "allergies",
                                                     "procedures"};
static const uint64_t chart_needs[CHART_ASKED] = {
    PRECARE_NEEDS_CONDITIONS, PRECARE_NEEDS_MEDICATIONS, PRECARE_NEEDS_ALLERGIES,
    PRECARE_NEEDS_PROCEDURES};
static const char *const asked_paths[CHART_ASKED] = {"conditions.asked", "medications.asked",
                                                     "allergies.asked", "procedures.asked"};
/* What an entry's two times are called, in the parts of the chart whose times are days. */
static const char *const at_names[CHART_ASKED] = {"onset", "last_used", NULL, "date"};
static const char *const noted_names[CHART_ASKED] = {"recorded", "started", "recorded", NULL};

struct righting { /* where we are: a list (and an entry of it), or a name */
    struct visit *visit;
    int32_t latest; /* a day after this one has not come */
    struct arena *arena;
    const char *part;
    uint64_t needs;          /* the part's bit of needs() */
    const struct span *name; /* an answer's, or that of a value set that was asked */
    int32_t index;           /* below 0: none */
    struct visit_note *last;
};

/* Today; or, in the evening of the Americas, the day that it is by UTC: hosts whose machine keeps
 * UTC date by that, and nothing that they wrote a minute ago is impossible. */
static int32_t latest_day(const struct visit *visit)
{
    int32_t utc = visit->now.kind == WHEN_INSTANT ? date_utc(visit->now.utc) : 0;

    return utc > visit->today ? utc : visit->today;
}

static void righting_note(struct righting *r, enum visit_note_code code, const char *field)
{
    struct visit_note *note = arena_new(r->arena, sizeof *note);

    if (note == NULL) {
        return;
    }
    *note = (struct visit_note){.code = code,
                                .index = r->index,
                                .part = r->part,
                                .needs = r->needs,
                                .field = field,
                                .name = r->name != NULL ? *r->name : (struct span){NULL, 0}};
    *(r->last != NULL ? &r->last->next : &r->visit->notes) = note;
    r->last = note;
}

/* The time as it is to be read; false: it stays as it is, as nearly all do. */
static bool midnight_read(const struct righting *r, const struct when *when, struct when *day_r)
{
    if (when->kind != WHEN_INSTANT || when->utc % DAY != 0 || r->visit->zone == NULL ||
        zone_offset(r->visit->zone, when->utc) % DAY == 0) {
        return false;
    }
    int32_t day = (int32_t)(when->utc / DAY);
    *day_r = (struct when){.first = day, .last = day, .kind = WHEN_DAY};
    return true;
}

static bool is_future(const struct righting *r, const struct when *when)
{
    return when->kind != WHEN_UNKNOWN && when->first > r->latest;
}

/* A day that may not be after today. */
static bool past_right(struct righting *r, struct when *when, const char *field)
{
    struct when day;
    bool changed = midnight_read(r, when, &day);

    if (changed) {
        *when = day;
        righting_note(r, NOTE_MIDNIGHT, field);
    }
    if (is_future(r, when)) {
        *when = (struct when){0};
        righting_note(r, NOTE_NOT_POSSIBLE, field);
        changed = true;
    }
    return changed;
}

static void midnight_right(struct righting *r, struct when *when, const char *field)
{
    struct when day;

    if (field != NULL && midnight_read(r, when, &day)) {
        *when = day;
        righting_note(r, NOTE_MIDNIGHT, field);
    }
}

/* Whether an entry is to be changed. */
static bool entry_is_wrong(const struct righting *r, enum chart chart, const struct entry *e)
{
    struct when day;

    return (at_names[chart] != NULL && midnight_read(r, &e->at, &day)) ||
           (noted_names[chart] != NULL &&
            (midnight_read(r, &e->noted, &day) ||
             (chart != CHART_MEDICATIONS && is_future(r, &e->noted))));
}

static void entry_right(struct righting *r, enum chart chart, struct entry *e)
{
    midnight_right(r, &e->at, at_names[chart]);
    if (chart == CHART_MEDICATIONS) {
        midnight_right(r, &e->noted, noted_names[chart]); /* it may begin later */
    } else if (noted_names[chart] != NULL) {
        (void)past_right(r, &e->noted, noted_names[chart]);
    }
}

/* Arrays may be shared (a persona's): they are copied before they are changed. */
static void *own_copy(struct righting *r, const void *at, size_t count, size_t size)
{
    void *own = arena_array(r->arena, count, size);

    return own != NULL ? memcpy(own, at, count * size) : NULL;
}

/* The entry in an array of the visit's own; NULL: no memory. */
static struct entry *entry_own(struct righting *r, struct entries *list, struct entry **own,
                               uint32_t i)
{
    if (*own == NULL) {
        *own = own_copy(r, list->at, list->count, sizeof **own);
        list->at = *own != NULL ? *own : list->at;
    }
    return *own != NULL ? &(*own)[i] : NULL;
}

/* Nothing but days up to today, as nearly every list has: looked at without a branch an entry. */
static bool list_is_plain(const struct entries *list, int32_t last_day)
{
    int32_t latest = list->reviewed.first;
    uint32_t instants = list->reviewed.kind == WHEN_INSTANT;

    for (uint32_t i = 0; i < list->count; i++) {
        const struct entry *e = &list->at[i];
        int32_t later = e->at.first > e->noted.first ? e->at.first : e->noted.first;

        latest = later > latest ? later : latest;
        instants |= (uint32_t)(e->at.kind == WHEN_INSTANT) | (e->noted.kind == WHEN_INSTANT);
    }
    for (uint32_t i = 0; i < list->asked_count; i++) {
        const struct when *on = &list->asked[i].on;

        latest = on->first > latest ? on->first : latest;
        instants |= on->kind == WHEN_INSTANT;
    }
    return instants == 0 && latest <= last_day;
}

/* One that cannot be is as if it had not been asked. */
static void asked_right(struct righting *r, enum chart chart)
{
    struct entries *list = &r->visit->chart[chart];
    uint32_t kept = 0;
    struct asked_set *own =
        list->asked_count ? own_copy(r, list->asked, list->asked_count, sizeof *own) : NULL;

    r->part = asked_paths[chart];
    for (uint32_t i = 0; own != NULL && i < list->asked_count; i++) {
        struct asked_set one = own[i];

        r->name = &list->asked[i].list;
        (void)past_right(r, &one.on, NULL);
        if (one.on.kind != WHEN_UNKNOWN) {
            own[kept++] = one;
        }
    }
    if (own != NULL) {
        list->asked = own;
        list->asked_count = kept;
    }
    r->name = NULL;
}

static void list_right(struct righting *r, enum chart chart)
{
    struct entries *list = &r->visit->chart[chart];
    struct entry *own = NULL;

    r->index = -1;
    r->needs = chart_needs[chart];
    asked_right(r, chart);
    r->part = chart_paths[chart];
    (void)past_right(r, &list->reviewed, "reviewed");
    for (uint32_t i = 0; i < list->count; i++) {
        r->index = (int32_t)i;
        struct entry *changed =
            entry_is_wrong(r, chart, &list->at[i]) ? entry_own(r, list, &own, i) : NULL;
        if (changed != NULL) {
            entry_right(r, chart, changed);
        }
        if (entry_is_impossible(r->visit, chart, &list->at[i])) {
            righting_note(r, NOTE_NOT_POSSIBLE, at_names[chart]);
        }
    }
}

static void answers_right(struct righting *r)
{
    struct visit *v = r->visit;
    struct answer *own = NULL;

    r->part = "answers";
    r->needs = PRECARE_NEEDS_ANSWERS;
    r->index = -1;
    for (uint32_t i = 0; i < v->answer_count; i++) {
        struct when on = v->answers[i].on;

        r->name = &v->answers[i].name;
        if (!past_right(r, &on, "on")) {
            continue;
        }
        if (own == NULL) {
            own = own_copy(r, v->answers, v->answer_count, sizeof *own);
        }
        if (own == NULL) {
            break;
        }
        v->answers = own;
        own[i].on = on;
        if (on.kind == WHEN_UNKNOWN) {
            own[i].value = (struct span){NULL, 0}; /* none was given yet */
        }
    }
    r->name = NULL;
}

static void clearances_right(struct righting *r)
{
    struct visit *v = r->visit;
    uint32_t kept = 0;
    struct clearance *own =
        v->clearance_count ? own_copy(r, v->clearances, v->clearance_count, sizeof *own) : NULL;

    r->part = "clearances";
    r->needs = 0;
    for (uint32_t i = 0; own != NULL && i < v->clearance_count; i++) {
        struct clearance one = own[i];
        bool dated = one.on.kind != WHEN_UNKNOWN;

        r->index = (int32_t)i;
        (void)past_right(r, &one.on, "on");
        if (!dated || one.on.kind != WHEN_UNKNOWN) {
            own[kept++] = one;
        }
    }
    if (own != NULL) {
        v->clearances = own;
        v->clearance_count = kept;
    }
}

bool entry_is_impossible(const struct visit *visit, enum chart chart, const struct entry *e)
{
    bool over = (chart == CHART_MEDICATIONS && e->status == PRECARE_USE_STOPPED) ||
                (chart == CHART_PROCEDURES && e->status == PRECARE_DONE);

    return over && e->at.kind != WHEN_UNKNOWN && e->at.first > latest_day(visit);
}

void visit_days(struct visit *visit, struct arena *arena)
{
    struct righting r = {.visit = visit,
                         .latest = latest_day(visit),
                         .arena = arena,
                         .part = "patient",
                         .needs = PRECARE_NEEDS_BIRTH_DATE,
                         .index = -1};

    if (visit->now.kind == WHEN_UNKNOWN) {
        return; /* nobody knows what is past */
    }
    if (visit->birth.kind != WHEN_UNKNOWN &&
        (visit->birth.first > r.latest || visit->birth.last < YEAR_1900)) {
        visit->birth = (struct when){0};
        righting_note(&r, NOTE_NOT_POSSIBLE, "birth_date");
    }
    for (uint32_t chart = 0; chart < CHART_ASKED; chart++) {
        if (!list_is_plain(&visit->chart[chart], r.latest)) {
            list_right(&r, (enum chart)chart);
        }
    }
    answers_right(&r);
    clearances_right(&r);
}
