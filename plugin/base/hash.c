/* SPDX-License-Identifier: MIT
 *
 * The hashes. The fast one reads its input in words of eight bytes and folds 128-bit products; it
 * stands against accidents, not against an adversary, and its values leave no process. SHA-256 and
 * HMAC are nettle's. Called by rulebook, visit, engine, alert, abi. Pure, any thread; nothing here
 * fails but base64, which says so.
 */
#include "base/hash.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

#define ODD_A UINT64_C(0x9e3779b97f4a7c15)
#define ODD_B UINT64_C(0xd6e8feb86659fd93)
#define ODD_C UINT64_C(0xa0761d6478bd642f)

static inline uint64_t hash_read8(const unsigned char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t hash_read4(const unsigned char *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(uint64_t seed, const void *p, size_t len)
{
    const unsigned char *at = p;
    uint64_t a = 0, b = 0, h = seed ^ ODD_A;
    size_t left = len;

    for (; left > 16; left -= 16, at += 16) {
        h = hash_fold(hash_read8(at) ^ ODD_B, hash_read8(at + 8) ^ h);
    }
    /* The last 1 to 16 bytes, read as two words that may overlap. */
    if (left >= 8) {
        a = hash_read8(at);
        b = hash_read8(at + left - 8);
    } else if (left >= 4) {
        a = hash_read4(at);
        b = hash_read4(at + left - 4);
    } else if (left > 0) {
        a = (uint64_t)at[0] << 16 | (uint64_t)at[left / 2] << 8 | at[left - 1];
    }
    h = hash_fold(a ^ ODD_B, b ^ h);
    return hash_fold(h ^ ODD_C, (uint64_t)len ^ ODD_A);
}

/* ---- SHA-256 ---- */

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct sha256), "room for nettle's state");

void sha256_begin(struct sha256 *h)
{
    struct sha256_ctx state;

    sha256_init(&state);
    memcpy(h->opaque, &state, sizeof state);
}

void sha256_add(struct sha256 *h, const void *p, size_t len)
{
    struct sha256_ctx state;

    if (len == 0) {
        return;
    }
    memcpy(&state, h->opaque, sizeof state);
    sha256_update(&state, len, p);
    memcpy(h->opaque, &state, sizeof state);
}

void sha256_end(struct sha256 *h, uint8_t digest_r[32])
{
    struct sha256_ctx state;

    memcpy(&state, h->opaque, sizeof state);
    sha256_digest(&state, 32, digest_r);
    sha256_begin(h);
}

_Static_assert(sizeof(struct hmac_sha256_ctx) <= sizeof(struct hmac), "room for nettle's state");

void hmac_begin(struct hmac *h, const void *key, size_t key_len)
{
    struct hmac_sha256_ctx state;

    hmac_sha256_set_key(&state, key_len, key_len > 0 ? key : (const void *)"");
    memcpy(h->opaque, &state, sizeof state);
}

void hmac_of(const struct hmac *h, const void *p, size_t len, uint8_t digest_r[32])
{
    struct hmac_sha256_ctx state;

    memcpy(&state, h->opaque, sizeof state);
    if (len > 0) {
        hmac_sha256_update(&state, len, p);
    }
    hmac_sha256_digest(&state, 32, digest_r);
}

void hmac_sha256(const void *key, size_t key_len, const void *p, size_t len, uint8_t digest_r[32])
{
    struct hmac h;

    hmac_begin(&h, key, key_len);
    hmac_of(&h, p, len, digest_r);
}

/* ---- as text ---- */

void hex_of(const void *p, size_t len, char *out)
{
    const unsigned char *at = p;

    for (size_t i = 0; i < len; i++) {
        *out++ = "0123456789abcdef"[at[i] >> 4];
        *out++ = "0123456789abcdef"[at[i] & 15];
    }
    *out = '\0';
}

static const char base64_digits[65] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_of(const void *p, size_t len, char *out, size_t room)
{
    const unsigned char *at = p;

    if (len > SIZE_MAX / 2 || room < (len + 2) / 3 * 4 + 1) {
        return 0;
    }
    char *to = out;
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t three = (uint32_t)at[i] << 16;

        if (left > 1) {
            three |= (uint32_t)at[i + 1] << 8;
        }
        if (left > 2) {
            three |= at[i + 2];
        }
        *to++ = base64_digits[three >> 18];
        *to++ = base64_digits[three >> 12 & 63];
        *to++ = left > 1 ? base64_digits[three >> 6 & 63] : '=';
        *to++ = left > 2 ? base64_digits[three & 63] : '=';
    }
    *to = '\0';
    return (size_t)(to - out);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    if (c == '+') {
        return 62;
    }
    return c == '/' ? 63 : -1;
}

int base64_read(const char *s, size_t len, uint8_t *out, size_t room, size_t *len_r)
{
    if (len % 4 != 0) {
        return -1;
    }
    size_t pad = 0;
    while (pad < 2 && pad < len && s[len - 1 - pad] == '=') {
        pad++;
    }
    size_t whole = len / 4 * 3 - pad, done = 0;
    if (whole > room) {
        return -1;
    }
    for (size_t i = 0; i < len; i += 4) {
        uint32_t three = 0;
        size_t digits = len - i > 4 ? 4 : 4 - pad;

        for (size_t k = 0; k < 4; k++) {
            int digit = k < digits ? base64_digit(s[i + k]) : 0;

            if (digit < 0) {
                return -1;
            }
            three = three << 6 | (uint32_t)digit;
        }
        if ((digits == 3 && (three & 0xff) != 0) || (digits == 2 && (three & 0xffff) != 0)) {
            return -1;
        }
        for (size_t k = 0; k + 1 < digits; k++) {
            out[done++] = (uint8_t)(three >> (16 - 8 * k));
        }
    }
    *len_r = done;
    return 0;
}
