/* SPDX-License-Identifier: MIT
 *
 * See random_visit.h.
 */
#include "support/random_visit_parts.h"

#include <string.h>

#include "visit/days.h"

const struct random_answer random_asked[RANDOM_ANSWERS] = {
    {"hsv-history", {"yes", "N", "yes, as a teenager", "recorded", "unsure", "missing"}},
    {"platelets", {"149.9", "150", "a few", "150/nL", "none", "unknown"}},
    {"event", {"2027-01-20", "2027-01", "soon", "2027-13", "none", "not sure"}},
    {"cream", {"retinol serum", "apixaban", "foam", "apixiban", "none", "don't know"}},
};

struct when when_on(int32_t day)
{
    return (struct when){day, day, 0, WHEN_DAY, 0};
}

struct when random_time(uint64_t *seed, int32_t around, int32_t spread)
{
    int32_t day = around - spread + (int32_t)random_below(seed, (uint32_t)(2 * spread + 1)), year,
            month, dom;

    date_parts(day, &year, &month, &dom);
    switch (random_below(seed, 6)) {
    case 0: return (struct when){0, 0, 0, WHEN_UNKNOWN, 0};
    case 1:
        return (struct when){date_of(year, month, 1), date_of(year, month, month_days(year, month)),
                             0, WHEN_PARTIAL, 0};
    case 2: return (struct when){date_of(year, 1, 1), date_of(year, 12, 31), 0, WHEN_PARTIAL, 0};
    case 3:
        return (struct when){day, day, (int64_t)day * 86400 + random_below(seed, 86400),
                             WHEN_INSTANT, 0};
    default: return when_on(day);
    }
}

struct span random_text(uint64_t *seed, const char *const *texts, uint32_t count)
{
    return span_of(texts[random_below(seed, count)]);
}

uint32_t random_sites(uint64_t *seed, struct span *sites, uint32_t most)
{
    static const char *const names[] = {"face", "forehead", "left cheek", "right cheek",
                                        "lip",  "abdomen",  "elsewhere"};
    uint32_t count = random_below(seed, most + 1);

    for (uint32_t i = 0; i < count; i++) {
        sites[i] = random_text(seed, names, 7);
    }
    return count;
}

/* Of this visit (whose id is "a"), of another, or of nobody knows which; perhaps of a series. By
 * the entry's own days, so that it takes no chance from what follows. */
static void entry_booking(struct entry *e, int32_t day)
{
    static const char *const ids[] = {"a", "b"};
    static const struct answer pain[] = {{{"max-pain", 8}, {"5", 1}, {0}},
                                         {{"max-pain", 8}, {"4", 1}, {0}},
                                         {{"max-pain", 8}, {"much", 4}, {0}}};
    uint32_t chance = (uint32_t)(e->at.first * 7 + e->noted.first * 13) % 12;

    if (chance % 4 < 3) {
        e->fields = &pain[chance % 4];
        e->field_count = 1;
    }
    if (chance < 6) {
        e->appointment = span_of(ids[chance % 2]);
        e->occurrence = chance % 3 ? (struct when){0} : when_on(day - (int32_t)(chance % 2));
    }
}

#define TEXTS 8

struct span random_list(uint64_t *seed, enum chart chart)
{
    static const char *const sets[CHART_COUNT][4] = {
        {"acne", "skin", "herpes", "nobody"},
        {"retinoids", "all-medicines", "thinners", "acne"},
        {"nickel", "retinoids", "nickel", "nobody"},
        {"toxin", "needling", "toxin", "nobody"},
        {"hives", "hives", "hives", "nobody"},
        {"screens", "retinoids", "screens", "nobody"},
    };

    return random_text(seed, sets[chart], 4);
}

/* What an entry may be read by beside its text, or without one. */
static void entry_reading(uint64_t *seed, struct entry *e, enum chart chart)
{
    static const char *const codes[] = {"zzz:1", "icd-10:L70.0", "atc:B01AA03", "rxnorm:99",
                                        "snomed:1"};

    if (random_below(seed, 4) == 0) {
        e->code = random_text(seed, codes, 5);
        e->text = random_below(seed, 3) ? SPAN("-") : e->text;
    }
    if (chart < CHART_ASKED && random_below(seed, 8) == 0) {
        e->list = random_list(seed, chart);
    }
    e->checked = random_below(seed, 8) == 0 ? PRECARE_AS_WRITTEN : 0;
}

static void chart_asked(uint64_t *seed, struct random_visit *r, enum chart chart, int32_t today)
{
    struct entries *list = &r->visit.chart[chart];

    if (chart >= CHART_ASKED) {
        return;
    }
    list->asked = r->asked[chart];
    list->asked_count = random_below(seed, 3);
    for (uint32_t i = 0; i < list->asked_count; i++) {
        r->asked[chart][i] =
            (struct asked_set){random_list(seed, chart), random_time(seed, today - 30, 32)};
    }
}

static void visit_procedures(uint64_t *seed, struct random_visit *r)
{
    static const char *const texts[] = {"facial", "microneedlng", "LED mask", "botox"};
    static const char *const codes[] = {"zzz:1", "local:1"};

    r->visit.also = r->also;
    r->visit.also_count = random_below(seed, 3);
    for (uint32_t i = 0; i < r->visit.also_count; i++) {
        struct span none = {0};

        r->also[i].text = random_below(seed, 3) ? random_text(seed, texts, 4) : none;
        r->also[i].code = r->also[i].text.len > 0 ? none : random_text(seed, codes, 2);
    }
}

static void chart_entries(uint64_t *seed, struct random_visit *r, enum chart chart, int32_t today,
                          int32_t day)
{
    static const char *const texts[CHART_COUNT][TEXTS] = {
        {"acne", "cold sore", "psoriasis", "non-acne rash", "headache", "psoriasys",
         "acne free skin", "acne-free"},
        {"tretinoin 0.05%", "retinol serum", "apixaban", "apixiban", "vitamin", "minoxidil",
         "warfarin free sample", "warfarin cream"},
        {"nickel", "peanut", "nickle", "tretinoin", "latex", "retinol", "nickel free ring",
         "nickel-free"},
        {"Botox", "microneedling", "Dysport", "facial", "microneedling session", "dysprt",
         "botox free talk", "non-botox"},
        {"hives", "redness", "itch", "hive", "rednes", "pain", "redness free day", "redness."},
        {"sunscreen", "makeup", "sunscren", "retinol", "cream", "sunscreen spf",
         "sunscreen free cream", "sunscreen-free"},
    };
    struct entries *list = &r->visit.chart[chart];

    list->at = r->entries[chart];
    list->count = random_below(seed, RANDOM_MOST + 1);
    if (chart < CHART_ASKED && random_below(seed, 3)) {
        list->reviewed = random_time(seed, today - 30, 32);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct entry *e = &r->entries[chart][i];

        e->text = random_text(seed, texts[chart], TEXTS);
        e->status = random_below(seed, chart == CHART_PROCEDURES ? 4
                                       : chart < CHART_ALLERGIES ? 6
                                                                 : 1);
        e->severity = random_below(seed, 4);
        e->sites = r->sites[chart][i];
        e->site_count = random_sites(seed, r->sites[chart][i], 2);
        e->at = random_time(seed, day - (chart == CHART_PRODUCTS ? 0 : 8), 12);
        /* a medicine may begin later; nothing was recorded later */
        e->noted = random_time(seed, chart == CHART_MEDICATIONS ? today : today - 25, 25);
        if (chart == CHART_PROCEDURES) {
            entry_booking(e, day);
        }
        if (chart == CHART_MEDICATIONS && random_below(seed, 3) == 0) {
            e->route = random_below(seed, 2) ? SPAN("topical") : SPAN("oral");
        }
        entry_reading(seed, e, chart);
    }
    chart_asked(seed, r, chart, today);
}

void random_visit_make(uint64_t *seed, struct random_visit *r)
{
    static const char *const roles[] = {"physician", "RN", "spa"},
                             *const trainings[] = {"microneedling", "laser", "juggling"},
                             *const pains[] = {"5", "4", "a lot", "unsure"},
                             *const steriles[] = {"yes", "no", "mostly", "unsure"};

    memset(r, 0, sizeof *r);
    struct visit *v = &r->visit;
    int32_t day = date_of(2027, 1, 12), today = day - (int32_t)random_below(seed, 40);
    v->zone = zone_utc();
    v->moment = random_below(seed, 2) ? PRECARE_BOOKING : PRECARE_FOLLOW_UP;
    v->event_id = SPAN("e");
    v->appointment = SPAN("a");
    v->occurrence = today % 3 ? (struct when){0} : when_on(day);
    v->start = random_below(seed, 3)
                   ? (struct when){day, day, (int64_t)day * 86400 + 50400, WHEN_INSTANT, 0}
                   : when_on(day);
    v->reference = day;
    v->now = when_on(today);
    v->today = today;
    v->birth = random_below(seed, 2) ? random_time(seed, day - 22 * 365 - 5, 400)
                                     : random_time(seed, day - 30 * 365 - 7, 3);
    v->pregnancy = random_below(seed, 6);
    v->sex = random_below(seed, 5);
    v->state = random_below(seed, 3);
    v->minutes = random_below(seed, 3) ? (int32_t)(44 + random_below(seed, 3)) : 0;
    v->sites = r->area;
    v->site_count = random_sites(seed, r->area, 2);
    v->procedure.text = SPAN("microneedling");
    if (random_below(seed, 2)) {
        v->modality = random_below(seed, 2) ? SPAN("mechanical") : SPAN("radiofrequency");
    }
    if (random_below(seed, 2)) {
        v->indication = random_below(seed, 2) ? SPAN("acne scar") : SPAN("poreless");
    }
    if (random_below(seed, 2)) {
        v->price = random_below(seed, 2) ? SPAN("199.99 USD") : SPAN("200 USD");
    }
    if (random_below(seed, 2)) {
        v->role = random_text(seed, roles, 3);
    }
    r->training[0] = random_text(seed, trainings, 3);
    r->training[1] = random_text(seed, trainings, 3);
    v->training = r->training;
    v->training_recorded = random_below(seed, 2);
    v->training_count = v->training_recorded ? random_below(seed, 3) : 0;
    for (uint32_t i = 0; i < RANDOM_ANSWERS; i++) {
        r->answers[i] = (struct answer){
            span_of(random_asked[i].name), random_text(seed, random_asked[i].values, RANDOM_VALUES),
            random_time(seed, today - (int32_t)random_below(seed, 200), 5)};
    }
    v->answers = r->answers;
    v->answer_count = random_below(seed, RANDOM_ANSWERS + 1);
    r->fields[0] = (struct answer){SPAN("max-pain"), random_text(seed, pains, 4), {0}};
    r->fields[1] = (struct answer){SPAN("sterile"), random_text(seed, steriles, 4), {0}};
    v->fields = r->fields;
    v->field_count = random_below(seed, 3);
    v->procedure_ended = random_time(seed, day, 2);
    visit_procedures(seed, r);
    for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
        chart_entries(seed, r, (enum chart)chart, today, day);
    }
}

void random_visit_copy(struct random_visit *to, const struct random_visit *from)
{
    *to = *from;
    to->visit.sites = to->area;
    to->visit.training = to->training;
    to->visit.answers = to->answers;
    to->visit.fields = to->fields;
    to->visit.also = to->also;
    for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
        to->visit.chart[chart].at = to->entries[chart];
        if (chart < CHART_ASKED) {
            to->visit.chart[chart].asked = to->asked[chart];
        }
        for (uint32_t i = 0; i < RANDOM_MOST; i++) {
            to->entries[chart][i].sites = to->sites[chart][i];
        }
    }
}

void random_visit_shuffle(uint64_t *seed, struct random_visit *r, enum chart chart)
{
    uint32_t count = r->visit.chart[chart].count;

    for (uint32_t i = count; i > 1; i--) {
        uint32_t k = random_below(seed, i);
        struct entry one = r->entries[chart][i - 1];

        r->entries[chart][i - 1] = r->entries[chart][k];
        r->entries[chart][k] = one;
    }
}
