/* SPDX-License-Identifier: MIT
 *
 * Signed tokens (serve/jwt.h). What a token says of itself decides only which key it is held
 * against: algorithms are those of a table, keys those of the files. A signature is one text: bits
 * of its last character that mean nothing must be zero.
 */
#include "serve/jwt.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jose/b64.h>
#include <jose/jws.h>

#include "base/file.h"
#include "base/seam.h"
#include "base/trust.h"
#include "serve/seen.h"

#define JWKS_MOST ((size_t)256 * 1024)
#define PART_MOST 8192u

static const struct {
    const char *alg, *kty, *crv;
} algorithms[] = {
    {"ES384", "EC", "P-384"},
    {"RS384", "RSA", NULL},
    {"ES256", "EC", "P-256"},
    {"RS256", "RSA", NULL},
};

static const char *text_said(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool text_is(const json_t *object, const char *key, const char *text)
{
    const char *s = text_said(object, key);

    return s != NULL && strcmp(s, text) == 0;
}

/* ---- keys ---- */

static const char *file_distrusted(int fd, const char *path)
{
    char above[PATH_MAX];
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return "it is not a plain file";
    }
    return trust_anybody(&st) || trust_above(path, above) ? "anybody may write it: chmod o-w it"
                                                          : NULL;
}

static const char *key_wrong(const json_t *key)
{
    if (text_said(key, "kid") == NULL) {
        return "a key in it has no kid";
    }
    if (json_object_get(key, "d") != NULL || text_is(key, "kty", "oct")) {
        return "it holds a private key, which belongs to the client alone: put the public ones "
               "there";
    }
    return text_is(key, "kty", "EC") || text_is(key, "kty", "RSA")
               ? NULL
               : "a key in it is neither of EC nor of RSA";
}

static const char *keys_wrong(const json_t *keys)
{
    const char *why = json_array_size(keys) == 0 ? "it is no JWK Set ({\"keys\": [...]})" : NULL;

    for (size_t i = 0; why == NULL && i < json_array_size(keys); i++) {
        why = key_wrong(json_array_get(keys, i));
    }
    return why;
}

static json_t *keys_read(int fd, const char **why_r)
{
    char *bytes = mem_new(JWKS_MOST);
    ssize_t len = bytes != NULL ? file_bytes(fd, bytes, JWKS_MOST) : -1;
    json_t *root = len >= 0 && len < (ssize_t)JWKS_MOST
                       ? json_loadb(bytes, (size_t)len, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;
    json_t *keys = json_incref(json_object_get(root, "keys"));

    *why_r = keys_wrong(keys);
    json_decref(root);
    mem_drop(bytes);
    if (*why_r != NULL) {
        json_decref(keys);
        return NULL;
    }
    return keys;
}

json_t *jwt_keys(const char *path, const char **why_r)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    json_t *keys = NULL;

    if (fd < 0) {
        *why_r = "it cannot be opened";
        return NULL;
    }
    *why_r = file_distrusted(fd, path);
    if (*why_r == NULL) {
        keys = keys_read(fd, why_r);
    }
    (void)close(fd);
    return keys;
}

/* ---- a token's parts ---- */

struct token {
    json_t *header, *claims;
    json_t *jws; /* {"protected", "payload", "signature"}, as they were sent */
};

static json_t *part_open(const char *at, size_t len)
{
    unsigned char bytes[PART_MOST];
    size_t decoded = len < PART_MOST ? jose_b64_dec_buf(at, len, bytes, sizeof bytes) : SIZE_MAX;
    json_t *part = decoded != SIZE_MAX && decoded <= sizeof bytes
                       ? json_loadb((const char *)bytes, decoded, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;

    if (part != NULL && !json_is_object(part)) {
        json_decref(part);
        part = NULL;
    }
    return part;
}

/* Other texts decode to the same bytes; none but the one that is written is good. */
static bool signature_plain(const char *at)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const size_t left[] = {0, 64, 15, 3}; /* bits of the last character that mean nothing */
    size_t len = strlen(at), rest = len % 4;

    if (len == 0 || strspn(at, alphabet) != len || rest == 1) {
        return false;
    }
    return ((size_t)(strchr(alphabet, at[len - 1]) - alphabet) & left[rest]) == 0;
}

static void token_close(struct token *token)
{
    json_decref(token->header);
    json_decref(token->claims);
    json_decref(token->jws);
}

static bool token_open(const char *text, struct token *token_r)
{
    size_t header = strcspn(text, ".");
    const char *payload = text + header + (text[header] == '.');
    size_t claims = strcspn(payload, ".");
    const char *signature = payload + claims + (payload[claims] == '.');

    *token_r = (struct token){0};
    if (payload[claims] != '.' || !signature_plain(signature)) {
        return false;
    }
    token_r->header = part_open(text, header);
    token_r->claims = part_open(payload, claims);
    token_r->jws = json_pack("{s:s%,s:s%,s:s}", "protected", text, header, "payload", payload,
                             claims, "signature", signature);
    return token_r->header != NULL && token_r->claims != NULL && token_r->jws != NULL;
}

/* ---- what it says ---- */

static bool whole_number(const json_t *claims, const char *key, int64_t *n_r)
{
    const json_t *value = json_object_get(claims, key);

    *n_r = json_integer_value(value);
    return json_is_integer(value) && *n_r > 0 && *n_r < INT64_C(1) << 40;
}

static bool times_good(const struct jwt_asked *asked, const json_t *claims)
{
    const json_t *not_before = json_object_get(claims, "nbf");
    int64_t exp, iat, nbf = 0;

    return whole_number(claims, "exp", &exp) && whole_number(claims, "iat", &iat) &&
           (not_before == NULL || whole_number(claims, "nbf", &nbf)) &&
           nbf <= asked->now + JWT_AHEAD && exp > asked->now && exp <= asked->now + SEEN_SECONDS &&
           iat <= asked->now + JWT_AHEAD && iat < exp && iat >= asked->since;
}

static bool aud_good(const char *aud, const json_t *claims)
{
    const json_t *list = json_object_get(claims, "aud");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));

        if (one != NULL && strcmp(one, aud) == 0) {
            return true;
        }
    }
    return text_is(claims, "aud", aud);
}

static uint32_t issuer_of(const struct serve *serve, const json_t *claims)
{
    for (uint32_t i = 0; i < serve->client_count; i++) {
        if (text_is(claims, "iss", serve->clients[i].iss)) {
            return i;
        }
    }
    return UINT32_MAX;
}

static bool header_good(const struct serve_client *client, const json_t *header)
{
    const json_t *jku = json_object_get(header, "jku"), *typ = json_object_get(header, "typ");

    return (jku == NULL || (client->jku != NULL && text_is(header, "jku", client->jku))) &&
           (typ == NULL || text_is(header, "typ", "JWT")) &&
           json_object_get(header, "crit") == NULL;
}

/* ---- its signature ---- */

static void fault_hush(void *misc, const char *file, int line, uint64_t err, const char *format,
                       va_list arguments)
{
    (void)misc, (void)file, (void)line, (void)err, (void)format, (void)arguments;
}

static bool signature_good(const json_t *jws, const json_t *key)
{
    json_t *own = json_deep_copy(key); /* no two threads hold the same */
    jose_cfg_t *cfg = jose_cfg();
    bool good = false;

    if (own != NULL && cfg != NULL) {
        jose_cfg_set_err_func(cfg, fault_hush, NULL);
        good = jose_jws_ver(cfg, jws, NULL, own, false);
    }
    if (cfg != NULL) {
        jose_cfg_decref(cfg);
    }
    json_decref(own);
    return good;
}

/* The algorithm and the key go together, whatever the token would like. */
static bool key_fits(const json_t *header, const json_t *key)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        if (text_is(header, "alg", algorithms[i].alg)) {
            return text_is(key, "kty", algorithms[i].kty) &&
                   (algorithms[i].crv == NULL || text_is(key, "crv", algorithms[i].crv)) &&
                   (text_said(key, "alg") == NULL || text_is(key, "alg", algorithms[i].alg));
        }
    }
    return false;
}

static bool signed_by(const struct token *token, const json_t *keys)
{
    const char *kid = text_said(token->header, "kid");

    for (size_t i = 0; kid != NULL && i < json_array_size(keys); i++) {
        const json_t *key = json_array_get(keys, i);

        if (text_is(key, "kid", kid) && key_fits(token->header, key) &&
            signature_good(token->jws, key)) {
            return true;
        }
    }
    return false;
}

uint32_t jwt_client(const struct jwt_asked *asked, const char *text, char jti_r[JWT_JTI_MOST])
{
    struct token token;
    uint32_t client = UINT32_MAX;

    if (token_open(text, &token)) {
        const char *jti = text_said(token.claims, "jti");
        bool named = jti != NULL && jti[0] != '\0' && strlen(jti) < JWT_JTI_MOST;

        client = named ? issuer_of(asked->serve, token.claims) : UINT32_MAX;
        if (client != UINT32_MAX && header_good(&asked->serve->clients[client], token.header) &&
            times_good(asked, token.claims) && aud_good(asked->aud, token.claims) &&
            signed_by(&token, asked->keys[client])) {
            memcpy(jti_r, jti, strlen(jti) + 1);
        } else {
            client = UINT32_MAX;
        }
    }
    token_close(&token);
    return client;
}
