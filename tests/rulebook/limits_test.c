/* SPDX-License-Identifier: MIT
 *
 * Files made to hurt: close to a mebibyte of whatever costs most in one place of the loader. Each
 * is answered in two seconds of this process's time (ten under a sanitizer), whatever the answer
 * is, and takes no more than a hundred mebibytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/seam.h"
#include "rulebook/load.h"
#include "test.h"

#define FILE_MOST (1000u * 1024u)
#define MEMORY_MOST (100u * 1024u * 1024u)

static const char head[] = "format: precare-rules/1\n"
                           "rulebook:\n"
                           "  id: demo\n"
                           "  title: \"Demo\"\n"
                           "  version: \"1.0.0\"\n"
                           "  status: shadow\n"
                           "  owner: {name: \"Lead\", role: clinical-lead}\n"
                           "  review-by: \"2027-06-01\"\n"
                           "  sources:\n"
                           "    article: {title: \"An article\", kind: consumer-article}\n";
static const char lists[] =
    "lists:\n"
    "  mn: {kind: procedure, plain: \"needling\", items: [microneedling]}\n";
static const char rule_begin[] = "rules:\n"
                                 "  - id: r1\n"
                                 "    title: \"One\"\n"
                                 "    source: {ref: article, basis: stated}\n"
                                 "    when: {at: booking, procedure: mn}\n";
static const char rule_end[] = "    then: {severity: info, say: \"One.\"}\n";

/* What is taken and not yet given back, at its greatest. */
static size_t taken, most;
static void *(*grow_really)(void *, size_t);
static void (*drop_really)(void *);

#define HEAD_ROOM 16u /* before each piece: its size */

static void *grow_counted(void *old, size_t size)
{
    unsigned char *piece = old != NULL ? (unsigned char *)old - HEAD_ROOM : NULL;
    size_t before = 0;

    if (piece != NULL) {
        memcpy(&before, piece, sizeof before);
    }
    piece = grow_really(piece, size + HEAD_ROOM);
    if (piece == NULL) {
        return NULL;
    }
    memcpy(piece, &size, sizeof size);
    taken = taken - before + size;
    most = taken > most ? taken : most;
    return piece + HEAD_ROOM;
}

static void drop_counted(void *old)
{
    size_t before;

    if (old == NULL) {
        return;
    }
    memcpy(&before, (unsigned char *)old - HEAD_ROOM, sizeof before);
    taken -= before;
    drop_really((unsigned char *)old - HEAD_ROOM);
}

static double limits_seconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void limits_answered(struct buf *text, const char *name)
{
    double allowed = test_watched(NULL) ? 60 : 2;
    struct rule_file at = {.name = "a.yaml", .bytes = text->at, .len = text->len};
    struct rule_files files = {.at = &at, .count = 1};
    struct faults faults;

    CU_ASSERT_FALSE_FATAL(text->failed);
    CU_ASSERT_TRUE(text->len > FILE_MOST / 2 && text->len <= 1024 * 1024);
    grow_really = seam.grow;
    drop_really = seam.drop;
    taken = most = 0;
    seam.grow = grow_counted;
    seam.drop = drop_counted;
    double started = limits_seconds();
    faults_begin(&faults);
    struct rules *rules = rules_load(&files, NULL, &faults);
    CU_ASSERT_EQUAL(rules == NULL, faults_any(&faults));
    CU_ASSERT_FALSE(faults.lost);
    rules_free(&rules);
    faults_end(&faults);
    double took = limits_seconds() - started;
    seam.grow = grow_really;
    seam.drop = drop_really;
    CU_ASSERT_EQUAL(taken, 0);
    if (took > allowed || most > MEMORY_MOST) {
        printf("%s: %.2f s, %zu bytes\n", name, took, most);
    }
    CU_ASSERT_TRUE(took <= allowed);
    CU_ASSERT_TRUE(most <= MEMORY_MOST);
    buf_end(text);
}

static void included_lists(void)
{
    for (uint32_t closed = 0; closed < 2; closed++) { /* a chain, then a circle */
        struct buf b = {0};
        uint32_t i = 0;

        buf_text(&b, head);
        buf_text(&b, lists);
        for (; b.len < FILE_MOST - 200; i++) {
            buf_printf(&b, "  l%u: {kind: product, plain: \"x\", includes: [l%u]}\n", i, i + 1);
        }
        if (closed) {
            buf_printf(&b, "  l%u: {kind: product, plain: \"x\", includes: [l0]}\n", i);
        } else {
            buf_printf(&b, "  l%u: {kind: product, plain: \"x\", items: [glycerin]}\n", i);
        }
        limits_answered(&b, closed ? "a circle of lists" : "a chain of lists");
    }
}

static void sites_inside_sites(void)
{
    for (uint32_t upwards = 0; upwards < 2; upwards++) {
        struct buf b = {0};

        buf_text(&b, head);
        buf_text(&b, "body-sites:\n");
        for (uint32_t i = 0; b.len < FILE_MOST; i++) {
            buf_printf(&b, "  s%u: {parts: [s%u]}\n", i + upwards, i + 1 - upwards);
        }
        limits_answered(&b, "sites inside sites");
    }
}

static void names_with_one_first_word(void)
{
    struct buf b = {0};

    buf_text(&b, head);
    buf_text(&b, lists);
    buf_text(&b, "  big: {kind: condition, plain: \"zz\", items: [x");
    for (uint32_t i = 0; b.len < FILE_MOST - 70000; i++) {
        buf_printf(&b, ", a b%u", i);
    }
    buf_text(&b, "]}\n");
    buf_text(&b, rule_begin);
    buf_text(&b, "    if: {patient.age: {below: 22 years}}\n");
    buf_text(&b, "    then: {severity: info, say: \"One.\", alert: {channel: c, say: \"");
    for (uint32_t i = 0; i < 30000; i++) {
        buf_text(&b, "a ");
    }
    buf_text(&b, "\"}}\n");
    limits_answered(&b, "names with one first word");
}

static void words_inside_items(void)
{
    struct buf b = {0};

    buf_text(&b, head);
    buf_text(&b, lists);
    for (uint32_t i = 0; b.len < FILE_MOST / 2; i++) {
        buf_printf(&b, "  l%u: {kind: condition, plain: \"x\", items: [fever]}\n", i);
    }
    buf_text(&b, "  long: {kind: condition, plain: \"y\", items: [x");
    for (uint32_t i = 0; b.len < FILE_MOST; i++) {
        buf_printf(&b, ", fever %u", i);
    }
    buf_text(&b, "]}\n");
    limits_answered(&b, "words inside items");
}

static void conditions_side_by_side(void)
{
    static const char *const forms[] = {"        - patient.age: {below: %u years}\n",
                                        "        - none: [patient.age: {below: %u years}]\n",
                                        "        - medication: {in: nobody%u, use: ongoing}\n"};

    for (uint32_t form = 0; form < 3; form++) {
        struct buf b = {0};
        char line[96];

        buf_text(&b, head);
        buf_text(&b, lists);
        buf_text(&b, rule_begin);
        buf_text(&b, "    if:\n      all:\n");
        for (uint32_t i = 0; b.len < FILE_MOST; i++) {
            const char *number = strchr(forms[form], '%');

            buf_add(&b, forms[form], (size_t)(number - forms[form]));
            (void)snprintf(line, sizeof line, "%u", i % 90 + 1);
            buf_text(&b, line);
            buf_text(&b, number + 2);
        }
        buf_text(&b, rule_end);
        limits_answered(&b, "conditions side by side");
    }
}

static void personas_like_personas(void)
{
    struct buf b = {0};
    uint32_t i = 0;

    buf_text(&b, head);
    buf_text(&b, "personas:\n");
    for (; b.len < FILE_MOST; i++) {
        buf_printf(&b, "  p%u: {like: p%u}\n", i, i + 1);
    }
    buf_printf(&b, "  p%u: {like: p0}\n", i);
    limits_answered(&b, "a circle of personas");
}

static void long_names(void)
{
    struct buf b = {0};

    buf_text(&b, head);
    buf_text(&b, lists);
    buf_text(&b, "  long: {kind: condition, plain: \"y\", items: [x");
    for (uint32_t i = 0; b.len < FILE_MOST - 61000; i++) {
        buf_printf(&b, ", a%u", i);
        for (uint32_t n = 0; n < 60000; n++) {
            buf_char(&b, 'x');
        }
    }
    buf_text(&b, "]}\n");
    limits_answered(&b, "names of sixty thousand letters");
}

/* "aaaa", "aaab", ...: as many different names as a file can hold. */
static void short_names(struct buf *b, uint32_t letters, size_t until)
{
    for (uint32_t i = 0; b->len < until; i++) {
        char name[8] = ", ";
        uint32_t rest = i;

        for (uint32_t n = 0; n < letters; n++, rest /= 26) {
            name[2 + n] = (char)('a' + rest % 26);
        }
        buf_add(b, i ? name : name + 2, i ? 2 + letters : letters);
    }
}

static void short_names_in_a_list(void)
{
    for (uint32_t letters = 4; letters <= 5; letters++) {
        struct buf b = {0};

        buf_text(&b, head);
        buf_text(&b, lists);
        buf_text(&b, "  short: {kind: condition, plain: \"y\", items: [");
        short_names(&b, letters, FILE_MOST);
        buf_text(&b, "]}\n");
        limits_answered(&b, "short names in a list");
    }
}

static void parts_of_one_site(void)
{
    struct buf b = {0};

    buf_text(&b, head);
    buf_text(&b, "body-sites:\n  whole: {parts: [");
    short_names(&b, 4, FILE_MOST);
    buf_text(&b, "]}\n");
    limits_answered(&b, "parts of one site");
}

static const struct test tests[] = {
    {"a list of as many short names as fit", short_names_in_a_list},
    {"a site of as many parts as fit", parts_of_one_site},
    {"lists that include each other, to an end or in a circle", included_lists},
    {"sites inside sites inside sites", sites_inside_sites},
    {"tens of thousands of names with one first word", names_with_one_first_word},
    {"one word in thousands of lists and inside thousands of items", words_inside_items},
    {"thousands of conditions in one rule, good or not", conditions_side_by_side},
    {"a circle of thousands of personas", personas_like_personas},
    {"names of sixty thousand letters", long_names},
    {0},
};
const struct test_suite test_suites[] = {{"limits", NULL, NULL, tests}, {0}};
