/* SPDX-License-Identifier: MIT
 *
 * The property of forms, on the events of events.jsonl and on random ones (a fixed seed;
 * PRECARE_VISITS says how many): every item answered leaves no question at that moment; and for
 * each item there are answers of the others with which leaving it out leaves a question, or a
 * finding that says of it `is: missing`.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "engine/engine.h"
#include "form/answers.h"
#include "form/shipped.h"
#include "support/random_event.h"

#define WITNESSES 60 /* sets of answers that are tried for an item */

struct filling { /* how a form is filled in */
    const struct form *form;
    uint64_t *seed;
    uint32_t yes;                   /* of ticks, in 100 */
    uint32_t unsure;                /* of all, in 100: of the second half alone */
    const struct form_item *out;    /* left out, with what follows it; NULL: nothing is */
    const struct form_item *on[16]; /* answered with yes, or with this value, whatever the chance */
    const char *with[16];
    uint32_t forced;
    json_t *answers;
};

/* ---- filling in ---- */

static const char *forced_value(const struct filling *f, const struct form_item *item)
{
    for (uint32_t i = 0; i < f->forced; i++) {
        if (f->on[i] == item) {
            return f->with[i];
        }
    }
    return NULL;
}

static bool applies(const struct filling *f, const struct form_item *item)
{
    bool found = item->when_count == 0;

    for (uint32_t i = 0; i < item->when_count && !found; i++) {
        const char *said = json_string_value(json_object_get(f->answers, item->when[i].item));

        found = said != NULL && strcmp(said, item->when[i].value) == 0;
    }
    return found;
}

/* A name that is in a list, which an answer that names lists understands. */
static const char *text_said(const struct form_item *item)
{
    if (item->goal == GOAL_ANSWER) {
        return "lidocaine";
    }
    return strcmp(item->id, "appointment.price") == 0 ? "450 USD" : "zzqx";
}

static const char *value_said(const struct filling *f, const struct form_item *item)
{
    const char *forced = forced_value(f, item);
    static char time[40];

    if (forced != NULL) {
        return forced;
    }
    if (f->unsure > 0 && random_chance(f->seed, f->unsure)) {
        return FORM_UNSURE;
    }
    switch ((enum form_kind)item->kind) {
    case FORM_TICK: return random_chance(f->seed, f->yes) ? FORM_YES : FORM_NO;
    case FORM_CHOICE:
    case FORM_CHOICES: return item->choices[random_below(f->seed, item->choice_count)].value;
    case FORM_DIGITS: return "45";
    case FORM_DATE:
        return strcmp(item->id, "patient.birth_date") == 0
                   ? "1990-05-04"
                   : random_day(f->seed, random_chance(f->seed, 50) ? -30 : -700,
                                item->past ? 0 : 20);
    case FORM_TIME:
        if (strcmp(item->id, "appointment.start") == 0) {
            char day[11];

            date_iso(f->form->reference, day);
            (void)snprintf(time, sizeof time, "%sT14:00:00-05:00", day);
        } else if (strcmp(item->id, "chart.procedure_ended") == 0) {
            return "2026-11-21T08:00:00-05:00"; /* the day that the events say, where they do */
        } else {
            (void)snprintf(time, sizeof time, "%sT08:00:00-05:00", random_day(f->seed, -4, 0));
        }
        return time;
    case FORM_TEXT:
    case FORM_KINDS: break;
    }
    return text_said(item);
}

static void items_fill(struct filling *f, const struct form_item *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct form_item *item = &items[i];

        if (item == f->out || !applies(f, item)) {
            continue;
        }
        const char *said = value_said(f, item);
        (void)json_object_set_new(f->answers, item->id,
                                  item->kind == FORM_CHOICES && strcmp(said, FORM_UNSURE) != 0
                                      ? json_pack("[s]", said)
                                      : json_string(said));
        if (strcmp(said, FORM_NO) != 0 && strcmp(said, FORM_UNSURE) != 0) {
            items_fill(f, item->follow, item->follow_count);
        }
    }
}

/* Twice: an item may apply by one that stands behind it. */
static void form_fill(struct filling *f)
{
    f->answers = json_object();
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < f->form->group_count; i++) {
            const struct form_group *g = &f->form->groups[i];

            for (uint32_t k = 0; k < g->item_count; k++) {
                if (pass == 0 || json_object_get(f->answers, g->items[k].id) == NULL) {
                    items_fill(f, &g->items[k], 1);
                }
            }
        }
    }
}

/* ---- judging ---- */

/* The event with the answers in it, judged; NULL where they were refused, which fails the test. */
static struct result *filled_judge(const struct filling *f, const char *event, bool tell)
{
    struct answers_setting setting = {.rules = shipped, .zone = new_york, .as_active = true};
    struct engine_options options = {.draft = true};
    struct answers_given given = {.event = span_of(event)};
    struct answers_taken taken;
    struct arena arena;
    struct faults faults;
    struct buf out = {0};
    struct result *result = NULL;
    json_t *document =
        json_pack("{s:s,s:s,s:s,s:s,s:O}", "format", "precare-answers/1", "form", f->form->hash,
                  "by", "staff", "on", "2026-11-23", "answers", f->answers);
    char *text = json_dumps(document, JSON_COMPACT);

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    given.answers = span_of(text);
    if (answers_into_event(&setting, &given, &arena, &faults, &out, &taken) == 0) {
        struct visit visit = visit_of(out.at, &arena);

        result = engine_evaluate(shipped, &visit, &options, NULL);
    } else {
        printf("refused: %s %s\n", faults.count > 0 ? faults.items[0].at.path : "-",
               faults.count > 0 ? faults.items[0].what : "-");
    }
    CU_ASSERT_EQUAL(taken.left_count, 0);
    if (tell) {
        printf("with: %s\n", out.at != NULL ? out.at : "-");
    }
    buf_end(&out);
    faults_end(&faults);
    arena_end(&arena);
    free(text);
    json_decref(document);
    return result;
}

static bool has_ask(const struct result *r)
{
    const precare_finding *findings = r->out.findings.items;

    for (uint32_t i = 0; i < r->out.findings.count; i++) {
        if (findings[i].outcome == PRECARE_ASK) {
            return true;
        }
    }
    return false;
}

/* Whether the condition, or a part of it, says of the item that it is missing. */
static bool says_missing(uint32_t cond, const struct form_item *item)
{
    const struct cond *c = &shipped->conds[cond];
    bool says = (c->kind == COND_ANSWER || c->kind == COND_FIELD) && c->wants_missing &&
                strcmp(c->name, item->field) == 0;

    for (uint32_t i = 0; kind_is_group(c->kind) && i < c->count; i++) {
        says |= says_missing(c->first + i, item);
    }
    return says;
}

static bool has_missing(const struct result *r, const struct form_item *item)
{
    const precare_finding *findings = r->out.findings.items;

    if (item->goal != GOAL_ANSWER && item->goal != GOAL_NOTED) {
        return false;
    }
    for (uint32_t i = 0; i < r->out.findings.count; i++) {
        const struct rule *rule = &shipped->rules[rules_find(shipped, findings[i].rule)];

        if (says_missing(rule->condition, item) ||
            (rule->unless != NONE && says_missing(rule->unless, item))) {
            return true;
        }
    }
    return false;
}

/* ---- the first half ---- */

static bool first_half(const struct form *form, const char *event, uint64_t *seed)
{
    struct filling f = {.form = form, .seed = seed, .yes = 10 + random_below(seed, 60)};

    form_fill(&f);
    struct result *result = filled_judge(&f, event, false);
    bool holds = result != NULL && !has_ask(result);
    if (!holds) {
        struct buf out = {0};
        char *answers = json_dumps(f.answers, JSON_COMPACT);

        printf("asks still: %s\nanswers: %s\n", event, answers);
        free(answers);
        if (result != NULL) {
            result_json(&result->out, 0, &out);
            printf("%s\n", out.at);
        }
        buf_end(&out);
    }
    result_drop(&result);
    json_decref(f.answers);
    return holds;
}

/* ---- the second half ---- */

static bool path_to(const struct form_item *items, uint32_t count, const struct form_item *item,
                    struct filling *f)
{
    for (uint32_t i = 0; i < count; i++) {
        if (&items[i] == item) {
            return true;
        }
        uint32_t forced = f->forced;
        if (f->forced < 16) {
            f->on[f->forced] = &items[i];
            f->with[f->forced++] = items[i].kind == FORM_TICK ? FORM_YES
                                   : items[i].choices != NULL ? items[i].choices[0].value
                                                              : FORM_YES;
        }
        if (path_to(items[i].follow, items[i].follow_count, item, f)) {
            return true;
        }
        f->forced = forced;
    }
    return false;
}

/* What leads to the item: its ticks, and one of what it applies by. */
static void lead_to(struct filling *f, const struct form_item *item, int depth)
{
    for (uint32_t i = 0; i < f->form->group_count; i++) {
        if (path_to(f->form->groups[i].items, f->form->groups[i].item_count, item, f)) {
            break;
        }
    }
    if (item->when_count > 0 && depth < 4 && f->forced < 16) {
        const struct form_when *when = &item->when[random_below(f->seed, item->when_count)];
        const struct form_item *gate = form_find(f->form, span_of(when->item));

        if (gate != NULL) {
            f->on[f->forced] = gate;
            f->with[f->forced++] = when->value;
            lead_to(f, gate, depth + 1);
        }
    }
}

static bool has_witness(const struct form *form, const char *event, const struct form_item *item,
                        uint64_t *seed)
{
    static const uint32_t yes[] = {0, 10, 30, 60, 100};
    bool found = false;

    for (uint32_t i = 0; i < WITNESSES && !found; i++) {
        struct filling f = {
            .form = form, .seed = seed, .out = item, .yes = yes[i % 5], .unsure = i % 3 * 20};

        lead_to(&f, item, 0);
        form_fill(&f);
        struct result *result = filled_judge(&f, event, false);
        found = result != NULL && (has_ask(result) || has_missing(result, item));
        result_drop(&result);
        json_decref(f.answers);
    }
    if (!found) {
        printf("nothing hangs on %s (%s): %s\n", item->id, item->asks, event);
    }
    return found;
}

static uint32_t items_count(const struct form_item *items, uint32_t count)
{
    uint32_t all = count;

    for (uint32_t i = 0; i < count; i++) {
        all += items_count(items[i].follow, items[i].follow_count);
    }
    return all;
}

/* The one with this number, counted down. */
static const struct form_item *item_number(const struct form_item *items, uint32_t count,
                                           uint32_t *number)
{
    for (uint32_t i = 0; i < count; i++) {
        if ((*number)-- == 0) {
            return &items[i];
        }
        const struct form_item *found = item_number(items[i].follow, items[i].follow_count, number);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static const struct form_item *form_item_number(const struct form *form, uint32_t number)
{
    const struct form_item *found = NULL;

    for (uint32_t i = 0; i < form->group_count && found == NULL; i++) {
        found = item_number(form->groups[i].items, form->groups[i].item_count, &number);
    }
    return found;
}

static uint32_t form_items(const struct form *form)
{
    uint32_t all = 0;

    for (uint32_t i = 0; i < form->group_count; i++) {
        all += items_count(form->groups[i].items, form->groups[i].item_count);
    }
    return all;
}

/* ---- the events ---- */

static uint32_t faults_seen, forms_seen, items_seen;

/* `every`: each item in turn, else one. */
static void event_hold(const char *event, uint64_t *seed, bool every)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, event, &arena);
    if (form.coverage == PRECARE_COMPLETE) {
        uint32_t count = form_items(&form), from = count > 0 ? random_below(seed, count) : 0;

        forms_seen++;
        faults_seen += !first_half(&form, event, seed);
        for (uint32_t i = every ? 0 : from; i < (every ? count : count > 0 ? from + 1 : 0); i++) {
            items_seen++;
            faults_seen += !has_witness(&form, event, form_item_number(&form, i), seed);
        }
    }
    arena_end(&arena);
}

static void the_property_holds_of_the_kept_events(void)
{
    FILE *file = fopen(PRECARE_SOURCE "/tests/form/events.jsonl", "r");
    static char line[65536];
    uint64_t seed = 16;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    faults_seen = forms_seen = items_seen = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        event_hold(line, &seed, true);
    }
    (void)fclose(file);
    printf("forms: %u, items: %u, against the property: %u\n", forms_seen, items_seen, faults_seen);
    CU_ASSERT_EQUAL(faults_seen, 0);
    CU_ASSERT_TRUE(forms_seen >= 35);
}

static void the_property_holds_of_a_bare_booking(void)
{
    uint64_t seed = 61;

    faults_seen = 0;
    event_hold(BARE_BOOKING("microneedling", ""), &seed, true);
    CU_ASSERT_EQUAL(faults_seen, 0);
}

static void the_property_holds_of_random_events(void)
{
    const char *said = getenv("PRECARE_VISITS");
    uint32_t visits = said != NULL ? (uint32_t)strtoul(said, NULL, 10) : 300;
    const char *first = getenv("PRECARE_VISITS_FROM");
    uint32_t from = first != NULL ? (uint32_t)strtoul(first, NULL, 10) : 0;

    faults_seen = forms_seen = items_seen = 0;
    for (uint32_t i = from; i < from + visits && faults_seen < 20; i++) {
        uint64_t seed = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
        json_t *event = random_event(shipped, &seed);
        char *text = json_dumps(event, JSON_COMPACT);

        event_hold(text, &seed, false);
        free(text);
        json_decref(event);
    }
    printf("forms: %u, items: %u, against the property: %u\n", forms_seen, items_seen, faults_seen);
    CU_ASSERT_EQUAL(faults_seen, 0);
    CU_ASSERT_TRUE(forms_seen >= visits / 2);
}

static const struct test properties[] = {
    {"every item answered leaves no question, and each item decides something: a bare booking",
     the_property_holds_of_a_bare_booking},
    {"the same of the kept events", the_property_holds_of_the_kept_events},
    {"the same of random events", the_property_holds_of_random_events},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "form property", .setup = shipped_begin, .teardown = shipped_end, .tests = properties},
    {0},
};
