/* SPDX-License-Identifier: MIT
 *
 * Hashes against published values (FIPS 180-4, RFC 4231, RFC 4648), and the fast one's spread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "test.h"

static const char *sha_hex(const char *s, size_t len, size_t step)
{
    static char hex[65];
    uint8_t digest[32];
    struct sha256 h;

    sha256_begin(&h);
    for (size_t i = 0; i < len; i += step) {
        sha256_add(&h, s + i, len - i < step ? len - i : step);
    }
    sha256_end(&h, digest);
    hex_of(digest, 32, hex);
    return hex;
}

static void sha256_gives_the_published_digests_in_any_pieces(void)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    CU_ASSERT_STRING_EQUAL(sha_hex("", 0, 1),
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CU_ASSERT_STRING_EQUAL(sha_hex("abc", 3, 3),
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    for (size_t step = 1; step <= 56; step++) {
        CU_ASSERT_STRING_EQUAL(sha_hex(two_blocks, 56, step),
                               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }
}

static const char *hmac_hex(const char *key, size_t key_len, const char *s)
{
    static char hex[65];
    uint8_t digest[32];

    hmac_sha256(key, key_len, s, strlen(s), digest);
    hex_of(digest, 32, hex);
    return hex;
}

static void hmac_key_made_ready_serves_again(void)
{
    uint8_t first[32], again[32];
    struct hmac h;

    hmac_begin(&h, "Jefe", 4);
    hmac_of(&h, "something else", 14, again);
    hmac_of(&h, "what do ya want for nothing?", 28, again);
    hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, first);
    CU_ASSERT_EQUAL(memcmp(first, again, sizeof first), 0);
}

static void hmac_gives_the_published_digests(void)
{
    char key[131];

    memset(key, 0x0b, 20);
    CU_ASSERT_STRING_EQUAL(hmac_hex(key, 20, "Hi There"),
                           "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CU_ASSERT_STRING_EQUAL(hmac_hex("Jefe", 4, "what do ya want for nothing?"),
                           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    CU_ASSERT_STRING_EQUAL(
        hmac_hex(key, 131, "Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CU_ASSERT_STRING_EQUAL(hmac_hex(NULL, 0, ""),
                           "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void base64_is_that_of_the_rfc_both_ways(void)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xfb\xff\xfe", "+//+"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[16];
        uint8_t bytes[16];
        size_t len = strlen(pairs[i][0]), text_len = strlen(pairs[i][1]), got = 99;

        CU_ASSERT_EQUAL(base64_of(pairs[i][0], len, text, text_len + 1), text_len);
        CU_ASSERT_STRING_EQUAL(text, pairs[i][1]);
        CU_ASSERT_EQUAL(base64_read(pairs[i][1], text_len, bytes, len, &got), 0);
        CU_ASSERT_EQUAL(got, len);
        CU_ASSERT_EQUAL(memcmp(bytes, pairs[i][0], len), 0);
        if (text_len > 0) {
            CU_ASSERT_EQUAL(base64_of(pairs[i][0], len, text, text_len), 0);
            CU_ASSERT_EQUAL(base64_read(pairs[i][1], text_len, bytes, len - 1, &got), -1);
        }
    }
    static const char *const wrong[] = {
        "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-_", "=m9v"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t bytes[16];
        size_t got;

        CU_ASSERT_EQUAL(base64_read(wrong[i], strlen(wrong[i]), bytes, sizeof bytes, &got), -1);
    }
}

static void the_fast_hash_reads_exactly_its_bytes(void)
{
    unsigned wrong = 0;

    for (size_t len = 0; len < 200; len++) {
        unsigned char *tight =
            malloc(len + 1); /* one byte more, at the front: unaligned, ends at the block's end */

        CU_ASSERT_PTR_NOT_NULL_FATAL(tight);
        for (size_t i = 0; i < len; i++) {
            tight[i + 1] = (unsigned char)(i * 7 + len);
        }
        uint64_t first = hash_bytes(1, tight + 1, len);
        memmove(tight, tight + 1, len);
        wrong += hash_bytes(1, tight, len) != first;
        wrong += hash_bytes(2, tight, len) == first;
        for (size_t i = 0; i < len; i++) {
            tight[i] ^= 1;
            wrong += hash_bytes(1, tight, len) == first;
            tight[i] ^= 1;
        }
        free(tight);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    static const unsigned char zeroes[64];
    for (size_t a = 0; a < 64; a++) {
        for (size_t b = a + 1; b < 64; b++) {
            CU_ASSERT_NOT_EQUAL(hash_bytes(0, zeroes, a), hash_bytes(0, zeroes, b));
        }
    }
    CU_ASSERT_EQUAL(hash_bytes(5, NULL, 0), hash_bytes(5, "", 0));
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void names_and_codes_spread_without_collision(void)
{
    enum {
        COUNT = 300000,
        CELLS = 4096
    };
    uint64_t *hashes = malloc(COUNT * sizeof *hashes);
    static unsigned low[CELLS], high[CELLS];

    CU_ASSERT_PTR_NOT_NULL_FATAL(hashes);
    for (unsigned i = 0; i < COUNT; i++) {
        char name[32];
        int len = i % 3 == 0   ? snprintf(name, sizeof name, "%c%02u.%u", 'A' + (int)(i % 26),
                                          i / 26 % 100, i / 2600)
                  : i % 3 == 1 ? snprintf(name, sizeof name, "list-of-items-%u", i)
                               : snprintf(name, sizeof name, "%u", i);

        hashes[i] = hash_bytes(0, name, (size_t)len);
        low[hashes[i] % CELLS]++;
        high[hashes[i] >> 52]++;
    }
    qsort(hashes, COUNT, sizeof *hashes, by_value);
    unsigned same = 0;
    for (unsigned i = 1; i < COUNT; i++) {
        same += hashes[i] == hashes[i - 1];
    }
    CU_ASSERT_EQUAL(same, 0);
    /* 73 expected, a deviation of 8.6: six of them is never seen. */
    for (unsigned i = 0; i < CELLS; i++) {
        CU_ASSERT_TRUE(low[i] > 21 && low[i] < 125);
        CU_ASSERT_TRUE(high[i] > 21 && high[i] < 125);
    }
    free(hashes);
}

static void each_bit_turns_about_half_of_the_hash(void)
{
    for (size_t len = 1; len <= 40; len += 3) {
        unsigned char text[40] = "some text to be turned bit by bit, here";
        uint64_t first = hash_bytes(0, text, len);
        unsigned turned = 0;

        for (size_t bit = 0; bit < len * 8; bit++) {
            text[bit / 8] ^= (unsigned char)(1u << bit % 8);
            unsigned bits = (unsigned)__builtin_popcountll(first ^ hash_bytes(0, text, len));
            CU_ASSERT_TRUE(bits > 9 && bits < 55);
            turned += bits;
            text[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
        CU_ASSERT_TRUE(turned > len * 8 * 27 && turned < len * 8 * 37);
    }
}

static const struct test tests[] = {
    {"SHA-256 gives the published digests, in any pieces",
     sha256_gives_the_published_digests_in_any_pieces},
    {"HMAC gives the published digests", hmac_gives_the_published_digests},
    {"a key that was made ready serves for more than one text", hmac_key_made_ready_serves_again},
    {"base64 is that of the RFC, both ways", base64_is_that_of_the_rfc_both_ways},
    {"the fast hash reads exactly its bytes", the_fast_hash_reads_exactly_its_bytes},
    {"names and codes spread without collision", names_and_codes_spread_without_collision},
    {"each bit turns about half of the hash", each_bit_turns_about_half_of_the_hash},
    {0}};

const struct test_suite test_suites[] = {{"hash", NULL, NULL, tests}, {0}};
