/* SPDX-License-Identifier: MIT
 *
 * JSON to nodes: kinds, limits, and faults with a path and a place that never tell a value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/node.h"
#include "test.h"

static const struct {
    const char *text, *fault; /* code, path, line:column */
} cases[] = {
    {"{\"a\": 1, \"b\": {\"c\": [1, {\"d\": \"secret\", \"d\": 2}]}}", "E410 b.c[1].d 1:43"},
    {"{\"a\": \"se\\u0000cret\"}", "E401 a 1:20"},
    {"{\"a\": [1,\n 2,\n secret]}", "E401 a[2] 3:7"},
    {"{\"a\": \"secret", "E401 a 1:13"},
    {"{\"a\": 1} secret", "E401  1:15"},
    {"secret", "E401  1:6"},
    {"\"secret\"", "E401  1:8"},
    {"", "E401  1:1"},
    {"{\"a\": \"\xff\"}", "E401 a 1:7"},
    {"{\"a\\u0000\": 1}", "E401 a\\u0000 1:10"},
    {"[1e999]", "E401 [0] 1:6"},
};

static void a_fault_has_its_path_and_place_and_never_a_value(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct faults faults;
        struct buf out = {0};
        char fault[256] = "";

        arena_begin(&arena, NULL, 0, 0);
        faults_begin(&faults);
        CU_ASSERT_PTR_NULL(json_read(cases[i].text, strlen(cases[i].text), NULL, &arena, &faults));
        if (faults.count == 1) {
            (void)snprintf(fault, sizeof fault, "%s %s %u:%u",
                           fault_code_name(faults.items[0].code), faults.items[0].at.path,
                           faults.items[0].at.line, faults.items[0].at.column);
        }
        CU_ASSERT_STRING_EQUAL(fault, cases[i].fault);
        if (strcmp(fault, cases[i].fault) != 0) {
            printf("%s\nwanted %s\ngot    %s\n", cases[i].text, cases[i].fault, fault);
        }
        faults_print(&faults, FAULTS_JSON, &out);
        CU_ASSERT(out.at != NULL && strstr(out.at, "secret") == NULL);
        buf_end(&out);
        faults_end(&faults);
        arena_end(&arena);
    }
}

static void every_kind_of_value_becomes_its_node(void)
{
    static const char text[] =
        "{\"t\":\"x\",\"i\":-7,\"r\":1.5,\"y\":true,\"n\":false,\"z\":null,\"l\":[],\"m\":{}}";
    static const uint32_t kinds[] = {NODE_TEXT,  NODE_INTEGER, NODE_REAL, NODE_TRUE,
                                     NODE_FALSE, NODE_NULL,    NODE_LIST, NODE_MAP};
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    struct node *root = json_read(text, sizeof text - 1, NULL, &arena, &faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_EQUAL_FATAL(root->count, 8);
    for (uint32_t i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(root->items[i]->kind, kinds[i]);
        CU_ASSERT_PTR_EQUAL(root->items[i]->up, root);
        CU_ASSERT_EQUAL(root->items[i]->index, i);
    }
    CU_ASSERT_EQUAL(node_get(root, "i")->integer, -7);
    CU_ASSERT_STRING_EQUAL(node_get(root, "t")->text.at, "x");
    CU_ASSERT_STRING_EQUAL(node_path(node_get(root, "m"), &arena), "m");
    CU_ASSERT_STRING_EQUAL(node_path(root, &arena), "");
    faults_end(&faults);
    arena_end(&arena);
}

static bool is_refused(const char *text, size_t len, const struct node_limits *limits,
                       const char *code)
{
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    bool refused = json_read(text, len, limits, &arena, &faults) == NULL && faults.count == 1 &&
                   strcmp(fault_code_name(faults.items[0].code), code) == 0;
    faults_end(&faults);
    arena_end(&arena);
    return refused;
}

static void limits_hold(void)
{
    static const struct node_limits small = {.bytes = 100, .depth = 3, .text = 5};
    char *deep = malloc(1024 * 1024);

    CU_ASSERT_PTR_NOT_NULL_FATAL(deep);
    CU_ASSERT(!is_refused("[[[\"12345\"]]]", 13, &small, "E402"));
    CU_ASSERT(is_refused("[[[[1]]]]", 9, &small, "E402"));
    CU_ASSERT(is_refused("[\"123456\"]", 10, &small, "E402"));
    memset(deep, ' ', 101);
    memcpy(deep, "[]", 2);
    CU_ASSERT(!is_refused(deep, 100, &small, "E402"));
    CU_ASSERT(is_refused(deep, 101, &small, "E402"));
    memset(deep, '[', 1024 * 1024);
    CU_ASSERT(is_refused(deep, 1024 * 1024, NULL, "E402"));
    free(deep);
}

static void without_memory_the_faults_say_so(void)
{
    struct faults faults;
    struct arena arena;

    faults_begin(&faults);
    arena_begin(&arena, NULL, 0, 64);
    CU_ASSERT_PTR_NULL(json_read("{\"a\":1}", 7, NULL, &arena, &faults));
    CU_ASSERT(faults_any(&faults));
    arena_end(&arena);
    faults_end(&faults);
}

static const struct test tests[] = {
    {"a fault has its path and place and never a value",
     a_fault_has_its_path_and_place_and_never_a_value},
    {"every kind of value becomes its node", every_kind_of_value_becomes_its_node},
    {"limits hold", limits_hold},
    {"without memory the faults say so", without_memory_the_faults_say_so},
    {0},
};

const struct test_suite test_suites[] = {{"json", NULL, NULL, tests}, {0}};
