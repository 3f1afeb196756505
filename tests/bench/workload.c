/* SPDX-License-Identifier: MIT
 *
 * See workload.h: the lists, the 24 rules, and the events. About 27 of 100 events fire a rule;
 * windows and ages stand at their boundary days on purpose.
 */
#include "bench/workload.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

/* ---- chance, the same each time ---- */

static uint64_t chance_state;

static uint32_t workload_chance(uint32_t below)
{
    uint64_t z = chance_state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

static bool workload_percent(uint32_t p)
{
    return workload_chance(100) < p;
}

/* ---- lists ---- */

struct work_members work_lists[WORK_LISTS] = {
    [ACNE] = {.id = "active-acne", .plain = "acne", .kind = WORK_CONDITION, .count = 12},
    [PSORIASIS] = {.id = "psoriasis", .plain = "psoriasis", .kind = WORK_CONDITION, .count = 10},
    [ECZEMA] = {.id = "eczema", .plain = "eczema", .kind = WORK_CONDITION, .count = 14},
    [KELOID] = {.id = "keloid", .plain = "keloid", .kind = WORK_CONDITION, .count = 4},
    [INFECTION] = {.id = "skin-infection",
                   .plain = "skin infection",
                   .kind = WORK_CONDITION,
                   .count = 20},
    [HERPES] = {.id = "herpes", .plain = "herpes", .kind = WORK_CONDITION, .count = 8},
    [BLEEDING] = {.id = "bleeding-disorder",
                  .plain = "bleeding disorder",
                  .kind = WORK_CONDITION,
                  .count = 18},
    [IMMUNE] = {.id = "immune-disease",
                .plain = "immune disease",
                .kind = WORK_CONDITION,
                .count = 20},
    [CANCER] = {.id = "skin-cancer", .plain = "skin cancer", .kind = WORK_CONDITION, .count = 16},
    [DIABETES] = {.id = "diabetes", .plain = "diabetes", .kind = WORK_CONDITION, .count = 10},
    [RETINOIDS] = {.id = "retinoids", .plain = "retinoid", .kind = WORK_MEDICATION, .count = 20},
    [ANTICOAGULANTS] = {.id = "anticoagulants",
                        .plain = "blood thinner",
                        .kind = WORK_MEDICATION,
                        .count = 28},
    [IMMUNOSUPPRESSANTS] = {.id = "immunosuppressants",
                            .plain = "immune medicine",
                            .kind = WORK_MEDICATION,
                            .count = 40},
    [ORAL_RETINOIDS] = {.id = "oral-retinoids",
                        .plain = "oral retinoid",
                        .kind = WORK_MEDICATION,
                        .count = 20},
    [PHOTOSENSITISERS] = {.id = "photosensitisers",
                          .plain = "light-sensitising medicine",
                          .kind = WORK_MEDICATION,
                          .count = 36},
    [CANCER_MEDICINES] = {.id = "cancer-medicines",
                          .plain = "cancer medicine",
                          .kind = WORK_MEDICATION,
                          .count = 32},
    [TOXIN] = {.id = "toxin", .plain = "botulinum toxin", .kind = WORK_PROCEDURE, .count = 6},
    [FILLER] = {.id = "filler", .plain = "filler", .kind = WORK_PROCEDURE, .count = 8},
    [PEEL] = {.id = "peel", .plain = "peel", .kind = WORK_PROCEDURE, .count = 8},
    [NEEDLING] = {.id = "needling", .plain = "microneedling", .kind = WORK_PROCEDURE, .count = 2},
    [ANAESTHETICS] = {.id = "anaesthetics",
                      .plain = "anaesthetic",
                      .kind = WORK_ALLERGY,
                      .count = 20},
};

/* A name of the list's own: two syllables and a tail that tells the lists apart. */
static void name_make(char *out, size_t room, uint32_t list, uint32_t member)
{
    static const char *const first[] = {"bel", "cor", "dru", "fam", "gil",
                                        "hor", "jus", "lum", "mir", "nov"};
    static const char *const second[] = {"a", "e", "ivo", "ona", "uxi"};
    static const char *const tails[] = {
        "acnis",   "psora",  "eczan", "keliod", "septin", "herpa",    "hemor",
        "immunod", "carcin", "gluco", "tretin", "parin",  "mumab",    "trexin",
        "cyclin",  "platin", "botul", "fillan", "peelor", "needling", "caine"};

    (void)snprintf(out, room, "%s%s%s", first[member % 10], second[member / 10], tails[list]);
}

static void code_make(char *out, size_t room, enum work_kind kind, uint32_t list, uint32_t member)
{
    if (kind == WORK_CONDITION) {
        (void)snprintf(out, room, "icd-10:%c%02u.%u", (char)('B' + list), list + 10 + member / 10,
                       member % 10);
    } else if (kind == WORK_MEDICATION) {
        (void)snprintf(out, room, "atc:%c%02uA%c%02u", (char)('A' + list), list,
                       (char)('A' + member / 10), member % 10 + 1);
    } else if (kind == WORK_PROCEDURE) {
        (void)snprintf(out, room, "cpt:%u", 10000 + list * 100 + member);
    } else {
        (void)snprintf(out, room, "snomed:%u", 373000000 + list * 1000 + member);
    }
}

void work_lists_make(void)
{
    static const char *const forms[] = {"0.05% cream", "10 mg tablet", "40 mg capsule",
                                        "topical gel 1%"};

    for (uint32_t list = 0; list < WORK_LISTS; list++) {
        struct work_members *l = &work_lists[list];

        for (uint32_t i = 0; i < l->count; i++) {
            code_make(l->code[i], sizeof l->code[i], l->kind, list, i);
            char name[sizeof l->name[i]];
            name_make(name, sizeof name, list, i);
            memcpy(l->name[i], name, sizeof name);
            if (l->kind == WORK_MEDICATION) {
                (void)snprintf(l->text[i], sizeof l->text[i], "%s %s", name, forms[i % 4]);
            } else {
                (void)snprintf(l->text[i], sizeof l->text[i], "Known %s, see letter", name);
            }
        }
    }
}

/* ---- rules ---- */

const struct work_rule work_rules[TEMPLATES] = {
    {.test = TEST_AGE_BELOW, .number = 22, .outcome = "hold"},
    {.test = TEST_AGE_AT_LEAST, .number = 80, .outcome = "warn"},
    {.test = TEST_PREGNANCY, .outcome = "hold"},
    {.test = TEST_CONDITION,
     .list = ACNE,
     .active = true,
     .severity = 2,
     .area = true,
     .outcome = "warn"},
    {.test = TEST_CONDITION, .list = PSORIASIS, .active = true, .area = true, .outcome = "hold"},
    {.test = TEST_CONDITION,
     .list = ECZEMA,
     .active = true,
     .severity = 1,
     .area = true,
     .outcome = "warn"},
    {.test = TEST_CONDITION, .list = KELOID, .outcome = "hold"},
    {.test = TEST_CONDITION, .list = INFECTION, .active = true, .area = true, .outcome = "hold"},
    {.test = TEST_CONDITION,
     .list = HERPES,
     .active = true,
     .area = true,
     .number = 14,
     .outcome = "hold"},
    {.test = TEST_CONDITION, .list = BLEEDING, .outcome = "warn"},
    {.test = TEST_CONDITION, .list = IMMUNE, .active = true, .severity = 3, .outcome = "hold"},
    {.test = TEST_CONDITION, .list = CANCER, .number = 180, .outcome = "hold"},
    {.test = TEST_CONDITION, .list = DIABETES, .active = true, .severity = 3, .outcome = "warn"},
    {.test = TEST_TAKEN_WITHIN, .list = RETINOIDS, .number = 7, .outcome = "warn"},
    {.test = TEST_ONGOING, .list = ANTICOAGULANTS, .outcome = "hold"},
    {.test = TEST_ONGOING, .list = IMMUNOSUPPRESSANTS, .outcome = "warn"},
    {.test = TEST_TAKEN_WITHIN, .list = ORAL_RETINOIDS, .number = 180, .outcome = "hold"},
    {.test = TEST_TAKEN_WITHIN, .list = PHOTOSENSITISERS, .number = 14, .outcome = "warn"},
    {.test = TEST_ON_FILE, .list = CANCER_MEDICINES, .outcome = "hold"},
    {.test = TEST_HISTORY, .list = TOXIN, .area = true, .number = 14, .outcome = "hold"},
    {.test = TEST_HISTORY, .list = FILLER, .number = 28, .outcome = "warn"},
    {.test = TEST_HISTORY, .list = NEEDLING, .number = 28, .outcome = "hold"},
    {.test = TEST_ALLERGY, .list = ANAESTHETICS, .outcome = "hold"},
    {.test = TEST_TRAINING, .outcome = "hold"},
};

const struct work_size work_sizes[] = {{"base24", WORK_A, 24},    {"A1000", WORK_A, 1000},
                                       {"A10000", WORK_A, 10000}, {"B1000", WORK_B, 1000},
                                       {"B10000", WORK_B, 10000}, {0}};

const struct work_size *work_size_named(const char *name)
{
    for (const struct work_size *s = work_sizes; s->name != NULL; s++) {
        if (strcmp(s->name, name) == 0) {
            return s;
        }
    }
    return NULL;
}

/* ---- events ---- */

#define TODAY 20788 /* 2026-12-01 */
static const char *const sites[] = {"face", "forehead", "cheek",   "lip",
                                    "neck", "scalp",    "abdomen", "hand"};
static const char *const common[4][8] = {
    /* what no rule asks for */
    [WORK_CONDITION] = {"icd-10:I10", "icd-10:E78.5", "icd-10:J30.2", "icd-10:M54.5",
                        "icd-10:K21.9", "icd-10:G43.9", "icd-10:H52.1", "icd-10:N39.0"},
    [WORK_MEDICATION] = {"atc:C09AA02", "atc:A02BC01", "atc:N02BE01", "atc:R06AE07", "atc:H03AA01",
                         "atc:C10AA05", "atc:A11CC05", "atc:N06AB06"},
    [WORK_PROCEDURE] = {"cpt:99213", "cpt:36415", "cpt:80053", "cpt:90658", "cpt:71046",
                        "cpt:97110", "cpt:45378", "cpt:93000"},
    [WORK_ALLERGY] = {"snomed:91936005", "snomed:91935009", "snomed:424213003", "snomed:300913006",
                      "snomed:232350006", "snomed:418689008", "snomed:232347008",
                      "snomed:419474003"}};
static const char *const common_text[4][8] = {
    [WORK_CONDITION] = {"Essential hypertension", "Hyperlipidemia, unspecified",
                        "Seasonal allergic rhinitis", "Low back pain", "Gastro-esophageal reflux",
                        "Migraine without aura", "Myopia, both eyes", "Urinary tract infection"},
    [WORK_MEDICATION] = {"enalapril 10 mg tablet", "omeprazole 20 mg capsule",
                         "acetaminophen 500 mg", "cetirizine 10 mg tablet", "levothyroxine 50 mcg",
                         "atorvastatin 20 mg tablet", "vitamin D3 1000 IU",
                         "sertraline 50 mg tablet"},
    [WORK_PROCEDURE] = {"Office visit, established", "Venipuncture",
                        "Comprehensive metabolic panel", "Influenza vaccination",
                        "Chest radiograph", "Therapeutic exercises", "Colonoscopy",
                        "Electrocardiogram"},
    [WORK_ALLERGY] = {"Penicillin", "Shellfish", "Pollen", "Latex", "House dust mite", "Cat dander",
                      "Peanut", "Ragweed"}};

static precare_time day_of(int32_t day)
{
    precare_time t = {.precision = PRECARE_TIME_DAY};

    date_parts(day, &t.year, &t.month, &t.day);
    return t;
}

int32_t work_day(const precare_time *t)
{
    return date_of(t->year, t->month, t->day);
}

static precare_array one_site(const char *const *site)
{
    return (precare_array){site, 1, sizeof *site};
}

struct pick {
    const char *code, *text;
};

/* One of a list's members in `share` of 100, else something common. */
static struct pick pick_entry(enum work_kind kind, uint32_t first, uint32_t last, uint32_t share)
{
    if (workload_percent(share)) {
        const struct work_members *l = &work_lists[first + workload_chance(last - first + 1)];
        uint32_t member = workload_chance(l->count);

        return (struct pick){l->code[member], l->text[member]};
    }
    uint32_t one = workload_chance(8);
    return (struct pick){common[kind][one], common_text[kind][one]};
}

/* Days before the appointment: at the boundary of a window in one of three. */
static int32_t some_days(void)
{
    static const int32_t edges[] = {6, 7, 8, 13, 14, 15, 27, 28, 29, 179, 180, 181};

    return workload_percent(33) ? edges[workload_chance(12)]
                                : (int32_t)(30 + workload_chance(1500));
}

/* A day in the past of which something is told as over and done with. */
static int32_t past_day(int32_t on)
{
    int32_t day = on - some_days();

    return day < TODAY ? day : TODAY;
}

static void conditions_make(struct work_event *e, uint32_t count, int32_t on, bool named)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pick p = pick_entry(WORK_CONDITION, ACNE, DIABETES, 13);

        e->conditions[i] = (precare_condition){
            .text = named ? p.text : NULL,
            .code = p.code,
            .status = workload_percent(40) ? PRECARE_STATUS_ACTIVE : PRECARE_STATUS_RESOLVED,
            .severity = 1 + workload_chance(3),
            .sites = one_site(&sites[workload_chance(8)])};
        e->conditions[i].onset = day_of(past_day(on));
        e->conditions[i].recorded = e->conditions[i].onset;
    }
    e->event.conditions.entries = (precare_array){e->conditions, count, sizeof e->conditions[0]};
}

static void medications_make(struct work_event *e, uint32_t count, int32_t on, bool named)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pick p = pick_entry(WORK_MEDICATION, RETINOIDS, CANCER_MEDICINES, 6);
        uint32_t use = workload_percent(30) ? PRECARE_USE_ONGOING : PRECARE_USE_STOPPED;

        e->medications[i] = (precare_medication){.text = named ? p.text : NULL,
                                                 .code = p.code,
                                                 .use = use,
                                                 .sites = one_site(&sites[workload_chance(8)])};
        e->medications[i].last_used = day_of(use == PRECARE_USE_ONGOING ? TODAY : past_day(on));
    }
    e->event.medications.entries = (precare_array){e->medications, count, sizeof e->medications[0]};
}

static void procedures_make(struct work_event *e, uint32_t count, int32_t on, bool named)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pick p = pick_entry(WORK_PROCEDURE, TOXIN, NEEDLING, 15);
        int32_t day = on - some_days();

        e->procedures[i] =
            (precare_procedure){.text = named ? p.text : NULL,
                                .code = p.code,
                                .state = day > TODAY ? PRECARE_PLANNED : PRECARE_DONE,
                                .sites = one_site(&sites[workload_chance(8)])};
        e->procedures[i].date = day_of(day);
    }
    e->event.procedures.entries = (precare_array){e->procedures, count, sizeof e->procedures[0]};
}

static void allergies_make(struct work_event *e, uint32_t count, bool named)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pick p = pick_entry(WORK_ALLERGY, ANAESTHETICS, ANAESTHETICS, 3);

        e->allergies[i] = (precare_allergy){
            .text = named ? p.text : NULL, .code = p.code, .severity = 1 + workload_chance(3)};
    }
    e->event.allergies.entries = (precare_array){e->allergies, count, sizeof e->allergies[0]};
}

static void people_make(struct work_event *e, int32_t on)
{
    int32_t years = workload_percent(2)   ? 22
                    : workload_percent(2) ? 80
                                          : (int32_t)(23 + workload_chance(56)),
            y, m, d;

    date_parts(on, &y, &m, &d);
    int32_t born =
        date_of(y - years, m, m == 2 && d == 29 ? 28 : d) + (int32_t)workload_chance(3) - 1;
    e->patient = (precare_patient){.struct_size = sizeof e->patient,
                                   .pregnancy = workload_percent(1) ? PRECARE_PREGNANT
                                                                    : PRECARE_NOT_PREGNANT,
                                   .birth_date = day_of(born)};
    e->training[0] = workload_percent(1) ? "laser" : "microneedling";
    e->training[1] = "injections";
    e->provider = (precare_provider){.struct_size = sizeof e->provider,
                                     .training_recorded = 1,
                                     .id = "p7",
                                     .role = workload_percent(70) ? "nurse" : "physician",
                                     .training = {e->training, 2, sizeof e->training[0]}};
}

static void event_make(struct work_event *e, uint32_t number, enum work_events kind)
{
    bool named = kind == EVENTS_NAMED;
    int32_t on = TODAY + 1 + (int32_t)workload_chance(60);

    (void)snprintf(e->id, sizeof e->id, "apt-%u", number);
    (void)snprintf(e->event_id, sizeof e->event_id, "apt-%u/1", number);
    e->sites[0] = sites[workload_chance(8)];
    e->appointment = (precare_appointment){.struct_size = sizeof e->appointment,
                                           .state = PRECARE_PLANNED,
                                           .id = e->id,
                                           .start = day_of(on),
                                           .minutes = 60,
                                           .procedure_code = work_lists[NEEDLING].code[0],
                                           .sites = one_site(&e->sites[0])};
    precare_list reviewed = {.reviewed = day_of(TODAY)};
    e->event = (precare_event){.struct_size = sizeof e->event,
                               .moment = PRECARE_BOOKING,
                               .action = PRECARE_CREATE,
                               .phase = PRECARE_PREVIEW,
                               .event_id = e->event_id,
                               .subject = "pt-88",
                               .now = {PRECARE_TIME_INSTANT, 2026, 12, 1, 15, 0, 0, 0},
                               .patient = &e->patient,
                               .appointment = &e->appointment,
                               .provider = &e->provider,
                               .conditions = reviewed,
                               .medications = reviewed,
                               .allergies = reviewed,
                               .procedures = reviewed};
    people_make(e, on);
    conditions_make(e, named ? 8 : workload_chance(9), on, named);
    medications_make(e, named ? 7 : workload_chance(9), on, named);
    procedures_make(e, named ? 4 : workload_chance(5), on, named);
    allergies_make(e, named ? 1 : workload_chance(2), named);
}

/* Not asked: its date of review is gone, and its entries with it. */
static void forget_lists(struct work_event *e)
{
    precare_list *const lists[4] = {&e->event.conditions, &e->event.medications,
                                    &e->event.allergies, &e->event.procedures};
    uint32_t which = 1 + workload_chance(15);

    for (uint32_t i = 0; i < 4; i++) {
        if (which >> i & 1) {
            *lists[i] = (precare_list){0};
        }
    }
}

struct work_event *work_events(enum work_events kind)
{
    struct work_event *events = calloc(EVENTS, sizeof *events);

    if (events == NULL) {
        (void)fputs("workload: no memory\n", stderr);
        exit(1);
    }
    work_lists_make();
    chance_state = 20261123;
    for (uint32_t i = 0; i < EVENTS; i++) {
        event_make(&events[i], i, kind);
    }
    for (uint32_t i = 0; i < EVENTS && kind == EVENTS_UNKNOWN; i++) {
        if (i % 3 == 0) {
            forget_lists(&events[i]);
        }
    }
    return events;
}
