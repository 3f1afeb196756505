/* SPDX-License-Identifier: MIT
 *
 * Who calls: the token of the token file, or a JWT that a client of the configuration signed
 * (ES256, ES384, RS256, RS384; libjose does the cryptography). Keys come from files, read once; a
 * token is taken once. Any thread; nothing of a token is kept but a hash of its jti until it ends.
 */
#ifndef PRECARE_SERVE_TOKEN_H
#define PRECARE_SERVE_TOKEN_H

#include "config/config.h"

struct tokens;

#define CALLER_UNKNOWN UINT32_MAX

/* NULL: why (a sentence with the place). */
struct tokens *tokens_open(const struct config *config, char *why_r, size_t room);
void tokens_close(struct tokens **tokens);
/* Nobody can be asked for a token: whoever may open the socket may call. */
bool tokens_none(const struct tokens *tokens);
/* How many callers there are, with the one who is not known, whose number is the last. */
uint32_t tokens_callers(const struct tokens *tokens);
/* Whose token `authorization` holds (the header; NULL: none), for the address `aud`: the number of
 * a caller, or CALLER_UNKNOWN. `now` in seconds. */
uint32_t tokens_caller(struct tokens *tokens, const char *authorization, const char *aud,
                       int64_t now);

#endif
