/* SPDX-License-Identifier: MIT
 *
 * UTF-8 and words: what the rules' comparison of names is made of, beside folding (text_fold.c) and
 * slips of the pen (text_near.c). Called by visit, rulebook, engine and the readers. Pure, any
 * thread; no memory is taken. On failure: false, NULL or -1; functions that say "valid UTF-8" never
 * read past `len` on other bytes.
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

struct span span_of(const char *s)
{
    if (s == NULL) {
        return (struct span){0};
    }
    size_t len = strlen(s);
    return (struct span){s, len > UINT32_MAX ? UINT32_MAX : (uint32_t)len};
}

bool span_same(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char text_small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool span_same_letters(struct span a, struct span b)
{
    bool same = a.len == b.len;

    for (uint32_t i = 0; same && i < a.len; i++) {
        same = text_small(a.at[i]) == text_small(b.at[i]);
    }
    return same;
}

/* ---- UTF-8 ---- */

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

uint32_t utf8_step(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;

    if (len == 0) {
        return 0;
    }
    unsigned char c = p[0];
    if (c < 0x80) {
        return 1;
    }
    if (c < 0xc2 || c > 0xf4) {
        return 0;
    }
    if (c < 0xe0) {
        return len >= 2 && is_tail(p[1]) ? 2 : 0;
    }
    if (len < 3 || !is_tail(p[1]) || !is_tail(p[2])) {
        return 0;
    }
    if (c < 0xf0) {
        if (c == 0xe0 && p[1] < 0xa0) {
            return 0; /* overlong */
        }
        if (c == 0xed && p[1] > 0x9f) {
            return 0; /* surrogates */
        }
        return 3;
    }
    if (len < 4 || !is_tail(p[3])) {
        return 0;
    }
    if (c == 0xf0 && p[1] < 0x90) {
        return 0; /* overlong */
    }
    if (c == 0xf4 && p[1] > 0x8f) {
        return 0; /* beyond U+10FFFF */
    }
    return 4;
}

bool utf8_valid(const char *s, size_t len, size_t *bad_r)
{
    size_t i = 0;

    while (i < len) {
        uint64_t eight;

        while (len - i >= sizeof eight) {
            memcpy(&eight, s + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) != 0) {
                break;
            }
            i += sizeof eight;
        }
        if (i == len) {
            break;
        }
        uint32_t step = utf8_step(s + i, len - i);
        if (step == 0) {
            if (bad_r != NULL) {
                *bad_r = i;
            }
            return false;
        }
        i += step;
    }
    return true;
}

uint32_t utf8_next(const char *s, size_t len, uint32_t *len_r)
{
    const unsigned char *p = (const unsigned char *)s;
    uint32_t step = utf8_step(s, len);

    *len_r = step > 0 ? step : 1;
    switch (step) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
    case 3: return (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    case 4: return (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
    default: return 0xfffd;
    }
}

size_t utf8_count(const char *s, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t count = len, i = 0;

    for (; i + 8 <= len; i += 8) { /* a byte that follows has its high bit, and not the next */
        uint64_t word;

        memcpy(&word, s + i, 8);
        count -= ((word >> 7 & ~word >> 6 & ones) * ones) >> 56;
    }
    for (; i < len; i++) {
        count -= is_tail((unsigned char)s[i]);
    }
    return count;
}

size_t utf8_cut(const char *s, size_t len, size_t code_points)
{
    size_t i = 0;

    while (i < len && code_points-- > 0) {
        i++;
        while (i < len && is_tail((unsigned char)s[i])) {
            i++;
        }
    }
    return i;
}

bool utf8_has_control(struct span s)
{
    for (uint32_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];

        if (c < 0x20 || c == 0x7F ||
            (c == 0xC2 && i + 1 < s.len && (unsigned char)s.at[i + 1] < 0xA0)) {
            return true; /* U+0080 to U+009F are C2 80 to C2 9F */
        }
    }
    return false;
}

/* ---- words ---- */

/* clang-format off */
#define ROW10(x) x, x, x, x, x, x, x, x, x, x
#define ROW26(x) ROW10(x), ROW10(x), x, x, x, x, x, x
#define ROW64(x) ROW26(x), ROW26(x), ROW10(x), x, x
enum byte_class { /* looked up for every byte of a text, so no branch decides */
    BYTE_BETWEEN,
    BYTE_LETTER,
    BYTE_DIGIT,
    BYTE_MARK, /* of code points alone: it belongs to what stands before it */
    BYTE_BEYOND /* ASCII */
};
static const uint8_t byte_classes[256] = {
    [0] = BYTE_BETWEEN,
    ['0'] = ROW10(BYTE_DIGIT),
    ['A'] = ROW26(BYTE_LETTER),
    ['a'] = ROW26(BYTE_LETTER),
    [128] = ROW64(BYTE_BEYOND), ROW64(BYTE_BEYOND),
};
/* clang-format on */

static enum byte_class class_of(uint32_t c)
{
    if (c < 0x80) {
        return (enum byte_class)byte_classes[c];
    }
    utf8proc_category_t category =
        c <= 0x10ffff ? utf8proc_category((utf8proc_int32_t)c) : UTF8PROC_CATEGORY_CN;
    if (category == UTF8PROC_CATEGORY_CN || category > UTF8PROC_CATEGORY_NO) {
        return BYTE_BETWEEN;
    }
    return category >= UTF8PROC_CATEGORY_ND   ? BYTE_DIGIT
           : category >= UTF8PROC_CATEGORY_MN ? BYTE_MARK
                                              : BYTE_LETTER;
}
_Static_assert(UTF8PROC_CATEGORY_LU == 1 && UTF8PROC_CATEGORY_MN == 6 &&
                   UTF8PROC_CATEGORY_ND == 9 && UTF8PROC_CATEGORY_NO == 11,
               "letters, marks, numbers");

/* What stands at `at` (inside the text), and its bytes. */
static inline enum byte_class class_here(struct span text, uint32_t at, uint32_t *len_r)
{
    return class_of(utf8_next(text.at + at, text.len - at, len_r));
}

static inline enum byte_class class_at(struct span text, uint32_t at)
{
    uint32_t step;

    if (at >= text.len) {
        return BYTE_BETWEEN;
    }
    enum byte_class class = (enum byte_class)byte_classes[(unsigned char)text.at[at]];
    return class != BYTE_BEYOND ? class : class_here(text, at, &step);
}

/* What stands before `at`; of a mark, what it belongs to. */
static enum byte_class mark_before(struct span text, uint32_t at)
{
    enum byte_class class = BYTE_BETWEEN;
    bool marked = false;

    while (at > 0 && at <= text.len) {
        uint32_t step, start = at - 1;

        while (start > 0 && at - start < 4 && is_tail((unsigned char)text.at[start])) {
            start--;
        }
        class = class_here(text, start, &step);
        if (class != BYTE_MARK) {
            break;
        }
        marked = true;
        at = start;
    }
    return marked && class != BYTE_DIGIT ? BYTE_LETTER : class;
}

static inline enum byte_class class_before(struct span text, uint32_t at)
{
    if (at == 0 || at > text.len) {
        return BYTE_BETWEEN;
    }
    enum byte_class class = (enum byte_class)byte_classes[(unsigned char)text.at[at - 1]];
    return class != BYTE_BEYOND ? class : mark_before(text, at);
}

/* Beyond ASCII, what stands here; else nothing new. */
static bool run_goes_on(struct span text, uint32_t at, enum byte_class wanted, uint32_t *step_r)
{
    if (byte_classes[(unsigned char)text.at[at]] != BYTE_BEYOND) {
        return false;
    }
    enum byte_class class = class_here(text, at, step_r);
    return class == wanted || (class == BYTE_MARK && wanted != BYTE_BETWEEN);
}

/* The first place at or after `at` where what is `wanted` ends. */
__attribute__((always_inline)) static inline uint32_t class_run(struct span text, uint32_t at,
                                                                enum byte_class wanted)
{
    const unsigned char *s = (const unsigned char *)text.at, *end = s + text.len, *here = s + at;
    uint32_t step = 0;

    do {
        here += step;
        while (here < end && byte_classes[*here] == wanted) {
            here++;
        }
    } while (here < end && run_goes_on(text, (uint32_t)(here - s), wanted, &step));
    return (uint32_t)(here - s);
}

bool text_word(struct span folded, uint32_t from, uint32_t *start_r, uint32_t *end_r)
{
    uint32_t start = from < folded.len ? class_run(folded, from, BYTE_BETWEEN) : folded.len, step;

    if (start >= folded.len) {
        return false;
    }
    enum byte_class word = (enum byte_class)byte_classes[(unsigned char)folded.at[start]];
    if (word == BYTE_BEYOND) {
        word = class_here(folded, start, &step) == BYTE_DIGIT ? BYTE_DIGIT : BYTE_LETTER;
    }
    *start_r = start;
    *end_r = class_run(folded, start, word);
    return true;
}

static bool is_edge(enum byte_class before, enum byte_class after, bool letter_to_digit)
{
    if (before == BYTE_BETWEEN || after == BYTE_BETWEEN) {
        return true;
    }
    return letter_to_digit && after != BYTE_MARK && before != after;
}

/* Of names so long a letter beside a digit is an edge. */
#define EDGED_LEAST 4u

static bool text_edged(struct span folded, uint32_t start, uint32_t end, bool letter_to_digit)
{
    return is_edge(class_before(folded, start), class_at(folded, start), letter_to_digit) &&
           is_edge(class_before(folded, end), class_at(folded, end), letter_to_digit);
}

bool text_stands_alone(struct span folded, uint32_t start, uint32_t end)
{
    if (text_edged(folded, start, end, false)) {
        return true;
    }
    return utf8_count(folded.at + start, end - start) >= EDGED_LEAST &&
           text_edged(folded, start, end, true);
}

/* Whether exactly `word`, as a whole word, stands at `at`. */
static bool word_is(struct span text, uint32_t at, struct span word)
{
    if (at > text.len || text.len - at < word.len) {
        return false;
    }
    return memcmp(text.at + at, word.at, word.len) == 0 &&
           text_edged(text, at, at + word.len, false);
}

/* What joins two words in a text of gaps: hyphens or white space, not a full stop. */
static bool gap_joins(char gap)
{
    return gap == ' ' || gap == GAP_HYPHENS;
}

static bool free_follows(struct span text, uint32_t end)
{
    return end < text.len && gap_joins(text.at[end]) && word_is(text, end + 1, SPAN("free"));
}

static bool non_before(struct span text, uint32_t start)
{
    return start >= 4 && gap_joins(text.at[start - 1]) && word_is(text, start - 4, SPAN("non"));
}

bool text_may_be_negated(struct span folded, uint32_t start, uint32_t end)
{
    return free_follows(folded, end) || (start <= folded.len && non_before(folded, start));
}

enum negated text_negated(struct span gaps, uint32_t start, uint32_t end)
{
    if (start > gaps.len || end > gaps.len) {
        return NEGATED_NOT;
    }
    if (non_before(gaps, start)) {
        return NEGATED_YES;
    }
    if (!free_follows(gaps, end)) {
        return NEGATED_NOT;
    }
    uint32_t behind = end + 1 + (uint32_t)(sizeof "free" - 1);
    bool ends = behind == gaps.len || strchr(",;.)]}\n", gaps.at[behind]) != NULL;
    return ends || gaps.at[end] == GAP_HYPHENS ? NEGATED_YES : NEGATED_OPEN;
}
