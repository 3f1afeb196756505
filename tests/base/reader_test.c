/* SPDX-License-Identifier: MIT
 *
 * The table-driven reader: unknown, missing, misshapen keys in YAML with their places, the same in
 * JSON with paths.
 */
#include <stdio.h>
#include <string.h>

#include "base/reader.h"
#include "test.h"

struct inner_nodes {
    const struct node *ref;
};
struct rule_nodes {
    const struct node *id, *title, *use, *at, *within, *age, *slot, *price, *number, *date, *inner,
        *inners, *named, *words, *length, *when, *list;
};

static const char *const use_words[] = {NULL, "ongoing", "stopped"};
static const struct words uses = {use_words, 3};
static const char *const anchor_words[] = {NULL, "before appointment", "after match"};
static const struct words anchors = {anchor_words, 3};

static const struct key inner_keys[] = {
    {.name = "ref",
     .shape = SHAPE_TEXT,
     .flags = KEY_REQUIRED,
     .offset = offsetof(struct inner_nodes, ref)},
};
static const struct table inner_table = KEY_TABLE("source", inner_keys, inner_nodes, NULL);

#define ROW(field, key_shape, key_flags, ...)                                                      \
    {                                                                                              \
        .name = #field, .shape = key_shape, .flags = key_flags,                                    \
        .offset = offsetof(struct rule_nodes, field), __VA_ARGS__                                  \
    }
static const struct key rule_keys[] = {
    ROW(id, SHAPE_ID, KEY_REQUIRED, .example = "mn-age"),
    ROW(title, SHAPE_TEXT, KEY_NULL, .doc = "what the rule is about"),
    ROW(use, SHAPE_CHOICE, KEY_NULL, .words = &uses),
    ROW(at, SHAPE_CHOICES, 0, .words = &uses),
    ROW(within, SHAPE_SPAN, KEY_PARAMETER, .words = &anchors),
    ROW(age, SHAPE_AGE, KEY_PARAMETER, .doc = NULL),
    ROW(slot, SHAPE_MINUTES, 0, .doc = NULL),
    ROW(price, SHAPE_PRICE, 0, .doc = NULL),
    ROW(number, SHAPE_NUMBER, 0, .doc = NULL),
    ROW(date, SHAPE_DATE, 0, .doc = NULL),
    ROW(inner, SHAPE_MAP, 0, .table = &inner_table),
    ROW(inners, SHAPE_MAPS, 0, .table = &inner_table),
    ROW(named, SHAPE_NAMED, KEY_IDS, .table = &inner_table),
    ROW(words, SHAPE_WORDS, 0, .doc = NULL),
    ROW(length, SHAPE_LENGTH, 0, .doc = NULL),
    ROW(when, SHAPE_WHEN, 0, .doc = NULL),
    ROW(list, SHAPE_TEXTS, KEY_MAY_BE_EMPTY, .doc = NULL),
};
static const struct table rule_table = KEY_TABLE("rule", rule_keys, rule_nodes, NULL);

struct document {
    struct arena arena;
    struct faults faults;
    struct reader reader;
    struct rule_nodes rule;
    bool good;
};

static void read_yaml(struct document *d, const char *text)
{
    memset(d, 0, sizeof *d);
    arena_begin(&d->arena, NULL, 0, 0);
    faults_begin(&d->faults);
    d->reader = (struct reader){.faults = &d->faults,
                                .arena = &d->arena,
                                .file = "f",
                                .source = text,
                                .source_len = strlen(text)};
    struct node *root = yaml_read(text, strlen(text), "f", NULL, &d->arena, &d->faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    d->good = reader_read(&d->reader, &rule_table, root, &d->rule);
    faults_sort(&d->faults);
}

static void read_json(struct document *d, const char *text)
{
    memset(d, 0, sizeof *d);
    arena_begin(&d->arena, NULL, 0, 0);
    faults_begin(&d->faults);
    d->reader = (struct reader){.faults = &d->faults, .arena = &d->arena, .json = true};
    struct node *root = json_read(text, strlen(text), NULL, &d->arena, &d->faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    d->good = reader_read(&d->reader, &rule_table, root, &d->rule);
}

static void reader_done(struct document *d)
{
    faults_end(&d->faults);
    arena_end(&d->arena);
}

static const struct {
    const char *text, *places;
} yaml_cases[] = {
    {"id: a-1\ntitle: x\nuse: ongoing\nat: [ongoing, stopped]\nwithin: 7 days before "
     "appointment\nage: 22 years\n",
     ""},
    {"id: a\nat: stopped\nwithin: stop-days after match\nage: least-age\nslot: 45 minutes\nprice: "
     "200 USD\n",
     ""},
    {"id: a\nnumber: 4\ndate: \"2026-12-01\"\nlength: 6 months\nwords: [a, b]\nlist: []\nwhen: "
     "\"2026-11\"\n",
     ""},
    {"id: a\ninner: {ref: b}\ninners: [{ref: b}]\nnamed: {x: {ref: b}}\nprice: 99.50 EUR\nnumber: "
     "\"-0.5\"\n",
     ""},
    {"id: a\ntitel: x\n", "S201@2:1"},
    {"title: x\n", "S203@1:1"},
    {"{}\n", "S203@1:1"},
    {"id: \"\"\n", "S203@1:5"},
    {"id: A_b\n", "S205@1:5"},
    {"id: [a]\n", "S206@1:5"},
    {"id: a\nuse: ongoin\n", "S204@2:6"},
    {"id: a\nat: []\n", "S203@2:5"},
    {"id: a\nat: [ongoing, x, [z]]\n", "S204@2:15 S206@2:18"},
    {"id: a\nwithin: 7 before appointment\n", "S205@2:9"},
    {"id: a\nwithin: 7 days\n", "S205@2:9"},
    {"id: a\nwithin: 0 days before appointment\n", "S205@2:9"},
    {"id: a\nwithin: 7 days before lunch\n", "S205@2:9"},
    {"id: a\nwithin: 30 minutes before appointment\n", "S205@2:9"},
    {"id: a\nage: 22\n", "S205@2:6"},
    {"id: a\nage: 22 days\n", "S205@2:6"},
    {"id: a\nslot: 1 hour\n", "S205@2:7"},
    {"id: a\nslot: some-parameter\n", "S205@2:7"},
    {"id: a\nprice: 200\n", "S205@2:8"},
    {"id: a\nprice: 200 usd\n", "S205@2:8"},
    {"id: a\nnumber: four\n", "S205@2:9"},
    {"id: a\nlength: seven days\n", "S205@2:9"},
    {"id: a\ndate: \"2026-02-29\"\n", "T101@2:7"},
    {"id: a\ndate: \"2026-2-9\"\n", "S205@2:7"},
    {"id: a\ndate: \"0000-01-01\"\n", "T101@2:7"},
    {"id: a\nwhen: \"2026-13\"\n", "T101@2:7"},
    {"id: a\nwhen: \"tomorrow\"\n", "S205@2:7"},
    {"id: a\ninner: b\n", "S206@2:8"},
    {"id: a\ninners: {ref: b}\n", "S206@2:9"},
    {"id: a\ninners: [b]\n", "S206@2:10"},
    {"id: a\nnamed: {X y: {ref: b}, z: b}\n", "S205@2:9 S206@2:27"},
    {"id: a\nlist: b\n", "S206@2:7"},
    {"id: a\nuse: yes\ndate: 2026-02-29\non: x\nage: 07 years\n",
     "Y005@2:6 Y008@3:7 Y005@4:1 Y009@5:6"},
};

static void every_fault_of_a_yaml_map_is_told_at_its_place(void)
{
    for (size_t i = 0; i < sizeof yaml_cases / sizeof *yaml_cases; i++) {
        struct document d;
        char places[512] = "";
        size_t at = 0;

        read_yaml(&d, yaml_cases[i].text);
        for (uint32_t n = 0; n < d.faults.count; n++) {
            const struct fault *f = &d.faults.items[n];

            at += (size_t)snprintf(places + at, sizeof places - at, "%s%s@%u:%u", n ? " " : "",
                                   fault_code_name(f->code), f->at.line, f->at.column);
            CU_ASSERT_PTR_NOT_NULL(f->line);
            CU_ASSERT_PTR_NOT_NULL(f->fix);
        }
        if (strcmp(places, yaml_cases[i].places) != 0) {
            printf("%s\nwanted %s\ngot    %s\n", yaml_cases[i].text, yaml_cases[i].places, places);
        }
        CU_ASSERT_STRING_EQUAL(places, yaml_cases[i].places);
        CU_ASSERT_EQUAL(d.good, d.faults.count == 0);
        reader_done(&d);
    }
}

static const struct {
    const char *text, *paths;
} json_cases[] = {
    {"{\"id\":\"a\",\"title\":null,\"use\":\"ongoing\",\"x-mine\":[1,{}]}", ""},
    {"{\"id\":\"a\",\"titel\":1}", "E403 titel"},
    {"{}", "E404 id"},
    {"{\"id\":null}", "E405 id"},
    {"{\"id\":\"a\",\"title\":7,\"use\":true}", "E405 title E405 use"},
    {"{\"id\":\"a\",\"use\":\"secret\"}", "E406 use"},
    {"{\"id\":\"a\",\"at\":[\"ongoing\",\"secret\",3]}", "E406 at[1] E405 at[2]"},
    {"{\"id\":\"a\",\"at\":\"ongoing\"}", "E405 at"},
    {"{\"id\":\"a\",\"inners\":[{},3]}", "E405 inners[1]"},
    {"{\"id\":\"a\",\"list\":[]}", ""},
};

static void every_fault_of_a_json_object_is_told_with_its_path_and_never_its_value(void)
{
    for (size_t i = 0; i < sizeof json_cases / sizeof *json_cases; i++) {
        struct document d;
        struct buf out = {0};
        char paths[512] = "";
        size_t at = 0;

        read_json(&d, json_cases[i].text);
        for (uint32_t n = 0; n < d.faults.count; n++) {
            at += (size_t)snprintf(paths + at, sizeof paths - at, "%s%s %s", n ? " " : "",
                                   fault_code_name(d.faults.items[n].code),
                                   d.faults.items[n].at.path);
        }
        if (strcmp(paths, json_cases[i].paths) != 0) {
            printf("%s\nwanted %s\ngot    %s\n", json_cases[i].text, json_cases[i].paths, paths);
        }
        CU_ASSERT_STRING_EQUAL(paths, json_cases[i].paths);
        CU_ASSERT_EQUAL(d.good, d.faults.count == 0);
        faults_print(&d.faults, FAULTS_TEXT, &out);
        CU_ASSERT(out.at == NULL || strstr(out.at, "secret") == NULL);
        buf_end(&out);
        reader_done(&d);
    }
}

static void a_near_miss_is_answered_with_the_word_that_was_meant(void)
{
    struct document d;

    read_yaml(&d, "id: a\ntitel: x\nuse: ongoin\nfoo-bar-baz: x\n");
    CU_ASSERT_EQUAL_FATAL(d.faults.count, 3);
    CU_ASSERT_STRING_EQUAL(d.faults.items[0].fix, "Did you mean \"title\"?");
    CU_ASSERT_STRING_EQUAL(d.faults.items[1].fix, "Did you mean \"ongoing\"?");
    CU_ASSERT_PTR_NOT_NULL(strstr(d.faults.items[2].fix, "Use one of: id, title, use, at"));
    reader_done(&d);
}

static void a_value_that_was_told_is_given_where_its_shape_fits(void)
{
    struct document d;

    read_yaml(&d, "id: a\ntitle: yes\nuse: no\ninner:\n");
    CU_ASSERT(!d.good);
    CU_ASSERT_PTR_NOT_NULL(d.rule.title);
    CU_ASSERT_PTR_NULL(d.rule.use);
    CU_ASSERT_PTR_NULL(d.rule.inner);
    CU_ASSERT_EQUAL(d.faults.count, 3);
    reader_done(&d);
}

static void what_is_there_is_stored_and_the_rest_is_null(void)
{
    struct document d;

    read_yaml(&d, "id: a\nwords: b\n");
    CU_ASSERT(d.good);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d.rule.id);
    CU_ASSERT_STRING_EQUAL(d.rule.id->text.at, "a");
    CU_ASSERT_PTR_NOT_NULL(d.rule.words);
    CU_ASSERT_PTR_NULL(d.rule.title);
    reader_done(&d);
    read_yaml(&d, "- a\n");
    CU_ASSERT(!d.good);
    CU_ASSERT_STRING_EQUAL(fault_code_name(d.faults.items[0].code), "S206");
    reader_done(&d);
}

static void without_memory_the_faults_say_so(void)
{
    struct faults faults;

    faults_begin(&faults);
    struct arena arena;
    arena_begin(&arena, NULL, 0, 64); /* a limit that nothing fits in */
    CU_ASSERT_PTR_NULL(yaml_read("a: b\n", 5, "f", NULL, &arena, &faults));
    CU_ASSERT(faults_any(&faults));
    arena_end(&arena);
    faults_end(&faults);
}

static const struct test tests[] = {
    {"every fault of a YAML map is told at its place",
     every_fault_of_a_yaml_map_is_told_at_its_place},
    {"every fault of a JSON object is told with its path and never its value",
     every_fault_of_a_json_object_is_told_with_its_path_and_never_its_value},
    {"a near miss is answered with the word that was meant",
     a_near_miss_is_answered_with_the_word_that_was_meant},
    {"a value that was told is given where its shape fits",
     a_value_that_was_told_is_given_where_its_shape_fits},
    {"what is there is stored and the rest is NULL", what_is_there_is_stored_and_the_rest_is_null},
    {"without memory the faults say so", without_memory_the_faults_say_so},
    {0},
};

const struct test_suite test_suites[] = {{"reader", NULL, NULL, tests}, {0}};
