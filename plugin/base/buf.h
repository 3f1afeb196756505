/* SPDX-License-Identifier: MIT
 *
 * A growing text: for JSON, messages, reports. Always NUL-terminated once anything was added. Not
 * for two threads. When memory runs out or `limit` is reached, `failed` stays set and later
 * additions do nothing: check it once. Numbers are written without the C library's locale.
 */
#ifndef PRECARE_BASE_BUF_H
#define PRECARE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *at;
    size_t len, cap, limit; /* limit 0: none */
    bool failed;
};

void buf_add(struct buf *b, const char *s, size_t len);
void buf_text(struct buf *b, const char *s); /* NUL-terminated; NULL adds nothing */
void buf_char(struct buf *b, char c);
/* Room for `more` bytes at the end, to be written in place and then counted; NULL: failed. */
char *buf_claim(struct buf *b, size_t more);
void buf_claimed(struct buf *b, size_t len);
void buf_int(struct buf *b, int64_t n);
/* As it was meant: at most six digits behind the point, no zeros at the end, in no language's way.
 * false: it is a billion or more, and nothing was written. */
bool buf_decimal(struct buf *b, double n);
/* As printf; %f and %' depend on the host's locale and are not used. A text is never NULL. */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; bad UTF-8 becomes U+FFFD. */
void buf_json(struct buf *b, const char *s, size_t len);
/* The text, owned by the caller (mem_drop), NULL if failed; the buf is empty again. */
char *buf_take(struct buf *b);
void buf_end(struct buf *b);

#endif
