/* SPDX-License-Identifier: MIT
 *
 * Hooks to cards by example (tests/cds/golden: a request, and its cards or the OperationOutcome by
 * the shipped rules as drafts; PRECARE_GOLDEN=1 writes them anew), and what holds of every card:
 * the length of its summary, its indicator, source and uuid, its suggestions, what its Markdown
 * cannot be.
 */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cds/cds.h"
#include "cds/cds_parts.h"
#include "engine/engine.h"
#include "form/shipped.h"
#include "support/judge.h"
#include "test.h"
#include "visit/map.h"

#define GOLDEN PRECARE_SOURCE "/tests/cds/golden/"

static struct zone *clinic;

static int cards_begin(void)
{
    const char *error;

    clinic = zone_open("America/New_York", &error);
    return clinic == NULL ? -1 : shipped_begin();
}

static int cards_end(void)
{
    zone_close(&clinic);
    return shipped_end();
}

/* The cards of a request; NULL: no memory. The caller's. */
static json_t *cards_of(const char *request, size_t len)
{
    struct cds_setting setting = {.rules = shipped, .zone = clinic, .as_active = true};
    struct engine_options options = {.draft = true};
    struct arena arena;
    struct faults faults;
    struct cds_request read;
    struct buf out = {0}, told = {0};

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    (void)when_read("2026-11-23T10:00:00-05:00", 25, clinic, &setting.now);
    if (cds_request_read(request, len, &setting, &arena, &faults, &read)) {
        struct cds_writing w = {.rules = shipped, .zone = clinic, .request = &read, .out = &out};

        cds_cards_open(&w);
        for (; w.visit < read.visit_count; w.visit++) {
            struct result *r =
                engine_evaluate(shipped, &read.visits[w.visit].visit, &options, NULL);

            cds_cards(&w, &r->out);
            result_drop(&r);
        }
        cds_cards_close(&w);
    } else {
        cds_refusal(&faults, &out);
        faults_print(&faults, FAULTS_TEXT, &told);
    }
    faults_end(&faults);
    arena_end(&arena);
    CU_ASSERT_FALSE(out.failed);
    json_t *cards = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cards);
    if (told.len > 0) { /* how the command and the log would say it */
        (void)json_object_set_new(cards, "x-told", json_string(told.at));
    }
    buf_end(&told);
    buf_end(&out);
    return cards;
}

static char *golden_text(const char *name, const char *end, size_t *len_r)
{
    char path[512];

    (void)snprintf(path, sizeof path, GOLDEN "%s%s", name, end);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1u << 20);
    *len_r = file != NULL ? fread(text, 1, (1u << 20) - 1, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return text;
}

static void golden_hold(const char *name, json_t *got)
{
    char *text = json_dumps(got, JSON_INDENT(1)), path[512];
    size_t len;

    (void)snprintf(path, sizeof path, GOLDEN "%s.txt", name);
    FILE *file = getenv("PRECARE_GOLDEN") != NULL ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        (void)fprintf(file, "%s\n", text);
        (void)fclose(file);
    }
    char *wanted = golden_text(name, ".txt", &len);
    bool same = len > 0 && strncmp(wanted, text, len - 1) == 0 && strlen(text) == len - 1;
    if (!same) {
        (void)fprintf(stderr, "%s: wanted\n%s\ngot\n%s\n", name, wanted, text);
    }
    CU_ASSERT(same);
    CU_ASSERT_PTR_NULL(strstr(text, "secret"));
    free(wanted);
    free(text);
}

/* ---- what holds of every card ---- */

static const char *said(const json_t *of, const char *key)
{
    const char *text = json_string_value(json_object_get(of, key));

    return text != NULL ? text : "";
}

static void resource_holds(const json_t *action)
{
    const json_t *resource = json_object_get(action, "resource");
    const char *type = said(resource, "resourceType"), *do_it = said(action, "type");

    CU_ASSERT(strcmp(do_it, "create") == 0 || strcmp(do_it, "update") == 0);
    CU_ASSERT(said(action, "description")[0] != '\0');
    if (strcmp(type, "Task") == 0) {
        CU_ASSERT_STRING_EQUAL(said(resource, "status"), "requested");
        CU_ASSERT_STRING_EQUAL(said(resource, "intent"), "proposal");
        CU_ASSERT_PTR_NOT_NULL(json_object_get(resource, "for"));
    } else { /* app-3: start and end together, instants with an offset */
        CU_ASSERT_STRING_EQUAL(type, "Appointment");
        CU_ASSERT_EQUAL(strlen(said(resource, "start")), 25);
        CU_ASSERT_EQUAL(strlen(said(resource, "end")), 25);
        CU_ASSERT(strcmp(said(resource, "start"), said(resource, "end")) < 0);
    }
}

static void suggestions_hold(const json_t *card)
{
    const json_t *suggestions = json_object_get(card, "suggestions");
    size_t i, k;
    json_t *one, *action;

    if (suggestions != NULL) {
        CU_ASSERT(json_array_size(suggestions) > 0);
        CU_ASSERT_STRING_EQUAL(said(card, "selectionBehavior"), "any");
    }
    json_array_foreach((json_t *)(uintptr_t)suggestions, i, one)
    {
        CU_ASSERT(said(one, "label")[0] != '\0' && cds_is_uuid(said(one, "uuid")));
        json_array_foreach(json_object_get(one, "actions"), k, action)
        {
            resource_holds(action);
        }
    }
}

static void reasons_hold(const json_t *card)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(card, "overrideReasons"), i, one)
    {
        CU_ASSERT(said(one, "code")[0] != '\0' && said(one, "system")[0] != '\0' &&
                  said(one, "display")[0] != '\0');
    }
}

static void card_holds(const json_t *card)
{
    const char *summary = said(card, "summary"), *indicator = said(card, "indicator");

    CU_ASSERT(utf8_count(summary, strlen(summary)) <= 139 && summary[0] != '\0');
    CU_ASSERT(strcmp(indicator, "info") == 0 || strcmp(indicator, "warning") == 0 ||
              strcmp(indicator, "critical") == 0);
    CU_ASSERT(said(json_object_get(card, "source"), "label")[0] != '\0');
    CU_ASSERT(cds_is_uuid(said(card, "uuid")));
    CU_ASSERT_PTR_NULL(strpbrk(said(card, "detail"), "<>\"`[]|~"));
    suggestions_hold(card);
    reasons_hold(card);
}

static void no_two_uuids(const json_t *cards)
{
    json_t *seen = json_object();
    size_t i;
    json_t *card;

    json_array_foreach((json_t *)(uintptr_t)cards, i, card)
    {
        (void)json_object_set_new(seen, said(card, "uuid"), json_true());
    }
    CU_ASSERT_EQUAL(json_object_size(seen), json_array_size(cards));
    json_decref(seen);
}

static void every_request_gets_its_cards(void)
{
    struct dirent **entries = NULL;
    int count = scandir(GOLDEN, &entries, NULL, alphasort), ran = 0;

    for (int i = 0; i < count; i++) {
        char name[256];
        size_t len = strlen(entries[i]->d_name), k;

        if (len > 5 && strcmp(entries[i]->d_name + len - 5, ".json") == 0) {
            (void)snprintf(name, sizeof name, "%.*s", (int)(len - 5), entries[i]->d_name);
            char *request = golden_text(name, ".json", &len);
            json_t *got = cards_of(request, len), *cards = json_object_get(got, "cards"), *card;

            golden_hold(name, got);
            CU_ASSERT(json_is_array(cards) ||
                      strcmp(said(got, "resourceType"), "OperationOutcome") == 0);
            json_array_foreach(cards, k, card)
            {
                card_holds(card);
            }
            no_two_uuids(cards);
            json_decref(got);
            free(request);
            ran++;
        }
        free(entries[i]);
    }
    free(entries);
    CU_ASSERT(ran >= 13);
}

/* ---- texts ---- */

static void words_of_a_chart_are_words_in_markdown_and_in_html(void)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"plain, 0.05% (a-b)", "plain, 0.05% (a-b)"},
        {"<b>bold</b> & *more*", "&#60;b&#62;bold&#60;/b&#62; &#38; &#42;more&#42;"},
        {"[a](http://x)", "&#91;a&#93;(http&#58;//x)"},
        {"www.x.example a@b", "www&#46;x.example a&#64;b"},
        {"# head", "&#35; head"},
        {"- item\n- more", "&#45; item - more"},
        {"1. item", "1&#46; item"},
        {" \x01`code`\\ ~~s~~ |", " &#96;code&#96;&#92; &#126;&#126;s&#126;&#126; &#124;"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};

        cds_markdown(&out, rows[i].text);
        CU_ASSERT_STRING_EQUAL(out.at != NULL ? out.at : "", rows[i].shown);
        buf_end(&out);
    }
}

static void a_summary_has_139_code_points_at_most(void)
{
    struct buf text = {0}, out = {0};

    for (int i = 0; i < 139; i++) {
        buf_text(&text, "\xC3\xA9");
    }
    cds_summary(&out, NULL, text.at);
    CU_ASSERT_EQUAL(utf8_count(out.at, out.len), 139 + sizeof "\"summary\":\"\"" - 1);
    buf_text(&text, "\xC3\xA9");
    out.len = 0;
    cds_summary(&out, NULL, text.at);
    CU_ASSERT_EQUAL(utf8_count(out.at, out.len), 139 + sizeof "\"summary\":\"\"" - 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.at, "\xC3\xA9\xE2\x80\xA6\""));
    buf_end(&text);
    buf_end(&out);
}

/* ---- suggestions ---- */

static void a_tasks_label_is_cut_between_characters(void)
{
    struct buf what = {0}, out = {0};
    struct cds_visit visit = {.event = {NULL, 0}};
    struct cds_request request = {
        .visits = &visit, .visit_count = 1, .instance = "i", .patient = "p"};
    struct cds_writing w = {.rules = shipped, .zone = clinic, .request = &request, .out = &out};

    buf_text(&what, "x");
    for (int i = 0; i < 64; i++) {
        buf_text(&what, "\xC3\xA9");
    }
    const precare_task task = {.what = what.at, .due = "2026-12-01"};
    const precare_finding finding = {.rule = "none", .tasks = {&task, 1, sizeof task}};

    cds_suggest(&w, &finding);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out.at);
    CU_ASSERT_PTR_NULL(strstr(out.at, "\xEF\xBF\xBD"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.at, "\xC3\xA9\xE2\x80\xA6, by 2026-12-01\""));
    buf_end(&what);
    buf_end(&out);
}

/* ---- what is asked later ---- */

static void questions_of_two_moments_are_told_at_each(void)
{
    static const char *const asked[] = {"One?", "Two?"};
    const precare_question questions[] = {
        {.of = PRECARE_ASK_PATIENT, .from = PRECARE_CHECK_IN, .ask = {asked, 2, sizeof *asked}},
        {.of = PRECARE_ASK_STAFF, .from = PRECARE_TREATMENT, .ask = {asked, 1, sizeof *asked}}};
    static const struct {
        uint32_t overall;
        const char *summary;
    } rows[] = {
        {PRECARE_CLEAR, "\"Clear so far, 2 questions at check-in, 1 question at treatment\""},
        {PRECARE_WARN, "\"2 questions at check-in, 1 question at treatment\""}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cds_visit visit = {.event = {NULL, 0}};
        struct cds_request request = {.visits = &visit, .visit_count = 1, .instance = "i"};
        struct buf out = {0};
        struct cds_writing w = {.rules = shipped, .zone = clinic, .request = &request, .out = &out};
        const precare_result result = {.overall = rows[i].overall,
                                       .coverage = PRECARE_COMPLETE,
                                       .questions = {questions, 2, sizeof *questions}};

        cds_cards(&w, &result);
        CU_ASSERT_PTR_NOT_NULL_FATAL(out.at);
        CU_ASSERT_PTR_NOT_NULL(strstr(out.at, rows[i].summary));
        buf_end(&out);
    }
}

/* ---- whoever asks ---- */

#define BOOKING                                                                                    \
    "{\"hook\":\"appointment-book\",\"hookInstance\":\"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\","    \
    "\"context\":{\"userId\":\"Practitioner/1\",\"patientId\":\"p1\",\"appointments\":"            \
    "{\"resourceType\":\"Bundle\",\"entry\":["

static void times_put(struct buf *out, uint32_t times, const char *text)
{
    for (uint32_t i = 0; i < times; i++) {
        buf_printf(out, "%s%s", i > 0 ? "," : "", text);
    }
}

/* Lists that name, again and again, the last of all that there is, for as many visits as may be. */
static void a_list_of_everything_is_looked_through_once(void)
{
    clock_t allowed = test_watched(NULL) ? 60 : 3;
    struct buf out = {0};

    buf_text(&out, BOOKING);
    times_put(&out, CDS_VISITS, "{\"resource\":{\"resourceType\":\"Appointment\"}}");
    buf_text(&out, "]}},\"prefetch\":{\"lists\":{\"resourceType\":\"Bundle\",\"entry\":[");
    times_put(&out, 10000, "{\"resource\":{\"id\":\"b\",\"resourceType\":\"List\"}}");
    buf_text(&out, ",{\"resource\":{\"id\":\"a\",\"resourceType\":\"List\"}}");
    for (uint32_t i = 0; i < 20; i++) {
        buf_text(&out, ",{\"resource\":{\"resourceType\":\"List\",\"status\":\"current\",\"mode\":"
                       "\"working\",\"date\":\"2026-01-01\",\"code\":{\"coding\":["
                       "{\"system\":\"http://loinc.org\",\"code\":\"11450-4\"},"
                       "{\"system\":\"http://loinc.org\",\"code\":\"10160-0\"},"
                       "{\"system\":\"http://loinc.org\",\"code\":\"48765-2\"}"
                       "]},\"entry\":[");
        times_put(&out, 512, "{\"item\":{\"reference\":\"List/a\"}}");
        buf_text(&out, "]}}");
    }
    buf_text(&out, "]}}}");
    CU_ASSERT_FATAL(!out.failed && out.len < CDS_BYTES);
    clock_t start = clock();
    json_t *cards = cards_of(out.at, out.len);
    CU_ASSERT_TRUE(clock() - start < allowed * CLOCKS_PER_SEC); /* of the processor, however busy */
    CU_ASSERT_TRUE(json_array_size(json_object_get(cards, "cards")) > 0);
    json_decref(cards);
    buf_end(&out);
}

/* Each of them makes a form. */
static void forms_that_were_answered_are_so_many_and_no_more(void)
{
    for (uint32_t more = 0; more < 2; more++) {
        struct buf out = {0};

        buf_text(&out, BOOKING);
        times_put(&out, 1,
                  "{\"resource\":{\"resourceType\":\"Appointment\",\"serviceType\":"
                  "[{\"text\":\"microneedling\"}]}}");
        buf_text(&out, "]}},\"prefetch\":{\"answers\":{\"resourceType\":\"Bundle\",\"entry\":[");
        times_put(&out, CDS_ANSWERS + more,
                  "{\"resource\":{\"resourceType\":\"QuestionnaireResponse\",\"status\":"
                  "\"completed\",\"questionnaire\":\"urn:precare:form:patient:sha256:0000|1\","
                  "\"authored\":\"2026-11-20\",\"item\":[]}}");
        buf_text(&out, "]}}}");
        json_t *cards = cards_of(out.at, out.len);
        const char *told = json_string_value(json_object_get(cards, "x-told"));

        CU_ASSERT_EQUAL(told != NULL &&
                            strstr(told, "more than 32 forms that were answered") != NULL,
                        more > 0);
        CU_ASSERT_EQUAL(json_object_get(cards, "cards") == NULL, more > 0);
        json_decref(cards);
        buf_end(&out);
    }
}

/* ---- discovery ---- */

static void discovery_offers_each_hook_by_simple_templates(void)
{
    struct buf out = {0};
    size_t i;
    json_t *service, *search;
    const char *key;

    cds_discovery(shipped, true, &out);
    json_t *all = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    golden_hold("discovery", all);
    CU_ASSERT_EQUAL(json_array_size(json_object_get(all, "services")), CDS_HOOKS);
    json_array_foreach(json_object_get(all, "services"), i, service)
    {
        CU_ASSERT(said(service, "hook")[0] != '\0' && said(service, "id")[0] != '\0' &&
                  said(service, "description")[0] != '\0');
        json_object_foreach(json_object_get(service, "prefetch"), key, search)
        {
            const char *at = strstr(json_string_value(search), "{{");

            CU_ASSERT(at != NULL && strstr(at + 2, "{{") == NULL &&
                      (strncmp(at, "{{context.patientId}}", 21) == 0 ||
                       strncmp(at, "{{context.encounterId}}", 23) == 0));
        }
    }
    json_decref(all);
    out.len = 0;
    cds_discovery(NULL, true, &out);
    CU_ASSERT_STRING_EQUAL(out.at, "{\"services\":[]}");
    buf_end(&out);
}

static void discovery_asks_for_nothing_where_no_rule_asks(void)
{
    static const char yaml[] =
        "format: precare-rules/1\n"
        "rulebook: {id: t, title: \"T\", version: \"1.0.0\", status: draft,\n"
        "  owner: {name: \"Lead\", role: clinical-lead}, review-by: \"2099-01-01\",\n"
        "  sources: {house: {title: \"House\", kind: clinic-policy}}}\n"
        "lists:\n"
        "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
        "rules:\n"
        "  - id: too-young\n"
        "    title: \"Under 22\"\n"
        "    source: {ref: house, basis: clinic-decision}\n"
        "    when: {at: check-in, procedure: needling}\n"
        "    if: {patient.age: {below: 22 years}}\n"
        "    then: {severity: info, say: \"Under 22.\"}\n"
        "    if-unknown: {ask: \"When was the patient born?\", of: staff}\n";
    struct rules *rules = judge_rules(yaml);
    struct buf out = {0};
    size_t i;
    json_t *service;

    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    cds_discovery(rules, true, &out);
    json_t *all = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    json_array_foreach(json_object_get(all, "services"), i, service)
    {
        const json_t *prefetch = json_object_get(service, "prefetch");
        bool asks = strncmp(said(service, "hook"), "encounter-", 10) == 0; /* for that */

        CU_ASSERT_EQUAL(prefetch != NULL, asks);
        CU_ASSERT(prefetch == NULL || json_object_size(prefetch) > 0);
    }
    CU_ASSERT_EQUAL(i, CDS_HOOKS);
    json_decref(all);
    buf_end(&out);
    rules_free(&rules);
}

static const struct test tests[] = {
    {"every request gets its cards, and each card is what the specification asks",
     every_request_gets_its_cards},
    {"words of a chart are words, in Markdown and in HTML",
     words_of_a_chart_are_words_in_markdown_and_in_html},
    {"a summary has 139 code points at most", a_summary_has_139_code_points_at_most},
    {"a task's label is cut between characters", a_tasks_label_is_cut_between_characters},
    {"questions of two moments are told at each", questions_of_two_moments_are_told_at_each},
    {"a list of everything is looked through once, however many visits there are",
     a_list_of_everything_is_looked_through_once},
    {"forms that were answered are so many and no more",
     forms_that_were_answered_are_so_many_and_no_more},
    {"discovery offers each hook, by simple templates alone",
     discovery_offers_each_hook_by_simple_templates},
    {"discovery asks for nothing where no rule asks",
     discovery_asks_for_nothing_where_no_rule_asks},
    {0}};

const struct test_suite test_suites[] = {{"CDS Hooks", cards_begin, cards_end, tests}, {0}};
