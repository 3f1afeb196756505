/* SPDX-License-Identifier: MIT
 *
 * The writer of JSON. After a bracket that opens, a colon or a new line no comma is due. Pure.
 */
#include "base/json_out.h"

#include <string.h>

void json_next(struct buf *b, const char *key)
{
    char last = b->at != NULL && b->len > 0 ? b->at[b->len - 1] : '\n';
    bool comma = last != '{' && last != '[' && last != ':' && last != '\n';
    size_t len = key != NULL ? strlen(key) : 0;
    char *to = buf_claim(b, len + sizeof ",\"\":");

    if (to == NULL) {
        return;
    }
    char *start = to;
    if (comma) {
        *to++ = ',';
    }
    if (key != NULL) {
        *to++ = '"';
        memcpy(to, key, len);
        to += len;
        *to++ = '"';
        *to++ = ':';
    }
    buf_claimed(b, (size_t)(to - start));
}

void json_next_line(struct buf *b)
{
    json_next(b, NULL);
    buf_char(b, '\n');
}

void json_open(struct buf *b, const char *key, char bracket)
{
    json_next(b, key);
    buf_char(b, bracket);
}

void json_close(struct buf *b, char bracket)
{
    buf_char(b, bracket);
}

void json_text(struct buf *b, const char *key, const char *text)
{
    json_next(b, key);
    if (text != NULL) {
        buf_json(b, text, strlen(text));
    } else {
        buf_add(b, "null", 4);
    }
}

void json_said(struct buf *b, const char *key, const char *text)
{
    if (text != NULL) {
        json_text(b, key, text);
    }
}

void json_int(struct buf *b, const char *key, int64_t n)
{
    json_next(b, key);
    buf_int(b, n);
}

void json_bool(struct buf *b, const char *key, bool yes)
{
    json_raw(b, key, yes ? "true" : "false");
}

void json_raw(struct buf *b, const char *key, const char *json)
{
    json_next(b, key);
    buf_text(b, json != NULL ? json : "null");
}

void json_members(struct buf *b, const char *members)
{
    if (members != NULL) {
        json_next(b, NULL);
        buf_text(b, members);
    }
}
