/* SPDX-License-Identifier: MIT
 *
 * The signature of Standard Webhooks: HMAC-SHA-256 of "id.timestamp.body" with each key in turn.
 * Pure.
 */
#ifndef PRECARE_CHAT_SIGN_H
#define PRECARE_CHAT_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Adds "v1,BASE64" (a space before it if there is one already). 0, or -1: the key is not whsec_ and
 * base64. */
int sign_add(const char *key, const char *id, int64_t timestamp, const char *body, size_t len,
             struct buf *signature);

#endif
