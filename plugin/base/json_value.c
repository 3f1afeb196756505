/* SPDX-License-Identifier: MIT
 *
 * Texts, numbers and words of JSON to nodes. Called by json.c; any thread. A fault has the place of
 * the very character.
 */
#include <jansson.h>
#include <string.h>
#include <utf8proc.h>

#include "base/json_parts.h"

/* ---- texts ---- */

/* Four hexadecimal digits; -1: something else. */
static int32_t hex_read(const char *at, const char *end)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    int32_t n = 0;

    for (int i = 0; i < 4; i++) {
        const char *digit = end - at > i ? memchr(digits, at[i], sizeof digits - 1) : NULL;

        if (digit == NULL) {
            return -1;
        }
        int32_t value = (int32_t)(digit - digits);
        n = n * 16 + (value < 16 ? value : value - 6);
    }
    return n;
}

/* The code point of \uXXXX, or of two that are a pair, which begins at *at, and *at behind it; -1:
 * none. */
static int32_t code_point_read(const char **at, const char *end)
{
    int32_t first = hex_read(*at + 2, end), second = -1;

    if (first < 0) {
        return -1;
    }
    *at += 6;
    if (first < 0xd800 || first > 0xdfff) {
        return first;
    }
    if (first < 0xdc00 && end - *at > 2 && (*at)[0] == '\\' && (*at)[1] == 'u') {
        second = hex_read(*at + 2, end);
    }
    if (second < 0xdc00 || second > 0xdfff) {
        return -1;
    }
    *at += 6;
    return 0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00);
}

/* One escape, which begins at *at; *at behind it; what it stands for at *to. */
static bool escape_read(struct json_reading *r, const char **at, const char *end, char **to)
{
    static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *where = *at, *known = memchr(written, where[1], sizeof written - 1);

    if (known != NULL) {
        *(*to)++ = meant[known - written];
        *at += 2;
        return true;
    }
    int32_t point = where[1] == 'u' ? code_point_read(at, end) : -1;
    if (point <= 0) {
        (void)(point == 0 ? json_wrong(r, FAULT_E401, where, "a text with a NUL character")
                          : json_unexpected(r, where));
        return false;
    }
    *to += utf8proc_encode_char(point, (utf8proc_uint8_t *)*to);
    return true;
}

/* What is written is never longer than how it was escaped. */
static bool escapes_read(struct json_reading *r, const char *at, const char *end, char *to,
                         uint32_t *len_r)
{
    const char *first = to;

    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
        } else if (!escape_read(r, &at, end, &to)) {
            return false;
        }
    }
    *to = '\0';
    *len_r = (uint32_t)(to - first);
    return true;
}

/* From its quotation mark on. */
struct node *json_text_read(struct json_reading *r)
{
    const char *from = r->at + 1, *at = from;
    unsigned char bits = 0;
    bool escaped = false;
    size_t bad;

    for (; at < r->end && *at != '"'; at++) {
        unsigned char c = (unsigned char)*at;

        if (c < 0x20) {
            return json_unexpected(r, at);
        }
        bits |= c;
        if (c == '\\') {
            escaped = true;
            at += at + 1 < r->end ? 1 : 0; /* it is looked at when it is read */
        }
    }
    size_t len = (size_t)(at - from);
    if ((bits & 0x80) != 0 && !utf8_valid(from, len, &bad)) {
        return json_unexpected(r, from + bad);
    }
    if (at == r->end) {
        return json_unexpected(r, at);
    }
    struct node *n = arena_new(r->arena, sizeof *n + len + 1);
    if (n == NULL) {
        return json_lost(r);
    }
    n->kind = NODE_TEXT;
    n->text = (struct span){(char *)(n + 1), (uint32_t)len};
    if (!escaped) {
        memcpy(n + 1, from, len);
    } else if (!escapes_read(r, from, at, (char *)(n + 1), &n->text.len)) {
        return NULL;
    }
    r->at = at + 1;
    return n;
}

/* ---- numbers and words ---- */

static const char *digits_end(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

static bool integer_of(const char *at, const char *end, int64_t *n_r)
{
    bool negative = *at == '-', over = false;
    int64_t n = 0; /* below zero there is one more */

    for (at += negative ? 1 : 0; at < end && !over; at++) {
        over = __builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, *at - '0', &n);
    }
    over = over || (!negative && __builtin_sub_overflow(0, n, &n));
    *n_r = n;
    return !over;
}

/* Few documents have one: by jansson, whatever the host's locale writes for a point. */
static bool real_of(struct json_reading *r, const char *at, const char *end, double *real_r)
{
    json_error_t error;
    json_t *value = json_loadb(at, (size_t)(end - at), JSON_DECODE_ANY, &error);

    r->faults->lost |= value == NULL && json_error_code(&error) == json_error_out_of_memory;
    *real_r = value != NULL ? json_real_value(value) : 0;
    json_decref(value);
    return value != NULL;
}

struct node *json_number_read(struct json_reading *r)
{
    const char *from = r->at, *first = from + (*from == '-' ? 1 : 0);
    const char *whole = first < r->end && *first == '0' ? first + 1 : digits_end(first, r->end);
    const char *at = whole, *digits = first;
    struct node *n = arena_new(r->arena, sizeof *n);

    if (n == NULL) {
        return json_lost(r);
    }
    if (at > digits && at < r->end && *at == '.') {
        digits = at + 1;
        at = digits_end(digits, r->end);
    }
    if (at > digits && at < r->end && (*at == 'e' || *at == 'E')) {
        digits = at + 1;
        digits += digits < r->end && (*digits == '+' || *digits == '-') ? 1 : 0;
        at = digits_end(digits, r->end);
    }
    if (at == digits) {
        return json_unexpected(r, at);
    }
    n->kind = at == whole ? NODE_INTEGER : NODE_REAL;
    if (at == whole ? !integer_of(from, at, &n->integer) : !real_of(r, from, at, &n->real)) {
        return json_wrong(r, FAULT_E401, from, "a number that is too large");
    }
    r->at = at;
    return n;
}

struct node *json_word_read(struct json_reading *r)
{
    static const struct {
        struct span word;
        uint32_t kind;
    } words[] = {{{"true", 4}, NODE_TRUE}, {{"false", 5}, NODE_FALSE}, {{"null", 4}, NODE_NULL}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct span word = words[i].word;

        if ((size_t)(r->end - r->at) >= word.len && memcmp(r->at, word.at, word.len) == 0) {
            struct node *n = arena_new(r->arena, sizeof *n);

            if (n == NULL) {
                return json_lost(r);
            }
            n->kind = words[i].kind;
            r->at += word.len;
            return n;
        }
    }
    return json_unexpected(r, r->at);
}
