/* SPDX-License-Identifier: MIT
 *
 * The table of characters that are refused in rules and escaped in print, and a decoder that
 * survives anything. Called by the YAML reader and by the printing of faults. Pure, any thread;
 * cannot fail.
 */
#include "base/hidden.h"

#include <string.h>

struct hidden_range {
    uint32_t first, last;
    const char *name;
};

/* In order of code points: looked up by halves. */
static const struct hidden_range hidden_ranges[] = {
    {0x0000, 0x0008, "a control character"},
    {0x0009, 0x0009, "a tab"},
    {0x000B, 0x001F, "a control character"},
    {0x007F, 0x0084, "a control character"},
    {0x0085, 0x0085, "a line break of another kind"},
    {0x0086, 0x009F, "a control character"},
    {0x00A0, 0x00A0, "a no-break space"},
    {0x00AD, 0x00AD, "an invisible hyphen"},
    {0x034F, 0x034F, "an invisible character"},
    {0x061C, 0x061C, "a mark that turns the direction of the text"},
    {0x115F, 0x1160, "an invisible character"},
    {0x1680, 0x1680, "a space of another kind"},
    {0x17B4, 0x17B5, "an invisible character"},
    {0x180B, 0x180F, "an invisible character"},
    {0x2000, 0x200A, "a space of another kind"},
    {0x200B, 0x200D, "an invisible character"},
    {0x200E, 0x200F, "a mark that turns the direction of the text"},
    {0x2028, 0x2029, "a line break of another kind"},
    {0x202A, 0x202E, "a mark that turns the direction of the text"},
    {0x202F, 0x202F, "a no-break space"},
    {0x205F, 0x205F, "a space of another kind"},
    {0x2060, 0x2065, "an invisible character"},
    {0x2066, 0x2069, "a mark that turns the direction of the text"},
    {0x206A, 0x206F, "an invisible character"},
    {0x2800, 0x2800, "a space of another kind"},
    {0x3000, 0x3000, "a space of another kind"},
    {0x3164, 0x3164, "an invisible character"},
    {0xFEFF, 0xFEFF, "an invisible character"},
    {0xFFA0, 0xFFA0, "an invisible character"},
    {0xFFF0, 0xFFFB, "an invisible character"},
    {0xFFFE, 0xFFFF, "a code that is no character"},
    {0x1BCA0, 0x1BCA3, "an invisible character"},
    {0x1D173, 0x1D17A, "an invisible character"},
    {0xE0000, 0xE0FFF, "an invisible character"},
};

const char *hidden_name(uint32_t code_point)
{
    if (code_point == HIDDEN_NOT_UTF8) {
        return "a byte that is not UTF-8";
    }
    size_t low = 0, high = sizeof hidden_ranges / sizeof hidden_ranges[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct hidden_range *range = &hidden_ranges[middle];

        if (code_point > range->last) {
            low = middle + 1;
        } else if (code_point < range->first) {
            high = middle;
        } else {
            return range->name;
        }
    }
    return NULL;
}

bool hidden_is_space(uint32_t code_point)
{
    const char *name = hidden_name(code_point);

    return name != NULL && (strstr(name, "space") != NULL || strstr(name, "line break") != NULL);
}

uint32_t hidden_step(const char *s, size_t len, uint32_t *bytes_r)
{
    const unsigned char *p = (const unsigned char *)s;
    uint32_t first = p[0], more, low, code_point;

    *bytes_r = 1;
    if (first < 0x80) {
        return first;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1, low = 0x80, code_point = first & 0x1Fu;
    } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2, low = 0x800, code_point = first & 0x0Fu;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3, low = 0x10000, code_point = first & 0x07u;
    } else {
        return HIDDEN_NOT_UTF8;
    }
    if (more >= len) {
        return HIDDEN_NOT_UTF8;
    }
    for (uint32_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0u) != 0x80) {
            return HIDDEN_NOT_UTF8;
        }
        code_point = (code_point << 6) | (p[i] & 0x3Fu);
    }
    if (code_point < low || code_point > 0x10FFFF ||
        (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        return HIDDEN_NOT_UTF8;
    }
    *bytes_r = more + 1;
    return code_point;
}
