/* SPDX-License-Identifier: MIT
 *
 * All doors agree: random visits (a fixed seed; PRECARE_VISITS says how many are judged: of one in
 * five the moment has no hook; PRECARE_VISITS_FROM after how many) of facts that FHIR carries, as
 * structs of the header, as precare-event/1 and as CDS Hooks with FHIR prefetch, give the same
 * result, byte for byte but for its id; so they do with a form that was answered, a
 * QuestionnaireResponse of the prefetch. Whatever a prefetch leaves out, its four spellings give
 * the same, and no finding goes away without a question in its place.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/event_struct.h"
#include "cds/cds.h"
#include "engine/engine.h"
#include "form/answers.h"
#include "form/form_fhir.h"
#include "form/shipped.h"
#include "rulebook/scenario.h"
#include "support/case_event.h"
#include "support/event_build.h"
#include "support/fhir_event.h"
#include "support/form_answered.h"
#include "support/random_event.h"

static uint32_t wrong_seen, findings_seen, answered_seen, left_out;
static bool in_short;

/* The shipped rules with the tests beside them. */
static int doors_begin(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_files files;
    struct faults faults;
    int begun = shipped_begin();

    rules_free(&shipped);
    faults_begin(&faults);
    if (files_read(paths, 1, &faults, &files) == 0) {
        shipped = rules_load(&files, &options, &faults);
        files_end(&files);
    }
    faults_end(&faults);
    return shipped != NULL && shipped->scenarios != NULL ? begun : -1;
}

/* ---- judging by both ---- */

/* The result, but for its id; as text, for most are compared alone. */
static char *judged_of(const struct visit *visit)
{
    struct engine_options options = {.draft = true, .evaluation_id = "one"};
    struct buf out = {0};
    struct result *r = engine_evaluate(shipped, visit, &options, NULL);

    result_json(&r->out, 0, &out);
    char *text = out.failed ? NULL : strdup(out.at);
    buf_end(&out);
    result_drop(&r);
    return text;
}

static char *result_of_event(const json_t *event)
{
    char *text = json_dumps(event, 0);
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct visit visit = visit_of(text, &arena);
    char *r = judged_of(&visit);
    arena_end(&arena);
    free(text);
    return r;
}

static char *result_of_struct(const json_t *event)
{
    char *text = json_dumps(event, 0), why[256];
    struct event_build *b = event_build_new(text, strlen(text), why);
    struct event_fault fault = {0};
    struct visit visit;
    struct arena arena;
    char *r = NULL;

    arena_begin(&arena, NULL, 0, 0);
    if (b != NULL &&
        event_from_struct(event_build_event(b), new_york, &arena, &visit, &fault) == 0) {
        r = judged_of(&visit);
    } else {
        (void)fprintf(stderr, "as structs: %s\n", b == NULL ? why : fault.where);
    }
    event_build_free(&b);
    arena_end(&arena);
    free(text);
    return r;
}

static char *result_of_request(const json_t *request, const json_t *event)
{
    struct cds_setting setting = {.rules = shipped, .zone = new_york, .as_active = true};
    char *text = json_dumps(request, 0);
    struct cds_request read;
    struct arena arena;
    struct faults faults;
    char *r = NULL;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    (void)when_read(fhir_event_said(event, "now"), strlen(fhir_event_said(event, "now")), new_york,
                    &setting.now);
    if (cds_request_read(text, strlen(text), &setting, &arena, &faults, &read) &&
        read.visit_count == 1 && read.answers_left == 0) {
        r = judged_of(&read.visits[0].visit);
    } else {
        struct buf out = {0};

        faults_print(&faults, FAULTS_TEXT, &out);
        (void)fprintf(stderr, "%s\n", out.at != NULL ? out.at : "");
        buf_end(&out);
    }
    faults_end(&faults);
    arena_end(&arena);
    free(text);
    return r;
}

static bool are_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void wrong_say(const char *what, const json_t *event, const char *a, const char *b)
{
    char *text = json_dumps(event, 0);

    if (wrong_seen++ < 3) {
        (void)fprintf(stderr, "%s\n%s\n%s\n%s\n", what, text, a != NULL ? a : "-",
                      b != NULL ? b : "-");
    }
    free(text);
}

static void results_same(const json_t *event, const char *a, const char *b)
{
    if (!are_same(a, b)) {
        wrong_say("the doors do not agree", event, a, b);
    }
}

/* ---- what is left out ---- */

static bool rule_is_said(const json_t *result, const char *rule)
{
    size_t i, k;
    json_t *one, *name;
    bool found = false;

    json_array_foreach(json_object_get(result, "findings"), i, one)
    {
        found = found || strcmp(fhir_event_said(one, "rule"), rule) == 0;
    }
    json_array_foreach(json_object_get(result, "questions"), i, one)
    {
        json_array_foreach(json_object_get(one, "rules"), k, name)
        {
            found = found || strcmp(json_string_value(name), rule) == 0;
        }
    }
    return found;
}

/* Of a rule that asks where it does not know. */
static bool rule_may_ask(const char *id)
{
    uint32_t number = rules_find(shipped, id);

    return number != NONE && rule_asks(&shipped->rules[number]);
}

static void nothing_lost(const json_t *request, const json_t *whole, const char *less)
{
    json_t *left = less != NULL ? json_loads(less, 0, NULL) : NULL, *finding;
    size_t i;

    json_array_foreach(json_object_get(whole, "findings"), i, finding)
    {
        const char *rule = fhir_event_said(finding, "rule");

        if (rule_may_ask(rule) && !rule_is_said(left, rule)) {
            (void)fprintf(stderr, "%s: ", rule);
            wrong_say("went away without a question", request, less, NULL);
        }
    }
    json_decref(left);
}

static char *result_without(const json_t *request, const json_t *event, const char *key,
                            const char *spelling)
{
    json_t *less = json_deep_copy(request), *of = json_object_get(less, "prefetch");

    if (spelling == NULL) {
        (void)json_object_del(of, key);
    } else {
        (void)json_object_set_new(of, key, json_loads(spelling, JSON_DECODE_ANY, NULL));
    }
    char *result = result_of_request(less, event);
    json_decref(less);
    return result;
}

/* The other spellings beside the one that is not there; in short, one of them in turn. */
static void key_left_out(const json_t *request, const json_t *event, const json_t *whole,
                         const char *key)
{
    static const char *const spellings[] = {
        "null", "{\"resourceType\":\"OperationOutcome\"}",
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}"};
    const size_t all = sizeof spellings / sizeof *spellings;
    char *less = result_without(request, event, key, NULL);

    nothing_lost(request, whole, less);
    for (size_t i = 0; i < (in_short ? 1 : all); i++) {
        char *other = result_without(request, event, key, spellings[(left_out + i) % all]);

        if (!are_same(less, other)) {
            wrong_say("two spellings of missing", request, less, other);
        }
        free(other);
    }
    left_out++;
    free(less);
}

static void each_key_left_out(const json_t *request, const json_t *event, const json_t *whole)
{
    const char *key;
    json_t *kept;

    json_object_foreach(json_object_get(request, "prefetch"), key, kept)
    {
        if (strcmp(key, "encounter") != 0 && strcmp(key, "appointments") != 0) {
            key_left_out(request, event, whole, key);
        }
    }
}

/* ---- a form that was answered ---- */

/* The event with what was answered in it, as the method `answers` gives it; NULL: it was refused.
 */
static json_t *event_answered(const json_t *event, const json_t *response)
{
    struct answers_setting setting = {.rules = shipped, .zone = new_york, .as_active = true};
    char *texts[] = {json_dumps(event, 0), json_dumps(response, 0)};
    struct answers_given given = {.event = span_of(texts[0])};
    struct answers_taken taken;
    struct buf own = {0}, out = {0};
    struct arena arena;
    struct faults faults;
    json_t *answered = NULL;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    if (answers_of_response(texts[1], strlen(texts[1]), &faults, &own)) {
        given.answers = (struct span){own.at, (uint32_t)own.len};
        answered = answers_into_event(&setting, &given, &arena, &faults, &out, &taken) == 0
                       ? json_loadb(out.at, out.len, 0, NULL)
                       : NULL;
    }
    if (answered == NULL) {
        (void)fprintf(stderr, "%s: %s\n", faults.count > 0 ? faults.items[0].at.path : "-",
                      faults.count > 0 ? faults.items[0].what : "-");
    }
    buf_end(&own);
    buf_end(&out);
    faults_end(&faults);
    arena_end(&arena);
    free(texts[0]);
    free(texts[1]);
    return answered;
}

/* The same form came back by all doors. */
static void form_holds(const json_t *event, const json_t *request, uint64_t *seed)
{
    json_t *response = form_answered(shipped, new_york, event, seed);

    if (response == NULL) {
        return;
    }
    json_t *answered = event_answered(event, response), *with = json_deep_copy(request);
    (void)json_object_set_new(json_object_get(with, "prefetch"), "answers",
                              fhir_event_bundle(json_pack("[O]", response)));
    char *a = answered != NULL ? result_of_event(answered) : NULL,
         *b = result_of_request(with, event),
         *c = answered != NULL ? result_of_struct(answered) : NULL;
    if (!are_same(a, b) || !are_same(a, c)) {
        wrong_say("a form that was answered", response, a, b);
    }
    answered_seen++;
    free(a);
    free(b);
    free(c);
    json_decref(with);
    json_decref(answered);
    json_decref(response);
}

/* ---- */

/* false: its moment has no hook. */
static bool event_holds(json_t *event, uint64_t *seed)
{
    if (!fhir_event_carry(event)) {
        return false;
    }
    json_t *request = fhir_event_request(event, new_york);
    char *a = result_of_event(event), *b = result_of_request(request, event),
         *c = result_of_struct(event);
    json_t *whole = json_loads(a, 0, NULL);

    findings_seen += (uint32_t)json_array_size(json_object_get(whole, "findings"));
    results_same(event, a, b);
    results_same(event, a, c);
    each_key_left_out(request, event, whole);
    form_holds(event, request, seed);
    json_decref(request);
    json_decref(whole);
    free(a);
    free(b);
    free(c);
    return true;
}

static uint32_t visits_wanted(const char *name, uint32_t otherwise)
{
    const char *wanted = getenv(name);

    return wanted != NULL ? (uint32_t)strtoul(wanted, NULL, 10) : otherwise;
}

static void seen_begin(void)
{
    wrong_seen = findings_seen = answered_seen = left_out = 0;
    in_short = getenv("PRECARE_VISITS") == NULL;
}

static void seen_say(const char *what, uint32_t judged)
{
    printf("%s: %u, findings: %u, forms answered: %u, against the property: %u\n", what, judged,
           findings_seen, answered_seen, wrong_seen);
    CU_ASSERT_EQUAL(wrong_seen, 0);
    CU_ASSERT_TRUE(answered_seen * 4 >= judged);
}

static void random_visits_are_judged_alike(void)
{
    uint32_t visits = visits_wanted("PRECARE_VISITS", test_watched(NULL) ? 40 : 200),
             from = visits_wanted("PRECARE_VISITS_FROM", 0), judged = 0;

    seen_begin();
    for (uint32_t i = from; judged < visits && i < from + 2 * visits && wrong_seen < 20; i++) {
        uint64_t seed = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
        json_t *event = random_event(shipped, &seed);

        judged += event_holds(event, &seed);
        json_decref(event);
    }
    seen_say("visits", judged);
    CU_ASSERT_EQUAL(judged, visits);
}

static void acceptance_cases_are_judged_alike(void)
{
    uint32_t judged = 0;
    uint64_t seed = 1;

    seen_begin();
    for (uint32_t i = 0; i < shipped->scenarios->count && wrong_seen < 20; i++) {
        json_t *event = case_event(&shipped->scenarios->at[i].visit);

        judged += event_holds(event, &seed);
        json_decref(event);
    }
    seen_say("cases", judged);
    CU_ASSERT_TRUE(judged > 100);
}

static const struct test tests[] = {
    {"random visits are judged alike as structs, as an event and as FHIR, with a form that was "
     "answered too, and what is left out is asked, however it is spelled",
     random_visits_are_judged_alike},
    {"so are the cases that stand beside the rules", acceptance_cases_are_judged_alike},
    {0}};

const struct test_suite test_suites[] = {{"doors", doors_begin, shipped_end, tests}, {0}};
