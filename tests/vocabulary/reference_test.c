/* SPDX-License-Identifier: MIT
 *
 * Names and codes of lists: many random lists and entries against a reference that looks at every
 * name of every list in turn (support/vocabulary_reference.h).
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "support/random_event.h"
#include "support/random_lists.h"
#include "support/vocabulary_reference.h"
#include "vocabulary/entries.h"

static uint64_t seed = 42;

static uint32_t compare_one(const struct random_lists *r, const struct vocabulary *v)
{
    char text[256], code[32];
    uint32_t kinds = 1 + random_below(&seed, 7), wrong = 0, at = 0;
    bool routed = random_below(&seed, 3) == 0;

    random_lists_text(&seed, text, sizeof text);
    const char *system = random_below(&seed, 2) ? "ICD-10" : "atc";
    const char *number = random_codes[random_below(&seed, RANDOM_CODES)];
    (void)snprintf(code, sizeof code, "%s:%s%s", system, number, random_below(&seed, 2) ? "1" : "");
    struct reference_entry e = {.lists = r->at, .routed = routed};
    e.text = reference_text(text, &scratch);
    e.code = random_below(&seed, 2) ? span_of(code) : (struct span){0};
    e.listed = random_below(&seed, 4) ? 0 : 1 + random_below(&seed, RANDOM_LISTS);
    struct entry_names names = {.text = span_of(text),
                                .code = e.code,
                                .route = routed ? SPAN("oral") : (struct span){0},
                                .listed = e.listed};
    struct recognised found;
    vocabulary_recognise(v, kinds, &names, &scratch, &found);
    struct hits h = found.hits;
    wrong += found.failed;
    for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
        struct hit hit;

        if ((KIND_BIT(r->at[i].kind) & kinds) == 0 || !reference_hit(&e, i, &hit)) {
            continue;
        }
        wrong += at >= h.count || memcmp(&h.at[at], &hit, sizeof hit) != 0;
        at++;
    }
    wrong += at != h.count;
    if (wrong > 0) {
        printf("\"%s\" %.*s %s\n", text, (int)e.code.len, e.code.at != NULL ? e.code.at : "",
               hits_text(&h));
    }
    return wrong;
}

static void random_against_reference(void)
{
    uint32_t wrong = 0, made = 0;

    for (uint32_t round = 0; round < 3000 && wrong < 5; round++) {
        static struct random_lists r;

        random_lists_make(&seed, &r);
        if (!random_lists_sorted(&r)) {
            continue;
        }
        made++;
        const struct vocabulary *v = vocabulary_new(r.at, RANDOM_LISTS, &keep, &scratch);
        CU_ASSERT_PTR_NOT_NULL_FATAL(v);
        for (uint32_t i = 0; i < 20; i++) {
            wrong += compare_one(&r, v);
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(made > 500);
}

static void near_random(void)
{
    static struct random_lists r;
    uint32_t wrong = 0, found = 0;

    for (uint32_t round = 0; round < 3000; round++) {
        char word[64];

        random_lists_make(&seed, &r);
        for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
            r.at[i].include_count = r.at[i].except_item_count = r.at[i].except_code_count = 0;
        }
        const struct vocabulary *v = vocabulary_new(r.at, RANDOM_LISTS, &keep, &scratch);
        (void)snprintf(word, sizeof word, "%s", random_pool[random_below(&seed, RANDOM_POOL)]);
        if (strlen(word) > 3) {
            word[random_below(&seed, (uint32_t)strlen(word))] =
                (char)('a' + random_below(&seed, 26));
        }
        struct span folded = text_folded(span_of(word), &scratch);
        uint32_t start, stop;
        if (folded.at == NULL || !text_word(folded, 0, &start, &stop) ||
            stop - start != folded.len || utf8_count(folded.at, folded.len) < 6) {
            continue;
        }
        struct hits h = near_of(v, ALL_KINDS, word);
        bool is_name = false;
        for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
            for (uint32_t k = 0; k < r.at[i].item_count + r.at[i].synonym_count; k++) {
                const char *name = k < r.at[i].item_count
                                       ? r.at[i].items[k].text
                                       : r.at[i].synonyms[k - r.at[i].item_count].text;

                is_name |= span_same(text_folded(span_of(name), &scratch), folded);
            }
        }
        for (uint32_t i = 0; i < RANDOM_LISTS; i++) {
            bool wanted = false, there = false;

            for (uint32_t k = 0; k < r.at[i].item_count + r.at[i].synonym_count; k++) {
                const char *name = k < r.at[i].item_count
                                       ? r.at[i].items[k].text
                                       : r.at[i].synonyms[k - r.at[i].item_count].text;
                struct span n = text_folded(span_of(name), &scratch);

                wanted |= !is_name && memchr(n.at, ' ', n.len) == NULL &&
                          memchr(n.at, '/', n.len) == NULL && text_near(n, folded);
            }
            for (uint32_t k = 0; k < h.count; k++) {
                there |= h.at[k].list == i;
            }
            wrong += wanted != there;
            found += there;
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(found > 50);
}

/* Names that begin with one another, with other marks before them: enough of them to be looked up
 * in order. */
static void one_first_word(void)
{
    enum {
        COUNT = 60
    };
    static char names[COUNT][32];
    static struct vocabulary_name items[COUNT];
    static struct vocabulary_list at[COUNT];
    static const char *const words[] = {"a", "b", "ab", "a-b", "(a)"};
    uint32_t wrong = 0, found = 0;

    for (uint32_t round = 0; round < 200; round++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            size_t len = (size_t)snprintf(names[i], sizeof names[i], "%sa",
                                          random_below(&seed, 8) == 0 ? "+" : "");

            for (uint32_t more = random_below(&seed, 4); more > 0; more--) {
                len += (size_t)snprintf(names[i] + len, sizeof names[i] - len, "%s%s",
                                        random_below(&seed, 4) ? " " : "/",
                                        words[random_below(&seed, 5)]);
            }
            items[i] = (struct vocabulary_name){names[i], 0};
            at[i] = (struct vocabulary_list){
                .kind = LIST_MEDICATION, .items = &items[i], .item_count = 1};
        }
        const struct vocabulary *v = vocabulary_new(at, COUNT, &keep, &scratch);
        CU_ASSERT_PTR_NOT_NULL_FATAL(v);
        for (uint32_t t = 0; t < 20; t++) {
            char text[128];
            size_t len =
                (size_t)snprintf(text, sizeof text, "%s", random_below(&seed, 3) ? "" : "+");

            for (uint32_t more = random_below(&seed, 7); more > 0; more--) {
                len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
                                        words[random_below(&seed, 5)],
                                        random_below(&seed, 4) ? " " : "/");
            }
            struct reference_text read = reference_text(text, &scratch);
            struct hits h = vocabulary_match(v, MED, span_of(text), (struct span){0},
                                             (struct span){0}, &scratch);
            uint32_t next = 0;
            for (uint32_t i = 0; i < COUNT; i++) {
                if (!reference_name(names[i], &read)) {
                    continue;
                }
                wrong += next >= h.count || h.at[next].list != i;
                next++;
            }
            wrong += next != h.count;
            found += next;
        }
        (void)vocabulary_end();
        (void)vocabulary_begin();
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(found > 1000);
}

static const struct test tests[] = {
    {"random lists and entries: the same as looking at every name", random_against_reference},
    {"random slips: the same as comparing with every name", near_random},
    {"names with one first word: the same as looking at every name", one_first_word},
    {0},
};

const struct test_suite test_suites[] = {
    {"vocabulary reference", vocabulary_begin, vocabulary_end, tests}, {0}};
