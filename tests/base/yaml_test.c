/* SPDX-License-Identifier: MIT
 *
 * The strict YAML reader: every code of the profile by example (tests/base/golden/yaml: a file and
 * the whole text of its faults), places, limits, and files made to hurt. PRECARE_GOLDEN=1
 * writes the texts again; read them before committing.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/node.h"
#include "base/seam.h"
#include "test.h"

#define GOLDEN PRECARE_SOURCE "/tests/base/golden/yaml/"
#define MIB (1024u * 1024u)

static char *file_bytes(const char *path, size_t *len_r)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(2 * MIB);

    *len_r = 0;
    if (file == NULL || bytes == NULL) {
        if (file != NULL) {
            (void)fclose(file);
        }
        free(bytes);
        return NULL;
    }
    *len_r = fread(bytes, 1, 2 * MIB - 1, file);
    bytes[*len_r] = '\0';
    (void)fclose(file);
    return bytes;
}

/* All faults of the bytes as text; the tree's arena and the faults are gone afterwards. */
static void text_of(const char *bytes, size_t len, const char *name, struct buf *out)
{
    struct arena arena;
    struct faults faults;
    char *exact = malloc(len ? len : 1); /* so that ASan sees one byte too many */

    memcpy(exact, bytes, len);
    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    struct node *root = yaml_read(exact, len, name, NULL, &arena, &faults);
    CU_ASSERT(root != NULL || faults_any(&faults));
    free(exact);
    faults_sort(&faults);
    faults_print(&faults, FAULTS_TEXT, out);
    buf_text(out, ""); /* there is a text, if an empty one */
    faults_end(&faults);
    arena_end(&arena);
}

static bool golden_holds(const char *name)
{
    char path[4096], wanted_path[4096];
    struct buf out = {0};
    size_t len, wanted_len;

    (void)snprintf(path, sizeof path, GOLDEN "%s", name);
    (void)snprintf(wanted_path, sizeof wanted_path, GOLDEN "%.*s.txt", (int)(strlen(name) - 5),
                   name);
    char *bytes = file_bytes(path, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    text_of(bytes, len, name, &out);
    free(bytes);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(wanted_path, "wb");

        if (file != NULL) {
            (void)fwrite(out.at, 1, out.len, file);
            (void)fclose(file);
        }
    }
    char *wanted = file_bytes(wanted_path, &wanted_len);
    bool same = wanted != NULL && wanted_len == out.len && memcmp(wanted, out.at, out.len) == 0;
    if (!same) {
        printf("%s: wanted\n%s\ngot\n%s\n", name, wanted != NULL ? wanted : "(no file)",
               out.at != NULL ? out.at : "");
    }
    free(wanted);
    buf_end(&out);
    return same;
}

static void every_golden_file_is_told_as_its_text_says(void)
{
    struct dirent **entries = NULL;
    int count = scandir(GOLDEN, &entries, NULL, alphasort);

    CU_ASSERT(count > 0);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t len = strlen(name);

        if (len > 5 && strcmp(name + len - 5, ".yaml") == 0) {
            CU_ASSERT(golden_holds(name));
        }
        free(entries[i]);
    }
    free(entries);
}

/* ---- small cases: the codes and places alone ---- */

static void places_of(const char *bytes, size_t len, char *out, size_t room)
{
    struct arena arena;
    struct faults faults;
    size_t at = 0;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    (void)yaml_read(bytes, len, "f", NULL, &arena, &faults);
    faults_sort(&faults);
    out[0] = '\0';
    for (uint32_t i = 0; i < faults.count && at < room; i++) {
        at += (size_t)snprintf(out + at, room - at, "%s%s@%u:%u", i ? " " : "",
                               fault_code_name(faults.items[i].code), faults.items[i].at.line,
                               faults.items[i].at.column);
    }
    faults_end(&faults);
    arena_end(&arena);
}

static const struct {
    const char *text, *places;
} cases[] = {
    {"a: b\n", ""},
    {"a: 'yes'\nb: \"no\"\nc: |\n  on\n", ""},
    {"a: yes please\nb: nothing\nc: none\n", ""},
    {"a: yEs\n", "Y005@1:4"},
    {"a:\n  - b: ~\n", "Y005@2:8"},
    {"y: 1\n", "Y005@1:1"},
    {"{n: 1}\n", "Y005@1:2"},
    {"a: 1:2:3\n", "Y006@1:4"},
    {"a: 1:b\nb: 12: 30\n", "Y099@2:6"},
    {"12:30: a\n", "Y006@1:1"},
    {"a: 1.\nb: .5\nc: +1.5\nd: 1.5e3\n", "Y007@1:4 Y007@2:4 Y007@3:4 Y007@4:4"},
    {"a: 1.5 days\nb: 10\nc: -3\nd: 1.2.3\n", ""},
    {"a: 2026-1-5\nb: 2026-12-01 10:00\n", "Y008@1:4 Y008@2:4"},
    {"a: 2026\nb: 2026-12-01 was a Tuesday\nc: D10-AD\n", ""},
    {"a: 00\nb: 0\nc: 0 days\nd: 01days\ne: 012 steps\nf: 007 Bond\n", "Y009@1:4 Y009@4:4"},
    {"a: [b, 07 weeks]\n", "Y009@1:8"},
    {"a: b\n\"a\": c\n'a': d\n", "Y010@2:1 Y010@3:1"},
    {"a: {b: 1, b: 2}\n", "Y010@1:11"},
    {"\xef\xbb\xbf"
     "a: \xef\xbb\xbf\n",
     "Y013@1:4"},
    {"# \xe2\x80\xa8 b\na: b\n", "Y013@1:3"},
    {"a: b\xc2\xa0\n", "Y013@1:5"},
    {"\xc2\xa0"
     "a: b\n",
     "Y013@1:1"},
    {"a: |\n  b\n  c\xe2\x80\xaf"
     "d\n",
     "Y013@3:4"},
    {"a: \"\\ud800\"\n", "Y013@1:5"},
    {"a: \"x\\xg0\"\n", "Y099@1:6"},
    {"a: \"\\u2028\\L\"\n", "Y013@1:5"},
    {"a: \"one\\ntwo\"\n", ""},
    {"a: \xe2\x80\x9cone\xe2\x80\x9d\n", "Y013@1:4"},
    {"a: \"\xe2\x80\x9cone\xe2\x80\x9d\"\n", ""},
    {"a: \xc2\xabone\xc2\xbb \xe2\x80\x93 two\n", ""},
    {"a: |\n  \xe2\x80\x93 one\n", ""},
    {"a: \xe2\x80\x93 one\n", ""},
    {"a:\n  \xe2\x80\x93 one\n", "Y013@2:3"},
    {"a: b\rc: yes\n", "Y013@1:5 Y005@2:4"},
    {"a\xff: \xfe\n", "Y013@1:2 Y013@1:5"},
    {"a:\t b\n\t\nb:\n  \t# only a comment\n  c: d\n", ""},
    {"a:\n  b: c\n \td: e\n", "Y001@3:2"},
    {"a: b\n---\n", "Y002@2:1"},
    {"--- # once is fine\na: b\n...\n", ""},
    {"a: &b\n  c: d\n", "Y003@1:4"},
    {"a: &b !c d\n", "Y003@1:4 Y004@1:7"},
    {"&a b: *c\n", "Y003@1:1 Y003@1:7"},
    {"\"<<\": a\n", ""},
    {"a: ! b\n", "Y004@1:4"},
    {"%TAG !x! y\na: b\n", "Y004@1:1"},
    {"a: !x!y b\n", "Y004@1:4"},
    {"a:\n", "Y014@1:3"},
    {"- \n- a\n", "Y014@1:2"},
    {"a: \"\"\n", ""},
    {"", "S203@1:1"},
    {"\n# a\n", "S203@1:1"},
    {"---\n", "S203@2:1"},
    {"[a]: b\n", "S206@1:1"},
    {"a: [b\n", "Y099@2:1"},
    {"a: b: yes\nc: no\n", "Y099@1:5"},
    {"\xe6\x97\xa5\xe6\x9c\xac: yes\n", "Y005@1:5"},
};

static void codes_and_places_are_as_told(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char places[512];

        places_of(cases[i].text, strlen(cases[i].text), places, sizeof places);
        if (strcmp(places, cases[i].places) != 0) {
            printf("%s\nwanted %s\ngot    %s\n", cases[i].text, cases[i].places, places);
        }
        CU_ASSERT_STRING_EQUAL(places, cases[i].places);
    }
}

static void a_nul_is_told_where_it_stands(void)
{
    char places[128];

    places_of("a: b\0c\n", 7, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "Y013@1:5");
}

static void the_tree_holds_texts_places_and_parents(void)
{
    static const char text[] = "rules:\n  - id: a\n    say: \"b c\"\n";
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    struct node *root = yaml_read(text, sizeof text - 1, "f", NULL, &arena, &faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    struct node *rules = node_get(root, "rules");
    CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
    CU_ASSERT_EQUAL(rules->kind, NODE_LIST);
    CU_ASSERT_EQUAL_FATAL(rules->count, 1);
    struct node *say = node_get(rules->items[0], "say");
    CU_ASSERT_PTR_NOT_NULL_FATAL(say);
    CU_ASSERT_STRING_EQUAL(say->text.at, "b c");
    CU_ASSERT(say->quoted);
    CU_ASSERT_EQUAL(say->line, 3);
    CU_ASSERT_EQUAL(say->column, 10);
    CU_ASSERT_PTR_EQUAL(say->up, rules->items[0]);
    CU_ASSERT_STRING_EQUAL(node_path(say, &arena), "rules[0].say");
    CU_ASSERT_PTR_NULL(node_get(root, "rule"));
    CU_ASSERT_PTR_NULL(node_get(rules, "rules"));
    faults_end(&faults);
    arena_end(&arena);
}

/* ---- limits ---- */

static void limits_hold_to_the_byte(void)
{
    char places[128];
    char *big = malloc(MIB + 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(big);
    memset(big, '\n', MIB + 2);
    memcpy(big, "a: b", 4);
    places_of(big, MIB, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "");
    places_of(big, MIB + 1, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "Y011@1:1");
    memset(big, 'x', MIB);
    memcpy(big, "a: \"", 4);
    big[4 + 65536] = '"';
    places_of(big, 4 + 65536 + 1, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "");
    big[4 + 65536] = 'x';
    big[4 + 65537] = '"';
    places_of(big, 4 + 65537 + 1, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "Y011@1:4");
    free(big);
    places_of("[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]", 33, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "");
    places_of("[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]", 35, places, sizeof places);
    CU_ASSERT_STRING_EQUAL(places, "Y011@1:17");
}

/* ---- no memory ---- */

static uint32_t grows_left;
static void *(*grow_before)(void *old, size_t size);

static void *grow_for_a_while(void *old, size_t size)
{
    if (grows_left == 0) {
        return NULL;
    }
    grows_left--;
    return grow_before(old, size);
}

static void every_allocation_may_fail_and_no_fault_gets_lost_in_silence(void)
{
    static const char text[] =
        "a: yes\nb: \"\\u202e\"\n\tc: d\ne: [1, 2, {f: 2026-01-01}]\n\xff: x\n"
        "k1: 1\nk2: 1\nk3: 1\nk4: 1\nk5: 1\nk6: 1\nk7: 1\nk8: 1\nk9: 1\n";
    struct seam before = seam;
    uint32_t allowed = 0, failed = 0;

    grow_before = seam.grow;
    for (bool whole = false; !whole && allowed < 1000; allowed++) {
        struct arena arena;
        struct faults faults;
        struct buf out = {0};

        grows_left = allowed;
        seam.grow = grow_for_a_while;
        arena_begin(&arena, NULL, 0, 0);
        faults_begin(&faults);
        (void)yaml_read(text, sizeof text - 1, "f", NULL, &arena, &faults);
        CU_ASSERT(faults_any(&faults));
        whole = grows_left > 0;
        failed += faults.lost;
        CU_ASSERT(!whole || (faults.errors == 4 && !faults.lost));
        faults_print(&faults, FAULTS_JSON, &out);
        seam = before;
        buf_end(&out);
        faults_end(&faults);
        arena_end(&arena);
    }
    CU_ASSERT(failed > 3 && allowed < 1000);
}

/* ---- files made to hurt ---- */

static const char *const hurtful[] = {
    "[",
    "{a: ",
    "- ",
    "? ",
    "a",
    "&a ",
    "a: &a b\n",
    "[&a x,",
    "[a, ",
    "yes, ",
    "k: a\n",
    "{a: b,",
    "- [a,b,c]\n",
    "\xe2\x80\xae",
    "\t",
    "\ta: b\n",
    "\r",
    "a:\tb\n",
    "- \"\\u202e\"\n",
    "- ? [a]\n",
    "- !a b\n",
    "*a,",
    "#",
    "\n",
    "---\n",
    "a: ",
    "- 07 days\n",
    "a:\n",
    "%TAG !a! b\n",
    "\xff",
    "\"",
    "'",
    "|\n",
    ">\n ",
    "a: |\n x\n",
    ":",
    ",",
    "]",
    "\xe2\x80\xae\n",
    "!",
    "!<",
    "\\",
    "\"\\x",
    "- - - - - - - - - - - - - - - - - - a\n",
};

/* Of this process: other work on the machine does not count. */
static double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_mebibyte_of_anything_is_read_in_two_seconds_and_a_hundred_mebibytes(void)
{
    double limit = test_watched(NULL) ? 60.0 : 2.0;
    char *bytes = malloc(MIB);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < sizeof hurtful / sizeof *hurtful; i++) {
        size_t len = strlen(hurtful[i]);

        for (size_t at = 0; at < MIB; at++) {
            bytes[at] = hurtful[i][at % len];
        }
        for (int in_brackets = 0; in_brackets < 2; in_brackets++) {
            struct arena arena;
            struct faults faults;
            struct buf out = {0};

            if (in_brackets) {
                memcpy(bytes, "\xc3\xa9: [", 5);
            }
            double began = seconds_now();
            arena_begin(&arena, NULL, 0, 0);
            faults_begin(&faults);
            (void)yaml_read(bytes, MIB, "f", NULL, &arena, &faults);
            faults_sort(&faults);
            faults_print(&faults, FAULTS_TEXT, &out);
            CU_ASSERT(seconds_now() - began < limit);
            CU_ASSERT(arena.taken + faults.arena.taken + out.cap < 80u * MIB);
            buf_end(&out);
            faults_end(&faults);
            arena_end(&arena);
        }
    }
    free(bytes);
}

static const struct test tests[] = {
    {"every golden file is told as its text says", every_golden_file_is_told_as_its_text_says},
    {"codes and places are as told", codes_and_places_are_as_told},
    {"a NUL is told where it stands", a_nul_is_told_where_it_stands},
    {"the tree holds texts, places and parents", the_tree_holds_texts_places_and_parents},
    {"limits hold to the byte", limits_hold_to_the_byte},
    {"every allocation may fail and no fault gets lost in silence",
     every_allocation_may_fail_and_no_fault_gets_lost_in_silence},
    {"a mebibyte of anything is read in two seconds and a hundred mebibytes",
     a_mebibyte_of_anything_is_read_in_two_seconds_and_a_hundred_mebibytes},
    {0},
};

const struct test_suite test_suites[] = {{"yaml", NULL, NULL, tests}, {0}};
