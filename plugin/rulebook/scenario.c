/* SPDX-License-Identifier: MIT
 *
 * Tests beside the rules: their keys and words, that everything they name exists (X307), and, for
 * the review room, the visit and the expectations that each is. Steps of the loader; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/scenario_facts.h"
#include "visit/days.h"

/* ---- names ---- */

/* A rule of the test's own rulebook. */
static uint32_t rule_named(struct loading *ld, const struct node *n, uint32_t book)
{
    uint32_t rule = saying_name(ld, n, "rule", &ld->rule_names);

    if (rule == NAMES_NOT || book == NONE || ld->rules.at[rule].book == NONE ||
        ld->rules.at[rule].book == book) {
        return rule;
    }
    struct fault *f =
        tell(ld, FAULT_X307, n, "\"%.*s\" is a rule of another rulebook", TEXT_SHOWN(n));
    fault_why(ld->faults, f, "A test sees only the rules of its own rulebook.");
    fault_fix(
        ld->faults, f,
        "Move the test to the tests of that rulebook, or add tests-for: RULEBOOK to its file.");
    return NAMES_NOT;
}

/* ---- what there is ---- */

static void personas_declare(struct loading *ld, uint32_t file, const struct node *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        uint32_t number = ld->personas.count,
                 first = names_add(&ld->persona_names, key->text, number);
        struct persona_def *at = first == number ? PUSH(ld, ld->personas) : NULL;

        if (at != NULL) {
            *at = (struct persona_def){.file = file, .key = key, .node = section->items[i]};
        } else if (first != NAMES_NOT && first != number) {
            tell_twice(ld, key, "persona", ld->personas.at[first].file, ld->personas.at[first].key);
        }
    }
}

static void tests_count(struct loading *ld, uint32_t file)
{
    const struct load_file *f = &ld->files[file];
    const struct node *tests = f->read.tests;

    ld->test_count += tests->count;
    if (f->tests_book != NONE) {
        ld->books.at[f->tests_book].test_count += tests->count;
        return;
    }
    if (f->read.tests_for != NULL || f->read.rulebook != NULL || f->read.rules_for != NULL) {
        return; /* told there */
    }
    struct fault *fault = tell_missing(ld, f->top, "tests-for",
                                       "Tests belong to a rulebook, and this file has none.", NULL);
    fault_fix(ld->faults, fault, "Add a line: tests-for: RULEBOOK");
}

/* Marks the rules that tests expect, before rules are checked. */
static void tested_mark(struct loading *ld, const struct node *test)
{
    const struct node *findings = node_get(node_get(test, "expect"), "findings");

    for (uint32_t i = 0; findings != NULL && findings->kind == NODE_LIST && i < findings->count;
         i++) {
        const struct node *rule = node_get(findings->items[i], "rule");
        uint32_t number = rule != NULL && rule->kind == NODE_TEXT
                              ? names_find(&ld->rule_names, rule->text)
                              : NAMES_NOT;

        if (number != NAMES_NOT) {
            ld->rules.at[number].tested = true;
        }
    }
}

void tests_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct file_read *read = &ld->files[i].read;

        file_enter(ld, i);
        if (read->personas != NULL) {
            personas_declare(ld, i, read->personas);
        }
        if (read->tests == NULL) {
            continue;
        }
        tests_count(ld, i);
        for (uint32_t j = 0; j < read->tests->count; j++) {
            tested_mark(ld, read->tests->items[j]);
        }
    }
}

/* ---- tests ---- */

/* One of two keys, not both, at least one. */
static void one_of(struct loading *ld, const struct node *map, const char *a, const char *b,
                   bool needed)
{
    const struct node *first = node_get(map, a), *second = node_get(map, b);

    if (first != NULL && second != NULL) {
        const struct node *later = first->index > second->index ? first : second;
        struct fault *f =
            tell_at_key(ld, FAULT_S202, later,
                        "\"%s\" and \"%s\" together: only one of the two is allowed", a, b);

        fault_fix(ld->faults, f, "Delete one of them.");
    } else if (needed && first == NULL && second == NULL) {
        (void)tell_missing(ld, map, a, "The rules are evaluated for the day of the appointment.",
                           "Add for example: date: \"2027-01-12\"");
    }
}

static void appointment_check(struct loading *ld, const struct node *n)
{
    if (n != NULL && n->kind == NODE_MAP) {
        one_of(ld, n, "date", "start", true);
        one_of(ld, n, "site", "sites", false);
    }
}

/* One that could fit nothing proves nothing. */
static void clearance_check(struct loading *ld, const struct node *n)
{
    const struct node *matter = node_get(n, "matter");
    const char *at = matter != NULL && matter->kind == NODE_TEXT ? matter->text.at : NULL;

    if (node_get(n, "rule") == NULL && (at != NULL || node_get(n, "statement") == NULL)) {
        (void)tell_missing(ld, n, "rule", "A clearance must name the rule it clears.", NULL);
    }
    if (at == NULL) {
        return;
    }
    if (node_get(n, "date") == NULL) {
        (void)tell_missing(ld, n, "date", "A clearance with a matter lasts from its day on.",
                           "Add for example: date: \"2026-11-21\"");
    }
    if (matter->text.len != 10 || at[0] != 'm' || at[1] != '-' ||
        strspn(at + 2, "0123456789abcdef") != 8) {
        struct fault *f =
            tell(ld, FAULT_S205, matter, "\"%.*s\" is not a matter", TEXT_SHOWN(matter));

        fault_why(ld->faults, f, "Every finding that may be cleared tells its own.");
        fault_fix(ld->faults, f, "Take it from `precare explain` or `precare evaluate`.");
    }
}

static void clearances_compile(struct saying *s, const struct node *list, uint32_t book,
                               struct visit *visit)
{
    uint32_t count = list != NULL ? list->count : 0;
    struct clearance *at = saying_room(s, count, sizeof *at);

    for (uint32_t i = 0; at != NULL && i < count; i++) {
        const struct node *n = list->items[i];

        saying_map(s, &said_clearance, n, &at[i], NULL);
        /* one that carries a matter was given before, at another appointment */
        at[i].appointment = at[i].matter.len ? SPAN("another") : visit->appointment;
        (void)rule_named(s->ld, node_get(n, "rule"), book);
        clearance_check(s->ld, n);
    }
    visit->clearances = at;
    visit->clearance_count = at != NULL ? count : 0;
}

static void finding_compile(struct saying *s, const struct node *n, uint32_t book,
                            struct expected *expected)
{
    struct loading *ld = s->ld;
    struct finding_read read;
    struct when due;

    (void)map_read(ld, &table_finding, n, &read);
    expected->rule = rule_named(ld, read.rule, book);
    expected->outcome = word_of_node(&words_outcome, read.outcome);
    if (read.outcome != NULL && expected->outcome > 0 && expected->outcome <= PRECARE_CLEAR) {
        struct fault *f =
            tell(ld, FAULT_S204, read.outcome, "a finding cannot have the outcome \"%.*s\"",
                 TEXT_SHOWN(read.outcome));

        fault_fix(ld->faults, f, "Use one of: info, task, ask, warn, hold, block, urgent.");
    }
    for (uint32_t i = 0; i < each_text(read.due); i++) {
        (void)saying_when(s, text_at(read.due, i), &due);
    }
    for (uint32_t i = 0; i < each_text(read.until); i++) {
        (void)saying_when(s, text_at(read.until, i), &due);
    }
    if (s->kept) {
        expected->due = texts_of(ld, read.due);
        expected->until = texts_of(ld, read.until);
        expected->alert = texts_of(ld, read.alert);
        expected->move_to = text_of(ld, read.move_to);
    }
}

static struct numbers rules_named(struct saying *s, const struct node *names, uint32_t book)
{
    uint32_t count = each_text(names);
    uint32_t *rules = saying_room(s, count, sizeof *rules);

    for (uint32_t i = 0; rules != NULL && i < count; i++) {
        rules[i] = rule_named(s->ld, text_at(names, i), book);
    }
    return (struct numbers){.at = rules, .count = rules != NULL ? count : 0};
}

static void expect_compile(struct saying *s, const struct node *n, struct scenario *to)
{
    struct expect_read read;

    (void)map_read(s->ld, &table_expect, n, &read);
    uint32_t count = read.findings != NULL ? read.findings->count : 0;
    struct expected *findings = saying_room(s, count, sizeof *findings);
    for (uint32_t i = 0; findings != NULL && i < count; i++) {
        finding_compile(s, read.findings->items[i], to->book, &findings[i]);
    }
    to->overall = word_of_node(&words_overall, read.overall);
    to->coverage = word_of_node(&words_coverage, read.coverage);
    to->coverage_said = read.coverage != NULL;
    to->findings = findings;
    to->finding_count = findings != NULL ? count : 0;
    to->quiet = rules_named(s, read.not_these, to->book);
    to->later = rules_named(s, read.later, to->book);
    to->later_said = read.later != NULL;
}

static bool in_force_on(const struct rulebook *book, const struct visit *visit)
{
    if (visit->now.kind == WHEN_UNKNOWN) {
        return true; /* told */
    }
    return (book->effective_from == DATE_NONE || visit->today >= book->effective_from) &&
           (book->effective_until == DATE_NONE || visit->today <= book->effective_until) &&
           (!book->stop_after_review || visit->today <= book->review_by);
}

static bool rule_is_for(const struct rule *rule, uint32_t moment, const struct hits *procedure)
{
    bool found = false;

    if (rule->status == RULE_RETIRED || (rule->moments >> moment & 1) == 0) {
        return false;
    }
    for (uint32_t i = 0; i < rule->procedures.count; i++) {
        for (uint32_t k = 0; k < procedure->count; k++) {
            found = found || procedure->at[k].list == rule->procedures.at[i];
        }
    }
    return found;
}

/* A test for which no rule is in force would pass whatever the rules say. Only where all else is
 * well. */
static void nothing_check(struct loading *ld, const struct node *n, const struct scenario *test)
{
    const struct visit *v = &test->visit;
    const struct span none = {0};

    if (test->book == NONE || v->moment == 0 || ld->vocabulary == NULL ||
        v->procedure.text.at == NULL || ld->compiled_books[test->book].status == BOOK_RETIRED) {
        return;
    }
    struct hits hits = vocabulary_match(ld->vocabulary, KIND_BIT(LIST_PROCEDURE), v->procedure.text,
                                        none, none, &ld->scratch);
    bool cancelled = v->state == PRECARE_CANCELLED, any = false;
    for (uint32_t i = 0; i < ld->rules.count && !any; i++) {
        any = ld->rules.at[i].book == test->book && rule_is_for(&ld->compiled[i], v->moment, &hits);
    }
    if (hits.failed || (any && !cancelled && in_force_on(&ld->compiled_books[test->book], v))) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, n, SCENARIO_NOTHING);
    fault_why(ld->faults, f, SCENARIO_NOTHING_WHY);
    fault_fix(ld->faults, f, SCENARIO_NOTHING_FIX);
}

/* Opened once a name, where tests are to be run; else the calendar alone is looked at. */
static const struct zone *zone_of(struct saying *s, const struct node *n)
{
    struct loading *ld = s->ld;
    const char *why = NULL;

    if (n == NULL || n->kind != NODE_TEXT || !s->kept || ld->zones == NULL ||
        span_same(n->text, SPAN("UTC"))) {
        return zone_utc();
    }
    for (uint32_t i = 0; i < ld->zone_count; i++) {
        if (span_same(span_of(zone_name(ld->zones[i])), n->text)) {
            return ld->zones[i];
        }
    }
    struct zone *zone = zone_open(n->text.at, &why);
    if (zone == NULL) {
        struct fault *f = tell(ld, FAULT_S204, n, "there is no time zone \"%.*s\": %s",
                               TEXT_SHOWN(n), why != NULL ? why : "not found");

        fault_fix(ld->faults, f, "Write for example: zone: America/New_York");
        return zone_utc();
    }
    ld->zones[ld->zone_count++] = zone; /* room for one a test */
    return zone;
}

static void visit_compile(struct saying *s, const struct test_read *read, struct scenario *to)
{
    /* `today` is the event's `now`, under a name of its own */
    static const struct event_key today = {
        .said = {.name = "today"}, .value = VALUE_WHOLE, .to = offsetof(struct visit, now)};
    struct visit *v = &to->visit;

    *v = (struct visit){.zone = s->zone,
                        .moment = word_of_node(&words_moment, read->at),
                        .phase = PRECARE_FINAL,
                        .event_id = SPAN("test"),
                        .appointment = APPOINTMENT_SAID};
    v->action = v->moment == PRECARE_BOOKING ? PRECARE_CREATE : 0;
    if (read->today != NULL) {
        saying_row(s, &today, read->today, v);
    }
    v->today = v->now.first;
    s->today = (struct when){.first = v->today, .last = v->today, .kind = WHEN_DAY};
    saying_patient(s, read->patient, v);
    saying_map(s, &said_appointment, read->appointment, v, NULL);
    appointment_check(s->ld, read->appointment);
    v->reference = v->start.first;
    saying_map(s, &said_provider, read->provider, v, NULL);
    saying_map(s, &said_charted, read->charted, v, NULL);
    clearances_compile(s, read->clearances, to->book, v);
    if (read->today != NULL) {
        visit_days(v, s->kept ? s->ld->keep : &s->ld->scratch);
    }
}

static void test_compile(struct loading *ld, const struct node *n, bool kept, struct scenario *to)
{
    uint32_t errors = ld->faults->errors;
    struct saying s = {.ld = ld, .kept = kept};
    struct test_read read;

    (void)map_read(ld, &table_test, n, &read);
    s.zone = zone_of(&s, read.zone);
    to->name = kept ? text_of(ld, read.name) : NULL;
    to->line = n->line;
    to->column = n->column;
    visit_compile(&s, &read, to);
    expect_compile(&s, read.expect, to);
    if (ld->tests_well && ld->faults->errors == errors) {
        nothing_check(ld, n, to);
    }
}

/* Whether both files stand in the same directory. */
static bool scenario_beside(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/'), *end_b = strrchr(b, '/');
    size_t len_a = end_a != NULL ? (size_t)(end_a - a) : 0,
           len_b = end_b != NULL ? (size_t)(end_b - b) : 0;

    return len_a == len_b && memcmp(a, b, len_a) == 0;
}

/* Tests in a file with rules of its own are its author's: they speak of these, wherever the overlay
 * lies. */
bool beside_overlay(const struct loading *ld, const struct load_file *file)
{
    bool beside = false;

    for (uint32_t i = 0; i < ld->file_count && !beside; i++) {
        beside = ld->files[i].is_overlay && scenario_beside(ld->files[i].kept, file->kept);
    }
    return beside && file->read.rulebook == NULL && file->read.rules == NULL;
}

static void file_compile(struct loading *ld, uint32_t file, struct scenario *kept)
{
    const struct load_file *f = &ld->files[file];
    bool overlay = beside_overlay(ld, f);
    bool runs = f->tests_book != NONE && ld->compiled_books != NULL &&
                ld->compiled_books[f->tests_book].status != BOOK_RETIRED;

    file_enter(ld, file);
    for (uint32_t i = 0; i < f->read.tests->count; i++) {
        struct scenario test = {.file = f->kept, .book = f->tests_book, .of_overlay = overlay};

        test_compile(ld, f->read.tests->items[i], kept != NULL, &test);
        if (kept != NULL && runs) {
            kept[ld->scenarios.count++] = test;
        }
    }
}

/* Reports tell tests by their names. */
static void names_check(struct loading *ld)
{
    struct names seen;

    names_begin(&seen, &ld->scratch);
    for (uint32_t i = 0, number = 0; i < ld->file_count; i++) {
        const struct node *tests = ld->files[i].read.tests;

        file_enter(ld, i);
        for (uint32_t k = 0; tests != NULL && k < tests->count; k++, number++) {
            const struct node *n = node_get(tests->items[k], "name");

            if (n != NULL && n->kind == NODE_TEXT && n->text.len > 0 &&
                names_add(&seen, n->text, number) < number) {
                struct fault *f =
                    tell(ld, FAULT_W412, n, "another test has the name \"%.*s\"", TEXT_SHOWN(n));

                fault_why(ld->faults, f, "Where one of them fails, nobody sees which.");
                fault_fix(ld->faults, f, "Give one of them another name, or delete it.");
            }
        }
    }
}

void tests_compile(struct loading *ld)
{
    bool kept = ld->options->for_review;
    struct scenario *at =
        kept ? arena_array(ld->keep, (size_t)ld->test_count + 1, sizeof *at) : NULL;

    ld->tests_well = !faults_any(ld->faults);
    ld->zones = kept ? arena_array(ld->keep, (size_t)ld->test_count + 1, sizeof *ld->zones) : NULL;
    personas_compile(ld, kept);
    for (uint32_t i = 0; i < ld->file_count; i++) {
        if (ld->files[i].read.tests != NULL) {
            file_compile(ld, i, at);
        }
    }
    ld->scenarios.at = at;
    names_check(ld);
}
