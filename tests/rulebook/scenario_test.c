/* SPDX-License-Identifier: MIT
 *
 * Tests and personas as the loader compiles them: every key of the event that tests can say reaches
 * the visit; what a test says wrong is told where it is loaded, in one set of words; and no node of
 * a document outlives its loading. What whole tests become: tests/review/scenario_test.c.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "rulebook/load.h"
#include "rulebook/scenario.h"
#include "support/visit_said.h"
#include "test.h"

static const char book[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: book\n"
    "  title: \"Book\"\n"
    "  version: \"1.0.0\"\n"
    "  status: draft\n"
    "  owner: {name: \"N\", role: clinical-lead}\n"
    "  review-by: \"2027-06-01\"\n"
    "  sources:\n"
    "    article: {title: \"A\", kind: paper}\n"
    "lists:\n"
    "  mn: {kind: procedure, plain: \"microneedling\", items: [microneedling]}\n"
    "override-reasons:\n"
    "  record-is-wrong: {say: \"S\", points-to: data-problem}\n"
    "rules:\n"
    "  - id: mn-keloid\n"
    "    title: \"One\"\n"
    "    source: {ref: article, basis: stated}\n"
    "    when: {at: booking, procedure: mn}\n"
    "    if: {appointment.price: {below: 9 USD}}\n"
    "    then: {severity: info, say: \"Cheap.\"}\n";

static struct rules *rules_of(const char *tests, struct faults *faults)
{
    struct buf text = {0};
    struct rule_file file = {.name = "a.yaml"};
    struct rule_files files = {.at = &file, .count = 1};
    struct load_options options = {.today = DATE_NONE, .for_review = true};

    buf_text(&text, book);
    buf_text(&text, tests);
    file.bytes = text.at;
    file.len = text.len;
    faults_begin(faults);
    struct rules *rules = rules_load(&files, &options, faults);
    buf_end(&text);
    return rules;
}

static void faults_show(const struct faults *faults)
{
    struct buf out = {0};

    faults_print(faults, FAULTS_TEXT, &out);
    (void)fprintf(stderr, "%s\n", out.at != NULL ? out.at : "");
    buf_end(&out);
}

/* ---- every key that tests can say ---- */

/* The keys of a table with their examples, as YAML between braces; but `without`. */
static void rows_write(const struct event_table *table, const char *const *without, struct buf *out)
{
    const char *comma = "";

    buf_char(out, '{');
    for (uint32_t i = 0; i < table_count(&table->table); i++) {
        const struct event_key *key = event_table_key(table, i);
        bool left_out = key->said.name == NULL || key->value == VALUE_NONE;

        for (size_t k = 0; !left_out && without[k] != NULL; k++) {
            left_out = strcmp(key->said.name, without[k]) == 0;
        }
        if (left_out) {
            continue;
        }
        buf_printf(out, "%s%s: ", comma, key->said.name);
        comma = ", ";
        if (key->said.example != NULL && key->value != VALUE_GROUP) {
            buf_text(out, key->said.example);
            continue;
        }
        static const char *const nothing[] = {NULL};
        for (uint32_t chart = 0; chart < CHART_COUNT; chart++) {
            if (key->said.table == &said_entries[chart].table) {
                buf_char(out, '[');
                rows_write(&said_entries[chart], nothing, out);
                buf_char(out, ']');
            }
        }
    }
    buf_char(out, '}');
}

struct reaching {
    const char *said;
    uint32_t keys, missing;
};

static void said_reaches(void *of, const char *path, const struct event_key *key)
{
    struct reaching *r = of;
    char line[300] = "\n";
    size_t at = 1;

    if (key->said.name == NULL || key->value == VALUE_GROUP || key->value == VALUE_CHART) {
        return;
    }
    for (; *path != '\0' && at < sizeof line - 8; path++) {
        if (*path == ']') {
            line[at++] = '0';
        }
        line[at++] = *path;
    }
    line[at] = '\0';
    r->keys++;
    if (strstr(r->said, line) == NULL) {
        (void)fprintf(stderr, "    %s, said as %s, does not reach the visit\n", line + 1,
                      key->said.name);
        r->missing++;
    }
}

/* Value set by value set, what is nearest counts. */
static void what_was_asked_is_taken_over_from_a_persona(void)
{
    static const char text[] =
        "personas:\n"
        "  base: {in-no-list: meant, asked: {medications: {retinoids: \"2026-11-01\", "
        "blood-thinners: \"2026-11-02\"}}}\n"
        "tests:\n"
        "  - name: \"Asked\"\n"
        "    at: booking\n"
        "    today: \"2026-12-01\"\n"
        "    in-no-list: meant\n"
        "    patient: {like: base, asked: {medications: {retinoids: \"2026-11-20\"},\n"
        "      procedures: {toxins: \"2026\"}}}\n"
        "    appointment: {procedure: microneedling, also: [mask, peel], date: \"2027-01-12\"}\n"
        "    expect: {overall: clear, findings: []}\n";
    struct faults faults;
    struct rules *rules = rules_of(text, &faults);

    if (rules == NULL) {
        faults_show(&faults);
        CU_FAIL_FATAL("it loads");
    }
    const struct visit *v = &rules->scenarios->at[0].visit;
    const struct entries *list = &v->chart[CHART_MEDICATIONS];
    CU_ASSERT_EQUAL_FATAL(list->asked_count, 2);
    CU_ASSERT(span_same(list->asked[0].list, SPAN("retinoids")) &&
              list->asked[0].on.first == date_of(2026, 11, 20));
    CU_ASSERT(span_same(list->asked[1].list, SPAN("blood-thinners")) &&
              list->asked[1].on.first == date_of(2026, 11, 2));
    CU_ASSERT_EQUAL_FATAL(v->chart[CHART_PROCEDURES].asked_count, 1);
    CU_ASSERT_EQUAL(v->chart[CHART_PROCEDURES].asked[0].on.kind, WHEN_PARTIAL);
    CU_ASSERT_EQUAL(list->reviewed.kind, WHEN_UNKNOWN);
    CU_ASSERT_EQUAL_FATAL(v->also_count, 2);
    CU_ASSERT(span_same(v->also[1].text, SPAN("peel")));
    rules_free(&rules);
    faults_end(&faults);
}

static void every_key_that_tests_can_say_reaches_the_visit(void)
{
    static const char *const nothing[] = {NULL}, *const twice[] = {"date", "site", NULL};
    struct faults faults;
    struct buf text = {0}, said = {0};

    buf_text(&text, "tests:\n  - name: \"All\"\n    at: booking\n    today: \"2026-12-01\"\n"
                    "    in-no-list: meant\n    patient: ");
    rows_write(&said_patient, nothing, &text);
    buf_text(&text, "\n    appointment: ");
    rows_write(&said_appointment, twice, &text);
    buf_text(&text, "\n    provider: ");
    rows_write(&said_provider, nothing, &text);
    buf_text(&text, "\n    charted: ");
    rows_write(&said_charted, nothing, &text);
    buf_text(&text, "\n    clearances: [");
    rows_write(&said_clearance, nothing, &text);
    buf_text(&text, "]\n    expect: {overall: clear, findings: []}\n");
    struct rules *rules = rules_of(text.at, &faults);
    if (rules == NULL) {
        faults_show(&faults);
        CU_FAIL_FATAL("a test of examples loads");
    }
    CU_ASSERT_EQUAL_FATAL(rules->scenarios->count, 1);
    buf_char(&said, '\n');
    visit_said(&rules->scenarios->at[0].visit, &said);
    struct reaching r = {.said = said.at};
    event_keys_each(said_reaches, &r);
    CU_ASSERT_EQUAL(r.missing, 0);
    CU_ASSERT(r.keys > 45);
    rules_free(&rules);
    faults_end(&faults);
    buf_end(&text);
    buf_end(&said);
}

/* ---- what is wrong ---- */

#define TEST(zone, today, appointment)                                                             \
    "tests:\n  - name: \"T\"\n    at: booking\n" zone "    today: \"" today "\"\n"                 \
    "    appointment: {procedure: microneedling, " appointment "}\n"                               \
    "    expect: {overall: clear, findings: []}\n"

static void fault_told(const char *tests, enum fault_code code, const char *what)
{
    struct faults faults;
    struct rules *rules = rules_of(tests, &faults);

    CU_ASSERT_PTR_NULL(rules);
    CU_ASSERT_EQUAL(faults.errors, 1);
    if (faults.errors != 1 || faults.items[0].code != code ||
        strstr(faults.items[0].what, what) == NULL || faults.items[0].at.line == 0) {
        faults_show(&faults);
        CU_FAIL("another fault is told");
    }
    rules_free(&rules);
    faults_end(&faults);
}

static void what_a_test_says_wrong_is_told_when_it_is_loaded(void)
{
    fault_told(TEST("    zone: Nowhere/Land\n", "2026-12-01", "date: \"2027-01-12\""), FAULT_S204,
               "there is no time zone \"Nowhere/Land\"");
    fault_told(TEST("", "2026-12", "date: \"2027-01-12\""), FAULT_S205,
               "\"2026-12\" is only a part of a date");
    fault_told(TEST("", "2026-12-01", "date: \"2027-01\""), FAULT_S205,
               "\"2027-01\" is only a part of a date");
    fault_told(TEST("", "2026-12-01", "date: \"2027-01-12\", minutes: 0"), FAULT_S205,
               "\"0\" is not a whole number of minutes");
    fault_told(TEST("", "2026-12-01", "date: \"2027-02-30\""), FAULT_T101, "2027-02-30");
    fault_told(TEST("", "2026-12-01", "date: \"2027-01-12\", state: cancelled"), FAULT_X307,
               "this test evaluates no rule");
}

/* A fault of a persona is the persona's: ten tests like it tell it no further time. */
static void a_persona_that_is_wrong_is_told_once(void)
{
    fault_told(
        "personas:\n  p: {conditions: [{is: keloid, in-no-list: meant, onset: \"2026-02-30\"}]}\n"
        "tests:\n"
        "  - {name: \"A\", at: booking, today: \"2026-12-01\", patient: {like: p}, appointment: "
        "{procedure: microneedling, date: \"2027-01-12\"}, expect: {overall: clear, findings: "
        "[]}}\n"
        "  - {name: \"B\", at: booking, today: \"2026-12-01\", patient: {like: p}, appointment: "
        "{procedure: microneedling, date: \"2027-01-12\"}, expect: {overall: clear, findings: "
        "[]}}\n",
        FAULT_T101, "2026-02-30");
}

/* ---- what stays ---- */

static struct seam whole;
static size_t live;

static void *counting_grow(void *old, size_t size)
{
    size_t before = old != NULL ? malloc_usable_size(old) : 0;
    void *now = whole.grow(old, size);

    if (now != NULL) {
        live += malloc_usable_size(now) - before;
    }
    return now;
}

static void counting_drop(void *old)
{
    live -= old != NULL ? malloc_usable_size(old) : 0;
    whole.drop(old);
}

static size_t kept_of_the_shipped_rules(bool for_review, size_t *bytes_r)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = for_review};
    struct rule_files files;
    struct faults faults;

    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(files_read(paths, 1, &faults, &files), 0);
    *bytes_r = 0;
    for (uint32_t i = 0; i < files.count; i++) {
        *bytes_r += files.at[i].len;
    }
    whole = seam;
    seam.grow = counting_grow;
    seam.drop = counting_drop;
    live = 0;
    struct rules *rules = rules_load(&files, &options, &faults);
    size_t kept = live;
    seam = whole;
    CU_ASSERT_PTR_NOT_NULL(rules);
    rules_free(&rules);
    files_end(&files);
    faults_end(&faults);
    return kept;
}

/* The documents' nodes take ten times the files' bytes: were they kept, this could not hold. */
static void no_node_outlives_loading(void)
{
    size_t bytes, lean = kept_of_the_shipped_rules(false, &bytes),
                  full = kept_of_the_shipped_rules(true, &bytes);

    printf("    files %zu, kept %zu, for review %zu\n", bytes, lean, full);
    CU_ASSERT(lean < 2 * bytes);
    CU_ASSERT(full < 4 * bytes);
}

static const struct test tests[] = {
    {"every key that tests can say reaches the visit",
     every_key_that_tests_can_say_reaches_the_visit},
    {"what was asked is taken over from a persona, value set by value set",
     what_was_asked_is_taken_over_from_a_persona},
    {"what a test says wrong is told when it is loaded",
     what_a_test_says_wrong_is_told_when_it_is_loaded},
    {"a persona that is wrong is told once", a_persona_that_is_wrong_is_told_once},
    {"no node of a document outlives its loading", no_node_outlives_loading},
    {0}};

const struct test_suite test_suites[] = {{"scenarios", NULL, NULL, tests}, {0}};
