/* SPDX-License-Identifier: MIT
 *
 * Who calls (serve/token.h).
 */
#include "serve/token.h"

#include <stdio.h>
#include <string.h>

#include <nettle/memops.h>

#include "base/seam.h"
#include "base/text.h"
#include "config/secret.h"
#include "serve/jwt.h"
#include "serve/seen.h"

#define TOKEN_LEAST 32u

struct tokens {
    const struct serve *serve;
    struct secret file; /* at NULL: none */
    json_t **keys;      /* of each client */
    struct seen *seen;
    int64_t since;
};

static bool file_open(struct tokens *tokens, char *why_r, size_t room)
{
    const struct secret_place *place = &tokens->serve->token_from;
    const char *why = NULL;

    if (place->text == NULL) {
        return true;
    }
    if (secret_read(place, &tokens->file, &why) == 0 && tokens->file.len < TOKEN_LEAST) {
        why = "a token of at least 32 characters is required: openssl rand -hex 32";
    }
    if (why != NULL) {
        (void)snprintf(why_r, room, "%s: %s", place->text, why);
    }
    return why == NULL;
}

static bool clients_open(struct tokens *tokens, char *why_r, size_t room)
{
    uint32_t count = tokens->serve->client_count;

    tokens->keys = mem_new((count + 1) * sizeof(json_t *));
    if (tokens->keys == NULL) {
        (void)snprintf(why_r, room, "there is no memory");
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct serve_client *client = &tokens->serve->clients[i];
        const char *why = NULL;

        tokens->keys[i] = jwt_keys(client->jwks, &why);
        if (tokens->keys[i] == NULL) {
            (void)snprintf(why_r, room, "%s: %s", client->jwks, why);
            return false;
        }
    }
    return true;
}

struct tokens *tokens_open(const struct config *config, char *why_r, size_t room)
{
    struct tokens *tokens = mem_new(sizeof *tokens);

    (void)snprintf(why_r, room, "there is no memory");
    if (tokens == NULL) {
        return NULL;
    }
    tokens->serve = &config->serve;
    tokens->since = seam.wall_ms() / 1000;
    tokens->seen = seen_open(tokens->since);
    if (tokens->seen == NULL || !file_open(tokens, why_r, room) ||
        !clients_open(tokens, why_r, room)) {
        tokens_close(&tokens);
    }
    return tokens;
}

void tokens_close(struct tokens **tokens)
{
    if (*tokens == NULL) {
        return;
    }
    for (uint32_t i = 0; (*tokens)->keys != NULL && i < (*tokens)->serve->client_count; i++) {
        json_decref((*tokens)->keys[i]);
    }
    mem_drop((*tokens)->keys);
    seen_close(&(*tokens)->seen);
    secret_drop(&(*tokens)->file);
    mem_drop(*tokens);
    *tokens = NULL;
}

bool tokens_none(const struct tokens *tokens)
{
    return tokens->file.at == NULL && tokens->serve->client_count == 0;
}

uint32_t tokens_callers(const struct tokens *tokens)
{
    return tokens->serve->client_count + 2; /* whoever has the file's token, and the unknown */
}

/* Whose it is; that it was not used before is not looked at. */
static uint32_t caller_signed(struct tokens *tokens, const char *token, const char *aud,
                              int64_t now)
{
    const struct jwt_asked asked = {.serve = tokens->serve,
                                    .keys = tokens->keys,
                                    .aud = aud,
                                    .now = now,
                                    .since = tokens->since};
    char jti[JWT_JTI_MOST], taken[JWT_JTI_MOST + 16];
    uint32_t client = jwt_client(&asked, token, jti);

    if (client == UINT32_MAX) {
        return CALLER_UNKNOWN;
    }
    int len = snprintf(taken, sizeof taken, "%u:%s", client, jti); /* each client has its own */
    return len > 0 && seen_take(tokens->seen, taken, (size_t)len, now) ? client : CALLER_UNKNOWN;
}

uint32_t tokens_caller(struct tokens *tokens, const char *authorization, const char *aud,
                       int64_t now)
{
    static const char bearer[] = "Bearer ";
    const struct secret *file = &tokens->file;

    if (authorization == NULL || strlen(authorization) < sizeof bearer ||
        !span_same_letters((struct span){authorization, sizeof bearer - 1}, span_of(bearer))) {
        return CALLER_UNKNOWN;
    }
    const char *token = authorization + sizeof bearer - 1;
    if (file->at != NULL && strlen(token) == file->len &&
        memeql_sec(token, file->at, file->len) != 0) {
        return tokens->serve->client_count;
    }
    return tokens->serve->client_count > 0 ? caller_signed(tokens, token, aud, now)
                                           : CALLER_UNKNOWN;
}
