/* SPDX-License-Identifier: MIT
 *
 * Properties of the engine on random visits (a fixed seed; PRECARE_VISITS says how many, 20,000 by
 * default, 100,000 in CI): the same visit gives the same bytes; the trigger index and the plain
 * loop agree; the order of entries changes no finding; filling in a missing fact never turns T into
 * F or F into T; a rule that cannot be told is visible.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "support/judge.h"
#include "test.h"
#include "visit/days.h"

static const char book[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: book\n"
    "  title: \"Test\"\n"
    "  version: \"1.0.0\"\n"
    "  status: draft\n"
    "  owner: {name: \"Lead\", role: clinical-lead}\n"
    "  review-by: \"2030-01-01\"\n"
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n"
    "lists-stay-good: {conditions: 30 days, medications: 60 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox, dysport]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, retinol], routes: "
    "[topical]}\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban, warfarin], codes: "
    "{atc: [B01AA]}, except: {items: [\"warfarin cream\"], codes: {rxnorm: [\"99\"]}}}\n"
    "  all-medicines: {kind: medication, plain: \"medicine\", items: [minoxidil], includes: "
    "[retinoids, thinners]}\n"
    "  acne: {kind: condition, plain: \"acne\", items: [acne], codes: {icd-10: [\"L70\"]}}\n"
    "  herpes: {kind: condition, plain: \"herpes\", items: [\"cold sore\"], short-lived: 21 days}\n"
    "  skin: {kind: condition, plain: \"skin disease\", items: [psoriasis], includes: [acne, "
    "herpes]}\n"
    "  nickel: {kind: allergy, plain: \"metal\", items: [nickel]}\n"
    "  hives: {kind: reaction, plain: \"reaction\", items: [hives, redness]}\n"
    "  screens: {kind: product, plain: \"sunscreen\", items: [sunscreen]}\n"
    "body-sites:\n"
    "  face: {parts: [forehead, glabella, cheek, lip]}\n"
    "  forehead: {adjacent: [glabella]}\n"
    "  glabella: {}\n"
    "  cheek: {}\n"
    "  lip: {}\n"
    "  abdomen: {}\n"
    "answers:\n"
    "  hsv-history: {ask: \"Cold sores?\", of: patient, words: {\"yes\": [\"y\"], \"no\": "
    "[\"n\"]}, "
    "good-for: 6 months}\n"
    "  platelets: {ask: \"How many?\", of: staff, number: \"1000/uL\"}\n"
    "  event: {ask: \"When?\", of: patient, date: planned}\n"
    "  cream: {ask: \"Which?\", of: staff, names: medication, good-for: 2 weeks}\n"
    "words:\n"
    "  modality: {mechanical: [pen], radiofrequency: [RF]}\n"
    "  training: {microneedling: [course], laser: []}\n"
    "  indication: [acne-scar, wrinkles]\n"
    "  fields: {max-pain: {number: \"of 10\"}, sterile: {words: [\"yes\", \"no\"]}}\n"
    "override-reasons: {fine: {say: \"It is fine\", points-to: clinical-judgement}}\n"
    "rules:\n";

static const char *const conditions[] = {
    "{patient.age: {below: 22 years}}",
    "{patient.age: {at-least: 18 years, below: 65 years}}",
    "{patient.pregnancy: {is: [pregnant, trying]}}",
    "{patient.sex: {is: [female, other]}}",
    "{condition: {in: acne, status: active, site: treatment-area}}",
    "{condition: {in: skin, at-least: moderate, site: anywhere}}",
    "{condition: {in: skin, status: active, site: same-region}}",
    "{condition: {in: herpes, status: active, site: adjacent}}",
    "{condition: {in: herpes, status: family, site: anywhere}}",
    "{condition: {in: acne, onset-within: 2 months before appointment, site: anywhere}}",
    "{medication: {in: retinoids, taken-within: 7 days before appointment, site: treatment-area}}",
    "{medication: {in: all-medicines, taken-within: 1 month before appointment}}",
    "{medication: {in: thinners, use: ongoing}}",
    "{medication: {in: thinners, on-file: any}}",
    "{medication: {in: thinners, on-file: ever}}",
    "{medication: {in: all-medicines, started-within: 2 weeks before appointment}}",
    "{medication: {in: retinoids, used-for: 10 days before appointment, site: same-region}}",
    "{medication: {in: retinoids, taken-within: 36 hours before appointment}}",
    "{allergy: {in: nickel}}",
    "{procedure.history: {in: toxin, within: 14 days before appointment, site: adjacent}}",
    "{procedure.history: {in: toxin, within: 14 days before appointment, planned-within: 1 week "
    "after appointment, "
    "site: anywhere}}",
    "{procedure.history: {in: needling, within: 28 days before appointment, count: done, site: "
    "same-region}}",
    "{procedure.history: {in: toxin, times: {at-least: 2}, count: done, site: same-region}}",
    "{procedure.history: {in: toxin, times: {below: 3}, site: anywhere}}",
    "{procedure.history: {in: toxin, within: 1 month before appointment, planned-within: 2 weeks "
    "after appointment, times: {at-least: 2}, site: anywhere}}",
    "{procedure.history: {in: toxin, field: {name: max-pain, above: 4}, site: anywhere}}",
    "{appointment.site: {in: face}}",
    "{appointment.procedure: {in: toxin}}",
    "{appointment.length: {below: 45 minutes}}",
    "{appointment.indication: {in: [acne-scar]}}",
    "{appointment.price: {below: 200 USD}}",
    "{provider.training: {lacks: microneedling}}",
    "{provider.role: {not-in: [physician]}}",
    "{answer: {to: hsv-history, is: \"yes\"}}",
    "{answer: {to: hsv-history, is: [unsure, \"no\"]}}",
    "{answer: {to: hsv-history, is: \"no\", within: 90 days before appointment}}",
    "{answer: {to: hsv-history, is: \"yes\", within: 7 days before appointment}}",
    "{answer: {to: platelets, below: 150}}",
    "{answer: {to: platelets, is: none}}",
    "{answer: {to: event, date-within: 2 weeks after appointment}}",
    "{answer: {to: cream, in: retinoids}}",
    "{charted.reaction: {in: hives, at-least: moderate}}",
    "{charted.reaction: {in: hives, later-than: 7 days after procedure, site: treatment-area}}",
    "{charted.reaction: {in: hives, no-later-than: 24 hours after procedure}}",
    "{charted.product: {in: screens, used-before: 24 hours after procedure}}",
    "{charted.field: {name: max-pain, above: 4}}",
    "{charted.field: {name: sterile, is: [\"no\", unsure]}}",
    "{all: [{condition: {in: skin, site: anywhere}}, {medication: {in: thinners, use: ongoing}}]}",
    "{any: [{condition: {in: acne, site: anywhere}}, {allergy: {in: nickel}}, {patient.age: "
    "{below: 30 years}}]}",
    "{none: [{condition: {in: skin, status: active, site: treatment-area}}, {provider.role: {in: "
    "physician}}]}",
    "{all: [{none: [{medication: {in: thinners, on-file: any}}]}, {any: [{appointment.site: {in: "
    "lip}}, "
    "{condition: {in: herpes, site: anywhere}}]}]}",
};
#define RULES (sizeof conditions / sizeof conditions[0])

static struct rules *rules;

static int property_load(void)
{
    struct buf text = {0};

    buf_text(&text, book);
    for (size_t i = 0; i < RULES; i++) {
        buf_printf(
            &text,
            "  - id: r%zu\n    title: \"Rule\"\n    source: {ref: article, basis: stated}\n"
            "    when: {at: [booking, follow-up], procedure: needling%s}\n    if: %s\n"
            "    then: {severity: hold, say: \"Said.\", suggest: {move-to: 7 days after match}}\n"
            "    if-unknown: {ask: \"What?\", of: patient%s}\n"
            "    override: {by: [physician], reasons: [fine], lasts: 30 days}\n",
            i, i % 9 == 4 ? ", modality: [mechanical]" : "", conditions[i],
            i % 7 == 5 ? ", ask-from: follow-up" : "");
    }
    char *yaml = buf_take(&text);
    rules = yaml != NULL ? judge_rules(yaml) : NULL;
    mem_drop(yaml);
    return rules != NULL ? 0 : 1;
}

static int property_unload(void)
{
    rules_free(&rules);
    return 0;
}

/* ---- random visits ---- */

#define MOST 6

/* Answers with what people write: the first two are understood, the next two are not. */
#define ANSWERS 4u
#define ANSWER_VALUES 6
static const struct {
    const char *name, *values[ANSWER_VALUES];
} asked[ANSWERS] = {
    {"hsv-history", {"yes", "N", "yes, as a teenager", "recorded", "unsure", "missing"}},
    {"platelets", {"149.9", "150", "a few", "150/nL", "none", "unknown"}},
    {"event", {"2027-01-20", "2027-01", "soon", "2027-13", "none", "not sure"}},
    {"cream", {"retinol serum", "apixaban", "foam", "apixiban", "none", "don't know"}},
};

struct random_visit {
    struct visit visit;
    struct entry entries[CHART_COUNT][MOST];
    struct span sites[CHART_COUNT][MOST][2], area[2], training[2];
    struct answer answers[ANSWERS], fields[2];
    struct asked_set asked[CHART_ASKED][2];
    struct booked also[2];
};

static uint64_t state;

static uint32_t property_chance(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static struct when day_of(int32_t day)
{
    return (struct when){day, day, 0, WHEN_DAY, 0};
}

/* Unknown, a day, an instant, or a month or year, mostly near the boundaries of the windows. */
static struct when some_time(int32_t around, int32_t spread)
{
    int32_t day = around - spread + (int32_t)property_chance((uint32_t)(2 * spread + 1)), year,
            month, dom;

    date_parts(day, &year, &month, &dom);
    switch (property_chance(6)) {
    case 0: return (struct when){0, 0, 0, WHEN_UNKNOWN, 0};
    case 1:
        return (struct when){date_of(year, month, 1), date_of(year, month, month_days(year, month)),
                             0, WHEN_PARTIAL, 0};
    case 2: return (struct when){date_of(year, 1, 1), date_of(year, 12, 31), 0, WHEN_PARTIAL, 0};
    case 3:
        return (struct when){day, day, (int64_t)day * 86400 + property_chance(86400), WHEN_INSTANT,
                             0};
    default: return day_of(day);
    }
}

static struct span some_text(const char *const *texts, uint32_t count)
{
    return span_of(texts[property_chance(count)]);
}

static uint32_t some_sites(struct span *sites, uint32_t most)
{
    static const char *const names[] = {"face", "forehead", "left cheek", "right cheek",
                                        "lip",  "abdomen",  "elsewhere"};
    uint32_t count = property_chance(most + 1);

    for (uint32_t i = 0; i < count; i++) {
        sites[i] = some_text(names, 7);
    }
    return count;
}

/* Of this visit (whose id is "a"), of another, or of nobody knows which; perhaps of a series. By
 * the entry's own days, so that it takes no chance from what follows. */
static void some_booking(struct entry *e, int32_t day)
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
        e->occurrence = chance % 3 ? (struct when){0} : day_of(day - (int32_t)(chance % 2));
    }
}

#define TEXTS 8

/* Value sets of each part of the chart, one that nobody defines, and one of another kind. */
static struct span some_list(enum chart chart)
{
    static const char *const sets[CHART_COUNT][4] = {
        {"acne", "skin", "herpes", "nobody"},
        {"retinoids", "all-medicines", "thinners", "acne"},
        {"nickel", "retinoids", "nickel", "nobody"},
        {"toxin", "needling", "toxin", "nobody"},
        {"hives", "hives", "hives", "nobody"},
        {"screens", "retinoids", "screens", "nobody"},
    };

    return some_text(sets[chart], 4);
}

/* What an entry may be read by beside its text, or without one. */
static void some_reading(struct entry *e, enum chart chart)
{
    static const char *const codes[] = {"zzz:1", "icd-10:L70.0", "atc:B01AA03", "rxnorm:99",
                                        "snomed:1"};

    if (property_chance(4) == 0) {
        e->code = some_text(codes, 5);
        e->text = property_chance(3) ? SPAN("-") : e->text;
    }
    if (chart < CHART_ASKED && property_chance(8) == 0) {
        e->list = some_list(chart);
    }
    e->checked = property_chance(8) == 0 ? PRECARE_AS_WRITTEN : 0;
}

static void some_asked(struct random_visit *r, enum chart chart, int32_t today)
{
    struct entries *list = &r->visit.chart[chart];

    if (chart >= CHART_ASKED) {
        return;
    }
    list->asked = r->asked[chart];
    list->asked_count = property_chance(3);
    for (uint32_t i = 0; i < list->asked_count; i++) {
        r->asked[chart][i] = (struct asked_set){some_list(chart), some_time(today - 30, 32)};
    }
}

static void some_procedures(struct random_visit *r)
{
    static const char *const texts[] = {"facial", "microneedlng", "LED mask", "botox"};
    static const char *const codes[] = {"zzz:1", "local:1"};

    r->visit.also = r->also;
    r->visit.also_count = property_chance(3);
    for (uint32_t i = 0; i < r->visit.also_count; i++) {
        struct span none = {0};

        r->also[i].text = property_chance(3) ? some_text(texts, 4) : none;
        r->also[i].code = r->also[i].text.len > 0 ? none : some_text(codes, 2);
    }
}

static void some_entries(struct random_visit *r, enum chart chart, int32_t today, int32_t day)
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
    list->count = property_chance(MOST + 1);
    if (chart < CHART_ASKED && property_chance(3)) {
        list->reviewed = some_time(today - 30, 32);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct entry *e = &r->entries[chart][i];

        e->text = some_text(texts[chart], TEXTS);
        e->status = property_chance(chart == CHART_PROCEDURES ? 4
                                    : chart < CHART_ALLERGIES ? 6
                                                              : 1);
        e->severity = property_chance(4);
        e->sites = r->sites[chart][i];
        e->site_count = some_sites(r->sites[chart][i], 2);
        e->at = some_time(day - (chart == CHART_PRODUCTS ? 0 : 8), 12);
        /* a medicine may begin later; nothing was recorded later */
        e->noted = some_time(chart == CHART_MEDICATIONS ? today : today - 25, 25);
        if (chart == CHART_PROCEDURES) {
            some_booking(e, day);
        }
        if (chart == CHART_MEDICATIONS && property_chance(3) == 0) {
            e->route = property_chance(2) ? SPAN("topical") : SPAN("oral");
        }
        some_reading(e, chart);
    }
    some_asked(r, chart, today);
}

static void some_visit(struct random_visit *r)
{
    static const char *const roles[] = {"physician", "RN", "spa"},
                             *const trainings[] = {"microneedling", "laser", "juggling"},
                             *const pains[] = {"5", "4", "a lot", "unsure"},
                             *const steriles[] = {"yes", "no", "mostly", "unsure"};

    memset(r, 0, sizeof *r);
    struct visit *v = &r->visit;
    int32_t day = date_of(2027, 1, 12), today = day - (int32_t)property_chance(40);
    v->zone = zone_utc();
    v->moment = property_chance(2) ? PRECARE_BOOKING : PRECARE_FOLLOW_UP;
    v->event_id = SPAN("e");
    v->appointment = SPAN("a");
    v->occurrence = today % 3 ? (struct when){0} : day_of(day);
    v->start = property_chance(3)
                   ? (struct when){day, day, (int64_t)day * 86400 + 50400, WHEN_INSTANT, 0}
                   : day_of(day);
    v->reference = day;
    v->now = day_of(today);
    v->today = today;
    v->birth =
        property_chance(2) ? some_time(day - 22 * 365 - 5, 400) : some_time(day - 30 * 365 - 7, 3);
    v->pregnancy = property_chance(6);
    v->sex = property_chance(5);
    v->state = property_chance(3);
    v->minutes = property_chance(3) ? (int32_t)(44 + property_chance(3)) : 0;
    v->sites = r->area;
    v->site_count = some_sites(r->area, 2);
    v->procedure.text = SPAN("microneedling");
    if (property_chance(2)) {
        v->modality = property_chance(2) ? SPAN("mechanical") : SPAN("radiofrequency");
    }
    if (property_chance(2)) {
        v->indication = property_chance(2) ? SPAN("acne scar") : SPAN("poreless");
    }
    if (property_chance(2)) {
        v->price = property_chance(2) ? SPAN("199.99 USD") : SPAN("200 USD");
    }
    if (property_chance(2)) {
        v->role = some_text(roles, 3);
    }
    r->training[0] = some_text(trainings, 3);
    r->training[1] = some_text(trainings, 3);
    v->training = r->training;
    v->training_recorded = property_chance(2);
    v->training_count = v->training_recorded ? property_chance(3) : 0;
    for (uint32_t i = 0; i < ANSWERS; i++) {
        r->answers[i] =
            (struct answer){span_of(asked[i].name), some_text(asked[i].values, ANSWER_VALUES),
                            some_time(today - (int32_t)property_chance(200), 5)};
    }
    v->answers = r->answers;
    v->answer_count = property_chance(ANSWERS + 1);
    r->fields[0] = (struct answer){SPAN("max-pain"), some_text(pains, 4), {0}};
    r->fields[1] = (struct answer){SPAN("sterile"), some_text(steriles, 4), {0}};
    v->fields = r->fields;
    v->field_count = property_chance(3);
    v->procedure_ended = some_time(day, 2);
    some_procedures(r);
    for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
        some_entries(r, (enum chart)chart, today, day);
    }
}

static void random_copy(struct random_visit *to, const struct random_visit *from)
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
        for (uint32_t i = 0; i < MOST; i++) {
            to->entries[chart][i].sites = to->sites[chart][i];
        }
    }
}

/* ---- looking at what comes out ---- */

static char *json_of(const struct visit *v, bool plain_loop, struct trace *trace)
{
    struct engine_options options = {.draft = true, .plain_loop = plain_loop};
    struct result *result = engine_evaluate(rules, v, &options, trace);
    struct buf out = {0};

    if (result != NULL) {
        result_json(&result->out, 0, &out);
    }
    result_drop(&result);
    return buf_take(&out);
}

static uint32_t how_many(void)
{
    const char *said = getenv("PRECARE_VISITS");
    long count = said != NULL ? strtol(said, NULL, 10) : 20000;

    return count > 0 ? (uint32_t)count : 20000;
}

static void fail_once(bool *failed, const char *what, uint32_t visit, const char *more)
{
    if (!*failed) {
        fprintf(stderr, "visit %u: %s%s%s\n", visit, what, more != NULL ? ": " : "",
                more != NULL ? more : "");
    }
    *failed = true;
}

static void the_same_visit_gives_the_same_bytes_by_index_and_by_plain_loop(void)
{
    bool failed = false;
    uint32_t findings = 0;

    state = 1;
    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r;

        some_visit(&r);
        char *a = json_of(&r.visit, false, NULL), *b = json_of(&r.visit, false, NULL);
        char *c = json_of(&r.visit, true, NULL);
        if (a == NULL || b == NULL || c == NULL || strcmp(a, b) != 0 || strcmp(a, c) != 0) {
            fail_once(&failed, "different bytes", n, c);
        }
        findings += a != NULL && strstr(a, "\"findings\":[{") != NULL;
        mem_drop(a);
        mem_drop(b);
        mem_drop(c);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(findings > how_many() / 2);
}

static void swap_entries(struct random_visit *r, enum chart chart)
{
    uint32_t count = r->visit.chart[chart].count;

    for (uint32_t i = count; i > 1; i--) {
        uint32_t k = property_chance(i);
        struct entry one = r->entries[chart][i - 1];

        r->entries[chart][i - 1] = r->entries[chart][k];
        r->entries[chart][k] = one;
    }
}

/* A finding without what names places: indices of entries move with the entries. */
static bool same_findings(const struct result *a, const struct result *b)
{
    const precare_finding *x = a->out.findings.items, *y = b->out.findings.items;

    if (a->out.findings.count != b->out.findings.count || a->out.overall != b->out.overall) {
        return false;
    }
    for (uint32_t i = 0; i < a->out.findings.count; i++) {
        bool same_date = (x[i].move_to == NULL && y[i].move_to == NULL) ||
                         (x[i].move_to != NULL && y[i].move_to != NULL &&
                          strcmp(x[i].move_to, y[i].move_to) == 0);
        bool same_facts = memcmp(&a->facts[i], &b->facts[i], sizeof a->facts[i]) == 0;

        if (strcmp(x[i].rule, y[i].rule) != 0 || x[i].outcome != y[i].outcome || !same_date ||
            !same_facts || x[i].matched.count != y[i].matched.count ||
            x[i].missing.count != y[i].missing.count ||
            (x[i].matter != NULL) != (y[i].matter != NULL) ||
            (x[i].matter != NULL && strcmp(x[i].matter, y[i].matter) != 0)) {
            return false;
        }
        const char *const *p = x[i].matched.items, *const *q = y[i].matched.items;
        for (uint32_t k = 0; k < x[i].matched.count; k++) {
            if (strcmp(p[k], q[k]) != 0) {
                return false;
            }
        }
    }
    return true;
}

static void the_order_of_entries_changes_no_finding(void)
{
    bool failed = false;

    state = 2;
    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r, other;
        struct engine_options options = {.draft = true};

        some_visit(&r);
        random_copy(&other, &r);
        for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
            swap_entries(&other, (enum chart)chart);
        }
        struct result *a = engine_evaluate(rules, &r.visit, &options, NULL);
        struct result *b = engine_evaluate(rules, &other.visit, &options, NULL);
        if (a == NULL || b == NULL || !same_findings(a, b)) {
            fail_once(&failed, "the order of entries changed a finding", n, NULL);
        }
        result_drop(&a);
        result_drop(&b);
    }
    CU_ASSERT_FALSE(failed);
}

/* ---- filling in ---- */

static struct when property_narrower(struct when x, int32_t around)
{
    if (x.kind == WHEN_UNKNOWN) {
        return some_time(around, 20);
    }
    if (x.kind == WHEN_PARTIAL) {
        return day_of(x.first + (int32_t)property_chance((uint32_t)(x.last - x.first + 1)));
    }
    if (x.kind == WHEN_DAY) {
        return (struct when){x.first, x.first, (int64_t)x.first * 86400 + property_chance(86400),
                             WHEN_INSTANT, 0};
    }
    return x;
}

/* A use that does not contradict what the entry says already; never is a fact of its own. */
static void fill_use(struct entry *e)
{
    static const uint32_t uses[] = {PRECARE_USE_ONGOING, PRECARE_USE_AS_NEEDED,
                                    PRECARE_USE_STOPPED};

    if (!e->status) {
        e->status = uses[property_chance(3)];
    }
}

static void fill_entry(struct random_visit *r, enum chart chart, int32_t today, int32_t day)
{
    struct entries *list = &r->visit.chart[chart];

    if (!list->count) {
        return;
    }
    uint32_t i = property_chance(list->count);
    struct entry *e = &r->entries[chart][i], before = *e;
    switch (property_chance(5)) {
    case 0:
        if (chart == CHART_CONDITIONS && !e->status) {
            e->status = 1 + property_chance(4);
        }
        if (chart == CHART_MEDICATIONS) {
            fill_use(e);
        }
        if (chart == CHART_PROCEDURES && !e->field_count) {
            static const struct answer pain = {{"max-pain", 8}, {"5", 1}, {0}};

            e->fields = &pain;
            e->field_count = 1;
        }
        break;
    case 1:
        if (!e->severity) {
            e->severity = 1 + property_chance(3);
        }
        break;
    case 2:
        if (!e->site_count) {
            e->site_count = some_sites(r->sites[chart][i], 2);
        }
        break;
    case 3: e->at = property_narrower(e->at, day - 8); break;
    default: e->noted = property_narrower(e->noted, today); break;
    }
    bool later =
        chart == CHART_CONDITIONS && e->noted.kind != WHEN_UNKNOWN && e->noted.last > today;
    if (later || entry_is_impossible(&r->visit, chart, e)) {
        *e = before; /* what cannot be true is no fact */
    }
}

/* Somebody looked at an entry, or asked about a value set by itself. */
static void fill_reading(struct random_visit *r, enum chart chart)
{
    struct entries *list = &r->visit.chart[chart];

    if (list->count > 0 && property_chance(2)) {
        r->entries[chart][property_chance(list->count)].checked = PRECARE_AS_WRITTEN;
    } else if (chart < CHART_ASKED && list->asked_count < 2) {
        r->asked[chart][list->asked_count++] = (struct asked_set){
            some_list(chart), day_of(r->visit.today - (int32_t)property_chance(70))};
    }
}

static bool is_one_of(struct span text, const char *const *texts, uint32_t count)
{
    bool found = false;

    for (uint32_t i = 0; i < count; i++) {
        found = found || span_same(text, span_of(texts[i]));
    }
    return found;
}

/* What was not understood is said in words that are, or its day is found out. That somebody is
 * unsure is a fact of its own. */
static void fill_answer(struct random_visit *r, uint32_t i)
{
    struct answer *one = &r->answers[i];

    if (i >= r->visit.answer_count) {
        return;
    }
    if (property_chance(2)) {
        one->on = property_narrower(one->on, r->visit.today - 10);
    } else if (is_one_of(one->value, asked[i].values + 2, 2)) {
        one->value = some_text(asked[i].values, 2);
    } else if (span_same(one->value, SPAN("2027-01"))) {
        one->value = property_chance(2) ? SPAN("2027-01-25") : SPAN("2027-01-31");
    }
}

static void fill_field(struct random_visit *r, uint32_t i)
{
    struct answer *one = &r->fields[i];

    if (i < r->visit.field_count &&
        span_same(one->value, i == 0 ? SPAN("a lot") : SPAN("mostly"))) {
        one->value = i == 0 ? (property_chance(2) ? SPAN("3") : SPAN("7"))
                            : (property_chance(2) ? SPAN("yes") : SPAN("no"));
    }
}

static void fill_fact(struct random_visit *r)
{
    struct visit *v = &r->visit;

    switch (property_chance(17)) {
    case 0: v->birth = property_narrower(v->birth, v->reference - 22 * 365); break;
    case 1:
        if (!v->pregnancy) {
            v->pregnancy = 1 + property_chance(5);
        }
        if (v->sex == 0 || v->sex > 3) {
            v->sex = 1 + property_chance(3);
        }
        break;
    case 2:
        if (!v->minutes) {
            v->minutes = (int32_t)(40 + property_chance(10));
        }
        break;
    case 3:
        if (!v->site_count) {
            v->site_count = some_sites(r->area, 2);
        }
        break;
    case 4:
        if (!v->role.len || span_same(v->role, SPAN("spa"))) {
            v->role = property_chance(2) ? SPAN("physician") : SPAN("nurse");
        }
        if (!v->modality.len) {
            v->modality = property_chance(2) ? SPAN("mechanical") : SPAN("radiofrequency");
        }
        break;
    case 5:
        if (!v->training_recorded) {
            v->training_count = property_chance(2);
        }
        v->training_recorded = true;
        for (uint32_t i = 0; i < v->training_count; i++) {
            if (span_same(r->training[i], SPAN("juggling"))) {
                r->training[i] = property_chance(2) ? SPAN("laser") : SPAN("needling");
            }
        }
        break;
    case 6: v->procedure_ended = property_narrower(v->procedure_ended, v->reference); break;
    case 7:
        if (!v->price.len) {
            v->price = SPAN("150 USD");
        }
        if (!v->indication.len || span_same(v->indication, SPAN("poreless"))) {
            v->indication = SPAN("acne-scar");
        }
        break;
    case 8: {
        struct entries *list = &v->chart[property_chance(CHART_ASKED)];

        struct when again = day_of(v->today - (int32_t)property_chance(70));

        if (list->reviewed.kind == WHEN_UNKNOWN || again.first >= list->reviewed.first) {
            list->reviewed = again; /* asked, or asked again */
        }
        break;
    }
    case 9: fill_reading(r, (enum chart)property_chance(CHART_COUNT)); break;
    case 11: fill_answer(r, property_chance(ANSWERS)); break;
    case 10: fill_field(r, property_chance(2)); break;
    default: fill_entry(r, (enum chart)property_chance(CHART_COUNT), v->today, v->reference); break;
    }
}

/* What is dated after today is no answer, and the door drops it. */
static bool answers_have_been_given(const struct visit *v)
{
    for (uint32_t i = 0; i < v->answer_count; i++) {
        if (v->answers[i].on.kind != WHEN_UNKNOWN && v->answers[i].on.last > v->today) {
            return false;
        }
    }
    return true;
}

static void filling_in_a_missing_fact_never_flips_a_settled_answer(void)
{
    struct trace before = {calloc(rules->cond_count, sizeof *before.conds),
                           calloc(RULES, sizeof *before.rules)};
    struct trace after = {calloc(rules->cond_count, sizeof *after.conds),
                          calloc(RULES, sizeof *after.rules)};
    bool failed = false;
    uint32_t settled = 0, later = 0;

    state = 3;
    for (uint32_t n = 0; n < how_many(); n++) {
        struct random_visit r, more;

        some_visit(&r);
        random_copy(&more, &r);
        fill_fact(&more);
        char *a = json_of(&r.visit, true, &before), *b = json_of(&more.visit, true, &after);
        for (uint32_t i = 0; i < RULES; i++) {
            uint8_t x = before.rules[i].condition, y = after.rules[i].condition;

            settled += x == TRUTH_U && y != TRUTH_U;
            bool too_early = before.rules[i].fate == FATE_ASKED_LATER &&
                             rules->rules[i].ask_from == 0; /* without a moment of its own */
            if (too_early && y != TRUTH_U && answers_have_been_given(&more.visit)) {
                fail_once(&failed, "asked later, and settled today", n, conditions[i]);
            }
            later += too_early;
            if (x != TRUTH_U && x != y) {
                fail_once(&failed, x == TRUTH_T ? "T was lost" : "F was lost", n, conditions[i]);
            }
        }
        mem_drop(a);
        mem_drop(b);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(settled > 100); /* the test would notice if nothing was ever filled in */
    CU_ASSERT(later > 100);
    free(before.conds);
    free(before.rules);
    free(after.conds);
    free(after.rules);
}

static bool holds_text(const precare_array *texts, const char *text)
{
    const char *const *at = texts->items;

    for (uint32_t i = 0; i < texts->count; i++) {
        if (strcmp(at[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* Among the questions of now, or of a later moment; each with its words, paths and state. */
static bool stands_in_a_group(const struct result *result, const char *rule, bool later)
{
    const precare_question *q = result->out.questions.items;

    for (uint32_t i = 0; i < result->out.questions.count; i++) {
        if (holds_text(&q[i].rules, rule) && q[i].again_from == NULL && (q[i].from != 0) == later &&
            q[i].ask.count > 0 && q[i].missing.count > 0 && q[i].state != 0 && q[i].of != 0) {
            return true;
        }
    }
    return false;
}

static void a_rule_that_cannot_be_told_is_visible_with_what_is_missing(void)
{
    struct trace trace = {calloc(rules->cond_count, sizeof *trace.conds),
                          calloc(RULES, sizeof *trace.rules)};
    bool failed = false;
    uint32_t unknown = 0;

    state = 4;
    for (uint32_t n = 0; n < how_many() / 4; n++) {
        struct random_visit r;

        some_visit(&r);
        struct engine_options options = {.draft = true};
        struct result *result = engine_evaluate(rules, &r.visit, &options, &trace);
        for (uint32_t i = 0; result != NULL && i < RULES; i++) {
            if (trace.rules[i].condition != TRUTH_U) {
                continue;
            }
            unknown++;
            bool later = trace.rules[i].fate == FATE_ASKED_LATER;
            bool told = later;
            const precare_finding *f = result->out.findings.items;
            for (uint32_t k = 0; k < result->out.findings.count; k++) {
                told |= strcmp(f[k].rule, rules->rules[i].id) == 0 && f[k].outcome == PRECARE_ASK &&
                        f[k].missing.count;
            }
            if (!told || !stands_in_a_group(result, rules->rules[i].id, later)) {
                fail_once(&failed, "an unknown without a question or a path", n, conditions[i]);
            }
        }
        result_drop(&result);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(unknown > 100);
    free(trace.conds);
    free(trace.rules);
}

/* ---- clearances that last ---- */

/* The result of a visit with this clearance, and how many findings it cleared. */
static struct result *cleared_by(const struct visit *v, const struct clearance *c,
                                 uint32_t *count_r)
{
    struct engine_options options = {.draft = true};
    struct visit visit = *v;

    visit.clearances = c;
    visit.clearance_count = 1;
    struct result *result = engine_evaluate(rules, &visit, &options, NULL);
    const precare_finding *f = result != NULL ? result->out.findings.items : NULL;

    *count_r = 0;
    for (uint32_t i = 0; f != NULL && i < result->out.findings.count; i++) {
        *count_r += f[i].cleared_by != NULL;
    }
    return result;
}

/* Given at another appointment, within its thirty days. */
static void a_clearance_clears_its_rule_and_its_matter_and_nothing_else(void)
{
    bool failed = false;
    uint32_t tried = 0;

    state = 5;
    for (uint32_t n = 0; n < how_many() / 4; n++) {
        struct engine_options options = {.draft = true};
        struct random_visit r;
        uint32_t same = 0, other = 0;

        some_visit(&r);
        r.visit.start = day_of(r.visit.reference);
        struct result *a = engine_evaluate(rules, &r.visit, &options, NULL);
        uint32_t count = a != NULL ? a->out.findings.count : 0;
        const precare_finding *f =
            count > 0 ? (const precare_finding *)a->out.findings.items + property_chance(count)
                      : NULL;
        if (f != NULL && f->matter != NULL) {
            struct clearance c = {.rule = span_of(f->rule),
                                  .role = SPAN("physician"),
                                  .reason = SPAN("fine"),
                                  .appointment = SPAN("another"),
                                  .matter = span_of(f->matter),
                                  .on = day_of(r.visit.reference - (int32_t)property_chance(30))};
            struct clearance wrong = c;

            wrong.matter = SPAN("m-00000000");
            struct result *b = cleared_by(&r.visit, &c, &same);
            struct result *d = cleared_by(&r.visit, &wrong, &other);

            tried++;
            if (b == NULL || d == NULL || same != 1 || other != 0 ||
                b->out.findings.count != count || !same_findings(a, d)) {
                fail_once(&failed, "a clearance is of one matter", n, f->rule);
            }
            result_drop(&b);
            result_drop(&d);
        }
        result_drop(&a);
    }
    CU_ASSERT_FALSE(failed);
    CU_ASSERT(tried > how_many() / 40);
}

static const struct test tests[] = {
    {"The same visit gives the same bytes, by the index and by the plain loop",
     the_same_visit_gives_the_same_bytes_by_index_and_by_plain_loop},
    {"The order of entries changes no finding", the_order_of_entries_changes_no_finding},
    {"Filling in a missing fact never flips a settled answer",
     filling_in_a_missing_fact_never_flips_a_settled_answer},
    {"A rule that cannot be told is visible, with what is missing",
     a_rule_that_cannot_be_told_is_visible_with_what_is_missing},
    {"A clearance clears its rule and its matter, and nothing else",
     a_clearance_clears_its_rule_and_its_matter_and_nothing_else},
    {0},
};

const struct test_suite test_suites[] = {{"properties", property_load, property_unload, tests},
                                         {0}};
