/* SPDX-License-Identifier: MIT
 *
 * The hashes. The fast one reads its input in words of eight bytes and folds 128-bit products; it
 * stands against accidents, not against an adversary, and its values leave no process. SHA-256,
 * HMAC, hexadecimal digits and base64 are nettle's. Called by rulebook, visit, engine, outbox,
 * chat, abi. Pure, any thread; nothing here fails but base64, which says so.
 */
#include "base/hash.h"

#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdbool.h>
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

bool hash_index_begin(struct hash_index *x, uint64_t count, struct arena *arena)
{
    uint32_t room = 2;

    if (count > UINT32_C(1) << 29) {
        return false;
    }
    while (room < count * 2) {
        room *= 2;
    }
    *x = (struct hash_index){arena_array(arena, room, sizeof *x->slots), room - 1};
    return x->slots != NULL;
}

void hash_index_put(struct hash_index *x, uint64_t hash, uint32_t number)
{
    uint32_t at = (uint32_t)hash & x->mask;

    while (x->slots[at] != 0) {
        at = (at + 1) & x->mask;
    }
    x->slots[at] = number + 1;
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
    base16_encode_update(out, len, p);
    out[BASE16_ENCODE_LENGTH(len)] = '\0';
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

int hex_read(const char *s, size_t len, uint8_t *out)
{
    for (size_t i = 0; i + 1 < len; i += 2) {
        int high = hex_digit(s[i]), low = hex_digit(s[i + 1]);

        if (high < 0 || low < 0) {
            return -1;
        }
        out[i / 2] = (uint8_t)(high * 16 + low);
    }
    return len % 2 == 0 ? 0 : -1;
}

size_t base64_of(const void *p, size_t len, char *out, size_t room)
{
    if (len > SIZE_MAX / 2 || room < BASE64_ENCODE_RAW_LENGTH(len) + 1) {
        return 0;
    }
    base64_encode_raw(out, len, p);
    out[BASE64_ENCODE_RAW_LENGTH(len)] = '\0';
    return BASE64_ENCODE_RAW_LENGTH(len);
}

/* Nettle passes over spaces: then there are fewer bytes than the text is long, and it is refused.
 */
int base64_read(const char *s, size_t len, uint8_t *out, size_t room, size_t *len_r)
{
    struct base64_decode_ctx state;
    size_t pad = 0;

    while (pad < 2 && pad < len && s[len - 1 - pad] == '=') {
        pad++;
    }
    size_t whole = len / 4 * 3 - pad;
    if (len % 4 != 0 || whole > room) {
        return -1;
    }
    base64_decode_init(&state);
    bool good = base64_decode_update(&state, len_r, out, len, s) != 0 &&
                base64_decode_final(&state) != 0 && *len_r == whole;
    return good ? 0 : -1;
}
