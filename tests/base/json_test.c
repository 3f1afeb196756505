/* SPDX-License-Identifier: MIT
 *
 * JSON to nodes: kinds, limits, and faults with a path and a place that never tell a value; and any
 * text, refused or read, beside jansson.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/node.h"
#include "support/json_beside.h"
#include "support/random_event.h"
#include "test.h"

static const struct {
    const char *text, *fault; /* code, path, line:column */
} cases[] = {
    {"{\"a\": 1, \"b\": {\"c\": [1, {\"d\": \"secret\", \"d\": 2}]}}", "E410 b.c[1].d 1:41"},
    {"{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0,\"11\":0,"
     "\"12\":0,\"7\":0,\"13\":0,\"2\":0}",
     "E410 7 1:77"},
    {"{\"a\": \"se\\u0000cret\"}", "E401 a 1:10"},
    {"{\"a\": [1,\n 2,\n secret]}", "E401 a[2] 3:2"},
    {"{\"a\": \"secret", "E401 a 1:14"},
    {"{\"a\": 1} secret", "E401  1:10"},
    {"{\"a\": {\"\xc3\xa9\": 1 secret}}", "E401 a 1:15"},
    {"[\"\xc3\xa9\\n\", \"\\secret\"]", "E401 [1] 1:10"},
    {"secret", "E401  1:1"},
    {"\"secret\"", "E401  1:1"},
    {"", "E401  1:1"},
    {"{\"a\": \"\xff\"}", "E401 a 1:8"},
    {"{\"a\\u0000\": 1}", "E401  1:4"},
    {"[1e999]", "E401 [0] 1:2"},
    {"[9223372036854775808]", "E401 [0] 1:2"},
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

/* ---- beside jansson ---- */

static const struct {
    const char *text;
    int read;
} corners[] = {
    {"{}", 1},
    {" [ ] \n", 1},
    {"[0, -0, 1, -1, 9223372036854775807, -9223372036854775808]", 1},
    {"[9223372036854775808]", 0},
    {"[-9223372036854775809]", 0},
    {"[0.5, -0.0, 1e2, 1E+2, 1e-2, 1.25e300, 1e-400, 123456789012345678901234567890.0]", 1},
    {"[1e400]", 0},
    {"[01]", 0},
    {"[-]", 0},
    {"[-a]", 0},
    {"[+1]", 0},
    {"[.5]", 0},
    {"[1.]", 0},
    {"[1.e2]", 0},
    {"[1e]", 0},
    {"[1e+]", 0},
    {"[0x10]", 0},
    {"[1", 0},
    {"[true, false, null]", 1},
    {"[True]", 0},
    {"[truefalse]", 0},
    {"[nul", 0},
    {"[NaN]", 0},
    {"[1,]", 0},
    {"[,1]", 0},
    {"[1 2]", 0},
    {"{\"a\":1,}", 0},
    {"{\"a\" 1}", 0},
    {"{\"a\"}", 0},
    {"{a:1}", 0},
    {"{1:1}", 0},
    {"{\"a\":1]", 0},
    {"[}", 0},
    {"[]]", 0},
    {"[] // a remark", 0},
    {"\xef\xbb\xbf[]", 0},
    {"{\"\":{\"\":[]}}", 1},
    {"{\"a\":1,\"\\u0061\":2}", 0},
    {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", 1},
    {"[\"\\u00e9\\u20AC\\ud83d\\ude00\"]", 1},
    {"[\"\\ud83d\"]", 0},
    {"[\"\\ude00\\ud83d\"]", 0},
    {"[\"\\ud83d\\u0041\"]", 0},
    {"[\"\\ud83dude00xx\"]", 0},
    {"[\"\\u00e\"]", 0},
    {"[\"\\u00g0\"]", 0},
    {"[\"\\x41\"]", 0},
    {"[\"\\", 0},
    {"[\"\\\"", 0},
    {"[\"\\\"]", 0},
    {"[\"a\nb\"]", 0},
    {"[\"\x7f\xc3\xa9\xf0\x9f\x98\x80\"]", 1},
    {"[\"\xc0\x80\"]", 0},
    {"[\"\xed\xa0\x80\"]", 0},
    {"[\"\xf4\x90\x80\x80\"]", 0},
    {"[\"\xc3\"]", 0},
    {"[\"\xc3", 0},
};

/* Exact, so that a sanitizer sees one byte too many. */
static const char *beside_exactly(const char *text, size_t len, int *read_r)
{
    char *exact = malloc(len > 0 ? len : 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
    memcpy(exact, text, len);
    const char *differ = json_beside_jansson(exact, len, read_r);
    free(exact);
    return differ;
}

static void every_corner_of_the_grammar_is_read_as_jansson_does(void)
{
    for (size_t i = 0; i < sizeof corners / sizeof *corners; i++) {
        int read = -1;
        const char *differ = beside_exactly(corners[i].text, strlen(corners[i].text), &read);

        CU_ASSERT(differ == NULL && read == corners[i].read);
        if (differ != NULL || read != corners[i].read) {
            printf("%s: %s, read: %d\n", corners[i].text, differ != NULL ? differ : "", read);
        }
    }
    CU_ASSERT(beside_exactly("[\"\0\"]", 5, NULL) == NULL);
    CU_ASSERT(beside_exactly("[\0]", 3, NULL) == NULL);
    CU_ASSERT(is_refused("[6\0]", 4, NULL, "E401")); /* jansson reads it */
}

/* One edit of a document: a piece of JSON put in, over what is there, or something taken out. */
static size_t edit_once(char *text, size_t len, size_t room, uint64_t *seed)
{
    static const char *const pieces[] = {"\"",
                                         "\\",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ",",
                                         ":",
                                         "0",
                                         "-",
                                         "1.5",
                                         "e9",
                                         "\\u00",
                                         "\\ud83d",
                                         "\\ude00",
                                         "\\n",
                                         "\n",
                                         "\t",
                                         "\x01",
                                         "\xc3",
                                         "\xa9",
                                         "\xff",
                                         "\xf0\x9f\x98\x80",
                                         "true",
                                         "null",
                                         "false",
                                         "\"k\":",
                                         "\"k\":0,",
                                         "[]",
                                         " ",
                                         "{}",
                                         "99999999999"};
    const char *piece = pieces[random_below(seed, sizeof pieces / sizeof *pieces)];
    size_t at = random_below(seed, (uint32_t)len + 1), put = strlen(piece), out = 0;

    switch (random_below(seed, 3)) {
    case 0:
        put = 0;
        out = 1 + random_below(seed, 3);
        break;
    case 1: out = put; break;
    default: break;
    }
    out = out < len - at ? out : len - at;
    if (len - out + put > room) {
        return len;
    }
    memmove(text + at + put, text + at + out, len - at - out);
    memcpy(text + at, piece, put);
    return len - out + put;
}

static void what_is_edited_at_random_is_read_as_jansson_does(void)
{
    static const char text[] =
        "{\"format\": \"precare-event/1\", \"patient\": {\"birth_date\": \"1990-05-04\", "
        "\"n\": [1, -2.5e3, true, null, \"caf\\u00e9 \xc3\xa9 \\ud83d\\ude00\"]}, "
        "\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"i\":0,\"j\":0,\"k\":{}}";
    uint64_t seed = 20;
    uint32_t reads = 0, differs = 0;

    for (uint32_t i = 0; i < 30000; i++) {
        char edited[1024];
        size_t len = sizeof text - 1;
        int read = 0;

        memcpy(edited, text, len);
        for (uint32_t edits = 1 + random_below(&seed, 3); edits > 0; edits--) {
            len = edit_once(edited, len, sizeof edited, &seed);
        }
        const char *differ = beside_exactly(edited, len, &read);
        if (differ != NULL && differs++ == 0) {
            printf("%.*s\n%s\n", (int)len, edited, differ);
        }
        reads += read != 0;
    }
    CU_ASSERT_EQUAL(differs, 0);
    CU_ASSERT(reads > 3000 && reads < 27000); /* both happen */
}

/* Of a hundred thousand keys none is compared with all others. */
static void a_map_of_many_keys_is_read_in_time(void)
{
    enum {
        KEYS = 100000
    };
    struct buf b = {0};
    int read = 0;

    for (int twice = 0; twice < 2; twice++) {
        b.len = 0;
        for (int i = 0; i < KEYS; i++) {
            buf_printf(&b, "%c\"%x\":0", i == 0 ? '{' : ',', (unsigned)i);
        }
        buf_text(&b, twice ? ",\"7f\":0}" : "}");
        CU_ASSERT_FATAL(!b.failed && b.len < 1024 * 1024);
        CU_ASSERT_PTR_NULL(json_beside_jansson(b.at, b.len, &read));
        CU_ASSERT_EQUAL(read, !twice);
    }
    buf_end(&b);
}

static const struct test tests[] = {
    {"a fault has its path and place and never a value",
     a_fault_has_its_path_and_place_and_never_a_value},
    {"every kind of value becomes its node", every_kind_of_value_becomes_its_node},
    {"limits hold", limits_hold},
    {"without memory the faults say so", without_memory_the_faults_say_so},
    {"every corner of the grammar is read as jansson does",
     every_corner_of_the_grammar_is_read_as_jansson_does},
    {"what is edited at random is read as jansson does",
     what_is_edited_at_random_is_read_as_jansson_does},
    {"a map of many keys is read in time", a_map_of_many_keys_is_read_in_time},
    {0},
};

const struct test_suite test_suites[] = {{"json", NULL, NULL, tests}, {0}};
