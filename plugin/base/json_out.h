/* SPDX-License-Identifier: MIT
 *
 * JSON into a buf, in one line: whether a comma is due is seen from what stands there last, so that
 * nobody keeps count and a writer needs no state. In a list and at the top the key is NULL. Keys
 * are the plugin's own words and are written as they are; texts are escaped, and NULL is null.
 * Called by every room that writes JSON; one thread at a time for one buf. Failure: `failed` of the
 * buf, looked at once at the end.
 */
#ifndef PRECARE_BASE_JSON_OUT_H
#define PRECARE_BASE_JSON_OUT_H

#include "base/buf.h"

/* A comma where one is due, and the key where it is not NULL: the value follows by other means. */
void json_next(struct buf *b, const char *key);
/* The same, and the value begins a line of its own. */
void json_next_line(struct buf *b);
void json_open(struct buf *b, const char *key, char bracket); /* '{' or '[' */
void json_close(struct buf *b, char bracket);                 /* '}' or ']' */
void json_text(struct buf *b, const char *key, const char *text);
void json_said(struct buf *b, const char *key, const char *text); /* nothing at all where NULL */
void json_int(struct buf *b, const char *key, int64_t n);
void json_bool(struct buf *b, const char *key, bool yes);
void json_raw(struct buf *b, const char *key, const char *json); /* written already; NULL: null */
void json_members(struct buf *b, const char *members); /* written already, without braces */

#endif
