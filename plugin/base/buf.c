/* SPDX-License-Identifier: MIT
 *
 * The growing text, its formats and JSON strings. Called by every room that writes; one thread at a
 * time for one buf. The formats are the C library's, without those that depend on the locale, which
 * belongs to the host. On failure (no memory, the limit) `failed` is set and nothing more is added.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "base/text.h"

/* Makes room for `more` bytes and a NUL; false: failed. */
static bool buf_room(struct buf *b, size_t more)
{
    if (b->failed) {
        return false;
    }
    size_t need;
    if (__builtin_add_overflow(b->len, more, &need) || need > SIZE_MAX / 4) {
        b->failed = true;
        return false;
    }
    if (b->limit != 0 && need > b->limit) {
        b->failed = true;
        return false;
    }
    if (b->at != NULL && need < b->cap) {
        return true;
    }
    size_t cap = b->cap * 2;
    if (cap < need + 1) {
        cap = need + 1;
    }
    if (cap < 64) {
        cap = 64;
    }
    char *at = mem_grow(b->at, cap);
    if (at == NULL) {
        b->failed = true;
        return false;
    }
    b->at = at;
    b->cap = cap;
    return true;
}

char *buf_claim(struct buf *b, size_t more)
{
    return buf_room(b, more) ? b->at + b->len : NULL;
}

void buf_claimed(struct buf *b, size_t len)
{
    b->len += len;
    b->at[b->len] = '\0';
}

void buf_add(struct buf *b, const char *s, size_t len)
{
    if (!buf_room(b, len)) {
        return;
    }
    if (len > 0) {
        memcpy(b->at + b->len, s, len);
    }
    b->len += len;
    b->at[b->len] = '\0';
}

void buf_text(struct buf *b, const char *s)
{
    if (s != NULL) {
        buf_add(b, s, strlen(s));
    }
}

void buf_char(struct buf *b, char c)
{
    char *to = buf_claim(b, 1);

    if (to != NULL) {
        *to = c;
        buf_claimed(b, 1);
    }
}

#define DIGITS_MOST 20 /* of 64 bits */
#define MILLION 1000000
#define DECIMAL_MOST 1e9

void buf_int(struct buf *b, int64_t n)
{
    char digits[DIGITS_MOST];
    size_t at = DIGITS_MOST;
    uint64_t plain = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + plain % 10);
        plain /= 10;
    } while (plain > 0);
    if (n < 0) {
        buf_char(b, '-');
    }
    buf_add(b, &digits[at], DIGITS_MOST - at);
}

bool buf_decimal(struct buf *b, double n)
{
    bool below = n < 0;

    if (!(n < DECIMAL_MOST && n > -DECIMAL_MOST)) {
        return false;
    }
    int64_t all = (int64_t)((below ? -n : n) * MILLION + 0.5), rest = all % MILLION;
    buf_text(b, below ? "-" : "");
    buf_int(b, all / MILLION);
    if (rest > 0) {
        int digits = 6;

        for (; rest % 10 == 0; rest /= 10) {
            digits--;
        }
        buf_printf(b, ".%0*d", digits, (int)rest);
    }
    return true;
}

/* First into what is left of the room, which is mostly enough. */
__attribute__((format(printf, 2, 0))) static void buf_vprintf(struct buf *b, const char *format,
                                                              va_list args)
{
    va_list again;

    if (b->at == NULL && !buf_room(b, 0)) {
        return;
    }
    if (b->failed) {
        return;
    }
    va_copy(again, args);
    size_t left = b->cap - b->len;
    int len = vsnprintf(b->at + b->len, left, format, args);
    if (len < 0) {
        b->failed = true;
    } else if (buf_room(b, (size_t)len)) {
        if ((size_t)len >= left) {
            (void)vsnprintf(b->at + b->len, (size_t)len + 1, format, again);
        }
        b->len += (size_t)len;
    }
    if (b->at != NULL) {
        b->at[b->len] = '\0';
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

/* ---- JSON ---- */

static void buf_json_escape(struct buf *b, unsigned char c)
{
    static const char *const named[32] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};

    if (c == '"') {
        buf_add(b, "\\\"", 2);
    } else if (c == '\\') {
        buf_add(b, "\\\\", 2);
    } else if (c < 32 && named[c] != NULL) {
        buf_add(b, named[c], 2);
    } else {
        buf_printf(b, "\\u%04x", c);
    }
}

/* A bit of each byte: set where it is one that JSON, or a reader, would stumble over. */
#define BYTES(n) (UINT64_C(0x0101010101010101) * (n))
static uint64_t bytes_zero(uint64_t w)
{
    return (w - BYTES(1)) & ~w & BYTES(0x80);
}

static size_t plain_prefix(const char *s, size_t len)
{
    size_t i = 0;

    for (; i + 8 <= len; i += 8) {
        uint64_t w;

        memcpy(&w, s + i, 8);
        uint64_t odd = (w & BYTES(0x80)) | ((w - BYTES(0x20)) & ~w & BYTES(0x80)) |
                       bytes_zero(w ^ BYTES('"')) | bytes_zero(w ^ BYTES('\\')) |
                       bytes_zero(w ^ BYTES(0x7f));
        if (odd != 0) {
            break;
        }
    }
    return i;
}

void buf_json(struct buf *b, const char *s, size_t len)
{
    size_t done = 0, i = plain_prefix(s, len);

    (void)buf_claim(b, len + 2); /* mostly that is all it takes */
    buf_char(b, '"');
    while (i < len) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            i++;
            continue;
        }
        uint32_t step = c < 0x80 ? 0 : utf8_step(s + i, len - i);
        if (step > 0) {
            i += step;
            continue;
        }
        buf_add(b, s + done, i - done);
        if (c < 0x80) {
            buf_json_escape(b, c);
        } else {
            buf_add(b, "\xef\xbf\xbd", 3);
        }
        done = ++i;
    }
    if (len > done) {
        buf_add(b, s + done, len - done);
    }
    buf_char(b, '"');
}

char *buf_take(struct buf *b)
{
    if (b->at == NULL && !b->failed) {
        buf_add(b, "", 0);
    }
    char *text = b->failed ? NULL : b->at;
    if (text == NULL) {
        mem_drop(b->at);
    }
    *b = (struct buf){.limit = b->limit};
    return text;
}

void buf_end(struct buf *b)
{
    mem_drop(b->at);
    *b = (struct buf){.limit = b->limit};
}
