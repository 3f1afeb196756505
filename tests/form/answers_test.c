/* SPDX-License-Identifier: MIT
 *
 * What comes back of a form: what each answer becomes, what is refused with a path and nothing
 * taken, and what is left out and said.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "form/answers.h"
#include "form/answers_parts.h"
#include "form/shipped.h"
#include "support/book.h"
#include "support/judge.h"

struct taken {
    struct arena arena;
    struct faults faults;
    struct buf event;
    struct answers_taken taken;
    int status;
};

static const char bare[] = BARE_BOOKING("microneedling", "");

static struct span text_span(const char *text)
{
    return (struct span){text, text != NULL ? (uint32_t)strlen(text) : 0};
}

static void take_with(struct taken *t, const struct rules *rules, const char *form,
                      const char *event, const char *answers, bool urlencoded)
{
    struct answers_setting setting = {
        .rules = rules, .zone = new_york, .as_active = true, .today = 20780};
    struct answers_given given = {.form = text_span(form),
                                  .event = text_span(event),
                                  .answers = text_span(answers),
                                  .urlencoded = urlencoded};

    *t = (struct taken){.status = 0};
    arena_begin(&t->arena, NULL, 0, 0);
    faults_begin(&t->faults);
    t->status = answers_into_event(&setting, &given, &t->arena, &t->faults, &t->event, &t->taken);
}

static void taken_end(struct taken *t)
{
    buf_end(&t->event);
    faults_end(&t->faults);
    arena_end(&t->arena);
}

/* The hash of the form of an event. */
static const char *hash_of(const char *event)
{
    static char hash[72];
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, event, &arena);
    memcpy(hash, form.hash, sizeof hash);
    arena_end(&arena);
    return hash;
}

static const char *answers_document(const char *event, const char *by, const char *items)
{
    static char text[4096];

    (void)snprintf(text, sizeof text,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"%s\","
                   "\"on\":\"2026-11-22\",\"answers\":{%s}}",
                   hash_of(event), by, items);
    return text;
}

/* ---- what an answer becomes ---- */

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

/* ---- "none of these" ---- */

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
        take_with(&t, shipped, NULL, bare, answers_document(bare, "staff", items), false);
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
        take_with(&t, shipped, NULL, bare, answers_document(bare, "staff", items), false);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
        CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, g->none);
        taken_end(&t);
        /* but "others" does: it is a no to all that have no answer of their own */
        (void)snprintf(items, sizeof items, "\"%s\":\"others\",\"%s\":\"yes\"", g->none,
                       g->items[0].id);
        take_with(&t, shipped, NULL, bare, answers_document(bare, "staff", items), false);
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
        take_with(&t, shipped, NULL, bare, answers_document(bare, "patient", items), false);
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

/* ---- refused ---- */

#define LETTERS                                                                                    \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee" /* 50: of an id too long to tell */

static const struct {
    const char *by, *items;
    const char *said; /* code, path */
} refusals[] = {
    {"patient", "\"no-such-item\":\"yes\"", "E412 answers.no-such-item"},
    {"patient", "\"consent\":\"signed\"", "E412 answers.consent"},
    {"patient", "\"blood-thinners.severity\":\"mild\"", "E412 answers.blood-thinners.severity"},
    {"patient", "\"blood-thinners\":true", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":{\"yes\":1}", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":[\"yes\",\"no\"]", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":\"perhaps\"", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":\"yes\",\"blood-thinners\":\"no\"",
     "E410 answers.blood-thinners"},
    {"patient", "\"blood-thinners.last_used\":\"2026-13-01\"",
     "E413 answers.blood-thinners.last_used"},
    {"patient", "\"blood-thinners.last_used\":\"2026-02-30\"",
     "E413 answers.blood-thinners.last_used"},
    {"patient", "\"active-acne.sites\":[\"face\",\"moon\"]", "E413 answers.active-acne.sites"},
    {"patient", "\"blood-thinners.text\":\"a\\u0007b\"", "E413 answers.blood-thinners.text"},
    {"staff", "\"appointment.minutes\":\"sixty\"", "E413 answers.appointment.minutes"},
    {"staff", "\"patient.birth_date\":\"2026-02-30\"", "E413 answers.patient.birth_date"},
    {"nobody", "", "E413 by"},
    {"patient", "\"blood-thinners\":[\"yes\"]", "E413 answers.blood-thinners"},
    {"patient", "\"blood-thinners\":[\"unsure\"]", "E413 answers.blood-thinners"},
    {"patient", "\"" LETTERS LETTERS LETTERS "\":1", "E413 answers...."},
    {"staff", "\"appointment.minutes.text\":\"an hour\"", "E412 answers.appointment.minutes.text"},
    {"patient", "\"blood-thinners\":\"yes\",\"blood-thinners.text\":[\"a\",\"b\"]",
     "E413 answers.blood-thinners.text"},
};

static struct buf refused; /* every refusal as it is printed, in the order of the tests */

static void check_refused(const struct taken *t, const char *said)
{
    char is[256] = "nothing";

    if (t->faults.count > 0) {
        const struct fault *f = &t->faults.items[0];

        (void)snprintf(is, sizeof is, "%s %s", fault_code_name(f->code),
                       f->at.path != NULL ? f->at.path : "-");
    }
    faults_print(&t->faults, FAULTS_TEXT, &refused);
    CU_ASSERT_EQUAL(t->status, -1);
    CU_ASSERT_EQUAL(t->event.len, 0);
    CU_ASSERT_STRING_EQUAL(is, said);
    if (strcmp(is, said) != 0) {
        printf("is: %s, wanted: %s\n", is, said);
    }
}

static void what_is_hostile_is_refused_with_its_path_and_nothing_is_taken(void)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        char items[512];
        struct taken t;

        (void)snprintf(items, sizeof items, "\"diabetes\":\"no\"%s%s",
                       refusals[i].items[0] != '\0' ? "," : "", refusals[i].items);
        if (strcmp(refusals[i].by, "patient") == 0) {
            take_with(&t, shipped, NULL, bare, answers_document(bare, "patient", items), false);
        } else {
            take_with(&t, shipped, NULL, bare,
                      answers_document(bare, refusals[i].by, refusals[i].items), false);
        }
        check_refused(&t, refusals[i].said);
        taken_end(&t);
    }
}

static void who_and_when_are_posted_once(void)
{
    static const char *const posted[][2] = {{"by=patient&by=staff", "E413 by"},
                                            {"on=2026-11-20&on=2026-11-21", "E413 on"},
                                            {"form=sha256:00", "E413 form"}};

    for (size_t i = 0; i < sizeof posted / sizeof *posted; i++) {
        char body[512];
        struct taken t;

        (void)snprintf(body, sizeof body, "form=%s&diabetes=no&%s", hash_of(bare), posted[i][0]);
        take_with(&t, shipped, NULL, bare, body, true);
        check_refused(&t, posted[i][1]);
        taken_end(&t);
    }
}

static void a_text_of_a_mebibyte_is_refused(void)
{
    size_t len = 1048576;
    char *text = malloc(len + 4096);
    struct taken t;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (int pass = 0; pass < 2; pass++) {
        size_t letters = pass == 0 ? len : 1025;
        int head = snprintf(text, 2048,
                            "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"patient\","
                            "\"answers\":{\"blood-thinners\":\"yes\",\"blood-thinners.text\":\"",
                            hash_of(bare));

        memset(text + head, 'a', letters);
        memcpy(text + head + letters, "\"}}", 4);
        take_with(&t, shipped, NULL, bare, text, false);
        CU_ASSERT_EQUAL(t.status, -1);
        CU_ASSERT_EQUAL(t.event.len, 0);
        if (pass == 1) {
            check_refused(&t, "E414 answers.blood-thinners.text");
        }
        taken_end(&t);
    }
    free(text);
}

#define EMPTIES_MIB 32u /* of memory, at most, for a mebibyte of "a=&" */

static void a_mebibyte_of_empty_answers_takes_little_memory(void)
{
    struct buf body = {0};
    struct taken t;

    buf_printf(&body, "form=%s", hash_of(bare));
    while (body.len + 3 <= ANSWERS_BYTES) {
        buf_text(&body, "&a=");
    }
    CU_ASSERT_FALSE_FATAL(body.failed);
    take_with(&t, shipped, NULL, bare, body.at, true);
    CU_ASSERT_EQUAL(t.status, -1); /* "a" is no item */
    CU_ASSERT(t.arena.taken < EMPTIES_MIB << 20);
    taken_end(&t);
    buf_end(&body);
}

static void a_form_of_another_procedure_or_another_form_is_refused(void)
{
    struct buf form = {0};
    struct arena arena;
    struct taken t;
    char answers[512];

    arena_begin(&arena, NULL, 0, 0);
    struct form other = form_of(shipped, BARE_BOOKING("radiofrequency microneedling", ""), &arena);
    form_json(&other, &form);
    (void)snprintf(answers, sizeof answers,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"patient\","
                   "\"answers\":{\"diabetes\":\"no\"}}",
                   other.hash);
    take_with(&t, shipped, form.at, bare, answers, false);
    check_refused(&t, "E415 form");
    taken_end(&t);
    take_with(&t, shipped, NULL, bare, answers, false);
    check_refused(&t, "E411 form");
    taken_end(&t);
    take_with(&t, shipped, form.at, NULL, answers_document(bare, "patient", ""), false);
    check_refused(&t, "E415 form");
    taken_end(&t);
    buf_end(&form);
    arena_end(&arena);
}

#define GOLDEN PRECARE_SOURCE "/tests/form/golden/refused.txt"

static void every_refusal_reads_as_its_golden_says(void)
{
    char kept[16384] = "";
    FILE *file = fopen(GOLDEN, getenv("PRECARE_GOLDEN") != NULL ? "w" : "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_PTR_NOT_NULL_FATAL(refused.at);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        (void)fwrite(refused.at, 1, refused.len, file);
        memcpy(kept, refused.at, refused.len + 1);
    } else {
        kept[fread(kept, 1, sizeof kept - 1, file)] = '\0';
    }
    (void)fclose(file);
    CU_ASSERT_STRING_EQUAL(refused.at, kept);
    buf_end(&refused);
}

/* ---- names that a rulebook chooses ---- */

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

/* ---- left out, and said ---- */

static void words_that_are_no_date_and_items_that_changed_are_missing_and_said(void)
{
    struct buf form = {0};
    struct arena arena;
    struct taken t;

    take_with(&t, shipped, NULL, bare,
              answers_document(bare, "patient",
                               "\"blood-thinners\":\"yes\",\"blood-thinners.use\":\"stopped\","
                               "\"blood-thinners.last_used\":\"last summer\""),
              false);
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

/* ---- what a page posts ---- */

static void a_posted_page_is_the_same_as_the_document(void)
{
    char posted[1024];
    struct taken page, document;

    (void)snprintf(posted, sizeof posted,
                   "form=%s&on=2026-11-22&blood-thinners=yes&blood-thinners.text=Eliquis+5%%20mg&"
                   "blood-thinners.use=ongoing&active-acne=yes&active-acne.status=active&"
                   "active-acne.sites=cheek&active-acne.sites=forehead&diabetes=&hsv-history=no",
                   hash_of(bare));
    take_with(&page, shipped, NULL, bare, posted, true);
    take_with(&document, shipped, NULL, bare,
              answers_document(bare, "patient",
                               "\"blood-thinners\":\"yes\",\"blood-thinners.text\":\"Eliquis 5 mg\""
                               ",\"blood-thinners.use\":\"ongoing\",\"active-acne\":\"yes\","
                               "\"active-acne.status\":\"active\",\"active-acne.sites\":[\"cheek\","
                               "\"forehead\"],\"hsv-history\":\"no\""),
              false);
    CU_ASSERT_EQUAL(page.status, 0);
    CU_ASSERT_EQUAL(document.status, 0);
    CU_ASSERT_STRING_EQUAL(page.event.at, document.event.at);
    taken_end(&page);
    taken_end(&document);

    /* a date in its parts, and a no to the others of a group */
    struct arena arena;
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    const struct form_group *g = &form.groups[0];
    while (g->none == NULL || g->section != FORM_MEDICINES) {
        g++;
    }
    (void)snprintf(posted, sizeof posted,
                   "form=%s&blood-thinners=yes&blood-thinners.use=stopped&%s=others&"
                   "blood-thinners.last_used=&blood-thinners.last_used=May&blood-thinners.last_used"
                   "=2026",
                   hash_of(bare), g->none);
    take_with(&page, shipped, NULL, bare, posted, true);
    CU_ASSERT_EQUAL_FATAL(page.status, 0);
    CU_ASSERT_EQUAL(page.taken.left_count, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(page.event.at, "\"last_used\":\"2026-05\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(page.event.at, "\"topical-retinoids\":\"2026-11-23\""));
    taken_end(&page);
    arena_end(&arena);

    static const char *const hostile[] = {
        "form=%zz",      "form=%", "form=%c3", "a=%00&form=x", "form=a&form=b",
        "by=god&form=x", "",       "&&&=&",    "diabetes=no"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct taken t;

        take_with(&t, shipped, NULL, bare, hostile[i], true);
        CU_ASSERT_EQUAL(t.status, -1);
        CU_ASSERT_EQUAL(t.event.len, 0);
        CU_ASSERT_TRUE(t.faults.count > 0);
        taken_end(&t);
    }
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

/* ---- as a page sends them ---- */

static void a_page_sends_a_date_in_its_parts(void)
{
    static const struct {
        const char *parts, *becomes; /* NULL: it is left out */
    } rows[] = {{"14&@=May&@=2026", "2026-05-14"},
                {"&@=May&@=2026", "2026-05"},
                {"&@=&@=2026", "2026"},
                {"14&@=&@=2026", NULL},
                {"&@=May&@=", NULL},
                {"&@=May&@=2026&@=unsure", NULL}};
    static const char name[] = "blood-thinners.last_used";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf sent = {0};
        struct taken t;

        buf_printf(&sent, "form=%s&by=patient&blood-thinners=yes&blood-thinners.use=stopped&%s=",
                   hash_of(bare), name);
        for (const char *c = rows[i].parts; *c != '\0'; c++) {
            buf_add(&sent, *c == '@' ? name : c, *c == '@' ? strlen(name) : 1);
        }
        take_with(&t, shipped, NULL, bare, sent.at, true);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL(t.taken.left_count, rows[i].becomes == NULL);
        const char *date = t.event.at != NULL ? strstr(t.event.at, "\"last_used\":\"") : NULL;
        CU_ASSERT_EQUAL(date != NULL, rows[i].becomes != NULL);
        if (date != NULL && rows[i].becomes != NULL) {
            size_t len = strlen(rows[i].becomes);

            CU_ASSERT_TRUE(strncmp(date + 13, rows[i].becomes, len) == 0 && date[13 + len] == '"');
        }
        taken_end(&t);
        buf_end(&sent);
    }
}

static void what_is_said_beside_unsure_is_left_out_and_nothing_else(void)
{
    struct taken t;
    struct buf sent = {0};

    buf_printf(&sent,
               "form=%s&by=staff&appointment.minutes=60&appointment.minutes=unsure&consent=signed",
               hash_of(bare));
    take_with(&t, shipped, NULL, bare, sent.at, true);
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
    CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, "appointment.minutes");
    CU_ASSERT_PTR_NOT_NULL(strstr(t.event.at, "signed"));
    CU_ASSERT_PTR_NULL(strstr(t.event.at, "minutes"));
    taken_end(&t);
    buf_end(&sent);
}

/* ---- dates as people type them ---- */

static void a_typed_date_is_understood_or_it_is_none(void)
{
    static const struct {
        const char *typed, *iso; /* NULL: not understood */
    } rows[] = {{"2026", "2026"},
                {"2026-11", "2026-11"},
                {"2026-11-23", "2026-11-23"},
                {"about May 2026", "2026-05"},
                {"May 2026", "2026-05"},
                {"5 May 2026", "2026-05-05"},
                {"May 5th, 2026", "2026-05-05"},
                {"in 2025", "2025"},
                {"Sept. 2025", "2025-09"},
                {"14 de mayo de 2026", "2026-05-14"},
                {"3 ene 2026", "2026-01-03"},
                {"3 sept 2026", "2026-09-03"},
                {"3 janu 2026", NULL},
                {"hacia marzo de 2026", "2026-03"},
                {"5/6/2026", NULL},
                {"last summer", NULL},
                {"31 February 2026", NULL},
                {"May", NULL},
                {"5 2026", NULL},
                {"2026 2025", NULL},
                {"May June 2026", NULL},
                {"99999", NULL},
                {"", NULL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char iso[11] = "";
        bool understood = typed_date(rows[i].typed, iso);

        CU_ASSERT_EQUAL(understood, rows[i].iso != NULL);
        if (understood && rows[i].iso != NULL) {
            CU_ASSERT_STRING_EQUAL(iso, rows[i].iso);
        }
    }
}

static const struct test answers[] = {
    {"each answer becomes a fact, or nothing", each_answer_becomes_a_fact_or_nothing},
    {"none of these is a no to each tick of the group, by name, and beside a yes to none",
     none_of_these_is_a_no_to_each_tick_by_name},
    {"a patient says none of these for nobody else", a_patient_says_none_of_these_for_nobody_else},
    {"what is hostile is refused with its path, and nothing is taken",
     what_is_hostile_is_refused_with_its_path_and_nothing_is_taken},
    {"who answered, when, and to which form are posted once", who_and_when_are_posted_once},
    {"a text of a mebibyte is refused", a_text_of_a_mebibyte_is_refused},
    {"a mebibyte of empty answers takes little memory",
     a_mebibyte_of_empty_answers_takes_little_memory},
    {"a form of another procedure, and the answers to another form, are refused",
     a_form_of_another_procedure_or_another_form_is_refused},
    {"every refusal reads as its golden says", every_refusal_reads_as_its_golden_says},
    {"a declared field is no fact of the same name", a_declared_field_is_no_fact_of_the_same_name},
    {"a booking by its code alone is known without its event",
     a_booking_by_code_alone_is_known_without_its_event},
    {"words that are no date, and items that mean something else now, are missing and said",
     words_that_are_no_date_and_items_that_changed_are_missing_and_said},
    {"a posted page is the same as the document, and a hostile one is refused",
     a_posted_page_is_the_same_as_the_document},
    {"without an event the facts stand alone", without_an_event_the_facts_stand_alone},
    {"answers that are taken twice are taken once", answers_taken_twice_are_taken_once},
    {"a page sends a date in its parts", a_page_sends_a_date_in_its_parts},
    {"what is said beside unsure is left out, and nothing else",
     what_is_said_beside_unsure_is_left_out_and_nothing_else},
    {"a date as people type it is understood, or it is none",
     a_typed_date_is_understood_or_it_is_none},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "answers", .setup = shipped_begin, .teardown = shipped_end, .tests = answers},
    {0},
};
