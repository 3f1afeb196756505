/* SPDX-License-Identifier: MIT
 *
 * Hashes: a fast one for tables in memory (never stored, never sent), SHA-256 and HMAC-SHA-256
 * (nettle) for what is. Pure, any thread.
 */
#ifndef PRECARE_BASE_HASH_H
#define PRECARE_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Fast, well mixed; the same on every run. */
uint64_t hash_bytes(uint64_t seed, const void *p, size_t len);

/* A cheaper one, of a short text that is not empty: by its length and its ends. For tables whose
 * texts people chose, and which compare what they find. */
static inline uint64_t hash_ends(const char *s, size_t len)
{
    uint64_t first = 0, last = 0;
    uint32_t half[2] = {0, 0};

    if (len >= sizeof first) {
        memcpy(&first, s, sizeof first);
        memcpy(&last, s + len - sizeof last, sizeof last);
    } else if (len >= sizeof half[0]) {
        memcpy(&half[0], s, sizeof half[0]);
        memcpy(&half[1], s + len - sizeof half[1], sizeof half[1]);
        first = half[0];
        last = half[1];
    } else {
        last = (unsigned char)s[0] | (uint64_t)(unsigned char)s[len / 2] << 8;
        first = (unsigned char)s[len - 1];
    }
    uint64_t h = (first * UINT64_C(0x9e3779b97f4a7c15) ^ last ^ len) * UINT64_C(0xd6e8feb86659fd93);
    return h ^ h >> 32;
}

/* The one hash table: numbers of things that stand in an array of the caller's, found by the
 * things' hashes. Open addressing, a power of two in size, at most half full; it does not grow. */
struct hash_index {
    uint32_t *slots; /* a number and 1; 0: free */
    uint32_t mask;
};
#define HASH_NONE UINT32_MAX

/* Room for so many numbers; false: no memory. */
bool hash_index_begin(struct hash_index *x, uint64_t count, struct arena *arena);
void hash_index_put(struct hash_index *x, uint64_t hash, uint32_t number);
/* The numbers that may have this hash, one after the other; the caller compares the things.
 * for (uint32_t at = (uint32_t)hash, n; (n = hash_index_next(x, &at)) != HASH_NONE;) */
static inline uint32_t hash_index_next(const struct hash_index *x, uint32_t *at)
{
    return x->slots[(*at)++ & x->mask] - 1;
}

struct sha256 { /* incremental */
    uint64_t opaque[32];
};
void sha256_begin(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t len);
void sha256_end(struct sha256 *h, uint8_t digest_r[32]);

/* a key, made ready: what is the same for every text is done once. As secret as the key */
struct hmac {
    uint64_t opaque[48];
};
void hmac_begin(struct hmac *h, const void *key, size_t key_len);
void hmac_of(const struct hmac *h, const void *p, size_t len, uint8_t digest_r[32]);
void hmac_sha256(const void *key, size_t key_len, const void *p, size_t len, uint8_t digest_r[32]);
void hex_of(const void *p, size_t len, char *out); /* 2 * len characters and a NUL */
size_t base64_of(const void *p, size_t len, char *out, size_t room); /* with padding; 0: no room */
int hex_read(const char *s, size_t len, uint8_t *out);               /* len / 2 bytes; 0, or -1 */
int base64_read(const char *s, size_t len, uint8_t *out, size_t room, size_t *len_r); /* 0, or -1 */

#endif
