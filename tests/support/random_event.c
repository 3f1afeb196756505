/* SPDX-License-Identifier: MIT
 *
 * See random_event.h. Each part of the event is there or not, and where it is there it may be
 * stale, incomplete, misspelt, or in words that nobody declared.
 */
#include "support/random_event.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

#define TODAY 20780 /* 2026-11-23 */

uint32_t random_below(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

bool random_chance(uint64_t *seed, uint32_t percent)
{
    return random_below(seed, 100) < percent;
}

const char *random_day(uint64_t *seed, int32_t from, int32_t to)
{
    static char day[11];

    date_iso(TODAY + from + (int32_t)random_below(seed, (uint32_t)(to - from + 1)), day);
    return day;
}

static void put(json_t *in, const char *key, const char *text)
{
    (void)json_object_set_new(in, key, json_string(text));
}

/* One of a few words, or none. */
static void put_some(json_t *in, uint64_t *seed, uint32_t percent, const char *key,
                     const char *const *words, uint32_t count)
{
    if (random_chance(seed, percent)) {
        put(in, key, words[random_below(seed, count)]);
    }
}
#define SOME(in, seed, percent, key, ...)                                                          \
    do {                                                                                           \
        static const char *const some_words[] = {__VA_ARGS__};                                     \
        put_some(in, seed, percent, key, some_words, sizeof some_words / sizeof *some_words);      \
    } while (0)

/* ---- entries ---- */

static const char *item_at_random(const struct rules *rules, uint64_t *seed, uint32_t kinds)
{
    for (int i = 0; i < 2000; i++) {
        const struct list *list = &rules->lists[random_below(seed, rules->list_count)];

        if ((kinds >> list->kind & 1) != 0 && list->items.count > 0) {
            return list->items.at[random_below(seed, list->items.count)];
        }
    }
    return "nothing";
}

/* One letter less. */
static void put_misspelt(json_t *entry, uint64_t *seed, const char *name)
{
    char text[256];
    size_t len = strlen(name), at = len > 3 ? 1 + random_below(seed, (uint32_t)len - 2) : 0;

    (void)snprintf(text, sizeof text, "%.*s%s", (int)at, name, at > 0 ? name + at + 1 : name);
    put(entry, "text", text);
}

static void put_sites(json_t *in, const struct rules *rules, uint64_t *seed)
{
    uint32_t count = sites_count(rules->sites);
    const char *site =
        random_chance(seed, 8) ? "the moon" : site_name(rules->sites, random_below(seed, count));

    (void)json_object_set_new(in, "sites", json_pack("[s]", site));
}

static void put_day(json_t *in, uint64_t *seed, uint32_t percent, const char *key, int32_t from,
                    int32_t to)
{
    if (random_chance(seed, percent)) {
        const char *day = random_day(seed, from, to);
        char part[11];

        (void)snprintf(part, sizeof part, "%.*s", random_chance(seed, 15) ? 7 : 10, day);
        put(in, key, part);
    }
}

static json_t *entry_at_random(const struct rules *rules, uint64_t *seed, uint32_t chart)
{
    json_t *entry = json_object();
    const char *name = item_at_random(rules, seed, chart_kinds[chart]);

    if (random_chance(seed, 5)) {
        put(entry, "code", "xyz:12345");
    } else if (random_chance(seed, 12)) {
        put_misspelt(entry, seed, name);
    } else {
        put(entry, "text", name);
    }
    if (random_chance(seed, 50) && chart != CHART_ALLERGIES) {
        put_sites(entry, rules, seed);
    }
    if (chart == CHART_CONDITIONS) {
        SOME(entry, seed, 70, "status", "active", "resolved", "history", "family", "never");
        SOME(entry, seed, 40, "severity", "mild", "moderate", "severe");
        put_day(entry, seed, 40, "onset", -400, 0);
        put_day(entry, seed, 60, "recorded", -100, 0);
    } else if (chart == CHART_MEDICATIONS) {
        SOME(entry, seed, 60, "use", "ongoing", "as-needed", "prescribed", "stopped", "never");
        put_day(entry, seed, 40, "last_used", -200, 0);
        put_day(entry, seed, 30, "started", -300, 40);
        SOME(entry, seed, 20, "route", "oral", "topical");
    } else if (chart == CHART_PROCEDURES) {
        SOME(entry, seed, 60, "state", "done", "planned", "cancelled");
        put_day(entry, seed, 60, "date", -400, 0);
    } else if (chart == CHART_REACTIONS || chart == CHART_PRODUCTS) {
        put_day(entry, seed, 70, "at", -3, 0);
        if (chart == CHART_REACTIONS) {
            SOME(entry, seed, 40, "severity", "mild", "moderate", "severe");
        }
    }
    return entry;
}

static void put_asked(json_t *list, const struct rules *rules, uint64_t *seed, uint32_t chart)
{
    json_t *asked = json_object();

    for (uint32_t i = 0; i < rules->list_count; i++) {
        if ((chart_kinds[chart] >> rules->lists[i].kind & 1) != 0 && random_chance(seed, 40)) {
            put(asked, rules->lists[i].id, random_day(seed, -200, 0));
        }
    }
    (void)json_object_set_new(list, "asked", asked);
}

static void put_chart(json_t *event, const struct rules *rules, uint64_t *seed, uint32_t chart,
                      const char *key)
{
    json_t *list = json_object(), *entries = json_array();

    if (random_chance(seed, 50)) {
        put(list, "reviewed", random_day(seed, random_chance(seed, 25) ? -400 : -60, 0));
    }
    if (random_chance(seed, 30)) {
        put_asked(list, rules, seed, chart);
    }
    for (uint32_t i = random_below(seed, 4); i > 0; i--) {
        (void)json_array_append_new(entries, entry_at_random(rules, seed, chart));
    }
    (void)json_object_set_new(list, "entries", entries);
    (void)json_object_set_new(event, key, list);
}

/* ---- answers ---- */

static const char *value_at_random(const struct rules *rules, const struct declared *asks,
                                   uint64_t *seed)
{
    if (random_chance(seed, 8)) {
        return random_chance(seed, 50) ? "unsure" : "well, you know";
    }
    switch ((enum answer_form)asks->form) {
    case ANSWER_WORDS: return asks->words.at[random_below(seed, asks->words.count)].word;
    case ANSWER_NUMBER: return "4";
    case ANSWER_DATE: return random_day(seed, -200, 0);
    case ANSWER_NAMES: return item_at_random(rules, seed, 1u << asks->kind);
    case ANSWER_TEXT:
    case ANSWER_FORMS: break;
    }
    return "A1B2";
}

static void put_answers(json_t *event, const struct rules *rules, uint64_t *seed)
{
    json_t *answers = json_object();

    for (uint32_t i = 0; i < rules->answer_count; i++) {
        if (!random_chance(seed, 50)) {
            continue;
        }
        json_t *answer = json_object();
        put(answer, "value", value_at_random(rules, &rules->answers[i], seed));
        if (random_chance(seed, 85)) {
            put(answer, "on", random_day(seed, random_chance(seed, 25) ? -700 : -90, 0));
        }
        (void)json_object_set_new(answers, rules->answers[i].name, answer);
    }
    (void)json_object_set_new(event, "answers", answers);
}

/* ---- the visit ---- */

static void put_appointment(json_t *event, const struct rules *rules, uint64_t *seed, bool booking)
{
    json_t *appointment =
        json_pack("{s:s,s:{s:s}}", "id", "apt-1", "procedure", "text",
                  random_chance(seed, 15) ? "radiofrequency microneedling" : "microneedling");
    char start[40];

    if (random_chance(seed, 20)) {
        json_t *also = json_object();

        if (random_chance(seed, 50)) {
            put_misspelt(also, seed, item_at_random(rules, seed, 1u << LIST_PROCEDURE));
        } else {
            put(also, "text", item_at_random(rules, seed, 1u << LIST_PROCEDURE));
        }
        (void)json_object_set_new(appointment, "also", json_pack("[o]", also));
    }

    (void)snprintf(start, sizeof start, "%s%s", random_day(seed, 0, booking ? 60 : 0),
                   random_chance(seed, 85) ? "T14:00:00-05:00" : "");
    put(appointment, "start", start);
    if (random_chance(seed, 75)) {
        put_sites(appointment, rules, seed);
    }
    if (random_chance(seed, 50)) {
        (void)json_object_set_new(appointment, "minutes",
                                  json_integer(15 + (json_int_t)random_below(seed, 90)));
    }
    SOME(appointment, seed, 50, "indication", "acne-scar", "hair-loss", "other", "boredom");
    SOME(appointment, seed, 50, "modality", "mechanical", "radiofrequency", "by magic");
    SOME(appointment, seed, 30, "price", "450 USD", "100 EUR");
    SOME(appointment, seed, 50, "state", "planned");
    (void)json_object_set_new(event, "appointment", appointment);
}

static void put_people(json_t *event, uint64_t *seed)
{
    json_t *patient = json_object(), *provider = json_object();

    SOME(patient, seed, 60, "sex", "female", "male", "other", "unknown", "?");
    SOME(patient, seed, 50, "pregnancy", "pregnant", "trying", "not-pregnant", "not-applicable");
    SOME(patient, seed, 60, "birth_date", "1990-05-04", "2004", "2010-01-01");
    SOME(provider, seed, 60, "role", "nurse", "physician", "aesthetician", "magician");
    if (random_chance(seed, 60)) {
        (void)json_object_set_new(provider, "training",
                                  random_chance(seed, 30) ? json_array()
                                                          : json_pack("[s]", "microneedling"));
    }
    (void)json_object_set_new(event, "patient", patient);
    (void)json_object_set_new(event, "provider", provider);
}

static void put_charted(json_t *event, const struct rules *rules, uint64_t *seed)
{
    json_t *chart = json_object(), *reactions = json_array(), *products = json_array(),
           *fields = json_object();

    for (uint32_t i = random_below(seed, 3); i > 0; i--) {
        (void)json_array_append_new(reactions, entry_at_random(rules, seed, CHART_REACTIONS));
        (void)json_array_append_new(products, entry_at_random(rules, seed, CHART_PRODUCTS));
    }
    for (uint32_t i = 0; i < rules->field_count; i++) {
        if (random_chance(seed, 50)) {
            put(fields, rules->fields[i].name, value_at_random(rules, &rules->fields[i], seed));
        }
    }
    SOME(chart, seed, 60, "procedure_ended", "2026-11-22T15:00:00-05:00", "2026-11-21");
    (void)json_object_set_new(chart, "reactions", reactions);
    (void)json_object_set_new(chart, "products", products);
    (void)json_object_set_new(chart, "fields", fields);
    (void)json_object_set_new(event, "chart", chart);
}

json_t *random_event(const struct rules *rules, uint64_t *seed)
{
    static const char *const charts[CHART_ASKED] = {"conditions", "medications", "allergies",
                                                    "procedures"};
    static const char *const moments[] = {"booking", "booking", "check-in", "treatment",
                                          "follow-up"};
    const char *moment = moments[random_below(seed, 5)];
    json_t *event = json_pack("{s:s,s:s,s:s,s:s}", "format", "precare-event/1", "event_id",
                              "random", "moment", moment, "now", "2026-11-23T10:00:00-05:00");

    put_appointment(event, rules, seed, strcmp(moment, "booking") == 0);
    put_people(event, seed);
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        if (random_chance(seed, 75)) {
            put_chart(event, rules, seed, i, charts[i]);
        }
    }
    if (random_chance(seed, 80)) {
        put_answers(event, rules, seed);
    }
    if (strcmp(moment, "treatment") == 0 || strcmp(moment, "follow-up") == 0) {
        put_charted(event, rules, seed);
    }
    return event;
}
