/* SPDX-License-Identifier: MIT
 *
 * What comes back of a form: what each answer becomes, and what is left out and said.
 */
#include <jansson.h>
#include <stdlib.h>

#include "form/taken.h"
#include "support/book.h"
#include "support/judge.h"

static const struct {
    const char *says, *event; /* NULL: the bare booking */
    const char *by, *items, *part;
    const char *becomes; /* the part of the event, as JSON; NULL: it is not there */
} becoming[] = {
    {"a yes is an entry that carries its value set, and the day of the question", NULL, "patient",
     "\"blood-thinners\":\"yes\",\"blood-thinners.text\":\"Eliquis\",\"blood-thinners.use\":"
     "\"stopped\",\"blood-thinners.last_used\":\"about May 2026\"",
     "medications",
     "{\"asked\":{\"blood-thinners\":\"2026-11-22\"},\"entries\":[{\"text\":\"Eliquis\",\"list\":"
     "\"blood-thinners\",\"use\":\"stopped\",\"last_used\":\"2026-05\"}]}"},
    {"a no is the day of the question and nothing else, of included value sets too", NULL,
     "patient", "\"bleeding-disorders\":\"no\"", "conditions",
     "{\"asked\":{\"bleeding-disorders\":\"2026-11-22\",\"lifelong-bleeding-disorders\":"
     "\"2026-11-22\"}}"},
    {"of a value set unsure is missing", NULL, "patient", "\"blood-thinners\":\"unsure\"",
     "medications", NULL},
    {"a skipped item is missing", NULL, "patient", "\"blood-thinners\":\"\",\"diabetes\":null",
     "conditions", NULL},
    {"a declared answer that is unsure stands as unsure", NULL, "patient",
     "\"hsv-history\":\"unsure\"", "answers",
     "{\"hsv-history\":{\"value\":\"unsure\",\"on\":\"2026-11-22\"}}"},
    {"a yes within a yes is one entry, of the value set within", NULL, "patient",
     "\"bleeding-disorders\":\"yes\",\"bleeding-disorders.status\":\"active\",\"bleeding-disorders"
     ".text\":\"von Willebrand\",\"lifelong-bleeding-disorders\":\"yes\"",
     "conditions",
     "{\"asked\":{\"bleeding-disorders\":\"2026-11-22\",\"lifelong-bleeding-disorders\":"
     "\"2026-11-22\"},\"entries\":[{\"text\":\"von Willebrand\",\"list\":\"lifelong-bleeding-"
     "disorders\",\"recorded\":\"2026-11-22\",\"status\":\"active\"}]}"},
    {"a follow-up that does not apply says nothing", NULL, "patient",
     "\"blood-thinners\":\"yes\",\"blood-thinners.use\":\"ongoing\",\"blood-thinners.last_used\":"
     "\"2026-05-01\"",
     "medications",
     "{\"asked\":{\"blood-thinners\":\"2026-11-22\"},\"entries\":[{\"text\":\"blood thinner\","
     "\"list\":\"blood-thinners\",\"use\":\"ongoing\"}]}"},
    {"facts of visit and provider are staff's", NULL, "staff",
     "\"appointment.minutes\":\"60\",\"provider.training\":[\"microneedling\"],\"provider.role\":"
     "\"nurse\"",
     "provider", "{\"training\":[\"microneedling\"],\"role\":\"nurse\"}"},
    {"no training is recorded as none", NULL, "staff", "\"provider.training\":\"no\"", "provider",
     "{\"training\":[]}"},
    {"what an entry lacks is put into it, and no is that it is meant as written",
     BARE_BOOKING("microneedling",
                  ",\"medications\":{\"reviewed\":\"2026-11-20\",\"entries\":[{\"text\":\"apixiban"
                  "\",\"x-row\":7},{\"text\":\"warfarin\"}]}"),
     "patient",
     "\"medications[0]\":\"no\",\"medications[1].use\":\"stopped\",\"medications[1].last_used\":"
     "\"2026-01-02\"",
     "medications",
     "{\"reviewed\":\"2026-11-20\",\"entries\":[{\"text\":\"apixiban\",\"x-row\":7,\"checked\":"
     "\"as-written\"},{\"text\":\"warfarin\",\"use\":\"stopped\",\"last_used\":\"2026-01-02\"}]}"},
};

static void check_part(const struct taken *t, const char *part, const char *becomes)
{
    json_t *event = json_loads(t->event.at != NULL ? t->event.at : "", 0, NULL);
    json_t *wanted = becomes != NULL ? json_loads(becomes, 0, NULL) : NULL;
    json_t *is = json_object_get(event, part);

    CU_ASSERT_TRUE(becomes == NULL ? is == NULL : json_equal(is, wanted));
    if (becomes != NULL && !json_equal(is, wanted)) {
        char *text = json_dumps(is, JSON_COMPACT | JSON_ENCODE_ANY);

        printf("is:     %s\nwanted: %s\n", text != NULL ? text : "nothing", becomes);
        free(text);
    }
    json_decref(event);
    json_decref(wanted);
}

static void each_answer_becomes_a_fact_or_nothing(void)
{
    for (size_t i = 0; i < sizeof becoming / sizeof *becoming; i++) {
        const char *event = becoming[i].event != NULL ? becoming[i].event : bare;
        struct taken t;

        take_with(&t, shipped, NULL, event,
                  answers_document(event, becoming[i].by, becoming[i].items), false);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL(t.taken.left_count, 0);
        if (t.status != 0) {
            printf("%s: %s %s\n", becoming[i].says,
                   t.faults.count > 0 ? t.faults.items[0].at.path : "-",
                   t.faults.count > 0 ? t.faults.items[0].what : "-");
        }
        check_part(&t, becoming[i].part, becoming[i].becomes);
        taken_end(&t);
    }
}

static void none_of_these_is_a_no_to_each_tick_by_name(void)
{
    struct arena arena;
    char items[512];

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    for (uint32_t i = 0; i < form.group_count; i++) {
        const struct form_group *g = &form.groups[i];
        struct taken t;

        if (g->none == NULL) {
            continue;
        }
        (void)snprintf(items, sizeof items, "\"%s\":\"yes\"", g->none);
        take_bare(&t, "staff", items);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL(t.taken.taken, g->item_count);
        for (uint32_t k = 0; k < g->item_count; k++) {
            (void)snprintf(items, sizeof items, "\"%s\":\"2026-11-22\"", g->items[k].id);
            CU_ASSERT_PTR_NOT_NULL(strstr(t.event.at, items));
        }
        CU_ASSERT_PTR_NULL(strstr(t.event.at, "entries"));
        CU_ASSERT_PTR_NULL(strstr(t.event.at, "never"));
        taken_end(&t);
        /* beside a yes it says nothing of the others */
        (void)snprintf(items, sizeof items, "\"%s\":\"yes\",\"%s\":\"yes\"", g->none,
                       g->items[0].id);
        take_bare(&t, "staff", items);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
        CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, g->none);
        taken_end(&t);
        /* but "others" does: it is a no to all that have no answer of their own */
        (void)snprintf(items, sizeof items, "\"%s\":\"others\",\"%s\":\"yes\"", g->none,
                       g->items[0].id);
        take_bare(&t, "staff", items);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL(t.taken.left_count, 0);
        CU_ASSERT_EQUAL(t.taken.taken, g->item_count);
        CU_ASSERT_PTR_NOT_NULL(strstr(t.event.at, "entries"));
        taken_end(&t);
    }
    arena_end(&arena);
}

static void a_patient_says_none_of_these_for_nobody_else(void)
{
    struct arena arena;
    uint32_t others = 0;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    for (uint32_t i = 0; i < form.group_count; i++) {
        const struct form_group *g = &form.groups[i];
        char items[512], path[128];
        struct taken t;

        if (g->none == NULL) {
            continue;
        }
        bool patients = g->of == PRECARE_ASK_PATIENT;
        (void)snprintf(items, sizeof items, "\"%s\":\"yes\"", g->none);
        (void)snprintf(path, sizeof path, "answers.%s", g->none);
        take_bare(&t, "patient", items);
        CU_ASSERT_EQUAL(t.status, patients ? 0 : -1);
        CU_ASSERT_EQUAL_FATAL(t.faults.count, patients ? 0 : 1);
        if (!patients) {
            CU_ASSERT_EQUAL(t.faults.items[0].code, FAULT_E412);
            CU_ASSERT_STRING_EQUAL(t.faults.items[0].at.path, path);
            others++;
        }
        taken_end(&t);
    }
    CU_ASSERT(others > 0);
    arena_end(&arena);
}

static const char named_book[] = BOOK_HEAD
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling], codes: {local: "
    "[\"MN1\"]}}\n"
    "words:\n"
    "  fields: {minutes: {number: \"min\"}, sites: {text: any}}\n"
    "rules:\n"
    "  - id: minutes\n"
    "    title: \"Minutes\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {charted.field: {name: minutes, above: 4}}\n"
    "    then: {severity: info, say: \"Said.\"}\n"
    "    if-unknown: {ask: \"How long?\", of: staff, ask-from: booking}\n"
    "  - id: sites\n"
    "    title: \"Sites\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {charted.field: {name: sites, is: [none]}}\n"
    "    then: {severity: info, say: \"Said.\"}\n"
    "    if-unknown: {ask: \"Where?\", of: staff, ask-from: booking}\n";

static void a_declared_field_is_no_fact_of_the_same_name(void)
{
    struct rules *rules = judge_rules(named_book);
    struct arena arena;
    struct taken t;
    char text[512];

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(rules, bare, &arena);
    (void)snprintf(text, sizeof text,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"staff\","
                   "\"answers\":{\"chart.fields.minutes\":\"4.5\",\"chart.fields.sites\":"
                   "\"both\"}}",
                   form.hash);
    take_with(&t, rules, NULL, bare, text, false);
    CU_ASSERT_EQUAL(t.status, 0);
    for (uint32_t i = 0; i < t.faults.count; i++) {
        printf("%s: %s\n", t.faults.items[i].at.path, t.faults.items[i].what);
    }
    check_part(&t, "chart", "{\"fields\":{\"minutes\":\"4.5\",\"sites\":\"both\"}}");
    taken_end(&t);
    arena_end(&arena);
    rules_free(&rules);
}

static void a_booking_by_code_alone_is_known_without_its_event(void)
{
    static const char coded[] =
        "{\"format\":\"precare-event/1\",\"event_id\":\"e\",\"moment\":\"booking\","
        "\"now\":\"2026-11-23T10:00:00-05:00\",\"appointment\":{\"id\":\"a\","
        "\"start\":\"2026-12-07T14:00:00-05:00\",\"procedure\":{\"code\":\"local:MN1\"},"
        "\"also\":[{\"text\":\"microneedling\"}]}}";
    struct rules *rules = judge_rules(named_book);
    struct buf document = {0};
    struct arena arena;
    struct taken t;
    char text[512];

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(rules, coded, &arena);
    form_json(&form, &document);
    CU_ASSERT_PTR_NOT_NULL(strstr(document.at, "\"codes\":[\"local:MN1\"]"));
    (void)snprintf(text, sizeof text,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"staff\","
                   "\"answers\":{\"chart.fields.sites\":\"both\"}}",
                   form.hash);
    take_with(&t, rules, document.at, NULL, text, false);
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_STRING_EQUAL(t.event.at != NULL ? t.event.at : "",
                           "{\"chart\":{\"fields\":{\"sites\":\"both\"}}}");
    taken_end(&t);
    buf_end(&document);
    arena_end(&arena);
    rules_free(&rules);
}

static void words_that_are_no_date_and_items_that_changed_are_missing_and_said(void)
{
    struct buf form = {0};
    struct arena arena;
    struct taken t;

    take_bare(&t, "patient",
              "\"blood-thinners\":\"yes\",\"blood-thinners.use\":\"stopped\","
              "\"blood-thinners.last_used\":\"last summer\"");
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
    CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, "blood-thinners.last_used");
    CU_ASSERT_PTR_NULL(strstr(t.event.at, "last_used"));
    taken_end(&t);

    arena_begin(&arena, NULL, 0, 0);
    struct form older = form_of(shipped, bare, &arena);
    form_json(&older, &form);
    const struct form_item *item = form_find(&older, SPAN("diabetes"));
    char *fingerprint = strstr(form.at, item->fingerprint);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fingerprint);
    memset(fingerprint, '0', 16);
    take_with(&t, shipped, form.at, bare,
              answers_document(bare, "patient", "\"diabetes\":\"no\",\"blood-thinners\":\"no\""),
              false);
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
    CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, "diabetes");
    CU_ASSERT_PTR_NULL(strstr(t.event.at, "diabetes"));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.event.at, "\"blood-thinners\":\"2026-11-22\""));
    taken_end(&t);
    buf_end(&form);
    arena_end(&arena);
}

static void without_an_event_the_facts_stand_alone(void)
{
    struct buf form = {0};
    struct arena arena;
    struct taken t;

    arena_begin(&arena, NULL, 0, 0);
    struct form made = form_of(shipped, bare, &arena);
    form_json(&made, &form);
    take_with(&t, shipped, form.at, NULL,
              answers_document(bare, "patient", "\"blood-thinners\":\"no\""), false);
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_STRING_EQUAL(t.event.at,
                           "{\"medications\":{\"asked\":{\"blood-thinners\":\"2026-11-22\"}}}");
    taken_end(&t);
    buf_end(&form);
    arena_end(&arena);
}

static void answers_taken_twice_are_taken_once(void)
{
    const char *items = "\"blood-thinners\":\"yes\",\"blood-thinners.use\":\"ongoing\"";
    struct buf form = {0};
    struct arena arena;
    struct taken once, twice;

    arena_begin(&arena, NULL, 0, 0);
    struct form made = form_of(shipped, bare, &arena);
    form_json(&made, &form);
    take_with(&once, shipped, form.at, bare, answers_document(bare, "patient", items), false);
    CU_ASSERT_EQUAL_FATAL(once.status, 0);
    take_with(&twice, shipped, form.at, once.event.at, answers_document(bare, "patient", items),
              false);
    CU_ASSERT_EQUAL_FATAL(twice.status, 0);
    CU_ASSERT_STRING_EQUAL(once.event.at, twice.event.at);
    taken_end(&once);
    taken_end(&twice);
    buf_end(&form);
    arena_end(&arena);
}

static const struct test tests[] = {
    {"each answer becomes a fact, or nothing", each_answer_becomes_a_fact_or_nothing},
    {"none of these is a no to each tick of the group, by name, and beside a yes to none",
     none_of_these_is_a_no_to_each_tick_by_name},
    {"a patient says none of these for nobody else", a_patient_says_none_of_these_for_nobody_else},
    {"a declared field is no fact of the same name", a_declared_field_is_no_fact_of_the_same_name},
    {"a booking by its code alone is known without its event",
     a_booking_by_code_alone_is_known_without_its_event},
    {"words that are no date, and items that mean something else now, are missing and said",
     words_that_are_no_date_and_items_that_changed_are_missing_and_said},
    {"without an event the facts stand alone", without_an_event_the_facts_stand_alone},
    {"answers that are taken twice are taken once", answers_taken_twice_are_taken_once},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "answers", .setup = shipped_begin, .teardown = shipped_end, .tests = tests},
    {0},
};
