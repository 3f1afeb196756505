/* SPDX-License-Identifier: MIT
 *
 * Slips of the pen: words that are one edit apart, and the choice nearest to a word, for did you
 * mean. Called by vocabulary and the readers. Pure, any thread; no memory is taken.
 */
#include "base/text.h"

#include <string.h>

/* A byte of a code point that is not its first. */
static bool is_inside(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

static struct span span_from(struct span s, uint32_t skip)
{
    return skip < s.len ? (struct span){s.at + skip, s.len - skip} : (struct span){s.at + s.len, 0};
}

/* One edit apart where they first differ? Both begin at a code point, and differ there. */
static bool near_here(struct span a, struct span b)
{
    uint32_t a1 = 0, b1 = 0, a2 = 0, b2 = 0;
    uint32_t first_a = a.len > 0 ? utf8_next(a.at, a.len, &a1) : 0;
    uint32_t first_b = b.len > 0 ? utf8_next(b.at, b.len, &b1) : 0;
    struct span rest_a = span_from(a, a1), rest_b = span_from(b, b1);

    if (a1 > 0 && span_same(rest_a, b)) {
        return true;
    }
    if (b1 > 0 && span_same(a, rest_b)) {
        return true;
    }
    if (a1 == 0 || b1 == 0) {
        return false;
    }
    if (span_same(rest_a, rest_b)) {
        return true;
    }
    if (rest_a.len == 0 || rest_b.len == 0) {
        return false;
    }
    return utf8_next(rest_a.at, rest_a.len, &a2) == first_b &&
           utf8_next(rest_b.at, rest_b.len, &b2) == first_a &&
           span_same(span_from(rest_a, a2), span_from(rest_b, b2));
}

bool text_near(struct span a, struct span b)
{
    uint32_t least = a.len < b.len ? a.len : b.len;

    if (a.len - least > 4 || b.len - least > 4) {
        return false; /* one code point is 4 bytes at most */
    }
    uint32_t same = 0;
    while (same < least && a.at[same] == b.at[same]) {
        same++;
    }
    if (same == a.len && same == b.len) {
        return false;
    }
    while (same > 0 && ((same < a.len && is_inside((unsigned char)a.at[same])) ||
                        (same < b.len && is_inside((unsigned char)b.at[same])))) {
        same--;
    }
    return near_here(span_from(a, same), span_from(b, same));
}

/* ---- did you mean ---- */

#define NEAREST_MOST 64 /* longer words have no neighbours */

/* Decodes for comparison: letters of ASCII without their case, dash for underscore and space. */
static uint32_t nearest_decode(const char *s, uint32_t out[NEAREST_MOST])
{
    size_t len = strnlen(s, NEAREST_MOST * 4 + 1);
    uint32_t count = 0, step = 1;

    for (size_t i = 0; i < len; i += step) {
        uint32_t c = utf8_next(s + i, len - i, &step);

        if (count == NEAREST_MOST) {
            return UINT32_MAX;
        }
        if (c >= 'A' && c <= 'Z') {
            c += 'a' - 'A';
        }
        if (c == '_' || c == ' ') {
            c = '-';
        }
        out[count++] = c;
    }
    return count;
}

static uint32_t least_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Edits (with swaps of neighbours) from a to b. */
static uint32_t text_edits(const uint32_t *a, uint32_t a_len, const uint32_t *b, uint32_t b_len)
{
    uint32_t rows[3][NEAREST_MOST + 1];

    for (uint32_t j = 0; j <= b_len; j++) {
        rows[0][j] = j;
    }
    for (uint32_t i = 1; i <= a_len; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3];
        const uint32_t *above2 = rows[(i + 1) % 3];

        row[0] = i;
        for (uint32_t j = 1; j <= b_len; j++) {
            uint32_t best = above[j - 1] + (a[i - 1] != b[j - 1]);

            best = least_of(best, least_of(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                best = least_of(best, above2[j - 2] + 1);
            }
            row[j] = best;
        }
    }
    return rows[a_len % 3][b_len];
}

const char *text_nearest(const char *word, const char *const *choices, size_t count)
{
    uint32_t from[NEAREST_MOST], to[NEAREST_MOST];
    uint32_t from_len = word != NULL ? nearest_decode(word, from) : UINT32_MAX;

    if (from_len == UINT32_MAX) {
        return NULL;
    }
    uint32_t best = from_len < 5 ? 2 : 3; /* to be bettered */
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        uint32_t to_len = choices[i] != NULL ? nearest_decode(choices[i], to) : UINT32_MAX;

        if (to_len == UINT32_MAX || to_len + 2 < from_len || from_len + 2 < to_len) {
            continue;
        }
        uint32_t distance = text_edits(from, from_len, to, to_len);
        if (distance < best) {
            best = distance;
            nearest = choices[i];
        }
    }
    return nearest;
}
