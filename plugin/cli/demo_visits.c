/* SPDX-License-Identifier: MIT
 *
 * Six invented visits, as a host would hand them over: the public structs and nothing else. Dates
 * count from the day of the run, so that the demo shows the same on any day. Static storage;
 * single-threaded; cannot fail.
 */
#include <string.h>

#include "cli/demo.h"

#define DAY 86400

enum {
    YOUNG,
    TRETINOIN,
    NOT_ASKED,
    BOTOX,
    CLEAN,
    HIVES
};

struct chart { /* what one event points to */
    precare_patient patient;
    precare_appointment appointment;
    precare_provider provider;
    precare_condition condition;
    precare_medication medication;
    precare_procedure procedure;
    precare_reaction reaction;
    precare_answer answers[8];
    precare_event event;
};

static struct chart charts[DEMO_VISITS];
static struct demo_visit visits[DEMO_VISITS];
static const char *const face[] = {"face"};
static const char *const forehead[] = {"forehead"};
static const char *const training[] = {"microneedling"};

static const struct {
    const char *title, *id, *event, *subject;
    bool charting;
    uint32_t overall, alerts;
    int days_ahead;
} plan[DEMO_VISITS] = {
    [YOUNG] = {"A 20-year-old books a session", "apt-1", "apt-1/1", "pt-1", false, PRECARE_HOLD, 1,
               21},
    [TRETINOIN] = {"Nightly tretinoin, two weeks ahead", "apt-2", "apt-2/1", "pt-2", false,
                   PRECARE_TASK, 0, 14},
    [NOT_ASKED] = {"The medication list was never asked", "apt-3", "apt-3/1", "pt-3", false,
                   PRECARE_ASK, 0, 21},
    [BOTOX] = {"Botox in the forehead planned 5 days before", "apt-4", "apt-4/1", "pt-4", false,
               PRECARE_HOLD, 1, 21},
    [CLEAN] = {"A visit with nothing against it", "apt-5", "apt-5/1", "pt-5", false, PRECARE_CLEAR,
               0, 21},
    [HIVES] = {"Two hours after: hives and lip swelling", "apt-6", "apt-6/1", "pt-6", true,
               PRECARE_URGENT, 1, 0},
};

static precare_time demo_visits_instant(time_t t)
{
    struct tm parts;

    (void)gmtime_r(&t, &parts);
    return (precare_time){
        PRECARE_TIME_INSTANT, parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
        parts.tm_hour,        parts.tm_min,         parts.tm_sec,     0};
}

static precare_time demo_visits_day(time_t t)
{
    precare_time date = demo_visits_instant(t);

    return (precare_time){
        .precision = PRECARE_TIME_DAY, .year = date.year, .month = date.month, .day = date.day};
}

static precare_array demo_visits_one(const void *items, uint32_t size)
{
    return (precare_array){items, 1, size};
}

/* Somebody who was asked everything and of whom nothing is known that matters. */
static void well_adult(struct chart *c, uint32_t which, time_t now)
{
    static const char *const questions[][2] = {
        {"hsv-history", "no"},
        {"consultation", "done"},
        {"consent", "signed"},
        {"treatment-plan", "agreed"},
        {"instructions-acknowledged", "yes"},
        {"planned-anesthetic", "lidocaine 4% topical"},
    };
    uint32_t count = sizeof questions / sizeof questions[0];
    time_t start = now + plan[which].days_ahead * DAY;

    memset(c, 0, sizeof *c);
    for (uint32_t i = 0; i < count; i++) {
        c->answers[i] =
            (precare_answer){questions[i][0], questions[i][1], demo_visits_day(now - 7 * DAY)};
    }
    c->patient = (precare_patient){sizeof c->patient,
                                   PRECARE_NOT_PREGNANT,
                                   "female",
                                   {PRECARE_TIME_DAY, 1992, 3, 14, 0, 0, 0, 0}};
    c->appointment = (precare_appointment){.struct_size = sizeof c->appointment,
                                           .state = PRECARE_PLANNED,
                                           .id = plan[which].id,
                                           .start = demo_visits_instant(start),
                                           .minutes = 60,
                                           .procedure_text = "microneedling",
                                           .modality = "mechanical",
                                           .sites = demo_visits_one(face, sizeof face[0]),
                                           .indication = "acne-scar",
                                           .price = "450 USD"};
    c->provider = (precare_provider){sizeof c->provider, 1, "p7", "dermatologist",
                                     demo_visits_one(training, sizeof training[0])};
    c->event = (precare_event){.struct_size = sizeof c->event,
                               .moment = PRECARE_BOOKING,
                               .action = PRECARE_CREATE,
                               .phase = PRECARE_FINAL,
                               .event_id = plan[which].event,
                               .subject = plan[which].subject,
                               .now = demo_visits_instant(now),
                               .patient = &c->patient,
                               .appointment = &c->appointment,
                               .provider = &c->provider,
                               .answers = {c->answers, count, sizeof c->answers[0]}};
    /* Today: cold sores come fast, so a list of yesterday is asked again (the clinic keeps UTC). */
    precare_time reviewed = demo_visits_day(now);
    c->event.conditions.reviewed = c->event.medications.reviewed = reviewed;
    c->event.allergies.reviewed = c->event.procedures.reviewed = reviewed;
}

static void add_tretinoin(struct chart *c, time_t now)
{
    c->medication = (precare_medication){.text = "tretinoin 0.05% cream",
                                         .code = "atc:D10AD01",
                                         .use = PRECARE_USE_ONGOING,
                                         .route = "topical",
                                         .sites = demo_visits_one(face, sizeof face[0]),
                                         .last_used = demo_visits_day(now - DAY)};
    c->event.medications.entries = demo_visits_one(&c->medication, sizeof c->medication);
}

static void add_botox(struct chart *c, time_t now)
{
    c->procedure =
        (precare_procedure){.text = "Botox",
                            .state = PRECARE_PLANNED,
                            .sites = demo_visits_one(forehead, sizeof forehead[0]),
                            .date = demo_visits_day(now + (plan[BOTOX].days_ahead - 5) * DAY)};
    c->event.procedures.entries = demo_visits_one(&c->procedure, sizeof c->procedure);
}

static void add_hives(struct chart *c, time_t now)
{
    c->event.moment = PRECARE_FOLLOW_UP;
    c->appointment.start = demo_visits_instant(now - 3 * 3600);
    c->appointment.state = PRECARE_DONE;
    c->event.procedure_ended = demo_visits_instant(now - 2 * 3600);
    c->reaction = (precare_reaction){.text = "hives, lip swelling",
                                     .severity = PRECARE_SEVERE,
                                     .sites = demo_visits_one(face, sizeof face[0]),
                                     .at = demo_visits_instant(now)};
    c->event.reactions = demo_visits_one(&c->reaction, sizeof c->reaction);
}

const struct demo_visit *demo_visits(time_t now)
{
    for (uint32_t i = 0; i < DEMO_VISITS; i++) {
        well_adult(&charts[i], i, now);
        visits[i] = (struct demo_visit){plan[i].title, plan[i].charting, plan[i].overall,
                                        plan[i].alerts, &charts[i].event};
    }
    charts[YOUNG].patient.birth_date.year = charts[YOUNG].event.now.year - 21;
    charts[YOUNG].patient.birth_date.month = 12;
    charts[YOUNG].patient.birth_date.day = 31;
    add_tretinoin(&charts[TRETINOIN], now);
    memset(&charts[NOT_ASKED].event.medications, 0, sizeof charts[NOT_ASKED].event.medications);
    add_botox(&charts[BOTOX], now);
    add_hives(&charts[HIVES], now);
    return visits;
}

const char *const *demo_patient_details(void)
{
    static const char *const details[] = {
        "pt-1",  "pt-2",      "pt-3",    "pt-4",      "pt-5",  "pt-6",     "apt-1", "apt-4",
        "apt-6", "1992",      "03-14",   "tretinoin", "Botox", "forehead", "hives", "swelling",
        "acne",  "lidocaine", "D10AD01", "female",    "hsv",   "450",      NULL};

    return details;
}
