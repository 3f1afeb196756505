/* SPDX-License-Identifier: MIT
 *
 * Personas and tests: their keys and words, and that everything they name exists (X307). What comes
 * out of a test is for the review room. Steps of the loader; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "visit/event_keys.h"

/* ---- names ---- */

static void tell_no_such(struct loading *ld, const struct node *n, const char *what,
                         const struct names *known)
{
    if (ld->incomplete || n->told) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, n, "this test names a %s that does not exist: \"%.*s\"",
                           what, TEXT_SHOWN(n));
    fault_why(ld->faults, f, "A test of what is not there proves nothing.");
    if (ld->hints < 100 && f != NULL) {
        const char **choices = arena_array(&ld->scratch, (size_t)known->count + 1, sizeof *choices);
        uint32_t count = 0;

        ld->hints++;
        for (uint32_t i = 0; choices != NULL && i < known->room; i++) {
            if (known->slots[i].tag != 0) {
                choices[count++] = known->slots[i].name.at;
            }
        }
        if (count > 0) {
            reader_did_you_mean(&ld->reader, f, n->text.at, choices, count);
        }
    }
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f, "Correct the name, or delete the line.");
    }
}

static uint32_t name_check(struct loading *ld, const struct node *n, const char *what,
                           const struct names *known)
{
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NAMES_NOT;
    }
    uint32_t number = names_find(known, n->text);
    if (number == NAMES_NOT) {
        tell_no_such(ld, n, what, known);
    }
    return number;
}

/* A rule of the test's own rulebook. */
static uint32_t rule_named(struct loading *ld, const struct node *n, uint32_t book)
{
    uint32_t rule = name_check(ld, n, "rule", &ld->rule_names);

    if (rule == NAMES_NOT || book == NONE || ld->rules.at[rule].book == NONE ||
        ld->rules.at[rule].book == book) {
        return rule;
    }
    struct fault *f =
        tell(ld, FAULT_X307, n, "\"%.*s\" is a rule of another rulebook", TEXT_SHOWN(n));
    fault_why(ld->faults, f, "A test sees the rules of its own rulebook alone.");
    fault_fix(ld->faults, f,
              "Move the test to the tests of that rulebook, or say tests-for: RULEBOOK.");
    return NAMES_NOT;
}

/* ---- the patient ---- */

static void fact_check(struct loading *ld, const struct table *table, const struct node *n)
{
    const struct node *read[EVENT_KEYS_MOST];

    if (n->kind != NODE_MAP) {
        struct fault *f = tell(ld, FAULT_S206, n, "an entry is keys with values, and here is a %s",
                               n->kind == NODE_LIST ? "list" : "text");

        fault_fix(ld->faults, f, "Write for example: {is: tretinoin, use: ongoing}");
        return;
    }
    (void)map_read(ld, table, n, read);
    if (node_get(n, "is") == NULL && node_get(n, "code") == NULL) {
        (void)tell_missing(ld, n, "is", "An entry has a name or a code.",
                           "Add for example: is: tretinoin");
    }
}

static void facts_check(struct loading *ld, const struct table *table, const struct node *n)
{
    if (n == NULL || n->told || word_of_node(&words_chart_said, n) != 0) {
        return;
    }
    if (n->kind == NODE_TEXT) {
        struct fault *f =
            tell(ld, FAULT_S204, n, "\"%.*s\" is neither none-known nor not-asked", TEXT_SHOWN(n));

        reader_did_you_mean(&ld->reader, f, n->text.at, words_chart_said.at,
                            words_chart_said.count);
        if (f != NULL && f->fix == NULL) {
            fault_fix(ld->faults, f,
                      "Write none-known, not-asked, or entries such as [{is: tretinoin}].");
        }
        return;
    }
    if (n->kind != NODE_LIST) {
        struct fault *f = tell(ld, FAULT_S206, n, "entries stand in a list");

        fault_fix(ld->faults, f, "Write for example: [{is: tretinoin, use: ongoing}]");
        return;
    }
    if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "an empty list of entries");

        fault_why(ld->faults, f, "It could mean that there are none, or that nobody asked.");
        fault_fix(ld->faults, f, "Write none-known, or not-asked.");
    }
    for (uint32_t i = 0; i < n->count; i++) {
        fact_check(ld, table, n->items[i]);
    }
}

static bool when_good(struct loading *ld, const struct node *n)
{
    struct when when;

    if (n->told) {
        return true;
    }
    int answer = n->kind == NODE_TEXT ? when_read(n->text.at, n->text.len, zone_utc(), &when) : -1;
    if (answer == 0) {
        return true;
    }
    struct fault *f = n->kind != NODE_TEXT ? tell(ld, FAULT_S206, n, "here is needed a date")
                      : answer == -2
                          ? tell(ld, FAULT_T101, n, "%.*s is no day of the calendar", TEXT_SHOWN(n))
                          : tell(ld, FAULT_S205, n, "\"%.*s\" is not a date", TEXT_SHOWN(n));
    fault_fix(ld->faults, f, "Write for example: \"2026-12-01\"");
    return false;
}

static void reviewed_check(struct loading *ld, const struct node *n)
{
    struct said_reviewed_nodes read;

    if (n == NULL) {
        return;
    }
    if (n->kind == NODE_MAP) {
        (void)map_read(ld, &said_reviewed, n, &read);
    } else {
        (void)when_good(ld, n);
    }
}

static void answer_check(struct loading *ld, const struct node *n)
{
    if (n->kind == NODE_TEXT) {
        return;
    }
    for (uint32_t i = 0; n->kind == NODE_MAP && i < n->count; i++) {
        const struct node *key = n->keys[i];

        if (span_same(key->text, SPAN("on"))) {
            (void)when_good(ld, n->items[i]);
        } else if (!span_same(key->text, SPAN("value"))) {
            struct fault *f =
                tell(ld, FAULT_S201, key, "\"%.*s\" is not a key of an answer", TEXT_SHOWN(key));

            fault_fix(ld->faults, f, "Use one of: value, on.");
        } else if (n->items[i]->kind != NODE_TEXT) {
            (void)tell(ld, FAULT_S206, n->items[i], "the value of an answer is one word");
        }
    }
    if (n->kind == NODE_LIST) {
        (void)tell(ld, FAULT_S206, n, "an answer is a word, or {value: ..., on: \"2026-12-01\"}");
    } else if (node_get(n, "value") == NULL) {
        (void)tell_missing(ld, n, "value", "An answer says something.",
                           "Add for example: value: recorded");
    }
}

/* Names of the user's choice, each with a value. */
static void named_check(struct loading *ld, const struct node *n, const char *what,
                        void (*check)(struct loading *, const struct node *))
{
    if (n == NULL || n->told) {
        return;
    }
    if (n->kind != NODE_MAP) {
        (void)tell(ld, FAULT_S206, n, "\"%s\" must be names with values", what);
        return;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        check(ld, n->items[i]);
    }
}

static const struct node *patient_check(struct loading *ld, const struct table *table,
                                        const struct node *n)
{
    const struct node *read[EVENT_KEYS_MOST];

    if (n == NULL) {
        return NULL;
    }
    (void)map_read(ld, table, n, read);
    reviewed_check(ld, node_get(n, "reviewed"));
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        facts_check(ld, &said_entries[i].table, node_get(n, words_chart.at[i]));
    }
    named_check(ld, node_get(n, "answers"), "answers", answer_check);
    (void)name_check(ld, node_get(n, "like"), "persona", &ld->persona_names);
    return node_get(n, "like");
}

/* ---- personas ---- */

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

static void persona_circle(struct loading *ld, uint32_t from)
{
    uint32_t at = from, steps = 0;

    while (ld->personas.at[at].like != NULL && steps++ <= ld->personas.count) {
        struct persona_def *def = &ld->personas.at[at];
        uint32_t next = names_find(&ld->persona_names, def->like->text);

        if (def->walked == from + 1 || next == NAMES_NOT) {
            return;
        }
        if (def->walked != 0) {
            return; /* seen from another one: told there, if it is a circle */
        }
        def->walked = from + 1;
        if (ld->personas.at[next].walked == from + 1) {
            file_enter(ld, def->file);
            struct fault *f = tell(ld, FAULT_X304, def->like,
                                   "a circle: \"%.*s\" is made from itself", TEXT_SHOWN(def->like));
            fault_fix(ld->faults, f, "Let one of them say everything itself.");
            return;
        }
        at = next;
    }
    ld->personas.at[at].walked =
        ld->personas.at[at].walked == 0 ? from + 1 : ld->personas.at[at].walked;
}

/* ---- tests ---- */

/* One of two keys, not both, at least one. */
static void one_of(struct loading *ld, const struct node *map, const char *a, const char *b,
                   bool needed)
{
    const struct node *first = node_get(map, a), *second = node_get(map, b);

    if (first != NULL && second != NULL) {
        const struct node *later = first->index > second->index ? first : second;
        struct fault *f = tell_at_key(ld, FAULT_S202, later,
                                      "\"%s\" beside \"%s\": one of the two, not both", a, b);

        fault_fix(ld->faults, f, "Delete one of them.");
    } else if (needed && first == NULL && second == NULL) {
        (void)tell_missing(ld, map, a, "The rules judge the day of the appointment.",
                           "Add for example: date: \"2027-01-12\"");
    }
}

static void appointment_check(struct loading *ld, const struct node *n)
{
    const struct node *read[EVENT_KEYS_MOST];

    if (n == NULL) {
        return;
    }
    (void)map_read(ld, &said_appointment.table, n, read);
    one_of(ld, n, "date", "start", true);
    one_of(ld, n, "site", "sites", false);
    const struct node *m = node_get(n, "minutes");
    bool whole = m == NULL || m->told;
    for (uint32_t i = 0; m != NULL && i < m->text.len && m->text.len < 6; i++) {
        whole = m->text.at[i] >= '0' && m->text.at[i] <= '9' && (whole || i == 0);
    }
    if (!whole) {
        struct fault *f =
            tell(ld, FAULT_S205, m, "\"%.*s\" is not a whole number of minutes", TEXT_SHOWN(m));

        fault_fix(ld->faults, f, "Write for example: minutes: 60");
    }
}

static void field_check(struct loading *ld, const struct node *n)
{
    if (n->kind != NODE_TEXT) {
        (void)tell(ld, FAULT_S206, n, "the value of a field is one text");
    }
}

static void charted_check(struct loading *ld, const struct node *n)
{
    const struct node *read[EVENT_KEYS_MOST];
    const struct node *reactions = node_get(n, "reactions"), *products = node_get(n, "products");

    (void)map_read(ld, &said_charted.table, n, read);
    for (uint32_t i = 0; reactions != NULL && i < reactions->count; i++) {
        fact_check(ld, &said_entries[CHART_REACTIONS].table, reactions->items[i]);
    }
    for (uint32_t i = 0; products != NULL && i < products->count; i++) {
        fact_check(ld, &said_entries[CHART_PRODUCTS].table, products->items[i]);
    }
    named_check(ld, node_get(n, "fields"), "fields", field_check);
}

static void clearances_check(struct loading *ld, const struct node *list, uint32_t book)
{
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        const struct node *read[EVENT_KEYS_MOST];

        (void)map_read(ld, &said_clearance.table, list->items[i], read);
        (void)rule_named(ld, node_get(list->items[i], "rule"), book);
        if (node_get(list->items[i], "rule") == NULL &&
            node_get(list->items[i], "statement") == NULL) {
            (void)tell_missing(ld, list->items[i], "rule", "A clearance names what it clears.",
                               NULL);
        }
    }
}

static void finding_check(struct loading *ld, const struct node *n, uint32_t book)
{
    struct finding_read read;

    (void)map_read(ld, &table_finding, n, &read);
    (void)rule_named(ld, read.rule, book);
    uint32_t outcome = word_of_node(&words_outcome, read.outcome);
    if (read.outcome != NULL && outcome > 0 && outcome <= PRECARE_CLEAR) {
        struct fault *f =
            tell(ld, FAULT_S204, read.outcome, "\"%.*s\" is not the outcome of a finding",
                 TEXT_SHOWN(read.outcome));

        fault_fix(ld->faults, f, "Use one of: info, task, ask, warn, hold, block, urgent.");
    }
    for (uint32_t i = 0; i < each_text(read.due); i++) {
        (void)when_good(ld, text_at(read.due, i));
    }
}

static void expect_check(struct loading *ld, const struct node *n, uint32_t book)
{
    struct expect_read read;

    (void)map_read(ld, &table_expect, n, &read);
    for (uint32_t i = 0; read.findings != NULL && i < read.findings->count; i++) {
        finding_check(ld, read.findings->items[i], book);
    }
    for (uint32_t i = 0; i < each_text(read.not_these); i++) {
        (void)rule_named(ld, text_at(read.not_these, i), book);
    }
}

static bool in_force_on(const struct rulebook *book, const struct node *today)
{
    struct when day;

    if (when_read(today->text.at, today->text.len, zone_utc(), &day) != 0 || day.kind != WHEN_DAY) {
        return true; /* of an instant the zone decides: the test itself will tell */
    }
    return (book->effective_from == DATE_NONE || day.first >= book->effective_from) &&
           (book->effective_until == DATE_NONE || day.first <= book->effective_until) &&
           (!book->stop_after_review || day.first <= book->review_by);
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
static void nothing_check(struct loading *ld, const struct test_read *test, const struct node *n,
                          uint32_t book)
{
    const struct node *procedure = node_get(test->appointment, "procedure"),
                      *state = node_get(test->appointment, "state");
    const struct span none = {0};
    uint32_t moment = word_of_node(&words_moment, test->at);

    if (book == NONE || moment == 0 || test->today == NULL || ld->vocabulary == NULL ||
        procedure == NULL || procedure->kind != NODE_TEXT ||
        ld->compiled_books[book].status == BOOK_RETIRED) {
        return;
    }
    struct hits hits = vocabulary_match(ld->vocabulary, KIND_BIT(LIST_PROCEDURE), procedure->text,
                                        none, none, &ld->scratch);
    bool cancelled = state != NULL && span_same(state->text, SPAN("cancelled")), any = false;
    for (uint32_t i = 0; i < ld->rules.count && !any; i++) {
        any = ld->rules.at[i].book == book && rule_is_for(&ld->compiled[i], moment, &hits);
    }
    if (hits.failed || (any && !cancelled && in_force_on(&ld->compiled_books[book], test->today))) {
        return;
    }
    struct fault *f = tell(ld, FAULT_X307, n, "this test evaluates no rule");
    fault_why(ld->faults, f,
              "No rule of its rulebook is in force at this moment for this procedure on this day, "
              "so it would "
              "pass whatever the rules say.");
    fault_fix(ld->faults, f, "Look at its `at`, `procedure`, `state` and `today`.");
}

static void test_check(struct loading *ld, const struct node *n, uint32_t book, bool well)
{
    uint32_t errors = ld->faults->errors;
    struct test_read read;
    const struct node *provider[EVENT_KEYS_MOST];

    (void)map_read(ld, &table_test, n, &read);
    (void)patient_check(ld, &said_patient.table, read.patient);
    appointment_check(ld, read.appointment);
    (void)map_read(ld, &said_provider.table, read.provider, provider);
    charted_check(ld, read.charted);
    clearances_check(ld, read.clearances, book);
    expect_check(ld, read.expect, book);
    if (well && ld->faults->errors == errors) {
        nothing_check(ld, &read, n, book);
    }
}

void tests_check(struct loading *ld)
{
    bool well = !faults_any(ld->faults);

    for (uint32_t i = 0; i < ld->personas.count; i++) {
        file_enter(ld, ld->personas.at[i].file);
        ld->personas.at[i].like = patient_check(ld, &said_persona.table, ld->personas.at[i].node);
    }
    for (uint32_t i = 0; i < ld->personas.count; i++) {
        persona_circle(ld, i);
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *tests = ld->files[i].read.tests;

        file_enter(ld, i);
        for (uint32_t j = 0; tests != NULL && j < tests->count; j++) {
            test_check(ld, tests->items[j], ld->files[i].tests_book, well);
        }
    }
}
