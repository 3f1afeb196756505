/* SPDX-License-Identifier: MIT
 *
 * Tests as data become visits and expectations. Called by run.c, nudge.c, explain.c and page*.c;
 * facts.c reads the facts, this file reads the rest: name, at, today, zone, expect. Threads: none
 * of its own. A test that cannot be made is a fault with its file and line, and is left out.
 */
#include "review/scenario.h"

#include <string.h>

#include "base/words.h"
#include "review/facts.h"

static const struct node *text_at(const struct node *map, const char *key)
{
    const struct node *n = map != NULL ? node_get(map, key) : NULL;

    return n != NULL && n->kind == NODE_TEXT ? n : NULL;
}

/* The rulebook that a file's tests are for; NONE: there is none. */
static uint32_t scenario_book(const struct rules *rules, const struct node *file)
{
    const struct node *id = text_at(file, "tests-for");

    id = id != NULL ? id : text_at(node_get(file, "rulebook"), "id");
    for (uint32_t i = 0; id != NULL && i < rules->book_count; i++) {
        if (strcmp(rules->books[i].id, id->text.at) == 0) {
            return i;
        }
    }
    return NONE;
}

static uint32_t rule_named(struct facts *f, const struct node *n, uint32_t book)
{
    uint32_t rule = n != NULL && n->kind == NODE_TEXT ? rules_find(f->rules, n->text.at) : NONE;

    if (n == NULL || n->kind != NODE_TEXT) {
        return NONE;
    }
    if (rule == NONE) {
        facts_fault(f, FAULT_X307, n, "there is no rule '%s'", n->text.at);
    } else if (f->rules->rules[rule].rulebook != book) {
        facts_fault(f, FAULT_X307, n, "the rule '%s' belongs to another rulebook than this test",
                    n->text.at);
        return NONE;
    }
    return rule;
}

/* The overall words: those of outcomes and of coverage, and "tasks" for one or more. */
static uint32_t overall_of(struct facts *f, const struct node *n)
{
    static const struct {
        const char *word;
        uint32_t number;
    } more[] = {{"clear", PRECARE_CLEAR},
                {"tasks", PRECARE_TASK},
                {"not-evaluated", PRECARE_NOT_EVALUATED},
                {"no-rules", PRECARE_NO_RULES},
                {"partial", PRECARE_PARTIAL},
                {"out-of-review", PRECARE_OUT_OF_REVIEW}};

    if (n == NULL) {
        return PRECARE_CLEAR;
    }
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        if (strcmp(n->text.at, more[i].word) == 0) {
            return more[i].number;
        }
    }
    return facts_word(f, n, &words_outcome);
}

/* "not-evaluated" has the number 0. */
static uint32_t coverage_word(struct facts *f, const struct node *n)
{
    return strcmp(n->text.at, "not-evaluated") == 0 ? PRECARE_NOT_EVALUATED
                                                    : facts_word(f, n, &words_coverage);
}

static void expected_read(struct facts *f, const struct node *list, struct scenario *s)
{
    uint32_t count = list != NULL && list->kind == NODE_LIST ? list->count : 0;
    struct expected *at = arena_array(f->arena, count, sizeof *at);

    f->failed |= at == NULL && count > 0;
    for (uint32_t i = 0; at != NULL && i < count; i++) {
        const struct node *n = list->items[i];
        const struct node *move_to = text_at(n, "move-to");

        at[i] = (struct expected){.rule = rule_named(f, node_get(n, "rule"), s->book),
                                  .outcome = facts_word(f, node_get(n, "outcome"), &words_outcome),
                                  .due = facts_texts(f, node_get(n, "due")),
                                  .alert = facts_texts(f, node_get(n, "alert")),
                                  .move_to = move_to != NULL ? move_to->text.at : NULL,
                                  .line = n->line};
    }
    s->findings = at;
    s->finding_count = at != NULL ? count : 0;
}

static void quiet_read(struct facts *f, const struct node *list, struct scenario *s)
{
    uint32_t count = list == NULL ? 0 : list->kind == NODE_LIST ? list->count : 1;
    uint32_t *at = arena_array(f->arena, count, sizeof *at);

    f->failed |= at == NULL && count > 0;
    for (uint32_t i = 0; at != NULL && i < count; i++) {
        at[i] = rule_named(f, list->kind == NODE_LIST ? list->items[i] : list, s->book);
    }
    s->quiet = (struct numbers){.at = at, .count = at != NULL ? count : 0};
}

static const struct zone *zone_of(struct facts *f, struct scenarios *all, const struct node *n)
{
    const char *why = NULL;
    struct zone *zone;

    if (n == NULL || strcmp(n->text.at, "UTC") == 0) {
        return zone_utc();
    }
    for (uint32_t i = 0; i < all->zone_count; i++) {
        if (strcmp(zone_name(all->zones[i]), n->text.at) == 0) {
            return all->zones[i];
        }
    }
    zone = zone_open(n->text.at, &why);
    if (zone == NULL) {
        facts_fault(f, FAULT_S204, n, "there is no time zone '%s': %s", n->text.at,
                    why != NULL ? why : "not found");
        return zone_utc();
    }
    all->zones[all->zone_count++] = zone; /* room for one a test */
    return zone;
}

static void today_read(struct facts *f, const struct node *n, struct visit *v)
{
    if (facts_when(f, n, &v->now)) {
        v->today = v->now.first;
        f->today = (struct when){.first = v->today, .last = v->today, .kind = WHEN_DAY};
        if (v->now.kind == WHEN_PARTIAL) {
            facts_fault(f, FAULT_S205, n, "`today` needs its whole date");
        }
    }
}

static void visit_read(struct facts *f, const struct node *n, struct visit *v)
{
    v->zone = f->zone;
    v->moment = facts_word(f, text_at(n, "at"), &words_moment);
    v->action = v->moment == PRECARE_BOOKING ? PRECARE_CREATE : 0;
    v->phase = PRECARE_FINAL;
    v->event_id = SPAN("test");
    v->appointment = SPAN("test");
    today_read(f, text_at(n, "today"), v);
    facts_patient(f, node_get(n, "patient"), v);
    facts_appointment(f, node_get(n, "appointment"), v);
    facts_provider(f, node_get(n, "provider"), v);
    facts_charted(f, node_get(n, "charted"), v);
    facts_clearances(f, node_get(n, "clearances"), v);
    if (v->moment == 0 || v->now.kind == WHEN_UNKNOWN || v->start.kind == WHEN_UNKNOWN) {
        f->failed = true; /* told where it was read */
    }
}

static bool scenario_read(struct facts *f, struct scenarios *all, const struct node *n,
                          struct scenario *s)
{
    const struct node *name = text_at(n, "name"), *expect = node_get(n, "expect");
    const struct node *overall = text_at(expect, "overall");

    s->name = name != NULL ? name->text.at : "(without a name)";
    s->line = n->line;
    s->column = n->column;
    f->zone = zone_of(f, all, text_at(n, "zone"));
    visit_read(f, n, &s->visit);
    if (expect == NULL) {
        return false;
    }
    s->overall = overall_of(f, overall);
    s->overall_line = overall != NULL ? overall->line : 0;
    s->coverage_said = text_at(expect, "coverage") != NULL;
    s->coverage = s->coverage_said ? coverage_word(f, text_at(expect, "coverage")) : 0;
    expected_read(f, node_get(expect, "findings"), s);
    quiet_read(f, node_get(expect, "not"), s);
    return !f->failed;
}

static uint32_t tests_count(const struct rules *rules)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->test_file_count; i++) {
        const struct node *tests = node_get(rules->test_files[i], "tests");

        count += tests != NULL && tests->kind == NODE_LIST ? tests->count : 0;
    }
    return count;
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
static bool beside_overlay(const struct rules *rules, const struct node *top, const char *file)
{
    if (node_get(top, "rulebook") != NULL || node_get(top, "rules") != NULL) {
        return false;
    }
    for (uint32_t i = 0; i < rules->overlay_file_count; i++) {
        if (scenario_beside(rules->overlay_files[i], file)) {
            return true;
        }
    }
    return false;
}

static void file_read(const struct rules *rules, uint32_t file, struct faults *faults,
                      struct scenarios *all)
{
    const struct node *top = rules->test_files[file], *tests = node_get(top, "tests");
    uint32_t book = scenario_book(rules, top);
    bool overlay = beside_overlay(rules, top, rules->test_file_names[file]);

    if (book != NONE && rules->books[book].status == BOOK_RETIRED) {
        return; /* what no longer runs has nothing to prove */
    }
    for (uint32_t i = 0; tests != NULL && tests->kind == NODE_LIST && i < tests->count; i++) {
        struct facts f = {.rules = rules,
                          .arena = &all->arena,
                          .faults = faults,
                          .file = rules->test_file_names[file]};
        struct scenario s = {.file = f.file, .book = book, .of_overlay = overlay};

        if (book == NONE) {
            facts_fault(&f, FAULT_X307, tests->items[i], "this test belongs to no rulebook");
        } else if (scenario_read(&f, all, tests->items[i], &s)) {
            all->at[all->count++] = s;
        }
    }
}

void scenarios_begin(const struct rules *rules, struct faults *faults, struct scenarios *all)
{
    uint32_t count = tests_count(rules);

    *all = (struct scenarios){0};
    arena_begin(&all->arena, NULL, 0, 0);
    all->at = arena_array(&all->arena, count, sizeof *all->at);
    all->zones = arena_array(&all->arena, count, sizeof(struct zone *));
    for (uint32_t i = 0; !all->arena.failed && i < rules->test_file_count; i++) {
        file_read(rules, i, faults, all);
    }
    all->failed = all->arena.failed;
}

void scenarios_end(struct scenarios *all)
{
    for (uint32_t i = 0; i < all->zone_count; i++) {
        zone_close(&all->zones[i]);
    }
    arena_end(&all->arena);
    *all = (struct scenarios){0};
}

bool scenario_persona(const struct rules *rules, const char *persona, const struct zone *zone,
                      struct arena *arena, struct faults *faults, struct visit *v,
                      struct when *reviewed_r)
{
    const struct node *node = facts_persona(rules, persona);
    struct facts f = {.rules = rules, .zone = zone, .arena = arena, .faults = faults};

    *v = (struct visit){.zone = zone, .phase = PRECARE_FINAL};
    *reviewed_r = (struct when){0};
    if (node == NULL) {
        return false;
    }
    v->event_id = SPAN("persona");
    v->appointment = SPAN("persona");
    if (facts_reviewed(&f, node, "medications", reviewed_r)) {
        f.today = *reviewed_r;
    }
    facts_patient(&f, node, v);
    return !f.failed;
}
