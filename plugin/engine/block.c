/* SPDX-License-Identifier: MIT
 *
 * Arrays of texts, and ids, in a result's block (engine/block.h). Called by build.c. What does not
 * fit leaves an empty array or NULL, and the block says that it is full.
 */
#include "engine/block.h"

precare_array block_texts_here(struct block *b, const char *const *at, uint32_t count)
{
    const char **to = block_array(b, count, sizeof *to);

    for (uint32_t i = 0; to != NULL && i < count; i++) {
        to[i] = at[i];
    }
    return (precare_array){to, to != NULL ? count : 0, sizeof *to};
}

precare_array block_texts_copy(struct block *b, const char *const *at, uint32_t count)
{
    const char **to = block_array(b, count, sizeof *to);

    for (uint32_t i = 0; to != NULL && i < count; i++) {
        to[i] = block_text(b, at[i]);
    }
    return (precare_array){to, to != NULL ? count : 0, sizeof *to};
}

/* The digits of eight half bytes at once: a letter is what is over nine when six are added. */
static uint64_t hex_digits(uint32_t number)
{
    uint64_t n = number;

    n = (n << 16 | n) & UINT64_C(0x0000ffff0000ffff);
    n = (n << 8 | n) & UINT64_C(0x00ff00ff00ff00ff);
    n = (n << 4 | n) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    uint64_t letters = (n + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
    return __builtin_bswap64(n + UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10));
}

const char *block_id(struct block *b, char letter, uint64_t id)
{
    char *text = block_cut(b, 19, 1);

    if (text == NULL) {
        return NULL;
    }
    uint64_t digits[2] = {hex_digits((uint32_t)(id >> 32)), hex_digits((uint32_t)id)};
    text[0] = letter;
    text[1] = '-';
    memcpy(text + 2, digits, sizeof digits);
    text[18] = '\0';
    return text;
}
