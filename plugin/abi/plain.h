/* SPDX-License-Identifier: MIT
 *
 * The length of a short text of printable ASCII, which most texts of an event are, found and
 * checked in one pass: the hot path of event_struct.c, and nothing else.
 *
 * On x86-64 it reads whole aligned blocks of 16 bytes, so up to 15 bytes before the text and behind
 * its NUL: within the block, and so within the page, of a byte of the text; what is read there is
 * masked out. (The C library's strlen does the same.) Sanitizers, which would see a read beyond an
 * object, get the plain loop.
 */
#ifndef PRECARE_ABI_PLAIN_H
#define PRECARE_ABI_PLAIN_H

#include <stdint.h>

#define PLAIN_MOST 96u

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLAIN_BLOCKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define PLAIN_BLOCKS 0
#endif
#endif
#if !defined(PLAIN_BLOCKS) && defined(__SSE2__)
#define PLAIN_BLOCKS 1
#elif !defined(PLAIN_BLOCKS)
#define PLAIN_BLOCKS 0
#endif

#if PLAIN_BLOCKS
#include <emmintrin.h>

/* More than PLAIN_MOST: longer, or not all printable ASCII. */
__attribute__((unused)) static inline uint32_t plain_length(const char *s)
{
    const __m128i one = _mm_set1_epi8(1), first = _mm_set1_epi8(0x21);
    uint32_t skip = (uint32_t)((uintptr_t)s & 15);
    const char *block = s - skip;
    uint32_t from = UINT32_C(0xffff) << skip;

    for (;;) {
        __m128i bytes = _mm_load_si128((const __m128i *)(const void *)block);
        /* One more, and signed: below 0x21 are the controls and the NUL, what is beyond ASCII, and
         * DEL. */
        __m128i odd = _mm_cmpgt_epi8(first, _mm_add_epi8(bytes, one));
        uint32_t mask = (uint32_t)_mm_movemask_epi8(odd) & from;

        if (mask != 0) {
            const char *at = block + __builtin_ctz(mask);
            uint32_t len = (uint32_t)(at - s);

            return *at == '\0' ? len : UINT32_MAX;
        }
        block += 16;
        from = 0xffff;
        if (block - s > (int)PLAIN_MOST) {
            return UINT32_MAX;
        }
    }
}

#else

__attribute__((unused)) static inline uint32_t plain_length(const char *s)
{
    uint32_t len = 0;

    while (len <= PLAIN_MOST && s[len] >= 0x20 && s[len] < 0x7f) {
        len++;
    }
    return len <= PLAIN_MOST && s[len] == '\0' ? len : UINT32_MAX;
}

#endif

#endif
