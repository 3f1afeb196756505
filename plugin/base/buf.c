/* SPDX-License-Identifier: MIT
 *
 * The growing text, its number formats and JSON strings. Called by every room that writes; one
 * thread at a time for one buf. The formatter is our own: the C library's depends on the locale,
 * which belongs to the host. On failure (no memory, the limit, a conversion that is not ours)
 * `failed` is set and nothing more is added.
 */
#include "base/buf.h"

#include <stdarg.h>
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
    size_t cap = b->cap + b->cap / 2;
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
    buf_add(b, &c, 1);
}

#define DIGITS_MOST 24

/* The digits of n, right-aligned in `out`; where they begin. */
static const char *digits_of(uint64_t n, unsigned base, char out[DIGITS_MOST], size_t *len_r)
{
    size_t at = DIGITS_MOST;

    do {
        out[--at] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n > 0);
    *len_r = DIGITS_MOST - at;
    return &out[at];
}

void buf_int(struct buf *b, int64_t n)
{
    char digits[DIGITS_MOST];
    size_t len;
    uint64_t plain = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
    const char *at = digits_of(plain, 10, digits, &len);

    if (n < 0) {
        buf_char(b, '-');
    }
    buf_add(b, at, len);
}

/* ---- printf ---- */

struct spec { /* one conversion: %-08.3lld */
    bool left, zero, exact;
    int width, precision;
    unsigned longs; /* 0 int, 1 long, 2 long long, 3 size_t */
};

static void buf_fill(struct buf *b, char c, size_t count)
{
    while (count-- > 0) {
        buf_char(b, c);
    }
}

static void buf_piece(struct buf *b, const struct spec *spec, bool minus, const char *s, size_t len)
{
    size_t whole = len + (minus ? 1 : 0);
    size_t fill = spec->width > 0 && (size_t)spec->width > whole ? (size_t)spec->width - whole : 0;

    if (!spec->left && !spec->zero) {
        buf_fill(b, ' ', fill);
    }
    if (minus) {
        buf_char(b, '-');
    }
    if (!spec->left && spec->zero) {
        buf_fill(b, '0', fill);
    }
    buf_add(b, s, len);
    if (spec->left) {
        buf_fill(b, ' ', fill);
    }
}

static int number_read(const char **at)
{
    int n = 0;

    while (**at >= '0' && **at <= '9' && n < 100000) {
        n = n * 10 + (*(*at)++ - '0');
    }
    return n;
}

static struct spec spec_flags(const char **at)
{
    struct spec spec = {0};

    for (; **at == '-' || **at == '0'; (*at)++) {
        if (**at == '-') {
            spec.left = true;
        } else {
            spec.zero = true;
        }
    }
    return spec;
}

static void spec_longs(struct spec *spec, const char **at)
{
    for (; **at == 'l' || **at == 'z'; (*at)++) {
        spec->longs = **at == 'z' ? 3 : spec->longs + 1;
    }
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

static void buf_string(struct buf *b, struct spec *spec, const char *s)
{
    if (s == NULL) {
        s = "";
    }
    size_t len =
        spec->exact && spec->precision >= 0 ? strnlen(s, (size_t)spec->precision) : strlen(s);
    spec->zero = false;
    buf_piece(b, spec, false, s, len);
}

static void buf_number(struct buf *b, const struct spec *spec, bool minus, uint64_t n,
                       unsigned base)
{
    char digits[DIGITS_MOST];
    size_t len;
    const char *at = digits_of(minus ? (uint64_t)0 - n : n, base, digits, &len);

    buf_piece(b, spec, minus, at, len);
}

/* va_list may be an array type, and then a pointer to a parameter is not a pointer to a va_list: so
 * it is one long function, that reads all arguments itself. */
void buf_vprintf(struct buf *b, const char *format, va_list args)
{
    while (*format != '\0' && !b->failed) {
        size_t plain = strcspn(format, "%");

        buf_add(b, format, plain);
        format += plain;
        if (*format == '\0') {
            break;
        }
        format++;
        struct spec spec = spec_flags(&format);
        if (*format == '*') {
            spec.width = va_arg(args, int);
            format++;
        } else {
            spec.width = number_read(&format);
        }
        if (*format == '.') {
            format++;
            spec.exact = true;
            if (*format == '*') {
                spec.precision = va_arg(args, int);
                format++;
            } else {
                spec.precision = number_read(&format);
            }
        }
        spec_longs(&spec, &format);
        char kind = *format;
        if (kind != '\0') {
            format++;
        }
        int64_t n = 0;
        switch (kind) {
        case '%': buf_char(b, '%'); break;
        case 'c': {
            char c = (char)va_arg(args, int);

            spec.zero = false;
            buf_piece(b, &spec, false, &c, 1);
            break;
        }
        case 's': buf_string(b, &spec, va_arg(args, const char *)); break;
        case 'd':
        case 'i':
            n = spec.longs == 0 ? va_arg(args, int) : va_arg(args, int64_t);
            buf_number(b, &spec, n < 0, (uint64_t)n, 10);
            break;
        case 'u':
        case 'x': {
            uint64_t u = spec.longs == 0 ? va_arg(args, unsigned) : va_arg(args, uint64_t);

            buf_number(b, &spec, false, u, kind == 'x' ? 16 : 10);
            break;
        }
        default: /* not one of ours: never guess what the arguments are */ b->failed = true; break;
        }
    }
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

void buf_json(struct buf *b, const char *s, size_t len)
{
    buf_char(b, '"');
    size_t done = 0;
    for (size_t i = 0; i < len;) {
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
