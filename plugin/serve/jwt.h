/* SPDX-License-Identifier: MIT
 *
 * A signed token (JWT) held against the clients of the configuration and their keys. Pure but for
 * the files that are read at first; any thread. For plugin/serve/ alone.
 */
#ifndef PRECARE_SERVE_JWT_H
#define PRECARE_SERVE_JWT_H

#include <jansson.h>

#include "config/config.h"

#define JWT_JTI_MOST 256u
#define JWT_AHEAD 60 /* seconds that a client's clock may be ahead */

struct jwt_asked {
    const struct serve *serve;
    json_t *const *keys; /* of each client: a list of JWK */
    const char *aud;
    int64_t now, since; /* seconds; none that was issued before `since` is good */
};

/* The keys of a file (a JWK Set), with which signatures can be checked and none made. NULL: why
 * (static). */
json_t *jwt_keys(const char *path, const char **why_r);
/* The number of the client who signed it for this call, and the token's name (jti); UINT32_MAX: it
 * is not good. */
uint32_t jwt_client(const struct jwt_asked *asked, const char *token, char jti_r[JWT_JTI_MOST]);

#endif
