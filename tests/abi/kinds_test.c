/* SPDX-License-Identifier: MIT
 *
 * Every condition of the rule language, in every room that must know of it. Walks the descriptors:
 * makes a rule of each condition's example and one of each of its keys, loads them all, and asks
 * the schema, the engine, the sentences, the reasons, the nudges, the calendar, the page and
 * needs(). Whoever has nothing to say about a condition is named with the file where it should.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "review/explain.h"
#include "review/marks.h"
#include "review/nudge_copy.h"
#include "review/page.h"
#include "review/sentence.h"
#include "review/sentence_kinds.h"
#include "review/small.h"
#include "rulebook/schema.h"
#include "support/clinic.h"
#include "support/judge.h"
#include "test.h"
#include "visit/event_json.h"
#include "visit/event_keys.h"

#define FORMS_MOST 256

struct form { /* one rule: a condition's example, or one with one key more */
    const struct kind *kind;
    const struct key *key; /* NULL: the example */
    char id[32], procedure[32], value[256];
};

static struct form forms[FORMS_MOST];
static uint32_t form_count;
static struct buf text; /* the rule file */
static struct rules *rules;
static struct clinic clinic;
static precare_instance *instance;

/* ---- the rules ---- */

/* Answers and fields of the sort that a key asks for; what is not here is words, or any text. */
static const char *declared_for(const struct key *with)
{
    static const char *const names[][2] = {{"below", "platelets"},
                                           {"above", "platelets"},
                                           {"in", "planned-anesthetic"},
                                           {"date-within", "big-event"}};

    for (size_t i = 0; with != NULL && i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i][0], with->name) == 0) {
            return names[i][1];
        }
    }
    return NULL;
}

/* A key and its example; `with`: the key that it stands beside. */
static void value_add(struct buf *out, const struct key *key, const struct key *with)
{
    const char *lists = key->choices_of != NULL ? strstr(key->choices_of, "lists/") : NULL;
    bool named = strcmp(key->name, "to") == 0 || strcmp(key->name, "name") == 0;

    if (named && declared_for(with) != NULL) {
        buf_printf(out, "%s: %s", key->name, declared_for(with));
    } else if (key->choices_of != NULL && strcmp(key->choices_of, "lists") == 0) {
        buf_printf(out, "%s: a-medication", key->name);
    } else if (lists != NULL) {
        lists += strlen("lists/");
        buf_printf(out, "%s: a-%.*s", key->name, (int)strcspn(lists, "+"), lists);
    } else {
        buf_printf(out, "%s: %s", key->name, key->example);
    }
}

/* The example with a list's name for LIST. */
static void example_add(struct buf *out, const struct kind *kind)
{
    const char *list = strstr(kind->example, "in: LIST");
    const struct key *in = table_find(&kind->table, "in");

    if (list == NULL || in == NULL) {
        buf_text(out, kind->example);
        return;
    }
    buf_add(out, kind->example, (size_t)(list - kind->example));
    value_add(out, in, NULL);
    buf_text(out, list + strlen("in: LIST"));
}

/* The head of a file with the lists that the first forms need. */
static void lists_write(struct buf *out, uint32_t first)
{
    buf_text(out, "format: precare-rules/1\n"
                  "rulebook:\n"
                  "  id: kinds\n"
                  "  title: \"Every condition\"\n"
                  "  version: \"1.0.0\"\n"
                  "  status: shadow\n"
                  "  owner: {name: \"Lead\", role: clinical-lead}\n"
                  "  review-by: \"2099-01-01\"\n"
                  "  sources:\n"
                  "    house: {title: \"House rules\", kind: clinic-policy}\n"
                  "body-sites:\n"
                  "  face: {parts: [cheek]}\n"
                  "lists:\n");
    for (uint32_t kind = 1; kind < words_list_kind.count; kind++) {
        const char *word = words_list_kind.at[kind];

        buf_printf(out, "  a-%s: {kind: %s, plain: \"%s\", items: [\"some %s\"]}\n", word, word,
                   word, word);
    }
    for (uint32_t i = first; i < form_count; i++) {
        buf_printf(out, "  %s: {kind: procedure, plain: \"%s\", items: [\"%s\"]}\n", forms[i].id,
                   forms[i].procedure, forms[i].procedure);
    }
    buf_text(out, "answers:\n"
                  "  consent: {ask: \"Signed?\", of: staff, words: [signed, refused]}\n"
                  "  platelets: {ask: \"How many?\", of: staff, number: \"1000/uL\"}\n"
                  "  planned-anesthetic: {ask: \"Which?\", of: provider, names: medication}\n"
                  "  big-event: {ask: \"When?\", of: patient, date: planned}\n"
                  "words:\n"
                  "  modality: [mechanical]\n"
                  "  training: [microneedling]\n"
                  "  indication: [acne-scar]\n"
                  "  fields: {device-lot: {text: any}, units: {number: U}, platelets: {number: "
                  "\"1000/uL\"}}\n"
                  "rules:\n");
}

static void rule_write(struct buf *out, const struct form *f)
{
    bool when = f->kind->sort == SORT_WHEN;

    buf_printf(out,
               "  - id: %s\n"
               "    title: \"%s\"\n"
               "    source: {ref: house, basis: clinic-decision}\n"
               "    when: {at: [booking, follow-up], procedure: %s",
               f->id, f->kind->table.name, f->id);
    if (when) {
        buf_printf(out, ", %s: %s}\n    if: {always: \"So it is.\"}\n", f->kind->table.name,
                   f->value);
    } else {
        buf_printf(out, "}\n    if: {%s: %s}\n", f->kind->table.name, f->value);
    }
    buf_text(out, "    then: {severity: info, say: \"So.\"}\n"
                  "    if-unknown: {ask: \"How is it?\", of: staff}\n");
}

/* Whether the loader takes the last form by itself. */
static bool form_loads(void)
{
    struct buf one = {0};
    struct faults faults;

    lists_write(&one, form_count - 1);
    rule_write(&one, &forms[form_count - 1]);
    struct rule_file file = {"one.yaml", one.at, one.len};
    struct rule_files files = {.at = &file, .count = 1};
    struct load_options options = {.today = DATE_NONE};
    faults_begin(&faults);
    struct rules *alone = rules_load(&files, &options, &faults);
    bool loads = alone != NULL;
    rules_free(&alone);
    faults_end(&faults);
    buf_end(&one);
    return loads;
}

/* What is required, and this key. */
static void key_alone(struct buf *out, const struct kind *kind, const struct key *key)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < kind->table.count; i++) {
        const struct key *other = &kind->table.keys[i];

        if (other == key || (other->flags & KEY_REQUIRED) != 0) {
            buf_text(out, out->len > 1 ? ", " : "");
            value_add(out, other, key);
        }
    }
    buf_char(out, '}');
}

static void form_write(struct form *f, struct buf *value)
{
    (void)snprintf(f->value, sizeof f->value, "%s", value->at != NULL ? value->at : "");
    buf_end(value);
}

static void form_add(const struct kind *kind, const struct key *key)
{
    struct buf value = {0};
    struct form *f = &forms[form_count];

    *f = (struct form){.kind = kind, .key = key};
    (void)snprintf(f->id, sizeof f->id, "rule-%u", form_count);
    /* by its kind, so that another kind's form changes nothing here */
    (void)snprintf(f->procedure, sizeof f->procedure, "treatment %u of kind %u",
                   key != NULL ? (uint32_t)(key - kind->table.keys) + 1 : 0, kind_number(kind));
    form_count++;
    if (kind->sort == SORT_GROUP) {
        buf_text(&value, "[{patient.age: {below: 22 years}}]");
    } else if (key == NULL) {
        example_add(&value, kind);
    } else {
        key_alone(&value, kind, key);
    }
    form_write(f, &value);
    if (key != NULL && !form_loads()) { /* it says nothing alone: the example, and this key */
        example_add(&value, kind);
        value.len--;
        buf_text(&value, ", ");
        value_add(&value, key, NULL);
        buf_char(&value, '}');
        form_write(f, &value);
    }
}

static int kinds_setup(void)
{
    char path[512];

    for (uint32_t i = 0; i < COND_KINDS; i++) {
        const struct kind *kind = &cond_kinds[i];

        form_add(kind, NULL);
        for (uint32_t k = 0; k < kind->table.count && form_count < FORMS_MOST - 1; k++) {
            if ((kind->table.keys[k].flags & KEY_REQUIRED) == 0) {
                form_add(kind, &kind->table.keys[k]);
            }
        }
    }
    lists_write(&text, 0);
    for (uint32_t i = 0; i < form_count; i++) {
        rule_write(&text, &forms[i]);
    }
    rules = judge_rules(text.at);
    if (rules == NULL) {
        return -1;
    }
    clinic_make(&clinic, (struct clinic){.act_on = "demonstration"});
    (void)snprintf(path, sizeof path, "%.287s/clinic.yaml", clinic.rules);
    clinic_write(path, text.at);
    instance = clinic_open(&clinic);
    return 0;
}

static int kinds_teardown(void)
{
    rules_free(&rules);
    buf_end(&text);
    return clinic_plugin()->close(instance) != PRECARE_OK;
}

/* ---- what each room says ---- */

static void form_told(const struct form *f, bool said, const char *room)
{
    if (!said) {
        printf("    %s: %s (%s): nothing from %s\n", f->kind->table.name, f->value,
               f->key != NULL ? f->key->name : "its example", room);
    }
    CU_ASSERT_TRUE(said);
}

static const struct rule *rule_of(const struct form *f)
{
    return &rules->rules[rules_find(rules, f->id)];
}

/* The condition itself: of a part of `when` the first beside `if`. */
static uint32_t cond_of(const struct form *f)
{
    uint32_t root = rule_of(f)->condition;

    return f->kind->sort == SORT_WHEN ? rules->conds[root].first : root;
}

static bool is_length(const struct key *key)
{
    return key->shape == SHAPE_SPAN;
}

static bool is_number(const struct key *key)
{
    return key->shape == SHAPE_AGE || key->shape == SHAPE_MINUTES || key->shape == SHAPE_PRICE ||
           key->shape == SHAPE_NUMBER;
}

static const struct kind_window *window_of(const struct form *f)
{
    const struct kind_window *within = kind_within(&rules->conds[cond_of(f)]);
    const struct kind_window *windows[] = {within, &f->kind->until};

    for (size_t i = 0; i < 2; i++) {
        if (windows[i]->key != NULL && strcmp(windows[i]->key, f->key->name) == 0) {
            return windows[i];
        }
    }
    return NULL;
}

static json_t *event_of(const struct form *f, bool known)
{
    static const char answers[] =
        ",\"answers\":{\"consent\":{\"value\":\"signed\",\"on\":\"2026-11-30\"},"
        "\"platelets\":\"200\",\"planned-anesthetic\":\"some medication\","
        "\"big-event\":\"2027-01-30\"}";
    char patch[1024];

    (void)snprintf(patch, sizeof patch, "{\"appointment\":{\"procedure\":{\"text\":\"%s\"}}%s}",
                   f->procedure,
                   known ? answers
                         : ",\"patient\":null,\"provider\":null,\"conditions\":null,"
                           "\"medications\":null,\"allergies\":null,\"procedures\":null");
    json_t *event = judge_event(patch);
    static const char *const keys[] = {"minutes",    "modality", "sites",
                                       "indication", "price",    "state"};
    for (size_t i = 0; !known && i < sizeof keys / sizeof *keys; i++) {
        json_object_del(json_object_get(event, "appointment"), keys[i]);
    }
    return event;
}

typedef void visited(const struct form *f, const struct visit *visit, struct buf *out);

static void visit_with(const struct form *f, bool known, visited *seen, struct buf *out)
{
    const char *reason = NULL;
    struct zone *zone = zone_open("America/New_York", &reason);
    struct arena arena;
    struct faults faults;
    struct visit visit;
    json_t *event = event_of(f, known);
    char *json = json_dumps(event, 0);

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(event_from_json(json, strlen(json), zone, &arena, &faults, &visit), 0);
    seen(f, &visit, out);
    faults_end(&faults);
    arena_end(&arena);
    free(json);
    json_decref(event);
    zone_close(&zone);
}

/* ---- the tests ---- */

static void it_is_compiled_from_its_example_and_from_each_key(void)
{
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];

        form_told(f, rules->conds[cond_of(f)].kind == kind_number(f->kind),
                  "the loader (plugin/rulebook/compile.c)");
    }
}

static void the_schema_lists_it(void)
{
    struct buf out = {0};

    schema_print(rules, false, &out);
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        char wanted[96];

        (void)snprintf(wanted, sizeof wanted, "\"%s\":{",
                       f->key != NULL ? f->key->name : f->kind->table.name);
        form_told(f, strstr(out.at, wanted) != NULL, "the schema (plugin/rulebook/schema.c)");
    }
    buf_end(&out);
}

static void needs_names_its_facts(void)
{
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        const struct cond *c = &rules->conds[cond_of(f)];
        bool area = c->site != 0 && c->site != SITE_ANYWHERE;
        uint64_t wanted = f->kind->needs | (area ? PRECARE_NEEDS_SITES : 0), mask = 0;
        bool facts = f->kind->sort == SORT_FACT || f->kind->sort == SORT_WHEN;

        /* what the visit is, every event says */
        form_told(f, !facts || f->kind->needs != 0 || kind_number(f->kind) == COND_BOOKED,
                  "`needs` (plugin/rulebook/kinds.def)");
        CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, f->procedure, &mask),
                        PRECARE_OK);
        form_told(f, f->kind->sort == SORT_GROUP ? mask != 0 : mask == wanted,
                  "needs() (plugin/abi/needs.c)");
        for (uint32_t bit = 0; bit < 64; bit++) {
            uint64_t one = mask & UINT64_C(1) << bit;

            form_told(f, one == 0 || event_key_needed(one) != NULL,
                      "a key of the event with this bit (plugin/visit/event_keys.c)");
        }
    }
}

static const char *finding_of(json_t *result, const char *rule, const char *outcome)
{
    size_t i;
    json_t *finding;

    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        if (strcmp(json_string_value(json_object_get(finding, "rule")), rule) == 0 &&
            strcmp(json_string_value(json_object_get(finding, "outcome")), outcome) == 0) {
            return judge_texts(json_object_get(finding, "missing"));
        }
    }
    return NULL;
}

/* Asked about everything, it is T or F; asked about nothing, a U says which fact it misses. */
static void the_engine_has_a_value_for_it(void)
{
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        json_t *known = event_of(f, true), *unknown = event_of(f, false);
        json_t *result = judge_result(rules, known);
        const char *missing;

        form_told(f,
                  finding_of(result, f->id, "ask") == NULL || f->kind->sort == SORT_GROUP ||
                      kind_number(f->kind) == COND_ANSWER || kind_number(f->kind) == COND_FIELD,
                  "the engine, of a visit that tells all (plugin/engine/condition_fact.c)");
        json_decref(result);
        result = judge_result(rules, unknown);
        missing = finding_of(result, f->id, "ask");
        form_told(f, missing == NULL || missing[0] != '\0',
                  "the engine: what is missing (plugin/engine/condition_fact.c)");
        json_decref(result);
        json_decref(known);
        json_decref(unknown);
    }
}

static void it_is_told_in_a_sentence(void)
{
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        struct buf sentence = {0}, whole = {0};

        sentence_condition(rules, cond_of(f), &sentence);
        form_told(f, sentence.len > 0, "its sentence (plugin/review/sentence_fact.c)");
        CU_ASSERT_TRUE(explain_rule(rules, rules_find(rules, f->id), NULL, true, &whole));
        form_told(f, strstr(whole.at, "If") != NULL, "explain (plugin/review/explain.c)");
        buf_end(&whole);
        buf_end(&sentence);
    }
}

static void reason_seen(const struct form *f, const struct visit *visit, struct buf *out)
{
    struct trace trace = {calloc(rules->cond_count + 1, sizeof *trace.conds),
                          calloc(rules->rule_count + 1, sizeof *trace.rules)};
    struct engine_options options = {.draft = true};
    struct result *result = engine_evaluate(rules, visit, &options, &trace);
    uint32_t cond = cond_of(f);
    struct buf why = {0};
    struct reasoning reasoning = {rules, &rules->conds[cond], rule_of(f)->rulebook, visit,
                                  &trace.conds[cond]};

    if (kind_sentences[kind_number(f->kind)].why != NULL) {
        kind_sentences[kind_number(f->kind)].why(&reasoning, &why);
    }
    form_told(f, trace.conds[cond].seen != 0, "the engine (plugin/engine/condition.c)");
    form_told(f, kind_is_group(kind_number(f->kind)) || why.len > 0,
              "its reason (plugin/review/sentence_fact.c)");
    buf_printf(out, "%c  %s\n", "FTU"[trace.conds[cond].truth], why.at != NULL ? why.at : "");
    buf_end(&why);
    result_drop(&result);
    free(trace.conds);
    free(trace.rules);
}

/* One file a condition: what is written, its sentence, and its values with their reasons. */
static void it_has_a_golden(void)
{
    struct buf out = {0};

    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        char name[96];

        buf_printf(&out, "%s%s: %s\n    ", f->key != NULL ? "\n" : "", f->kind->table.name,
                   f->value);
        sentence_condition(rules, cond_of(f), &out);
        buf_text(&out, "\n    nothing is known: ");
        visit_with(f, false, reason_seen, &out);
        buf_text(&out, "    all is told:      ");
        visit_with(f, true, reason_seen, &out);
        if (i + 1 < form_count && forms[i + 1].kind == f->kind) {
            continue;
        }
        (void)snprintf(name, sizeof name, "conditions/%s.txt", f->kind->table.name);
        small_golden(name, &out);
        buf_end(&out);
    }
}

static void each_of_its_numbers_is_nudged(void)
{
    struct arena arena;
    struct copy copy;
    struct nudges nudges = {0};

    arena_begin(&arena, NULL, 0, 0);
    arena_begin(&nudges.arena, NULL, 0, 0);
    CU_ASSERT_TRUE_FATAL(copy_begin(&copy, rules, &arena));
    CU_ASSERT_TRUE_FATAL(nudges_list(&copy, false, &nudges));
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        bool found = f->key == NULL ||
                     (!is_number(f->key) && !is_length(f->key) && f->key->shape != SHAPE_MAP);

        for (uint32_t n = 0; n < nudges.count && !found; n++) {
            size_t len = strlen(f->key->name);

            found = nudges.at[n].kind == NUDGE_THRESHOLD &&
                    nudges.at[n].rule == rules_find(rules, f->id) &&
                    strncmp(nudges.at[n].what, f->key->name, len) == 0 &&
                    nudges.at[n].what[len] == ' ';
        }
        form_told(f, found, "the nudges (`form`, `within`, `until` in plugin/rulebook/kinds.def)");
    }
    arena_end(&nudges.arena);
    arena_end(&arena);
}

static void marks_seen(const struct form *f, const struct visit *visit, struct buf *out)
{
    struct arena arena;
    struct marks marks;
    bool found = false;

    (void)out;
    arena_begin(&arena, NULL, 0, 0);
    marks_of_rule(rules, rules_find(rules, f->id), visit, &arena, &marks);
    for (uint32_t i = 0; i < marks.count; i++) {
        found = found || marks.at[i].kind == MARK_LAST_ALLOWED ||
                marks.at[i].kind == MARK_FIRST_ALLOWED;
    }
    form_told(f, found, "explain's calendar (plugin/review/marks.c)");
    arena_end(&arena);
}

static void each_of_its_lengths_is_on_the_calendar_and_on_the_page(void)
{
    struct faults faults;
    struct run run;
    struct buf page = {0};

    faults_begin(&faults);
    run_tests(rules, &faults, &run);
    CU_ASSERT_TRUE_FATAL(page_print(&(struct page_wanted){.run = &run}, &page));
    for (uint32_t i = 0; i < form_count; i++) {
        const struct form *f = &forms[i];
        char wanted[128];

        (void)snprintf(wanted, sizeof wanted, "id=\"rule-%s\"", f->id);
        form_told(f, strstr(page.at, wanted) != NULL, "the page (plugin/review/page_rules.c)");
        if (f->key == NULL || !is_length(f->key)) {
            continue;
        }
        const struct kind_window *window = window_of(f);
        form_told(f, window != NULL, "`within`, `until` (plugin/rulebook/kinds.def)");
        if (window == NULL) {
            continue;
        }
        (void)snprintf(wanted, sizeof wanted, "%s</a></span> <span class=\"len\">",
                       window->strip != NULL ? window->strip : "");
        form_told(f, window->strip != NULL && strstr(page.at, wanted) != NULL,
                  "the page's strip of days (plugin/review/page_strip.c)");
        visit_with(f, true, marks_seen, NULL);
    }
    buf_end(&page);
    run_end(&run);
    faults_end(&faults);
}

static const struct test tests[] = {
    {"each condition is compiled from its example and from each of its keys",
     it_is_compiled_from_its_example_and_from_each_key},
    {"the schema lists each condition and each of its keys", the_schema_lists_it},
    {"needs() names the facts of each condition, and each bit has a key of the event",
     needs_names_its_facts},
    {"the engine has a value for each condition, and names the fact that it misses",
     the_engine_has_a_value_for_it},
    {"each condition is told in a sentence", it_is_told_in_a_sentence},
    {"each condition has its golden: sentence, values and reasons", it_has_a_golden},
    {"each number of a condition is nudged by its key", each_of_its_numbers_is_nudged},
    {"each length of time is on explain's calendar and on the page",
     each_of_its_lengths_is_on_the_calendar_and_on_the_page},
    {0}};

const struct test_suite test_suites[] = {{"kinds", kinds_setup, kinds_teardown, tests}, {0}};
