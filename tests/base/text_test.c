/* SPDX-License-Identifier: MIT
 *
 * Text: UTF-8, folding (against a golden made with Python's unicodedata), words, negation, near
 * edits (against a plain distance), did-you-mean.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utf8proc.h>

#include "base/seam.h"
#include "base/text.h"
#include "test.h"

static uint64_t chance = 88172645463325252u;

static uint32_t text_below(uint32_t n)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (uint32_t)((chance >> 11) % n);
}

static size_t put_code_point(uint32_t c, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

/* The fold as a C string in one of two buffers; "<bad>" when it fails. */
static const char *fold_of(const char *s)
{
    static char out[2][65536];
    static int turn;
    char *to = out[turn ^= 1];
    int64_t len = text_fold(s, strlen(s), to, sizeof out[0] - 1);

    if (len < 0) {
        return "<bad>";
    }
    to[len] = '\0';
    return to;
}

/* ---- UTF-8 ---- */

static void valid_utf8_is_told_from_invalid(void)
{
    static const char *const good[] = {"",
                                       "a",
                                       "\x7f",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "plain text of more than eight bytes \xc3\xa9"};
    static const struct {
        const char *text;
        size_t bad;
    } wrong[] = {{"\x80", 0},
                 {"a\xc1\xbf", 1},
                 {"\xc2", 0},
                 {"\xe0\x9f\xbf", 0},
                 {"\xed\xa0\x80", 0},
                 {"\xf0\x8f\xbf\xbf", 0},
                 {"\xf4\x90\x80\x80", 0},
                 {"\xf5\x80\x80\x80", 0},
                 {"\xff", 0},
                 {"12345678\xe2\x82", 8},
                 {"1234567\xc3\xa9\xc3", 9},
                 {"\xf0\x90\x80", 0},
                 {"\xc3(", 0}};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CU_ASSERT_TRUE(utf8_valid(good[i], strlen(good[i]), NULL));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t bad = 999;

        CU_ASSERT_FALSE(utf8_valid(wrong[i].text, strlen(wrong[i].text), &bad));
        CU_ASSERT_EQUAL(bad, wrong[i].bad);
    }
    CU_ASSERT_TRUE(utf8_valid("a\0b", 3, NULL));
}

static void every_code_point_is_read_back(void)
{
    uint32_t wrong = 0;

    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        char text[4];
        uint32_t step;

        if (c >= 0xd800 && c <= 0xdfff) {
            continue;
        }
        size_t len = put_code_point(c, text);
        wrong += utf8_next(text, len, &step) != c || step != len || utf8_step(text, len) != len;
        for (size_t cut = 1; cut < len; cut++) {
            wrong += utf8_step(text, cut) != 0;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void code_points_are_counted_and_cut(void)
{
    const char *s = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";

    CU_ASSERT_EQUAL(utf8_count(s, strlen(s)), 5);
    CU_ASSERT_EQUAL(utf8_cut(s, strlen(s), 0), 0);
    CU_ASSERT_EQUAL(utf8_cut(s, strlen(s), 2), 3);
    CU_ASSERT_EQUAL(utf8_cut(s, strlen(s), 4), 10);
    CU_ASSERT_EQUAL(utf8_cut(s, strlen(s), 99), strlen(s));
}

/* ---- folding ---- */

static void names_fold_to_one_form(void)
{
    CU_ASSERT_STRING_EQUAL(fold_of("Tretinoin 0.05% Cream"), "tretinoin 0.05% cream");
    CU_ASSERT_STRING_EQUAL(fold_of("  Retin-A \t"), "retin a");
    CU_ASSERT_STRING_EQUAL(fold_of("-- \n--"), "");
    CU_ASSERT_STRING_EQUAL(fold_of(""), "");
    CU_ASSERT_STRING_EQUAL(fold_of("cold\xc2\xa0sore"), "cold sore");
    CU_ASSERT_STRING_EQUAL(fold_of("cold \xe2\x80\x93 sore"), "cold sore");
    CU_ASSERT_STRING_EQUAL(fold_of("\xef\xbc\xa2otox"), "botox");
    CU_ASSERT_STRING_EQUAL(fold_of("Stra\xc3\x9f"
                                   "e"),
                           "strasse");
    CU_ASSERT_STRING_EQUAL(fold_of("a\xff"), "<bad>");
    CU_ASSERT_STRING_EQUAL(fold_of("\xc3\xa9\xed\xa0\x80"), "<bad>");
}

static size_t read_code_points(const char *s, const char *end, char *out)
{
    size_t len = 0;

    while (s < end) {
        char *after;

        len += put_code_point((uint32_t)strtoul(s, &after, 16), out + len);
        if (after == s) {
            break;
        }
        s = after + (*after == ' ');
    }
    return len;
}

static void folding_agrees_with_another_unicode_library(void)
{
    const char *other = getenv("FOLD_GOLDEN"); /* a longer table, made with --all */
    FILE *golden = fopen(other != NULL ? other : PRECARE_SOURCE "/tests/base/golden/fold.txt", "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(golden);
    char line[8192], in[2048], want[4096], got[40000];
    unsigned wrong = 0, count = 0, number = 0;
    while (fgets(line, sizeof line, golden) != NULL) {
        number++;
        const char *tab = strchr(line, '\t');
        if (line[0] == '#' || tab == NULL) {
            continue;
        }
        size_t in_len = read_code_points(line, tab, in);
        size_t want_len = read_code_points(tab + 1, line + strcspn(line, "\n"), want);
        int64_t len = text_fold(in, in_len, got, FOLD_ROOM(in_len));
        count++;
        if (len == (int64_t)want_len && memcmp(got, want, want_len) == 0) {
            continue;
        }
        if (wrong++ < 5) {
            fprintf(stderr, "golden/fold.txt:%u folds otherwise\n", number);
        }
    }
    fclose(golden);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(count > 900);
}

static uint32_t sign_of(uint32_t c)
{
    static const uint32_t apostrophes[] = {0x27, 0x60, 0xb4, 0x2bc, 0x2018, 0x2019};

    for (size_t i = 0; i < sizeof apostrophes / sizeof *apostrophes; i++) {
        if (c == apostrophes[i]) {
            return '\'';
        }
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_SO || category == UTF8PROC_CATEGORY_SK ? ' ' : c;
}

static bool is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || c == 32 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000 || c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static char letter_or_digit(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

    return category == 0 || category > UTF8PROC_CATEGORY_NO ? ' '
           : category <= UTF8PROC_CATEGORY_ME               ? 'a'
                                                            : '1';
}

/* Whether c may be one character with what is before it: marks, the vowels and finals of Hangul. */
static bool combines(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) ||
           (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

/* What the full stop at i of the code points is. */
static uint32_t stop_of(const utf8proc_int32_t *c, utf8proc_ssize_t n, utf8proc_ssize_t i)
{
#define SORT(at) ((at) < 0 || (at) >= n ? ' ' : letter_or_digit((uint32_t)c[at]))
    if (SORT(i - 1) != 'a' || (i + 1 < n && combines(c[i + 1]))) {
        return '.';
    }
    return SORT(i - 2) == ' ' && SORT(i + 1) == 'a' && SORT(i + 2) == ' ' ? 0 : ' ';
#undef SORT
}

/* The same without pieces, step by step, by the library's own ready-made way. */
static size_t fold_whole(const char *s, size_t len, char *out)
{
    static char seen[16000];
    static utf8proc_int32_t points[80000];
    utf8proc_uint8_t *first = NULL, *second = NULL;
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    size_t seen_len = 0;
    uint32_t step;

    for (size_t i = 0; i < len; i += step) {
        uint32_t c = utf8_next(s + i, len - i, &step);

        if (!utf8proc_get_property((utf8proc_int32_t)c)->ignorable) {
            seen_len += put_code_point(sign_of(c), seen + seen_len);
        }
    }
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)seen, (utf8proc_ssize_t)seen_len, &first, options);
    n = utf8proc_map(first, n, &second, options | UTF8PROC_CASEFOLD);
    utf8proc_ssize_t count = 0;
    for (utf8proc_ssize_t i = 0; i < n; i += step) {
        uint32_t c = sign_of(utf8_next((char *)second + i, (size_t)(n - i), &step));

        points[count++] = is_space(c) ? ' ' : (utf8proc_int32_t)c;
    }
    size_t done = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        uint32_t c = points[i] == '.' ? stop_of(points, count, i) : (uint32_t)points[i];

        if (c != 0 && (c != ' ' || (done > 0 && out[done - 1] != ' '))) {
            done += put_code_point(c, out + done);
        }
    }
    free(first);
    free(second);
    return done - (done > 0 && out[done - 1] == ' ');
}

static uint32_t random_code_point(void)
{
    static const uint32_t ranges[][2] = {
        {0x20, 0x5f},    {0x80, 0x500},      {0x300, 0x70},   {0x340, 0x10},    {0x900, 0x500},
        {0x1100, 0x100}, {0x1e00, 0x200},    {0x2000, 0x700}, {0x3000, 0x200},  {0xac00, 0x2ba4},
        {0xff61, 0x7c},  {0x30a0, 0x50},     {0xf900, 0x700}, {0x1d100, 0x500}, {0x10000, 0x5000},
        {0, 0xd800},     {0xe000, 0x102000}, {'.', 1}};
    uint32_t r = text_below(sizeof ranges / sizeof *ranges);

    return ranges[r][0] + text_below(ranges[r][1]);
}

static void folding_by_pieces_is_folding_the_whole_and_twice_is_once(void)
{
    static char text[4096], once[80000], twice[80000 * 18], whole[80000];
    unsigned otherwise = 0, unstable = 0;

    for (int round = 0; round < 6000; round++) {
        uint32_t count = 1 + text_below(round % 100 == 0 ? 900 : 60);
        size_t len = 0;

        while (count-- > 0) {
            len += put_code_point(random_code_point(), text + len);
        }
        int64_t n = text_fold(text, len, once, sizeof once);
        CU_ASSERT_TRUE_FATAL(n >= 0);
        CU_ASSERT_TRUE_FATAL((size_t)n <= FOLD_ROOM(len));
        int64_t again = text_fold(once, (size_t)n, twice, sizeof twice);
        unstable += again != n || memcmp(once, twice, (size_t)n) != 0;
        int64_t gaps = text_fold_gaps(text, len, twice, sizeof twice);
        for (int64_t i = 0; i < gaps; i++) {
            twice[i] = twice[i] == GAP_HYPHENS || twice[i] == GAP_STOP ? ' ' : twice[i];
        }
        otherwise += gaps != n || memcmp(once, twice, (size_t)n) != 0;
        size_t plain = fold_whole(text, len, whole);
        otherwise += plain != (size_t)n || memcmp(once, whole, plain) != 0;
    }
    CU_ASSERT_EQUAL(unstable, 0);
    CU_ASSERT_EQUAL(otherwise, 0);
}

static void no_code_point_needs_more_room_than_promised(void)
{
    char text[4], out[FOLD_ROOM(4)];
    unsigned failed = 0;

    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff) {
            continue;
        }
        size_t len = put_code_point(c, text);
        failed += text_fold(text, len, out, FOLD_ROOM(len)) < 0;
    }
    CU_ASSERT_EQUAL(failed, 0);
}

static void a_text_that_fits_needs_no_more_room_and_nothing_is_written_beyond(void)
{
    static const char *const texts[] = {"Retinol", "  a   b  ", "caf\xc3\x89", "\xef\xb7\xba",
                                        "- -"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t need = strlen(fold_of(texts[i]));

        for (size_t room = 0; room <= need + 2; room++) {
            char *out = malloc(room + 1); /* its own block, so that the sanitizer sees an overrun */

            CU_ASSERT_PTR_NOT_NULL_FATAL(out);
            out[room] = '#';
            int64_t len = text_fold(texts[i], strlen(texts[i]), out, room);
            CU_ASSERT_EQUAL(out[room], '#');
            CU_ASSERT_EQUAL(len, room >= need ? (int64_t)need : -1);
            free(out);
        }
    }
}

static void a_long_run_of_marks_is_folded_in_good_time(void)
{
    size_t len = 64 * 1024;
    char *text = malloc(len), *out = malloc(FOLD_ROOM(len));

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    for (size_t i = 0; i < len; i += 2) {
        memcpy(text + i, i % 4 == 0 ? "\xcd\x85" : "\xcc\xa3", 2);
    }
    clock_t start = clock();
    CU_ASSERT_TRUE(text_fold(text, len, out, FOLD_ROOM(len)) > 0);
    CU_ASSERT_TRUE(clock() - start < 5 * CLOCKS_PER_SEC); /* of the processor, however busy */
    free(text);
    free(out);
}

static int grows;

static void *no_grow(void *old, size_t size)
{
    (void)old;
    (void)size;
    grows++;
    return NULL;
}

static void texts_are_compared_after_folding_at_any_length(void)
{
    CU_ASSERT_TRUE(text_folds_same(SPAN("Retin-A"), SPAN("RETIN  a")));
    CU_ASSERT_TRUE(text_folds_same(SPAN("retina"), SPAN("RETINA")));
    CU_ASSERT_TRUE(text_folds_same(SPAN("retina "), SPAN("RETINA")));
    CU_ASSERT_TRUE(text_folds_same(SPAN("retina"), SPAN(" RETINA-")));
    CU_ASSERT_FALSE(text_folds_same(SPAN("retina"), SPAN("retinal")));
    CU_ASSERT_FALSE(text_folds_same(SPAN("retina"), SPAN("retinb")));
    CU_ASSERT_FALSE(text_folds_same(SPAN("cafe"), SPAN("cafe\xcc\x81")));
    CU_ASSERT_TRUE(text_folds_same(SPAN("\xef\xac\x81t"), SPAN("FIT")));
    CU_ASSERT_FALSE(text_folds_same(SPAN("retina"), SPAN("RETIN a")));
    CU_ASSERT_TRUE(text_folds_same(SPAN(""), (struct span){0}));
    CU_ASSERT_FALSE(text_folds_same(SPAN("\xff"), SPAN("\xff")));
    static char a[3000], b[3000];
    memset(a, 'a', sizeof a);
    memset(b, 'A', sizeof b);
    a[2000] = '-'; /* else it would be plain enough to be compared as it is */
    b[2000] = ' ';
    struct span long_a = {a, sizeof a}, long_b = {b, sizeof b};
    CU_ASSERT_TRUE(text_folds_same(long_a, long_b));
    struct seam before = seam;
    seam.grow = no_grow;
    CU_ASSERT_FALSE(text_folds_same(long_a, long_b));
    CU_ASSERT_TRUE(grows > 0);
    grows = 0;
    CU_ASSERT_TRUE(text_folds_same(SPAN("caf\xc3\x89"), SPAN("CAFE\xcc\x81")));
    CU_ASSERT_EQUAL(grows, 0);
    seam = before;
}

/* ---- words ---- */

static void words_are_letters_marks_and_digits(void)
{
    struct span text = SPAN("a.b2 e\xcc\x81t\xc3\xa9 %\xe2\x82\xac 0.05");
    static const char *const want[] = {"a", "b", "2", "e\xcc\x81t\xc3\xa9", "0", "05"};
    uint32_t at = 0, start, end, count = 0;

    while (text_word(text, at, &start, &end)) {
        CU_ASSERT_TRUE_FATAL(count < 6);
        CU_ASSERT_TRUE(
            span_same((struct span){text.at + start, end - start}, span_of(want[count])));
        count++;
        at = end;
    }
    CU_ASSERT_EQUAL(count, 6);
    CU_ASSERT_FALSE(text_word(SPAN(" .,"), 0, &start, &end));
    CU_ASSERT_FALSE(text_word(SPAN("abc"), 3, &start, &end));
    CU_ASSERT_FALSE(text_word(SPAN("abc"), 99, &start, &end));
    CU_ASSERT_TRUE(text_word(SPAN("_\xcc\x81"), 0, &start, &end) && start == 1);
    CU_ASSERT_TRUE(text_word(SPAN("\xe4\xb8\x80\xe0\xa5\xa7"), 0, &start, &end) && end == 3);
    CU_ASSERT_FALSE(text_word(SPAN("_\xe2\x80\x8d"), 0, &start, &end));
}

static void a_name_stands_alone_only_as_whole_words(void)
{
    struct span text = SPAN("clindamycin tretinoin 0.05%");

    CU_ASSERT_TRUE(text_stands_alone(text, 12, 21));
    CU_ASSERT_FALSE(text_stands_alone(text, 13, 21));
    CU_ASSERT_FALSE(text_stands_alone(text, 12, 20));
    CU_ASSERT_TRUE(text_stands_alone(text, 0, text.len));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("(retinol)"), 1, 8));
    CU_ASSERT_FALSE(text_stands_alone(SPAN("retinol\xcc\x81"), 0, 7));
    CU_ASSERT_FALSE(text_stands_alone(SPAN("\xc3\xa9retinol"), 2, 9));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("\xe2\x82\xacretinol"), 3, 10));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("isotretinoin20mg"), 0, 12));
    CU_ASSERT_FALSE(text_stands_alone(SPAN("3xmicroneedling"), 2, 15));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("3microneedling"), 1, 14));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("hsv1x"), 0, 4));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("acne\xcc\x81"
                                          "2"),
                                     0, 6));
    CU_ASSERT_FALSE(text_stands_alone(SPAN("hsv1"), 0, 3)); /* three characters alone */
    CU_ASSERT_FALSE(text_stands_alone(SPAN("acne\xcc\x81"
                                           "2"),
                                      0, 4));
    CU_ASSERT_TRUE(text_stands_alone(SPAN("co2laser2x"), 3, 8));
}

/* Of the first "retinol" of a text as it is written. */
static enum negated retinol_negated(const char *text)
{
    static char folded[256], gaps[256];
    int64_t len = text_fold(text, strlen(text), folded, sizeof folded);

    CU_ASSERT_EQUAL_FATAL(text_fold_gaps(text, strlen(text), gaps, sizeof gaps), len);
    const char *found = memmem(folded, (size_t)len, "retinol", 7);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    uint32_t at = (uint32_t)(found - folded);
    enum negated negated = text_negated((struct span){gaps, (uint32_t)len}, at, at + 7);
    bool may = text_may_be_negated((struct span){folded, (uint32_t)len}, at, at + 7);
    CU_ASSERT_TRUE(may || negated == NEGATED_NOT);
    return negated;
}

static void free_and_non_take_a_name_back(void)
{
    static const struct {
        const char *text;
        enum negated negated;
    } said[] = {
        {"retinol free", NEGATED_YES},
        {"Retinol-free cream", NEGATED_YES},
        {"retinol\xe2\x80\x91"
         "free cream",
         NEGATED_YES},
        {"retinol--free cream", NEGATED_YES},
        {"(retinol free) cream", NEGATED_YES},
        {"retinol free, cream", NEGATED_YES},
        {"retinol free; cream", NEGATED_YES},
        {"retinol free. Cream", NEGATED_YES},
        {"retinol free.Cream", NEGATED_YES},
        {"[retinol free] {retinol free}", NEGATED_YES},
        {"{retinol free} cream", NEGATED_YES},
        {"non retinol", NEGATED_YES},
        {"a non-retinol", NEGATED_YES},
        {"non-retinol free sample", NEGATED_YES},
        {"retinol free cream", NEGATED_OPEN},
        {"retinol free sample", NEGATED_OPEN},
        {"retinol - free cream", NEGATED_OPEN},
        {"retinol free-cream", NEGATED_OPEN},
        {"retinol free / cream", NEGATED_OPEN},
        {"retinol free (cream)", NEGATED_OPEN},
        {"retinol freely", NEGATED_NOT},
        {"retinol, free", NEGATED_NOT},
        {"retinol. Free sample", NEGATED_NOT},
        {"non. Retinol", NEGATED_NOT},
        {"retinol", NEGATED_NOT},
        {"retinol ", NEGATED_NOT},
        {"canon retinol", NEGATED_NOT},
        {"free retinol", NEGATED_NOT},
        {"non stick retinol", NEGATED_NOT},
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        enum negated negated = retinol_negated(said[i].text);

        if (negated != said[i].negated) {
            fprintf(stderr, "%s: %d\n", said[i].text, negated);
        }
        CU_ASSERT_EQUAL(negated, said[i].negated);
    }
}

/* ---- edits ---- */

/* A plain distance with swaps of neighbours (each piece edited once). */
static uint32_t plain_distance(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m)
{
    uint32_t d[16][16];

    for (uint32_t i = 0; i <= n; i++) {
        for (uint32_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            uint32_t best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best) {
                best = d[i - 1][j] + 1;
            }
            if (d[i][j - 1] + 1 < best) {
                best = d[i][j - 1] + 1;
            }
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best) {
                best = d[i - 2][j - 2] + 1;
            }
            d[i][j] = best;
        }
    }
    return d[n][m];
}

static const uint32_t alphabet[4] = {'a', 0xe9, 0xe8, 0x1f600}; /* two of them share a first byte */

static uint32_t make_word(uint32_t number, uint32_t points[16], char *out, size_t *len_r)
{
    uint32_t n = 0;

    *len_r = 0;
    for (; number > 0; number = (number - 1) / 4) {
        points[n] = alphabet[(number - 1) % 4];
        *len_r += put_code_point(points[n++], out + *len_r);
    }
    return n;
}

static void near_means_a_plain_distance_of_one(void)
{
    unsigned wrong = 0, near = 0;

    for (uint32_t x = 0; x <= 340; x++) { /* every word of up to four letters */
        for (uint32_t y = 0; y <= 340; y++) {
            uint32_t a[16], b[16];
            char a_text[64], b_text[64];
            size_t a_len, b_len;
            uint32_t n = make_word(x, a, a_text, &a_len), m = make_word(y, b, b_text, &b_len);
            bool want = plain_distance(a, n, b, m) == 1;
            bool got = text_near((struct span){a_text, (uint32_t)a_len},
                                 (struct span){b_text, (uint32_t)b_len});

            wrong += want != got;
            near += want;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(near > 1000);
    CU_ASSERT_TRUE(text_near(SPAN("apixiban"), SPAN("apixaban")));
    CU_ASSERT_TRUE(text_near(SPAN("trtetinoin"), SPAN("tretinoin")));
    CU_ASSERT_FALSE(text_near(SPAN("tretinoin"), SPAN("tretinoin")));
    CU_ASSERT_FALSE(text_near(SPAN("tertinion"), SPAN("tretinoin")));
}

static void the_nearest_choice_is_offered_and_nothing_far(void)
{
    static const char *const words[] = {"booking",   "check-in", NULL,  "treatment",
                                        "follow-up", "ask",      "any", "all"};
    size_t n = sizeof words / sizeof *words;

    CU_ASSERT_STRING_EQUAL(text_nearest("bookin", words, n), "booking");
    CU_ASSERT_STRING_EQUAL(text_nearest("chekc-in", words, n), "check-in");
    CU_ASSERT_STRING_EQUAL(text_nearest("check_in", words, n), "check-in");
    CU_ASSERT_STRING_EQUAL(text_nearest("TREATMENT", words, n), "treatment");
    CU_ASSERT_STRING_EQUAL(text_nearest("tretmnt", words, n), "treatment");
    CU_ASSERT_STRING_EQUAL(text_nearest("asl", words, n), "ask");
    CU_ASSERT_PTR_NULL(text_nearest("xyz", words, n));
    CU_ASSERT_PTR_NULL(text_nearest("aftercare", words, n));
    CU_ASSERT_PTR_NULL(text_nearest("", words, n));
    CU_ASSERT_PTR_NULL(text_nearest(NULL, words, n));
    CU_ASSERT_PTR_NULL(text_nearest("booking", words, 0));
    char longer[400];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CU_ASSERT_PTR_NULL(text_nearest(longer, words, n));
}

static const struct test tests[] = {
    {"valid UTF-8 is told from invalid, with the place", valid_utf8_is_told_from_invalid},
    {"every code point is read back", every_code_point_is_read_back},
    {"code points are counted and cut", code_points_are_counted_and_cut},
    {"names fold to one form", names_fold_to_one_form},
    {"folding agrees with another Unicode library", folding_agrees_with_another_unicode_library},
    {"folding by pieces is folding the whole, and folding twice is folding once",
     folding_by_pieces_is_folding_the_whole_and_twice_is_once},
    {"no code point needs more room than promised", no_code_point_needs_more_room_than_promised},
    {"a text that fits needs no more room, and nothing is written beyond",
     a_text_that_fits_needs_no_more_room_and_nothing_is_written_beyond},
    {"a long run of marks is folded in good time", a_long_run_of_marks_is_folded_in_good_time},
    {"texts are compared after folding, at any length",
     texts_are_compared_after_folding_at_any_length},
    {"words are letters, marks and digits", words_are_letters_marks_and_digits},
    {"a name stands alone only as whole words", a_name_stands_alone_only_as_whole_words},
    {"'free' and 'non' take a name back", free_and_non_take_a_name_back},
    {"near means a plain distance of one", near_means_a_plain_distance_of_one},
    {"the nearest choice is offered, and nothing far",
     the_nearest_choice_is_offered_and_nothing_far},
    {0}};

const struct test_suite test_suites[] = {{"text", NULL, NULL, tests}, {0}};
